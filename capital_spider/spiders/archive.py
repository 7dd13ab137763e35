"""Archives by month, day or year: all of them, or those between ``since`` and ``until``."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

from scrapy.http import Request, Response

from capital_spider.discover.archives import ArchiveMonth, find_archives, month_before, month_pattern
from capital_spider.discover.listing import Listing
from capital_spider.discover.periods import ArchivePeriod, find_archive_index, find_periods
from capital_spider.extract.document import Document
from capital_spider.spiders.base import NewsSpider
from capital_spider.urls import url_key

# Without a list of months they are tried one after the other, back from the newest; a pause in publication longer than
# this many months is taken for the beginning.
_EMPTY_MONTHS = 6
# The same where each archive leads to the one before: days in a row without an article.
_EMPTY_DAYS = 92


class ArchiveSpider(NewsSpider):
    """Finds the months in the archive widget; else the years, months and days that pages link to, from the page named
    "Archive" on; else by the pattern of the articles' addresses (``/2025/04/…``).
    """

    name = "archive"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._periods: dict[str, ArchivePeriod] = {}

    def doors(self, document: Document, listing: Listing) -> Iterator[Iterable[Request]]:
        yield from self.months(document, listing)

    def months(self, document: Document, listing: Listing) -> Iterator[Iterable[Request]]:
        """One door with the listed months; or one with all periods known so far, again and again; or one a month."""
        found = find_archives(document.root, document.page.url, document.matches[0])
        if found:
            yield [r for month in found if self.holds(month) for r in self._open_month(month)]
            return
        index = None if self._periods else find_archive_index(document.root, document.page.url)
        if index is not None:
            yield [self._request(index, self.parse_index)]
        if self._periods:
            yield from self._through_periods()
            return
        start = month_pattern(e.url for e in listing.entries)
        if start is not None:
            yield from self._backwards(*start)
        elif self.name == ArchiveSpider.name:
            self.usage_problem = (
                f"{document.page.url} shows no archive: neither a list of months nor dates in its articles' addresses; "
                "try --by site"
            )

    def parse_index(self, response: Response) -> Iterator[Request]:
        """The page that leads to the archives; where it lists articles itself, that list is walked as well."""
        document = self._document(response)
        self.note_links(document, response.url)
        found = find_archives(document.root, response.url, document.matches[0])
        yield from (r for month in found if self.holds(month) for r in self._open_month(month))
        if not self._periods and self._read(document, response.url).entries:
            yield from self.walk(response.url, "the archive")

    def note_links(self, document: Document, url: str) -> None:
        super().note_links(document, url)
        for period in find_periods(document.root, url):
            self._periods.setdefault(url_key(period.url), period)

    def _through_periods(self) -> Iterator[Iterable[Request]]:
        """The long ones first: what a year or month lists need not be looked for under its days."""
        opened: set[str] = set()
        empty = 0
        tomorrow = datetime.now(UTC).date() + timedelta(days=1)
        while empty <= _EMPTY_DAYS:
            waiting = [
                p
                for key, p in self._periods.items()
                if key not in opened and p.first <= tomorrow and self._in_range(p.first, p.last) and not self._covers(p)
            ]
            if not waiting and (before_bounds := self._within_bounds()) is not None:
                self._periods[url_key(before_bounds.url)] = before_bounds
                waiting = [before_bounds]
            if not waiting:
                return
            longest = max(p.days for p in waiting)
            batch = sorted((p for p in waiting if p.days == longest), key=lambda p: p.first, reverse=True)
            opened |= {url_key(p.url) for p in batch}
            before = len(self.seen)
            yield [r for p in batch for r in self.walk(p.url, p.first.isoformat())]
            empty = 0 if len(self.seen) > before else empty + sum(p.days for p in batch if p.days <= _EMPTY_DAYS)

    def _within_bounds(self) -> ArchivePeriod | None:
        """Where all days that are known lie after ``until``: that day, or the one before the first that was tried.

        Once one has shown articles, or a page of its own, that page leads on.
        """
        earliest = min(self._periods.values(), key=lambda p: p.first)
        if self.until is None or any(w.keys for p in self._periods.values() if (w := self.walk_of(p.url))):
            return None
        day = min(self.until, earliest.first - timedelta(days=1))
        return earliest.moved_to(day) if self._in_range(day, day) else None

    def _covers(self, period: ArchivePeriod) -> bool:
        """True if a longer period that holds this one has listed articles."""
        return any(
            longer.contains(period) and (walk := self.walk_of(longer.url)) is not None and bool(walk.keys)
            for longer in self._periods.values()
        )

    def _backwards(self, base: str, month: ArchiveMonth) -> Iterator[Iterable[Request]]:
        empty = 0
        while empty < _EMPTY_MONTHS and (self.since is None or month.first_day >= self.since.replace(day=1)):
            if self.holds(month):
                before = len(self.seen)
                yield self._open_month(month)
                empty = 0 if len(self.seen) > before else empty + 1
            month = month_before(base, month)

    def holds(self, month: ArchiveMonth) -> bool:
        """True if some day of the month is in bounds."""
        last = date(month.year + month.month // 12, month.month % 12 + 1, 1) - timedelta(days=1)
        return self._in_range(month.first_day, last)

    def _in_range(self, first: date, last: date) -> bool:
        return (self.since is None or self.since <= last) and (self.until is None or first <= self.until)

    def _open_month(self, month: ArchiveMonth) -> Iterator[Request]:
        return self.walk(month.url, f"{month.year}-{month.month:02d}", expected=month.count)
