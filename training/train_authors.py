"""Rebuild the weights that choose a page's authors; print their grouped cross-validation.

    python training/train_authors.py --corpus ../shared/corpus [--write]

Five folds grouped by registrable domain over all corpora together: no site is in training and test. The choice is a
conditional logit, softmax over the lists of names that a page gives; the confidence a logistic over the chosen list,
fitted on choices for pages of other sites. Both by L-BFGS, as the dates. Deterministic.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from folds import FOLDS, fold_of
from train_dates import Vector, minimise, named

from capital_spider.extract import collect_metadata, extract_title, parse_page, split_blocks
from capital_spider.extract.author_candidates import author_candidates
from capital_spider.extract.author_choice import AuthorGroup, confidence_marks, group_authors, is_given
from capital_spider.extract.author_names import split_names
from capital_spider.items import Page
from capital_spider.text import fold
from capital_spider.urls import site_of

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "benchmarks"))
from corpora import load_score, read_corpus

CORPORA = ("aed", "fundus", "wcxb", "traf", "postlight")
# Pages of these without a gold author have none, as far as anybody can say; in the others they are only not annotated.
UNSIGNED = ("aed", "wcxb", "postlight")
CHOICE_L2, CONFIDENCE_L2 = 1.0, 6.0
# A mark on fewer lists of the corpora has no weight.
FEWEST = 5
FLOORS = (0.95, 0.9, 0.8, 0.5, 0.35)
MODEL = Path(__file__).resolve().parents[1] / "capital_spider/data/author_choice.json"


@dataclass
class Sample:
    """One page: its lists of names, how right each is, and what cross-validation chose."""

    corpus: str
    ident: str
    fold: int
    gold: list[str]
    groups: list[AuthorGroup]
    scores: list[float]
    right: list[bool]
    chosen: int | None = None
    share: float = 0.0
    confidence: float = 0.0
    target: Vector = field(default_factory=lambda: np.zeros(0))


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
    target = np.array([float(s == best and best >= 0.5) for s in shared])
    right = [one == 1 or other == 1 for one, other in zip(scores, shared, strict=True)]
    fold_number = fold_of(site_of(page.url) or record["id"])
    return Sample(corpus, record["id"], fold_number, gold, groups, scores, right, target=target)


def _f1(found: set[str], gold: set[str]) -> float:
    return 2 * len(found & gold) / (len(found) + len(gold)) if found and gold else 0.0


def fit_choice(samples: Sequence[Sample]) -> dict[str, float]:
    """Mark → weight, of the pages that give the gold's authors and others."""
    usable = [s for s in samples if len(s.groups) > 1 and s.target.sum() >= 1]
    counts = Counter(mark for s in usable for group in s.groups for mark in group.marks)
    places = {mark: n for n, mark in enumerate(sorted(m for m, count in counts.items() if count >= FEWEST))}
    groups = [(n, group) for n, s in enumerate(usable) for group in s.groups]
    page = np.array([n for n, _ in groups])
    target = np.concatenate([s.target / s.target.sum() for s in usable])
    cells = [(row, places[m]) for row, (_, g) in enumerate(groups) for m in sorted(g.marks) if m in places]
    row, mark = (np.array(part) for part in zip(*cells, strict=True))

    def loss(weights: Vector) -> tuple[float, Vector]:
        score = np.bincount(row, weights[mark], len(groups))
        top = np.full(len(usable), -np.inf)
        np.maximum.at(top, page, score)
        power = np.exp(score - top[page])
        chance = power / np.bincount(page, power)[page]
        value = -(target * np.log(np.maximum(chance, 1e-12))).sum() + CHOICE_L2 / 2 * (weights @ weights)
        slope = np.bincount(mark, (chance - target)[row], len(places)) + CHOICE_L2 * weights
        return float(value), slope

    return named(minimise(loss, len(places)), list(places))


def fit_confidence(samples: Sequence[Sample]) -> dict[str, float]:
    """Mark → weight, of lists chosen by weights from other sites."""
    chosen = [s for s in samples if s.chosen is not None]
    marks = [confidence_marks(s.groups[s.chosen or 0], s.share) for s in chosen]
    counts = Counter(mark for some in marks for mark in some)
    places = {mark: n for n, mark in enumerate(sorted(m for m, count in counts.items() if count >= FEWEST))}
    table = np.zeros((len(chosen), len(places)))
    for n, some in enumerate(marks):
        for mark, value in some.items():
            if mark in places:
                table[n, places[mark]] = value
    target = np.array([float(s.right[s.chosen or 0]) for s in chosen])

    def loss(weights: Vector) -> tuple[float, Vector]:
        score = table @ weights
        value = np.logaddexp(0, score).sum() - target @ score + CONFIDENCE_L2 / 2 * (weights @ weights)
        return float(value), table.T @ (1 / (1 + np.exp(-score)) - target) + CONFIDENCE_L2 * weights

    return named(minimise(loss, len(places)), list(places))


def choose(sample: Sample, weights: Mapping[str, float]) -> None:
    if sample.groups:
        score = np.array([sum(weights.get(mark, 0.0) for mark in group.marks) for group in sample.groups])
        sample.chosen = int(score.argmax())
        sample.share = float(1 / np.exp(score - score.max()).sum())


def rate(sample: Sample, weights: Mapping[str, float]) -> None:
    if sample.chosen is not None:
        marks = confidence_marks(sample.groups[sample.chosen], sample.share)
        score = sum(weights.get(mark, 0.0) * value for mark, value in marks.items())
        sample.confidence = float(1 / (1 + np.exp(-score)))


def cross_validate(samples: Sequence[Sample]) -> None:
    """Leave in each sample what weights fitted on other sites choose, and how sure they are."""
    for number in range(FOLDS):
        weights = fit_choice([s for s in samples if s.fold != number])
        for sample in samples:
            if sample.fold == number:
                choose(sample, weights)
    for number in range(FOLDS):
        weights = fit_confidence([s for s in samples if s.fold != number])
        for sample in samples:
            if sample.fold == number:
                rate(sample, weights)


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
    for floor in FLOORS:
        sure = [s.right[s.chosen] for s in signed if s.chosen is not None and s.confidence >= floor]
        print(
            f"confidence {floor:.2f} and more: {len(sure) / len(signed):.3f} of the signed, right {np.mean(sure):.3f}"
        )
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
    cross_validate(samples)
    show(samples)
    if options.write:
        confidence = fit_confidence(samples)  # on the choices of cross-validation: its own would look too good
        model = {"weights": fit_choice(samples), "confidence": confidence}
        MODEL.write_text(json.dumps(model, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
