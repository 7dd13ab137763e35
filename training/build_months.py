"""Rebuilds ``capital_spider/data/months.json`` from the language data that dateparser ships (CLDR and additions).

    python training/build_months.py

The same dateparser release gives the same bytes: languages and words are sorted, nothing is sampled. The file holds,
for each language (BCP 47 as dateparser spells it):

    months   name → 1 to 12, every case form and abbreviation, lower case, without dots
    halves   word of the 12-hour clock → "am" or "pm"
    days     "today", "yesterday" … → how many days back

Names with digits ("4月", "tháng 4") are left out: patterns read those. A name is also listed without its accents
("fevrier", "ابريل"), as hurried editors type it, unless that makes it the name of another month.
"""

from __future__ import annotations

import calendar
import importlib
import json
import pkgutil
import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from capital_spider.extract.date_formats.words import spell

language_data = importlib.import_module("dateparser.data.date_translation_data")
TARGET = Path(__file__).resolve().parent.parent / "capital_spider" / "data" / "months.json"
# Keys of dateparser's language data.
MONTHS = [name.lower() for name in calendar.month_name[1:]]
# Scripts in which a name without its marks is still read as that name; elsewhere marks are vowels.
ACCENTED_SCRIPTS = ("LATIN", "GREEK", "CYRILLIC", "ARABIC")
DAYS_BACK = re.compile(r"(\d) day ago")

Table = dict[str, dict[str, dict[str, Any]]]


def build() -> Table:
    """The three tables, each language → word → meaning."""
    tables: Table = {"months": {}, "halves": {}, "days": {}}
    for module in sorted(m.name for m in pkgutil.iter_modules(language_data.__path__)):
        info: dict[str, Any] = importlib.import_module(f"{language_data.__name__}.{module}").info
        found: dict[str, dict[str, Any]] = {
            "months": dict(_months(info)),
            "halves": dict(_halves(info)),
            "days": dict(_days(info)),
        }
        for name, words in found.items():
            if words:
                tables[name][info["name"]] = dict(sorted(words.items()))
    return tables


def _sources(info: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield info
    yield from info.get("locale_specific", {}).values()


def _months(info: dict[str, Any]) -> Iterator[tuple[str, int]]:
    names = {
        spell(name): number
        for number, key in enumerate(MONTHS, start=1)
        for source in _sources(info)
        for name in source.get(key, ())
        if not any(c.isdigit() for c in name)
    }
    bare = [(_without_accents(name), number) for name, number in names.items()]
    clashing = {name for name, number in bare for other, else_number in bare if name == other and number != else_number}
    yield from ((name, number) for name, number in bare if name not in clashing)
    yield from names.items()


def _without_accents(name: str) -> str:
    letters = [c for c in name if c.isalpha()]
    if not letters or not unicodedata.name(letters[0], "").startswith(ACCENTED_SCRIPTS):
        return name
    return "".join(c for c in unicodedata.normalize("NFD", name) if not unicodedata.combining(c))


def _halves(info: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for half in ("am", "pm"):
        for source in _sources(info):
            yield from ((spell(word), half) for word in source.get(half, ()))


def _days(info: dict[str, Any]) -> Iterator[tuple[str, int]]:
    for source in _sources(info):
        for meaning, words in source.get("relative-type", {}).items():
            if days := DAYS_BACK.fullmatch(meaning):
                yield from ((spell(word), int(days[1])) for word in words)


def main() -> None:
    text = json.dumps(build(), ensure_ascii=False, indent=0, separators=(",", ":"), sort_keys=True)
    TARGET.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
