"""Data tables as records: rectangular, spans filled in, typed columns; layout tables are told apart."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from lxml import etree

from capital_spider.extract.inline import inline_text
from capital_spider.extract.marks import general_mark
from capital_spider.extract.tables.columns import table_words
from capital_spider.extract.tables.grid import Cell, GridRow, is_hidden, read_grid
from capital_spider.extract.tables.head import Head, TextRow, column_types, join_header, read_head
from capital_spider.extract.tables.kind import is_data_table
from capital_spider.items import Table
from capital_spider.text import fold

_FOOTNOTE = re.compile(r"\*+|[†‡§¶⁎]+|[¹²³⁰⁴-⁹]+|\(?(?:\d{1,2}|[a-z])\)|\[(?:\d{1,3}|[a-z])\]")
_REFERENCE = re.compile(r"[\[(]?(?:\d{1,3}|[a-z]|note \d{1,2}|[*†‡§]+)[\])]?")
_REFERENCE_CLASSES = frozenset({"reference", "footnote", "footnote-ref", "footnote-reference", "fn", "mw-ref"})
_NO_DATA = frozenset({"ad", "share"})
_NOTE_WORDS = table_words("header", "notes")


def read_tables(table: etree._Element, *, heading: str | None, caption: str | None = None) -> tuple[Table, ...]:
    """The table as a record, then its inner data tables in document order; () if it has no text at all.

    heading: the nearest heading before the table, for the record (inner tables stand under the same one).
    caption: what to call the table if it has no <caption> of its own, such as the figcaption around it.
    The text of inner data tables is not in the outer cells, that of inner layout tables is. Rows without any text are
    left out, and so are rows of the foot that are footnotes (they are in `footnotes`). A full-width row above the
    header is the caption; where there is one already, it becomes part of the header.
    """
    inner = list(_inner_data_tables(table))
    rows = _text_rows(table, skip=set(inner))
    own = _own_caption(table, skip=set(inner)) or caption
    records = []
    if rows:
        data, footnotes = _split_footnotes(rows)
        head = read_head(data, by_editor=_is_block_table(table))
        records.append(_record(head, footnotes, caption=own, heading=heading))
    for other in inner:
        records += read_tables(other, heading=heading)
    return tuple(records)


def _inner_data_tables(parent: etree._Element) -> Iterator[etree._Element]:
    for child in parent:
        if child.tag == "table" and is_data_table(child):
            yield child
        elif isinstance(child.tag, str):
            yield from _inner_data_tables(child)


def _own_caption(table: etree._Element, skip: set[etree._Element]) -> str | None:
    for child in table:
        if child.tag == "caption":
            return inline_text(child, _leave_out(skip)) or None
    return None


def _text_rows(table: etree._Element, skip: set[etree._Element]) -> list[TextRow]:
    """The rows that have text."""
    texts: dict[Cell | None, str] = {None: ""}
    rows: list[TextRow] = []
    grid_rows = read_grid(table)
    marks = _raised_marks(grid_rows)
    leave_out, leave_out_note = _leave_out(skip, marks), _leave_out(skip)
    for grid in grid_rows:
        for cell in grid.cells:
            if cell is not None and cell not in texts:
                is_note = cell is grid.sole
                texts[cell] = inline_text(cell.element, leave_out_note if is_note else leave_out)
        row = tuple(texts[cell] for cell in grid.cells)
        if any(row):
            rows.append(TextRow(grid=grid, texts=row))
    return rows


def _raised_marks(rows: Sequence[GridRow]) -> frozenset[str]:
    """The raised marks that open the notes below the data: what they mark in the cells is not part of a figure."""
    marks: set[str] = set()
    for row in reversed(rows):
        if row.sole is None:
            break
        marks.update(inline_text(sup) for sup in row.sole.element.iter("sup"))
    return frozenset(marks - {""})


def _leave_out(tables: set[etree._Element], marks: frozenset[str] = frozenset()) -> Callable[[etree._Element], bool]:
    return lambda element: (
        element in tables or is_hidden(element) or _is_footnote_reference(element, marks) or _is_no_data(element)
    )


def _is_no_data(element: etree._Element) -> bool:
    """What themes put into any box of a text, cells too, as its class says."""
    return general_mark(element, "") in _NO_DATA


def _is_footnote_reference(element: etree._Element, marks: frozenset[str]) -> bool:
    """A raised mark that leads to a note: ``<sup><a href="#fn1">1</a></sup>``, the link around it, one of `marks`."""
    if element.tag not in ("sup", "a"):
        return False
    if marks and element.tag == "sup" and inline_text(element) in marks:
        return True
    links = list(element.iter("a"))
    raised = element.tag == "sup" or any(True for _ in element.iter("sup"))
    leads = any("#" in (link.get("href") or "") for link in links)
    named = not _REFERENCE_CLASSES.isdisjoint((element.get("class") or "").split())
    text = inline_text(element).lower()
    return raised and (leads or named) and (not text or _REFERENCE.fullmatch(text) is not None)


def _is_block_table(table: etree._Element) -> bool:
    """A table of the WordPress block editor, whose header switch few authors find."""
    parent = table.getparent()
    classes = f"{table.get('class') or ''} {'' if parent is None else parent.get('class') or ''}"
    return "wp-block-table" in classes.split()


def _record(head: Head, footnotes: tuple[str, ...], *, caption: str | None, heading: str | None) -> Table:
    header, body, titles = head.header, head.body, head.titles
    if caption:
        more = [row for row in titles if fold(row.texts[0]) != fold(caption)]
        header, body = (join_header([*(row.texts for row in more), header]), body) if header else ((), (*more, *body))
    types, units = column_types(header, body)
    return Table(
        caption=caption or "\n".join(row.texts[0] for row in titles) or None,
        heading=heading,
        header=header,
        rows=tuple(row.texts for row in body),
        column_types=types,
        units=units,
        orientation="key_value" if head.is_key_value else "columns",
        header_inferred=head.inferred,
        footnotes=footnotes,
    )


def _split_footnotes(rows: Sequence[TextRow]) -> tuple[list[TextRow], tuple[str, ...]]:
    """The rows without the notes at their end, and the notes."""
    data = list(rows)
    notes: list[str] = []
    while len(data) > 1 and data[-1].is_full_width and _opens_note(data[-1]):
        notes[:0] = _notes(data.pop().texts[0])
    return data, tuple(notes)


def _opens_note(row: TextRow) -> bool:
    text = row.texts[0]
    word, colon, _ = text.partition(":")
    if _FOOTNOTE.match(text) or (colon and word.casefold().strip() in _NOTE_WORDS):
        return True
    cell = row.grid.sole
    return cell is not None and _starts_raised(cell.element)


def _starts_raised(cell: etree._Element) -> bool:
    """Whether the cell's text begins with a raised mark."""
    for element in cell.iter():
        if element.tag == "sup":
            return True
        if (element.text or "").strip():
            return False
    return False


def _notes(text: str) -> Iterator[str]:
    """The notes of one cell: a line that opens with a mark begins one, other lines go on."""
    note = ""
    for line in text.split("\n"):
        if note and _FOOTNOTE.match(line):
            yield note
            note = line
        else:
            note = f"{note} {line}".strip()
    yield note
