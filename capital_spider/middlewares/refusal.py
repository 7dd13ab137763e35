"""What all middlewares of this room share: how a request is refused, and how they get the crawler."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from scrapy.exceptions import IgnoreRequest

if TYPE_CHECKING:
    from typing import Self

    from scrapy import Request
    from scrapy.crawler import Crawler

logger = logging.getLogger(__name__)


class FetchRefusedError(IgnoreRequest):
    """The crawl itself will not fetch an address. reason: one word out of the list in ``middlewares/__init__.py``.

    cause: what lies behind it, if another failure does: the name of its exception, or the status of robots.txt.
    """

    def __init__(self, reason: str, url: str, cause: str | None = None) -> None:
        super().__init__(f"{reason}: {url}")
        self.reason, self.url, self.cause = reason, url, cause


def refusal(crawler: Crawler, request: Request, reason: str, cause: str | None = None) -> FetchRefusedError:
    """The error to raise, counted and logged; a refused robots.txt is not, as its pages are."""
    if not is_robots_txt(request):
        crawler.stats.inc_value(f"fetch/refused/{reason}")
        logger.info("Refused (%s): %s", reason, request.url)
    return FetchRefusedError(reason, request.url, cause)


def is_robots_txt(request: Request) -> bool:
    """True for the robots.txt that Scrapy fetches on behalf of a page; no other request may skip the rules."""
    return bool(request.meta.get("dont_obey_robotstxt"))


class CrawlerMiddleware:
    """A middleware that keeps the crawler it belongs to."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)
