"""Every date in a line: where it stands, how else it may be read, the clock beside it."""

from __future__ import annotations

from datetime import date, time

import pytest

from capital_spider.extract.date_formats.occurrences import find_occurrences, may_hold_date

LINES: dict[str, tuple[str, str | None, list[date]]] = {
    "one": ("By Ana Ruiz | 3 May 2024", "en", [date(2024, 5, 3)]),
    "two, as printed": ("Updated 9 May 2024, first posted 3 May 2024", "en", [date(2024, 5, 9), date(2024, 5, 3)]),
    "two in ISO form": ("2024-05-09 / 2024-05-03", None, [date(2024, 5, 9), date(2024, 5, 3)]),
    "glued to a word that ends in a digit": ("General Editor, F1Dec 19, 2023, 05:30 PM", "en", [date(2023, 12, 19)]),
    "glued to each other": ("3. Mai 20249. Mai 2024", "de", [date(2024, 5, 3), date(2024, 5, 9)]),
    "glued to a word before, in capitals": (
        "LocksMAY 3, 2024Updated: MAY 9, 2024",
        "en",
        [date(2024, 5, 3), date(2024, 5, 9)],
    ),
    "only the second reads as it stands": (
        "May 21, 2025April 24, 2025 by Ann",
        "en",
        [date(2025, 5, 21), date(2025, 4, 24)],
    ),
    "two digits of the year glued to a clock": ("28.09.1912:44", "de", [date(2019, 9, 28)]),
    "bars between the numbers": ("26 | 01 | 2022 | Fishing", "de", [date(2022, 1, 26)]),
    "weak forms only without others": ("12/11/10, that is 2010-12-11", "en", [date(2010, 12, 11)]),
    "two digits of the year": ("mardi 10.12.19", "fr", [date(2019, 12, 10)]),
    "no such day": ("31 April 2024", "en", []),
    "before there were news sites": ("1 May 1886", "en", []),
    "Persian digits and year": ("۲۱ فروردین ۱۴۰۳", "fa", [date(2024, 4, 9)]),
    "none": ("Gate 9 opened", "en", []),
}


@pytest.mark.parametrize("case", LINES.values(), ids=LINES.keys())
def test_days(case: tuple[str, str | None, list[date]]) -> None:
    text, language, days = case
    assert [found.day for found in find_occurrences(text, language=language)[1]] == days


@pytest.mark.parametrize("case", LINES.values(), ids=LINES.keys())
def test_what_holds_a_date_is_not_passed_over(case: tuple[str, str | None, list[date]]) -> None:
    text, _, days = case
    assert may_hold_date(text) or not days


SWAPPED: dict[str, tuple[str, str, date | None]] = {
    "either may be the month": ("03/04/2024", "en-GB", date(2024, 3, 4)),
    "one is no month": ("13/04/2024", "en-GB", None),
    "both are the same": ("04/04/2024", "en-GB", None),
    "the month is named": ("3 April 2024", "en", None),
    "ISO": ("2024-04-03", "en", None),
}


@pytest.mark.parametrize("case", SWAPPED.values(), ids=SWAPPED.keys())
def test_the_other_reading(case: tuple[str, str, date | None]) -> None:
    text, language, swapped = case
    (found,) = find_occurrences(text, language=language)[1]
    assert found.swapped == swapped


def test_the_clock_is_the_one_beside_the_date() -> None:
    _, (first, second) = find_occurrences("3 May 2024, 14:05 | updated 9 May 2024, 8:30", language="en")
    assert first.clock is not None
    assert second.clock is not None
    assert (first.clock.time, second.clock.time) == (time(14, 5), time(8, 30))
