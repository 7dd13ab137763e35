"""A page that stands in front of the page: a wall of consent, "continue reading", a robot check.

Where a plain cookie opens it, that is set on the requests of the host, once it is known: from the profile, from the
page's own script, or from what its "Accept" link answers. A robot check is never got around.
"""

from __future__ import annotations

import logging
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from scrapy import signals
from scrapy.http import HtmlResponse, Request

from capital_spider.discover.interstitials import (
    MAX_TEXT,
    accept_url,
    answered_cookie,
    is_gate,
    script_cookie,
    shown_text,
)
from capital_spider.extract import STAGES, run_stage
from capital_spider.extract.document import Document, parse_page
from capital_spider.items import Page
from capital_spider.middlewares.refusal import CrawlerMiddleware, is_robots_txt, refusal
from capital_spider.profiles import shipped_profiles
from capital_spider.urls import host_of

if TYPE_CHECKING:
    from scrapy import Spider
    from scrapy.crawler import Crawler
    from scrapy.http import Response

logger = logging.getLogger(__name__)

# Gates are small (mean news page: 166 KB); a larger one, swollen by its scripts, has hardly a paragraph.
_SMALL, _MAX_BODY, _FEW_PARAGRAPHS = 60_000, 1_000_000, 10


class ConsentCookies(CrawlerMiddleware):
    """Sets the cookies that open walls of consent; refuses as consent_wall or bot_check what stays closed."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._cookies: dict[str, str] = {}
        self._asked: set[str] = set()
        crawler.signals.connect(self._take_declared, signal=signals.spider_opened)

    def _take_declared(self, spider: Spider) -> None:
        named = getattr(spider, "profile", None)
        for host in filter(None, map(host_of, spider.start_urls)):
            for profile in (named, *(p for p in shipped_profiles() if host in p.hosts)):
                if profile is not None and profile.cookie:
                    self._set(host, profile.cookie, f"profile {profile.name}")

    def process_request(self, request: Request) -> None:
        cookie = self._cookies.get(host_of(request.url) or "")
        if cookie and not is_robots_txt(request):
            request.headers["Cookie"] = cookie

    async def process_response(self, request: Request, response: Response) -> Request | Response:
        if is_robots_txt(request) or request.meta.get("consent_link"):
            return response
        if not isinstance(response, HtmlResponse) or response.status != 200 or not _is_small(response.body):
            return response
        gate = _gate(response)
        if gate is None:
            return response
        document, kind = gate
        host = host_of(response.url) or ""
        if kind != "challenge":
            if host not in self._asked:
                self._asked.add(host)
                await self._find_cookie(document, host)
            if self._cookies.get(host, "").encode() != (request.headers.get("Cookie") or b""):
                return request.replace(dont_filter=True)
        raise refusal(self.crawler, request, "bot_check" if kind == "challenge" else "consent_wall")

    async def _find_cookie(self, document: Document, host: str) -> None:
        url = document.page.url
        cookie, source = script_cookie(document.root), "the page's script"
        link = accept_url(document.root, url) if cookie is None else None
        if link is not None:
            meta = {"dont_redirect": True, "handle_httpstatus_all": True, "consent_link": True}
            try:
                answer = await self.crawler.engine.download_async(Request(link, dont_filter=True, meta=meta))
            except Exception as error:  # noqa: BLE001 the downloader's errors have no common base; all mean "not fetched"
                logger.info("The wall's own link could not be fetched (%s): %s", type(error).__name__, link)
                return
            set_cookies = [value.decode("latin-1") for value in answer.headers.getlist("Set-Cookie")]
            cookie, source = answered_cookie(set_cookies), f"the page's link {link}"
        if cookie:
            self._set(host, cookie, source)

    def _set(self, host: str, cookie: str, source: str) -> None:
        self._cookies[host] = cookie
        self.crawler.stats.inc_value("consent/cookie_set")
        logger.info("Cookie %s set, as %s says: %s", cookie, source, host)


def _is_small(body: bytes) -> bool:
    """Cheap: most pages are told from a gate by this alone."""
    return len(body) < _SMALL or (len(body) < _MAX_BODY and body.count(b"<p") < _FEW_PARAGRAPHS)


def _gate(response: HtmlResponse) -> tuple[Document, str] | None:
    """The page and what it is, "consent", "challenge" or "gate"; None if it is the page that was asked for."""
    headers = {k.decode("latin-1").lower(): b", ".join(v).decode("latin-1") for k, v in response.headers.items()}
    now = datetime.now(UTC)
    page = Page(url=response.url, body=response.body, status=200, headers=headers, fetched_at=now)
    document = parse_page(page)
    if shown_text(document.root) > MAX_TEXT:
        return None
    opens = is_gate(document.root, response.url)
    for stage in STAGES:
        run_stage(stage, document)
    codes = {p.code for p in document.problems if p.field == "article"}
    kind = next((code for code in ("challenge", "consent") if code in codes), "gate" if opens else None)
    return (document, kind) if kind else None
