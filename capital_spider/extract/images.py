"""Pictures: the real address behind lazy loading, and which are no picture of the article."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from functools import lru_cache
from importlib.resources import files
from urllib.parse import unquote, urlsplit

from lxml import etree

from capital_spider.extract.document import Document
from capital_spider.extract.marks import hyphenated
from capital_spider.urls import site_of

_DATA = tomllib.loads(files("capital_spider").joinpath("data/images.toml").read_text(encoding="utf-8"))
_SOURCES: list[str] = _DATA["lazy"]["sources"]
_SOURCE_SETS: list[str] = _DATA["lazy"]["sets"]
# Stand-ins that lazy loaders show first.
_PLACEHOLDER = re.compile(
    rf"^data:|/(?:{'|'.join(map(re.escape, _DATA['lazy']['placeholders']))})[^/]*$", re.IGNORECASE
)
_PHOTON = re.compile(r"^https?://i[0-3]\.wp\.com/")
# A whole srcset, its spaces escaped, where one address belongs: a script's slip, seen on 2 of 2,773 pages.
_SET_IN_SOURCE = re.compile(r"(?: |%20)[\d.]+[wx](?:,|$)")
_CANDIDATE_END = re.compile(r",\s+|(?<=\s\dx),|(?<=\dw),")
_FILE = re.compile(r"([^/?&=:]+)\.(?:jpe?g|png|webp|gif|avif|svg)(?![a-z])", re.IGNORECASE)
# What tells the copies of a picture apart: a size, WordPress' marks of scaled and edited ones.
_COPY_MARK = re.compile(r"(?:[-_]?\d{2,4}x\d{2,4}|[-_]scaled|[-_]e\d{10,}|@\dx)+(?=$|[-_])")
_NAME_DIGITS = re.compile(r"[0-9]+")

_CLASSES = re.compile(f"-(?:{'|'.join(map(re.escape, _DATA['decorations']['classes']))})(?=-)")
_HOSTS: tuple[str, ...] = tuple(_DATA["decorations"]["hosts"])
_LEAST_PIXELS: int = _DATA["decorations"]["least_pixels"]

_PHRASES = re.compile(f"-(?:{'|'.join(map(re.escape, _DATA['stand_ins']['phrases']))})(?=-)")
_FILLERS = frozenset(_DATA["stand_ins"]["fillers"])
_OWNED = frozenset(_DATA["stand_ins"]["owned"])
_FOLDERS = frozenset(_DATA["stand_ins"]["folders"])
# Words that short are abbreviations, of the site's name as a rule.
_SHORT = 3


def image_url(document: Document, img: etree._Element) -> str | None:
    """The picture's real address: behind lazy loading, the largest of a srcset, without Photon's resizing proxy."""
    for candidate in _candidates(img):
        if candidate and "{" not in candidate and not _PLACEHOLDER.search(candidate.strip()):
            return without_photon(document.absolute(candidate))
    return None


def _candidates(img: etree._Element) -> Iterator[str | None]:
    """What may be the address, the most trusted first."""
    attributes = img.attrib
    for name in (*_SOURCES, *_SOURCE_SETS, "src"):
        if value := attributes.get(name):
            text = str(value)
            is_set = name in _SOURCE_SETS
            if not is_set and _SET_IN_SOURCE.search(text):
                text, is_set = text.replace("%20", " "), True
            yield _largest(text) if is_set else text
    yield _noscript_twin(img)
    picture = next(img.iterancestors("picture"), None)
    if picture is not None:
        for source in picture.iter("source"):
            yield from (_largest(source.get(name)) for name in _SOURCE_SETS if source.get(name))


def _largest(srcset: str | None) -> str | None:
    """The candidate with the largest width or density descriptor."""
    best, best_size = None, -1.0
    for candidate in _CANDIDATE_END.split(srcset or ""):
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


def without_photon(url: str | None) -> str | None:
    """``i0.wp.com/host/path?fit=…`` is a resized copy of ``host/path``."""
    if url and _PHOTON.match(url):
        return "https://" + _PHOTON.sub("", url).split("?")[0]
    return url


@lru_cache(4096)
def picture_name(url: str) -> str:
    """What the addresses of one picture's copies share: the name of its file, small, without size and ending.

    The file may stand in a path or a query that asks a service to resize it.
    """
    return _COPY_MARK.sub("", _file_name(url).lower())


def _file_name(url: str) -> str:
    plain = unquote(unquote(url)).split("#")[0]
    found = _FILE.findall(plain)
    return found[-1] if found else plain.split("?")[0].rstrip("/").rsplit("/", 1)[-1]


def is_decoration(img: etree._Element) -> bool:
    """True for what is drawn beside a text: icons, avatars, smilies, counters' pixels."""
    attributes = img.attrib
    sizes = (attributes.get("width", ""), attributes.get("height", ""))
    if any(size.removesuffix("px").isdecimal() and int(size.removesuffix("px")) < _LEAST_PIXELS for size in sizes):
        return True
    if (names := attributes.get("class")) and _CLASSES.search(f"-{hyphenated(str(names))}-"):
        return True
    address = str(attributes.get("src", ""))
    return address.startswith(("http", "//")) and address.split("//", 1)[-1].startswith(_HOSTS)


def is_stand_in(document: Document, url: str) -> bool:
    """True for a site's own picture, which it shows where an article has none: its logo, a card for social media.

    Told from the file's words, as there is nothing else to tell it by; one that the page names after itself is its own.
    """
    parts = urlsplit(url)
    *folders, _ = parts.path.lower().split("/")
    if any(hyphenated(folder) in _FOLDERS for folder in folders):
        return True
    joined = f"-{hyphenated(_file_name(url))}-"
    found = _PHRASES.findall(joined)
    if not found:
        return False
    slug = urlsplit(document.page.url).path.strip("/").rsplit("/", 1)[-1]
    if len(slug) > _SHORT and slug in folders:
        return False
    own = _own_names(document)
    words = [word for word in _PHRASES.sub("", joined).split("-") if len(_NAME_DIGITS.sub("", word)) > _SHORT]
    foreign = [w for w in words if w not in _FILLERS and w not in own and not any(c.isdigit() for c in w)]
    return len(foreign) <= any(phrase.strip("-") in _OWNED for phrase in found)


def _own_names(document: Document) -> str:
    """The site's names, small, to look for a word in."""
    host = urlsplit(document.page.url).hostname or ""
    return f"{host} {site_of(document.page.url)} {(document.metadata.first('og:site_name') or '').lower()}"
