"""What the page shows to everyone: all of the article, a part, or nothing; and the rights it states."""

from __future__ import annotations

import re
from typing import Any

from capital_spider.extract.document import Document
from capital_spider.extract.metadata import text_of
from capital_spider.items import Problem
from capital_spider.text import clean_line

_RESERVATION = re.compile(r"\bno(?:image)?ai\b|\bnoml\b", re.IGNORECASE)


def judge_access(document: Document) -> None:
    """Set access from what the page shows and from ``isAccessibleForFree``; a restriction is a problem too."""
    if document.field("password"):
        document.access = "closed"
        _note(document, "password", "the page asks for a password; only what it shows without one is here")
        return
    if is_restricted(document):
        document.access = "partial" if document.text else "closed"
        _note(document, "paywall", "a paywall shows a part of the article; only that part is here")


def is_restricted(document: Document) -> bool:
    """True if the page keeps back its text, or a part of it, behind a password or paywall."""
    if document.field("password") or document.field("paywall") or any(v.reason == "paywall" for v in document.verdicts):
        return True
    return _is_false((document.metadata.article or {}).get("isAccessibleForFree"))


def _note(document: Document, code: str, detail: str) -> None:
    document.problems.append(Problem(field="text", code=code, detail=detail))


def _is_false(value: Any) -> bool:
    return value is False or str(value).strip().lower() in (
        "false",
        "no",
        "http://schema.org/false",
        "https://schema.org/false",
    )


def stated_license(document: Document) -> str | None:
    """The licence that the page links to or names, as printed."""
    metadata = document.metadata
    article = metadata.article or {}
    linked = (a.get("href") for a in document.root.iter("a") if "license" in (a.get("rel") or "").lower().split())
    stated = metadata.link("license") or next((href for href in linked if href), None)
    named = _address_or_name(article.get("license")) or metadata.first("dc.rights", "dcterms.license")
    return clean_line(stated or named or "") or None


def _address_or_name(value: Any) -> str | None:
    """A licence as JSON-LD gives it: an address or a name, or an object that has them."""
    if isinstance(value, list):
        return next((found for found in map(_address_or_name, value) if found), None)
    return (text_of(value.get("url")) if isinstance(value, dict) else None) or text_of(value)


def reservations(document: Document) -> tuple[str, ...]:
    """Reservations against text and data mining or AI training, as printed: meta tags and headers."""
    metadata, headers = document.metadata, document.page.headers
    found = [
        f"{name}: {value}"
        for name in ("robots", "googlebot")
        for value in metadata.meta.get(name, ())
        if _RESERVATION.search(value)
    ]
    for name in ("tdm-reservation", "tdm-policy"):
        values = [*metadata.meta.get(name, ()), *([headers[name]] if name in headers else [])]
        found += [f"{name}: {value}" for value in values if value and value != "0"]
    if _RESERVATION.search(headers.get("x-robots-tag", "")):
        found.append(f"x-robots-tag: {headers['x-robots-tag']}")
    return tuple(dict.fromkeys(map(clean_line, found)))
