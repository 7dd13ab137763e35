"""What the cells of a table column hold: percentages, money, numbers, dates, years or text, and in which unit.

Cells keep their raw text; this only says how to read them. The words are data: ``data/tables.toml``.
"""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Mapping, Sequence
from importlib.resources import files
from typing import Any, Literal, NamedTuple

from capital_spider.text import clean_line

Kind = Literal["percent", "currency", "number", "date", "year", "text", "empty"]

# Share of a column's non-empty cells that must be of one kind, and of its values that must share a unit; below it a
# column is text that happens to hold figures. Chosen by design, not measured; the tests pin both sides of it.
AGREEMENT = 0.7
# Four digits are a year on sight from 1900 to 2099 only; a header that says "year" widens it.
_PLAIN_YEARS = range(1900, 2100)
_SAID_YEARS = range(1000, 2100)
# Longest text tried as a number or a date: "approximately 1,234,567.89 – 2,345,678.90 million euros" has 57.
_LONGEST_VALUE = 64

_WORDS: dict[str, Any] = tomllib.loads(files("capital_spider").joinpath("data/tables.toml").read_text(encoding="utf-8"))


def table_words(section: str, key: str) -> frozenset[str]:
    """A word list of ``data/tables.toml``."""
    return frozenset(_WORDS[section][key])


def _by_spelling(section: str) -> Mapping[str, str]:
    return {spelling: unit for unit, spellings in _WORDS[section].items() for spelling in spellings}


_MAGNITUDES, _CURRENCIES, _UNITS = _by_spelling("magnitudes"), _by_spelling("currencies"), _by_spelling("units")
_MAGNITUDE_NAMES, _CURRENCY_SIGNS = frozenset(_MAGNITUDES.values()), frozenset(_CURRENCIES.values())
_PERCENT, _PLACEHOLDERS = table_words("cells", "percent"), table_words("cells", "placeholders")
_MONTHS, _BESIDE_DATES, _YEAR_WORDS = (
    table_words("dates", "months"),
    table_words("dates", "beside"),
    table_words("header", "year"),
)
_ABOUT = tuple(sorted(table_words("cells", "about"), key=len, reverse=True))

# 1,234.5  1.234,5  1 234,5  1'234.5  1,23,456  1234,5  .5
_NUMBER = (
    r"(?:\d{1,3}(?:,\d{2,3})*,\d{3}(?:\.\d+)?|\d{1,3}(?:\.\d{3})+(?:,\d+)?|\d{1,3}(?: \d{3})+(?:[.,]\d+)?"
    r"|\d{1,3}(?:['’]\d{3})+(?:[.,]\d+)?|\d+(?:[.,]\d+)?|[.,]\d+)"
)
_VALUE = re.compile(
    rf"(?P<before>\D{{0,20}}?)(?P<sign>[-+−–±]?) ?(?P<money>[^\s\d.,+\-−–±()]{{0,4}}) ?(?P<number>{_NUMBER})"
    rf"(?P<to> ?(?:[-–—]|to) ?\D?{_NUMBER})?(?P<after>(?![\d.,]).*)?",
)
_NUMERIC_DATE = re.compile(
    r"\d{4}([-/.])\d{1,2}\1\d{1,2}(?:[T ]\d{1,2}:\d{2}.*)?"
    r"|\d{1,2}([-/.])\d{1,2}\2(?:\d{4}|\d{2})(?:,? \d{1,2}:\d{2}.*)?"
    r"|\d{4} ?年(?: ?\d{1,2} ?月(?: ?\d{1,2} ?日)?)?"
)
_DATE_TOKEN = re.compile(r"[\w']+")
_DAY_OR_YEAR = re.compile(r"\d{1,2}(?:st|nd|rd|th|er|º)?|\d{4}|'\d{2}")
_IN_BRACKETS = re.compile(r"[(\[]([^()\[\]]{1,40})[)\]]")


class Value(NamedTuple):
    """How one cell reads. unit: as the record writes it ("%", "$", "$ million", "kg"), None if it shows none."""

    kind: Kind
    unit: str | None = None


class Column(NamedTuple):
    """Type and unit of a column, as the record holds them."""

    type: str
    unit: str | None


_TEXT, _EMPTY = Value("text"), Value("empty")


def read_value(text: str) -> Value:
    """What a cell's text is; "empty" for a blank one and for a placeholder ("–", "n/a")."""
    if not text or text.casefold() in _PLACEHOLDERS:
        return _EMPTY
    if len(text) > _LONGEST_VALUE or "\n" in text:
        return _TEXT
    if len(text) == 4 and text.isdecimal() and int(text) in _PLAIN_YEARS:
        return Value("year")
    if _is_date(text):
        return Value("date")
    return _read_amount(text)


def read_column(header: str, cells: Sequence[str]) -> Column:
    """Type and unit of a column: the kind of at least 70 % of its non-empty cells, else "text".

    header: its header text, "" if none; ``"Price ($ million)"`` gives the unit that the cells do not repeat.
    """
    values = [value for value in map(read_value, cells) if value.kind != "empty"]
    if not values:
        return Column("text", None)
    stated = _stated_unit(header)
    kind = _column_kind(Counter(value.kind for value in values), len(values))
    if kind in ("year", "number") and _says_year(header):
        kind = "year" if _all_years(cells) else kind
    if kind in ("text", "date", "year"):
        return Column(kind, None)
    unit = _join_units(stated.unit, _common_unit(values))
    if kind == "number" and stated.kind in ("percent", "currency"):
        kind = stated.kind
    return Column(kind, unit)


