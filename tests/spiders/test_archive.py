"""The archive spider on the sample site: months and bounds."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from datetime import date

import pytest
from against_truth import OPEN, path_of
from demo_crawling import DemoCrawl

from capital_spider.urls import url_day

FIRST, LAST = date(2025, 3, 1), date(2025, 4, 17)
BOUNDED = ("some months", "the site between two days")


def test_every_month_is_read_once_and_looked_at_again(demo_crawls: Mapping[str, DemoCrawl]) -> None:
    """No month of the sample site has more than ten articles, so each is one page."""
    asked = Counter(path for path in demo_crawls["all months"].requests if re.fullmatch(r"/\d{4}/\d\d/.*", path))
    months = {path: count for path, count in asked.items() if re.fullmatch(r"/\d{4}/\d\d/", path)}
    assert set(months) == {path[:9] for path in OPEN}
    assert set(months.values()) == {2}


@pytest.mark.parametrize("name", BOUNDED)
def test_articles_between_two_days(name: str, demo_crawls: Mapping[str, DemoCrawl]) -> None:
    wanted = {path for path in OPEN if (day := url_day(path)) is not None and FIRST <= day <= LAST}
    days = {url_day(path) for path in wanted}
    assert LAST in days, "the last day belongs to the choice, and the sample site has an article on it"
    exported = [path_of(record["canonical_url"]) for record in demo_crawls[name].outcome.records]
    assert sorted(exported) == sorted(wanted)


@pytest.mark.parametrize("name", BOUNDED)
def test_only_the_months_in_bounds_are_asked_for(name: str, demo_crawls: Mapping[str, DemoCrawl]) -> None:
    """Nor are articles whose address shows that they are out of bounds."""
    asked = [path for path in demo_crawls[name].requests if path not in ("/robots.txt", "/")]
    listings = [path for path in asked if not path.startswith(("/wp-json/", "/?rest_route="))]
    assert {path[:9] for path in listings} == {"/2025/03/", "/2025/04/"}
    days = {day for path in asked if (day := url_day(path)) is not None}
    assert min(days) >= FIRST
    assert max(days) <= LAST
    assert demo_crawls[name].outcome.stats["gate/out_of_bounds"] >= 1
