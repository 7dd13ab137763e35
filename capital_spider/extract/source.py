"""The original outlet of a syndicated story, and the headline without its name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from urllib.parse import urlsplit

from capital_spider.extract.document import Document
from capital_spider.extract.inline import inline_text
from capital_spider.extract.syndication import stated_source
from capital_spider.extract.title import site_names
from capital_spider.items import Source
from capital_spider.text import clean_line, fold
from capital_spider.urls import canonical_url

_DASHES = (" – ", " — ", " - ")
_BAR = " | "
# The longest outlet names in the list have five words; one more for an edition ("… English"), one for a connector.
_MAX_WORDS, _MAX_LENGTH = 7, 60
# Scripts without capitals: a name is short, a clause of a headline is not.
_MAX_WORDS_UNCASED, _MAX_LENGTH_UNCASED = 4, 30
_CONNECTORS = frozenset(
    [
        "a",
        "al",
        "am",
        "im",
        "and",
        "da",
        "das",
        "de",
        "del",
        "der",
        "des",
        "di",
        "do",
        "dos",
        "du",
        "e",
        "el",
        "en",
        "et",
        "for",
        "in",
        "la",
        "las",
        "le",
        "les",
        "los",
        "of",
        "on",
        "the",
        "und",
        "van",
        "von",
        "y",
    ]
)
_DOMAIN = re.compile(r"^[\w-]+(\.[\w-]+)*\.[a-z]{2,}$", re.IGNORECASE)
_SENTENCE = re.compile(r"[?!:;,。？！：]|\.\s|\.$")
# A page on which this many other headlines, and this share of them, end in outlets is one of an aggregator.
_AGGREGATOR_COUNT, _AGGREGATOR_SHARE = 4, 0.5


def extract_source(document: Document) -> None:
    """Set source, and take its name off the title.

    Order: the profile's source field; the end of the title; the end of the lead picture's alt text; a note that
    the story appeared elsewhere first. A last part of
    the title counts if it is a known outlet (``data/outlets.txt``); on an aggregator also if it is one of the
    article's tags or written like a name. The site's own name is no source.
    """
    guess = _is_aggregator(document)
    places = {fold(name) for path in document.categories for name in path}
    hints = {fold(tag) for tag in document.tags} - places if guess else set()
    own = set(site_names(document)) | {_domain_label(document)}
    if document.title:
        head, outlet = split_outlet(document.title, hints=hints, guess=guess)
        if outlet is not None:
            document.title = head
            if fold(outlet) not in own:
                _set(document, outlet, None, "title")
    if document.source is None and document.image is not None and document.image.alt:
        _, outlet = split_outlet(document.image.alt, hints=hints, guess=guess)
        if outlet is not None and fold(outlet) not in own:
            _set(document, outlet, None, "image_alt")
    for element in document.field("source"):
        if name := clean_line(inline_text(element)):
            _set(document, name, document.absolute(element.get("href")), "profile:source")
            break
    if document.source is None and (stated := stated_source(document, own, looks_like_outlet)) is not None:
        _set(document, stated.name, stated.url, stated.evidence)


def _set(document: Document, name: str, url: str | None, evidence: str) -> None:
    document.source = Source(name=name, url=url, evidence=evidence)
    document.evidence["source"] = evidence


def split_outlet(title: str, *, hints: set[str], guess: bool) -> tuple[str, str | None]:
    """The headline and the outlet at its end; (title, None) if there is none.

    hints: folded names that are outlets if they end the title; guess: a name-like end is enough.
    """
    candidates = list(_ends(title))
    for head, tail in candidates:
        if fold(tail) in known_outlets() or fold(tail) in hints:
            return head, tail
    if guess:
        for head, tail in reversed(candidates):
            if looks_like_outlet(tail):
                return _with_name_before(head, tail)
    return title, None


def _ends(title: str) -> Iterator[tuple[str, str]]:
    """(head, tail) at each separator, the longest tail first; after the last dash a bar belongs to the name
    ("Sabaton | Official Website"), so it comes before that dash: the caller reads shapes from the end."""
    bars = [m.start() for m in re.finditer(re.escape(_BAR), title)]
    dashes = sorted(m.start() for dash in _DASHES for m in re.finditer(re.escape(dash), title))
    inner = [b for b in bars if dashes and b > dashes[-1]]
    outer = [b for b in bars if b not in inner]
    before_last = sorted(outer + dashes[:-1])
    for at in [*before_last, *reversed(inner), *dashes[-1:]]:
        head, tail = title[:at].strip(), title[at + 3 :].strip()
        if head and tail:
            yield head, tail


def _with_name_before(head: str, tail: str) -> tuple[str, str]:
    """An edition's name ("Lagoon Times – Africa") keeps the outlet before it, if that is written like one."""
    at = max((head.rfind(dash) for dash in _DASHES), default=-1)
    before = head[at + 3 :] if at > 0 else ""
    if before and not _has_outlet_word(tail) and _has_outlet_word(before) and looks_like_outlet(before):
        return head[:at].strip(), f"{before}{head[len(head) : at]}{_separator(head, at)}{tail}"
    return head, tail


def _separator(head: str, at: int) -> str:
    return head[at : at + 3]


def _has_outlet_word(name: str) -> bool:
    return bool(_outlet_words() & set(name.lower().split()))


def looks_like_outlet(name: str) -> bool:
    """True if the text is written like a name: a domain, or a few capitalised words, no sentence."""
    words = name.split()
    if not words or len(name) > _MAX_LENGTH or len(words) > _MAX_WORDS:
        return False
    if any(_DOMAIN.match(w) for w in words):
        return True
    if _SENTENCE.search(name):
        return False
    if not any(c.isupper() or c.islower() for c in name):
        return any(c.isalpha() for c in name) and len(words) <= _MAX_WORDS_UNCASED and len(name) <= _MAX_LENGTH_UNCASED
    first_connects = words[0].islower() and words[0] in _CONNECTORS
    return not first_connects and all(_is_name_word(w) for w in words)


def _is_name_word(word: str) -> bool:
    letters = [c for c in word if c.isalpha()]
    if not letters or word[0].isdigit() or word.lower() in _CONNECTORS:
        return True
    return any(c.isupper() for c in letters) or not letters[0].islower()


def _is_aggregator(document: Document) -> bool:
    """The profile says so, or the other headlines on the page do."""
    if document.profile is not None and document.profile.aggregator:
        return True
    titles = {
        clean_line(inline_text(h)) for h in document.root.iter("h2", "h3", "h4") if h.find(".//a[@href]") is not None
    }
    outlets = {t: o for t in titles if (o := split_outlet(t, hints=set(), guess=True)[1])}
    distinct = len(set(outlets.values()))
    return distinct >= _AGGREGATOR_COUNT and len(outlets) >= _AGGREGATOR_SHARE * len(titles)


def _domain_label(document: Document) -> str:
    host = urlsplit(canonical_url(document.page.url) or "").hostname or ""
    return fold(host.removeprefix("www.").rsplit(".", 1)[0])


@cache
def known_outlets() -> frozenset[str]:
    """Folded names of the shipped list of outlets."""
    return frozenset(map(fold, _lines("outlets.txt")))


@cache
def _outlet_words() -> frozenset[str]:
    return frozenset(_lines("outlet_words.txt"))


def _lines(name: str) -> list[str]:
    text = files("capital_spider").joinpath("data", name).read_text(encoding="utf-8")
    return [line.strip() for line in text.splitlines() if line.strip() and not line.startswith("#")]
