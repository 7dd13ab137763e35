"""One pass collects what the page says of itself in machine-readable form, before anything is stripped."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from typing import Any

from lxml import etree

from capital_spider.extract.document import Document, Metadata
from capital_spider.text import clean_line
from capital_spider.urls import url_key

# schema.org types that are an article.
ARTICLE_TYPES = frozenset(
    {
        "Article", "NewsArticle", "ReportageNewsArticle", "AnalysisNewsArticle", "OpinionNewsArticle",
        "ReviewNewsArticle", "BackgroundNewsArticle", "AdvertiserContentArticle", "SatiricalArticle", "BlogPosting",
        "LiveBlogPosting", "SocialMediaPosting", "Report", "ScholarlyArticle", "TechArticle", "MedicalScholarlyArticle",
    }
)  # fmt: skip
# Properties that lead to other works: an Article below them is not this page's.
_OTHER_WORKS = frozenset(
    {
        "itemListElement",
        "hasPart",
        "mentions",
        "isPartOf",
        "review",
        "comment",
        "relatedLink",
        "citation",
        "liveBlogUpdate",
    }
)
_MAX_DEPTH = 6
_COMMENT = re.compile(
    r"^\s*(?:<!--|/\*.*?\*/|//\s*<!\[CDATA\[|<!\[CDATA\[)|(?:-->|//\s*\]\]>|\]\]>)\s*;?\s*$", re.DOTALL
)
# An escaped half of a surrogate pair, as in a headline cut in the middle of an emoji: no character, and not writable.
_HALF_PAIR = re.compile(
    r"\\u[dD][89abAB][0-9a-fA-F]{2}(?!\\u[dD][c-fC-F][0-9a-fA-F]{2})"
    r"|(?<!\\u[dD][89abAB][0-9a-fA-F]{2})\\u[dD][c-fC-F][0-9a-fA-F]{2}"
)
_TRAILING_COMMA = re.compile(r",(\s*[}\]])")


def collect_metadata(document: Document) -> None:
    """Fill ``document.metadata`` from the head, meta tags and JSON-LD of the first page; and ``document.anchors``."""
    metadata = document.metadata
    metadata.language = document.root.get("lang") or document.root.get("{http://www.w3.org/XML/1998/namespace}lang")
    for element in document.root.iter("title", "meta", "link", "script"):
        _READERS[str(element.tag)](metadata, element)
    metadata.article = _article_node(metadata, document.page.url)
    document.anchors = [(a, a.get("href") or "", a.get("rel") or "") for a in document.root.iter("a")]


def _read_title(metadata: Metadata, element: etree._Element) -> None:
    if metadata.title is None and element.text:  # an <svg><title> comes later in the page
        metadata.title = clean_line(element.text)


def _read_meta(metadata: Metadata, element: etree._Element) -> None:
    content = element.get("content")
    if content is None:
        return
    for attribute in ("property", "name", "itemprop", "http-equiv"):
        if name := element.get(attribute):
            metadata.meta.setdefault(name.strip().lower(), []).append(clean_line(content))


def _read_link(metadata: Metadata, element: etree._Element) -> None:
    href = element.get("href")
    for rel in (element.get("rel") or "").lower().split() if href else ():
        metadata.links.setdefault(rel, []).append((str(href), (element.get("type") or "").lower()))


def _read_script(metadata: Metadata, element: etree._Element) -> None:
    if "ld+json" not in (element.get("type") or "").lower() or not element.text:
        return
    for value in _json_values(element.text):
        for node in _walk(value, 0):
            metadata.nodes.append(node)
            if isinstance(ident := node.get("@id"), str) and len(node) > len(metadata.by_id.get(ident, ())):
                metadata.by_id[ident] = node


_READERS = {"title": _read_title, "meta": _read_meta, "link": _read_link, "script": _read_script}


def _json_values(text: str) -> Iterator[Any]:
    """The JSON values of a script, repaired where that is cheap: comments, CDATA, trailing commas, raw line ends,
    several objects in a row. What stays broken gives nothing."""
    text = _HALF_PAIR.sub(r"\\ufffd", _COMMENT.sub("", text).strip().rstrip(";"))
    for attempt in (text, _TRAILING_COMMA.sub(r"\1", text), _TRAILING_COMMA.sub(r"\1", html.unescape(text))):
        values, rest = _decode_all(attempt)
        if values and not rest:
            break
    yield from values


def _decode_all(text: str) -> tuple[list[Any], str]:
    decoder, values = json.JSONDecoder(strict=False), []
    rest = text.lstrip()
    while rest:
        try:
            value, end = decoder.raw_decode(rest)
        except (ValueError, RecursionError):  # not only JSONDecodeError: Python reads no number of over 4,300 digits
            break
        values.append(value)
        rest = rest[end:].lstrip(" \t\r\n,;")
    return values, rest


def _walk(value: Any, depth: int) -> Iterator[dict[str, Any]]:
    if depth > _MAX_DEPTH:
        return
    if isinstance(value, list):
        for entry in value:
            yield from _walk(entry, depth)
    elif isinstance(value, dict):
        yield value
        for key, entry in value.items():
            if key not in _OTHER_WORKS and isinstance(entry, dict | list):
                yield from _walk(entry, depth + 1)


def _article_node(metadata: Metadata, url: str) -> dict[str, Any] | None:
    """The Article object that fits this page best: its address, then how much it says."""

    def fit(node: dict[str, Any]) -> tuple[bool, int]:
        addresses = [node.get("url"), node.get("@id"), *_addresses(node.get("mainEntityOfPage"))]
        same = any(url_key(str(a).split("#")[0]) == url_key(url) for a in addresses if a)
        return same, sum(bool(node.get(k)) for k in ("headline", "datePublished", "author", "articleBody"))

    articles = [node for node in metadata.typed(*ARTICLE_TYPES) if len(node) > 2]
    return max(articles, key=fit) if articles else None


def _addresses(value: Any) -> list[Any]:
    if isinstance(value, dict):
        return [value.get("@id"), value.get("url")]
    return value if isinstance(value, list) else [value]


def text_of(value: Any) -> str | None:
    """A JSON-LD value as one line of text: a string, the first of a list, an object's name or ``@value``."""
    if isinstance(value, list):
        return next((t for t in map(text_of, value) if t), None)
    if isinstance(value, dict):
        return text_of(value.get("name") or value.get("@value"))
    if isinstance(value, str | int | float) and not isinstance(value, bool):
        return clean_line(html.unescape(str(value))) or None
    return None


def texts_of(value: Any) -> list[str]:
    """A JSON-LD value as texts: lists as they are, one string split at commas."""
    if isinstance(value, str):
        return [t for t in (clean_line(html.unescape(part)) for part in value.split(",")) if t]
    entries = value if isinstance(value, list) else [value]
    return [t for t in map(text_of, entries) if t]
