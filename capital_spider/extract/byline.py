"""Authors: names in byline order, cleaned of labels, each typed as person, organization or agency."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from lxml import etree

from capital_spider.extract.author_names import LABELS, is_personal, line_names, split_names, type_of
from capital_spider.extract.document import Document, types_of
from capital_spider.extract.inline import inline_text
from capital_spider.extract.metadata import ARTICLE_TYPES, text_of
from capital_spider.extract.printed_bylines import PrintedBylines, find_bylines, is_beside, line_of
from capital_spider.extract.title import domain_name, printed_headline, site_names
from capital_spider.items import Author
from capital_spider.text import clean_line, fold
from capital_spider.urls import host_of, site_of

# Names of meta tags that hold authors, the most trusted first.
_META = ("author", "parsely-author", "sailthru.author", "dc.creator", "dcterms.creator", "byl", "article:author_name")
# Printed where a reader looks for the byline: they speak against an organisation that the metadata names.
_PRINTED = frozenset({"rel:author", "itemprop:author", "link:author", "byline", "near:byline"})
# Asked only where nothing better names anybody.
_LAST = frozenset(
    {"jsonld:page", "jsonld:person", "rel:elsewhere", "itemprop:elsewhere", "link:elsewhere", "byline:elsewhere"}
)
_PAGES = ("WebPage", "ProfilePage", "VideoObject", "Recipe", "Product")

Found = list[tuple[str, str | None, str | None]]  # name as printed, address, schema.org type
Candidate = tuple[str, tuple[Author, ...]]


def extract_authors(document: Document) -> None:
    """Set authors from the most trusted source that names one.

    Order: the profile's byline; JSON-LD; meta; rel=author; microdata; links to authors' pages; "Written by" of Yoast;
    byline classes; "By …" near the headline; last what stands in sidebars and lists.
    An organisation, the site itself or an account's name gives way to a person in the printed byline.
    """
    own = own_names(document)
    # The theme's byline is empty: who is named in its sidebars wrote something else.
    knows_bylines = document.profile is not None and not document.profile.platform
    candidates: list[Candidate] = []
    for source, found in _sources(document):
        if source in _LAST and (knows_bylines or (candidates and any(map(_is_person, candidates[0][1])))):
            break
        if authors := _clean(document, found, own):
            candidates.append((source, authors))
            if _is_settled(candidates):
                break
    if not candidates:
        return
    source, authors = _choose(candidates)
    document.authors = authors
    document.evidence["authors"] = source
    document.confidence["authors"] = _confidence(authors, candidates)


def _is_settled(candidates: Sequence[Candidate]) -> bool:
    """True once a second source says the same as the first, or, where that is no person, one in print names one."""
    (_, first), (source, last) = candidates[0], candidates[-1]
    if any(map(_is_person, first)):
        return len(candidates) > 1 and not source.startswith("profile:") and _agree(first, last)
    return source in _PRINTED and all(map(_is_person, last))


def _agree(one: tuple[Author, ...], other: tuple[Author, ...]) -> bool:
    return {fold(author.name) for author in one} == {fold(author.name) for author in other}


def _confidence(authors: tuple[Author, ...], candidates: Sequence[Candidate]) -> float:
    """Share of lists exactly right on the development pages: by agreement of two sources, number and kind of names."""
    told = {source.replace("profile:byline", "profile:author") for source, o in candidates if _agree(authors, o)}
    agreed = len(told - _LAST) > 1
    if not all(map(_is_person, authors)):
        return 0.85 if agreed else 0.6
    if len(authors) > 1:
        return 0.8 if agreed else 0.5
    return 0.96 if agreed else 0.8


def own_names(document: Document) -> dict[str, str]:
    """Folded → as written: what the page calls its site, its host and its domain."""
    names = site_names(document) | domain_name(document)
    host = (host_of(document.page.url) or "").removeprefix("www.")
    names |= {fold(name): name for name in (host, site_of(document.page.url)) if name}
    return names


def _choose(candidates: Sequence[Candidate]) -> Candidate:
    """The most trusted that names a person, if it is printed or comes first; else the most trusted."""
    first, last = candidates[0], candidates[-1]
    if first[0].startswith("profile:") or any(map(_is_person, first[1])):
        return first
    return last if last[0] in _PRINTED and all(map(_is_person, last[1])) else first


def _is_person(author: Author) -> bool:
    return author.type == "person" and " " in author.name


def _sources(document: Document) -> Iterator[tuple[str, Found]]:
    metadata = document.metadata
    linked = document.field("author")
    yield "profile:author", [_linked(a) for a in linked if a is linked[0] or is_beside(linked[0], a)]
    yield "profile:byline", [(clean_line(inline_text(e)), None, None) for e in document.field("byline")]
    yield "jsonld:author", list(_from_jsonld(document, _ld_author(metadata.article)))
    for name in _META:
        yield f"meta:{name}", [(value, None, None) for value in metadata.meta.get(name, ())]
    yield from _printed(document)


def _printed(document: Document) -> Iterator[tuple[str, Found]]:
    metadata = document.metadata
    printed = find_bylines(document.root, printed_headline(document))
    yield "rel:author", [_linked(e) for e in printed.of("rel")]
    yield "itemprop:author", [_linked(e) for e in printed.of("itemprop")]
    yield "link:author", [found for e in printed.of("link") if _names_person(found := _linked(e))]
    label = metadata.first("twitter:label1") or ""
    data = metadata.first("twitter:data1")
    yield "meta:twitter:data1", [(data, None, None)] if data and label.lower() in LABELS else []
    yield "byline", list(_marked(printed, "marked"))
    yield "near:byline", list(_opened(printed.of("near")))
    for node in metadata.typed(*_PAGES, *ARTICLE_TYPES):
        yield "jsonld:page", list(_from_jsonld(document, _ld_author(node)))
    yield "jsonld:person", list(_lone_person(document))
    for source in ("rel", "itemprop", "link"):
        linked = [found for e in printed.of(f"{source}:elsewhere") if _names_person(found := _linked(e))]
        yield f"{source}:elsewhere", linked[:1]
    yield "byline:elsewhere", list(_marked(printed, "marked:elsewhere"))


def _names_person(found: tuple[str, str | None, str | None]) -> bool:
    """True for a link's text that may be a name: one word, or written like a name."""
    return all(" " not in n or is_personal(n) or type_of(n, None, False) != "person" for n in split_names(found[0]))


