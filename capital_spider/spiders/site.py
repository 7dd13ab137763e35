"""A whole site: by the cheapest of its doors that list everything, checked against the others."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from scrapy.http import Request

from capital_spider.discover.archives import ArchiveMonth, find_archives
from capital_spider.discover.categories import Category
from capital_spider.discover.listing import Listing
from capital_spider.extract.document import Document
from capital_spider.spiders.archive import ArchiveSpider
from capital_spider.spiders.category import CategorySpider
from capital_spider.spiders.feed import FeedSpider
from capital_spider.spiders.sitemap import SitemapSpider
from capital_spider.spiders.wordpress import WordPressSpider
from capital_spider.urls import path_segments

# So many categories are looked at to see whether a list of addresses was whole: one with gaps mostly lacks what is old,
# and the last page of each shows that.
_SAMPLE = 5


class SiteSpider(CategorySpider, ArchiveSpider, WordPressSpider, SitemapSpider, FeedSpider):
    """From a home page: the WordPress API, which lists all posts a hundred at a time; else the sitemaps, if the oldest
    and newest pages of archives and categories show nothing that they lack; else month archives and categories; else
    the feeds; and the start page's own list in any case. From any other listing: what the category spider makes of it.

    Which door was taken and why is in the log, and in the stat ``site/door``.
    """

    name = "site"
    archived = False  # True once a whole list was read: what comes after it is only probed

    def doors(self, document: Document, listing: Listing) -> Iterator[Iterable[Request]]:
        url = document.page.url
        if self.wanted or (path_segments(url) and listing.entries):
            yield from CategorySpider.doors(self, document, listing)
            return
        months = find_archives(document.root, url, document.matches[0])
        yield from self._lists(document, months)
        if not self.archived:
            yield from self._listings(document, listing)
        if self.archived and (self.since or self.until):
            return  # the start page lists what is new, and what is in bounds is known
        if listing.entries:
            yield self.walk(url, "the start page", probe=self.archived or bool(self.categories))
        if not self._found:
            yield from self.feeds(document)

    # --- lists of addresses ----------------------------------------------------------------------------------------

    def _lists(self, document: Document, months: tuple[ArchiveMonth, ...]) -> Iterator[Iterable[Request]]:
        """The API and the sitemaps; `archived` afterwards if one of them was whole."""
        yield from self.posts(document)
        if self._posts_are_whole(months):
            self._take_door("wordpress", "the API has given as many posts as it says there are")
        elif months and (self.since or self.until):
            return  # archives hold just the months that are asked for, and sitemaps need not say when
        else:
            before = self._found
            yield from self.sitemaps(document)
            if self._found == before:
                return
            yield from self._checks(months)
            if self.archived:
                self._take_door("sitemap", "the ends of archives and categories show nothing that the sitemaps lack")

    def _posts_are_whole(self, months: tuple[ArchiveMonth, ...]) -> bool:
        """The API has given all that it counts, and the site's archives count no more."""
        given = sum(len(walk.ids) for walk in self._post_walks)
        claimed = sum(walk.total or 0 for walk in self._post_walks)
        counted = sum(month.count or 0 for month in months) if not (self.since or self.until) else 0
        self.archived = self.api_problem is None and bool(self._post_walks) and given >= max(claimed, counted)
        return self.archived

    def _checks(self, months: tuple[ArchiveMonth, ...]) -> Iterator[Iterable[Request]]:
        """The ends of some other lists; `archived` afterwards if they showed no article that is not known."""
        self.archived, before = True, self._found
        tops = [category for category in self.categories.values() if len(category.path) == 1][:_SAMPLE]
        ends = dict.fromkeys((months[0].url, months[-1].url)) if months else ()
        yield [
            *(r for url in ends for r in self.walk(url, "an archive", probe=True)),
            *(r for category in tops for r in self._open_category(category, probe=True)),
        ]
        self.archived = self._found == before
        if not self.archived:  # those that showed nothing new at their ends may lack something between them
            self._walks = {key: walk for key, walk in self._walks.items() if walk.keys}

    @property
    def _found(self) -> int:
        """Articles exported so far."""
        return int(self.crawler.stats.get_value("article/new", 0))

    # --- lists to walk through -------------------------------------------------------------------------------------

    def _listings(self, document: Document, listing: Listing) -> Iterator[Iterable[Request]]:
        """Archives first, which are whole where there are any; the categories are probed then, or walked."""
        yield from self.months(document, listing)
        if self.showed_any:
            self._take_door("archive", "no list of addresses was whole")
        self.archived = self.showed_any
        if self.archived and (self.since or self.until):
            return
        yield from self.below(lambda _: True)
        if not self.archived and self.showed_any:
            self._take_door("category", "neither a list of addresses nor an archive was whole")

    def _has_walked_parent(self, category: Category) -> bool:
        return self.archived or super()._has_walked_parent(category)

    def _take_door(self, name: str, why: str) -> None:
        self.crawler.stats.set_value("site/door", name)
        self.logger.info("by %s: %s", name, why)
