"""Spider arguments as people write them."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from capital_spider.errors import UsageError
from capital_spider.spiders.arguments import read_addresses, read_day
from capital_spider.spiders.category import CategorySpider

ADDRESSES: dict[str, tuple[str, list[str]]] = {
    "one": ("https://example.org/news/", ["https://example.org/news/"]),
    "several, white space between": (
        "https://example.org/a\n  https://example.org/b",
        ["https://example.org/a", "https://example.org/b"],
    ),
    "no scheme": ("example.org/news", ["https://example.org/news"]),
    "no scheme, but a port": ("example.org:8080/news", ["https://example.org:8080/news"]),
    "not encrypted": ("http://example.org/", ["http://example.org/"]),
    "none": ("", []),
}


@pytest.mark.parametrize("case", ADDRESSES.values(), ids=ADDRESSES.keys())
def test_addresses(case: tuple[str, list[str]]) -> None:
    assert read_addresses(case[0]) == case[1]


@pytest.mark.parametrize("text", ["ftp://example.org/", "https://", "http://example.org:port/", "file:///etc/passwd"])
def test_no_address(text: str) -> None:
    with pytest.raises(UsageError, match="is no web address: write it like https://"):
        read_addresses(text)


DAYS: dict[str, tuple[str | None, bool, date | None]] = {
    "day": ("2025-04-02", False, date(2025, 4, 2)),
    "day, digits left out": ("2025-4-2", True, date(2025, 4, 2)),
    "from a month": ("2025-04", False, date(2025, 4, 1)),
    "to a month": ("2025-04", True, date(2025, 4, 30)),
    "to a leap February": ("2024-02", True, date(2024, 2, 29)),
    "from a year": ("2025", False, date(2025, 1, 1)),
    "to a year": ("2025", True, date(2025, 12, 31)),
    "white space": (" 2025-04-02 ", False, date(2025, 4, 2)),
    "none": (None, False, None),
    "empty": ("", True, None),
}


@pytest.mark.parametrize("case", DAYS.values(), ids=DAYS.keys())
def test_day(case: tuple[str | None, bool, date | None]) -> None:
    text, last, expected = case
    assert read_day("since", text, last=last) == expected


@pytest.mark.parametrize("text", ["yesterday", "02.04.2025", "2025-13", "2025-02-30", "25-04-02", "2025-04-02T10:00"])
def test_no_day(text: str) -> None:
    with pytest.raises(UsageError, match=f"since '{text}' is no date: write 2025-04-02, 2025-04 or 2025"):
        read_day("since", text, last=False)


REFUSED: dict[str, tuple[dict[str, Any], str]] = {
    "address": ({"url": "ftp://example.org/"}, "no web address"),
    "since": ({"since": "spring"}, "since 'spring' is no date"),
    "until": ({"until": "spring"}, "until 'spring' is no date"),
    "profile": ({"profile": "no_such_theme"}, "no profile 'no_such_theme': use one of .*jnews"),
}


@pytest.mark.parametrize("case", REFUSED.values(), ids=REFUSED.keys())
def test_a_spider_refuses_what_it_cannot_read(case: tuple[dict[str, Any], str]) -> None:
    arguments, message = case
    with pytest.raises(UsageError, match=message):
        CategorySpider(**arguments)


BOUNDS: dict[str, tuple[str | None, str | None, date | None, bool]] = {
    "no bounds": (None, None, date(2025, 4, 2), True),
    "unknown day": ("2025", "2025", None, True),
    "first day": ("2025-04-02", None, date(2025, 4, 2), True),
    "day before": ("2025-04-02", None, date(2025, 4, 1), False),
    "last day": (None, "2025-04", date(2025, 4, 30), True),
    "day after": (None, "2025-04", date(2025, 5, 1), False),
}


@pytest.mark.parametrize("case", BOUNDS.values(), ids=BOUNDS.keys())
def test_bounds(case: tuple[str | None, str | None, date | None, bool]) -> None:
    since, until, day, expected = case
    assert CategorySpider(since=since, until=until).in_bounds(day) is expected


def test_a_misspelt_argument_is_refused_but_not_that_of_a_scheduler() -> None:
    with pytest.raises(UsageError, match="has no argument catgory; known are url, since"):
        CategorySpider(url="https://example.org/", catgory="asia")
    assert CategorySpider(url="https://example.org/", _job="17").start_urls == ["https://example.org/"]
