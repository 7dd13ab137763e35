"""What the boilerplate model looks at in a block's own text, and what metadata and profile say of it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

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
from capital_spider.extract.document import TextBlock
from capital_spider.extract.running_text import reads_like_prose
from capital_spider.text import fold

if TYPE_CHECKING:
    from numpy.typing import NDArray

Floats: TypeAlias = "NDArray[np.float32]"

_WORD = re.compile(r"[^\W\d_]{3,}")
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_CLOCK = re.compile(r"\b\d{1,2}[:.h]\d{2}\b")
_BOLD, _ITALIC = frozenset({"strong", "b"}), frozenset({"em", "i", "small"})
_BLOCK_TAGS = (
    "p", "li", "div", "td", "h1", "h2", "h3", "h4", "span", "a", "blockquote", "section", "figcaption", "dd", "th",
    "pre",
)  # fmt: skip
_TAG_NUMBER = {tag: n for n, tag in enumerate(_BLOCK_TAGS)}
# Standfirsts are compared with the page's description word by word, and are no longer than this.
_STANDFIRST = 400


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Hints:
    """What is known of the blocks besides their markup.

    title, description, body, names (of the authors), site (its name): what the page's metadata says, folded; words: of
    the description. Of each block: column (1 in the profile's text column, 0 outside, -1 where there is none), media
    (blocks since the last picture or embed and up to the next). What rules say of a block is no feature: they are right
    so often that the model would believe them where they err (aed -.008, zyte -.008).
    """

    title: str
    description: str
    body: str
    names: tuple[str, ...]
    site: str
    words: frozenset[str]
    column: Floats
    media: Floats


def word_weights(blocks: Sequence[TextBlock]) -> Floats:
    """Words of each block, at least 1; in scripts without spaces, characters."""
    counts = CharacterCounts([b.text for b in blocks])
    return np.asarray(np.maximum(counts.of(START) + counts.of(IDEOGRAPH), 1), np.float32)


def text_features(blocks: Sequence[TextBlock], hints: Hints) -> Floats:
    """One row a block.

    First its length, its characters in links, its length if it reads like prose, and whether it is the headline.
    """
    folds = [fold(b.text) for b in blocks]
    seen = Counter(folds)
    rows = [
        (*_of_text(block.text), *_of_owners(block), *_of_hints(block.text, folded, hints), min(seen[folded], 5))
        for block, folded in zip(blocks, folds, strict=True)
    ]
    counted = _counted(blocks)
    headline = [bool(f) and (f == hints.title or (len(f) > 12 and f in hints.title)) for f in folds]
    return np.column_stack([counted[:, :3], headline, counted[:, 3:], np.array(rows, np.float32)]).astype(np.float32)


def _counted(blocks: Sequence[TextBlock]) -> Floats:
    """What can be counted in all blocks at once."""
    counts = CharacterCounts([b.text for b in blocks])
    length = np.array([len(b.text) for b in blocks], np.float32)
    links = np.array([b.link_chars for b in blocks], np.float32)
    words, ends, letters = counts.of(START), counts.of(END), counts.of(LETTER)
    good = np.where(reads_like_prose(length, links, ends, counts.of(IDEOGRAPH)), length, 0)
    columns = [
        length, links, good, links / length, np.log1p(length), np.log1p(words), np.log1p(ends),
        counts.of(CAPITAL_START) / np.maximum(words, 1), counts.of(DIGIT) / length, counts.of(COMMA) / length * 20,
        length / np.maximum(words, 1), counts.of(CAPITAL) / length, letters / length,
    ]  # fmt: skip
    return np.stack(columns, axis=1)


def _of_text(text: str) -> tuple[float, ...]:
    return (
        text[-1] in ".!?…。！？؟।”\"'»",
        text[-1] in ":：",
        text[0] in "“\"«„'‘-–—•©",
        "©" in text,
        "|" in text,
        "@" in text or "http" in text,
        text.count("\n"),
        text[0].islower(),
        text[-1] in "?？؟",
        text.endswith(("…", "...", "[…]")),
        bool(_YEAR.search(text)) + 2 * bool(_CLOCK.search(text)),
    )


def _of_owners(block: TextBlock) -> tuple[float, ...]:
    """Its tag, the shares of it that stand directly in bold and in italic elements, and its number of links."""
    tag = _TAG_NUMBER.get(str(block.element.tag), -1)
    if len(block.pieces) == 1 and block.pieces[0][1] is block.element:
        return tag, 0, 0, 0
    bold = italic = total = 0
    links = set()
    for text, owner in block.pieces:
        total += len(text)
        if owner.tag in _BOLD:
            bold += len(text)
        elif owner.tag in _ITALIC:
            italic += len(text)
        elif owner.tag == "a":
            links.add(owner)
    return tag, bold / max(total, 1), italic / max(total, 1), len(links)


def _of_hints(text: str, folded: str, hints: Hints) -> tuple[float, ...]:
    is_long = len(folded) > 20
    shared = 0.0
    if hints.words and is_long and len(text) < _STANDFIRST:
        words = _WORD.findall(text.casefold())
        shared = len(hints.words.intersection(words)) / max(len(words), 1)
    return (
        is_long and folded in hints.description,
        shared,
        is_long and folded in hints.body if hints.body else -1,
        is_long and folded[:40] in hints.body if hints.body else -1,
        any(name in folded for name in hints.names),
        folded.startswith(hints.names) if hints.names else 0,
        bool(hints.site) and hints.site in folded,
    )
