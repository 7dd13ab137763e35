"""Pictures: the real address behind lazy loading, alt text, caption and credit; and the lead picture."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlsplit

from lxml import etree

from capital_spider.extract.document import Document
from capital_spider.extract.inline import inline_text
from capital_spider.extract.metadata import text_of
from capital_spider.items import LeadImage
from capital_spider.text import clean_line

_IMAGE_PATH = re.compile(r"\.(?:jpe?g|png|webp|gif|avif|svg|bmp|tiff?)$", re.IGNORECASE)
# Where lazy loaders keep the address, in the order in which they are trusted; then the plain one.
_SOURCES = ("data-src", "data-lazy-src", "data-original", "data-orig-file", "data-large-file", "data-full-url", "src")
_SOURCE_SETS = ("data-srcset", "data-lazy-srcset", "srcset")
# Stand-ins that lazy loaders show first.
_PLACEHOLDER = re.compile(
    r"^data:|/(?:jeg-empty|blank|placeholder|spacer|transparent|pixel|1x1|lazy)[^/]*$", re.IGNORECASE
)
_PHOTON = re.compile(r"^https?://i[0-3]\.wp\.com/")
# "Photo: …" anywhere, "Photo by …" only as a sentence of its own: within one it is part of the caption.
_CREDIT = re.compile(
    r"\s*[\[(]?\s*((?<!\w)(?:photo(?:graph)?(?: by)?|foto|picture|image|credit|crédit|bild|fotografía)\s*[:/]\s*[^\])]+"
    r"|(?:(?<=[.!?…|–—(\[] )|(?<=[(\[])|^)(?:photo(?:graph)?|image|picture) by\s+[^\])]+|©\s*[^\])]+)[\])]?\s*$",
    re.IGNORECASE,
)


def extract_image(document: Document) -> None:
    """Set the lead picture: the one the profile knows, at full size; else what JSON-LD or OpenGraph names."""
    for element in document.field("image"):
        url = _linked_image(document, element)
        img = element if element.tag == "img" else next(element.iter("img"), None)
        if img is not None and url is None:
            url = image_url(document, img)
        if url is not None:
            caption, credit = split_credit(_caption(document, element))
            alt = clean_line(img.get("alt") or "") or None if img is not None else None
            document.image = LeadImage(url=url, alt=alt, caption=caption, credit=credit)
            document.evidence["image"] = "profile:image"
            return
    for source, value in (
        ("jsonld:image", _jsonld_image(document, (document.metadata.article or {}).get("image"))),
        ("meta:og:image", document.metadata.first("og:image:secure_url", "og:image", "og:image:url", "twitter:image")),
    ):
        if url := document.absolute(value):
            alt = document.metadata.first("og:image:alt", "twitter:image:alt")
            document.image = LeadImage(url=url, alt=alt, caption=None, credit=None)
            document.evidence["image"] = source
            return


def _linked_image(document: Document, element: etree._Element) -> str | None:
    """The picture that a link around or in `element` opens: the full size."""
    for link in element.iter("a"):
        url = document.absolute(link.get("href"))
        if url and _IMAGE_PATH.search(urlsplit(url).path):
            return url
    return None


def _caption(document: Document, element: etree._Element) -> str | None:
    captions = document.field("image_caption") or list(element.iter("figcaption"))
    return next((t for t in (clean_line(inline_text(c)) for c in captions) if t), None)


def _jsonld_image(document: Document, value: Any) -> str | None:
    if isinstance(value, list):
        return next((u for u in (_jsonld_image(document, v) for v in value) if u), None)
    value = document.metadata.resolve(value)  # Yoast names its picture by reference
    if isinstance(value, dict):
        return text_of(value.get("url")) or text_of(value.get("contentUrl"))
    return value if isinstance(value, str) else None


def image_url(document: Document, img: etree._Element) -> str | None:
    """The picture's real address: behind lazy loading, the largest of a srcset, without Photon's resizing proxy."""
    candidates = [img.get(name) for name in _SOURCES[:-1]]
    candidates += [_largest(img.get(name)) for name in _SOURCE_SETS]
    candidates += [img.get("src"), _noscript_twin(img)]
    for candidate in candidates:
        if candidate and not _PLACEHOLDER.search(candidate.strip()):
            url = document.absolute(candidate)
            return _without_photon(url) if url else None
    return None


def _largest(srcset: str | None) -> str | None:
    """The candidate with the largest width or density descriptor."""
    best, best_size = None, -1.0
    for candidate in re.split(r",\s+|(?<=\s\dx),|(?<=\dw),", srcset or ""):
        url, _, descriptor = candidate.strip().partition(" ")
        number = re.match(r"[\d.]+", descriptor.strip())
        size = float(number[0]) if number and number[0] != "." else 0.0
        if url and size > best_size:
            best, best_size = url.rstrip(","), size
    return best


def _noscript_twin(img: etree._Element) -> str | None:
    """The address in a <noscript> right behind the stand-in."""
    following = img.getnext()
    if following is None or following.tag != "noscript":
        return None
    twin = next(following.iter("img"), None)
    if twin is not None:
        return twin.get("src")
    found = re.search(r"<img[^>]+src=[\"']([^\"']+)", following.text or "")
    return found[1] if found else None


def _without_photon(url: str) -> str:
    """``i0.wp.com/host/path?fit=…`` is a resized copy of ``host/path``."""
    if _PHOTON.match(url):
        return "https://" + _PHOTON.sub("", url).split("?")[0]
    return url


def split_credit(caption: str | None) -> tuple[str | None, str | None]:
    """Caption and credit: ``"The harbour. (Photo: Ana Ruiz)"`` → ``("The harbour.", "Photo: Ana Ruiz")``."""
    if not caption:
        return None, None
    found = _CREDIT.search(caption)
    if not found:
        return caption, None
    return caption[: found.start()].strip() or None, clean_line(found[1])
