"""The rules of robots.txt, as RFC 9309 reads them."""

from __future__ import annotations

import logging
import time
from typing import TYPE_CHECKING

from scrapy.downloadermiddlewares.robotstxt import RobotsTxtMiddleware
from scrapy.exceptions import IgnoreRequest
from scrapy.utils.httpobj import urlparse_cached

from capital_spider.middlewares.refusal import FetchRefusedError, refusal

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response
    from scrapy.robotstxt import RobotParser

logger = logging.getLogger(__name__)

# RFC 9309, 2.4: a copy of robots.txt should not be used for longer than 24 hours.
_ROBOTS_LIFETIME = 24 * 3600.0
# RFC 9309, 2.5: a parser must read at least 500 KiB; more would only serve to keep us busy.
_ROBOTS_MAXSIZE = 500 * 1024


class RobotsMiddleware(RobotsTxtMiddleware):
    """Robots.txt by RFC 9309: 4xx allows all; 5xx, 429 and an unreachable host disallow all; read again after a day.

    A host whose robots.txt was itself refused (private address, host paused) is refused for that reason.
    """

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._closed: dict[str, tuple[str, str | None]] = {}
        self._read_at: dict[str, float] = {}

    async def robot_parser(self, request: Request) -> RobotParser | None:
        netloc, now = urlparse_cached(request).netloc, time.monotonic()
        if now - self._read_at.get(netloc, now) > _ROBOTS_LIFETIME:
            del self._read_at[netloc]
            self._parsers.pop(netloc)
            self._closed.pop(netloc, None)
        return await super().robot_parser(request)

    def process_request_2(self, rp: RobotParser | None, request: Request) -> None:
        closed = self._closed.get(urlparse_cached(request).netloc)
        if closed:
            raise refusal(self.crawler, request, *closed)
        try:
            super().process_request_2(rp, request)
        except IgnoreRequest:
            self.crawler.stats.inc_value("politeness/robots_forbidden")
            raise refusal(self.crawler, request, "robots_forbidden") from None

    async def _parse_robots(self, response: Response, netloc: str, request: Request) -> None:
        if response.status >= 500 or response.status == 429:
            self._close(netloc, f"answer {response.status}", str(response.status))
        # The body of an error page is no rule, even if it looks like one.
        body = response.body[:_ROBOTS_MAXSIZE] if response.status < 300 else b""
        self._read_at[netloc] = time.monotonic()
        await super()._parse_robots(response.replace(body=body), netloc, request)

    def _robots_error(self, exc: Exception, netloc: str) -> None:
        if isinstance(exc, FetchRefusedError):
            self._closed[netloc] = exc.reason, None
        elif not isinstance(exc, IgnoreRequest):
            self._close(netloc, str(exc), type(exc).__name__)
        # What is left are more than five redirects: RFC 9309, 2.3.1.2 counts them as "unavailable", which allows all.
        self._read_at[netloc] = time.monotonic()
        super()._robots_error(exc, netloc)

    def _close(self, netloc: str, detail: str, cause: str) -> None:
        self._closed[netloc] = "robots_unreachable", cause
        self.crawler.stats.inc_value("politeness/robots_unreachable")
        logger.info("Nothing is fetched, robots.txt is unreachable (%s): %s", detail, netloc)
