"""What opens doors, from pages: widgets, robots.txt, addresses."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from capital_spider.discover.archives import ArchiveMonth
from capital_spider.discover.categories import Category
from capital_spider.discover.counts import PageCounts
from capital_spider.discover.doors import may_be_article, page_doors, robots_sitemaps

HOST = "https://news.example"


def month(number: int, count: int | None) -> ArchiveMonth:
    return ArchiveMonth(url=f"{HOST}/2025/{number:02}/", year=2025, month=number, count=count)


def category(*path: str, count: int | None = None) -> Category:
    return Category(path=path, url=f"{HOST}/category/{'/'.join(path).lower()}/", count=count)


DOORS: Mapping[str, tuple[PageCounts, list[tuple[str, int | None, str]]]] = {
    "months": (
        PageCounts(months=(month(5, 2529), month(4, 12)), categories=(), tags=()),
        [("archive", 2541, f"{HOST}/2025/05/")],
    ),
    "months, one without a count": (
        PageCounts(months=(month(5, 2529), month(4, None)), categories=(), tags=()),
        [("archive", None, f"{HOST}/2025/05/")],
    ),
    "categories: the top ones hold those below": (
        PageCounts(
            months=(),
            categories=(category("Asia", count=9), category("Africa", count=3), category("Asia", "Nepal", count=4)),
            tags=(),
        ),
        [("category", 12, f"{HOST}/category/asia/")],
    ),
    "categories from a menu": (
        PageCounts(months=(), categories=(category("Asia"),), tags=()),
        [("category", None, f"{HOST}/category/asia/")],
    ),
    "nothing": (PageCounts(months=(), categories=(), tags=()), []),
}


@pytest.mark.parametrize("case", DOORS.values(), ids=DOORS.keys())
def test_doors_of_a_page(case: tuple[PageCounts, list[tuple[str, int | None, str]]]) -> None:
    counts, wanted = case
    assert [(door.kind, door.claims, door.url) for door in page_doors(counts)] == wanted


ROBOTS: Mapping[str, tuple[bytes, tuple[str, ...]]] = {
    "one": (b"User-agent: *\nSitemap: https://news.example/map.xml\n", (f"{HOST}/map.xml",)),
    "any case, no space": (b"SITEMAP:https://news.example/map.xml", (f"{HOST}/map.xml",)),
    "twice": (b"Sitemap: https://news.example/a.xml\r\nSitemap: https://news.example/a.xml\r\n", (f"{HOST}/a.xml",)),
    "relative, against the standard": (b"Sitemap: /map.xml\n", (f"{HOST}/map.xml",)),
    "a comment behind it": (b"Sitemap: https://news.example/map.xml # all\n", (f"{HOST}/map.xml",)),
    "commented out": (b"# Sitemap: https://news.example/map.xml\n", ()),
    "empty": (b"Sitemap:\nUser-agent: *\n", ()),
    "no address": (b"Sitemap: mailto:x@news.example\n", ()),
}


@pytest.mark.parametrize("case", ROBOTS.values(), ids=ROBOTS.keys())
def test_sitemaps_that_robots_txt_names(case: tuple[bytes, tuple[str, ...]]) -> None:
    robots, wanted = case
    assert robots_sitemaps(robots, f"{HOST}/robots.txt") == wanted


ADDRESSES = {
    "/2025/04/02/a-story/": True,
    "/a-story/": True,
    "/?p=12": True,
    "/": False,
    "/2025/": False,
    "/2025/04/": False,
    "/2025/04/02": False,
    "/category/asia/": False,
    "/a-story/?replytocom=7": False,
}


@pytest.mark.parametrize("path", ADDRESSES)
def test_addresses_that_may_be_of_an_article(path: str) -> None:
    assert may_be_article(HOST + path) is ADDRESSES[path]
