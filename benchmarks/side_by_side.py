"""Several tools on the same pages, one after the other, in one process."""

from __future__ import annotations

import sys
import time
from collections.abc import Mapping
from typing import Any

from corpora import Record
from peers import OURS, Prediction, Tool

# The first pages of a process pay for caches and regular expressions.
WARM_UP = 5


class Run:
    """What each tool found on the same pages, and how long it took."""

    def __init__(self, tools: Mapping[str, Tool], records: list[Record]) -> None:
        self.predictions: dict[str, dict[str, Prediction]] = {name: {} for name in tools}
        self.milliseconds: dict[str, list[float]] = {name: [] for name in tools}
        self.failed: dict[str, int] = dict.fromkeys(tools, 0)
        for record in records[:WARM_UP]:
            for name, tool in tools.items():
                self._measure(name, tool, record)
        for times in self.milliseconds.values():
            times.clear()
        self.failed = dict.fromkeys(tools, 0)
        for record in records:
            for name, tool in tools.items():
                self.predictions[name][record["id"]] = self._measure(name, tool, record)

    def _measure(self, name: str, tool: Tool, record: Record) -> Prediction:
        start = time.process_time()
        try:
            found: Any = tool.run(record["html"], record["url"])
        except Exception as error:  # a peer may fail on a page in any way: it then found nothing
            if name.startswith(OURS):
                raise
            print(f"{name}: {type(error).__name__}: {error} {record['url']}", file=sys.stderr)
            self.failed[name] += 1
            return {}
        finally:
            self.milliseconds[name].append(1000 * (time.process_time() - start))
        return tool.read(found)
