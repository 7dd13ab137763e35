"""What all spiders ask for: articles once, within their bounds; and what becomes of what could not be fetched."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

from scrapy import Spider
from scrapy.http import Request, Response

from capital_spider.discover.categories import Category
from capital_spider.discover.patterns import PathPatterns
from capital_spider.extract.document import Document, parse_page
from capital_spider.items import Page
from capital_spider.middlewares import FetchRefusedError
from capital_spider.profiles import SiteProfile, load_profile
from capital_spider.spiders.arguments import read_addresses, read_day, refuse_unknown
from capital_spider.spiders.capture import capture
from capital_spider.urls import url_day, url_key


class FetchingSpider(Spider):
    """seen: keys of the articles asked for or met. unreachable: start addresses that gave nothing, with the reason.

    usage_problem: why the crawl could not do what it was asked to, in words for the user.
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
        self.patterns = PathPatterns()
        self.categories: dict[str, Category] = {}
        self.usage_problem: str | None = None
        self.unreachable: list[str] = []

    # --- articles --------------------------------------------------------------------------------------------------

    def _article_request(self, url: str, found_on: str | None) -> Iterator[Request]:
        key = url_key(url)
        if key in self.seen:
            return
        self.seen.add(key)
        if not self.in_bounds(url_day(url)):
            self.crawler.stats.inc_value("gate/out_of_bounds")
            return
        if found_on is not None and self.patterns.is_paused(url):
            self.crawler.stats.inc_value("pattern/refused")
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

    def learn(self, url: str, *, is_article: bool) -> None:
        """What a page turned out to be: a path pattern with many pages and no article among them is left alone."""
        paused = self.patterns.note(url, is_article=is_article)
        if paused is not None:
            self.crawler.stats.inc_value("pattern/paused")
            self.logger.warning("No article on any of many pages, no more of them are fetched: %s", paused)

    def in_bounds(self, day: date | None) -> bool:
        """False if the day is known and outside ``since`` … ``until``."""
        if day is None:
            return True
        return (self.since is None or day >= self.since) and (self.until is None or day <= self.until)

    # --- requests --------------------------------------------------------------------------------------------------

    def _request(self, url: str, callback: Any, **options: Any) -> Request:
        return Request(url, callback=callback, errback=self.on_failure, dont_filter=True, **options)

    def on_failure(self, failure: Any) -> Iterator[Request]:
        """Count what could not be fetched; start addresses are remembered with what went wrong."""
        request, error = failure.request, failure.value
        reason = failure_reason(error)
        # Refusals are counted where they are made.
        if not self._is_past_the_end(request, reason) and not isinstance(error, FetchRefusedError):
            self.crawler.stats.inc_value(f"fetch/failed/{reason}")
            self.logger.warning("not fetched (%s): %s", reason, request.url)
        if self._is_start(request):
            self.unreachable.append(f"{request.url}: {reason}: {error}")
        yield from ()

    def _is_start(self, request: Request) -> bool:
        return request.cb_kwargs.get("found_on", "") is None

    def _is_past_the_end(self, request: Request, reason: Any) -> bool:
        return False

    def _document(self, response: Response) -> Document:
        return parse_page(self.to_page(response), self.profile)


def failure_reason(error: Any) -> Any:
    """The status, or the word or name that says what went wrong."""
    status = getattr(getattr(error, "response", None), "status", None)
    return status or getattr(error, "cause", None) or getattr(error, "reason", None) or type(error).__name__
