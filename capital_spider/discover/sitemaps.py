"""Sitemaps: XML, plain text or packed, whole or broken, as the pages and further sitemaps that they list.

Read in a stream: what is kept are the addresses, whatever the file weighs. Source: sitemaps.org/protocol.html, and
Google's news extension.
"""

from __future__ import annotations

import calendar
import html
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import chain

from lxml import etree

from capital_spider.discover.sitemap_text import CHUNK, SitemapSource
from capital_spider.urls import canonical_url, site_of

_BARE_AND = re.compile(r"&(?!(?:amp|lt|gt|quot|apos|#\d{1,7}|#x[0-9a-fA-F]{1,6});)")
_LONGEST_REFERENCE = 10
_ENTITY = re.compile(r"&\w+;")
_NOT_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_PROLOG = re.compile(r"(?:\s|<\?.*?\?>|<!--.*?-->|<![A-Za-z][^>\[]*(?:\[.*?\]\s*)?>)*", re.DOTALL)
_ROOT = re.compile(r"<(?:[\w.-]+:)?([A-Za-z][\w.-]*)")
_FEED_ROOTS = ("rss", "feed", "rdf")
_ENTRIES = ("url", "sitemap")
# Element and the one around it, so that <image:loc> is no address of a page.
_FIELDS = {
    ("loc", "url"),
    ("lastmod", "url"),
    ("loc", "sitemap"),
    ("lastmod", "sitemap"),
    ("publication_date", "news"),
    ("title", "news"),
}
_W3C_DAY = re.compile(r"\s*(\d{4})(?:-(\d\d?)(?:-(\d\d?))?)?(?![\d/])")


