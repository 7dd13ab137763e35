"""The elements around the blocks of a page, as arrays: what the features of the boilerplate model are computed from."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
from lxml import etree

from capital_spider.extract.document import TextBlock
from capital_spider.extract.inline import HEADING_LEVELS
from capital_spider.extract.marks import Marks, hyphenated

if TYPE_CHECKING:
    from numpy.typing import NDArray

Floats: TypeAlias = "NDArray[np.float32]"

_DATA = tomllib.loads(files("capital_spider").joinpath("data/class_groups.toml").read_text(encoding="utf-8"))
_WORD_GROUPS: dict[str, list[str]] = _DATA["words"]
_TAG_GROUPS: dict[str, list[str]] = _DATA["tags"]
GROUPS = (*_WORD_GROUPS, *(f"tag_{name}" for name in _TAG_GROUPS))
# Word → numbers of its groups; the length of the longest word.
_GROUPS_OF_WORD: dict[str, set[int]] = {}
for _number, _words in enumerate(_WORD_GROUPS.values()):
    for _word in _words:
        _GROUPS_OF_WORD.setdefault(_word, set()).add(_number)
_LONGEST = max(map(len, _GROUPS_OF_WORD))
_TAG_GROUP = {tag: (len(_WORD_GROUPS) + n,) for n, tags in enumerate(_TAG_GROUPS.values()) for tag in tags}
_CUSTOM = len(_WORD_GROUPS) + len(_TAG_GROUPS) - 1
_NAMES = ("class", "id", "role", "itemprop", "data-testid", "data-component")
# "has-sidebar", "no-comments": what a layout has or has not, and no name of the element.
_STATES = re.compile(r"-(?:has|with|w|no|without|not|hide|show)-[a-z0-9]+")
# Distances are counted up to this many levels; further away is nowhere.
FAR = 12.0


@lru_cache(65_536)
def _groups_of(names: str) -> frozenset[int]:
    """Numbers of the word groups that an element's class, id, role … name."""
    words = _STATES.sub("-", f"-{hyphenated(names)}")
    return frozenset().union(*map(_groups_of_word, words.split("-")))


@lru_cache(65_536)
def _groups_of_word(word: str) -> frozenset[int]:
    """Numbers of the groups with a word that this one begins with."""
    starts = (word[:n] for n in range(1, min(len(word), _LONGEST) + 1))
    return frozenset(number for start in starts for number in _GROUPS_OF_WORD.get(start, ()))


def _names(element: etree._Element) -> str:
    """What class, id, role … say, with spaces between."""
    names = element.keys()
    return " ".join([str(element.get(name)) for name in _NAMES if name in names]) if names else ""


class PageElements:
    """The elements around the blocks of a page, in document order: parents before children.

    own: index of each block's element; index: element → its number. Of each element: parent (the top's is itself),
    depth (levels below the top), start and end (the range of blocks in it), path (number of its tag-and-class path),
    tag_path (of tags alone), sibling_kind (of its tag and class below its parent), groups (levels up to the nearest
    element of each word and tag group), marked (whether it or an element around it names boilerplate).
    """

    def __init__(self, blocks: Sequence[TextBlock], marks: Marks) -> None:
        self.index: dict[etree._Element, int] = {}
        self._marks = marks
        self._rows: list[tuple[int, int, int, int, int, int, bool]] = []
        self._named: list[tuple[int, int]] = []
        self._numbers: dict[tuple[object, ...], int] = {}
        self.own = np.array([self._enter(block.element, number) for number, block in enumerate(blocks)], np.int64)
        columns = np.array(self._rows, np.int64).T
        self.parent, self.start, self.depth, self.path, self.tag_path, self.sibling_kind = columns[:6]
        self.marked = columns[6].astype(bool)
        tags = [str(element.tag) for element in self.index]
        self.is_heading = np.array([tag in HEADING_LEVELS for tag in tags], bool)
        self._articles = self.start[np.array([tag == "article" for tag in tags], bool)]
        self._levels = [np.flatnonzero(self.depth == level) for level in range(int(self.depth.max()) + 1)]
        self.groups = self._distances()
        self.end = self._ends(len(blocks))

    def _enter(self, element: etree._Element, block: int) -> int:
        """The element's number; it and its ancestors get one when their first block comes."""
        known = self.index.get(element)
        if known is not None:
            return known
        parent = element.getparent()
        above = self._enter(parent, block) if parent is not None else -1
        at = self.index[element] = len(self._rows)
        tag = str(element.tag)
        is_page = tag in ("html", "body")
        names = "" if is_page else _names(element)
        first = names.split(" ", 1)[0]
        self._named += [(at, group) for group in _groups_of(names)] if names else ()
        self._named += [(at, group) for group in _TAG_GROUP.get(tag, (_CUSTOM,) if "-" in tag else ())]
        mark = None if is_page else self._marks.own(element)
        up = self._rows[above] if above >= 0 else (0, 0, -1, -1, -1, -1, False)
        self._rows.append(
            (
                max(above, 0),
                block,
                up[2] + 1,
                self._number("path", up[3], tag, first),
                self._number("tag", up[4], tag),
                self._number("kind", above, tag, first),
                up[6] or mark is not None,
            )
        )
        return at

    def _number(self, *name: object) -> int:
        return self._numbers.setdefault(name, len(self._numbers))

    def _distances(self) -> Floats:
        """Levels up to the nearest element of each group: level by level, one more than the parent's."""
        groups = np.full((len(self.parent), len(GROUPS)), FAR, np.float32)
        if self._named:
            groups[tuple(np.array(self._named).T)] = 0
        for level in self._levels[1:]:
            groups[level] = np.minimum(groups[level], groups[self.parent[level]] + 1)
        return groups

    def _ends(self, count: int) -> NDArray[np.int64]:
        """One past the last block below each element: from the lowest level up."""
        ends = np.zeros(len(self.parent), np.int64)
        np.maximum.at(ends, self.own, np.arange(count) + 1)
        for level in self._levels[:0:-1]:
            np.maximum.at(ends, self.parent[level], ends[level])
        return ends

    def articles_before(self, blocks: NDArray[np.int64]) -> Floats:
        """How many <article>s begin before each block or with it."""
        return np.searchsorted(self._articles, blocks, side="right").astype(np.float32)

    def sums(self, values: Floats) -> Floats:
        """Sum of a value of the blocks, below each element."""
        total = np.concatenate([[0.0], np.cumsum(values, dtype=np.float64)])
        return np.asarray(total[self.end] - total[self.start], np.float32)

    def distance(self, container: int, count: int) -> Floats:
        """Levels from a container up to the element that also holds the block; 0 inside."""
        out = np.full(count, FAR, np.float32)
        covered_from, covered_to = count, 0
        at, height = container, 0
        while True:
            start, end = int(self.start[at]), int(self.end[at])
            if covered_to <= covered_from:
                out[start:end] = height
            else:
                out[start:covered_from] = height
                out[covered_to:end] = height
            covered_from, covered_to = min(covered_from, start), max(covered_to, end)
            if at == 0:
                return np.minimum(out, FAR)
            at, height = int(self.parent[at]), height + 1

    def deepest(self, sums: Floats, share: float) -> int:
        """The deepest element that holds this share of the page's sum."""
        holds = np.flatnonzero(sums >= share * sums[0])
        return int(holds[np.argmax(self.depth[holds])]) if len(holds) and sums[0] > 0 else 0
