"""The dates in attributes of elements: ``<time datetime>``, ``<abbr title>``, and ``data-…`` beside printed dates."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import datetime

from lxml import etree

from capital_spider.extract.date_candidates import LABEL_REACH, DateCandidate, context_of, label_in, place_marks
from capital_spider.extract.date_formats.machine import parse_machine_date
from capital_spider.extract.document import Document

_HOLDS = {"time": "datetime", "abbr": "title"}
_MOST_TIMES = 40
# An element around one line of text has few others in it; more are read neither.
_MOST_INSIDE = 30
# An attribute of such a name may hold the instant of the date that is printed in or beside its element.
_NAMES = ("date", "time", "publi", "title")
_NOT_PUBLISHED = ("updat", "modif")
# "2024-05-03T12:00Z" or seconds since 1970; shorter values are days, which are printed as well.
_SHORTEST_INSTANT, _EPOCH_DIGITS = 16, (10, 13)


def time_elements(
    document: Document, headline: etree._Element | None, around: frozenset[etree._Element]
) -> Iterator[DateCandidate]:
    """The dates of ``<time>`` and ``<abbr title>``, those that belong to other texts counted apart."""
    after, seen, count = headline is None, 0, Counter[tuple[bool, str]]()
    tags = {"time", "abbr", str(headline.tag)} if headline is not None else {"time", "abbr"}
    for element in document.root.iter(*tags):
        after = after or element is headline
        attribute = _HOLDS.get(str(element.tag))
        stated = element.get(attribute) if attribute else None
        value = parse_machine_date(stated) if stated else None
        if value is None:
            continue
        seen += 1
        if seen > _MOST_TIMES:
            return
        classes = place_marks(element, around)
        context = context_of(classes)
        count[after, context] += 1
        where = f"time:after{min(count[after, context], 3)}" if after else "time:before"
        named = element.get("class") or ""
        label = label_in(_text_before(element)) or ("updated" if "modified" in classes else "")
        marks = [f"{where}|{context}", f"time|{context}", f"time|{label}" if label else "time|plain"]
        if "pubdate" in element.attrib or "published" in named:
            marks.append("time|pubdate")
        yield DateCandidate("time:datetime", value, tuple(marks))


def _text_before(element: etree._Element) -> str:
    """The words just before an element, in its parent, and at its own beginning: lower case."""
    parts = [element.text or ""]
    previous = element.getprevious()
    parent = element.getparent()
    if previous is not None:
        parts.insert(0, f"{previous.text or ''} {previous.tail or ''}")
    elif parent is not None and parent.text:
        parts.insert(0, parent.text)
    return " ".join(" ".join(parts).split())[-LABEL_REACH:].lower()


def beside_print(elements: Iterable[etree._Element]) -> Iterator[DateCandidate]:
    """The instants in other attributes where dates are printed: ``data-published="2016-12-09 09:13:00Z"``."""
    for box in elements:
        for number, element in enumerate(box.iter(etree.Element)):
            if number > _MOST_INSIDE:
                break
            for name, text in element.items():
                value = _instant(element, str(name), str(text).strip())
                if value is not None:
                    yield DateCandidate(f"attribute:{name!s}", value, ("attribute",))


def _instant(element: etree._Element, name: str, text: str) -> datetime | None:
    if not any(part in name for part in _NAMES) or any(part in name for part in _NOT_PUBLISHED):
        return None
    if element.tag == "time" and name == "datetime":
        return None
    if len(text) < _SHORTEST_INSTANT and not (text.isdigit() and len(text) in _EPOCH_DIGITS):
        return None
    if label_in(_text_before(element)) == "updated":
        return None
    value = parse_machine_date(text)
    return value if isinstance(value, datetime) and value.tzinfo is not None else None
