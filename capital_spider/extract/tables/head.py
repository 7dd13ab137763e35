"""Title, header rows and orientation of a table: what its markup says, or what its first rows look like."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from lxml import etree

from capital_spider.extract.tables.columns import AGREEMENT, Value, read_column, read_value, table_words
from capital_spider.extract.tables.grid import Cell, GridRow

# A title over all columns; longer, it is a paragraph in a table. The longest of 30 captions on real pages has 285.
_LONGEST_TITLE = 300
# A cell that names a column. Of 906 marked header cells on real pages 99 % have at most 38 characters, the longest 53.
_LONGEST_LABEL = 80
# Cells of an all-text table are phrases, as in a data table (kind._SHORT_MEAN).
_SHORT_MEAN = 160
_FIGURES = frozenset({"number", "currency", "percent", "date"})
_MONEY = ("$", "€", "£", "¥", "₹")
_HEADER_WORDS = table_words("header", "words")


@dataclass(frozen=True, slots=True, kw_only=True)
class TextRow:
    """A row of the grid with the text of every place; "" where the row is short or the cell is empty."""

    grid: GridRow
    texts: tuple[str, ...]

    @property
    def is_full_width(self) -> bool:
        """One cell over all columns (or the only one written) in a table of several."""
        return len(self.texts) > 1 and self.grid.sole is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """titles: full-width rows above the header. header: one text a column, () if there is none."""

    titles: tuple[TextRow, ...]
    header: tuple[str, ...]
    inferred: bool
    is_key_value: bool
    body: tuple[TextRow, ...]


def read_head(rows: Sequence[TextRow], *, by_editor: bool = False) -> Head:
    """Splits off title and header of a table's rows (thead first).

    by_editor: the table was typed in an editor whose users write the header as a plain first row.

    Header: the thead, or leading rows of th only; failing these the first row, if it is bold throughout, names columns
    of figures, or looks like labels over columns of short texts (then `inferred`). Two columns without a header whose
    first holds labels (ends in ":" or is th on every row, or short distinct texts) are key and value.
    """
    thead = [row for row in rows if row.grid.section == "thead"]
    body = [row for row in rows if row.grid.section != "thead"]
    if not body:
        thead, body = [], thead  # a page that puts all its rows in the thead says nothing by it
    titles: list[TextRow] = []
    while rows_left := thead or body:
        if not _is_title(rows_left[0]) or len(thead) + len(body) < 3:
            break
        titles.append(rows_left.pop(0))
    count, inferred = (0, False) if thead else _count_header_rows(body, by_editor=by_editor)
    header = [*thead, *body[:count]]
    body = [row for row in body[count:] if not _repeats_header(row, header)]
    return Head(
        titles=tuple(titles),
        header=join_header([row.texts for row in header]),
        inferred=inferred,
        is_key_value=not header and _is_key_value(body),
        body=tuple(body),
    )


def _repeats_header(row: TextRow, header: Sequence[TextRow]) -> bool:
    """A foot that says the header again, or a header said again in a long table."""
    if not (row.grid.section == "tfoot" or _is_th_row(row)):
        return False
    return any(row.texts == other.texts for other in header)


def _is_title(row: TextRow) -> bool:
    return row.is_full_width and 0 < len(row.texts[0]) <= _LONGEST_TITLE


def _count_header_rows(body: Sequence[TextRow], *, by_editor: bool) -> tuple[int, bool]:
    """How many first rows are the header, and whether that is a guess."""
    marked = 0
    while marked < len(body) - 1 and _is_th_row(body[marked]) and not body[marked].is_full_width:
        marked += 1
    if marked:
        # In a table of th only, the first row is as good a header as can be had.
        return (1 if all(map(_is_th_row, body)) else marked), False
    if len(body) < 2 or body[0].is_full_width or _has_row_labels(body):
        return 0, False
    if _is_bold_row(body[0]) and not all(map(_is_bold_row, body[1:])):
        return _header_depth(body), True
    columns = _columns_below(body)
    if _is_over_figures(body[0], columns) or _is_label_row(body, columns, by_editor=by_editor):
        return _header_depth(body), True
    return 0, False


def _is_th_row(row: TextRow) -> bool:
    """Every cell a th; an empty corner may be td."""
    cells = [cell for cell in row.grid.cells if cell is not None]
    return any(cell.is_header for cell in cells) and all(
        cell.is_header or (x == 0 and not text) for x, (cell, text) in enumerate(zip(cells, row.texts, strict=False))
    )


def _has_row_labels(body: Sequence[TextRow]) -> bool:
    """Two columns, the first of labels on every row, the first row included: no row is the header."""
    if len(body[0].texts) != 2:
        return False
    pairs = [row for row in body if not row.is_full_width]
    if not pairs:
        return False
    # A label stands for the rows below it that have none.
    labels = [row.texts[0] for row in pairs if row.texts[0]] if pairs[0].texts[0] else [""]
    return all(label.endswith((":", "：")) for label in labels) or all(_starts_with_th(row) for row in pairs)


def _starts_with_th(row: TextRow) -> bool:
    first, *others = row.grid.cells
    return first is not None and first.is_header and not any(cell is not None and cell.is_header for cell in others)


def _is_key_value(body: Sequence[TextRow]) -> bool:
    pairs = [row for row in body if not row.is_full_width]
    if not pairs or len(pairs[0].texts) != 2:
        return False
    if _has_row_labels(body):
        return True
    keys = [row.texts[0] for row in pairs]
    return len(set(keys)) == len(keys) and all(map(_is_label, keys))


def _is_label(text: str) -> bool:
    """Short words that are no sentence and no figure."""
    if not 0 < len(text) <= _LONGEST_LABEL or text.startswith(_MONEY) or text.endswith((".", "!", ";", ",", "。")):
        return False
    return read_value(text).kind == "text" and any(map(str.isalpha, text))


def _is_bold_row(row: TextRow) -> bool:
    cells = [cell for cell in row.grid.cells if cell is not None]
    return sum(map(bool, row.texts)) >= 2 and all(_is_bold(cell.element) for cell in cells)


def _is_bold(element: etree._Element) -> bool:
    """Whether all text below is bold; true of no text at all."""
    if element.tag in ("b", "strong", "th"):
        return True
    if (element.text or "").strip() and isinstance(element.tag, str):
        return False
    return all(_is_bold(child) and not (child.tail or "").strip() for child in element)


def _columns_below(body: Sequence[TextRow]) -> list[list[Value]]:
    """The values of each column under the first row; empty cells and full-width rows have no say."""
    below = [row.texts for row in body[1:] if not row.is_full_width]
    return [
        [value for text in column if (value := read_value(text)).kind != "empty"] for column in zip(*below, strict=True)
    ]


def _is_over_figures(first: TextRow, columns: Sequence[Sequence[Value]]) -> bool:
    """Words (or years) over columns of figures, and no figure over a column of figures."""
    named = 0
    for text, column in zip(first.texts, columns, strict=False):
        if sum(1 for value in column if value.kind in _FIGURES or value.kind == "year") < AGREEMENT * max(
            1, len(column)
        ):
            continue
        kind = read_value(text).kind
        years_below = all(value.kind == "year" for value in column)
        if kind in _FIGURES or (kind == "year" and years_below):
            return False
        named += kind in ("text", "year")
    return named > 0 and all(len(text) <= _LONGEST_LABEL for text in first.texts)


def _is_label_row(body: Sequence[TextRow], columns: Sequence[Sequence[Value]], *, by_editor: bool) -> bool:
    """Labels over columns of short texts: the tables that news themes' editors type without any header markup."""
    first = body[0].texts
    if not columns or not all(_is_label(text) or (x == 0 and not text) for x, text in enumerate(first)):
        return False
    below = [text for row in body[1:] for text in row.texts]
    if sum(map(len, below)) > _SHORT_MEAN * len(below):
        return False
    if any(cell.rowspan > 1 and cell.colspan == 1 for cell in _cells(body[0])) and _header_depth(body) == 1:
        return False
    if any(_starts_with_th(row) for row in body[:1]):
        return False
    if by_editor or any(not _HEADER_WORDS.isdisjoint(text.casefold().split()) for text in first[1:]):
        return True
    keys = [row.texts[0] for row in body[1:]]
    if not first[0] and all(keys):
        return True  # an empty corner over row labels
    # Figures in some rows of the second column only ("Born", "1950"): key and value, unless a key comes twice.
    mixed = len(first) == 2 and any(value.kind != "text" for value in columns[1])
    return len(body) > 2 and (not mixed or len(set(keys)) < len(keys))


