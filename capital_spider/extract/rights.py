"""The rights that a page states: its licence, and what it reserves against mining, AI training and robots."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from importlib.resources import files
from itertools import islice
from typing import Any
from urllib.parse import urljoin

from lxml import etree

from capital_spider.extract.document import Document
from capital_spider.extract.inline import inline_text
from capital_spider.extract.metadata import text_of
from capital_spider.text import clean_line

_DATA = tomllib.loads(files("capital_spider").joinpath("data/rights.toml").read_text(encoding="utf-8"))
_ADDRESSES: list[str] = _DATA["license"]["addresses"]
_STATEMENTS: list[str] = _DATA["license"]["statements"]
_OTHERS: list[str] = _DATA["license"]["others"]
_NAMES: list[str] = _DATA["license"]["names"]
_ROBOTS: list[str] = _DATA["reservations"]["robots"]
_FIELDS: list[str] = _DATA["reservations"]["fields"]
_ALLOWED: list[str] = _DATA["reservations"]["allowed"]
_SUBJECTS: list[str] = _DATA["reservations"]["subjects"]
_VERBS: list[str] = _DATA["reservations"]["verbs"]
_WORDS = re.compile(rf"(?<![\w:-])(?:{'|'.join(_DATA['reservations']['words'])})(?![\w-])", re.IGNORECASE)
_META = ("dc.license", "dcterms.license", "dc.rights.license", "license", "dc.rights", "dcterms.rights", "rights")
# The lines around a link that say what it is the licence of.
_LINES = frozenset({"p", "div", "li", "td", "footer", "section", "small", "dd", "aside", "body"})
_LONGEST_LINE = 400
# Works of others may be listed with their licences; the page's own stands among the first or not at all.
_MOST_LINKS = 50
# Blocks that speak of what other articles say.
_OTHER_ARTICLES = frozenset({"related", "comments", "menu", "caption", "duplicate"})


# --- the licence -----------------------------------------------------------------------------------------------------


def stated_license(document: Document) -> str | None:
    """The licence that the page links to or names: an absolute address, or the name as printed."""
    stated = [_address_or_name((document.metadata.article or {}).get("license")), document.metadata.link("license")]
    found = next((value for value in (*stated, *_linked(document), *_named(document)) if value), None)
    if found is None:
        return None
    found = clean_line(found)
    is_address = found.startswith(("/", "http")) and " " not in found
    return urljoin(document.base_url or "", found) if is_address else found or None


def _address_or_name(value: Any) -> str | None:
    """A licence as JSON-LD gives it: an address or a name, or an object that has them."""
    if isinstance(value, list):
        return next((found for found in map(_address_or_name, value) if found), None)
    return (text_of(value.get("url")) if isinstance(value, dict) else None) or text_of(value)


def _linked(document: Document) -> Iterator[str]:
    """Links that are marked as the page's licence, then those in a line that says so."""
    may_be = (a for a in document.anchors if _may_be_license(*a))
    links = [a for a in islice(may_be, _MOST_LINKS) if not _is_of_picture(a[0])]
    yield from (href for _, href, rel in links if _is_license(rel))
    yield from (href for a, href, _ in links if _says_license(a))


def _may_be_license(_: etree._Element, href: str, rel: str) -> bool:
    return any(address in href for address in _ADDRESSES) or (bool(href and rel) and _is_license(rel))


def _is_license(rel: str) -> bool:
    return "license" in rel.lower().split()


def _is_of_picture(link: etree._Element) -> bool:
    return next(link.iterancestors("figure", "figcaption"), None) is not None


def _says_license(link: etree._Element) -> bool:
    """The line that the link stands in speaks of a licence, and of nothing that someone else made; so does a footer."""
    line = next((a for a in link.iterancestors() if a.tag in _LINES), None)
    if line is None:
        return False
    text = inline_text(line).casefold()
    if len(text) > _LONGEST_LINE or any(word in text for word in _OTHERS):
        return False
    return any(word in text for word in _STATEMENTS) or next(link.iterancestors("footer"), None) is not None


def _named(document: Document) -> Iterator[str]:
    """Meta tags that name a licence, not the owner of the rights."""
    for name in _META:
        for value in document.metadata.meta.get(name, ()):
            folded = value.casefold()
            if folded.startswith("http") or any(word in folded for word in _NAMES):
                yield value


# --- reservations ----------------------------------------------------------------------------------------------------


def reservations(document: Document) -> tuple[str, ...]:
    """What the page reserves or asks of robots, as printed: meta tags, headers, sentences around the text.

    Each is ``name: value``; a sentence has the name ``text``.
    """
    metadata = document.metadata
    tags = [(name, value) for name in _ROBOTS for value in metadata.meta.get(name, ())]
    found = [f"{name}: {value}" for name, value in (*tags, *_header(document, "x-robots-tag")) if _WORDS.search(value)]
    for name in _FIELDS:
        values = [*metadata.meta.get(name, ()), *(value for _, value in _header(document, name))]
        found += [f"{name}: {value}" for value in values if value.strip() not in _ALLOWED]
    found += [f"text: {sentence}" for sentence in _sentences(document)]
    return tuple(dict.fromkeys(map(clean_line, found)))


def _header(document: Document, name: str) -> Iterator[tuple[str, str]]:
    if (value := document.page.headers.get(name)) is not None:
        yield name, value


def _sentences(document: Document) -> Iterator[str]:
    """Lines beside the text that reserve mining or training."""
    for block, verdict in zip(document.blocks, document.verdicts, strict=True):
        if verdict.kept or verdict.reason in _OTHER_ARTICLES or len(block.text) < len("no data mining"):
            continue
        folded = block.text.casefold()
        if any(subject in folded for subject in _SUBJECTS) and any(verb in folded for verb in _VERBS):
            yield block.text
