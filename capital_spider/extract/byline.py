"""Authors: names in byline order, cleaned of labels, each typed as person, organization or agency."""

from __future__ import annotations

from collections.abc import Sequence

from capital_spider.extract.author_candidates import AuthorCandidate, author_candidates
from capital_spider.extract.author_choice import choose_authors, confidence_of, group_authors, is_given, source_of
from capital_spider.extract.document import Document

# Where a theme that leaves its byline empty may still name the author; in its sidebars others are named.
_TOLD = ("jsonld:author", "meta:", "rel:author", "itemprop:author", "link:author", "byline")


def extract_authors(document: Document) -> None:
    """Set authors: those of the profile's byline, or the likeliest of the lists of names that the page gives.

    The choice is a linear model of the sources that agree, their places and the shape of the names (author_choice).
    Where the likeliest list is most often not the author's, there is none.
    """
    candidates, page = author_candidates(document)
    if document.profile is not None and not document.profile.platform:
        candidates = _of_theme(candidates)
    groups = group_authors(candidates, page)
    found = choose_authors(groups)
    if found is None:
        return
    group, share = found
    confidence = confidence_of(group, share)
    if candidates[0].source.startswith("profile:"):
        group = groups[0]
    elif not is_given(group, confidence):
        return
    document.authors = group.authors
    document.evidence["authors"] = source_of(group)
    document.confidence["authors"] = round(min(confidence, 0.99), 2)


def _of_theme(candidates: Sequence[AuthorCandidate]) -> list[AuthorCandidate]:
    """Those that are asked where a profile knows the site's bylines."""
    return [c for c in candidates if c.source.startswith("profile:")] or [
        c for c in candidates if c.source.startswith(_TOLD) and ":elsewhere" not in c.source
    ]
