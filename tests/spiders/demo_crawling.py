"""Crawls of the sample site that the tests of the spiders look at: all made at once, each of a site of its own."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass

from crawling import Outcome, Task, crawl_all

from capital_spider.demo import DemoSite, truth

ARTICLE = next(entry["path"] for entry in truth() if entry["source"] == "EL MERIDIANO English")

# Name → spider, arguments; an argument that begins with / is an address on the site.
CRAWLS: dict[str, tuple[str, dict[str, str]]] = {
    "all categories": ("category", {"url": "/"}),
    "a category with those below it": ("category", {"url": "/category/america/"}),
    "two categories": ("category", {"url": "/category/america/ /category/asia/"}),
    "a category by name": ("category", {"url": "/", "category": "america/colombia"}),
    "two categories by name": ("category", {"url": "/", "category": "Nepal, oslo"}),
    "no such category": ("category", {"url": "/", "category": "colombya"}),
    "all months": ("archive", {"url": "/"}),
    "some months": ("archive", {"url": "/", "since": "2025-03", "until": "2025-04-17"}),
    "the whole site": ("site", {"url": "/"}),
    "an article, by category": ("category", {"url": ARTICLE}),
    "an article, by month": ("archive", {"url": ARTICLE}),
    "an article, by site": ("site", {"url": ARTICLE}),
    "a category, by site": ("site", {"url": "/category/america/"}),
    "the site between two days": ("site", {"url": "/", "since": "2025-03", "until": "2025-04-17"}),
}


@dataclass(frozen=True)
class DemoCrawl:
    """requests: path and query of each, in order; robots.txt among them."""

    outcome: Outcome
    requests: list[str]


def crawl_demo_sites() -> dict[str, DemoCrawl]:
    """What came of each of CRAWLS."""
    with ExitStack() as running:
        sites = [running.enter_context(DemoSite()) for _ in CRAWLS]
        tasks = [
            Task(spider, {k: _on(site.url, v) for k, v in arguments.items()})
            for site, (spider, arguments) in zip(sites, CRAWLS.values(), strict=True)
        ]
        outcomes = crawl_all(tasks)
        requests = [site.requests for site in sites]
    return dict(zip(CRAWLS, map(DemoCrawl, outcomes, requests), strict=True))


def _on(site: str, value: str) -> str:
    """The argument with the addresses in it on that site."""
    return " ".join(site.rstrip("/") + word if word.startswith("/") else word for word in value.split(" "))
