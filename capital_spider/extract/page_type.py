"""Is this page an article at all: a probability, by a linear model and boosted trees over the same named numbers.

The model (``data/page_type_model.json``: a weight for each name of `page_features`; ``data/page_type_trees.npz``) is
data with a recipe: ``training/train_page_type.py`` rebuilds it and prints its cross-validated figures.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np

from capital_spider.extract.document import Document
from capital_spider.extract.model import Trees, read_trees
from capital_spider.extract.page_features import page_features
from capital_spider.extract.page_messages import stated_message
from capital_spider.items import Problem

# A profile that finds both headline and text knows the page as one of its articles: log odds, before calibration.
_KNOWN = 2.5
# What is no article whatever else the page looks like; the corpora hold no such pages to learn a figure from.
_NO_ARTICLE = 0.01


@dataclass(frozen=True, slots=True, eq=False)
class PageTypeModel:
    """Log odds = shift + slope x the mean of both models' log odds; columns: the names that the trees ask, in order."""

    bias: float
    weights: Mapping[str, float]
    columns: tuple[str, ...]
    trees: Trees
    shift: float
    slope: float

    def log_odds(self, features: Mapping[str, float]) -> float:
        """Of the page being an article."""
        linear = self.bias + sum(self.weights.get(name, 0.0) * value for name, value in features.items())
        row = np.array([features.get(name, 0.0) for name in self.columns], np.float32)
        grown = min(max(self.trees.probability_of_one(row), 1e-4), 1 - 1e-4)
        return self.shift + self.slope * (min(max(linear, -9.2), 9.2) + math.log(grown / (1 - grown))) / 2


def judge_page_type(document: Document) -> None:
    """Set confidence["article"]; a page that is a message instead of itself, or has no text, is a problem as well."""
    message = ("not_found", "the page says that it was not found") if document.field("not_found") else None
    message = message or stated_message(document)
    if message is not None:
        document.problems.append(Problem(field="article", code=message[0], detail=message[1]))
    document.confidence["article"] = _NO_ARTICLE if message is not None else _probability(document)
    if not document.content and document.access != "closed":
        document.problems.append(Problem(field="text", code="no_text", detail="no running text was found on the page"))


def _probability(document: Document) -> float:
    model = load_page_type_model()
    known = _KNOWN * model.slope if document.field("title") and document.field("content") else 0.0
    score = min(max(model.log_odds(page_features(document)) + known, -30.0), 30.0)
    # The corpora hold no certain pages, and neither does the model.
    return min(max(round(1 / (1 + math.exp(-score)), 3), 0.001), 0.999)


@cache
def load_page_type_model() -> PageTypeModel:
    """The model of this release."""
    folder = files("capital_spider").joinpath("data")
    stored = json.loads(folder.joinpath("page_type_model.json").read_text(encoding="utf-8"))
    with folder.joinpath("page_type_trees.npz").open("rb") as file:
        trees = read_trees(np.load(file))
    return PageTypeModel(
        bias=float(stored["bias"]),
        weights=stored["weights"],
        columns=tuple(stored["columns"]),
        trees=trees,
        shift=float(stored["shift"]),
        slope=float(stored["slope"]),
    )
