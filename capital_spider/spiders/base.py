"""What all spiders share: start, doors, and a last look before the end.

A spider differs from the others by what it starts from: the *doors* of its ``doors()``. Doors are opened one after
the other, each when the one before is done. Listings behind them are walked or probed (see ``listings``); before the
end the first page of every walked listing is looked at again, for what was published meanwhile.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable, Iterator
from itertools import chain
from typing import Any

from scrapy import signals
from scrapy.exceptions import DontCloseSpider
from scrapy.http import Request, Response

from capital_spider.discover.listing import Listing
from capital_spider.extract import STAGES, run_stage
from capital_spider.extract.document import Document
from capital_spider.spiders.listings import ListingSpider
from capital_spider.urls import path_segments

_ARTICLE = 0.5  # a start page counts as an article from this probability on


class NewsSpider(ListingSpider):
    """Arguments, all optional but url, as strings (``scrapy crawl category -a url=… -a since=2025-01-01``):

    url: where to start; several separated by white space. since, until: days (YYYY-MM-DD, YYYY-MM, YYYY), both
    included. profile: name or path, for all pages. category: see the category spider.
    Raises UsageError for a value that cannot be read, and for an argument that there is not.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._doors: Iterator[Iterable[Request]] | None = None
        self._looked_again = False
        self.stopping: asyncio.Future[None] | None = None

    @classmethod
    def from_crawler(cls, crawler: Any, *args: Any, **kwargs: Any) -> NewsSpider:
        spider: NewsSpider = super().from_crawler(crawler, *args, **kwargs)
        crawler.signals.connect(spider._on_idle, signal=signals.spider_idle)
        return spider

    # --- start -----------------------------------------------------------------------------------------------------

    async def start(self) -> AsyncIterator[Request]:
        for url in self.start_urls:
            yield self._request(url, self.parse_start, priority=100)

    def parse_start(self, response: Response) -> Iterator[Any]:
        """An address that is an article gives that article; any other is where the doors are looked for."""
        document = self._document(response)
        if self._is_article(document):
            yield from self._take(response, found_on=None)
            return
        listing = self._read(document, response.url)
        self.note_links(document, response.url)
        self._doors = chain(self._doors or (), self.doors(document, listing))
        yield from self._next_door()

    def doors(self, document: Document, listing: Listing) -> Iterator[Iterable[Request]]:
        """The requests behind each door, in the order in which the doors are opened."""
        raise NotImplementedError

    def _is_article(self, document: Document) -> bool:
        if not path_segments(document.page.url) and not document.page.url.count("?"):
            return False
        for stage in STAGES:
            run_stage(stage, document)
        return document.confidence["article"] >= _ARTICLE

    # --- the end ---------------------------------------------------------------------------------------------------

    def _on_idle(self, spider: NewsSpider) -> None:
        """Open the next door; behind the last one, look at the walked listings again."""
        requests = list(self._next_door())
        if not requests and not self._looked_again:
            self._looked_again = True
            requests = list(self.look_again())
        for request in requests:
            self.crawler.engine.crawl(request)
        if requests:
            raise DontCloseSpider

    def _next_door(self) -> Iterator[Request]:
        """The requests behind the next door that has any."""
        for door in self._doors or ():
            requests = list(door)
            if requests:
                yield from requests
                return

    def look_again(self) -> Iterator[Request]:
        """First pages of the listings that were walked whole, for what was published meanwhile."""
        for walk in dict.fromkeys(self._walks.values()):
            if not walk.probe:
                yield self._listing_request(walk.url, walk, "new")

    def stop(self, reason: str) -> None:
        """End the crawl soon: what was asked for already is still taken in."""
        self._doors, self._looked_again = None, True
        if self.stopping is None:
            self.stopping = asyncio.ensure_future(self.crawler.engine.close_spider_async(reason=reason))

    def _is_start(self, request: Request) -> bool:
        return request.callback == self.parse_start or super()._is_start(request)
