"""Feeds: all that a site's main feed lists, page by page, and what the feeds of its categories list besides."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import chain
from typing import Any

from scrapy.http import Request, Response

from capital_spider.discover.feeds import (
    Feed,
    FeedEntry,
    FeedError,
    feed_of_category,
    known_places,
    lies_below,
    linked_feeds,
    main_feed,
    numbered_page_of,
    read_feed,
)
from capital_spider.discover.listing import Listing
from capital_spider.extract.document import Document
from capital_spider.middlewares import FetchRefusedError
from capital_spider.spiders.listed import ListedSpider
from capital_spider.spiders.walk import STALE_PAGES
from capital_spider.urls import path_segments, site_of, url_day, url_key

# 429 and 503 are for HostBackoff.
_ANSWERS = [status for status in range(400, 500) if status != 429]
# A feed's times have a zone that need not be the site's own.
_MARGIN = timedelta(days=1)
# After so many feeds looked for in vain the next ones are not there either.
_MAX_MISSING = 3
_WORDS = {
    "html": "what answers there is a page, no feed",
    "entities": "it declares entities of its own, which a feed does not need and an attack does",
    "comments": "it lists comments, no articles",
    "no_feed": "it is neither RSS nor Atom nor JSON Feed",
}


@dataclass(slots=True, eq=False)
class FeedWalk:
    """One feed on its way from the newest to the oldest. is_main: all of it is read; of others only what follows a page
    with something new. is_guess: nobody names it.

    keys: of the articles listed; last: of those of the last page; pages: read so far; stale: pages in a row without
    anything new; news: articles that the crawl did not know; is_all: it was read to an end of its own. again: its
    beginning is looked at again.
    """

    url: str
    is_main: bool = False
    is_guess: bool = False
    again: bool = False
    keys: set[str] = field(default_factory=set)
    last: frozenset[str] = frozenset()
    pages: int = 0
    stale: int = 0
    news: int = 0
    is_all: bool = False


class FeedSpider(ListedSpider):
    """From a home page: its feed, page by page where it has pages, then the feeds of the categories. From any other
    page: the feed that lies below it, else the site's. From the address of a feed: that one.
    """

    name = "feed"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.feed_problem: str | None = None  # in words: why one could not be read
        self._feeds: dict[str, FeedWalk] = {}
        self._feed_site = ""

    def parse_start(self, response: Response) -> Iterator[Any]:
        self._feed_site = site_of(response.url)
        feed = self._feed_in(response)
        if isinstance(feed, Feed) and feed.entries:
            walk = self._feeds[url_key(response.url)] = FeedWalk(response.url, is_main=True)
            given = chain([self._take_feed(feed, walk, response)], self._articles())
            self._doors = chain(self._doors or (), given)
            yield from self._next_door()
        else:
            yield from super().parse_start(response)

    # --- doors -----------------------------------------------------------------------------------------------------

    def doors(self, document: Document, listing: Listing) -> Iterator[Iterable[Request]]:
        yield from self.feeds(document)
        if self.name == FeedSpider.name and not any(walk.keys for walk in self._feeds.values()):
            reason = self.feed_problem or "it names no feed that lists articles, and none answers at the usual places"
            self.usage_problem = f"{document.page.url} cannot be crawled by its feeds: {reason}; try --by site"

    def feeds(self, document: Document) -> Iterator[Iterable[Request]]:
        """The main feed, then what it lists; then other feeds, and what they list besides."""
        url = document.page.url
        self._feed_site = site_of(url)
        named = linked_feeds(document.root, url)
        main = main_feed(named, url)
        walk = None
        for place in [main] if main else known_places(url):
            walk = self._feeds.setdefault(url_key(place), FeedWalk(place, is_main=True, is_guess=not main))
            yield [self._feed_request(walk.url, walk)]
            yield from self._articles()
            if walk.keys:
                break
        if walk is not None:
            yield from self._others(walk, named, url)

    def _others(self, main: FeedWalk, named: Iterable[str], start: str) -> Iterator[Iterable[Request]]:
        """A door each. Where the main feed went back to the first article, one is looked at, to see that it did."""
        below = (feed_of_category(c.url, main.url) for c in sorted(self.categories.values(), key=lambda c: len(c.path)))
        urls = [url for url in dict.fromkeys([*named, *below]) if url and url_key(url) not in self._feeds]
        if path_segments(start):
            urls = [url for url in urls if lies_below(url, start)]
        missing = 0
        for number, url in enumerate(urls):
            walk = self._feeds[url_key(url)] = FeedWalk(url, is_guess=url not in set(named))
            yield [self._feed_request(url, walk)]
            yield from self._articles()
            missing = 0 if walk.keys else missing + 1
            if missing >= _MAX_MISSING or (main.is_all and walk.keys and not walk.news):
                self.crawler.stats.inc_value("door/feed/passed_over", len(urls) - number - 1)
                return

    # --- pages -----------------------------------------------------------------------------------------------------

    def _feed_request(self, url: str, walk: FeedWalk) -> Request:
        """All pages before the articles: what is deleted meanwhile is then asked for after its deletion, and so noticed
        (see `look_again`). Not if only some articles are wanted.
        """
        priority = -10 if self.crawler.settings.getint("ITEM_LIMIT") else 10
        meta = {"handle_httpstatus_list": _ANSWERS}
        return self._request(url, self.parse_feed, priority=priority, meta=meta, cb_kwargs={"walk": walk})

    def _feed_in(self, response: Response) -> Feed | str:
        """The feed; the reason if what answered is none."""
        content_type = (response.headers.get("Content-Type") or b"").decode("latin-1")
        try:
            return read_feed(response.body, response.url, self._feed_site or None, content_type)
        except FeedError as error:
            return error.reason

    def parse_feed(self, response: Response, walk: FeedWalk) -> Iterator[Request]:
        feed = str(response.status) if response.status != 200 else self._feed_in(response)
        if isinstance(feed, str):
            self._without_feed(walk, feed, _WORDS.get(feed, f"it answers {feed}"))
            return
        yield from self._take_feed(feed, walk, response)
        if self.crawler.settings.getint("ITEM_LIMIT") or walk.again:
            yield from chain.from_iterable(self._articles())

    def _take_feed(self, feed: Feed, walk: FeedWalk, response: Response) -> Iterator[Request]:
        """Its articles are put down to be asked for; the next page, if there may be one."""
        stats = self.crawler.stats
        stats.inc_value("door/feed/pages")
        stats.inc_value("door/feed/elsewhere", feed.elsewhere)
        keys = frozenset(url_key(entry.url) for entry in feed.entries)
        fresh = keys - walk.keys
        unknown = [entry for entry in feed.entries if url_key(entry.url) not in self.seen]
        walk.pages, walk.last, walk.news = walk.pages + 1, keys, walk.news + len(unknown)
        walk.stale = 0 if fresh else walk.stale + 1
        walk.keys |= keys
        stats.inc_value("door/feed/entries", len(unknown))
        for entry in unknown:
            if url_day(entry.url) or self._may_be_of(entry):
                self._put_down(entry.url, response.url)
            else:
                self.seen.add(url_key(entry.url))
                stats.inc_value("gate/out_of_bounds")
        is_older = bool(self.since and feed.entries) and all(map(self._is_older, feed.entries))
        if not keys or is_older or walk.stale >= STALE_PAGES:
            self._end_feed(walk)
        elif unknown or walk.is_main:
            yield self._feed_request(feed.next_url or numbered_page_of(walk.url, walk.pages + 1), walk)

    def _may_be_of(self, entry: FeedEntry) -> bool:
        """False if it was published before or after the days asked for, as far as the feed says."""
        if entry.published is None or self._is_older(entry):
            return entry.published is None
        return not (self.until and entry.published.date() - _MARGIN > self.until)

    def _is_older(self, entry: FeedEntry) -> bool:
        day = url_day(entry.url)
        if self.since is None or (day is None and entry.published is None):
            return False
        return day < self.since if day else bool(entry.published and entry.published.date() + _MARGIN < self.since)

    def _end_feed(self, walk: FeedWalk) -> None:
        """Nothing follows: it went back to the first article, or it has no pages."""
        walk.is_all = walk.is_all or len(walk.keys) > len(walk.last)
        if walk.is_main and not walk.again and not walk.is_all and not self.since:
            self.crawler.stats.inc_value("door/feed/without_pages")
            self.logger.warning("the feed lists its latest %d articles and none before: %s", len(walk.keys), walk.url)

    def _without_feed(self, walk: FeedWalk, reason: str, words: str) -> None:
        """The end of the feed, if it was read so far; else go on without it."""
        if walk.pages:
            walk.is_all = walk.pages > 1
            self._end_feed(walk)
            return
        if walk.is_guess and reason in ("404", "410", "html", "comments", "no_feed"):
            return
        self.crawler.stats.inc_value(f"door/feed/unread/{reason}")
        if reason != "comments":
            self.logger.warning("feed not read, %s: %s", words, walk.url)
        self.feed_problem = f"{walk.url}: {words}"

    # --- the end ---------------------------------------------------------------------------------------------------

    def look_again(self) -> Iterator[Request]:
        """The main feed's first page once more, and the next as long as there is something new; all pages if articles
        were deleted meanwhile, as then others may have slipped from a page still to be read to one that was.
        """
        yield from super().look_again()
        gone = any(map(self.crawler.stats.get_value, ("fetch/failed/404", "fetch/failed/410", "gate/not_an_article")))
        for walk in [walk for walk in self._feeds.values() if walk.is_main and walk.keys]:
            walk.again, walk.is_main = True, bool(gone)
            walk.keys, walk.last, walk.pages, walk.stale = set(), frozenset(), 0, 0
            yield self._feed_request(walk.url, walk)

    def on_failure(self, failure: Any) -> Iterator[Request]:
        yield from super().on_failure(failure)
        if failure.request.callback == self.parse_feed:
            error = failure.value
            reason = error.reason if isinstance(error, FetchRefusedError) else type(error).__name__
            self._without_feed(failure.request.cb_kwargs["walk"], reason, f"it could not be fetched ({reason})")
