"""Rebuild the weights that choose a page's day of publication; print their grouped cross-validation.

    python training/train_dates.py --corpus ../shared/corpus [--write]

Five folds grouped by registrable domain over all corpora together: no site is in training and test. The choice is a
conditional logit, softmax over the days that a page names; the confidence a logistic over the chosen day, fitted on
choices for pages of other sites. Both by L-BFGS, written here with numpy. Deterministic.
"""

from __future__ import annotations

import argparse
import json
import lzma
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from folds import FOLDS, fold_of
from numpy.typing import NDArray

from capital_spider.extract import collect_metadata, extract_title, parse_page, split_blocks
from capital_spider.extract.date_choice import LEAST, DayGroup, confidence_marks
from capital_spider.extract.dates import days_of
from capital_spider.items import Page
from capital_spider.urls import site_of

CORPORA = ("aed", "fundus", "wcxb", "traf", "htmldate", "postlight")
CHOICE_L2, CONFIDENCE_L2 = 3.0, 3.0
# A mark on fewer days of the corpora has no weight.
FEWEST = 8
MEMORY, ITERATIONS = 10, 300
SURE = 0.9
FAR = frozenset({"printed", "script", "image_url", "time"})
MODEL = Path(__file__).resolve().parents[1] / "capital_spider/data/date_choice.json"

Vector = NDArray[np.float64]
Loss = Callable[[Vector], tuple[float, Vector]]


@dataclass
class Sample:
    """One page: its days, which of them is the gold's, and what cross-validation chose."""

    corpus: str
    fold: int
    gold: str
    groups: list[DayGroup]
    chosen: int | None = None
    share: float = 0.0
    confidence: float = 0.0
    target: Vector = field(default_factory=lambda: np.zeros(0))

    @property
    def right(self) -> bool:
        return self.chosen is not None and self.groups[self.chosen].day.isoformat() == self.gold


def read_samples(folder: Path, corpora: Sequence[str], *, dated: bool = True) -> Iterator[Sample]:
    """The pages with a gold date; or those without."""
    for corpus in corpora:
        with lzma.open(folder / f"{corpus}.jsonl.xz", "rt", encoding="utf-8") as lines:
            for record in map(json.loads, lines):
                if bool(record["gold"].get("date")) is dated:
                    yield read_sample(corpus, record)


def read_sample(corpus: str, record: Mapping[str, Any]) -> Sample:
    page = Page(url=record["url"] or "", body=record["html"].encode("utf-8", "surrogatepass"))
    document = parse_page(page)
    for stage in (collect_metadata, extract_title, split_blocks):
        stage(document)
    groups, gold = days_of(document), record["gold"].get("date") or ""
    fold = fold_of(site_of(page.url) or record["id"])
    target = np.array([float(group.day.isoformat() == gold) for group in groups])
    return Sample(corpus, fold, gold, groups, target=target)


def minimise(loss: Loss, size: int) -> Vector:
    """The point where a smooth convex function is least, by L-BFGS. Source: Nocedal & Wright, algorithm 7.4."""
    point = np.zeros(size)
    value, slope = loss(point)
    steps: list[tuple[Vector, Vector]] = []
    for _ in range(ITERATIONS):
        direction = _towards(slope, steps)
        length = 1.0
        while True:
            new = point - length * direction
            new_value, new_slope = loss(new)
            if new_value <= value - 1e-4 * length * (slope @ direction) or length < 1e-8:
                break
            length /= 2
        if (new - point) @ (new_slope - slope) > 1e-10:
            steps = [*steps, (new - point, new_slope - slope)][-MEMORY:]
        settled = abs(value - new_value) < 1e-7 * abs(value)
        point, value, slope = new, new_value, new_slope
        if settled:
            break
    return point


def _towards(slope: Vector, steps: Sequence[tuple[Vector, Vector]]) -> Vector:
    direction, parts = slope.copy(), []
    for step, change in reversed(steps):
        part = (step @ direction) / (change @ step)
        parts.append(part)
        direction -= part * change
    if steps:
        step, change = steps[-1]
        direction *= (step @ change) / (change @ change)
    else:
        direction /= max(1.0, float(np.abs(slope).sum()))
    for (step, change), part in zip(steps, reversed(parts), strict=True):
        direction += step * (part - (change @ direction) / (change @ step))
    return direction


