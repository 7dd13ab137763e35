"""CatBoost's models as the arrays that the package runs."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from catboost import CatBoostClassifier

from capital_spider.extract.model import Trees


def to_trees(model: CatBoostClassifier, depth: int) -> Trees:
    """CatBoost's own export, read back as arrays. depth: that of the model's trees; shallower ones are filled up."""
    with tempfile.NamedTemporaryFile(suffix=".json") as file:
        model.save_model(file.name, format="json")
        exported = json.loads(Path(file.name).read_text())
    trees = exported["oblivious_trees"]
    features = np.zeros((depth, len(trees)), np.int64)
    borders = np.full((depth, len(trees)), np.inf, np.float32)
    leaves = np.zeros((len(trees), 2**depth), np.float32)
    for n, tree in enumerate(trees):
        for level, split in enumerate(tree["splits"]):
            features[level, n], borders[level, n] = split["float_feature_index"], split["border"]
        leaves[n, : len(tree["leaf_values"])] = tree["leaf_values"]
    scale, bias = exported["scale_and_bias"]
    return Trees(features, borders, (leaves * scale).astype(np.float32), float(np.ravel(bias)[0]))


def join(models: Sequence[Trees]) -> Trees:
    """Models as one, which gives the mean of their scores."""
    return Trees(
        np.concatenate([m.features for m in models], axis=1),
        np.concatenate([m.borders for m in models], axis=1),
        np.concatenate([m.leaves / len(models) for m in models]).astype(np.float16).astype(np.float32),
        float(np.mean([m.bias for m in models])),
    )
