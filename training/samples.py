"""The annotated pages as rows of features with labels, as the boilerplate model learns from them.

Labels come from the longest common subsequence of the page's words and the gold body's, or from wanted and unwanted
snippets.
"""

from __future__ import annotations

import json
import lzma
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from lxml import etree
from numpy.typing import NDArray
from rapidfuzz.distance import LCSseq

from capital_spider.extract import collect_metadata, extract_title, parse_page, split_blocks
from capital_spider.extract.document import Document, TextBlock
from capital_spider.extract.features import COLUMN, stage_one
from capital_spider.extract.page_elements import PageElements
from capital_spider.extract.reasons import Reasons
from capital_spider.extract.selection import hints_of
from capital_spider.extract.text_features import word_weights
from capital_spider.items import Page
from capital_spider.text import fold
from capital_spider.urls import site_of

CORPORA = ("zyte", "aed", "fundus", "wcxb", "traf")
# Place of a block's link density among its features.
LINK_DENSITY = COLUMN + 5
# Weight of a block with a snippet of traf: about that of a paragraph of an annotated page.
SNIPPETS = 5.0
# Weight of a page without its surroundings, beside the same page as it is.
BARE = 0.5
WORD = re.compile(r"\w+")


@dataclass
class Sample:
    """One page: its blocks as rows, labelled where its gold has a body."""

    corpus: str
    gold: dict[str, Any]
    group: str
    document: Document
    elements: PageElements
    rows: NDArray[np.float32]
    words: NDArray[np.float32]
    label: NDArray[np.float32] = field(default_factory=lambda: np.zeros(0, np.float32))
    weight: NDArray[np.float32] = field(default_factory=lambda: np.zeros(0, np.float32))
    probability: NDArray[np.float32] = field(default_factory=lambda: np.zeros(0, np.float32))


def read_samples(folder: Path) -> list[Sample]:
    """All pages, and of every second one what is left of it without anything around its text (corpus "bare").

    Feeds, reader views and plain sites have no menu before the headline and no footer after the text.
    """
    samples = []
    for corpus in CORPORA:
        with lzma.open(folder / f"{corpus}.jsonl.xz", "rt", encoding="utf-8") as lines:
            for number, line in enumerate(lines):
                samples += _samples(corpus, json.loads(line), bare=number % 2 == 0)
    return samples


def _samples(corpus: str, record: dict[str, Any], *, bare: bool) -> Iterator[Sample]:
    document = parse_page(Page(url=record["url"] or "", body=record["html"].encode("utf-8", "surrogatepass")))
    collect_metadata(document)
    extract_title(document)
    split_blocks(document)
    reasons = Reasons(document.blocks, document.matches[0], document)
    shown = reasons.open_blocks()
    sample = _sample(corpus, record, document, reasons, shown)
    if sample is None:
        return
    yield sample
    if bare and sample.label.any() and record["gold"].get("body"):
        texts = [b for b in shown if b.kind == "text"]
        column = _column(b for b, label in zip(texts, sample.label, strict=True) if label)
        inside = set(column.iter(etree.Element))
        around = _sample("bare", record, document, reasons, [b for b in shown if b.element in inside])
        if around is not None:
            around.weight *= BARE
            yield around


def _column(blocks: Iterable[TextBlock]) -> etree._Element:
    """The deepest element around all of them."""
    above = [[b.element, *b.element.iterancestors()][::-1] for b in blocks]
    return [levels[0] for levels in zip(*above, strict=False) if len(set(levels)) == 1][-1]


def _sample(
    corpus: str, record: dict[str, Any], document: Document, reasons: Reasons, shown: list[TextBlock]
) -> Sample | None:
    blocks = [b for b in shown if b.kind == "text"]
    if not blocks:
        return None
    elements = PageElements(blocks, reasons.marks)
    rows = stage_one(blocks, elements, hints_of(document, shown, reasons))
    sample = Sample(
        corpus, record["gold"], site_of(record["url"] or ""), document, elements, rows, word_weights(blocks)
    )
    if record["gold"].get("body"):
        _label(sample, [b.text for b in blocks], record["gold"]["body"])
    elif record["gold"].get("with") or record["gold"].get("without"):
        _label_snippets(sample, [b.text for b in blocks], record["gold"])
    return sample


def _label(sample: Sample, texts: list[str], gold: str) -> None:
    """A block is text if half of its words are in the longest common subsequence with the gold body."""
    wanted = WORD.findall(gold.casefold())
    numbers = {word: n for n, word in enumerate(dict.fromkeys(wanted))}
    page: list[int] = []
    spans = []
    for text in texts:
        words = WORD.findall(text.casefold())
        spans.append((len(page), len(page) + len(words)))
        page += [numbers.get(w, -2) for w in words] + [-1]
    matched = np.zeros(len(page), bool)
    place = np.zeros(len(page), np.int64)
    for op in LCSseq.opcodes(page, [numbers[w] for w in wanted]):
        if op.tag == "equal":
            matched[op.src_start : op.src_end] = True
            place[op.src_start : op.src_end] = np.arange(op.dest_start, op.dest_end)
    vocabulary = " ".join(wanted)
    share = np.zeros(len(texts), np.float32)
    trust = np.ones(len(texts), np.float32)
    for n, (start, end) in enumerate(spans):
        hits = np.flatnonzero(matched[start:end])
        if end == start:
            trust[n] = 0.05
            continue
        share[n] = len(hits) / (end - start)
        if len(hits) and place[start + hits[-1]] - place[start + hits[0]] + 1 > 1.5 * (end - start) + 3:
            share[n] /= 2
        words = " ".join(WORD.findall(texts[n].casefold()))
        if share[n] < 0.5 and end - start >= 3 and words in vocabulary:
            trust[n] = 0.2
    sample.label = (share >= 0.5).astype(np.float32)
    size = np.clip((sample.words + 3) / max(len(wanted), 1) * 100, 0.1, 20)
    sample.weight = (np.maximum(np.abs(share - 0.5) * 2, 0.05) * trust * size).astype(np.float32)


def _label_snippets(sample: Sample, texts: list[str], gold: dict[str, Any]) -> None:
    """A block with a wanted snippet is text, one with an unwanted snippet is not; nothing is known of the others."""
    wanted, unwanted = ([fold(x) for x in gold.get(k) or () if fold(x)] for k in ("with", "without"))
    sample.label = np.zeros(len(texts), np.float32)
    sample.weight = np.zeros(len(texts), np.float32)
    for n, text in enumerate(map(fold, texts)):
        inside, outside = any(x in text for x in wanted), any(x in text for x in unwanted)
        if inside != outside:
            sample.label[n], sample.weight[n] = inside, SNIPPETS
