"""A listing page: which articles it lists, and where the next page is.

Where a profile knows the theme, its selectors find the list; elsewhere `main_list` tells it from the rest of the page.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from lxml import etree

from capital_spider.discover.entry_days import entry_day
from capital_spider.discover.links import follow, link_text
from capital_spider.discover.load_more import MoreRequest, find_more
from capital_spider.discover.main_list import NOTHING_KNOWN, KnownLists, cards_of, find_main_list
from capital_spider.discover.paging import append_page, first_page, page_behind, page_number, read_paging
from capital_spider.profiles import ProfileMatches

__all__ = ["Entry", "Listing", "first_page", "page_behind", "page_number", "read_listing"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One article on a listing: address and headline as listed; day: as address or card say, None if neither does."""

    url: str
    title: str
    day: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """What a listing page says.

    next_url: None at the end; guessed: it is not linked, only tried (a "load more" button has no address).
    more: the request that such a button makes, where the page says it.
    pages: the highest page number that it links to, None if it has no numbers; number: of this page, from 1.
    last_url: address of the last page, None if this is the last or there are no numbers.
    shapes: how the list was told, for other pages of the site; () if a profile knows it.
    """

    url: str
    entries: tuple[Entry, ...]
    next_url: str | None = None
    guessed: bool = False
    number: int = 1
    pages: int | None = None
    last_url: str | None = None
    more: MoreRequest | None = None
    shapes: tuple[str, ...] = ()


def read_listing(root: etree._Element, url: str, matches: ProfileMatches, known: KnownLists = NOTHING_KNOWN) -> Listing:
    """The listing on a page; one without entries if it lists nothing."""
    links = matches.listing("entries")
    shapes: tuple[str, ...] = ()
    if links:
        found = [(link, address, link_text(link)) for link, address in follow(links, url)]
    else:
        found, shapes = find_main_list(root, url, known)
    cards = cards_of(link for link, _, _ in found)
    entries = tuple(Entry(url=u, title=title, day=entry_day(u, cards[link])) for link, u, title in found)
    paging = read_paging(root, url, matches, {e.url for e in entries})
    next_url, guessed = paging.next_url, False
    buttons = matches.listing("load_more")
    if next_url is None and buttons and not any("disabled" in (b.get("class") or "").split() for b in buttons):
        next_url, guessed = append_page(url, paging.number + 1), True
    return Listing(
        url=url,
        entries=entries,
        next_url=next_url,
        guessed=guessed,
        number=paging.number,
        pages=paging.pages,
        last_url=paging.last_url,
        more=find_more(root, url, len(entries)) if next_url is None or guessed else None,
        shapes=shapes,
    )
