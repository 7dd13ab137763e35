"""What the command's exit status means: one enum for code, docs and tests."""

from __future__ import annotations

from enum import IntEnum


class ExitCode(IntEnum):
    """1 is Python's own: a crash, a bug."""

    DONE = 0
    USAGE = 2
    NOTHING_FETCHED = 3
    STOPPED_EARLY = 4
    STORE_IN_USE = 5
    THRESHOLD_PASSED = 6


MEANING = {
    ExitCode.DONE: "done",
    ExitCode.USAGE: "the command could not be understood or carried out; the message says what to do",
    ExitCode.NOTHING_FETCHED: "nothing could be fetched, or no article was found",
    ExitCode.STOPPED_EARLY: "stopped early by a signal, the time limit or the article limit; what was done is kept",
    ExitCode.STORE_IN_USE: "another run holds the output or the store",
    ExitCode.THRESHOLD_PASSED: "done, but a monitor's threshold was passed",
}
