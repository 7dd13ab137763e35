"""Rebuild the boilerplate model from the corpora; print its grouped cross-validation.

    pip install catboost rapidfuzz
    python training/train_boilerplate.py --corpus ../shared/corpus [--write]

Five folds grouped by registrable domain over all corpora together: no site is in training and test. Deterministic
for one version of the libraries. Where the labels come from: ``samples.py``.
"""

from __future__ import annotations

import argparse
import hashlib
import itertools
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import catboost
import numpy as np
from catboost import CatBoostClassifier
from folds import FOLDS, SEED, fold_of
from numpy.typing import NDArray
from samples import CORPORA, LINK_DENSITY, Sample, read_samples
from trees import join, to_trees

from capital_spider.extract import extract_body, strip_boilerplate
from capital_spider.extract.features import COLUMN, stage_two
from capital_spider.extract.model import Model, Trees

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "benchmarks"))
from corpora import load_score

# How many blocks of links one of them stands for.
THINNED = 5
PARAMETERS: dict[str, Any] = {
    "iterations": 300, "depth": 6, "learning_rate": 0.12, "l2_leaf_reg": 5, "border_count": 48, "rsm": 0.3,
    "bootstrap_type": "MVS", "subsample": 0.6, "loss_function": "Logloss", "random_seed": SEED, "verbose": False,
    "thread_count": 2, "allow_writing_files": False,
}  # fmt: skip


def folds_of(samples: list[Sample]) -> list[int]:
    """Fold of each sample, by its domain."""
    return [fold_of(s.group) for s in samples]


def fit(samples: list[Sample], rows: list[NDArray[np.float32]]) -> Trees:
    """Two boosted models as one: the first does without the profile's column, so that neither leans on it alone."""
    label = np.concatenate([s.label for s in samples])
    weight = np.concatenate([s.weight for s in samples])
    rows_of_all = np.concatenate(rows)
    weight, taken = thin_out(rows_of_all, label, weight)
    halves = []
    for seed, ignored in ((SEED, [COLUMN]), (SEED + 1, [])):
        model = CatBoostClassifier(**{**PARAMETERS, "random_seed": seed}, ignored_features=ignored)
        model.fit(rows_of_all[taken], label[taken], sample_weight=weight[taken])
        halves.append(to_trees(model, PARAMETERS["depth"]))
    return join(halves)


def thin_out(
    rows: NDArray[np.float32], label: NDArray[np.float32], weight: NDArray[np.float32]
) -> tuple[NDArray[np.float32], NDArray[np.bool_]]:
    """Of blocks that are but links, one in five with five times the weight: they are many, and teach little."""
    easy = (label == 0) & (rows[:, LINK_DENSITY] > 0.9)
    chosen = np.random.default_rng(SEED).random(len(label)) < 1 / THINNED
    return np.where(easy, weight * THINNED, weight), (weight > 0) & (~easy | chosen)


def cross_validate(samples: list[Sample]) -> list[Model]:
    """The model of each fold, trained on the other folds. Sets the samples' out-of-fold probabilities of stage one."""
    folds = folds_of(samples)
    first = _fit_folds(samples, folds, [s.rows for s in samples])
    for sample, number in zip(samples, folds, strict=True):
        sample.probability = first[number].probability(sample.rows)
    second = _fit_folds(samples, folds, [stage_two(s.elements, s.rows, s.probability, s.words) for s in samples])
    return [Model("fold", *stages) for stages in zip(first, second, strict=True)]


def _fit_folds(samples: list[Sample], folds: list[int], rows: list[NDArray[np.float32]]) -> list[Trees]:
    fitted = []
    for number in range(FOLDS):
        train = [n for n, s in enumerate(samples) if s.label.size and folds[n] != number]
        fitted.append(fit([samples[n] for n in train], [rows[n] for n in train]))
        print(f"fold {number}: trained on {len(train)} pages", file=sys.stderr)
    return fitted


