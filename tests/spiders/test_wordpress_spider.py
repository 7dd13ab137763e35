"""The WordPress spider on sites whose API lists all, changes, is odd, elsewhere or closed; records from it alone."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from crawling import Outcome, Task, crawl_all
from serving import Answer, Route
from wordpress_site import HTML, NEWEST, WordPress, delete, publish, stories, story

from capital_spider.errors import UsageError
from capital_spider.spiders.wordpress import WordPressSpider


@dataclass(frozen=True, kw_only=True)
class Case:
    """wanted: numbers of the articles to be exported. start: paths. settings: on top of the package's."""

    site: WordPress
    wanted: set[int]
    start: str = "/"
    arguments: dict[str, str] = field(default_factory=dict)
    settings: dict[str, object] = field(default_factory=dict)

    @property
    def task(self) -> Task:
        return Task(
            "wordpress", {"url": " ".join(map(self.site.url, self.start.split())), **self.arguments}, self.settings
        )


def upto(count: int, *without: int) -> set[int]:
    return set(range(1, count + 1)) - set(without)


def small(count: int = 45, **given: Any) -> WordPress:
    """A site whose answers hold ten posts; the spider comes to that at its fourth question."""
    return WordPress(posts=given.pop("posts", None) or stories(count), limit=10, **given)


ALL = {
    "several answers": Case(site=WordPress(posts=stories(130)), wanted=upto(130)),
    "a site that allows ten at once": Case(site=small(), wanted=upto(45)),
    "nothing but one article": Case(site=small(1), wanted={1}),
    "all of one second: dates cannot tell them apart": Case(
        site=small(posts=stories(45, at=NEWEST, changed=NEWEST)), wanted=upto(45)
    ),
    "some of one second, across two answers": Case(
        site=small(posts=[*stories(20), *(story(n, at=NEWEST) for n in range(21, 46))]), wanted=upto(45)
    ),
    "a site that does not keep to dates": Case(site=small(keeps_dates=False), wanted=upto(45)),
    "a site that does not count": Case(site=small(counts=False), wanted=upto(45)),
    "neither": Case(site=small(counts=False, keeps_dates=False), wanted=upto(45)),
    "more than twenty at once are too much for it": Case(
        site=WordPress(posts=stories(45), too_heavy=21), wanted=upto(45), settings={"RETRY_ENABLED": False}
    ),
    "posts split over pages": Case(
        site=WordPress(posts=[*stories(30), *(story(n, parts=3) for n in (31, 32))]),
        wanted=upto(32), settings={"CONCURRENT_REQUESTS": 1},
    ),
    "posts split over pages, too few to ask": Case(site=small(posts=[*stories(4), story(5, parts=3)]), wanted=upto(5)),
}  # fmt: skip
CHANGES = {
    "one is published": Case(site=small(changes={6: publish(46)}), wanted=upto(46)),
    "more than an answer holds": Case(site=small(changes={6: publish(*range(46, 70))}), wanted=upto(69)),
    "one is deleted that was read, and moves the others up": Case(site=small(changes={6: delete(45)}), wanted=upto(45)),
    "several are deleted at several times, some unread": Case(
        site=small(changes={5: delete(44, 30), 6: delete(43, 3), 7: delete(42, 41)}), wanted=upto(45, 30, 3)
    ),
    "one is published with the date of last year": Case(
        site=small(changes={8: publish(46, at=NEWEST - timedelta(days=460))}), wanted=upto(46)
    ),
    "one is published, another deleted": Case(site=small(changes={6: delete(40), 7: publish(46)}), wanted=upto(46)),
}
POSTS = stories(25)
ELSEWHERE = {
    "in a header": WordPress(posts=POSTS, home="", header='<http://no.example/>; rel=x, </api/>; rel="https://api.w.org/"',
                             at="/api/"),
    "in the head, another folder": WordPress(
        posts=POSTS, home='<link rel="https://api.w.org/" href="/blog/wp-json/">', at="/blog/wp-json/"
    ),
    "nobody says so": WordPress(posts=POSTS, home=""),
    "without permalinks": WordPress(posts=POSTS, home="", at="/?rest_route=/"),
    "without permalinks, and the page says so": WordPress(
        posts=POSTS, home='<link rel="https://api.w.org/" href="/index.php?rest_route=/">', at="/?rest_route=/"
    ),
    "the usual place answers with a page": WordPress(
        posts=POSTS, home="", at="/?rest_route=/", routes={"/wp-json/wp/v2/posts": HTML}
    ),
    "it names one on another site": WordPress(
        posts=POSTS, home='<link rel="https://api.w.org/" href="https://api.example.org/wp-json/">'
    ),
}  # fmt: skip
AMERICA = [story(n, categories=((n - 1) % 4 + 1,)) for n in range(1, 41)]
CHOICES = {
    "between two days, both included": Case(
        site=WordPress(posts=stories(40)),
        wanted=set(range(11, 21)),
        arguments={
            "since": f"{NEWEST - timedelta(days=489):%Y-%m-%d}",
            "until": f"{NEWEST - timedelta(days=480):%Y-%m-%d}",
        },
    ),
    "between two days, the site gives all": Case(
        site=WordPress(posts=stories(40), keeps_dates=False),
        wanted=set(range(11, 21)),
        arguments={
            "since": f"{NEWEST - timedelta(days=489):%Y-%m-%d}",
            "until": f"{NEWEST - timedelta(days=480):%Y-%m-%d}",
        },
    ),
    "a category with those below it": Case(
        site=WordPress(posts=AMERICA), start="/category/america/colombia/",
        wanted={n for n in range(1, 41) if n % 4 in (2, 3)},
    ),
    "two categories, one below the other": Case(
        site=WordPress(posts=AMERICA), start="/category/america/colombia/ /category/america/colombia/bogota/",
        wanted={n for n in range(1, 41) if n % 4 in (2, 3)},
    ),
    "two categories": Case(
        site=WordPress(posts=AMERICA, changes={4: publish(41, categories=(3,))}),
        start="/category/america/colombia/ /category/asia/",
        wanted={n for n in range(1, 41) if n % 4 in (2, 3, 0)} | {41},
    ),
    "a category without its parents in the address": Case(
        site=WordPress(posts=AMERICA), start="/category/bogota/", wanted={n for n in range(1, 41) if n % 4 == 3}
    ),
    "what is behind a password": Case(
        site=WordPress(posts=[*stories(5), story(6, protected=True)]), wanted=upto(5)
    ),
    "what is behind a password, wanted": Case(
        site=WordPress(posts=[*stories(5), story(6, protected=True)]), wanted=upto(6), settings={"EXPORT_CLOSED": True}
    ),
    "other types of posts that are news": Case(
        site=WordPress(
            posts=[*stories(5), *(story(n, kind="noticias") for n in (6, 7)), story(8, kind="products"),
                   story(9, kind="columnists")],
            types={
                "post": {"rest_base": "posts", "taxonomies": ["category"]},
                "noticia": {"rest_base": "noticias", "taxonomies": []},
                "product": {"rest_base": "products", "taxonomies": ["category"]},
                "person": {"rest_base": "columnists", "taxonomies": []},
                "gone": {"rest_base": "articles", "taxonomies": ["post_tag"]},
            },
        ),
        wanted=upto(7),
    ),
}  # fmt: skip


