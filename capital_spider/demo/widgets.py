"""What the sidebar's calendar and category menu print."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import datetime

from capital_spider.demo.archive import Archive
from capital_spider.demo.content import TODAY
from capital_spider.demo.printed import month_name, print_date

Link = tuple[str, str]


@dataclass(frozen=True, slots=True)
class CalendarMonth:
    """weeks: seven days each, as (number or None, address or None, date in words); before, after: (address, "May")."""

    caption: str
    weeks: list[list[tuple[int | None, str | None, str]]]
    before: Link | None
    after: Link | None


def calendar_month(archive: Archive, shown: datetime | None) -> CalendarMonth:
    """The month of the article or archive on the page, else the current one: WordPress takes it from the query."""
    month = shown or TODAY
    weeks = []
    for days in calendar.Calendar(firstweekday=0).monthdayscalendar(month.year, month.month):
        weeks.append([_day(archive, month, day) for day in days])
    first = month.replace(day=1, hour=0, minute=0, second=0, tzinfo=None)
    months = sorted(m for m, _, _ in archive.months())
    before = max((m for m in months if m < first), default=None)
    after = min((m for m in months if m > first), default=None)
    return CalendarMonth(f"{month_name(month.month)} {month.year}", weeks, _month_link(before), _month_link(after))


def _day(archive: Archive, month: datetime, day: int) -> tuple[int | None, str | None, str]:
    if not day:
        return None, None, ""
    path = f"/{month.year}/{month.month:02}/{day:02}/"
    return day, path if path in archive.listings else None, print_date(month.replace(day=day))


def _month_link(month: datetime | None) -> Link | None:
    return (f"/{month:%Y/%m}/", month_name(month.month)[:3]) if month else None


def category_options(archive: Archive) -> list[tuple[int, int, str, int]]:
    """(level, term id, name, number of posts with those of all below) in the order of the tree."""
    return [(len(p) - 1, archive.category_id(p), p[-1], len(archive.posts_in(p))) for p in archive.places]
