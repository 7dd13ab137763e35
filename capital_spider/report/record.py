"""The record as rows to be read: name, values, evidence, confidence."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass

from capital_spider.items import Article

# What the page itself has to state; all else is a list, or known without it.
_STATED = frozenset(
    {"title", "subtitle", "source", "published_at", "published_raw", "modified_at", "language", "summary", "image",
     "license"}
)  # fmt: skip
# Addresses that may become links; others (javascript:, data:) are shown as text. No white space, no control characters,
# nothing that could end an attribute.
_WEB = re.compile(r"https?://[^\s\x00-\x20\x7f\"'<>\\^`{|}]+", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """One line of a field. note: what else is known of it. url: shown below the text, or in place of it."""

    text: str | None = None
    note: str | None = None
    url: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """evidence: where on the page it stands. confidence: 0 to 1."""

    name: str
    values: tuple[Value, ...]
    evidence: str | None = None
    confidence: float | None = None

    @property
    def absence(self) -> str:
        """What it means that there is no value."""
        return "the page does not say" if self.name in _STATED else "none"


def link_target(url: str | None) -> str | None:
    """The address, if it is one of the web and safe to be followed; else None."""
    return url if url and _WEB.fullmatch(url) else None


def read_fields(article: Article) -> tuple[Field, ...]:
    """The record's fields in its own order; evidence of anything else follows."""
    sure: dict[str, float | None] = asdict(article.confidence)
    rows = dict(_rows(article))
    rest = [name for name in article.evidence if name not in rows]
    return tuple(
        Field(
            name=name,
            values=rows.get(name, ()),
            evidence=article.evidence.get(name),
            confidence=sure.get(name),
        )
        for name in (*rows, *rest)
    )


def _rows(article: Article) -> Iterator[tuple[str, tuple[Value, ...]]]:
    yield from _about(article)
    yield from _text(article)
    yield from _origin(article)


def _about(article: Article) -> Iterator[tuple[str, tuple[Value, ...]]]:
    source, image = article.source, article.image
    yield "title", _texts(article.title)
    yield "headlines", tuple(Value(text=h.text, note=h.source) for h in article.headlines)
    yield "subtitle", _texts(article.subtitle)
    yield "source", (Value(text=source.name, note=source.evidence, url=source.url),) if source else ()
    yield "authors", tuple(Value(text=a.name, note=a.type, url=a.url) for a in article.authors)
    precision = article.published_precision
    yield "published_at", (Value(text=article.published_at, note=precision),) if article.published_at else ()
    yield "published_raw", _texts(article.published_raw)
    yield "modified_at", _texts(article.modified_at)
    yield "language", _texts(article.language)
    yield "categories", _texts(*(" › ".join(path) for path in article.categories))
    yield "tags", _texts(*article.tags)
    yield "summary", _texts(article.summary)
    lead = (Value(text=image.alt, url=image.url), *_texts(image.caption, image.credit)) if image else ()
    yield "image", lead


def _text(article: Article) -> Iterator[tuple[str, tuple[Value, ...]]]:
    yield "text", (Value(text=f"{article.word_count} words"),) if article.text else ()
    entries = tuple(Value(text=e.title or e.text, note=e.at) for e in article.entries or ())
    yield "entries", entries
    yield "media", tuple(Value(text=m.title, note=m.type, url=m.url) for m in article.media)
    sure = article.confidence.article
    yield "article", (Value(text="is this page an article at all"),) if sure is not None else ()


def _origin(article: Article) -> Iterator[tuple[str, tuple[Value, ...]]]:
    capture, extractor = article.capture, article.extractor
    yield "access", _texts(article.access)
    yield "license", _texts(article.license)
    yield "reservations", _texts(*article.reservations)
    yield "site", _texts(article.site.name, article.site.host)
    yield "url", _urls(article.url)
    yield "canonical_url", _urls(article.canonical_url)
    yield "other_urls", _urls(*article.other_urls)
    yield "fetched_at", _texts(capture.fetched_at)
    yield "status", _texts(str(capture.status) if article.url else None)
    yield "profile", _texts(extractor.profile)
    yield "model", _texts(extractor.model)
    yield "id", _texts(article.id)
    yield "digest", _texts(article.digest)


def _texts(*texts: str | None) -> tuple[Value, ...]:
    return tuple(Value(text=text) for text in texts if text)


def _urls(*urls: str | None) -> tuple[Value, ...]:
    return tuple(Value(url=url) for url in urls if url)
