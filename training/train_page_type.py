"""Rebuild the page-type model from the corpora; print its grouped cross-validation.

    pip install catboost
    python training/train_page_type.py --corpus ../shared/corpus [--write]

A logistic regression (ridge, Newton's method) and small boosted trees, of the same weight: articles against all other
pages. Five folds grouped by registrable domain; a name counts if pages of so many domains have it. Pages of the other
corpora are articles, of little weight, so that the models learn more than the blogs and guides that fill WCXB; that
there are more articles than in WCXB is taken back by the last step, which fits shift and slope of the log odds on
WCXB's pages out of fold. Deterministic for one version of the libraries.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import lzma
import sys
from collections import Counter, defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from catboost import CatBoostClassifier
from folds import FOLDS, fold_of
from numpy.typing import NDArray
from trees import join, to_trees

from capital_spider.extract import STAGES, judge_page_type, parse_page, run_stage
from capital_spider.extract.model import Trees
from capital_spider.extract.page_features import page_features
from capital_spider.extract.page_type import PageTypeModel
from capital_spider.items import Page
from capital_spider.urls import site_of

Floats = NDArray[np.float64]

# Corpus → weight of its pages.
CORPORA = {"wcxb": 1.0, "wcxb-other": 1.0, "aed": 0.3, "fundus": 0.3, "zyte": 0.3, "postlight": 0.5, "traf": 0.2}
MIN_SITES, RIDGE, STEPS = 12, 120.0, 8
# The trees find the steps of a size themselves, and take rarer names.
STEP, MIN_SITES_OF_TREES = ">", 10
PARAMETERS: dict[str, Any] = {
    "iterations": 700, "depth": 4, "learning_rate": 0.04, "l2_leaf_reg": 6, "border_count": 48, "rsm": 0.15,
    "bootstrap_type": "MVS", "subsample": 0.6, "verbose": False, "thread_count": 2, "allow_writing_files": False,
}  # fmt: skip
SEEDS = (1, 2)
# Below this a crawl exports no page.
GATE = 0.2
DATA = Path(__file__).resolve().parents[1] / "capital_spider/data"


@dataclass(frozen=True)
class Sample:
    corpus: str
    kind: str
    site: str
    url: str
    features: dict[str, float]

    @property
    def fold(self) -> int:
        return fold_of(self.site)


def read_samples(folder: Path) -> list[Sample]:
    samples = []
    for corpus in CORPORA:
        with lzma.open(folder / f"{corpus}.jsonl.xz", "rt", encoding="utf-8") as lines:
            for line in lines:
                record = json.loads(line)
                url = record["url"] or ""
                document = parse_page(Page(url=url, body=record["html"].encode("utf-8", "surrogatepass")))
                for stage in STAGES[: STAGES.index(judge_page_type)]:
                    run_stage(stage, document)
                kind = record["gold"].get("page_type") or "article"
                samples.append(Sample(corpus, kind, site_of(url), url, page_features(document)))
    return samples


def fit(samples: list[Sample]) -> PageTypeModel:
    """Both models, not yet calibrated."""
    names = _names(samples, MIN_SITES)
    bias, weights = _fit_linear(samples, names)
    columns = [name for name in _names(samples, MIN_SITES_OF_TREES) if STEP not in name]
    return PageTypeModel(bias, weights, tuple(columns), _fit_trees(samples, columns), 0.0, 1.0)


def _names(samples: list[Sample], min_sites: int) -> list[str]:
    sites = defaultdict(set)
    for sample in samples:
        for name in sample.features:
            sites[name].add(sample.site)
    return sorted(name for name, found in sites.items() if len(found) >= min_sites)


def _rows(samples: list[Sample], names: list[str]) -> Floats:
    return np.array([[sample.features.get(name, 0.0) for name in names] for sample in samples])


def _wanted(samples: list[Sample]) -> Floats:
    return np.array([sample.kind == "article" for sample in samples], float)


def _weight(samples: list[Sample]) -> Floats:
    return np.array([CORPORA[sample.corpus] for sample in samples])


def _fit_linear(samples: list[Sample], names: list[str]) -> tuple[float, dict[str, float]]:
    """Ridge on columns scaled to a deviation of 1, the scale folded back into the weights."""
    rows = _rows(samples, names)
    # A rare name's deviation is small: without a floor the ridge would hardly hold its weight.
    mean, scale = rows.mean(axis=0), np.maximum(rows.std(axis=0), 0.2)
    scaled = np.column_stack([np.ones(len(rows)), (rows - mean) / scale])
    weights = _newton(scaled, _wanted(samples), _weight(samples), RIDGE, np.zeros(scaled.shape[1]))
    plain = weights[1:] / scale
    return float(weights[0] - plain @ mean), dict(zip(names, plain.tolist(), strict=True))


def _fit_trees(samples: list[Sample], columns: list[str]) -> Trees:
    rows, fitted = _rows(samples, columns).astype(np.float32), []
    for seed in SEEDS:
        model = CatBoostClassifier(**PARAMETERS, random_seed=seed)
        model.fit(rows, _wanted(samples), sample_weight=_weight(samples))
        fitted.append(to_trees(model, PARAMETERS["depth"]))
    return join(fitted)


def _newton(rows: Floats, wanted: Floats, weight: Floats, ridge: float, start: Floats) -> Floats:
    """Logistic regression; the first column is the bias, which nothing draws to `start`."""
    penalty = np.full(rows.shape[1], ridge)
    penalty[0] = 1e-6
    solution = start.copy()
    for _ in range(STEPS):
        probability = 1 / (1 + np.exp(-np.clip(rows @ solution, -30, 30)))
        slope = rows.T @ (weight * (wanted - probability)) - penalty * (solution - start)
        curvature = (rows * (weight * probability * (1 - probability))[:, None]).T @ rows + np.diag(penalty)
        solution = solution + np.linalg.solve(curvature, slope)
    return solution


def calibration(samples: list[Sample], log_odds: Floats) -> tuple[float, float]:
    """Shift and slope by which WCXB's pages, out of fold, come out as often right as the probability says."""
    inside = np.array([sample.corpus.startswith("wcxb") for sample in samples])
    rows = np.column_stack([np.ones(inside.sum()), log_odds[inside]])
    wanted = _wanted([sample for sample in samples if sample.corpus.startswith("wcxb")])
    shift, slope = _newton(rows, wanted, np.ones(len(rows)), 1e-6, np.array([0.0, 1.0]))
    return float(shift), float(slope)


