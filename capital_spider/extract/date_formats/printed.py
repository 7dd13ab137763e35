"""Dates as printed: "3 May 2024, 14:05", "21/04/2022", "2025年4月2日", "hace 2 días".

Patterns find the date inside the text, a table names the month (``data/months.json``), and dateparser is asked only
about phrases like "2 days ago". Machine values (JSON-LD, meta) have a strict reader of their own: `parse_machine_date`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Literal

from capital_spider.errors import ExtractionError
from capital_spider.extract.date_formats.calendars import gregorian_day, is_thai
from capital_spider.extract.date_formats.clock import LARGEST_OFFSET, Clock, find_clock, localize
from capital_spider.extract.date_formats.machine import parse_machine_date
from capital_spider.extract.date_formats.patterns import (
    FIRST_ISO_YEAR,
    FIRST_YEAR,
    Candidate,
    Reading,
    full_date,
    weak_date,
)
from capital_spider.extract.date_formats.relative import find_relative, has_relative
from capital_spider.text import clean_line

_FIELD = "published_at"
# A date must begin in the first 200 characters: a longer text is not a date's. The 80 behind them are read too, so that
# the cut never shortens a date or its clock.
_REACH = 200
_CONTEXT = 280
_LAST_YEAR = 2099
# Look-alikes from other keyboards, and the marks that steer right-to-left text.
_PLAIN = str.maketrans("‐‑‒／：．，", "---/:.,", "\u200e\u200f\u061c\u202a\u202b\u202c")
_OTHER_DIGIT = re.compile(r"(?![0-9])\d")
# Spans without a space between them: "Tim ClarkMarch 16, 2024", "HealthMAY 22, 2022", "27 August 202229 August 2022",
# "2 hours ago10:05", "28.09.1912:44".
_GLUED = re.compile(
    r"(?<=[^\W_])(?=[A-ZÀ-Þ][a-zß-ÿ])|(?<=[a-zß-ÿ])(?=[A-ZÀ-Þ]{2})|(?<=\D(?:19|20)\d\d)(?=\d{1,2}\D)|(?<=[^\W\d_])(?=\d)"
    r"|(?<=\d[./-]\d\d[./-]\d\d)(?=\d\d:\d\d)"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintedDate:
    """A date that stands on the page.

    value: an aware datetime (with the offset that held there) if the instant is known or the date is relative, else
    the day. has_zone: the text itself states the offset ("Z", "+02:00", "GMT", "EST").
    """

    value: datetime | date
    precision: Literal["instant", "day", "approximate"]
    has_zone: bool


def parse_date(
    text: str,
    *,
    fetched_at: datetime | None,
    zone: str | None = None,
    language: str | None = None,
    day_first: bool | None = None,
) -> PrintedDate:
    """Read a date as printed, wherever it stands in the first 200 characters; the first one counts.

    fetched_at: capture time, aware; what "ago" counts from. None = unknown, then only absolute dates are read.
    zone: IANA name, used only if the text states no zone. Without either, a printed time of day is dropped and the
    value is the day: the instant is not known.
    language: BCP 47; decides month names that two languages share, and 03/04/2025: month first in "en" and "en-US",
    day first in other regions and languages, and where no language is known. day_first overrules that; dots
    (3.4.2025) mean day first unless it says False; a number over 12 decides by itself.

    Raises ExtractionError: ``unreadable`` (no date, 31 April, or a year before 1995; 1900 in ISO form),
    ``future`` (over 14 h after capture, the largest UTC offset in use; for a day: after the next day in UTC),
    ``no_capture_time`` (relative, and fetched_at is None).
    """
    readings = read_line(text, language, day_first)
    found = _absolute(readings, zone) or (_relative(readings, fetched_at, zone), FIRST_YEAR)
    return _check(*found, text, fetched_at)


def read_line(text: str, language: str | None, day_first: bool | None) -> list[Reading]:
    """The line as it stands, then with spaces where words are glued: to be asked if nothing is found in the first."""
    line = _beginning(text)
    return [_reading(v, language, day_first) for v in dict.fromkeys((line, _GLUED.sub(" ", line)))]


def _reading(line: str, language: str | None, day_first: bool | None) -> Reading:
    lowered = line.replace("İ", "i").lower()  # of the same length: "İ" alone would grow
    return Reading(line, lowered, language, day_first, is_thai(lowered, language))


def _beginning(text: str) -> str:
    """The part that is read: one line, ASCII digits."""
    line = clean_line(text[: 4 * _CONTEXT])[:_CONTEXT]
    if line.isascii():
        return line
    return _OTHER_DIGIT.sub(lambda digit: str(int(digit[0])), line.translate(_PLAIN))


def _absolute(readings: list[Reading], zone: str | None) -> tuple[PrintedDate, int] | None:
    """The date that stands there, and the first year believed in its form."""
    if (whole := _whole(readings[0])) is not None:
        return _machine(whole, zone), FIRST_ISO_YEAR
    for find in (full_date, weak_date):
        for reading in readings:
            if (candidate := find(reading)) is not None and candidate.start < _REACH:
                return _numbers(candidate, reading, zone), candidate.floor
    line = readings[0].line
    if ":" in line and (stamp := parse_machine_date(line)) is not None:  # "Wed Apr  2 10:00:00 2025"
        return _machine(stamp, zone), FIRST_YEAR
    return None


def _relative(readings: list[Reading], fetched_at: datetime | None, zone: str | None) -> PrintedDate:
    language, line = readings[0].language, readings[0].line
    marked = [reading.text for reading in readings if has_relative(reading.text, language)]
    if marked and fetched_at is None:
        raise _error("no_capture_time", "a relative date, and the capture time is unknown", line)
    if fetched_at is not None:
        for text in marked:
            if (moment := find_relative(text, fetched_at, zone, language)) is not None:
                return PrintedDate(value=moment, precision="approximate", has_zone=False)
    raise _error("unreadable", "no date", line)


def _whole(reading: Reading) -> datetime | date | None:
    """The date if the whole text is one in ISO form; Thai text may hold a Buddhist year in that form."""
    line = reading.line
    if not line[:4].isdigit() or reading.thai or (line.isdigit() and len(line) != len("20250402")):
        return None
    return parse_machine_date(line)


def _machine(value: datetime | date, zone: str | None) -> PrintedDate:
    if not isinstance(value, datetime):
        return PrintedDate(value=value, precision="day", has_zone=False)
    if value.tzinfo is not None:
        return PrintedDate(value=value, precision="instant", has_zone=True)
    return _at(value.date(), Clock(time=value.time(), zone=None), zone)


def _numbers(candidate: Candidate, reading: Reading, zone: str | None) -> PrintedDate:
    try:
        day = gregorian_day(candidate.year, candidate.month, candidate.day)
    except ValueError as error:
        raise _error("unreadable", str(error), reading.line) from error
    clock = find_clock(reading.line, candidate.start, candidate.end, reading.language)
    if clock is None:
        return PrintedDate(value=day, precision="day", has_zone=False)
    return _at(day, clock, zone)


def _at(day: date, clock: Clock, zone: str | None) -> PrintedDate:
    moment = localize(day, clock, zone)
    if moment is None:
        return PrintedDate(value=day, precision="day", has_zone=False)
    return PrintedDate(value=moment, precision="instant", has_zone=clock.zone is not None)


def _check(found: PrintedDate, floor: int, text: str, fetched_at: datetime | None) -> PrintedDate:
    value = found.value
    if not floor <= value.year <= _LAST_YEAR:
        raise _error("unreadable", f"year {value.year} is not between {floor} and {_LAST_YEAR}", text)
    if fetched_at is None:
        return found
    if isinstance(value, datetime):
        late = value > fetched_at + LARGEST_OFFSET
    else:
        late = value > fetched_at.astimezone(UTC).date() + timedelta(days=1)
    if late:
        raise _error("future", f"{value.isoformat()} is after the capture at {fetched_at.isoformat()}", text)
    return found


def _error(code: str, reason: str, text: str) -> ExtractionError:
    return ExtractionError(_FIELD, code, f"{reason}: {text[:80]!r}")
