"""Counts of characters in many texts at once agree with counting them one by one."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from capital_spider.extract.characters import (
    CAPITAL,
    CAPITAL_START,
    COMMA,
    DIGIT,
    END,
    IDEOGRAPH,
    LETTER,
    START,
    CharacterCounts,
)
from capital_spider.extract.running_text import SENTENCE_END, UNSPACED

# Up to kana, where scripts have capitals and digits; then ideographs.
TEXTS = st.lists(
    st.text(st.one_of(st.characters(max_codepoint=0x303F), st.characters(min_codepoint=0x3400, max_codepoint=0x9FFF)),
            min_size=1), min_size=1)  # fmt: skip
KINDS: dict[str, tuple[int, Callable[[str], bool]]] = {
    "letters of any script": (LETTER, str.isalpha),
    "capitals, also Greek and Cyrillic ones": (CAPITAL, str.isupper),
    "digits, also Arabic ones": (DIGIT, str.isdigit),
    "commas and semicolons, also full-width ones": (COMMA, lambda c: c in ",;、，،"),
    "ends of sentences": (END, lambda c: bool(SENTENCE_END.match(c))),
    "characters that stand for words": (IDEOGRAPH, lambda c: bool(UNSPACED.match(c))),
}


@pytest.mark.parametrize("case", KINDS.values(), ids=KINDS.keys())
@given(texts=TEXTS)
def test_counts(case: tuple[int, Callable[[str], bool]], texts: list[str]) -> None:
    kind, is_kind = case
    assert list(CharacterCounts(texts).of(kind)) == [sum(map(is_kind, text)) for text in texts]


WORDS = {
    "words begin with a letter behind anything else": (["Two boats, 3 locks"], [3], [1]),
    "a word does not go on in the next text": (["Lock", "gates", "Öresund"], [1, 1, 1], [1, 0, 1]),
    "full-width punctuation ends a sentence's words": (["水门！开了"], [2], [0]),
    "a text without letters": (["12 – 14"], [0], [0]),
}


@pytest.mark.parametrize("case", WORDS.values(), ids=WORDS.keys())
def test_starts_of_words(case: tuple[list[str], list[int], list[int]]) -> None:
    texts, starts, capitals = case
    counts = CharacterCounts(texts)
    assert list(counts.of(START)) == starts
    assert list(counts.of(CAPITAL_START)) == capitals
