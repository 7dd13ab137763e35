"""What answers the request for more of a list: JSON with markup or items in it, or a piece of a page."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from lxml import etree, html

from capital_spider.discover.entry_days import entry_day, printed_day
from capital_spider.discover.listing import Entry, Listing
from capital_spider.discover.load_more import MoreRequest, find_more, more_request
from capital_spider.discover.main_list import NOTHING_KNOWN, KnownLists, cards_of, find_main_list
from capital_spider.discover.paging import read_paging
from capital_spider.profiles import NO_MATCHES
from capital_spider.text import clean_line
from capital_spider.urls import canonical_url, site_of, trap_reason

_ADDRESS_KEYS = (
    "url",
    "link",
    "href",
    "permalink",
    "canonicalurl",
    "weburl",
    "articleurl",
    "fullurl",
    "shareurl",
    "path",
    "uri",
)
_TITLE_KEYS = ("title", "headline", "name", "heading")
_DAY_KEYS = (
    "date",
    "datepublished",
    "published",
    "publishedat",
    "publishedon",
    "pubdate",
    "publicationdate",
    "createdat",
    "firstpublished",
)
_NEXT_KEYS = ("next", "nexturl", "nextpageurl", "nexthref", "nextlink", "moreurl", "loadmoreurl", "nextpage")
_FLAG_KEYS = ("next", "hasmore", "hasnext", "more", "hasnextpage", "morepages", "ismore")
_TOTAL_KEYS = ("totalpages", "pages", "lastpage", "maxpages", "maxnumpages", "pagecount")
_CURSOR_KEYS = ("nextcursor", "cursor", "endcursor", "after", "continuation", "nexttoken")
# Lists of other things than the articles asked for.
_OTHER_LISTS = re.compile(
    r"related|trending|popular|tags?$|categor|authors?$|images?$|media|menu|breadcrumb|sections?$|ads?$", re.IGNORECASE
)
_MAX_DEPTH = 6


def read_more(body: bytes, more: MoreRequest, known: KnownLists = NOTHING_KNOWN) -> Listing:
    """The articles in the answer, and what to ask for next; empty if it holds none."""
    text = body.decode("utf-8", "replace").strip().removeprefix("\ufeff")
    if text[:1] not in ("{", "["):
        return _from_markup(text, more, known)
    try:
        answer = json.loads(text)
    except ValueError:
        return Listing(url=more.url, entries=())
    markup = " ".join(s for s in _strings(answer) if "<a " in s or "href=" in s)
    entries = _from_markup(markup, more, known).entries if markup else ()
    entries = entries or tuple(_items(answer, more.url))
    return Listing(url=more.url, entries=entries, more=_next_request(answer, more, len(entries)))


def _from_markup(text: str, more: MoreRequest, known: KnownLists) -> Listing:
    try:
        root = html.fromstring(f"<html><body><main>{text}</main></body></html>")
    except (etree.ParserError, ValueError):
        return Listing(url=more.url, entries=())
    found, shapes = find_main_list(root, more.url, known, is_piece=True)
    cards = cards_of(link for link, _, _ in found)
    entries = tuple(Entry(url=u, title=title, day=entry_day(u, cards[link])) for link, u, title in found)
    paging = read_paging(root, more.url, NO_MATCHES, {e.url for e in entries})
    next_url = paging.next_url if paging.next_url != more.url else None
    further = (
        None
        if next_url
        else find_more(root, more.url, len(entries))
        if more.position is None
        else more.following(len(entries))
    )
    return Listing(url=more.url, entries=entries, next_url=next_url, more=further, shapes=shapes)


def _strings(value: Any, depth: int = 0) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif depth < _MAX_DEPTH and isinstance(value, dict | list):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from _strings(inner, depth + 1)


# --- items ----------------------------------------------------------------------------------------------------------


def _items(answer: Any, base: str) -> list[Entry]:
    """The list whose items have addresses and the most headline text."""
    lists = [[e for item in items if (e := _entry(item, base))] for items in _lists(answer)]
    unique = [list({e.url: e for e in entries}.values()) for entries in lists]
    return max(unique, key=lambda entries: sum(len(e.title) for e in entries), default=[])


def _lists(value: Any, name: str = "", depth: int = 0) -> Iterator[list[dict[str, Any]]]:
    if depth > _MAX_DEPTH or _OTHER_LISTS.search(name):
        return
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _lists(inner, str(key), depth + 1)
    elif isinstance(value, list):
        items = [item for item in value if isinstance(item, dict)]
        if items:
            yield items


def _entry(item: dict[str, Any], base: str) -> Entry | None:
    """The article that an item stands for, itself or one level below (``{"node": {…}}``)."""
    for fields in (_folded(item), *(_folded(v) for v in item.values() if isinstance(v, dict))):
        address, title = _first(fields, _ADDRESS_KEYS), _first(fields, _TITLE_KEYS)
        url = canonical_url(address, base) if address and "/" in address else None
        if url and title and site_of(url) == site_of(base) and trap_reason(url) is None:
            return Entry(
                url=url, title=clean_line(re.sub(r"<[^>]*>", "", title)), day=_day(url, _first(fields, _DAY_KEYS))
            )
    return None


def _folded(fields: dict[str, Any]) -> dict[str, Any]:
    return {re.sub(r"[^a-z]", "", str(key).lower()): value for key, value in fields.items()}


def _first(fields: dict[str, Any], keys: tuple[str, ...]) -> str | None:
    """The first of the fields that is a text; ``{"rendered": …}`` counts as its text."""
    for key in keys:
        value = fields.get(key)
        value = value.get("rendered") if isinstance(value, dict) else value
        if isinstance(value, str) and value.strip():
            return value
    return None


def _day(url: str, stated: str | None) -> date | None:
    return printed_day(url, stated or "")


# --- what comes next ------------------------------------------------------------------------------------------------


def _next_request(answer: Any, more: MoreRequest, articles: int) -> MoreRequest | None:
    fields = _paging_fields(answer)
    address = next((fields[k] for k in _NEXT_KEYS if _is_address(fields.get(k))), None)
    if address is not None:
        return more_request(address, more.url, articles)
    if (
        any(fields.get(k) is False for k in _FLAG_KEYS)
        or ("next" in fields and fields["next"] in (None, ""))
        or not articles
    ):
        return None
    total = next((fields[k] for k in _TOTAL_KEYS if _is_number(fields.get(k))), None)
    if total is not None and more.position is not None and not more.counts_articles and more.position >= total:
        return None
    page = fields.get("nextpage")
    if _is_number(page) and more.position is not None and not more.counts_articles:
        return replace(more, position=page)
    cursor = next((str(fields[k]) for k in _CURSOR_KEYS if isinstance(fields.get(k), str | int) and fields[k]), None)
    return _with_cursor(more, cursor) if cursor else more.following(articles)


def _paging_fields(answer: Any) -> dict[str, Any]:
    """Of the answer's own fields and those one and two levels below, the outer first; lists hold none."""
    fields: dict[str, Any] = {}
    level = [answer] if isinstance(answer, dict) else []
    for _ in range(3):
        for outer in level:
            for key, value in _folded(outer).items():
                fields.setdefault(key, value)
        level = [value for outer in level for value in outer.values() if isinstance(value, dict)]
    return fields


def _is_address(value: Any) -> bool:
    return isinstance(value, str) and (value[:1] in ("/", "?") or value.startswith("http"))


def _is_number(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _with_cursor(more: MoreRequest, cursor: str) -> MoreRequest | None:
    """The same request at another place, if its address has a parameter for that."""
    parts = urlsplit(more.address)
    query = parse_qsl(parts.query, keep_blank_values=True)
    names = [
        k for k, _ in query if re.sub(r"[^a-z]", "", k.lower()) in (*_CURSOR_KEYS, "before", "from", "since", "maxid")
    ]
    if not names:
        return more.following(0) if not more.counts_articles else None
    new = urlencode([(k, cursor if k == names[0] else v) for k, v in query])
    return replace(more, address=urlunsplit(parts._replace(query=new)))
