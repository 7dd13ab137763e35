"""Accuracy and speed beside the usual extractors, on pages with a gold annotation.

    python benchmarks/accuracy.py --corpus ../shared/corpus --pages 60 aed fundus wcxb

Every tool reads the same pages, one after the other, in one process; a tool that is not installed is left out
(``pip install capital-spider[benchmarks]``). The corpus folder holds ``NAME.jsonl.xz`` and the ``score.py`` that says
how each field is scored. Times are CPU milliseconds a page: compare them with each other only, within one run.
"""

from __future__ import annotations

import argparse
import importlib
import importlib.util
import random
import statistics
import sys
import time
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from types import ModuleType
from typing import Any

from capital_spider.extract import extract_article

DEFAULT_CORPUS = Path(__file__).resolve().parents[2] / "shared/corpus"
METRICS = ("word_f1", "shingle_f1", "exact", "snippet_f1", "title", "authors", "date", "tags")
# The same pages each time, so that two runs can be compared.
SAMPLE_SEED = 7
# The first pages of a process pay for caches and regular expressions.
WARM_UP = 5

Prediction = dict[str, Any]
Tool = Callable[[str, str], Prediction]


def _ours(html: str, url: str) -> Prediction:
    article = extract_article(html, url)
    return {
        "body": article.text,
        "title": article.title,
        "authors": [author.name for author in article.authors],
        "date": article.published_at,
        "tags": list(article.tags),
    }


def _trafilatura() -> Tool:
    trafilatura = importlib.import_module("trafilatura")

    def extract(html: str, url: str) -> Prediction:
        found = trafilatura.bare_extraction(html, url=url, include_comments=False, with_metadata=True)
        if found is None:
            return {}
        authors = [name for name in (found.author or "").split("; ") if name]
        return {"body": found.text, "title": found.title, "authors": authors, "date": found.date, "tags": found.tags}

    return extract


def _readability() -> Tool:
    readability = importlib.import_module("readability")
    lxml_html = importlib.import_module("lxml.html")

    def extract(html: str, url: str) -> Prediction:
        document = readability.Document(html, url=url)
        body = "\n".join(lxml_html.fromstring(document.summary()).itertext())
        return {"body": body, "title": document.short_title()}

    return extract


def _newspaper() -> Tool:
    newspaper = importlib.import_module("newspaper")

    def extract(html: str, url: str) -> Prediction:
        found = newspaper.Article(url, fetch_images=False)  # no page of a benchmark may reach out to the web
        found.download(input_html=html)
        found.parse()
        date = found.publish_date.isoformat() if found.publish_date else None
        return {
            "body": found.text,
            "title": found.title,
            "authors": found.authors or [],
            "date": date,
            "tags": sorted(found.tags or ()),
        }

    return extract


def _resiliparse() -> Tool:
    parse = importlib.import_module("resiliparse.parse.html").HTMLTree.parse
    plain_text = importlib.import_module("resiliparse.extract.html2text").extract_plain_text

    def extract(html: str, url: str) -> Prediction:
        tree = parse(html)
        return {"body": plain_text(tree, main_content=True, alt_texts=False), "title": tree.title}

    return extract


PEERS: dict[str, Callable[[], Tool]] = {
    "trafilatura": _trafilatura,
    "readability-lxml": _readability,
    "newspaper4k": _newspaper,
    "resiliparse": _resiliparse,
}


def installed_tools(names: Iterable[str]) -> dict[str, Tool]:
    """Ours, and the named peers that can be imported."""
    tools: dict[str, Tool] = {"capital-spider": _ours}
    for name in names:
        try:
            tools[name] = PEERS[name]()
        except ImportError as error:
            print(f"{name} is left out: {error}", file=sys.stderr)
    return tools


