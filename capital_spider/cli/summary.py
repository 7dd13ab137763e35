"""The end of a crawl in a few lines, or as JSON for machines."""

from __future__ import annotations

import json
import shutil
import sys
import textwrap
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """stats: Scrapy's; count: articles written; reason: why the crawl ended."""

    stats: dict[str, Any]
    count: int
    outputs: list[Path]
    headlines: list[str]
    reason: str

    def group(self, prefix: str) -> dict[str, int]:
        """The stats below a prefix, largest first."""
        found = {k.removeprefix(prefix): int(v) for k, v in self.stats.items() if k.startswith(prefix)}
        return dict(sorted(found.items(), key=lambda pair: (-pair[1], pair[0])))

    def to_dict(self) -> dict[str, Any]:
        return {
            "reason": self.reason,
            "articles": self.count,
            "pages": self.stats.get("response_received_count", 0),
            "seconds": round(self.stats.get("elapsed_time_seconds", 0), 1),
            "stripped": self.group("extract/stripped/"),
            "problems": self.group("extract/problem/"),
            "held_back": self.group("gate/"),
            "failed": self.group("fetch/failed/"),
            "refused": self.group("fetch/refused/"),
            "files": [str(path) for path in self.outputs],
            "headlines": self.headlines,
        }


_LABELS = {
    "not_an_article": "no article",
    "closed": "behind a password or paywall",
    "out_of_bounds": "outside --since and --until",
    "other_address": "met again under another address",
}
_ENDS = {
    "limit": "stopped at --limit",
    "closespider_timeout": "stopped at --max-runtime",
    "shutdown": "stopped by a signal",
}


def print_summary(outcome: Outcome, *, as_json: bool) -> None:
    """On standard output: what was fetched, kept, stripped and left out, where the file is, three headlines."""
    if as_json:
        click.echo(json.dumps(outcome.to_dict(), ensure_ascii=False, indent=2))
        return
    facts = outcome.to_dict()
    end = f" ({_ENDS.get(outcome.reason, outcome.reason)})" if outcome.reason != "finished" else ""
    click.echo(f"{facts['articles']} articles from {facts['pages']} pages in {facts['seconds']} s{end}")
    lines = {
        "stripped blocks": facts["stripped"],
        "problems by field": facts["problems"],
        "held back": {_LABELS.get(k, k): v for k, v in facts["held_back"].items()},
        "not fetched": facts["failed"] | facts["refused"],
    }
    for label, counts in lines.items():
        if counts:
            _echo(f"{label}: " + ", ".join(f"{name} {number}" for name, number in counts.items()))
    for headline in outcome.headlines:
        _echo(headline)
    click.echo("saved in " + ", ".join(map(str, outcome.outputs)))


def _echo(line: str) -> None:
    """Indented; on a terminal wrapped between words, elsewhere one line a fact."""
    if not sys.stdout.isatty():
        click.echo(f"  {line}")
        return
    width = shutil.get_terminal_size().columns
    click.echo(textwrap.fill(line, width, initial_indent="  ", subsequent_indent="    ", break_on_hyphens=False))
