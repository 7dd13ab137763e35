"""Rebuild the weights that choose a page's day of publication; print their grouped cross-validation.

    python training/train_dates.py --corpus ../shared/corpus [--write]

Five folds grouped by registrable domain over all corpora together: no site is in training and test. The choice is a
conditional logit, softmax over the days that a page names; the confidence a logistic over the chosen day, fitted on
choices for pages of other sites (logit.py). Deterministic.
"""

from __future__ import annotations

import argparse
import json
import lzma
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from folds import fold_of
from logit import Choice, Recipe, cross_choose, cross_rate, show_calibration, write

from capital_spider.extract import collect_metadata, extract_title, parse_page, split_blocks
from capital_spider.extract.date_choice import LEAST, DayGroup, date_logit
from capital_spider.extract.dates import days_of
from capital_spider.extract.logit import Marks
from capital_spider.items import Page
from capital_spider.urls import site_of

CORPORA = ("aed", "fundus", "wcxb", "traf", "htmldate", "postlight")
RECIPE = Recipe(date_logit().telling, choice_l2=3.0, confidence_l2=3.0, fewest=8)
FAR = frozenset({"printed", "script", "image_url", "time"})
MODEL = Path(__file__).resolve().parents[1] / "capital_spider/data/date_choice.json"


@dataclass(kw_only=True)
class Sample(Choice):
    """One page and the days that it names."""

    groups: list[DayGroup]


def read_samples(folder: Path, corpora: Sequence[str], *, dated: bool = True) -> Iterator[Sample]:
    """The pages with a gold date; or those without."""
    for corpus in corpora:
        with lzma.open(folder / f"{corpus}.jsonl.xz", "rt", encoding="utf-8") as lines:
            for record in map(json.loads, lines):
                if bool(record["gold"].get("date")) is dated:
                    yield read_sample(corpus, record)


def read_sample(corpus: str, record: Mapping[str, Any]) -> Sample:
    page = Page(url=record["url"] or "", body=record["html"].encode("utf-8", "surrogatepass"))
    document = parse_page(page)
    for stage in (collect_metadata, extract_title, split_blocks):
        stage(document)
    groups, gold = days_of(document), record["gold"].get("date") or ""
    right = [group.day.isoformat() == gold for group in groups]
    fold = fold_of(site_of(page.url) or record["id"])
    marks = [group.marks for group in groups]
    return Sample(corpus=corpus, fold=fold, marks=marks, target=right, right=right, groups=groups)


def fit(samples: Sequence[Sample]) -> Marks:
    """Mark → weight in the choice."""
    return RECIPE.weights(samples, RECIPE.common(mark for s in samples for marks in s.marks for mark in marks))


def only_far(samples: Sequence[Sample]) -> list[Sample]:
    """Those whose chosen day stands only far from the headline: on pages without a gold date it is another text's.

    What such pages tell machines or print under the headline is most often right, and only not annotated.
    """
    chosen = [(s, s.groups[s.chosen].marks) for s in samples if s.chosen is not None]
    return [s for s, marks in chosen if {k for m in marks if m.startswith("kind:") for k in m[5:].split("+")} <= FAR]


def cross_validate(samples: Sequence[Sample], undated: Sequence[Sample]) -> None:
    """Leave in each sample what weights fitted on other sites choose, and how sure they are."""
    everything = [*samples, *undated]
    cross_choose(fit, samples, everything)
    cross_rate(RECIPE, [*samples, *only_far(undated)], everything)


def show(samples: Sequence[Sample]) -> None:
    for corpus in CORPORA:
        own = [s for s in samples if s.corpus == corpus]
        named_days = sum(any(s.target) for s in own)
        right, on_page = np.mean([s.is_right for s in own]), named_days / len(own)
        print(f"{corpus:10} {right:.3f}  on the page {on_page:.3f}  {len(own)}")
    print(f"{'all':10} {np.mean([s.is_right for s in samples]):.3f}")
    for corpus in CORPORA:
        own = [s for s in samples if s.corpus == corpus]
        given = np.mean([s.is_right and s.confidence >= LEAST for s in own])
        print(f"{corpus:10} {given:.3f}  where nothing below {LEAST} is given")
    show_calibration(samples, (0.95, 0.9, 0.8, 0.5, LEAST))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--corpus", type=Path, default=Path(__file__).resolve().parents[2] / "shared/corpus")
    parser.add_argument("--write", action="store_true", help=f"write {MODEL.name}, fitted on all pages")
    options = parser.parse_args()
    samples = list(read_samples(options.corpus, CORPORA))
    undated = list(read_samples(options.corpus, ("wcxb", "wcxb-other"), dated=False))
    cross_validate(samples, undated)
    show(samples)
    given = [s for s in only_far(undated) if s.confidence >= LEAST]
    print(f"pages without a date: {len(undated)}, given one from far below: {len(given)}")
    if options.write:
        # The confidence of the choices of cross-validation: its own would look too good.
        write(MODEL, fit(samples), RECIPE.sureness([*samples, *only_far(undated)]))


if __name__ == "__main__":
    main()
