"""Walls of consent, robot checks, chains without end, and buttons whose address only a POST can ask for."""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from urllib.parse import parse_qs

import pytest
from crawling import Outcome, Task, crawl_all
from other_sites import Story, article, cards, page, slug
from serving import Answer, Route, Server

from capital_spider.discover.patterns import MAX_FRUITLESS

SIZE = 12


def wall(opening: str) -> str:
    return (
        '<html lang="en"><head><title>Before you continue</title></head><body><h1>We value your privacy</h1>'
        "<p>We and our advertising partners use cookies. Give your consent to read this site.</p>"
        f"{opening}</body></html>"
    )


BY_SCRIPT = wall(
    "<button onclick='yes()'>Accept</button>"
    "<script>function yes(){document.cookie='consent=yes; path=/'; location.reload()}</script>"
)
BY_LINK = wall('<a href="/accept?back=1">Accept all</a>')
CLOSED = wall("<p>Please write to us.</p>")
COMPUTED = wall("<script>document.cookie='consent=' + sign(7) + '; path=/'; location.reload()</script>")
CHECK = (
    "<html><head><title>Just a moment...</title></head><body><h1>Checking your browser</h1>"
    "<script>document.cookie='consent=yes; path=/'; location.reload()</script></body></html>"
)
BETWEEN = (
    "<html><head><title>The Lantern</title></head><body><p>Advertisement</p>"
    "<script>document.cookie='consent=yes; path=/'; setTimeout(function(){location.href=location.href}, 9)</script>"
    "</body></html>"
)


@dataclass
class WalledSite(Server):
    """One list of articles behind a wall that the cookie consent=yes opens.

    checked: the wall stands before this path only, and nothing opens it.
    """

    wall: str
    checked: str | None = None
    routes: dict[str, Route] = field(default_factory=dict)

    def __post_init__(self) -> None:
        super().__init__(self.routes)
        first = date(2025, 6, 1)
        self.stories = [Story(n, first - timedelta(days=n), f"/a/{slug(n)}") for n in range(SIZE)]

    def answer(self, path: str, agent: str | None) -> Answer:
        super().answer(path, agent)
        pages = {story.path: story for story in self.stories}
        if path.startswith("/accept"):
            return Answer(b"", 302, {"Location": "/", "Set-Cookie": "consent=yes; Path=/"})
        if path == "/robots.txt":
            return Answer(b"", 404)
        is_open = self.asked.headers.get("Cookie") == "consent=yes" if self.checked is None else path != self.checked
        if not is_open:
            return Answer(self.wall.encode())
        if path in pages:
            return Answer(article(pages[path]).encode())
        if path == "/":
            return Answer(page("The Lantern", f"<ul>{cards(self.stories)}</ul>").encode())
        return Answer(b"not found", 404)


PROFILE = 'name = "closed"\n[site]\ncookie = "consent=yes"\n'
SITES = {
    "a script sets the cookie": WalledSite(BY_SCRIPT),
    "a link sets the cookie": WalledSite(BY_LINK),
    "a wall swollen by its scripts": WalledSite(BY_SCRIPT + f"<script>{'x = 1;' * 20_000}</script>"),
    "a page between": WalledSite(BETWEEN),
    "a profile knows the cookie": WalledSite(CLOSED),
    "no cookie is known": WalledSite(CLOSED),
    "the cookie is computed": WalledSite(COMPUTED),
    "a robot check": WalledSite(CHECK),
    "a robot check before one article": WalledSite(CHECK, checked=f"/a/{slug(3)}"),
}
OPENED = (
    "a script sets the cookie",
    "a link sets the cookie",
    "a wall swollen by its scripts",
    "a page between",
    "a profile knows the cookie",
)
REFUSED = {
    "no cookie is known": "consent_wall",
    "the cookie is computed": "consent_wall",
    "a robot check": "bot_check",
}


class EndlessSite(Server):
    """A list whose pages go on for ever, each with ten new addresses that hold no article."""

    def answer(self, path: str, agent: str | None) -> Answer:
        super().answer(path, agent)
        if path == "/robots.txt":
            return Answer(b"", 404)
        if path.startswith("/room/"):
            return Answer(page("Room", "<h1>Room</h1><p>Nothing is kept here.</p>").encode())
        number = int(path.partition("?page=")[2] or 1)
        links = "".join(
            f'<li><a href="/room/{n}">A door with the number {n}, not yet opened</a></li>'
            for n in range(10 * number, 10 * number + 10)
        )
        end = f'<a rel="next" href="/?page={number + 1}">next</a>' if number < 60 else ""
        return Answer(page("Rooms", f"<ul>{links}</ul>{end}").encode())


