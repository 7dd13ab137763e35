"""The shipped boilerplate model: gradient-boosted oblivious trees, run by numpy alone.

A model file (``data/boilerplate_model.npz``) is data with a recipe: ``training/train_boilerplate.py`` rebuilds it.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

Floats: TypeAlias = "NDArray[np.float32]"


# Rows asked at once: bounds the memory, and keeps it in the processor's cache.
_ROWS = 1024


@dataclass(frozen=True, slots=True, eq=False)
class Trees:
    """Oblivious trees: every level of a tree asks the same question of all rows.

    features, borders: (depth × trees) the column asked and its border; leaves: (trees × 2^depth); bias: of the sum.
    """

    features: NDArray[np.int64]
    borders: Floats
    leaves: Floats
    bias: float

    def probability(self, rows: Floats) -> Floats:
        """Of each row: that what it describes is wanted, a block as text, a page as an article."""
        parts = [self._score(rows[n : n + _ROWS]) for n in range(0, len(rows), _ROWS)]
        return np.asarray(1 / (1 + np.exp(-np.concatenate(parts))), np.float32)

    def _score(self, rows: Floats) -> Floats:
        columns = np.ascontiguousarray(rows.T)
        trees, leaves = self.leaves.shape
        leaf = np.repeat(np.arange(trees, dtype=np.int32)[:, None] * leaves, len(rows), axis=1)
        for bit, (features, borders) in enumerate(zip(self.features, self.borders, strict=True)):
            leaf += (columns[features] > borders[:, None]).astype(np.int32) << bit
        return np.asarray(self.leaves.ravel()[leaf].sum(axis=0) + self.bias, np.float32)

    def probability_of_one(self, row: Floats) -> float:
        """`probability` of a single row, at a third of its price."""
        answers = row[self.features] > self.borders
        leaf = (answers * (1 << np.arange(len(answers)))[:, None]).sum(axis=0)
        score = self.leaves[np.arange(len(leaf)), leaf].sum() + self.bias
        return float(1 / (1 + np.exp(-score)))


def read_trees(stored: Any, suffix: str = "") -> Trees:
    """The trees of a model file, by the names of their arrays, which may have a suffix."""
    return Trees(
        features=stored[f"features{suffix}"].astype(np.int64),
        borders=stored[f"borders{suffix}"].astype(np.float32),
        leaves=stored[f"leaves{suffix}"].astype(np.float32),
        bias=float(stored[f"bias{suffix}"]),
    )


@dataclass(frozen=True, slots=True, eq=False)
class Model:
    """Both stages; name: what to cite, the date and the digest of its training."""

    name: str
    first: Trees
    second: Trees


@cache
def load_model() -> Model:
    """The model of this release."""
    with files("capital_spider").joinpath("data/boilerplate_model.npz").open("rb") as file:
        stored: Any = np.load(file)
        return Model(name=str(stored["name"]), first=read_trees(stored, "_1"), second=read_trees(stored, "_2"))
