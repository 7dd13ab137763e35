"""Sitemaps: every page that a site's sitemaps list, or those that may be of the days asked for."""

from __future__ import annotations

from collections import deque
from collections.abc import AsyncIterator, Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from typing import Any
from urllib.parse import urljoin, urlsplit

from scrapy import signals
from scrapy.http import Request, Response

from capital_spider.discover.feeds import FeedError, read_feed
from capital_spider.discover.listing import Listing
from capital_spider.discover.sitemap_parts import (
    KNOWN_PLACES,
    linked_sitemaps,
    may_be_of,
    may_hold,
    newest_first,
    periods,
    worth_reading,
)
from capital_spider.discover.sitemap_text import MAX_BYTES
from capital_spider.discover.sitemaps import Sitemap, SitemapEntry, SitemapError, read_sitemap
from capital_spider.extract.document import Document
from capital_spider.middlewares import FetchRefusedError
from capital_spider.spiders.cut_off import cut_off_at, watch_sizes
from capital_spider.spiders.listed import ListedSpider
from capital_spider.urls import path_segments, site_of, trap_reason, url_key

# An index lists sitemaps, by the protocol; some list indexes. Deeper than this it is a trap.
_MAX_DEPTH = 8
# After so many sitemaps in a row that list nothing new, the rest is left: the crawl's general bound for such patterns.
_MAX_BARREN = 200
# Up to so many are read once more at the end, whatever their index says; of more only those that have changed.
_FEW = 10
# Seconds for 50 MB at half a megabyte a second.
_TIMEOUT = 100
# 429 and 503 are for HostBackoff.
_ANSWERS = [status for status in range(400, 500) if status != 429]
_WORDS = {
    "html": "what answers there is a page, no sitemap",
    "entities": "it declares entities of its own, which a sitemap does not need and an attack does",
    "empty": "it is empty",
    "no_sitemap": "it is neither XML nor a list of addresses",
    "feed": "it is a feed that cannot be read",
    "too_large": "it is larger than 50 MB when unpacked",
}


@dataclass(slots=True, eq=False)
class SitemapFile:
    """One sitemap of the crawl. depth: how many indexes lead to it; is_guess: nobody names it. is_read: it could be
    read, is_whole: to its end. again: it is read once more, for what is new.
    """

    entry: SitemapEntry
    depth: int = 0
    is_guess: bool = False
    is_read: bool = False
    is_whole: bool = True
    again: bool = False


