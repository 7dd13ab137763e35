"""The sitemap spider on sites whose sitemaps are where they are named or usual, nested, broken, huge or changing."""

from __future__ import annotations

import gzip
from collections.abc import Iterable
from contextlib import ExitStack
from dataclasses import dataclass, field

import pytest
from crawling import Outcome, Task, crawl_all
from listed_site import ListedSite, day_of, number_of
from serving import Answer

ROBOTS = b"User-agent: *\nDisallow: /private/\nSitemap: @/map.xml\n"


def pages(*numbers: int, dated: bool = False) -> bytes:
    """A sitemap with these articles; in dated ones the last change is the day of publication."""
    entries = (f"<url><loc>[{n}]</loc>{_lastmod(n) if dated else ''}</url>" for n in numbers)
    return f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{"".join(entries)}</urlset>'.encode()


def _lastmod(number: int) -> str:
    return f"<lastmod>{day_of(number).isoformat()}</lastmod>"


def index(*parts: str, stamps: Iterable[str] = ()) -> bytes:
    changed = [*stamps, *[""] * len(parts)]
    entries = (
        f"<sitemap><loc>{part}</loc>{f'<lastmod>{stamp}</lastmod>' if stamp else ''}</sitemap>"
        for part, stamp in zip(parts, changed, strict=False)
    )
    return f"<sitemapindex>{''.join(entries)}</sitemapindex>".encode()


@dataclass(frozen=True, kw_only=True)
class Case:
    """wanted: numbers of the articles to be exported. asked: paths of the sitemaps, None = it does not matter.
    log: what the log has to say.
    """

    site: ListedSite
    wanted: set[int]
    asked: list[str] | None = None
    start: str = "/"
    arguments: dict[str, str] = field(default_factory=dict)
    log: str = ""


def deep(number: int) -> dict[str, bytes]:
    """An index that leads to an index, so many times, each with an article beside it."""
    return {
        f"/map-{n}.xml": index(f"/map-{n + 1}.xml", f"/part-{n}.xml") if n < number else pages(number)
        for n in range(1, number + 1)
    } | {f"/part-{n}.xml": pages(n) for n in range(1, number)}