def closed(routes: dict[str, Route], **given: Any) -> WordPress:
    return WordPress(posts=POSTS, routes=routes, **given)


NO_JSON = {"Content-Type": "application/json"}
ROBOTS = Answer(b"User-agent: *\nDisallow: /wp-json/\n", headers={"Content-Type": "text/plain"})
POSTS_PATH = "/wp-json/wp/v2/posts"
# Site, start, what the user is told, questions to the API.
CLOSED = {
    "log-in wanted": (closed({POSTS_PATH: Answer(b'{"code":"rest_forbidden"}', 401)}), "/", "closed to visitors", 1),
    "a firewall": (closed({POSTS_PATH: Answer(b"no", 403)}, home=""), "/", "closed to visitors", 1),
    "robots.txt": (closed({"/robots.txt": ROBOTS}, home=""), "/", "robots.txt forbids it", 0),
    "not there": (closed({POSTS_PATH: Answer(b"no", 404)}), "/", "it has none at /wp-json/", 1),
    "a page instead": (closed({POSTS_PATH: HTML}), "/", "no JSON but a page", 1),
    "torn": (closed({POSTS_PATH: Answer(b'[{"id": 1, "link"', headers=NO_JSON)}), "/", "no JSON but a page", 1),
    "an object, no list": (closed({POSTS_PATH: Answer(b'{"a": 1}', headers=NO_JSON)}), "/", "no JSON but a page", 1),
    "no WordPress": (WordPress(home="", at="/nowhere/"), "/", "no WordPress", 2),
    "no such category": (closed({}), "/category/cheese/", "knows no category", 0),
    "categories closed": (
        closed({"/wp-json/wp/v2/categories": Answer(b"no", 403)}), "/category/asia/", "closed to visitors", 0
    ),
}  # fmt: skip
BROKEN_TEXT = (
    "<p>Two parts of a report that ends badly. " + "It was long and it was dull to read. " * 9 + "</p></div></article>"
)
FROM_API = {
    "all": Case(site=WordPress(posts=stories(130)), wanted=upto(130)),
    "more text at once than is taken in": Case(
        site=WordPress(posts=stories(45)), wanted=upto(45), settings={"DOWNLOAD_MAXSIZE": 40_000}
    ),
    "no text there, or a password": Case(
        site=WordPress(posts=[*stories(3), story(4, text=""), story(5, protected=True)]), wanted=upto(4)
    ),
    "text that closes what it did not open": Case(
        site=WordPress(posts=[story(1, text=BROKEN_TEXT + "<p>The end of it stands here, at some length.</p>")]),
        wanted={1},
    ),
    "one category": Case(site=WordPress(posts=AMERICA), start="/category/america/colombia/",
                         wanted={n for n in range(1, 41) if n % 4 in (2, 3)}),
}  # fmt: skip
LISTED = ALL | CHANGES | CHOICES | {n: Case(site=s, wanted=upto(25)) for n, s in ELSEWHERE.items()}