def _cells(row: TextRow) -> Iterator[Cell]:
    return (cell for cell in row.grid.cells if cell is not None)


def _header_depth(body: Sequence[TextRow]) -> int:
    """Rows of a guessed header: below group headings (wide cells) stand the headings of the columns."""
    if not any(cell.colspan > 1 for cell in _cells(body[0])):
        return 1
    tall = min(max(cell.rowspan for cell in _cells(body[0])), len(body) - 1)
    if tall == 1 and len(body) > 2 and _is_over_figures(body[1], _columns_below(body[1:])):
        return 2
    return tall


def join_header(rows: Sequence[Sequence[str]]) -> tuple[str, ...]:
    """One text a column; several header rows joined ``"2024 / Votes"``, what a column repeats once."""
    return tuple(
        " / ".join(dict.fromkeys(text.replace("\n", " ") for text in column if text))
        for column in zip(*rows, strict=True)
    )


def column_types(header: Sequence[str], body: Sequence[TextRow]) -> tuple[tuple[str, ...], tuple[str | None, ...]]:
    """Types and units of all columns; full-width rows have no say."""
    width = len(header) or max((len(row.texts) for row in body), default=0)
    texts = [row.texts for row in body if not row.is_full_width]
    columns = [read_column(header[x] if header else "", [row[x] for row in texts]) for x in range(width)]
    return tuple(column.type for column in columns), tuple(column.unit for column in columns)
