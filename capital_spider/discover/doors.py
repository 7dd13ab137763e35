"""The doors of a site: by which lists its articles can be found, and how many each says that it holds."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from capital_spider.discover.counts import PageCounts
from capital_spider.urls import canonical_url, category_slugs, path_segments, trap_reason

DoorKind = Literal["archive", "category", "wordpress", "sitemap", "feed"]

_ROBOTS_SITEMAP = re.compile(r"^[ \t]*sitemap[ \t]*:[ \t]*(\S+)", re.IGNORECASE | re.MULTILINE)
_MONTH_OR_DAY = re.compile(r"/(?:19|20)\d\d(?:/\d\d?){0,2}/?$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Door:
    """url: where it opens. claims: articles that it says it holds, None if it does not say; note: what that means."""

    kind: DoorKind
    url: str
    claims: int | None = None
    note: str = ""


def page_doors(counts: PageCounts) -> Iterator[Door]:
    """The doors that a page's widgets open: month archives, categories."""
    months, categories = counts.months, counts.categories
    if months:
        span = f"{months[-1].first_day:%Y-%m} to {months[0].first_day:%Y-%m}"
        yield Door(
            kind="archive",
            url=months[0].url,
            claims=_sum([month.count for month in months]),
            note=f"{len(months)} months, {span}",
        )
    tops = [c for c in categories if len(c.path) == 1]
    if categories:
        yield Door(
            kind="category",
            url=(tops or categories)[0].url,
            claims=_sum([c.count for c in tops]),
            note=f"{len(categories)} categories, {len(tops)} at the top; an article in several counts several times",
        )


def _sum(counts: Sequence[int | None]) -> int | None:
    """None if one of them is not said."""
    said = [count for count in counts if count is not None]
    return sum(said) if said and len(said) == len(counts) else None


def robots_sitemaps(robots: bytes, url: str) -> tuple[str, ...]:
    """The sitemaps that a robots.txt names, each once; relative ones, which the standard forbids, too."""
    found = (canonical_url(text, url) for text in _ROBOTS_SITEMAP.findall(robots.decode("utf-8", "replace")))
    return tuple(dict.fromkeys(address for address in found if address))


def may_be_article(url: str) -> bool:
    """False for what an address shows to be a listing, the home page, or a trap."""
    is_home = not path_segments(url) and "?" not in url
    return not (is_home or category_slugs(url) or _MONTH_OR_DAY.search(url) or trap_reason(url))
