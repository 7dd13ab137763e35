"""Bylines as the page prints them: links to authors, marked elements, "By Ana Ruiz" near the headline."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Set
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.resources import files
from itertools import islice

from lxml import etree

from capital_spider.extract.inline import INLINE_TAGS, SKIPPED_TAGS, inline_text
from capital_spider.extract.marks import hyphenated
from capital_spider.text import clean_line

_DATA = tomllib.loads(files("capital_spider").joinpath("data/bylines.toml").read_text(encoding="utf-8"))
_PLACES = _DATA["places"]
_AUTHOR_PATH = re.compile(rf"/(?:{'|'.join(map(re.escape, _PLACES['paths']))})(?:/|\?|=)[^/?#]", re.IGNORECASE)
_OPENER = re.compile(rf"^\s*(?:{'|'.join(map(re.escape, _PLACES['openers']))})(?:\s*[:：]|\s|$)", re.IGNORECASE)
_REVIEWER = re.compile(rf"^(?:{'|'.join(map(re.escape, _DATA['reviewers']))})", re.IGNORECASE)
_MARKED, _OTHER = frozenset(_PLACES["classes"]), frozenset(_PLACES["other_classes"])
_MAY_MARK = re.compile("|".join(sorted(_MARKED)))  # most class names need not be taken apart
_ELSEWHERE = frozenset(_PLACES["elsewhere"])
_ELSEWHERE_TAGS = ("nav", "footer", "aside")
# The longest byline of the development pages that names authors and nothing else has about this many characters.
_LONGEST = 140
# Authors of one byline have an element around them at most this many levels up, other than these.
_LEVELS = 4
_WHOLE = frozenset({"html", "head", "body", "main", "article", "ul", "ol", "button"})
# Elements behind the headline in which "By …" is looked for: buttons, a picture and a standfirst may come first.
_NEAR = 150
# How far up the class names speak for a place (metadata design, section 3).
_DEPTH = 30
# More elements side by side than any byline has.
_LINE_ELEMENTS = 40


@dataclass(slots=True)
class PrintedBylines:
    """Source → elements of one byline, in page order. Those elsewhere on the page: under ``source + ":elsewhere"``."""

    found: dict[str, list[etree._Element]] = field(default_factory=dict)

    def add(self, source: str, element: etree._Element) -> None:
        run = self.found.setdefault(source, [])
        if not run or (is_beside(run[-1], element) and not _is_reviewer(element)):
            run.append(element)

    def of(self, source: str) -> list[etree._Element]:
        return self.found.get(source, [])


def find_bylines(root: etree._Element, headline: etree._Element | None) -> PrintedBylines:
    """The bylines of a page. headline: the element it is printed in; what stands around it too is no sidebar."""
    bylines = PrintedBylines()
    around = frozenset(headline.iterancestors()) if headline is not None else frozenset()
    candidates = [(source, e) for e in root.iter(etree.Element) for source in _sources_of(e)]
    if headline is not None:
        candidates += [("near", e) for e in islice(_behind(headline), _NEAR) if _opens_byline(e)]
    for source, element in candidates:
        text = inline_text(element) or element.get("content") or ""
        if source != "near" and (len(text) > _LONGEST or not any(map(str.isalpha, text))):
            continue
        bylines.add(f"{source}:elsewhere" if _is_elsewhere(element, around) else source, element)
    return bylines


def is_beside(one: etree._Element, other: etree._Element) -> bool:
    """True for elements of one byline: a few levels above them they are in one element."""
    above = set(islice(one.iterancestors(), _LEVELS))
    return any(a in above and a.tag not in _WHOLE for a in islice(other.iterancestors(), _LEVELS))


def _is_reviewer(element: etree._Element) -> bool:
    """True for a name behind "Edited by", "Photos by": in its line, or in the element before it."""
    for above in islice(element.iterancestors(), 2):
        if len(above) > _LINE_ELEMENTS:  # no line of names; a list of thousands would be read once for each of them
            return False
        text = inline_text(above)
        if len(text) > _LONGEST:
            return False
        if _REVIEWER.search(text):
            return True
    return False


def _behind(headline: etree._Element) -> Iterator[etree._Element]:
    for step in (headline, *headline.iterancestors()):
        for sibling in step.itersiblings(etree.Element):
            yield from sibling.iter(etree.Element)


def _sources_of(element: etree._Element) -> Iterator[str]:
    get = element.get  # asked of every element of the page: no attribute is looked at twice
    if (prop := get("itemprop")) and "author" in prop.split():
        yield "itemprop"
    if (rel := get("rel")) and "author" in rel.split():
        yield "rel"
    names = get("class") or get("data-testid")
    if names and _is_marked(names) and element.tag not in SKIPPED_TAGS and element.tag not in _WHOLE:
        yield "marked"
    if element.tag == "a" and _AUTHOR_PATH.search(get("href") or ""):
        yield "link"


@lru_cache(maxsize=1 << 13)
def _words(names: str) -> frozenset[str]:
    return frozenset(hyphenated(names).split("-"))


@lru_cache(maxsize=1 << 13)
def _is_marked(names: str) -> bool:
    if not _MAY_MARK.search(names.lower()):
        return False
    words = _words(names)
    return bool(words & _MARKED) and not words & _OTHER


def _opens_byline(element: etree._Element) -> bool:
    text = element.text
    if text and len(text) < _LONGEST and _OPENER.match(text):
        return True
    return element.tag == "br" and bool(element.tail and len(element.tail) < _LONGEST and _OPENER.match(element.tail))


def _is_elsewhere(element: etree._Element, around: Set[etree._Element]) -> bool:
    """True in menus, sidebars, lists of other articles, comments; but not for what stands around the headline too."""
    for depth, above in enumerate(element.iterancestors()):
        if depth > _DEPTH or above in around:
            return False
        if above.tag in _ELSEWHERE_TAGS:
            return True
        names = above.get("class")
        if names and _words(names) & _ELSEWHERE:
            return True
    return False


def line_of(element: etree._Element) -> str:
    """The line that a byline's opener begins: the nearest block around it, or the element's own text."""
    block = element
    if element.tag == "br":
        return clean_line(element.tail or "")
    while block.tag in INLINE_TAGS and (above := block.getparent()) is not None:
        text = inline_text(above)
        if len(text) > _LONGEST:
            break
        block = above
    return inline_text(block)