def cross_validate(samples: list[Sample]) -> tuple[Floats, Floats]:
    """Out-of-fold log odds of each sample, as fitted; and its probability, calibrated on the other folds."""
    folds = np.array([sample.fold for sample in samples])
    odds = np.zeros(len(samples))
    for fold in range(FOLDS):
        model = fit([sample for sample in samples if sample.fold != fold])
        for n in np.flatnonzero(folds == fold):
            odds[n] = model.log_odds(samples[n].features)
        print(f"fold {fold}", file=sys.stderr)
    probabilities = np.zeros(len(samples))
    for fold in range(FOLDS):
        others = np.flatnonzero(folds != fold)
        shift, slope = calibration([samples[n] for n in others], odds[others])
        inside = folds == fold
        probabilities[inside] = 1 / (1 + np.exp(-(shift + slope * odds[inside])))
    return odds, probabilities


def report(samples: list[Sample], probabilities: Floats) -> None:
    pages = [(s, p) for s, p in zip(samples, probabilities, strict=True) if s.corpus.startswith("wcxb")]
    right = [(p >= 0.5) == (s.kind == "article") for s, p in pages]
    taken = sum(p >= 0.5 for _, p in pages)
    articles = sum(s.kind == "article" for s, _ in pages)
    hits = sum(p >= 0.5 and s.kind == "article" for s, p in pages)
    print(f"wcxb: {len(pages)} pages, accuracy {np.mean(right):.4f}")
    print(f"    precision {hits / taken:.4f}, recall {hits / articles:.4f}")
    for kind, count in Counter(s.kind for s, _ in pages).most_common():
        share = np.mean([r for r, (s, _) in zip(right, pages, strict=True) if s.kind == kind])
        print(f"    {kind:14} {count:4} {share:.4f}")
    for corpus in list(CORPORA)[2:]:
        found = [p >= 0.5 for s, p in zip(samples, probabilities, strict=True) if s.corpus == corpus]
        print(f"{corpus}: {len(found)} pages, {np.mean(found):.4f} articles")
    kept = [p >= GATE for s, p in zip(samples, probabilities, strict=True) if s.kind == "article"]
    others = [p >= GATE for s, p in pages if s.kind != "article"]
    print(
        f"at the gate of {GATE}: {np.mean(kept):.4f} of the articles pass, {np.mean(others):.4f} of wcxb's other pages"
    )
    for low, high in ((0, 0.05), (0.05, 0.2), (0.2, 0.5), (0.5, 0.8), (0.8, 0.95), (0.95, 1.01)):
        inside = [s.kind == "article" for s, p in pages if low <= p < high]
        print(f"probability {low}-{high}: {len(inside)} pages, {np.mean(inside or [0]):.3f} articles")


def write(samples: list[Sample], odds: Floats) -> None:
    fitted = fit(samples)
    shift, slope = calibration(samples, odds)
    weights = {name: round(weight, 4) for name, weight in sorted(fitted.weights.items()) if abs(weight) >= 0.0005}
    trees = {
        "features": fitted.trees.features.astype(np.int16),
        "borders": fitted.trees.borders,
        "leaves": fitted.trees.leaves.astype(np.float16),
        "bias": np.float32(fitted.trees.bias),
    }
    digest = hashlib.sha256(json.dumps(weights).encode() + trees["leaves"].tobytes()).hexdigest()[:8]
    stored = {
        "name": f"page-type-{digest}", "shift": round(shift, 4), "slope": round(slope, 4),
        "bias": round(fitted.bias, 4), "columns": fitted.columns, "weights": weights,
    }  # fmt: skip
    text = json.dumps(stored, indent=0, ensure_ascii=False) + "\n"
    (DATA / "page_type_model.json").write_text(text, encoding="utf-8")
    np.savez_compressed(DATA / "page_type_trees.npz", **trees)
    size = (DATA / "page_type_trees.npz").stat().st_size
    print(f"{stored['name']}: {len(weights)} weights, {len(fitted.trees.leaves)} trees, {len(text)} and {size} bytes")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--corpus", type=Path, default=Path(__file__).resolve().parents[2] / "shared/corpus")
    parser.add_argument("--write", action="store_true", help="write data/page_type_model.json and page_type_trees.npz")
    arguments = parser.parse_args()
    samples = read_samples(arguments.corpus)
    print(f"{len(samples)} pages", file=sys.stderr)
    odds, probabilities = cross_validate(samples)
    report(samples, probabilities)
    if arguments.write:
        write(samples, odds)


if __name__ == "__main__":
    main()
