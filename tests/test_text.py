"""Plain text: white space, invisible characters, comparison, word counts."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from capital_spider.text import clean_line, clean_text, count_words, fold

LINES = {
    "runs of white space": ("a  b\t c\n\n d", "a b c d"),
    "spaces that do not break": ("10\u00a0000\u202f€", "10 000 €"),
    "full-width space": ("北京\u3000胡同", "北京 胡同"),
    "soft hyphens": ("com\u00adplain", "complain"),
    "zero-width space and byte-order mark": ("\ufeffa\u200bb", "ab"),
    "composed letters": ("e\u0301", "é"),
    "joiner of an emoji stays": ("👩\u200d🚒", "👩\u200d🚒"),
    "non-joiner of Persian stays": ("می\u200cخواهم", "می\u200cخواهم"),
    "nothing": (" \n\t ", ""),
}


@pytest.mark.parametrize("case", LINES.values(), ids=LINES.keys())
def test_line(case: tuple[str, str]) -> None:
    assert clean_line(case[0]) == case[1]


TEXTS = {
    "breaks stay": ("a\nb", "a\nb"),
    "empty lines go": ("a\n \n\t\n b ", "a\nb"),
    "space around breaks": ("a \u00a0\n\u00a0 b", "a\nb"),
    "breaks at the ends": ("\n\na\n", "a"),
}


@pytest.mark.parametrize("case", TEXTS.values(), ids=TEXTS.keys())
def test_text(case: tuple[str, str]) -> None:
    assert clean_text(case[0]) == case[1]


@given(st.text())
def test_clean_text_is_clean(text: str) -> None:
    line, lines = clean_line(text), clean_text(text)
    assert clean_line(line) == line
    assert clean_text(lines) == lines
    assert "\n" not in line
    assert "\n\n" not in lines
    assert unicodedata.is_normalized("NFC", line)


FOLDED = {
    "case": ("Straße", "STRASSE"),
    "punctuation": ("It's – well – fine!", "its well fine"),
    "slug": ("saudi-arabia", "Saudi Arabia"),
    "full-width letters": ("ＡＢＣ１", "abc1"),
    "composed letters": ("e\u0301t\u00e9", "été"),
}


@pytest.mark.parametrize("case", FOLDED.values(), ids=FOLDED.keys())
def test_wordings_that_are_the_same(case: tuple[str, str]) -> None:
    assert fold(case[0]) == fold(case[1])


def test_other_letters_are_other_wordings() -> None:
    assert fold("café") != fold("cafe")


WORDS = {
    "spaces": ("The last tram", 3),
    "apostrophes": ("It's the city’s tram", 4),
    "hyphens part": ("mid-April", 2),
    "numbers": ("12 of 3.5", 4),
    "characters where there are no spaces": ("北京胡同", 4),
    "both": ("北京 Beijing", 3),
    "Thai": ("กรุง", 4),
    "Arabic": ("بيروت تعيد فتح", 3),
    "no words": ("– … !", 0),
    "nothing": ("", 0),
}


@pytest.mark.parametrize("case", WORDS.values(), ids=WORDS.keys())
def test_words(case: tuple[str, int]) -> None:
    assert count_words(case[0]) == case[1]
