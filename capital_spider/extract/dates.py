"""When the article was published and modified: the instant where the page states one, else the day."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

from capital_spider.errors import ExtractionError
from capital_spider.extract.date_formats.machine import parse_machine_date
from capital_spider.extract.date_formats.printed import PrintedDate, parse_date
from capital_spider.extract.document import Document
from capital_spider.extract.inline import inline_text
from capital_spider.items import Article
from capital_spider.text import clean_line
from capital_spider.urls import url_day

Moment = datetime | date

# Precision of each source on the development pages (metadata design, section 2), rounded.
_SURE = {
    "jsonld": 0.9,
    "meta": 0.93,
    "api": 0.99,
    "microdata": 0.85,
    "time": 0.9,
    "profile": 0.9,
    "near_title": 0.9,
    "url": 0.96,
}
_AGREED = 0.98
_PUBLISHED_META = (
    "article:published_time", "og:published_time", "published_time", "og:article:published_time", "datepublished",
    "dc.date.issued", "dcterms.created", "parsely-pub-date", "sailthru.date", "cxenseparse:publishtime",
    "article.published", "pubdate", "publish-date", "publication_date", "date",
)  # fmt: skip
_MODIFIED_META = (
    "article:modified_time", "og:modified_time", "og:updated_time", "og:article:modified_time", "datemodified",
    "dcterms.modified", "article.updated", "last-modified",
)  # fmt: skip
# Dates printed near the headline are looked for in blocks up to this length, and this many blocks after it.
_NEAR_LENGTH, _NEAR_BLOCKS, _NEAR_BEFORE = 120, 8, 3
_UPDATED = re.compile(
    r"(?:updated?|modified|last edited|aktualisiert|geändert|\bstand\b|zuletzt|mise? à jour|mise a jour|modifié"
    r"|actualizad[oa]|modificad[oa]|aggiornat[oa]|atualizad[oa]|bijgewerkt|güncelle\w*|zaktualizowan\w*|обновлен\w*|تحديث|更新)",
    re.IGNORECASE,
)  # fmt: skip


def extract_dates(document: Document) -> None:
    """Set published, modified, published_raw and published_precision.

    Trust: JSON-LD and meta tags with an offset; the page's REST twin; values without offset (a day only: the site's
    zone is not known); the date printed on the page; the day in the address; a relative date (metadata design, 4).
    Raises ExtractionError if a date is printed and nothing readable is found anywhere.
    """
    language = document.metadata.language
    printed, failure = _printed(document, language)
    published = _best(document, list(_machine_published(document)))
    if published is not None:
        source, value = published
        instant = isinstance(value, datetime)
        _publish(document, value, "instant" if instant else "day", source)
        if printed is not None and abs((_day(printed[1].value) - _day(value)).days) <= 1:
            document.confidence["published_at"] = _AGREED
    elif printed is not None:
        _publish(document, printed[1].value, printed[1].precision, printed[0])
    elif (day := url_day(document.page.url)) is not None:
        _publish(document, day, "day", "url")
    modified = _best(document, list(_machine_modified(document)))
    if modified is not None:
        document.modified = modified[1]
        document.evidence["modified_at"] = modified[0]
    if document.published is None and failure is not None:
        raise failure


def _publish(document: Document, value: Moment, precision: Any, source: str) -> None:
    document.published, document.published_precision = value, precision
    document.evidence["published_at"] = source
    document.confidence["published_at"] = _SURE[source.split(":")[0]]


def _day(value: Moment) -> date:
    return value.date() if isinstance(value, datetime) else value


def _best(document: Document, candidates: list[tuple[str, Moment]]) -> tuple[str, Moment] | None:
    """The first instant; without one the first day. A local time without offset is a day; future dates are refused."""
    usable = [(s, v) for s, v in candidates if not _is_future(v, document.page.fetched_at)]
    aware = [(s, v) for s, v in usable if isinstance(v, datetime) and v.tzinfo is not None]
    if aware:
        return aware[0]
    return next(((source, _day(value)) for source, value in usable), None)


def _is_future(value: Moment, fetched_at: datetime | None) -> bool:
    """Over a day after capture: no time zone explains that."""
    return fetched_at is not None and _day(value) > _day(fetched_at) + timedelta(days=1)


def _machine_published(document: Document) -> Iterator[tuple[str, Moment]]:
    yield from _machine(document, "datePublished", _PUBLISHED_META, "date")
    yield from _read("time:datetime", _time_elements(document))


def _machine_modified(document: Document) -> Iterator[tuple[str, Moment]]:
    yield from _machine(document, "dateModified", _MODIFIED_META, "modified")


def _machine(document: Document, name: str, metas: tuple[str, ...], api_field: str) -> Iterator[tuple[str, Moment]]:
    """One date in the sources that have both, in the order of trust. name: as schema.org calls it."""
    metadata = document.metadata
    nodes = [metadata.article or {}, *metadata.typed("WebPage")]
    yield from _read(f"jsonld:{name}", [node.get(name) for node in nodes])
    for meta in metas:
        yield from _read(f"meta:{meta}", metadata.meta.get(meta, ()))
    yield from _from_api(document, api_field)
    yield from _read(f"microdata:{name}", _itemprop(document, name))


def _read(source: str, values: Any) -> Iterator[tuple[str, Moment]]:
    for value in values:
        moment = parse_machine_date(str(value)) if value else None
        if moment is not None:
            yield source, moment


def _itemprop(document: Document, name: str) -> Iterator[str]:
    for element in document.root.iter("meta", "time", "span", "div", "p"):
        if element.get("itemprop") == name:
            yield element.get("datetime") or element.get("content") or inline_text(element)


def _time_elements(document: Document) -> Iterator[str]:
    """<time> marked as the publication date, or standing in the profile's date."""
    for element in document.root.iter("time"):
        classes = set((element.get("class") or "").lower().split())
        if "pubdate" in element.attrib or classes & {"published", "entry-date", "post-date", "date-published"}:
            yield element.get("datetime") or ""
    for element in document.field("date"):
        yield from (t.get("datetime") or "" for t in element.iter("time"))


