"""Month archives: from the widget, and from the addresses of articles."""

from __future__ import annotations

from datetime import date

import pytest
from lxml import html

from capital_spider.discover.archives import (
    ArchiveMonth,
    archive_month,
    find_archives,
    month_before,
    month_pattern,
    read_count,
)
from capital_spider.profiles import NO_MATCHES, load_profile

BASE = "https://example.org/"

COUNTS: dict[str, tuple[str, int | None]] = {
    "plain": ("April 2025 (12)", 12),
    "comma": ("April 2025 (2,529)", 2529),
    "full stop": ("April 2025 (2.529)", 2529),
    "space": ("avril 2025 (2 529)", 2529),
    "space that does not break": ("avril 2025 (2\u00a0529)", 2529),
    "narrow space": ("avril 2025 (2\u202f529)", 2529),
    "none": ("April 2025", None),
    "words": ("April 2025 (all)", None),
}


@pytest.mark.parametrize("case", COUNTS.values(), ids=COUNTS.keys())
def test_count(case: tuple[str, int | None]) -> None:
    assert read_count(case[0]) == case[1]


WIDGETS: dict[str, tuple[str, list[tuple[int, int, int | None]]]] = {
    "links, count behind": (
        "<li><a href='/2025/03/'>March 2025</a>&nbsp;(9)</li><li><a href='/2025/04/'>April 2025</a>&nbsp;(2,529)</li>",
        [(2025, 4, 2529), (2025, 3, 9)],
    ),
    "links, count inside": ("<a href='/2025/04/'>April 2025 (7)</a>", [(2025, 4, 7)]),
    "select": (
        "<select><option value=''>Month</option><option value='https://example.org/2025/04/'> April 2025 (7)"
        "</option></select>",
        [(2025, 4, 7)],
    ),
    "the count wins, wherever it stands": (
        "<a href='/2025/04/'>Apr</a><ul><li><a href='/2025/04/'>April 2025</a> (7)</li></ul>",
        [(2025, 4, 7)],
    ),
    "no counts": ("<a href='/2025/04/'>April 2025</a>", [(2025, 4, None)]),
    "days and articles are no months": ("<a href='/2025/04/02/'>2</a><a href='/2025/04/02/slug/'>Slug (3)</a>", []),
    "a month that is none": ("<a href='/2025/13/'>13</a><a href='/1825/04/'>1825</a>", []),
    "another site's": ("<a href='https://example.net/2025/04/'>April 2025</a>", []),
    "hidden": ("<p style='display:none'><a href='/2025/04/'>April 2025</a></p>", []),
}


@pytest.mark.parametrize("case", WIDGETS.values(), ids=WIDGETS.keys())
def test_widget(case: tuple[str, list[tuple[int, int, int | None]]]) -> None:
    root = html.document_fromstring(f"<html><body>{case[0]}</body></html>")
    found = find_archives(root, BASE, NO_MATCHES)
    assert [(m.year, m.month, m.count) for m in found] == case[1]


def test_a_theme_that_is_known_gives_its_widget_only() -> None:
    markup = (
        "<div class='widget_archive'><ul><li><a href='/2025/04/'>April 2025</a> (7)</li></ul></div>"
        "<p><a href='/2019/01/'>our first month</a></p>"
    )
    root = html.document_fromstring(markup)
    found = find_archives(root, BASE, load_profile("wordpress").find(root))
    assert [(m.url, m.first_day, m.count) for m in found] == [("https://example.org/2025/04/", date(2025, 4, 1), 7)]


PATTERNS: dict[str, tuple[list[str], tuple[str, str] | None]] = {
    "the newest month": (
        ["https://example.org/2025/03/09/a/", "https://example.org/2025/04/02/b/", "https://example.org/2024/12/c/"],
        ("https://example.org", "https://example.org/2025/04/"),
    ),
    "below a folder": (
        ["https://example.org/blog/2025/04/02/b/"],
        ("https://example.org/blog", "https://example.org/blog/2025/04/"),
    ),
    "no dates": (["https://example.org/news/a/", "https://example.org/12345/"], None),
    "nothing": ([], None),
}


@pytest.mark.parametrize("case", PATTERNS.values(), ids=PATTERNS.keys())
def test_pattern_of_addresses(case: tuple[list[str], tuple[str, str] | None]) -> None:
    found = month_pattern(case[0])
    assert (found and (found[0], found[1].url)) == case[1]


def test_months_backwards_over_the_turn_of_the_year() -> None:
    month = archive_month("https://example.org", 2025, 1)
    assert month_before("https://example.org", month) == ArchiveMonth(
        url="https://example.org/2024/12/", year=2024, month=12, count=None
    )
