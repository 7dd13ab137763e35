"""Ours with the boilerplate models of training/train_boilerplate.py's folds: no page by a model that knows its site."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from peers import Tool, read_article

from capital_spider.extract import STAGES, assemble_article, parse_page, run_stage, strip_boilerplate
from capital_spider.items import Article, Page
from capital_spider.urls import site_of

_TRAINING = Path(__file__).resolve().parents[1] / "training"


def cross_validated(folder: Path) -> Tool:
    """Trains the folds' models on the corpora in `folder`, which takes minutes."""
    try:
        sys.path.insert(0, str(_TRAINING))
        recipe: Any = importlib.import_module("train_boilerplate")
    except ImportError as error:
        sys.exit(f"--cross-validate trains models: {error}; pip install 'capital-spider[training]'")
    models: list[Any] = recipe.cross_validate(recipe.read_samples(folder))

    def run(html: str, url: str) -> Article:
        fold = recipe.folds_of([SimpleNamespace(group=site_of(url))])[0]
        return _extract(html, url, models[fold])

    return Tool(run, read_article)


def _extract(html: str, url: str, model: Any) -> Article:
    """`extract_article`, with another model."""
    document = parse_page(Page(url=url, body=html.encode("utf-8", "surrogatepass")))
    for stage in STAGES:
        if stage is strip_boilerplate:
            strip_boilerplate(document, model)
        else:
            run_stage(stage, document)
    return assemble_article(document)
