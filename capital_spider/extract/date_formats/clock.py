"""The time of day next to a printed date, and the zone that the text states."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone
from functools import cache
from zoneinfo import ZoneInfo

from capital_spider.extract.date_formats.words import half_pattern, primary, zone_of

LARGEST_OFFSET = timedelta(hours=14)
"""The largest UTC offset in use. Source: IANA tz, Pacific/Kiritimati."""

# How far from the date a clock is looked for: room for a weekday and "at".
_REACH = 30
_HOURS = r"(?P<h>2[0-3]|[01]?\d)(?!\d)"
_CLOCK = (
    rf"(?<![\d.:]){_HOURS}"
    r"(?:(?P<sep>\s?:\s?|\.|\s?h\s?|\s?[時时點点시]\s?)(?P<m>[0-5]\d)(?!\d)"
    r"(?::(?P<s>[0-5]\d)(?!\d)(?:[.,](?P<f>\d{1,9}))?)?\s?[分분]?)?"
)
_CLOCK_BEFORE = re.compile(rf"{_CLOCK}(?=\D{{1,{_REACH}}}$)")
_NOT_A_CLOCK = re.compile(r"\s?(?:%|min|мин|دقيقة)")
# Offsets without "GMT": "+0200", "+02:00"; with it also "GMT+2". Letters count in capitals: French "et" is no zone.
_ZONE = re.compile(
    r"[\s,]*(?:(?i:uhr|hrs|uur|h|น)\.?[\s,]*)?\(?"
    r"(?:(?P<utc>UTC|GMT)?\s?(?P<sign>[+\-−])(?P<oh>\d{1,2})(?::?(?P<om>[0-5]\d))?(?!\d)|(?P<name>[A-Z]{1,5})(?![^\W\d]))"
)
_ISO_ZULU = re.compile(r"z(?!\w)")
# "ET", "PT": words of other languages in capitals ("ET" is French for "and").
_ENGLISH_ONLY = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """A time of day as printed. zone: what the text states after it: an offset, an abbreviation, or None."""

    time: time
    zone: timedelta | str | None


def find_clock(text: str, start: int, end: int, language: str | None) -> Clock | None:
    """The clock that belongs to the date at ``text[start:end]``: after it, else before it; None if none is printed.

    text: as printed, digits folded to ASCII.
    """
    lowered = text.replace("İ", "i").lower()
    after = _clock_after(language).match(lowered, end)
    if after and not _NOT_A_CLOCK.match(lowered, after.end()):
        return _read(after, text, language)
    window = lowered[max(0, start - 2 * _REACH) : start]
    before = _CLOCK_BEFORE.search(window)
    if before is None or not before["m"] or before["sep"] == ".":
        return None
    origin = start - len(window)
    with_half = _clock_at(language).match(lowered, origin + before.start())
    return _read(with_half, text, language) if with_half else None


def localize(day: date, clock: Clock, zone: str | None) -> datetime | None:
    """The aware moment, with the offset that held there; None if neither text nor caller knows the zone.

    zone: IANA name; an unknown one raises zoneinfo.ZoneInfoNotFoundError, since it comes from a profile, not a page.
    """
    naive = datetime.combine(day, clock.time)
    stated = clock.zone
    here = ZoneInfo(zone) if zone else None
    if isinstance(stated, str):
        # "CST" is Chicago or Shanghai: the site's own zone decides, if it goes by that abbreviation.
        if here is not None and naive.replace(tzinfo=here).tzname() == stated:
            stated = None
        else:
            meaning = zone_of(stated)
            here = ZoneInfo(meaning) if isinstance(meaning, str) else here
            stated = timedelta(hours=meaning) if isinstance(meaning, (int, float)) else None
    if stated is not None:
        return naive.replace(tzinfo=timezone(stated))
    if here is None:
        return None
    # A fixed offset says what held on that day, and survives copying and comparison.
    return naive.replace(tzinfo=timezone(naive.replace(tzinfo=here).utcoffset() or timedelta()))


def _read(match: re.Match[str], text: str, language: str | None) -> Clock | None:
    hour, minute, second = int(match["h"]), int(match["m"] or 0), int(match["s"] or 0)
    half = "pm" if match["pm"] or match["pm0"] else "am" if match["am"] or match["am0"] else None
    if match["m"] is None and half is None:
        return None
    if half == "pm" and hour < 12:
        hour += 12
    elif half == "am" and hour == 12:
        hour = 0
    zone = _zone_after(match, text, language)
    # English prints "2.05" with a.m. or a zone, or means an amount; elsewhere the dot is as good as a colon.
    if match["sep"] == "." and half is None and zone is None and primary(language) in ("", "en"):
        return None
    micro = int((match["f"] or "0").ljust(6, "0")[:6])
    return Clock(time=time(hour, minute, second, micro), zone=zone)


def _zone_after(match: re.Match[str], text: str, language: str | None) -> timedelta | str | None:
    if _ISO_ZULU.match(text.lower(), match.end()):
        return timedelta()
    found = _ZONE.match(text, match.end())
    if found is None:
        return None
    if name := found["name"]:
        known = zone_of(name) is not None
        foreign = len(name) == _ENGLISH_ONLY and primary(language) not in ("", "en")
        return name if known and not foreign else None
    if not found["utc"] and (found["om"] is None or len(found["oh"]) < 2 or _is_range(found, match)):
        return None
    offset = timedelta(hours=int(found["oh"]), minutes=int(found["om"] or 0))
    if offset > LARGEST_OFFSET:
        return None
    return offset if found["sign"] == "+" else -offset


def _is_range(zone: re.Match[str], clock: re.Match[str]) -> bool:
    """ "14:05-15:00" is a span of time, "T14:05-05:00" and "14:05:00-05:00" are ISO offsets."""
    if zone["sign"] == "+" or clock["s"] or ":" not in zone[0]:
        return False
    return not clock.string[: clock.start("h")].endswith("t")


@cache
def _clock_after(language: str | None) -> re.Pattern[str]:
    return re.compile(rf"\D{{0,{_REACH}}}?{_with_halves(language)}")


@cache
def _clock_at(language: str | None) -> re.Pattern[str]:
    return re.compile(_with_halves(language))


def _with_halves(language: str | None) -> str:
    halves = half_pattern(language)
    before = halves.replace("(?P<am>", "(?P<am0>").replace("(?P<pm>", "(?P<pm0>")
    return rf"(?:(?:{before})\s?)?{_CLOCK}(?:\s?(?:{halves}))?"
