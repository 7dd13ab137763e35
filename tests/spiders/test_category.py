"""The category spider on the sample site."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import unquote

import pytest
from against_truth import OPEN, TRUTH, differences, path_of
from demo_crawling import CRAWLS, DemoCrawl

from capital_spider.demo import DemoSite, Site, truth
from capital_spider.extract import extract_article

Crawls = Mapping[str, DemoCrawl]


def exported(crawl: DemoCrawl) -> list[str]:
    return [path_of(record["canonical_url"]) for record in crawl.outcome.records]


def below(*place: str) -> set[str]:
    """The articles in a category or one below it."""
    return {path for path in OPEN if any(tuple(c[: len(place)]) == place for c in TRUTH[path]["categories"])}


WHOLE = ("all categories", "all months", "the whole site")


@pytest.mark.parametrize("name", WHOLE)
def test_the_whole_site_is_exported_and_nothing_else(name: str, demo_crawls: Crawls) -> None:
    assert sorted(exported(demo_crawls[name])) == sorted(OPEN)
    assert demo_crawls[name].outcome.stats["gate/closed"] == len(TRUTH) - len(OPEN) == 1


@pytest.mark.parametrize("name", WHOLE)
def test_every_field_of_every_record_is_right(name: str, demo_crawls: Crawls) -> None:
    wrong = {r["canonical_url"]: lines for r in demo_crawls[name].outcome.records if (lines := differences(r))}
    assert wrong == {}


@pytest.mark.parametrize("name", CRAWLS)
def test_nothing_went_wrong_on_the_way(name: str, demo_crawls: Crawls) -> None:
    stats = demo_crawls[name].outcome.stats
    assert {k: v for k, v in stats.items() if k.startswith("spider_exceptions") or k == "log_count/ERROR"} == {}


@pytest.mark.parametrize("field", ["title", "subtitle", "authors", "published_at", "categories", "tags"])
def test_the_comparison_sees_a_wrong_field(field: str) -> None:
    base = "http://127.0.0.1:9"
    path = next(p for p, entry in TRUTH.items() if entry["subtitle"])
    record = extract_article(Site(base).render(path).body, base + path).to_dict()
    before = differences(record)
    record[field] = [] if isinstance(record[field], list) else None
    assert len(differences(record)) == len(before) + 1


def test_the_comparison_sees_a_missing_block() -> None:
    base = "http://127.0.0.1:9"
    path = next(p for p, entry in TRUTH.items() if any(block["type"] == "table" for block in entry["blocks"]))
    record = extract_article(Site(base).render(path).body, base + path).to_dict()
    assert differences(record) == []
    assert differences({**record, "blocks": record["blocks"][1:]})


# --- which requests are made -------------------------------------------------------------------------------------

REFUSED = {
    "endless chain": r"/endless/",
    "answers to comments": r"replytocom",
    "search": r"[?&]s=",
    "log-in": r"wp-login|wp-admin",
    "feeds": r"/feed/",
    "mobile version": r"[?&]amp\b|/amp/",
    "tags": r"/tag/",
    "authors": r"/author/",
    "plain pages": r"/about-us/|/contact-us/|/legal-pages/",
    "pictures": r"/wp-content/",
}


@pytest.mark.parametrize("name", CRAWLS)
@pytest.mark.parametrize("pattern", REFUSED.values(), ids=REFUSED.keys())
def test_never_asked_for(name: str, pattern: str, demo_crawls: Crawls) -> None:
    assert [path for path in demo_crawls[name].requests if re.search(pattern, path)] == []


@pytest.mark.parametrize("name", CRAWLS)
def test_every_article_is_fetched_once(name: str, demo_crawls: Crawls) -> None:
    fetched = Counter(path for path in map(unquote, demo_crawls[name].requests) if path in TRUTH)
    assert set(fetched.values()) <= {1}
    assert fetched.keys() >= set(exported(demo_crawls[name]))


@pytest.mark.parametrize("name", CRAWLS)
def test_listings_are_asked_for_twice_at_most(name: str, demo_crawls: Crawls) -> None:
    """To be read, and to be looked at again (the first page) for what was published meanwhile; besides, the start page
    was read to see what it is.
    """
    asked = Counter(path for path in demo_crawls[name].requests if unquote(path) not in TRUTH)
    asked.subtract(CRAWLS[name][1]["url"].split())
    assert max(asked.values()) <= 2
    assert all(count == 1 for path, count in asked.items() if "/page/" in path)


def test_categories_below_the_first_level_are_probed(demo_crawls: Crawls) -> None:
    """Their articles are known from the parent's list: the redirect of the number in the select, then one page."""
    asked = Counter(demo_crawls["all categories"].requests)
    assert {count for path, count in asked.items() if re.fullmatch(r"/category/[^/]+/[^/]+/.*", path)} == {1}
    assert {count for path, count in asked.items() if path.startswith("/?cat=")} == {1}


