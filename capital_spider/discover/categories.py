"""The categories of a site, as a tree of paths: from links to them and from the category select."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlsplit

from lxml import etree

from capital_spider.discover.archives import read_count
from capital_spider.discover.links import follow, link_text
from capital_spider.profiles import ProfileMatches
from capital_spider.text import clean_line, fold
from capital_spider.urls import canonical_url, category_slugs, path_segments

_LEVEL = re.compile(r"^level-(\d)$")
_COUNT_AT_END = re.compile(r"\s*\(\d[\d.,\s\u00a0\u202f]*\)\s*$")
# Menus of sites without category addresses: sections lie one or two levels below the home page.
_SECTION_DEPTH = 2
# Where a site writes no nav element, a menu's class or id says that it is one.
_MENU = re.compile(r"(?:^|[-_\s])(?:(?:main|top|site|primary)?(?:nav|navbar|navigation|menu)|sections)(?:[-_\s]|$)")
# Parameters that name a section; any other gives the same list in another order or choice, without end.
_SECTION_PARAMETERS = frozenset({"cat", "category", "section", "rubrik", "id", "c"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Category:
    """path: names from the top (``("AMERICA", "Colombia", "Bogota")``); count: articles, as the site counts them."""

    path: tuple[str, ...]
    url: str
    count: int | None = None

    @property
    def name(self) -> str:
        return "/".join(self.path)


def find_categories(root: etree._Element, url: str, matches: ProfileMatches) -> tuple[Category, ...]:
    """Every category that the page leads to, parents before children; the sections of its menu if it has none."""
    linked = _linked(root, url)
    options = _options(root, url, matches)
    by_slug = {tuple(map(fold, slugs)): category for slugs, category in linked.items()}
    found = {tuple(map(fold, c.path)): c for c in by_slug.values()}
    for option in options:
        # An option has only a number; where a link to the same category is known, that is its address.
        key = tuple(map(fold, option.path))
        known = by_slug.get(key) or found.get(key)
        found[key] = Category(path=option.path, url=known.url if known else option.url, count=option.count)
    if not found:
        found = {tuple(map(fold, c.path)): c for c in _menu_sections(root, url)}
    return tuple(sorted(found.values(), key=lambda c: len(c.path)))


def _linked(root: etree._Element, url: str) -> dict[tuple[str, ...], Category]:
    """Slugs → category, from links to ``…/category/a/b/``; the names of its ancestors from the links to them."""
    links: dict[tuple[str, ...], tuple[str, str]] = {}
    for link, found in follow((a for a in root.iter("a") if category_slugs(a.get("href") or "")), url):
        slugs = category_slugs(found)
        name = link_text(link)
        if slugs not in links and name:
            links[slugs] = name, found.split("/page/")[0].rstrip("/") + "/" if "/page/" in found else found
    return {
        slugs: Category(
            path=tuple(links[slugs[:n]][0] if slugs[:n] in links else slugs[n - 1] for n in range(1, len(slugs) + 1)),
            url=found,
        )
        for slugs, (_, found) in links.items()
    }


def _options(root: etree._Element, url: str, matches: ProfileMatches) -> list[Category]:
    """WordPress' select: ``option.level-2[value=12]`` "   Bogota (12)"; ``/?cat=12`` redirects to the category."""
    categories: list[Category] = []
    path: list[str] = []
    for option in matches.listing("category_option"):
        value = option.get("value") or ""
        level = next((int(m[1]) for token in (option.get("class") or "").split() if (m := _LEVEL.match(token))), 0)
        if not value.isdecimal() or int(value) < 1:
            continue
        text = clean_line("".join(map(str, option.itertext())))
        path = [*path[:level], _COUNT_AT_END.sub("", text)]
        address = canonical_url(f"/?cat={value}", url)
        if address:
            categories.append(Category(path=tuple(path), url=address, count=read_count(text)))
    return categories


def _menu_sections(root: etree._Element, url: str) -> list[Category]:
    sections = []
    menus = list(root.iter("nav", "header")) or [
        e for e in root.iter("div", "ul") if _MENU.search(f"{e.get('class') or ''} {e.get('id') or ''}".lower())
    ]
    for link, found in follow((a for menu in menus for a in menu.iter("a")), url):
        segments = path_segments(found)
        if (
            0 < len(segments) <= _SECTION_DEPTH
            and not segments[-1].endswith((".html", ".htm"))
            and {k for k, _ in parse_qsl(urlsplit(found).query)} <= _SECTION_PARAMETERS
            and (name := link_text(link))
        ):
            sections.append(Category(path=(name,), url=found))
    return sections


def pick_category(categories: Iterable[Category], wanted: str) -> Category | None:
    """The category that a name like "bogota" or "america/colombia" means: its path ends in it. The shortest wins."""
    parts = [fold(p) for p in re.split(r"[/>›]", wanted) if fold(p)]
    hits = [c for c in categories if parts and [fold(n) for n in c.path][-len(parts) :] == parts]
    return min(hits, key=lambda c: len(c.path), default=None)


def nearest_names(categories: Iterable[Category], wanted: str) -> list[str]:
    """Up to three category paths that look like the wanted one."""
    names = {fold(c.name): c.name for c in categories} | {fold(c.path[-1]): c.name for c in categories}
    close = difflib.get_close_matches(fold(wanted), names, n=5)
    return list(dict.fromkeys(names[n] for n in close))[:3]