@dataclass(frozen=True)
class Crawled:
    site: WordPress
    outcome: Outcome

    def __iter__(self) -> Iterator[Any]:
        return iter((self.site, self.outcome))

    @property
    def numbers(self) -> list[int]:
        return sorted(int(path.split("-")[1]) for path in self.outcome.paths)


@pytest.fixture(scope="module")
def crawled() -> dict[str, Crawled]:
    """Every site of this module, by the id of its case; all are crawled at once."""
    cases = {
        **LISTED,
        **{f"closed: {n}": Case(site=site, wanted=set(), start=start) for n, (site, start, *_) in CLOSED.items()},
        **{f"from the API: {n}": _from_api(case) for n, case in FROM_API.items()},
    }
    with ExitStack() as running:
        for case in cases.values():
            running.enter_context(case.site)
        outcomes = crawl_all([case.task for case in cases.values()])
    return {n: Crawled(case.site, outcome) for (n, case), outcome in zip(cases.items(), outcomes, strict=True)}


def _from_api(case: Case) -> Case:
    return replace(case, arguments={"from_api": "true"})


@pytest.mark.parametrize("name", LISTED)
def test_every_post_once(name: str, crawled: dict[str, Crawled]) -> None:
    case, (site, outcome) = LISTED[name], crawled[name]
    assert site.changes == {}, "the API was not asked as often as the changes need"
    assert crawled[name].numbers == sorted(case.wanted)
    assert len(site.article_pages()) == len(set(site.article_pages()))
    assert outcome.usage_problem is None


def test_what_it_costs(crawled: dict[str, Crawled]) -> None:
    """Besides the articles: robots.txt, start page, two answers full of posts, the texts of split ones, the types, and
    a look at the latest.
    """
    site, outcome = crawled["several answers"]
    assert len(site.paths()) == 130 + 7
    assert outcome.stats["door/wordpress/claimed"] == outcome.stats["door/wordpress/entries"] == 130


def test_the_parts_of_split_posts_come_from_the_api(crawled: dict[str, Crawled]) -> None:
    """In place of four requests; what is recorded is the same."""
    few, many = crawled["posts split over pages, too few to ask"], crawled["posts split over pages"]
    assert [path for path in few.site.article_pages() if path.count("/") > 2] == [
        f"{story(5).path}{n}/" for n in (2, 3)
    ]
    assert [path for path in many.site.article_pages() if path.count("/") > 2] == []
    for numbers, (_, outcome) in (((5,), few), ((31, 32), many)):
        records = [r for r in outcome.records if int(r["url"].split("-")[1]) in numbers]
        assert [r["text"].count("The ferry to the north shore") for r in records] == [36] * len(numbers)
        assert [len(r["blocks"]) for r in records] == [12] * len(numbers)


