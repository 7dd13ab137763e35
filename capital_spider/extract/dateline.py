"""Lines that say when and by whom, as they stand around a headline: a date, a byline, and nothing else."""

from __future__ import annotations

import re
import tomllib
from datetime import datetime
from importlib.resources import files

from capital_spider.errors import ExtractionError
from capital_spider.extract.date_formats.printed import parse_date

_DATA = tomllib.loads(files("capital_spider").joinpath("data/bylines.toml").read_text(encoding="utf-8"))
_PREFIX = re.compile(rf"(?:{'|'.join(map(re.escape, _DATA['prefixes']))})\b[\s:]*", re.IGNORECASE)
# "Wednesday, September 24, 2025, 10:45 a.m." is longer than any date without words around it.
_DATE_LENGTH = 44
# The longest byline that is read as names (as in byline extraction).
_BYLINE_LENGTH = 70
_SENTENCE_ENDS = (".", "!", "?", "…", "。", ":", "：")


def is_date_line(text: str) -> bool:
    """A date and nothing else."""
    return len(text) <= _DATE_LENGTH and any(c.isdigit() for c in text) and reads_as_date(text)


def reads_as_date(text: str, *, fetched_at: datetime | None = None) -> bool:
    """There is a date in the text. fetched_at: what "2 hours ago" counts from; without it that is no date."""
    try:
        return parse_date(text, fetched_at=fetched_at) is not None
    except ExtractionError:
        return False


def starts_like_byline(text: str) -> bool:
    """ "By …" in one of many languages: also what a sentence may begin with."""
    return _PREFIX.match(text) is not None


def is_byline(text: str) -> bool:
    """ "By Ana Ruiz": a short line that begins with "by", goes on with a capital letter and is no sentence."""
    found = _PREFIX.match(text)
    if found is None or len(text) > _BYLINE_LENGTH or text.endswith(_SENTENCE_ENDS):
        return False
    return text[found.end() : found.end() + 1].isupper()
