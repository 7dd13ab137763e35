"""Pages a second, CPU and memory of a crawl, and where the time goes.

usage: python benchmarks/crawl.py [URL] [--runs 3] [--by archive] [--posts N] [--beside]

URL: a site on this machine; without it the sample site, or with --posts one of so many posts, served by a process of
its own. It is crawled once to warm the site's cache, then as often as asked for, each time by a new `capital-spider
crawl`. CPU time is the figure to compare: it hardly depends on what else the machine does. A profiled crawl and the
extraction of each page follow; with --beside or --posts, in their place, a bare spider and ours without extraction, one
after the other as often as the crawl (`fetch_only.py`).
"""

from __future__ import annotations

import argparse
import contextlib
import cProfile
import io
import json
import os
import pstats
import re
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from statistics import median, quantiles

from capital_spider import cli
from capital_spider.extract import STAGES, assemble_article, parse_page, run_stage
from capital_spider.items import Page

# Room → functions (module, name) through which all its work goes; none of them calls another of this table.
ROOMS: dict[str, list[tuple[str, str]]] = {
    "parse: charset, tree, profile": [("extract/document", "parse_page")],
    **{
        f"extract: {stage.__name__}": [
            (stage.__module__.removeprefix("capital_spider.").replace(".", "/"), stage.__name__)
        ]
        for stage in STAGES
    },
    "extract: assemble_article": [("extract/article", "assemble_article")],
    "discover: listings, categories, months": [
        ("discover/listing", "read_listing"),
        ("discover/categories", "find_categories"),
        ("discover/archives", "find_archives"),
    ],
    "export: encode, spool, sort": [("export/writer", "write"), ("export/writer", "close")],
}
_REST = "scrapy and network"
# Where Twisted's reactor waits for the site, by the name that the profiler gives it.
_WAITING = re.compile(r"method '(?:poll|control|select)' of 'select\.|built-in method select\.select")


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One crawl: seconds as Scrapy measures them, CPU of the whole process with its start, memory at its largest."""

    pages: int
    articles: int
    seconds: float
    cpu: float
    megabytes: float


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("url", nargs="?")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--by", default="archive")
    parser.add_argument("--posts", type=int)
    parser.add_argument("--beside", action="store_true")
    options = parser.parse_args(arguments)
    with sample_site(options.url, options.posts) as url, tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "articles.jsonl"
        if options.beside or options.posts:
            show_beside([beside(url, options.by, out) for _ in range(options.runs)])
            return
        crawl(url, options.by, out)
        runs = [crawl(url, options.by, out) for _ in range(options.runs)]
        show_runs(runs)
        records = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
        pages = [fetch(record["url"]) for record in records]
        show_profile(profile(url, options.by, out), runs[-1])
    show_extraction(pages)


@contextlib.contextmanager
def sample_site(url: str | None, posts: int | None) -> Iterator[str]:
    """`url`, or the sample site's while it runs; or that of a site of so many posts."""
    if url:
        yield url
        return
    many = [str(Path(__file__).with_name("many_posts.py")), str(posts)]
    command = [sys.executable, *(many if posts else ["-m", "capital_spider.demo"])]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        try:
            yield server.stdout.readline().strip()
        finally:
            server.terminate()


def crawl(url: str, door: str, out: Path) -> Run:
    return measure(["-m", "capital_spider", "crawl", url, "--by", door, "-o", str(out), "--json"])


def beside(url: str, door: str, out: Path) -> dict[str, Run]:
    """The same site by a bare spider, by ours without extraction, and as it is crawled: one after the other."""
    fetch_only = [str(Path(__file__).with_name("fetch_only.py")), url]
    return {
        "bare spider": measure(fetch_only),
        "without extraction": measure([*fetch_only, "--by", door]),
        "crawl": crawl(url, door, out),
    }


def show_beside(rounds: list[dict[str, Run]]) -> None:
    """Medians, and each as a share of the bare spider's pages a second in the same round."""
    print(f"{'':20}{'pages':>8}{'articles':>10}{'pages/s':>9}{'CPU ms/page':>13}{'MB':>6}{'of bare':>9}")
    for name in rounds[0]:
        runs = [each[name] for each in rounds]
        rates = [run.pages / run.seconds for run in runs]
        share = median(
            rate * each["bare spider"].seconds / each["bare spider"].pages
            for rate, each in zip(rates, rounds, strict=True)
        )
        cpu = median(1000 * run.cpu / run.pages for run in runs)
        counts = f"{name:20}{runs[0].pages:8}{runs[0].articles:10}"
        print(f"{counts}{median(rates):9.1f}{cpu:13.2f}{max(run.megabytes for run in runs):6.0f}{share:9.2f}")


def measure(arguments: list[str]) -> Run:
    """Of a Python process that prints its pages, articles and seconds as JSON."""
    command = [sys.executable, *arguments]
    with tempfile.TemporaryFile() as summary, tempfile.TemporaryFile() as log:
        process = subprocess.Popen(command, stdout=summary, stderr=log)
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            log.seek(0)
            sys.exit(log.read().decode())
        summary.seek(0)
        told = json.load(summary)
    return Run(
        pages=told["pages"],
        articles=told["articles"],
        seconds=told["seconds"],
        cpu=usage.ru_utime + usage.ru_stime,
        megabytes=usage.ru_maxrss / (1 << 20 if sys.platform == "darwin" else 1 << 10),
    )


