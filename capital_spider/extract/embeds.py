"""Embedded posts and players: who provides them, where they are, what they say."""

from __future__ import annotations

import re
from urllib.parse import urlsplit, urlunsplit

from lxml import etree

from capital_spider.extract.document import Document
from capital_spider.extract.inline import inline_text
from capital_spider.items import Embed
from capital_spider.text import clean_line
from capital_spider.urls import site_of

# Registrable domain of the host, without its suffix → provider; the whole domain where the name is but a letter.
_PROVIDERS = {
    "youtube": "youtube", "youtube-nocookie": "youtube", "youtu": "youtube", "vimeo": "vimeo",
    "dailymotion": "dailymotion", "twitter": "twitter", "x.com": "twitter", "instagram": "instagram",
    "tiktok": "tiktok", "facebook": "facebook", "spotify": "spotify", "soundcloud": "soundcloud", "reddit": "reddit",
    "threads": "threads", "bsky": "bluesky", "datawrapper": "datawrapper", "dwcdn": "datawrapper",
    "flourish": "flourish", "twitch": "twitch", "t.me": "telegram", "brightcove": "brightcove",
    "jwplatform": "jwplayer", "scribd": "scribd", "google": "google", "infogram": "infogram",
}  # fmt: skip
# Class of an embedded post's blockquote → provider.
_POST_CLASSES = {
    "twitter-tweet": "twitter", "twitter-video": "twitter", "instagram-media": "instagram", "tiktok-embed": "tiktok",
    "fb-post": "facebook", "fb-video": "facebook", "bluesky-embed": "bluesky", "reddit-embed-bq": "reddit",
    "text-post-media": "threads", "mastodon-embed": "mastodon",
}  # fmt: skip
_PERMALINKS = ("cite", "data-instgrm-permalink", "data-href", "data-text-post-permalink")
_TRACKERS = re.compile(r"googletagmanager|doubleclick|googlesyndication|about:blank|facebook\.com/(?:tr|plugins/like)")


def read_embed(document: Document, element: etree._Element) -> Embed | None:
    """The embed that an element is: a post's blockquote, a player, another page's frame; None if it is none."""
    if element.tag == "blockquote":
        return _read_post(document, element)
    # A lazy loader's address before the blank page that it shows first.
    address = next((a for a in map(element.get, ("data-src", "data-lazy-src", "src", "data")) if a), "")
    if not address:
        source = next((s for s in element.iter("source", "a") if s.get("src") or s.get("href")), None)
        address = (source.get("src") or source.get("href") or "") if source is not None else ""
    if not address or _TRACKERS.search(address):
        return None
    url = document.absolute(address)
    return Embed(provider=_provider(url), url=_without_player_options(url), text=None) if url else None


def _read_post(document: Document, element: etree._Element) -> Embed | None:
    classes = (element.get("class") or "").split()
    provider = next((_POST_CLASSES[c] for c in classes if c in _POST_CLASSES), None)
    if provider is None:
        return None
    links = [a.get("href") for a in element.iter("a") if a.get("href")]
    address = next((element.get(name) for name in _PERMALINKS if element.get(name)), links[-1] if links else None)
    paragraph = element.find(".//p")
    text = clean_line(inline_text(paragraph if paragraph is not None else element))
    return Embed(provider=provider, url=document.absolute(address), text=text or None)


def _provider(url: str | None) -> str | None:
    host = (urlsplit(url or "").hostname or "").removeprefix("www.")
    domain = site_of(url or "")
    return _PROVIDERS.get(domain) or _PROVIDERS.get(domain.partition(".")[0]) or host or None


def _without_player_options(url: str | None) -> str | None:
    """Players of YouTube and Vimeo take options in the query; the address of the video is the path."""
    if (url and _provider(url) in ("youtube", "vimeo") and "/embed/" in url) or (url and "player.vimeo.com/" in url):
        return urlunsplit(urlsplit(url)._replace(query=""))
    return url
