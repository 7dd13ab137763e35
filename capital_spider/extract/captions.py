"""Captions: the line below a picture, and the credit in it."""

from __future__ import annotations

import re
import tomllib
from importlib.resources import files
from itertools import islice

from lxml import etree

from capital_spider.extract.inline import inline_text
from capital_spider.extract.marks import hyphenated
from capital_spider.text import clean_line

_DATA = tomllib.loads(files("capital_spider").joinpath("data/images.toml").read_text(encoding="utf-8"))["captions"]


def _words(name: str) -> re.Pattern[str]:
    return re.compile(f"-(?:{'|'.join(map(re.escape, _DATA[name]))})(?=-)")


_CAPTION, _CREDIT_CLASS, _BOX = _words("caption"), _words("credit"), _words("box")
# Elements around a picture that may stand between it and the box that its caption is in.
_BETWEEN = frozenset({"figure", "dl", "dt", "a", "picture", "p", "span", "center", "button"})
_LINES = ("figcaption", "dd", "p", "div", "span", "small", "em", "cite")
# A box with more text than this holds more than picture and caption.
_MOST_TEXT = 700
# A picture may stand there a second and third time: for readers without scripts, and for small screens.
_MOST_PICTURES = 3
# "Photo: …" anywhere, "Photo by …" and "Source: …" only as a sentence of its own: within one it is part of the caption;
# an agency in brackets.
_SENTENCE = r"(?:(?<=[.!?…|–—(\[] )|(?<=[(\[])|^)"
_CREDIT = re.compile(
    r"\s*[\[(]?\s*((?<!\w)(?:photo(?:graph)?(?: by)?|photos|fotos?|picture|image|bild(?:quelle|er)?|fotografía"
    r"|(?:(?:photo|image|picture|foto|video)\s*)?(?:credits?|crédits?|créditos?))\s*[:/]\s*[^\])]+"
    rf"|{_SENTENCE}(?:(?:photo(?:graph)?|image|picture) by\s|(?:photo |image )?courtesy of\s"
    r"|(?:source|quelle|fuente)\s*:)[^\])]+"
    r"|©\s*[^\])]+)[\])]?\s*$",
    re.IGNORECASE,
)
_AGENCY = re.compile(
    rf"\s*[\[(]([^()\[\]]*\b(?:{'|'.join(map(re.escape, _DATA['agencies']))})\b[^()\[\]]*)[\])]\.?\s*$"
)


def read_caption(img: etree._Element) -> tuple[str | None, str | None]:
    """Caption and credit of a picture in the page, each None if it has none."""
    for ancestor in img.iterancestors():
        if (ancestor.tag not in _BETWEEN and not _is_box(ancestor)) or _is_gallery(ancestor):
            return None, None
        caption = next((e for e in ancestor.iter(*_LINES) if e is not ancestor and _is_caption(e)), None)
        printed = [e for e in ancestor.iter(*_LINES) if e is not ancestor and _has(_CREDIT_CLASS, e) and _is_line(e)]
        if caption is not None or printed:
            return _read(caption, [e for e in printed if e is not caption])
        if ancestor.tag in ("figure", "dl"):
            return None, None
    return None, None


def _read(caption: etree._Element | None, printed: list[etree._Element]) -> tuple[str | None, str | None]:
    text = clean_line(inline_text(caption, skip=printed.__contains__)) if caption is not None else None
    if not printed:
        return split_credit(text)
    return text or None, clean_line(inline_text(printed[0]))


def _is_caption(element: etree._Element) -> bool:
    return (element.tag in ("figcaption", "dd") or _has(_CAPTION, element)) and _is_line(element)


def _is_line(element: etree._Element) -> bool:
    """True for text without a picture."""
    return next(element.iter("img"), None) is None and bool(clean_line(inline_text(element)))


def _is_box(element: etree._Element) -> bool:
    """True for an element around one picture and its caption, as its class says."""
    if element.tag not in ("div", "section", "li", "td") or not _has(_BOX, element):
        return False
    pictures = element.iter("img")
    next(pictures, None)
    return next(pictures, None) is None and len(inline_text(element)) <= _MOST_TEXT


def _is_gallery(element: etree._Element) -> bool:
    """True for an element with many pictures: its caption is that of none of them alone."""
    return sum(1 for _ in islice(element.iter("img"), _MOST_PICTURES + 1)) > _MOST_PICTURES


def _has(words: re.Pattern[str], element: etree._Element) -> bool:
    names = element.get("class")
    return bool(names) and words.search(f"-{hyphenated(str(names))}-") is not None


def split_credit(caption: str | None) -> tuple[str | None, str | None]:
    """Caption and credit: ``"The harbour. (Photo: Ana Ruiz)"`` → ``("The harbour.", "Photo: Ana Ruiz")``."""
    if not caption:
        return None, None
    found = _CREDIT.search(caption) or _AGENCY.search(caption)
    if not found:
        return caption, None
    return caption[: found.start()].strip() or None, clean_line(found[1])
