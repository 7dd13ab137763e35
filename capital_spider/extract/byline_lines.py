"""Lines of text that read like a byline though nothing marks them: "By Ana Ruiz", "3 May · Ana Ruiz", a bare name."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from importlib.resources import files

from capital_spider.extract.author_names import is_personal, split_names, type_of
from capital_spider.extract.document import TextBlock
from capital_spider.extract.inline import HEADING_LEVELS
from capital_spider.extract.printed_bylines import LONGEST_BLOCK, REVIEWER
from capital_spider.text import fold

_DATA = tomllib.loads(files("capital_spider").joinpath("data/bylines.toml").read_text(encoding="utf-8"))
_OPENERS = "|".join(sorted(map(re.escape, _DATA["places"]["openers"]), key=len, reverse=True))
_OPENER = re.compile(rf"(?:{_OPENERS})(?:\s*[:：]\s*|\s+|$)", re.IGNORECASE)
# The label is no word that a sentence of the text begins with: it is believed anywhere on the page.
_LABEL = re.compile(rf"(?:{'|'.join(map(re.escape, _DATA['places']['labels']))})(?:\s*[:：]\s*|\s+|$)", re.IGNORECASE)
# "Posted on 3 May by Ana Ruiz", "Lisbon, 3 May. Von Ana Ruiz"
_INSIDE = re.compile(r"(?:^|[\s|•·.,–—-])(?:[Bb]y|BY|[Vv]on|[Pp]ar|[Pp]or|[Dd]oor|[Oo]leh)\s+(?=[^\W\d_])(.*)")
_PARTS = re.compile(r"\s*(?:[|•·●∙/]+|\s[-–—]+\s|\n)\s*")
_DATE = re.compile(r"\d{1,2}\.\s?\d{1,2}\.\s?\d{2,4}|\d{4}|\d{1,2}[:/]\d{2}|\d\s*min")
# What may stand behind a name in its line.
_FIRST_OF = re.compile(r"[,|(&•·–:]| and | und | y | et |\d")
_LABEL_STARTS = frozenset(label[:3] for label in _DATA["places"]["labels"])
# Blocks before and behind the headline in which a byline is looked for.
_BEFORE, _BEHIND = 4, 14
_LONGEST_LINE, _LONGEST_NAME = 140, 60
# So many lines of a kind are read; those behind them are of lists of articles.
_LINES = 2
# A block of this length is running text: what stands behind it is no byline of the head.
_RUNNING_TEXT = 200


@dataclass(frozen=True, slots=True)
class BylineLine:
    """A line that may be a byline: what may be names in it, what speaks for its place."""

    kind: str
    names: str
    marks: tuple[str, ...]


class BylineLines:
    """The short lines around a page's headline. headline: the number of its block, if it is printed."""

    def __init__(self, blocks: Sequence[TextBlock], headline: int | None) -> None:
        self._blocks = blocks
        self._headline = headline
        first = max(0, headline - _BEFORE) if headline is not None else 0
        last = min(len(blocks), (headline or 0) + _BEHIND)
        near = (n for n in range(first, last) if n != headline)
        self._near = [n for n in near if 0 < len(blocks[n].text) <= LONGEST_BLOCK]

    def text(self) -> str:
        """The short blocks around the headline, folded, without the headline."""
        return "|".join(fold(self._blocks[n].text) for n in self._near)

    def links(self) -> dict[str, str]:
        """Folded text → address of the links in the short blocks around the headline."""
        found: dict[str, str] = {}
        for number in self._near:
            for text, owner in self._blocks[number].pieces if self._blocks[number].link_chars else ():
                for element in (owner, owner.getparent()):
                    if element is not None and element.tag == "a" and (href := element.get("href")):
                        found.setdefault(fold(text), href)
        return found

    def find(self) -> Iterator[BylineLine]:
        """The lines near the headline that may be bylines, then those with a label anywhere."""
        counts: dict[str, int] = {}
        for kind, line, number in self._all():
            if counts.get(kind, 0) < _LINES and _reads_well(kind, line):
                counts[kind] = counts.get(kind, 0) + 1
                yield BylineLine(kind, line, tuple(self._marks(number, line)))

    def _all(self) -> Iterator[tuple[str, str, int]]:
        for number in self._near:
            place = "near" if self._headline is None or number > self._headline else "above"
            for line in self._blocks[number].text.split("\n"):
                for kind, names in _near_line(place, line, self._next(number)):
                    yield kind, names, number
        for number, block in enumerate(self._blocks):
            text = block.text
            if text[:3].lower() in _LABEL_STARTS and len(text) <= _LONGEST_LINE and (found := _LABEL.match(text)):
                yield "line:label", text[found.end() :] or self._next(number), number

    def _next(self, number: int) -> str:
        """The text behind a label that stands alone, if it is short enough for a name."""
        text = next((block.text for block in self._blocks[number + 1 : number + 3] if block.text), "")
        return text if len(text) <= _LONGEST_NAME else ""

    def _marks(self, number: int, line: str) -> Iterator[str]:
        blocks, headline = self._blocks, self._headline or 0
        between = [block.text for block in blocks[min(number, headline) + 1 : max(number, headline)] if block.text]
        if number - headline in range(_BEHIND):
            yield f"at:{len(between) if len(between) < 4 else '4+'}"
        if any(len(text) >= _RUNNING_TEXT for text in between):
            yield "behind_text"
        block = blocks[number]
        if any(len(b.text) <= _LONGEST_NAME and _DATE.search(b.text) for b in blocks[max(0, number - 1) : number + 2]):
            yield "beside_date"
        if block.link_chars * 2 > len(block.text):
            yield "linked"
        yield "heading" if block.element.tag in HEADING_LEVELS else f"in:{block.element.tag}"
        yield f"again:{min(self._short_text.count(line), 3)}"
        words = [word for word in line.split() if len(word) > 2 and word[:1].isupper() and word[1:].islower()]
        if any(f" {word.lower()} " in self._running_text for word in words):
            yield "common_word"

    @cached_property
    def _short_text(self) -> str:
        return "\n".join(block.text for block in self._blocks if len(block.text) <= _LONGEST_LINE)

    @cached_property
    def _running_text(self) -> str:
        return "\n".join(block.text for block in self._blocks if len(block.text) >= _RUNNING_TEXT)


def _reads_well(kind: str, line: str) -> bool:
    names = split_names(line)
    if kind in ("line:label", "near:byline"):  # "By the Meetingnotes Team": an organisation, or a pen name
        if len(names) == 1 and line == names[0] and " " not in line:
            return True
        return bool(names) and all(is_personal(n) or type_of(n, None, False) != "person" for n in names)
    return bool(names) and all(map(is_personal, names))


def _near_line(place: str, line: str, following: str) -> Iterator[tuple[str, str]]:
    if len(line) > _LONGEST_LINE or REVIEWER.match(line):
        return
    if found := _OPENER.match(line):
        yield "near:byline", line[found.end() :] or following
    elif found := _INSIDE.search(line):
        yield f"{place}:inside", found[1]
    elif _DATE.search(line):
        for part in _PARTS.split(line):
            if is_personal(_FIRST_OF.split(part, 1)[0].rstrip("0123456789. ")) or not part.isascii():
                yield f"{place}:dated", part
    elif len(line) <= _LONGEST_NAME and is_personal(_FIRST_OF.split(line, 1)[0]):
        yield f"{place}:bare", line
