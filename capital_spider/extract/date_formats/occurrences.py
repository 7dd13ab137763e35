"""Every absolute date that stands in a line of text, with the other reading of 03/04/2025 and the clock beside it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from capital_spider.errors import ExtractionError
from capital_spider.extract.date_formats.calendars import gregorian_day
from capital_spider.extract.date_formats.clock import Clock, find_clock
from capital_spider.extract.date_formats.patterns import Candidate, Reading, all_dates
from capital_spider.extract.date_formats.printed import read_line

# A full year, or two digits behind a dot, dash, slash, apostrophe or month name; or digits of another script.
_YEAR = re.compile(r"(?![0-9])\d\d|(?:1[34]|19|20|25)\d\d|\d[./-]\d\d?[./-]\d\d|\d\s?[年년]|[^\W\d]\.?,?\s['’]?\d\d\b")
_LAST_YEAR = 2099


@dataclass(frozen=True, slots=True)
class Occurrence:
    """start, end: where it stands in `line`. swapped: the day if its two first numbers are read the other way round,
    None if only one reading makes sense."""

    start: int
    end: int
    day: date
    swapped: date | None
    clock: Clock | None


@lru_cache(maxsize=256)
def may_hold_date(text: str) -> bool:
    """False for most texts without a date, at a tenth of the price of reading them."""
    return _YEAR.search(text) is not None


def find_occurrences(
    text: str, *, language: str | None, day_first: bool | None = None
) -> tuple[str, tuple[Occurrence, ...]]:
    """The line as it was read (digits in ASCII), and the dates in it from left to right."""
    reading, dates = all_dates(read_line(text, language, day_first))
    return reading.line, tuple(o for c in dates if (o := _occurrence(c, reading)) is not None)


def _occurrence(candidate: Candidate, reading: Reading) -> Occurrence | None:
    try:
        day = gregorian_day(candidate.year, candidate.month, candidate.day)
    except (ValueError, ExtractionError):
        return None
    if not candidate.floor <= day.year <= _LAST_YEAR:
        return None
    swapped = None
    if candidate.ambiguous and day.day <= 12 and day.day != day.month:
        swapped = date(day.year, day.day, day.month)
    clock = find_clock(reading.line, candidate.start, candidate.end, reading.language)
    return Occurrence(candidate.start, candidate.end, day, swapped, clock)
