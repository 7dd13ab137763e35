"""Accuracy and speed beside the usual extractors, on pages with a gold annotation.

    python benchmarks/accuracy.py --corpus ../shared/corpus --pages 60 aed fundus wcxb

Every tool reads the same pages, one after the other, in one process; a tool that is not installed is left out
(``pip install capital-spider[benchmarks]``). The corpus folder holds ``NAME.jsonl.xz`` and the ``score.py`` that says
how each field is scored. Times are CPU milliseconds a page: compare them with each other only, within one run.

The shipped model has been trained on these corpora. ``--cross-validate`` adds ours with models that have not seen the
page's site; that row alone can be compared with the peers.
"""

from __future__ import annotations

import argparse
import statistics
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from corpora import DEFAULT_FOLDER, load_score, read_corpus, sample
from cross_validation import cross_validated
from peers import BODY_PEERS, OURS, load_tools, peer_names, title_of
from side_by_side import Run

METRICS = ("word_f1", "shingle_f1", "exact", "snippet_f1", "title", "authors", "date", "tags")
# Metric → the field of a prediction that it scores; the others score the body.
FIELD = {name: name for name in ("title", "authors", "date", "tags")}
VALIDATED = f"{OURS}, cross-validated"

Scores = Mapping[str, Mapping[str, float]]


def print_table(corpus: str, run: Run, results: Scores, pages: int) -> None:
    shown = [metric for metric in METRICS if any(metric in result for result in results.values())]
    print(f"\n{corpus}, {pages} pages")
    print(f"{'':32}" + "".join(f"{name:>11}" for name in (*shown, "ms mean", "ms median")))
    for name, result in results.items():
        times = run.milliseconds[name]
        offered = {field for prediction in run.predictions[name].values() for field in prediction}
        cells = [f"{result[m]:.3f}" if m in result and FIELD.get(m, "body") in offered else "" for m in shown]
        cells += [f"{statistics.mean(times):.1f}", f"{statistics.median(times):.1f}"]
        failed = f"  failed on {run.failed[name]}" if run.failed[name] else ""
        print(f"{title_of(name):32}" + "".join(f"{cell:>11}" for cell in cells) + failed)


def print_losses(run: Run, pages: Mapping[str, list[tuple[float, str, str]]], peer: str, count: int) -> None:
    """The pages on which ours is furthest behind a peer in word_f1; cross-validated, where asked for."""
    ours = {page: f1 for f1, page, _ in pages[VALIDATED if VALIDATED in pages else OURS]}
    losses = sorted((ours[page] - f1, ours[page], f1, url) for f1, page, url in pages[peer])
    for loss, own, theirs, url in losses[:count]:
        print(f"{loss:+.3f}  ours {own:.3f}  {peer} {theirs:.3f}  {url}")


def print_markdown(results: Mapping[str, Scores], sizes: Mapping[str, int]) -> None:
    """The table of docs/accuracy.md: a column a corpus. Ours cross-validated, where asked for, and then that alone."""
    tools = [name for name in next(iter(results.values())) if not (name == OURS and _validated(results))]
    print("\n| | " + " | ".join(f"{corpus} ({sizes[corpus]})" for corpus in results) + " |")
    print("|---" * (len(results) + 1) + "|")
    for name in tools:
        bold = "**" if name.startswith(OURS) else ""
        cells = [title_of(name), *(_cell(scores[name]) for scores in results.values())]
        print("| " + " | ".join(f"{bold}{cell}{bold}" for cell in cells) + " |")


def _validated(results: Mapping[str, Scores]) -> bool:
    return any(VALIDATED in scores for scores in results.values())


def _cell(result: Mapping[str, float]) -> str:
    """As the document writes a figure: .967 / .967 / .33, and snippet_f1 where the gold has no body."""
    if "word_f1" not in result:
        return f"{result.get('snippet_f1', 0):.3f}".removeprefix("0")
    figures = (f"{result['word_f1']:.3f}", f"{result['shingle_f1']:.3f}", f"{result['exact']:.2f}")
    return " / ".join(figure.removeprefix("0") for figure in figures)


def main() -> None:
    options = _options()
    score = load_score(options.corpus)
    tools = load_tools(options.peers)
    if options.cross_validate:
        tools = {VALIDATED: cross_validated(options.corpus), **tools}
    tables: dict[str, dict[str, Any]] = {}
    sizes = {}
    for corpus in options.corpora:
        records = sample(list(read_corpus(options.corpus, corpus)), options.pages)
        run = Run(tools, records)
        scored = {name: score.score(predictions, records) for name, predictions in run.predictions.items()}
        tables[corpus] = {name: values for name, (values, _) in scored.items()}
        sizes[corpus] = len(records)
        print_table(corpus, run, tables[corpus], len(records))
        if options.worst and options.peers:
            print_losses(run, {name: found for name, (_, found) in scored.items()}, options.peers[0], options.worst)
    if options.markdown:
        print_markdown(tables, sizes)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpora", nargs="*", default=["zyte", "aed", "fundus", "wcxb", "traf"], metavar="CORPUS")
    parser.add_argument("--corpus", type=Path, default=DEFAULT_FOLDER, help="folder of the corpora and score.py")
    parser.add_argument("--pages", type=int, help="so many pages a corpus, the same each time; all without")
    parser.add_argument(
        "--peers", type=peer_names, default=",".join(BODY_PEERS), help="comma-separated; '' for ours alone"
    )
    parser.add_argument(
        "--cross-validate", action="store_true", help="add ours with models trained without the page's site (minutes)"
    )
    parser.add_argument("--markdown", action="store_true", help="end with the table of docs/accuracy.md")
    parser.add_argument(
        "--worst", type=int, default=0, help="list so many pages on which the first peer is furthest ahead"
    )
    return parser.parse_args()


if __name__ == "__main__":
    main()
