"""What rules say of a page's blocks: the boilerplate that profile, tags, roles and class words name."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Iterable
from importlib.resources import files

from lxml import etree

from capital_spider.extract.comment_lists import comment_lists
from capital_spider.extract.dateline import is_byline
from capital_spider.extract.document import Document, TextBlock, enclosing
from capital_spider.extract.further_articles import further_articles
from capital_spider.extract.marks import Marks
from capital_spider.extract.running_text import is_running_text
from capital_spider.profiles import ProfileMatches
from capital_spider.text import fold
from capital_spider.urls import canonical_url, site_of

# Hidden text with this share of the running text is the page's own, until a script shows it.
_SHOWN_SHARE = 0.65
# A profile's column with less than this share of the unmarked running text is something else of the same class: on 247
# development pages 235 columns have over .6 of it, the others, cards and widgets, under .3.
_COLUMN_LEAST = 0.4
# An element with more of the running text than this is a wrapper, whatever its class says. Comments and the small print
# of cookie dialogs may be longer than the article.
_WRAPPER_SHARE, _WRAPPER_SHARE_LONG = 0.5, 0.9
_LONG = ("comments", "cookie_notice")
# Boilerplate that never has much running text.
_NAMING = ("paywall", "toc")
_LABEL_LENGTH = 40
# Shorter hidden lines, such as labels for screen readers, are no copies of text.
_COPY = 40
# What rules are so sure of that the model is not asked, unless it reads like prose: on 377 development pages 45 % of
# the blocks, with .1 % of the text, most of that captions.
_SETTLED = frozenset({
    "menu", "header", "footer", "ad", "cookie_notice", "comments", "share", "newsletter", "caption", "other",
})  # fmt: skip

_DATA = tomllib.loads(files("capital_spider").joinpath("data/boilerplate.toml").read_text(encoding="utf-8"))
_READ_ALSO = frozenset(fold(label) for label in _DATA["read_also"]["labels"])
_LABEL_END = re.compile(r"[:：]\s*$")


class Reasons:
    """The rules applied to one page. column: the text column, if a profile knows it, else None."""

    def __init__(self, blocks: list[TextBlock], matches: ProfileMatches, document: Document) -> None:
        self._blocks = blocks
        self._url = document.page.url
        self._title = fold(document.full_title or "")
        self._standfirst = document.subtitle
        self.marks = Marks(self._title)
        self._rules = matches.stripped()
        self._further = further_articles(blocks, self._title)
        self._good = [is_running_text(b.text, b.link_chars) for b in blocks]
        self._named: dict[etree._Element, str] = {
            **dict.fromkeys(comment_lists(blocks, self._good), "comments"),
            **dict.fromkeys(self._further, "related"),
            **dict.fromkeys(matches.field("caption"), "caption"),
            **self._rules,
        }
        self._bylines = self._bylines_above_text()
        self._share_of = self._shares()
        self._naming: frozenset[str] = frozenset()
        self._known: dict[etree._Element, str | None] = {}
        self._of: dict[TextBlock, str | None] = {}
        self._protected: set[etree._Element] = set()
        self._naming = self._reasons_that_name_the_text()
        self._known.clear()
        self.decides = document.knows_theme
        self.column = self._profile_column(matches.field("content"))
        if self.column is not None:
            self._protected = {self.column, *self.column.iterancestors()}
            self._known.clear()  # marks on wrappers of the column no longer count

    def of(self, block: TextBlock) -> str | None:
        """Why the block is boilerplate, as far as rules can say; None if they say nothing."""
        if block not in self._of:
            reason = self._reason(block.element) or self._reason_of_run(block) or self._reason_of_field(block)
            self._of[block] = reason
        return self._of[block]

    def _reason_of_field(self, block: TextBlock) -> str | None:
        """The standfirst has a place of its own in the record, and so has a byline between headline and text."""
        return "metadata" if block in self._bylines or self.is_standfirst(block) else None

    def is_standfirst(self, block: TextBlock) -> bool:
        """The block is what the page prints as ``subtitle``."""
        return self._standfirst is not None and block.text.replace("\n", " ") == self._standfirst

    def open_blocks(self) -> list[TextBlock]:
        """The blocks that the model has to judge: rules do not settle what they are."""
        copies = self._hidden_copies()
        prose = zip(self._blocks, self._good, strict=True)
        return [b for b, good in prose if b not in copies and (good or self.of(b) not in _SETTLED)]

    def _hidden_copies(self) -> set[TextBlock]:
        """Hidden blocks that say what a shown one says: else every paragraph stands there twice."""
        texts = [b for b in self._blocks if len(b.text) >= _COPY]
        hidden = {b for b in texts if self.of(b) == "hidden"}
        shown = {b.text for b in texts if b not in hidden} if hidden else set()
        return {b for b in hidden if b.text in shown}

    def _bylines_above_text(self) -> set[TextBlock]:
        title = next(
            (n for n, b in enumerate(self._blocks) if b.element.tag == "h1" and fold(b.text) == self._title), None
        )
        if title is None:
            return set()
        text = next((n for n in range(title, len(self._blocks)) if self._good[n]), title)
        return {b for b in self._blocks[title:text] if is_byline(b.text)}

    def _reason_of_run(self, block: TextBlock) -> str | None:
        """The reason of a run that stands in marked inline elements as a whole: a hidden span, a paywall's button."""
        reasons = [self._reason(owner) for text, owner in block.pieces if owner is not block.element and text.strip()]
        bare = any(owner is block.element and text.strip() for text, owner in block.pieces)
        return reasons[0] if reasons and not bare and all(reasons) else None

    def _reason(self, element: etree._Element) -> str | None:
        """The reason of the innermost mark around the element; "metadata" only where nothing around it is marked."""
        path: list[etree._Element] = []
        current: etree._Element | None = element
        while current is not None and current not in self._known:
            path.append(current)
            current = current.getparent()
        reason = self._known[current] if current is not None else None
        for step in reversed(path):
            own = self._mark(step)
            if own is not None and not (own == "metadata" and reason is not None):
                reason = own
            self._known[step] = reason
        return reason

    def _mark(self, element: etree._Element) -> str | None:
        if element in self._named:
            return self._named[element]
        if element in self._protected or element.tag in ("html", "body"):
            return None
        reason = self.marks.own(element)
        share = self._share_of.get(element, 0)
        if reason == "hidden" and share > _SHOWN_SHARE:
            return None  # the text itself, until a script shows it
        if reason is None or reason == "hidden":
            return reason
        limit = _WRAPPER_SHARE_LONG if reason in _LONG else _WRAPPER_SHARE
        return None if share > limit or (share > 0 and reason in self._naming) else reason

    def is_ruled(self, element: etree._Element) -> bool:
        """A profile's rule strips the element or one around it, or it stands in a further article."""
        if not self._rules and not self._further:
            return False
        return any(e in self._rules or e in self._further for e in (element, *element.iterancestors()))

    def _reasons_that_name_the_text(self) -> frozenset[str]:
        """Reasons whose words mark more running text than nothing does: here they name the text's own parts.

        ``<p class="paywall">`` all the way down, or a guide in sections of the class "toc-section".
        """
        sums: Counter[str | None] = Counter()
        for block, good in zip(self._blocks, self._good, strict=True):
            if good:
                sums[self._reason(block.element)] += len(block.text)
        return frozenset(reason for reason in _NAMING if sums[reason] > sums[None])

    def _shares(self) -> dict[etree._Element, float]:
        """Element → its share of the page's running text."""
        sums = sums_of_elements(b for b, good in zip(self._blocks, self._good, strict=True) if good)
        total = max(sums.values(), default=1)
        return {element: count / total for element, count in sums.items()}

    def _unmarked(self) -> Counter[etree._Element]:
        """Element → characters of running text in it that nothing marks as boilerplate."""
        prose = zip(self._blocks, self._good, strict=True)
        return sums_of_elements(b for b, good in prose if good and self._reason(b.element) is None)

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

    def leads_elsewhere(self, block: TextBlock) -> bool:
        """A "Read also: …" line: a known label, or one with a colon, and one link within the site."""
        anchors = {a for _, owner in block.pieces if (a := enclosing(owner, "a", block.element)) is not None}
        if len(anchors) != 1:
            return False
        label = "".join(text for text, owner in block.pieces if enclosing(owner, "a", block.element) is None).strip()
        if not label or len(label) > _LABEL_LENGTH or not block.text.startswith(label[:8].strip()):
            return False
        if fold(label) in _READ_ALSO:
            return True
        url = canonical_url(str(next(iter(anchors)).get("href") or ""), self._url) or ""
        same_site = site_of(url) == site_of(self._url)
        return bool(_LABEL_END.search(label)) and same_site and block.element.tag == "p"


def sums_of_elements(blocks: Iterable[TextBlock]) -> Counter[etree._Element]:
    """Element → characters of these blocks in it, for every element around one of them."""
    by_parent: dict[etree._Element | None, int] = {}
    sums: Counter[etree._Element] = Counter()
    for block in blocks:
        sums[block.element] += len(block.text)
        parent = block.element.getparent()
        by_parent[parent] = by_parent.get(parent, 0) + len(block.text)
    for parent, size in by_parent.items():
        if parent is not None:
            for element in (parent, *parent.iterancestors()):
                sums[element] += size
    return sums


def is_link_list(block: TextBlock) -> bool:
    """A list item or bare line that is nearly all link; paragraphs may be one."""
    if block.kind != "text" or block.element.tag in ("p", "h2", "h3", "h4", "h5", "h6", "blockquote"):
        return False
    return block.link_chars > 0.8 * len(block.text)
