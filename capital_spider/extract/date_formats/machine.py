"""Dates that programs write: JSON-LD, meta tags, HTTP headers, feeds. Strict: what is not one of the forms is None."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta, timezone
from functools import lru_cache

from capital_spider.extract.date_formats.words import month_in, zone_of

# The longest known form: JavaScript's, with the zone's name in words.
_LONGEST = 100
# Years before 1900 are placeholders ("0001-01-01", "1899-12-30"), and so is the first day of the Unix clock.
_FIRST_YEAR = 1900
_ZERO_DAY = date(1970, 1, 1)
_EPOCH = re.compile(r"\d{10}(?:\d{3})?")
_ISO_DAY = r"(?P<y>\d{4})(?P<dash>[-/])(?P<mo>\d{1,2})(?P=dash)(?P<d>\d{1,2})"
_TIME = r"(?P<h>\d{1,2}):(?P<mi>\d\d)(?::(?P<s>\d\d)(?:[.,](?P<f>\d{1,9}))?)?"
_OFFSET = r"(?P<z>z|[+\-−]\d\d:?\d\d|[+\-−]\d\d|(?:utc|gmt)?[+\-−]\d\d:?\d\d|[a-z]{1,4})"
_ISO = re.compile(rf"{_ISO_DAY}(?:(?:[t ]|\s-\s){_TIME}(?:\s?{_OFFSET}(?:\s[a-z]{{3,4}})?)?)?", re.I)  # Go: "+0000 UTC"
_COMPACT = re.compile(r"\d{8}(?:t?(?P<hms>\d{6}|\d{4})(?P<z>z|[+-]\d{4})?)?", re.I)
_ORDINAL = re.compile(r"(\d{4})-(\d{3})")
_WEEK = re.compile(r"\d{4}-w\d{2}-\d", re.I)
_NAME = r"(?P<mo>[a-z]{3,9})"
_WEEKDAY = r"(?:[a-z]{3,9},?\s+)?"
_TIME_OFFSET = rf"{_TIME}(?:\s*{_OFFSET})?(?:\s*\([^)]*\))?"
_MAIL = re.compile(rf"{_WEEKDAY}(?P<d>\d{{1,2}})[ -]{_NAME}[ -](?P<y>\d{{4}}|\d\d)(?:\s+{_TIME_OFFSET})?", re.I)
_SCRIPT = re.compile(rf"{_WEEKDAY}{_NAME}\s+(?P<d>\d{{1,2}}),?\s+(?P<y>\d{{4}})\s+{_TIME_OFFSET}", re.I)
_CTIME = re.compile(rf"{_WEEKDAY}{_NAME}\s+(?P<d>\d{{1,2}})\s+{_TIME}(?:\s+{_OFFSET})?\s+(?P<y>\d{{4}})", re.I)


@lru_cache(maxsize=1024)  # a page states the same value in several places
def parse_machine_date(text: str) -> datetime | date | None:
    """Read a machine's date: ISO 8601, RFC 2822, epoch seconds or milliseconds, JavaScript's and C's own forms.

    Returns an aware datetime if the value states its offset, a naive one if not, a date if it states no time of day.
    None if it is unreadable, only a year or month, or a placeholder (before 1900, or 1970-01-01).
    """
    value = text.strip()
    if not value or len(value) > _LONGEST:
        return None
    try:
        found = _epoch(value) or _compact(value) or _fields(value)
    except (ValueError, OverflowError):  # 31 April, hour 25: not a date
        return None
    if found is None or found.year < _FIRST_YEAR:
        return None
    day = found.date() if isinstance(found, datetime) else found
    return None if day == _ZERO_DAY else found


def _epoch(value: str) -> datetime | None:
    if not value.isascii() or not _EPOCH.fullmatch(value):
        return None
    return datetime.fromtimestamp(int(value[:10]), UTC) + timedelta(milliseconds=int(value[10:] or 0))


def _compact(value: str) -> datetime | date | None:
    if not value.isascii():
        return None
    if _WEEK.fullmatch(value):
        return date.fromisoformat(value.upper())
    if ordinal := _ORDINAL.fullmatch(value):
        return _day_of_year(int(ordinal[1]), int(ordinal[2]))
    compact = _COMPACT.fullmatch(value)
    if compact is None:
        return None
    day = date.fromisoformat(value[:8])
    if compact["hms"] is None:
        return day
    moment = datetime.fromisoformat(f"{value[:8]}T{compact['hms']}")
    return _with_offset(moment, compact["z"])


def _day_of_year(year: int, number: int) -> date | None:
    day = date(year, 1, 1) + timedelta(days=number - 1)
    return day if day.year == year else None


def _fields(value: str) -> datetime | date | None:
    match = next((m for form in (_ISO, _MAIL, _SCRIPT, _CTIME) if (m := form.fullmatch(value))), None)
    if match is None:
        return None
    month = int(match["mo"]) if match["mo"].isdecimal() else month_in(match["mo"].lower(), "en")
    if not month:
        return None
    year = int(match["y"])
    if len(match["y"]) == 2:  # RFC 2822, 4.3: 00 to 49 are 2000s
        year += 2000 if year < 50 else 1900
    day = date(year, month, int(match["d"]))
    if match["h"] is None:
        return day
    micro = int((match["f"] or "0").ljust(6, "0")[:6])
    moment = datetime(day.year, day.month, day.day, int(match["h"]), int(match["mi"]), int(match["s"] or 0), micro)  # noqa: DTZ001
    return _with_offset(moment, match["z"])


def _with_offset(moment: datetime, offset: str | None) -> datetime:
    """ValueError for an offset that is none: better no date than a wrong one."""
    if not offset:
        return moment
    letters = offset.upper()
    zone = zone_of(letters)
    if isinstance(zone, (int, float)):
        return moment.replace(tzinfo=timezone(timedelta(hours=zone)))
    digits = re.sub(r"\D", "", letters)
    if not digits:
        raise ValueError(offset)
    shift = timedelta(hours=int(digits[:2]), minutes=int(digits[2:] or 0))
    return moment.replace(tzinfo=timezone(shift if "+" in letters else -shift))
