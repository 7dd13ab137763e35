"""The original outlet of a syndicated story, and the headline without its name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from capital_spider.extract.document import Document
from capital_spider.extract.inline import inline_text
from capital_spider.extract.outlets import has_outlet_word, known_outlets, looks_like_outlet
from capital_spider.extract.syndication import stated_source
from capital_spider.extract.title import site_names
from capital_spider.items import Source
from capital_spider.text import clean_line, fold
from capital_spider.urls import canonical_url

_DASHES = (" – ", " — ", " - ")
_BAR = " | "
# A page on which this many other headlines, and this share of them, end in outlets is one of an aggregator.
_AGGREGATOR_COUNT, _AGGREGATOR_SHARE = 4, 0.5


def extract_source(document: Document) -> None:
    """Set source, and take its name off the title.

    Order: the profile's source field; the end of the title; the end of the lead picture's alt text; what the page
    states elsewhere (`stated_source`). A last part of the title counts if it is a known outlet (``data/outlets.txt``);
    on an aggregator also if it is one of the article's tags or written like a name. The site's own name is no source.
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
    if document.source is None:
        stated = stated_source(document, own)
        if stated is not None:
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
    if not any(sign in title for sign in (_BAR, *_DASHES)):
        return
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
    if before and not has_outlet_word(tail) and has_outlet_word(before) and looks_like_outlet(before):
        return head[:at].strip(), f"{before}{head[len(head) : at]}{_separator(head, at)}{tail}"
    return head, tail


def _separator(head: str, at: int) -> str:
    return head[at : at + 3]


def _is_aggregator(document: Document) -> bool:
    """The profile says so, or the other headlines on the page do."""
    if document.profile is not None and document.profile.aggregator:
        return True
    headings = [h for h in document.root.iter("h2", "h3", "h4") if next(h.iter("a"), None) is not None]
    if len(headings) < _AGGREGATOR_COUNT:
        return False
    titles = {clean_line(inline_text(h)) for h in headings}
    outlets = {t: o for t in titles if (o := split_outlet(t, hints=set(), guess=True)[1])}
    distinct = len(set(outlets.values()))
    return distinct >= _AGGREGATOR_COUNT and len(outlets) >= _AGGREGATOR_SHARE * len(titles)


def _domain_label(document: Document) -> str:
    host = urlsplit(canonical_url(document.page.url) or "").hostname or ""
    return fold(host.removeprefix("www.").rsplit(".", 1)[0])
