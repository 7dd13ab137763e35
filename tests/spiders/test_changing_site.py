"""Listings that change while they are read, and listings that do not end as they should."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from html import escape
from typing import Any

import pytest
from crawling import Outcome, Task, crawl_all
from serving import Answer, Route, Server

PER_PAGE = 10
SENTENCE = "The ferry to the north shore leaves from the second pier at a quarter past every hour of the day. "

# What happens to the list of articles (newest first).
Change = Callable[[list[str]], None]
# By the listing page that is asked for then, and how often it was asked for.
Changes = dict[tuple[str, int], Change]


def publish(*numbers: int) -> Change:
    def change(posts: list[str]) -> None:
        posts[:0] = [slug(n) for n in numbers]

    return change


def delete(*numbers: int) -> Change:
    def change(posts: list[str]) -> None:
        for n in numbers:
            posts.remove(slug(n))

    return change


def both(first: Change, second: Change) -> Change:
    def change(posts: list[str]) -> None:
        first(posts)
        second(posts)

    return change


def slug(number: int) -> str:
    return f"report-{number:03d}-from-the-harbour"


@dataclass
class Newsroom(Server):
    """A site with one category of `size` articles, number `size` the newest, in the markup of `theme`.

    routes (path → answer) win over what the site itself would say.
    """

    size: int
    theme: str = "jnews"
    changes: Changes = field(default_factory=dict)
    routes: dict[str, Route] = field(default_factory=dict)

    def __post_init__(self) -> None:
        super().__init__(self.routes)
        self.posts = [slug(n) for n in range(self.size, 0, -1)]
        self.changes = dict(self.changes)

    def answer(self, path: str, agent: str | None) -> Answer:
        with self._lock:
            self.log.append((path, 0.0))
            if change := self.changes.pop((path, self.paths().count(path)), None):
                change(self.posts)
            posts = list(self.posts)
        if isinstance(fixed := self.routes.get(path), Answer):
            return fixed
        name = path.strip("/")
        if re.fullmatch(r"report-\d{3}-from-the-harbour", name):  # a deleted one too: it may be on its way already
            return Answer(_article(name))
        page = _page_of(path, self.theme)
        if page is None or (page > max(1, math.ceil(len(posts) / PER_PAGE)) and self.theme != "repeating"):
            return Answer(b"not found", 404)
        return Answer(THEMES[self.theme](posts, page))

    @property
    def start(self) -> str:
        return self.url("/category/ports/")

    def listing_pages(self) -> list[str]:
        return [path for path in self.paths() if path.startswith("/category/")]

    def article_pages(self) -> list[str]:
        return [path for path in self.paths() if path.startswith("/report-")]


def _page_of(path: str, theme: str) -> int | None:
    if path == "/category/ports/":
        return 1
    before, after = ("/category/ports/?page=", "") if theme == "plain" else ("/category/ports/page/", "/")
    number = path.removeprefix(before).removesuffix(after)
    return int(number) if path.startswith(before) and number.isdecimal() else None


def _article(name: str) -> bytes:
    title = escape(name.replace("-", " ").capitalize())
    text = "".join(f"<p>{title}, part {n}. {SENTENCE * 3}</p>" for n in range(4))
    return (
        f"<html lang=en><head><title>{title}</title><meta property=og:type content=article>"
        '<meta property="article:published_time" content="2025-04-02T10:00:00+00:00"></head>'
        f'<body class="single-post"><article><h1 class="entry-title">{title}</h1>'
        f'<div class="entry-content">{text}</div></article></body></html>'
    ).encode()


def _cards(posts: list[str], page: int) -> str:
    shown = posts[(page - 1) * PER_PAGE : page * PER_PAGE]
    titles = {name: escape(name.replace("-", " ").capitalize()) for name in shown}
    return "".join(
        f'<article class="jeg_post"><h3 class="jeg_post_title"><a href="/{name}/">{title}</a></h3></article>'
        for name, title in titles.items()
    )


def _jnews(posts: list[str], page: int, navigation: str) -> bytes:
    return (
        '<html lang=en><head><title>Ports</title></head><body class="archive category"><div class="jeg_viewport">'
        f'<div class="jnews_category_content_wrapper">{_cards(posts, page)}</div>{navigation}</div></body></html>'
    ).encode()


def numbered(posts: list[str], page: int) -> bytes:
    last = math.ceil(len(posts) / PER_PAGE)
    links = "".join(f'<a class="page_number" href="{site_path(n)}">{n}</a>' for n in range(1, last + 1) if n != page)
    after = f'<a class="page_nav next" href="{site_path(page + 1)}">Next</a>' if page < last else ""
    return _jnews(posts, page, f'<div class="jeg_navigation">{links}{after}</div>')


def next_only(posts: list[str], page: int) -> bytes:
    after = f'<a class="page_nav next" href="{site_path(page + 1)}">Next</a>' if page * PER_PAGE < len(posts) else ""
    return _jnews(posts, page, f'<div class="jeg_navigation">{after}</div>')


def load_more(posts: list[str], page: int) -> bytes:
    """The button is there on every page: only the answer to the last page's tells that there is no more."""
    return _jnews(posts, page, '<div class="jeg_block_loadmore"><a href="#" data-load="Load More">Load More</a></div>')


