"""Boilerplate removal: a verdict and a reason for every block of the page; nothing is deleted.

A profile's rules decide where they speak: its ``content`` is the text column, its ``strip`` lists name what is none.
Elsewhere general rules do: tags, roles and class words (``data/boilerplate.toml``) mark boilerplate, and the text
column is the deepest element that holds most of the remaining text.
"""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from importlib.resources import files

from lxml import etree

from capital_spider.extract.document import Document, TextBlock, Verdict
from capital_spider.extract.marks import general_mark, names_paywall
from capital_spider.profiles import ProfileMatches
from capital_spider.text import count_words, fold
from capital_spider.urls import canonical_url, site_of

# A block of running text: 80 characters, mostly no link, at least one sentence end (extraction design, section 3.5);
# 30 where characters stand for words.
_GOOD_LENGTH, _GOOD_LENGTH_UNSPACED, _GOOD_LINKS = 80, 30, 0.5
# The text column is the deepest element with this share of the page's running text (extraction design, section 5).
_COLUMN_SHARE = 0.65
# A profile's column with less than this share of the unmarked running text is something else of the same class: on 247
# development pages 235 columns have over .6 of it, the others, cards and widgets, under .3.
_COLUMN_LEAST = 0.4
# An element with more of the running text than this is a wrapper, whatever its class says. Comments and the small print
# of cookie dialogs may be longer than the article.
_WRAPPER_SHARE, _WRAPPER_SHARE_LONG = 0.5, 0.9
_LONG = ("comments", "cookie_notice")
# Boilerplate that never has much running text.
_NAMING = ("paywall", "toc")
# A line shorter than this opens or closes the text only if it is marked up as a paragraph.
_OPENING_LENGTH = 40
# Twins (desktop and mobile copies of the text) are dropped if they make up this share of it: a sentence may repeat.
_TWIN_SHARE, _TWIN_WORDS = 0.3, 6
_LABEL_LENGTH = 40

_DATA = tomllib.loads(files("capital_spider").joinpath("data/boilerplate.toml").read_text(encoding="utf-8"))
_READ_ALSO = frozenset(fold(label) for label in _DATA["read_also"]["labels"])
_SENTENCE_END = re.compile(r"[.!?…。！？؟।]")
_UNSPACED = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")
_LABEL_END = re.compile(r"[:：]\s*$")


def strip_boilerplate(document: Document) -> None:
    """Fill ``document.verdicts`` (one a block) and ``document.containers`` (the text column of each page)."""
    blocks = iter(_by_root(document))
    for root_blocks, matches in zip(blocks, document.matches, strict=True):
        judge = _Judge(root_blocks, matches, document)
        document.verdicts += judge.verdicts()
        if judge.column is not None:
            document.containers.append(judge.column)


def _by_root(document: Document) -> list[list[TextBlock]]:
    """The document's blocks, page by page."""
    tops = {root: n for n, root in enumerate(document.roots)}
    pages: list[list[TextBlock]] = [[] for _ in document.roots]
    for block in document.blocks:
        pages[tops[block.element.getroottree().getroot()]].append(block)
    return pages


