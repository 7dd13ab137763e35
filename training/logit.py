"""Fit a conditional logit and its confidence (`capital_spider.extract.logit`), and cross-validate both by site.

Shared by train_titles.py, train_authors.py and train_dates.py. L-BFGS, written here with numpy. Deterministic.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import numpy as np
from folds import FOLDS
from numpy.typing import NDArray

from capital_spider.extract.logit import Logit, Marks

MEMORY, ITERATIONS = 10, 300

Vector = NDArray[np.float64]
Loss = Callable[[Vector], tuple[float, Vector]]


@dataclass(kw_only=True)
class Choice:
    """One page: what is known of its candidates, and what cross-validation chose.

    marks, target, right: of each candidate; target: 1 for those that are to be chosen; right: it may be given.
    """

    corpus: str
    fold: int
    marks: list[Marks]
    target: list[bool]
    right: list[bool]
    chosen: int | None = None
    share: float = 0.0
    confidence: float = 0.0

    @property
    def is_right(self) -> bool:
        return self.chosen is not None and self.right[self.chosen]


C = TypeVar("C", bound=Choice)


@dataclass(frozen=True)
class Recipe:
    """How a logit is fitted. fewest: a mark that occurs more seldom has no weight."""

    telling: tuple[str, ...]
    choice_l2: float
    confidence_l2: float
    fewest: int

    def common(self, marks: Iterable[str]) -> list[str]:
        """Those of the marks that occur often enough, in order."""
        return sorted(mark for mark, count in Counter(marks).items() if count >= self.fewest)

    def weights(self, choices: Sequence[Choice], known: Sequence[str]) -> Marks:
        """Mark → weight in the choice, of the pages that have what is to be chosen beside other candidates."""
        usable = [c for c in choices if len(c.marks) > 1 and any(c.target)]
        candidates = [(n, marks) for n, c in enumerate(usable) for marks in c.marks]
        page = np.array([n for n, _ in candidates])
        target = np.concatenate([np.array(c.target, float) / sum(c.target) for c in usable])
        row, column, amount = _cells([marks for _, marks in candidates], known)

        def loss(weights: Vector) -> tuple[float, Vector]:
            score = np.bincount(row, weights[column] * amount, len(candidates))
            top = np.full(len(usable), -np.inf)
            np.maximum.at(top, page, score)
            power = np.exp(score - top[page])
            chance = power / np.bincount(page, power)[page]
            value = -(target * np.log(np.maximum(chance, 1e-12))).sum() + self.choice_l2 / 2 * (weights @ weights)
            slope = np.bincount(column, (chance - target)[row] * amount, len(known)) + self.choice_l2 * weights
            return float(value), slope

        return _named(minimise(loss, len(known)), known)

    def sureness(self, choices: Sequence[Choice]) -> Marks:
        """Mark → weight in the confidence, of candidates chosen by weights from other sites."""
        chosen = [c for c in choices if c.chosen is not None]
        logit = Logit({}, {}, self.telling)
        marks = [logit.confidence_marks(c.marks[c.chosen or 0], c.share) for c in chosen]
        known = self.common(mark for some in marks for mark in some)
        table = np.zeros((len(chosen), len(known)))
        row, column, amount = _cells(marks, known)
        table[row, column] = amount
        target = np.array([float(c.is_right) for c in chosen])

        def loss(weights: Vector) -> tuple[float, Vector]:
            score = table @ weights
            value = np.logaddexp(0, score).sum() - target @ score + self.confidence_l2 / 2 * (weights @ weights)
            return float(value), table.T @ (1 / (1 + np.exp(-score)) - target) + self.confidence_l2 * weights

        return _named(minimise(loss, len(known)), known)


def cross_choose(fit: Callable[[list[C]], Marks], fitted: Sequence[C], asked: Sequence[C]) -> None:
    """Leave in each page asked what weights fitted on pages of other sites choose."""
    for fold in range(FOLDS):
        logit = Logit(fit([c for c in fitted if c.fold != fold]), {})
        for choice in asked:
            if choice.fold == fold and (found := logit.choose(choice.marks)) is not None:
                choice.chosen, choice.share = found


def cross_rate(recipe: Recipe, fitted: Sequence[Choice], asked: Sequence[Choice]) -> None:
    """Leave in each page asked how sure its choice is, by what was chosen on pages of other sites."""
    for fold in range(FOLDS):
        logit = Logit({}, recipe.sureness([c for c in fitted if c.fold != fold]), recipe.telling)
        for choice in asked:
            if choice.fold == fold and choice.chosen is not None:
                choice.confidence = logit.confidence(choice.marks[choice.chosen], choice.share)


def show_calibration(choices: Sequence[Choice], floors: Sequence[float], of: str = "pages") -> None:
    """How many choices are as sure as that, and how many of those are right."""
    for floor in floors:
        sure = [c.is_right for c in choices if c.confidence >= floor]
        share = len(sure) / len(choices)
        print(f"confidence {floor:.2f} and more: {share:.3f} of the {of}, right {np.mean(sure):.3f}")


def write(path: Path, weights: Marks, sureness: Marks) -> None:
    model = {"weights": weights, "confidence": sureness}
    path.write_text(json.dumps(model, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def _cells(rows: Sequence[Marks], known: Sequence[str]) -> tuple[NDArray[np.int64], NDArray[np.int64], Vector]:
    """Row, column and amount of all marks that are known."""
    places = {mark: n for n, mark in enumerate(known)}
    cells = [(n, places[m], value) for n, marks in enumerate(rows) for m, value in sorted(marks.items()) if m in places]
    row, column, amount = zip(*cells, strict=True)
    return np.array(row, np.int64), np.array(column, np.int64), np.array(amount, np.float64)


def _named(weights: Vector, marks: Sequence[str]) -> Marks:
    return {mark: round(float(weight), 3) for mark, weight in zip(marks, weights, strict=True)}


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