def plain(posts: list[str], page: int) -> bytes:
    last = math.ceil(len(posts) / PER_PAGE)
    shown = posts[(page - 1) * PER_PAGE : page * PER_PAGE]
    entries = "".join(f"<li><a href='/{name}/'>{name.replace('-', ' ').capitalize()}</a></li>" for name in shown)
    pages = " ".join(f"<a href='?page={n}'>{n}</a>" for n in range(1, last + 1) if n != page)
    return f"<html><head><title>Ports</title></head><body><ul>{entries}</ul><p>{pages}</p></body></html>".encode()


def repeating(posts: list[str], page: int) -> bytes:
    return _jnews(
        posts, 1, f'<div class="jeg_navigation"><a class="page_nav next" href="{site_path(page + 1)}"></a></div>'
    )


def site_path(page: int) -> str:
    return "/category/ports/" if page == 1 else f"/category/ports/page/{page}/"


def pages(*numbers: int) -> list[str]:
    """What is asked for when those pages are read from the first on: that one twice, as start and as listing."""
    return [site_path(1), *map(site_path, numbers)]


THEMES: dict[str, Callable[[list[str], int], bytes]] = {
    "jnews": numbered,
    "next only": next_only,
    "load more": load_more,
    "plain": plain,
    "repeating": repeating,
}


@dataclass(frozen=True, kw_only=True)
class Case:
    """changes: by page and how often it was asked for; readings: of the listing, at most."""

    size: int
    changes: dict[tuple[int, int], Change] = field(default_factory=dict)
    theme: str = "jnews"
    published: int = 0
    readings: int = 1


CHANGES = {
    "nothing happens": Case(size=45),
    "one article is published, and pushes one to the next page": Case(
        size=45, changes={(2, 1): publish(46)}, published=1
    ),
    "more than a page is published": Case(size=45, changes={(2, 1): publish(*range(57, 45, -1))}, published=12),
    "so much is published that two pages repeat what was shown": Case(
        size=45, changes={(2, 1): publish(*range(70, 45, -1))}, published=25, readings=2
    ),
    "one of the first page is deleted, and one slips there from the second": Case(
        size=45, changes={(2, 1): delete(45)}, readings=2
    ),
    "one of the first page is deleted later, and one slips to the second": Case(
        size=45, changes={(3, 1): delete(44)}, readings=2
    ),
    "one in the middle is deleted late": Case(size=65, changes={(6, 1): delete(30)}, readings=2),
    "several are deleted at several times": Case(
        size=65, changes={(3, 1): delete(64), (4, 1): delete(63, 50), (6, 1): delete(20, 21)}, readings=2
    ),
    "as many are published as deleted": Case(
        size=45, changes={(3, 1): both(delete(44, 43), publish(46, 47))}, published=2, readings=2
    ),
    "the last page vanishes": Case(size=41, changes={(4, 1): delete(40)}, readings=2),
    "it happens again while the listing is read again": Case(
        size=45, changes={(3, 1): delete(44), (3, 2): delete(25)}, readings=3
    ),
    "no numbers, one of the first page is deleted": Case(
        size=45, theme="next only", changes={(4, 1): delete(44)}, readings=2
    ),
    "no numbers, and one is published too": Case(
        size=45, theme="next only", changes={(4, 1): both(delete(44, 43), publish(46))}, published=1, readings=2
    ),
    "a button for more, one of the first page is deleted": Case(
        size=45, theme="load more", changes={(4, 1): delete(44)}, readings=2
    ),
    "no theme that is known, one is deleted": Case(size=45, theme="plain", changes={(4, 1): delete(44)}, readings=2),
}


