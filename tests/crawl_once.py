"""One crawl with the package's settings: reads its task from standard input, writes what came of it, both as JSON."""

from __future__ import annotations

import json
import sys
from collections.abc import AsyncIterator
from typing import Any

from scrapy import Request, Spider
from scrapy.crawler import AsyncCrawlerProcess
from scrapy.http import Response
from scrapy.settings import Settings
from scrapy.spidermiddlewares.httperror import HttpError
from twisted.python.failure import Failure

from capital_spider.middlewares import FetchRefusedError


class Visitor(Spider):
    """Fetches one address, then what it is told to find there, and keeps what came of each."""

    name = "visitor"

    def __init__(self, start_url: str, links: dict[str, list[str]], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.start_urls = [start_url]
        self.links = links
        self.pages: dict[str, int] = {}
        self.refused: dict[str, str] = {}
        self.failed: dict[str, str] = {}

    async def start(self) -> AsyncIterator[Request]:
        yield self.visit(self.start_urls[0])

    def visit(self, url: str) -> Request:
        return Request(url, self.keep, errback=self.note, dont_filter=True)

    def keep(self, response: Response) -> list[Request]:
        self.pages[response.url] = response.status
        return [self.visit(url) for url in self.links.pop(response.url, ())]

    def note(self, failure: Failure) -> None:
        request, error = failure.request, failure.value  # type: ignore[attr-defined]
        if isinstance(error, FetchRefusedError):
            self.refused[request.url] = error.reason
        elif isinstance(error, HttpError):
            self.pages[request.url] = error.response.status
        else:
            self.failed[request.url] = type(error).__name__


def main() -> None:
    task = json.load(sys.stdin)
    settings = Settings()
    settings.setmodule("capital_spider.settings")
    settings.setdict(task["settings"])
    process = AsyncCrawlerProcess(settings)
    crawler = process.create_crawler(Visitor)
    process.crawl(crawler, start_url=task["start_url"], links=task["links"])
    process.start()
    spider = crawler.spider
    assert isinstance(spider, Visitor)
    stats = {key: value for key, value in crawler.stats.get_stats().items() if isinstance(value, int | float | str)}
    outcome = {"pages": spider.pages, "refused": spider.refused, "failed": spider.failed, "stats": stats}
    json.dump(outcome, sys.stdout)


if __name__ == "__main__":
    main()
