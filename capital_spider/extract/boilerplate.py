"""Boilerplate removal: a verdict and a reason for every block of the page; nothing is deleted.

A profile's rules decide where they speak: its ``content`` is the text column, its ``strip`` lists name what is none.
Elsewhere the model decides what is text, and general rules only name the rest: tags, roles and class words
(``data/boilerplate.toml``).
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from lxml import etree

from capital_spider.extract.dateline import is_date_line
from capital_spider.extract.document import Document, TextBlock, Verdict
from capital_spider.extract.model import Model, load_model
from capital_spider.extract.page_elements import PageElements
from capital_spider.extract.reasons import Reasons, is_link_list, sums_of_elements
from capital_spider.extract.selection import Rating, hints_of, rate_blocks

# What has another place in the record, or never is text, whatever the model thinks: each gained on the development
# pages or cost nothing.
_NEVER_TEXT = frozenset({
    "metadata", "caption", "cookie_notice", "comments", "share", "newsletter", "author_box", "ad", "header", "footer",
    "toc", "paywall",
})  # fmt: skip
# Any other mark counts where the model is less sure than this (zyte +.004); above, marks are wrong too often: at 1.1
# wcxb loses .004.
_BELIEVED = 0.6
# Hidden lines are no text; a hidden paragraph that the model is this sure of is one that readers unfold. A line of
# links that it doubts is a menu.
_SURE, _DOUBTFUL, _LINE = 0.8, 0.5, 80
# Structures that are cut as a whole, unless they make up more than this share of the text.
_WHOLE, _WHOLE_SHARE = frozenset({"ul", "ol", "dl", "table"}), 0.6
# Annotators disagree on tables; one between paragraphs is kept if the model believes in it that much (zyte +.001).
_TABLE = 0.1
# The text column is the deepest element with this share of the text.
_COLUMN_SHARE = 0.8


def strip_boilerplate(document: Document, model: Model | None = None) -> None:
    """Fill ``document.verdicts`` (one a block) and ``document.containers`` (the text column of each page).

    model: the one to ask where no profile decides alone; None = the shipped one.
    """
    sure: list[float] = []
    for blocks, matches in zip(_by_root(document), document.matches, strict=True):
        reasons = Reasons(blocks, matches, document)
        if reasons.column is not None and reasons.decides:
            document.verdicts += _by_profile(blocks, reasons, reasons.column)
            document.containers.append(reasons.column)
            continue
        model = model or load_model()
        document.model = model.name
        judge = _ModelJudge(blocks, reasons)
        sure.append(judge.ask(document, model))
        document.verdicts += judge.verdicts
        document.containers += [judge.column] if judge.column is not None else []
    if sure:
        document.confidence["text"] = round(min(sure), 3)


def _by_root(document: Document) -> list[list[TextBlock]]:
    """The document's blocks, page by page."""
    if len(document.roots) == 1:
        return [document.blocks]
    tops = {root: n for n, root in enumerate(document.roots)}
    pages: list[list[TextBlock]] = [[] for _ in document.roots]
    for block in document.blocks:
        pages[tops[block.element.getroottree().getroot()]].append(block)
    return pages


def _by_profile(blocks: list[TextBlock], reasons: Reasons, column: etree._Element) -> list[Verdict]:
    """Where a profile knows the whole text column: all in it that no rule strips."""
    inside = set(column.iter(etree.Element))
    found = []
    for block in blocks:
        reason = reasons.of(block)
        if reason is None and block.element not in inside:
            reason = "other"
        if reason is None and block.kind == "text" and reasons.leads_elsewhere(block):
            reason = "related"
        found.append(Verdict(kept=reason is None, reason=reason))
    return found


