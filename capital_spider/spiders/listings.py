"""Listings: walked from the first page to the last, or only probed; read again if they changed under our hands.

A listing behind the first door is walked to its end. Behind later doors, which list the same articles again, it is only
*probed*: first and last page; if either shows an article that is not known, the whole of it is walked. A walk that saw
less than the listing held is repeated (see ``walk``).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from scrapy.http import Request, Response

from capital_spider.discover.categories import find_categories
from capital_spider.discover.listing import Listing, first_page, read_listing
from capital_spider.discover.load_more import MoreRequest
from capital_spider.discover.main_list import KnownLists
from capital_spider.discover.more_answers import read_more
from capital_spider.extract.document import Document
from capital_spider.spiders.fetching import FetchingSpider
from capital_spider.spiders.walk import STALE_PAGES, Walk
from capital_spider.urls import canonical_url, category_slugs, url_key

# A list of fewer links than this teaches nothing about the site's other lists.
_TRUSTED = 3
# How a walk can end, in the log's words.
ENDS = {
    "last_page": "read to its end",
    "nothing_new": "ended, as its pages bring nothing new,",
    "page_missing": "ended, as the next page cannot be had,",
    "empty": "lists nothing",
    "no_articles": "ended, as what it lists turned out to be no articles,",
    "older": "ended at articles from before the time asked for",
}


class ListingSpider(FetchingSpider):
    """Walks listings, each once however many doors lead to it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._walks: dict[str, Walk] = {}
        self._shapes: set[str] = set()

    @property
    def walked(self) -> bool:
        """True if a listing was opened."""
        return bool(self._walks)

    def walk(self, url: str, label: str, *, probe: bool = False, expected: int | None = None) -> Iterator[Request]:
        """The request for the first page of a listing; nothing if it is walked already."""
        start = canonical_url(first_page(url)) or url
        key = url_key(start)
        if key not in self._walks:
            walk = self._walks[key] = Walk(url=start, label=label, probe=probe, expected=expected)
            yield self._listing_request(start, walk)

    @property
    def showed_any(self) -> bool:
        """True if a listing that was walked showed an article."""
        return any(walk.keys for walk in self._walks.values())

    def walk_of(self, url: str) -> Walk | None:
        """The walk of the listing at that address, if it was opened."""
        return self._walks.get(url_key(canonical_url(first_page(url)) or url))

    # --- pages -----------------------------------------------------------------------------------------------------

    def parse_listing(self, response: Response, walk: Walk, pages: str) -> Iterator[Request]:
        """pages: "all", "count" (the last, to know how much there is), "ends" (first and last) or "new" (as long as a
        page shows something unseen).
        """
        asked = response.meta.get("redirect_urls", [response.url])[0]
        is_first = url_key(asked) == url_key(walk.url)
        if not self._belongs(response.url, asked, walk):
            yield from self._without_page(asked, walk, pages) if not is_first else ()
            return
        document = self._document(response)
        listing = self._read(document, response.url, walk)
        self.note_links(document, response.url)
        if not is_first and listing.number == 1:  # its address counts articles, or names a place in the list
            listing = replace(listing, number=walk.reached + 1)
        if pages == "count":
            self.crawler.stats.inc_value("listing/pages")
            walk.on_last = len({url_key(e.url) for e in listing.entries}) or None
            yield from self._next_page(walk, listing=None)
            return
        yield from self._take_listing(listing, walk, pages, is_first=is_first)

    def parse_more(self, response: Response, walk: Walk, pages: str, more: MoreRequest) -> Iterator[Request]:
        """The answer to the request of a button or of scrolling."""
        listing = replace(read_more(response.body, more, self._known(walk)), number=walk.reached + 1)
        yield from self._take_listing(listing, walk, pages, is_first=False)

    def _read(self, document: Document, url: str, walk: Walk | None = None) -> Listing:
        listing = read_listing(document.root, url, document.matches[0], self._known(walk))
        if len(listing.entries) >= _TRUSTED:
            self._shapes.update(listing.shapes)
            if walk is not None:
                walk.shapes.update(listing.shapes)
        return listing

    def _known(self, walk: Walk | None) -> KnownLists:
        return KnownLists(here=frozenset(walk.shapes if walk else ()), elsewhere=frozenset(self._shapes))

    def _take_listing(self, listing: Listing, walk: Walk, pages: str, *, is_first: bool) -> Iterator[Request]:
        self.crawler.stats.inc_value("listing/pages")
        if not listing.entries:
            self.crawler.stats.inc_value("listing/empty")
            yield from self._without_page(listing.url, walk, pages)
            return
        if all(self.patterns.is_paused(e.url) for e in listing.entries):
            self._end(walk, "no_articles")
            return
        unknown = {url_key(e.url): e for e in listing.entries if url_key(e.url) not in self.seen}
        if pages == "ends" and any(self.in_bounds(e.day) for e in unknown.values()):
            pages = "all"  # a probe that finds something becomes a walk
            if not is_first:
                yield self._listing_request(walk.url, walk, pages)
                return
        is_older = False
        if pages == "all":
            if is_first:
                walk.begin(listing)
            is_older = self.since is not None and walk.is_older(listing, self.since)
            walk.show(listing, len(unknown))
        for entry in unknown.values() if pages != "ends" else ():
            yield from self._article_request(entry.url, listing.url)
        if is_older:
            walk.came_to_older = True
            self._end(walk, "older")
        else:
            yield from self._go_on(listing, walk, pages, len(unknown), is_first=is_first)

    def _go_on(self, listing: Listing, walk: Walk, pages: str, news: int, *, is_first: bool) -> Iterator[Request]:
        """The next page of the walk, if there is one to be read."""
        if pages == "ends":
            if is_first and listing.last_url:
                yield self._listing_request(listing.last_url, walk, pages)
        elif pages == "new":
            if walk.lost_some(listing, news):
                yield self._again(walk)
            elif news and listing.next_url:
                yield self._listing_request(listing.next_url, walk, pages)
            elif news and listing.more:
                yield self._more_request(listing.more, walk, pages)
        else:
            last_url = walk.page_to_count(listing) if self.since is None else None
            if last_url is not None:
                yield self._listing_request(last_url, walk, "count")
            else:
                yield from self._next_page(walk, listing)

    def _next_page(self, walk: Walk, listing: Listing | None) -> Iterator[Request]:
        """On to the next page; at the end, read the listing again if it held more than was seen when its reading began.

        listing: the page that was read last, None for the first.
        """
        next_url = listing.next_url if listing else walk.next_url
        more = listing.more if listing else None
        if listing and listing.guessed and walk.showed_all:
            next_url = more = None
        if walk.stale >= STALE_PAGES:
            yield from self._finish(walk, "nothing_new")
        elif next_url and walk.enter(next_url):
            yield self._listing_request(next_url, walk, "all")
        elif more and walk.enter(f"{more.url} {more.data}"):
            yield self._more_request(more, walk, "all")
        else:
            yield from self._finish(walk, "last_page")

    def _finish(self, walk: Walk, why: str) -> Iterator[Request]:
        if walk.should_reread():
            yield self._again(walk)
        else:
            self._end(walk, why)

    def _end(self, walk: Walk, why: str) -> None:
        self.crawler.stats.inc_value(f"listing/ended/{why}")
        count = len(walk.keys)
        self.logger.info("%s: %s after page %d, %d articles: %s", walk.label, ENDS[why], walk.reached, count, walk.url)

    def _without_page(self, url: str, walk: Walk, pages: str) -> Iterator[Request]:
        """Go on without the page at `url`: behind it, or as the button would."""
        if pages == "count":
            yield from self._next_page(walk, listing=None)
        elif pages == "all":
            behind = walk.skip(url)
            more, walk.more = (walk.more, None) if behind is None else (None, walk.more)
            if more and not walk.showed_all and walk.enter(f"{more.url} {more.data}"):
                yield self._more_request(more, walk, pages)
            elif behind and walk.stale < STALE_PAGES:
                yield self._listing_request(behind, walk, "all")
            else:
                yield from self._finish(walk, "page_missing" if walk.reached else "empty")

    def _belongs(self, url: str, asked: str, walk: Walk) -> bool:
        """True if the page that answered, maybe after a redirect, is one of this walk's listing.

        ``/?cat=12`` turns out to be ``/category/a/``: one walk, under both addresses, unless that has its own already.
        """
        is_first = url_key(asked) == url_key(walk.url)
        if not is_first and url_key(url) == url_key(asked):
            return True
        start = first_page(url)
        owner = self._walks.get(url_key(start))
        if owner is None and is_first:
            owner = self._walks[url_key(start)] = walk
            walk.url = start
        return owner is walk

    def _again(self, walk: Walk) -> Request:
        walk.rereads += 1
        self.crawler.stats.inc_value("listing/read_again")
        self.logger.info("%s held %d articles, %d were seen: it is read again", walk.label, walk.total, len(walk.keys))
        return self._listing_request(walk.url, walk, "all")

    # --- requests --------------------------------------------------------------------------------------------------

    def _listing_request(self, url: str, walk: Walk, pages: str | None = None) -> Request:
        """Behind the articles that are known already: a polite crawl then holds articles from its first minute on."""
        pages = pages or ("ends" if walk.probe else "all")
        return self._request(url, self.parse_listing, priority=-10, cb_kwargs={"walk": walk, "pages": pages})

    def _more_request(self, more: MoreRequest, walk: Walk, pages: str) -> Request:
        self.crawler.stats.inc_value("listing/more")
        headers = {"X-Requested-With": "XMLHttpRequest"}
        options: dict[str, Any] = {}
        if more.data is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
            options = {"method": "POST", "body": more.data}
        cb_kwargs = {"walk": walk, "pages": pages, "more": more}
        return self._request(more.url, self.parse_more, priority=-10, cb_kwargs=cb_kwargs, headers=headers, **options)

    def on_failure(self, failure: Any) -> Iterator[Request]:
        """A listing is read on behind a page that cannot be fetched."""
        yield from super().on_failure(failure)
        request = failure.request
        if request.callback == self.parse_listing:
            yield from self._without_page(request.url, **request.cb_kwargs)
        elif request.callback == self.parse_more:
            yield from self._finish(request.cb_kwargs["walk"], "page_missing")

    def _is_past_the_end(self, request: Request, reason: Any) -> bool:
        return reason == 404 and request.callback in (self.parse_listing, self.parse_more)

    def note_links(self, document: Document, url: str) -> None:
        """Remember what else a listing page leads to."""
        self.note_categories(document, url)

    def note_categories(self, document: Document, url: str) -> None:
        """Remember the categories that a page leads to; the first that names one counts."""
        for category in find_categories(document.root, url, document.matches[0]):
            key = "/".join(category.path).casefold()
            known = self.categories.setdefault(key, category)
            if category_slugs(category.url) and not category_slugs(known.url):  # a number, which only leads there
                self.categories[key] = replace(known, url=category.url)
