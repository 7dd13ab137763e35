"""The tree as blocks of text in document order: what boilerplate removal judges and the body is built from."""

from __future__ import annotations

from lxml import etree

from capital_spider.extract.document import Document, TextBlock
from capital_spider.extract.inline import INLINE_TAGS, SKIPPED_TAGS
from capital_spider.items import Problem
from capital_spider.text import clean_text

# Elements that are shown but are no text: each is a block of its own, so that it gets a verdict too.
MEDIA_TAGS = {
    "img": "image", "picture": "image", "iframe": "embed", "embed": "embed", "object": "embed", "video": "media",
    "audio": "media",
}  # fmt: skip

_IN_LINE = INLINE_TAGS | SKIPPED_TAGS | {"br"}
# The largest of 2,770 development pages has 3,334 blocks; a million table cells need seconds, and gigabytes.
MAX_BLOCKS = 25_000


def split_blocks(document: Document) -> None:
    """Fill ``document.blocks`` from all pages of the article; past MAX_BLOCKS they are left out, which is a problem."""
    for root in document.roots:
        body = root.find("body")
        document.blocks += segment(body if body is not None else root)
    if len(document.blocks) > MAX_BLOCKS:
        detail = f"the page has over {MAX_BLOCKS} blocks of text; those that follow are not here"
        document.problems.append(Problem(field="text", code="too_large", detail=detail))
        del document.blocks[MAX_BLOCKS:]


def segment(body: etree._Element) -> list[TextBlock]:
    """The blocks below `body`, in document order.

    Inline elements go on with the run and add no space (a drop cap is part of its word); any other element, known or
    not, starts a new one; ``<br>`` is a line break, two of them start a new block. At most MAX_BLOCKS, and one more.
    """
    segmenter = _Segmenter()
    segmenter.walk(body, body, False)
    segmenter.flush(body)
    return segmenter.blocks


class _Segmenter:
    """The blocks so far, and the run that is being read: its strings, whether any of them shows, how much is link."""

    def __init__(self) -> None:
        self.blocks: list[TextBlock] = []
        self._pieces: list[tuple[str, etree._Element]] = []
        self._shows = False
        self._linked = 0
        self._breaks = 0

    def walk(self, element: etree._Element, block: etree._Element, is_link: bool) -> None:
        """block: the nearest block-level element around the text directly in `element`; is_link: a link is no further
        out than it."""
        if element.text:
            self._add(element.text, element, is_link)
        for child in element:
            tag = child.tag
            if tag in INLINE_TAGS and not _holds_blocks(child):
                self.walk(child, block, is_link or tag == "a")
            elif tag == "br":
                self._break(child, block)
            elif tag in MEDIA_TAGS:
                self._media(child, block)
            elif tag not in SKIPPED_TAGS and isinstance(tag, str):
                if self._pieces:
                    self.flush(block)
                self.walk(child, child, tag == "a")
                if self._pieces:
                    self.flush(child)
            if child.tail:
                self._add(child.tail, element, is_link)

    def _add(self, text: str, owner: etree._Element, is_link: bool) -> None:
        if text.isspace():
            if self._pieces:  # a run does not begin with it
                self._pieces.append((" ", owner))
        else:
            self._pieces.append((text.replace("\n", " ").replace("\r", " "), owner))
            self._breaks = 0
            self._shows = True
            if is_link:
                self._linked += len(text.strip())

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
        if kind != "image" or not self._shows:
            self.flush(block)
        if len(self.blocks) <= MAX_BLOCKS:
            self.blocks.append(TextBlock(element, "", kind))  # type: ignore[arg-type]

    def flush(self, block: etree._Element) -> None:
        pieces, shows, linked = self._pieces, self._shows, self._linked
        self._pieces, self._shows, self._linked, self._breaks = [], False, 0, 0
        if shows and len(self.blocks) <= MAX_BLOCKS and (text := clean_text("".join([text for text, _ in pieces]))):
            self.blocks.append(TextBlock(block, text, "text", tuple(pieces), linked))


def _holds_blocks(element: etree._Element) -> bool:
    """True for an inline element wrapped around blocks, as in ``<a><div>…</div></a>``."""
    for child in element:  # noqa: SIM110 a generator would cost more than most loops here
        if child.tag not in _IN_LINE and isinstance(child.tag, str):
            return True
    return False
