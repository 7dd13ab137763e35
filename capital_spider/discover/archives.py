"""Month archives: from the archive widget with its counts, or from the pattern of the site's permalinks."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from lxml import etree

from capital_spider.discover.links import is_hidden
from capital_spider.profiles import ProfileMatches
from capital_spider.urls import canonical_url, site_of

_MONTH_PATH = re.compile(r"^(https?://[^/?#]+(?:/[^/?#]+)*?)/((?:19|20)\d\d)/(0[1-9]|1[0-2])/?$")
_MONTH_IN_PATH = re.compile(r"^(https?://[^/?#]+(?:/[a-z][^/?#]*)*?)/((?:19|20)\d\d)/(0[1-9]|1[0-2])(?=/)")
_COUNT = re.compile(r"\((\d[\d.,\s\u00a0\u202f]*)\)")


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchiveMonth:
    """count: articles of the month as the site counts them, None if it does not say."""

    url: str
    year: int
    month: int
    count: int | None

    @property
    def first_day(self) -> date:
        return date(self.year, self.month, 1)


def read_count(text: str) -> int | None:
    """The number in brackets: "(2,529)", "(2.529)" and "(2 529)" are 2529; None if there is none."""
    found = _COUNT.search(text)
    return int(re.sub(r"\D", "", found[1])) if found else None


def find_archives(root: etree._Element, url: str, matches: ProfileMatches) -> tuple[ArchiveMonth, ...]:
    """The months that the page's archive widget lists, newest first: its links, or the options of its select."""
    links = matches.listing("archive_month") or list(root.iter("a"))
    months: dict[tuple[int, int], ArchiveMonth] = {}
    for element in [*links, *root.iter("option")]:
        address = element.get("href") or element.get("value") or ""
        found = _month_of(canonical_url(address, url)) if "/" in address else None
        if found is None or (found[1:] in months and months[found[1:]].count is not None):
            continue
        if site_of(found[0]) != site_of(url) or (element.tag == "a" and is_hidden(element)):
            continue
        text = "".join(map(str, element.itertext())) + (element.tail or "" if element.tag == "a" else "")
        months[found[1:]] = ArchiveMonth(url=found[0], year=found[1], month=found[2], count=read_count(text))
    return tuple(months[key] for key in sorted(months, reverse=True))


def _month_of(url: str | None) -> tuple[str, int, int] | None:
    found = _MONTH_PATH.match(url or "")
    return (url or "", int(found[2]), int(found[3])) if found else None


def month_pattern(urls: Iterable[str]) -> tuple[str, ArchiveMonth] | None:
    """From article addresses with ``/YYYY/MM/``: what stands before the year, and the newest month seen."""
    newest: tuple[str, ArchiveMonth] | None = None
    for url in urls:
        found = _MONTH_IN_PATH.match(url)
        if found:
            month = archive_month(found[1], int(found[2]), int(found[3]))
            if newest is None or month.first_day > newest[1].first_day:
                newest = found[1], month
    return newest


def archive_month(base: str, year: int, month: int) -> ArchiveMonth:
    return ArchiveMonth(url=f"{base}/{year}/{month:02d}/", year=year, month=month, count=None)


def month_before(base: str, month: ArchiveMonth) -> ArchiveMonth:
    year, number = (month.year, month.month - 1) if month.month > 1 else (month.year - 1, 12)
    return archive_month(base, year, number)
