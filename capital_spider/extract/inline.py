"""The text of an element as a reader sees it: inline markup adds no space, breaks and blocks do."""

from __future__ import annotations

from collections.abc import Callable

from lxml import etree

from capital_spider.text import clean_text

# Elements that flow inside a line of text (HTML 5 phrasing content, and the old presentational ones); anything else,
# custom elements included, starts and ends a line.
HEADING_LEVELS = {f"h{n}": n for n in range(1, 7)}
INLINE_TAGS = frozenset(
    {
        "a",
        "abbr",
        "acronym",
        "b",
        "bdi",
        "bdo",
        "big",
        "cite",
        "code",
        "data",
        "del",
        "dfn",
        "em",
        "font",
        "i",
        "ins",
        "kbd",
        "label",
        "mark",
        "nobr",
        "q",
        "rp",
        "rt",
        "rb",
        "ruby",
        "s",
        "samp",
        "small",
        "span",
        "strike",
        "strong",
        "sub",
        "sup",
        "time",
        "tt",
        "u",
        "var",
        "wbr",
    }
)
# Never text: not shown, or shown as something else than text.
SKIPPED_TAGS = frozenset(
    {
        "script",
        "style",
        "noscript",
        "template",
        "svg",
        "math",
        "iframe",
        "object",
        "embed",
        "canvas",
        "audio",
        "video",
        "select",
        "textarea",
        "input",
        "head",
        "title",
        "link",
        "meta",
        "base",
        "area",
        "map",
        "param",
        "source",
        "track",
        "datalist",
        "img",
        "picture",
    }
)


def _skip_nothing(_: etree._Element) -> bool:
    return False


def inline_text(element: etree._Element, skip: Callable[[etree._Element], bool] = _skip_nothing) -> str:
    """The visible text below `element`, its lines separated by ``\\n``, cleaned (`text.clean_text`).

    skip: True for an element whose subtree is left out (its tail is kept).
    """
    parts: list[str] = []
    _collect(element, skip, parts)
    return clean_text("".join(parts))


def _collect(element: etree._Element, skip: Callable[[etree._Element], bool], parts: list[str]) -> None:
    if element.text:
        parts.append(_one_line(element.text))
    for child in element:
        tag = child.tag
        if not isinstance(tag, str) or tag in SKIPPED_TAGS or skip(child):
            pass
        elif tag == "br":
            parts.append("\n")
        elif tag in INLINE_TAGS:
            _collect(child, skip, parts)
        else:
            parts.append("\n")
            _collect(child, skip, parts)
            parts.append("\n")
        if child.tail:
            parts.append(_one_line(child.tail))


def _one_line(text: str) -> str:
    """A line end in the source is white space, not a break."""
    return text.replace("\n", " ").replace("\r", " ")
