"""The spider for addresses that are known already: as an argument, and from a file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from against_truth import OPEN, differences, path_of
from crawling import Outcome, Task, crawl_all

from capital_spider.demo import DemoSite
from capital_spider.errors import UsageError
from capital_spider.spiders.urls import UrlsSpider

CHOSEN = sorted(OPEN)[:3]


@dataclass(frozen=True)
class Fetched:
    outcome: Outcome
    requests: list[str]


@pytest.fixture(scope="module")
def fetched(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Fetched]]:
    listed = tmp_path_factory.mktemp("urls") / "addresses.txt"
    with DemoSite() as first, DemoSite() as second:
        one, two, three = (first.url.rstrip("/") + path for path in CHOSEN)
        lines = [second.url.rstrip("/") + path for path in CHOSEN]
        listed.write_text("\n".join(["# of this week", lines[0], "", f"{lines[1]}  ", lines[2], f"{lines[0]}#top"]))
        named = f"{one} {two}?utm_source=mail\n{three} {one.rstrip('/')} {first.url}no/such/article/"
        outcomes = crawl_all([Task("urls", {"url": named}), Task("urls", {"file": str(listed)})])
        yield {"named": Fetched(outcomes[0], first.requests), "listed": Fetched(outcomes[1], second.requests)}


@pytest.mark.parametrize("name", ["named", "listed"])
def test_each_article_once_and_no_other_page(name: str, fetched: dict[str, Fetched]) -> None:
    records = fetched[name].outcome.records
    assert sorted(path_of(record["canonical_url"]) for record in records) == CHOSEN
    assert [line for record in records for line in differences(record)] == []
    assert fetched[name].outcome.stats.get("listing/pages") is None
    pages = [path for path in fetched[name].requests if not path.startswith(("/robots.txt", "/wp-json/"))]
    assert len(pages) == len(CHOSEN) + (name == "named")


def test_an_address_that_is_not_there_is_counted(fetched: dict[str, Fetched]) -> None:
    assert fetched["named"].outcome.stats["fetch/failed/404"] == 1


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"missing\.txt cannot be read: No such file"):
        UrlsSpider(file=str(tmp_path / "missing.txt"))
