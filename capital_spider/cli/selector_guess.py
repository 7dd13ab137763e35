"""A CSS selector for elements of a page, by names that say what they hold, so that it fits other pages of the site."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from importlib.resources import files
from itertools import islice

from lxml import etree

from capital_spider.selectors import SelectorIndex, class_tokens

# Words in small letters, "entry-content", "jeg_post_title"; figures and capitals: counters and generated names.
_WORDS = re.compile(r"[a-z]{2,}(?:[-_]{1,2}[a-z]+)*")
_ATTRIBUTES = ("itemprop", "rel", "property")
_ATTRIBUTE_VALUE = re.compile(r"[a-zA-Z]+")
# Tags that say by themselves what they hold.
_TELLING_TAGS = frozenset({"h1", "article", "main", "time"})
_MOST_CANDIDATES = 400

Accept = Callable[[Sequence[etree._Element]], bool]


@cache
def _parts(key: str) -> frozenset[str]:
    words = tomllib.loads(files("capital_spider").joinpath("data/class_names.toml").read_text(encoding="utf-8"))
    return frozenset(words[key])


def guess_selector(root: etree._Element, wanted: Sequence[etree._Element], accept: Accept | None = None) -> str | None:
    """The first selector, the most telling first, that finds just these elements; None if none does.

    accept: what else its hits may be.
    """
    candidates = list(dict.fromkeys(islice(_candidates(wanted), _MOST_CANDIDATES)))
    found = SelectorIndex({candidate: [candidate] for candidate in candidates}).find(root)
    for candidate in candidates:
        if found[candidate] == list(wanted) or (accept is not None and accept(found[candidate])):
            return candidate
    return None


def _candidates(wanted: Sequence[etree._Element]) -> Iterator[str]:
    own = [*_names(wanted[0]), str(wanted[0].tag)]
    yield from own[:-1]
    if wanted[0].tag in _TELLING_TAGS:
        yield own[-1]
    shared = [a for a in wanted[0].iterancestors() if all(a in other.iterancestors() for other in wanted[1:])]
    for ancestor in shared:
        for name in _names(ancestor):
            yield from (f"{name} {inner}" for inner in own)


def _names(element: etree._Element) -> Iterator[str]:
    """What can be said of the element alone, the most telling first."""
    classes = [name for name in class_tokens(element) if _is_stable(name)]
    telling = [name for name in classes if not _parts("telling").isdisjoint(re.split("[-_]+", name))]
    yield from (f"{element.tag}.{name}" for name in telling)
    for attribute in _ATTRIBUTES:
        if _ATTRIBUTE_VALUE.fullmatch(value := (element.get(attribute) or "")):
            yield f"{element.tag}[{attribute}={value}]"
    if element.tag not in _TELLING_TAGS:
        yield from (f"{element.tag}.{name}" for name in classes if name not in telling)
    if (ident := element.get("id") or "") and _is_stable(ident):
        yield f"#{ident}"
    if element.tag in ("article", "main"):
        yield str(element.tag)


def _is_stable(name: str) -> bool:
    return _WORDS.fullmatch(name) is not None and re.split("[-_]+", name)[0] not in _parts("looks")
