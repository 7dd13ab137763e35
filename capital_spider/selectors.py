"""CSS selectors that are looked up in one walk over the tree, however many there are.

lxml evaluates one XPath a selector, each a walk of its own: sixty of them cost more than the whole extraction. Here the
rightmost simple selector of each rule (a class, an id, a tag) is an index, and only elements that hit it are compared
with the whole rule. cssselect parses; tags, classes, ids, attributes, ``:not()``, descendants and children are known.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import cssselect
from cssselect import parser as css
from lxml import etree

from capital_spider.errors import ProfileError

Matcher = Callable[[etree._Element], bool]


def class_tokens(element: etree._Element) -> list[str]:
    """The element's classes; matched by token, since real pages write ``class="content-inner "``."""
    return (element.get("class") or "").split()


@dataclass(frozen=True, slots=True)
class _Rule:
    name: str
    order: int
    matches: Matcher


class SelectorIndex:
    """Named lists of CSS selectors, found together.

    rules: name → selectors. Raises ProfileError for a selector that is not CSS, or uses what is not supported.
    """

    def __init__(self, rules: Mapping[str, Sequence[str]]) -> None:
        self._by_key: dict[str, list[_Rule]] = {}
        self.names = tuple(rules)
        for name, selectors in rules.items():
            for order, selector in enumerate(selectors):
                for parsed in _parse(selector):
                    tree = parsed.parsed_tree
                    self._by_key.setdefault(_index_key(tree), []).append(_Rule(name, order, _compile(tree)))

    def find(self, root: etree._Element) -> dict[str, list[etree._Element]]:
        """name → the elements that match one of its selectors: by selector first, then in document order."""
        hits: dict[str, list[tuple[int, int, etree._Element]]] = {name: [] for name in self.names}
        for position, element in enumerate(root.iter(etree.Element)):
            for rule in self._candidates(element):
                if rule.matches(element):
                    hits[rule.name].append((rule.order, position, element))
        return {name: _unique(found) for name, found in hits.items()}

    def _candidates(self, element: etree._Element) -> Iterator[_Rule]:
        by_key = self._by_key
        attributes = element.attrib
        if "class" in attributes:
            for token in dict.fromkeys(str(attributes["class"]).split()):
                if (rules := by_key.get("." + token)) is not None:
                    yield from rules
        if "id" in attributes and (rules := by_key.get("#" + str(attributes["id"]))) is not None:
            yield from rules
        if (rules := by_key.get(str(element.tag))) is not None:
            yield from rules
        if attributes and (rules := by_key.get("*")) is not None:
            yield from rules


def _unique(found: list[tuple[int, int, etree._Element]]) -> list[etree._Element]:
    found.sort(key=lambda hit: hit[:2])
    return list(dict.fromkeys(element for _, _, element in found))


def _parse(selector: str) -> list[Any]:
    try:
        return list(cssselect.parse(selector))
    except cssselect.SelectorError as error:
        raise ProfileError(f"selector {selector!r} is not CSS: {error}") from error


def _index_key(tree: Any) -> str:
    """``.class``, ``#id``, a tag, or ``*``: what every element that the selector matches must have."""
    if isinstance(tree, css.CombinedSelector):
        return _index_key(tree.subselector)
    if isinstance(tree, css.Class):
        return f".{tree.class_name}"
    if isinstance(tree, css.Hash):
        return f"#{tree.id}"
    if isinstance(tree, css.Element):
        return str(tree.element) if tree.element else "*"
    return _index_key(tree.selector)  # Attrib and Negation refine the selector before them


def _compile(tree: Any) -> Matcher:
    if isinstance(tree, css.CombinedSelector):
        return _combined(_compile(tree.selector), tree.combinator, _compile(tree.subselector))
    if isinstance(tree, css.Element):
        tag = tree.element
        return lambda e: tag is None or e.tag == tag
    if isinstance(tree, css.Class):
        inner, name = _compile(tree.selector), tree.class_name
        return lambda e: name in class_tokens(e) and inner(e)
    if isinstance(tree, css.Hash):
        inner, ident = _compile(tree.selector), tree.id
        return lambda e: e.get("id") == ident and inner(e)
    if isinstance(tree, css.Attrib):
        return _attribute(_compile(tree.selector), tree)
    if isinstance(tree, css.Negation):
        inner, unwanted = _compile(tree.selector), _compile(tree.subselector)
        return lambda e: inner(e) and not unwanted(e)
    raise ProfileError(f"selector part {type(tree).__name__} is not supported; use tags, classes, ids and attributes")


def _combined(left: Matcher, combinator: str, right: Matcher) -> Matcher:
    if combinator == ">":
        return lambda e: right(e) and (parent := e.getparent()) is not None and left(parent)
    if combinator == " ":
        return lambda e: right(e) and any(left(a) for a in e.iterancestors())
    raise ProfileError(f"combinator {combinator!r} is not supported; use a space or >")


def _attribute(inner: Matcher, tree: Any) -> Matcher:
    name, wanted = tree.attrib, tree.value.value if tree.value is not None else ""
    tests: dict[str, Callable[[str], bool]] = {
        "exists": lambda _: True,
        "=": lambda value: value == wanted,
        "~=": lambda value: wanted in value.split(),
        "^=": lambda value: value.startswith(wanted),
        "$=": lambda value: value.endswith(wanted),
        "*=": lambda value: wanted in value,
    }
    if tree.operator not in tests:
        raise ProfileError(f"attribute operator {tree.operator!r} is not supported; use = ~= ^= $= *=")
    test = tests[tree.operator]
    return lambda e: (value := e.get(name)) is not None and test(value) and inner(e)
