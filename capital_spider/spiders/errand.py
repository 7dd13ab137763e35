"""One errand: a few addresses, each asked for when it is known what the one before said.

The class has no name, so that it is none of the crawl's spiders.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime
from typing import Any

from scrapy import Spider
from scrapy.http import Request

from capital_spider.items import Page
from capital_spider.middlewares import FetchRefusedError
from capital_spider.spiders.arguments import read_addresses
from capital_spider.spiders.capture import capture

Fetch = Callable[..., Awaitable[Page | str]]


class ErrandSpider(Spider):
    """Runs a coroutine function, handing it `fetch`; with all that makes a crawl polite and closed, and no pipeline.

    url: where the errand starts: its host may be private. result: what the coroutine came to; failure: what it raised.
    """

    def __init__(self, url: str, errand: Callable[[Fetch], Awaitable[Any]], **arguments: Any) -> None:
        super().__init__(name="errand", **arguments)
        self.start_urls = read_addresses(url)
        self._errand = errand
        self.result: Any = None
        self.failure: Exception | None = None

    async def start(self) -> AsyncIterator[Request]:
        """No requests: the engine stays open while this runs."""
        try:
            self.result = await self._errand(self.fetch)
        except Exception as error:  # noqa: BLE001 the engine would only log it; who sent the errand raises it
            self.failure = error
        return
        yield

    async def fetch(self, url: str, **meta: Any) -> Page | str:
        """What answered, whatever its status; or the word for why nothing did: a refusal's reason, an error's name.

        meta: of the request, such as ``download_maxsize``.
        """
        try:
            response = await self.crawler.engine.download_async(Request(url, dont_filter=True, meta=meta))
        except Exception as error:  # noqa: BLE001 the downloader's errors have no common base; all mean "not fetched"
            if isinstance(error, FetchRefusedError):  # counted and logged where it was made
                return error.cause or error.reason
            reason = type(error).__name__
            self.crawler.stats.inc_value(f"fetch/failed/{reason}")
            self.logger.info("not fetched (%s): %s", reason, url)
            return reason
        return capture(response, None, f"{datetime.now(UTC):%Y%m%dT%H%M%SZ}")
