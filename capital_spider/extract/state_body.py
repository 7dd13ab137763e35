"""The article's body in a page's data: found by the headline that stands with it, never another article's."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Collection, Iterator
from itertools import islice
from typing import Any

from capital_spider.extract.rich_text import RichText, has_markup, is_skipped, tag_of, without_tags
from capital_spider.extract.running_text import SENTENCE_END, UNSPACED
from capital_spider.extract.script_data import MAX_DEPTH
from capital_spider.text import fold

_CODE = re.compile(r"[{}=|_\\]|;(?!\s)")
_HEADLINES = ("title", "headline", "headlines", "name", "heading")
_ADDRESS = re.compile(r"(?:canonical|full|web|share|page|article)?_?(?:urls?|slug|href|link|permalink|uri|path)", re.I)
# Values looked at in one piece of data. The largest states of the development pages have 60,000.
_BUDGET = 200_000
_MOST_ARTICLES = 100
# A string counts as prose from this length, in characters; shorter ones are names, labels and addresses.
_PROSE, _PROSE_UNSPACED = 60, 20
# Code has more signs than this share.
_SIGNS = 0.02
_LONGEST_HEADLINE = 400
# Of two values with about the same prose the one with markup is taken; of two objects the one further inside.
_SAME = 0.7
# A shorter text at the beginning of a headline may be a label: "Opinion".
_HEADLINE = 10
# A list with this share of its prose in one part is a wrapper around that part.
_SINGLE = 0.9


def find_body(value: Any, headlines: Collection[str]) -> str | None:
    """The body as HTML, from the object in the data that has one of the page's headlines; None if there is none.

    headlines: folded. Other articles in the data, which have a headline and an address of their own, are passed over.
    """
    finder = _Finder(value, frozenset(headlines))
    found = [
        (depth, body)
        for node, depth in islice(finder.articles(), _MOST_ARTICLES)
        if (body := finder.body(node)) is not None
    ]
    most = max((finder.prose(body, 0) for _, body in found), default=0)
    near = [(depth, body) for depth, body in found if finder.prose(body, 0) >= _SAME * most]
    return RichText(finder.unpack, finder.is_other).write(max(near, key=lambda pair: pair[0])[1]) if near else None


class _Finder:
    def __init__(self, value: Any, headlines: frozenset[str]) -> None:
        self.top, self.headlines = value, headlines
        self.sizes: dict[int, int] = {}
        self.unpacked: dict[int, Any] = {}
        self.budget = _BUDGET

    def articles(self) -> Iterator[tuple[dict[str, Any], int]]:
        """The objects that have one of the page's headlines, with their depth."""
        waiting: list[tuple[Any, int]] = [(self.top, 0)]
        seen: set[int] = set()
        while waiting and self.budget > 0:
            node, depth = waiting.pop()
            self.budget -= 1
            if depth > MAX_DEPTH:
                continue
            node = self.unpack(node)
            if id(node) in seen or isinstance(node, str):
                continue
            seen.add(id(node))
            if isinstance(node, dict) and self._is_own(node):
                yield node, depth
            waiting += [(child, depth + 1) for child in _children(node) if isinstance(child, dict | list | str)]

    def _is_own(self, node: dict[str, Any]) -> bool:
        return any(self._is_headline(fold(text)) for text in _direct_texts(node))

    def _is_headline(self, text: str) -> bool:
        """True for one of the page's headlines, also without what the page puts behind it: section, site."""
        if text in self.headlines:
            return True
        return len(text) >= _HEADLINE and any(h.startswith(text) and 2 * len(text) > len(h) for h in self.headlines)

    def is_other(self, node: dict[str, Any]) -> bool:
        """True for another article: a headline that is not the page's, and an address."""
        named = [text for key in _HEADLINES if key in node for text in _texts_in(node[key])]
        return bool(named) and any(_ADDRESS.fullmatch(key) and node[key] for key in node) and not self._is_own(node)

    def unpack(self, node: Any) -> Any:
        """A reference into the data as what it names; JSON in a string as what it says."""
        if isinstance(node, dict) and isinstance(self.top, dict):
            name = node.get("__ref") or (node.get("id") if node.get("type") == "id" else None)
            return self.top.get(name, node) if isinstance(name, str) else node
        if isinstance(node, str) and node[:1] in "{[" and node[-1:] in "}]" and len(node) > _PROSE:
            if id(node) not in self.unpacked:
                try:
                    self.unpacked[id(node)] = json.loads(node, strict=False)
                except (ValueError, RecursionError):
                    self.unpacked[id(node)] = node
            return self.unpacked[id(node)]
        return node

    def prose(self, node: Any, depth: int) -> int:
        """Characters of running text in the value."""
        if isinstance(node, str):
            node = self.unpack(node)
            if isinstance(node, str):
                return _prose(node)
        if not isinstance(node, dict | list) or depth > MAX_DEPTH:
            return 0
        known = self.sizes.get(id(node))
        if known is not None:
            return known
        self.sizes[id(node)] = 0  # a reference that comes round again counts once
        self.budget -= 1
        full = self.unpack(node)
        size = 0
        if self.budget > 0 and not (isinstance(full, dict) and (is_skipped(full) or self.is_other(full))):
            size = sum(self.prose(child, depth + 1) for child in _children(full))
        self.sizes[id(node)] = size
        return size

    def body(self, node: Any) -> Any:
        """Down from the article to the list, object or string that holds its running text; None if there is none."""
        for _ in range(MAX_DEPTH):
            node = self.unpack(node)
            if isinstance(node, str):
                return node
            children = [c for c in _children(node) if self.prose(c, 0)]
            if not children:
                return None
            most = max(self.prose(c, 0) for c in children)
            if isinstance(node, list) and most < _SINGLE * sum(self.prose(c, 0) for c in children):
                return node
            near = [c for c in children if self.prose(c, 0) >= _SAME * most]
            inner = max(near, key=lambda c: (has_markup(c), isinstance(c, dict | list), self.prose(c, 0)))
            if isinstance(node, list) and isinstance(inner, dict) and tag_of(inner) is not None:
                return node
            node = inner
        return None


def _children(node: Any) -> Collection[Any]:
    return node.values() if isinstance(node, dict) else node if isinstance(node, list) else ()


def _direct_texts(node: dict[str, Any]) -> Iterator[str]:
    for value in node.values():
        yield from _texts_in(value)


def _texts_in(value: Any) -> Iterator[str]:
    """A short text, or those of an object of texts: ``{"rendered": "…"}``, ``{"basic": "…"}``."""
    if isinstance(value, str):
        if 0 < len(value) < _LONGEST_HEADLINE:
            yield html.unescape(without_tags(value))
    elif isinstance(value, dict) and len(value) < 12:
        yield from (text for text in value.values() if isinstance(text, str) and 0 < len(text) < _LONGEST_HEADLINE)


def _prose(text: str) -> int:
    """Characters of running text in a string: none in names, addresses and code."""
    if len(text) < (_PROSE_UNSPACED if UNSPACED.search(text) else _PROSE) or not SENTENCE_END.search(text):
        return 0
    bare = without_tags(html.unescape(text) if "&" in text else text)
    return len(bare) if len(_CODE.findall(bare)) <= _SIGNS * len(bare) else 0
