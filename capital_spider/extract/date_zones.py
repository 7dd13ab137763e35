"""The site's time zone: what the page tells of it, and instants stated in UTC put into it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

from capital_spider.extract.date_candidates import DateCandidate, date_sources, day_of
from capital_spider.extract.document import Document
from capital_spider.urls import host_of

# Two instants of one save of the article lie this many seconds apart at most.
SAME_SAVE = 120
# Every offset in use is one of quarter hours; those of a quarter are too rare to be told from chance.
_STEP = timedelta(minutes=30)
_WEST, _EAST = timedelta(hours=-12), timedelta(hours=14)


def site_zone(document: Document) -> str | None:
    """The IANA zone of a site whose country has one only: by its top-level domain, else by the page's language."""
    top = (host_of(document.page.url) or "").rsplit(".", 1)[-1]
    if zone := date_sources()["zones"].get(top):
        return str(zone)
    if len(top) == 2:
        return None
    language = (document.metadata.language or "").replace("_", "-").lower()
    zones = date_sources()["language_zones"]
    return zones.get(language) or zones.get(language.split("-")[0])


def put_into_zone(candidates: Sequence[DateCandidate], zone: str | None) -> list[DateCandidate]:
    """The candidates, those in UTC that fall on another day where the site is moved into its zone.

    It is told by the same instant stated with an offset, by the clock printed with the neighbouring day, or by the zone
    of the site's country if that day is printed.
    """
    printed = {day_of(c.value) for c in candidates if c.source == "near_title"}
    moved = []
    for candidate in candidates:
        value = candidate.value
        if isinstance(value, datetime) and value.utcoffset() == timedelta():
            zones = (*_same_instants(value, candidates), *_printed_offsets(value, candidates))
            local = next((value.astimezone(z) for z in zones), None)
            if local is None and zone is not None:
                local = _in_zone(value, zone, printed)
            if local is not None and local.date() != value.date():
                candidate = replace(candidate, value=local)
        moved.append(candidate)
    return moved


def _same_instants(instant: datetime, candidates: Sequence[DateCandidate]) -> Iterator[tzinfo]:
    for other in candidates:
        value = other.value
        if not isinstance(value, datetime) or value.tzinfo is None or not value.utcoffset():
            continue
        if abs((value - instant).total_seconds()) < SAME_SAVE:
            yield value.tzinfo


def _printed_offsets(instant: datetime, candidates: Sequence[DateCandidate]) -> Iterator[tzinfo]:
    for other in candidates:
        if other.clock is None or other.source != "near_title" or is_change(other):
            continue
        if (offset := offset_between(day_of(other.value), other.clock, instant)) is not None:
            yield timezone(offset)


def is_change(candidate: DateCandidate) -> bool:
    """True for a printed date that the page says to be that of a change."""
    return any(mark.endswith("|updated") for mark in candidate.marks)


def offset_between(day: date, clock: time, instant: datetime) -> timedelta | None:
    """The offset in which the clock shows the instant, to the minute; None if none in use does."""
    offset = datetime.combine(day, clock.replace(second=0, microsecond=0), UTC) - instant.replace(
        second=0, microsecond=0
    )
    return offset if _WEST <= offset <= _EAST and not offset % _STEP else None


def _in_zone(instant: datetime, zone: str, printed: set[date]) -> datetime | None:
    local = instant.astimezone(ZoneInfo(zone))
    if local.date() not in printed:
        return None
    # A fixed offset says what held on that day, and survives copying and comparison.
    return local.replace(tzinfo=timezone(local.utcoffset() or timedelta()))
