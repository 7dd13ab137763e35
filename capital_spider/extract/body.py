"""The text: typed blocks in page order, from the blocks that were kept; plain text and Markdown are views of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from lxml import etree

from capital_spider.extract.captions import read_caption
from capital_spider.extract.document import Document, TextBlock
from capital_spider.extract.embeds import read_embed, read_media
from capital_spider.extract.images import image_url, is_decoration
from capital_spider.extract.inline import HEADING_LEVELS, inline_text
from capital_spider.extract.markdown import block_markdown, inline_markdown, join_markdown
from capital_spider.extract.plain_text import block_text
from capital_spider.extract.tables import MAX_CELLS, is_data_table, own_rows, read_tables
from capital_spider.items import (
    Block,
    Code,
    Heading,
    Image,
    ItemList,
    Link,
    ListItem,
    Media,
    Paragraph,
    Problem,
    Quote,
    Table,
    TableRef,
)
from capital_spider.text import clean_code, clean_line
from capital_spider.urls import site_of

_LISTS = ("ul", "ol")
# Elements whose blocks belong together; the outermost one around a block counts.
_STRUCTURES = frozenset({"table", "ul", "ol", "blockquote", "pre"})
_TWIN_FIGURES = ("figure", "dl", "div", "p", "li", "td")


def extract_body(document: Document) -> None:
    """Set content, tables, text, markdown, links, media from the kept blocks, page after page."""
    body = _Body(document)
    for block, verdict in zip(document.blocks, document.verdicts, strict=True):
        if verdict.kept:
            body.add(block)
    document.content = tuple(body.content)
    document.tables = tuple(body.tables)
    document.media = tuple(body.media)
    document.links = tuple(body.links.values())
    document.text = "\n\n".join(t for t in (block_text(b, document.tables) for b in document.content) if t)
    document.markdown = join_markdown(body.markdown)


class _Body:
    """The typed blocks so far, and what they are made of."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.columns = set(document.containers)
        kept = (b for b, v in zip(document.blocks, document.verdicts, strict=True) if v.kept)
        self.order = [block for block in kept if block.kind == "text"]
        self.kept: dict[etree._Element, list[TextBlock]] = {}
        self.places: dict[etree._Element, list[int]] = {}
        for place, block in enumerate(self.order):
            self.kept.setdefault(block.element, []).append(block)
            self.places.setdefault(block.element, []).append(place)
        self.content: list[Block] = []
        self.markdown: list[str] = []
        self.tables: list[Table] = []
        self.media: list[Media] = []
        self.played: set[str] = set()
        self.links: dict[tuple[str, str], Link] = {}
        self.linked: set[etree._Element] = set()
        self.done: set[etree._Element] = set()
        self.structures: dict[etree._Element, etree._Element | None] = {}
        self.heading: str | None = None
        self.builders: dict[str, Callable[[etree._Element], None]] = {
            "table": self._table, "ul": self._list, "ol": self._list, "blockquote": self._quote, "pre": self._code,
        }  # fmt: skip

    def add(self, block: TextBlock) -> None:
        self._note_links(block)
        if block.kind == "image":
            self._image(block.element)
            return
        structure = self._structure(block.element)
        if structure is not None:
            if structure not in self.done:
                self.done.add(structure)
                self.builders[str(structure.tag)](structure)
            return
        if block.kind != "text":
            self._embed(block.element)
            return
        level = HEADING_LEVELS.get(str(block.element.tag))
        if level is not None:
            self.heading = clean_line(block.text)
            self._append(Heading(level=level, text=self.heading), self._marked(block))
        else:
            self._append(Paragraph(text=block.text), self._marked(block))

    def _append(self, block: Block, marked: str | tuple[ListItem, ...] | None = None) -> None:
        self.content.append(block)
        self.markdown.append(block_markdown(block, self.tables, marked))

    def _marked(self, *runs: TextBlock) -> str:
        """The runs as Markdown, a line each."""
        return "  \n".join(inline_markdown(run, self.document.absolute) for run in runs)

    def _structure(self, element: etree._Element) -> etree._Element | None:
        """The outermost list, quote, code or data table around the element, within the text column."""
        path: list[etree._Element] = []
        current: etree._Element | None = element
        while current is not None and current not in self.columns and current not in self.structures:
            path.append(current)
            current = current.getparent()
        found = self.structures.get(current) if current is not None else None
        for step in reversed(path):
            if found is None and step.tag in _STRUCTURES and not (step.tag == "table" and not is_data_table(step)):
                found = step
            self.structures[step] = found
        return found

    # --- structures ------------------------------------------------------------------------------------------------

    def _table(self, table: etree._Element) -> None:
        figure = next((a for a in table.iterancestors("figure")), None)
        caption = figure.find(".//figcaption") if figure is not None else None
        text = clean_line(inline_text(caption)) if caption is not None else None
        if sum(map(len, own_rows(table))) > MAX_CELLS:
            detail = f"a table has over {MAX_CELLS} cells; the rows past them are not here"
            self.document.problems.append(Problem(field="tables", code="too_large", detail=detail))
        for found in read_tables(table, heading=self.heading, caption=text or None):
            self.tables.append(found)
            self._append(TableRef(table=len(self.tables) - 1))

    def _list(self, element: etree._Element) -> None:
        pairs = tuple(self._items(element))
        items = tuple(item for item, _ in pairs)
        if items:
            self._append(ItemList(ordered=element.tag == "ol", items=items), tuple(marked for _, marked in pairs))

    def _items(self, element: etree._Element) -> Iterator[tuple[ListItem, ListItem]]:
        """Each item, and the same with Markdown for text."""
        for child in element:
            if child.tag == "li":
                runs = [b for e in self._own(child) for b in self.kept.get(e, ())]
                nested = [pair for inner in _nested_lists(child) for pair in self._items(inner)]
                if runs or nested:
                    text = "\n".join(run.text for run in runs)
                    yield (
                        ListItem(text=text, items=tuple(item for item, _ in nested)),
                        ListItem(text=self._marked(*runs), items=tuple(marked for _, marked in nested)),
                    )
            elif child.tag in _LISTS:  # <ul><ul>: not allowed, but seen
                yield from self._items(child)

    def _own(self, item: etree._Element) -> Iterator[etree._Element]:
        """The item and what is in it, nested lists left out."""
        yield item
        for child in item:
            if isinstance(child.tag, str) and child.tag not in _LISTS:
                yield from self._own(child)

    def _quote(self, element: etree._Element) -> None:
        embed = read_embed(self.document, element)
        if embed is not None:
            self._append(embed)
            return
        cite = next(element.iter("cite", "footer"), None)
        inside = set(element.iter(etree.Element)) - (set(cite.iter(etree.Element)) if cite is not None else set())
        places = sorted(place for e in inside for place in self.places.get(e, ()))
        runs = [run for run in map(self.order.__getitem__, places) if not _all_within(run, cite)]
        cited = clean_line(inline_text(cite)).lstrip("—–- ") if cite is not None else None
        text = "\n".join(run.text for run in runs)
        marked: str | None = self._marked(*runs)
        if cited and text.endswith(cited):  # <cite> stands in the last line of the quote
            text = text.removesuffix(cited).rstrip(" —–-\n")
            marked = None
        if text:
            self._append(Quote(text=text, cite=cited or None), marked)

    def _code(self, element: etree._Element) -> None:
        text = clean_code("".join(map(str, element.itertext()))).strip("\n")
        if text.strip():
            self._append(Code(text=text))

    # --- pictures and embeds ---------------------------------------------------------------------------------------

    def _image(self, img: etree._Element) -> None:
        structure = self._structure(img)
        if (structure is not None and structure.tag in ("blockquote", "pre")) or is_decoration(img):
            return
        url = image_url(self.document, img)
        if url is None:
            return
        caption, credit = read_caption(img)
        alt = clean_line(img.get("alt") or "") or None
        self._append(Image(url=url, alt=alt, caption=caption, credit=credit))

    def _embed(self, element: etree._Element) -> None:
        embed = read_embed(self.document, element)
        if embed is None:
            return
        self._append(embed)
        media = read_media(embed, element)
        if media is not None and media.url not in self.played:
            self.played.add(media.url)
            self.media.append(media)

    def _note_links(self, block: TextBlock) -> None:
        if not block.link_chars:
            return
        for _, owner in block.pieces:
            anchor = next((a for a in (owner, *owner.iterancestors()) if a.tag == "a"), None)
            if anchor is None or anchor in self.linked:
                continue
            self.linked.add(anchor)
            url = self.document.absolute(anchor.get("href"))
            text = clean_line(inline_text(anchor))
            if url is None or not text:
                continue
            external = site_of(url) != site_of(self.document.page.url)
            self.links.setdefault((url, text), Link(url=url, text=text, external=external))


def _nested_lists(item: etree._Element) -> Iterator[etree._Element]:
    for child in item:
        if child.tag in _LISTS:
            yield child
        elif isinstance(child.tag, str):
            yield from _nested_lists(child)


def _all_within(block: TextBlock, top: etree._Element | None) -> bool:
    """True if every string of the run stands in `top`."""
    owners = (owner for text, owner in block.pieces if text.strip())
    return top is not None and all(o is top or any(a is top for a in o.iterancestors()) for o in owners)
