"""What counts as running text: the measure that boilerplate rules and the model's features share."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

SENTENCE_END = re.compile(r"[.!?…。！？؟।]")
# Scripts in which characters stand for words.
UNSPACED = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")
# 80 characters, mostly no link, at least one sentence end (extraction design, section 3.5); 30 where characters stand
# for words.
_LENGTH, _LENGTH_UNSPACED, _LINKS = 80, 30, 0.5


def is_running_text(text: str, link_chars: int) -> bool:
    """True for a block that reads like prose. link_chars: its characters that stand in links."""
    if len(text) < (_LENGTH_UNSPACED if UNSPACED.search(text) else _LENGTH) or not SENTENCE_END.search(text):
        return False
    return link_chars < _LINKS * len(text)


def reads_like_prose(
    length: NDArray[np.float32], links: NDArray[np.float32], ends: NDArray[np.float32], unspaced: NDArray[np.float32]
) -> NDArray[np.bool_]:
    """`is_running_text` of many blocks at once, from counts of their characters."""
    least = np.where(unspaced > 0, _LENGTH_UNSPACED, _LENGTH)
    return (length >= least) & (ends > 0) & (links < _LINKS * length)
