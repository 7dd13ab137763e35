"""The body where the visible markup holds none: in scripts' data, ``<noscript>``, JSON-LD, a text to copy.

Pages that scripts draw carry their text as data. It is parsed, cut into blocks and stripped as any page; the record's
``evidence`` says where it is from. What a paywall or password keeps back is left where it is.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from lxml import etree

from capital_spider.extract.access import is_restricted
from capital_spider.extract.blocks import segment
from capital_spider.extract.document import Document, TextBlock, Verdict
from capital_spider.extract.parsing import parse_html
from capital_spider.extract.reasons import Reasons, is_link_list
from capital_spider.extract.rich_text import as_html
from capital_spider.extract.running_text import is_running_text
from capital_spider.extract.script_data import script_data
from capital_spider.extract.state_body import find_body
from capital_spider.profiles import NO_MATCHES, ProfileMatches
from capital_spider.text import count_words, fold
from capital_spider.urls import canonical_url

# A page with fewer words of text is looked into further (extraction design, section 3). Where the model only doubts its
# choice there is nothing to gain: on the development pages the text elsewhere is then no better.
_FEW_WORDS = 50
# The other text is taken if it has this many times the words of the page's own.
_MORE = 2.0
# Less running text than this share is no article: settings, messages, lists of links.
_PROSE_SHARE = 0.5
# Of two sources with about as many words the earlier one is taken: it has paragraphs, headings and links.
_ABOUT_AS_MANY = 0.8
# Mean word F1 of the sources on the development pages that have them: 121, 19 (forums, most of them) and 120 pages; of
# a text to copy there are two.
_SURE = {"script": 0.88, "noscript": 0.9, "textarea": 0.88, "jsonld": 0.89}
_MARKUP = re.compile(r"<(?:p|div|br)\b")


@dataclass(frozen=True, slots=True, eq=False)
class _Body:
    """A body found elsewhere: its tree, its blocks with verdicts, and the words of those kept."""

    source: str
    root: etree._Element
    matches: ProfileMatches
    blocks: list[TextBlock]
    verdicts: list[Verdict]
    words: int


def recover_body(document: Document) -> None:
    """Where the page shows hardly any text, add the blocks of the body that it holds elsewhere, and keep those."""
    own = _few_words(document)
    if own is None or is_restricted(document):
        return
    bodies = [body for source, markup in _sources(document) if (body := _read(document, source, markup)) is not None]
    most = max((body.words for body in bodies), default=0)
    if most < max(_FEW_WORDS, _MORE * own):
        return
    _take(document, next(body for body in bodies if body.words >= _ABOUT_AS_MANY * most))


def _few_words(document: Document) -> int | None:
    """The words of the text, if they are few; None for a page whose own text will do."""
    words = 0
    for block, verdict in zip(document.blocks, document.verdicts, strict=True):
        if verdict.kept and block.text:
            words += count_words(block.text)
            if words >= _FEW_WORDS:
                return None
    return words


def _may_be_article(document: Document) -> bool:
    """False for home pages, and for what calls itself something else: their data are products, lists, settings."""
    kind = document.metadata.first("og:type")
    if document.metadata.article is not None or kind == "article":
        return True
    return kind is None and urlsplit(canonical_url(document.page.url) or "").path.strip("/") != ""


def _sources(document: Document) -> Iterator[tuple[str, str]]:
    """(where from, body as HTML), the best source first."""
    headlines = {fold(text) for text in (document.title or "", *(h.text for h in document.headlines))} - {""}
    is_article = _may_be_article(document)
    for name, value in script_data(document.root) if is_article else ():
        if (body := find_body(value, headlines)) is not None:
            yield f"script:{name}", body
    for element in document.root.iter("noscript", "textarea"):
        markup = _markup_in(element)
        if element.tag == "noscript" or (_MARKUP.search(markup) and any(h in fold(markup) for h in headlines)):
            yield str(element.tag), markup
    stated = (document.metadata.article or {}).get("articleBody")
    if isinstance(stated, str):
        yield "jsonld:articleBody", as_html(stated)


def _markup_in(element: etree._Element) -> str:
    """What stands in the element, as HTML; libxml2 reads some of it as text."""
    text = element.text or ""
    if len(element) == 0:
        return text if "<" in text else html.escape(text, quote=False)
    return html.escape(text, quote=False) + "".join(
        etree.tostring(c, encoding="unicode", method="html") for c in element
    )


def _read(document: Document, source: str, markup: str) -> _Body | None:
    """The body in the markup; None if that is no running text, or only the page's description."""
    if len(markup) < _FEW_WORDS:
        return None
    root = parse_html(markup)
    top = root.find("body")
    blocks = segment(top if top is not None else root)
    matches = document.profile.find(root) if document.profile else NO_MATCHES
    reasons = Reasons(blocks, matches, document)
    verdicts = [_verdict(block, reasons, document) for block in blocks]
    kept = [b for b, v in zip(blocks, verdicts, strict=True) if v.kept and b.text]
    prose = sum(len(b.text) for b in kept if is_running_text(b.text, b.link_chars))
    if prose < _PROSE_SHARE * sum(len(b.text) for b in kept) or _is_described(document, kept):
        return None
    return _Body(source, root, matches, blocks, verdicts, sum(count_words(b.text) for b in kept))


def _verdict(block: TextBlock, reasons: Reasons, document: Document) -> Verdict:
    reason = reasons.of(block)
    if reason is None and block.kind == "text":
        if fold(block.text) == fold(document.full_title or ""):
            reason = "metadata"
        elif is_link_list(block):
            reason = "menu"
        elif reasons.leads_elsewhere(block):
            reason = "related"
    return Verdict(kept=reason is None, reason=reason)


def _is_described(document: Document, kept: list[TextBlock]) -> bool:
    """True if the text is no more than the page's description of itself."""
    description = fold(document.metadata.first("og:description", "description") or "")
    text = fold("".join(b.text for b in kept))
    return len(text) < 2 * len(description) and description[:40] in text


def _take(document: Document, body: _Body) -> None:
    """Put the body's blocks behind those of the page, which are kept no longer."""
    folded = {fold(b.text) for b, v in zip(body.blocks, body.verdicts, strict=True) if v.kept and b.text}
    for n, (block, verdict) in enumerate(zip(document.blocks, document.verdicts, strict=True)):
        if verdict.kept:
            reason = "duplicate" if block.text and fold(block.text) in folded else "other"
            document.verdicts[n] = replace(verdict, kept=False, reason=reason)
    document.roots += (body.root,)
    document.matches += (body.matches,)
    document.blocks += body.blocks
    document.verdicts += body.verdicts
    document.containers = [body.root]
    document.evidence["text"] = body.source
    document.confidence["text"] = _SURE[body.source.split(":")[0]]