def _column_kind(counts: Counter[Kind], total: int) -> Kind:
    needed = AGREEMENT * total
    kind, count = counts.most_common(1)[0]
    if count >= needed:
        return kind
    if counts["number"] + counts["year"] >= needed:
        return "number"
    if counts["number"] + counts["year"] + counts["currency"] + counts["percent"] >= needed:
        return "currency" if counts["currency"] and not counts["percent"] else "number"
    return "text"


def _common_unit(values: Sequence[Value]) -> str | None:
    figures = [value.unit for value in values if value.kind not in ("text", "date")]
    units = Counter(figures).most_common(1)
    if units and units[0][1] >= AGREEMENT * len(figures):
        return units[0][0]
    # Statements of account print the currency in the first and the last row only.
    return next(iter(shown)) if len(shown := {unit for unit in figures if unit in _CURRENCY_SIGNS}) == 1 else None


def _join_units(stated: str | None, shown: str | None) -> str | None:
    """The header's unit and the cells' together: "million" and "$" are "$ million"; what is shown, if they disagree."""
    if not stated or not shown or stated == shown:
        return stated or shown
    parts = list(dict.fromkeys((*stated.split(" "), *shown.split(" "))))
    currency = [part for part in parts if part in _CURRENCY_SIGNS]
    magnitude = [part for part in parts if part in _MAGNITUDE_NAMES]
    others = [part for part in parts if part not in _CURRENCY_SIGNS and part not in _MAGNITUDE_NAMES]
    if currency and others == ["m"]:
        magnitude, others = ["million"], []  # £5m are no metres
    if len(currency) > 1 or len(magnitude) != 1 or (currency and others) or "%" in others:
        return shown
    return " ".join(currency + magnitude + others)


def _says_year(header: str) -> bool:
    return not _YEAR_WORDS.isdisjoint(header.casefold().split())


def _all_years(cells: Sequence[str]) -> bool:
    return all(cell.isdecimal() and int(cell) in _SAID_YEARS for cell in cells if read_value(cell) != _EMPTY)


def _is_date(text: str) -> bool:
    if _NUMERIC_DATE.fullmatch(text):
        return True
    tokens = _DATE_TOKEN.findall(text.casefold())
    if not 2 <= len(tokens) <= 7:
        return False
    numbers = sum(1 for token in tokens if _DAY_OR_YEAR.fullmatch(token))
    months = sum(1 for token in tokens if token in _MONTHS)
    rest = sum(1 for token in tokens if token in _BESIDE_DATES)
    return bool(numbers and months) and numbers + months + rest == len(tokens)


def _read_amount(text: str) -> Value:
    text = text.rstrip("*†‡").rstrip()
    found = _VALUE.fullmatch(text)
    if found is None:
        return _TEXT
    before, after = found["before"].strip(), (found["after"] or "").strip()
    if before.endswith("(") and after.endswith(")"):
        before, after = before[:-1].rstrip(), after[:-1].rstrip()  # (1,234): minus, as bookkeepers write it
    unit_before = _read_unit(_without_about(f"{before} {found['money']}".strip()))
    unit_after = _read_unit(after.lstrip("-"))
    if unit_before is None or unit_after is None:
        return _TEXT
    if unit_before.unit and unit_before.kind != "currency":
        return _TEXT  # "m2", "G8": names
    if found["to"] and not (unit_before.unit or unit_after.unit) and _is_year_range(text):
        return _TEXT
    kinds = {unit_before.kind, unit_after.kind}
    kind: Kind = "currency" if "currency" in kinds else "percent" if "percent" in kinds else "number"
    return Value(kind, _join_units(unit_before.unit, unit_after.unit))


def _without_about(text: str) -> str:
    folded = text.casefold()
    for word in _ABOUT:
        if folded.startswith(word):
            return text[len(word) :].strip()
    return text.lstrip("+-−–± ")


def _is_year_range(text: str) -> bool:
    years = re.findall(r"\d+", text)
    return len(years) == 2 and len(years[0]) == 4 and int(years[0]) in _PLAIN_YEARS


def _read_unit(text: str) -> Value | None:
    """What the words beside a number make of it: ``"million euros"`` → currency, "€ million"; None for other words."""
    if not text:
        return Value("number")
    whole = _unit_word(text)
    if whole is not None:
        return whole
    if text[0] in _CURRENCIES:
        words = [text[0], text[1:].strip()]
    else:
        words = [word for word in text.split(" ") if word.casefold() not in _BESIDE_DATES]
    read = [word for word in map(_unit_word, words) if word is not None]
    if len(words) != 2 or len(read) != 2:
        return None
    unit = _join_units(read[0].unit, read[1].unit)
    if unit == read[1].unit:
        return None
    return Value("currency" if "currency" in (read[0].kind, read[1].kind) else "number", unit)


def _unit_word(text: str) -> Value | None:
    folded = text.casefold()
    if folded in _PERCENT:
        return Value("percent", "%")
    if currency := _CURRENCIES.get(folded):
        return Value("currency", currency)
    spelling = text if len(text) == 1 else folded
    if (unit := _MAGNITUDES.get(spelling)) or (unit := _UNITS.get(spelling)):
        return Value("number", unit)
    return None


def _stated_unit(header: str) -> Value:
    """The unit that a header names in brackets, after a comma, or by "%" anywhere; Value("empty") if none."""
    candidates = _IN_BRACKETS.findall(header)
    candidates += [header.rpartition(mark)[2] for mark in (",", " in ", " en ") if mark in header]
    if not header.isalpha():
        candidates.append(header)  # "$", "km/h"; but "Won" counts games, and "Week" numbers them
    for candidate in candidates:
        text = clean_line(candidate)
        for lead in ("in ", "en ", "em "):
            text = text.removeprefix(lead)
        found = _read_unit(text) if text else None
        if found is not None and found.unit:
            return found
    return Value("percent", "%") if "%" in header else _EMPTY
