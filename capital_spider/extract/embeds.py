"""Embedded posts and players: who provides them, where they are, what they say."""

from __future__ import annotations

import re
import tomllib
from importlib.resources import files
from urllib.parse import urlsplit, urlunsplit

from lxml import etree

from capital_spider.extract.document import Document
from capital_spider.extract.inline import inline_text
from capital_spider.items import Embed, Media
from capital_spider.text import clean_line, fold
from capital_spider.urls import site_of

_DATA = tomllib.loads(files("capital_spider").joinpath("data/embeds.toml").read_text(encoding="utf-8"))
_PROVIDERS: dict[str, str] = _DATA["providers"]
_POST_CLASSES: dict[str, str] = _DATA["posts"]
_RECORDINGS: dict[str, str] = {name: kind for kind in ("video", "audio") for name in _DATA["recordings"][kind]}
_PLAYERS = frozenset(_DATA["recordings"]["players"])
_IGNORED = re.compile("|".join(map(re.escape, _DATA["ignored"]["parts"])))
_PERMALINKS = ("cite", "data-instgrm-permalink", "data-href", "data-text-post-permalink")
# Frames of a site's own player have it in the address: /embed/video/5, /videos/player.html?id=5.
_PLAYER_PATH = re.compile(r"/(?:video|videos|player)(?:[/.]|$)|/plugins/video\.php$")
_PICTURE_PATH = re.compile(r"\.(?:svg|png|jpe?g|gif|webp|avif)$", re.IGNORECASE)


def read_embed(document: Document, element: etree._Element) -> Embed | None:
    """The embed that an element is: a post's blockquote, a player, another page's frame; None if it is none."""
    if element.tag == "blockquote":
        return _read_post(document, element)
    # A lazy loader's address before the blank page that it shows first.
    address = next((a for a in map(element.get, ("data-src", "data-lazy-src", "src", "data")) if a), "")
    if not address:
        source = next((s for s in element.iter("source", "a") if s.get("src") or s.get("href")), None)
        address = (source.get("src") or source.get("href") or "") if source is not None else ""
    if not address or _IGNORED.search(address):
        return None
    url = document.absolute(address)
    if url is None or _PICTURE_PATH.search(urlsplit(url).path):
        return None
    return Embed(provider=_provider(url), url=_without_player_options(url), text=None)


def read_media(embed: Embed, element: etree._Element) -> Media | None:
    """The recording that an embed is: an element that plays one, or the frame of a player; None if it is none."""
    kind = str(element.tag) if element.tag in ("video", "audio") else _RECORDINGS.get(embed.provider or "")
    if kind is None and element.tag == "iframe" and _PLAYER_PATH.search(urlsplit(embed.url or "").path):
        kind = "video"
    if embed.url is None or kind is None:
        return None
    title = clean_line(element.get("title") or "")
    return Media(type=kind, url=embed.url, title=title if fold(title) not in _PLAYERS and title else None)  # type: ignore[arg-type]


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
    return _PROVIDERS.get(host) or _PROVIDERS.get(domain) or _PROVIDERS.get(domain.partition(".")[0]) or host or None


def _without_player_options(url: str | None) -> str | None:
    """Players of YouTube and Vimeo take options in the query; the address of the video is the path, but of a list."""
    if url and "/embed/videoseries" in url:
        return url
    if (url and _provider(url) in ("youtube", "vimeo") and "/embed/" in url) or (url and "player.vimeo.com/" in url):
        return urlunsplit(urlsplit(url)._replace(query=""))
    return url
