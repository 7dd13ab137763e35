"""Counts of kinds of characters in many texts at once: one table look-up for all of a page's text."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from capital_spider.extract.running_text import SENTENCE_END, UNSPACED

if TYPE_CHECKING:
    from numpy.typing import NDArray

LETTER, CAPITAL, DIGIT, COMMA, END, IDEOGRAPH, START, CAPITAL_START = (1 << n for n in range(8))

_COMMAS = ",;、，،"
# Code points behind the table are letters without case, as nearly all of them are ideographs.
_SIZE = 0xA000
# Scripts with capitals, digits and sentence ends of their own lie below this; above are ideographs and kana.
_CASED = 0x3040


def _table() -> NDArray[np.uint8]:
    table = np.full(_SIZE + 1, LETTER, np.uint8)
    for n in range(_CASED):
        c = chr(n)
        kinds = (c.isalpha(), c.isupper(), c.isdigit(), c in _COMMAS, bool(SENTENCE_END.match(c)), False)
        table[n] = sum(1 << bit for bit, is_kind in enumerate(kinds) if is_kind)
    for n in range(_CASED, _SIZE):
        table[n] |= IDEOGRAPH if UNSPACED.match(chr(n)) else 0
    return table


_TABLE = _table()
_FULL_WIDTH = {ord(c): kind for c, kind in [("，", COMMA), *((c, END) for c in "！？")]}


class CharacterCounts:
    """How many characters of a kind each text has. texts: none of them empty.

    START is the first letter of a word, CAPITAL_START one that is a capital.
    """

    def __init__(self, texts: Sequence[str]) -> None:
        joined = "\n".join(texts)
        codes = np.frombuffer(joined.encode("utf-32-le", "surrogatepass"), np.uint32)
        kinds = _TABLE[np.minimum(codes, _SIZE)]
        for code, kind in _FULL_WIDTH.items():
            if chr(code) in joined:
                kinds[codes == code] = kind
        letters = (kinds & LETTER).astype(bool)
        starts = letters.copy()
        starts[1:] &= ~letters[:-1]
        kinds = kinds | (starts * START).astype(np.uint8)
        kinds |= ((starts & ((kinds & CAPITAL) > 0)) * CAPITAL_START).astype(np.uint8)
        self._kinds = kinds
        lengths = np.array([len(text) for text in texts], np.int64)
        self._from = np.concatenate([[0], np.cumsum(lengths[:-1] + 1)])

    def of(self, kind: int) -> NDArray[np.float32]:
        """The number of characters of this kind in each text."""
        return np.add.reduceat((self._kinds & kind) > 0, self._from, dtype=np.int64).astype(np.float32)
