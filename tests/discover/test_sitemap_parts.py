"""Which sitemaps are read, which pages of them, and in which order."""

from __future__ import annotations

from datetime import date

import pytest
from lxml import html

from capital_spider.discover.sitemap_parts import (
    kind_of,
    linked_sitemaps,
    may_be_of,
    may_hold,
    newest_first,
    periods,
    worth_reading,
)
from capital_spider.discover.sitemaps import SitemapEntry

SITE = "https://example.org/"


def entries(*paths: str) -> list[SitemapEntry]:
    return [SitemapEntry(url=SITE + path) for path in paths]


def paths(found: tuple[SitemapEntry, ...] | list[SitemapEntry]) -> list[str]:
    return [entry.url.removeprefix(SITE) for entry in found]


KINDS = {
    "wp-sitemap-posts-post-1.xml": "article",
    "wp-sitemap-posts-page-1.xml": "page",
    "wp-sitemap-posts-review-2.xml": "unknown",
    "wp-sitemap-taxonomies-post_tag-1.xml": "listing",
    "wp-sitemap-users-1.xml": "listing",
    "post-sitemap.xml": "article",
    "post-sitemap12.xml": "article",
    "page-sitemap.xml": "page",
    "post_tag-sitemap.xml": "listing",
    "category-sitemap.xml": "listing",
    "news-category-sitemap.xml": "listing",
    "author-sitemap.xml": "listing",
    "image-sitemap-1.xml": "listing",
    "video-sitemap.xml": "page",
    "news-sitemap.xml": "article",
    "sitemap-pt-post-p1-2025-04.xml.gz": "article",
    "sitemaps/articles-page-3.xml": "article",
    "sitemap_page-2.xml": "unknown",
    "sitemap.xml?page=2": "unknown",
    "sitemap.xml?type=articles&page=2": "article",
    "sitemap.xml?type=tags": "listing",
    "sitemap-2025-04.xml": "unknown",
    "sitemap1.xml.gz": "unknown",
    "tags/sitemap.xml": "unknown",
}


@pytest.mark.parametrize("path", KINDS)
def test_kinds(path: str) -> None:
    assert kind_of(SITE + path) == KINDS[path]


WORTH: dict[str, tuple[list[str], list[str]]] = {
    "articles, and what may be": (
        ["post-sitemap.xml", "page-sitemap.xml", "review-sitemap.xml", "category-sitemap.xml"],
        ["post-sitemap.xml", "review-sitemap.xml"],
    ),
    "pages, where nothing is called articles": (["pages-sitemap.xml", "tags-sitemap.xml"], ["pages-sitemap.xml"]),
    "numbers only": (["sitemap-1.xml", "sitemap-2.xml"], ["sitemap-1.xml", "sitemap-2.xml"]),
    "listings, where there is nothing else": (["category-sitemap.xml"], ["category-sitemap.xml"]),
    "none": ([], []),
}


@pytest.mark.parametrize("name", WORTH)
def test_worth_reading(name: str) -> None:
    given, wanted = WORTH[name]
    assert paths(worth_reading(entries(*given))) == wanted


APRIL = (date(2025, 4, 1), date(2025, 4, 30))
YEAR = (date(2025, 1, 1), date(2025, 12, 31))
SECOND = (date(2025, 4, 2), date(2025, 4, 2))
PERIODS: dict[str, tuple[list[str], list[tuple[date, date] | None]]] = {
    "month": (["sitemap-2025-04.xml"], [APRIL]),
    "month without a dash": (["sitemap_202504.xml.gz"], [APRIL]),
    "folders": (["2025/04/sitemap.xml"], [APRIL]),
    "day": (["sitemap-2025-04-02.xml"], [SECOND]),
    "day without dashes": (["sitemap_20250402.xml"], [SECOND]),
    "year": (["sitemap-2025.xml"], [YEAR]),
    "in the query, in any order": (["sitemap.xml?dd=02&mm=04&yyyy=2025"], [SECOND]),
    "in the query, without zeros": (["sitemap.xml?month=4&year=2025"], [APRIL]),
    "a part of the year, not a month": (["s-2025-1.xml", "s-2025-10.xml"], [YEAR, YEAR]),
    "a thirteenth month": (["s-2025-12.xml", "s-2025-13.xml"], [YEAR, YEAR]),
    "numbers, not years": (["posts-1.xml", "posts-2025.xml"], [None, None]),
    "a number close to a word": (["post-sitemap2025.xml"], [None]),
    "a date in a longer number": (["sitemap-120250402.xml"], [None]),
    "none": (["post-sitemap.xml"], [None]),
}


