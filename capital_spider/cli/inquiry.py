"""Why articles are missing: each asked for once, and looked for in the listings that should show it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

from capital_spider.audit import (
    Audit,
    Bounds,
    Filed,
    Group,
    Holdings,
    Missing,
    Named,
    compare,
    filed_by_record,
    reason_of,
)
from capital_spider.cli.survey import Fetch, Survey, Surveyor, read_whole_listing
from capital_spider.discover.categories import Category
from capital_spider.extract import extract_page
from capital_spider.items import Page
from capital_spider.text import fold
from capital_spider.urls import path_segments, url_day, url_key

# Listings read to tell what no list shows from what a crawl overlooked.
_LISTINGS = 30


class Inquiry:
    """limit: so many of the missing articles are asked for."""

    def __init__(self, fetch: Fetch, bounds: Bounds, holdings: Holdings, limit: int) -> None:
        self._fetch, self._bounds, self._holdings, self._limit = fetch, bounds, holdings, limit
        self._listed: dict[str, frozenset[str]] = {}

    async def run(self, url: str) -> tuple[Survey, Audit] | str:
        """Survey and audit of the site with that start page; the word for why it could not be fetched."""
        survey = await Surveyor(self._fetch, self._bounds, in_full=True).run(url)
        if isinstance(survey, str):
            return survey
        self._holdings.learn(survey.named.values())
        audit = self._compare(survey, self._unheld(survey))
        await self._read_short_listings(survey, audit)
        missing = [one for named in self._unheld(survey) if (one := await self._look_into(named, survey)) is not None]
        return survey, self._compare(survey, missing)

    def _unheld(self, survey: Survey) -> list[Missing]:
        named = [n for n in survey.named.values() if self._bounds.hold(n.filed.day) and not self._holdings.holds(n.url)]
        return [_missing(one) for one in named]

    def _compare(self, survey: Survey, missing: Iterable[Missing]) -> Audit:
        named = [n for n in survey.named.values() if self._bounds.hold(n.filed.day)]
        claims = [
            door.claims
            for door in survey.doors
            if door.kind == "wordpress" or (door.kind == "archive" and not self._bounds)
        ]
        claim = max((c for c in claims if c is not None), default=None)
        return compare(self._holdings, groups_of(survey, self._bounds), named, missing, claim)

    async def _read_short_listings(self, survey: Survey, audit: Audit) -> None:
        """Name what months miss beyond what is named already; categories, where months are not counted."""
        kind = "month" if any(row.kind == "month" and row.counted is not None for row in audit.rows) else "category"
        short = {row.name for row in audit.rows if row.kind == kind and row.missing > row.named}
        groups = [g for g in groups_of(survey, self._bounds) if g.kind == kind and g.name in short and g.url]
        for group in groups if kind == "month" else groups[:_LISTINGS]:
            day = date.fromisoformat(f"{group.name}-01") if kind == "month" else None
            async for url, page in read_whole_listing(self._fetch, group.url or ""):
                survey.name(Named(url=url, found_on=page, filed=Filed(day=url_day(url) or day)))

    # --- one article -------------------------------------------------------------------------------------------

    async def _look_into(self, one: Missing, survey: Survey) -> Missing | None:
        """With its reason; None if it is held under another address, or is a page that nobody called an article."""
        named = survey.named[url_key(one.url)]
        if named.protected:
            return replace(one, reason="password", detail="as the site's API says")
        if self._limit <= 0:
            return one
        self._limit -= 1
        page = await self._fetch(one.url)
        failed = _failure(page)
        if isinstance(page, str) or failed is not None:
            return replace(one, reason=failed[0], detail=failed[1]) if failed else one
        article = extract_page(page)
        if self._holdings.holds(article.canonical_url):
            return None
        known = filed_by_record(article.to_dict())
        one = replace(one, filed=replace(known, day=one.filed.day or known.day))
        why = reason_of(article, self._bounds)
        if why is not None and why[0] == "no_article" and not named.is_sure:
            return None
        if why is None:
            is_lost = await self._is_listed(one, survey)
            why = ("missed" if is_lost else "never_listed", article.title)
        return replace(one, reason=why[0], detail=why[1])

    async def _is_listed(self, one: Missing, survey: Survey) -> bool:
        """True if a listing that should show it does, or if there is none to look into."""
        pages = [m.url for m in survey.counts.months if one.filed.day and m.first_day == one.filed.day.replace(day=1)]
        pages += [c.url for c in survey.counts.categories if any(_is_below(path, c) for path in one.filed.categories)]
        looked = False
        for url in pages or [survey.url]:
            if url not in self._listed and len(self._listed) < _LISTINGS:
                found = [url_key(entry) async for entry, _ in read_whole_listing(self._fetch, url)]
                self._listed[url] = frozenset(found)
            if url_key(one.url) in self._listed.get(url, ()):
                return True
            looked = looked or bool(self._listed.get(url))
        return not looked


def _failure(page: Page | str) -> tuple[str, str] | None:
    """(reason, detail) for an address under which no page answers; None if one does."""
    if isinstance(page, str):
        return ("robots" if page == "robots_forbidden" else "failed"), page
    if page.status in (404, 410):
        return "gone", str(page.status)
    if page.status != 200:
        return "failed", str(page.status)
    if page.redirects and not path_segments(page.url):
        return "gone", "leads to the home page"
    return None


def _missing(named: Named) -> Missing:
    return Missing(url=named.url, found_on=named.found_on, filed=named.filed)


def _is_below(path: Sequence[str], category: Category) -> bool:
    """True for the category itself and those above it, whose lists show the article too."""
    wanted = [fold(part) for part in category.path]
    return [fold(part) for part in path][: len(wanted)] == wanted or (len(path) == 1 and fold(path[0]) == wanted[-1])


# --- what is compared ------------------------------------------------------------------------------------------------


def groups_of(survey: Survey, bounds: Bounds) -> list[Group]:
    """Months, categories and tags with their counts; between bounds only months, as nothing else is counted by date."""
    categories, tags = survey.counts.categories, survey.counts.tags
    # Where a category counts less than one below it, categories count without those below.
    counts = {c.path: c.count for c in categories if c.count is not None}
    with_below = all(counts.get(path[:-1], count) >= count for path, count in counts.items())
    groups = _months(survey, bounds)
    groups += [
        Group(kind="category", path=c.path, count=None if bounds else c.count, url=c.url, with_below=with_below)
        for c in sorted(categories, key=lambda c: [fold(part) for part in c.path])
    ]
    groups += [Group(kind="tag", path=(tag.name,), count=None if bounds else tag.count, url=tag.url) for tag in tags]
    return groups


def _months(survey: Survey, bounds: Bounds) -> list[Group]:
    """By the archive widget; by the API's list where that is complete and the widget does not say."""
    listed = {f"{m.first_day:%Y-%m}": m for m in survey.counts.months}
    days = [n.filed.day for n in survey.named.values() if n.filed.day is not None and bounds.hold(n.filed.day)]
    named = [f"{day:%Y-%m}" for day in days]
    groups = []
    for name in sorted({*listed, *named}, reverse=True):
        year, month = int(name[:4]), int(name[5:])
        if bounds and not bounds.touch(year, month):
            continue
        widget = listed.get(name)
        count = widget.count if widget is not None and bounds.cover(year, month) else None
        if count is None and survey.complete:
            count = named.count(name)
        groups.append(Group(kind="month", path=(name,), count=count, url=widget.url if widget else None))
    return groups
