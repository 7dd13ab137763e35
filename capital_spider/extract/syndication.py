"""What a page says of the outlet that its story was taken from, other than in its title.

In order of trust: a note that the story appeared elsewhere first, addresses of the page that lead to another site,
what the head names as the source, an agency in the dateline or as the author.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from itertools import chain
from typing import Any
from urllib.parse import urlsplit

from capital_spider.extract.document import Document
from capital_spider.extract.inline import inline_text
from capital_spider.extract.metadata import text_of
from capital_spider.extract.outlets import known_outlets, looks_like_outlet
from capital_spider.items import Source
from capital_spider.text import clean_line, fold
from capital_spider.urls import site_of

_DATA: dict[str, Any] = tomllib.loads(
    files("capital_spider").joinpath("data", "syndication.toml").read_text(encoding="utf-8")
)
_NAME = r" (?:the website )?(?P<name>(?:[\w-]+\.)+[a-z]{2,}|[^\W\d_][^\d.,;:“”\"()]{1,50}?)"
_AFTER = rf"(?: (?:{'|'.join(_DATA['after'])})\b[^\d]*)?\.?$"
_BEGINNING = rf"(?:^|[.!?…]\s)(?:{'|'.join(_DATA['statements'])})"
_ANY = re.compile(rf"{_BEGINNING}|^(?:{'|'.join(_DATA['short_statements'])})")
_STATEMENT = re.compile(rf"{_BEGINNING}{_NAME}{_AFTER}")
_SHORT_STATEMENT = re.compile(rf"^(?:{'|'.join(_DATA['short_statements'])}){_NAME}{_AFTER}")
_FIRST_SENTENCE = re.compile(r"(?<=[^\W\d_]{2}\.)\s.*$")
# The longest such notes of the development pages have under 200 characters.
_LONGEST = 260
# "BERLIN (dpa) - ", "Bruselas, 7 oct (EFE).- ", "NEW YORK, May 3, 2024 /PRNewswire/ -- ", "(ANSA) - ROMA, 04 MAG - ".
_DATELINE = re.compile(
    r"(?P<place>[^\W\d_][^()\n]{1,50}?,?|)\s?(?:--\s?)?(?:\((?P<name>[^()\n]{2,30}?)\)|/(?P<wire>[^()/\n]{2,30})/)\s?\.?\s?(?:-{1,2}|[–—:])(?=\s|[^\W\d])"
)
# "新华社北京5月3日电", "【ロンドン共同】", "(서울=연합뉴스)".
_ASIAN_DATELINE = re.compile(
    r"(?P<first>新华社|中央社)\w{2,12}?[电電]|【\w{2,8}(?P<last>共同|時事)】|\(\w{2,6}=(?P<korean>연합뉴스)\)"
)
_DATELINE_BLOCKS = 3


def stated_source(document: Document, own: set[str]) -> Source | None:
    """The outlet, with its address where the page gives one; None if nothing says so, or it is the site itself.

    own: folded names of the site.
    """
    label = _label(site_of(document.page.url))
    # The article's publisher is the other outlet, as often as not: what the page calls its site counts.
    name = document.metadata.first("og:site_name")
    own = {fold(name), label} if name else own | {label}
    candidates = chain(
        (s for s in _of_notes(document) if not _is_own(fold(s.name), own)),
        _of_addresses(document, own),
        (s for s in chain(_of_data(document), _of_agencies(document)) if not _is_own(fold(s.name), own)),
    )
    return next(candidates, None)


def _label(site: str) -> str:
    """An address's name, folded, without its suffix."""
    return fold(site.removeprefix("www.").partition(".")[0])


def _is_own(name: str, own: set[str]) -> bool:
    """True for the site's own name, also as part of an edition's ("Delta Dispatch Asia"), and its own agency's."""
    names = {name, *_house_of(name)}
    return bool(names & own) or any(len(h) > 3 and (name.startswith(h) or h.startswith(name)) for h in own)


# --- structured data and addresses ---------------------------------------------------------------------------------


def _of_data(document: Document) -> Iterator[Source]:
    stated = document.metadata.first("dc.source", "dc:source", "dcterms.source")
    if stated and (fold(stated) in known_outlets() or _house_of(fold(stated))):
        yield Source(name=stated, url=None, evidence="meta:dc.source")
    publisher = text_of(document.metadata.resolve((document.metadata.article or {}).get("publisher")))
    if publisher and _house_of(fold(publisher)):
        yield Source(name=publisher, url=None, evidence="jsonld:publisher")


