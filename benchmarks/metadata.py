"""Title, authors, dates, tags, standfirst, picture and opening words beside the usual extractors.

    python benchmarks/metadata.py --corpus ../shared/corpus --pages 60 aed postlight

As accuracy.py, which scores the text. htmldate finds the date alone. extruct reads JSON-LD and OpenGraph as the page
states them and judges nothing: what it gets is what a reader of structured data alone would get. A field that a tool
does not give is left blank; for a standfirst the peers give the page's description.
"""

from __future__ import annotations

import argparse
import statistics
from collections.abc import Mapping
from pathlib import Path

from corpora import DEFAULT_FOLDER, load_score, read_corpus, sample
from peers import OURS, load_tools, peer_names, title_of
from side_by_side import Run

CORPORA = ("aed", "fundus", "wcxb", "traf", "htmldate", "postlight")
METADATA_PEERS = ("trafilatura", "newspaper4k", "readability-lxml", "htmldate", "extruct")
# Metric → the field of a prediction that it scores.
METRICS = {
    "title": "title", "authors": "authors", "date": "date", "date_wrong": "date", "instant": "instant", "tags": "tags",
    "subtitle": "subtitle", "image": "image", "opening": "body",
}  # fmt: skip


def table(run: Run, results: Mapping[str, Mapping[str, float]]) -> list[list[str]]:
    """A row of cells for the head and each tool; blank where the gold or the tool has no such field."""
    shown = [metric for metric in METRICS if any(metric in result for result in results.values())]
    rows = [["", *shown, "ms"]]
    for name, result in results.items():
        offered = {field for prediction in run.predictions[name].values() for field in prediction}
        cells = [f"{result[m]:.3f}" if m in result and METRICS[m] in offered else "" for m in shown]
        failed = f", failed on {run.failed[name]}" if run.failed[name] else ""
        rows.append([title_of(name) + failed, *cells, f"{statistics.mean(run.milliseconds[name]):.1f}"])
    return rows


def print_plain(heading: str, rows: list[list[str]]) -> None:
    print(f"\n{heading}")
    for first, *cells in rows:
        print(f"{first:32}" + "".join(f"{cell:>11}" for cell in cells))


def print_markdown(heading: str, rows: list[list[str]]) -> None:
    print(f"\n| {heading} | " + " | ".join(rows[0][1:]) + " |")
    print("|---" * len(rows[0]) + "|")
    for row in rows[1:]:
        bold = "**" if row[0] == OURS else ""
        print("| " + " | ".join(f"{bold}{cell}{bold}" if cell else "" for cell in row) + " |")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpora", nargs="*", default=list(CORPORA), metavar="CORPUS")
    parser.add_argument("--corpus", type=Path, default=DEFAULT_FOLDER, help="folder of the corpora and score.py")
    parser.add_argument("--pages", type=int, help="so many pages a corpus, the same each time; all without")
    parser.add_argument(
        "--peers", type=peer_names, default=",".join(METADATA_PEERS), help="comma-separated; '' for ours alone"
    )
    parser.add_argument("--markdown", action="store_true", help="tables in Markdown")
    options = parser.parse_args()
    tools = load_tools(options.peers)
    score = load_score(options.corpus)
    show = print_markdown if options.markdown else print_plain
    for corpus in options.corpora:
        records = sample(list(read_corpus(options.corpus, corpus)), options.pages)
        run = Run(tools, records)
        results = {name: score.score(found, records)[0] for name, found in run.predictions.items()}
        show(f"{corpus}, {len(records)} pages", table(run, results))


if __name__ == "__main__":
    main()
