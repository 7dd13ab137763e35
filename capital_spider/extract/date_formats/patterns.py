"""Where a date stands in a text, and which numbers are its year, month and day."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from capital_spider.extract.date_formats.calendars import PERSIAN_YEARS, ROC_OFFSET, full_year
from capital_spider.extract.date_formats.words import PERSIAN, eras, month_at, month_in, primary

# News sites did not exist before 1995: an earlier year is somebody's birthday. ISO dates are meant, and may be older.
FIRST_YEAR, FIRST_ISO_YEAR = 1995, 1900

# Languages that write the year first even with two digits. Source: CLDR date order "YMD" of the larger ones.
_YEAR_FIRST = frozenset({"zh", "yue", "ja", "ko", "hu", "lt", "mn", "fa"})
_ROC = frozenset({"zh", "yue"})
_MONTH_FIRST = frozenset({"en", "en-us"})

_NUMBER = r"(?<!\d)(?<!\d[-/.:,])"
_MIDDLE = r"\s?(?P<sep>[-/.])\s?(?P<b>\d{1,2})\s?(?P=sep)\s?"
_GAP = r"(?P<gap>[^\d:|;]{1,40}?)"
_DAY = r"(?<![\d:])(?P<d>\d{1,2})"
_BARS = re.compile(rf"{_NUMBER}(?P<a>\d\d)(?P<sep> \| )(?P<b>\d\d) \| (?P<y>\d{{4}})(?!\d)")
_YEAR_MONTH_DAY = re.compile(rf"{_NUMBER}(?P<y>\d{{4}}){_MIDDLE}(?P<d>\d{{1,2}})(?!\d)")
_DAY_MONTH_YEAR = re.compile(rf"{_NUMBER}(?P<a>\d{{1,2}}){_MIDDLE}(?P<y>\d{{4}})(?!\d)")
_SHORT = re.compile(rf"{_NUMBER}(?P<a>\d{{1,2}})(?P<sep>[-/.])(?P<b>\d{{1,2}})(?P=sep)(?P<c>\d\d)(?!\d|[-/.:,]\d)")
_ROC_NUMBERS = re.compile(rf"{_NUMBER}(?P<y>1\d\d)(?P<sep>[-/.])(?P<m>\d{{1,2}})(?P=sep)(?P<d>\d{{1,2}})(?!\d|[-/.]\d)")
_DAY_NAME_YEAR = re.compile(rf"{_DAY}{_GAP}(?P<y>\d{{4}})(?!\d)")
# No parentheses: archive menus print "2015 (14) December (2)".
_YEAR_NAME_DAY = re.compile(r"(?<!\d)(?P<y>\d{4})(?P<gap>[^\d:|;()]{1,40}?)(?P<d>\d{1,2})(?!\d|[:.]\d)")
# "2 Apr 25", but not "2 Apr 10:30", "2 Apr 10 am" or "2 Apr 12 comments".
_DAY_NAME_SHORT = re.compile(rf"{_DAY}{_GAP}(?P<y>\d\d)(?!\d|[:.h]\d|\s?[ap]\.?\s?m|\s?h\b|\s?[a-z]{{3}})")
_VIETNAMESE = re.compile(
    rf"{_NUMBER}(?P<d>\d{{1,2}})\s?(?:tháng|thg)\s?(?P<m>\d{{1,2}})[\s,]{{0,2}}(?:năm\s)?(?P<y>\d{{4}})(?!\d)"
)
_WORD = re.compile(r"[^\s,/\-–—()|:]+")
_NEXT_WORD = re.compile(r"\.?\s?(?P<name>[^\s,/()|:;]+)")
_LONGEST_NAME = 3  # words
_NAME_REACH = 40  # characters


@dataclass(frozen=True, slots=True)
class Candidate:
    """Numbers that read as a date, not yet known to be one. floor: the first year believed.

    start, end: where it stands in the text. month: as `date_words.month_in` gives it. ambiguous: month and day are bare
    numbers of which either may come first.
    """

    start: int
    end: int
    year: int
    month: int
    day: int
    floor: int = FIRST_YEAR
    ambiguous: bool = False


@dataclass(frozen=True, slots=True)
class Reading:
    """A text being read, and what is known about it. line: as printed, digits ASCII; text: the same in lower case."""

    line: str
    text: str
    language: str | None
    day_first: bool | None
    thai: bool


Reader = Callable[[Reading], Iterator[Candidate]]


def full_date(reading: Reading) -> Candidate | None:
    """The first date in the text in a form with a four-digit year that hardly means anything else."""
    found = [c for reader in _FULL if (c := next(reader(reading), None)) is not None]
    return min(found, key=lambda c: c.start, default=None)


def weak_date(reading: Reading) -> Candidate | None:
    """The first date in a form that other numbers share, as a two-digit year; to be asked when `full_date` is None."""
    return next((c for reader in _WEAK if (c := next(reader(reading), None)) is not None), None)


def all_dates(readings: Sequence[Reading]) -> tuple[Reading, list[Candidate]]:
    """All dates in the first of the readings with the most, left to right, none inside another; weak forms last."""
    for readers in (_FULL, _WEAK):
        found = [(reading, _apart(reading, readers)) for reading in readings]
        reading, dates = max(found, key=lambda one: len(one[1]))
        if dates:
            return reading, dates
    return readings[0], []


def _apart(reading: Reading, readers: Sequence[Reader]) -> list[Candidate]:
    """The believable dates from left to right, none inside another."""
    apart: list[Candidate] = []
    for candidate in sorted((c for reader in readers for c in reader(reading)), key=lambda c: (c.start, -c.end)):
        believed = candidate.year >= candidate.floor or candidate.year in PERSIAN_YEARS
        if believed and (not apart or candidate.start >= apart[-1].end):
            apart.append(candidate)
    return apart


def _year_month_day(reading: Reading) -> Iterator[Candidate]:
    for match in _YEAR_MONTH_DAY.finditer(reading.text):
        year, month = _year(match["y"], reading), int(match["b"])
        floor = FIRST_ISO_YEAR if match["sep"] == "-" else FIRST_YEAR
        yield Candidate(match.start(), match.end(), year, _persian(year, month, reading), int(match["d"]), floor)


def _day_month_year(reading: Reading) -> Iterator[Candidate]:
    for match in (*_DAY_MONTH_YEAR.finditer(reading.text), *_BARS.finditer(reading.text)):
        month, day = _month_and_day(match, reading)
        year = _year(match["y"], reading)
        yield Candidate(match.start(), match.end(), year, _persian(year, month, reading), day, ambiguous=True)


def _day_name_year(reading: Reading) -> Iterator[Candidate]:
    """ "2 April 2025", "2. April 2025", "April 2nd, 2025"."""
    for match in _DAY_NAME_YEAR.finditer(reading.text):
        month = month_in(match["gap"], reading.language)
        start, day, year = match.start(), int(match["d"]), _year(match["y"], reading)
        if month:
            yield Candidate(start, match.end(), year, month, day)
        elif month == 0 and (name := _name_before(reading, start)):
            yield Candidate(name[1], match.end(), year, name[0], day)


def _year_name_day(reading: Reading) -> Iterator[Candidate]:
    """ "2025. április 2.", "2025 m. balandžio 2 d.", and Latvian "2025. gada 2. aprīlis"."""
    for match in _YEAR_NAME_DAY.finditer(reading.text):
        month = month_in(match["gap"], reading.language)
        start, day, year = match.start(), int(match["d"]), _year(match["y"], reading)
        if month:
            yield Candidate(start, match.end(), year, month, day)
        elif "gad" in match["gap"] and (name := _name_after(reading, match.end())):
            yield Candidate(start, name[1], year, name[0], day)


def _east_asian(reading: Reading) -> Iterator[Candidate]:
    for match in _han_pattern().finditer(reading.text):
        digits, year = len(match["y"]), int(match["y"])
        if match["era"]:
            year += eras()[match["era"]]
        elif digits == 3 and primary(reading.language) in _ROC:
            year += ROC_OFFSET
        elif digits in (2, 4):
            year = full_year(year, digits, thai=False)
        else:
            continue
        yield Candidate(match.start(), match.end(), year, int(match["m"]), int(match["d"]))


def _vietnamese(reading: Reading) -> Iterator[Candidate]:
    for match in _VIETNAMESE.finditer(reading.text):
        yield Candidate(match.start(), match.end(), int(match["y"]), int(match["m"]), int(match["d"]))


def _roc_numbers(reading: Reading) -> Iterator[Candidate]:
    if primary(reading.language) not in _ROC:
        return
    for match in _ROC_NUMBERS.finditer(reading.text):
        yield Candidate(match.start(), match.end(), int(match["y"]) + ROC_OFFSET, int(match["m"]), int(match["d"]))


def _short_numbers(reading: Reading) -> Iterator[Candidate]:
    for match in _SHORT.finditer(reading.text):
        if int(match["a"]) > 31 or primary(reading.language) in _YEAR_FIRST:
            short, month, day = match["a"], int(match["b"]), int(match["c"])
        else:
            short, (month, day) = match["c"], _month_and_day(match, reading)
        if len(short) == 2:
            yield Candidate(match.start(), match.end(), _year(short, reading), month, day, ambiguous=True)


def _short_name(reading: Reading) -> Iterator[Candidate]:
    for match in _DAY_NAME_SHORT.finditer(reading.text):
        if month := month_in(match["gap"].rstrip("'’"), reading.language):
            yield Candidate(match.start(), match.end(), _year(match["y"], reading), month, int(match["d"]))


_FULL: tuple[Reader, ...] = (_year_month_day, _day_month_year, _day_name_year, _east_asian, _vietnamese)
_WEAK: tuple[Reader, ...] = (_year_name_day, _roc_numbers, _short_numbers, _short_name)


def _year(digits: str, reading: Reading) -> int:
    return full_year(int(digits), len(digits), thai=reading.thai)


def _persian(year: int, month: int, reading: Reading) -> int:
    return month + PERSIAN if year in PERSIAN_YEARS and primary(reading.language) == "fa" else month


def _month_and_day(match: re.Match[str], reading: Reading) -> tuple[int, int]:
    """Which of the first two numbers is the month: what is over 12 is not; then the caller, the dot, the language."""
    a, b = int(match["a"]), int(match["b"])
    if (a > 12) != (b > 12):
        return (b, a) if a > 12 else (a, b)
    day_first = reading.day_first
    if day_first is None:
        tag = (reading.language or "").replace("_", "-").lower()
        day_first = match["sep"] == "." or tag not in _MONTH_FIRST
    return (b, a) if day_first else (a, b)


def _name_before(reading: Reading, end: int) -> tuple[int, int] | None:
    """The month that the last words before `end` name, and where the last of them begins."""
    words = list(_WORD.finditer(reading.text, max(0, end - _NAME_REACH), end))[-_LONGEST_NAME:]
    month = month_at(tuple(w[0] for w in words), reading.language)
    return (month, words[-1].start()) if month else None


def _name_after(reading: Reading, start: int) -> tuple[int, int] | None:
    """The month that the first word after ``"2."`` names, and where it ends."""
    word = _NEXT_WORD.match(reading.text, start)
    month = month_at((word["name"],), reading.language) if word else None
    return (month, word.end()) if word and month else None


@cache
def _han_pattern() -> re.Pattern[str]:
    names = "|".join(map(re.escape, eras()))
    return re.compile(
        rf"(?:(?P<era>{names})\s?)?(?<!\d)(?P<y>\d{{1,4}})\s?[年년]\s?(?P<m>\d{{1,2}})\s?[月월]\s?"
        r"(?P<d>\d{1,2})(?!\d)(?:\s?[日号號일])?"
    )
