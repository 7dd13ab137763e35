"""One tool in a process of its own, for speed.py: reads pages, answers with what each cost.

usage: python benchmarks/worker.py TOOL [CPU_SECONDS_A_PAGE_AT_MOST]

A line in is ``{"html", "url"}``. The first line out is of the import: ``{"ms", "mb"}``; then one a page: ``{"ms", "mb",
"failed"}``: CPU milliseconds, the process's largest memory so far, the error's name or null. It holds one page at a
time, and imports nothing but the tool.
"""

from __future__ import annotations

import json
import os
import re
import resource
import sys
import time
from pathlib import Path
from typing import Any

from peers import load_tool


def main() -> None:
    # What a tool prints must not get between the answers.
    answers = os.fdopen(os.dup(1), "w", buffering=1)
    os.dup2(2, 1)
    began = time.process_time()
    tool = load_tool(sys.argv[1])
    imported = 1000 * (time.process_time() - began)
    print(json.dumps({"ms": imported, "mb": peak_megabytes()}), file=answers)
    if len(sys.argv) > 2:
        at_most = int(time.process_time()) + int(sys.argv[2])
        resource.setrlimit(
            resource.RLIMIT_CPU, (at_most, at_most + 5)
        )  # SIGXCPU says why it ended, the later SIGKILL not
    for line in sys.stdin:
        print(json.dumps(_measure(tool.run, **json.loads(line))), file=answers)


def _measure(run: Any, html: str, url: str) -> dict[str, Any]:
    failed = None
    began = time.process_time()
    try:
        run(html, url)
    except Exception as error:  # noqa: BLE001 a peer may fail on a page in any way
        failed = type(error).__name__
    return {"ms": 1000 * (time.process_time() - began), "mb": peak_megabytes(), "failed": failed}


def peak_megabytes() -> float:
    """The largest resident memory of this process. Linux counts the parent's at the time of the fork into ru_maxrss."""
    status = Path("/proc/self/status")
    if status.exists():
        found = re.search(r"VmHWM:\s+(\d+) kB", status.read_text())
        assert found is not None
        return int(found[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1 << 20 if sys.platform == "darwin" else 1 << 10)


if __name__ == "__main__":
    main()
