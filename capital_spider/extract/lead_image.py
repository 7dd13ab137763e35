"""The lead picture: what the page names as its own, unless that is the site's logo; else the first that it shows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from urllib.parse import unquote, urlsplit

from lxml import etree

from capital_spider.extract.captions import read_caption, split_credit
from capital_spider.extract.document import Document, TextBlock
from capital_spider.extract.images import image_url, is_decoration, is_stand_in, picture_name, without_photon
from capital_spider.extract.inline import inline_text
from capital_spider.extract.metadata import text_of
from capital_spider.items import LeadImage
from capital_spider.text import clean_line, fold
from capital_spider.urls import site_of, url_key

_IMAGE_PATH = re.compile(r"\.(?:jpe?g|png|webp|gif|avif|svg|bmp|tiff?)$", re.IGNORECASE)
_OPEN_GRAPH = ("og:image:secure_url", "og:image", "og:image:url")
_TWITTER = ("twitter:image", "twitter:image:src")
# What other readers of the page are told; rarely there without the above.
_OTHER_META = ("image", "parsely-image-url", "sailthru.image.full", "thumbnail", "thumbnailurl", "og:image1")
_WIDTH = re.compile(r"\d+")
# Shorter names ("1", "0x0") are those of many pictures.
_NAME_LENGTH = 4
# A lead picture stands at most so many blocks above the headline: a kicker, a date and the picture itself.
_ABOVE = 3
# A line with that many letters with which the page's title begins is the headline; the site's name may follow it.
_HEADLINE_LENGTH = 12


def extract_image(document: Document) -> None:
    """Set the lead picture: the one the profile knows, at full size; else the first of `_named` that is the article's
    own, with the caption that it has in the page; else the first picture that the page shows with the text, unless the
    theme's profile knows where the lead picture would be."""
    if (found := _of_profile(document)) is not None:
        document.image, document.evidence["image"] = found, "profile:image"
        return
    believed = [(source, url) for source, url in _named(document) if _is_the_article_s(document, url)]
    believed.sort(key=lambda named: named[1].endswith(".svg"))  # drawings, most of them icons, where nothing else is
    if believed:
        source, url = _best(document, believed)
        document.image, document.evidence["image"] = _described(document, url), source
    elif not document.knows_theme and (found := _first_shown(document)) is not None:
        document.image, document.evidence["image"] = found, "page:img"


def _is_the_article_s(document: Document, url: str) -> bool:
    """False for a site's own picture, unless the text shows it."""
    if not is_stand_in(document, url):
        return True
    kept = [block for block, verdict in zip(document.blocks, document.verdicts, strict=True) if verdict.kept]
    return bool(_imgs_of(url, [block for block in kept if block.kind == "image"]))


# --- what a profile knows --------------------------------------------------------------------------------------------


def _of_profile(document: Document) -> LeadImage | None:
    """The profile's element, unless it is that of another article, whose address it links."""
    for element in document.field("image"):
        if _leads_elsewhere(document, element):
            continue
        url = _linked_image(document, element)
        img = element if element.tag == "img" else next(element.iter("img"), None)
        if img is not None and url is None:
            url = image_url(document, img)
        if url is not None:
            caption, credit = split_credit(_field_caption(document, element))
            alt = clean_line(img.get("alt") or "") or None if img is not None else None
            return LeadImage(url=url, alt=alt, caption=caption, credit=credit)
    return None


def _leads_elsewhere(document: Document, element: etree._Element) -> bool:
    """True if a link in or around the element opens another page of the site: a teaser."""
    links = [*element.iter("a"), *element.iterancestors("a")]
    addresses = [url for link in links if (url := document.absolute(link.get("href"))) is not None]
    page = document.page.url
    return any(
        site_of(url) == site_of(page) and not _IMAGE_PATH.search(urlsplit(url).path) and url_key(url) != url_key(page)
        for url in addresses
    )


def _linked_image(document: Document, element: etree._Element) -> str | None:
    """The picture that a link around or in `element` opens: the full size."""
    for link in element.iter("a"):
        url = document.absolute(link.get("href"))
        if url and _IMAGE_PATH.search(urlsplit(url).path):
            return url
    return None


def _field_caption(document: Document, element: etree._Element) -> str | None:
    captions = document.field("image_caption") or list(element.iter("figcaption"))
    return next((t for t in (clean_line(inline_text(c)) for c in captions) if t), None)


# --- what the page names ---------------------------------------------------------------------------------------------


def _named(document: Document) -> Iterator[tuple[str, str]]:
    """(source, address) of the pictures that the page names as its own, the most trusted first."""
    metadata = document.metadata
    pages = list(metadata.typed("WebPage", "ItemPage"))
    for source, value in (
        ("jsonld:image", _jsonld_image(document, (metadata.article or {}).get("image"))),
        ("meta:og:image", metadata.first(*_OPEN_GRAPH)),
        ("meta:twitter:image", metadata.first(*_TWITTER)),
        ("jsonld:primaryImageOfPage", _jsonld_image(document, [page.get("primaryImageOfPage") for page in pages])),
        ("jsonld:thumbnailUrl", _jsonld_image(document, (metadata.article or {}).get("thumbnailUrl"))),
        ("link:image_src", metadata.link("image_src")),
        ("meta:image", metadata.first(*_OTHER_META)),
    ):
        if value and (url := without_photon(document.absolute(value))) is not None:
            yield source, url


