"""The record as one row of a CSV file."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import IO, Any

import msgspec

# A decoded record: JSON enters here.
_Record = dict[str, Any]

# A cell that begins with one of these is a formula for Excel, LibreOffice and Google Sheets, or is trimmed to one.
# Source: OWASP, "CSV Injection".
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")

_BETWEEN_VALUES = "; "
_BETWEEN_LEVELS = " > "


@dataclass(frozen=True, slots=True)
class Column:
    """name: its header; value: what a record says there, None = an empty cell.

    printed: the words come from the page, so that they may look like a formula.
    """

    name: str
    value: Callable[[_Record], str | int | float | None]
    printed: bool


def _key(name: str, *, printed: bool = True) -> Column:
    """The column of a key whose value is a text or a number already."""
    return Column(name, lambda record: record[name], printed)


def _part(name: str, key: str, part: str, *, printed: bool = True) -> Column:
    """The column of one key of an object, empty where the record has null for the object."""
    return Column(name, lambda record: record[key][part] if record[key] else None, printed)


def _joined(name: str, values: Callable[[_Record], Iterable[str]]) -> Column:
    """The column of a list."""
    return Column(name, lambda record: _BETWEEN_VALUES.join(values(record)), printed=True)


def _paths(record: _Record) -> list[str]:
    return [_BETWEEN_LEVELS.join(path) for path in record["categories"]]


_INPUT_ID = Column("input_id", lambda record: record.get("input_id"), printed=True)

CSV_COLUMNS: tuple[Column, ...] = (
    _key("id", printed=False),
    _key("url"),
    _key("canonical_url"),
    _part("site_name", "site", "name"),
    _part("site_host", "site", "host"),
    _key("title"),
    _key("subtitle"),
    _part("source_name", "source", "name"),
    _part("source_url", "source", "url"),
    _joined("authors", lambda record: [author["name"] for author in record["authors"]]),
    _key("published_at", printed=False),
    _key("modified_at", printed=False),
    _key("published_precision", printed=False),
    _key("language"),
    Column("category", lambda record: next(iter(_paths(record)), None), printed=True),
    _joined("categories", _paths),
    _joined("tags", lambda record: record["tags"]),
    _key("summary"),
    _part("image_url", "image", "url"),
    _part("image_caption", "image", "caption"),
    _key("word_count", printed=False),
    _key("access", printed=False),
    Column("tables", lambda record: len(record["tables"]), printed=False),
    _part("confidence_text", "confidence", "text", printed=False),
    _joined("problems", lambda record: [f"{problem['field']}:{problem['code']}" for problem in record["problems"]]),
    _part("fetched_at", "capture", "fetched_at", printed=False),
    _part("change", "change", "kind", printed=False),
    _key("text"),
)


def write_csv(records: Iterable[bytes], file: IO[bytes], *, input_ids: bool) -> None:
    """One row a record under a header row, as RFC 4180 has it: comma, CRLF, quotes where needed, line breaks kept.

    input_ids: True puts the column ``input_id`` first.

    UTF-8 with a byte-order mark: without it Excel takes the file for the system's old code page and spoils every
    accent, while pandas, Polars and DuckDB drop the mark (Python's own csv needs ``encoding="utf-8-sig"``).
    """
    columns = (_INPUT_ID, *CSV_COLUMNS) if input_ids else CSV_COLUMNS
    text = io.TextIOWrapper(file, encoding="utf-8-sig", newline="")
    rows = csv.writer(text)
    rows.writerow([column.name for column in columns])
    for record in records:
        fields = msgspec.json.decode(record)
        rows.writerow([_cell(column, fields) for column in columns])
    text.detach()  # flushes, and leaves the file open to whoever opened it


def _cell(column: Column, record: _Record) -> str | int | float | None:
    value = column.value(record)
    return inert(value) if column.printed and isinstance(value, str) else value


def inert(text: str) -> str:
    """The words of a page, with a ``'`` before those that a spreadsheet would run as a formula."""
    return f"'{text}" if text.startswith(_FORMULA_STARTS) else text
