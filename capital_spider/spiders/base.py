"""What all spiders share: start, walk listings, fetch articles once, look again before the end.

A spider differs from the others by what it starts from: the *doors* of its ``doors()``. Doors are opened one after
the other, each when the one before is done. A listing behind the first door is walked to its end. Behind later doors,
which list the same articles again, it is only *probed*: first and last page; if either shows an article that is not
known, the whole of it is walked. A walk that saw less than the listing held is repeated (see ``walk``), and before the
end the first page of every walked listing is looked at again, for what was published meanwhile.
"""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import AsyncIterator, Iterable, Iterator
from datetime import UTC, date, datetime
from itertools import chain
from typing import Any

from scrapy import Spider, signals
from scrapy.exceptions import DontCloseSpider
from scrapy.http import Request, Response

from capital_spider.discover.categories import Category, find_categories
from capital_spider.discover.listing import Listing, first_page, page_number, read_listing
from capital_spider.extract import STAGES, run_stage
from capital_spider.extract.document import Document, parse_page
from capital_spider.items import Page
from capital_spider.middlewares import FetchRefusedError
from capital_spider.profiles import SiteProfile, load_profile
from capital_spider.spiders.arguments import read_addresses, read_day, refuse_unknown
from capital_spider.spiders.capture import capture
from capital_spider.spiders.walk import STALE_PAGES, Walk
from capital_spider.urls import canonical_url, path_segments, url_day, url_key

_ARTICLE = 0.5  # a start page counts as an article from this probability on


