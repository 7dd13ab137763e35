"""Spider arguments come as strings: addresses and days, read or refused with what to write instead."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterable
from datetime import date

from capital_spider.errors import UsageError
from capital_spider.urls import canonical_url

_DAY = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?")


def read_addresses(text: str) -> list[str]:
    """The addresses in a text, separated by white space; ``example.org/news`` gets ``https://``.

    Raises UsageError for one that is no web address.
    """
    addresses = []
    for word in text.split():
        url = word if re.match(r"[a-z][a-z0-9+.-]*://", word, re.IGNORECASE) else f"https://{word}"
        if canonical_url(url) is None:
            raise UsageError(f"{word!r} is no web address: write it like https://example.org/news/")
        addresses.append(url)
    return addresses


def read_day(name: str, text: str | None, *, last: bool) -> date | None:
    """A day, or the first (last) day of a month or year: "2025-04-02", "2025-04", "2025". None for None or "".

    Raises UsageError for anything else.
    """
    if not text:
        return None
    found = _DAY.fullmatch(text.strip())
    try:
        if found is None:
            raise ValueError
        year = int(found[1])
        month = int(found[2] or (12 if last else 1))
        return date(year, month, int(found[3] or (calendar.monthrange(year, month)[1] if last else 1)))
    except ValueError:
        raise UsageError(f"{name} {text!r} is no date: write 2025-04-02, 2025-04 or 2025") from None


def refuse_unknown(spider: str, arguments: Iterable[str]) -> None:
    """Raises UsageError for a misspelt argument, which Scrapy would keep silently; those of scrapyd (``_job``) pass."""
    unknown = [name for name in arguments if not name.startswith("_") and name != "name"]
    if unknown:
        known = "url, since, until, profile; category (category and site); file (urls); from_api (wordpress)"
        raise UsageError(f"spider {spider} has no argument {', '.join(sorted(unknown))}; known are {known}")
