"""The comparison itself: rows, what is missing, coverage; and the reason for which an article is left out."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from capital_spider import pipelines
from capital_spider.audit import (
    EXCUSED,
    NOT_AN_ARTICLE,
    REASONS,
    Audit,
    Bounds,
    Filed,
    Group,
    Holdings,
    Kind,
    Missing,
    Named,
    compare,
    reason_of,
)
from capital_spider.extract import extract_article

HOST = "https://news.example"
OPEN = Bounds()


def record(path: str, **fields: Any) -> dict[str, Any]:
    url = HOST + path
    return {
        "url": url,
        "canonical_url": url,
        "other_urls": [],
        "published_at": None,
        "categories": [],
        "tags": [],
    } | fields


APRIL = [record(f"/2025/04/{day:02}/story/", categories=[["Asia", "Nepal"]], tags=["Roads"]) for day in (1, 2, 3)]


def named(*paths: str) -> list[Named]:
    return [Named(url=HOST + path, found_on=f"{HOST}/sitemap.xml") for path in paths]


def missing(path: str, reason: str = "missed", **filed: Any) -> Missing:
    return Missing(url=HOST + path, found_on=f"{HOST}/sitemap.xml", filed=Filed(**filed), reason=reason)


@dataclass(frozen=True, kw_only=True)
class RowCase:
    """kind, path and count of the group; what is known to be missing → held, missing, extra."""

    kind: Kind
    path: tuple[str, ...]
    count: int | None
    lost: tuple[Missing, ...] = ()
    wanted: tuple[int, int, int]


LOST = missing("/2025/04/09/x/", day=date(2025, 4, 9), categories=(("Asia", "Nepal"),), tags=("Roads",))
ROWS: Mapping[str, RowCase] = {
    "as counted": RowCase(kind="month", path=("2025-04",), count=3, wanted=(3, 0, 0)),
    "fewer than counted": RowCase(kind="month", path=("2025-04",), count=5, wanted=(3, 2, 0)),
    "more than counted": RowCase(kind="month", path=("2025-04",), count=2, wanted=(3, 0, 1)),
    "a named one is missing though the numbers agree: another was deleted": RowCase(
        kind="month", path=("2025-04",), count=3, lost=(LOST,), wanted=(3, 1, 1)
    ),
    "named ones are among the counted": RowCase(
        kind="month", path=("2025-04",), count=5, lost=(LOST,), wanted=(3, 2, 0)
    ),
    "not counted": RowCase(kind="month", path=("2025-04",), count=None, lost=(LOST,), wanted=(3, 1, 0)),
    "another month": RowCase(kind="month", path=("2025-05",), count=1, lost=(LOST,), wanted=(0, 1, 0)),
    "a category holds what lies below": RowCase(
        kind="category", path=("Asia",), count=4, lost=(LOST,), wanted=(3, 1, 0)
    ),
    "case and punctuation of a category": RowCase(kind="category", path=("ASIA", "nepal "), count=3, wanted=(3, 0, 0)),
    "a category of the same name elsewhere": RowCase(kind="category", path=("Nepal",), count=0, wanted=(3, 0, 3)),
    "a tag": RowCase(kind="tag", path=("roads",), count=3, wanted=(3, 0, 0)),
}


@pytest.mark.parametrize("case", ROWS.values(), ids=ROWS.keys())
def test_rows(case: RowCase) -> None:
    group = Group(kind=case.kind, path=case.path, count=case.count)
    records = APRIL
    if case.path == ("Nepal",):  # many themes print a category without those above it
        records = [{**one, "categories": [["Nepal"]]} for one in APRIL]
    (row,) = compare(Holdings(records, OPEN), [group], [], case.lost, None).rows
    assert (row.held, row.missing, row.extra) == case.wanted


def test_a_category_that_counts_without_those_below_it() -> None:
    groups = [Group(kind="category", path=("Asia",), count=0, with_below=False)]
    (row,) = compare(Holdings(APRIL, OPEN), groups, [], (), None).rows
    assert (row.held, row.missing, row.extra) == (0, 0, 0)


def test_a_category_printed_without_its_parents_is_known_by_its_name() -> None:
    records = [{**one, "categories": [["Nepal"]]} for one in APRIL]
    groups = [Group(kind="category", path=path, count=3) for path in (("Asia",), ("Asia", "Nepal"))]
    assert [row.held for row in compare(Holdings(records, OPEN), groups, [], (), None).rows] == [3, 3]


MONTH = Group(kind="month", path=("2025-04",), count=3)
FOUR = Group(kind="month", path=("2025-04",), count=4)


@dataclass(frozen=True, kw_only=True)
class Sum:
    """What is compared → unnamed, extra, coverage."""

    groups: tuple[Group, ...] = (MONTH,)
    lost: tuple[Missing, ...] = ()
    claim: int | None = None
    wanted: tuple[int, int, float]


SUMS: Mapping[str, Sum] = {
    "all there": Sum(wanted=(0, 0, 1.0)),
    "one is named and missing": Sum(groups=(FOUR,), lost=(LOST,), wanted=(0, 0, 0.75)),
    "one is missing, and no list names it": Sum(groups=(FOUR,), wanted=(1, 0, 0.75)),
    "what nobody could have does not count": Sum(
        groups=(FOUR,),
        lost=(missing("/2025/04/09/x/", "password", day=date(2025, 4, 9)),),
        wanted=(0, 0, 1.0),
    ),
    "missing in a month that is not counted": Sum(lost=(missing("/x/", day=date(2019, 1, 1)),), wanted=(0, 0, 0.75)),
    "missing without a date": Sum(lost=(missing("/x/"),), wanted=(0, 0, 0.75)),
    "one was deleted since": Sum(groups=(Group(kind="month", path=("2025-04",), count=2),), wanted=(0, 1, 1.0)),
    "no months, but a total": Sum(groups=(), claim=5, wanted=(2, 0, 0.6)),
    "categories alone: the largest gap": Sum(
        groups=(Group(kind="category", path=("Asia",), count=4), Group(kind="category", path=("Africa",), count=1)),
        wanted=(1, 0, 0.75),
    ),
    "nothing counted, nothing named": Sum(groups=(), wanted=(0, 0, 1.0)),
}


@pytest.mark.parametrize("case", SUMS.values(), ids=SUMS.keys())
def test_sums(case: Sum) -> None:
    audit = compare(Holdings(APRIL, OPEN), case.groups, [], case.lost, case.claim)
    assert (audit.unnamed, audit.extra, audit.coverage) == case.wanted


def beyond(*paths: str, claim: int) -> Audit:
    return compare(Holdings(APRIL, OPEN), [], named(*paths), (), claim)


def test_what_a_complete_list_does_not_name_is_extra_by_name() -> None:
    audit = beyond("/2025/04/01/story/", "/2025/04/02/story/", claim=2)
    assert (audit.extra_urls, audit.extra) == (("news.example/2025/04/03/story",), 1)
    assert audit.coverage == 1.0


def test_a_list_that_names_less_than_there_is_makes_nothing_extra() -> None:
    assert beyond("/2025/04/01/story/", claim=3).extra_urls == ()


HELD = {
    "its address": "/2025/04/01/story/",
    "www and no final slash": "/2025/04/01/story",
    "a tracking parameter": "/2025/04/01/story/?utm_source=x",
    "an address it was met under": "/?p=12",
}


@pytest.mark.parametrize("path", HELD.values(), ids=HELD.keys())
def test_addresses_under_which_an_article_is_held(path: str) -> None:
    holdings = Holdings([record("/2025/04/01/story/", other_urls=[f"{HOST}/?p=12"])], OPEN)
    assert holdings.holds(HOST + path)
    assert not holdings.holds(f"{HOST}/2025/04/02/story/")


def test_only_records_in_bounds_count_and_all_are_known() -> None:
    holdings = Holdings(APRIL, Bounds(since=date(2025, 4, 2), until=date(2025, 4, 2)))
    assert len(holdings.articles) == 1
    assert holdings.holds(f"{HOST}/2025/04/01/story/")


def test_the_site_says_to_which_month_an_article_belongs() -> None:
    """Published in the evening of the last of April, where it was the first of May in UTC."""
    holdings = Holdings([record("/story/", published_at="2025-05-01T02:30:00+00:00")], OPEN)
    holdings.learn([Named(url=f"{HOST}/story/", found_on=HOST, filed=Filed(day=date(2025, 4, 30)))])
    (row,) = compare(holdings, [Group(kind="month", path=("2025-04",), count=1)], [], (), None).rows
    assert (row.held, row.missing) == (1, 0)


# --- bounds ---------------------------------------------------------------------------------------------------------

SPRING = Bounds(since=date(2025, 3, 15), until=date(2025, 5, 31))
# month → (all of it is in bounds, some day is)
MONTHS = {
    (2025, 2): (False, False),
    (2025, 3): (False, True),
    (2025, 4): (True, True),
    (2025, 5): (True, True),
    (2025, 6): (False, False),
}


@pytest.mark.parametrize("month", MONTHS, ids=str)
def test_months_in_bounds(month: tuple[int, int]) -> None:
    assert (SPRING.cover(*month), SPRING.touch(*month)) == MONTHS[month]


def test_a_day_that_is_not_known_may_be_in_bounds() -> None:
    assert SPRING.hold(None)
    assert not SPRING.hold(date(2025, 6, 1))
    assert bool(SPRING)
    assert not OPEN


# --- reasons --------------------------------------------------------------------------------------------------------

TEXT = "<p>" + "The council met on Monday and spoke for hours about the bridge over the river. " * 12 + "</p>"
HEAD = """<title>A bridge for Lima</title><script type="application/ld+json">{"@context": "https://schema.org",
    "@type": "NewsArticle", "headline": "A bridge for Lima", "datePublished": "2025-04-02T10:00:00Z"}</script>"""
STORY = f"<html><head>{HEAD}</head><body><article><h1>A bridge for Lima</h1>{TEXT}</article></body></html>"


def notice(headline: str) -> str:
    return f"<html><head><title>{headline}</title></head><body><h1>{headline}</h1><p>Reference 18.</p></body></html>"


PAGES = {
    "an article": (STORY, None),
    "published before": (STORY.replace("2025-04", "2024-04"), "out_of_bounds"),
    "a page that says that there is none": (notice("Page not found"), "gone"),
    "a robot check in its place": (notice("Access denied"), "failed"),
    "an empty page": ("<html><body></body></html>", "no_article"),
}


@pytest.mark.parametrize("case", PAGES.values(), ids=PAGES.keys())
def test_why_a_page_is_left_out(case: tuple[str, str | None]) -> None:
    body, wanted = case
    found = reason_of(extract_article(body, f"{HOST}/a-bridge-for-lima/"), SPRING)
    assert (found[0] if found else None) == wanted


def test_the_limit_is_that_of_the_crawl() -> None:
    assert NOT_AN_ARTICLE == pipelines.NOT_AN_ARTICLE


def test_excused_reasons_are_reasons() -> None:
    assert EXCUSED.keys() < REASONS.keys()


def test_the_document_says_of_every_reason_whether_it_counts() -> None:
    text = (Path(__file__).parents[1] / "docs/audit.md").read_text(encoding="utf-8")
    rows = dict(re.findall(r"^\| `(\w+)` \|.*\| (yes|no) \|$", text, re.MULTILINE))
    assert rows == {reason: "no" if reason in EXCUSED else "yes" for reason in REASONS}
