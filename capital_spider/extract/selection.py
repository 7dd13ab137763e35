"""From probabilities to a choice: the blocks that together promise the best F1, without exact doubles."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from lxml import etree

from capital_spider.extract.document import Document, TextBlock
from capital_spider.extract.features import stage_one, stage_two
from capital_spider.extract.metadata import text_of
from capital_spider.extract.model import Model
from capital_spider.extract.page_elements import Floats, PageElements
from capital_spider.extract.reasons import Reasons
from capital_spider.extract.text_features import Hints, word_weights
from capital_spider.text import fold

if TYPE_CHECKING:
    from numpy.typing import NDArray

_WORD = re.compile(r"[^\W\d_]{3,}")
Strips = Callable[[int, float], bool]
# Shorter blocks may be said twice (extraction design, section 3.8).
_TWIN_WORDS = 6
# A page on which the model takes no block for text has none; nor are a word or two one.
_LEAST, _FEWEST_WORDS = 0.5, 3
# Doubtful blocks count a little more: on the development pages .9 gains wanted lines (traf +.002, wcxb +.001) and costs
# nothing elsewhere; at .8 gold bodies without lists and standfirsts lose (fundus -.002).
_TILT = 0.9


def hints_of(document: Document, blocks: Sequence[TextBlock], reasons: Reasons) -> Hints:
    """What metadata, profile and rules say of the blocks of text among `blocks`, as the features want it."""
    metadata, texts = document.metadata, [b for b in blocks if b.kind == "text"]
    description = metadata.description or ""
    body = text_of((metadata.article or {}).get("articleBody")) or ""
    authors = [metadata.first("author", "article:author", "byl") or "", *_author_names(document)]
    names = {fold(name) for name in authors if len(fold(name)) > 5}
    column = reasons.column
    inside = set(column.iter(etree.Element)) if column is not None else set()
    return Hints(
        title=fold(document.full_title or ""),
        description=fold(description),
        body=fold(body),
        names=tuple(sorted(names)),
        site=fold(metadata.first("og:site_name") or ""),
        words=frozenset(word.casefold() for word in _WORD.findall(description)),
        column=np.array([-1 if column is None else b.element in inside for b in texts], np.float32),
        media=_media_distances(blocks),
    )


def _author_names(document: Document) -> Iterator[str]:
    found = (document.metadata.article or {}).get("author")
    for author in found if isinstance(found, list) else [found]:
        author = document.metadata.resolve(author)
        name = author.get("name") if isinstance(author, dict) else author
        if isinstance(name, str):
            yield name


def _media_distances(blocks: Sequence[TextBlock]) -> Floats:
    """Blocks of text since the last picture or embed and up to the next, at most 5, for each block of text."""
    since, rows = 5, []
    for block in blocks:
        if block.kind == "text":
            rows.append(since)
            since = min(since + 1, 5)
        else:
            since = 0
    until, back = 5, []
    for block in reversed(blocks):
        if block.kind == "text":
            back.append(until)
            until = min(until + 1, 5)
        else:
            until = 0
    return np.array([rows, back[::-1]], np.float32).T


@dataclass(frozen=True, slots=True, eq=False)
class Rating:
    """What the model says of each block: its probability, whether it is chosen, whether it repeats a chosen one."""

    probability: Floats
    kept: NDArray[np.bool_]
    twin: NDArray[np.bool_]
    expected_f1: float


def rate_blocks(
    blocks: Sequence[TextBlock], elements: PageElements, hints: Hints, model: Model, strips: Strips
) -> Rating:
    """Both stages of the model, averaged, and the choice that follows from them.

    strips: whether rules take a block out, by its number and probability.
    """
    rows = stage_one(blocks, elements, hints)
    words = word_weights(blocks)
    first = model.first.probability(rows)
    second = model.second.probability(stage_two(elements, rows, first, words))
    probability = np.asarray(((first + second) / 2) ** _TILT, np.float32)
    stripped = np.array([strips(n, float(p)) for n, p in enumerate(probability)], bool)
    kept, twin, expected = select_blocks(blocks, probability, words, stripped)
    return Rating(probability, kept, twin, expected)


def select_blocks(
    blocks: Sequence[TextBlock], probability: Floats, words: Floats, stripped: NDArray[np.bool_]
) -> tuple[NDArray[np.bool_], NDArray[np.bool_], float]:
    """Which blocks to keep, which of the others repeat one of them, and the F1 to expect of the choice.

    Sorted by probability, the prefix that maximises 2·Σpw / (Σw of the prefix + Σpw of all), w = words. What rules
    strip is no original that another block could repeat: an entry of a table of contents and its heading.
    """
    order = np.argsort(-probability, kind="stable")
    mass = (probability * words)[order]
    gain = 2 * np.cumsum(mass) / (np.cumsum(words[order]) + mass.sum() + 1e-9)
    best = int(np.argmax(gain))
    kept, twin = np.zeros(len(blocks), bool), np.zeros(len(blocks), bool)
    if float(probability.max()) >= _LEAST:  # otherwise there is no text on the page
        kept[order[: best + 1]] = words[order[: best + 1]].sum() >= _FEWEST_WORDS
    seen: set[str] = set()
    for n in map(int, np.flatnonzero(kept & ~stripped)):
        if words[n] >= _TWIN_WORDS:
            folded = fold(blocks[n].text)
            twin[n] = folded in seen
            seen.add(folded)
    return kept & ~twin, twin, float(gain[best])
