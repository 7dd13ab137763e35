"""Records to files: spooled while they come, sorted and published at the end."""

from __future__ import annotations

import math
import tempfile
from collections.abc import Sequence
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from hashlib import blake2b
from pathlib import Path
from types import TracebackType
from typing import NamedTuple, Self

import msgspec

from capital_spider.errors import UsageError
from capital_spider.export.formats import format_of
from capital_spider.export.replace import Pending, pending_file, replace_all
from capital_spider.export.spool import Span, Spool
from capital_spider.items import Article

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


class _SortKey(NamedTuple):
    """Newest first, undated last, then by address; the checksum settles the order of records that share both."""

    age: float  # microseconds from publication to 1970: less is newer
    address: str
    checksum: bytes


class _Sorted(msgspec.Struct):
    """The keys of a record that its place depends on."""

    published_at: str | None = None
    canonical_url: str | None = None
    url: str | None = None


def with_input_id(line: bytes, input_id: str | int) -> bytes:
    """The record with ``input_id`` as its first key."""
    return b'{"input_id":' + msgspec.json.encode(input_id) + b"," + line[1:]


class RecordWriter:
    """Writes the records of one run to all `outputs` at once, in the format that each name's ending stands for.

    Until `close`, records stand in ``<first output>.partial``, one JSON line each, and the outputs are as they were.
    `close` puts every output in place in one step (same folder, fsync, rename) and then removes the spool; a run that
    is killed leaves the spool, with every record written. Memory holds a sort key and a position per record, no text.

    keep_order: False sorts by ``published_at``, newest first (a bare date counts as its midnight in UTC), undated
    records last, then by ``canonical_url`` or ``url``: the same records give the same bytes, however they came.
    True keeps the order of the calls.

    As a context manager it closes at the end of the block, and aborts if the block fails. One thread at a time.

    recovered: where the spool of an earlier, killed run is kept now (``….partial-<UTC time>``), None if there was none;
    recovered_count: whole records in it. Tell the user.
    Raises UsageError, before anything is fetched, if an ending is not known, a folder is missing or cannot be written
    to, an output is no regular file or is named twice; InUseError if another run is writing to the first output.
    """

    def __init__(self, outputs: Sequence[Path], *, keep_order: bool = False) -> None:
        self._formats = {_checked(output): format_of(output) for output in outputs}
        if not outputs or len(self._formats) < len(outputs):
            raise UsageError("give each output file once, and at least one")
        self._keep_order = keep_order
        self._places: list[tuple[_SortKey | None, Span]] = []
        self._input_ids = False
        self._open = True
        first = next(iter(self._formats))
        self._spool = Spool(first.with_name(f"{first.name}.partial"))
        self.recovered = self._spool.recovered
        self.recovered_count = self._spool.recovered_count

    @property
    def count(self) -> int:
        """Records written so far."""
        return len(self._places)

    @property
    def spool(self) -> Path:
        """Where the records stand until `close`."""
        return self._spool.path

    def write(self, record: Article | bytes, *, input_id: str | int | None = None) -> None:
        """Add one record: an Article, or its JSON as `Article.to_json` wrote it (from a store).

        input_id: put first in the record, under that key; None = the record has no such key.
        Raises OSError if the disk is full: the spool then holds all the records before this one.
        """
        if not self._open:
            raise ValueError("this RecordWriter is closed")
        line = record.strip() if isinstance(record, bytes) else record.to_json()
        if b"\n" in line:  # somebody's indentation: in JSON a line end inside a text is always escaped
            line = msgspec.json.format(line, indent=-1)
        if input_id is not None:
            line = with_input_id(line, input_id)
            self._input_ids = True
        key = None if self._keep_order else _sort_key(line)
        self._places.append((key, self._spool.append(line)))

    def close(self) -> None:
        """Put all outputs in place; nothing if that is done, or the run was aborted.

        Raises OSError (disk full …) with the old outputs untouched, unless the rename itself failed, and a note that
        says where the records are kept.
        """
        if not self._open:
            return
        self._open = False
        try:
            self._publish()
        except BaseException as error:
            self._spool.close()
            error.add_note(f"The records of this run are kept in {self.spool}, one JSON line each.")
            raise
        self._spool.remove()

    def abort(self) -> None:
        """Leave the outputs as they were, and keep the spool if it holds a record."""
        if not self._open:
            return
        self._open = False
        if self._places:
            self._spool.close()
        else:
            self._spool.remove()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        if kind is None:
            self.close()
        else:
            self.abort()

    def _publish(self) -> None:
        if not self._keep_order:
            self._places.sort()
        with ExitStack() as unpublished:
            ready: list[Pending] = []
            for path, write in self._formats.items():
                with pending_file(path) as (pending, file):
                    write(self._spool.read(span for _, span in self._places), file, input_ids=self._input_ids)
                ready.append(pending)
                unpublished.callback(pending.temporary.unlink, missing_ok=True)
            replace_all(ready)


def _checked(output: Path) -> Path:
    """The real place of an output that can be written; a link keeps its name, and what it points to is replaced."""
    path = output.resolve()
    if path.is_dir():
        raise UsageError(f"{output} is a folder: name a file in it")
    if path.exists() and not path.is_file():
        raise UsageError(f"{output} is not a regular file and cannot be replaced: name another")
    if not path.parent.is_dir():
        raise UsageError(f"the folder {path.parent} does not exist: make it first, or choose another output")
    try:
        tempfile.TemporaryFile(dir=path.parent).close()
    except OSError as error:
        raise UsageError(f"cannot write to {path.parent} ({error.strerror}): choose another folder") from error
    return path


def _sort_key(record: bytes) -> _SortKey:
    keys = msgspec.json.decode(record, type=_Sorted)
    return _SortKey(
        _age(keys.published_at), keys.canonical_url or keys.url or "", blake2b(record, digest_size=8).digest()
    )


def _age(published_at: str | None) -> float:
    """Microseconds from publication to 1970, infinite without a readable date; naive times count as UTC."""
    if published_at is None:
        return math.inf
    try:
        time = datetime.fromisoformat(published_at)
    except ValueError:
        return math.inf
    return (_EPOCH - (time if time.tzinfo else time.replace(tzinfo=UTC))) // _MICROSECOND