class NewsSpider(Spider):
    """Arguments, all optional but url, as strings (``scrapy crawl category -a url=… -a since=2025-01-01``):

    url: where to start; several separated by white space. since, until: days (YYYY-MM-DD, YYYY-MM, YYYY), both
    included. profile: name or path, for all pages. category: see the category spider.
    Raises UsageError for a value that cannot be read, and for an argument that there is not.
    """

    def __init__(
        self,
        url: str = "",
        since: str | None = None,
        until: str | None = None,
        profile: str | None = None,
        **arguments: Any,
    ) -> None:
        refuse_unknown(self.name, arguments)
        super().__init__(**arguments)
        self.start_urls = read_addresses(url)
        self.since = read_day("since", since, last=False)
        self.until = read_day("until", until, last=True)
        self.profile: SiteProfile | None = load_profile(profile) if profile else None
        self.run_id = f"{datetime.now(UTC):%Y%m%dT%H%M%SZ}-{uuid.uuid4().hex[:6]}"
        self.seen: set[str] = set()
        self.categories: dict[str, Category] = {}
        self.usage_problem: str | None = None
        self.unreachable: list[str] = []
        self._walks: dict[str, Walk] = {}
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
        listing = read_listing(document.root, response.url, document.matches[0])
        self.note_categories(document, response.url)
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

    @property
    def walked(self) -> bool:
        """True if a listing was opened."""
        return bool(self._walks)

    # --- listings --------------------------------------------------------------------------------------------------

    def walk(self, url: str, label: str, *, probe: bool = False, expected: int | None = None) -> Iterator[Request]:
        """The request for the first page of a listing; nothing if it is walked already."""
        start = canonical_url(first_page(url)) or url
        key = url_key(start)
        if key not in self._walks:
            walk = self._walks[key] = Walk(url=start, label=label, probe=probe, expected=expected)
            yield self._listing_request(start, walk)

    def parse_listing(self, response: Response, walk: Walk, pages: str) -> Iterator[Request]:
        """pages: "all", "count" (the last, to know how much there is), "ends" (first and last) or "new" (as long as a
        page shows something unseen).
        """
        asked = response.meta.get("redirect_urls", [response.url])[0]
        if not self._belongs(response.url, asked, walk):
            yield from self._without_page(asked, walk, pages) if page_number(asked) > 1 else ()
            return
        document = self._document(response)
        listing = read_listing(document.root, response.url, document.matches[0])
        self.note_categories(document, response.url)
        self.crawler.stats.inc_value("listing/pages")
        if pages == "count":
            walk.on_last = len({url_key(e.url) for e in listing.entries}) or None
            yield from self._next_page(walk.next_url, walk)
            return
        if not listing.entries:
            self.crawler.stats.inc_value("listing/empty")
            yield from self._without_page(asked, walk, pages)
            return
        unknown = {url_key(e.url): e.url for e in listing.entries if url_key(e.url) not in self.seen}
        if pages == "ends" and unknown:
            pages = "all"  # a probe that finds something becomes a walk
            if listing.number > 1:
                yield self._listing_request(walk.url, walk, pages)
                return
        if pages == "all":
            if page_number(asked) == 1:
                walk.begin(listing)
            walk.show(listing, len(unknown))
        for url in unknown.values():
            yield from self._article_request(url, response.url)
        yield from self._go_on(listing, walk, pages, len(unknown))

    def _go_on(self, listing: Listing, walk: Walk, pages: str, news: int) -> Iterator[Request]:
        """The next page of the walk, if there is one to be read."""
        if pages == "ends":
            if listing.number == 1 and listing.last_url:
                yield self._listing_request(listing.last_url, walk, pages)
        elif pages == "new":
            if walk.lost_some(listing, news):
                yield self._again(walk)
            elif news and listing.next_url:
                yield self._listing_request(listing.next_url, walk, pages)
        elif not self._is_older(listing):
            last_url = walk.page_to_count(listing) if self.since is None else None
            if last_url is not None:
                yield self._listing_request(last_url, walk, "count")
            else:
                yield from self._next_page(listing.next_url, walk)

    def _next_page(self, url: str | None, walk: Walk) -> Iterator[Request]:
        """On to `url`; at the end, read the listing again if it held more than was seen when its reading began."""
        if url and walk.stale < STALE_PAGES:
            yield self._listing_request(url, walk, "all")
        elif walk.should_reread():
            yield self._again(walk)

    def _without_page(self, url: str, walk: Walk, pages: str) -> Iterator[Request]:
        """Go on without the page at `url`."""
        if pages == "count":
            yield from self._next_page(walk.next_url, walk)
        elif pages == "all":
            yield from self._next_page(walk.skip(url), walk)

    def _belongs(self, url: str, asked: str, walk: Walk) -> bool:
        """True if the page that answered, maybe after a redirect, is one of this walk's listing.

        ``/?cat=12`` turns out to be ``/category/a/``: one walk, under both addresses, unless that has its own already.
        """
        start = first_page(url)
        owner = self._walks.get(url_key(start))
        if owner is None and page_number(asked) == 1:
            owner = self._walks[url_key(start)] = walk
            walk.url = start
        return owner is walk

    def _again(self, walk: Walk) -> Request:
        walk.rereads += 1
        self.crawler.stats.inc_value("listing/read_again")
        self.logger.info("%s held %d articles, %d were seen: it is read again", walk.label, walk.total, len(walk.keys))
        return self._listing_request(walk.url, walk, "all")

    def _is_older(self, listing: Listing) -> bool:
        """Every article of the page is older than ``since``, by its address: so are those of the next pages."""
        days = [url_day(e.url) for e in listing.entries]
        return self.since is not None and bool(days) and all(day is not None and day < self.since for day in days)

    def _listing_request(self, url: str, walk: Walk, pages: str | None = None) -> Request:
        """Behind the articles that are known already: a polite crawl then holds articles from its first minute on."""
        pages = pages or ("ends" if walk.probe else "all")
        return self._request(url, self.parse_listing, priority=-10, cb_kwargs={"walk": walk, "pages": pages})

    def note_categories(self, document: Document, url: str) -> None:
        """Remember the categories that a page leads to; the first that names one counts."""
        for category in find_categories(document.root, url, document.matches[0]):
            self.categories.setdefault("/".join(category.path).casefold(), category)

    # --- articles --------------------------------------------------------------------------------------------------

    def _article_request(self, url: str, found_on: str | None) -> Iterator[Request]:
        key = url_key(url)
        if key in self.seen:
            return
        self.seen.add(key)
        if not self.in_bounds(url_day(url)):
            self.crawler.stats.inc_value("gate/out_of_bounds")
            return
        yield self._request(url, self.parse_article, cb_kwargs={"found_on": found_on})

    def parse_article(self, response: Response, found_on: str | None) -> Iterator[Page]:
        yield from self._take(response, found_on)

    def _take(self, response: Response, found_on: str | None) -> Iterator[Page]:
        self.seen.add(url_key(response.url))
        yield self.to_page(response, found_on)

    def to_page(self, response: Response, found_on: str | None = None) -> Page:
        """The capture of a response."""
        return capture(response, found_on, self.run_id)

    def in_bounds(self, day: date | None) -> bool:
        """False if the day is known and outside ``since`` … ``until``."""
        if day is None:
            return True
        return (self.since is None or day >= self.since) and (self.until is None or day <= self.until)

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

    # --- requests --------------------------------------------------------------------------------------------------

    def _request(self, url: str, callback: Any, **options: Any) -> Request:
        return Request(url, callback=callback, errback=self.on_failure, dont_filter=True, **options)

    def on_failure(self, failure: Any) -> Iterator[Request]:
        """Count what could not be fetched; start addresses are remembered with what went wrong, listings read on."""
        request, error = failure.request, failure.value
        status = getattr(getattr(error, "response", None), "status", None)
        reason = status or getattr(error, "cause", None) or getattr(error, "reason", None) or type(error).__name__
        is_listing = request.callback == self.parse_listing
        is_past_the_end = is_listing and reason == 404
        if not is_past_the_end and not isinstance(error, FetchRefusedError):  # refusals are counted where they are made
            self.crawler.stats.inc_value(f"fetch/failed/{reason}")
            self.logger.warning("not fetched (%s): %s", reason, request.url)
        if request.callback == self.parse_start or request.cb_kwargs.get("found_on", "") is None:
            self.unreachable.append(f"{request.url}: {reason}: {error}")
        if is_listing:
            yield from self._without_page(request.url, **request.cb_kwargs)

    def _document(self, response: Response) -> Document:
        return parse_page(self.to_page(response), self.profile)
