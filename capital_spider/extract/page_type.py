"""Is this page an article at all: a probability, by a small linear model.

The model (``data/page_type_model.json``: a weight for each name of `page_features`) is data with a recipe:
``training/train_page_type.py`` rebuilds it and prints its cross-validated figures.
"""

from __future__ import annotations

import json
import math
from functools import cache
from importlib.resources import files

from capital_spider.extract.document import Document
from capital_spider.extract.page_features import page_features
from capital_spider.extract.page_messages import stated_message
from capital_spider.items import Problem

# A profile that finds both headline and text knows the page as one of its articles.
_KNOWN = 2.5


def judge_page_type(document: Document) -> None:
    """Set confidence["article"]; a page that is a message instead of itself, or has no text, is a problem as well."""
    message = ("not_found", "the page says that it was not found") if document.field("not_found") else None
    message = message or stated_message(document)
    if message is not None:
        code, detail = message
        document.confidence["article"] = 0.01
        document.problems.append(Problem(field="article", code=code, detail=detail))
        return
    # The corpora hold no certain pages, and neither does the model.
    document.confidence["article"] = min(max(round(1 / (1 + math.exp(-_score(document))), 3), 0.001), 0.999)
    if not document.content and document.access != "closed":
        document.problems.append(Problem(field="text", code="no_text", detail="no running text was found on the page"))


def _score(document: Document) -> float:
    bias, weights = _model()
    known = _KNOWN if document.field("title") and document.field("content") else 0.0
    score = bias + known + sum(weights.get(name, 0.0) * value for name, value in page_features(document).items())
    return min(max(score, -30.0), 30.0)


@cache
def _model() -> tuple[float, dict[str, float]]:
    stored = json.loads(files("capital_spider").joinpath("data", "page_type_model.json").read_text(encoding="utf-8"))
    return float(stored["bias"]), {str(name): float(weight) for name, weight in stored["weights"].items()}
