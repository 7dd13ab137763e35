"""Boilerplate removal: a verdict and a reason for every block of the page; nothing is deleted.

A profile's rules decide where they speak: its ``content`` is the text column, its ``strip`` lists name what is none.
Elsewhere the model decides what is text, and general rules only name the rest: tags, roles and class words
(``data/boilerplate.toml``).
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from lxml import etree

from capital_spider.errors import ExtractionError
from capital_spider.extract.date_formats.printed import parse_date
from capital_spider.extract.document import Document, TextBlock, Verdict
from capital_spider.extract.model import Model, load_model
from capital_spider.extract.reasons import Reasons, is_link_list
from capital_spider.extract.selection import Rating, rate_blocks

# What has another place in the record, or never is text, whatever the model thinks: each gained on the development
# pages or cost nothing.
_NEVER_TEXT = ("metadata", "caption", "cookie_notice", "comments", "share", "newsletter", "author_box")
# Hidden lines are no text; a hidden paragraph that the model is this sure of is one that readers unfold. A line of
# links that it doubts is a menu.
_SURE, _DOUBTFUL, _LINE = 0.8, 0.5, 80
# "Wednesday, September 24, 2025, 10:45 a.m." is longer than any date without words around it.
_DATE_LINE = 44
# Structures that are cut as a whole, unless they make up more than this share of the text.
_WHOLE, _WHOLE_SHARE = frozenset({"ul", "ol", "dl", "table"}), 0.6
# The text column is the deepest element with this share of the text.
_COLUMN_SHARE = 0.8


def strip_boilerplate(document: Document, model: Model | None = None) -> None:
    """Fill ``document.verdicts`` (one a block) and ``document.containers`` (the text column of each page).

    model: the one to ask where no profile decides alone; None = the shipped one.
    """
    sure: list[float] = []
    for blocks, matches in zip(_by_root(document), document.matches, strict=True):
        reasons = Reasons(blocks, matches, document)
        if reasons.column is not None:
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

        The headline, captions and "Read also" lines have other places in the record, whatever the model thinks.
        """
        texts = [n for n, b in enumerate(self.blocks) if b.kind == "text"]
        blocks = [self.blocks[n] for n in texts]
        if not blocks:
            self.verdicts = [Verdict(kept=False, reason=self.reasons.of(b) or "other") for b in self.blocks]
            return 0.0
        rating = rate_blocks(document, blocks, model)
        kept = self._whole_structures(blocks, rating)
        rows = zip(texts, kept, rating.twin, rating.probability, strict=True)
        verdicts = {n: self._rated(self.blocks[n], bool(k), bool(twin), float(p)) for n, k, twin, p in rows}
        self._take_off_date_line(verdicts)
        self._judge_media(verdicts)
        self.verdicts = [verdicts[n] for n in range(len(self.blocks))]
        self.column = self._column_of(verdicts)
        return rating.expected_f1

    def _take_off_date_line(self, verdicts: dict[int, Verdict]) -> None:
        """A first line that is nothing but a date says when the article was published: a field, no text."""
        first = next((n for n, v in verdicts.items() if v.kept), None)
        if first is not None and _is_date_line(self.blocks[first].text):
            verdicts[first] = replace(verdicts[first], kept=False, reason="metadata")

    def _whole_structures(self, blocks: list[TextBlock], rating: Rating) -> list[bool]:
        """A list or table is text or not as a whole, by the larger part of its words; one that is most of the text, or
        holds it, is none that the model could have cut by mistake."""
        kept = [bool(k) for k in rating.kept]
        sizes = [len(b.text) for b in blocks]
        total = sum(size for size, k in zip(sizes, kept, strict=True) if k)
        parts: dict[etree._Element, list[int]] = {}
        for n, block in enumerate(blocks):
            around = [e for e in (block.element, *block.element.iterancestors()) if e.tag in _WHOLE]
            if around:
                parts.setdefault(around[-1], []).append(n)
        for members in parts.values():
            inside = sum(sizes[n] for n in members if kept[n])
            whole = sum(sizes[n] for n in members)
            if 0 < inside < whole <= _WHOLE_SHARE * total:
                for n in members:
                    kept[n] = 2 * inside >= whole and not rating.twin[n]
        return kept

    def _column_of(self, verdicts: dict[int, Verdict]) -> etree._Element | None:
        """The deepest element that holds most of the text that was kept."""
        sums: Counter[etree._Element] = Counter()
        for n, verdict in verdicts.items():
            block = self.blocks[n]
            if verdict.kept and block.text:
                for element in (block.element, *block.element.iterancestors()):
                    sums[element] += len(block.text)
        most = _COLUMN_SHARE * max(sums.values(), default=0)
        holders = [e for e, size in sums.items() if size >= most and e.tag not in _WHOLE and e.tag != "p"]
        return max(holders, key=lambda e: sum(1 for _ in e.iterancestors()), default=None)

    def _rated(self, block: TextBlock, kept: bool, twin: bool, probability: float) -> Verdict:
        mark = self.reasons.of(block)
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
        return mark in _NEVER_TEXT or self.reasons.is_ruled(block.element)

    def _judge_media(self, verdicts: dict[int, Verdict]) -> None:
        """Pictures and embeds belong to the text if they stand between its blocks and nothing marks them."""
        kept = [n for n, v in verdicts.items() if v.kept]
        first, last = (kept[0], kept[-1]) if kept else (len(self.blocks), -1)
        for n, block in enumerate(self.blocks):
            if block.kind != "text":
                reason = self.reasons.of(block) or (None if first - 2 < n <= last + 1 and kept else "other")
                verdicts[n] = Verdict(kept=reason is None, reason=reason)


def _is_date_line(text: str) -> bool:
    if len(text) > _DATE_LINE or not any(c.isdigit() for c in text):
        return False
    try:
        return parse_date(text, fetched_at=None) is not None
    except ExtractionError:
        return False
