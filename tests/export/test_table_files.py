"""Tables as files: what a spreadsheet reads back, what it must not run, and how they are named."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path

import pytest
from sample_articles import BARE

from capital_spider import items
from capital_spider.errors import UsageError
from capital_spider.export.table_files import TableWriter, table_csv

TABLE = items.Table(
    caption="Pegel",
    heading=None,
    header=("Ort", "Pegel"),
    rows=(("Köln", "-1,5"), ("Bonn", "2,0")),
    column_types=("text", "number"),
    units=(None, "m"),
    orientation="columns",
    header_inferred=False,
    footnotes=(),
)
CELLS = {
    "formula": ("=1+1", "'=1+1"),
    "formula behind a sign": ("-cmd|' /C calc'!A0", "'-cmd|' /C calc'!A0"),
    "sum behind a sign": ("-1+1", "'-1+1"),
    "mention": ("@name", "'@name"),
    "signed number stays a number": ("-804.5", "-804.5"),
    "signed share stays a number": ("+2.5%", "+2.5%"),
    "dash alone": ("-", "'-"),
    "line break and quotes kept": ('a "b"\nc', 'a "b"\nc'),
}


def rows_of(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), strict=True))


@pytest.mark.parametrize("case", CELLS.values(), ids=CELLS.keys())
def test_cells(case: tuple[str, str]) -> None:
    printed, written = case
    assert rows_of(table_csv(replace(TABLE, rows=((printed, "x"),)))) == [["Ort", "Pegel"], [written, "x"]]


def test_a_table_without_a_header_begins_with_its_rows() -> None:
    assert rows_of(table_csv(replace(TABLE, header=()))) == [["Köln", "-1,5"], ["Bonn", "2,0"]]


def test_files_are_named_by_article_and_index(tmp_path: Path) -> None:
    writer = TableWriter(tmp_path / "tables")
    writer.write(replace(BARE, tables=(TABLE, TABLE)))
    writer.write(BARE)
    writer.write(replace(BARE, tables=(TABLE,)))
    assert writer.count == 3
    names = [f"{BARE.id}-0", f"{BARE.id}-1", f"{BARE.id}_3-0"]
    assert sorted(f.name for f in (tmp_path / "tables").iterdir()) == sorted(
        f"{name}.{ending}" for name in names for ending in ("csv", "json")
    )


def test_the_json_says_types_units_and_origin(tmp_path: Path) -> None:
    TableWriter(tmp_path).write(replace(BARE, title="Rhein", tables=(TABLE,)))
    record = json.loads((tmp_path / f"{BARE.id}-0.json").read_bytes())
    assert (record["article"], record["title"], record["index"]) == (BARE.id, "Rhein", 0)
    assert (record["column_types"], record["units"]) == (["text", "number"], [None, "m"])
    assert record["rows"] == [["Köln", "-1,5"], ["Bonn", "2,0"]]


def test_a_file_is_no_folder(tmp_path: Path) -> None:
    (tmp_path / "x").write_text("x")
    with pytest.raises(UsageError, match="is a file"):
        TableWriter(tmp_path / "x")
    with pytest.raises(UsageError, match="make it first"):
        TableWriter(tmp_path / "a" / "b")


@pytest.mark.skipif(find_spec("pandas") is not None, reason="pandas is there")
def test_without_pandas_the_error_says_what_to_install() -> None:
    with pytest.raises(ModuleNotFoundError, match="pip install pandas"):
        TABLE.to_pandas()


@pytest.mark.skipif(find_spec("pandas") is None, reason="pandas is not there")
def test_with_pandas_the_frame_has_the_texts_and_says_the_types() -> None:
    frame = TABLE.to_pandas()
    assert (list(frame.columns), frame.shape) == (["Ort", "Pegel"], (2, 2))
    assert frame["Pegel"].tolist() == ["-1,5", "2,0"]
    assert frame.attrs["units"] == (None, "m")
    assert list(replace(TABLE, header=()).to_pandas().columns) == [0, 1]
