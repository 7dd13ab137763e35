"""Authors: names in byline order, cleaned of labels, each typed as person, organization or agency."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from importlib.resources import files
from typing import Any, Literal

from lxml import etree

from capital_spider.extract.document import Document, types_of
from capital_spider.extract.inline import inline_text
from capital_spider.extract.metadata import text_of
from capital_spider.extract.title import site_names
from capital_spider.items import Author
from capital_spider.text import clean_line, fold

_DATA = tomllib.loads(files("capital_spider").joinpath("data/bylines.toml").read_text(encoding="utf-8"))
_PREFIX = re.compile(
    r"^(?:(?:"
    + "|".join(re.escape(p) for p in sorted(_DATA["prefixes"], key=len, reverse=True))
    + r")(?:\s*[::]\s*|\s+))+",
    re.IGNORECASE,
)
# Between names; words in lower case, or all capitals: "John E Smith" and "Tan En Ling" are one name each.
_JOINING = "|".join(re.escape(w) for j in _DATA["joiners"] for w in ([j, j.upper()] if len(j) > 1 else [j]))
_JOINER = re.compile(rf"\s*(?:[;/／|,、،]|(?<=\s)(?:{_JOINING})(?=\s))\s*")
_ROLE = rf"(?:{'|'.join(sorted(map(re.escape, _DATA['roles']), key=len, reverse=True))})s?"
_ROLE_BEHIND = re.compile(
    rf"\s*[,|(]\s*(?:[\w'’-]+\s+){{0,3}}?{_ROLE}\)?(?=\s*$|\s*[,;|&]|\s+(?:{_JOINING})\s)"
    rf"|(?<=\S)(?:\s+(?:{'|'.join(_DATA['role_openers'])}))+\s+{_ROLE}$",
    re.IGNORECASE,
)
_FOR_AN_OUTLET = re.compile(r"\s+for\s+the\s+.*$", re.IGNORECASE)
# "Posted on May 3, 2024 by Ana Ruiz": the name is behind the date.
_LEAD_IN = re.compile(r"^(?:posted|published|updated|written)\b.*?\bby\s+", re.IGNORECASE)
_ADDRESS = re.compile(r"\S+://\S+")
# What follows a name in one string: dates, roles after a bar, reading times, addresses.
_AFTER_NAME = re.compile(
    r"\s*(?:[|•·(\[].*|\s[-–—]\s.*|,?\s+(?:updated|published|posted)\b.*|\d.*|\S+@\S+.*|@\w+.*)$", re.IGNORECASE
)
# Compared without dots.
_CREDENTIALS = frozenset({"md", "phd", "rd", "rn", "jr", "sr", "esq", "mba", "dds", "msc", "ii", "iii"})
# Words whose dot is not the end of a sentence: "Jr.", "Ph.D.", an initial.
_KEEPS_DOT = re.compile(r"(?:^|[\s,])(?:jr|sr|esq|\w|(?:\w{1,2}\.)+\w)\.$", re.IGNORECASE)
_ORGANIZATION = frozenset(_DATA["organization_words"])
_AGENCIES = frozenset(_DATA["agencies"])
_STOP = frozenset(_DATA["stop"]) | frozenset(_DATA["prefixes"]) | {"updated", "published", "posted"}
# A name has letters and at most this many words; longer strings are sentences.
_MAX_WORDS, _MAX_LENGTH = 7, 70
# Precision of each source of authors on the development pages (metadata design, section 2).
_SURE = {"profile:author": 0.98, "profile:byline": 0.95, "jsonld:author": 0.86, "meta:author": 0.79, "rel:author": 0.85,
         "itemprop:author": 0.66, "meta:twitter:data1": 0.8, "byline": 0.6}  # fmt: skip
_BYLINE_CLASSES = frozenset(
    {"byline", "author", "post-author", "entry-author", "article-author", "author-name", "c-byline"}
)

Found = list[tuple[str, str | None, str | None]]  # name as printed, address, schema.org type


def extract_authors(document: Document) -> None:
    """Set authors from the most trusted source that names one.

    Order: the profile's byline; JSON-LD; meta author; rel=author; itemprop; "Written by" of Yoast; byline classes.
    """
    for source, found in _sources(document):
        authors = _clean(document, found)
        if authors:
            document.authors = authors
            document.evidence["authors"] = source
            document.confidence["authors"] = _SURE[source]
            return


def _sources(document: Document) -> Iterator[tuple[str, Found]]:
    metadata = document.metadata
    yield "profile:author", [_linked(a) for a in document.field("author")]
    yield "profile:byline", [(clean_line(inline_text(e)), None, None) for e in document.field("byline")]
    yield "jsonld:author", list(_from_jsonld(document, (metadata.article or {}).get("author")))
    yield "meta:author", [(name, None, None) for name in metadata.meta.get("author", ())]
    yield "rel:author", [_linked(a) for a in document.root.iter("a") if "author" in (a.get("rel") or "").split()]
    yield (
        "itemprop:author",
        [_linked(e) for e in document.root.iter("a", "span", "div", "p") if e.get("itemprop") == "author"],
    )
    label = metadata.first("twitter:label1") or ""
    data = metadata.first("twitter:data1")
    yield "meta:twitter:data1", [(data, None, None)] if data and label.lower() in _DATA["prefixes"] else []
    yield "byline", [(clean_line(inline_text(e)), None, None) for e in _byline_elements(document)]


def _linked(element: etree._Element) -> tuple[str, str | None, str | None]:
    """The name in an element: an avatar's link has none. meta-like elements carry it in ``content``."""
    name = clean_line(inline_text(element)) or clean_line(element.get("content") or "")
    link = element if element.tag == "a" else element.find(".//a[@href]")
    return name, link.get("href") if link is not None else None, None


