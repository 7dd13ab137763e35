"""Rebuild the weights that choose a page's authors; print their grouped cross-validation.

    python training/train_authors.py --corpus ../shared/corpus [--write]

Five folds grouped by registrable domain over all corpora together: no site is in training and test. The choice is a
conditional logit, softmax over the lists of names that a page gives; the confidence a logistic over the chosen list,
fitted on choices for pages of other sites (logit.py). Deterministic.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from folds import fold_of
from logit import Choice, Recipe, cross_choose, cross_rate, show_calibration, write

from capital_spider.extract import collect_metadata, extract_title, parse_page, split_blocks
from capital_spider.extract.author_candidates import author_candidates
from capital_spider.extract.author_choice import AuthorGroup, author_logit, group_authors, is_given
from capital_spider.extract.author_names import split_names
from capital_spider.extract.logit import Marks
from capital_spider.items import Page
from capital_spider.text import fold
from capital_spider.urls import site_of

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "benchmarks"))
from corpora import load_score, read_corpus

CORPORA = ("aed", "fundus", "wcxb", "traf", "postlight")
# Pages of these without a gold author have none, as far as anybody can say; in the others they are only not annotated.
UNSIGNED = ("aed", "wcxb", "postlight")
RECIPE = Recipe(author_logit().telling, choice_l2=1.0, confidence_l2=6.0, fewest=5)
FLOORS = (0.95, 0.9, 0.8, 0.5, 0.35)
MODEL = Path(__file__).resolve().parents[1] / "capital_spider/data/author_choice.json"


@dataclass(kw_only=True)
class Sample(Choice):
    """One page, its gold and the lists of names that it gives, each with its F1."""

    gold: list[str]
    groups: list[AuthorGroup]
    scores: list[float]


def read_samples(folder: Path, corpora: Sequence[str]) -> Iterator[Sample]:
    score = load_score(folder)
    for corpus in corpora:
        for record in read_corpus(folder, corpus):
            if record["gold"].get("authors") or corpus in UNSIGNED:
                yield read_sample(score, corpus, record)


def read_sample(score: Any, corpus: str, record: Mapping[str, Any]) -> Sample:
    page = Page(url=record["url"] or "", body=record["html"].encode("utf-8", "surrogatepass"))
    document = parse_page(page)
    for stage in (collect_metadata, extract_title, split_blocks):
        stage(document)
    gold = record["gold"].get("authors") or []
    groups = group_authors(*author_candidates(document))
    scores = [score.set_f1([a.name for a in group.authors], gold) for group in groups]
    # "Ana Ruiz and Bo Li" in one string of the gold are two authors.
    names = {fold(name) for printed in gold for name in split_names(printed)}
    shared = [_f1({fold(a.name) for a in group.authors}, names) for group in groups]
    best = max(shared, default=0.0)
    target = [s == best and best >= 0.5 for s in shared]
    right = [one == 1 or other == 1 for one, other in zip(scores, shared, strict=True)]
    return Sample(
        corpus=corpus,
        fold=fold_of(site_of(page.url) or record["id"]),
        marks=[group.marks for group in groups],
        target=target,
        right=right,
        gold=gold,
        groups=groups,
        scores=scores,
    )


def _f1(found: set[str], gold: set[str]) -> float:
    return 2 * len(found & gold) / (len(found) + len(gold)) if found and gold else 0.0


def fit(samples: Sequence[Sample]) -> Marks:
    """Mark → weight in the choice."""
    usable = [s for s in samples if len(s.groups) > 1 and any(s.target)]
    return RECIPE.weights(usable, RECIPE.common(mark for s in usable for marks in s.marks for mark in marks))


def given_f1(sample: Sample) -> float:
    return sample.scores[sample.chosen or 0] if is_answered(sample) else 0.0


def is_answered(sample: Sample) -> bool:
    return sample.chosen is not None and is_given(sample.groups[sample.chosen], sample.confidence)


def show(samples: Sequence[Sample]) -> None:
    signed = [s for s in samples if s.gold]
    for corpus in CORPORA:
        own = [s for s in signed if s.corpus == corpus]
        chosen = np.mean([s.scores[s.chosen] if s.chosen is not None else 0.0 for s in own])
        best = np.mean([max(s.scores, default=0.0) for s in own])
        given = np.mean([given_f1(s) for s in own])
        print(
            f"{corpus:10} F1 given {given:.3f}  chosen {chosen:.3f}  best list of the page {best:.3f}  {len(own)} pages"
        )
    show_calibration(signed, FLOORS, "signed")
    for corpus in UNSIGNED:
        own = [s for s in samples if not s.gold and s.corpus == corpus]
        printed = [s for s in own if is_answered(s) and _is_printed(s)]
        print(f"{corpus:10} unsigned {len(own)}: given {sum(map(is_answered, own))}, only in print {len(printed)}")


def _is_printed(sample: Sample) -> bool:
    return not any(source.startswith(("jsonld", "meta")) for source in sample.groups[sample.chosen or 0].sources)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--corpus", type=Path, default=Path(__file__).resolve().parents[2] / "shared/corpus")
    parser.add_argument("--write", action="store_true", help=f"write {MODEL.name}, fitted on all pages")
    options = parser.parse_args()
    samples = list(read_samples(options.corpus, CORPORA))
    cross_choose(fit, samples, samples)
    cross_rate(RECIPE, samples, samples)
    show(samples)
    if options.write:
        # The confidence of the choices of cross-validation: its own would look too good.
        write(MODEL, fit(samples), RECIPE.sureness(samples))


if __name__ == "__main__":
    main()