def _marked(printed: PrintedBylines, source: str) -> Iterator[tuple[str, str | None, str | None]]:
    """The first marked line that is a person's name, or else the first that is a name at all."""
    lines = [line for e in printed.of(source) if (line := line_names(inline_text(e)))]
    best = next((line for line in lines if any(map(is_personal, split_names(line)))), lines[0] if lines else "")
    yield best, None, None


def _opened(elements: Sequence[etree._Element]) -> Iterator[tuple[str, str | None, str | None]]:
    """A line that begins like a byline, if it goes on like one: "By batching, we …" does not."""
    for element in elements:
        names = split_names(line := line_names(line_of(element)))
        if names and all(map(is_personal, names)):
            yield line, None, None
            return


def _lone_person(document: Document) -> Iterator[tuple[str, str | None, str | None]]:
    """The one person that the page's data name: nobody else can be meant."""
    nodes = list(document.metadata.typed("Person"))
    if len({text_of(node.get("name")) for node in nodes}) == 1:
        yield from _from_jsonld(document, nodes[0])


def _ld_author(node: dict[str, Any] | None) -> Any:
    return (node or {}).get("author") or (node or {}).get("creator")


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


def _clean(document: Document, found: Found, own: dict[str, str]) -> tuple[Author, ...]:
    """One Author a name, without doubles; names of one word that are part of a longer one are dropped."""
    authors: dict[str, Author] = {}
    for printed, url, kind in found:
        names = split_names(printed)
        for name in names:
            key = fold(name)
            if key not in authors:
                authors[key] = Author(
                    name=name,
                    url=document.absolute(url) if len(names) == 1 else None,
                    type=type_of(name, kind, key in own),
                )
    if any(map(_is_person, authors.values())):  # the site beside its writers is where they write
        authors = {key: author for key, author in authors.items() if key not in own or author.type == "agency"}
    words = {key: set(author.name.casefold().split()) for key, author in authors.items()}
    return tuple(a for k, a in authors.items() if not any(k != o and a.name.casefold() in words[o] for o in authors))
