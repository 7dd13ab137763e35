"""Feeds: RSS, Atom and JSON Feed as the articles that they list, where a site has them, and how they go on.

feedparser reads RSS and Atom of any version and state; JSON Feed (jsonfeed.org) is read here.
"""

from __future__ import annotations

import calendar
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from typing import Any
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit, urlunsplit

from lxml import etree

from capital_spider.urls import canonical_url, path_segments, site_of

# Where feeds lie that nobody names, below a home page or a category, the likeliest first.
KNOWN_PLACES = ("feed/", "rss", "rss.xml", "atom.xml", "feed.xml", "index.xml")
_FEED_TYPES = ("application/rss+xml", "application/atom+xml", "application/rdf+xml", "application/feed+json")
# Types that feeds share with other things: the address must say it.
_OTHER_TYPES = ("application/xml", "text/xml", "application/json")
_ROOT = re.compile(rb"<(?:\w+:)?(?:rss|feed|rdf)\b", re.IGNORECASE)
_HTML = re.compile(rb"(?:\s|<\?.*?\?>|<!--.*?-->)*<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE | re.DOTALL)
_NAMES_A_FEED = re.compile(r"(?:^|[/._=-])(?:feeds?|rss2?|atom|rdf)(?:$|[/._=&?-])", re.IGNORECASE)
_OF_COMMENTS = re.compile(r"(?:^|[/_=-])comments?(?:$|[/_=-])", re.IGNORECASE)
_NUMBERED = re.compile(r"paged?|pg")


class FeedError(Exception):
    """What answered is no feed. reason: "html", "entities" (refused: it declares its own), "comments", "no_feed"."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedEntry:
    """url: canonical. published: aware, None = not said. source: who wrote it first, (name, address) as far as said."""

    url: str
    published: datetime | None = None
    source: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """entries: in order, each once. next_url: the page that the feed itself names as the next. elsewhere: how many
    entries were left out because they lie on other sites.
    """

    entries: tuple[FeedEntry, ...]
    next_url: str | None = None
    elsewhere: int = 0


def read_feed(body: bytes, url: str, site: str | None = None, content_type: str | None = None) -> Feed:
    """What the feed at `url` lists of `site` (as from `site_of`; None = that of `url`).

    content_type: as the server says, for its charset. Raises FeedError.
    """
    head = body[:4096].lstrip(b"\xef\xbb\xbf \t\r\n")
    site = site or site_of(url)
    if head.startswith(b"{"):
        return _read_json(body, url, site)
    root = _ROOT.search(body)
    if b"<!ENTITY" in body[: root.start() if root else None]:
        raise FeedError("entities")
    if _HTML.match(head):
        raise FeedError("html")
    headers = {"content-location": url, **({"content-type": content_type} if content_type else {})}
    import feedparser  # here, as most commands and crawls meet no feed

    # As a file: bytes might be taken for the name of one.
    parsed = feedparser.parse(BytesIO(body), response_headers=headers, sanitize_html=False, resolve_relative_uris=False)
    if not parsed.get("version") and not parsed.entries:
        raise FeedError("no_feed")
    links = [[link for link, _ in _addresses(entry)] for entry in parsed.entries]
    if links and all(any("#comment" in link for link in several) for several in links):
        raise FeedError("comments")
    listed = [_entry(entry, url, site) for entry in parsed.entries]
    next_link = next((link.get("href") for link in parsed.feed.get("links", ()) if link.get("rel") == "next"), None)
    return _feed(listed, urljoin(url, next_link) if next_link else None, url)


def _feed(listed: Iterable[FeedEntry | None], next_url: str | None, url: str) -> Feed:
    every = list(listed)
    entries: dict[str, FeedEntry] = {}
    for entry in every:
        if entry is not None:
            entries.setdefault(entry.url, entry)
    following = canonical_url(next_url) if next_url else None
    is_own = following is not None and site_of(following) == site_of(url) and following != canonical_url(url)
    return Feed(
        entries=tuple(entries.values()),
        next_url=following if is_own else None,
        elsewhere=sum(entry is None for entry in every),
    )


def _addresses(entry: Mapping[str, Any]) -> Iterator[tuple[str, bool]]:
    """What may be the article's address, the likeliest first, and whether it need not be said to be one.

    Services that count the clicks put their own address into the link, and the article's beside it.
    """
    for name in ("feedburner_origlink", "pheedo_origlink", "link"):
        if entry.get(name):
            yield str(entry[name]), True
    for link in entry.get("links", ()):
        if link.get("rel", "alternate") == "alternate" and link.get("href"):
            yield str(link["href"]), True
    if entry.get("id"):
        yield str(entry["id"]), False


def _entry(entry: Mapping[str, Any], url: str, site: str) -> FeedEntry | None:
    """None if it lies elsewhere, or nowhere."""
    for address, may_be_relative in _addresses(entry):
        found = _on_site(address, url if may_be_relative else None, site)
        if found is not None:
            return FeedEntry(url=found, published=_time(entry), source=_source(entry.get("source")))
    return None


def _on_site(address: str, base: str | None, site: str) -> str | None:
    found = canonical_url(address, base)
    return found if found is not None and site_of(found) == site else None


def _time(entry: Mapping[str, Any]) -> datetime | None:
    """When it was published; the last change is no bound for that."""
    parsed = entry.get("published_parsed")
    try:
        return datetime.fromtimestamp(calendar.timegm(parsed), UTC) if parsed else None
    except (ValueError, OverflowError):
        return None


def _source(source: Any) -> tuple[str, str] | None:
    if not isinstance(source, Mapping) or not source.get("title"):
        return None
    return str(source["title"]), str(source.get("href") or source.get("link") or "")


def _read_json(body: bytes, url: str, site: str) -> Feed:
    try:
        value = json.loads(body.decode("utf-8-sig", "replace"))
    except (ValueError, RecursionError):
        raise FeedError("no_feed") from None
    items = value.get("items")
    if not isinstance(items, list) or "jsonfeed" not in str(value.get("version")):
        raise FeedError("no_feed")
    next_url = value.get("next_url")
    listed = [_json_entry(item, url, site) for item in items if isinstance(item, dict)]
    return _feed(listed, urljoin(url, next_url) if isinstance(next_url, str) and next_url else None, url)


def _json_entry(item: Mapping[str, Any], url: str, site: str) -> FeedEntry | None:
    texts = {
        key: text for key in ("url", "external_url", "id", "date_published") if isinstance(text := item.get(key), str)
    }
    for key in ("url", "external_url", "id"):
        found = _on_site(texts[key], url if key == "url" else None, site) if texts.get(key) else None
        if found is not None:
            return FeedEntry(url=found, published=_iso_time(texts.get("date_published", "")))
    return None


def _iso_time(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)


# --- where they are ----------------------------------------------------------------------------------------------


def linked_feeds(root: etree._Element, url: str) -> tuple[str, ...]:
    """The feeds that the page's head names, in its order, but no feed of comments."""
    found: dict[str, None] = {}
    for link in root.iter("link"):
        rel = (link.get("rel") or "").lower().split()
        kind = (link.get("type") or "").split(";")[0].strip().lower()
        href = link.get("href") or ""
        if not href or not ("feed" in rel or "alternate" in rel):
            continue
        is_feed = "feed" in rel or kind in _FEED_TYPES or (kind in _OTHER_TYPES and bool(_NAMES_A_FEED.search(href)))
        address = canonical_url(href, url)
        if is_feed and address and not is_of_comments(address):
            found[address] = None
    return tuple(found)


def is_of_comments(url: str) -> bool:
    """True if the feed's address says that it lists comments."""
    parts = urlsplit(url)
    return bool(_OF_COMMENTS.search(parts.path) or re.search(r"feed=comments", parts.query))


def main_feed(feeds: Iterable[str], url: str) -> str | None:
    """Of the feeds that the page at `url` names the one of all that it leads to: of those that lie below it, else of
    all, the highest; of several the first.
    """

    def rank(feed: str) -> tuple[bool, bool, int]:
        return site_of(feed) != site_of(url), not lies_below(feed, url), len(path_segments(feed))

    return min(feeds, key=rank, default=None)


def lies_below(url: str, top: str) -> bool:
    """True if the address is one below `top`, by their paths."""
    segments = path_segments(top)
    return path_segments(url)[: len(segments)] == segments


def known_places(url: str) -> tuple[str, ...]:
    """Where the feed of the site at `url` is looked for if nobody names it."""
    home = urlunsplit((*urlsplit(url)[:2], "/", "", ""))
    return tuple(urljoin(home, place) for place in KNOWN_PLACES)


def feed_of_category(category: str, main: str) -> str | None:
    """Where the category's own feed lies if it is to the category as the main feed is to the home page; None if that
    cannot be said.
    """
    parts, below = urlsplit(main), urlsplit(category)
    suffix = parts.path.lstrip("/")
    if below.query or suffix not in (*KNOWN_PLACES, "feed", "rss/") or parts.netloc != below.netloc:
        return None
    return urlunsplit((below.scheme, below.netloc, f"{below.path.rstrip('/')}/{suffix}", parts.query, ""))


def numbered_page_of(url: str, number: int) -> str:
    """The feed's page of that number, as WordPress has it: ``/feed/?paged=2``."""
    parts = urlsplit(url)
    query = [(name, value) for name, value in parse_qsl(parts.query) if not _NUMBERED.fullmatch(name)]
    return urlunsplit(parts._replace(query=urlencode([*query, ("paged", str(number))])))