class SitemapSpider(ListedSpider):
    """From any page: the sitemaps that robots.txt or the page names, else those at the usual places. From the address
    of a sitemap: that one.
    """

    name = "sitemap"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.sitemap_problem: str | None = None  # in words: why one could not be read
        self._robots_sitemaps: dict[str, list[str]] = {}
        self._files: dict[str, SitemapFile] = {}
        self._waiting: deque[SitemapFile] = deque()
        self._listed_keys: set[int] = set()
        self._site = ""
        self._barren = 0

    @classmethod
    def from_crawler(cls, crawler: Any, *args: Any, **kwargs: Any) -> SitemapSpider:
        spider = super().from_crawler(crawler, *args, **kwargs)
        assert isinstance(spider, SitemapSpider)
        crawler.signals.connect(spider._note_robots, signal=signals.robots_parsed)
        watch_sizes(crawler)
        return spider

    def _note_robots(self, robotparser: Any, request: Request) -> None:
        named = getattr(getattr(robotparser, "rp", None), "sitemaps", ())
        self._robots_sitemaps[urlsplit(request.url).netloc] = list(named)

    async def start(self) -> AsyncIterator[Request]:
        """The start address may be that of a sitemap, and as large as one."""
        async for request in super().start():
            is_file = request.url.lower().endswith((".xml", ".gz", ".txt"))
            yield request.replace(meta={**request.meta, **cut_off_at(MAX_BYTES)}) if is_file else request

    def parse_start(self, response: Response) -> Iterator[Any]:
        given = self._sitemap_in(response, feeds=False)
        if isinstance(given, Sitemap) and (given.pages or given.parts):
            self._site = site_of(response.url)
            file = self._files[url_key(response.url)] = SitemapFile(SitemapEntry(url=response.url))
            self._take_sitemap(given, file, response.url)
            self._doors = chain(self._doors or (), self._read_all())
            yield from self._next_door()
        else:
            yield from super().parse_start(response)

    # --- doors -----------------------------------------------------------------------------------------------------

    def doors(self, document: Document, listing: Listing) -> Iterator[Iterable[Request]]:
        yield from self.sitemaps(document)
        if self.name == SitemapSpider.name and not self._listed_keys:
            found = [file.entry.url for file in self._files.values() if not file.is_guess]
            reason = self.sitemap_problem or (
                f"none of them lists a page ({', '.join(found[:3])})"
                if found
                else f"robots.txt names none, and none answers at {', '.join(KNOWN_PLACES)}"
            )
            self.usage_problem = f"{document.page.url} cannot be crawled by its sitemaps: {reason}; try --by site"

    def sitemaps(self, document: Document) -> Iterator[Iterable[Request]]:
        """A door for each sitemap, and doors with the pages that it lists."""
        url = document.page.url
        self._site = site_of(url)
        robots = self._robots_sitemaps.get(urlsplit(url).netloc, [])
        named = [*(urljoin(url, address.strip()) for address in robots), *linked_sitemaps(document.root, url)]
        self._add([SitemapEntry(url=address) for address in named], None)
        yield from self._read_all()
        for place in KNOWN_PLACES:
            if any(file.is_read for file in self._files.values()):
                break
            self._add([SitemapEntry(url=urljoin(url, place))], None, is_guess=True)
            yield from self._read_all()

    def _read_all(self) -> Iterator[Iterable[Request]]:
        yield from self._articles()
        while self._waiting:
            if self._barren >= _MAX_BARREN:
                self.crawler.stats.inc_value("door/sitemap/left", len(self._waiting))
                self.logger.warning(
                    "the last %d sitemaps listed nothing new: %d further ones are left unread, the first %s",
                    self._barren,
                    len(self._waiting),
                    self._waiting[0].entry.url,
                )
                self._waiting.clear()
                return
            yield [self._sitemap_request(self._waiting.popleft())]
            yield from self._articles()

    def _add(
        self, entries: Iterable[SitemapEntry], index: SitemapFile | None, *, is_guess: bool = False
    ) -> list[SitemapFile]:
        """Sitemaps to be read, if they are new, may list articles, and may list some of the days asked for."""
        listed = tuple(entries)
        wanted = worth_reading(listed)
        days = periods(entry.url for entry in wanted)
        in_bounds = [e for e in wanted if may_hold(e, days.get(e.url), self.since, self.until)]
        depth = index.depth + 1 if index else 0
        if index is None or not index.again:
            self.crawler.stats.inc_value("door/sitemap/passed_over", len(listed) - len(wanted))
            self.crawler.stats.inc_value("door/sitemap/out_of_bounds", len(wanted) - len(in_bounds))
        if in_bounds and depth > _MAX_DEPTH:
            self.crawler.stats.inc_value("door/sitemap/too_deep", len(in_bounds))
            self.logger.warning("not read, %d indexes deep and likely a trap: %s", depth, in_bounds[0].url)
            return []
        added = []
        for entry in newest_first(in_bounds, days):
            file = SitemapFile(entry, depth, is_guess)
            if self._files.setdefault(url_key(entry.url), file) is file:
                added.append(file)
        self._waiting.extendleft(reversed(added))
        return added

    # --- one sitemap -----------------------------------------------------------------------------------------------

    def _sitemap_request(self, file: SitemapFile) -> Request:
        meta = {**cut_off_at(MAX_BYTES), "download_timeout": _TIMEOUT, "handle_httpstatus_list": _ANSWERS}
        return self._request(file.entry.url, self.parse_sitemap, meta=meta, cb_kwargs={"file": file})

    def _sitemap_in(self, response: Response, *, feeds: bool = True) -> Sitemap | str:
        """The sitemap; the reason if what answered is none. feeds: a feed is one too, by the protocol."""
        try:
            return read_sitemap(response.body, response.url, self._site or None)
        except SitemapError as error:
            reason = error.reason
        if reason == "feed" and feeds:
            try:
                feed = read_feed(response.body, response.url, self._site or None)
            except FeedError:
                return reason
            entries = [SitemapEntry(url=e.url, published=e.published and e.published.date()) for e in feed.entries]
            return Sitemap(pages=tuple(entries), parts=(), is_whole=True)
        return reason

    def parse_sitemap(self, response: Response, file: SitemapFile) -> Iterator[Request]:
        if response.status != 200:
            self._without(file, str(response.status), f"it answers {response.status}")
            return
        sitemap = self._sitemap_in(response)
        if isinstance(sitemap, str):
            self._without(file, sitemap, _WORDS[sitemap])
            return
        if not sitemap.is_whole:
            self.crawler.stats.inc_value("door/sitemap/cut_off")
            self.logger.warning(
                "only its first %d addresses are read, it breaks off there or at %d MB: %s",
                len(sitemap.pages) + len(sitemap.parts),
                MAX_BYTES // 1024**2,
                response.url,
            )
        self._files.setdefault(url_key(response.url), file)
        changed = self._take_sitemap(sitemap, file, response.url)
        if file.again:
            for again in changed:
                again.again = True
                yield self._sitemap_request(again)
            self._waiting.clear()
            yield from chain.from_iterable(self._articles())

    def _take_sitemap(self, sitemap: Sitemap, file: SitemapFile, url: str) -> list[SitemapFile]:
        """Its parts and its pages are put down to be asked for. Returns the parts that are new or have changed."""
        file.is_read, file.is_whole = True, sitemap.is_whole
        stats = self.crawler.stats
        stats.inc_value("door/sitemap/files")
        stats.inc_value("door/sitemap/elsewhere", sitemap.elsewhere)
        changed = [known for part in sitemap.parts if (known := self._changed(part)) is not None]
        added = self._add(sitemap.parts, file)
        known_before = len(self._listed_keys)
        for entry in newest_first(sitemap.pages):
            self._take_page(entry, url)
        news = len(self._listed_keys) - known_before
        stats.inc_value("door/sitemap/entries", news)
        self._barren = 0 if news else self._barren + 1
        return [*changed, *added]

    def _changed(self, part: SitemapEntry) -> SitemapFile | None:
        known = self._files.get(url_key(part.url))
        if known is None or not known.is_read or known.again or known.entry.stamp == part.stamp:
            return None
        return known

    def _take_page(self, entry: SitemapEntry, found_on: str) -> None:
        key = hash(url_key(entry.url))  # numbers instead of texts: there may be a million
        if key in self._listed_keys or (not path_segments(entry.url) and "?" not in entry.url):
            return
        self._listed_keys.add(key)
        reason = trap_reason(entry.url)
        if reason is not None:
            self.crawler.stats.inc_value(f"door/sitemap/refused/{reason}")
        elif not may_be_of(entry, self.since, self.until):
            self.crawler.stats.inc_value("gate/out_of_bounds")
        else:
            self._put_down(entry.url, found_on)

    def _without(self, file: SitemapFile, reason: str, words: str) -> None:
        """Go on without that sitemap; that there is none where it was only looked for is no news."""
        if file.is_guess and reason in ("404", "410", "html", "empty", "no_sitemap"):
            return
        self.crawler.stats.inc_value(f"door/sitemap/unread/{reason}")
        self.logger.warning("sitemap not read, %s: %s", words, file.entry.url)
        self.sitemap_problem = f"{file.entry.url}: {words}"

    def look_again(self) -> Iterator[Request]:
        """Indexes and few others once more, for what was published meanwhile, or moved from one to another by what was
        deleted; of many others those whose index tells that they have changed.
        """
        yield from super().look_again()
        read = list(dict.fromkeys(file for file in self._files.values() if file.is_read and file.is_whole))
        top = [file for file in read if file.depth == 0]
        for file in read if len(read) <= _FEW else top:
            file.again = True
            yield self._sitemap_request(file)

    def on_failure(self, failure: Any) -> Iterator[Request]:
        yield from super().on_failure(failure)
        if failure.request.callback == self.parse_sitemap:
            error = failure.value
            reason = error.reason if isinstance(error, FetchRefusedError) else type(error).__name__
            words = _WORDS.get(reason) or f"it could not be fetched ({reason})"
            self._without(failure.request.cb_kwargs["file"], reason, words)
