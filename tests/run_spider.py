"""Crawls with the package's spiders: tasks come by standard input, what came of them goes out, both as JSON."""

from __future__ import annotations

import json
import sys
from typing import Any

from scrapy.crawler import AsyncCrawlerProcess, Crawler
from scrapy.settings import Settings
from scrapy.spiderloader import SpiderLoader

from capital_spider.spiders.base import NewsSpider


def prepare(task: dict[str, Any]) -> Crawler:
    settings = Settings()
    settings.setmodule("capital_spider.settings")
    # At the project's own priority the process would put its settings in place of these.
    settings.setdict({"FEEDS": {task["feed"]: {"format": "jsonlines"}}, **task["settings"]}, priority="cmdline")
    return Crawler(SpiderLoader.from_settings(settings).load(task["spider"]), settings)


def outcome(crawler: Crawler) -> dict[str, Any]:
    spider = crawler.spider
    assert isinstance(spider, NewsSpider)
    stats = {key: value for key, value in crawler.stats.get_stats().items() if isinstance(value, int | float | str)}
    return {"stats": stats, "usage_problem": spider.usage_problem, "unreachable": spider.unreachable}


def main() -> None:
    """All at once, in one process."""
    tasks = json.load(sys.stdin)
    settings = Settings()
    settings.setmodule("capital_spider.settings")
    process = AsyncCrawlerProcess(settings)
    crawlers = [prepare(task) for task in tasks]
    for task, crawler in zip(tasks, crawlers, strict=True):
        process.crawl(crawler, **task["arguments"])
    process.start()
    json.dump([outcome(crawler) for crawler in crawlers], sys.stdout)


if __name__ == "__main__":
    main()
