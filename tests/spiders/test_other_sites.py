"""Sites that are not WordPress, crawled whole without a profile; what is asked for on the way, and bounds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass

import pytest
from crawling import Outcome, Task, crawl_all
from other_sites import (
    OtherSite,
    magazine,
    newspaper,
    scroll_by_offset,
    scroll_by_page,
    scroll_by_place,
    static_site,
)

WHOLE = {
    "static generator, by site": ("site", static_site()),
    "static generator, by month": ("archive", static_site()),
    "magazine, by site": ("site", magazine()),
    "magazine, by category": ("category", magazine()),
    "scrolling by page, by site": ("site", scroll_by_page()),
    "scrolling by offset, by site": ("site", scroll_by_offset()),
    "scrolling by place, by site": ("site", scroll_by_place()),
    "newspaper, by site": ("site", newspaper()),
    "newspaper, by section": ("category", newspaper()),
    "newspaper, by day": ("archive", newspaper()),
}
SINCE, UNTIL = "2025-05-02", "2025-05-06"
BOUNDED = {
    "newspaper, by section": ("category", newspaper()),
    "newspaper, by day": ("archive", newspaper()),
    "newspaper, by site": ("site", newspaper()),
}


@dataclass(frozen=True)
class Crawled:
    site: OtherSite
    outcome: Outcome


@pytest.fixture(scope="module")
def crawls() -> dict[str, Crawled]:
    """All crawls of this module at once; those between two days are named so."""
    bounded = {f"{name}, some days": case for name, case in BOUNDED.items()}
    with ExitStack() as running:
        tasks = []
        for name, (spider, site) in {**WHOLE, **bounded}.items():
            running.enter_context(site)
            bounds = {"since": SINCE, "until": UNTIL} if name in bounded else {}
            tasks.append(Task(spider, {"url": site.url("/"), **bounds}))
        outcomes = crawl_all(tasks)
    sites = [site for _, site in (*WHOLE.values(), *bounded.values())]
    return dict(zip([*WHOLE, *bounded], map(Crawled, sites, outcomes), strict=True))


@pytest.mark.parametrize("name", WHOLE)
def test_every_article_once_and_nothing_else(name: str, crawls: Mapping[str, Crawled]) -> None:
    crawl = crawls[name]
    assert sorted(crawl.outcome.paths) == crawl.site.wanted()


@pytest.mark.parametrize("name", WHOLE)
def test_nothing_is_asked_for_in_vain(name: str, crawls: Mapping[str, Crawled]) -> None:
    """Every article once; every listing twice at most, to be read and looked at again, and the start page once more."""
    asked = Counter(crawls[name].site.paths())
    assert {asked[path] for path in crawls[name].site.wanted()} == {1}
    assert max(asked.values()) <= 3


@pytest.mark.parametrize("name", BOUNDED)
def test_articles_between_two_days(name: str, crawls: Mapping[str, Crawled]) -> None:
    crawl = crawls[f"{name}, some days"]
    wanted = [s.path for s in crawl.site.stories if SINCE <= s.day.isoformat() <= UNTIL]
    assert wanted
    assert sorted(crawl.outcome.paths) == sorted(wanted)


def test_a_list_that_has_come_to_older_articles_is_left(crawls: Mapping[str, Crawled]) -> None:
    """The pinned ones on top of every page, older than the bound, do not stop it before."""
    crawl = crawls["newspaper, by section, some days"]
    assert crawl.outcome.stats["listing/ended/older"] == 3
    assert not any("start=18" in path for path in crawl.site.paths())


def test_days_outside_the_bounds_are_not_asked_for(crawls: Mapping[str, Crawled]) -> None:
    paths = crawls["newspaper, by day, some days"].site.paths()
    days = {path.removeprefix("/archive/")[:10] for path in paths if path.startswith("/archive/")}
    assert min(days) >= SINCE
    assert max(days) <= UNTIL


def test_an_archive_without_a_beginning_is_left_after_empty_days(crawls: Mapping[str, Crawled]) -> None:
    """Twelve days without an article are a pause, three months the end."""
    paths = crawls["newspaper, by day"].site.paths()
    assert len({path for path in paths if path.startswith("/archive/") and "?" not in path}) < 140


def test_other_orders_of_a_list_are_not_asked_for(crawls: Mapping[str, Crawled]) -> None:
    assert [p for p in crawls["magazine, by site"].site.paths() if p.startswith("/?order=")] == []


def test_each_walk_says_how_it_ended(crawls: Mapping[str, Crawled]) -> None:
    stats = crawls["magazine, by site"].outcome.stats
    ended = {k.removeprefix("listing/ended/"): v for k, v in stats.items() if k.startswith("listing/ended/")}
    assert ended == {"last_page": 1, "empty": 1}
    assert "the start page: read to its end after page 6, 41 articles" in crawls["magazine, by site"].outcome.log
