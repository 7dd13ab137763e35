"""Hosts that ask to be left alone for a while, and the others, which are not to wait for them."""

from __future__ import annotations

import logging
import time
from collections import Counter
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from scrapy import signals
from scrapy.downloadermiddlewares.retry import get_retry_request
from scrapy.pqueues import DownloaderAwarePriorityQueue, DownloaderInterface
from scrapy.utils.asyncio import call_later

from capital_spider.backoff import WAIT_STATUSES, WaitingHosts, retry_after_seconds
from capital_spider.middlewares.refusal import CrawlerMiddleware, is_robots_txt, refusal

if TYPE_CHECKING:
    from collections.abc import Iterable

    from scrapy import Request
    from scrapy.core.downloader import Slot
    from scrapy.crawler import Crawler
    from scrapy.http import Response

logger = logging.getLogger(__name__)


class HostBackoff(CrawlerMiddleware):
    """After 429 or 503 a host is not asked before its Retry-After (or 30 s, doubled each time); others go on.

    The request is asked again later, BACKOFF_RETRY_TIMES at most. After BACKOFF_MAX_STRIKES such answers in a row the
    host is paused: requests to it are refused for the rest of the run. The host is held in its download slot, which
    robots.txt and requests already queued there pass too; `RoomyHostsQueue` keeps further requests out of it.
    """

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        settings = crawler.settings
        self._hosts = WaitingHosts(
            first_wait=settings.getfloat("BACKOFF_FIRST_WAIT"),
            max_wait=settings.getfloat("BACKOFF_MAX_WAIT"),
            max_strikes=settings.getint("BACKOFF_MAX_STRIKES"),
        )
        crawler.signals.connect(self._note_answer, signal=signals.response_downloaded)
        crawler.signals.connect(self._keep_hold, signal=signals.request_reached_downloader)

    def is_waiting(self, host: str) -> bool:
        """True while `host` (a download slot's key) must not be asked, but may be later."""
        return not self._hosts.is_paused(host) and self._hosts.seconds_left(host, time.monotonic()) > 0

    def process_request(self, request: Request) -> None:
        if self._hosts.is_paused(self.crawler.engine.downloader.get_slot_key(request)):
            raise refusal(self.crawler, request, "host_paused")

    def process_response(self, request: Request, response: Response) -> Request | Response:
        if response.status not in WAIT_STATUSES or request.meta.get("dont_retry"):
            return response
        times = self.crawler.settings.getint("BACKOFF_RETRY_TIMES")
        if is_robots_txt(request):
            wait = self._hosts.seconds_left(request.meta["download_slot"], time.monotonic())
            times = 1 if wait <= self.crawler.settings.getfloat("BACKOFF_ROBOTS_WAIT") else 0
        assert self.crawler.spider is not None
        reason = f"answer {response.status}"
        retry = get_retry_request(request, spider=self.crawler.spider, reason=reason, max_retry_times=times)
        return retry or response

    def _note_answer(self, response: Response, request: Request) -> None:
        """Before the slot's next request leaves: this signal is sent first."""
        host, header = request.meta["download_slot"], response.headers.get("Retry-After")
        after = retry_after_seconds(header.decode("latin-1") if header else None, datetime.now(UTC))
        was_paused = self._hosts.is_paused(host)
        wait = self._hosts.note(host, response.status, after, time.monotonic())
        if wait is None or was_paused:
            return
        self.crawler.stats.inc_value("politeness/retry_after")
        slot = self.crawler.engine.downloader.slots[host]
        if self._hosts.is_paused(host):
            self.crawler.stats.inc_value("politeness/host_paused")
            logger.warning("Paused for the rest of the run, too many answers %d in a row: %s", response.status, host)
            self._refuse_queued(slot)
        else:
            logger.info("Waiting %.0f s, as the host answered %d: %s", wait, response.status, host)
            self._hold(slot, wait)

    def _keep_hold(self, request: Request) -> None:
        """Hold the request's slot again, should it have been made anew while its host is waited for."""
        host = request.meta["download_slot"]
        wait = self._hosts.seconds_left(host, time.monotonic())
        if wait > 0 and not self._hosts.is_paused(host):
            self._hold(self.crawler.engine.downloader.slots[host], wait)

    def _hold(self, slot: Slot, seconds: float) -> None:
        if slot.latercall:
            slot.latercall.cancel()
        slot.latercall = call_later(seconds, self.crawler.engine.downloader._latercall, slot)

    def _refuse_queued(self, slot: Slot) -> None:
        while slot.queue:
            request, waiting = slot.queue.popleft()
            waiting.errback(refusal(self.crawler, request, "host_paused"))


class _RoomyHosts(DownloaderInterface):
    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._backoff = crawler.get_downloader_middleware(HostBackoff)

    def stats(self, possible_slots: Iterable[str]) -> list[tuple[int, str]]:
        """How many requests each host has under way, for the hosts that may get one more.

        Counted from the downloader, so that requests still waiting for robots.txt are seen.
        """
        active = Counter(self.get_slot_key(request) for request in self.downloader.active)
        return [(active[host], host) for host in possible_slots if active[host] < self._room(host)]

    def _room(self, host: str) -> int:
        if self._backoff and self._backoff.is_waiting(host):
            return 0
        slot = self.downloader.slots.get(host)
        if slot is not None:
            return int(slot.concurrency)
        settings = self.downloader.per_slot_settings.get(host, {})
        return int(settings.get("concurrency", self.downloader.domain_concurrency))


class RoomyHostsQueue(DownloaderAwarePriorityQueue):
    """The scheduler's queue, popping only requests of hosts that have room and need not be waited for.

    Requests that wait for their host in the downloader count towards CONCURRENT_REQUESTS and would starve the others.
    Also, Scrapy 2.19 sends all that is queued for a host without delay at once, whatever its concurrency.
    Returns None while no host has room; the engine asks again after each answer, and every five seconds.
    """

    def __init__(self, crawler: Crawler, *args: Any, **kwargs: Any) -> None:
        super().__init__(crawler, *args, **kwargs)
        self._downloader_interface = _RoomyHosts(crawler)
