"""Is this page an article at all: a probability from rules, not yet from a trained model."""

from __future__ import annotations

import math
import re
from urllib.parse import urlsplit

from capital_spider.extract.document import Document, types_of
from capital_spider.items import Paragraph, Problem
from capital_spider.text import count_words
from capital_spider.urls import canonical_url

# Points of the rule that told articles from other pages on .87 of the development pages (metadata design, section 8);
# 2.5 points are even odds.
_EVEN = 2.5
_PROSE_WORDS, _THIN_WORDS = 120, 40
# A page with this many links to other pages for each paragraph is a listing.
_LISTING_RATIO = 12
_NEWS_PATH = re.compile(r"/(?:blog|news|(?:19|20)\d\d)/")


def judge_page_type(document: Document) -> None:
    """Set confidence["article"]; a page that says it is not there, or has no text, is a problem as well."""
    if document.field("not_found"):
        document.confidence["article"] = 0.01
        document.problems.append(
            Problem(field="article", code="not_found", detail="the page says that it was not found")
        )
        return
    probability = 1 / (1 + math.exp(_EVEN - _points(document)))
    document.confidence["article"] = min(max(round(probability, 3), 0.001), 0.999)  # rules are never certain
    if not document.content and document.access != "closed":
        document.problems.append(Problem(field="text", code="no_text", detail="no running text was found on the page"))


def _points(document: Document) -> float:
    metadata = document.metadata
    words = count_words(document.text)
    path = urlsplit(canonical_url(document.page.url) or "").path
    points = 0.0
    points += 2.0 if metadata.article is not None else 0.0
    points += 1.5 if metadata.first("og:type") == "article" else 0.0
    points += 1.0 if document.published is not None else 0.0
    points += 2.5 if document.field("title") and document.field("content") else 0.0
    points += 1.5 if words >= _PROSE_WORDS else -2.0 if words < _THIN_WORDS else 0.5
    points += 0.7 if path.rstrip("/").rsplit("/", 1)[-1].count("-") >= 3 or _NEWS_PATH.search(path) else 0.0
    points -= 3.0 if path.strip("/") == "" and document.page.url else 0.0
    points -= (
        2.0
        if any(
            types_of(n) & {"Product", "CollectionPage", "SearchResultsPage", "DiscussionForumPosting"}
            for n in metadata.nodes
        )
        else 0.0
    )
    paragraphs = sum(isinstance(b, Paragraph) for b in document.content)
    linked = sum(1 for b in document.blocks if b.link_chars >= max(1, len(b.text) - 2))
    points -= 2.0 if linked > _LISTING_RATIO * max(paragraphs, 1) else 0.0
    return points
