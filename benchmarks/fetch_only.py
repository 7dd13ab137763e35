"""The bare spider beside which a crawl is measured, and the package's spider without extraction.

usage: python benchmarks/fetch_only.py URL [--by archive] [--follow PATTERN]

Without --by: a spider as one writes it in five minutes. It parses every page with lxml and follows the links that
match; which of them are known is left to Scrapy's own filter; nothing is kept. With --by: that spider of the package,
its pages thrown away. Both run with the package's settings (robots.txt, sizes, concurrency). Prints pages and seconds
as JSON.
"""

from __future__ import annotations

import argparse
import json
import re
from collections.abc import AsyncIterator, Iterator, Sequence
from typing import Any
from urllib.parse import urljoin

from lxml import html
from scrapy import Spider
from scrapy.crawler import AsyncCrawlerProcess
from scrapy.http import Request, Response
from scrapy.settings import Settings
from scrapy.spiderloader import SpiderLoader

# Months, their further pages, and articles, with the permalinks that WordPress has by default.
FOLLOW = r"/(?:19|20)\d\d/\d\d/(?:page/\d+/|\d\d/[^/]+/)?$"


class BareSpider(Spider):
    name = "bare"

    def __init__(self, url: str, follow: str, **arguments: Any) -> None:
        super().__init__(**arguments)
        self.start_urls = [url]
        self._follow = re.compile(follow)

    async def start(self) -> AsyncIterator[Request]:
        for url in self.start_urls:
            yield Request(url)

    def parse(self, response: Response) -> Iterator[Request]:
        tree = html.document_fromstring(response.body, parser=html.HTMLParser(encoding="utf-8"))
        for link in tree.iter("a"):
            address = urljoin(response.url, link.get("href") or "")
            if address.startswith(self.start_urls[0]) and self._follow.search(address):
                yield Request(address)


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("url")
    parser.add_argument("--by", metavar="SPIDER")
    parser.add_argument("--follow", default=FOLLOW, metavar="PATTERN")
    options = parser.parse_args(arguments)
    settings = Settings()
    settings.setmodule("capital_spider.settings")
    settings.setdict({"ITEM_PIPELINES": {}, "LOG_LEVEL": "ERROR"}, "cmdline")
    process = AsyncCrawlerProcess(settings)
    if options.by:
        crawler = process.create_crawler(SpiderLoader.from_settings(settings).load(options.by))
        process.crawl(crawler, url=options.url)
    else:
        crawler = process.create_crawler(BareSpider)
        process.crawl(crawler, url=options.url, follow=options.follow)
    process.start()
    stats = crawler.stats.get_stats()
    told = {"pages": stats["response_received_count"], "articles": stats.get("item_scraped_count", 0)}
    print(json.dumps({**told, "seconds": stats["elapsed_time_seconds"]}))


if __name__ == "__main__":
    main()
