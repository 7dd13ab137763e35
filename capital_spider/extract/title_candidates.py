"""The wordings of the headline that a page carries, whole and in part, with the places that carry them."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from importlib.resources import files
from itertools import islice

from lxml import etree

from capital_spider.extract.document import Document
from capital_spider.extract.inline import INLINE_TAGS, SKIPPED_TAGS, inline_text
from capital_spider.extract.marks import hyphenated
from capital_spider.extract.metadata import text_of
from capital_spider.text import clean_line, fold

_DATA = tomllib.loads(files("capital_spider").joinpath("data/title_words.toml").read_text(encoding="utf-8"))


def _named(words: Sequence[str]) -> re.Pattern[str]:
    return re.compile(f"-(?:{'|'.join(map(re.escape, words))})(?=-)")


_KICKER, _HEADLINE, _ELSEWHERE = (_named(_DATA[name]) for name in ("kicker", "headline", "elsewhere"))
_ELSEWHERE_TAGS = frozenset({"nav", "footer", "aside"})
# Between headline and what is no part of it: a bar or a spaced sign; in scripts without spaces also an unspaced dash.
_SEPARATOR = re.compile(
    r"\s+(?:[–—·•»«>|/~:-]|::|//|\|\||>>|<<)\s+|\s*[|｜ㅣ]\s*|:\s+"
    r"|(?<=[\u3000-\u9fff\uac00-\ud7af\uff00-\uffef])[-_–—](?=[\u3040-\u9fff\uac00-\ud7af])"
)
_MOST_PARTS = 4
LONGEST = 320
"""More characters are no headline: the longest of the development pages has 230."""
_DEPTH = 12
_MOST_HEADINGS, _MOST_H1, _MOST_PIECES = 60, 8, 6
_SHORTEST = 4
_NO_TEXT = frozenset({"rt", "rp", "button"})
# Signs left over at the ends of a part.
_LEFT_OVER = " :|–—-·•»«>/_,;"


@dataclass(frozen=True, slots=True)
class TitleCandidate:
    """A wording. source: where it stands, as evidence names it; cut: how it was got from what stands there.

    cut: "" the whole, without the site's name; "first", "last" ("firsts", "lasts") without the part (several parts)
    at the start or end; "part" one part alone.
    marks: what is known of the place. element: the one that it is printed in.
    """

    source: str
    text: str
    cut: str = ""
    marks: tuple[str, ...] = ()
    element: etree._Element | None = None


def stated_titles(document: Document) -> dict[str, str]:
    """Source → wording as it stands, of the page's head and data."""
    metadata, article = document.metadata, document.metadata.article or {}
    found = {f"jsonld:{name}": text_of(article.get(name)) for name in _DATA["jsonld"]}
    found |= {f"meta:{name}": metadata.first(name) for name in _DATA["meta"]}
    found["title"] = metadata.title
    return {source: text for source, text in found.items() if text}


def stated_candidates(
    stated: Mapping[str, str], clean: Mapping[str, str], names: Iterable[str]
) -> Iterator[TitleCandidate]:
    """What machines are told, whole and cut at separators.

    clean: the same without the site's name. names: of the site, folded.
    """
    parts: dict[str, list[TitleCandidate]] = {}
    for source, text in stated.items():
        whole = clean[source]
        yield TitleCandidate(source, whole, "", ("named",) if whole != text else ())
        if whole not in parts:
            parts[whole] = [TitleCandidate("", part, cut, marks) for part, cut, marks in _cuts(whole, names)]
        yield from (replace(part, source=source) for part in parts[whole])


def _cuts(text: str, names: Iterable[str]) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """(part, which, marks) of a wording at each of its separators."""
    found = list(_SEPARATOR.finditer(text))[:_MOST_PARTS]
    for n, match in enumerate(found):
        sign = f"sign:{match[0].strip()}"
        head, tail = text[: match.start()].strip(_LEFT_OVER), text[match.end() :].strip(_LEFT_OVER)
        gone = tuple(_gone(tail, names))
        if len(head) >= _SHORTEST and ("gone:small" not in gone or "gone:site" in gone):
            yield head, "last" if n == len(found) - 1 else "lasts", (sign, *gone)
        if len(tail) >= _SHORTEST:
            yield tail, "first" if n == 0 else "firsts", (sign, *_gone(head, names))


def _gone(part: str, names: Iterable[str]) -> Iterator[str]:
    """Marks of the part that is cut off: a small letter and many words are the headline's, a name is the site's."""
    words = part.count(" ") + 1
    yield f"gone:{'one' if words == 1 else 'few' if words < 4 else 'some' if words < 7 else 'many'}"
    yield "gone:small" if part[:1].islower() else "gone:digit" if part[:1].isdigit() else "gone:capital"
    key = fold(part)
    if any(len(name) >= _SHORTEST and (name in key or (len(key) >= _SHORTEST and key in name)) for name in names):
        yield "gone:site"


