"""A whole site: every door that it has, every article once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from scrapy.http import Request

from capital_spider.discover.categories import Category
from capital_spider.discover.listing import Listing
from capital_spider.extract.document import Document
from capital_spider.spiders.archive import ArchiveSpider
from capital_spider.spiders.category import CategorySpider


class SiteSpider(CategorySpider, ArchiveSpider):
    """Month archives first, which are complete where there are any; then the categories, probed if archives were walked;
    then the start page's own list. Without ``since`` and ``until`` that is everything the site lists.
    """

    name = "site"

    def doors(self, document: Document, listing: Listing) -> Iterator[Iterable[Request]]:
        yield from self.months(document, listing)
        self.archived = bool(self.seen)
        yield from self.below(lambda _: True)
        if listing.entries:
            yield self.walk(document.page.url, "the start page", probe=self.archived or bool(self.categories))

    def _has_walked_parent(self, category: Category) -> bool:
        return self.archived or super()._has_walked_parent(category)
