"""The lists of authors that a page gives: in its head, in its data, in print; each with its source."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from lxml import etree

from capital_spider.extract.author_names import LABELS, is_personal, line_names, split_names, type_of
from capital_spider.extract.byline_lines import BylineLines
from capital_spider.extract.document import Document, types_of
from capital_spider.extract.inline import inline_text
from capital_spider.extract.metadata import ARTICLE_TYPES, text_of
from capital_spider.extract.printed_bylines import byline_text, find_bylines, find_headline, is_beside
from capital_spider.extract.title import domain_name, site_names
from capital_spider.items import Author
from capital_spider.text import clean_line, fold
from capital_spider.urls import host_of, site_of

# Names of meta tags that hold authors, the most trusted first; any other that says "author" comes last.
_META = ("author", "parsely-author", "sailthru.author", "dc.creator", "dcterms.creator", "byl", "article:author_name")
_OTHER_META = re.compile(r"author|creator|byline")
_NO_META = re.compile(r"twitter|url|image|link|[:_.-]id$|type|email|avatar|count|slug|desc|title")
_PAGES = ("WebPage", "ProfilePage", "VideoObject", "Recipe", "Product")
# What the sources in print are called in the evidence.
_NAMES = {"rel": ":author", "itemprop": ":author", "link": ":author"}
# What is believed without a look at the rest of the page.
_NEAR = frozenset({"rel:author", "itemprop:author", "link:author", "byline", "near:byline", "profile:author"})
_STATED = ("jsonld:author", "meta:author")
# The development pages have at most 75 names in a list, and 32 lists.
_MOST, _MOST_LISTS = 500, 200

Printed = tuple[str, str | None, str | None]  # name as printed, address, schema.org type


@dataclass(frozen=True, slots=True)
class AuthorCandidate:
    """A list of authors and where it comes from."""

    source: str
    authors: tuple[Author, ...]
    marks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AuthorPage:
    """What all lists of a page are compared with, folded: the site's own names, the headline, the lines around it."""

    own: frozenset[str]
    title: str
    near: str
    is_news: bool


def author_candidates(document: Document) -> tuple[list[AuthorCandidate], AuthorPage]:
    """The lists, the most trusted source first.

    Marked elements are looked for only where head and lines near the headline do not settle it, and those far behind
    the headline only where nobody is named near it.
    """
    headline = find_headline(document.blocks, document.title or "")
    lines = BylineLines(document.blocks, headline)
    own = frozenset(own_names(document))
    page = AuthorPage(own, fold(document.title or ""), lines.text(), _is_news(document))
    clean = partial(_clean, document, own, lines.links())
    found = [AuthorCandidate(source, authors) for source, names in _told(document) if (authors := clean(names))]
    settled = _is_settled(found, page)
    if not settled:
        printed = _printed(document, headline, far=False)
        found += [AuthorCandidate(source, authors) for source, names in printed if (authors := clean(names))]
    found += [AuthorCandidate(n.kind, a, n.marks) for n in lines.find() if (a := clean([_plain(n.names)]))]
    if not settled and not any(map(_is_near, found)):
        printed = _printed(document, headline, far=True)
        found += [AuthorCandidate(source, authors) for source, names in printed if (authors := clean(names))]
    return found[:_MOST_LISTS], page


def _is_near(candidate: AuthorCandidate) -> bool:
    """True for persons whom the head or a byline near the headline names."""
    return (candidate.source in _NEAR or candidate.source.startswith(("jsonld:", "meta:"))) and all(
        map(is_person, candidate.authors)
    )


def _is_settled(found: Sequence[AuthorCandidate], page: AuthorPage) -> bool:
    """True where what the head states are persons, of whom all stand near the headline, and it states nobody else."""
    stated = [c.authors for c in found if c.source in _STATED]
    if not stated:
        return False
    names = {frozenset(fold(author.name) for author in authors) for authors in stated}
    return len(names) == 1 and all(map(is_person, stated[0])) and all(key in page.near for key in next(iter(names)))


def _is_news(document: Document) -> bool:
    return any(kind.endswith("NewsArticle") for kind in types_of(document.metadata.article or {}))


def is_person(author: Author) -> bool:
    return author.type == "person" and " " in author.name


def own_names(document: Document) -> dict[str, str]:
    """Folded → as written: what the page calls its site, its host and its domain."""
    names = site_names(document) | domain_name(document)
    host = (host_of(document.page.url) or "").removeprefix("www.")
    names |= {fold(name): name for name in (host, site_of(document.page.url)) if name}
    return names


