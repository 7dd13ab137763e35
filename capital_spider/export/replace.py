"""Files that appear whole or not at all."""

from __future__ import annotations

import contextlib
import os
import secrets
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, NamedTuple


class Pending(NamedTuple):
    """A finished file that still bears a temporary name beside the one it is meant for."""

    temporary: Path
    path: Path


@contextmanager
def pending_file(path: Path) -> Iterator[tuple[Pending, IO[bytes]]]:
    """A new file in the folder of `path`, open for bytes; on the disk when the block ends, deleted if it fails.

    It has the permissions of the file that it is to replace, or those of any new file.
    """
    pending = Pending(path.with_name(f".capital-spider-{secrets.token_hex(8)}.tmp"), path)
    try:
        with open(pending.temporary, "xb") as file:
            with contextlib.suppress(FileNotFoundError):
                os.chmod(pending.temporary, path.stat().st_mode & 0o777)
            yield pending, file
            file.flush()
            os.fsync(file.fileno())
    except BaseException:
        pending.temporary.unlink(missing_ok=True)
        raise


def replace_all(files: Iterable[Pending]) -> None:
    """Give all of them their names, each in one step, and have the folders say so even after a power cut."""
    files = tuple(files)
    for temporary, path in files:
        os.replace(temporary, path)
    for folder in {path.parent for _, path in files}:
        _sync_folder(folder)


def _sync_folder(folder: Path) -> None:
    if sys.platform == "win32":  # cannot open a folder
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
