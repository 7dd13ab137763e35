"""Pages of a listing: which one an address names, and where the next is.

Addresses number pages as ``/page/3/``, ``?page=3`` and in a few more ways. Where they count articles
(``?start=40``) or name a place in the list (``?before=abc``), the links' own words and numbers say which page is next.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from lxml import etree

from capital_spider.discover.links import is_hidden
from capital_spider.discover.words import link_names
from capital_spider.profiles import ProfileMatches
from capital_spider.urls import canonical_url, site_of, trap_reason, url_key

# Query parameters that number pages, and those that count the articles before the page.
PAGE_PARAMETERS = (
    "page", "paged", "pg", "p", "pagenum", "page_num", "pageno", "page_no", "pageindex", "pn",
    "seite", "pagina", "strona", "sida", "side", "sivu",
)  # fmt: skip
OFFSET_PARAMETERS = ("offset", "start", "skip", "startat", "startindex")
# /page/3, /page3, /page-3.html, /p3, /seite-3, /index_3.html: the number, after what the first page's path ends in.
_IN_PATH = re.compile(
    r"(?P<stem>.*/)(?P<word>(?:page|seite|pagina|p%C3%A1gina|strona|strana|sida|side|sivu|halaman|trang|sayfa)[/_-]?|p-?|index[_-])"
    r"(?P<number>\d{1,5})(?P<end>(?:\.s?html?)?/?)"
)
_INDEX_FILE = re.compile(r"/index\.\w{1,6}$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Paging:
    """next_url: None at the end. number: of this page, from 1, as far as its address says. pages: the highest number
    that is linked, None without numbers; last_url: its address, None on the last page.
    """

    next_url: str | None
    number: int
    pages: int | None
    last_url: str | None


def page_number(url: str) -> int:
    """The page of the listing that the address names, 1 if none."""
    parts = urlsplit(url)
    found = _IN_PATH.fullmatch(parts.path)
    if found:
        return max(1, int(found["number"]))
    query = dict(parse_qsl(parts.query))
    return next((int(query[k]) for k in PAGE_PARAMETERS if query.get(k, "").isdecimal() and len(query[k]) < 6), 1)


def first_page(url: str) -> str:
    """The address of the listing's first page."""
    parts = urlsplit(url)
    found = _IN_PATH.fullmatch(parts.path)
    query = [
        (k, v)
        for k, v in parse_qsl(parts.query, keep_blank_values=True)
        if k not in (*PAGE_PARAMETERS, *OFFSET_PARAMETERS) or not v.isdecimal()
    ]
    return urlunsplit(parts._replace(path=found["stem"] if found else parts.path, query=urlencode(query)))


def page_behind(url: str) -> str | None:
    """The address of the page that follows the numbered page `url`; None if `url` has no number."""
    parts = urlsplit(url)
    found = _IN_PATH.fullmatch(parts.path)
    if found:
        path = f"{found['stem']}{found['word']}{int(found['number']) + 1}{found['end']}"
        return urlunsplit(parts._replace(path=path))
    number = page_number(url)
    query = parse_qsl(parts.query, keep_blank_values=True)
    name = next((k for k in PAGE_PARAMETERS if dict(query).get(k) == str(number)), None)
    if name is None:
        return None
    return urlunsplit(parts._replace(query=urlencode([(k, str(number + 1) if k == name else v) for k, v in query])))


def append_page(url: str, number: int) -> str:
    """The address that WordPress gives that page, linked or not."""
    parts = urlsplit(first_page(url))
    return urlunsplit(parts._replace(path=f"{parts.path.rstrip('/')}/page/{number}/"))


def read_paging(root: etree._Element, url: str, matches: ProfileMatches, entries: Iterable[str] = ()) -> Paging:
    """What the page links to of its own listing. entries: the addresses that it lists, which are none of its pages."""
    number = page_number(url)
    numbered = _numbered_links(root, url, matches)
    pages = max([number, *numbered]) if numbered else None
    next_url = _declared_next(root, url, matches) or numbered.get(number + 1) or _named_next(root, url, set(entries))
    return Paging(
        next_url=next_url,
        number=number,
        pages=pages,
        last_url=numbered.get(pages) if pages and pages > number else None,
    )


def _numbered_links(root: etree._Element, url: str, matches: ProfileMatches) -> dict[int, str]:
    """Page number → address, of the links to other pages of this listing."""
    here = _stem(url)
    numbered: dict[int, str] = {}
    for link in matches.listing("page") or root.iter("a"):
        href = link.get("href") or ""
        if not any(c.isdigit() for c in href):
            continue
        found = canonical_url(href, url)
        if found and (number := page_number(found)) > 1 and _stem(found) == here and not is_hidden(link):
            numbered[number] = found
    return numbered


def _declared_next(root: etree._Element, url: str, matches: ProfileMatches) -> str | None:
    links = matches.listing("next") or [
        e for e in root.iter("link", "a") if "next" in (e.get("rel") or "").lower().split()
    ]
    return next((f for a in links if (f := _continuation(a, url, elsewhere=True))), None)


def _named_next(root: etree._Element, url: str, entries: set[str]) -> str | None:
    """The link that says so; where addresses count articles, the one with the smallest step forward."""
    links = [a for a in root.iter("a") if a.get("href") and not is_hidden(a)]
    for link in links:
        if link_names("next", link) and (found := _continuation(link, url)) and found not in entries:
            return found
    steps = {o: f for a in links if (f := _continuation(a, url)) and (o := _offset(f)) > _offset(url)}
    return steps[min(steps)] if steps else None


def _continuation(link: etree._Element, url: str, *, elsewhere: bool = False) -> str | None:
    """Where the link leads, if that can be a further page of the listing at `url`.

    elsewhere: the second page may belong to another address: the front page shows the first of ``/news/page/2/``.
    """
    found = canonical_url(link.get("href") or "", url)
    if found is None or site_of(found) != site_of(url) or trap_reason(found) is not None:
        return None
    number, there = page_number(url), page_number(found)
    if there == number + 1 and ((elsewhere and number == 1) or _stem(found) == _stem(url)):
        return found
    if _stem(found) == _stem(url) and url_key(found) != url_key(url):
        # Pages counted from 0: the second is ?page=1.
        return found if _offset(found) > _offset(url) or (there == number == 1 and _has_number(found)) else None
    return found if urlsplit(found).path == urlsplit(url).path and _adds_one_key(found, url) else None


def _has_number(url: str) -> bool:
    return url_key(first_page(url)) != url_key(url) and _offset(url) == 0


def _adds_one_key(found: str, url: str) -> bool:
    """True if the query has at most one parameter more: a place in the list, and no filter or order besides."""
    ours, theirs = (dict(parse_qsl(urlsplit(u).query, keep_blank_values=True)) for u in (url, found))
    return theirs != ours and len(theirs.keys() - ours.keys()) <= 1


def _offset(url: str) -> int:
    query = dict(parse_qsl(urlsplit(url).query))
    return next((int(query[k]) for k in OFFSET_PARAMETERS if query.get(k, "").isdecimal() and len(query[k]) < 8), 0)


def _stem(url: str) -> str:
    """The key of the listing that the address is a page of."""
    return url_key(_INDEX_FILE.sub("/", first_page(url)))