def _told(document: Document) -> Iterator[tuple[str, list[Printed]]]:
    """What the profile finds, and what the page tells machines."""
    linked = document.field("author")
    yield "profile:author", [_linked(a) for a in linked if a is linked[0] or is_beside(linked[0], a)]
    yield "profile:byline", [_plain(inline_text(e)) for e in document.field("byline")]
    metadata = document.metadata
    yield "jsonld:author", list(_from_jsonld(document, _ld_author(metadata.article)))
    for name in _META:
        yield f"meta:{name}", [_plain(value) for value in metadata.meta.get(name, ())]
    label = metadata.first("twitter:label1") or ""
    data = metadata.first("twitter:data1")
    yield "meta:twitter:data1", [_plain(data)] if data and label.lower() in LABELS else []
    for name, values in metadata.meta.items():
        if _OTHER_META.search(name) and name not in _META and not _NO_META.search(name):
            yield "meta:article:author" if name == "article:author" else "meta:other", list(map(_plain, values))
    for node in metadata.typed(*_PAGES, *ARTICLE_TYPES):
        if node is not metadata.article:
            yield "jsonld:page", list(_from_jsonld(document, _ld_author(node)))
    yield "jsonld:person", list(_lone_person(document))


def _printed(document: Document, headline: int | None, *, far: bool) -> Iterator[tuple[str, list[Printed]]]:
    bylines = find_bylines(document.blocks, headline, far=far)
    for source in ("rel", "itemprop", "link", "byline"):
        for place in ("", ":elsewhere"):
            for number, run in enumerate(bylines.of(source + place)):
                name = (
                    ("far:" if far else "")
                    + (source + (place or _NAMES.get(source, "")))
                    + (f"#{number + 1}" if number else "")
                )
                if source == "byline":
                    yield from ((name, [line]) for line in _marked(run))
                else:
                    yield name, [line for e in run if _may_name(line := _linked(e))]


def _plain(text: str) -> Printed:
    return clean_line(text), None, None


def _may_name(found: Printed) -> bool:
    """True for a link's text that may be a name: one word, or written like a name."""
    return all(" " not in n or is_personal(n) or type_of(n, None, False) != "person" for n in split_names(found[0]))


def _marked(run: Sequence[etree._Element]) -> list[Printed]:
    """The lines of a marked byline that name somebody: those of persons, or else all."""
    lines = list(dict.fromkeys(line for e in run if (line := line_names(byline_text(e)))))
    best = [line for line in lines if any(map(is_personal, split_names(line)))] or lines
    return [_plain(line) for line in best[:3]]


def _lone_person(document: Document) -> Iterator[Printed]:
    """The one person that the page's data name: nobody else can be meant."""
    nodes = list(document.metadata.typed("Person"))
    if len({text_of(node.get("name")) for node in nodes}) == 1:
        yield from _from_jsonld(document, nodes[0])


def _ld_author(node: dict[str, Any] | None) -> Any:
    return (node or {}).get("author") or (node or {}).get("creator")


def _linked(element: etree._Element) -> Printed:
    """The name in an element: an avatar's link has none. meta-like elements carry it in ``content``."""
    name = clean_line(byline_text(element)) or clean_line(element.get("content") or "")
    link = element if element.tag == "a" else element.find(".//a[@href]")
    return name, link.get("href") if link is not None else None, None


def _from_jsonld(document: Document, value: Any) -> Iterator[Printed]:
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


def _clean(
    document: Document, own: frozenset[str], links: Mapping[str, str], found: Sequence[Printed]
) -> tuple[Author, ...]:
    """One Author a name, without doubles; names of one word that are part of a longer one are dropped."""
    authors: dict[str, Author] = {}
    for printed, url, kind in found[:_MOST]:
        names = split_names(printed)
        for name in names:
            key = fold(name)
            if key not in authors:
                authors[key] = Author(
                    name=name,
                    url=document.absolute(url if url and len(names) == 1 else links.get(key)),
                    type=type_of(name, kind, key in own),
                )
    if any(map(is_person, authors.values())):  # the site beside its writers is where they write
        authors = {key: author for key, author in authors.items() if key not in own or author.type == "agency"}
    words = {key: set(author.name.casefold().split()) for key, author in authors.items()}
    return tuple(a for k, a in authors.items() if not any(k != o and a.name.casefold() in words[o] for o in authors))
