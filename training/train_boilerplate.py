"""Rebuild the boilerplate model from the corpora; print its grouped cross-validation.

    pip install catboost rapidfuzz
    python training/train_boilerplate.py --corpus ../shared/corpus [--write]

Five folds grouped by registrable domain over all corpora together: no site is in training and test. Labels come from
the longest common subsequence of the page's words and the gold body's. Deterministic for one version of the libraries.
"""

from __future__ import annotations

import argparse
import hashlib
import importlib.util
import json
import lzma
import re
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from catboost import CatBoostClassifier
from numpy.typing import NDArray
from rapidfuzz.distance import LCSseq

from capital_spider.extract import (
    collect_metadata,
    extract_body,
    extract_title,
    parse_page,
    split_blocks,
    strip_boilerplate,
)
from capital_spider.extract.document import Document
from capital_spider.extract.features import stage_one, stage_two, word_weights
from capital_spider.extract.model import Model, Trees
from capital_spider.extract.page_elements import PageElements
from capital_spider.extract.selection import metadata_texts
from capital_spider.items import Page
from capital_spider.urls import site_of

CORPORA = ("zyte", "aed", "fundus", "wcxb", "traf")
FOLDS, SEED = 5, 11
WORST = 12
WORD = re.compile(r"\w+")
PARAMETERS: dict[str, Any] = {
    "iterations": 300, "depth": 6, "learning_rate": 0.12, "l2_leaf_reg": 5, "border_count": 48, "rsm": 0.3,
    "bootstrap_type": "MVS", "subsample": 0.6, "loss_function": "Logloss", "random_seed": SEED, "verbose": False,
    "thread_count": 2, "allow_writing_files": False,
}  # fmt: skip


@dataclass
class Sample:
    """One page: its blocks as rows, labelled where its gold has a body."""

    corpus: str
    gold: dict[str, Any]
    group: str
    document: Document
    elements: PageElements
    rows: NDArray[np.float32]
    words: NDArray[np.float32]
    label: NDArray[np.float32] = field(default_factory=lambda: np.zeros(0, np.float32))
    weight: NDArray[np.float32] = field(default_factory=lambda: np.zeros(0, np.float32))
    probability: NDArray[np.float32] = field(default_factory=lambda: np.zeros(0, np.float32))


def read_samples(folder: Path) -> list[Sample]:
    samples = []
    for corpus in CORPORA:
        with lzma.open(folder / f"{corpus}.jsonl.xz", "rt", encoding="utf-8") as lines:
            for line in lines:
                sample = _sample(corpus, json.loads(line))
                if sample is not None:
                    samples.append(sample)
    return samples


def _sample(corpus: str, record: dict[str, Any]) -> Sample | None:
    document = parse_page(Page(url=record["url"] or "", body=record["html"].encode("utf-8", "surrogatepass")))
    collect_metadata(document)
    extract_title(document)
    split_blocks(document)
    blocks = [b for b in document.blocks if b.kind == "text"]
    if not blocks:
        return None
    title, description, body = metadata_texts(document)
    elements = PageElements(blocks, title)
    sample = Sample(corpus, record["gold"], site_of(record["url"] or ""), document, elements,
                    stage_one(blocks, elements, title, description, body), word_weights(blocks))  # fmt: skip
    if record["gold"].get("body"):
        _label(sample, [b.text for b in blocks], record["gold"]["body"])
    return sample


def _label(sample: Sample, texts: list[str], gold: str) -> None:
    """A block is text if half of its words are in the longest common subsequence with the gold body."""
    wanted = WORD.findall(gold.casefold())
    numbers = {word: n for n, word in enumerate(dict.fromkeys(wanted))}
    page: list[int] = []
    spans = []
    for text in texts:
        words = WORD.findall(text.casefold())
        spans.append((len(page), len(page) + len(words)))
        page += [numbers.get(w, -2) for w in words] + [-1]
    matched = np.zeros(len(page), bool)
    place = np.zeros(len(page), np.int64)
    for op in LCSseq.opcodes(page, [numbers[w] for w in wanted]):
        if op.tag == "equal":
            matched[op.src_start : op.src_end] = True
            place[op.src_start : op.src_end] = np.arange(op.dest_start, op.dest_end)
    vocabulary = " ".join(wanted)
    share = np.zeros(len(texts), np.float32)
    trust = np.ones(len(texts), np.float32)
    for n, (start, end) in enumerate(spans):
        hits = np.flatnonzero(matched[start:end])
        if end == start:
            trust[n] = 0.05
            continue
        share[n] = len(hits) / (end - start)
        if len(hits) and place[start + hits[-1]] - place[start + hits[0]] + 1 > 1.5 * (end - start) + 3:
            share[n] /= 2
        words = " ".join(WORD.findall(texts[n].casefold()))
        if share[n] < 0.5 and end - start >= 3 and words in vocabulary:
            trust[n] = 0.2
    sample.label = (share >= 0.5).astype(np.float32)
    size = np.clip((sample.words + 3) / max(len(wanted), 1) * 100, 0.1, 20)
    sample.weight = (np.maximum(np.abs(share - 0.5) * 2, 0.05) * trust * size).astype(np.float32)


def folds_of(samples: list[Sample]) -> list[int]:
    """Fold of each sample, by its domain."""
    return [int(hashlib.sha256(f"{SEED}{s.group}".encode()).hexdigest(), 16) % FOLDS for s in samples]


def fit(samples: list[Sample], rows: list[NDArray[np.float32]], seed: int = SEED) -> CatBoostClassifier:
    model = CatBoostClassifier(**{**PARAMETERS, "random_seed": seed})
    model.fit(
        np.concatenate(rows),
        np.concatenate([s.label for s in samples]),
        sample_weight=np.concatenate([s.weight for s in samples]),
    )
    return model


