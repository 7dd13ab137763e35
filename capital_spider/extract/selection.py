"""From probabilities to a choice: the blocks that together promise the best F1, without exact doubles."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from capital_spider.extract.document import Document, TextBlock
from capital_spider.extract.features import stage_one, stage_two, word_weights
from capital_spider.extract.metadata import text_of
from capital_spider.extract.model import Model
from capital_spider.extract.page_elements import Floats, PageElements
from capital_spider.text import fold

# Shorter blocks may be said twice (extraction design, section 3.8).
_TWIN_WORDS = 6
# A page on which the model takes no block for text has none.
_LEAST = 0.5


def metadata_texts(document: Document) -> tuple[str, str, str]:
    """Title, description and JSON-LD articleBody, folded, as the features compare them with blocks."""
    description = document.metadata.first("og:description", "description", "twitter:description") or ""
    body = text_of((document.metadata.article or {}).get("articleBody")) or ""
    return fold(document.full_title or ""), fold(description), fold(body)


@dataclass(frozen=True, slots=True, eq=False)
class Rating:
    """What the model says of each block: its probability, whether it is chosen, whether it repeats a chosen one."""

    probability: Floats
    kept: NDArray[np.bool_]
    twin: NDArray[np.bool_]
    expected_f1: float


def rate_blocks(document: Document, blocks: Sequence[TextBlock], model: Model) -> Rating:
    """Both stages of the model, averaged, and the choice that follows from them."""
    title, description, body = metadata_texts(document)
    elements = PageElements(blocks, title)
    rows = stage_one(blocks, elements, title, description, body)
    words = word_weights(blocks)
    first = model.first.probability(rows)
    second = model.second.probability(stage_two(elements, rows, first, words))
    probability = np.asarray((first + second) / 2, np.float32)
    kept, twin, expected = select_blocks(blocks, probability, words)
    return Rating(probability, kept, twin, expected)


def select_blocks(
    blocks: Sequence[TextBlock], probability: Floats, words: Floats
) -> tuple[NDArray[np.bool_], NDArray[np.bool_], float]:
    """Which blocks to keep, which of the others repeat one of them, and the F1 to expect of the choice.

    Sorted by probability, the prefix that maximises 2·Σpw / (Σw of the prefix + Σpw of all), w = words.
    """
    order = np.argsort(-probability, kind="stable")
    mass = (probability * words)[order]
    gain = 2 * np.cumsum(mass) / (np.cumsum(words[order]) + mass.sum() + 1e-9)
    best = int(np.argmax(gain))
    kept, twin = np.zeros(len(blocks), bool), np.zeros(len(blocks), bool)
    if float(probability.max()) >= _LEAST:  # otherwise there is no text on the page
        kept[order[: best + 1]] = True
    seen: set[str] = set()
    for n in map(int, np.flatnonzero(kept)):
        if words[n] >= _TWIN_WORDS:
            folded = fold(blocks[n].text)
            twin[n] = folded in seen
            seen.add(folded)
    return kept & ~twin, twin, float(gain[best])
