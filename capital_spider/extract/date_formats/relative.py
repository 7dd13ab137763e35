"""Dates told from the capture: "2 days ago", "hace 3 horas", "yesterday, 14:05"."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import cache
from itertools import islice
from zoneinfo import ZoneInfo

from capital_spider.extract.date_formats.clock import find_clock, localize
from capital_spider.extract.date_formats.words import ago_words, day_offset, days_back, primary

# "il y a 3 heures", "vor etwa 2 Stunden": the longest phrases have four words after their marker.
_WORDS_AFTER = 4
_WORDS_BEFORE = 3
# dateparser takes 0.3 ms a phrase: "vor" and "for" are also plain prepositions.
_MOST_PHRASES = 12
_FIELD_ENDS = re.compile(r"[|•·–—,;()\n]")
_DATEPARSER_NAMES = {"no": "nb", "iw": "he", "tl": "fil", "in": "id"}


def has_relative(text: str, language: str | None) -> bool:
    """True if the text holds a marker like "ago", or a word like "yesterday". text: lower case."""
    return bool(_marked().search(text) or days_back(language).search(text))


def find_relative(text: str, fetched_at: datetime, zone: str | None, language: str | None) -> datetime | None:
    """The moment meant, aware, in `zone` (else in the capture's own); None if the text tells none.

    text: lower case, digits folded. Days and weeks back keep the capture's time of day, unless a clock is printed.
    """
    base = fetched_at.astimezone(ZoneInfo(zone)) if zone else fetched_at
    for phrase in islice(_phrases(text), _MOST_PHRASES):
        if moment := _ask_dateparser(phrase, base, language):
            return moment
    return _named_day(text, base, zone, language)


def _named_day(text: str, base: datetime, zone: str | None, language: str | None) -> datetime | None:
    """Yesterday and its like. Today counts only where a field begins or a clock follows: "USA Today" is a paper."""
    word = days_back(language).search(text)
    if word is None:
        return None
    offset = day_offset(word[0], language)
    clock = find_clock(text, word.start(), word.end(), language)
    lead = _FIELD_ENDS.split(text[: word.start()])[-1].strip()
    if offset == 0 and clock is None and lead and not lead.endswith(":"):
        return None
    day = base - timedelta(days=offset)
    if clock is None:
        return day
    return localize(day.date(), clock, zone) or datetime.combine(day.date(), clock.time, tzinfo=base.tzinfo)


def _phrases(text: str) -> Iterator[str]:
    """The words around each marker, the likeliest cut first."""
    for marker in _marked().finditer(text):
        if marker["unspaced"] or marker["after"]:
            lead = _FIELD_ENDS.split(text[: marker.start()])[-1]
            digit = re.search(r"\d+\D*$", lead)
            words = lead.split()
            if digit:
                yield lead[digit.start() :] + marker[0]
                yield lead[digit.start() :] + " " + marker[0]  # Thai: dateparser wants the marker apart
            else:
                yield from (" ".join([*words[-n:], marker[0]]) for n in range(min(_WORDS_BEFORE, len(words)), 0, -1))
        if marker["before"]:
            words = _FIELD_ENDS.split(text[marker.end() :])[0].split()
            yield from (" ".join([marker[0], *words[:n]]) for n in range(min(_WORDS_AFTER, len(words)), 0, -1))


@cache
def _marked() -> re.Pattern[str]:
    words = ago_words()
    after, before = ("|".join(sorted(map(re.escape, words[k]), key=len, reverse=True)) for k in ("after", "before"))
    return re.compile(
        rf"(?<!\w)(?:(?P<before>(?:{before})(?!\w))|(?P<after>(?:{after})(?!\w)))"
        rf"|(?<=\S)\s?(?P<unspaced>{'|'.join(map(re.escape, words['unspaced']))})"
    )


def _ask_dateparser(phrase: str, base: datetime, language: str | None) -> datetime | None:
    # Imported here: loading dateparser takes 130 ms, and few pages have only a relative date.
    import dateparser

    languages = list(dict.fromkeys([_DATEPARSER_NAMES.get(primary(language), primary(language)), "en"]))
    settings = {"RELATIVE_BASE": base.replace(tzinfo=None), "PARSERS": ["relative-time"]}
    for name in filter(None, languages):
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # about its own use of strptime and time zones, not about our text
                found = dateparser.parse(phrase, languages=[name], settings=settings)
        except (ValueError, OverflowError):  # a language it does not know, or "999999999 years ago"
            continue
        if found is not None:
            return found.replace(tzinfo=base.tzinfo)
    return None
