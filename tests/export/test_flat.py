"""The CSV: which cell says what, what spreadsheets must not run, and that readers get back what was written."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from sample_articles import FULL, an_article

from capital_spider import items
from capital_spider.export.flat import CSV_COLUMNS, write_csv


def csv_bytes(*articles: items.Article) -> bytes:
    file = io.BytesIO()
    write_csv((article.to_json() for article in articles), file, input_ids=False)
    return file.getvalue()


def row_of(article: items.Article) -> dict[str, str]:
    (row,) = csv.DictReader(io.StringIO(csv_bytes(article).decode("utf-8-sig"), newline=""), strict=True)
    return row


CELLS = {
    "names joined": ("authors", "Zoë Müller; Agentur"),
    "primary category as a path": ("category", "EUROPA > Deutschland > Köln"),
    "all categories": ("categories", "EUROPA > Deutschland > Köln; Wetter"),
    "tags joined": ("tags", "Rhein; Pegel"),
    "quotes and commas": ("summary", 'Zusammen, "gefasst"'),
    "line breaks kept": ("text", "Der Fluss stieg.\n\nPegel"),
    "part of an object": ("image_caption", "Der Rhein"),
    "tables counted": ("tables", "1"),
    "number": ("word_count", "4"),
    "share": ("confidence_text", "0.75"),
    "field and code of problems": ("problems", "modified_at:two_dates"),
    "kind of change": ("change", "updated"),
    "date as in the record": ("published_at", "2024-05-03T14:05:00+02:00"),
    "capture": ("fetched_at", "2024-05-05T08:00:00.250000+00:00"),
    "source": ("source_name", "Die Zeitung"),
    "site": ("site_host", "news.example"),
}


@pytest.mark.parametrize("case", CELLS.values(), ids=CELLS.keys())
def test_cells(case: tuple[str, str]) -> None:
    column, value = case
    assert row_of(FULL)[column] == value


def test_what_the_page_does_not_say_is_an_empty_cell() -> None:
    filled = {name: value for name, value in row_of(an_article()).items() if value}
    assert set(filled) == {"id", "url", "canonical_url", "site_host", "word_count", "access", "tables"}
    assert filled["word_count"] == filled["tables"] == "0"


GUARDED: dict[str, tuple[dict[str, Any], str, str]] = {
    "formula": ({"title": '=HYPERLINK("https://evil.example")'}, "title", '\'=HYPERLINK("https://evil.example")'),
    "plus": ({"title": "+1 for the bridge"}, "title", "'+1 for the bridge"),
    "minus": ({"text": "- a list item"}, "text", "'- a list item"),
    "at": ({"authors": (items.Author(name="@zoe", url=None, type="person"),)}, "authors", "'@zoe"),
    "tab": ({"summary": "\t=1+1"}, "summary", "'\t=1+1"),
    "carriage return": ({"summary": "\r=1+1"}, "summary", "'\r=1+1"),
    "first of a joined list": ({"tags": ("=1+1", "b")}, "tags", "'=1+1; b"),
    "category": ({"categories": (("@home", "x"),)}, "category", "'@home > x"),
    "harmless inside": ({"title": "1 + 1 = 2"}, "title", "1 + 1 = 2"),
    "quote mark of the page": ({"title": "'Tis"}, "title", "'Tis"),
}


@pytest.mark.parametrize("case", GUARDED.values(), ids=GUARDED.keys())
def test_words_of_the_page_are_never_formulas(case: tuple[dict[str, Any], str, str]) -> None:
    changes, column, value = case
    assert row_of(an_article(**changes))[column] == value


def test_what_is_not_printed_on_the_page_is_never_touched() -> None:
    unguarded = {column.name for column in CSV_COLUMNS if not column.printed}
    assert unguarded == {
        "id", "published_at", "modified_at", "published_precision", "word_count", "access", "tables",
        "confidence_text", "fetched_at", "change",
    }  # fmt: skip


def test_bytes_are_as_rfc_4180_and_excel_have_them() -> None:
    written = csv_bytes(an_article(title="Köln"), an_article(title="Łódź"))
    assert written.startswith("\ufeffid,url,".encode())
    assert written.count(b"\r\n") == 3
    assert written.endswith(b"\r\n")
    assert written.count("\ufeff".encode()) == 1


def test_no_record_leaves_the_header() -> None:
    assert csv_bytes().decode("utf-8-sig") == ",".join(column.name for column in CSV_COLUMNS) + "\r\n"
