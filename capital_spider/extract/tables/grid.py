"""The rows of a table element as a grid of cells, spans laid out, inner tables left alone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from lxml import etree

# What a page may ask for. Source: design of the table record; HTML itself allows 1000 columns and 65534 rows a cell,
# which no news table needs and which a hostile page multiplies.
MAX_COLSPAN = 200
MAX_CELLS = 20_000
MAX_WIDTH = 2_000
CELL_TAGS = frozenset({"td", "th"})
_SECTION_ORDER = {"thead": 0, "tbody": 1, "tfoot": 2}
_DIGITS = re.compile(r"\s*\+?([0-9]{1,6})")

SectionKind = Literal["thead", "tbody", "tfoot"]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Cell:
    """A cell element and how many columns and rows it takes (rows: cut at the end of its section)."""

    element: etree._Element
    colspan: int
    rowspan: int

    @property
    def is_header(self) -> bool:
        return self.element.tag == "th"


@dataclass(frozen=True, slots=True, kw_only=True)
class GridRow:
    """One row of the grid: the cell at every column, None where the row is too short."""

    section: SectionKind
    cells: tuple[Cell | None, ...]

    @property
    def sole(self) -> Cell | None:
        """The row's only cell, however wide; None if there are several."""
        cells = set(self.cells) - {None}
        return cells.pop() if len(cells) == 1 else None


@dataclass(slots=True)
class _Section:
    kind: SectionKind
    rows: list[list[etree._Element]] = field(default_factory=list)


def own_rows(table: etree._Element) -> list[list[etree._Element]]:
    """The table's own rows in display order (thead first, tfoot last) as lists of cells; empty rows included."""
    return [row for section in _sections(table) for row in section.rows]


def read_grid(table: etree._Element) -> tuple[GridRow, ...]:
    """The rows of `table`, all of one width, every cell repeated into all places that it spans.

    Rows without a cell of their own are dropped (a reader does not see them). Where two cells claim a place, the
    earlier one has it, and the later one has nothing below it. A row of a single cell is never wider than the rest
    of the table: ``colspan="10"`` there means "all". At most MAX_CELLS places; further rows are left out.
    """
    placed: list[tuple[SectionKind, dict[int, Cell]]] = []
    budget = MAX_CELLS
    for section in _sections(table):
        for slots in _lay_out(section.rows):
            budget -= len(slots)
            if budget < 0:
                return _rectangle(placed)
            placed.append((section.kind, slots))
    return _rectangle(placed)


def _rectangle(placed: list[tuple[SectionKind, dict[int, Cell]]]) -> tuple[GridRow, ...]:
    widths = [max(slots) + 1 for _, slots in placed if len(set(slots.values())) > 1]
    width = max(widths, default=0) or max((max(slots) + 1 for _, slots in placed), default=0)
    if not width:
        return ()
    rows = (GridRow(section=kind, cells=tuple(slots.get(x) for x in range(width))) for kind, slots in placed)
    return tuple(row for row, _ in zip(rows, range(MAX_CELLS // width), strict=False))


def _lay_out(rows: list[list[etree._Element]]) -> Iterator[dict[int, Cell]]:
    """The cells of each row by column, for one section: a span from above ends with its section, as in HTML."""
    hanging: dict[int, tuple[Cell, int]] = {}
    for y, elements in enumerate(rows):
        slots = {x: cell for x, (cell, _) in hanging.items()}
        hanging = {x: (cell, left - 1) for x, (cell, left) in hanging.items() if left > 1}
        column = 0
        for element in elements:
            while column in slots:
                column += 1
            if column >= MAX_WIDTH:
                break
            cell = _read_cell(element, rows_left=len(rows) - y)
            for x in range(column, column + cell.colspan):
                if x not in slots:
                    slots[x] = cell
                    if cell.rowspan > 1:
                        hanging[x] = (cell, cell.rowspan - 1)
            column += cell.colspan
        if elements:
            yield slots


def _read_cell(element: etree._Element, *, rows_left: int) -> Cell:
    rowspan = _span(element.get("rowspan"))
    colspan = _span(element.get("colspan")) or 1
    return Cell(
        element=element,
        colspan=min(colspan, MAX_COLSPAN),
        rowspan=min(rowspan, rows_left) if rowspan else rows_left,
    )


def _span(value: str | None) -> int:
    """The number, read as HTML reads it (``"2px"`` is 2); 1 if there is none."""
    found = _DIGITS.match(value) if value else None
    return int(found[1]) if found else 1


def _sections(table: etree._Element) -> list[_Section]:
    sections: list[_Section] = []
    _collect(table, None, sections)
    return sorted(sections, key=lambda section: _SECTION_ORDER[section.kind])


def _collect(parent: etree._Element, section: _Section | None, sections: list[_Section]) -> None:
    """Rows below `parent`, through whatever stands between (``<table><form><tr>``); cells without a row make one."""
    loose: list[etree._Element] | None = None
    for child in parent:
        tag = child.tag
        if not isinstance(tag, str) or tag in {"table", "caption"} or is_hidden(child):
            continue
        if tag in CELL_TAGS:
            section = section or _open("tbody", sections)
            if loose is None:
                loose = []
                section.rows.append(loose)
            loose.append(child)
            continue
        loose = None
        if tag in _SECTION_ORDER:
            _collect(child, _open(tag, sections), sections)
            section = None
            continue
        section = section or _open("tbody", sections)
        if tag == "tr":
            section.rows.append(list(_row_cells(child)))
        else:
            _collect(child, section, sections)


def _open(kind: str, sections: list[_Section]) -> _Section:
    section = _Section(kind if kind in ("thead", "tfoot") else "tbody")  # type: ignore[arg-type]
    sections.append(section)
    return section


def _row_cells(row: etree._Element) -> Iterator[etree._Element]:
    for child in row:
        if not isinstance(child.tag, str) or child.tag == "table" or is_hidden(child):
            continue
        if child.tag in CELL_TAGS:
            yield child
        else:
            yield from _row_cells(child)


def is_hidden(element: etree._Element) -> bool:
    """Whether the element's own attributes keep it from sight."""
    style = element.get("style")
    if style and "none" in style and "display:none" in style.replace(" ", "").lower():
        return True
    return element.get("hidden") is not None