class SitemapError(Exception):
    """What answered is no sitemap. reason: "html", "feed", "entities" (refused: it declares its own), "empty",
    "no_sitemap".
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True, kw_only=True)
class SitemapEntry:
    """url: canonical. changed, published: the day as written, the last one where only month or year are; None = not
    said. title: of a news sitemap. stamp: the last change as it is written, to see whether it is still the same.
    """

    url: str
    changed: date | None = None
    published: date | None = None
    title: str | None = None
    stamp: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sitemap:
    """pages: in order, each once. parts: further sitemaps. is_whole: False if the file ends before its end or goes on
    after `sitemap_text.MAX_BYTES`. elsewhere: how many addresses were left out because they lie on other sites.
    """

    pages: tuple[SitemapEntry, ...]
    parts: tuple[SitemapEntry, ...]
    is_whole: bool
    elsewhere: int = 0


def read_sitemap(body: bytes, url: str, site: str | None = None) -> Sitemap:
    """What the file at `url` lists: pages of `site` (as from `site_of`; None = that of `url`), and further sitemaps.

    Raises SitemapError.
    """
    source = SitemapSource(body)
    texts = source.texts()
    head = _head(texts)
    if not head.strip():
        raise SitemapError("empty")
    if "<!ENTITY" in head:
        raise SitemapError("entities")
    head = _from_its_start(head)
    listed = _Listed(url, site or site_of(url))
    if head.lstrip().startswith("<"):
        _refuse_other_kinds(head)
        is_whole = listed.read_xml(chain([head.lstrip()], texts))
    else:
        listed.read_lines(chain([head], texts))
        is_whole = not source.is_cut
        if not listed.found and not listed.elsewhere:
            raise SitemapError("no_sitemap")
    pages, parts = listed.of_kind("url"), listed.of_kind("sitemap")
    return Sitemap(pages=pages, parts=parts, is_whole=is_whole, elsewhere=listed.elsewhere)


def _head(texts: Iterator[str]) -> str:
    """The beginning: enough of it to tell what it is."""
    head = ""
    for text in texts:
        head += text
        if len(head) > CHUNK or not head.isspace():
            break
    return head


def _from_its_start(head: str) -> str:
    """Without what the software that wrote it may have said before, a warning say."""
    start = re.search(r"<\?xml|<(?:\w+:)?(?:urlset|sitemapindex)\b", head[:CHUNK])
    if start is None or re.search(r"<(?:!doctype\s+)?html\b", head[: start.start()], re.IGNORECASE):
        return head
    return head[start.start() :]


def _refuse_other_kinds(head: str) -> None:
    prolog = _PROLOG.match(head)
    root = _ROOT.match(head, prolog.end() if prolog else 0)
    name = root[1].lower() if root else ""
    if name in _FEED_ROOTS:
        raise SitemapError("feed")
    if name in ("html", "head", "body") or re.search(r"<!doctype\s+html", head[:1000], re.IGNORECASE):
        raise SitemapError("html")


@dataclass(slots=True)
class _Listed:
    """What was found so far: (kind, address) → entry."""

    url: str
    site: str
    found: dict[tuple[str, str], SitemapEntry] = field(default_factory=dict)
    elsewhere: int = 0

    def of_kind(self, kind: str) -> tuple[SitemapEntry, ...]:
        return tuple(entry for (of, _), entry in self.found.items() if of == kind)

    def read_lines(self, texts: Iterable[str]) -> None:
        rest = ""
        for text in texts:
            *lines, rest = re.split(r"\s+", rest + text)
            for line in lines:
                self._add_line(line)
        self._add_line(rest)

    def _add_line(self, line: str) -> None:
        if line.startswith(("http://", "https://")):
            self.add("url", {"loc": line})

    def read_xml(self, texts: Iterable[str]) -> bool:
        """True if it ends as it should. What a file that breaks off has said till then counts."""
        fields: dict[str, str] = {}
        kind, is_closed = "url", False
        for element in _elements(texts):
            name, parent = _local_name(element), element.getparent()
            is_closed = parent is None
            if parent is not None and name in _ENTRIES:
                self.add(name, fields)
                fields = {}
                element.clear()
                while (read := element.getprevious()) is not None:  # an empty element would be left of each
                    parent.remove(read)
                continue
            around = _local_name(parent)
            if (name, around) in _FIELDS:
                if name == "loc" and name in fields:  # the entry before was not closed
                    self.add(kind, fields)
                    fields = {}
                fields.setdefault(name, "".join(map(str, element.itertext())).strip())
                kind = around if around in _ENTRIES else kind
        self.add(kind, fields)
        return is_closed

    def add(self, kind: str, fields: dict[str, str]) -> None:
        address = _ENTITY.sub(lambda found: html.unescape(found[0]), fields.get("loc", ""))
        found = canonical_url(address, self.url) if address else None
        if found is None:
            return
        if site_of(found) != self.site and not (kind == "sitemap" and site_of(found) == site_of(self.url)):
            self.elsewhere += 1
            return
        entry = SitemapEntry(
            url=found,
            changed=read_w3c_day(fields.get("lastmod", "")),
            published=read_w3c_day(fields.get("publication_date", "")),
            title=fields.get("title") or None,
            stamp=fields.get("lastmod", ""),
        )
        self.found.setdefault((kind, found), entry)


def _local_name(element: etree._Element | None) -> str:
    """Without the namespace, which many write wrong, and in lower case; "" for what is no element."""
    tag = element.tag if element is not None else ""
    return re.split(r"[}:]", tag)[-1].lower() if isinstance(tag, str) else ""


def _elements(texts: Iterable[str]) -> Iterator[etree._Element]:
    """Each element when it has been closed; of what is broken, those that came before or can be read in spite of it."""
    parser = etree.XMLPullParser(
        events=("end",), recover=True, resolve_entities=False, no_network=True, load_dtd=False, encoding="utf-8"
    )
    for text in _mend(texts):
        parser.feed(text.encode("utf-8", "replace"))
        for _, element in parser.read_events():
            if isinstance(element, etree._Element):
                yield element


def _mend(texts: Iterable[str]) -> Iterator[str]:
    """Without what would end the reading: ``&`` as it stands in addresses, entities of HTML, control characters."""
    rest = ""
    for text in texts:
        whole = rest + text
        cut = whole.rfind("&", max(0, len(whole) - _LONGEST_REFERENCE))
        whole, rest = (whole[:cut], whole[cut:]) if cut >= 0 else (whole, "")
        yield _NOT_XML.sub("", _BARE_AND.sub("&amp;", whole))
    yield _BARE_AND.sub("&amp;", rest)


def read_w3c_day(text: str) -> date | None:
    """The day of a W3C date of any precision; of a month or a year its last day, since it is a bound; None for none."""
    found = _W3C_DAY.match(text)
    try:
        if found is None:
            return None
        year, month = int(found[1]), int(found[2] or 12)
        return date(year, month, int(found[3] or calendar.monthrange(year, month)[1]))
    except ValueError:
        return None