# --- some categories ---------------------------------------------------------------------------------------------

SOME: dict[str, set[tuple[str, ...]]] = {
    "a category with those below it": {("AMERICA",)},
    "a category, by site": {("AMERICA",)},
    "a category by name": {("AMERICA", "Colombia")},
    "two categories by name": {("ASIA", "Nepal"), ("EUROPE", "Norway", "Oslo")},
}


@pytest.mark.parametrize("name", SOME)
def test_the_articles_of_some_categories(name: str, demo_crawls: Crawls) -> None:
    wanted = set().union(*(below(*place) for place in SOME[name]))
    assert wanted
    assert sorted(exported(demo_crawls[name])) == sorted(wanted)


@pytest.mark.parametrize("name", SOME)
def test_other_categories_are_left_alone(name: str, demo_crawls: Crawls) -> None:
    """At most the start page, and of each category in the choice: its redirect, its first page twice, its last."""
    choice = {tuple(c[:n]) for entry in truth() for c in entry["categories"] for n in range(1, len(c) + 1)}
    chosen = [c for c in choice if any(c[: len(place)] == place for place in SOME[name])]
    listings = [path for path in demo_crawls[name].requests if unquote(path) not in TRUTH and path != "/robots.txt"]
    assert len(listings) <= 1 + 4 * len(chosen)


def test_a_name_that_the_site_does_not_have(demo_crawls: Crawls) -> None:
    """Only the start page is read, and the names that are nearest are told."""
    crawl = demo_crawls["no such category"]
    assert crawl.outcome.records == []
    assert crawl.outcome.usage_problem == "the site has no category 'colombya'; nearest: AMERICA/Colombia"
    assert crawl.requests == ["/robots.txt", "/"]


ARTICLES = ("an article, by category", "an article, by month", "an article, by site")


@pytest.mark.parametrize("name", ARTICLES)
def test_the_address_of_an_article_gives_that_article(name: str, demo_crawls: Crawls) -> None:
    crawl = demo_crawls[name]
    address = CRAWLS[name][1]["url"]
    assert exported(crawl) == [address]
    assert crawl.requests == ["/robots.txt", address]


def test_with_scrapys_own_command(tmp_path: Path) -> None:
    with DemoSite() as site:
        command = ["crawl", "category", "-a", f"url={site.url}category/africa/", "-O", "articles.jsonl"]
        done = subprocess.run(
            [sys.executable, "-W", "error", "-m", "scrapy", *command],
            cwd=tmp_path,
            env={**os.environ, "SCRAPY_SETTINGS_MODULE": "capital_spider.settings"},
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
    assert done.returncode == 0, done.stderr
    records = [json.loads(line) for line in (tmp_path / "articles.jsonl").read_text(encoding="utf-8").splitlines()]
    assert sorted(path_of(record["canonical_url"]) for record in records) == sorted(below("AFRICA"))
    assert [line for record in records for line in differences(record)] == []


def test_two_start_addresses_each_have_their_doors(demo_crawls: Crawls) -> None:
    crawl = demo_crawls["two categories"]
    assert set(exported(crawl)) == below("AMERICA") | below("ASIA")
    for continent in ("america", "asia"):
        assert any(re.match(rf"/category/{continent}/[^/]+/", request) for request in crawl.requests)
