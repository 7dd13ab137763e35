"""Rebuild the page-type model from the corpora; print its grouped cross-validation.

    python training/train_page_type.py --corpus ../shared/corpus [--write]

A logistic regression (ridge, Newton's method, numpy alone): articles against all other pages. Five folds grouped by
registrable domain; a name counts if pages of MIN_SITES domains have it. Pages of the other corpora are articles,
of little weight, so that the model learns more than the blogs and guides that fill WCXB. Deterministic.
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

import numpy as np
from folds import FOLDS, fold_of
from numpy.typing import NDArray

from capital_spider.extract import STAGES, judge_page_type, parse_page, run_stage
from capital_spider.extract.page_features import page_features
from capital_spider.items import Page
from capital_spider.urls import site_of

Floats = NDArray[np.float64]

# Corpus → weight of its pages.
CORPORA = {"wcxb": 1.0, "wcxb-other": 1.0, "aed": 0.3, "fundus": 0.3, "zyte": 0.3, "postlight": 0.5, "traf": 0.2}
MIN_SITES, RIDGE, STEPS = 12, 120.0, 8
TARGET = Path(__file__).resolve().parents[1] / "capital_spider/data/page_type_model.json"


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


@dataclass(frozen=True)
class Fitted:
    """A linear score: bias and a weight for each name."""

    bias: float
    weights: dict[str, float]

    def probability(self, features: dict[str, float]) -> float:
        score = self.bias + sum(self.weights.get(name, 0.0) * value for name, value in features.items())
        return float(1 / (1 + np.exp(-score)))


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


def fit(samples: list[Sample]) -> Fitted:
    """Ridge on columns scaled to a deviation of 1, the scale folded back into the weights."""
    sites = defaultdict(set)
    for sample in samples:
        for name in sample.features:
            sites[name].add(sample.site)
    names = sorted(name for name, found in sites.items() if len(found) >= MIN_SITES)
    column = {name: n for n, name in enumerate(names)}
    rows = np.zeros((len(samples), len(names)))
    for row, sample in zip(rows, samples, strict=True):
        for name, value in sample.features.items():
            if name in column:
                row[column[name]] = value
    # A rare name's deviation is small: without a floor the ridge would hardly hold its weight.
    mean, scale = rows.mean(axis=0), np.maximum(rows.std(axis=0), 0.2)
    weights = _newton(
        np.column_stack([np.ones(len(rows)), (rows - mean) / scale]),
        np.array([sample.kind == "article" for sample in samples], float),
        np.array([CORPORA[sample.corpus] for sample in samples]),
    )
    plain = weights[1:] / scale
    return Fitted(float(weights[0] - plain @ mean), dict(zip(names, plain.tolist(), strict=True)))


def _newton(rows: Floats, wanted: Floats, weight: Floats) -> Floats:
    penalty = np.full(rows.shape[1], RIDGE)
    penalty[0] = 1e-6
    solution = np.zeros(rows.shape[1])
    for _ in range(STEPS):
        probability = 1 / (1 + np.exp(-np.clip(rows @ solution, -30, 30)))
        slope = rows.T @ (weight * (wanted - probability)) - penalty * solution
        curvature = (rows * (weight * probability * (1 - probability))[:, None]).T @ rows + np.diag(penalty)
        solution = solution + np.linalg.solve(curvature, slope)
    return solution


def cross_validate(samples: list[Sample]) -> list[float]:
    """Out-of-fold probability of each sample."""
    fitted = [fit([sample for sample in samples if sample.fold != fold]) for fold in range(FOLDS)]
    return [fitted[sample.fold].probability(sample.features) for sample in samples]


def report(samples: list[Sample], probabilities: list[float]) -> None:
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
    for low, high in ((0, 0.05), (0.05, 0.2), (0.2, 0.5), (0.5, 0.8), (0.8, 0.95), (0.95, 1.01)):
        inside = [s.kind == "article" for s, p in pages if low <= p < high]
        print(f"probability {low}-{high}: {len(inside)} pages, {np.mean(inside or [0]):.3f} articles")


def write(samples: list[Sample]) -> None:
    fitted = fit(samples)
    weights = {name: round(weight, 4) for name, weight in sorted(fitted.weights.items()) if abs(weight) >= 0.0005}
    digest = hashlib.sha256(json.dumps(weights).encode()).hexdigest()[:8]
    stored = {"name": f"page-type-{digest}", "bias": round(fitted.bias, 4), "weights": weights}
    TARGET.write_text(json.dumps(stored, indent=0, ensure_ascii=False) + "\n", encoding="utf-8")
    print(f"{TARGET.name}: {TARGET.stat().st_size} bytes, {len(weights)} weights, {stored['name']}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--corpus", type=Path, default=Path(__file__).resolve().parents[2] / "shared/corpus")
    parser.add_argument("--write", action="store_true", help="write data/page_type_model.json")
    arguments = parser.parse_args()
    samples = read_samples(arguments.corpus)
    print(f"{len(samples)} pages", file=sys.stderr)
    report(samples, cross_validate(samples))
    if arguments.write:
        write(samples)


if __name__ == "__main__":
    main()
