"""The dates that a page states for machines: JSON-LD, meta tags, microdata, its REST twin, its address, its scripts."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

from lxml import etree

from capital_spider.errors import ExtractionError
from capital_spider.extract.date_formats.machine import parse_machine_date
from capital_spider.extract.date_formats.printed import parse_date
from capital_spider.extract.date_formats.words import month_in
from capital_spider.extract.document import Document
from capital_spider.extract.inline import inline_text
from capital_spider.extract.metadata import text_of

Moment = datetime | date

# Names of elements are read up the tree this far: a byline's own boxes, and the one around them.
_ANCESTORS = 12
LABEL_REACH = 40
"""How far before a date the word that says what it is of is looked for in markup."""
# As schema.org calls it; as the marks do; as WordPress's REST does.
_KINDS = (("datePublished", "published", "date"), ("dateModified", "modified", "modified"))
_IN_PATH = re.compile(
    r"/((?:19|20)\d\d)[/-](0?[1-9]|1[0-2])[/-](0?[1-9]|[12]\d|3[01])(?![\d])"
    r"|/((?:19|20)\d\d)/([a-z]{3,9})/([0-3]?\d)(?=/)"
    r"|(?<!\d)(20[0-3]\d)[-_.]?(0[1-9]|1[0-2])[-_.]?(0[1-9]|[12]\d|3[01])(?!\d)"
)
_DATE_PROPERTY = re.compile(rb"itemprop\s*=\s*[\"']?date(?:Published|Modified)")
_IN_SCRIPT = re.compile(r"(?:19|20)\d\d-\d\d-\d\d(?:[T ][\d:.]{4,15}(?:Z|[+-]\d\d:?\d\d)?)?")
_NAME_BEFORE = re.compile(
    r"(?:date_?published|published?_?(?:at|on|date|time)?|publication_?date|pub_?date|first_?published?(?:_?(?:at|date))?"
    r"|created_?(?:at|on|date|time)|date_?created|posted_?(?:at|on|date)|display_?date)"
    r"\\?[\"']?\s?[:=]\s?\\?[\"']?$"
)
_MOST_SCRIPT = 400_000
# Names that sites make up: "w-published-date", "published"; but not "publisher", "last-published-by".
_SOUNDS_PUBLISHED = re.compile(r"(?:published|publish|publication)[-_.:]?(?:date|time|on|at|datetime)?$")


@dataclass(frozen=True, slots=True)
class DateCandidate:
    """A date somewhere on the page. source: as in the record's evidence. marks: what speaks for or against it.

    raw: the text it is printed in. swapped: its other reading, if its numbers may be read either way round.
    clock: the local time of day printed with it; instant: the same, where the page tells the zone.
    is_elsewhere: it stands among what is named as belonging to other texts.
    """

    source: str
    value: Moment
    marks: tuple[str, ...]
    raw: str | None = None
    swapped: date | None = None
    clock: time | None = None
    instant: datetime | None = None
    is_elsewhere: bool = False


# What the names of an element say of it; and those of elements further up the tree.
_PLACES = ("elsewhere", "foreign", "caption", "modified", "date", "byline")
_FAR_UP = frozenset({"elsewhere", "foreign"})


def day_of(value: Moment) -> date:
    return value.date() if isinstance(value, datetime) else value


@cache
def date_sources() -> dict[str, dict[str, Any]]:
    return tomllib.loads(files("capital_spider").joinpath("data", "date_sources.toml").read_text(encoding="utf-8"))


@cache
def _words(section: str, name: str) -> re.Pattern[str]:
    # Labels begin as words do; in scripts without spaces, anywhere. Names of classes are glued: "publishDate".
    start = r"(?<![a-z])" if section == "labels" else ""
    return re.compile(start + "(?:" + "|".join(map(re.escape, date_sources()[section][name])) + ")")


@lru_cache(maxsize=4096)
def label_in(text: str) -> str:
    """What a text before a date says of it: updated, published or other, the nearest word counts; "" if nothing.

    text: lower case.
    """
    ends = {
        name: max((m.end() for m in _words("labels", name).finditer(text)), default=0)
        for name in ("updated", "other", "published")
    }
    label = max(ends, key=lambda name: ends[name])
    return label if ends[label] else ""


def is_closing(text: str) -> bool:
    """The words behind a date say that the text was published then. text: lower case."""
    return _words("labels", "closing").search(text) is not None


@lru_cache(maxsize=16384)
def _class_marks(names: str) -> tuple[str, ...]:
    return tuple(n for n in _PLACES if _words("classes", n).search(names))


def place_marks(element: etree._Element, around: frozenset[etree._Element]) -> set[str]:
    """What the names of an element and of those around it say: apart (in <nav>, <footer>, <aside>), elsewhere (named as
    what belongs to other texts), foreign (what an archive put on the page), picture (in its caption), caption (named
    so), modified, date, byline.

    around: the elements that hold the headline, which say nothing of what else is in them.
    """
    found: set[str] = set()
    current: etree._Element | None = element
    for depth in range(_ANCESTORS):
        if current is None or current in around:
            break
        if current.tag in ("nav", "footer", "aside", "form", "select"):
            found.add("apart")
        elif current.tag == "figcaption":
            found.add("picture")
        names = f"{current.get('class') or ''} {current.get('id') or ''}".lower()
        if len(names) > 1:
            marks = _class_marks(names)
            found.update(marks if depth < 3 else _FAR_UP.intersection(marks))
        current = current.getparent()
    return found


def context_of(marks: set[str]) -> str:
    return "apart" if "apart" in marks else "elsewhere" if "elsewhere" in marks else "here"


def stated_candidates(document: Document) -> Iterator[DateCandidate]:
    """What JSON-LD, meta tags, the REST twin and microdata say, published and modified."""
    marked = _itemprops(document)
    for name, kind, api_field in _KINDS:
        yield from _from_jsonld(document, name, kind)
        for meta in _meta_names(document, kind):
            yield from _read(f"meta:{meta}", document.metadata.meta[meta], f"meta:{kind}", f"meta:{meta}")
        yield from _from_api(document, api_field)
        yield from _read(f"microdata:{name}", marked[name], f"microdata:{kind}")


def _meta_names(document: Document, kind: str) -> list[str]:
    """The names of the page's meta tags that are known to hold such a date, then those that sound like it."""
    known, found = date_sources()["meta"], document.metadata.meta
    names = [name for name in known[kind] if name in found]
    if kind == "published":
        others = (n for n in found if "publi" in n and "last" not in n and _SOUNDS_PUBLISHED.search(n))
        names += [name for name in others if name not in names and name not in known["modified"]]
    return names


