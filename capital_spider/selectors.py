"""CSS selectors that are looked up in one walk over the tree, however many there are.

lxml evaluates one XPath a selector, each a walk of its own: sixty of them cost more than the whole extraction. Here one
walk notes where each wanted class, id and tag stands; every rule then starts from its leftmost part, usually a class
that is not there at all. cssselect parses; known are tags, classes, ids, attributes, ``:not()``, descendants, children.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
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
class _Compound:
    """What one element must be. key: ``.class``, ``#id``, a tag or ``*``, which all that match have; matches: the rest
    of it."""

    key: str
    tag: str | None
    matches: Matcher


@dataclass(frozen=True, slots=True)
class _Selector:
    """first, then each (combinator, compound) below what was found so far."""

    first: _Compound
    then: tuple[tuple[str, _Compound], ...]


class SelectorIndex:
    """Named lists of CSS selectors, found together.

    rules: name → selectors. Raises ProfileError for a selector that is not CSS, or uses what is not supported.
    """

    def __init__(self, rules: Mapping[str, Sequence[str]]) -> None:
        self._rules = {
            name: [[_selector(p.parsed_tree) for p in _parse(s)] for s in selectors]
            for name, selectors in rules.items()
        }
        selectors = [s for groups in self._rules.values() for group in groups for s in group]
        self._wanted = {c.key for s in selectors for c in (s.first, *(compound for _, compound in s.then))}

    def find(self, root: etree._Element) -> dict[str, list[etree._Element]]:
        """name → the elements that match one of its selectors: by selector first, then in document order."""
        order, index = self._note(root)
        found: dict[str, list[etree._Element]] = {}
        for name, selectors in self._rules.items():
            hits: dict[etree._Element, None] = {}
            for group in selectors:
                matched = {e for selector in group for e in _evaluate(selector, index)}
                hits.update(dict.fromkeys(sorted(matched, key=order.__getitem__) if len(matched) > 1 else matched))
            found[name] = list(hits)
        return found

    def _note(self, root: etree._Element) -> tuple[dict[etree._Element, int], dict[str, list[etree._Element]]]:
        """The elements that have each wanted key, and the position of each of them."""
        order: dict[etree._Element, int] = {}
        index: dict[str, list[etree._Element]] = {key: [] for key in self._wanted}
        always = ("*",) if "*" in index else ()
        has_ids = any(key.startswith("#") for key in index)
        known: dict[str | None, tuple[str, ...]] = {None: ()}  # pages use the same few values again and again
        for position, element in enumerate(root.iter("*")):
            classes, tag = element.get("class"), element.tag
            keys = known.get(classes)
            if keys is None:
                keys = known[classes] = tuple(k for token in str(classes).split() if (k := f".{token}") in index)
            if tag in index:
                keys = (tag, *keys)
            if has_ids and (ident := element.get("id")) is not None and f"#{ident}" in index:
                keys = (*keys, f"#{ident}")
            for key in (*keys, *always) if always else keys:
                index[key].append(element)
                order[element] = position
        return order, index


def _evaluate(selector: _Selector, index: Mapping[str, list[etree._Element]]) -> Iterable[etree._Element]:
    if not all(index[compound.key] for compound in (selector.first, *(c for _, c in selector.then))):
        return ()  # the usual case: a part of the selector is nowhere on the page
    found: Iterable[etree._Element] = [e for e in index[selector.first.key] if selector.first.matches(e)]
    for combinator, compound in selector.then:
        if combinator == ">":
            scopes = set(found)
            found = [e for e in index[compound.key] if e.getparent() in scopes and compound.matches(e)]
        elif compound.key == compound.tag:  # of a common tag, those below the few scopes are fewer
            below = (e for scope in found for e in scope.iterdescendants(compound.tag))
            found = dict.fromkeys(e for e in below if compound.matches(e))
        else:
            scopes = set(found)
            found = [e for e in index[compound.key] if compound.matches(e) and not scopes.isdisjoint(e.iterancestors())]
    return found


def _parse(selector: str) -> list[Any]:
    try:
        return list(cssselect.parse(selector))
    except cssselect.SelectorError as error:
        raise ProfileError(f"selector {selector!r} is not CSS: {error}") from error


def _selector(tree: Any) -> _Selector:
    steps: list[tuple[str, _Compound]] = []
    while isinstance(tree, css.CombinedSelector):
        if tree.combinator not in (" ", ">"):
            raise ProfileError(f"combinator {tree.combinator!r} is not supported; use a space or >")
        steps.insert(0, (tree.combinator, _compound(tree.subselector)))
        tree = tree.selector
    return _Selector(_compound(tree), tuple(steps))


def _compound(tree: Any) -> _Compound:
    tag, tests = _parts(tree)
    keys = [key for key in tests if key.startswith((".", "#"))]
    key = next((k for k in keys if k.startswith("#")), keys[0] if keys else tag or "*")
    return _Compound(key, tag, _all([test for name, test in tests.items() if name != key]))


def _parts(tree: Any) -> tuple[str | None, dict[str, Matcher]]:
    """The tag, and the test of each part: class, id, attribute and :not() wrap the selector before them; the innermost
    is the tag, or ``*``."""
    tests: dict[str, Matcher] = {}
    while not isinstance(tree, css.Element):
        tests[_name(tree, len(tests))] = _test(tree)
        tree = tree.selector
    tag = tree.element
    if tag:
        tests[tag] = lambda e: bool(e.tag == tag)
    return tag, tests


def _name(tree: Any, number: int) -> str:
    if isinstance(tree, css.Hash):
        return f"#{tree.id}"
    return f".{tree.class_name}" if isinstance(tree, css.Class) else f"[{number}]"


def _all(tests: Sequence[Matcher]) -> Matcher:
    if len(tests) == 0:
        return lambda _: True
    if len(tests) == 1:
        return tests[0]
    first, rest = tests[0], _all(tests[1:])
    return lambda e: first(e) and rest(e)


def _test(tree: Any) -> Matcher:
    if isinstance(tree, css.Class):
        name = tree.class_name
        return lambda e: name in class_tokens(e)
    if isinstance(tree, css.Hash):
        ident = tree.id
        return lambda e: e.get("id") == ident
    if isinstance(tree, css.Attrib):
        return _attribute_test(tree)
    if isinstance(tree, css.Negation):
        unwanted = _all(list(_parts(tree.subselector)[1].values()))
        return lambda e: not unwanted(e)
    raise ProfileError(f"selector part {type(tree).__name__} is not supported; use tags, classes, ids and attributes")


def _attribute_test(tree: Any) -> Matcher:
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
    return lambda e: (value := e.get(name)) is not None and test(value)
