"""Data or layout: whether a table element holds a table as a reader means it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice

from lxml import etree

from capital_spider.extract.inline import inline_text
from capital_spider.extract.tables.columns import read_value, table_words
from capital_spider.extract.tables.grid import own_rows

# The thresholds were set on 110 labelled tables of news and guide pages; the rule they come from was then right on
# 94 % of 70 tables from other sites.
_MIN_CELLS = 4
_MIN_ROWS = 2
_GRID_ROWS = 3
_FORM_SHARE = 0.15
_LONGEST_CELL, _LONGEST_MEAN, _SHORT_MEAN = 2500, 450, 160
_EMPTY_SHARE = 0.7
_LINK_SHARE, _LINK_COLUMNS = 0.85, 2
_NUMERIC_SHARE = 0.15
_EVEN_SHARE = 0.6
# Cells that hold an inner table: more than a third of them, and the outer table only arranges the inner ones.
_NESTING_SHARE = 1 / 3
_NEAR_LEVELS = 5
# A "sidebar" with as many paragraphs, and this share of the page's, is the wrapper of the article
# ("sidebar-container"), or an unclosed <nav>.
_PAGE_PARAGRAPHS, _PAGE_SHARE = 8, 0.5
# A table of any length is judged by its first cells.
_SAMPLE = 400
_MONTH_LENGTHS = range(28, 32)

# Not button: specification tables explain their terms with one a row.
_FORM_TAGS = ("input", "select", "textarea", "form")
_BLOCK_TAGS = (
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "img",
    "picture",
    "figure",
    "iframe",
    "video",
    "ul",
    "ol",
    *_FORM_TAGS,
)
_NEAR_TAGS = frozenset({"nav", "footer", "aside"})
_NUMERIC_KINDS = frozenset({"number", "currency", "percent", "year", "date"})

_OWN_WORDS, _OWN_EXCEPT = table_words("layout", "own"), table_words("layout", "own_except")
_ANCESTOR_WORDS, _NEAR_WORDS = table_words("layout", "ancestor"), table_words("layout", "near")
_NEGATIONS = table_words("layout", "negations")
_COLUMN_OWNERS, _COLUMN_PARTS = table_words("layout", "column_of"), table_words("layout", "column")
_COOKIE_NAMES, _COOKIE_COLUMNS = table_words("layout", "cookie_name"), table_words("layout", "cookie_about")
_COOKIE_VALUES = table_words("layout", "cookie_values")


def is_data_table(table: etree._Element) -> bool:
    """Whether the table holds data, as opposed to laying out a page, a form, a calendar or a list of cookies.

    Looks at role, classes, what stands around the table and what its own cells hold; inner tables are judged for
    themselves. A single row, a single column, fewer than four cells are layout.
    """
    if (table.get("role") or "").strip().lower() in ("presentation", "none") or _is_named_layout(table):
        return False
    rows = [row for row in own_rows(table) if row]
    columns = max(map(len, rows), default=0)
    if len(rows) < _MIN_ROWS or columns < 2 or sum(map(len, rows)) < _MIN_CELLS:
        return False
    if _stands_in_layout(table):
        return False
    cells = list(islice((cell for row in rows for cell in row), _SAMPLE))
    texts = [_own_text(cell) for cell in cells]
    if _lists_cookies(texts[: len(rows[0])], texts) or _is_calendar(texts, columns) or _arranges(cells):
        return False
    if _reads_as_layout(cells, texts, columns):
        return False
    return _is_declared(table, cells) or _reads_as_data(rows, cells, texts)


def _own_text(cell: etree._Element) -> str:
    return inline_text(cell, _is_table)


def _is_table(element: etree._Element) -> bool:
    return element.tag == "table"


def _words(element: etree._Element) -> Iterator[list[str]]:
    """The parts of each class and of the id: ``"post-comments"`` → ["post", "comments"]."""
    names = f"{element.get('class') or ''} {element.get('id') or ''}".lower()
    for name in names.split():
        if name not in _OWN_EXCEPT:
            yield name.replace("_", "-").split("-")


def _is_named_layout(table: etree._Element) -> bool:
    return any(not _OWN_WORDS.isdisjoint(parts) for parts in _words(table))


def _stands_in_layout(table: etree._Element) -> bool:
    """Whether an ancestor is a dialog, a comment, a menu …; one that holds the headline or the article is the page."""
    in_column = False
    for level, ancestor in enumerate(table.iterancestors()):
        if ancestor.tag in ("body", "html"):
            break
        if ancestor.tag == "template":
            return True  # a browser shows nothing of it before a script has filled in a copy
        if _is_named(ancestor, _ANCESTOR_WORDS) and next(ancestor.iter("h1"), None) is None:
            return True
        in_column = in_column or _is_text_column(ancestor)
        near = (
            level < _NEAR_LEVELS and not in_column and (ancestor.tag in _NEAR_TAGS or _is_named(ancestor, _NEAR_WORDS))
        )
        if near and not _holds_article(ancestor):
            return True
    return False


def _is_named(ancestor: etree._Element, words: frozenset[str]) -> bool:
    for parts in _words(ancestor):
        if not _NEGATIONS.isdisjoint(parts) or parts[0] == "elementor" or parts[:2] == ["wp", "block"]:
            continue
        if not words.isdisjoint(parts):
            return True
    return False


def _holds_article(ancestor: etree._Element) -> bool:
    page = ancestor.getroottree()
    headline = next(page.iter("h1"), None)  # a box of a side column may well have an h1 of its own
    if headline is not None and ancestor in headline.iterancestors():
        return True
    inside = sum(1 for _ in ancestor.iter("p"))
    return inside >= _PAGE_PARAGRAPHS and inside >= _PAGE_SHARE * sum(1 for _ in page.iter("p"))


def _is_text_column(ancestor: etree._Element) -> bool:
    """Named "entry-content", "article-body" …: what stands around it says nothing of a table in it."""
    return any(
        not _COLUMN_OWNERS.isdisjoint(parts) and not _COLUMN_PARTS.isdisjoint(parts) for parts in _words(ancestor)
    )


def _lists_cookies(header: Sequence[str], texts: Sequence[str]) -> bool:
    names = {text.casefold().rstrip(":") for text in header}
    if any(text.casefold() in _COOKIE_VALUES for text in texts):
        return True
    return not _COOKIE_NAMES.isdisjoint(names) and not _COOKIE_COLUMNS.isdisjoint(names)


def _is_calendar(texts: Sequence[str], columns: int) -> bool:
    """Seven columns whose numbers count the days of a month."""
    if columns != 7:
        return False
    days = [int(text) for text in texts if len(text) <= 2 and text.isdecimal()]
    return len(days) in _MONTH_LENGTHS and days == list(range(1, len(days) + 1))


def _arranges(cells: Sequence[etree._Element]) -> bool:
    """Whether the cells are there to hold inner tables: many of them do, or an inner one holds more than text."""
    inner = [table for cell in cells if (table := next(cell.iter("table"), None)) is not None]
    if len(inner) > _NESTING_SHARE * len(cells):
        return True
    return any(next(table.iter(*_BLOCK_TAGS), None) is not None for table in inner)


def _reads_as_layout(cells: Sequence[etree._Element], texts: Sequence[str], columns: int) -> bool:
    total = len(cells)
    lengths = [len(text) for text in texts]
    if max(lengths) > _LONGEST_CELL or sum(lengths) > _LONGEST_MEAN * total:
        return True
    if lengths.count(0) > _EMPTY_SHARE * total:
        return True
    if sum(1 for cell in cells if next(cell.iter(*_FORM_TAGS), None) is not None) > _FORM_SHARE * total:
        return True
    if columns > _LINK_COLUMNS:
        return False
    linked = sum(len(inline_text(link)) for cell in cells for link in cell.iter("a"))
    return linked > _LINK_SHARE * sum(lengths)


def _is_declared(table: etree._Element, cells: Sequence[etree._Element]) -> bool:
    if any(child.tag in ("caption", "thead") and inline_text(child) for child in table):
        return True
    return sum(1 for cell in cells if cell.tag == "th") >= 2


def _reads_as_data(
    rows: Sequence[Sequence[etree._Element]], cells: Sequence[etree._Element], texts: Sequence[str]
) -> bool:
    total = len(cells)
    figures = [read_value(text).kind in _NUMERIC_KINDS for text in texts]
    # One figure in a pair of rows is a date line or a counter; a column of them is data.
    columns = zip(figures[: len(rows[0])], figures[len(rows[0]) :], strict=False)
    if sum(figures) >= _NUMERIC_SHARE * total and (len(rows) >= _GRID_ROWS or any(map(all, columns))):
        return True
    if sum(map(len, texts)) >= _SHORT_MEAN * total:
        return False
    widths = [len(row) for row in rows]
    widest_share = max(widths.count(width) for width in set(widths) if width >= 2) / len(widths)
    if len(rows) >= _GRID_ROWS:
        return widest_share >= _EVEN_SHARE
    # Two rows: a header and a line of short texts, as editors type it; a pair of boxes has pictures or blocks in it.
    return (
        widest_share == 1
        and all(texts[: len(rows[0])])
        and max(map(len, texts)) < _SHORT_MEAN
        and all(next(cell.iter(*_BLOCK_TAGS), None) is None for cell in cells)
    )
