"""Days of the calendars that news sites print: Gregorian, Buddhist (Thailand), Minguo (Taiwan), Solar Hijri (Iran)."""

from __future__ import annotations

import re
from datetime import date, timedelta

from capital_spider.extract.date_formats.words import PERSIAN, primary

BUDDHIST_OFFSET = 543
"""Thai solar calendar: Gregorian year = year - 543, months and days as in the Gregorian one since 1941."""
ROC_OFFSET = 1911
"""Republic of China calendar: Gregorian year = year + 1911."""
PERSIAN_YEARS = range(1300, 1500)
"""Years read as Solar Hijri (1921 to 2121): the calendar's use as Iran's civil calendar, with room ahead."""

# Leap years by remainder of the year divided by 33. Source: Borkowski, The Persian calendar for 3000 years (1996): the
# 33-year cycle agrees with the equinox from 1178 to 1633, so over all of PERSIAN_YEARS.
_PERSIAN_LEAPS = frozenset({1, 5, 9, 13, 17, 22, 26, 30})
_PERSIAN_ANCHOR = (1404, date(2025, 3, 21))  # 1 Farvardin 1404
# Two-digit years from 43 on are Buddhist in Thai text: 2543 was 2000.
_FIRST_SHORT_BUDDHIST = 43
_THAI = re.compile("[\u0e00-\u0e7f]")


def is_thai(text: str, language: str | None) -> bool:
    return primary(language) == "th" or _THAI.search(text) is not None


def gregorian_day(year: int, month: int, day: int) -> date:
    """The day, whose month may be one of the Solar Hijri calendar (PERSIAN + 1 to 12).

    Raises ValueError if the calendar has no such day.
    """
    if month <= PERSIAN:
        return date(year, month, day)
    return _persian_day(year, month - PERSIAN, day)


def full_year(year: int, digits: int, *, thai: bool) -> int:
    """The Gregorian year (or Solar Hijri one) of a printed year.

    digits: how many were printed; two mean 2000 to 2069 and 1970 to 1999 (POSIX strptime: from 1969).
    """
    if digits == 2:
        if thai and year >= _FIRST_SHORT_BUDDHIST:
            return 2500 + year - BUDDHIST_OFFSET
        return 2000 + year if year < 70 else 1900 + year
    if thai and year >= 2400:
        return year - BUDDHIST_OFFSET
    return year


def _persian_day(year: int, month: int, day: int) -> date:
    if year not in PERSIAN_YEARS:
        raise ValueError(f"year {year} is not a Solar Hijri one")
    longest = 31 if month <= 6 else 30 if month < 12 or _is_leap(year) else 29
    if not 1 <= day <= longest:
        raise ValueError(f"month {month} of {year} has no day {day}")
    before = (month - 1) * 31 if month <= 7 else 186 + (month - 7) * 30
    anchor_year, anchor = _PERSIAN_ANCHOR
    years = range(anchor_year, year) if year >= anchor_year else range(year, anchor_year)
    shift = sum(366 if _is_leap(y) else 365 for y in years)
    new_year = anchor + timedelta(days=shift if year >= anchor_year else -shift)
    return new_year + timedelta(days=before + day - 1)


def _is_leap(year: int) -> bool:
    return year % 33 in _PERSIAN_LEAPS
