"""The conditional logit: which candidate, its share, its confidence."""

from __future__ import annotations

import math

import pytest

from capital_spider.extract.logit import Logit, Marks, load_logit

LOGIT = Logit({"for": 2.0, "against": -1.0}, {"odds": 4.0, "bias": 0.0, "told": 1.0}, ("told",))

CHOICES: dict[str, tuple[list[Marks], tuple[int, float] | None]] = {
    "nothing to choose from": ([], None),
    "alone it has all the weight": ([{"against": 1.0}], (0, 1.0)),
    "the likelier": ([{"against": 1.0}, {"for": 1.0}], (1, 1 / (1 + math.exp(-3)))),
    "an amount counts as such": ([{"for": 0.5}, {"for": 1.0}], (1, 1 / (1 + math.exp(-1)))),
    "the first of equals": ([{"for": 1.0}, {"for": 1.0}], (0, 0.5)),
    "marks without a weight count nothing": ([{"unknown": 9.0}, {"for": 1.0}], (1, 1 / (1 + math.exp(-2)))),
}


@pytest.mark.parametrize("case", CHOICES.values(), ids=CHOICES.keys())
def test_choice(case: tuple[list[Marks], tuple[int, float] | None]) -> None:
    candidates, expected = case
    found = LOGIT.choose(candidates)
    assert (found and found[0]) == (expected and expected[0])
    assert (found and found[1]) == pytest.approx(expected and expected[1])


SURE: dict[str, tuple[Marks, float, float]] = {
    "an even choice": ({}, 0.5, 0.5),
    "the share as odds": ({}, 0.8, 0.8),
    "what is telling beside it": ({"told:print": 1.0}, 0.5, 0.5),
    "the weight of what is telling": ({"told": 1.0}, 0.5, 1 / (1 + math.exp(-1))),
    "what is not telling, though it weighs in the choice": ({"for": 5.0}, 0.5, 0.5),
    "a whole share is no certainty": ({}, 1.0, 1000 / 1001),
}


@pytest.mark.parametrize("case", SURE.values(), ids=SURE.keys())
def test_confidence(case: tuple[Marks, float, float]) -> None:
    marks, share, expected = case
    assert LOGIT.confidence(marks, share) == pytest.approx(expected)


@pytest.mark.parametrize("name", ["title_choice", "author_choice", "date_choice"])
def test_the_release_has_weights_for_each(name: str) -> None:
    logit = load_logit(name)
    assert logit.weights
    assert logit.sureness["odds"] > 0
