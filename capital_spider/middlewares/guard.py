"""What is not fetched: other schemes, private addresses, what is too large, and what cannot be a page."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from scrapy import signals
from scrapy.downloadermiddlewares.httpcompression import HttpCompressionMiddleware
from scrapy.exceptions import CannotResolveHostError, DownloadCancelledError, IgnoreRequest, StopDownload
from scrapy.utils.httpobj import urlparse_cached
from scrapy.utils.misc import build_from_crawler

from capital_spider.middlewares.refusal import CrawlerMiddleware, refusal
from capital_spider.resolver import PublicOnlyResolver

if TYPE_CHECKING:
    from scrapy import Request, Spider
    from scrapy.crawler import Crawler
    from scrapy.http import Headers, Response

_DEFAULT_PORTS = {"http": 80, "https": 443}


class HttpOnly(CrawlerMiddleware):
    """Refuses every scheme but http and https."""

    def process_request(self, request: Request) -> None:
        if urlparse_cached(request).scheme not in _DEFAULT_PORTS:
            raise refusal(self.crawler, request, "scheme")


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
            raise refusal(self.crawler, request, "too_large") from error


class FetchGuard(CrawlerMiddleware):
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
            raise refusal(self.crawler, request, reason) from exception


def _endpoint(url: str) -> tuple[str, int | None]:
    """Host and port that a URL, or ``//host:port``, leads to; port None if neither it nor the scheme says."""
    parts = urlsplit(url)
    return parts.hostname or "", parts.port or _DEFAULT_PORTS.get(parts.scheme)
