"""Names of news outlets: which are known, and what is written like one."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files

from capital_spider.text import fold

# The longest outlet names in the list have five words; one more for an edition ("… English"), one for a connector.
_MAX_WORDS, _MAX_LENGTH = 7, 60
# Scripts without capitals: a name is short, a clause of a headline is not.
_MAX_WORDS_UNCASED, _MAX_LENGTH_UNCASED = 4, 30
_CONNECTORS = frozenset(
    [
        "a", "al", "am", "im", "and", "da", "das", "de", "del", "der", "des", "di", "do", "dos", "du", "e", "el",
        "en", "et", "for", "in", "la", "las", "le", "les", "los", "of", "on", "the", "und", "van", "von", "y",
    ]
)  # fmt: skip
_DOMAIN = re.compile(r"^[\w-]+(\.[\w-]+)*\.[a-z]{2,}$", re.IGNORECASE)
_SENTENCE = re.compile(r"[?!:;,。？！：]|\.\s|\.$")


def has_outlet_word(name: str) -> bool:
    """True if a word of the name says what it is: "Delta Herald"."""
    return bool(_outlet_words() & set(name.lower().split()))


def looks_like_outlet(name: str) -> bool:
    """True if the text is written like a name: a domain, or a few capitalised words, no sentence."""
    words = name.split()
    if not words or len(name) > _MAX_LENGTH or len(words) > _MAX_WORDS:
        return False
    if any(_DOMAIN.match(w) for w in words):
        return True
    if _SENTENCE.search(name):
        return False
    if not any(c.isupper() or c.islower() for c in name):
        return any(c.isalpha() for c in name) and len(words) <= _MAX_WORDS_UNCASED and len(name) <= _MAX_LENGTH_UNCASED
    first_connects = words[0].islower() and words[0] in _CONNECTORS
    return not first_connects and all(_is_name_word(w) for w in words)


def _is_name_word(word: str) -> bool:
    letters = [c for c in word if c.isalpha()]
    if not letters or word[0].isdigit() or word.lower() in _CONNECTORS:
        return True
    return any(c.isupper() for c in letters) or not letters[0].islower()


@cache
def known_outlets() -> frozenset[str]:
    """Folded names of the shipped list of outlets."""
    return frozenset(map(fold, _lines("outlets.txt")))


@cache
def _outlet_words() -> frozenset[str]:
    return frozenset(_lines("outlet_words.txt"))


def _lines(name: str) -> list[str]:
    text = files("capital_spider").joinpath("data", name).read_text(encoding="utf-8")
    return [line.strip() for line in text.splitlines() if line.strip() and not line.startswith("#")]
