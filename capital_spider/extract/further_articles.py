"""Further articles behind the page's own, as infinite scroll hangs them there."""

from __future__ import annotations

from lxml import etree

from capital_spider.extract.dateline import is_byline, is_date_line
from capital_spider.extract.document import TextBlock
from capital_spider.extract.inline import inline_text
from capital_spider.extract.running_text import is_running_text
from capital_spider.text import fold

# A further article is one that could be read: paragraphs of running text.
_PARAGRAPHS = 3


def further_articles(blocks: list[TextBlock], title: str) -> set[etree._Element]:
    """The elements that hold one further article each. title: the page's headline, folded.

    <article>s with an h1 of their own, if the page's headline stands in an <article> too: otherwise an <article> with
    another h1 may be its text. <article>s beside the headline's, of its class, that begin with an h2. Any other
    element beside the headline's, of its tag and class, with an h1 of the same kind and a byline or date: without these
    it may be a part of the text. On 1,130 development pages these hit further articles only.
    """
    headings = list(dict.fromkeys(b.element for b in blocks if b.element.tag in ("h1", "h2")))
    own = next((n for n, h in enumerate(headings) if h.tag == "h1" and fold(inline_text(h)) == title), None)
    if own is None or own + 1 == len(headings):
        return set()
    headline, behind = headings[own], headings[own + 1 :]
    around = list(headline.iterancestors())
    found: set[etree._Element] = set()
    if _article_of(headline) is not None:
        articles = (_article_of(h) for h in behind if h.tag == "h1")
        found |= {a for a in articles if a is not None and a not in around}
    for heading in behind:
        boxes = _beside(headline, around, heading)
        if boxes and boxes[1] not in found and _is_further(headline, heading, boxes, blocks):
            found.add(boxes[1])
    return found


def _is_further(
    headline: etree._Element,
    heading: etree._Element,
    boxes: tuple[etree._Element, etree._Element],
    blocks: list[TextBlock],
) -> bool:
    """boxes: the elements around headline and heading that stand beside each other."""
    if _kind(boxes[0]) != _kind(boxes[1]):
        return False
    own, inside = (_members(blocks, box) for box in boxes)
    if min(_paragraphs(own), _paragraphs(inside)) < _PARAGRAPHS:
        return False
    if boxes[1].tag == "article":
        return inside[0].element is heading
    return _is_like(heading, headline) and _is_signed(boxes[1], inside)


def _paragraphs(blocks: list[TextBlock]) -> int:
    return sum(is_running_text(b.text, b.link_chars) for b in blocks)


def _article_of(heading: etree._Element) -> etree._Element | None:
    return next(heading.iterancestors("article"), None)


def _members(blocks: list[TextBlock], box: etree._Element) -> list[TextBlock]:
    """The blocks of text in the element."""
    inside = set(box.iter(etree.Element))
    return [b for b in blocks if b.kind == "text" and b.element in inside]


def _beside(
    headline: etree._Element, around: list[etree._Element], heading: etree._Element
) -> tuple[etree._Element, etree._Element] | None:
    """The elements around headline and heading that stand beside each other; None if the heading stands there itself.

    around: the elements around the headline, from the inside out.
    """
    path = [heading, *heading.iterancestors()]
    common = next((n for n, e in enumerate(path) if e in around), None)
    if common is None or common < 2:
        return None
    place = around.index(path[common])
    return (around[place - 1] if place else headline), path[common - 1]


def _kind(element: etree._Element | None) -> tuple[str, str | None] | None:
    return (str(element.tag), element.get("class")) if element is not None else None


def _is_like(heading: etree._Element, headline: etree._Element) -> bool:
    return _kind(heading) == _kind(headline) and _kind(heading.getparent()) == _kind(headline.getparent())


def _is_signed(box: etree._Element, inside: list[TextBlock]) -> bool:
    """It says when, or by whom."""
    return next(box.iter("time"), None) is not None or any(is_byline(b.text) or is_date_line(b.text) for b in inside)