def _jsonld_image(document: Document, value: Any) -> str | None:
    if isinstance(value, list):
        return next((u for u in (_jsonld_image(document, v) for v in value) if u), None)
    value = document.metadata.resolve(value)  # Yoast names its picture by reference
    if isinstance(value, dict):
        address = text_of(value.get("url")) or text_of(value.get("contentUrl"))
        ident = text_of(value.get("@id")) or ""  # Rank Math leaves the reference open, but that is the address
        return address or (ident if _IMAGE_PATH.search(ident) else None)
    return value if isinstance(value, str) else None


def _best(document: Document, believed: list[tuple[str, str]]) -> tuple[str, str]:
    """The first, unless the second is a larger copy of it, or another that the page shows while it does not show the
    first: on 103 development pages on which JSON-LD and OpenGraph differ, 39 show the former alone and 14 the latter,
    11 of these rightly."""
    first, second = believed[0], believed[1] if len(believed) > 1 else believed[0]
    if picture_name(first[1]) == picture_name(second[1]):
        width = _declared_width(document)
        stated = _WIDTH.match(document.metadata.first("og:image:width") or "")
        is_larger = width is not None and stated is not None and int(stated[0]) > width
        return second if is_larger and (first[0], second[0]) == ("jsonld:image", "meta:og:image") else first
    images = [block for block in document.blocks if block.kind == "image"]
    return second if _imgs_of(second[1], images) and not _imgs_of(first[1], images) else first


def _declared_width(document: Document) -> int | None:
    """The width that JSON-LD states of the article's picture, where it states one picture."""
    value = document.metadata.resolve((document.metadata.article or {}).get("image"))
    found = _WIDTH.match(text_of(value.get("width")) or "") if isinstance(value, dict) else None
    return int(found[0]) if found else None


# --- what the page shows ---------------------------------------------------------------------------------------------


def _imgs_of(url: str, blocks: list[TextBlock]) -> list[etree._Element]:
    """The elements among those of the blocks that show the picture, or a copy of another size."""
    name = picture_name(url)
    if len(name) < _NAME_LENGTH:
        return []
    return [b.element for b in blocks if any(name in unquote(str(v)).lower() for v in _addresses(b.element))]


def _addresses(img: etree._Element) -> Iterator[str]:
    return (str(value) for name, value in img.attrib.items() if "src" in str(name) or str(name).startswith("data-"))


def _described(document: Document, url: str) -> LeadImage:
    """The picture with the words that the page has for it: where it shows it, else in JSON-LD and meta tags."""
    imgs = _imgs_of(url, [block for block in document.blocks if block.kind == "image"])
    alt = document.metadata.first("og:image:alt", "twitter:image:alt")
    lead = LeadImage(url=url, alt=alt, caption=None, credit=None)
    for img in imgs:
        caption, credit = read_caption(img)
        if caption or credit:
            return replace(lead, alt=alt or clean_line(img.get("alt") or "") or None, caption=caption, credit=credit)
    stated = document.metadata.resolve((document.metadata.article or {}).get("image"))
    if isinstance(stated, dict) and picture_name(_jsonld_image(document, stated) or "") == picture_name(url):
        words = text_of(stated.get("caption")) or ""
        is_file = fold(words) in fold(picture_name(url))  # content systems put the file's name there
        caption, credit = split_credit(None if is_file else words)
        credit = credit or text_of(stated.get("creditText")) or text_of(stated.get("copyrightHolder"))
        lead = replace(lead, caption=caption, credit=credit)
    shown = next((text for img in imgs if (text := clean_line(img.get("alt") or ""))), None)
    return replace(lead, alt=alt or shown)


def _first_shown(document: Document) -> LeadImage | None:
    """The first picture from just above the headline to the end of the text that is no icon, logo or teaser."""
    kept = [n for n, verdict in enumerate(document.verdicts) if verdict.kept and document.blocks[n].text]
    if not kept:
        return None
    start = max(_headline_place(document, kept[0]) - _ABOVE, 0)
    for block, verdict in zip(document.blocks[start : kept[-1]], document.verdicts[start : kept[-1]], strict=True):
        if block.kind != "image" or verdict.reason not in (None, "other", "metadata") or is_decoration(block.element):
            continue
        url = image_url(document, block.element)
        if url is None or url.endswith(".svg") or _leads_elsewhere(document, block.element):
            continue
        if not is_stand_in(document, url):
            caption, credit = read_caption(block.element)
            alt = clean_line(block.element.get("alt") or "") or None
            return LeadImage(url=url, alt=alt, caption=caption, credit=credit)
    return None


def _headline_place(document: Document, first: int) -> int:
    """The place of the headline among the blocks before the text, which begins at `first`; that, if it is not there."""
    title = fold(document.full_title or "")
    for n, block in enumerate(document.blocks[:first]):
        folded = fold(block.text)
        if folded and (folded == title or (len(folded) >= _HEADLINE_LENGTH and title.startswith(folded))):
            return n
    return first