# Sitemaps that list the same article, of which two hundred are enough.
BARREN = {f"/part-{n}.xml": pages(1) for n in range(300)}
TWICE = ["/map.xml", "/map.xml"]
LISTED: dict[str, Case] = {
    "named in robots.txt": Case(
        site=ListedSite(files={"/robots.txt": ROBOTS, "/map.xml": pages(1, 2, 3)}), wanted={1, 2, 3}, asked=TWICE
    ),
    "named in robots.txt, by path": Case(
        site=ListedSite(files={"/robots.txt": b"Sitemap: /map.xml", "/map.xml": pages(1)}), wanted={1}
    ),
    "named in the page": Case(
        site=ListedSite(files={"/map.xml": pages(1)}, head='<link rel="sitemap" href="/map.xml">'), wanted={1}
    ),
    "at the second of the usual places": Case(
        site=ListedSite(files={"/sitemap_index.xml": index("/post-sitemap.xml"), "/post-sitemap.xml": pages(1, 2)}),
        wanted={1, 2},
        asked=["/sitemap.xml", *["/sitemap_index.xml", "/post-sitemap.xml"] * 2],
    ),
    "a page of HTML at the first": Case(
        site=ListedSite(files={"/sitemap.xml": b"<!DOCTYPE html><html></html>", "/wp-sitemap.xml": pages(1)}),
        wanted={1},
    ),
    "what robots.txt names is gone": Case(
        site=ListedSite(files={"/robots.txt": ROBOTS, "/sitemap.xml": pages(1)}),
        wanted={1},
        log="sitemap not read, it answers 404: http",
    ),
    "only the parts with articles": Case(
        site=ListedSite(
            files={
                "/sitemap.xml": index("/post-sitemap1.xml", "/post_tag-sitemap.xml", "/page-sitemap.xml"),
                "/post-sitemap1.xml": pages(1, 2),
                "/page-sitemap.xml": pages(3),
            }
        ),
        wanted={1, 2},
        asked=["/sitemap.xml", "/post-sitemap1.xml"] * 2,
    ),
    "packed": Case(
        site=ListedSite(
            files={"/sitemap.xml": index("/1.xml.gz"), "/1.xml.gz": Answer(gzip.compress(b"http://127.0.0.1/x\n"))}
        ),
        wanted=set(),
    ),
    "the newest first": Case(
        site=ListedSite(
            files={
                "/sitemap.xml": index("/s-2025-03.xml", "/s-2025-04.xml"),
                "/s-2025-03.xml": pages(1, 2),
                "/s-2025-04.xml": pages(3, 5, 4, dated=True),
            }
        ),
        wanted={1, 2, 3, 4, 5},
    ),
    "an index that lists itself": Case(
        site=ListedSite(files={"/sitemap.xml": index("/sitemap.xml", "/1.xml"), "/1.xml": pages(1)}), wanted={1}
    ),
    "two that list each other": Case(
        site=ListedSite(
            files={"/sitemap.xml": index("/1.xml"), "/1.xml": index("/sitemap.xml", "/2.xml"), "/2.xml": pages(1)}
        ),
        wanted={1},
    ),
    "five hundred levels": Case(
        site=ListedSite(files={"/robots.txt": b"Sitemap: /map-1.xml", **deep(500)}),
        wanted=set(range(1, 9)),
        log="not read, 9 indexes deep and likely a trap: http",
    ),
    "many that list nothing new": Case(
        site=ListedSite(files={"/sitemap.xml": index(*BARREN), **BARREN}),
        wanted={1},
        log="the last 200 sitemaps listed nothing new: 99 further ones are left unread, the first http",
    ),
    "broken off": Case(
        site=ListedSite(files={"/sitemap.xml": pages(1, 2, 3)[:-22]}),
        wanted={1, 2},
        log="only its first 2 addresses are read, it breaks off there or at 50 MB: http",
    ),
    "larger than is allowed": Case(
        site=ListedSite(files={"/sitemap.xml": b"[1]\n[2]\n" + b"\n" * (60 << 20)}),
        wanted={1, 2},
        log="only its first 2 addresses are read, it breaks off there or at 50 MB: http",
    ),
    "larger than a page may be": Case(
        site=ListedSite(files={"/sitemap.xml": b"[1]\n" + b"\n" * (11 << 20) + b"[2]\n"}), wanted={1, 2}
    ),
    "a feed, by the protocol": Case(
        site=ListedSite(
            files={
                "/robots.txt": b"Sitemap: /feed/",
                "/feed/": b"<rss><channel><item><link>[1]</link></item></channel></rss>",
            }
        ),
        wanted={1},
    ),
    "from its own address": Case(
        site=ListedSite(files={"/maps/7.xml": pages(1, 2), "/sitemap.xml": pages(3)}),
        start="/maps/7.xml",
        wanted={1, 2},
    ),
    "from the address of one larger than a page may be": Case(
        site=ListedSite(files={"/maps.txt": b"[1]\n" + b"\n" * (11 << 20) + b"[2]\n"}), start="/maps.txt", wanted={1, 2}
    ),
    "from the address of an index": Case(
        site=ListedSite(files={"/maps.xml": index("/7.xml"), "/7.xml": pages(1, 2)}), start="/maps.xml", wanted={1, 2}
    ),
    "addresses that are none of articles": Case(
        site=ListedSite(files={"/sitemap.xml": b"@/\n@/a/a/a/a/\nhttps://other.example/a/\n[1]\n[1]#top\n"}), wanted={1}
    ),
    "what is gone is not missed": Case(site=ListedSite(files={"/sitemap.xml": pages(1, 2)}, gone={2}), wanted={1}),
    "between two days": Case(
        site=ListedSite(
            files={
                "/sitemap.xml": index("/s-2025-03.xml", "/s-2025-04.xml", "/old.xml", stamps=["", "", "2025-04-01"]),
                "/s-2025-04.xml": pages(*range(1, 21), dated=True),
            }
        ),
        arguments={"since": "2025-04-10", "until": "2025-04-12"},
        wanted={10, 11, 12},
        asked=["/sitemap.xml", "/s-2025-04.xml"] * 2,
    ),
    "published meanwhile": Case(
        site=ListedSite(files={"/sitemap.xml": lambda asked: pages(1, 2, 3) if asked else pages(1, 2)}),
        wanted={1, 2, 3},
    ),
    "published meanwhile, in a part of its own": Case(
        site=ListedSite(
            files={
                "/sitemap.xml": lambda asked: index("/1.xml", "/2.xml") if asked else index("/1.xml"),
                "/1.xml": pages(1),
                "/2.xml": pages(2),
            }
        ),
        wanted={1, 2},
    ),
    "moved to another part, as one was deleted": Case(
        site=ListedSite(
            files={
                "/sitemap.xml": index("/1.xml", "/2.xml"),
                "/1.xml": lambda asked: pages(2, 3) if asked else pages(1, 2),
                "/2.xml": pages(4),
            }
        ),
        wanted={1, 2, 3, 4},
    ),
    "of many parts those that have changed are read again": Case(
        site=ListedSite(
            files={
                "/sitemap.xml": lambda asked: index(
                    *(f"/{n}.xml" for n in range(1, 13)), stamps=["2025-04-0" + "12"[asked], *["2025-04-01"] * 11]
                ),
                "/1.xml": lambda asked: pages(1, 20) if asked else pages(1),
                **{f"/{n}.xml": pages(n) for n in range(2, 13)},
            }
        ),
        wanted={*range(1, 13), 20},
        asked=["/sitemap.xml", *(f"/{n}.xml" for n in range(1, 13)), "/sitemap.xml", "/1.xml"],
    ),
}
HTML = b"<!DOCTYPE html><html><body>Welcome</body></html>"
# What there is → what is said of it.
NONE: dict[str, tuple[ListedSite, str]] = {
    "no sitemap": (ListedSite(), "robots.txt names none, and none answers at /sitemap.xml, /sitemap_index.xml, "),
    "pages of HTML": (
        ListedSite(files={"/robots.txt": ROBOTS, "/map.xml": HTML}),
        "/map.xml: what answers there is a page, no sitemap",
    ),
    "an attack": (
        ListedSite(files={"/sitemap.xml": b'<!DOCTYPE x [<!ENTITY y SYSTEM "file:///etc/hostname">]><urlset/>'}),
        "/sitemap.xml: it declares entities of its own",
    ),
    "closed": (
        ListedSite(files={"/robots.txt": ROBOTS, "/map.xml": Answer(status=403)}),
        "/map.xml: it answers 403",
    ),
    "forbidden to crawlers": (
        ListedSite(files={"/robots.txt": b"User-agent: *\nDisallow: /map.xml\nSitemap: /map.xml"}),
        "/map.xml: it could not be fetched (robots_forbidden)",
    ),
    "unpacked too large": (
        ListedSite(
            files={
                "/robots.txt": ROBOTS,
                "/map.xml": Answer(gzip.compress(bytes(60 << 20), 1), headers={"Content-Encoding": "gzip"}),
            }
        ),
        "/map.xml: it is larger than 50 MB when unpacked",
    ),
    "nothing in it": (
        ListedSite(files={"/robots.txt": ROBOTS, "/map.xml": pages()}),
        "none of them lists a page (http",
    ),
}


