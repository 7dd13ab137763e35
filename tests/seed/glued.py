"""Text whose parts were printed without a space between them, as parts again: cells of a table row, names of tags."""

from __future__ import annotations

import re
import unicodedata
from itertools import pairwise

# How much a place looks like a seam between two texts.
_SURE, _LIKELY, _MAYBE = 3, 2, 1
_WORD = re.compile(r"\w+")
_GLUED_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?=\d)")
# Costs of a cut of the tag line: a name, a word never seen elsewhere, a seam left inside a word, a name out of order.
_NAME, _UNKNOWN, _SEAM, _DISORDER = 0.3, 0.5, 2.0, 2.0
_LONGEST_NAME = 60


def words_of(text: str) -> set[str]:
    return {word.casefold() for word in _WORD.findall(text)}


def seams(text: str, known: set[str]) -> dict[int, int]:
    """Position → how much the text looks glued there; known: words, case folded, that are whole."""
    found = {n: strength for n in range(1, len(text)) if (strength := _strength(text[n - 1], text[n]))}
    found |= {m.end(): _MAYBE for m in _GLUED_YEAR.finditer(text)}
    for word in _WORD.finditer(text):
        if word[0].casefold() in known:
            found = {n: s for n, s in found.items() if not word.start() < n < word.end()}
    cuts = sorted({0, *found, len(text)})
    for start, end in pairwise(cuts):
        for word in _WORD.finditer(text, start, end):
            if word[0].casefold() not in known:
                found |= {word.start() + n: _LIKELY for n in _two_words(word[0].casefold(), known)}
    return found


def _two_words(word: str, known: set[str]) -> list[int]:
    return [n for n in range(2, len(word) - 1) if word[:n] in known and word[n:] in known]


def _strength(left: str, right: str) -> int:
    if (left.islower() and right.isupper()) or (left in ")%" and right.isalnum()):
        return _SURE
    if (left.isdigit() and (right.isupper() or right in "$€£")) or (left in ".!?" and right.isupper()):
        return _LIKELY
    return _LIKELY if left.isalpha() and (right.isdigit() or right in "$€£") else 0


def count_columns(header: str, known: set[str]) -> int:
    """Columns of a table whose header was printed as `header`; 1 if it shows no seam."""
    return 1 + sum(strength >= _LIKELY for strength in seams(header, known).values())


def split_row(row: str, columns: int, known: set[str]) -> list[str]:
    """The row as `columns` texts, cut at its clearest seams; empty ones at the end if it shows too few."""
    found = seams(row, known)
    cuts = sorted(sorted(found, key=lambda n: (-found[n], n))[: columns - 1])
    cells = [row[start:end].strip() for start, end in pairwise([0, *cuts, len(row)])]
    return cells + [""] * (columns - len(cells))


def split_tags(text: str, known: set[str]) -> list[str]:
    """The tags of a post, printed without anything between them. WordPress sorts them by name."""
    cuts = [0, *sorted(seams(text, known)), len(text)]
    best: dict[tuple[int, int], tuple[float, tuple[int, int] | None]] = {}
    for end in cuts[1:]:
        for start in (cut for cut in cuts if end - _LONGEST_NAME <= cut < end):
            own = _cost(text[start:end], known)
            before = [
                (cost + own + (_sort_key(text[slice(*key)]) > _sort_key(text[start:end])) * _DISORDER, key)
                for key, (cost, _) in best.items()
                if key[1] == start
            ]
            if before or start == 0:
                best[start, end] = min(before) if before else (own, None)
    step: tuple[int, int] | None = min((k for k in best if k[1] == len(text)), key=lambda k: best[k][0])
    names: list[str] = []
    while step is not None:
        names.insert(0, text[slice(*step)].strip())
        step = best[step][1]
    return names


def _cost(name: str, known: set[str]) -> float:
    words = _WORD.findall(name)
    unknown = [word for word in words if word.casefold() not in known]
    inner = sum(_strength(a, b) == _SURE for word in unknown for a, b in pairwise(word))
    return _NAME + len(unknown) * _UNKNOWN + inner * _SEAM


def _sort_key(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name).casefold()
    return "".join(c for c in plain if not unicodedata.combining(c))
