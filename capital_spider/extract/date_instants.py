"""At which instant of the chosen day the article was published, as far as the page tells."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

from capital_spider.extract.date_candidates import DateCandidate
from capital_spider.extract.date_choice import DayGroup, instant_on, is_modified, is_stated
from capital_spider.extract.date_zones import is_change, offset_between

# An offset holds for this long around the instant that it is stated with: summer time begins and ends in between.
_SEASON = timedelta(days=14)


def told_instant(group: DayGroup, candidates: Sequence[DateCandidate], zone: str | None) -> tuple[str, datetime] | None:
    """(source, value) of the instant told for the group's day, in the offset in which it falls on that day; None if the
    page tells the day only. zone: IANA name of the site's, if known."""
    told = _told_machines(group, candidates)
    if told is not None:
        source, instant = told
        offsets = _offsets(candidates, zone)
        local = instant if instant.date() == group.day else _in_zone(instant, group, offsets)
        if local is not None:
            return source, local
    return _printed(group, candidates)


def _told_machines(group: DayGroup, candidates: Sequence[DateCandidate]) -> tuple[str, datetime] | None:
    """A stated time of publication; else another machine value of the day; that of the last change only on a page that
    states no time of publication."""
    stated = [c for c in (*group.candidates, *candidates) if is_stated(c)]
    others = [c for c in group.candidates if not (is_stated(c) or is_modified(c))]
    changes = [] if stated else [c for c in group.candidates if is_modified(c)]
    told = instant_on(group.day, stated) or instant_on(group.day, [*others, *changes])
    return _before_change(told, candidates) if told is not None else None


def _before_change(told: tuple[str, datetime], candidates: Sequence[DateCandidate]) -> tuple[str, datetime]:
    """What machines are told; the earlier printed clock where they are told the one that is printed as a change's."""
    changes = [c.instant for c in candidates if c.instant is not None and is_change(c)]
    if not any(abs(change - told[1]) < timedelta(minutes=1) for change in changes):
        return told
    earlier = [c for c in candidates if c.instant is not None and c.source == "near_title" and not is_change(c)]
    return next(((c.source, c.instant) for c in earlier if c.instant is not None and c.instant < told[1]), told)


def _printed(group: DayGroup, candidates: Sequence[DateCandidate]) -> tuple[str, datetime] | None:
    """The clock printed with the day: with its zone, or where another value of the page tells the offset.

    As with machine values, the clock of a change counts only on a page that says no other time of publication.
    """
    says_other = any(is_stated(c) or (c.source == "near_title" and not is_change(c)) for c in candidates)
    clocks = {c.value.time() for c in group.candidates if isinstance(c.value, datetime) and c.value.tzinfo is None}
    for candidate in group.candidates:
        if candidate.clock is None or (says_other and is_change(candidate)):
            continue
        if candidate.source != "near_title" and candidate.clock not in clocks:
            continue
        if candidate.instant is not None:
            return candidate.source, candidate.instant
        local = datetime.combine(group.day, candidate.clock, UTC)
        if (offset := _stated_offset(local, candidates)) is not None:
            return candidate.source, local.replace(tzinfo=timezone(offset))
    return None


def _stated_offset(local: datetime, candidates: Sequence[DateCandidate]) -> timedelta | None:
    """The one offset, not that of UTC, with which the page states instants of these days."""
    values = (c.value for c in candidates if isinstance(c.value, datetime) and c.value.tzinfo is not None)
    found = {v.utcoffset() for v in values if abs(v - local) < _SEASON} - {timedelta()}
    return found.pop() if len(found) == 1 else None


def _offsets(candidates: Sequence[DateCandidate], zone: str | None) -> Iterator[tzinfo]:
    """The zones that the page's other machine values and the site's country tell."""
    for candidate in candidates:
        if isinstance(candidate.value, datetime) and candidate.value.utcoffset() and candidate.value.tzinfo:
            yield candidate.value.tzinfo
    if zone is not None:
        yield ZoneInfo(zone)


def _in_zone(instant: datetime, group: DayGroup, zones: Iterable[tzinfo]) -> datetime | None:
    """An instant in the offset in which it falls on the group's day: the one that the clock printed beside the day
    tells, or one of `zones`; None if nothing tells it."""
    for candidate in group.candidates:
        if candidate.clock is not None and (offset := offset_between(group.day, candidate.clock, instant)) is not None:
            return instant.astimezone(timezone(offset))
    for zone in zones:
        local = instant.astimezone(zone)
        if local.date() == group.day:
            return local.replace(tzinfo=timezone(local.utcoffset() or timedelta()))
    return None
