"""Which of a page's days is the day of publication: the candidates grouped by day, what speaks for each, its weight.

The weights are a conditional logit (`logit`), fitted by ``training/train_dates.py``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import combinations

from capital_spider.extract.date_candidates import DateCandidate, Moment, day_of
from capital_spider.extract.date_zones import SAME_SAVE, offset_between
from capital_spider.extract.logit import Logit, Marks, load_logit

LEAST = 0.2
"""The confidence below which no day is given: most such days are those of other texts."""

# A stated instant may fall on any of these days somewhere on Earth: UTC-12 to UTC+14.
_WEST, _EAST = timedelta(hours=-12), timedelta(hours=14)
_ONE_DAY = timedelta(days=1)
# Local midnight and the hours around it, in UTC: there the day in the site's own zone is likely another.
_LATE, _EARLY = 21, 8
_NEWS_MARKS = frozenset(
    {"machine_not_printed", "printed_is_modified", "printed_later", "printed_earlier", "not_machine", "kind:machine",
     "kind:near", "machine_first", "machine_later"}
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class DayGroup:
    """A day that the page names, its candidates in the order of trust, and the marks that are weighed."""

    day: date
    candidates: tuple[DateCandidate, ...]
    marks: Marks


@dataclass(frozen=True, slots=True)
class _Page:
    """What all days of a page are compared with. stated: the published values of machines, in the order of trust.

    told_by_clock: the days whose printed clock is theirs.
    last_told: the last day that machines are told of.
    """

    stated: tuple[Moment, ...]
    aware: tuple[datetime, ...]
    modified: frozenset[date]
    near: frozenset[date]
    days: tuple[date, ...]
    offsets: tuple[timedelta, ...]
    is_news: bool
    told_by_clock: frozenset[date]
    last_told: date | None


def is_stated(candidate: DateCandidate) -> bool:
    """True for what a machine is told to be the time of publication."""
    return candidate.marks[0].endswith(":published") and not candidate.marks[0].startswith("p:")


def is_modified(candidate: DateCandidate) -> bool:
    return candidate.marks[0].endswith(":modified")


def group_days(candidates: Sequence[DateCandidate], *, is_news: bool) -> list[DayGroup]:
    """The days among the candidates, with their marks, the earliest first."""
    by_day: dict[date, list[DateCandidate]] = {}
    for candidate in _told_apart(candidates):
        by_day.setdefault(day_of(candidate.value), []).append(candidate)
    if not by_day:
        return []
    page = _compare(by_day, is_news)
    return [DayGroup(d, tuple(cs), dict.fromkeys(_marks(d, cs, page), 1.0)) for d, cs in sorted(by_day.items())]


_TELLING = ("kind:", "count:", "p:", "time", "machine_", "printed_", "not_", "only_", "modified_")


def date_logit() -> Logit:
    """What weighs the days."""
    return load_logit("date_choice", _TELLING)


def _told_apart(candidates: Sequence[DateCandidate]) -> Iterator[DateCandidate]:
    """The candidates, what only looks like a publication told apart.

    A tag for the publication that repeats the time of the last change is none where another one says an earlier day,
    nor is "updated 9 May" beside a plain 3 May; 03/04/2025 is read the other way round if machines are told that day.
    """
    stated = [day_of(c.value) for c in candidates if is_stated(c)]
    changes = [c.value for c in candidates if is_modified(c)]
    told = {day_of(c.value) for c in candidates if not c.marks[0].startswith("p:")}
    plain = min((day_of(c.value) for c in candidates if _is_plain(c)), default=None)
    for candidate in candidates:
        day = day_of(candidate.value)
        if is_stated(candidate) and day > min(stated) and any(_is_one_save(candidate.value, v) for v in changes):
            continue
        if plain is not None and day > plain and candidate.source == "near_title" and not _is_plain(candidate):
            yield replace(candidate, source="printed", marks=("change_beside_plain",))
        elif candidate.swapped is not None and day not in told and candidate.swapped in told:
            yield replace(candidate, value=candidate.swapped)
        else:
            yield candidate


def _is_one_save(one: Moment, other: Moment) -> bool:
    if not isinstance(one, datetime) or not isinstance(other, datetime):
        return type(one) is type(other) and one == other
    if (one.tzinfo is None) != (other.tzinfo is None):
        return False
    return abs((one - other).total_seconds()) < SAME_SAVE


def _compare(by_day: dict[date, list[DateCandidate]], is_news: bool) -> _Page:
    everything = [c for candidates in by_day.values() for c in candidates]
    stated = tuple(c.value for c in everything if is_stated(c))
    offsets = {v.utcoffset() for c in everything if isinstance(v := c.value, datetime)}
    return _Page(
        stated=stated,
        aware=tuple(v for v in stated if isinstance(v, datetime) and v.tzinfo is not None),
        modified=frozenset(day_of(c.value) for c in everything if is_modified(c)),
        near=frozenset(d for d, cs in by_day.items() if any(c.source == "near_title" for c in cs)),
        days=tuple(sorted(by_day)),
        offsets=tuple(o for o in offsets if o),
        is_news=is_news,
        told_by_clock=frozenset(d for d, cs in by_day.items() if any(_fits_clock(c, stated) for c in cs)),
        last_told=max((day_of(c.value) for c in everything if is_stated(c) or is_modified(c)), default=None),
    )


def _fits_clock(candidate: DateCandidate, stated: Sequence[Moment]) -> bool:
    """The clock printed with the day is that of a stated instant in some zone (an offset of whole half hours)."""
    if candidate.clock is None:
        return False
    aware = (v for v in stated if isinstance(v, datetime) and v.tzinfo is not None)
    return any(offset_between(day_of(candidate.value), candidate.clock, v) is not None for v in aware)


def _is_plain(candidate: DateCandidate) -> bool:
    """True for a date near the headline that is not said to be that of a change, or of something else."""
    return candidate.source == "near_title" and not any(m.endswith(("|updated", "|other")) for m in candidate.marks)


def _kind(candidate: DateCandidate) -> str:
    if is_stated(candidate):
        return "machine"
    if is_modified(candidate):
        return "modified"
    return {"near_title": "near", "time:datetime": "time"}.get(candidate.source, candidate.source.split(":")[0])


def _marks(day: date, candidates: list[DateCandidate], page: _Page) -> Iterator[str]:
    kinds = {_kind(c) for c in candidates}
    found = {mark for c in candidates for mark in c.marks}
    found.update(f"kind:{kind}" for kind in kinds)
    found.update(f"kind:{a}+{b}" for a, b in combinations(sorted(kinds), 2))
    found.add(f"count:{min(len({c.source for c in candidates}), 4)}")
    found.update(_among_days(day, kinds, page))
    found.update(_beside_instants(day, kinds, page))
    yield from found
    if page.is_news:
        yield from (f"{mark}|news" for mark in found & _NEWS_MARKS)


def _among_days(day: date, kinds: set[str], page: _Page) -> Iterator[str]:
    """How the day lies to the other days of the page."""
    stated = {day_of(v) for v in page.stated}
    if day == page.days[0]:
        yield "earliest"
    if day == page.days[-1]:
        yield "latest"
    if "modified" in kinds and "machine" not in kinds:
        yield "only_modified" if stated else "modified_alone"
    if stated and "machine" not in kinds:
        yield "not_machine"
    if "machine" in kinds and len(stated) > 1:
        yield "machine_first" if day == min(stated) else "machine_later"
    if page.near and "near" not in kinds:
        yield "not_near"
        if any(abs(day - other) == _ONE_DAY for other in page.near):
            yield "beside_near"
    yield from _against_print(day, kinds, page, stated)
    if page.last_told is not None and day - page.last_told > _ONE_DAY:
        yield "after_all_machine"


def _against_print(day: date, kinds: set[str], page: _Page, stated: set[date]) -> Iterator[str]:
    """Where machines are told another day than the one printed near the headline."""
    if page.stated and page.near and (first := day_of(page.stated[0])) not in page.near:
        if "near" in kinds:
            yield "printed_later" if day > first else "printed_earlier"
        if "machine" in kinds:
            yield "machine_not_printed"
    if "near" in kinds and stated and day in page.modified and day not in stated:
        yield "printed_is_modified"


def _beside_instants(day: date, kinds: set[str], page: _Page) -> Iterator[str]:
    """Whether the day is that of a stated instant in another zone than the one it is stated in."""
    stated = {day_of(v) for v in page.stated}
    if "near" in kinds and day not in stated and any(_may_be_day(v, day) for v in page.aware):
        yield "beside_machine"
    if page.told_by_clock:
        yield "by_clock" if day in page.told_by_clock else "not_by_clock"
    in_utc = [v for v in page.aware if not v.utcoffset()]
    if any((v + offset).date() == day != v.date() for v in in_utc for offset in page.offsets):
        yield "day_in_zone"
    if "machine" in kinds or not page.aware or page.aware[0].utcoffset():
        return
    first = page.aware[0]
    if day - first.date() == _ONE_DAY:
        yield "next_of_utc|late" if first.hour >= _LATE else "next_of_utc"
    elif first.date() - day == _ONE_DAY:
        yield "prev_of_utc|early" if first.hour < _EARLY else "prev_of_utc"


def _may_be_day(instant: datetime, day: date) -> bool:
    return (instant + _WEST).date() <= day <= (instant + _EAST).date()


def instant_on(day: date, candidates: Iterable[DateCandidate]) -> tuple[str, datetime] | None:
    """(source, value) of the first stated instant that may be the day's; one on that very day before others."""
    stated = [(c.source, v) for c in candidates if isinstance(v := c.value, datetime) and v.tzinfo is not None]
    exact = ((source, v) for source, v in stated if v.date() == day)
    return next(exact, None) or next(((source, v) for source, v in stated if _may_be_day(v, day)), None)
