"""The command in a process of its own, warnings being errors."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

# Longest that a command of these tests may take, in seconds; the slowest need about five.
_PATIENCE = 120


def run_command(arguments: list[str], folder: Path | None = None) -> subprocess.CompletedProcess[str]:
    """What came of it; on a slow machine it says now and then on standard error how far it is, which is taken out."""
    command = [sys.executable, "-W", "error", "-m", "capital_spider", *arguments]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=_PATIENCE, check=False)
    lines = done.stderr.splitlines(keepends=True)
    done.stderr = "".join(line for line in lines if not line.startswith("crawling: "))
    return done
