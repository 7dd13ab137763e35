"""What counts as running text: the measure that boilerplate rules and the model's features share."""

from __future__ import annotations

import re

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