def show_runs(runs: list[Run]) -> None:
    print(
        f"{'crawl':8}{'pages':>7}{'articles':>10}{'seconds':>9}{'pages/s':>9}{'CPU s':>7}{'CPU ms/page':>13}{'MB':>6}"
    )
    for number, run in enumerate(runs, 1):
        rate, cpu = run.pages / run.seconds, 1000 * run.cpu / run.pages
        counts = f"run {number:<4}{run.pages:7}{run.articles:10}"
        print(f"{counts}{run.seconds:9.1f}{rate:9.1f}{run.cpu:7.1f}{cpu:13.2f}{run.megabytes:6.0f}")
    rate, cpu = median(r.pages / r.seconds for r in runs), median(1000 * r.cpu / r.pages for r in runs)
    start = 1000 * _startup() / runs[0].pages
    print(f"median: {rate:.1f} pages/s, {cpu:.2f} CPU ms/page; {start:.2f} of these are the start of the process\n")


def _startup() -> float:
    """CPU seconds until the first request: Python, Scrapy, the package and what its first page loads."""
    process = subprocess.Popen([sys.executable, "-c", "import capital_spider.cli.run, capital_spider.pipelines"])
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    return usage.ru_utime + usage.ru_stime


def profile(url: str, door: str, out: Path) -> pstats.Stats:
    """The same crawl in this process. A CPU clock would triple the profiler's own share; waiting is taken off below."""
    profiler = cProfile.Profile()
    with contextlib.redirect_stdout(io.StringIO()), contextlib.suppress(SystemExit):
        profiler.runcall(cli.main, ["crawl", url, "--by", door, "-o", str(out), "--json"])
    return pstats.Stats(profiler)


def show_profile(stats: pstats.Stats, run: Run) -> None:
    """Shares of the profiled time; milliseconds are those shares of the unprofiled crawl's CPU time."""
    entries = {(file, name): (calls, spent) for (file, _, name), (_, calls, _, spent, _) in _raw(stats).items()}
    waited = sum(own for (_, _, name), (_, _, own, _, _) in _raw(stats).items() if _WAITING.search(name))
    total = stats.total_tt - waited  # type: ignore[attr-defined]
    rows = []
    for room, functions in ROOMS.items():
        hits = [
            v
            for (file, name), v in entries.items()
            if any(n == name and file.endswith(f"{m}.py") for m, n in functions)
        ]
        rows.append((room, sum(calls for calls, _ in hits), sum(spent for _, spent in hits)))
    rows.append((_REST, 0, total - sum(spent for *_, spent in rows)))
    print(f"{'where the time goes (cProfile)':42} {'calls':>6} {'share':>6} {'CPU ms/page':>12}")
    for room, calls, spent in sorted(rows, key=lambda row: -row[2]):
        share = spent / total
        print(f"{room:42} {calls or '':>6} {share:6.1%} {share * 1000 * run.cpu / run.pages:12.2f}")
    print()


def _raw(stats: pstats.Stats) -> dict[tuple[str, int, str], tuple[int, int, float, float, object]]:
    raw: dict[tuple[str, int, str], tuple[int, int, float, float, object]] = stats.stats  # type: ignore[attr-defined]
    return raw


def fetch(url: str) -> Page:
    with urllib.request.urlopen(url, timeout=30) as response:
        headers = {name.lower(): value for name, value in response.headers.items()}
        return Page(url=url, body=response.read(), headers=headers, fetched_at=datetime.now(UTC))


def show_extraction(pages: list[Page]) -> None:
    """Each page through `extract_page`'s own steps, timed one by one, without a profiler."""
    steps: dict[str, list[float]] = {"parse_page": [], **{s.__name__: [] for s in STAGES}, "assemble_article": []}
    totals = []
    for page in (*pages[:20], *pages):  # the first twenty twice: caches and models load once
        began = clock = time.process_time()
        document = parse_page(page)
        clock = _note(steps["parse_page"], clock)
        for stage in STAGES:
            run_stage(stage, document)
            clock = _note(steps[stage.__name__], clock)
        assemble_article(document)
        clock = _note(steps["assemble_article"], clock)
        totals.append(clock - began)
    size = sum(len(p.body) for p in pages) / len(pages) / 1024
    print(f"{f'extraction alone, {len(pages)} pages of {size:.0f} KB':42} {'median':>8} {'p90':>8}   CPU ms")
    for name, times in {**steps, "extract_page": totals}.items():
        warm = [1000 * t for t in times[20:]]
        print(f"{name:42} {median(warm):8.3f} {quantiles(warm, n=10)[-1]:8.3f}")


def _note(times: list[float], since: float) -> float:
    now = time.process_time()
    times.append(now - since)
    return now


if __name__ == "__main__":
    main()