def to_trees(model: CatBoostClassifier) -> Trees:
    """CatBoost's own export, read back as arrays."""
    with tempfile.NamedTemporaryFile(suffix=".json") as file:
        model.save_model(file.name, format="json")
        exported = json.loads(Path(file.name).read_text())
    depth = PARAMETERS["depth"]
    trees = exported["oblivious_trees"]
    features = np.zeros((len(trees), depth), np.int64)
    borders = np.full((len(trees), depth), np.inf, np.float32)
    leaves = np.zeros((len(trees), 2**depth), np.float32)
    for n, tree in enumerate(trees):
        for level, split in enumerate(tree["splits"]):
            features[n, level] = split["float_feature_index"]
            borders[n, level] = split["border"]
        values = tree["leaf_values"]
        leaves[n, : len(values)] = values
    scale, bias = exported["scale_and_bias"]
    return Trees(features, borders, (leaves * scale).astype(np.float16).astype(np.float32), float(np.ravel(bias)[0]))


def cross_validate(samples: list[Sample]) -> list[Model]:
    """The model of each fold, trained on the other folds. Sets the samples' out-of-fold probabilities of stage one."""
    folds = folds_of(samples)
    first = _fit_folds(samples, folds, [s.rows for s in samples])
    for sample, fold in zip(samples, folds, strict=True):
        sample.probability = first[fold].probability(sample.rows)
    second = _fit_folds(samples, folds, [stage_two(s.elements, s.rows, s.probability, s.words) for s in samples])
    return [Model("fold", *stages) for stages in zip(first, second, strict=True)]


def _fit_folds(samples: list[Sample], folds: list[int], rows: list[NDArray[np.float32]]) -> list[Trees]:
    fitted = []
    for fold in range(FOLDS):
        train = [n for n, s in enumerate(samples) if s.label.size and folds[n] != fold]
        fitted.append(to_trees(fit([samples[n] for n in train], [rows[n] for n in train])))
        print(f"fold {fold}: trained on {len(train)} pages", file=sys.stderr)
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
                sure.append((document.confidence.get("text"), found, document.page.url, document.profile))
        wanted = ("body", "with", "without")
        records = [{"id": n, "gold": {k: s.gold[k] for k in wanted if s.gold.get(k)}, "url": s.group} for n, s in pages]
        yield corpus, scorer.score(predictions, records)[0], sure


def load_scorer(folder: Path) -> Any:
    spec = importlib.util.spec_from_file_location("score", folder / "score.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--corpus", type=Path, default=Path(__file__).resolve().parents[2] / "shared/corpus")
    parser.add_argument("--write", action="store_true", help="write data/boilerplate_model.npz")
    arguments = parser.parse_args()
    samples = read_samples(arguments.corpus)
    print(
        f"{len(samples)} pages, {sum(len(s.words) for s in samples)} blocks, {samples[0].rows.shape[1]} features",
        file=sys.stderr,
    )
    models = cross_validate(samples)
    report(samples, models, load_scorer(arguments.corpus))
    if arguments.write:
        write([s for s in samples if s.label.size])


def report(samples: list[Sample], models: list[Model], scorer: Any) -> None:
    """Print the table of scores, and how far the stated confidence can be believed."""
    shown = ("word_f1", "shingle_f1", "exact", "snippet_f1", "with", "without")
    pairs: list[tuple[float, float]] = []
    for corpus, result, sure in scores(samples, models, scorer):
        pairs += [(c, f[2]) for c, f, _, _ in sure if c is not None]
        print(f"{corpus:8}" + "  ".join(f"{k} {result[k]:.4f}" for k in shown if k in result))
        for c, f, url, profile in sorted(sure, key=lambda row: row[1][2])[:WORST]:
            print(f"    {f[2]:.2f} (precision {f[0]:.2f}, recall {f[1]:.2f}) sure {c} {profile and profile.name} {url}")
        for kind in (True, False):
            inside = [f[2] for _, f, _, p in sure if (p is not None) == kind]
            print(f"    {'with' if kind else 'without'} a profile: {len(inside)} pages, {np.mean(inside or [0]):.4f}")
    for low, high in ((0, 0.8), (0.8, 0.9), (0.9, 0.95), (0.95, 0.98), (0.98, 1.01)):
        inside = [f for c, f in pairs if low <= c < high]
        print(f"confidence {low}-{high}: {len(inside)} pages, mean word F1 {np.mean(inside or [0]):.3f}")


def write(samples: list[Sample]) -> None:
    """Both stages on all these pages; the second learns from out-of-fold probabilities of the first."""
    first = to_trees(fit(samples, [s.rows for s in samples]))
    second = to_trees(fit(samples, [stage_two(s.elements, s.rows, s.probability, s.words) for s in samples]))
    digest = hashlib.sha256(np.concatenate([first.borders.ravel(), second.borders.ravel()]).tobytes()).hexdigest()[:8]
    stored: dict[str, Any] = {"name": f"boilerplate-{digest}"}
    for n, trees in ((1, first), (2, second)):
        stored |= {f"features_{n}": trees.features.astype(np.uint8), f"borders_{n}": trees.borders,
                   f"leaves_{n}": trees.leaves.astype(np.float16), f"bias_{n}": trees.bias}  # fmt: skip
    target = Path(__file__).resolve().parents[1] / "capital_spider/data/boilerplate_model.npz"
    np.savez_compressed(target, **stored)
    print(f"{target.name}: {target.stat().st_size} bytes, {stored['name']}")


if __name__ == "__main__":
    main()
