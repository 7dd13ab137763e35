"""A conditional logit: which of a page's candidates it is, by the marks that speak for each, and how sure that is.

Titles, authors and dates are chosen by one each. The weights are data (``data/*_choice.json``) with a recipe: a softmax
over the candidates of a page, and a logistic over the chosen one, fitted by ``training/train_*.py``.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

# Mark → its amount, mostly 1.
Marks = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Logit:
    """weights, sureness: mark → weight in the choice and in the confidence; marks without one count nothing.

    telling: how the marks begin that the confidence looks at, besides the share in the choice.
    """

    weights: Marks
    sureness: Marks
    telling: tuple[str, ...] = ("",)

    def score(self, marks: Marks) -> float:
        """What speaks for a candidate: log odds, up to what is common to all candidates of its page."""
        return _weigh(self.weights, marks)

    def choose(self, candidates: Sequence[Marks]) -> tuple[int, float] | None:
        """The likeliest candidate's place, and its share of all candidates' weight (0 to 1); None if there is none."""
        if not candidates:
            return None
        scores = [_weigh(self.weights, marks) for marks in candidates]
        best = max(range(len(scores)), key=scores.__getitem__)
        return best, 1 / sum(math.exp(score - scores[best]) for score in scores)

    def confidence(self, marks: Marks, share: float) -> float:
        """The probability that the chosen candidate is right, as cross-validated on the development pages."""
        return 1 / (1 + math.exp(-_weigh(self.sureness, self.confidence_marks(marks, share))))

    def confidence_marks(self, marks: Marks, share: float) -> dict[str, float]:
        """What the confidence depends on: the share in the choice, and what is telling of the marks."""
        odds = math.log(share / max(1e-3, 1 - share))
        return {m: value for m, value in marks.items() if m.startswith(self.telling)} | {"odds": odds / 4, "bias": 1.0}


def _weigh(weights: Marks, marks: Marks) -> float:
    return sum(weights.get(mark, 0.0) * value for mark, value in marks.items())


@cache
def load_logit(name: str, telling: tuple[str, ...] = ("",)) -> Logit:
    """The weights of this release: ``data/{name}.json``."""
    text = files("capital_spider").joinpath("data", f"{name}.json").read_text(encoding="utf-8")
    stored = json.loads(text)
    return Logit(stored["weights"], stored["confidence"], telling)
