"""The elements around the blocks of a page, as arrays: what the features of the boilerplate model are computed from."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from functools import lru_cache
from importlib.resources import files

import numpy as np
from lxml import etree
from numpy.typing import NDArray

from capital_spider.extract.document import TextBlock
from capital_spider.extract.marks import general_mark
from capital_spider.profiles import STRIP_REASONS

Floats = NDArray[np.float32]

_DATA = tomllib.loads(files("capital_spider").joinpath("data/class_groups.toml").read_text(encoding="utf-8"))
_WORD_GROUPS: dict[str, list[str]] = _DATA["words"]
_TAG_GROUPS: dict[str, list[str]] = _DATA["tags"]
GROUPS = (*_WORD_GROUPS, *(f"tag_{name}" for name in _TAG_GROUPS))
_GROUP_PATTERNS = [re.compile(f"-(?:{'|'.join(words)})") for words in _WORD_GROUPS.values()]
_TAG_GROUP = {tag: (len(_WORD_GROUPS) + n,) for n, tags in enumerate(_TAG_GROUPS.values()) for tag in tags}
_CUSTOM = len(_WORD_GROUPS) + len(_TAG_GROUPS) - 1
_NAMES = ("class", "id", "role", "itemprop", "data-testid", "data-component")
_NOT_WORD = re.compile(r"[^a-z0-9]+")
_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
# Distances are counted up to this many levels; further away is nowhere.
FAR = 12.0
_REASON_NUMBER = {reason: float(n + 1) for n, reason in enumerate(STRIP_REASONS)}


@lru_cache(65_536)
def _groups_of(names: str) -> tuple[int, ...]:
    """Numbers of the word groups that an element's class, id, role … name."""
    words = "-" + _NOT_WORD.sub("-", _HUMP.sub("-", names).lower())
    return tuple(n for n, pattern in enumerate(_GROUP_PATTERNS) if pattern.search(words))


class PageElements:
    """The elements around the blocks of a page, in document order: parents before children.

    own: index of each block's element; parent: index of each element's parent (the top's is itself); start, end: the
    range of blocks in each element; path: number of its tag-and-class path; groups: levels up to the nearest element of
    each word and tag group; mark: number of the boilerplate that the nearest marked element names, 0 for none.
    """

    def __init__(self, blocks: Sequence[TextBlock], title: str) -> None:
        self.index: dict[etree._Element, int] = {}
        self._title = title
        self._rows: list[tuple[int, int, int, int, int, int, float, float]] = []
        self._groups: list[Floats] = []
        self._numbers: dict[tuple[object, ...], int] = {}
        own = np.array([self._enter(block.element, number) for number, block in enumerate(blocks)], np.int64)
        parent, start, depth, path, tag_path, kind, mark, mark_level = zip(*self._rows, strict=True)
        self.own = own
        self.parent, self.start, self.depth = (np.array(x, np.int64) for x in (parent, start, depth))
        self.path, self.tag_path, self.sibling_kind = (np.array(x, np.int64) for x in (path, tag_path, kind))
        self.mark, self.mark_level = (np.array(x, np.float32) for x in (mark, mark_level))
        self.groups = np.array(self._groups, np.float32)
        self.end = self._ends(len(blocks))

    def _enter(self, element: etree._Element, block: int) -> int:
        """The element's number; it and its ancestors get one when their first block comes."""
        known = self.index.get(element)
        if known is not None:
            return known
        parent = element.getparent()
        above = self._enter(parent, block) if parent is not None else -1
        at = self.index[element] = len(self._rows)
        tag, attributes = str(element.tag), element.attrib
        is_page = tag in ("html", "body")
        names = " ".join([str(attributes[n]) for n in _NAMES if n in attributes]) if attributes and not is_page else ""
        first = names.split(" ", 1)[0]
        row = np.minimum(self._groups[above] + 1, FAR) if above >= 0 else np.full(len(GROUPS), FAR, np.float32)
        row[[*_groups_of(names), *_TAG_GROUP.get(tag, (_CUSTOM,) if "-" in tag else ())]] = 0
        self._groups.append(row)
        up = self._rows[above] if above >= 0 else (0, 0, -1, -1, -1, -1, 0.0, FAR)
        reason = None if is_page else general_mark(element, self._title)
        mark, level = (_REASON_NUMBER[reason], 0.0) if reason else (up[6], min(up[7] + 1, FAR))
        path = self._number("path", up[3], tag, first)
        self._rows.append(
            (
                max(above, 0),
                block,
                up[2] + 1,
                path,
                self._number("tag", up[4], tag),
                self._number("kind", above, tag, first),
                mark,
                level,
            )
        )
        return at

    def _number(self, *name: object) -> int:
        return self._numbers.setdefault(name, len(self._numbers))

    def _ends(self, count: int) -> NDArray[np.int64]:
        """One past the last block below each element: children come after their parents, so from the back."""
        ends = np.zeros(len(self.parent), np.int64)
        np.maximum.at(ends, self.own, np.arange(count) + 1)
        for at in range(len(ends) - 1, 0, -1):
            above = self.parent[at]
            if ends[at] > ends[above]:
                ends[above] = ends[at]
        return ends

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
