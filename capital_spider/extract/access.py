"""What the page shows to everyone: all of the article, a part, or nothing."""

from __future__ import annotations

import re
import tomllib
from importlib.resources import files
from typing import Any

from capital_spider.extract.document import Document
from capital_spider.extract.metadata import text_of
from capital_spider.items import Problem
from capital_spider.text import count_words

_DATA = tomllib.loads(files("capital_spider").joinpath("data/access.toml").read_text(encoding="utf-8"))
_WALLS: tuple[str, ...] = tuple(_DATA["walls"]["phrases"])
_LOGINS: tuple[str, ...] = tuple(_DATA["logins"]["phrases"])
_AFTER: int = _DATA["walls"]["after"]
_BREAKS_OFF = re.compile(r"(?:…|\.\.\.)[\s\])]*$")
# Meta tags that say who may read: "metered" pages show their text, for some time.
_TIERS = {"free": True, "locked": False, "paid": False}
# A text with this share of the words that JSON-LD counts is whole: on the development pages that say both (8 sites)
# whole texts have .96 and more of them, cut ones up to .32.
_WHOLE_SHARE = 0.8
# A text of so many words that nothing cuts off is whole: on 9 development pages that are cut and do not show their wall
# or count they have up to 391 words; of the 62 that are said not to be free, 47 are whole by this or their count.
_WHOLE_WORDS = 400
# Fewer words are no text that a log-in leaves open.
_FEW_WORDS = 30
# A page of more words has a text that was not found.
_SMALL_PAGE = 250


def judge_access(document: Document) -> None:
    """Set access from what the page shows and from ``isAccessibleForFree``; a restriction is a problem too."""
    if document.field("password"):
        document.access = "closed"
        _note(document, "password", "the page asks for a password; only what it shows without one is here")
    elif (wall := _wall(document)) is not None:
        document.access = "partial" if document.text else "closed"
        document.evidence["access"] = wall
        if wall == "jsonld:isAccessibleForFree" and _is_whole(document):
            _note(document, "paywall_whole", "the page says that it is not free; its whole text is here all the same")
        else:
            _note(document, "paywall", "a paywall shows a part of the article; only that part is here")
    elif _asks_to_log_in(document):
        document.access = "closed"
        _note(document, "login", "the page asks to log in; only what it shows without that is here")


def is_restricted(document: Document) -> bool:
    """True if the page may keep back its text, or a part of it, behind a password or paywall."""
    if document.field("password") or document.field("paywall"):
        return True
    is_free = states_free(document)
    if is_free is None:
        return any(v.reason == "paywall" for v in document.verdicts) or _wall_at_end(document)
    return not is_free


def states_free(document: Document) -> bool | None:
    """Whether the page says that all of it is free to read; None if it does not say."""
    metadata = document.metadata
    stated = (metadata.article or {}).get("isAccessibleForFree")
    for value in (stated, metadata.first("isaccessibleforfree")):
        if (is_free := _truth(value)) is not None:
            return is_free
    tier = metadata.first("article:content_tier", "og:article:content_tier") or ""
    return _TIERS.get(tier.strip().lower())


def _truth(value: Any) -> bool | None:
    word = str(text_of(value) if not isinstance(value, bool) else value).rsplit("/", 1)[-1].strip().lower()
    return True if word in ("true", "yes", "1") else False if word in ("false", "no", "0") else None


def _wall(document: Document) -> str | None:
    """What shows that a paywall keeps back a part; None if nothing does."""
    if document.field("paywall"):
        return "profile:paywall"
    is_free = states_free(document)
    if is_free:
        return None
    if _wall_at_end(document):
        return "text:wall"
    if any(v.reason == "paywall" for v in document.verdicts) and _ends_before_wall(document):
        return "class:paywall"
    return "jsonld:isAccessibleForFree" if is_free is False else None


def _last_kept(document: Document) -> int:
    """The place of the text's last block; that before the first, if there is no text."""
    kept = (n for n in range(len(document.verdicts) - 1, -1, -1) if document.verdicts[n].kept)
    return next((n for n in kept if document.blocks[n].text), -1)


def _wall_at_end(document: Document) -> bool:
    """The text ends, and a line that follows offers to read on; lines among comments speak of those."""
    end = _last_kept(document) + 1
    rest = zip(document.blocks[end : end + _AFTER], document.verdicts[end : end + _AFTER], strict=True)
    text = "\n".join(block.text for block, verdict in rest if verdict.reason != "comments")
    plain = text.casefold().replace("’", "'").replace("\u00a0", " ")
    return any(phrase in plain for phrase in _WALLS)


def _ends_before_wall(document: Document) -> bool:
    """The text breaks off in a sentence, and an element that calls itself a paywall stands behind it."""
    last = _last_kept(document)
    if last >= 0 and not _BREAKS_OFF.search(document.blocks[last].text):
        return False
    return any(v.reason == "paywall" for v in document.verdicts[last + 1 :])


def _is_whole(document: Document) -> bool:
    words = count_words(document.text)
    article = document.metadata.article or {}
    counted = text_of(article.get("wordCount")) or ""
    if counted.isdecimal() and int(counted) > 0:
        return words >= _WHOLE_SHARE * int(counted)
    body = article.get("articleBody")
    if isinstance(body, str) and count_words(body) > words:
        return words >= _WHOLE_SHARE * count_words(body)
    return words >= _WHOLE_WORDS and not _BREAKS_OFF.search(document.text)


def _asks_to_log_in(document: Document) -> bool:
    """The page has no text, but a form for a password, and says what that is for."""
    if not any((field.get("type") or "").lower() == "password" for field in document.root.iter("input")):
        return False
    if count_words(document.text) >= _FEW_WORDS:
        return False
    text = "\n".join(block.text for block in document.blocks if block.text)
    return count_words(text) < _SMALL_PAGE and any(phrase in text.casefold() for phrase in _LOGINS)


def _note(document: Document, code: str, detail: str) -> None:
    document.problems.append(Problem(field="text", code=code, detail=detail))