@dataclass(frozen=True)
class Crawled:
    """A site after a crawl of it, and what came of the crawl."""

    site: Newsroom
    outcome: Outcome

    def __iter__(self) -> Iterator[Any]:
        return iter((self.site, self.outcome))


@pytest.fixture(scope="module")
def crawled() -> dict[str, Crawled]:
    """Every site of this module, by the id of its case; all are crawled at once, since starting Scrapy takes long."""
    sites = {**{name: _site(case) for name, case in CHANGES.items()}, **ODD_SITES, **BROKEN}
    with ExitStack() as running:
        for site in sites.values():
            running.enter_context(site)
        outcomes = crawl_all([Task("category", {"url": site.start}) for site in sites.values()])
    return {name: Crawled(site, outcome) for (name, site), outcome in zip(sites.items(), outcomes, strict=True)}


def _site(case: Case) -> Newsroom:
    address = "/category/ports/?page={}" if case.theme == "plain" else "/category/ports/page/{}/"
    changes = {(address.format(page), time): change for (page, time), change in case.changes.items()}
    return Newsroom(case.size, case.theme, changes)


@pytest.mark.parametrize("name", CHANGES)
def test_nothing_is_lost_and_nothing_doubled(name: str, crawled: dict[str, Crawled]) -> None:
    case, (site, outcome) = CHANGES[name], crawled[name]
    assert site.changes == {}, "the listing was not read as far as the change"
    wanted = {f"/{slug(n)}/" for n in range(1, case.size + case.published + 1)}
    assert sorted(outcome.paths) == sorted(wanted)
    assert sorted(site.article_pages()) == sorted(wanted)
    assert outcome.stats.get("listing/read_again", 0) <= case.readings - 1


BACK = Answer(b"", 301, {"Location": "/category/ports/"})
ODD_SITES = {
    "repeats itself for ever": Newsroom(size=10, theme="repeating"),
    "button": Newsroom(size=25, theme="load more"),
    "back to the first": Newsroom(size=20, theme="load more", routes={"/category/ports/page/3/": BACK}),
    "gone": Newsroom(size=5, routes={"/category/ports/": Answer(b"gone", 404)}),
}


def test_a_listing_that_repeats_itself_for_ever_ends(crawled: dict[str, Crawled]) -> None:
    """A page parameter without effect: two pages that show nothing new are enough to see it."""
    site, outcome = crawled["repeats itself for ever"]
    assert len(outcome.records) == 10
    assert site.listing_pages() == [*pages(1, 2, 3), site_path(1)]


def test_pages_behind_a_button_are_read_until_there_are_none(crawled: dict[str, Crawled]) -> None:
    site, outcome = crawled["button"]
    assert len(outcome.records) == 25
    assert site.listing_pages() == [*pages(1, 2, 3, 4), site_path(1)]
    assert "fetch/failed/404" not in outcome.stats


def test_a_page_past_the_end_that_leads_back_to_the_first_ends_the_listing(crawled: dict[str, Crawled]) -> None:
    """The third page, and what the first guesses there once more; then two pages have shown nothing new."""
    site, outcome = crawled["back to the first"]
    assert len(outcome.records) == 20
    assert len(site.listing_pages()) <= 8


def test_the_first_page_of_a_listing_that_is_gone(crawled: dict[str, Crawled]) -> None:
    site, outcome = crawled["gone"]
    assert outcome.records == []
    assert [line.split(": ")[:2] for line in outcome.unreachable] == [[site.start, "404"]]


FRONT = {"/": Answer(b"<html><body><h1>Harbour news</h1></body></html>")}
NOTHING = Answer(b"<html><body>Nothing here.</body></html>")
BROKEN = {
    "a page that is not there": Newsroom(size=65, routes={"/category/ports/page/3/": Answer(b"gone", 404)}),
    "a page that shows nothing": Newsroom(size=65, routes={"/category/ports/page/3/": NOTHING}),
    "a page that leads to the front page": Newsroom(
        size=65, routes={"/category/ports/page/3/": Answer(b"", 302, {"Location": "/"}), **FRONT}
    ),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_page_hides_its_own_articles_only(name: str, crawled: dict[str, Crawled]) -> None:
    """It is tried once more with the whole listing, then left."""
    site, outcome = crawled[name]
    hidden = {f"/{slug(n)}/" for n in range(65 - 29, 65 - 19)}
    assert set(site.article_pages()) == {f"/{slug(n)}/" for n in range(1, 66)} - hidden
    assert outcome.stats["listing/read_again"] == 1
