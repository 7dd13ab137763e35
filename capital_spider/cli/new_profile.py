"""A profile started from one page: rules for the elements that hold what was extracted, if they give it again."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from itertools import count, islice
from pathlib import Path
from typing import Any

from lxml import etree

from capital_spider.cli.selector_guess import guess_selector
from capital_spider.extract import extract_page, inspect_page
from capital_spider.extract.document import Document
from capital_spider.extract.inline import inline_text
from capital_spider.items import Article, Page
from capital_spider.profiles import load_profile
from capital_spider.text import clean_line, fold
from capital_spider.urls import host_of

_WANTED = ("title", "content", "author", "date", "tags")
Rules = dict[str, dict[str, list[str]]]

# An element much longer than what it is to hold holds more: "By Ana Ruiz, Lima correspondent" is a byline.
_BESIDE_NAMES = 40
# Elements with the rarest text that are tried, and how far around one the others are looked for.
_WAYS, _LEVELS = 4, 6
# A column without a name of its own may be found by its wrapper.
_WRAPPERS = 3


def start_profile(page: Page) -> str | None:
    """The profile as TOML; with it the page gives the same title, authors, date, tags and text as without.

    A guess that would change one of them is left out. None if the page gives neither title nor text.
    """
    document, article = inspect_page(page)
    if not article.title and not article.text:
        return None
    base = document.profile.name if document.profile else None
    host = host_of(page.url)
    name = (host or "new").removeprefix("www.").split(":")[0].replace(".", "_")
    rules: Rules = {}
    with tempfile.TemporaryDirectory() as folder:
        files = (Path(folder) / f"{number}.toml" for number in count())
        for guess in _guesses(document):
            if _is_known(rules, guess):
                continue
            tried = _merged(rules, guess)
            path = next(files)
            path.write_text(_as_toml(name, base, host, tried), encoding="utf-8")
            if _same(article, extract_page(page, load_profile(str(path)))):
                rules = tried
    return _as_toml(name, base, host, rules)


def _is_known(rules: Rules, guess: Rules) -> bool:
    """Whether there is a rule for the field already; a byline is asked only where authors have no elements."""
    found = rules.get("fields", {})
    return any(key in found or (key == "byline" and "author" in found) for key in guess["fields"])


def _same(one: Article, other: Article) -> bool:
    return _compared(one) == _compared(other)


def _compared(article: Article) -> list[Any]:
    return [article.title, [a.name for a in article.authors], article.published_at, article.tags, article.text]


def _merged(rules: Rules, more: Rules) -> Rules:
    return {section: {**rules.get(section, {}), **more.get(section, {})} for section in {**rules, **more}}


def _guesses(document: Document) -> Iterator[Rules]:
    """Rules that belong together, each group to be tried by itself after those before it."""
    root = document.roots[0]
    texts = {e: clean_line(inline_text(e)) for e in root.iter(*_CARRIERS)}
    names = [author.name for author in document.authors]
    ways: tuple[tuple[str, Iterable[list[etree._Element]]], ...] = (
        ("title", [_headline(document, texts)]),
        ("author", _groups(texts, names)),
        ("byline", [_byline(texts, names)]),
        ("date", [_dates(document, texts)]),
        ("tags", _groups(texts, document.tags, ("a", "li", "span"))),
    )
    for key, groups in ways:
        for wanted in groups:
            if wanted and (selector := guess_selector(root, wanted, partial(_repeats, wanted, texts))):
                yield {"fields": {key: [selector]}}
    yield from _content(document, root)


_CARRIERS = ("h1", "h2", "h3", "a", "span", "time", "p", "div", "li", "address", "strong", "b")


def _repeats(
    wanted: Sequence[etree._Element], texts: dict[etree._Element, str], hits: Sequence[etree._Element]
) -> bool:
    """Whether the hits begin with what is wanted, and then only say it again (for small screens, below the text)."""
    said = {texts[element] for element in wanted}
    return list(hits[: len(wanted)]) == list(wanted) and all(texts.get(element) in said for element in hits)


def _headline(document: Document, texts: dict[etree._Element, str]) -> list[etree._Element]:
    """As printed, which may be with the outlet's name at its end."""
    tags = ("h1", "h2", "span", "div")
    printed = (_first(texts, title, tags) for title in (document.full_title, document.title) if title)
    return next((found for found in printed if found), [])


def _first(texts: dict[etree._Element, str], text: str, tags: Sequence[str]) -> list[etree._Element]:
    """The first element of the first such tag with just this text."""
    for tag in tags:
        for element, own in texts.items():
            if element.tag == tag and text and fold(own) == fold(text):
                return [element]
    return []


