"""The inputs of ``extract`` as Pages: files, folders, standard input, JSON lines."""

from __future__ import annotations

import gzip
import json
import lzma
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

from capital_spider.errors import UsageError
from capital_spider.items import Page, Problem

Input = str | int | None

_OPENERS: dict[str, Callable[[Path], Any]] = {
    ".jsonl": partial(open, mode="rb"),
    ".jsonl.gz": gzip.open,
    ".jsonl.xz": lzma.open,
}
_HTML_ENDINGS = (".html", ".htm", ".xhtml", ".shtml", ".mhtml")


@dataclass(frozen=True, slots=True, kw_only=True)
class PageInput:
    """A page, and the id that it came with."""

    page: Page
    input_id: Input = None


def read_inputs(sources: Iterable[str], url: str | None) -> Iterator[PageInput]:
    """The pages of all sources, in order; a folder's HTML files and JSON lines by name, sub-folders included.

    Raises UsageError for a source that is not there, before any other is read.
    """
    paths = [Path(s) for s in sources]
    for path in paths:
        if str(path) != "-" and not path.exists():
            raise UsageError(
                f"{path} is not there: give an HTML file, a folder, a .jsonl file, or - for standard input"
            )
    for path in paths:
        yield from _read(path, url)


def _read(path: Path, url: str | None) -> Iterator[PageInput]:
    if str(path) == "-":
        yield from _read_stream(sys.stdin.buffer.read(), url)
    elif path.is_dir():
        for inner in sorted(p for p in path.rglob("*") if p.name.lower().endswith((*_HTML_ENDINGS, *_OPENERS))):
            yield from _read(inner, url)
    elif opener := next((o for ending, o in _OPENERS.items() if path.name.lower().endswith(ending)), None):
        with opener(path) as lines:
            yield from _read_lines(lines, str(path))
    else:
        yield PageInput(page=Page(url=url or "", body=path.read_bytes()))


def _read_stream(body: bytes, url: str | None) -> Iterator[PageInput]:
    """Standard input: JSON lines if it begins like an object, else one page of HTML."""
    if body.lstrip().startswith(b"{"):
        yield from _read_lines(body.splitlines(), "standard input")
    else:
        yield PageInput(page=Page(url=url or "", body=body))


def _read_lines(lines: Iterable[bytes], name: str) -> Iterator[PageInput]:
    for number, line in enumerate(lines, 1):
        if line.strip():
            yield _read_line(line, f"{name}, line {number}")


def _read_line(line: bytes, where: str) -> PageInput:
    """A line that is no such object gives an empty page whose problem says so."""
    try:
        value: Any = json.loads(line)
        html, url, input_id = value["html"], value.get("url") or "", value.get("id")
        body = html.encode("utf-8", "surrogatepass")
        fetched = datetime.fromisoformat(value["fetched_at"]) if value.get("fetched_at") else None
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        detail = f'{where} is no object like {{"url": …, "html": …}}: {type(error).__name__}: {error}'
        return PageInput(
            page=Page(url="", body=b"", problems=(Problem(field="input", code="bad_line", detail=detail),))
        )
    return PageInput(
        page=Page(url=str(url), body=body, fetched_at=fetched if fetched and fetched.tzinfo else None),
        input_id=input_id if isinstance(input_id, str | int) else None,
    )
