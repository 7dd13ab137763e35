"""Rebuild the weights that choose a page's headline among its wordings; print their grouped cross-validation.

    python training/train_titles.py --corpus ../shared/corpus [--write]

Five folds grouped by registrable domain over all corpora together: no site is in training and test. The choice is a
conditional logit, softmax over the wordings of a page; the confidence a logistic over the chosen wording, fitted on
choices for pages of other sites. A page counts as right if the wording is the gold's, signs and all, but for case,
spaces and the shape of quotes and dashes. Deterministic.
"""

from __future__ import annotations

import argparse
import json
import lzma
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from folds import FOLDS, fold_of
from train_dates import Vector, minimise, named

from capital_spider.extract import collect_metadata, parse_page
from capital_spider.extract.title import titles_of
from capital_spider.extract.title_choice import TitleGroup, choose_title, confidence_marks
from capital_spider.items import Page
from capital_spider.text import fold
from capital_spider.urls import site_of

# Corpus → weight of its pages.
CORPORA = {"aed": 1.0, "fundus": 1.0, "wcxb": 1.0, "traf": 1.0, "postlight": 1.0}
CHOICE_L2, CONFIDENCE_L2 = 3.0, 3.0
# A mark on the wordings of fewer sites has no weight.
FEWEST = 5
SURE = 0.9
MODEL = Path(__file__).resolve().parents[1] / "capital_spider/data/title_choice.json"


@dataclass
class Sample:
    """One page: its wordings, which of them is the gold's, and what cross-validation chose."""

    corpus: str
    url: str
    site: str
    gold: str
    groups: list[TitleGroup]
    target: Vector
    chosen: int | None = None
    share: float = 0.0
    confidence: float = 0.0

    @property
    def fold(self) -> int:
        return fold_of(self.site)

    @property
    def text(self) -> str:
        return "" if self.chosen is None else self.groups[self.chosen].best.text

    @property
    def right(self) -> bool:
        return same(self.text) == same(self.gold)


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
    target = np.array([float(group.key == fold(gold)) for group in groups])
    return Sample(corpus, url, site_of(url) or record["id"], gold, groups, target)


def fit_choice(samples: Sequence[Sample]) -> dict[str, float]:
    """Mark → weight, of the pages that carry the gold's wording and others."""
    sites = defaultdict(set)
    for s in samples:
        for group in s.groups:
            for mark in group.marks:
                sites[mark].add(s.site)
    places = {mark: n for n, mark in enumerate(sorted(m for m, found in sites.items() if len(found) >= FEWEST))}
    usable = [s for s in samples if len(s.groups) > 1 and s.target.sum() == 1]
    rows = [(n, group) for n, s in enumerate(usable) for group in s.groups]
    page = np.array([n for n, _ in rows])
    weight = np.array([CORPORA[s.corpus] for s in usable])
    target = np.concatenate([s.target for s in usable])
    cells = [(r, places[m], v) for r, (_, g) in enumerate(rows) for m, v in sorted(g.marks.items()) if m in places]
    row, column = (np.array([cell[n] for cell in cells], np.int64) for n in (0, 1))
    amount = np.array([value for _, _, value in cells])

    def loss(weights: Vector) -> tuple[float, Vector]:
        score = np.bincount(row, weights[column] * amount, len(rows))
        top = np.full(len(usable), -np.inf)
        np.maximum.at(top, page, score)
        power = np.exp(score - top[page])
        chance = power / np.bincount(page, power)[page]
        value = -(weight * np.log(np.maximum(chance[target == 1], 1e-12))).sum()
        slope = np.bincount(column, ((chance - target) * weight[page])[row] * amount, len(places))
        return float(value + CHOICE_L2 / 2 * (weights @ weights)), slope + CHOICE_L2 * weights

    return named(minimise(loss, len(places)), list(places))


def fit_confidence(samples: Sequence[Sample]) -> dict[str, float]:
    """Mark → weight, of wordings chosen by weights from other sites."""
    chosen = [s for s in samples if s.chosen is not None]
    marks = [confidence_marks(s.groups[s.chosen or 0], s.share) for s in chosen]
    counts = Counter(mark for some in marks for mark in some)
    places = {mark: n for n, mark in enumerate(sorted(m for m, count in counts.items() if count >= FEWEST))}
    table = np.zeros((len(chosen), len(places)))
    for n, some in enumerate(marks):
        for mark, value in some.items():
            if mark in places:
                table[n, places[mark]] = value
    target = np.array([float(s.right) for s in chosen])

    def loss(weights: Vector) -> tuple[float, Vector]:
        score = table @ weights
        value = np.logaddexp(0, score).sum() - target @ score + CONFIDENCE_L2 / 2 * (weights @ weights)
        return float(value), table.T @ (1 / (1 + np.exp(-score)) - target) + CONFIDENCE_L2 * weights

    return named(minimise(loss, len(places)), list(places))


def choose(sample: Sample, weights: Mapping[str, float]) -> None:
    if (found := choose_title(sample.groups, weights)) is not None:
        sample.chosen, sample.share = found


def rate(sample: Sample, weights: Mapping[str, float]) -> None:
    if sample.chosen is not None:
        marks = confidence_marks(sample.groups[sample.chosen], sample.share)
        score = sum(weights.get(mark, 0.0) * value for mark, value in marks.items())
        sample.confidence = float(1 / (1 + np.exp(-score)))


def cross_validate(samples: Sequence[Sample]) -> None:
    """Leave in each sample what weights fitted on other sites choose, and how sure they are."""
    for fit, use in ((fit_choice, choose), (fit_confidence, rate)):
        for number in range(FOLDS):
            weights = fit([s for s in samples if s.fold != number])
            for sample in samples:
                if sample.fold == number:
                    use(sample, weights)


def show(samples: Sequence[Sample]) -> None:
    for corpus in CORPORA:
        own = [s for s in samples if s.corpus == corpus]
        carried = np.mean([s.target.sum() for s in own])
        print(f"{corpus:10} {np.mean([s.right for s in own]):.3f}  on the page {carried:.3f}  {len(own)}")
    print(f"{'all':10} {np.mean([s.right for s in samples]):.3f}")
    for floor in (0.95, SURE, 0.8, 0.5):
        sure = [s.right for s in samples if s.confidence >= floor]
        print(
            f"confidence {floor:.2f} and more: {len(sure) / len(samples):.3f} of the pages, right {np.mean(sure):.3f}"
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--corpus", type=Path, default=Path(__file__).resolve().parents[2] / "shared/corpus")
    parser.add_argument("--write", action="store_true", help=f"write {MODEL.name}, fitted on all pages")
    options = parser.parse_args()
    samples = list(read_samples(options.corpus))
    cross_validate(samples)
    show(samples)
    if options.write:
        # The confidence of the choices of cross-validation: its own would look too good.
        model = {"choice": fit_choice(samples), "confidence": fit_confidence(samples)}
        MODEL.write_text(json.dumps(model, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
