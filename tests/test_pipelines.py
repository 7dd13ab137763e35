"""Item pipelines in real crawls of a small site: what belongs to a page is fetched, gates count what they keep out."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

import pytest
from crawling import Outcome, Task, crawl_all
from serving import Answer, Route, Server

SENTENCE = "The ferry to the north shore leaves from the second pier at a quarter past every hour of the day."
INSTANT = '<meta property="article:published_time" content="2025-04-02T10:00:00+02:00">'
REST = '<link rel="alternate" type="application/json" href="{}">'


def article(title: str, *, head: str = "", part: int = 1, below: str = "", canonical: str | None = None) -> Answer:
    """A page of a WordPress theme that is known; `part` numbers its paragraphs."""
    link = f'<link rel="canonical" href="{canonical}">' if canonical else ""
    text = "".join(f"<p>{title}, part {part}, paragraph {n}. {SENTENCE} {SENTENCE}</p>" for n in range(3))
    return Answer(
        f"<html lang=en><head><title>{title}</title><meta property=og:type content=article>{head}{link}</head>"
        f'<body class="single-post"><article><h1 class="entry-title">{title}</h1>'
        f'<div class="entry-content">{text}{below}</div></article></body></html>'.encode()
    )


def parts(path: str, *numbers: int) -> str:
    links = "".join(f'<a class="post-page-numbers" href="{path}{n}/">{n}</a>' for n in numbers)
    return f'<div class="page-links">Pages: {links}</div>'


TWIN = Answer(
    json.dumps({"date": "2025-04-02T10:15:30", "date_gmt": "2025-04-02T08:15:30"}).encode(),
    headers={"Content-Type": "application/json"},
)
BACK = Answer(b"", 301, {"Location": "/too-many/"})
PASSWORD = '<form class="post-password-form" action="/wp-login.php"><input type="password" name="p"></form>'
ROUTES: dict[str, Route] = {
    "/three-parts/": article("A report in three parts", head=INSTANT, below=parts("/three-parts/", 2, 3)),
    "/three-parts/2/": article("A report in three parts", part=2),
    "/three-parts/3/": article("A report in three parts", part=3),
    # The first page links to its neighbour only.
    "/one-by-one/": article("A report that is leafed through", head=INSTANT, below=parts("/one-by-one/", 2)),
    "/one-by-one/2/": article("A report that is leafed through", part=2, below=parts("/one-by-one/", 1, 3)),
    "/one-by-one/3/": article("A report that is leafed through", part=3, below=parts("/one-by-one/", 1, 2)),
    "/lost-part/": article("A report of which a part is lost", head=INSTANT, below=parts("/lost-part/", 2, 3)),
    "/lost-part/3/": article("A report of which a part is lost", part=3),
    "/too-many/": article("A report with a link too many", head=INSTANT, below=parts("/too-many/", 2)),
    "/too-many/2/": BACK,
    "/day-only/": article("A report that tells the day", head=REST.format("/wp-json/wp/v2/posts/1")),
    "/wp-json/wp/v2/posts/1": TWIN,
    "/told/": article("A report that tells the instant", head=INSTANT + REST.format("/wp-json/wp/v2/posts/2")),
    "/wp-json/wp/v2/posts/2": TWIN,
    "/no-twin/": article("A report whose twin is gone", head=REST.format("/wp-json/wp/v2/posts/3")),
    "/elsewhere/": article("A report whose twin is elsewhere", head=REST.format("http://127.0.0.1:9/posts/4")),
    "/renamed/": article("A report under its old name", head=INSTANT, canonical="/told/"),
    "/early/": article("A report of last year", head=INSTANT.replace("2025", "2024")),
    "/nothing/": Answer(b"<html><head><title>Fine</title></head><body><p>Nothing to see.</p></body></html>"),
    "/closed/": Answer(
        f"<html lang=en><head><title>Protected: a report</title><meta property=og:type content=article>{INSTANT}</head>"
        '<body class="single-post"><article><h1 class="entry-title">Protected: a report</h1>'
        f'<div class="entry-content">{PASSWORD}</div></article></body></html>'.encode()
    ),
}
PAGES = (
    "three-parts", "one-by-one", "lost-part", "too-many", "day-only", "told", "no-twin", "elsewhere", "renamed",
    "early", "nothing", "closed",
)  # fmt: skip


@dataclass(frozen=True)
class Crawled:
    """all: every page, articles since 2025; kept: those too that are left out without being asked for; limited: two."""

    all: Outcome
    kept: Outcome
    limited: Outcome
    requests: list[str]  # those of the first crawl

    def record(self, name: str) -> dict[str, Any]:
        return next(record for record in self.all.records if record["url"].endswith(f"/{name}/"))


@pytest.fixture(scope="module")
def crawled() -> Crawled:
    with Server(ROUTES) as first, Server(ROUTES) as second, Server(ROUTES) as third:
        named = [" ".join(site.url(f"/{name}/") for name in PAGES) for site in (first, second, third)]
        # One request at a time: then the order of the addresses is that of the articles.
        one: dict[str, object] = {"CONCURRENT_REQUESTS": 1}
        everything, kept, limited = crawl_all(
            [
                Task("urls", {"url": named[0], "since": "2025"}, one),
                Task("urls", {"url": named[1]}, {"EXPORT_CLOSED": True, "EXPORT_NON_ARTICLES": True, **one}),
                Task("urls", {"url": named[2]}, {"ITEM_LIMIT": 2, **one}),
            ]
        )
        return Crawled(all=everything, kept=kept, limited=limited, requests=first.paths())


def shown_parts(record: dict[str, Any]) -> list[int]:
    """The parts whose paragraphs are in the text, in order."""
    return [n for n in range(1, 10) for _ in range(record["text"].count(f", part {n}, paragraph 0."))]


PARTS = {
    "linked from the first": ("three-parts", [1, 2, 3]),
    "linked one by one": ("one-by-one", [1, 2, 3]),
    "one is lost, the one behind it is not": ("lost-part", [1, 3]),
    "a number past the end leads back": ("too-many", [1]),
}


@pytest.mark.parametrize("case", PARTS.values(), ids=PARTS.keys())
def test_the_parts_of_an_article_are_joined(case: tuple[str, list[int]], crawled: Crawled) -> None:
    name, expected = case
    assert shown_parts(crawled.record(name)) == expected


def test_a_missing_part_is_a_problem_of_the_record(crawled: Crawled) -> None:
    (problem,) = [p for p in crawled.record("lost-part")["problems"] if p["code"] == "part_missing"]
    assert problem["field"] == "text"
    assert problem["detail"].startswith("page 2 of the article could not be fetched: http")
    assert crawled.all.stats["extract/problem/text"] == 1
    assert not [p for name in ("three-parts", "too-many") for p in crawled.record(name)["problems"]]


INSTANTS: dict[str, tuple[str, str | None]] = {
    "from the twin": ("day-only", "2025-04-02T10:15:30+02:00"),
    "from the page, which tells it itself": ("told", "2025-04-02T10:00:00+02:00"),
    "the twin is gone": ("no-twin", None),
    "the twin is on another host": ("elsewhere", None),
}


@pytest.mark.parametrize("case", INSTANTS.values(), ids=INSTANTS.keys())
def test_the_instant_of_publication(case: tuple[str, str | None], crawled: Crawled) -> None:
    name, expected = case
    assert crawled.record(name)["published_at"] == expected


def test_a_twin_is_asked_for_only_where_it_is_needed(crawled: Crawled) -> None:
    asked = [path for path in crawled.requests if path.startswith("/wp-json/")]
    assert asked == ["/wp-json/wp/v2/posts/1", "/wp-json/wp/v2/posts/3"]


def test_gates_count_what_they_keep_out(crawled: Crawled) -> None:
    gates = {name: count for name, count in crawled.all.stats.items() if name.startswith("gate/")}
    assert gates == {"gate/not_an_article": 1, "gate/closed": 1, "gate/out_of_bounds": 1, "gate/other_address": 1}
    assert crawled.all.stats["article/new"] == len(crawled.all.records) == len(PAGES) - 4


def test_all_records_are_new(crawled: Crawled) -> None:
    changes = [record["change"] for record in crawled.all.records]
    assert changes == [{"kind": "new", "changed_fields": [], "revision": 1, "proof": None}] * len(changes)


def test_what_is_no_article_or_closed_is_exported_on_request(crawled: Crawled) -> None:
    titles = {record["title"]: record["access"] for record in crawled.kept.records}
    assert "closed" in titles.values()
    assert "Fine" in titles
    assert len(titles) == len(PAGES) - 1


def test_the_limit_ends_the_crawl(crawled: Crawled) -> None:
    assert crawled.limited.stats["article/new"] == len(crawled.limited.records) == 2
    assert crawled.limited.stats["finish_reason"] == "limit"
