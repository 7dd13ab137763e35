"""What all spiders share: start, walk listings, fetch articles once, look again before the end.

A spider differs from the others by what it starts from: the *doors* of its ``doors()``. Doors are opened one after the
other, each when the one before is done. A listing behind the first door is walked to its end. Behind later doors, which
list the same articles again, it is only *probed*: first and last page; if either shows an article that is not known, the
whole of it is walked. Before the end every walked listing is looked at again: what was published meanwhile is taken, and
if the site then counts more articles than were seen, the pages are read once more (a deletion moves articles to pages
that were read already).
"""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import AsyncIterator, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

import scrapy
from scrapy import signals
from scrapy.exceptions import DontCloseSpider
from scrapy.http import Request, Response

from capital_spider.discover.categories import Category, find_categories
from capital_spider.discover.listing import Listing, first_page, read_listing
from capital_spider.extract import STAGES, run_stage
from capital_spider.extract.document import Document, parse_page
from capital_spider.items import Page
from capital_spider.profiles import SiteProfile, load_profile
from capital_spider.spiders.arguments import read_addresses, read_day
from capital_spider.urls import canonical_url, path_segments, url_day, url_key

# A start page counts as an article from this probability on; below it, as a listing if it lists anything.
_ARTICLE = 0.5
# A walk ends after this many pages in a row that show nothing it has not seen: a page parameter without effect.
_STALE_PAGES = 2
# Pages that changed under our hands are read again so often at most.
_MAX_REREADS = 2


@dataclass(slots=True, eq=False)
class Walk:
    """One listing on its way: what it showed so far.

    label: for the log; expected: articles as the site counts them. probe: first and last page only, until something is
    new.
    """

    url: str
    label: str
    probe: bool = False
    expected: int | None = None
    keys: set[str] = field(default_factory=set)
    size: int = 0
    stale: int = 0
    rereads: int = 0


