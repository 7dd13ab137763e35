"""Archives by year, month or day, under whatever address a site keeps them."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from urllib.parse import parse_qsl, urlsplit

from lxml import etree

from capital_spider.discover.links import follow
from capital_spider.discover.paging import first_page
from capital_spider.discover.words import link_names, names
from capital_spider.urls import path_segments

_YEAR, _MONTH, _DAY = r"(?P<year>(?:19|20)\d\d)", r"(?P<month>0?[1-9]|1[0-2])", r"(?P<day>0?[1-9]|[12]\d|3[01])"
# At the end of the path: /2025/, /2025/04/, /archive-2025-04-02.html.
_IN_PATH = re.compile(
    rf"(?P<before>/(?:.*/)?)(?P<word>[^/\d]*?)[-_]?{_YEAR}"
    rf"(?:(?P<sign>[/-]){_MONTH}(?:(?P=sign){_DAY})?)?(?:\.\w{{3,5}})?/?"
)
_COMPACT = re.compile(r"(?P<year>(?:19|20)\d\d)-?(?P<month>0[1-9]|1[0-2])(?:-?(?P<day>0[1-9]|[12]\d|3[01]))?")
_QUERY_KEYS = ("m", "date", "day", "d", "archive", "period")
_FORMS = ("%Y-%m-%d", "%Y/%m/%d", "%Y%m%d")
# The archive's own page lies near the top.
_INDEX_DEPTH = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchivePeriod:
    """The listing of what was published between two days, both included."""

    url: str
    first: date
    last: date

    def contains(self, other: ArchivePeriod) -> bool:
        return self.first <= other.first and other.last <= self.last and self.days > other.days

    def moved_to(self, day: date) -> ArchivePeriod | None:
        """The archive of another day, as the address of this day's archive lets expect; None for months and years."""
        if self.days > 1:
            return None
        for form in _FORMS:
            if self.first.strftime(form) in self.url:
                return ArchivePeriod(
                    url=self.url.replace(self.first.strftime(form), day.strftime(form)), first=day, last=day
                )
        return None

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1


def period_of(url: str) -> ArchivePeriod | None:
    """The year, month or day that the address is the archive of; None for any other address."""
    url = first_page(url)
    parts = urlsplit(url)
    query = dict(parse_qsl(parts.query))
    found = _IN_PATH.fullmatch(parts.path)
    if found and not _is_archives(found):
        return None
    found = found or next((m for k in _QUERY_KEYS if (m := _COMPACT.fullmatch(query.get(k, "")))), None)
    stated = found.groupdict() if found else query
    try:
        year, month, day = (int(stated.get(part) or 0) for part in ("year", "month", "day"))
        return _period(url, year, month or None, day or None) if 1900 < year < 2100 else None
    except ValueError:
        return None


def _is_archives(found: re.Match[str]) -> bool:
    """False for an article called "report-2025", and for a year alone below something that is no archive."""
    segments = [s for s in found["before"].split("/") if s]
    if found["word"]:
        return names("archive", found["word"])
    return bool(found["month"]) or not segments or names("archive", segments[-1])


def _period(url: str, year: int, month: int | None, day: int | None) -> ArchivePeriod:
    first = date(year, month or 1, day or 1)
    last = date(year, month or 12, day or calendar.monthrange(year, month or 12)[1])
    return ArchivePeriod(url=url, first=first, last=last)


def find_periods(root: etree._Element, url: str) -> Iterator[ArchivePeriod]:
    """The archives that the page links to."""
    for _, found in follow(root.iter("a"), url):
        period = period_of(found)
        if period is not None:
            yield period


def find_archive_index(root: etree._Element, url: str) -> str | None:
    """The page that a link named "Archive" leads to, in one of many languages."""
    for link, found in follow(root.iter("a"), url):
        if 0 < len(path_segments(found)) <= _INDEX_DEPTH and link_names("archive", link):
            return found
    return None
