"""The posts of a live blog, each with its time and headline."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from itertools import islice, pairwise
from typing import Any
from urllib.parse import urlsplit

from lxml import etree

from capital_spider.errors import ExtractionError
from capital_spider.extract.blocks import segment
from capital_spider.extract.date_formats.machine import parse_machine_date
from capital_spider.extract.date_formats.printed import parse_date
from capital_spider.extract.document import Document, TextBlock
from capital_spider.extract.inline import HEADING_LEVELS, inline_text
from capital_spider.extract.metadata import text_of
from capital_spider.extract.parsing import parse_html
from capital_spider.extract.rich_text import as_html
from capital_spider.items import Entry
from capital_spider.text import clean_line, fold
from capital_spider.urls import canonical_url

# The longest blog of the development pages has 428 posts.
_MOST = 2_000
# Fewer alike are sections of an article, or a list of teasers.
_LEAST = 3


def extract_entries(document: Document) -> None:
    """Set entries, in the order in which the page gives them; they stay None for a page that is no live blog.

    From JSON-LD, else microdata, else the page's structure: siblings of one kind with a time of day, a headline of
    their own and text that was kept.
    """
    for source, entries in (
        ("jsonld:liveBlogUpdate", _stated(document)),
        ("microdata:liveBlogUpdate", _marked(document)),
        ("time", _repeated(document)),
    ):
        if found := tuple(islice((e for e in entries if e.text or e.title), _MOST)):
            document.entries = found
            document.evidence["entries"] = source
            return


# --- JSON-LD -------------------------------------------------------------------------------------------------------


def _stated(document: Document) -> Iterator[Entry]:
    updates = max(
        (u for n in _own_blogs(document) if isinstance(u := n.get("liveBlogUpdate"), list)), key=len, default=[]
    )
    for update in updates:
        if isinstance(update, dict):
            yield Entry(
                at=_time(document, text_of(update.get("datePublished") or update.get("dateModified")) or "", ""),
                title=text_of(update.get("headline") or update.get("name")),
                text=_text(update.get("articleBody") or update.get("description")),
            )


def _own_blogs(document: Document) -> Iterator[dict[str, Any]]:
    """Live blogs that are this page, not one that it links to."""
    article = document.metadata.article or {}
    names = {fold(text) for text in (document.full_title, text_of(article.get("headline"))) if text}
    for node in document.metadata.typed("LiveBlogPosting"):
        if node is article or fold(text_of(node.get("headline")) or "") in names:
            yield node


def _text(value: Any) -> str:
    """A post's body, which may be HTML, as the record's text is: a blank line between blocks."""
    if not isinstance(value, str):
        return ""
    body = parse_html(as_html(value)).find("body")
    return "\n\n".join(block.text for block in segment(body) if block.text) if body is not None else ""


def _time(document: Document, machine: str, printed: str) -> str | None:
    """ISO 8601 with offset; the day alone where the page states no offset."""
    moment = parse_machine_date(machine)
    if moment is None and printed:
        try:
            moment = parse_date(printed, fetched_at=document.page.fetched_at, language=document.metadata.language).value
        except ExtractionError:
            return None
    if isinstance(moment, datetime) and moment.tzinfo is None:
        return moment.date().isoformat()
    return moment.isoformat() if moment is not None else None


# --- the page's structure ------------------------------------------------------------------------------------------


def _marked(document: Document) -> Iterator[Entry]:
    posts = [e for e in document.root.iter("div", "article", "li", "section") if e.get("itemprop") == "liveBlogUpdate"]
    return _Posts(document).read(posts) if posts else iter(())


def _repeated(document: Document) -> Iterator[Entry]:
    """Posts by their pattern; a home page has teasers of the same kind."""
    if urlsplit(canonical_url(document.page.url) or "").path.strip("/") == "" and document.page.url:
        return iter(())
    times = list(document.root.iter("time"))
    if len(times) < _LEAST:
        return iter(())
    posts = _Posts(document)
    alike: dict[tuple[etree._Element, object, str], list[etree._Element]] = {}
    for time in times:
        for post in (a for a in time.iterancestors() if a in posts.titles and a in posts.texts):
            parent = post.getparent()
            if parent is not None:
                members = alike.setdefault((parent, post.tag, _first_class(post)), [])
                if not members or members[-1] is not post:
                    members.append(post)
            break
    best = max(alike.values(), key=len, default=[])
    if len(best) < _LEAST or not all(posts.is_timed(post) for post in best):
        return iter(())
    return posts.read(best)


def _first_class(element: etree._Element) -> str:
    return (element.get("class") or "").partition(" ")[0]


class _Posts:
    """The kept text of each element of the page, and the heading in it."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.texts: dict[etree._Element, list[TextBlock]] = {}
        self.titles: dict[etree._Element, TextBlock] = {}
        self.own = canonical_url(document.page.url)
        for block, verdict in zip(document.blocks, document.verdicts, strict=True):
            if not block.text:
                continue
            around = [block.element, *block.element.iterancestors()]
            if next((e for e in around if e.tag in HEADING_LEVELS), None) is not None:
                if not self._leads_elsewhere(block):
                    for element in around:
                        self.titles.setdefault(element, block)
            elif verdict.kept and not any(e.tag == "time" for e in around):
                for element in around:
                    self.texts.setdefault(element, []).append(block)

    def _leads_elsewhere(self, block: TextBlock) -> bool:
        """True for the headline of a teaser: a link to another page."""
        links = (a for _, owner in block.pieces for a in (owner, *owner.iterancestors()) if a.tag == "a")
        address = next((str(a.get("href") or "") for a in links), "")
        return bool(address) and self.document.absolute(address) != self.own

    def is_timed(self, post: etree._Element) -> bool:
        """True if the post says its time of day, in figures or for programs."""
        time = next(post.iter("time"), None)
        if time is None:
            return False
        stated = f"{time.get('datetime') or ''} {inline_text(time)}"
        return any(a.isdigit() and b == ":" for a, b in pairwise(stated))

    def read(self, posts: list[etree._Element]) -> Iterator[Entry]:
        for post in posts:
            named = {e for e in post.iter(etree.Element) if e.get("itemprop") == "headline"}
            blocks = self.texts.get(post, [])
            title = next((b for b in blocks if b.element in named), self.titles.get(post))
            time = next(post.iter("time"), None)
            stated = next((e for e in post.iter("meta", "time") if e.get("itemprop") == "datePublished"), time)
            machine = (stated.get("datetime") or stated.get("content") or "") if stated is not None else ""
            printed = clean_line(inline_text(time)) if time is not None else ""
            texts = [b.text for b in blocks if b is not title and clean_line(b.text) != printed]
            yield Entry(
                at=_time(self.document, machine, printed),
                title=clean_line(title.text) if title is not None else None,
                text="\n\n".join(texts),
            )
