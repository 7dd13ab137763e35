"""One listing on its way from the first page to the last, and whether all of it was seen.

Listings move while they are read. A new article pushes the others down, and they are met twice; a deleted one pulls
the others up, and one slips from a page that is still to be read to one that was read already. So a reading counts
as whole only if it showed as many articles as the listing held when the reading began.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta

from capital_spider.discover.listing import Listing, page_behind, page_number
from capital_spider.discover.load_more import MoreRequest
from capital_spider.urls import url_key

# A reading ends after this many pages in a row that show nothing it has not shown: a page parameter without effect.
STALE_PAGES = 2
# A listing that changed under our hands is read again so often at most.
MAX_REREADS = 2
# With fewer pages an article can only slip to the first one, which is looked at again in any case.
_PAGES_WORTH_COUNTING = 3


@dataclass(slots=True, eq=False)
class Walk:
    """label: for the log; expected: articles as the site counts them. probe: first and last page only, until something
    is new.

    Of the reading under way: keys: the articles shown; pages: how many there were when it began, as far as its numbers
    went; slots: how many entries all but the last of them had; on_last: how many that had then; next_url: where to go
    on after it was looked at; longest: the highest page number seen since, reached: read since; stale: pages in a row
    without anything new; news: articles that the crawl did not know; first: the articles of the first page; more: what
    its button asks for, if its pages are only guessed; visited: where the reading has been;
    shapes: how the list was told from the rest of its pages; came_to_older: it ended at articles from before ``since``.
    """

    url: str
    label: str
    probe: bool = False
    expected: int | None = None
    rereads: int = 0
    keys: set[str] = field(default_factory=set)
    slots: int = 0
    pages: int | None = None
    on_last: int | None = None
    next_url: str | None = None
    stale: int = 0
    news: int = 0
    more: MoreRequest | None = None
    visited: set[str] = field(default_factory=set)
    came_to_older: bool = False
    shapes: set[str] = field(default_factory=set)
    reached: int = 0
    longest: int = 0
    first: frozenset[str] = frozenset()

    def begin(self, listing: Listing) -> None:
        """A reading begins with this first page."""
        self.keys = set()
        self.slots = self.stale = self.news = self.reached = self.longest = 0
        self.pages, self.on_last, self.next_url = listing.pages, None, listing.next_url
        self.more = listing.more
        self.visited = {self.url}
        self.first = frozenset(url_key(e.url) for e in listing.entries)

    def enter(self, address: str) -> bool:
        """True for an address that this reading has not been at: a listing whose pages lead in a circle has an end."""
        if address in self.visited:
            return False
        self.visited.add(address)
        return True

    def is_older(self, listing: Listing, since: date) -> bool:
        """True if what the page adds to the reading was all published before that day, and so are the next pages.

        What was shown before, such as pinned articles on top of every page, says nothing; nor does a list in another
        order than from the newest to the oldest, nor one without days. A day's difference is left to time zones.
        """
        since -= timedelta(days=1)
        days = [e.day for e in listing.entries if url_key(e.url) not in self.keys]
        if not days or any(day is None or day >= since for day in days):
            return False
        known = [day for day in days if day is not None]
        return known == sorted(known, reverse=True)

    def show(self, listing: Listing, news: int) -> None:
        """A page of the reading, with so many articles that the crawl did not know."""
        shown = {url_key(e.url) for e in listing.entries}
        self.stale = 0 if shown - self.keys else self.stale + 1
        self.keys |= shown
        self.news += news
        self.reached = max(self.reached, listing.number)
        self.longest = max(self.longest, listing.pages or 0)
        if self.pages is not None and listing.number < self.pages:
            self.slots += len(shown)

    def page_to_count(self, listing: Listing) -> str | None:
        """The last page, to be looked at before the second is read: so it is known how much the listing holds.

        None where the site itself says how much.
        """
        if self.expected or listing.number > 1 or (listing.pages or 0) < _PAGES_WORTH_COUNTING:
            return None
        return listing.last_url

    def skip(self, url: str) -> str | None:
        """The page behind one that cannot be read, if the listing is known to be longer."""
        number = page_number(url)
        self.stale += 1
        if number < (self.pages or 0):
            self.slots += len(self.first)  # it may be readable when the listing is read again
        return page_behind(url) if number < self.longest else None

    @property
    def total(self) -> int:
        """How many articles the listing held when the reading began, as far as its pages and the site say."""
        counted = self.slots + self.on_last if self.on_last is not None else 0
        return max(counted, self.expected or 0)

    @property
    def showed_all(self) -> bool:
        """True if as many articles were shown as the site counts, or all from the time asked for."""
        return self.came_to_older or (self.expected is not None and len(self.keys) >= self.expected)

    def should_reread(self) -> bool:
        """True if the reading missed something, and reading again can help."""
        return len(self.keys) < self.total and self._may_reread()

    def _may_reread(self) -> bool:
        """The last reading, if there was more than one, was worth it."""
        return self.rereads < MAX_REREADS and (self.rereads == 0 or self.news > 0)

    def lost_some(self, listing: Listing, news: int) -> bool:
        """True if the first page, looked at again, lost more articles than new ones pushed down.

        All that shows a deletion where a listing does not say how many pages it has.
        """
        now = {url_key(e.url) for e in listing.entries}
        is_counted = self.on_last is not None and self.reached == self.pages
        lost = listing.number == 1 and len(self.first - now) > news
        return lost and not is_counted and self._may_reread()
