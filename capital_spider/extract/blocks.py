"""The tree as blocks of text in document order: what boilerplate removal judges and the body is built from."""

from __future__ import annotations

from lxml import etree

from capital_spider.extract.document import Document, TextBlock
from capital_spider.extract.inline import INLINE_TAGS, SKIPPED_TAGS
from capital_spider.text import clean_text

# Elements that are shown but are no text: each is a block of its own, so that it gets a verdict too.
MEDIA_TAGS = {
    "img": "image", "picture": "image", "iframe": "embed", "embed": "embed", "object": "embed", "video": "media",
    "audio": "media",
}  # fmt: skip


def split_blocks(document: Document) -> None:
    """Fill ``document.blocks`` from all pages of the article."""
    for root in document.roots:
        body = root.find("body")
        document.blocks += segment(body if body is not None else root)


def segment(body: etree._Element) -> list[TextBlock]:
    """The blocks below `body`, in document order.

    Inline elements go on with the run and add no space (a drop cap is part of its word); any other element, known or
    not, starts a new one; ``<br>`` is a line break, two of them start a new block.
    """
    segmenter = _Segmenter()
    segmenter.walk(body, body)
    segmenter.flush(body)
    return segmenter.blocks


class _Segmenter:
    def __init__(self) -> None:
        self.blocks: list[TextBlock] = []
        self._pieces: list[tuple[str, etree._Element]] = []
        self._breaks = 0

    def walk(self, element: etree._Element, block: etree._Element) -> None:
        """block: the nearest block-level element around the text directly in `element`."""
        self._add(element.text, element)
        for child in element:
            tag = child.tag
            if tag == "br":
                self._break(child, block)
            elif tag in MEDIA_TAGS:
                self._media(child, block)
            elif tag in SKIPPED_TAGS or not isinstance(tag, str):
                pass
            elif tag in INLINE_TAGS and not _holds_blocks(child):
                self.walk(child, block)
            else:
                self.flush(block)
                self.walk(child, child)
                self.flush(child)
            self._add(child.tail, element)

    def _add(self, text: str | None, owner: etree._Element) -> None:
        if text:
            self._pieces.append((text.replace("\n", " ").replace("\r", " "), owner))
            if not text.isspace():
                self._breaks = 0

    def _break(self, element: etree._Element, block: etree._Element) -> None:
        self._breaks += 1
        if self._breaks > 1:
            self.flush(block)
        else:
            self._pieces.append(("\n", element))

    def _media(self, element: etree._Element, block: etree._Element) -> None:
        kind = MEDIA_TAGS[str(element.tag)]
        if kind == "image" and element.tag == "picture":
            element = next(element.iter("img"), element)
        # A picture inside a line of text is part of that line: the run goes on behind it.
        if kind != "image" or not any(text.strip() for text, _ in self._pieces):
            self.flush(block)
        self.blocks.append(TextBlock(element, "", kind))  # type: ignore[arg-type]

    def flush(self, block: etree._Element) -> None:
        pieces, self._pieces, self._breaks = self._pieces, [], 0
        if not pieces:
            return
        text = clean_text("".join(text for text, _ in pieces))
        if text:
            self.blocks.append(TextBlock(block, text, "text", tuple(pieces)))


def _holds_blocks(element: etree._Element) -> bool:
    """True for an inline element wrapped around blocks, as in ``<a><div>…</div></a>``."""
    return any(isinstance(c.tag, str) and c.tag not in INLINE_TAGS and c.tag not in SKIPPED_TAGS and c.tag != "br"
               for c in element)  # fmt: skip
