"""The benchmarks run, measure the pages that they say, and print what the documents quote."""

from __future__ import annotations

import importlib
import json
import lzma
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from capital_spider.demo import Site, truth

BENCHMARKS = Path(__file__).parents[1] / "benchmarks"
# corpus → the sites of its pages, one letter a page
CORPORA = {"broad": "abcd", "narrow": "aab"}
# As the corpora's own score.py is called; it knows the title alone.
SCORE = """
def score(predictions, records):
    titles = [predictions[r["id"]].get("title") == r["gold"]["title"] for r in records]
    pages = [(1.0, r["id"], r["url"]) for r in records]
    return {"word_f1": 0.9666, "shingle_f1": 1.0, "exact": 0.25, "title": sum(titles) / len(titles)}, pages
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two corpora of the sample site's articles, each article moved to a site of its own."""
    folder = tmp_path_factory.mktemp("corpora")
    (folder / "score.py").write_text(SCORE)
    sample_site = Site()
    for corpus, sites in CORPORA.items():
        with lzma.open(folder / f"{corpus}.jsonl.xz", "wt", encoding="utf-8") as lines:
            for number, (site, entry) in enumerate(zip(sites, truth(), strict=False)):
                record = {
                    "id": f"{corpus}-{number}",
                    "url": f"https://www.{site}-news.com{entry['path']}",
                    "html": sample_site.render(entry["path"]).body.decode(),
                    "gold": {"title": entry["title"]},
                }
                lines.write(json.dumps(record) + "\n")
    return folder