def scores(
    samples: list[Sample], models: list[Model], scorer: Any
) -> Iterator[tuple[str, dict[str, float], list[Any]]]:
    """Corpus, its scores, and (confidence, word F1, address) of its pages: the whole pipeline's text."""
    folds = folds_of(samples)
    for corpus in CORPORA:
        pages = [(str(n), s) for n, s in enumerate(samples) if s.corpus == corpus]
        predictions, sure = {}, []
        for name, sample in pages:
            document = sample.document
            document.verdicts, document.containers = [], []
            strip_boilerplate(document, models[folds[int(name)]])
            extract_body(document)
            predictions[name] = {"id": name, "body": document.text}
            if sample.gold.get("body"):
                found = scorer.word_prf(document.text, sample.gold["body"])
                sure.append((document.confidence.get("text"), found, document.page.url))
        wanted = ("body", "with", "without")
        records = [{"id": n, "gold": {k: s.gold[k] for k in wanted if s.gold.get(k)}, "url": s.group} for n, s in pages]
        yield corpus, scorer.score(predictions, records)[0], sure


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--corpus", type=Path, default=Path(__file__).resolve().parents[2] / "shared/corpus")
    parser.add_argument("--write", action="store_true", help="write data/boilerplate_model.npz and its card")
    parser.add_argument("--worst", type=int, default=0, help="list so many pages a corpus with the least word F1")
    arguments = parser.parse_args()
    samples = read_samples(arguments.corpus)
    blocks = sum(len(s.words) for s in samples)
    print(f"{len(samples)} pages, {blocks} blocks, {samples[0].rows.shape[1]} features", file=sys.stderr)
    models = cross_validate(samples)
    figures = report(samples, models, load_score(arguments.corpus), arguments.worst)
    print(figures)
    if arguments.write:
        write([s for s in samples if s.label.size], figures)


def report(samples: list[Sample], models: list[Model], scorer: Any, worst: int) -> str:
    """Two tables: the scores of each corpus, and how far the stated confidence can be believed."""
    shown = ("word_f1", "shingle_f1", "exact", "snippet_f1", "with", "without")
    lines = [f"| corpus | pages | {' | '.join(shown)} |", "|---" * (len(shown) + 2) + "|"]
    pairs: list[tuple[float, float]] = []
    for corpus, result, sure in scores(samples, models, scorer):
        pairs += [(c, f[2]) for c, f, _ in sure if c is not None]
        cells = [f"{result[k]:.4f}" if k in result else "" for k in shown]
        lines.append(f"| {corpus} | {sum(s.corpus == corpus for s in samples)} | {' | '.join(cells)} |")
        for c, f, url in sorted(sure, key=lambda row: row[1][2])[:worst]:
            print(f"{corpus} {f[2]:.2f} (precision {f[0]:.2f}, recall {f[1]:.2f}) sure {c} {url}")
    lines += ["", "| confidence of `text` | pages | mean word F1 |", "|---|---|---|"]
    for low, high in itertools.pairwise((0, 0.8, 0.9, 0.95, 0.98, 1.01)):
        inside = [f for c, f in pairs if low <= c < high]
        lines.append(f"| {low:.2f} to {min(high, 1):.2f} | {len(inside)} | {np.mean(inside or [0]):.3f} |")
    return "\n".join(lines)


def write(samples: list[Sample], figures: str) -> None:
    """Both stages on all these pages; the second learns from out-of-fold probabilities of the first."""
    first = fit(samples, [s.rows for s in samples])
    second_rows = [stage_two(s.elements, s.rows, s.probability, s.words) for s in samples]
    second = fit(samples, second_rows)
    digest = hashlib.sha256(np.concatenate([first.borders.ravel(), second.borders.ravel()]).tobytes()).hexdigest()[:8]
    stored: dict[str, Any] = {"name": f"boilerplate-{digest}"}
    for n, trees in ((1, first), (2, second)):
        stored |= {f"features_{n}": trees.features.astype(np.uint8), f"borders_{n}": trees.borders,
                   f"leaves_{n}": trees.leaves.astype(np.float16), f"bias_{n}": trees.bias}  # fmt: skip
    target = Path(__file__).resolve().parents[1] / "capital_spider/data/boilerplate_model.npz"
    np.savez_compressed(target, **stored)
    template = Path(__file__).with_name("boilerplate_card.md").read_text(encoding="utf-8")
    card = template.format(
        name=stored["name"],
        trees=first.features.shape[1],
        depth=first.features.shape[0],
        features=samples[0].rows.shape[1],
        more=second_rows[0].shape[1],
        date=datetime.now(tz=UTC).date().isoformat(),
        catboost=catboost.__version__,
        seed=SEED,
        pages=sum(s.corpus in CORPORA[:-1] for s in samples),
        snippets=sum(s.corpus == "traf" for s in samples),
        folds=FOLDS,
        figures=figures,
    )
    target.with_suffix(".md").write_text(card, encoding="utf-8")
    print(f"{target.name}: {target.stat().st_size} bytes, {stored['name']}")


if __name__ == "__main__":
    main()
