"""Lines that hold a date or a byline and nothing else."""

from __future__ import annotations

import pytest

from capital_spider.extract.dateline import is_byline, is_date_line

BYLINES = {
    "By Ana Ruiz": True,
    "Von Jörg Maier und Eva Lang": True,
    "Por: Ana Ruiz": True,
    "BY ANA RUIZ": True,
    "By Monday the lock was open.": False,
    "By the way of the lock": False,
    "Bygones": False,
    "By Ana Ruiz, who has written about locks and their keepers for the Delta Dispatch since 1999": False,
    "By": False,
}
DATES = {
    "5 May 2025": True,
    "Wednesday, September 24, 2025, 10:45 a.m.": True,
    "Monday": False,
    "On 5 May 2025 the keeper of the lock stopped counting.": False,
    "12 boats": False,
}


@pytest.mark.parametrize(("text", "expected"), BYLINES.items(), ids=BYLINES.keys())
def test_byline(text: str, expected: bool) -> None:
    assert is_byline(text) is expected


@pytest.mark.parametrize(("text", "expected"), DATES.items(), ids=DATES.keys())
def test_date_line(text: str, expected: bool) -> None:
    assert is_date_line(text) is expected
