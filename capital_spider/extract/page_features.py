"""What the page-type model looks at: named numbers, by address, metadata, markup and the shape of the text.

Names are open ("path:shop", "type:Product"): the vocabulary is the model's, learned from the pages that it saw; a name
that it does not know counts nothing. No feature reads the words of the text.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice
from urllib.parse import unquote, urlsplit

from capital_spider.extract.document import Document, types_of
from capital_spider.extract.page_links import link_features
from capital_spider.items import Code, Heading, ItemList, Paragraph, TableRef

_WORDS = re.compile(r"[a-z]{2,}")
_PLAIN = re.compile(r"[a-z][a-z-]+")
_WORDPRESS = re.compile(r"/wp/v2/([a-z_-]+)/\d")
_DIGIT = re.compile(r"\d")
_CURRENCY = re.compile("[$€£¥₹₽₴]")
_COUNTED = (
    "article", "form", "input", "button", "select", "time", "pre", "code", "img", "table", "iframe", "h1", "h2", "h3",
    "h4", "section", "li", "dl", "blockquote", "figure", "video", "textarea", "address",
)  # fmt: skip
_META = (
    "article:published_time", "article:modified_time", "article:author", "article:section", "article:tag", "author",
    "twitter:label1", "product:price:amount", "og:price:amount", "citation_title", "keywords", "og:image:width",
)  # fmt: skip
# More than these say nothing new, and a page can have any number.
_MAX_NAMES, _MAX_NODES = 60, 400
_LONG, _SHORT, _LINK = 180, 40, 0.8
# A size is also given as steps (half of a logarithm each): a page type is a range of sizes.
_STEPS, _MAX_STEPS = 2, 16
_ITEM_TYPE = re.compile(rb"""itemtype\s*=\s*["']?([^"'\s>]+)""")


def page_features(document: Document) -> dict[str, float]:
    """Name → value, mostly 0 or 1; sizes as logarithms."""
    features: dict[str, float] = {}
    for names in (_address(document), _metadata(document), _microdata(document)):
        features |= dict.fromkeys(names, 1.0)
    sizes = {**_markup(document), **_text(document), **_writing(document), **_blocks(document)}
    for name, value in sizes.items():
        features[name] = value
        features.update(_steps(name, min(int(value * _STEPS), _MAX_STEPS)))
    return features | dict.fromkeys(_found(document), 1.0)


@lru_cache(1 << 12)
def _steps(name: str, count: int) -> dict[str, float]:
    return {f"{name}>{step}": 1.0 for step in range(1, count + 1)}


def _found(document: Document) -> Iterator[str]:
    """The fields that the page has."""
    values = {
        "date": document.published, "author": document.authors, "subtitle": document.subtitle, "tags": document.tags,
        "entries": document.entries, "image": document.image,
    }  # fmt: skip
    yield from (name for name, value in values.items() if value)
    yield f"access:{document.access}"
    for field, place in document.evidence.items():
        yield f"from:{field}:{place.partition(':')[0]}"


def _address(document: Document) -> Iterator[str]:
    try:
        parts = urlsplit(document.page.url.lower())
    except ValueError:
        return
    path = unquote(parts.path).strip("/")
    *folders, last = path.split("/")
    yield from (f"host:{label}" for label in (parts.hostname or "").split(".")[:-1])
    for folder in folders[:_MAX_NAMES]:
        yield f"path:{folder}" if _PLAIN.fullmatch(folder) else "path:number" if folder.isdigit() else "path:other"
        yield from (f"word:{word}" for word in _WORDS.findall(folder))
    yield from (f"last:{word}" for word in islice(_WORDS.findall(last), _MAX_NAMES))
    yield f"hyphens:{min(last.count('-') + last.count('_'), 8)}"
    yield f"depth:{min(len(folders) + bool(last), 6)}"
    yield f"ending:{last.rsplit('.', 1)[-1] if '.' in last else ''}"
    if any(c.isdigit() for c in last):
        yield "last-number"
    if re.search(r"(?:^|/)(?:19|20)\d\d(?:/|$|-)", path):
        yield "path-year"
    yield from (f"query:{part.partition('=')[0]}" for part in parts.query.split("&")[:8] if part)


def _metadata(document: Document) -> Iterator[str]:
    metadata = document.metadata
    yield f"og:type:{(metadata.first('og:type') or '').lower()}"
    yield from (f"meta:{name}" for name in _META if metadata.first(name))
    for node in metadata.nodes[:_MAX_NODES]:
        yield from (f"type:{kind}" for kind in types_of(node))
    if metadata.article is not None:
        yield "jsonld-article"
        keys = ("articleBody", "author", "datePublished", "wordCount")
        yield from (f"article:{key}" for key in keys if metadata.article.get(key))
    if generator := metadata.first("generator"):
        yield f"generator:{generator.split()[0].lower()}"
    for href, _ in islice(metadata.links.get("alternate", ()), _MAX_NAMES):
        if kind := _WORDPRESS.search(href):  # a post, or a page that stands still
            yield f"wordpress:{kind[1]}"
    yield from (f"link:{rel}" for rel in ("amphtml", "shortlink", "next", "prev") if rel in metadata.links)


def _microdata(document: Document) -> Iterator[str]:
    body = document.page.body  # the tree's attributes cost ten times that, and the pattern ten times the word
    first = body.find(b"itemtype")
    for found in islice(_ITEM_TYPE.finditer(body, first), _MAX_NODES) if first >= 0 else ():
        yield f"type:{found[1].rsplit(b'/', 1)[-1].decode('utf-8', 'replace')}"


def _markup(document: Document) -> dict[str, float]:
    """Elements by tag, and the links."""
    counts = Counter([element.tag for element in document.root.iter(*_COUNTED)])
    features = {f"count:{tag}": math.log1p(counts[tag]) for tag in _COUNTED}
    hrefs = [href for _, href, _ in document.anchors]
    return features | {"one:article": float(counts["article"] == 1)} | link_features(hrefs, document.page.url)


def _text(document: Document) -> dict[str, float]:
    size = len(document.text)
    kinds = Counter(type(block) for block in document.content)
    paragraphs = [len(b.text) for b in document.content if isinstance(b, Paragraph)]
    shown = (Paragraph, Heading, ItemList, TableRef, Code)
    features = {f"content:{kind.__name__}": math.log1p(kinds[kind]) for kind in shown}
    features |= {
        "length": math.log1p(size),
        "paragraph": math.log1p(sum(paragraphs) / max(len(paragraphs), 1)),
        "long paragraphs": math.log1p(sum(n >= _LONG for n in paragraphs)),
        "links in text": len(document.links) / max(size, 300) * 60,
        "title": min(len((document.title or "").split()), 20) / 10,
        "sure of text": document.confidence.get("text") or 0.0,
        "prices": math.log1p(len(_CURRENCY.findall(document.text))),
    }
    return features


def _writing(document: Document) -> dict[str, float]:
    """How the text is written: marks and digits a thousand characters, headings a paragraph, capitals in headings."""
    text, content = document.text, document.content
    size = max(len(text), 300) / 1000
    headings = [b.text for b in content if isinstance(b, Heading)]
    words = [w for text in headings for w in text.split()]
    features = {f"mark {mark}": text.count(mark) / size for mark in "?!,"}
    return features | {
        "quotes": sum(text.count(mark) for mark in '"“”„«»') / size,
        "digits": len(_DIGIT.findall(text)) / size,
        "headings a paragraph": len(headings) / max(sum(isinstance(b, Paragraph) for b in content), 1),
        "capitals in headings": sum(w[0].isupper() for w in words) / max(len(words), 1),
    }


def _blocks(document: Document) -> dict[str, float]:
    judged = [(b, v.kept, len(b.text)) for b, v in zip(document.blocks, document.verdicts, strict=True) if b.text]
    total, kept = sum(size for _, _, size in judged), sum(size for _, taken, size in judged if taken)
    linked_of_kept = sum(b.link_chars for b, taken, _ in judged if taken)
    short = [b for b, _, size in judged if size < _SHORT]
    reasons = Counter(verdict.reason for verdict in document.verdicts if verdict.reason)
    features = {f"reason:{reason}": math.log1p(n) for reason, n in reasons.items()}
    return features | {
        "share kept": kept / max(total, 1),
        "share linked": sum(b.link_chars for b, _, _ in judged) / max(total, 1),
        "share linked of kept": linked_of_kept / max(kept, 1),
        "link blocks": math.log1p(sum(b.link_chars >= _LINK * size for b, _, size in judged)),
        "short blocks": math.log1p(len(short)),
        "price blocks": math.log1p(sum(_CURRENCY.search(b.text) is not None for b in short)),
        "long blocks stripped": math.log1p(sum(not t and n >= _LONG and not b.link_chars for b, t, n in judged)),
        "size": math.log1p(total),
    }
