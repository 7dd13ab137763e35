"""Archives by year, month and day: which addresses are one, and where they begin and end."""

from __future__ import annotations

from datetime import date

import pytest
from lxml import html

from capital_spider.discover.periods import ArchivePeriod, find_archive_index, find_periods, period_of

SITE = "https://example.org"
APRIL, SECOND, YEAR = (
    (date(2025, 4, 1), date(2025, 4, 30)),
    (date(2025, 4, 2), date(2025, 4, 2)),
    (date(2025, 1, 1), date(2025, 12, 31)),
)
PERIODS: dict[str, tuple[str, tuple[date, date] | None]] = {
    "a month": ("/2025/04/", APRIL),
    "a month in a section": ("/politics/2025/4", APRIL),
    "a month's later page": ("/2025/04/page/3/", APRIL),
    "a file of a month": ("/archive-2025-04.html", APRIL),
    "a month as a parameter": ("/?m=202504", APRIL),
    "year and month as parameters": ("/list?year=2025&month=4", APRIL),
    "a day": ("/2025/04/02/", SECOND),
    "a day with dashes": ("/archive/2025-04-02", SECOND),
    "a day as a parameter, and a later page": ("/archive?date=2025-04-02&page=2", SECOND),
    "a year": ("/archiv/2025/", YEAR),
    "a year at the top": ("/2025/", YEAR),
    "an article below a month": ("/2025/04/report/", None),
    "an article that ends in a year": ("/news/report-2025", None),
    "a tag": ("/tag/2025", None),
    "no such month": ("/2025/13/", None),
    "no such day": ("/2025/02/30/", None),
    "two kinds of sign": ("/2025-04/02", None),
    "a number": ("/a/20250402.html", None),
    "an address that counts": ("/list?year=12", None),
}


@pytest.mark.parametrize("case", PERIODS.values(), ids=PERIODS.keys())
def test_period(case: tuple[str, tuple[date, date] | None]) -> None:
    path, span = case
    period = period_of(SITE + path)
    assert (period and (period.first, period.last)) == span


def test_the_archives_that_a_page_links_to() -> None:
    links = (
        '<a href="/2025/04/">April</a><a href="/2025/04/a/">An article</a><a href="https://a.test/2025/03/">March</a>'
    )
    found = list(find_periods(html.document_fromstring(links), SITE))
    assert [period.url for period in found] == [f"{SITE}/2025/04/"]


INDEXES = {
    "by its name": ('<a href="/archive">Archive</a>', f"{SITE}/archive"),
    "in another language": ('<a href="/alt/">Архив</a>', f"{SITE}/alt/"),
    "not an article about one": ('<a href="/a/archive">The archive burns</a>', None),
    "not deep down": ('<a href="/a/b/c/archive">Archive</a>', None),
}


@pytest.mark.parametrize("case", INDEXES.values(), ids=INDEXES.keys())
def test_the_page_of_the_archive(case: tuple[str, str | None]) -> None:
    assert find_archive_index(html.document_fromstring(case[0]), SITE) == case[1]


MOVED = {
    "with dashes": ("/archive/2025-04-02", "/archive/2025-03-30"),
    "as folders": ("/2025/04/02/", "/2025/03/30/"),
    "without zeros": ("/2025/4/2/", None),
    "a month": ("/2025/04/", None),
}


@pytest.mark.parametrize("case", MOVED.values(), ids=MOVED.keys())
def test_the_archive_of_another_day(case: tuple[str, str | None]) -> None:
    period = period_of(SITE + case[0])
    assert period is not None
    moved = period.moved_to(date(2025, 3, 30))
    assert (moved and moved.url.removeprefix(SITE)) == case[1]


def test_a_month_holds_its_days_but_not_itself() -> None:
    month, day = period_of(f"{SITE}/2025/04/"), period_of(f"{SITE}/2025/04/02/")
    assert isinstance(month, ArchivePeriod)
    assert isinstance(day, ArchivePeriod)
    assert month.contains(day)
    assert not day.contains(month)
    assert not month.contains(month)
