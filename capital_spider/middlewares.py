"""Scrapy downloader middlewares: what is asked for, when, and what is refused. All of it on by default (settings.py).

A refusal reaches the spider's errback as `FetchRefusedError`, is counted as ``fetch/refused/<reason>``, and is never
retried. Reasons: scheme, robots_forbidden, robots_unreachable, private_address, content_type, headers_too_large,
too_large, host_paused.
"""

from __future__ import annotations

import logging
import time
from collections import Counter
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from scrapy import signals
from scrapy.downloadermiddlewares.httpcompression import HttpCompressionMiddleware
from scrapy.downloadermiddlewares.retry import get_retry_request
from scrapy.downloadermiddlewares.robotstxt import RobotsTxtMiddleware
from scrapy.downloadermiddlewares.useragent import UserAgentMiddleware
from scrapy.exceptions import CannotResolveHostError, DownloadCancelledError, IgnoreRequest, StopDownload
from scrapy.pqueues import DownloaderAwarePriorityQueue, DownloaderInterface
from scrapy.utils.asyncio import call_later
from scrapy.utils.httpobj import urlparse_cached
from scrapy.utils.misc import build_from_crawler

from capital_spider.backoff import WAIT_STATUSES, WaitingHosts, retry_after_seconds
from capital_spider.resolver import PublicOnlyResolver

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Self

    from scrapy import Request, Spider
    from scrapy.core.downloader import Slot
    from scrapy.crawler import Crawler
    from scrapy.http import Headers, Response
    from scrapy.robotstxt import RobotParser

logger = logging.getLogger(__name__)

_DEFAULT_PORTS = {"http": 80, "https": 443}
# RFC 9309, 2.4: a copy of robots.txt should not be used for longer than 24 hours.
_ROBOTS_LIFETIME = 24 * 3600.0
# RFC 9309, 2.5: a parser must read at least 500 KiB; more would only serve to keep us busy.
_ROBOTS_MAXSIZE = 500 * 1024


class FetchRefusedError(IgnoreRequest):
    """The crawl itself will not fetch an address. reason: one word out of the list at the top of this module."""

    def __init__(self, reason: str, url: str) -> None:
        super().__init__(f"{reason}: {url}")
        self.reason, self.url = reason, url


def _refusal(crawler: Crawler, request: Request, reason: str) -> FetchRefusedError:
    """The error to raise, counted and logged; a refused robots.txt is not, as its pages are."""
    if not _is_robots_txt(request):
        crawler.stats.inc_value(f"fetch/refused/{reason}")
        logger.info("Refused (%s): %s", reason, request.url)
    return FetchRefusedError(reason, request.url)


def _is_robots_txt(request: Request) -> bool:
    """True for the robots.txt that Scrapy fetches on behalf of a page; no other request may skip the rules."""
    return bool(request.meta.get("dont_obey_robotstxt"))


class _CrawlerMiddleware:
    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)


class HttpOnly(_CrawlerMiddleware):
    """Refuses every scheme but http and https."""

    def process_request(self, request: Request) -> None:
        if urlparse_cached(request).scheme not in _DEFAULT_PORTS:
            raise _refusal(self.crawler, request, "scheme")


class ContactUserAgent(UserAgentMiddleware):
    """Sends USER_AGENT, followed by ``(+CONTACT)`` where the user has given a mail address or URL."""

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        middleware: Self = super().from_crawler(crawler)
        contact = " ".join((crawler.settings["CONTACT"] or "").split())
        if contact:
            middleware.user_agent = f"{middleware.user_agent} (+{contact})"
        return middleware


class RobotsMiddleware(RobotsTxtMiddleware):
    """Robots.txt by RFC 9309: 4xx allows all; 5xx, 429 and an unreachable host disallow all; read again after a day.

    A host whose robots.txt was itself refused (private address, host paused) is refused for that reason.
    """

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._closed: dict[str, str] = {}
        self._read_at: dict[str, float] = {}

    async def robot_parser(self, request: Request) -> RobotParser | None:
        netloc, now = urlparse_cached(request).netloc, time.monotonic()
        if now - self._read_at.get(netloc, now) > _ROBOTS_LIFETIME:
            del self._read_at[netloc]
            self._parsers.pop(netloc)
            self._closed.pop(netloc, None)
        return await super().robot_parser(request)

    def process_request_2(self, rp: RobotParser | None, request: Request) -> None:
        reason = self._closed.get(urlparse_cached(request).netloc)
        if reason:
            raise _refusal(self.crawler, request, reason)
        try:
            super().process_request_2(rp, request)
        except IgnoreRequest:
            self.crawler.stats.inc_value("politeness/robots_forbidden")
            raise _refusal(self.crawler, request, "robots_forbidden") from None

    async def _parse_robots(self, response: Response, netloc: str, request: Request) -> None:
        if response.status >= 500 or response.status == 429:
            self._close(netloc, f"answer {response.status}")
        # The body of an error page is no rule, even if it looks like one.
        body = response.body[:_ROBOTS_MAXSIZE] if response.status < 300 else b""
        self._read_at[netloc] = time.monotonic()
        await super()._parse_robots(response.replace(body=body), netloc, request)

    def _robots_error(self, exc: Exception, netloc: str) -> None:
        if isinstance(exc, FetchRefusedError):
            self._closed[netloc] = exc.reason
        elif not isinstance(exc, IgnoreRequest):
            self._close(netloc, str(exc) or type(exc).__name__)
        # What is left are more than five redirects: RFC 9309, 2.3.1.2 counts them as "unavailable", which allows all.
        self._read_at[netloc] = time.monotonic()
        super()._robots_error(exc, netloc)

    def _close(self, netloc: str, detail: str) -> None:
        self._closed[netloc] = "robots_unreachable"
        self.crawler.stats.inc_value("politeness/robots_unreachable")
        logger.warning("Nothing is fetched, robots.txt is unreachable (%s): %s", detail, netloc)


