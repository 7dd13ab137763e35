"""The JSON Schema of the record (draft 2020-12), derived from ``items.Article``.

The types give the structure, ``data/article.toml`` the meaning of each key, and ``_RULES`` what Python's types cannot
say. ``data/article.schema.json`` is the same schema as a file, for users who do not run Python; a test holds it
against this module.
"""

from __future__ import annotations

import dataclasses
import json
import tomllib
from importlib.resources import files
from typing import Any

import msgspec

from capital_spider import items

_DIALECT = "https://json-schema.org/draft/2020-12/schema"
_REF = "#/$defs/{name}"

# RFC 3339, with the seconds and the offset that datetime.isoformat writes. Patterns besides formats: draft 2020-12
# leaves it to each validator whether a format is checked at all.
_DATE = r"[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])"
_TIME = r"([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\.[0-9]{1,6})?(Z|[+-]([01][0-9]|2[0-3]):[0-5][0-9])"
_INSTANT_RULE: dict[str, Any] = {"type": "string", "format": "date-time", "pattern": f"^{_DATE}T{_TIME}$"}
_DAY_RULE: dict[str, Any] = {"type": "string", "format": "date", "pattern": f"^{_DATE}$"}
_COUNT: dict[str, Any] = {"type": "integer", "minimum": 0}
_SHARE: dict[str, Any] = {"type": "number", "minimum": 0, "maximum": 1}
_NULL: dict[str, Any] = {"type": "null"}

# What the types leave open: (type, key) → the key's schema in place of the derived one.
_RULES: dict[tuple[str, str], dict[str, Any]] = {
    ("Article", "schema_version"): {"const": items.SCHEMA_VERSION},
    ("Article", "id"): {"type": "string", "pattern": "^[0-9a-f]{16}$"},
    ("Article", "published_at"): {"anyOf": [_INSTANT_RULE, _DAY_RULE, _NULL]},
    ("Article", "modified_at"): {"anyOf": [_INSTANT_RULE, _DAY_RULE, _NULL]},
    ("Article", "word_count"): _COUNT,
    ("Article", "digest"): {"type": "string", "pattern": "^sha256:[0-9a-f]{64}$"},
    ("Capture", "fetched_at"): {"anyOf": [_INSTANT_RULE, _NULL]},
    ("Capture", "warc_offset"): {"anyOf": [_COUNT, _NULL]},
    ("Change", "revision"): {"type": "integer", "minimum": 1},
    ("Heading", "level"): {"type": "integer", "minimum": 1, "maximum": 6},
    ("TableRef", "table"): _COUNT,
    **{("Confidence", part.name): {"anyOf": [_SHARE, _NULL]} for part in dataclasses.fields(items.Confidence)},
}


def article_schema() -> dict[str, Any]:
    """The JSON Schema of one record, as plain dicts.

    Every key of every object is required and no other is allowed, but for ``input_id``, which `capital-spider extract`
    puts first where its input has ids.
    """
    _, components = msgspec.json.schema_components(
        (items.Article, *items.BLOCK_TYPES), schema_hook=_block_union, ref_template=_REF
    )
    meanings = tomllib.loads(files("capital_spider").joinpath("data/article.toml").read_text("utf-8"))
    objects = {name: _strict(name, component, meanings[name]) for name, component in components.items()}
    article = objects.pop("Article")
    input_id = {"type": ["string", "integer", "null"], "description": meanings["Article"]["input_id"]}
    article["properties"] = {"input_id": input_id, **article["properties"]}
    return {
        "$schema": _DIALECT,
        "$id": f"urn:capital-spider:article:{items.SCHEMA_VERSION}",
        **article,
        "$defs": objects,
    }


def schema_text() -> str:
    """The schema as `capital-spider schema` prints it and ``data/article.schema.json`` holds it, line end included."""
    return json.dumps(article_schema(), indent=2, ensure_ascii=False) + "\n"


def _block_union(kind: type) -> dict[str, Any]:
    """``items.Block`` has no fields: where it stands, any of its subclasses does, told apart by ``type``."""
    if kind is not items.Block:
        raise NotImplementedError(f"{kind!r} has no JSON Schema: give it a rule in {__name__}")
    return {"oneOf": [{"$ref": _REF.format(name=block.__name__)} for block in items.BLOCK_TYPES]}


def _strict(name: str, component: dict[str, Any], meanings: dict[str, str]) -> dict[str, Any]:
    """The object as the record is written: its keys in their order, all required, none else allowed, all explained."""
    properties = {
        key: {**_value_schema(name, key, component["properties"][key]), "description": meanings[key]}
        for key in (part.name for part in dataclasses.fields(getattr(items, name)))
    }
    return {
        "title": name,
        "description": meanings["about"],
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def _value_schema(name: str, key: str, derived: dict[str, Any]) -> dict[str, Any]:
    if (name, key) in _RULES:
        return _RULES[name, key]
    schema = {word: value for word, value in derived.items() if word != "default"}  # always written, never defaulted
    match schema:
        case {"enum": [only]}:
            return {"const": only}
    return schema
