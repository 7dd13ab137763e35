"""A listing page: which articles it lists, and where the next page is.

Where a profile knows the theme, its selectors find the list. Elsewhere the list is the group of links of one shape
(the same chain of tags and classes) with the most headline-like text, outside menus, sidebars and footers.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from lxml import etree

from capital_spider.discover.links import follow, follow_all, link_text
from capital_spider.profiles import ProfileMatches
from capital_spider.urls import canonical_url, category_slugs, numbered_page, path_segments, url_key

# A group of fewer links is no list; a headline has at least this many characters (half of it in unspaced scripts).
_MIN_GROUP, _MIN_HEADLINE = 3, 20
_UNSPACED = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\u0e00-\u0e7f]")
_SHAPE_DEPTH = 4
_CHROME_TAGS = frozenset({"nav", "aside", "footer", "form"})
_CHROME_WORDS = re.compile(
    r"(?:^|[-_\s])(?:sidebar|widget-area|footer|related|popular|trending|most-read|mostread|comments?|share|social|tagcloud)(?:[-_\s]|$)"
)
# Theme builders also write these on the list itself ("pagination_nav_1"), so they count only where no headline stands.
_MENU_WORDS = re.compile(r"(?:^|[-_\s])(?:nav|navbar|menu|breadcrumbs?|pagination|tags?)(?:[-_\s]|$)")
_PAGE_PARAMETERS = ("page", "paged", "pg", "p")


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One article on a listing: address and headline as listed."""

    url: str
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """What a listing page says.

    next_url: None at the end; guessed: it is not linked, only tried (a "load more" button has no address).
    pages: the highest page number that it links to, None if it has no numbers; number: of this page, from 1.
    last_url: address of the last page, None if this is the last or there are no numbers.
    """

    url: str
    entries: tuple[Entry, ...]
    next_url: str | None
    guessed: bool
    number: int
    pages: int | None
    last_url: str | None


def read_listing(root: etree._Element, url: str, matches: ProfileMatches) -> Listing:
    """The listing on a page; one without entries if it lists nothing."""
    links = matches.listing("entries")
    entries = _entries(links, url) if links else _entries(_main_list(root, url), url)
    number = page_number(url)
    numbered = _numbered_links(root, url, matches)
    next_url = _next_link(root, url, matches) or numbered.get(number + 1)
    guessed = False
    if (
        next_url is None
        and matches.listing("load_more")
        and not any("disabled" in (a.get("class") or "").split() for a in matches.listing("load_more"))
    ):
        next_url, guessed = _append_page(url, number + 1), True
    pages = max([number, *numbered]) if numbered else None
    return Listing(
        url=url,
        entries=entries,
        next_url=next_url,
        guessed=guessed,
        number=number,
        pages=pages,
        last_url=numbered.get(pages) if pages and pages > number else None,
    )


def _entries(links: list[etree._Element], url: str) -> tuple[Entry, ...]:
    return tuple(Entry(url=found, title=link_text(link)) for link, found in follow(links, url))


# --- pages ---------------------------------------------------------------------------------------------------------


def page_number(url: str) -> int:
    """The page of the listing that the address names, 1 if none."""
    number = numbered_page(url)[1]
    if number > 1:
        return number
    query = dict(parse_qsl(urlsplit(url).query))
    return next((int(query[k]) for k in _PAGE_PARAMETERS if query.get(k, "").isdecimal() and len(query[k]) < 6), 1)


def first_page(url: str) -> str:
    """The address of the listing's first page."""
    parts = urlsplit(numbered_page(url)[0])
    query = [
        (k, v)
        for k, v in parse_qsl(parts.query, keep_blank_values=True)
        if k not in _PAGE_PARAMETERS or not v.isdecimal()
    ]
    return urlunsplit(parts._replace(query=urlencode(query)))


