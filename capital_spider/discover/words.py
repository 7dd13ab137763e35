"""What listings call their links, in many languages: ``data/listing_words.toml``."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files

from lxml import etree

from capital_spider.discover.links import link_text
from capital_spider.text import fold

_ARROW = re.compile(r"[»›→❯>]")
_DIGITS = "0123456789"


def names(kind: str, text: str) -> bool:
    """True if the text is one of that kind's words: "next", "archive" or "accept"; numbers around it do not count."""
    return fold(text).strip(_DIGITS) in _words()[kind]


def link_names(kind: str, link: etree._Element) -> bool:
    """True if the link's text, label or title is one of that kind's words; an arrow to the right is "next"."""
    labels = (link_text(link), link.get("aria-label") or "", link.get("title") or "")
    return any(names(kind, label) for label in labels) or (kind == "next" and bool(_ARROW.fullmatch(labels[0])))


def begins(kind: str, text: str) -> bool:
    """True if the text begins with one of that kind's words as they are written."""
    return text.lower().startswith(_written()[kind])


@cache
def _words() -> dict[str, frozenset[str]]:
    return {kind: frozenset(map(fold, words)) for kind, words in _written().items()}


@cache
def _written() -> dict[str, tuple[str, ...]]:
    text = files("capital_spider").joinpath("data", "listing_words.toml").read_text(encoding="utf-8")
    return {kind: tuple(words) for kind, words in tomllib.loads(text).items()}