def load_score(folder: Path) -> ModuleType:
    """The corpus' own score.py."""
    spec = importlib.util.spec_from_file_location("score", folder / "score.py")
    if spec is None or spec.loader is None or not (folder / "score.py").is_file():
        sys.exit(f"{folder}: no score.py there; name the folder of the corpora with --corpus")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def sample(records: list[dict[str, Any]], pages: int | None) -> list[dict[str, Any]]:
    if pages is None or pages >= len(records):
        return records
    chosen = random.Random(SAMPLE_SEED).sample(range(len(records)), pages)
    return [records[n] for n in sorted(chosen)]


class Run:
    """What each tool found on the same pages, and how long it took."""

    def __init__(self, tools: Mapping[str, Tool], records: list[dict[str, Any]]) -> None:
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

    def _measure(self, name: str, tool: Tool, record: dict[str, Any]) -> Prediction:
        start = time.process_time()
        try:
            return tool(record["html"], record["url"])
        except Exception as error:  # a peer may fail on a page in any way: it then found nothing
            if name == "capital-spider":
                raise
            self.failed[name] += 1
            print(f"{name}: {type(error).__name__}: {error} {record['url']}", file=sys.stderr)
            return {}
        finally:
            self.milliseconds[name].append(1000 * (time.process_time() - start))


def print_table(corpus: str, run: Run, results: Mapping[str, Mapping[str, float]], pages: int) -> None:
    shown = [metric for metric in METRICS if any(metric in result for result in results.values())]
    print(f"\n{corpus}, {pages} pages")
    print(f"{'':18}" + "".join(f"{name:>11}" for name in (*shown, "ms mean", "ms median")))
    for name, result in results.items():
        times = run.milliseconds[name]
        cells = [f"{result[metric]:.3f}" if metric in result else "" for metric in shown]
        cells += [f"{statistics.mean(times):.1f}", f"{statistics.median(times):.1f}"]
        failed = f"  failed on {run.failed[name]}" if run.failed[name] else ""
        print(f"{name:18}" + "".join(f"{cell:>11}" for cell in cells) + failed)


def print_losses(run: Run, pages: Mapping[str, list[tuple[float, str, str]]], peer: str, count: int) -> None:
    """The pages on which ours is furthest behind a peer in word_f1."""
    ours = {page: f1 for f1, page, _ in pages["capital-spider"]}
    losses = sorted((ours[page] - f1, ours[page], f1, url) for f1, page, url in pages[peer])
    for loss, own, theirs, url in losses[:count]:
        print(f"{loss:+.3f}  ours {own:.3f}  {peer} {theirs:.3f}  {url}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpora", nargs="*", default=["zyte", "aed", "fundus", "wcxb", "traf"], metavar="CORPUS")
    parser.add_argument("--corpus", type=Path, default=DEFAULT_CORPUS, help="folder of the corpora and score.py")
    parser.add_argument("--pages", type=int, help="so many pages a corpus, the same each time; all without")
    parser.add_argument("--peers", default=",".join(PEERS), help="comma-separated; '' for ours alone")
    parser.add_argument(
        "--worst", type=int, default=0, help="list so many pages on which the first peer is furthest ahead"
    )
    options = parser.parse_args()
    score = load_score(options.corpus)
    peers = [name for name in options.peers.split(",") if name]
    if unknown := set(peers) - set(PEERS):
        parser.error(f"no peer {', '.join(sorted(unknown))}: use some of {', '.join(PEERS)}")
    tools = installed_tools(peers)
    for corpus in options.corpora:
        records = sample(list(score.load_corpus(options.corpus / f"{corpus}.jsonl.xz")), options.pages)
        run = Run(tools, records)
        scored = {name: score.score(predictions, records) for name, predictions in run.predictions.items()}
        print_table(corpus, run, {name: values for name, (values, _) in scored.items()}, len(records))
        if options.worst and len(tools) > 1:
            print_losses(run, {name: found for name, (_, found) in scored.items()}, list(tools)[1], options.worst)


if __name__ == "__main__":
    main()
