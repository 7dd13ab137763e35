"""The file formats of an export, by the ending of the file's name."""

from __future__ import annotations

import gzip
from collections.abc import Iterable
from pathlib import Path
from typing import IO, Protocol

from capital_spider.errors import UsageError
from capital_spider.export.flat import write_csv

_GZIP_LEVEL = 6  # the gzip program's own default; Python's 9 takes several times as long for hardly less


class Format(Protocol):
    """Writes records, each one line of JSON without its line end, to a file open for bytes, and leaves it open.

    input_ids: whether any of the records begins with the key ``input_id``.
    """

    def __call__(self, records: Iterable[bytes], file: IO[bytes], *, input_ids: bool) -> None: ...


def format_of(path: Path) -> Format:
    """The format that the name's ending stands for. Raises UsageError, listing the endings known, if there is none."""
    name = path.name.lower()
    for ending, write in FORMATS.items():
        if name.endswith(ending):
            return write
    raise UsageError(f"cannot tell the format of {path} by its ending: use {', '.join(FORMATS)}")


def _write_lines(records: Iterable[bytes], file: IO[bytes], *, input_ids: bool) -> None:
    file.writelines(record + b"\n" for record in records)


def _write_packed_lines(records: Iterable[bytes], file: IO[bytes], *, input_ids: bool) -> None:
    """Without name and time in the gzip header: equal records are equal bytes."""
    with gzip.GzipFile(filename="", mode="wb", compresslevel=_GZIP_LEVEL, fileobj=file, mtime=0) as packed:
        packed.writelines(record + b"\n" for record in records)


def _write_array(records: Iterable[bytes], file: IO[bytes], *, input_ids: bool) -> None:
    """One array, a record a line."""
    before = b"[\n"
    for record in records:
        file.write(before + record)
        before = b",\n"
    file.write(b"[]\n" if before == b"[\n" else b"\n]\n")


FORMATS: dict[str, Format] = {
    ".jsonl": _write_lines,
    ".jsonl.gz": _write_packed_lines,
    ".json": _write_array,
    ".csv": write_csv,
}
