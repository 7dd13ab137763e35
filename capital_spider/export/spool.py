"""The spool: every record of a run on disk as soon as it is made, so that a killed run loses none."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from io import FileIO
from pathlib import Path
from typing import NamedTuple

from capital_spider.errors import InUseError, UsageError

if sys.platform != "win32":
    import fcntl

_CHUNK = 1 << 20  # bytes read at a time when lines are counted; any size that is not small does


class Span(NamedTuple):
    """Where a record lies in the spool, in bytes; the line end is not counted."""

    offset: int
    length: int


class Spool:
    """A new, empty file of JSON lines that one process appends to and reads back.

    path: where it lies. What an earlier, killed run left there is moved aside first, never overwritten.
    recovered: where that went, None if there was nothing; recovered_count: whole records in it (a last line that was
    cut off is kept, but not counted).
    Raises UsageError if the file cannot be made, InUseError if another run is writing to it.

    One thread at a time. While it is open the file is locked (flock), as far as the file system offers that.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.recovered: Path | None = None
        self.recovered_count = 0
        try:
            self._set_leftover_aside()
            self._file = _create(path)
        except (BlockingIOError, FileExistsError):
            raise InUseError(f"another run is writing to {path}: wait for it, or choose another output") from None
        except OSError as error:
            raise UsageError(f"cannot write {path} ({error.strerror}): choose another folder for the output") from error

    def append(self, record: bytes) -> Span:
        """Add one record, which must be one line: a single write with its line end, handed to the system at once.

        Raises OSError (disk full …) with the spool as it was before: never half a record.
        """
        offset = self._file.seek(0, os.SEEK_END)
        line = memoryview(record + b"\n")
        try:
            while line:  # a write may be cut short; trying the rest tells why
                line = line[self._file.write(line) :]
        except OSError:
            self._file.truncate(offset)
            raise
        return Span(offset, len(record))

    def read(self, spans: Iterable[Span]) -> Iterator[bytes]:
        """The records at these places, one at a time."""
        with open(self._file.fileno(), "rb", closefd=False) as reader:
            for offset, length in spans:
                reader.seek(offset)
                yield reader.read(length)

    def close(self) -> None:
        """Keep the file, and let others have it."""
        self._file.close()

    def remove(self) -> None:
        """Delete the file: its records are elsewhere now, or there were none."""
        if sys.platform == "win32":
            self._file.close()  # an open file cannot be deleted there
        self.path.unlink(missing_ok=True)
        self._file.close()

    def _set_leftover_aside(self) -> None:
        with contextlib.suppress(FileNotFoundError), open(self.path, "rb") as leftover:
            _lock(leftover.fileno())
            status = os.fstat(leftover.fileno())
            if status.st_size == 0:  # killed before its first record
                self.path.unlink()
                return
            self.recovered = _reserve(self.path, datetime.fromtimestamp(status.st_mtime, UTC))
            os.replace(self.path, self.recovered)
            self.recovered_count = sum(chunk.count(b"\n") for chunk in iter(lambda: leftover.read(_CHUNK), b""))


def _create(path: Path) -> FileIO:
    file = FileIO(path, "x+")
    try:
        _lock(file.fileno())
    except BlockingIOError:  # another run came between these two lines, and takes our empty file for a leftover
        file.close()
        raise
    return file


def _reserve(path: Path, time: datetime) -> Path:
    """An empty new file named after `path` and the time; ``-2``, ``-3`` … follows where that name is taken."""
    name = f"{path.name}-{time:%Y%m%dT%H%M%SZ}"
    number = 1
    while True:
        candidate = path.with_name(name if number == 1 else f"{name}-{number}")
        try:
            candidate.touch(exist_ok=False)
        except FileExistsError:
            number += 1
        else:
            return candidate


def _lock(descriptor: int) -> None:
    """Hold the file until it is closed. Raises BlockingIOError if another process holds it."""
    if sys.platform == "win32":
        return
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise
    except OSError:  # some network file systems have no locks: there the run goes on without this protection
        return
