"""What a site counts and names: its doors, asked one after the other.

The coroutines get `fetch` (see ``spiders.errand``): the Page that answered, or the word for why none did.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass, field, replace
from urllib.parse import urlsplit, urlunsplit

from capital_spider.audit import Bounds, Filed, Named
from capital_spider.discover.counts import PageCounts, read_counts
from capital_spider.discover.doors import (
    Door,
    may_be_article,
    page_doors,
    robots_sitemaps,
)
from capital_spider.discover.feeds import (
    Feed,
    FeedError,
    known_places,
    linked_feeds,
    main_feed,
    numbered_page_of,
    read_feed,
)
from capital_spider.discover.listing import read_listing
from capital_spider.discover.sitemap_parts import KNOWN_PLACES, kind_of, may_be_of, may_hold, periods, worth_reading
from capital_spider.discover.sitemap_text import MAX_BYTES
from capital_spider.discover.sitemaps import Sitemap, SitemapError, read_sitemap
from capital_spider.discover.wordpress import (
    ApiError,
    PostPage,
    PostQuery,
    api_roots,
    declared_api,
    read_answer,
    read_posts,
)
from capital_spider.extract.document import Document, parse_page
from capital_spider.items import Page
from capital_spider.urls import url_day, url_key

Fetch = Callable[..., Awaitable[Page | str]]

# Home pages made of modules have no sidebar: so many other pages are looked at for what theirs count.
_SIDE_PAGES = 2
# Of an API: nothing answers, or something else does.
_NOT_THERE = ("absent", "no_json")
# Sitemaps read to name articles, and to see how many there are.
_SITEMAPS, _FEW_SITEMAPS = 2000, 7
# The protocol knows two levels; some sites have three.
_SITEMAP_LEVELS = 4
# Places where a feed is looked for that no page names; pages of a feed that are read.
_FEED_PLACES, _FEED_PAGES = 3, 200
# A listing longer than this many pages is not read to its end to find the missing.
_LISTING_PAGES = 200


@dataclass(slots=True, kw_only=True)
class Survey:
    """named: by key, all that its lists name, in bounds as far as they say. closed: door → why it did not open.

    complete: True if the API named every article, so that it counts them too.
    """

    url: str
    counts: PageCounts
    doors: list[Door] = field(default_factory=list)
    named: dict[str, Named] = field(default_factory=dict)
    closed: dict[str, str] = field(default_factory=dict)
    complete: bool = False

    @property
    def says_anything(self) -> bool:
        """True if anything is counted or named."""
        return bool(self.named) or any(door.claims is not None for door in self.doors)

    def name(self, named: Named) -> None:
        """The first list that gives a day counts; without one, the day in the address."""
        day = named.filed.day or url_day(named.url)
        known = self.named.get(url_key(named.url))
        if known is None or (known.filed.day is None and day is not None):
            sure = named.is_sure or (known is not None and known.is_sure)
            self.named[url_key(named.url)] = replace(named, filed=Filed(day=day), is_sure=sure)
        elif named.is_sure and not known.is_sure:
            self.named[url_key(named.url)] = replace(known, is_sure=True)


class Surveyor:
    """bounds: what lies outside is not asked for. in_full: name every article instead of counting them only."""

    def __init__(self, fetch: Fetch, bounds: Bounds, *, in_full: bool) -> None:
        self._fetch, self._bounds, self._in_full = fetch, bounds, in_full
        self._days = bounds.since, bounds.until

    async def run(self, url: str) -> Survey | str:
        """The survey of the site with that start page; the word for why it could not be fetched."""
        page = await self._fetch(url)
        if isinstance(page, str) or page.status != 200:
            return page if isinstance(page, str) else str(page.status)
        document = parse_page(page)
        survey = Survey(url=page.url, counts=await self._counts(document))
        survey.doors += page_doors(survey.counts)
        await self._ask_wordpress(document, survey)
        await self._read_sitemaps(survey)
        await self._read_feed(document, survey)
        return survey

    async def page(self, url: str) -> Page | None:
        """The page, if it is there."""
        page = await self._fetch(url)
        return None if isinstance(page, str) or page.status != 200 else page

    # --- what pages count --------------------------------------------------------------------------------------

    async def _counts(self, document: Document) -> PageCounts:
        counts = _counts_on(document)
        for url in _side_pages(document, counts):
            if counts.months and counts.categories and counts.tags:
                break
            page = await self.page(url)
            if page is not None:
                counts = counts.or_else(_counts_on(parse_page(page)))
        return counts

    # --- the API -----------------------------------------------------------------------------------------------

    async def _ask_wordpress(self, document: Document, survey: Survey) -> None:
        """An API that no page speaks of, and that is not there, is no closed door."""
        place = document.root, document.page.url, document.page.headers
        for api in api_roots(*place):
            try:
                await self._posts(api, survey)
            except ApiError as error:
                if declared_api(*place) or error.reason not in _NOT_THERE:
                    survey.closed["wordpress"] = error.reason
            else:
                survey.closed.pop("wordpress", None)
                return

    async def _posts(self, api: str, survey: Survey) -> None:
        query: PostQuery | None = PostQuery.between(self._bounds.since, self._bounds.until)
        known: set[int] = set()
        total: int | None = None
        while query is not None:
            try:
                answer = await self._answer(query.address(api))
            except ApiError as error:
                if error.reason == "too_many" and (query := query.smaller()):
                    continue
                if error.reason != "past_the_end" or total is None:
                    raise
                break
            if total is None:
                total = answer.total
                survey.doors.append(Door(kind="wordpress", url=api, claims=total, note="REST API"))
            if not self._in_full:
                return
            news = [post for post in answer.posts if post.ident not in known and query.holds(post)]
            known.update(post.ident for post in news)
            for post in news:
                filed = Filed(day=post.published.date() if post.published else None)
                survey.name(Named(url=post.url, found_on=api, filed=filed, protected=post.protected))
            query = query.following(answer, len(news))
        survey.complete = len(known) >= (total or 0)

    async def _answer(self, url: str) -> PostPage:
        page = await self._fetch(url)
        if isinstance(page, str):
            raise ApiError(page)
        return read_posts(read_answer(page.status, page.body), page.headers, page.url)

    # --- sitemaps ----------------------------------------------------------------------------------------------

    async def _read_sitemaps(self, survey: Survey) -> None:
        """One door for all that the first sitemap leads to, which is an index as a rule."""
        home = urlunsplit((*urlsplit(survey.url)[:2], "", "", ""))
        robots = await self.page(f"{home}/robots.txt")
        named = robots_sitemaps(robots.body, robots.url) if robots is not None else ()
        found: dict[str, Named] = {}
        for start in (named,) if named else [(home + path,) for path in KNOWN_PLACES]:
            files, left, failed = await self._read_parts(start, found)
            if not files and named:
                survey.closed["sitemap"] = failed
            if not files:
                continue
            note = f"{files} files" if files > 1 else ""
            if left:
                note += f" of {files + left}, which hold {len(found)}"
            survey.doors.append(Door(kind="sitemap", url=start[0], claims=None if left else len(found), note=note))
            break
        for one in found.values() if self._in_full else ():
            survey.name(one)

    async def _read_parts(self, start: Sequence[str], found: dict[str, Named]) -> tuple[int, int, str]:
        """(sitemaps read, left unread, why the last one that failed did). What they list goes to `found`."""
        todo, met, files, failed = [(url, 1) for url in start], set(start), 0, "empty"
        budget = _SITEMAPS if self._in_full else _FEW_SITEMAPS
        while todo and budget > 0:
            (url, level), budget = todo.pop(0), budget - 1
            sitemap = await self._sitemap(url)
            if isinstance(sitemap, str):
                failed = sitemap
                continue
            files += bool(sitemap.pages or sitemap.parts)
            for entry in sitemap.pages:
                if may_be_article(entry.url) and may_be_of(entry, *self._days):
                    is_sure = kind_of(url) == "article"
                    one = Named(url=entry.url, found_on=url, filed=Filed(day=entry.published), is_sure=is_sure)
                    found.setdefault(url_key(entry.url), one)
            spans = periods(part.url for part in sitemap.parts)
            worth = [p for p in worth_reading(sitemap.parts) if may_hold(p, spans.get(p.url), *self._days)]
            todo += [(p.url, level + 1) for p in worth if p.url not in met and level < _SITEMAP_LEVELS]
            met.update(p.url for p in worth)
        return files, len(todo), failed

    async def _sitemap(self, url: str) -> Sitemap | str:
        page = await self._fetch(url, download_maxsize=MAX_BYTES)
        if isinstance(page, str) or page.status != 200:
            return page if isinstance(page, str) else str(page.status)
        try:
            return read_sitemap(page.body, page.url)
        except SitemapError as error:
            return error.reason

    # --- feeds -------------------------------------------------------------------------------------------------

    async def _read_feed(self, document: Document, survey: Survey) -> None:
        """The feed of the whole site: its first page, and those behind it where no other list names articles."""
        linked = main_feed(linked_feeds(document.root, survey.url), survey.url)
        for url in (linked,) if linked else known_places(survey.url)[:_FEED_PLACES]:
            pages = [page async for page in self._feed_pages(url, 1 if survey.named else self._feed_limit)]
            if not pages:
                continue
            entries = {entry.url: entry for page in pages for entry in page.entries}
            goes_on = len(pages) > 1 and not self._in_full
            note = f"the newest {len(pages[0].entries)}, and pages behind them" if goes_on else ""
            survey.doors.append(Door(kind="feed", url=url, claims=None if goes_on else len(entries), note=note))
            for entry in entries.values() if self._in_full else ():
                day = url_day(entry.url) or (entry.published.date() if entry.published else None)
                survey.name(Named(url=entry.url, found_on=url, filed=Filed(day=day)))
            return

    @property
    def _feed_limit(self) -> int:
        return _FEED_PAGES if self._in_full else 2

    async def _feed_pages(self, url: str, limit: int) -> AsyncIterator[Feed]:
        """Pages of the feed, as long as they show something new."""
        seen: set[str] = set()
        following, number = url, 1
        while number <= limit:
            page = await self.page(following)
            try:
                feed = read_feed(page.body, page.url, content_type=page.headers.get("content-type")) if page else None
            except FeedError:
                return
            news = {entry.url for entry in feed.entries} - seen if feed else set()
            if feed is None or not news:
                return
            yield feed
            seen |= news
            number += 1
            following = feed.next_url or numbered_page_of(url, number)


def _counts_on(document: Document) -> PageCounts:
    return read_counts(document.root, document.page.url, document.matches[0])


def _side_pages(document: Document, counts: PageCounts) -> list[str]:
    """A listing and an article, whose sidebars may hold what the home page has not."""
    listing = read_listing(document.root, document.page.url, document.matches[0])
    lists = [c.url for c in counts.categories[:1]] or [m.url for m in counts.months[:1]]
    return [*[e.url for e in listing.entries[:1]], *lists][:_SIDE_PAGES]


async def read_whole_listing(fetch: Fetch, url: str) -> AsyncIterator[tuple[str, str]]:
    """(address, page that shows it) of every article of a listing, until a page shows nothing new."""
    seen: set[str] = set()
    following: str | None = url
    for _ in range(_LISTING_PAGES):
        page = await fetch(following) if following else ""
        if isinstance(page, str) or page.status != 200:
            return
        document = parse_page(page)
        listing = read_listing(document.root, page.url, document.matches[0])
        news = [e.url for e in listing.entries if url_key(e.url) not in seen]
        if not news:
            return
        for entry in news:
            yield entry, page.url
        seen.update(map(url_key, news))
        following = listing.next_url
