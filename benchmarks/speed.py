"""Speed and memory of extraction beside the usual extractors, on the same pages.

    python benchmarks/speed.py --corpus ../shared/corpus --pages 60
    python benchmarks/speed.py --synthetic

Each tool has a process of its own, and gives all the fields it has. The sample is the same each time, no two pages of
one site. "Cold" is the first time that the process sees the page and its site; "warm" the second time, with all caches
filled. The import and the first page (which loads models and word lists) are stated apart, and are in neither.

Figures are CPU milliseconds a page: the median of the rounds for each page, then mean and percentiles over pages. The
ratio is of means within a round (the tools take turns of 20 pages), then the median of the rounds; it hardly depends on
what else the machine does. ``--synthetic`` makes pages of 5 MB instead, each read by a new process.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import mean, median
from typing import Any

from corpora import DEFAULT_FOLDER, Record, sample_sites
from peers import BODY_PEERS, OURS, peer_names, title_of
from processes import Measured, Worker, WorkerError, installed, run_round
from synthetic import PAGES

CORPORA = ("zyte", "aed", "fundus", "wcxb", "wcxb-other", "traf", "htmldate", "postlight")
REFERENCE = "trafilatura"
# CPU seconds after which a tool is stopped on a synthetic page.
LIMIT = 120

Rounds = Sequence[dict[str, Measured]]


def percentile(values: Sequence[float], share: float) -> float:
    """The nearest rank: a figure that some page has."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def figures(rounds: Rounds, times: Callable[[str, int], list[float]], name: str) -> dict[str, Any]:
    """times: of a tool in a round, one a page."""
    pages = [median(page) for page in zip(*(times(name, n) for n in range(len(rounds))), strict=True)]
    found: dict[str, Any] = {"mean": mean(pages)}
    found |= {f"p{round(100 * share)}": percentile(pages, share) for share in (0.5, 0.9, 0.99)}
    found["worst"] = max(pages)
    if REFERENCE in rounds[0]:
        ratios = [mean(times(name, n)) / mean(times(REFERENCE, n)) for n in range(len(rounds))]
        found["ratio"] = median(ratios)
    return found | {"pages": pages}


def summarise(rounds: Rounds, pages: Sequence[Record]) -> dict[str, Any]:
    """All that --json prints. The first page of the sample is left out of `cold` and `warm`."""
    corpora = dict.fromkeys(page["corpus"] for page in pages)
    places = {c: [n for n, page in enumerate(pages) if page["corpus"] == c and n] for c in sorted(corpora)}
    tools = {}
    for name in rounds[0]:
        runs = [measured[name] for measured in rounds]
        tools[name] = {
            "title": title_of(name),
            "import_ms": median(run.import_ms for run in runs),
            "first_page_ms": median(run.cold[0] for run in runs),
            "imported_mb": median(run.base for run in runs),
            "peak_mb": max(run.peak for run in runs),
            "failed": runs[0].failed,
            "cold": figures(rounds, lambda tool, n: rounds[n][tool].cold[1:], name),
            "warm": figures(rounds, lambda tool, n: rounds[n][tool].warm[1:], name),
            "corpora": {c: _of_corpus(rounds, where, name) for c, where in places.items() if where},
        }
    described = [{"id": p["id"], "corpus": p["corpus"], "url": p["url"], "kb": len(p["html"]) / 1000} for p in pages]
    return {"rounds": len(rounds), "pages": described, "tools": tools}


def _of_corpus(rounds: Rounds, where: Sequence[int], name: str) -> dict[str, Any]:
    found = figures(rounds, lambda tool, n: [rounds[n][tool].cold[place] for place in where], name)
    return {key: value for key, value in found.items() if key != "pages"}


def print_tables(summary: dict[str, Any]) -> None:
    tools, pages = summary["tools"], summary["pages"]
    size = mean(page["kb"] for page in pages)
    print(f"{len(pages)} pages of {size:.0f} KB, no two of one site; {summary['rounds']} rounds; CPU ms a page")
    for kind, words in (("cold", "first sight of page and site"), ("warm", "second time")):
        shown = [key for key in tools[OURS][kind] if key != "pages"]
        print(f"\n{f'{kind}: {words}':36}" + "".join(f"{key:>9}" for key in shown))
        for tool in tools.values():
            print(f"{tool['title']:36}" + "".join(_number(tool[kind][key], key) for key in shown))
    print(f"\n{'process':36}{'import ms':>11}{'first page':>12}{'import MB':>11}{'peak MB':>9}{'failed':>8}")
    for tool in tools.values():
        cells = f"{tool['import_ms']:11.0f}{tool['first_page_ms']:12.0f}{tool['imported_mb']:11.0f}"
        print(f"{tool['title']:36}{cells}{tool['peak_mb']:9.0f}{tool['failed'] or '':>8}")
    print(f"\n{'cold mean, by corpus':36}" + "".join(f"{corpus:>11}" for corpus in tools[OURS]["corpora"]))
    for tool in tools.values():
        print(f"{tool['title']:36}" + "".join(f"{values['mean']:11.1f}" for values in tool["corpora"].values()))


