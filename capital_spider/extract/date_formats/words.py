"""The words of printed dates: month names, "today", a.m. and p.m., zone abbreviations, read from ``data/``.

``months.json`` comes from CLDR (``training/build_months.py`` rebuilds it), ``date_words.toml`` is kept by hand.
The tables are read on first use: 2 ms, and many pages need none of them.
"""

from __future__ import annotations

import json
import re
import tomllib
import unicodedata
from collections.abc import Iterable
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

PERSIAN = 100
"""`month_in` and `month_at` give PERSIAN + 1 to 12 for a month of the Solar Hijri calendar."""

# Codes whose words stand under another code in the table.
_ALIASES = {"no": "nb", "iw": "he", "in": "id", "tl": "fil", "sh": "sr-Latn", "zh-tw": "zh-Hant", "zh-hk": "zh-Hant"}
_BETWEEN = re.compile(r"[\s.,/\-–—'’‘`°()]+")
# Han, Hangul and their kind come from here on: no dots in abbreviations, no spaces around words.
_FIRST_HAN = 0x2E80
# The shortest name trusted in a language that is not the page's: two letters are too often something else.
_SHORTEST_FOREIGN = 3


def spell(word: str) -> str:
    """The key under which a word is looked up: NFC, lower case, no dots, no apostrophe or geresh at its ends."""
    return unicodedata.normalize("NFC", word).replace("İ", "i").lower().replace(".", "").strip(" '’׳")


@lru_cache(maxsize=4096)
def month_in(gap: str, language: str | None) -> int | None:
    """The month named between two numbers: "de marzo de", "nd of April,", " نيسان/أبريل ".

    0 if only particles and punctuation stand there, None if there are other words.
    """
    words = [w for w in _BETWEEN.split(gap) if w]
    telling = [w for w in words if w not in _particles()]
    if not telling:  # "tháng năm" is May, though each word alone says nothing
        return _month(spell(" ".join(words)), language) or 0
    first, last = words.index(telling[0]), len(words) - words[::-1].index(telling[-1])
    spans = [" ".join(words[a:b]) for a in range(first, -1, -1) for b in range(last, len(words) + 1)]
    for name in (*spans, gap.replace(".", "").strip(" ,-/")):
        if month := _month(spell(name), language):
            return month
    # Two names of one month, as Arabic papers print them: one word alone is not enough, other words are not names.
    both = {_month(spell(w), language) for w in telling} if "/" in gap else {None}
    return both.pop() if len(both) == 1 else None


@lru_cache(maxsize=4096)
def month_at(words: tuple[str, ...], language: str | None) -> int | None:
    """The month named by as many of the words as make a name: all, or the last ones (words read towards a number)."""
    telling = tuple(w for w in words if w not in _particles())
    for some in (words, telling):
        for start in range(len(some)):
            if month := _month(spell(" ".join(some[start:])), language):
                return month
    return None


def half_pattern(language: str | None) -> str:
    """A regular expression, groups ``am`` and ``pm``: the 12-hour clock's words in `language`, and the common ones."""
    words = {"am": set(_words()["halves"]["am"]), "pm": set(_words()["halves"]["pm"])}
    for code in _codes(language):
        for word, half in _table()["halves"].get(code, {}).items():
            if word not in words["am"] and word not in words["pm"]:
                words[half].add(word)
    return "|".join(f"(?P<{half}>{'|'.join(map(_spaced, _longest_first(words[half])))})" for half in ("am", "pm"))


@cache
def days_back(language: str | None) -> re.Pattern[str]:
    """Finds "today", "yesterday" … in `language` or English, as a word of its own; `day_offset` says what it means."""
    words = {w for code in (*_codes(language), "en") for w in _table()["days"].get(code, {})}
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, _longest_first(words)))})(?!\w)")


def day_offset(word: str, language: str | None) -> int:
    """How many days before the capture the word means: 0 for "today"."""
    tables = [_table()["days"].get(code, {}) for code in (*_codes(language), "en")]
    return int(next(table[word] for table in tables if word in table))


def zone_of(abbreviation: str) -> float | str | None:
    """Hours east of UTC, or an IANA zone, for "CEST", "ET"; None if the letters are no zone."""
    zone: float | str | None = _words()["zones"].get(abbreviation)
    return zone


def eras() -> dict[str, int]:
    """Era name → what to add to its years to get Gregorian ones."""
    found: dict[str, int] = _words()["eras"]
    return found


def ago_words() -> dict[str, list[str]]:
    """Markers of relative dates: ``before`` and ``after`` the number, ``unspaced`` after it."""
    found: dict[str, list[str]] = _words()["ago"]
    return found


def primary(language: str | None) -> str:
    """The language without region and script, lower case: "en" for "en-GB", "" if there is none."""
    return (language or "").replace("_", "-").split("-")[0].lower()


def _month(name: str, language: str | None) -> int | None:
    for code in _codes(language):
        if month := _table()["months"].get(code, {}).get(name):
            return int(month)
    if persian := _words()["persian_months"].get(name):
        return PERSIAN + int(persian)
    if len(name) < _SHORTEST_FOREIGN:
        return None
    return _table()["months"]["en"].get(name) or _months_anywhere().get(name)


@cache
def _months_anywhere() -> dict[str, int]:
    """Names that mean the same month in every language that has them."""
    meanings: dict[str, set[int]] = {}
    for names in _table()["months"].values():
        for name, month in names.items():
            meanings.setdefault(name, set()).add(month)
    return {name: months.pop() for name, months in meanings.items() if len(months) == 1}


@cache
def _codes(language: str | None) -> tuple[str, ...]:
    """The table's keys for a language, the most exact first."""
    if not language:
        return ()
    tag = language.replace("_", "-").lower()
    known = {code.lower(): code for code in _table()["months"]} | _ALIASES
    known |= {code.lower(): code for code in _table()["days"]}
    parts = tag.split("-")
    exact = ["-".join(parts[:n]) for n in range(len(parts), 0, -1)]
    return tuple(dict.fromkeys(known[t] for t in exact if t in known))


def _longest_first(words: Iterable[str]) -> list[str]:
    return sorted(words, key=lambda w: (-len(w), w))


def _spaced(word: str) -> str:
    """ "pm" as it is printed: "p.m.", "p. m."; longer words with any white space."""
    if len(word) == 2 and ord(word[0]) < _FIRST_HAN:
        return r"(?<![^\W\d])" + r"\.?\s?".join(map(re.escape, word)) + r"(?!\w)\.?"  # "2:53pm" has no space
    return re.escape(word).replace(r"\ ", r"\s")


@cache
def _table() -> dict[str, dict[str, dict[str, Any]]]:
    table: dict[str, dict[str, dict[str, Any]]] = json.loads(_read("months.json"))
    return table


@cache
def _words() -> dict[str, Any]:
    return tomllib.loads(_read("date_words.toml"))


@cache
def _particles() -> frozenset[str]:
    return frozenset(_words()["particles"])


def _read(name: str) -> str:
    return files("capital_spider").joinpath("data", name).read_text(encoding="utf-8")