def page_behind(url: str) -> str | None:
    """The address of the page that follows the numbered page `url`; None if `url` has no number."""
    number = page_number(url)
    parts = urlsplit(url)
    if numbered_page(url)[1] > 1:
        return urlunsplit(parts._replace(path=re.sub(r"/page/\d+(?=/?$)", f"/page/{number + 1}", parts.path)))
    query = parse_qsl(parts.query, keep_blank_values=True)
    name = next((k for k in _PAGE_PARAMETERS if dict(query).get(k) == str(number)), None)
    if name is None:
        return None
    return urlunsplit(parts._replace(query=urlencode([(k, str(number + 1) if k == name else v) for k, v in query])))


def _append_page(url: str, number: int) -> str:
    parts = urlsplit(first_page(url))
    return urlunsplit(parts._replace(path=f"{parts.path.rstrip('/')}/page/{number}/"))


def _next_link(root: etree._Element, url: str, matches: ProfileMatches) -> str | None:
    links = matches.listing("next") or [
        e for e in root.iter("link", "a") if "next" in (e.get("rel") or "").lower().split()
    ]
    for link in links:
        found = canonical_url(link.get("href") or "", url)
        if found and page_number(found) == page_number(url) + 1:
            return found
    return None


def _numbered_links(root: etree._Element, url: str, matches: ProfileMatches) -> dict[int, str]:
    """Page number → address, of the links to other pages of this listing."""
    here = url_key(first_page(url))
    numbered: dict[int, str] = {}
    for link in matches.listing("page") or root.iter("a"):
        href = link.get("href") or ""
        if not any(c.isdigit() for c in href):
            continue
        found = canonical_url(href, url)
        if found and (number := page_number(found)) > 1 and url_key(first_page(found)) == here:
            numbered[number] = found
    return numbered


# --- lists of any site ---------------------------------------------------------------------------------------------


def _main_list(root: etree._Element, url: str) -> list[etree._Element]:
    """The links of the group with the most headline text; links of the same address count once."""
    groups: dict[str, dict[str, etree._Element]] = defaultdict(dict)
    chrome: dict[etree._Element, bool] = {}
    for link, found in follow_all(root.iter("a"), url):
        if _is_headline(link_text(link)) and not _is_listing_address(found, url) and not _in_chrome(link, chrome):
            groups[_shape(link)][found] = link
    lists = [list(group.values()) for group in groups.values() if len(group) >= _MIN_GROUP]
    return max(lists, key=lambda group: sum(len(link_text(a)) for a in group), default=[])


def _is_headline(text: str) -> bool:
    return len(text) >= (_MIN_HEADLINE // 2 if _UNSPACED.search(text) else _MIN_HEADLINE)


def _is_listing_address(found: str, url: str) -> bool:
    return (
        bool(category_slugs(found))
        or not path_segments(found)
        or url_key(first_page(found)) == url_key(first_page(url))
    )


def _shape(link: etree._Element) -> str:
    """Tags and classes of the link and what it stands in, without numbers."""
    steps: list[str] = []
    current: etree._Element | None = link
    while current is not None and len(steps) < _SHAPE_DEPTH:
        first = next(iter((current.get("class") or "").split()), "")
        steps.append(f"{current.tag}.{re.sub(r'[0-9]+', '', first)}")
        current = current.getparent()
    return " < ".join(steps)


def _in_chrome(element: etree._Element, known: dict[etree._Element, bool]) -> bool:
    path: list[etree._Element] = []
    verdict = False
    for step in (element, *element.iterancestors()):
        if step in known:
            verdict = known[step]
            break
        path.append(step)
        names = f"{step.get('class') or ''} {step.get('id') or ''}".lower()
        if step.tag in _CHROME_TAGS or (step.tag not in ("body", "html", "main") and _names_chrome(step, names)):
            verdict = True
            break
    known.update(dict.fromkeys(path, verdict))
    return verdict


def _names_chrome(element: etree._Element, names: str) -> bool:
    if _CHROME_WORDS.search(names):
        return True
    return bool(_MENU_WORDS.search(names)) and next(element.iter("h1", "h2", "h3"), None) is None
