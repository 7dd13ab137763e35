"""Items: frozen, complete, in the contract's order."""

from __future__ import annotations

import dataclasses
import inspect
import json

import pytest

from capital_spider import items
from capital_spider.extract import extract_article
from capital_spider.items import Article, Block, Page

CLASSES = [c for _, c in inspect.getmembers(items, inspect.isclass) if dataclasses.is_dataclass(c)]


@pytest.mark.parametrize("item", CLASSES)
def test_frozen_slotted_keyword_only(item: type) -> None:
    assert item.__dataclass_params__.frozen  # type: ignore[attr-defined]
    assert "__slots__" in item.__dict__
    assert all(f.kw_only for f in dataclasses.fields(item))


def test_every_block_is_among_the_types() -> None:
    blocks = {c for c in CLASSES if issubclass(c, Block)}
    assert blocks == set(items.BLOCK_TYPES)
    kinds = [f.default for c in CLASSES if c in blocks for f in dataclasses.fields(c) if f.name == "type"]
    assert len(set(kinds)) == len(blocks)


@pytest.mark.parametrize("html", ["", "<p>x</p>", "<html><head><title>Häuser</title></head></html>"])
def test_every_key_is_there_in_its_order(html: str) -> None:
    record = extract_article(html).to_dict()
    assert list(record) == [f.name for f in dataclasses.fields(Article)]


def test_the_record_is_one_line_of_utf8() -> None:
    article = extract_article("<html><head><title>Häuser</title></head><body><p>Straße\nund Platz</p></body></html>")
    line = article.to_json()
    assert b"\n" not in line
    assert "Häuser".encode() in line
    assert json.loads(line) == article.to_dict()


def test_a_page_needs_an_address_and_a_body_only() -> None:
    page = Page(url="https://example.org/", body=b"")
    assert (page.status, dict(page.headers), page.fetched_at, page.continuations) == (200, {}, None, ())
    with pytest.raises(dataclasses.FrozenInstanceError):
        page.url = "https://example.net/"  # type: ignore[misc]
