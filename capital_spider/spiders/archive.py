"""Month archives: all of them, or those between ``since`` and ``until``."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from scrapy.http import Request

from capital_spider.discover.archives import ArchiveMonth, find_archives, month_before, month_pattern
from capital_spider.discover.listing import Listing
from capital_spider.extract.document import Document
from capital_spider.spiders.base import NewsSpider

# Without a widget the months are tried one after the other, back from the newest; a pause in publication longer than
# this many months is taken for the beginning.
_EMPTY_MONTHS = 6


class ArchiveSpider(NewsSpider):
    """Finds the months in the archive widget, else by the pattern of the articles' addresses (``/2025/04/…``)."""

    name = "archive"

    def doors(self, document: Document, listing: Listing) -> Iterator[Iterable[Request]]:
        yield from self.months(document, listing)

    def months(self, document: Document, listing: Listing) -> Iterator[Iterable[Request]]:
        """One door with the listed months; or a door a month, backwards."""
        found = find_archives(document.root, document.page.url, document.matches[0])
        if found:
            yield [r for month in found if self.holds(month) for r in self._open_month(month)]
            return
        start = month_pattern(e.url for e in listing.entries)
        if start is not None:
            yield from self._backwards(*start)
        elif self.name == ArchiveSpider.name:
            self.usage_problem = (
                f"{document.page.url} shows no archive: neither a list of months nor dates in its articles' addresses; "
                "try --by site"
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
        last = date(month.year + month.month // 12, month.month % 12 + 1, 1)
        return (self.since is None or self.since < last) and (self.until is None or month.first_day <= self.until)

    def _open_month(self, month: ArchiveMonth) -> Iterator[Request]:
        return self.walk(month.url, f"{month.year}-{month.month:02d}", expected=month.count)
