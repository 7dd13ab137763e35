"""How fast hosts are asked, and what is counted, against servers on loopback."""

from __future__ import annotations

import threading

import pytest
from serving import Answer, Server, crawl

# Seconds by which two arrivals may lie closer than the two departures: thread and connection set-up.
SLACK = 0.05

SCRAPYS_QUEUE = {"SCHEDULER_PRIORITY_QUEUE": "scrapy.pqueues.DownloaderAwarePriorityQueue"}

# (robots.txt, settings, shortest gap allowed); four gaps each, as a delay that is let go halves with each answer
PACES: dict[str, tuple[bytes, dict[str, object], float]] = {
    "the delay, without being asked": (
        b"",
        {"LOOPBACK_FAST": False, "DOWNLOAD_DELAY": 0.3, "AUTOTHROTTLE_START_DELAY": 0.3},
        0.3,
    ),
    "never below it by jitter": (
        b"",
        {"LOOPBACK_FAST": False, "AUTOTHROTTLE_ENABLED": False, "DOWNLOAD_DELAY": 0.3, "DOWNLOAD_DELAY_JITTER": 0.5},
        0.3,
    ),
    "Crawl-delay, which AutoThrottle would lower": (
        b"User-agent: *\nCrawl-delay: 0.3",
        {"LOOPBACK_FAST": False, "DOWNLOAD_DELAY": 0.1, "AUTOTHROTTLE_START_DELAY": 0.1},
        0.3,
    ),
    "Crawl-delay, for requests already in the slot": (
        b"User-agent: *\nCrawl-delay: 0.3",
        {"DOWNLOAD_DELAY": 0.01, "AUTOTHROTTLE_START_DELAY": 0.01, "LOOPBACK_FAST": False, **SCRAPYS_QUEUE},
        0.3,
    ),
    "Crawl-delay without AutoThrottle": (
        b"User-agent: capital-spider\nCrawl-delay: 0.3",
        {"LOOPBACK_FAST": False, "DOWNLOAD_DELAY": 0.1, "AUTOTHROTTLE_ENABLED": False},
        0.3,
    ),
    "Crawl-delay on loopback": (b"User-agent: *\nCrawl-delay: 0.3", {}, 0.3),
    "Crawl-delay up to a limit": (b"User-agent: *\nCrawl-delay: 500", {"CRAWL_DELAY_MAX": 0.2}, 0.2),
}


@pytest.mark.parametrize("case", PACES.values(), ids=PACES.keys())
def test_pace(case: tuple[bytes, dict[str, object], float]) -> None:
    robots, settings, shortest = case
    pages = {f"/{n}": Answer() for n in range(4)}
    with Server({"/": Answer(), "/robots.txt": Answer(robots), **pages}) as site:
        outcome = crawl(site.url(), [site.url(path) for path in pages], **settings)
    assert len(site.gaps()) == len(pages)
    assert min(site.gaps()) >= shortest - SLACK
    assert outcome.stats.get("politeness/crawl_delay") == (shortest if robots else None)


def test_loopback_start_is_asked_at_once() -> None:
    together = threading.Barrier(8)

    def meet(asked: int) -> Answer:
        """Answers only when eight requests are there at the same time."""
        together.wait(timeout=20)
        return Answer()

    pages = {f"/{n}": meet for n in range(8)}
    with Server({"/": Answer(), **pages}) as site:
        outcome = crawl(site.url(), [site.url(path) for path in pages])
    assert outcome.pages == {site.url(path): 200 for path in ("/", *pages)}


def test_answers_are_counted() -> None:
    routes = {
        "/": Answer(b"12345"),
        "/moved": Answer(b"", 301, {"Location": "/new"}),
        "/new": Answer(b"123"),
        "/robots.txt": Answer(b"User-agent: *\nAllow: /"),
    }
    with Server(routes) as site:
        stats = crawl(site.url(), [site.url("/moved"), site.url("/gone")]).stats
    fetched = {name: value for name, value in stats.items() if name.startswith("fetch/")}
    assert fetched == {
        "fetch/status/200": 2,
        "fetch/status/301": 1,
        "fetch/status/404": 1,
        "fetch/bytes": len(b"12345" + b"123" + b"not found"),
    }
