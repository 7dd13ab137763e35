"""Scrapy extensions: how fast a host is asked, and what the run counts."""

from __future__ import annotations

import logging
from math import isfinite
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from scrapy import signals
from scrapy.extensions.throttle import AutoThrottle

from capital_spider.urls import is_loopback

if TYPE_CHECKING:
    from typing import Self

    from scrapy import Request, Spider
    from scrapy.core.downloader import Slot
    from scrapy.crawler import Crawler
    from scrapy.http import Response
    from scrapy.robotstxt import RobotParser

logger = logging.getLogger(__name__)


class PoliteThrottle(AutoThrottle):
    """AutoThrottle that never goes below DOWNLOAD_DELAY and the host's Crawl-delay, and leaves loopback alone.

    The floors hold with AUTOTHROTTLE_ENABLED off too. A Crawl-delay counts up to CRAWL_DELAY_MAX, on loopback as well.
    Jitter only lengthens: the mean delay is raised until its shortest value is the floor.
    """

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self._floor: float = crawler.settings.getfloat("DOWNLOAD_DELAY")
        self._crawl_delay_max: float = crawler.settings.getfloat("CRAWL_DELAY_MAX")
        self._crawl_delays: dict[str, float] = {}
        self._fast: set[str] = set()
        if crawler.settings.getbool("AUTOTHROTTLE_ENABLED"):
            super().__init__(crawler)
        crawler.signals.connect(self._open_fast_slots, signal=signals.spider_opened)
        crawler.signals.connect(self._note_crawl_delay, signal=signals.robots_parsed)
        crawler.signals.connect(self._keep_floor, signal=signals.request_reached_downloader)

    def _open_fast_slots(self, spider: Spider) -> None:
        """Give the loopback hosts among the start addresses a slot without delay, before the first request."""
        settings = self.crawler.settings
        if not settings.getbool("LOOPBACK_FAST"):
            return
        self._fast = {urlsplit(url).hostname or "" for url in spider.start_urls if is_loopback(url)}
        for host in self._fast:
            self.crawler.engine.downloader.per_slot_settings[host] = {
                "concurrency": settings.getint("CONCURRENT_REQUESTS"),
                "delay": 0.0,
                "jitter": 0.0,
            }

    def _note_crawl_delay(self, robotparser: RobotParser, request: Request) -> None:
        settings = self.crawler.settings
        agent = settings["ROBOTSTXT_USER_AGENT"] or settings["USER_AGENT"]
        asked = robotparser.crawl_delay(agent)
        key = self.crawler.engine.downloader.get_slot_key(request)
        if asked is None or not isfinite(asked) or asked <= 0:
            self._crawl_delays.pop(key, None)
            return
        self._crawl_delays[key] = min(asked, self._crawl_delay_max)
        self.crawler.stats.max_value("politeness/crawl_delay", self._crawl_delays[key])
        logger.info("Crawl-delay of %g s (robots.txt says %g): %s", self._crawl_delays[key], asked, key)

    def _keep_floor(self, request: Request, spider: Spider) -> None:
        """Raise the delay of the request's slot to its floor; slots are made anew after a minute without requests."""
        key, slot = self._get_slot(request, spider)
        if key is not None and slot is not None:
            self._raise_to_floor(key, slot)

    def _raise_to_floor(self, key: str, slot: Slot) -> None:
        floor = max(self._crawl_delays.get(key, 0.0), 0.0 if key in self._fast else self._floor)
        # A slot waits delay * (1 ± jitter): this mean makes the shortest wait equal the floor.
        slot.delay = max(slot.delay, floor / (1 - min(slot.jitter, 0.9)))

    def _response_downloaded(self, response: Response, request: Request, spider: Spider) -> None:
        key, slot = self._get_slot(request, spider)
        if key is None or slot is None or key in self._fast:
            return
        super()._response_downloaded(response, request, spider)
        self._raise_to_floor(key, slot)


class FetchStats:
    """Counts every answer to a page request: ``fetch/status/<n>``, and ``fetch/bytes`` as received (compressed).

    Redirects and answers that are asked again count too; robots.txt does not.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._stats = crawler.stats
        crawler.signals.connect(self._count, signal=signals.response_downloaded)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    def _count(self, response: Response, request: Request) -> None:
        if request.meta.get("dont_obey_robotstxt"):
            return
        self._stats.inc_value(f"fetch/status/{response.status}")
        self._stats.inc_value("fetch/bytes", len(response.body))