@pytest.mark.parametrize("name", PERIODS)
def test_periods(name: str) -> None:
    names, wanted = PERIODS[name]
    urls = [SITE + name for name in names]
    found = periods(urls)
    assert [found.get(url) for url in urls] == wanted


# Last change, days in the name, since, until → may it hold one?
HOLDS: dict[str, tuple[date | None, tuple[date, date] | None, date | None, date | None, bool]] = {
    "no bounds": (date(2020, 1, 1), APRIL, None, None, True),
    "nothing said": (None, None, date(2025, 5, 1), date(2025, 5, 2), True),
    "not changed since": (date(2025, 4, 29), None, date(2025, 5, 1), None, False),
    "changed on the eve, somewhere": (date(2025, 4, 30), None, date(2025, 5, 1), None, True),
    "changed after": (date(2025, 5, 9), None, None, date(2025, 5, 1), True),
    "another month": (None, APRIL, date(2025, 5, 2), None, False),
    "the end of its month, somewhere": (None, APRIL, date(2025, 5, 1), None, True),
    "a later month": (None, APRIL, None, date(2025, 3, 30), False),
    "its first day, somewhere": (None, APRIL, None, date(2025, 3, 31), True),
    "its month": (None, APRIL, date(2025, 4, 10), date(2025, 4, 11), True),
}


@pytest.mark.parametrize("name", HOLDS)
def test_parts_in_bounds(name: str) -> None:
    changed, period, since, until, holds = HOLDS[name]
    assert may_hold(SitemapEntry(url=SITE, changed=changed), period, since, until) is holds


OF_DAYS = {
    "published before": (SitemapEntry(url=SITE, published=date(2025, 3, 1)), False),
    "published after": (SitemapEntry(url=SITE, published=date(2025, 6, 1)), False),
    "published then": (SitemapEntry(url=SITE, published=date(2025, 4, 9)), True),
    "changed before": (SitemapEntry(url=SITE, changed=date(2025, 3, 1)), False),
    "changed after": (SitemapEntry(url=SITE, changed=date(2026, 3, 1)), True),
    "nothing said": (SitemapEntry(url=SITE), True),
    "changed before its day, as what is published later": (
        SitemapEntry(url=f"{SITE}2025/04/09/a/", changed=date(2025, 3, 1)),
        True,
    ),
}


@pytest.mark.parametrize("name", OF_DAYS)
def test_pages_in_bounds(name: str) -> None:
    entry, may_be = OF_DAYS[name]
    assert may_be_of(entry, date(2025, 4, 1), date(2025, 4, 30)) is may_be


def test_newest_first() -> None:
    listed = [
        SitemapEntry(url=f"{SITE}a"),
        SitemapEntry(url=f"{SITE}b", changed=date(2025, 1, 1)),
        SitemapEntry(url=f"{SITE}c", published=date(2025, 3, 1), changed=date(2025, 9, 1)),
        SitemapEntry(url=f"{SITE}2025/04/02/d/", changed=date(2025, 1, 1)),
        SitemapEntry(url=f"{SITE}e"),
    ]
    assert paths(list(newest_first(listed))) == ["2025/04/02/d/", "c", "b", "a", "e"]


def test_newest_first_by_the_days_in_their_names() -> None:
    listed = entries("s-2025-03.xml", "s-2025-04.xml", "s-2024-12.xml")
    days = periods(entry.url for entry in listed)
    assert paths(list(newest_first(listed, days))) == ["s-2025-04.xml", "s-2025-03.xml", "s-2024-12.xml"]


def test_sitemaps_that_a_page_names() -> None:
    head = '<link rel="sitemap" type="application/xml" href="/map.xml"><link rel="icon" href="/x"><link rel="sitemap">'
    root = html.document_fromstring(f"<html><head>{head}</head><body></body></html>")
    assert linked_sitemaps(root, SITE) == ("https://example.org/map.xml",)
