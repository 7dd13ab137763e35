"""Tools measured in processes of their own that take turns: only one works at a time, and none for long."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any

from corpora import Record

_WORKER = Path(__file__).with_name("worker.py")
# Pages that a tool reads before it is another's turn: whatever else the machine does then slows all of them alike.
_TURN = 20


class WorkerError(Exception):
    """The tool's process has ended; the message is the end of what it said."""


class Worker:
    """worker.py with one tool; `imported` is what the import cost."""

    def __init__(self, tool: str, limit: int | None = None) -> None:
        """limit: CPU seconds after which the process ends itself."""
        command = [sys.executable, str(_WORKER), tool, *([str(limit)] if limit else [])]
        self._log = tempfile.TemporaryFile()  # noqa: SIM115 closed with the worker
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self._log, text=True, encoding="utf-8"
        )
        try:
            self.imported = self._answer()
        except WorkerError:
            self.__exit__(None, None, None)
            raise

    def measure(self, page: Record) -> dict[str, Any]:
        """What the page cost: see worker.py. Raises WorkerError if the process does not survive it."""
        assert self._process.stdin is not None
        try:
            self._process.stdin.write(json.dumps({"html": page["html"], "url": page["url"]}) + "\n")
            self._process.stdin.flush()
        except BrokenPipeError:
            self._process.wait()
        return self._answer()

    def _answer(self) -> dict[str, Any]:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            status = self._process.wait()
            self._log.seek(0)
            said = self._log.read().decode("utf-8", "replace").strip().splitlines()
            if status == -signal.SIGXCPU:
                raise WorkerError("stopped: too long")
            raise WorkerError(f"ended with {status}" + (f": {said[-1]}" if said else ""))
        answer: dict[str, Any] = json.loads(line)
        return answer

    def __enter__(self) -> Worker:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for stream in (self._process.stdin, self._process.stdout):
            assert stream is not None
            with suppress(BrokenPipeError):  # a page was on its way to a process that had ended
                stream.close()
        self._process.wait()
        self._log.close()


@dataclass
class Measured:
    """One tool in one round. Milliseconds are of CPU; cold, warm: one figure a page, in the order of the pages.

    base, peak: megabytes after the import, and at most in the whole round. failed: pages that raised an error.
    """

    import_ms: float
    base: float
    peak: float = 0.0
    failed: int = 0
    cold: list[float] = field(default_factory=list)
    warm: list[float] = field(default_factory=list)


def run_round(tools: Sequence[str], pages: Sequence[Record]) -> dict[str, Measured]:
    """All tools over all pages, twice: new processes, so that the first time is the first sight of each page."""
    with ExitStack() as stack:
        workers = {name: stack.enter_context(Worker(name)) for name in tools}
        measured = {name: Measured(w.imported["ms"], w.imported["mb"]) for name, w in workers.items()}
        for turn, (first, part) in enumerate(_turns(pages)):
            for n in range(len(tools)):
                name = tools[(turn + n) % len(tools)]
                for page in part:
                    answer = workers[name].measure(page)
                    (measured[name].cold if first else measured[name].warm).append(answer["ms"])
                    measured[name].peak = answer["mb"]
                    measured[name].failed += first and answer["failed"] is not None
    return measured


def _turns(pages: Sequence[Record]) -> Iterator[tuple[bool, Sequence[Record]]]:
    """(whether for the first time, some pages)."""
    for first in (True, False):
        for start in range(0, len(pages), _TURN):
            yield first, pages[start : start + _TURN]


def installed(tools: Sequence[str]) -> list[str]:
    """Those that can be imported; says which are left out."""
    found = []
    for name in tools:
        try:
            with Worker(name):
                found.append(name)
        except WorkerError as error:
            print(f"{name} is left out: {error}", file=sys.stderr)
    return found