def _of_addresses(document: Document, own: set[str]) -> Iterator[Source]:
    metadata = document.metadata
    for value in _listed((metadata.article or {}).get("isBasedOn")):
        yield from _other_site(document, _address(metadata.resolve(value)), own, "jsonld:isBasedOn")
    yield from _other_site(document, metadata.link("canonical"), own, "link:canonical")
    yield from _other_site(document, metadata.first("og:url"), own, "meta:og:url")


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _address(value: Any) -> str | None:
    found = value.get("url") or value.get("@id") if isinstance(value, dict) else value
    return found if isinstance(found, str) else None


def _other_site(document: Document, address: str | None, own: set[str], evidence: str) -> Iterator[Source]:
    """The outlet of a page of another site; nothing if that is none that a name or its address tells as an outlet."""
    url = document.absolute(address) if address and "//" in address else None
    if url is None or not urlsplit(url).path.strip("/"):
        return
    site, here = site_of(url), site_of(document.page.url)
    label = _label(site)
    if not here or "." not in site or site == here or here in _DATA["mirrors"] or any(label in name for name in own):
        return
    if (name := _name_of_site(document, site, label)) is not None or _is_outlet_label(label):
        yield Source(name=name or site.removeprefix("www."), url=url, evidence=evidence)


def _name_of_site(document: Document, site: str, label: str) -> str | None:
    """As the page's own data name an organisation of that site."""
    for node in document.metadata.nodes:
        address = node.get("url")
        name = text_of(node.get("name")) if isinstance(address, str) and site_of(address) == site else None
        if name and (fold(name).startswith(label) or fold(name) in known_outlets()):
            return name
    return None


def _is_outlet_label(label: str) -> bool:
    """True of an address's name, folded, that is a known outlet's or ends in what newspapers are called."""
    return label in known_outlets() or label.endswith(tuple(_DATA["site_endings"]))


# --- notes ---------------------------------------------------------------------------------------------------------


def _of_notes(document: Document) -> Iterator[Source]:
    for block in document.blocks:
        text = block.text
        if not 20 < len(text) <= _LONGEST or _ANY.search(text) is None:
            continue
        first = _FIRST_SENTENCE.sub("", text)
        found = _STATEMENT.search(first) or _STATEMENT.search(text)
        short = None if found else _SHORT_STATEMENT.match(first)
        match = found or short
        name = match["name"].strip() if match else ""
        if not name or not looks_like_outlet(name) or not (name[0].isupper() or "." in name):
            continue
        linked = [a.get("href") for a in block.element.iter("a") if fold(inline_text(a)) == fold(name)]
        if found or linked or fold(name) in known_outlets():
            yield Source(name=name, url=document.absolute(next(iter(linked), None)), evidence="statement")


# --- agencies ------------------------------------------------------------------------------------------------------


def _of_agencies(document: Document) -> Iterator[Source]:
    kept = (b.text for b, v in zip(document.blocks, document.verdicts, strict=True) if v.kept and b.text)
    for _, text in zip(range(_DATELINE_BLOCKS), kept, strict=False):
        if (name := _agency_of_dateline(text[:120])) is not None:
            yield Source(name=name, url=None, evidence="dateline")
    for author in document.authors:
        if author.type == "agency":
            yield Source(name=author.name, url=None, evidence="byline")


def _agency_of_dateline(text: str) -> str | None:
    """The agency in it, as printed, if it is a known one: any other name in brackets may be the paper's own."""
    if (asian := _ASIAN_DATELINE.match(text)) is not None:
        return str(asian[asian.lastgroup or 0])
    found = _DATELINE.match(text)
    if found is None or (found["place"] and not _begins_large(found["place"])):
        return None
    name = clean_line((found["name"] or found["wire"]).split("/")[0])
    return name if name in _signs() else None


def _begins_large(text: str) -> bool:
    return text[0].isupper() or not text[0].islower()


@cache
def _signs() -> frozenset[str]:
    """As they are printed, in all usual capitals: in brackets a lower-case "ap" is none."""
    names = {name for house in _DATA["agencies"] for name in house[:-1]}
    return frozenset(names | {n.upper() for n in names})


@cache
def _houses() -> dict[str, frozenset[str]]:
    houses: dict[str, frozenset[str]] = {}
    for house in _DATA["agencies"]:
        folded = frozenset(map(fold, house))
        for name in folded:
            houses[name] = houses.get(name, frozenset()) | folded
    return houses


def _house_of(name: str) -> frozenset[str]:
    """All folded names of the agency, with that of its site; empty for what is none."""
    return _houses().get(name, frozenset())