class NewsSpider(scrapy.Spider):
    """Arguments, all optional but url, as strings (``scrapy crawl category -a url=… -a since=2025-01-01``):

    url: where to start; several separated by white space. since, until: days (YYYY-MM-DD, YYYY-MM, YYYY), both
    included. limit: so many articles. profile: name or path, for all pages. category: see the category spider.
    Raises UsageError for a value that cannot be read.
    """

    def __init__(
        self,
        url: str = "",
        since: str | None = None,
        until: str | None = None,
        profile: str | None = None,
        **arguments: Any,
    ) -> None:
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
        listing = self._read_listing(document, response.url)
        self.note_categories(document, response.url)
        self._doors = iter(self.doors(document, listing))
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

    # --- listings --------------------------------------------------------------------------------------------------

    def walk(self, url: str, label: str, *, probe: bool = False, expected: int | None = None) -> Iterator[Request]:
        """The request for the first page of a listing; nothing if it is walked already."""
        start = canonical_url(first_page(url)) or url
        key = url_key(start)
        if key not in self._walks:
            walk = self._walks[key] = Walk(url=start, label=label, probe=probe, expected=expected)
            yield self._listing_request(start, walk)

    def parse_listing(self, response: Response, walk: Walk, pages: str) -> Iterator[Request]:
        """pages: "all", "ends" (first and last) or "new" (as long as a page shows something unseen)."""
        document = self._document(response)
        self._register(walk, response)
        listing = self._read_listing(document, response.url)
        self.note_categories(document, response.url)
        self.crawler.stats.inc_value("listing/pages")
        if not listing.entries:
            self.crawler.stats.inc_value("listing/empty")
            return
        fresh = {url_key(e.url) for e in listing.entries} - walk.keys
        unknown = [e.url for e in listing.entries if url_key(e.url) not in self.seen]
        walk.keys |= fresh
        walk.size = max(walk.size, len(listing.entries)) if listing.number == 1 else walk.size
        walk.stale = 0 if fresh else walk.stale + 1
        for url in unknown:
            yield from self._article_request(url, response.url)
        yield from self._go_on(listing, walk, pages, bool(unknown))

    def _go_on(self, listing: Listing, walk: Walk, pages: str, unknown: bool) -> Iterator[Request]:
        """The next page of the walk, if there is one to be read."""
        if pages == "ends" and unknown:
            pages = "all"  # a probe that finds something becomes a walk
            if listing.number > 1:
                yield self._listing_request(walk.url, walk, pages)
                return
        if pages == "ends":
            if listing.number == 1 and listing.last_url:
                yield self._listing_request(listing.last_url, walk, pages)
            return
        if pages == "new" and not unknown:
            yield from self._check_count(listing, walk)
            return
        if listing.next_url and walk.stale < _STALE_PAGES and not self._is_older(listing):
            yield self._listing_request(listing.next_url, walk, pages)

    def _is_older(self, listing: Listing) -> bool:
        """Every article of the page is older than ``since``, by its address: so are those of the next pages."""
        days = [url_day(e.url) for e in listing.entries]
        return self.since is not None and bool(days) and all(day is not None and day < self.since for day in days)

    def _listing_request(self, url: str, walk: Walk, pages: str | None = None) -> Request:
        pages = pages or ("ends" if walk.probe else "all")
        return self._request(url, self.parse_listing, priority=10, cb_kwargs={"walk": walk, "pages": pages})

    def _register(self, walk: Walk, response: Response) -> None:
        """``/?cat=12`` turned out to be ``/category/a/``: one walk, under both addresses."""
        if (
            walk.url != response.url
            and response.meta.get("redirect_times")
            and first_page(response.url) == response.url
        ):
            walk.url = response.url
            self._walks.setdefault(url_key(response.url), walk)

    def note_categories(self, document: Document, url: str) -> None:
        """Remember the categories that a page leads to; the first page that names one counts."""
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
        headers = {k.decode("latin-1").lower(): b", ".join(v).decode("latin-1") for k, v in response.headers.items()}
        return Page(
            url=response.url,
            body=response.body,
            status=response.status,
            headers=headers,
            fetched_at=datetime.now(UTC),
            redirects=tuple(response.meta.get("redirect_urls", ())),
            found_on=found_on,
            run_id=self.run_id,
        )

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

    def _check_count(self, listing: Listing, walk: Walk) -> Iterator[Request]:
        """Read the pages again if the listing holds more than was seen: its numbers say so, or the site's own count.

        On the first page the number of pages is known but not how full the last is: that one is asked for.
        """
        held = len(walk.keys)
        if listing.number == 1 and listing.last_url and listing.pages:
            yield self._listing_request(listing.last_url, walk, "new")
            return
        counted = walk.size * (listing.number - 1) + len(listing.entries) if listing.number > 1 else held
        if max(counted, walk.expected or 0) > held and walk.rereads < _MAX_REREADS:
            walk.rereads += 1
            walk.stale = -walk.rereads * (listing.number + 1)  # known pages do not end this reading
            self.logger.info("%s holds %d articles, %d were seen: its pages are read again", walk.label, counted, held)
            yield self._listing_request(walk.url, walk, "all")

    def stop(self, reason: str) -> None:
        """End the crawl soon: what was asked for already is still taken in."""
        self._doors, self._looked_again = None, True
        if self.stopping is None:
            self.stopping = asyncio.ensure_future(self.crawler.engine.close_spider_async(reason=reason))

    # --- requests --------------------------------------------------------------------------------------------------

    def _request(self, url: str, callback: Any, **options: Any) -> Request:
        return Request(url, callback=callback, errback=self.on_failure, dont_filter=True, **options)

    def on_failure(self, failure: Any) -> None:
        """Count what could not be fetched; start addresses are remembered with what went wrong."""
        request = failure.request
        reason = getattr(getattr(failure.value, "response", None), "status", None) or type(failure.value).__name__
        is_page_past_the_end = reason == 404 and request.callback == self.parse_listing
        if not is_page_past_the_end:
            self.crawler.stats.inc_value(f"fetch/failed/{reason}")
            self.logger.warning("not fetched (%s): %s", reason, request.url)
        if request.callback == self.parse_start:
            self.unreachable.append(f"{request.url}: {reason}: {failure.value}")

    def _document(self, response: Response) -> Document:
        return parse_page(self.to_page(response), self.profile)

    def _read_listing(self, document: Document, url: str) -> Listing:
        return read_listing(document.root, url, document.matches[0])
