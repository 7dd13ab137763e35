"""The records of an export, read back one by one."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from capital_spider.errors import UsageError

ENDINGS = (".jsonl", ".jsonl.gz", ".json")


def read_records(path: Path) -> Iterator[dict[str, Any]]:
    """Raises UsageError for a file that is not there, of another kind, or damaged: after the records before that."""
    name = path.name.lower()
    if not name.endswith(ENDINGS):
        raise UsageError(f"{path}: give an export that ends in {', '.join(ENDINGS)}; a CSV file lacks what is needed")
    try:
        if name.endswith(".json"):
            yield from _array(path)
        else:
            with gzip.open(path) if name.endswith(".gz") else path.open("rb") as lines:
                yield from _lines(lines, path)
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror or error}; give the file that -o wrote") from error
    except EOFError as error:
        raise UsageError(f"{path} is cut off: {error}; export it again") from error


def _lines(lines: Iterable[bytes], path: Path) -> Iterator[dict[str, Any]]:
    for number, line in enumerate(lines, 1):
        if line.strip():
            yield _record(line, f"{path}, line {number}")


def _array(path: Path) -> Iterator[dict[str, Any]]:
    try:
        records: Any = json.loads(path.read_bytes())
    except ValueError as error:
        raise UsageError(f"{path} is no JSON: {error}; export it again") from error
    if not isinstance(records, list):
        raise UsageError(f"{path} is no array of records; give the file that crawl -o wrote")
    for number, record in enumerate(records, 1):
        yield _checked(record, f"{path}, record {number}")


def _record(text: bytes, where: str) -> dict[str, Any]:
    try:
        record: Any = json.loads(text)
    except ValueError as error:
        raise UsageError(f"{where} is no JSON: {error}; export it again, or take the line out") from error
    return _checked(record, where)


def _checked(record: Any, where: str) -> dict[str, Any]:
    if not isinstance(record, dict) or not {"url", "canonical_url", "published_at"} <= record.keys():
        raise UsageError(f"{where} is no record of an article; give the file that crawl -o wrote")
    return record
