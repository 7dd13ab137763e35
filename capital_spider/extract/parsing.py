"""Bytes → text (the charset is found, not assumed) → one lxml tree."""

from __future__ import annotations

import codecs
import re
import unicodedata
import warnings
from collections.abc import Mapping
from typing import Any

from lxml import etree

from capital_spider.extract.nesting import parse_flat

# WHATWG: pages that declare Latin-1 or ASCII are read by every browser as windows-1252.
_ALIASES = {"iso-8859-1": "windows-1252", "latin-1": "windows-1252", "latin1": "windows-1252",
            "us-ascii": "windows-1252", "ascii": "windows-1252",
            "gb2312": "gb18030", "gbk": "gb18030", "utf8": "utf-8"}  # fmt: skip
_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_HEADER_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]+)", re.ASCII)
_META_CHARSET = re.compile(rb"<meta[^>]+charset\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE)
_LANGUAGE = re.compile(rb"<html[^>]+lang\s*=\s*[\"']?\s*([a-z]{2})", re.IGNORECASE)
# Languages in Latin script whose letters windows-1252 lacks.
_OTHER_LATIN = frozenset(
    {
        b"az",
        b"bs",
        b"cs",
        b"cy",
        b"eo",
        b"et",
        b"hr",
        b"hu",
        b"lt",
        b"lv",
        b"mt",
        b"pl",
        b"ro",
        b"sk",
        b"sl",
        b"sq",
        b"tr",
    }
)
# A declaration must stand in the first 1,024 bytes (HTML 5); real pages put it later, after long scripts.
_META_WINDOW = 8192
_HEAD_TAGS = frozenset({
    "base", "basefont", "bgsound", "link", "meta", "noframes", "noscript", "script", "style", "template", "title",
})  # fmt: skip
_NOT_ASCII = re.compile(r"[^\x00-\x7f]")
# A tag this long is an attack (libxml2 compares each attribute with all before it), or a picture in its own address.
_HUGE = 65536
_HUGE_TAG = re.compile(rb"<[a-zA-Z][^<>]{%d,}>?" % _HUGE)
# html.parser takes time in proportion to the square of the length on some broken pages: 4 s for this much.
_REREAD_SIZE = 128 * 1024
_CONTROLS = bytes(n for n in range(32) if n not in b"\t\n\r")  # no XML
_BODY_ENDS = (b"</body", b"</BODY", b"</html", b"</HTML")
_SNIFFED, _BINARY_SHARE = 1445, 0.05
_BINARY = re.compile(rb"[\x01-\x08\x0b\x0e-\x1a\x1c-\x1f]")
_BODY_END = re.compile(rb"</(?:body|html)\s*>", re.IGNORECASE)


def is_binary(body: bytes) -> bool:
    """True for a picture, an archive or the like: control characters that no text has, in more than a few places.

    Source: WHATWG MIME Sniffing, "binary data byte" and the 1445 bytes that it looks at; but for NUL, which UTF-16 has,
    and with some patience for damaged pages.
    """
    start = body[:_SNIFFED]
    return len(_BINARY.findall(start)) > _BINARY_SHARE * len(start)


def decode(body: bytes, headers: Mapping[str, str] | None = None) -> str:
    """The body as text.

    In order: byte-order mark; UTF-8, if the bytes are valid UTF-8 (chance agreement is negligible, and headers and meta
    tags are wrong more often), or nearly so; the HTTP header's charset; the meta tag's; what bs4's UnicodeDammit finds
    with charset-normalizer; windows-1252, if that is Latin script. Bytes that fit no charset become U+FFFD.
    """
    for bom, charset in _BOMS:
        if body.startswith(bom):
            return body[len(bom) :].decode(charset, "replace")
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        pass
    if _is_damaged_utf8(body):
        return body.decode("utf-8", "replace")
    for charset in _declared(body, headers):
        try:
            return body.decode(_ALIASES.get(charset, charset))
        except (UnicodeError, LookupError):  # "idna" and the like are codecs of Python's, and fail in their own way
            continue
    from bs4.dammit import UnicodeDammit  # only the few pages that need it wait for it to load

    guess = UnicodeDammit(body, is_html=True, exclude_encodings=_impossible(body)).unicode_markup
    if guess is None or _is_western(body, guess):
        return body.decode("windows-1252", "replace")
    return guess


def _is_damaged_utf8(body: bytes) -> bool:
    """True if far more characters are whole than broken: a cut or spliced page, which one bad byte must not garble.

    In single-byte text hardly any two bytes above 0x7F make a character of UTF-8, so nearly all are broken.
    """
    broken = body.decode("utf-8", "replace").count("\ufffd")
    whole = len(_NOT_ASCII.findall(body.decode("utf-8", "ignore")))
    return whole > broken


def _is_western(body: bytes, guess: str) -> bool:
    """True if the guess is Latin script, and the page's language does not ask for a rarer alphabet of it.

    Few letters tell these alphabets apart, and detectors often take the wrong one ("naďve" for "naïve"); browsers fall
    back on windows-1252 as well (WHATWG, "determining the character encoding", default for most locales).
    """
    language = _LANGUAGE.search(body[:_META_WINDOW])
    if language and language[1].lower() in _OTHER_LATIN:
        return False
    letters = {c for c in _NOT_ASCII.findall(guess) if c.isalpha()}
    return all(unicodedata.name(c, "").startswith("LATIN") for c in letters)


def _declared(body: bytes, headers: Mapping[str, str] | None) -> list[str]:
    content_type = (headers or {}).get("content-type", "")
    declared = _HEADER_CHARSET.findall(content_type.lower())
    meta = _META_CHARSET.search(body[:_META_WINDOW])
    if meta:
        declared.append(meta[1].decode("ascii", "replace").lower())
    return [charset for charset in declared if charset not in _impossible(body)]


def _impossible(body: bytes) -> list[str]:
    """Markup in UTF-16 has a zero byte in every ASCII character; without any, the declaration is false."""
    return [] if b"\0" in body else ["utf-16", "utf-16le", "utf-16be", "utf-16-le", "utf-16-be", "utf16"]


def parse_html(text: str) -> etree._Element:
    """The tree of a page; one with an empty body if there is no markup at all, or only a head."""
    return read_html(text)[0]


def read_html(text: str) -> tuple[etree._Element, bool]:
    """The tree of a page (`parse_html`), and whether all of the page is in it: False if it is nested beyond sense."""
    markup = _clean(text)
    root, whole = _parse(markup)
    if (root is None or root.find("body") is None) and len(markup) <= _REREAD_SIZE:
        # libxml2 gives up on some broken pages (no body, markup before the root); html.parser reads on.
        again, _ = _parse(_reread(markup))
        root = again if again is not None and (root is None or again.find("body") is not None) else root
    if root is None:
        root = etree.fromstring("<html><head></head><body></body></html>", etree.HTMLParser())
    if root.find("body") is None:
        etree.SubElement(root, "body")
    _end_head(root)
    return root, whole


def _end_head(root: etree._Element) -> None:
    """Move what libxml2 left in the head into the body: it knows no <main> or <article> that would end the head, where
    the page leaves out </head> and <body>.

    Source: HTML 5, 13.2.6.4.4 "in head".
    """
    head, body = root.find("head"), root.find("body")
    if head is None or body is None:
        return
    first = next((n for n, e in enumerate(head) if e.tag not in _HEAD_TAGS), None)
    if first is not None:
        moved = list(head)[first:]
        moved[-1].tail = f"{moved[-1].tail or ''}{body.text or ''}"
        body.text = None
        for place, element in enumerate(moved):
            body.insert(place, element)


def _clean(text: str) -> bytes:
    """The markup in UTF-8 without what libxml2 stumbles over."""
    markup = text.encode("utf-8", "replace").translate(None, _CONTROLS)
    if markup.rfind(b"\xef\xbf") >= 0:
        markup = markup.replace(b"\xef\xbf\xbe", b"").replace(b"\xef\xbf\xbf", b"")
    if any(_is_plain(markup, start) for start in range(0, len(markup), _HUGE // 2)):
        markup = _HUGE_TAG.sub(b"", markup)
    ends = [at for at in (_first(end, markup) for end in _BODY_ENDS) if at >= 0]
    if ends:  # libxml2 drops what stands behind </html>; browsers show it, and some templates end the page twice
        first = min(ends)
        markup = markup[:first] + _BODY_END.sub(b"", markup[first:])
    return markup


def _first(tag: bytes, markup: bytes) -> int:
    """Where the tag first stands, -1 if nowhere; from the back: every end tag would stop a search from the front."""
    first, at = -1, markup.rfind(tag)
    while at >= 0:
        first, at = at, markup.rfind(tag, 0, at)
    return first


def _is_plain(markup: bytes, start: int) -> bool:
    """True if no tag begins or ends for as long as half a huge one: each huge tag holds such a stretch."""
    end = start + _HUGE // 2
    return markup.find(b"<", start, end) < 0 and markup.find(b">", start, end) < 0


def _reread(markup: bytes) -> bytes:
    """The markup as html.parser understands it; b"" if it does not."""
    from bs4 import BeautifulSoup, ParserRejectedMarkup

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # a page may look like an address, or like XML
        try:
            return str(BeautifulSoup(markup.decode(), "html.parser")).encode()
        except ParserRejectedMarkup:
            return b""


def _parse(markup: bytes) -> tuple[etree._Element | None, bool]:
    """The tree, and whether all of the markup is in it."""
    parser = etree.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    try:
        root = etree.fromstring(markup, parser)
    except etree.XMLSyntaxError:  # an empty document
        return None, True
    last: Any = parser.error_log.last_error
    if last is not None and "Excessive depth" in last.message:
        return parse_flat(markup)
    return root, True
