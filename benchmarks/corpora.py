"""The corpora of annotated pages: a folder with NAME.jsonl.xz, and the score.py that says how each field is scored.

A line is ``{"id", "url", "html", "gold": {...}}``.
"""

from __future__ import annotations

import importlib.util
import json
import lzma
import random
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

from capital_spider.urls import site_of

DEFAULT_FOLDER = Path(__file__).resolve().parents[2] / "shared/corpus"
# The same pages each time, so that two runs can be compared.
_SAMPLE_SEED = 7

Record = dict[str, Any]


def load_module(file: Path) -> ModuleType:
    """A Python file that is on no import path."""
    spec = importlib.util.spec_from_file_location(file.stem, file)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[file.stem] = module  # dataclasses look up the module that they are made in
    spec.loader.exec_module(module)
    return module


def load_score(folder: Path) -> ModuleType:
    """The corpora's own score.py."""
    if not (folder / "score.py").is_file():
        sys.exit(f"{folder}: no score.py there; name the folder of the corpora with --corpus")
    return load_module(folder / "score.py")


def read_corpus(folder: Path, name: str) -> Iterator[Record]:
    file = folder / f"{name}.jsonl.xz"
    if not file.is_file():
        sys.exit(f"{file}: no such corpus; name the folder of the corpora with --corpus")
    with lzma.open(file, "rt", encoding="utf-8") as lines:
        for line in lines:
            record = json.loads(line)
            yield {**record, "url": record["url"] or ""}


def sample(records: list[Record], pages: int | None) -> list[Record]:
    """So many of them, the same each time; all of them for None."""
    if pages is None or pages >= len(records):
        return records
    chosen = random.Random(_SAMPLE_SEED).sample(range(len(records)), pages)
    return [records[n] for n in sorted(chosen)]


def sample_sites(folder: Path, names: Sequence[str], pages: int) -> list[Record]:
    """Up to so many pages a corpus, the same each time, no two of one site, in mixed order; `corpus` is set.

    Corpora with few sites choose first, since the others can do without these sites.
    """
    corpora = {name: _pages_by_site(folder, name) for name in dict.fromkeys(names)}
    chance = random.Random(_SAMPLE_SEED)
    taken: set[str] = set()
    chosen = []
    for name, by_site in sorted(corpora.items(), key=lambda item: len(item[1])):
        free = sorted(set(by_site) - taken)
        sites = chance.sample(free, min(pages, len(free)))
        taken.update(sites)
        chosen += [{**by_site[site], "corpus": name} for site in sites]
    chance.shuffle(chosen)
    return chosen


def _pages_by_site(folder: Path, name: str) -> dict[str, Record]:
    """The first page of each site."""
    found: dict[str, Record] = {}
    for record in read_corpus(folder, name):
        found.setdefault(site_of(record["url"]), record)
    found.pop("", None)  # a page without an address is of nobody knows which site
    return found
