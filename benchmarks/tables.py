"""Tables beside pandas.read_html: what is data and what layout, the shape, and whether the header was found.

    python benchmarks/tables.py --corpus ../shared/corpus

The labels (tests/tables_labels.json) were set by eye, from the pages, and hold no text of them. `table` counts the
page's table elements in document order. "data" is a table that a reader of the page's own content wants as data;
"layout" is every other one: arrangement, forms, calendars, lists of cookies, menus, what stands in side columns. `rows`
are those below the header, without titles over all columns, footnotes, a repeated header and rows without text.
`header_columns` says that the first column names the rows; nothing is scored by it.
"""

from __future__ import annotations

import argparse
import importlib.util
import io
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from corpora import DEFAULT_FOLDER, read_corpus
from lxml import etree

from capital_spider.extract.document import parse_page
from capital_spider.extract.tables import is_data_table, read_tables
from capital_spider.items import Page

LABELS = Path(__file__).resolve().parents[1] / "tests/tables_labels.json"


@dataclass(frozen=True, slots=True)
class Reading:
    """What a tool made of a table; has_header: it took the first rows for a header."""

    is_data: bool
    rows: int
    columns: int
    has_header: bool


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is right; None where the label has no such thing (a layout table has no shape)."""

    kind: bool
    shape: bool | None
    header: bool | None


def judge(label: dict[str, Any], reading: Reading) -> Verdict:
    """header: found where there is one and as deep as it is; shape: width, and all rows with those of the header."""
    if label["kind"] == "layout":
        return Verdict(not reading.is_data, None, None)
    header = reading.has_header == (label["header_rows"] > 0) and reading.rows == label["rows"]
    # A header missed or made up moves its rows; that is the header's mistake, not one of shape.
    moved = (label["header_rows"] > 0) - reading.has_header
    height = label["rows"] + moved * max(label["header_rows"], 1)
    return Verdict(reading.is_data, (reading.rows, reading.columns) == (height, label["columns"]), header)


def read_ours(table: etree._Element) -> Reading:
    records = read_tables(table, heading=None)
    if not records:
        return Reading(False, 0, 0, False)
    record = records[0]
    columns = len(record.header) or len(record.column_types)
    return Reading(is_data_table(table), len(record.rows), columns, bool(record.header))


def read_pandas(table: etree._Element) -> Reading:
    """pandas takes every table for data; a header is what it does not number."""
    try:
        frame = importlib.import_module("pandas").read_html(
            io.StringIO(etree.tostring(table, encoding="unicode", with_tail=False))
        )[0]
    except (ValueError, IndexError):
        return Reading(True, 0, 0, False)
    frame = frame.dropna(how="all")
    numbered = list(frame.columns) == list(range(frame.shape[1]))
    return Reading(True, len(frame), frame.shape[1], not numbered)


def labelled_tables(folder: Path, labels: list[dict[str, Any]]) -> Iterator[tuple[dict[str, Any], etree._Element]]:
    for corpus in dict.fromkeys(label["corpus"] for label in labels):
        wanted = [label for label in labels if label["corpus"] == corpus]
        pages = {label["page"] for label in wanted}
        found = {record["id"]: record for record in read_corpus(folder, corpus) if record["id"] in pages}
        for label in wanted:
            record = found[label["page"]]
            document = parse_page(Page(url=record["url"], body=record["html"].encode("utf-8", "surrogatepass")), None)
            yield label, list(document.root.iter("table"))[label["table"]]


def percent(values: list[bool | None]) -> str:
    known = [value for value in values if value is not None]
    return f"{sum(known) / len(known):8.1%} of {len(known):3}" if known else f"{'':15}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--corpus", type=Path, default=DEFAULT_FOLDER, help="folder of the corpora")
    parser.add_argument("-v", "--verbose", action="store_true", help="name what is read wrongly")
    options = parser.parse_args()
    tools: dict[str, Callable[[etree._Element], Reading]] = {"capital-spider": read_ours}
    if importlib.util.find_spec("pandas"):
        tools["pandas.read_html"] = read_pandas
    else:
        print("pandas is not installed: it is left out")
    tables = list(labelled_tables(options.corpus, json.loads(LABELS.read_text(encoding="utf-8"))))
    print(f"{'':18}{'data or layout':>17}{'shape':>17}{'header':>17}")
    for name, read in tools.items():
        readings = [(label, read(table)) for label, table in tables]
        verdicts = [judge(label, reading) for label, reading in readings]
        columns = ([v.kind for v in verdicts], [v.shape for v in verdicts], [v.header for v in verdicts])
        print(f"{name:18}" + "  ".join(percent(list(column)) for column in columns))
        for (label, reading), verdict in zip(readings, verdicts, strict=True):
            if options.verbose and False in (verdict.kind, verdict.shape, verdict.header):
                print("   ", label, reading)


if __name__ == "__main__":
    main()