def _from_api(document: Document, field: str) -> Iterator[tuple[str, Moment]]:
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
            yield f"api:{field}", local.replace(tzinfo=timezone(offset))


def _printed(document: Document, language: str | None) -> tuple[tuple[str, PrintedDate] | None, ExtractionError | None]:
    """The date printed in the byline; and why it could not be read, if so."""
    failure: ExtractionError | None = None
    for source, text in _printed_texts(document):
        try:
            found = parse_date(text, fetched_at=_today(document), language=language)
        except ExtractionError as error:
            failure = failure or (error if source == "profile:date" else None)
            continue
        document.published_raw = document.published_raw or text
        return (source, found), None
    return None, failure


def _printed_texts(document: Document) -> Iterator[tuple[str, str]]:
    for element in document.field("date"):
        if text := clean_line(inline_text(element)):
            document.published_raw = document.published_raw or text
            yield "profile:date", text
    if document.field("title"):
        return
    blocks = document.blocks
    at = next((n for n, b in enumerate(blocks) if b.element.tag == "h1" and b.text), None)
    if at is None:
        return
    near = blocks[at + 1 : at + 1 + _NEAR_BLOCKS] + blocks[max(0, at - _NEAR_BEFORE) : at][::-1]
    for block in near:
        if (
            4 <= len(block.text) <= _NEAR_LENGTH
            and any(c.isdigit() for c in block.text)
            and not _UPDATED.search(block.text)
        ):
            yield "near_title", block.text


def _today(document: Document) -> datetime | None:
    """What "ago" counts from: the capture time; a page that prints another day (a copy kept elsewhere) is believed."""
    fetched = document.page.fetched_at
    for element in document.field("today"):
        try:
            shown = parse_date(inline_text(element), fetched_at=None, language=document.metadata.language).value
        except ExtractionError:
            continue
        if fetched is None or abs((_day(shown) - _day(fetched)).days) > 1:
            zone = fetched.tzinfo if fetched is not None else None
            return datetime(shown.year, shown.month, shown.day, 12, tzinfo=zone or UTC)
    return fetched


def states_instant(document: Document) -> bool:
    """True if the page itself says to the minute when it was published; otherwise its REST twin is worth a request."""
    return any(isinstance(v, datetime) and v.tzinfo is not None for _, v in _machine_published(document))


def publication_day(article: Article) -> date | None:
    """The day of publication where the article was published: the one in its address or printed on its page, if it is
    within a day of the instant (which most sites state in UTC); else the instant's own day."""
    if article.published_at is None:
        return None
    stated = datetime.fromisoformat(article.published_at).date()
    local = url_day(article.canonical_url or "")
    if local is None and article.published_raw and article.published_precision == "instant":
        try:
            local = _day(parse_date(article.published_raw, fetched_at=None, language=article.language).value)
        except ExtractionError:
            local = None
    return local if local is not None and abs((local - stated).days) <= 1 else stated
