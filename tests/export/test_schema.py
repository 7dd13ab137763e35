"""The JSON Schema is derived from the items, valid, strict, and the same as the file that is shipped."""

from __future__ import annotations

import copy
import dataclasses
import re
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from sample_articles import BARE, BLOCKS, FULL

from capital_spider import items
from capital_spider.export import CSV_COLUMNS, article_schema, schema_text

DATA = files("capital_spider").joinpath("data")
CONTRACT = Path(__file__).parents[2] / "docs" / "article.md"
VALIDATOR = Draft202012Validator(article_schema())

Record = dict[str, Any]


def test_the_shipped_file_is_what_the_code_says() -> None:
    shipped = DATA.joinpath("article.schema.json").read_bytes()
    assert shipped == schema_text().encode(), (
        "the record has changed: run `capital-spider schema > capital_spider/data/article.schema.json`, "
        "and raise SCHEMA_VERSION if a key was renamed or dropped"
    )


def test_the_schema_is_a_schema() -> None:
    Draft202012Validator.check_schema(article_schema())


def test_every_object_is_closed_complete_and_explained() -> None:
    schema = article_schema()
    for name, described in [("Article", schema), *schema["$defs"].items()]:
        keys = [part.name for part in dataclasses.fields(getattr(items, name))]
        assert described["required"] == keys
        assert [key for key in described["properties"] if key != "input_id"] == keys
        assert described["additionalProperties"] is False
        assert described["description"]
        assert all(value["description"] for value in described["properties"].values())


def test_no_explanation_is_left_over() -> None:
    meanings = tomllib.loads(DATA.joinpath("article.toml").read_text("utf-8"))
    for name, keys in meanings.items():
        known = {part.name for part in dataclasses.fields(getattr(items, name))} | {"about"}
        assert set(keys) - known == ({"input_id"} if name == "Article" else set())


def test_the_contract_explains_every_key_and_column() -> None:
    explained = set(re.findall(r"`([a-z_]+)`", CONTRACT.read_text("utf-8")))
    assert {part.name for part in dataclasses.fields(items.Article)} <= explained
    assert {column.name for column in CSV_COLUMNS} <= explained


def test_the_sample_uses_all_block_types() -> None:
    assert {type(block) for block in BLOCKS} == set(items.BLOCK_TYPES)


VALID: dict[str, Record] = {
    "all that the contract has": FULL.to_dict(),
    "a page that says nothing": BARE.to_dict(),
    "a date without time": BARE.to_dict() | {"published_at": "2024-05-03"},
    "a time in UTC as Z": BARE.to_dict() | {"published_at": "2024-05-03T12:05:00Z"},
    "an id of the input": {"input_id": "line 7"} | BARE.to_dict(),
    "a number as id of the input": {"input_id": 7} | BARE.to_dict(),
}


@pytest.mark.parametrize("record", VALID.values(), ids=VALID.keys())
def test_records_are_valid(record: Record) -> None:
    VALIDATOR.validate(record)


@dataclass(frozen=True)
class Broken:
    damage: Callable[[Record], Any]
    at: list[str | int]


BROKEN = {
    "an unknown key": Broken(lambda record: record.update(headline="x"), []),
    "an unknown key further down": Broken(lambda record: record["site"].update(url="x"), ["site"]),
    "a key missing where null was meant": Broken(lambda record: record.pop("title"), []),
    "a key of a block missing": Broken(lambda record: record["blocks"][3].pop("cite"), ["blocks", 3]),
    "a nested list without items key": Broken(
        lambda record: record["blocks"][2]["items"][1].pop("items"), ["blocks", 2]
    ),
    "an unknown type of block": Broken(lambda record: record["blocks"][0].update(type="verse"), ["blocks", 0]),
    "a block with another type's keys": Broken(
        lambda record: record["blocks"][0].update(type="heading"), ["blocks", 0]
    ),
    "a heading of level 7": Broken(lambda record: record["blocks"][1].update(level=7), ["blocks", 1]),
    "a time without offset": Broken(lambda record: record.update(published_at="2024-05-03T14:05:00"), ["published_at"]),
    "a date as printed": Broken(lambda record: record.update(published_at="3 May 2024"), ["published_at"]),
    "a date without day": Broken(lambda record: record.update(modified_at="2024-05"), ["modified_at"]),
    "a bare date of capture": Broken(
        lambda record: record["capture"].update(fetched_at="2024-05-03"), ["capture", "fetched_at"]
    ),
    "confidence over 1": Broken(lambda record: record["confidence"].update(title=1.5), ["confidence", "title"]),
    "null where a list may be empty": Broken(lambda record: record.update(tags=None), ["tags"]),
    "an unknown kind of access": Broken(lambda record: record.update(access="free"), ["access"]),
    "another version": Broken(lambda record: record.update(schema_version="2.0"), ["schema_version"]),
    "an id in capitals": Broken(lambda record: record.update(id="0123456789ABCDEF"), ["id"]),
    "a list as id of the input": Broken(lambda record: record.update(input_id=[1]), ["input_id"]),
}


@pytest.mark.parametrize("case", BROKEN.values(), ids=BROKEN.keys())
def test_broken_records_are_refused_where_they_are_broken(case: Broken) -> None:
    record = copy.deepcopy(FULL.to_dict())
    case.damage(record)
    assert [list(error.absolute_path) for error in VALIDATOR.iter_errors(record)] == [case.at]
