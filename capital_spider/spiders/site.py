"""A whole site: every door that it has, every article once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from scrapy.http import Request

from capital_spider.discover.categories import Category
from capital_spider.discover.listing import Listing
from capital_spider.extract.document import Document
from capital_spider.spiders.archive import ArchiveSpider
from capital_spider.spiders.category import CategorySpider
from capital_spider.urls import path_segments


class SiteSpider(CategorySpider, ArchiveSpider):
    """From a home page: month archives first, which are complete where there are any; then the categories, probed if
    archives were walked; then the start page's own list. Between ``since`` and ``until`` the archives are enough.
    From any other listing: what the category spider makes of it.
    """

    name = "site"
    archived = False  # True once month archives were walked: what comes after them is only probed

    def doors(self, document: Document, listing: Listing) -> Iterator[Iterable[Request]]:
        if path_segments(document.page.url) and listing.entries:
            yield from super().doors(document, listing)
            return
        yield from self.months(document, listing)
        if self.walked and (self.since or self.until):
            return
        self.archived = self.walked
        yield from self.below(lambda _: True)
        if listing.entries:
            yield self.walk(document.page.url, "the start page", probe=self.archived or bool(self.categories))

    def _has_walked_parent(self, category: Category) -> bool:
        return self.archived or super()._has_walked_parent(category)