class PostingSite(Server):
    """A JNews block whose further pages come by POST only."""

    def __init__(self) -> None:
        super().__init__({})
        self.stories = [Story(n, date(2025, 6, 1) - timedelta(days=n), f"/a/{slug(n)}") for n in range(25)]
        self.forms: list[dict[str, list[str]]] = []

    def answer(self, path: str, agent: str | None) -> Answer:
        super().answer(path, agent)
        pages = {story.path: story for story in self.stories}
        if path in pages:
            return Answer(article(pages[path]).encode())
        if path == "/?ajax-request=jnews":
            form = parse_qs(self.asked.body.decode())
            self.forms.append(form)
            number = int(form["data[current_page]"][0])
            shown = self.stories[10 * number - 10 : 10 * number]
            text = json.dumps({"content": cards(shown), "next": 10 * number < len(self.stories)})
            return Answer(text.encode(), headers={"Content-Type": "application/json"})
        if path == "/":
            block = (
                '<div class="jeg_postblock_3 jeg_postblock" data-unique="jnews_module_1_0_x"><div class="jeg_posts '
                f'jeg_load_more_flag"><ul>{cards(self.stories[:10])}</ul></div><div class="jeg_block_loadmore">'
                '<a href="#">Load More</a></div></div>'
                '<script>var jnews_module_1_0_x = {"include_category": "7"};</script>'
            )
            return Answer(page("Blocks", block).encode())
        return Answer(b"not found", 404)


@dataclass(frozen=True)
class Crawled:
    site: Server
    outcome: Outcome


@pytest.fixture(scope="module")
def crawls(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Crawled]:
    profile: Path = tmp_path_factory.mktemp("profiles") / "closed.toml"
    profile.write_text(PROFILE, encoding="utf-8")
    sites: dict[str, Server] = {**SITES, "endless": EndlessSite({}), "posting": PostingSite()}
    with ExitStack() as running:
        tasks = []
        for name, site in sites.items():
            running.enter_context(site)
            own = {"profile": str(profile)} if name == "a profile knows the cookie" else {}
            tasks.append(Task("category", {"url": site.url("/"), **own}))
        outcomes = crawl_all(tasks)
    return {name: Crawled(site, outcome) for (name, site), outcome in zip(sites.items(), outcomes, strict=True)}


@pytest.mark.parametrize("name", OPENED)
def test_a_plain_cookie_opens_the_wall(name: str, crawls: Mapping[str, Crawled]) -> None:
    outcome = crawls[name].outcome
    assert len(outcome.records) == SIZE
    assert outcome.stats["consent/cookie_set"] == 1
    assert f"Cookie consent=yes set, as {'profile closed' if 'profile' in name else 'the page'}" in outcome.log


@pytest.mark.parametrize("name", OPENED)
def test_the_wall_is_met_once(name: str, crawls: Mapping[str, Crawled]) -> None:
    paths = crawls[name].site.paths()
    articles = [path for path in paths if path.startswith("/a/")]
    assert len(articles) == len(set(articles)) == SIZE
    # Read to see what it is, as a listing, and looked at again.
    assert paths.count("/") == 3 + ("profile" not in name)


@pytest.mark.parametrize("name", REFUSED)
def test_what_stays_closed_is_refused_with_its_reason(name: str, crawls: Mapping[str, Crawled]) -> None:
    outcome = crawls[name].outcome
    assert outcome.records == []
    assert outcome.stats[f"fetch/refused/{REFUSED[name]}"] == 1
    assert "consent/cookie_set" not in outcome.stats
    assert [line.split(": ")[1] for line in outcome.unreachable] == [REFUSED[name]]


def test_a_robot_check_is_never_got_around(crawls: Mapping[str, Crawled]) -> None:
    """Not even where its script shows a cookie; the other articles are taken."""
    site, outcome = crawls["a robot check before one article"].site, crawls["a robot check before one article"].outcome
    assert len(outcome.records) == SIZE - 1
    assert outcome.stats["fetch/refused/bot_check"] == 1
    assert site.paths().count(f"/a/{slug(3)}") == 1


def test_many_pages_without_an_article_end_their_kind(crawls: Mapping[str, Crawled]) -> None:
    """Those that were waiting then are still fetched: with as many in flight as a quick host allows."""
    site, outcome = crawls["endless"].site, crawls["endless"].outcome
    rooms = [path for path in site.paths() if path.startswith("/room/")]
    assert outcome.records == []
    assert outcome.stats["pattern/paused"] == 1
    assert MAX_FRUITLESS <= len(rooms) < MAX_FRUITLESS + 40
    assert outcome.stats["listing/ended/no_articles"] == 2  # and once more when it was looked at again
    assert outcome.stats["listing/pages"] < 40


def test_blocks_whose_pages_come_by_post(crawls: Mapping[str, Crawled]) -> None:
    """The page that WordPress mostly has is tried first, and is not there."""
    site, outcome = crawls["posting"].site, crawls["posting"].outcome
    assert isinstance(site, PostingSite)
    assert len(outcome.records) == 25
    assert site.paths().count("/page/2/") == 1
    assert [form["data[current_page]"] for form in site.forms] == [["2"], ["3"]]
    assert {form["data[attribute][include_category]"][0] for form in site.forms} == {"7"}
