"""Pages nested deeper than libxml2 builds a tree: hundreds of wrappers, closed or not. Their text is kept.

libxml2 stops at 256 levels and drops the rest of the page. Its events have no such limit: from them the tree is built
here, its middle levels laid flat.
"""

from __future__ import annotations

import re

from lxml import etree

from capital_spider.extract.inline import INLINE_TAGS

# The levels that stay as they are: the outermost, and those around the text itself, with its lists and tables. Together
# far below what recursion survives (1,000 frames, up to three a level).
_OUTER, _INNER = 60, 40
# libxml2 compares an end tag that fits nothing with all open elements: about 2 ns for each of these steps.
_STEPS = 1_000_000_000
_DEEPEST = 100_000
_CHUNK = 64 * 1024
# What lxml takes from its parser, but from nobody else.
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


class _Events:
    """A parser target: what opened, what closed and the text between, and how high each element is above its leaves.

    events: the number of the element that opens, its complement (~number) where it closes, text as it is.
    """

    def __init__(self) -> None:
        self.events: list[int | str] = []
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.heights: list[int] = []
        self.open: list[int] = []
        self.deepest = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        number = len(self.elements)
        self.elements.append((tag, dict(attributes)))
        self.heights.append(0)
        self.events.append(number)
        self.open.append(number)
        self.deepest = max(self.deepest, len(self.open))

    def end(self, _tag: str) -> None:
        number = self.open.pop()
        self.events.append(~number)
        if self.open:
            around = self.open[-1]
            self.heights[around] = max(self.heights[around], self.heights[number] + 1)

    def data(self, text: str) -> None:
        self.events.append(text)

    def close(self) -> None:
        while self.open:
            self.end("")


def parse_flat(markup: bytes) -> tuple[etree._Element | None, bool]:
    """The tree of a page (UTF-8) of any depth, at most 101 levels of it; and whether it was read to its end.

    Between the 60 outer and the 40 inner levels an element holds only the text before its first child; its children
    follow it. None if there is no element. A page of over 100,000 levels, fewer the more end tags it has, is read to
    there: reading on would take time in proportion to levels × end tags.
    """
    events = _Events()
    limit = min(_DEEPEST, _STEPS // (markup.count(b"</") + 1))
    parser = etree.HTMLParser(encoding="utf-8", target=events)  # type: ignore[arg-type]  # stubs ask for comment()
    for start in range(0, len(markup), _CHUNK):
        parser.feed(markup[start : start + _CHUNK])
        if events.deepest > limit:
            break
    whole = events.deepest <= limit
    if whole and markup:
        parser.close()
    events.close()
    return _Builder(events).root, whole


class _Builder:
    """The tree of the events. root: None if there is no element."""

    def __init__(self, events: _Events) -> None:
        self._parser = etree.HTMLParser()
        self.root: etree._Element | None = None
        self._around: list[etree._Element] = []  # the open elements that keep their children
        self._text: list[str] = []
        self._before: etree._Element | None = None  # the text goes into it, or behind it if it is closed
        self._is_closed = False
        kept: list[bool] = []
        for event in events.events:
            if isinstance(event, str):
                self._text.append(event)
            elif event >= 0:
                kept.append(len(self._around) < _OUTER or events.heights[event] < _INNER)
                self._start(*events.elements[event], keep=kept[-1])
            else:
                self._end(events.elements[~event][0], keep=kept.pop())
        self._write_text()

    def _start(self, tag: str, attributes: dict[str, str], *, keep: bool) -> None:
        self._write_text()
        element = self._add(tag)
        for name, value in attributes.items():
            _set(element, name, value)
        self._before, self._is_closed = element, False
        if keep:
            self._around.append(element)

    def _end(self, tag: str, *, keep: bool) -> None:
        self._write_text()
        if keep:
            self._before = self._around.pop()
        elif tag not in INLINE_TAGS:
            self._before = self._add(tag)  # an empty one: the line ends here
        self._is_closed = True

    def _add(self, tag: str) -> etree._Element:
        try:
            element = etree.SubElement(self._around[-1], tag) if self._around else self._parser.makeelement(tag)
        except ValueError:  # libxml2 reads names that lxml refuses to write
            element = etree.SubElement(self._around[-1], "div") if self._around else self._parser.makeelement("html")
        self.root = element if self.root is None else self.root
        return element

    def _write_text(self) -> None:
        text, self._text = _NOT_XML.sub("", "".join(self._text)), []
        if not text or self._before is None:
            return
        if self._is_closed:
            self._before.tail = text
        else:
            self._before.text = text


def _set(element: etree._Element, name: str, value: str) -> None:
    try:
        element.set(name, _NOT_XML.sub("", value))
    except ValueError:  # a name that lxml refuses to write names nothing that is looked for
        return