class _Judge:
    """The verdicts on one page's blocks."""

    def __init__(self, blocks: list[TextBlock], matches: ProfileMatches, document: Document) -> None:
        self.blocks = blocks
        self.url = document.page.url
        self.title = fold(document.full_title or "")
        self.rules = matches.stripped()
        self.captions = set(matches.field("caption"))
        self.good = [_is_running_text(b) for b in blocks]
        self.shares = self._shares()
        self.naming: frozenset[str] = frozenset()
        self.reasons: dict[etree._Element, str | None] = {}
        self.protected: set[etree._Element] = set()
        self.naming = self._reasons_that_name_the_text()
        self.reasons.clear()
        self.column = self._profile_column(matches.field("content"))
        self.profiled = self.column is not None
        if self.column is None:
            self.column = self._find_column()
        if self.column is not None:
            self.protected = {self.column, *self.column.iterancestors()}
        self.reasons.clear()  # marks on wrappers of the column no longer count

    def verdicts(self) -> list[Verdict]:
        inside = self._inside()
        found = [self._verdict(block, inside) for block in self.blocks]
        if not self.profiled:
            found = self._trim(found)
            found = self._drop_twins(found)
        return found

    def _inside(self) -> set[etree._Element]:
        return set(self.column.iter(etree.Element)) if self.column is not None else set()

    def _verdict(self, block: TextBlock, inside: set[etree._Element]) -> Verdict:
        reason = self._reason(block.element) or self._reason_of_run(block)
        if reason is None and block.element not in inside:
            reason = "other"
        if reason is None and block.kind == "text" and self._leads_elsewhere(block):
            reason = "related"
        if reason is None and not self.profiled and self._is_link_list(block):
            reason = "menu"
        return Verdict(kept=reason is None, reason=reason)

    def _reason_of_run(self, block: TextBlock) -> str | None:
        """The reason of a run that stands in marked inline elements as a whole: a hidden span, a paywall's button."""
        reasons = [self._reason(owner) for text, owner in block.pieces if owner is not block.element and text.strip()]
        bare = any(owner is block.element and text.strip() for text, owner in block.pieces)
        return reasons[0] if reasons and not bare and all(reasons) else None

    # --- marks -----------------------------------------------------------------------------------------------------

    def _reason(self, element: etree._Element) -> str | None:
        """The reason of the innermost mark around the element; "metadata" only where nothing around it is marked."""
        path: list[etree._Element] = []
        current: etree._Element | None = element
        while current is not None and current not in self.reasons:
            path.append(current)
            current = current.getparent()
        reason = self.reasons[current] if current is not None else None
        for step in reversed(path):
            own = self._mark(step)
            if own is not None and not (own == "metadata" and reason is not None):
                reason = own
            self.reasons[step] = reason
        return reason

    def _mark(self, element: etree._Element) -> str | None:
        if element in self.rules:
            return self.rules[element]
        if element in self.captions:
            return "caption"
        if element in self.protected or element.tag in ("html", "body"):
            return None
        reason = general_mark(element, self.title)
        share = self.shares.get(element, 0)
        if reason == "hidden" and share > _COLUMN_SHARE and not names_paywall(element):
            return None  # the text itself, until a script shows it
        if reason is None or reason == "hidden":
            return reason
        limit = _WRAPPER_SHARE_LONG if reason in _LONG else _WRAPPER_SHARE
        return None if share > limit or (share > 0 and reason in self.naming) else reason

    def _reasons_that_name_the_text(self) -> frozenset[str]:
        """Reasons whose words mark more running text than nothing does: here they name the text's own parts.

        ``<p class="paywall">`` all the way down, or a guide in sections of the class "toc-section".
        """
        sums: Counter[str | None] = Counter()
        for block, good in zip(self.blocks, self.good, strict=True):
            if good:
                sums[self._reason(block.element)] += len(block.text)
        return frozenset(reason for reason in _NAMING if sums[reason] > sums[None])

    # --- the text column -------------------------------------------------------------------------------------------

    def _shares(self) -> dict[etree._Element, float]:
        """Element → its share of the page's running text."""
        sums: Counter[etree._Element] = Counter()
        for block, good in zip(self.blocks, self.good, strict=True):
            if good:
                sums[block.element] += len(block.text)
                for ancestor in block.element.iterancestors():
                    sums[ancestor] += len(block.text)
        total = max(sums.values(), default=1)
        return {element: count / total for element, count in sums.items()}

    def _unmarked(self) -> Counter[etree._Element]:
        """Element → characters of running text in it that nothing marks as boilerplate."""
        sums: Counter[etree._Element] = Counter()
        for block, good in zip(self.blocks, self.good, strict=True):
            if good and self._reason(block.element) is None:
                sums[block.element] += len(block.text)
                for ancestor in block.element.iterancestors():
                    sums[ancestor] += len(block.text)
        return sums

    def _profile_column(self, columns: list[etree._Element]) -> etree._Element | None:
        """The profile's column: the first, as it trusts that most, unless it cannot be the article's.

        Themes use the article's class for cards and widgets too: then another column, or none, has the page's text.
        """
        if len(columns) == 0:
            return None
        sums = self._unmarked()
        total = max(sums.values(), default=0)
        first, best = columns[0], max(columns, key=lambda column: sums[column])
        if sums[first] >= _COLUMN_LEAST * sums[best]:
            best = first
        return best if sums[best] >= _COLUMN_LEAST * total else None

    def _find_column(self) -> etree._Element | None:
        sums = self._unmarked()
        if not sums:
            return None
        total = max(sums.values())
        column = next(e for e, count in sums.items() if (count == total and e.tag == "html") or e.getparent() is None)
        while True:
            inner = [child for child in column if sums.get(child, 0) >= _COLUMN_SHARE * total]
            # A single long paragraph is not the column, its parent is.
            if not inner or inner[0].tag in ("p", "blockquote", "ul", "ol", "pre", "table"):
                return column
            column = inner[0]

    # --- inside the column -----------------------------------------------------------------------------------------

    def _leads_elsewhere(self, block: TextBlock) -> bool:
        """A "Read also: …" line: a known label, or one with a colon, and one link within the site."""
        anchors = {a for _, owner in block.pieces if (a := _anchor(owner, block.element)) is not None}
        if len(anchors) != 1:
            return False
        label = "".join(text for text, owner in block.pieces if _anchor(owner, block.element) is None).strip()
        if not label or len(label) > _LABEL_LENGTH or not block.text.startswith(label[:8].strip()):
            return False
        if fold(label) in _READ_ALSO:
            return True
        url = canonical_url(str(next(iter(anchors)).get("href") or ""), self.url) or ""
        same_site = site_of(url) == site_of(self.url)
        return bool(_LABEL_END.search(label)) and same_site and block.element.tag == "p"

    def _is_link_list(self, block: TextBlock) -> bool:
        """A list item or bare line that is nearly all link; paragraphs may be one."""
        if block.kind != "text" or block.element.tag in ("p", "h2", "h3", "h4", "h5", "h6", "blockquote"):
            return False
        return block.link_chars > 0.8 * len(block.text)

    def _trim(self, verdicts: list[Verdict]) -> list[Verdict]:
        """Strip what stands before the first and after the last paragraph of the column."""
        opening = [n for n, v in enumerate(verdicts) if v.kept and _may_open(self.blocks[n])]
        first, last = (opening[0], opening[-1]) if opening else (0, len(verdicts))
        while first > 0 and verdicts[first - 1].kept and self.blocks[first - 1].element.tag in ("h2", "h3"):
            first -= 1
        return [
            v
            if first <= n <= last or not v.kept or self.blocks[n].kind != "text"
            else Verdict(kept=False, reason="other")
            for n, v in enumerate(verdicts)
        ]

    def _drop_twins(self, verdicts: list[Verdict]) -> list[Verdict]:
        seen: set[str] = set()
        twins: set[int] = set()
        for n, verdict in enumerate(verdicts):
            text = self.blocks[n].text
            if verdict.kept and count_words(text) >= _TWIN_WORDS:
                folded = fold(text)
                if folded in seen:
                    twins.add(n)
                seen.add(folded)
        kept = sum(len(self.blocks[n].text) for n, v in enumerate(verdicts) if v.kept)
        if sum(len(self.blocks[n].text) for n in twins) < _TWIN_SHARE * kept:
            return verdicts
        return [Verdict(kept=False, reason="duplicate") if n in twins else v for n, v in enumerate(verdicts)]


def _is_running_text(block: TextBlock) -> bool:
    length = _GOOD_LENGTH_UNSPACED if _UNSPACED.search(block.text) else _GOOD_LENGTH
    if len(block.text) < length or not _SENTENCE_END.search(block.text):
        return False
    return block.link_chars < _GOOD_LINKS * len(block.text)


def _may_open(block: TextBlock) -> bool:
    if block.kind != "text" or block.link_chars >= _GOOD_LINKS * len(block.text):
        return False
    length = _OPENING_LENGTH // 2 if _UNSPACED.search(block.text) else _OPENING_LENGTH
    return len(block.text) >= length and block.element.tag not in ("h2", "h3", "h4", "h5", "h6")


def _anchor(owner: etree._Element, top: etree._Element) -> etree._Element | None:
    current: etree._Element | None = owner
    while current is not None and current is not top:
        if current.tag == "a":
            return current
        current = current.getparent()
    return None
