"""The tables of articles as files of their own: a CSV and a JSON file each."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from pathlib import Path

import msgspec

from capital_spider.errors import UsageError
from capital_spider.export.flat import inert
from capital_spider.export.replace import Pending, pending_file, replace_all
from capital_spider.items import Article, Table

# A sign and digits are a number to a spreadsheet, nothing to run.
_SIGNED_NUMBER = re.compile(r"[-+]?[0-9][0-9.,]*%?")


class TableWriter:
    """Writes ``ID-INDEX.csv`` and ``ID-INDEX.json`` for every table of the articles it is given.

    An article that comes again (another capture of it) gives ``ID_2-INDEX``. count: tables written.
    Raises UsageError if the folder cannot be made.
    """

    def __init__(self, folder: Path) -> None:
        if folder.exists() and not folder.is_dir():
            raise UsageError(f"{folder} is a file: name a folder for the tables")
        if not folder.parent.is_dir():
            raise UsageError(f"{folder}: there is no folder {folder.parent}; make it first")
        folder.mkdir(exist_ok=True)
        self._folder = folder
        self._seen: Counter[str] = Counter()
        self.count = 0

    def write(self, article: Article) -> None:
        self._seen[article.id] += 1
        capture = self._seen[article.id]
        name = article.id if capture == 1 else f"{article.id}_{capture}"
        pending: list[Pending] = []
        for index, table in enumerate(article.tables):
            pending.append(self._pending(f"{name}-{index}.csv", table_csv(table)))
            pending.append(self._pending(f"{name}-{index}.json", _table_json(article, index)))
        replace_all(pending)
        self.count += len(article.tables)

    def _pending(self, name: str, content: bytes) -> Pending:
        with pending_file(self._folder / name) as (pending, file):
            file.write(content)
        return pending


def table_csv(table: Table) -> bytes:
    """Header (if there is one) and rows, as the CSV of articles is written: comma, CRLF, UTF-8 with a byte-order mark.

    Formulas are made inert with a ``'``; a signed number stays as it is.
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    for row in ((table.header,) if table.header else ()) + table.rows:
        writer.writerow([cell if _SIGNED_NUMBER.fullmatch(cell) else inert(cell) for cell in row])
    return text.getvalue().encode("utf-8-sig")


def _table_json(article: Article, index: int) -> bytes:
    """The table as the record has it, types and units included, with the article that it is from."""
    origin = {"article": article.id, "url": article.url, "title": article.title, "index": index}
    return msgspec.json.format(msgspec.json.encode({**origin, **msgspec.to_builtins(article.tables[index])})) + b"\n"
