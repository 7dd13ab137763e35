"""Listing pages: what they list, and where they go on."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

import pytest
from lxml import html

from capital_spider.demo import Site
from capital_spider.discover.listing import first_page, page_behind, page_number, read_listing
from capital_spider.discover.main_list import KnownLists
from capital_spider.profiles import NO_MATCHES, ProfileMatches, load_profile, recognise_profile

BASE = "https://example.org/news/"


def entries(*numbers: int, cls: str = "entry") -> str:
    return "".join(
        f'<li class="{cls}"><a href="/2025/04/0{n}/report/">Report number {n} from the north harbour</a></li>'
        for n in numbers
    )


@dataclass(frozen=True, kw_only=True)
class Case:
    """entries: paths, None = not looked at."""

    markup: str
    url: str = BASE
    entries: list[str] | None = None
    next_url: str | None = None
    guessed: bool = False
    pages: int | None = None
    profile: str | None = None
    last_url: str | None = None
    titles: list[str] = field(default_factory=list)


FOUND = ["/2025/04/01/report/", "/2025/04/02/report/", "/2025/04/03/report/"]
LIST = f"<ul>{entries(1, 2, 3)}</ul>"
CASES = {
    "the group with the most headline text": Case(
        markup=f"<ul>{entries(1, 2, 3)}</ul><p>{entries(7, 8)}</p>", entries=FOUND
    ),
    "two links are no list": Case(markup=f"<ul>{entries(1, 2)}</ul>", entries=[]),
    "sidebars do not count": Case(
        markup=f'{LIST}<div class="sidebar"><ol>{entries(4, 5, 6, 7, 8)}</ol></div>', entries=FOUND
    ),
    "nor the popular ones": Case(
        markup=f'{LIST}<div class="most-read"><ol>{entries(4, 5, 6, 7)}</ol></div>', entries=FOUND
    ),
    "nor a menu of long names": Case(markup=f"{LIST}<nav><ol>{entries(4, 5, 6, 7)}</ol></nav>", entries=FOUND),
    "a list whose builder calls it navigation": Case(
        markup=f'<div class="jeg_pagination_nav_1">{"<h3></h3>" + LIST}</div>', entries=FOUND
    ),
    "picture and headline lead to the same article": Case(
        markup="".join(
            f'<li><a href="{path}"><img></a><a href="{path}">The report of that day</a></li>' for path in FOUND
        ),
        entries=FOUND,
    ),
    "short headlines where no spaces part words": Case(
        markup="".join(f'<p class="t"><a href="/a/{n}/">北京胡同试行安静快递车{n}</a></p>' for n in range(3)),
        entries=["/a/0/", "/a/1/", "/a/2/"],
    ),
    "headline as listed": Case(markup=LIST, titles=[f"Report number {n} from the north harbour" for n in (1, 2, 3)]),
    "hidden links": Case(markup=f'{LIST}<ol style="display: none">{entries(4, 5, 6, 7)}</ol>', entries=FOUND),
    "rel=next, which is a number too": Case(
        markup=f'{LIST}<a rel="next" href="?page=2">older</a>',
        next_url=f"{BASE}?page=2",
        pages=2,
        last_url=f"{BASE}?page=2",
    ),
    "rel=next in the head": Case(
        markup=f'<head><link rel="next" href="/news/page/2/"></head>{LIST}', next_url=f"{BASE}page/2/"
    ),
    "rel=next that leads to another article is none": Case(
        markup=f'{LIST}<a rel="next" href="/2025/04/01/report/">next report</a>', next_url=None
    ),
    "numbers": Case(
        markup=f'{LIST}<a href="?page=2">2</a><a href="?page=9">9</a>',
        next_url=f"{BASE}?page=2",
        pages=9,
        last_url=f"{BASE}?page=9",
    ),
    "numbers, in the middle": Case(
        markup=f'{LIST}<a href="/news/">1</a><a href="?page=3">3</a><a href="?page=9">9</a>',
        url=f"{BASE}?page=2",
        next_url=f"{BASE}?page=3",
        pages=9,
        last_url=f"{BASE}?page=9",
    ),
    "numbers, at the end": Case(
        markup=f'{LIST}<a href="/news/">1</a><a href="?page=8">8</a>', url=f"{BASE}?page=9", pages=9
    ),
    "numbers of another listing": Case(markup=f'{LIST}<a href="/sports/page/2/">2</a>', next_url=None, pages=None),
    "other parameters stay": Case(
        markup=f'{LIST}<a href="?cat=4&amp;page=2">2</a>',
        url=f"{BASE}?cat=4",
        next_url=f"{BASE}?cat=4&page=2",
        pages=2,
        last_url=f"{BASE}?cat=4&page=2",
    ),
    "a button has no address": Case(
        markup=f'{LIST}<div class="jeg_block_loadmore"><a href="#">Load More</a></div>',
        profile="jnews",
        next_url=f"{BASE}page/2/",
        guessed=True,
    ),
    "the button's next page, from the second": Case(
        markup=f'{LIST}<div class="jeg_block_loadmore"><a href="#">Load More</a></div>',
        url=f"{BASE}page/2/",
        profile="jnews",
        next_url=f"{BASE}page/3/",
        guessed=True,
    ),
    "a button that is used up": Case(
        markup=f'{LIST}<div class="jeg_block_nav"><a class="next disabled" href="#">Next</a></div>', profile="jnews"
    ),
    "cards of two classes in a list of four": Case(
        markup="<ul>"
        + "".join(entries(n, cls=c) for n, c in ((1, "odd"), (2, "even"), (3, "odd"), (4, "odd")))
        + "</ul>",
        entries=[*FOUND, "/2025/04/04/report/"],
    ),
    "a larger card that leads the list": Case(
        markup='<main><div><h2><a href="/2025/04/09/lead/">What the harbour has to expect next year</a></h2></div>'
        f"{LIST}</main>",
        entries=["/2025/04/09/lead/", *FOUND],
    ),
    "two headlines with dates are a list": Case(
        markup="".join(
            f'<div class="card"><h3><a href="{path}">Report of the north harbour</a></h3><time>2 April</time></div>'
            for path in FOUND[:2]
        ),
        entries=FOUND[:2],
    ),
    "headings that are no links, and a link to read on": Case(
        markup="".join(f'<li><h3>What happened in part {p}</h3><a href="{p}">Read more</a></li>' for p in FOUND),
        titles=[f"What happened in part {p}" for p in FOUND],
    ),
    "a box of recommended articles": Case(
        markup=f'{LIST}<div class="recommended-posts"><ol>{entries(4, 5, 6, 7, 8)}</ol></div>', entries=FOUND
    ),
    "older posts, by the link's words": Case(
        markup=f'{LIST}<a href="/news/page2/">Older Posts »</a>',
        next_url=f"{BASE}page2/",
        pages=2,
        last_url=f"{BASE}page2/",
    ),
    "more in German, counted by articles": Case(
        markup=f'{LIST}<a href="?start=20">Ältere Beiträge</a>', next_url=f"{BASE}?start=20"
    ),
    "numbers that count articles": Case(
        markup=f'{LIST}<a href="?start=0">1</a><a href="?start=20">3</a><a href="?start=30">4</a>',
        url=f"{BASE}?start=10",
        next_url=f"{BASE}?start=20",
    ),
    "a place in the list": Case(
        markup=f'{LIST}<a href="?before=2025-04-01">Next page</a>', next_url=f"{BASE}?before=2025-04-01"
    ),
    "pages counted from 0": Case(markup=f'{LIST}<a rel="next" href="?page=1">›</a>', next_url=f"{BASE}?page=1"),
    "another order of the list": Case(markup=f'{LIST}<a href="?sort=asc&amp;view=list">More</a>', next_url=None),
    "more of another part of the site": Case(markup=f'{LIST}<a href="/sports/">More</a>', next_url=None),
    "later pages of another part of the site": Case(markup=f'{LIST}<a href="/sports/page/2/">More</a>', next_url=None),
    "the front page, whose second is elsewhere": Case(
        markup=f'{LIST}<a rel="next" href="/blog/page/2/">Next</a>',
        url="https://example.org/",
        next_url="https://example.org/blog/page/2/",
    ),
    "short headings, each one a link": Case(
        markup="".join(f'<li><h3><a href="{path}">Cup final</a></h3></li>' for path in FOUND), entries=FOUND
    ),
    "back to the newer ones": Case(
        markup=f'{LIST}<a href="?start=0">Newer posts</a>', url=f"{BASE}?start=10", next_url=None
    ),
    "an empty page": Case(markup="<p>Nothing here.</p>", entries=[]),
}


def read(case: Case) -> tuple[html.HtmlElement, ProfileMatches]:
    root = html.document_fromstring(f"<html><body>{case.markup}</body></html>")
    return root, load_profile(case.profile).find(root) if case.profile else NO_MATCHES


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_listing(case: Case) -> None:
    listing = read_listing(*_with_url(case))
    if case.entries is not None:
        assert [entry.url.removeprefix("https://example.org") for entry in listing.entries] == case.entries
    if case.titles:
        assert [entry.title for entry in listing.entries] == case.titles
    assert (listing.next_url, listing.guessed) == (case.next_url, case.guessed)
    assert (listing.pages, listing.last_url) == (case.pages, case.last_url)


def _with_url(case: Case) -> tuple[html.HtmlElement, str, ProfileMatches]:
    root, matches = read(case)
    return root, case.url, matches


# --- the sample site, with and without its theme's profile --------------------------------------------------------

SITE = Site("http://127.0.0.1:9")


@pytest.mark.parametrize("path", ["/", "/page/2/", "/category/europe/", "/category/america/", "/2025/04/", "/2025/05/"])
@pytest.mark.parametrize("with_profile", [True, False], ids=["profile", "no profile"])
def test_the_sample_sites_listings(path: str, with_profile: bool) -> None:
    root = html.document_fromstring(SITE.render(path).body)
    profile = recognise_profile(root, "127.0.0.1:9")
    assert profile is not None
    listing = read_listing(root, SITE.base + path, profile.find(root) if with_profile else NO_MATCHES)
    number = page_number(SITE.base + path)
    shown = SITE.archive.listings[path.split("page/")[0]].page(number)
    found = {entry.url for entry in listing.entries}
    wanted = {SITE.base + post.path for post in shown}
    assert {url.lower() for url in found} <= {url.lower() for url in wanted}
    # Without a profile the hero above the list is a list of its own.
    assert len(found) >= (len(wanted) if with_profile else len(wanted) - 4)


# --- what other pages taught --------------------------------------------------------------------------------------

ONE = f"<ul>{entries(1)}</ul>"
BOX = "".join(f'<p class="box"><a href="/box/{n}/">A promotion of the publisher, number {n}</a></p>' for n in range(3))


@pytest.mark.parametrize(
    ("markup", "known", "count"),
    [
        pytest.param(ONE, False, 0, id="one link is no list"),
        pytest.param(ONE, True, 1, id="unless the first page showed that it is"),
        pytest.param(ONE + BOX, True, 1, id="and then nothing else is"),
    ],
)
def test_the_last_page_of_a_listing(markup: str, known: bool, count: int) -> None:
    first = read_listing(html.document_fromstring(LIST), BASE, NO_MATCHES)
    lists = KnownLists(here=frozenset(first.shapes)) if known else KnownLists()
    listing = read_listing(html.document_fromstring(markup), f"{BASE}?page=2", NO_MATCHES, lists)
    assert len(listing.entries) == count


DAYS: dict[str, tuple[str, date | None]] = {
    "a time element": ('<time datetime="2025-04-02T23:30:00-05:00">yesterday</time>', date(2025, 4, 2)),
    "printed, day first": ("<span>2 April 2025</span>", date(2025, 4, 2)),
    "printed, month first": ("<span>Apr. 2, 2025 at noon</span>", date(2025, 4, 2)),
    "printed in Spanish": ("<span>2 de abril de 2025</span>", date(2025, 4, 2)),
    "in numbers": ("<span>02.04.2025</span>", date(2025, 4, 2)),
    "May, which is another month elsewhere": ("<span>3 May 2025</span>", date(2025, 5, 3)),
    "no such day": ("<span>31.02.2025</span>", None),
    "none": ("<span>by Ada Miller</span>", None),
}


@pytest.mark.parametrize("case", DAYS.values(), ids=DAYS.keys())
def test_day_of_an_entry(case: tuple[str, date | None]) -> None:
    mark, day = case
    cards = "".join(
        f'<li><h3><a href="/a/{n}">The report of that day, part {n}</a></h3>{mark if n == 1 else ""}</li>'
        for n in (1, 2, 3)
    )
    listing = read_listing(html.document_fromstring(f"<ul>{cards}</ul>"), BASE, NO_MATCHES)
    assert [entry.day for entry in listing.entries] == [day, None, None]


# --- page numbers ------------------------------------------------------------------------------------------------

NUMBERS: dict[str, tuple[str, int, str, str | None]] = {
    "glued to the word": (f"{BASE}page3/", 3, BASE, f"{BASE}page4/"),
    "a file": (f"{BASE}page-3.html", 3, BASE, f"{BASE}page-4.html"),
    "another language": (f"{BASE}seite/3/", 3, BASE, f"{BASE}seite/4/"),
    "a numbered index": (f"{BASE}index_3.shtml", 3, BASE, f"{BASE}index_4.shtml"),
    "articles counted": (f"{BASE}?offset=40", 1, BASE, None),
    "an article's number": (f"{BASE}p/1234567", 1, f"{BASE}p/1234567", None),
    "none": (BASE, 1, BASE, None),
    "path": (f"{BASE}page/3/", 3, BASE, f"{BASE}page/4/"),
    "path without a slash": (f"{BASE}page/3", 3, BASE, f"{BASE}page/4"),
    "parameter": (f"{BASE}?page=3", 3, BASE, f"{BASE}?page=4"),
    "parameter among others": (f"{BASE}?cat=4&page=3", 3, f"{BASE}?cat=4", f"{BASE}?cat=4&page=4"),
    "WordPress' own": (f"{BASE}?paged=9", 9, BASE, f"{BASE}?paged=10"),
    "no number": (f"{BASE}?page=all", 1, f"{BASE}?page=all", None),
    "a number too long to be a page": (f"{BASE}?page=20250402", 1, BASE, None),
}


@pytest.mark.parametrize("case", NUMBERS.values(), ids=NUMBERS.keys())
def test_page_numbers(case: tuple[str, int, str, str | None]) -> None:
    url, number, first, behind = case
    assert page_number(url) == number
    assert first_page(url) == first
    assert page_behind(url) == behind