def test_where_nothing_changed_the_latest_changes_are_not_asked_for(crawled: dict[str, Crawled]) -> None:
    orders = {name: _orders(crawled[name].site) for name in ("several answers", "one is published")}
    assert orders == {"several answers": {"date"}, "one is published": {"date", "modified"}}


def _orders(site: WordPress) -> set[str]:
    return {parse_qs(urlsplit(path).query)["orderby"][0] for path in site.questions()}


@pytest.mark.parametrize(
    "name",
    ["a category with those below it", "between two days, both included", "between two days, the site gives all"],
)
def test_only_what_is_wanted_is_fetched(name: str, crawled: dict[str, Crawled]) -> None:
    assert len(crawled[name].site.article_pages()) == len(LISTED[name].wanted)


def test_what_is_behind_a_password_is_counted_and_not_fetched(crawled: dict[str, Crawled]) -> None:
    site, outcome = crawled["what is behind a password"]
    assert (outcome.stats["door/wordpress/protected"], outcome.stats["gate/closed"]) == (1, 1)
    assert story(6).path not in site.article_pages()


def test_pages_that_state_no_instant_have_that_of_the_api(crawled: dict[str, Crawled]) -> None:
    """Site time, with its offset from UTC; no further request is made for it."""
    record = next(r for r in crawled["several answers"].outcome.records if "report-130" in r["url"])
    assert record["published_at"] == f"{story(130).at.isoformat()}-05:00"
    assert record["evidence"]["published_at"] == "api:date"


@pytest.mark.parametrize("name", CLOSED)
def test_an_api_that_does_not_answer_is_told_in_words(name: str, crawled: dict[str, Crawled]) -> None:
    _, start, words, questions = CLOSED[name]
    site, outcome = crawled[f"closed: {name}"]
    assert outcome.records == []
    assert outcome.usage_problem is not None
    assert words in outcome.usage_problem
    assert outcome.usage_problem.startswith(f"{site.url(start)} cannot be crawled by its WordPress API: ")
    assert outcome.usage_problem.endswith("try --by site")
    asked = [path for path in site.paths() if path.split("?")[0].endswith("wp/v2/posts") or "rest_route" in path]
    assert len(asked) == questions


@pytest.mark.parametrize("name", FROM_API)
def test_records_from_the_api(name: str, crawled: dict[str, Crawled]) -> None:
    assert crawled[f"from the API: {name}"].numbers == sorted(FROM_API[name].wanted)


def test_records_from_the_api_cost_next_to_nothing(crawled: dict[str, Crawled]) -> None:
    """robots.txt, start page, the site's name, its categories, two answers, the types, and a look at the latest."""
    site, _ = crawled["from the API: all"]
    assert (site.article_pages(), len(site.paths())) == ([], 8)


def test_a_post_without_text_is_fetched(crawled: dict[str, Crawled]) -> None:
    site, _ = crawled["from the API: no text there, or a password"]
    assert site.article_pages() == [story(4).path]


def test_what_a_record_from_the_api_says(crawled: dict[str, Crawled]) -> None:
    site, outcome = crawled["from the API: one category"]
    record = next(r for r in outcome.records if "report-039" in r["url"])
    assert record["url"] == record["canonical_url"] == site.url("/report-039-from-the-harbour/")
    assert record["title"] == "Report 039 from the harbour – & more"
    assert record["text"].count("The ferry to the north shore") == 12
    assert [author["name"] for author in record["authors"]] == ["Ava Thornton"]
    assert record["published_at"] == f"{story(39).at.isoformat()}-05:00"
    assert record["categories"] == [["America", "Colombia", "Bogota"]]
    assert record["tags"] == ["Ports"]
    assert record["site"]["name"] == "Harbour & Sea"
    assert "/wp-json/wp/v2/posts?" in record["capture"]["found_on"]


def test_a_text_that_closes_too_much_loses_nothing(crawled: dict[str, Crawled]) -> None:
    (record,) = crawled["from the API: text that closes what it did not open"].outcome.records
    assert record["text"].startswith("Two parts of a report")
    assert record["text"].endswith("The end of it stands here, at some length.")
    assert record["tags"] == ["Ports"]


def test_from_api_is_true_or_false() -> None:
    assert WordPressSpider(url="example.org", from_api="True").from_api
    assert not WordPressSpider(url="example.org", from_api="no").from_api
    with pytest.raises(UsageError, match="from_api 'perhaps' is neither true nor false"):
        WordPressSpider(url="example.org", from_api="perhaps")
