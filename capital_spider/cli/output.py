"""Where a command writes its one result: a file, replaced in one step, or standard output."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from capital_spider.errors import UsageError
from capital_spider.export.replace import pending_file, replace_all

STDOUT = Path("-")


def check_folder(output: Path) -> None:
    """Raises UsageError if there is no folder for the file."""
    if not output.parent.is_dir():
        raise UsageError(f"{output}: there is no folder {output.parent}; make it first")


def write_output(output: Path, content: bytes) -> None:
    """Write all of it, or nothing."""
    if output == STDOUT:
        sys.stdout.buffer.write(content)
        sys.stdout.flush()
        return
    with pending_file(output) as (pending, file):
        file.write(content)
    replace_all([pending])
    click.echo(f"saved in {output}", err=True)
