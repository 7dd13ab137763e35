"""Crawls with the package's spiders, in a process of their own: a reactor starts only once."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import urlsplit

# Longest a crawl of these tests may take, in seconds; the slowest take about twenty.
_PATIENCE = 90


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """records: as exported, in order. stats: Scrapy's, numbers and texts only."""

    records: list[dict[str, Any]]
    stats: dict[str, Any]
    usage_problem: str | None
    unreachable: list[str]
    log: str

    @property
    def paths(self) -> list[str]:
        """The path of each record's canonical address."""
        return [urlsplit(record["canonical_url"]).path for record in self.records]


@dataclass(frozen=True)
class Task:
    """A spider's name, its arguments, settings on top of the package's."""

    spider: str
    arguments: dict[str, str]
    settings: dict[str, object] = field(default_factory=dict)


def crawl_all(tasks: Sequence[Task]) -> list[Outcome]:
    """Run the crawls side by side; warnings are errors there too."""
    with TemporaryDirectory() as folder:
        feeds = [Path(folder) / f"{n}.jsonl" for n in range(len(tasks))]
        work = [{**asdict(task), "feed": str(feed)} for task, feed in zip(tasks, feeds, strict=True)]
        done = subprocess.run(
            [sys.executable, "-W", "error", str(Path(__file__).with_name("run_spider.py"))],
            input=json.dumps(work),
            capture_output=True,
            text=True,
            timeout=_PATIENCE,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        assert "Traceback" not in done.stderr, done.stderr
        results = json.loads(done.stdout)
        return [
            Outcome(records=_records(feed), log=done.stderr, **result)
            for feed, result in zip(feeds, results, strict=True)
        ]


def _records(feed: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in feed.read_text(encoding="utf-8").splitlines()] if feed.exists() else []
