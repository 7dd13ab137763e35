"""The day that a listing prints beside an article, as far as it can be read without knowing the site."""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from datetime import date
from functools import cache
from importlib.resources import files

from lxml import etree

from capital_spider.urls import url_day

_ISO = re.compile(r"\b((?:19|20)\d\d)-(\d\d)-(\d\d)")
_DOTTED = re.compile(r"\b(\d{1,2})\.\s?(\d{1,2})\.\s?((?:19|20)\d\d)\b")
_NAMED = re.compile(r"\b(\d{1,2})(?:\.|st|nd|rd|th|º)?\s+(?:de\s+)?([^\W\d_]{3,12})\.?,?\s+(?:de\s+)?((?:19|20)\d\d)\b")
_NAMED_US = re.compile(r"\b([^\W\d_]{3,12})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+((?:19|20)\d\d)\b")
# A card's text is short; a date further in is part of its teaser.
_MAX_TEXT = 600


def entry_day(url: str, card: etree._Element) -> date | None:
    """The day in the article's address, else that of a ``<time>`` in its card, else a date printed there."""
    day = url_day(url)
    if day is not None:
        return day
    for time in card.iter("time"):
        if (day := _read(time.get("datetime") or "")) is not None:
            return day
    return _read(" ".join(map(str, card.itertext()))[:_MAX_TEXT])


def printed_day(url: str, text: str) -> date | None:
    """The day in the article's address, else that in the text."""
    return url_day(url) or _read(text)


def has_date(card: etree._Element) -> bool:
    return next(card.iter("time"), None) is not None or entry_day("", card) is not None


def _read(text: str) -> date | None:
    if not any(c.isdigit() for c in text):
        return None
    if found := _ISO.search(text):
        return _date(found[1], int(found[2]), found[3])
    if found := _DOTTED.search(text):
        return _date(found[3], int(found[2]), found[1])
    if (found := _NAMED.search(text)) and (month := _months().get(found[2].casefold())):
        return _date(found[3], month, found[1])
    if (found := _NAMED_US.search(text)) and (month := _months().get(found[1].casefold())):
        return _date(found[3], month, found[2])
    return None


def _date(year: str, month: int, day: str) -> date | None:
    try:
        return date(int(year), month, int(day))
    except ValueError:
        return None


@cache
def _months() -> dict[str, int]:
    """Name → number; where languages differ ("may"), what most of them mean."""
    stored = json.loads(files("capital_spider").joinpath("data", "months.json").read_text(encoding="utf-8"))
    meanings: defaultdict[str, Counter[int]] = defaultdict(Counter)
    for names in stored["months"].values():
        for name, number in names.items():
            meanings[name][number] += 1
    return {name: counts.most_common(1)[0][0] for name, counts in meanings.items()}
