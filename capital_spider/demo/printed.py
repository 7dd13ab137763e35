"""Dates as the site prints them."""

from __future__ import annotations

import tomllib
from datetime import datetime, timedelta
from functools import cache
from importlib.resources import files
from typing import Any

from capital_spider.demo.content import TODAY, Post


@cache
def _words() -> dict[str, Any]:
    return tomllib.loads((files(__package__) / "words.toml").read_text(encoding="utf-8"))


def month_name(month: int, language: str = "en") -> str:
    name: str = _words()[language]["months"][month - 1]
    return name


def print_date(moment: datetime, language: str = "en") -> str:
    """``"April 2, 2025"``, ``"2 de abril de 2025"``, ``"2025年4月2日"``."""
    pattern: str = _words()[language]["date"]
    return pattern.format(d=moment.day, m=month_name(moment.month, language), y=moment.year)


def print_ago(moment: datetime) -> str:
    """Time from `moment` to the site's today, in its largest whole unit: ``"3 days ago"``."""
    age = TODAY - moment
    for unit, length in (("day", timedelta(days=1)), ("hour", timedelta(hours=1)), ("min", timedelta(minutes=1))):
        if age >= length:
            return f"{age // length} {unit}{'s' if age // length > 1 else ''} ago"
    return "1 min ago"


def article_date(post: Post) -> str | None:
    """The date in the article's header; None if it shows none."""
    if post.date_shown == "none":
        return None
    if post.date_shown == "ago":
        return print_ago(post.published)
    return print_date(post.published, post.language if post.date_shown == "local" else "en")


def card_date(post: Post) -> str:
    """The date on a card of a listing: relative within a week, as the theme's option has it."""
    return print_ago(post.published) if TODAY - post.published < timedelta(days=7) else print_date(post.published)