@pytest.fixture(scope="module")
def crawled() -> dict[str, Outcome]:
    """Every site of this module, by the id of its case; all are crawled at once."""
    cases = {**LISTED, **{f"none: {name}": Case(site=site, wanted=set()) for name, (site, _) in NONE.items()}}
    with ExitStack() as running:
        for case in cases.values():
            running.enter_context(case.site)
        tasks = [Task("sitemap", {"url": c.site.url(c.start), **c.arguments}) for c in cases.values()]
        outcomes = crawl_all(tasks)
    return dict(zip(cases, outcomes, strict=True))


@pytest.mark.parametrize("name", LISTED)
def test_every_article_once(name: str, crawled: dict[str, Outcome]) -> None:
    case, outcome = LISTED[name], crawled[name]
    assert sorted(filter(None, map(number_of, outcome.paths))) == sorted(case.wanted)
    assert len(case.site.articles()) == len(set(case.site.articles()))
    if case.asked is not None:
        assert sorted(case.site.files_asked()) == sorted(case.asked)
    assert f"{case.log}{'://' + case.site.netloc if case.log.endswith('http') else ''}" in outcome.log


def test_the_newest_are_fetched_first(crawled: dict[str, Outcome]) -> None:
    """Part by part; within one, the eight requests that are under way at a time may overtake each other."""
    articles = LISTED["the newest first"].site.articles()
    assert sorted(articles[:3]) == [3, 4, 5]


def test_only_what_is_wanted_is_fetched(crawled: dict[str, Outcome]) -> None:
    """The day before and after might be the same somewhere else."""
    assert sorted(LISTED["between two days"].site.articles()) == list(range(9, 21))
    assert crawled["between two days"].stats["door/sitemap/out_of_bounds"] == 2


def test_what_was_listed_is_counted(crawled: dict[str, Outcome]) -> None:
    stats = crawled["only the parts with articles"].stats
    assert [stats[f"door/sitemap/{name}"] for name in ("entries", "files", "passed_over")] == [2, 4, 2]
    assert crawled["addresses that are none of articles"].stats["door/sitemap/elsewhere"] == 2


@pytest.mark.parametrize("name", NONE)
def test_without_sitemaps_the_reason_is_said(name: str, crawled: dict[str, Outcome]) -> None:
    site, words = NONE[name]
    outcome = crawled[f"none: {name}"]
    assert outcome.records == []
    assert outcome.usage_problem is not None
    assert outcome.usage_problem.startswith(f"{site.url()} cannot be crawled by its sitemaps: ")
    assert words in outcome.usage_problem
    assert outcome.usage_problem.endswith("; try --by site")
