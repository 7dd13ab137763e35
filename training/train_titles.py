"""Rebuild the weights that choose a page's headline among its wordings; print their grouped cross-validation.

    python training/train_titles.py --corpus ../shared/corpus [--write]

Five folds grouped by registrable domain over all corpora together: no site is in training and test. The choice is a
conditional logit, softmax over the wordings of a page; the confidence a logistic over the chosen wording, fitted on
choices for pages of other sites (logit.py). A page counts as right if the wording is the gold's, signs and all, but for
case, spaces and the shape of quotes and dashes. Deterministic.
"""

from __future__ import annotations

import argparse
import json
import lzma
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from folds import fold_of
from logit import Choice, Recipe, cross_choose, cross_rate, show_calibration, write

from capital_spider.extract import collect_metadata, parse_page
from capital_spider.extract.logit import Marks
from capital_spider.extract.title import titles_of
from capital_spider.extract.title_choice import title_logit
from capital_spider.items import Page
from capital_spider.text import fold
from capital_spider.urls import site_of

CORPORA = ("aed", "fundus", "wcxb", "traf", "postlight")
# Marks are counted once a site.
RECIPE = Recipe(title_logit().telling, choice_l2=3.0, confidence_l2=3.0, fewest=5)
MODEL = Path(__file__).resolve().parents[1] / "capital_spider/data/title_choice.json"


@dataclass(kw_only=True)
class Sample(Choice):
    """One page; site: its registrable domain."""

    site: str


def same(text: str) -> str:
    """The form in which titles are compared: case, spaces, quotes and dashes folded, other signs as they are."""
    text = unicodedata.normalize("NFKC", text).casefold()
    text = re.sub(r"[‘’‚‛′`´]", "'", re.sub(r"[“”„‟″«»]", '"', text))
    return re.sub(r"\s+", " ", re.sub(r"[‐‑‒–—−]", "-", text)).strip()


def read_samples(folder: Path) -> Iterator[Sample]:
    for corpus in CORPORA:
        with lzma.open(folder / f"{corpus}.jsonl.xz", "rt", encoding="utf-8") as lines:
            for record in map(json.loads, lines):
                if record["gold"].get("title"):
                    yield read_sample(corpus, record)


def read_sample(corpus: str, record: Mapping[str, Any]) -> Sample:
    url, gold = record["url"] or "", record["gold"]["title"]
    document = parse_page(Page(url=url, body=record["html"].encode("utf-8", "surrogatepass")))
    collect_metadata(document)
    groups = titles_of(document)
    site = site_of(url) or record["id"]
    return Sample(
        corpus=corpus,
        fold=fold_of(site),
        marks=[group.marks for group in groups],
        target=[group.key == fold(gold) for group in groups],
        right=[same(group.best.text) == same(gold) for group in groups],
        site=site,
    )


def fit(samples: Sequence[Sample]) -> Marks:
    """Mark → weight in the choice."""
    on_sites = {(mark, s.site) for s in samples for marks in s.marks for mark in marks}
    return RECIPE.weights(samples, RECIPE.common(mark for mark, _ in on_sites))


def show(samples: Sequence[Sample]) -> None:
    for corpus in CORPORA:
        own = [s for s in samples if s.corpus == corpus]
        carried = np.mean([any(s.target) for s in own])
        print(f"{corpus:10} {np.mean([s.is_right for s in own]):.3f}  on the page {carried:.3f}  {len(own)}")
    print(f"{'all':10} {np.mean([s.is_right for s in samples]):.3f}")
    show_calibration(samples, (0.95, 0.9, 0.8, 0.5))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--corpus", type=Path, default=Path(__file__).resolve().parents[2] / "shared/corpus")
    parser.add_argument("--write", action="store_true", help=f"write {MODEL.name}, fitted on all pages")
    options = parser.parse_args()
    samples = list(read_samples(options.corpus))
    cross_choose(fit, samples, samples)
    cross_rate(RECIPE, samples, samples)
    show(samples)
    if options.write:
        # The confidence of the choices of cross-validation: its own would look too good.
        write(MODEL, fit(samples), RECIPE.sureness(samples))


if __name__ == "__main__":
    main()