def _from_jsonld(document: Document, value: Any) -> Iterator[tuple[str, str | None, str | None]]:
    if isinstance(value, list):
        for entry in value:
            yield from _from_jsonld(document, entry)
        return
    node = document.metadata.resolve(value)
    if isinstance(node, dict):
        names = node.get("name") or f"{node.get('givenName') or ''} {node.get('familyName') or ''}".strip()
        url = node.get("url")
        kind = "organization" if any(t.endswith("Organization") for t in types_of(node)) else None
        for name in names if isinstance(names, list) else [names]:
            yield text_of(name) or "", url if isinstance(url, str) else None, kind
    elif name := text_of(node):
        yield name, None, None


def _byline_elements(document: Document) -> Iterator[etree._Element]:
    for element in document.root.iter("span", "p", "div", "a", "address", "li"):
        if (
            _BYLINE_CLASSES & set((element.get("class") or "").lower().split())
            and len(inline_text(element)) <= _MAX_LENGTH
        ):
            yield element
            return


def _clean(document: Document, found: Found) -> tuple[Author, ...]:
    """One Author a name, without doubles; names of one word that are part of a longer one are dropped."""
    authors: dict[str, Author] = {}
    own = site_names(document)
    for printed, url, kind in found:
        names = split_names(printed)
        for name in names:
            key = fold(name)
            if key not in authors:
                authors[key] = Author(
                    name=name,
                    url=document.absolute(url) if len(names) == 1 else None,
                    type=_type_of(name, kind, key in own),
                )
    words = {key: set(author.name.casefold().split()) for key, author in authors.items()}
    return tuple(a for k, a in authors.items() if not any(k != o and a.name.casefold() in words[o] for o in authors))


def split_names(printed: str) -> list[str]:
    """The names in a byline: ``"By Ana Ruiz and Bo Li | 3 May"`` → ``["Ana Ruiz", "Bo Li"]``."""
    text = _without_roles(_PREFIX.sub("", _LEAD_IN.sub("", _ADDRESS.sub("", clean_line(printed)))))
    if _is_organization(text):
        return [text] if _is_name(text) else []
    parts = _JOINER.split(text)
    if len(parts) == 2 and "," in text and not any(" " in part for part in parts):
        return [text] if _is_name(text) and all(parts) else [p for p in parts if _is_name(p)]  # "Ruiz, Ana"
    names: list[str] = []
    for part in parts:
        if len(part.split()) > _MAX_WORDS and not any(c.isdigit() for c in part):
            break  # a sentence, and so is what follows
        name = _without_dot(_AFTER_NAME.sub("", _PREFIX.sub("", part)).strip(" ,;:-–—"))
        if name.lower().replace(".", "") in _CREDENTIALS and names:
            names[-1] = f"{names[-1]}, {name}"
        elif _is_name(name):
            names.append(name)
    return names


def _without_roles(text: str) -> str:
    """Roles and the outlet that was written for; an organisation's name is left whole."""
    text = _ROLE_BEHIND.sub("", text)
    name = _FOR_AN_OUTLET.sub("", text)
    return text if _is_organization(name) else name


def _without_dot(name: str) -> str:
    return name if _KEEPS_DOT.search(name) else name.rstrip(".")


def _is_name(name: str) -> bool:
    return (
        any(c.isalpha() for c in name)
        and len(name) <= _MAX_LENGTH
        and len(name.split()) <= _MAX_WORDS
        and name.lower() not in _STOP
        and "://" not in name
        and "@" not in name
    )


def _is_organization(name: str) -> bool:
    return bool(_ORGANIZATION & set(name.lower().split()))


def _type_of(name: str, kind: str | None, own_site: bool) -> Literal["person", "organization", "agency"]:
    if name.lower() in _AGENCIES:
        return "agency"
    return "organization" if kind == "organization" or own_site or _is_organization(name) else "person"