def fit_choice(samples: Sequence[Sample]) -> dict[str, float]:
    """Mark → weight, of the pages that name the gold's day and others."""
    counts = Counter(mark for s in samples for group in s.groups for mark in group.marks)
    places = {mark: n for n, mark in enumerate(sorted(m for m, count in counts.items() if count >= FEWEST))}
    usable = [s for s in samples if len(s.groups) > 1 and s.target.sum() == 1]
    days = [(n, group) for n, s in enumerate(usable) for group in s.groups]
    page = np.array([n for n, _ in days])
    target = np.concatenate([s.target for s in usable])
    cells = [(row, places[m]) for row, (_, g) in enumerate(days) for m in sorted(g.marks) if m in places]
    row, mark = (np.array(part) for part in zip(*cells, strict=True))

    def loss(weights: Vector) -> tuple[float, Vector]:
        score = np.bincount(row, weights[mark], len(days))
        top = np.full(len(usable), -np.inf)
        np.maximum.at(top, page, score)
        power = np.exp(score - top[page])
        chance = power / np.bincount(page, power)[page]
        value = -np.log(np.maximum(chance[target == 1], 1e-12)).sum() + CHOICE_L2 / 2 * (weights @ weights)
        slope = np.bincount(mark, (chance - target)[row], len(places)) + CHOICE_L2 * weights
        return float(value), slope

    return named(minimise(loss, len(places)), list(places))


def fit_confidence(samples: Sequence[Sample]) -> dict[str, float]:
    """Mark → weight, of days chosen by weights from other sites."""
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


def named(weights: Vector, marks: Sequence[str]) -> dict[str, float]:
    return {mark: round(float(weight), 3) for mark, weight in zip(marks, weights, strict=True)}


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


def only_far(samples: Sequence[Sample]) -> list[Sample]:
    """Those whose chosen day stands only far from the headline: on pages without a gold date it is another text's.

    What such pages tell machines or print under the headline is most often right, and only not annotated.
    """
    chosen = [(s, s.groups[s.chosen].marks) for s in samples if s.chosen is not None]
    return [s for s, marks in chosen if {k for m in marks if m.startswith("kind:") for k in m[5:].split("+")} <= FAR]


def cross_validate(samples: Sequence[Sample], undated: Sequence[Sample]) -> None:
    """Leave in each sample what weights fitted on other sites choose, and how sure they are."""
    everything = [*samples, *undated]
    for fold in range(FOLDS):
        weights = fit_choice([s for s in samples if s.fold != fold])
        for sample in everything:
            if sample.fold == fold:
                choose(sample, weights)
    for fold in range(FOLDS):
        confidence = fit_confidence([s for s in (*samples, *only_far(undated)) if s.fold != fold])
        for sample in everything:
            if sample.fold == fold:
                rate(sample, confidence)


def show(samples: Sequence[Sample]) -> None:
    for corpus in CORPORA:
        own = [s for s in samples if s.corpus == corpus]
        named_days = sum(s.target.sum() for s in own)
        print(f"{corpus:10} {np.mean([s.right for s in own]):.3f}  on the page {named_days / len(own):.3f}  {len(own)}")
    print(f"{'all':10} {np.mean([s.right for s in samples]):.3f}")
    for corpus in CORPORA:
        own = [s for s in samples if s.corpus == corpus]
        given = np.mean([s.right and s.confidence >= LEAST for s in own])
        print(f"{corpus:10} {given:.3f}  where nothing below {LEAST} is given")
    for floor in (0.95, SURE, 0.8, 0.5, LEAST):
        sure = [s.right for s in samples if s.confidence >= floor]
        share = len(sure) / len(samples)
        print(f"confidence {floor:.2f} and more: {share:.3f} of the pages, right {np.mean(sure):.3f}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--corpus", type=Path, default=Path(__file__).resolve().parents[2] / "shared/corpus")
    parser.add_argument("--write", action="store_true", help=f"write {MODEL.name}, fitted on all pages")
    options = parser.parse_args()
    samples = list(read_samples(options.corpus, CORPORA))
    undated = list(read_samples(options.corpus, ("wcxb", "wcxb-other"), dated=False))
    cross_validate(samples, undated)
    show(samples)
    given = [s for s in only_far(undated) if s.confidence >= LEAST]
    print(f"pages without a date: {len(undated)}, given one from far below: {len(given)}")
    if options.write:
        confidence = fit_confidence(
            [*samples, *only_far(undated)]
        )  # on the choices of cross-validation: its own would look too good
        model = {"weights": fit_choice(samples), "confidence": confidence}
        MODEL.write_text(json.dumps(model, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
