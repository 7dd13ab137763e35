"""Pages that are a message in place of an article: not found, an error, a robot check, a log-in, a wall of consent.

What they say decides, not their looks: the headlines and words are data (``data/page_messages.toml``).
"""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

from capital_spider.extract.document import Document
from capital_spider.extract.inline import inline_text
from capital_spider.extract.title import site_names, strip_site_name
from capital_spider.text import fold

# More text than this is no message, whatever stands above it: an article may be called "Access denied".
_MESSAGE, _CONSENT = 600, 2000
# A headline goes on after the message's words ("404 – Nothing here", the site's name), but not for long.
_REST = 30
# Of the characters of a wall of consent so many stand in blocks with its words, of which there are two or more.
_CONSENT_SHARE, _CONSENT_WORDS = 0.6, 2


def stated_message(document: Document) -> tuple[str, str] | None:
    """(code, detail) of the message; None for any other page."""
    body = document.root.find("body")
    if body is not None and "error404" in (body.get("class") or "").split():  # WordPress says so on any theme
        return "not_found", str(_messages()["not_found"]["detail"])
    if len(document.text) > _CONSENT or document.published is not None:
        return None
    headlines = _headlines(document)
    if len(document.text) <= _MESSAGE:
        for code, message in _messages().items():
            if any(_begins(headline, message["folded"]) for headline in headlines) and _has_form(document, code):
                return code, str(message["detail"])
    if _asks_consent(document):
        return "consent", str(_messages()["consent"]["detail"])
    return None


def _headlines(document: Document) -> list[str]:
    names = site_names(document)
    shown = [inline_text(e) for e in document.root.iter("h1")]
    return [fold(strip_site_name(" ".join(t.split()), names)) for t in (document.metadata.title, *shown) if t]


def _begins(headline: str, messages: tuple[str, ...]) -> bool:
    return any(headline.startswith(m) and len(headline) - len(m) <= _REST for m in messages)


def _has_form(document: Document, code: str) -> bool:
    """A page to log in has a form to do it; a page on how to log in has none."""
    return code != "login" or next(document.root.iter("input"), None) is not None


def _asks_consent(document: Document) -> bool:
    texts = [
        b.text.casefold() for b, v in zip(document.blocks, document.verdicts, strict=True) if b.text and _counts(v)
    ]
    total = sum(map(len, texts))
    if not 0 < total <= _CONSENT:
        return False
    words = _messages()["consent"]["words"]
    full = [t for t in texts if any(w in t for w in words)]
    distinct = {w for w in words if any(w in t for t in full)}
    return len(distinct) >= _CONSENT_WORDS and sum(map(len, full)) >= _CONSENT_SHARE * total


def _counts(verdict: Any) -> bool:
    """Blocks stripped as a notice of cookies are what such a page is made of; menus are none of it."""
    return bool(verdict.kept or verdict.reason in ("cookie_notice", "other"))


@cache
def _messages() -> dict[str, dict[str, Any]]:
    text = files("capital_spider").joinpath("data", "page_messages.toml").read_text(encoding="utf-8")
    messages: dict[str, dict[str, Any]] = tomllib.loads(text)
    return {code: {**m, "folded": tuple(map(fold, m["headlines"]))} for code, m in messages.items()}