class _ModelJudge:
    """The verdicts of the model on one page's blocks."""

    def __init__(self, blocks: list[TextBlock], reasons: Reasons) -> None:
        self.blocks, self.reasons = blocks, reasons
        self.column: etree._Element | None = None
        self.verdicts: list[Verdict] = []

    def ask(self, document: Document, model: Model) -> float:
        """Let the model decide what is text, and rules name what is not; returns the F1 to expect of the choice.

        The headline, captions and "Read also" lines have other places in the record, whatever the model thinks; what
        rules settle it is not shown.
        """
        shown = self.reasons.open_blocks()
        blocks = [b for b in shown if b.kind == "text"]
        self.verdicts = [Verdict(kept=False, reason=self.reasons.of(b) or "other") for b in self.blocks]
        if not blocks:
            return 0.0
        hints = hints_of(document, shown, self.reasons)
        marks = [self.reasons.of(b) for b in blocks]

        def strips(n: int, probability: float) -> bool:
            mark = marks[n]
            return mark is not None and self._overrules(mark, blocks[n], probability)

        rating = rate_blocks(blocks, PageElements(blocks, self.reasons.marks), hints, model, strips)
        kept = self._whole_structures(blocks, rating)
        place = {b: n for n, b in enumerate(self.blocks)}
        for b, mark, k, twin, p in zip(blocks, marks, kept, rating.twin, rating.probability.tolist(), strict=True):
            self.verdicts[place[b]] = self._rated(b, mark, k, bool(twin), p)
        self._take_off_date_line()
        self._judge_media()
        self.column = self._column_of()
        return rating.expected_f1

    def _take_off_date_line(self) -> None:
        """A first line that is nothing but a date says when the article was published: a field, no text."""
        first = next((n for n, v in enumerate(self.verdicts) if v.kept), None)
        if first is not None and is_date_line(self.blocks[first].text):
            self.verdicts[first] = replace(self.verdicts[first], kept=False, reason="metadata")

    def _whole_structures(self, blocks: list[TextBlock], rating: Rating) -> list[bool]:
        """A list or table is text or not as a whole, by the larger part of its words; one that is most of the text, or
        holds it, is none that the model could have cut by mistake. A table between paragraphs needs less."""
        kept = [bool(k) for k in rating.kept]
        sizes = np.array([len(b.text) for b in blocks])
        total = int(sizes[rating.kept].sum())
        chosen = np.flatnonzero(rating.kept)
        parts: dict[etree._Element, list[int]] = {}
        known: dict[etree._Element, etree._Element | None] = {}
        for n, block in enumerate(blocks):
            around = _outermost_structure(block.element, known)
            if around is not None:
                parts.setdefault(around, []).append(n)
        for top, members in parts.items():
            inside, whole = int((sizes * rating.kept)[members].sum()), int(sizes[members].sum())
            if whole > _WHOLE_SHARE * total:
                continue
            believed = float(np.average(rating.probability[members], weights=sizes[members]))
            is_between = chosen[0] < members[0] and members[-1] < chosen[-1]
            is_text = 2 * inside >= whole or (top.tag == "table" and is_between and believed >= _TABLE)
            for n in members:
                kept[n] = is_text and not rating.twin[n]
        return kept

    def _column_of(self) -> etree._Element | None:
        """The deepest element that holds most of the text that was kept."""
        sums = sums_of_elements(b for b, verdict in zip(self.blocks, self.verdicts, strict=True) if verdict.kept)
        most = _COLUMN_SHARE * max(sums.values(), default=0)
        holders = [e for e, size in sums.items() if size >= most and e.tag not in _WHOLE and e.tag != "p"]
        return max(holders, key=lambda e: sum(1 for _ in e.iterancestors()), default=None)

    def _rated(self, block: TextBlock, mark: str | None, kept: bool, twin: bool, probability: float) -> Verdict:
        reason = None
        if twin:
            reason = mark or "duplicate"
        elif mark is not None and self._overrules(mark, block, probability):
            reason = mark
        elif is_link_list(block) and probability < _DOUBTFUL:
            reason = mark or "menu"
        elif not kept:
            reason = mark or "other"
        elif self.reasons.leads_elsewhere(block):
            reason = "related"
        return Verdict(kept=reason is None, reason=reason, probability=round(probability, 3))

    def _overrules(self, mark: str, block: TextBlock, probability: float) -> bool:
        """True if what rules say of the block counts more than what the model thinks of it."""
        if mark == "hidden" and (probability < _SURE or len(block.text) < _LINE):
            return True
        if probability < _BELIEVED:
            return True
        if mark == "metadata" and self.reasons.is_standfirst(block):
            return False  # half of them are the text's first lines, and stand in it too
        return mark in _NEVER_TEXT or self.reasons.is_ruled(block.element)

    def _judge_media(self) -> None:
        """Pictures and embeds belong to the text if they stand between its blocks and nothing marks them."""
        kept = [n for n, v in enumerate(self.verdicts) if v.kept]
        first, last = (kept[0], kept[-1]) if kept else (len(self.blocks), -1)
        for n, block in enumerate(self.blocks):
            if block.kind != "text":
                reason = self.reasons.of(block) or (None if first - 2 < n <= last + 1 and kept else "other")
                self.verdicts[n] = Verdict(kept=reason is None, reason=reason)


def _outermost_structure(
    element: etree._Element, known: dict[etree._Element, etree._Element | None]
) -> etree._Element | None:
    """The outermost list or table around the element. known: what was found before, of this page."""
    if element not in known:
        parent = element.getparent()
        above = _outermost_structure(parent, known) if parent is not None else None
        known[element] = above if above is not None or element.tag not in _WHOLE else element
    return known[element]
