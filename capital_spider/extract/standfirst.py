"""The standfirst: the sentence or two that the page prints between headline and text."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from functools import cached_property, lru_cache
from importlib.resources import files
from itertools import islice

from lxml import etree

from capital_spider.extract.dateline import is_date_line, starts_like_byline
from capital_spider.extract.inline import INLINE_TAGS, SKIPPED_TAGS, inline_text
from capital_spider.extract.marks import general_mark, hyphenated
from capital_spider.extract.running_text import UNSPACED, is_running_text
from capital_spider.text import clean_line, count_words, fold

_DATA = tomllib.loads(files("capital_spider").joinpath("data/boilerplate.toml").read_text(encoding="utf-8"))
_NAMED = re.compile(f"-(?:{'|'.join(map(re.escape, _DATA['standfirst']['words']))})(?=-)")
_NAMED_ELSE = re.compile(f"-(?:{'|'.join(map(re.escape, _DATA['standfirst']['others']))})(?=-)")
# Lines behind the headline to look at: a date, a byline, buttons and a picture's caption may come first.
_LINES = 24
# The longest standfirst of the development pages has 290 characters; a text under "description" may be the article.
_LONGEST = 500
# Of a line that its class names, and of one that only its place speaks for. Scripts without spaces: characters.
_FEWEST_NAMED, _FEWEST = 3, 5
_SENTENCE_ENDS = tuple('.!?…。！？؟।”»"')
# Paragraphs of one kind that are the text, not what leads to it.
_MANY = 3
_CUT_SHORT = ("...", "…")
# The longest description that is taken for a standfirst: search engines show 160 characters.
_LONGEST_SAID = 200
# Letters by which a wording is found in the text.
_START = 40
_HEADINGS = ("h2", "h3", "h4")
_LIST_TAGS = ("li", "td", "th", "dd", "dt", "option", "figcaption", "address", "time", "button")


def find_standfirst(headline: etree._Element, title: str, descriptions: set[str]) -> tuple[str, str] | None:
    """The standfirst behind `headline` and what told it; None if there is none.

    What told it: "class", "description", "heading", "header" or "place".
    title: the headline's wording, folded. descriptions: what the page's metadata says of the article, folded.
    The first paragraph of the text is none, even if the metadata repeats it: it is of the kind of those behind it.
    """
    lines = list(_lines_up_to_the_text(headline, title))
    paragraphs = {line.text for line in lines if line.is_running and line.alike >= _MANY}
    header = next(headline.iterancestors("header"), None)
    leading = None
    for n, line in enumerate(lines):
        if line.may_be and line.text not in paragraphs:
            behind = [other for other in lines[n + 1 :] if other.is_running]
            is_like_text = any(line.kind == other.kind for other in behind)
            evidence = _evidence(line, set() if is_like_text else descriptions, header, first=n == 0)
            if evidence is not None:
                return line.text, evidence
            if n == 0 and behind and not is_like_text and _leads(line):
                leading = (line.text, "place")
        if line.is_running and line.alike and not line.is_marked:
            break  # the text has begun
    return leading


def is_own_sentence(description: str) -> bool:
    """True for a description that may be a standfirst: one or two whole sentences, not the text's start cut short."""
    whole = description.endswith(_SENTENCE_ENDS) and not description.endswith(_CUT_SHORT)
    return whole and len(description) <= _LONGEST_SAID and count_words(description) >= _FEWEST


def text_has(headline: etree._Element, title: str, wording: str) -> bool | None:
    """Whether a wording's start is in the lines up to the text, its first paragraph included; None without text."""
    start = fold(wording)[:_START]
    lines = list(_lines_up_to_the_text(headline, title))
    return any(start in fold(line.text) for line in lines) if any(line.is_running for line in lines) else None


def _lines_up_to_the_text(headline: etree._Element, title: str) -> Iterator[_Line]:
    """Up to the first paragraph that many like it follow."""
    for element, top in islice(_lines_behind(headline), _LINES):
        line = _Line(element, top, title)
        if line.text and fold(line.text) != title:
            yield line
            if line.is_running and line.alike >= _MANY and not line.is_marked:
                return