def printed_candidates(document: Document, stated: Sequence[str]) -> Iterator[TitleCandidate]:
    """The headings that may be the headline: h1 all, others if their words are part of what machines are told."""
    folded = [fold(text) for text in stated]
    for element in islice(document.field("title"), _MOST_H1):
        yield from _printed("profile:title", element, folded, ())
    count: dict[str, int] = {}
    for element in document.root.iter("h1", "h2", "h3"):
        tag = str(element.tag)
        number = count[tag] = count.get(tag, 0) + 1
        if tag == "h1" and number <= _MOST_H1:
            yield from _printed("h1", element, folded, (f"nth:{min(number, 3)}", *_place(element)))
        elif tag != "h1" and number <= _MOST_HEADINGS:
            text = inline_text(element)
            key = fold(text) if len(text) <= LONGEST else ""
            if len(key) >= _SHORTEST and any(key in other for other in folded):
                yield TitleCandidate(tag, clean_line(text), "", _place(element), element)


def _printed(
    source: str, element: etree._Element, stated: Sequence[str], marks: tuple[str, ...]
) -> Iterator[TitleCandidate]:
    """The element's text, and its parts."""
    text = clean_line(inline_text(element, _is_no_text))
    if not text or len(text) > LONGEST:
        return
    yield TitleCandidate(source, text, "", marks, element)
    pieces = list(_pieces(element))
    if not 1 < len(pieces) <= _MOST_PIECES:
        return
    for run, cut, named in _runs(pieces):
        part = run.strip(_LEFT_OVER)
        key = fold(part)
        told = "told" if key in stated else "within" if any(key in other for other in stated) else "untold"
        is_known = told != "untold" or named[0] in ("off:block", "off:kicker")
        if len(key) >= _SHORTEST and key != fold(text) and is_known:
            yield TitleCandidate(source, part, cut, (told, *named), element)


def _is_no_text(element: etree._Element) -> bool:
    return element.tag in _NO_TEXT


def _pieces(element: etree._Element) -> Iterator[tuple[str, str]]:
    """(text, kind) of what stands side by side in the element. kind: "own", "inline", "block" or "kicker"."""
    inner = [c for c in element if isinstance(c.tag, str) and c.tag not in SKIPPED_TAGS and c.tag not in _NO_TEXT]
    if len(inner) == 1 and inner[0].tag != "br" and not _has_own_text(element):
        yield from _pieces(inner[0])
        return
    text, kind = element.text or "", "own"
    for child in element:
        if child in inner:
            if clean := clean_line(text):
                yield clean, kind
            text = ""
            if child.tag == "br":
                kind = "block"
            elif clean := clean_line(inline_text(child, _is_no_text)):
                yield clean, _kind(child)
        text += child.tail or ""
    if clean := clean_line(text):
        yield clean, kind


def _has_own_text(element: etree._Element) -> bool:
    return bool((element.text or "").strip() or any((c.tail or "").strip() for c in element))


def _kind(element: etree._Element) -> str:
    if element.tag in ("time", "small") or _has(_KICKER, element):
        return "kicker"
    return "inline" if element.tag in INLINE_TAGS else "block"


def _runs(pieces: Sequence[tuple[str, str]]) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """(text, cut, marks) without the first piece, without the last, and each that is half of the whole alone."""
    texts = [text for text, _ in pieces]
    yield " ".join(texts[1:]), "first", (f"off:{pieces[0][1]}", f"kept:{pieces[1][1]}")
    yield " ".join(texts[:-1]), "last", (f"off:{pieces[-1][1]}", f"kept:{pieces[-2][1]}")
    if len(pieces) > 2:
        whole = sum(map(len, texts))
        for n, (text, kind) in enumerate(pieces):
            if 2 * len(text) >= whole:
                yield text, "part", (f"off:{pieces[n - 1][1] if n else pieces[1][1]}", f"kept:{kind}")


def _place(element: etree._Element) -> tuple[str, ...]:
    """Marks of where a heading stands and what its class says."""
    marks = ["classed"] if _has(_HEADLINE, element) else []
    if "headline" in (element.get("itemprop") or ""):
        marks.append("itemprop")
    child = element[0] if len(element) else None
    if child is not None and child.tag == "a" and not (element.text or "").strip():
        marks.append("linked")
    for depth, above in enumerate((element, *element.iterancestors())):
        if depth > _DEPTH or above.tag in ("body", "html"):
            break
        if above.tag in ("main", "article"):
            marks.append(f"in:{above.tag}")
            break
        if above.tag in _ELSEWHERE_TAGS or _has(_ELSEWHERE, above):
            marks.append("elsewhere")
            break
    return tuple(marks)


def _has(words: re.Pattern[str], element: etree._Element) -> bool:
    names = f"{element.get('class') or ''} {element.get('id') or ''}"
    return len(names) > 1 and _matches(words, names)


@lru_cache(maxsize=1 << 13)
def _matches(words: re.Pattern[str], names: str) -> bool:
    return words.search(f"-{hyphenated(names)}-") is not None
