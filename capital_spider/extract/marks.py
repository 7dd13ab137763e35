"""What an element says of itself: the boilerplate that its tag, role, class or id names on any site."""

from __future__ import annotations

import re
import tomllib
from functools import lru_cache
from importlib.resources import files

from lxml import etree

from capital_spider.extract.inline import INLINE_TAGS, inline_text
from capital_spider.text import fold

_DATA = tomllib.loads(files("capital_spider").joinpath("data/boilerplate.toml").read_text(encoding="utf-8"))
_TAGS: dict[str, str] = _DATA["tags"]
_ROLES: dict[str, str] = _DATA["roles"]
_WORDS = re.compile(
    "|".join(f"(?P<{reason}>-(?:{'|'.join(map(re.escape, words))})(?=-))" for reason, words in _DATA["words"].items())
)
_STATES = re.compile(f"-(?:{'|'.join(map(re.escape, _DATA['states']['words']))})(?=-)")
_NOT_WORD = re.compile(r"[^a-z0-9]+")
_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_HIDDEN_STYLE = re.compile(r"(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*hidden)")


class Marks:
    """`general_mark` of the elements of one page, found once each. title: the page's headline, folded."""

    def __init__(self, title: str) -> None:
        self._title = title
        self._known: dict[etree._Element, str | None] = {}

    def own(self, element: etree._Element) -> str | None:
        """What the element says of itself."""
        if element not in self._known:
            self._known[element] = general_mark(element, self._title)
        return self._known[element]


def general_mark(element: etree._Element, title: str) -> str | None:
    """The reason for which the element's text is boilerplate, as it says itself; None if it says nothing.

    title: the page's headline, folded: an h1 that repeats it is no text.
    """
    names = element.keys()  # one call instead of one for each attribute
    if "hidden" in names or ("style" in names and _HIDDEN_STYLE.search(str(element.get("style")).lower())):
        return "hidden"
    tag = str(element.tag)
    if tag in _TAGS:
        return _TAGS[tag]
    if tag == "h1":
        return "metadata" if fold(inline_text(element)) == title else None
    if tag == "header" and next(element.iter("h1"), None) is None:
        return "header" if not any(a.tag in ("article", "main") for a in element.iterancestors()) else None
    if "role" in names and (role := str(element.get("role"))) in _ROLES:
        return _ROLES[role]
    if tag in INLINE_TAGS or not ("class" in names or "id" in names):
        return None
    reason = _reason_of_words(_names(element))
    # "wp-caption" is the box around picture and caption.
    return None if reason == "caption" and next(element.iter("img"), None) is not None else reason


def hyphenated(names: str) -> str:
    """The words of class, id and the like, small, with hyphens between: "ArticleDek_root" is article-dek-root."""
    return _NOT_WORD.sub("-", _HUMP.sub("-", names).lower())


def _names(element: etree._Element) -> str:
    return f"{element.get('class', '')} {element.get('id', '')}"


@lru_cache(65_536)
def _reason_of_words(names: str) -> str | None:
    """The boilerplate that class and id name, if any: the first that is named."""
    words = _STATES.sub("", f"-{_NOT_WORD.sub('-', names.lower())}-")
    found = _WORDS.search(words)
    return found.lastgroup if found else None
