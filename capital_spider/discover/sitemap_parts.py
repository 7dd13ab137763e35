"""Which sitemaps of a site are worth reading, and which first: by their names, the days in them, and ``lastmod``."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from urllib.parse import parse_qsl, unquote, urlsplit

from lxml import etree

from capital_spider.discover.sitemaps import SitemapEntry, read_w3c_day
from capital_spider.urls import canonical_url, url_day

# Where sitemaps lie that nobody names, the likeliest first; the index before what it lists.
KNOWN_PLACES = ("/sitemap.xml", "/sitemap_index.xml", "/wp-sitemap.xml", "/sitemap-news.xml", "/news-sitemap.xml")
# The days of sitemaps have a zone that need not be the site's own.
_MARGIN = timedelta(days=1)
_WORD = re.compile(r"[a-z]+")
_LAST_PAGE_NUMBER = re.compile(r"(?<![a-z])page[-_=]?\d{1,3}(?!\d)")
_WORDPRESS = re.compile(r"wp-sitemap-(?:posts-(.+?)|taxonomies-.+?|users)-\d+\.xml$")
_DAYS = re.compile(r"(?<![0-9a-z])((?:19|20)\d\d)(?:[-_/]?(\d{1,2})(?:[-_/]?(\d{1,2}))?)?(?![0-9a-z])")
# Names of the parts of a day in a query, as WordPress' and newspapers' generators have them.
_DAY_PARAMETERS = (("yyyy", "year", "y"), ("mm", "month", "m"), ("dd", "day", "d"))


def linked_sitemaps(root: etree._Element, url: str) -> tuple[str, ...]:
    """The sitemaps that the page's head names."""
    links = (e for e in root.iter("link") if "sitemap" in (e.get("rel") or "").lower().split())
    found = (canonical_url(href, url) for e in links if (href := e.get("href")))
    return tuple(dict.fromkeys(address for address in found if address))


def kind_of(url: str) -> str:
    """What the sitemap's name says is in it: "article", "page", "listing", or "unknown"."""
    parts = urlsplit(url.lower())
    name = unquote(parts.path.rpartition("/")[2])
    wordpress = _WORDPRESS.search(name)
    if wordpress:
        return _kind_of_words([wordpress[1] or "term"])
    # WordPress names its part of the site's pages page-sitemap.xml; articles-page-3.xml is the third of its kind.
    words = _WORD.findall(_LAST_PAGE_NUMBER.sub("", f"{name}?{parts.query}"))
    return _kind_of_words(words)


def _kind_of_words(words: Sequence[str]) -> str:
    """The kind of the words; what is listed by category, say, or is a page, is so whatever else is said of it."""
    for kind in ("listing", "page", "article"):
        if not _words()[kind].isdisjoint(words):
            return kind
    return "unknown"


@cache
def _words() -> Mapping[str, frozenset[str]]:
    text = files("capital_spider").joinpath("data", "sitemap_words.toml").read_text(encoding="utf-8")
    return {kind: frozenset(words) for kind, words in tomllib.loads(text).items()}


def worth_reading(parts: Sequence[SitemapEntry]) -> tuple[SitemapEntry, ...]:
    """Of the parts of one index those that may list articles: without the listings if there is anything else, and
    without the site's other pages if there are articles.
    """
    kinds = {part.url: kind_of(part.url) for part in parts}
    for passed in (("listing", "page"), ("listing",), ()):
        left = tuple(part for part in parts if kinds[part.url] not in passed)
        if left and (len(passed) < 2 or "article" in kinds.values()):
            return left
    return ()


# --- days --------------------------------------------------------------------------------------------------------

Period = tuple[date, date]


def periods(urls: Iterable[str]) -> dict[str, Period]:
    """First and last day of what each of an index's parts lists, for those whose names say so.

    ``posts-2025-10.xml`` is October's unless there is a ``posts-2025-1.xml``: then it is the tenth of the year.
    """
    groups: dict[str, dict[str, tuple[int, ...]]] = {}
    for url in urls:
        groups.setdefault(re.sub(r"\d+", "#", url), {})[url] = _numbers(url)
    found: dict[str, Period] = {}
    for group in groups.values():
        depth = min(map(len, group.values()))
        found |= {url: _period(numbers[:depth]) for url, numbers in group.items() if depth}
    return found


def _numbers(url: str) -> tuple[int, ...]:
    """Year, month and day in it, as far as they are such."""
    parts = urlsplit(url.lower())
    query = dict(parse_qsl(parts.query))
    days: list[str | None] = [next((query[n] for n in names if n in query), None) for names in _DAY_PARAMETERS]
    in_query = days[0] is not None
    if not in_query:
        days = next((list(found.groups()) for found in _DAYS.finditer(f"{parts.path}?{parts.query}")), [])
    said: list[str] = []
    for text in days:
        if text is None or (len(text) < 2 and not in_query) or read_w3c_day("-".join([*said, text])) is None:
            break
        said.append(text)
    return tuple(map(int, said))


def _period(numbers: tuple[int, ...]) -> Period:
    first = date(*(*numbers, 1, 1)[:3])
    return first, read_w3c_day("-".join(f"{number:02d}" for number in numbers)) or first


def may_hold(part: SitemapEntry, period: Period | None, since: date | None, until: date | None) -> bool:
    """False if the part cannot list an article of these days (None = no bound), by its name or by its last change."""
    if since and part.changed and part.changed + _MARGIN < since:
        return False
    if period is None:
        return True
    return not (since and period[1] + _MARGIN < since) and not (until and period[0] - _MARGIN > until)


def may_be_of(entry: SitemapEntry, since: date | None, until: date | None) -> bool:
    """False if the page cannot be of these days: published before or after, or not changed since."""
    if url_day(entry.url):
        return True  # the address itself will tell
    if entry.published:
        return may_hold(entry, (entry.published, entry.published), since, until)
    return not (since and entry.changed and entry.changed + _MARGIN < since)


def newest_first(entries: Iterable[SitemapEntry], days: Mapping[str, Period] | None = None) -> Iterator[SitemapEntry]:
    """By the days in their names, else by publication or last change; those that say nothing after them, as listed."""

    def day(entry: SitemapEntry) -> date:
        period = (days or {}).get(entry.url)
        return (period[1] if period else None) or url_day(entry.url) or entry.published or entry.changed or date.min

    yield from sorted(entries, key=day, reverse=True)
