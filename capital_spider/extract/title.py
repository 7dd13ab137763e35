"""The headline: as the page shows it, without the name of the site; and its other wordings."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from capital_spider.extract.document import Document
from capital_spider.extract.inline import inline_text
from capital_spider.extract.metadata import text_of
from capital_spider.extract.standfirst import find_standfirst
from capital_spider.items import Headline
from capital_spider.text import clean_line, fold
from capital_spider.urls import site_of

SEPARATORS = (" – ", " — ", " | ", " - ", " · ", " • ", " » ", " :: ")
_PROTECTED = re.compile(r"^[^\s:]{4,20}\s?: ")
_WORD = re.compile(r"\w+")


def extract_title(document: Document) -> None:
    """Set title, full_title (with an outlet that may stand at its end), headlines and subtitle.

    Order: the profile's title; the h1 closest to the other wordings; JSON-LD; OpenGraph; ``<title>``.
    """
    others = _other_wordings(document)
    document.headlines = tuple(Headline(text=text, source=source) for source, text in others.items())
    names = site_names(document)
    shown = _shown(document, list(others.values()), names)
    wordings = {**({shown[0]: shown[1]} if shown else {}), **others}
    source, text = next(iter(wordings.items()), (None, None))
    if source is None or text is None:
        return
    if source not in ("profile:title", "h1"):  # the head's wordings end in it, whether or not the page names its site
        names |= domain_name(document)
    text = strip_site_name(text, names)
    if document.field("password"):
        text = _PROTECTED.sub("", text)
    document.title = document.full_title = text
    document.evidence["title"] = source
    document.confidence["title"] = _confidence(source, text, others, names | domain_name(document))
    _extract_subtitle(document)


def _confidence(source: str, title: str, others: dict[str, str], names: dict[str, str]) -> float:
    """Share of exact titles on the development pages, by which of the head's wordings agree with what is printed.

    JSON-LD that says something else is the likelier headline as often as not; ``<title>`` may add words behind.
    """
    folded, said = fold(title), {key: fold(strip_site_name(text, names)) for key, text in others.items()}
    headline, opengraph, head = said.get("jsonld:headline"), said.get("meta:og:title"), said.get("title", "")
    if source not in ("profile:title", "h1"):
        del said[source]
        return 0.8 if said and all(other.startswith(folded) for other in said.values()) else 0.4
    if headline not in (None, folded):
        return 0.6
    if opengraph == folded:
        return 0.96 if head.startswith(folded) else 0.93
    if opengraph is None:
        return 0.89 if headline == folded or head.startswith(folded) else 0.5
    return 0.8 if headline == folded or head.startswith(folded) else 0.54


def _other_wordings(document: Document) -> dict[str, str]:
    metadata = document.metadata
    candidates = {
        "jsonld:headline": text_of((metadata.article or {}).get("headline")),
        "meta:og:title": metadata.first("og:title"),
        "meta:twitter:title": metadata.first("twitter:title"),
        "title": metadata.title,
    }
    return {source: text for source, text in candidates.items() if text}


def _shown(document: Document, others: list[str], names: dict[str, str]) -> tuple[str, str] | None:
    """The headline as printed on the page, with its source; names: the site's own, which is a logo's text."""
    for element in document.field("title"):
        if text := clean_line(inline_text(element)):
            return "profile:title", text
    best, best_score = None, -1.0
    for element in document.root.iter("h1"):
        text = clean_line(inline_text(element))
        if others and fold(text) in names:
            continue
        score = max((_overlap(text, other) for other in others), default=0.0) if text else -1.0
        if score > best_score:
            best, best_score = text, score
    # An h1 that shares no word with what the page calls itself is a logo or a section.
    if best and (best_score > 0 or not others):
        return "h1", best
    return None


def _overlap(one: str, other: str) -> float:
    """Shared words, as a share of all words of both (Jaccard)."""
    a, b = set(_WORD.findall(one.casefold())), set(_WORD.findall(other.casefold()))
    return len(a & b) / len(a | b) if a and b else 0.0


def site_names(document: Document) -> dict[str, str]:
    """Folded → as written: every name that the page gives its site, the most trusted first."""
    metadata = document.metadata
    names = [metadata.first("og:site_name")]
    names += [text_of(node.get("name")) for node in metadata.typed("WebSite", "NewsMediaOrganization", "Organization")]
    names.append(text_of((metadata.article or {}).get("publisher")))
    names.append(metadata.first("application-name", "al:android:app_name"))
    names += [clean_line(inline_text(e)) for e in document.field("site_name")]
    return {fold(name): name for name in names if name}


def domain_name(document: Document) -> dict[str, str]:
    """The registrable domain without its suffix, as a name of the site."""
    name = site_of(document.page.url).removeprefix("www.").partition(".")[0]
    return {fold(name): name} if name else {}


def strip_site_name(title: str, names: dict[str, str]) -> str:
    """The title without a last or first part (set apart by a separator) that is the site's own name."""
    for separator in SEPARATORS:
        head, found, tail = title.rpartition(separator)
        if found and fold(tail) in names and head.strip():
            return strip_site_name(head.strip(), names)
        head, found, tail = title.partition(separator)
        if found and fold(head) in names and tail.strip():
            return strip_site_name(tail.strip(), names)
    return title


def _extract_subtitle(document: Document) -> None:
    for source, text in _subtitles(document):
        if text and fold(text) != fold(document.title or ""):
            document.subtitle = text
            document.evidence["subtitle"] = source
            return


def _subtitles(document: Document) -> Iterator[tuple[str, str | None]]:
    for element in document.field("subtitle"):
        yield "profile:subtitle", clean_line(inline_text(element))
    metadata = document.metadata
    article = metadata.article or {}
    alternative = text_of(article.get("alternativeHeadline"))
    if (headline := printed_headline(document)) is not None:
        said = [alternative, text_of(article.get("description"))]
        said += [metadata.first(name) for name in ("og:description", "description", "twitter:description")]
        descriptions = {fold(text) for text in said if text}
        found = find_standfirst(headline, fold(document.title or ""), descriptions - {""})
        if found is not None:
            yield f"standfirst:{found[1]}", found[0]
    yield "jsonld:alternativeHeadline", alternative


def printed_headline(document: Document) -> etree._Element | None:
    """The element that the headline is printed in: the h1, or else the h2 or h3, with the title's words."""
    if printed := document.field("title"):
        return printed[0]
    title = fold(document.title or "")
    for tag in ("h1", "h2", "h3"):
        for element in document.root.iter(tag):
            if fold(inline_text(element)) == title:
                return element
    return None