def _groups(
    texts: dict[etree._Element, str], values: Sequence[str], tags: Sequence[str] = ("a", "span", "strong", "p", "div")
) -> Iterator[list[etree._Element]]:
    """Elements of one tag, one for each value in their order, that stand near one another: some ways to choose them."""
    folded = [fold(value.lstrip("#")) for value in values]
    for tag in tags:
        holding: dict[str, list[etree._Element]] = {text: [] for text in folded}
        for element, own in texts.items():
            if element.tag == tag and (text := fold(own.lstrip("#"))) in holding:
                holding[text].append(element)
        rarest = min(holding.values(), key=len, default=[])
        for element in rarest[:_WAYS]:
            if group := _near(element, holding):
                yield group


def _near(element: etree._Element, holding: dict[str, list[etree._Element]]) -> list[etree._Element]:
    """The first element of each value in the smallest box around `element` that has all of them."""
    for box in islice(element.iterancestors(), _LEVELS):
        found = [next((e for e in elements if box in e.iterancestors()), None) for elements in holding.values()]
        if None not in found:
            return [element] if len(found) == 1 else [e for e in found if e is not None]
    return []


def _byline(texts: dict[etree._Element, str], names: list[str]) -> list[etree._Element]:
    """The shortest element that holds all names and little else."""
    longest = sum(map(len, names)) + _BESIDE_NAMES
    holding = [e for e, own in texts.items() if len(own) <= longest and all(name in own for name in names)]
    return [min(holding, key=lambda element: len(texts[element]))] if names and holding else []


def _dates(document: Document, texts: dict[etree._Element, str]) -> list[etree._Element]:
    """The element that shows the date, or the <time> that says it in figures."""
    if document.published_raw and (shown := _first(texts, document.published_raw, ("time", "span", "p", "div", "a"))):
        return shown
    day = document.published.isoformat()[:10] if document.published else ""
    return next(([e] for e in texts if day and e.tag == "time" and (e.get("datetime") or "").startswith(day)), [])


def _content(document: Document, root: etree._Element) -> Iterator[Rules]:
    """The column around all blocks that were kept, and what to strip in it; by its wrapper if it has no name."""
    pairs = zip(document.blocks, document.verdicts, strict=True)
    own = [(b.element, v) for b, v in pairs if b.element.getroottree().getroot() is root.getroottree().getroot()]
    kept = [element for element, verdict in own if verdict.kept]
    if not kept:
        return
    around = [a for a in kept[0].iterancestors() if all(a in other.iterancestors() for other in kept[1:])]
    for column in around[:_WRAPPERS]:
        if column.tag in ("body", "html") or not (selector := guess_selector(root, [column])):
            continue
        strip: dict[str, list[str]] = {}
        for element, verdict in own:
            if not verdict.kept and column in element.iterancestors():
                rule = _strip_rule(root, element, column, kept)
                reasons = strip.setdefault(verdict.reason or "other", [])
                if rule and rule not in reasons:
                    reasons.append(rule)
        yield {"fields": {"content": [selector]}, "strip": {key: group for key, group in strip.items() if group}}


def _strip_rule(
    root: etree._Element, element: etree._Element, column: etree._Element, kept: Sequence[etree._Element]
) -> str | None:
    """A selector of the largest element around `element` that holds nothing kept; it may hit more of its kind."""
    holds = {a for k in kept for a in (k, *k.iterancestors())}
    chosen = element
    for ancestor in element.iterancestors():
        if ancestor in holds or ancestor is column:
            break
        chosen = ancestor
    if chosen in holds:
        return None
    inside = set(kept)

    def harmless(hits: Sequence[etree._Element]) -> bool:
        return chosen in hits and all(h not in holds and inside.isdisjoint(h.iterancestors()) for h in hits)

    return guess_selector(root, [chosen], harmless)


def _as_toml(name: str, base: str | None, host: str | None, rules: Rules) -> str:
    lines = ["# Started from one page: try it on others, and see docs/profiles.md."]
    found = rules.get("fields", {})
    missing = [key for key in _WANTED if key not in found and not (key == "author" and "byline" in found)]
    if missing:
        lines.append(f"# No rule was found that gives what was extracted: {', '.join(missing)}.")
    lines.append(f"name = {json.dumps(name)}")
    if base:
        lines.append(f"extends = {json.dumps(base)}")
    if host:
        lines += ["", "[match]", f"hosts = [{json.dumps(host)}]"]
    for section, group in rules.items():
        if group:
            lines += ["", f"[{section}]", *(f"{key} = {json.dumps(value)}" for key, value in group.items())]
    return "\n".join(lines) + "\n"