def _number(value: float, key: str) -> str:
    return f"{value:9.2f}" if key == "ratio" else f"{value:9.1f}"


def print_worst(summary: dict[str, Any], count: int) -> None:
    """The slowest pages of ours, cold, beside what the reference takes for them."""
    tools, pages = summary["tools"], summary["pages"][1:]
    print(f"\n{'slowest of ours':18}{'cold':>8}{'warm':>8}{REFERENCE:>13}{'KB':>8}  id")
    cold, warm = (tools[OURS][kind]["pages"] for kind in ("cold", "warm"))
    peer = tools[REFERENCE]["cold"]["pages"] if REFERENCE in tools else None
    for n in sorted(range(len(pages)), key=lambda n: -cold[n])[:count]:
        other = f"{peer[n]:13.1f}" if peer else f"{'':13}"
        print(f"{pages[n]['corpus']:18}{cold[n]:8.1f}{warm[n]:8.1f}{other}{pages[n]['kb']:8.0f}  {pages[n]['id']}")


def run_synthetic(tools: Sequence[str], size: int, limit: int) -> list[dict[str, Any]]:
    """A row for each page and tool: `seconds` of CPU and `mb` at most, or in `ended` how the process died."""
    rows = []
    for page, make in PAGES.items():
        html = make(size)
        for name in tools:
            row: dict[str, Any] = {"page": page, "tool": title_of(name), "bytes": len(html)}
            try:
                with Worker(name, limit) as worker:
                    row["imported_mb"] = worker.imported["mb"]
                    answer = worker.measure({"html": html, "url": "https://news.example.org/2025/04/02/long/"})
                row |= {"seconds": answer["ms"] / 1000, "mb": answer["mb"], "failed": answer["failed"]}
            except WorkerError as error:
                row["ended"] = str(error)
            rows.append(row)
            print(".", end="", flush=True, file=sys.stderr)
    print(file=sys.stderr)
    return rows


def print_synthetic(rows: Sequence[dict[str, Any]], limit: int) -> None:
    print(f"{rows[0]['bytes'] / 1e6:.0f} MB a page; a tool is stopped after {limit} CPU seconds\n")
    print(f"{'page':14}{'':28}{'CPU s':>8}{'peak MB':>9}")
    for row in rows:
        if "ended" in row:
            told = f"  {row['ended']}"
        else:
            told = f"{row['seconds']:8.2f}{row['mb']:9.0f}" + (f"  {row['failed']}" if row["failed"] else "")
        print(f"{row['page']:14}{row['tool']:28}{told}")


def main() -> None:
    options = _options()
    tools = [OURS, *installed(options.peers)]
    if options.synthetic:
        rows = run_synthetic(tools, options.bytes, options.limit)
        print(json.dumps(rows, indent=1)) if options.json else print_synthetic(rows, options.limit)
        return
    pages = sample_sites(options.corpus, options.corpora, options.pages)
    rounds = []
    for number in range(options.rounds):
        print(f"round {number + 1} of {options.rounds}", file=sys.stderr)
        rounds.append(run_round(tools, pages))
    summary = summarise(rounds, pages)
    if options.json:
        print(json.dumps(summary, indent=1))
        return
    print_tables(summary)
    if options.worst:
        print_worst(summary, options.worst)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpora", nargs="*", default=list(CORPORA), metavar="CORPUS")
    parser.add_argument("--corpus", type=Path, default=DEFAULT_FOLDER, help="folder of the corpora")
    parser.add_argument("--pages", type=int, default=60, help="so many pages a corpus at most")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument(
        "--peers", type=peer_names, default=",".join(BODY_PEERS), help="comma-separated; '' for ours alone"
    )
    parser.add_argument("--worst", type=int, default=0, metavar="N", help="list the N slowest pages of ours")
    parser.add_argument("--json", action="store_true", help="all figures, those of each page too")
    parser.add_argument("--synthetic", action="store_true", help="pages of 5 MB made for the purpose instead")
    parser.add_argument("--bytes", type=int, default=5_000_000, help="size of a synthetic page")
    parser.add_argument("--limit", type=int, default=LIMIT, help="CPU seconds for a synthetic page")
    return parser.parse_args()


if __name__ == "__main__":
    main()
