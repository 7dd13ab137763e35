"""The folds of cross-validation: by registrable domain, so that no site is in training and test."""

from __future__ import annotations

import hashlib

FOLDS, SEED = 5, 11


def fold_of(site: str) -> int:
    """0 to FOLDS - 1, the same for all pages of a site."""
    return int(hashlib.sha256(f"{SEED}{site}".encode()).hexdigest(), 16) % FOLDS