def _from_jsonld(document: Document, name: str, kind: str) -> Iterator[DateCandidate]:
    own = document.metadata.article
    yield from _read(f"jsonld:{name}", [own.get(name)] if own else (), f"ld:{kind}")
    for node in document.metadata.nodes:
        if node is not own and name in node:
            about = "ldpage" if str(node.get("@type")).endswith("Page") else "ldother"
            yield from _read(f"jsonld:{name}", [node[name]], f"{about}:{kind}")
        if kind == "published":
            for other in ("dateCreated", "uploadDate"):
                if other in node:
                    yield from _read(f"jsonld:{other}", [node[other]], f"ld:{other}")


def _read(source: str, values: Any, *marks: str) -> Iterator[DateCandidate]:
    for value in values:
        text = text_of(value)
        moment = parse_machine_date(text) or _printed_value(text) if text else None
        if moment is not None:
            shape = "z" if isinstance(moment, datetime) and moment.tzinfo else "n"
            yield DateCandidate(source, moment, (*marks, f"{marks[0]}|{shape}"))


def _printed_value(text: str) -> date | None:
    """The day in a value meant for machines but written for people: "May 3, 2024 at 10:12 am"."""
    if not 8 <= len(text) <= 60:
        return None
    try:
        return day_of(parse_date(text, fetched_at=None).value)
    except ExtractionError:
        return None


def _itemprops(document: Document) -> dict[str, list[str]]:
    """The values of microdata, by the names of `_KINDS`."""
    found: dict[str, list[str]] = {name: [] for name, _, _ in _KINDS}
    body = document.page.body
    first = body.find(b"itemprop")  # at a third of the pattern's price, and most pages have none
    if first >= 0 and _DATE_PROPERTY.search(body, first):
        for element in document.root.iter("meta", "time", "span", "div", "p", "abbr", "li"):
            if (name := element.get("itemprop")) in found:
                found[name].append(element.get("datetime") or element.get("content") or inline_text(element))
    return found


def addresses(document: Document) -> Iterator[DateCandidate]:
    metadata = document.metadata
    stated = {document.page.url, metadata.link("canonical") or "", metadata.first("og:url") or ""}
    days = dict.fromkeys(day for url in sorted(stated) for day in _days_in(url))
    for day in days:
        yield DateCandidate("url", day, ("url",))
    for day in dict.fromkeys(_days_in(metadata.first("og:image", "twitter:image") or "")):
        yield DateCandidate("image_url", day, ("image_url",))


def _days_in(url: str) -> Iterator[date]:
    for found in _IN_PATH.finditer(url.lower()):
        year, month, day = (part for part in found.groups() if part)
        number = int(month) if month.isdecimal() else month_in(month, "en") or 0
        try:
            yield date(int(year), number, int(day))
        except ValueError:
            continue


def script_candidates(document: Document) -> Iterator[DateCandidate]:
    """Dates in the data of scripts, for pages that state none elsewhere: of several the first are named apart."""
    left, seen = _MOST_SCRIPT, 0
    for script in document.root.iter("script"):
        text = script.text or ""
        left -= len(text)
        if left < 0:
            return
        for found in _IN_SCRIPT.finditer(text):
            name = text[max(0, found.start() - LABEL_REACH) : found.start()].lower()
            value = parse_machine_date(found[0]) if _NAME_BEFORE.search(name) else None
            if value is not None and seen < 5:
                seen += 1
                yield DateCandidate("script", value, ("script", "script:first" if seen == 1 else "script:later"))


def _from_api(document: Document, field: str) -> Iterator[DateCandidate]:
    """WordPress REST: local time, and the same in UTC; together they give the offset."""
    try:
        post = json.loads(document.page.api or b"null")
    except (ValueError, RecursionError):
        return
    if not isinstance(post, dict):
        return
    local, utc = (parse_machine_date(str(post.get(key) or "")) for key in (field, f"{field}_gmt"))
    if isinstance(utc, datetime) and isinstance(local, datetime):
        offset = local.replace(tzinfo=None) - utc.replace(tzinfo=None)
        if abs(offset) < timedelta(days=1):  # further apart they are not the same instant
            yield DateCandidate(f"api:{field}", local.replace(tzinfo=timezone(offset)), (f"api:{field}",))