class BoundedDecompression(HttpCompressionMiddleware):
    """Unpacks bodies; one that grows over DOWNLOAD_MAXSIZE is refused as too_large."""

    def __init__(self, *, crawler: Crawler) -> None:
        super().__init__(crawler=crawler)
        self.crawler = crawler

    def process_response(
        self, request: Request, response: Response, spider: Spider | None = None
    ) -> Request | Response:
        try:
            return super().process_response(request, response)
        except IgnoreRequest as error:
            raise _refusal(self.crawler, request, "too_large") from error


class FetchGuard(_CrawlerMiddleware):
    """Refuses private addresses, bodies over DOWNLOAD_MAXSIZE, and, before the body, what cannot be a page.

    The start addresses' hosts, and ALLOWED_PRIVATE_HOSTS, may be private on exactly their port.
    """

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._headers_maxsize: int = crawler.settings.getint("HEADERS_MAXSIZE")
        self._refused_types = tuple(t.encode() for t in crawler.settings.getlist("REFUSED_CONTENT_TYPES"))
        crawler.signals.connect(self._name_hosts, signal=signals.spider_opened)
        crawler.signals.connect(self._check_headers, signal=signals.headers_received)

    def _name_hosts(self, spider: Spider) -> None:
        resolver = self._resolver()
        if resolver is None:
            return
        named = [f"//{host}" for host in self.crawler.settings.getlist("ALLOWED_PRIVATE_HOSTS")]
        for url in (*spider.start_urls, *named):
            host, port = _endpoint(url)
            if host and port:
                resolver.allow(host, port)

    def _resolver(self) -> PublicOnlyResolver | None:
        """The resolver in use; None if the user has set another one.

        CrawlerProcess has installed it; a crawl run by other means gets it here.
        """
        from twisted.internet import reactor

        installed = reactor.nameResolver
        if isinstance(installed, PublicOnlyResolver):
            return installed
        wanted = f"{PublicOnlyResolver.__module__}.{PublicOnlyResolver.__qualname__}"
        if self.crawler.settings["TWISTED_DNS_RESOLVER"] not in (wanted, PublicOnlyResolver):
            return None
        resolver: PublicOnlyResolver = build_from_crawler(PublicOnlyResolver, self.crawler, reactor=reactor)
        resolver.install_on_reactor()
        return resolver

    def _check_headers(self, headers: Headers, request: Request) -> None:
        size = sum(len(name) + len(value) + 4 for name, values in headers.items() for value in values)
        content_type = (headers.get("Content-Type") or b"").lower().strip()
        if size > self._headers_maxsize:
            request.meta["refused"] = "headers_too_large"
        elif content_type.startswith(self._refused_types) and "Location" not in headers:
            request.meta["refused"] = "content_type"
        else:
            return
        raise StopDownload(fail=True)

    def process_exception(self, request: Request, exception: Exception) -> None:
        reason = None
        if isinstance(exception, StopDownload):
            reason = request.meta.pop("refused", None)
        elif isinstance(exception, DownloadCancelledError):
            reason = "too_large"
        elif isinstance(exception, CannotResolveHostError):
            resolver = self._resolver()
            host, port = _endpoint(request.url)
            reason = "private_address" if resolver and port and resolver.refused(host, port) else None
        if reason:
            raise _refusal(self.crawler, request, reason) from exception


def _endpoint(url: str) -> tuple[str, int | None]:
    """Host and port that a URL, or ``//host:port``, leads to; port None if neither it nor the scheme says."""
    parts = urlsplit(url)
    return parts.hostname or "", parts.port or _DEFAULT_PORTS.get(parts.scheme)


class HostBackoff(_CrawlerMiddleware):
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
            raise _refusal(self.crawler, request, "host_paused")

    def process_response(self, request: Request, response: Response) -> Request | Response:
        if response.status not in WAIT_STATUSES or request.meta.get("dont_retry"):
            return response
        times = self.crawler.settings.getint("BACKOFF_RETRY_TIMES")
        if _is_robots_txt(request):
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
            waiting.errback(_refusal(self.crawler, request, "host_paused"))


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
    Returns None while no host has room; the engine asks again after each answer, and every five seconds.
    """

    def __init__(self, crawler: Crawler, *args: Any, **kwargs: Any) -> None:
        super().__init__(crawler, *args, **kwargs)
        self._downloader_interface = _RoomyHosts(crawler)