@pytest.fixture
def module(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Imports a module of the benchmarks, which are scripts and no package."""
    monkeypatch.syspath_prepend(str(BENCHMARKS))
    return importlib.import_module


def run(script: str, *arguments: str) -> str:
    command = [sys.executable, str(BENCHMARKS / script), *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=True, encoding="utf-8").stdout


def test_speed_measures_every_page_cold_and_warm(folder: Path) -> None:
    told = json.loads(
        run("speed.py", "broad", "narrow", "--corpus", str(folder), "--rounds", "1", "--peers", "", "--json")
    )
    ours = told["tools"]["capital-spider"]
    assert told["rounds"] == 1
    assert len(told["pages"]) == 4
    assert len(ours["cold"]["pages"]) == len(ours["warm"]["pages"]) == 3, "all but the first"
    assert 0 < ours["cold"]["p50"] <= ours["cold"]["p90"] <= ours["cold"]["worst"] == max(ours["cold"]["pages"])
    assert ours["first_page_ms"] > 0
    assert 0 < ours["imported_mb"] <= ours["peak_mb"]
    assert ours["failed"] == 0


def test_speed_prints_a_table_and_the_slowest_pages(folder: Path) -> None:
    printed = run("speed.py", "broad", "--corpus", str(folder), "--rounds", "1", "--peers", "", "--worst", "2")
    assert [line.partition(":")[0] for line in printed.splitlines() if ":" in line] == ["cold", "warm"]
    assert printed.splitlines()[-1].split()[-1].startswith("broad-")


def test_synthetic_pages_are_each_read_in_a_process_of_their_own(module: Any) -> None:
    rows = json.loads(run("speed.py", "--synthetic", "--bytes", "20000", "--peers", "", "--json"))
    assert [row["page"] for row in rows] == list(module("synthetic").PAGES)
    assert all(row["failed"] is None and row["mb"] >= row["imported_mb"] and row["seconds"] > 0 for row in rows)


def test_synthetic_pages_are_of_the_size_asked_for_and_the_same_each_time(module: Any) -> None:
    for make in module("synthetic").PAGES.values():
        assert 0.9 * 100_000 < len(make(100_000)) < 1.1 * 100_000
        assert make(100_000) == make(100_000)


def test_a_process_that_ends_is_told_with_its_last_words(module: Any) -> None:
    processes = module("processes")
    with pytest.raises(processes.WorkerError, match=r"ended with 1: KeyError: 'no such tool'"):
        processes.Worker("no such tool")


SAMPLES = {
    "a small corpus chooses first": (("broad", "narrow"), 9, {"narrow": 2, "broad": 2}),
    "the order of the names is nothing": (("narrow", "broad"), 9, {"narrow": 2, "broad": 2}),
    "so many a corpus": (("broad", "narrow"), 1, {"narrow": 1, "broad": 1}),
    "a corpus named twice counts once": (("broad", "broad"), 9, {"broad": 4}),
}


@pytest.mark.parametrize("case", SAMPLES.values(), ids=SAMPLES.keys())
def test_no_two_pages_of_one_site(case: tuple[tuple[str, ...], int, dict[str, int]], folder: Path, module: Any) -> None:
    names, pages, wanted = case
    chosen = module("corpora").sample_sites(folder, names, pages)
    assert {name: sum(page["corpus"] == name for page in chosen) for name in wanted} == wanted
    assert len(chosen) == len({page["url"].split("/")[2] for page in chosen})
    assert chosen == module("corpora").sample_sites(folder, names, pages)


def test_accuracy_as_the_document_shows_it(folder: Path) -> None:
    printed = run("accuracy.py", "narrow", "--corpus", str(folder), "--peers", "", "--markdown")
    assert "1.000" in printed, "the titles of the sample site"
    assert printed.splitlines()[-3:] == [
        "| | narrow (3) |",
        "|---|---|",
        "| **capital-spider** | **.967 / 1.000 / .25** |",
    ]


def test_metadata_leaves_out_what_the_gold_has_not(folder: Path) -> None:
    printed = run("metadata.py", "narrow", "--corpus", str(folder), "--peers", "", "--markdown").splitlines()
    assert printed[1] == "| narrow, 3 pages | title | ms |"
    assert printed[3].startswith("| **capital-spider** | **1.000** | ")


_LINKED = {"@type": "NewsArticle", "headline": "A", "author": {"name": "Ann"}, "datePublished": "2025-04-02"}
EXTRUCT: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "nothing": ({}, {"title": None, "authors": [], "date": None, "tags": [], "image": None}),
    "an article in a graph": (
        {"json-ld": [{"@graph": [{"@type": "WebSite"}, _LINKED]}]},
        {"title": "A", "authors": ["Ann"]},
    ),
    "several types, authors as text": (
        {"json-ld": [{"@type": ["Article", "Thing"], "author": ["Ann", {"name": "Bo"}]}]},
        {"authors": ["Ann", "Bo"]},
    ),
    "keywords in one text": ({"json-ld": [{**_LINKED, "keywords": "a,b"}]}, {"tags": ["a", "b"]}),
    "JSON-LD before OpenGraph": (
        {"json-ld": [_LINKED], "opengraph": [{"properties": [("og:title", "B"), ("og:image", "b.png")]}]},
        {"title": "A", "image": "b.png"},
    ),
    "OpenGraph alone, repeated": (
        {"opengraph": [{"properties": [("article:tag", "a"), ("article:tag", "b")]}]},
        {"tags": ["a", "b"]},
    ),
}


@pytest.mark.parametrize("case", EXTRUCT.values(), ids=EXTRUCT.keys())
def test_what_structured_data_alone_gives(case: tuple[dict[str, Any], dict[str, Any]], module: Any) -> None:
    found, wanted = case
    read = module("peers")._read_extruct(found)
    assert {name: read[name] for name in wanted} == wanted


def test_a_crawl_beside_a_bare_spider_reads_the_same_site() -> None:
    lines = run("crawl.py", "--posts", "24", "--runs", "1").splitlines()[1:]
    counts = {line[:20].strip(): [int(number) for number in line[20:].split()[:2]] for line in lines}
    assert list(counts) == ["bare spider", "without extraction", "crawl"]
    assert [articles for _, articles in counts.values()] == [0, 24, 24]
    assert min(pages for pages, _ in counts.values()) > 24
