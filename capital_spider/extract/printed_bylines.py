"""Bylines as the page prints them: links to authors, marked elements, and lines that read like one."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.resources import files
from itertools import islice

from lxml import etree

from capital_spider.extract.document import TextBlock
from capital_spider.extract.inline import SKIPPED_TAGS, inline_text
from capital_spider.extract.marks import hyphenated
from capital_spider.text import clean_line, fold

_DATA = tomllib.loads(files("capital_spider").joinpath("data/bylines.toml").read_text(encoding="utf-8"))
_PLACES = _DATA["places"]
_AUTHOR_PATH = re.compile(rf"/(?:{'|'.join(map(re.escape, _PLACES['paths']))})(?:/|\?|=)[^/?#]")
REVIEWER = re.compile(rf"^(?:{'|'.join(map(re.escape, _DATA['reviewers']))})", re.IGNORECASE)
_MARKED, _OTHER = frozenset(_PLACES["classes"]), frozenset(_PLACES["other_classes"])
# Parts of all those words: most class names hold none, and need not be taken apart.
_MAY_MARK = re.compile("|".join(_PLACES["class_stems"])).search
_ELSEWHERE = frozenset(_PLACES["elsewhere"])
_ELSEWHERE_TAGS = ("nav", "footer", "aside")
# Blocks before and behind the headline that are near it; those before them are of menus.
_BEFORE, _BEHIND, _FAR = 12, 40, 240
# The longest byline of the development pages that names authors and nothing else has about this many characters.
_LONGEST = 140
# A block of text that may hold a byline beside a date and buttons.
LONGEST_BLOCK = 300
# Authors of one byline have an element around them at most this many levels up, other than these.
_LEVELS = 4
_WHOLE = frozenset({"html", "head", "body", "main", "article", "ul", "ol", "button"})
# How far up the class names speak for a place (metadata design, section 3).
_DEPTH = 30
# More elements side by side than any byline has.
_LINE_ELEMENTS = 40
# So many bylines of a kind are told apart: those behind them are of lists of articles.
_RUNS = 3
# "Ana RuizCity Columnist", and where the elements meet.
_GLUED = re.compile(r"[a-zß-ÿ.)][A-ZÀ-Þ]")
_BAR_BETWEEN = re.compile(r"(?<=[a-zß-ÿ.)])\0(?=[A-ZÀ-Þ])")
_HEADINGS = ("h1", "h2", "h3")


@dataclass(slots=True)
class PrintedBylines:
    """Source → bylines, each its elements, in page order. Those elsewhere: under ``source + ":elsewhere"``."""

    found: dict[str, list[list[etree._Element]]] = field(default_factory=dict)

    def add(self, source: str, element: etree._Element) -> None:
        runs = self.found.setdefault(source, [])
        if runs and is_beside(runs[-1][-1], element):
            if not _is_reviewer(element):
                runs[-1].append(element)
        elif len(runs) < _RUNS:
            runs.append([element])

    def of(self, source: str) -> list[list[etree._Element]]:
        return self.found.get(source, [])


def find_bylines(blocks: Sequence[TextBlock], headline: int | None, *, far: bool = False) -> PrintedBylines:
    """The bylines among the blocks around the headline, or far behind it.

    headline: number of the block it is; what stands around it too is no sidebar.
    """
    bylines = PrintedBylines()
    around = frozenset(blocks[headline].element.iterancestors()) if headline is not None else frozenset()
    at = headline or 0
    first, last = (at + _BEHIND, at + _FAR) if far else (max(0, at - _BEFORE), at + _BEHIND)
    for element, sources in _marked_elements(blocks[first:last]):
        text = inline_text(element)
        if len(text) <= _LONGEST and any(map(str.isalpha, text)):
            elsewhere = ":elsewhere" if _is_elsewhere(element, around) else ""
            for source in sources:
                bylines.add(source + elsewhere, element)
    return bylines


def find_headline(blocks: Sequence[TextBlock], title: str) -> int | None:
    """The number of the block in which the title is printed: a heading, or else any; the first h1 where none is."""
    folded, length = fold(title), len(title)
    shown: int | None = None
    for number, block in enumerate(blocks):
        if abs(len(block.text) - length) <= 4 and block.text and folded and fold(block.text) == folded:
            if block.element.tag in _HEADINGS:
                return number
            shown = number if shown is None else shown
    if shown is None:
        shown = next((n for n, block in enumerate(blocks) if block.text and block.element.tag == "h1"), None)
    return shown


def byline_text(element: etree._Element) -> str:
    """The text of a byline; a bar between name and role where their elements stand side by side without a space."""
    text = inline_text(element)
    if not _GLUED.search(text):
        return text
    pieces = [str(piece) for piece in element.itertext() if piece.strip()]
    return (
        inline_text(element)
        if len(pieces) < 2
        else clean_line(_BAR_BETWEEN.sub("|", "\0".join(pieces)).replace("\0", ""))
    )


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
        if REVIEWER.search(text):
            return True
    return False


def _marked_elements(blocks: Sequence[TextBlock]) -> Iterator[tuple[etree._Element, list[str]]]:
    """The elements in and around short blocks that say they are a byline; of nested ones the inner one first.

    Every element is looked at once.
    """
    seen: set[etree._Element | None] = {None}
    for block in blocks:
        if not 0 < len(block.text) <= LONGEST_BLOCK:
            continue
        for _, owner in block.pieces:
            element: etree._Element | None = owner
            while element not in seen:
                assert element is not None
                seen.add(element)
                get = element.get  # asked of every element: what few have is looked for in those alone
                names = get("class") or get("data-testid") or ""
                marked = _MAY_MARK(names) is not None and _is_marked(names)
                if (marked or element.tag == "a" or get("itemprop")) and (sources := _sources_of(element, marked)):
                    yield element, sources
                element = element.getparent()


def _sources_of(element: etree._Element, marked: bool) -> list[str]:
    """marked: a class name says that it is a byline."""
    sources: list[str] = []
    if element.tag in _WHOLE or element.tag in SKIPPED_TAGS:
        return sources
    if "author" in (element.get("itemprop") or "").split():
        sources.append("itemprop")
    if "author" in (element.get("rel") or "").split():
        sources.append("rel")
    if marked:
        sources.append("byline")
    if element.tag == "a" and _AUTHOR_PATH.search((element.get("href") or "").lower()):
        sources.append("link")
    return sources


@lru_cache(maxsize=1 << 13)
def _words(names: str) -> frozenset[str]:
    return frozenset(hyphenated(names).split("-"))


@lru_cache(maxsize=1 << 13)
def _is_marked(names: str) -> bool:
    words = _words(names)
    return bool(words & _MARKED) and not words & _OTHER


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