class _Line:
    """An innermost block element behind the headline. top: the outermost element around it without the headline."""

    def __init__(self, element: etree._Element, top: etree._Element, title: str) -> None:
        self.element, self.top, self._title = element, top, title
        self.text = clean_line(inline_text(element))
        self._linked = _linked(element)
        self.is_sentence = self.text[-1:] in _SENTENCE_ENDS

    @cached_property
    def kind(self) -> list[tuple[str, str | None]]:
        """Tag and class of it and its parent."""
        return [(str(e.tag), e.get("class")) for e in (self.element, self.element.getparent()) if e is not None]

    @cached_property
    def is_running(self) -> bool:
        return is_running_text(self.text, self._linked)

    @cached_property
    def is_marked(self) -> bool:
        return any(general_mark(e, self._title) is not None for e in self.around())

    @cached_property
    def alike(self) -> int:
        """How many paragraphs of its tag and class follow it."""
        return _alike_behind(self.element)

    @cached_property
    def words(self) -> int:
        return count_words(self.text) // (3 if UNSPACED.search(self.text) else 1)

    @cached_property
    def may_be(self) -> bool:
        return (
            self.element.tag not in _LIST_TAGS
            and len(self.text) <= _LONGEST
            and 2 * self._linked <= len(self.text)
            and self.words >= (_FEWEST_NAMED - self.is_sentence)
            and not starts_like_byline(self.text)
            and not is_date_line(self.text)
            and not self.is_marked
            and self.alike < _MANY
        )

    def around(self) -> Iterator[etree._Element]:
        """The element and those around it, up to `top`."""
        current: etree._Element | None = self.element
        while current is not None:
            yield current
            current = None if current is self.top else current.getparent()


def _evidence(line: _Line, descriptions: set[str], header: etree._Element | None, *, first: bool) -> str | None:
    if any(_is_named(e) and len(inline_text(e)) <= _LONGEST for e in line.around()):
        return "class"
    if fold(line.text) in descriptions:
        return "description"
    if line.words < _FEWEST:
        return None
    in_header = header is not None and header in line.top.iterancestors()
    if first and line.element.tag in _HEADINGS and _is_alone(line.element) and (line.is_sentence or in_header):
        return "heading"
    return "header" if in_header and line.is_sentence and line.element.tag in ("p", *_HEADINGS) else None


def _leads(line: _Line) -> bool:
    """True for whole sentences in an element that has a class to itself, none of the text's paragraphs."""
    is_whole = line.is_sentence and not line.text.endswith(_CUT_SHORT)
    return is_whole and line.words >= _FEWEST and line.element.tag in ("div", "p") and bool(line.element.get("class"))


def _lines_behind(headline: etree._Element) -> Iterator[tuple[etree._Element, etree._Element]]:
    """The innermost block elements behind the headline, each with the outermost one around it without the headline."""
    for step in (headline, *headline.iterancestors()):
        if step.tag in ("body", "html"):
            return
        for sibling in step.itersiblings():
            if isinstance(sibling.tag, str) and sibling.tag not in SKIPPED_TAGS:
                yield from ((line, sibling) for line in _innermost(sibling))


def _innermost(element: etree._Element) -> Iterator[etree._Element]:
    blocks = [c for c in element if isinstance(c.tag, str) and c.tag not in SKIPPED_TAGS and _is_block(c)]
    if not blocks:
        yield element
    for child in blocks:
        yield from _innermost(child)


def _is_block(element: etree._Element) -> bool:
    if element.tag == "br":
        return False
    return element.tag not in INLINE_TAGS or any(_is_block(c) for c in element if isinstance(c.tag, str))


def _linked(line: etree._Element) -> int:
    return sum(len(clean_line(inline_text(a))) for a in line.iter("a"))


def _alike_behind(line: etree._Element) -> int:
    """Paragraphs of the line's tag and class that follow it, in its parent or in further elements like that."""
    count = sum(1 for s in islice(_twins(line), 2 * _MANY) if is_running_text(inline_text(s), _linked(s)))
    parent = line.getparent()
    if count or parent is None:
        return count
    wrapped = (e for twin in islice(_twins(parent), 2 * _MANY) for e in twin.iterchildren(line.tag))
    alike = (e for e in wrapped if e.get("class") == line.get("class"))
    return sum(1 for e in alike if is_running_text(inline_text(e), _linked(e)))


def _twins(element: etree._Element) -> Iterator[etree._Element]:
    return (s for s in element.itersiblings(element.tag) if s.get("class") == element.get("class"))


def _is_named(element: etree._Element) -> bool:
    names = " ".join(
        str(element.get(name, "")) for name in ("class", "id", "itemprop", "data-testid", "data-component")
    )
    return _names_standfirst(names)


@lru_cache(1 << 13)
def _names_standfirst(names: str) -> bool:
    words = f"-{hyphenated(names)}-"
    return _NAMED.search(words) is not None and _NAMED_ELSE.search(words) is None


def _is_alone(heading: etree._Element) -> bool:
    """No other heading of its tag and class is behind it among its siblings: those would be the text's own."""
    return not any(s.get("class") == heading.get("class") for s in heading.itersiblings(heading.tag))
