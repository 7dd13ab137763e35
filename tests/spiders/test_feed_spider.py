"""The feed spider on sites whose feeds have pages or none, are several, broken or changing."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field

import pytest
from crawling import Outcome, Task, crawl_all
from listed_site import ListedSite, day_of, number_of
from serving import Answer

LINK = '<link rel="alternate" type="application/rss+xml" href="/feed/">'
ASIA = LINK.replace("/feed/", "/category/asia/feed/")
COMMENTS = '<link rel="alternate" type="application/rss+xml" href="/comments/feed/">'
MENU = "".join(
    f'<li><a rel="category tag" href="/category/{name.lower()}/">{name}</a></li>' for name in ("Asia", "Peru")
)


def feed(*numbers: int, next_url: str = "") -> bytes:
    """RSS with these articles, and maybe a link to its next page."""
    items = (
        f"<item><title>x</title><link>[{n}]</link><pubDate>{day_of(n):%a, %d %b %Y %H:%M:%S} GMT</pubDate></item>"
        for n in numbers
    )
    following = f'<atom:link rel="next" href="{next_url}"/>' if next_url else ""
    return (
        '<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom"><channel><title>News</title>'
        f"{following}{''.join(items)}</channel></rss>"
    ).encode()


def json_feed(*numbers: int, next_url: str | None = None) -> bytes:
    items = [{"id": str(n), "url": f"[{n}]"} for n in numbers]
    return json.dumps({"version": "https://jsonfeed.org/version/1", "items": items, "next_url": next_url}).encode()


def paged(*listed: bytes, at: str = "/feed/") -> dict[str, bytes | Answer | Callable[[int], bytes | Answer]]:
    """Pages as WordPress has them; behind the last there is none."""
    return {at if n == 1 else f"{at}?paged={n}": body for n, body in enumerate(listed, 1)}


@dataclass(frozen=True, kw_only=True)
class Case:
    """wanted: numbers of the articles to be exported. asked: paths of the feeds, None = it does not matter. log: what
    it has to say.
    """

    site: ListedSite
    wanted: set[int]
    asked: list[str] | None = None
    start: str = "/"
    arguments: dict[str, str] = field(default_factory=dict)
    settings: dict[str, object] = field(default_factory=dict)
    log: str = ""


SAME = feed(3, 2, 1)
LISTED: dict[str, Case] = {
    "page by page": Case(
        site=ListedSite(head=COMMENTS + LINK, files=paged(feed(6, 5), feed(4, 3), feed(2, 1))),
        wanted=set(range(1, 7)),
        asked=["/feed/", "/feed/?paged=2", "/feed/?paged=3", "/feed/?paged=4", "/feed/"],
    ),
    "without pages: the parameter has no effect": Case(
        site=ListedSite(head=LINK, files={"/feed/": SAME, "/feed/?paged=2": SAME, "/feed/?paged=3": SAME}),
        wanted={1, 2, 3},
        asked=["/feed/", "/feed/?paged=2", "/feed/?paged=3", "/feed/"],
        log="the feed lists its latest 3 articles and none before: http",
    ),
    "without pages: none answers": Case(
        site=ListedSite(head=LINK, files={"/feed/": SAME}),
        wanted={1, 2, 3},
        log="the feed lists its latest 3 articles and none before: http",
    ),
    "behind the last page HTML": Case(
        site=ListedSite(head=LINK, files=paged(feed(4, 3), feed(2, 1), b"<!DOCTYPE html><html></html>")),
        wanted={1, 2, 3, 4},
    ),
    "behind the last page the first": Case(
        site=ListedSite(head=LINK, files=paged(feed(4, 3), feed(2, 1), feed(4, 3), feed(4, 3))), wanted={1, 2, 3, 4}
    ),
    "it names its next page": Case(
        site=ListedSite(head=LINK, files={"/feed/": feed(3, 2, next_url="/older"), "/older": feed(1)}),
        wanted={1, 2, 3},
    ),
    "pages that name each other": Case(
        site=ListedSite(
            head=LINK, files={"/feed/": feed(3, 2, next_url="/older"), "/older": feed(1, next_url="/feed/")}
        ),
        wanted={1, 2, 3},
    ),
    "JSON Feed": Case(
        site=ListedSite(
            head='<link rel="alternate" type="application/feed+json" href="/feed.json">',
            files={"/feed.json": json_feed(3, 2, next_url="/feed.json?after=2"), "/feed.json?after=2": json_feed(1)},
        ),
        wanted={1, 2, 3},
    ),
    "nobody names it": Case(
        site=ListedSite(files={"/feed/": b"<!DOCTYPE html><html></html>", "/rss.xml": feed(2, 1)}), wanted={1, 2}
    ),
    "from its own address": Case(
        site=ListedSite(files=paged(feed(3, 2), feed(1), at="/own.rss")), start="/own.rss", wanted={1, 2, 3}
    ),
    "from a category: what it lists": Case(
        site=ListedSite(
            files={
                "/category/asia/": Answer(f"<html><head>{LINK}{ASIA}</head><body></body></html>".encode()),
                "/category/asia/feed/": feed(2, 1),
                "/feed/": feed(4, 3, 2),
            }
        ),
        start="/category/asia/",
        wanted={1, 2},
    ),
    "categories list more than a feed without pages": Case(
        site=ListedSite(
            head=LINK,
            body=f"<ul>{MENU}</ul>",
            files={
                "/feed/": feed(9, 8),
                **paged(feed(8, 7), feed(6), at="/category/asia/feed/"),
                "/category/peru/feed/": feed(5),
            },
        ),
        wanted={5, 6, 7, 8, 9},
    ),
    "behind a feed that lists all one category is looked at": Case(
        site=ListedSite(
            head=LINK,
            body=f"<ul>{MENU}</ul>",
            files={
                **paged(feed(4, 3), feed(2, 1)),
                "/category/asia/feed/": feed(4, 2),
                "/category/peru/feed/": feed(3, 1),
            },
        ),
        wanted={1, 2, 3, 4},
        asked=["/feed/", "/feed/?paged=2", "/feed/?paged=3", "/category/asia/feed/", "/feed/"],
    ),
    "another that the page names": Case(
        site=ListedSite(
            head=LINK + LINK.replace("/feed/", "/sport/feed/"), files={"/feed/": feed(2, 1), "/sport/feed/": feed(3)}
        ),
        wanted={1, 2, 3},
    ),
    "a second that lists comments": Case(
        site=ListedSite(
            head=LINK + LINK.replace("/feed/", "/opinions/feed/"),
            files={"/feed/": feed(1), "/opinions/feed/": b"<rss><item><link>[2]#comment-7</link></item></rss>"},
        ),
        wanted={1},
    ),
    "between two days": Case(
        site=ListedSite(
            head=LINK,
            files=paged(*(feed(*range(top, top - 4, -1)) for top in (20, 16, 12, 8, 4))),
        ),
        arguments={"since": "2025-04-10", "until": "2025-04-12"},
        wanted={10, 11, 12},
        asked=[f"/feed/{page}" for page in ("", "?paged=2", "?paged=3", "?paged=4", "")],
    ),
    "published meanwhile": Case(
        site=ListedSite(
            head=LINK,
            files={
                "/feed/": lambda asked: feed(5, 4) if asked else feed(3, 2),
                "/feed/?paged=2": lambda asked: feed(3, 2),
                "/feed/?paged=3": feed(1),
            },
        ),
        wanted={1, 2, 3, 4, 5},
    ),
    "slipped to a page that was read, as one was deleted": Case(
        site=ListedSite(
            head=LINK,
            files={
                "/feed/": lambda asked: feed(6, 4) if asked else feed(6, 5),
                "/feed/?paged=2": lambda asked: feed(3, 2),
                "/feed/?paged=3": feed(1),
            },
            gone={5},
        ),
        wanted={1, 2, 3, 4, 6},
    ),
    "slipped further down": Case(
        site=ListedSite(
            head=LINK,
            files={
                "/feed/": feed(6, 5),
                "/feed/?paged=2": lambda asked: feed(4, 2) if asked else feed(4, 3),
                "/feed/?paged=3": feed(1),
            },
            gone={3},
        ),
        wanted={1, 2, 4, 5, 6},
    ),
    "only some are wanted: not all pages are read before": Case(
        site=ListedSite(head=LINK, files=paged(*(feed(n) for n in range(28, 0, -1)))),
        settings={"ITEM_LIMIT": 1, "CONCURRENT_REQUESTS": 1},
        wanted={28},
    ),
}
NONE: dict[str, tuple[ListedSite, str]] = {
    "no feed": (ListedSite(), "it names no feed that lists articles, and none answers at the usual places"),
    "a page of HTML": (
        ListedSite(head=LINK, files={"/feed/": b"<!DOCTYPE html><html></html>"}),
        "/feed/: what answers there is a page, no feed",
    ),
    "an attack": (
        ListedSite(head=LINK, files={"/feed/": b'<!DOCTYPE x [<!ENTITY y SYSTEM "file:///etc/hostname">]><rss/>'}),
        "/feed/: it declares entities of its own",
    ),
    "closed": (ListedSite(head=LINK, files={"/feed/": Answer(status=401)}), "/feed/: it answers 401"),
    "forbidden to crawlers": (
        ListedSite(head=LINK, files={"/robots.txt": b"User-agent: *\nDisallow: /feed/"}),
        "/feed/: it could not be fetched (robots_forbidden)",
    ),
    "nothing in it": (ListedSite(head=LINK, files={"/feed/": feed()}), "it names no feed that lists articles"),
}


@pytest.fixture(scope="module")
def crawled() -> dict[str, Outcome]:
    """Every site of this module, by the id of its case; all are crawled at once."""
    cases = {**LISTED, **{f"none: {name}": Case(site=site, wanted=set()) for name, (site, _) in NONE.items()}}
    with ExitStack() as running:
        for case in cases.values():
            running.enter_context(case.site)
        outcomes = crawl_all(
            [Task("feed", {"url": c.site.url(c.start), **c.arguments}, c.settings) for c in cases.values()]
        )
    return dict(zip(cases, outcomes, strict=True))


@pytest.mark.parametrize("name", LISTED)
def test_every_article_once(name: str, crawled: dict[str, Outcome]) -> None:
    case, outcome = LISTED[name], crawled[name]
    assert sorted(filter(None, map(number_of, outcome.paths))) == sorted(case.wanted)
    assert len(case.site.articles()) == len(set(case.site.articles()))
    assert outcome.usage_problem is None
    if case.asked is not None:
        assert case.site.files_asked() == case.asked
    assert f"{case.log}{'://' + case.site.netloc if case.log.endswith('http') else ''}" in outcome.log


def test_only_what_is_wanted_is_fetched(crawled: dict[str, Outcome]) -> None:
    """The day before and after might be the same somewhere else."""
    assert sorted(LISTED["between two days"].site.articles()) == [9, 10, 11, 12, 13]
    assert crawled["between two days"].stats["finish_reason"] == "finished"


def test_with_a_limit_the_articles_come_before_further_pages(crawled: dict[str, Outcome]) -> None:
    asked = LISTED["only some are wanted: not all pages are read before"].site.files_asked()
    assert len(asked) < 5
    assert crawled["only some are wanted: not all pages are read before"].stats["finish_reason"] == "limit"


@pytest.mark.parametrize("name", NONE)
def test_without_feeds_the_reason_is_said(name: str, crawled: dict[str, Outcome]) -> None:
    site, words = NONE[name]
    outcome = crawled[f"none: {name}"]
    assert outcome.records == []
    assert outcome.usage_problem is not None
    assert outcome.usage_problem.startswith(f"{site.url()} cannot be crawled by its feeds: ")
    assert words in outcome.usage_problem
    assert outcome.usage_problem.endswith("; try --by site")
