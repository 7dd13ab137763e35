"""Whole pages against the records that a reader expects of them (renewed by ``python tests/golden_pages.py``)."""

from __future__ import annotations

from typing import Any

import pytest
from golden_pages import DEMO, expected, extracted, names

from capital_spider.demo import Site, truth

SITE = Site()
TRUTH = {entry["path"]: entry for entry in truth()}


@pytest.mark.parametrize("name", names())
def test_record_of_a_page(name: str) -> None:
    record, golden = extracted(name), expected(name)
    assert list(record) == list(golden)
    for key, value in golden.items():
        assert record[key] == value, key


def test_every_page_of_the_sample_site_that_is_named_is_here() -> None:
    assert set(DEMO) < set(names())


@pytest.mark.parametrize("name", DEMO)
def test_the_expected_record_is_true(name: str) -> None:
    """What is golden of the sample site is held against what its authors know, not against the code."""
    golden, known = expected(name), TRUTH[SITE.content.by_name[name].path]
    for key in ("title", "subtitle", "tags", "categories", "access"):
        assert golden[key] == known[key], key
    assert golden["language"].split("-")[0] == known["language"]
    assert [author["name"] for author in golden["authors"]] == known["authors"]
    assert (golden["source"] or {}).get("name") == known["source"]
    assert (golden["image"] or {}).get("url") == (SITE.base + known["image"] if known["image"] else None)
    assert [b["type"] for b in golden["blocks"]] == [b["type"] for b in known["blocks"]]
    assert _texts(golden["blocks"]) == _texts(known["blocks"])
    tables = [b for b in known["blocks"] if b["type"] == "table"]
    assert [(t["header"], t["rows"]) for t in golden["tables"]] == [(t["header"], t["rows"]) for t in tables]
    if golden["published_precision"] == "instant":
        assert golden["published_at"] == known["published_at"]


def _texts(blocks: list[dict[str, Any]]) -> list[str]:
    return [block["text"] for block in blocks if block["type"] in ("paragraph", "heading", "quote")]


FIRST_WORDS = {
    "plain-news": ("The ledger lay under a sail", "the museum said."),
    "legacy-charset": ("The Café Zoë on the Quai des Brumes", "said the naïve young man who once tried."),
    "german-news": ("Nach elf Wochen in der Werft", "drei Brötchen und einen Fahrplan erbeutet."),
}


@pytest.mark.parametrize("name", FIRST_WORDS)
def test_pages_of_our_own_begin_and_end_where_the_article_does(name: str) -> None:
    first, last = FIRST_WORDS[name]
    assert expected(name)["text"].startswith(first)
    assert expected(name)["text"].endswith(last)
