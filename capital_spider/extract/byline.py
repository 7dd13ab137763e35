"""Authors: names in byline order, cleaned of labels, each typed as person, organization or agency."""

from __future__ import annotations

from collections.abc import Sequence

from capital_spider.extract.author_candidates import AuthorCandidate, author_candidates, is_person
from capital_spider.extract.author_choice import author_logit, group_authors, is_given, source_of
from capital_spider.extract.document import Document
from capital_spider.items import Author
from capital_spider.text import fold

# Where a theme that leaves its byline empty may still name the author; in its sidebars others are named.
_TOLD = ("jsonld:author", "meta:", "rel:author", "itemprop:author", "link:author", "byline")


def extract_authors(document: Document) -> None:
    """Set authors: those of the profile's byline, or the likeliest of the lists of names that the page gives.

    The choice is a linear model of the sources that agree, their places and the shape of the names (author_choice).
    Where the likeliest list is most often not the author's, there is none.
    """
    candidates, page = author_candidates(document)
    if document.knows_theme:
        if candidates and candidates[0].source.startswith("profile:"):
            _set(document, candidates[0].authors, candidates[0].source, _confidence_of_theme(candidates))
            return
        candidates = [c for c in candidates if c.source.startswith(_TOLD) and ":elsewhere" not in c.source]
    groups, logit = group_authors(candidates, page), author_logit()
    if found := logit.choose([group.marks for group in groups]):
        group = groups[found[0]]
        confidence = logit.confidence(group.marks, found[1])
        if is_given(group, confidence):
            _set(document, group.authors, source_of(group), round(min(confidence, 0.99), 2))


def _set(document: Document, authors: tuple[Author, ...], source: str, confidence: float) -> None:
    document.authors = authors
    document.evidence["authors"] = source
    document.confidence["authors"] = confidence


def _confidence_of_theme(candidates: Sequence[AuthorCandidate]) -> float:
    """Share of lists exactly right on the development pages: by agreement of two sources, number and kind of names."""
    authors = candidates[0].authors
    names = {fold(author.name) for author in authors}
    agreed = any(
        not c.source.startswith("profile:") and {fold(author.name) for author in c.authors} == names for c in candidates
    )
    if not all(map(is_person, authors)):
        return 0.85 if agreed else 0.6
    if len(authors) > 1:
        return 0.8 if agreed else 0.5
    return 0.96 if agreed else 0.8
