"""Comments that no class name betrays: elements of one kind beside each other, each with a name, a time and a text."""

from __future__ import annotations

import re
from collections import Counter
from datetime import UTC, datetime

from lxml import etree

from capital_spider.extract.dateline import reads_as_date
from capital_spider.extract.document import TextBlock
from capital_spider.text import count_words

# Two may be anything.
_FEWEST = 3
# Most of them must be by different people: the posts of a live blog are signed too, by one or two.
_DISTINCT = 0.6
_NAME_LENGTH, _NAME_WORDS, _TIME_LENGTH = 40, 4, 40
# A headline makes it a teaser, rows and cells make it a table.
_NEVER = ("h1", "h2", "h3", "h4", "tr", "td", "th", "dt", "dd")
# Any date that a page prints lies before it: only whether it is one counts here.
_LATER = datetime(2100, 1, 1, tzinfo=UTC)
_CLOCK = re.compile(r"\d{1,2}[:.h]\d{2}")
_DIGIT = re.compile(r"\d")
_WORD_START = re.compile(r"[^\W\d_]")

_Children = dict[etree._Element, dict[etree._Element, list[TextBlock]]]


def comment_lists(blocks: list[TextBlock], good: list[bool]) -> set[etree._Element]:
    """The elements around such comments, below the first running text. good: which blocks read like prose."""
    first = next((n for n, g in enumerate(good) if g), None)
    if first is None:
        return set()
    below = [b for b in blocks[first + 1 :] if b.kind == "text"]
    timed = [b for b in below if _may_say_when(b)]
    if len(timed) < _FEWEST:
        return set()
    above = {e for b in blocks[: first + 1] for e in (b.element, *b.element.iterancestors())}
    holders = {parent for parent, inside in _children(timed, above).items() if len(inside) >= _FEWEST}
    found = set()
    for parent, inside in _children(below, above).items() if holders else ():
        names = _names(inside) if parent in holders else []
        if len(names) >= _FEWEST and len(set(names)) >= _DISTINCT * len(names):
            found |= {parent} if parent not in above else set(inside)
    return found


def _children(blocks: list[TextBlock], above: set[etree._Element]) -> _Children:
    """Element → its children that hold some of the blocks, and which. above: elements that are too large to be one."""
    children: _Children = {}
    for block in blocks:
        for element in (block.element, *block.element.iterancestors()):
            parent = element.getparent()
            if parent is None or element in above:
                break
            children.setdefault(parent, {}).setdefault(element, []).append(block)
    return children


def _may_say_when(block: TextBlock) -> bool:
    """A short string in it has a digit."""
    return any(_DIGIT.search(text) is not None for text, _ in block.pieces if len(text.strip()) <= _TIME_LENGTH)


def _names(inside: dict[etree._Element, list[TextBlock]]) -> list[str]:
    """Who said what is in the elements of the most frequent kind; nothing unless each of them is a comment."""
    kinds = Counter((e.tag, e.get("class")) for e in inside)
    kind, count = kinds.most_common(1)[0]
    if count < _FEWEST or count < len(inside) - 2:
        return []
    names = []
    for element, blocks in inside.items():
        if (element.tag, element.get("class")) == kind:
            name = _name(blocks)
            if name is None:
                return []
            names.append(name)
    return names


def _name(blocks: list[TextBlock]) -> str | None:
    """Who wrote the comment; None if it is none: name and time come first, one of them on top, then a text."""
    if any(b.element.tag in _NEVER for b in blocks):
        return None
    strings = [text for b in blocks for text in (" ".join(piece.split()) for piece, _ in b.pieces) if text]
    if len(strings) < _FEWEST:
        return None
    name, when = strings[0], strings[1]
    if not _is_time(when):
        name, when = when, name
    if not _is_time(when) or not _WORD_START.match(name) or len(name) > _NAME_LENGTH:
        return None
    return name if count_words(name) <= _NAME_WORDS and count_words(" ".join(strings[2:])) > _NAME_WORDS else None


def _is_time(text: str) -> bool:
    """ "2 hours ago", or a date with a time of day: a day or a year alone stands in lists of anything."""
    if len(text) > _TIME_LENGTH or _DIGIT.search(text) is None:
        return False
    return reads_as_date(text, fetched_at=_LATER) and (_CLOCK.search(text) is not None or not reads_as_date(text))
