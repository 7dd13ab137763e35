"""Categories as full paths."""

from __future__ import annotations

from typing import Any

from lxml import etree

from capital_spider.extract.document import Document
from capital_spider.extract.inline import inline_text
from capital_spider.extract.metadata import text_of, texts_of
from capital_spider.text import clean_line, fold
from capital_spider.urls import category_slugs

_HOME = frozenset(
    fold(name)
    for name in (
        "Home", "Homepage", "Start", "Startseite", "Inicio", "Accueil", "Início", "Strona główna", "الرئيسية", "首页",
        "ホーム", "Главная", "Ana Sayfa",
    )
)  # fmt: skip

Path = tuple[str, ...]


def extract_categories(document: Document) -> None:
    """Set categories: the breadcrumb's path first, then the others in page order."""
    trail = _breadcrumb(document)
    links = document.field("category") or _rel_category(document)
    names = _names_by_address(document) if links else {}
    paths = [
        path for a in links if (path := _full_path(document.absolute(a.get("href")), clean_line(inline_text(a)), names))
    ]
    source = "profile:category" if document.field("category") else "rel:category"
    if not paths:
        source, sections = _sections(document)
        paths = [(section,) for section in sections]
        if trail and paths and any(p[-1] == trail[-1] for p in paths):
            paths = [p for p in paths if p[-1] not in trail]
    found = [trail, *paths] if trail else paths
    document.categories = tuple(dict.fromkeys(found))
    if document.categories:
        document.evidence["categories"] = "breadcrumb" if trail else source


def _breadcrumb(document: Document) -> Path:
    """The path that leads to the article, without the home page and the article itself; () if there is none."""
    for elements in (document.field("breadcrumb"),):
        path = _trail([clean_line(inline_text(e)) for e in elements], document)
        if path:
            return path
    for node in document.metadata.typed("BreadcrumbList"):
        items = [i for i in node.get("itemListElement") or () if isinstance(i, dict)]
        if all(isinstance(i.get("position"), int) for i in items):
            items.sort(key=lambda i: i["position"])
        path = _trail([text_of(i.get("name")) or _name_of(i.get("item")) or "" for i in items], document)
        if path:
            return path
    return ()


def _name_of(item: Any) -> str | None:
    """The name of the page that a breadcrumb leads to; its bare address is none."""
    return text_of(item) if isinstance(item, dict) else None


def _trail(names: list[str], document: Document) -> Path:
    title = fold(document.full_title or "")
    path = [n for n in names if n and fold(n) != title]
    if path and fold(path[0]) in _HOME:
        del path[0]
    return tuple(path)


def _rel_category(document: Document) -> list[etree._Element]:
    return [a for a, _, rel in document.anchors if "category" in rel.split()]


def _sections(document: Document) -> tuple[str, list[str]]:
    article = document.metadata.article or {}
    if stated := texts_of(article.get("articleSection")):
        return "jsonld:articleSection", stated
    return "meta:article:section", [s for s in document.metadata.meta.get("article:section", ()) if s]


def _names_by_address(document: Document) -> dict[Path, str]:
    """Slugs of a category's path → its name, from every link to a category on the page: menus, breadcrumbs, labels."""
    names: dict[Path, str] = {}
    for a, href, _ in document.anchors:
        slugs = category_slugs(href)
        if slugs and slugs not in names and (name := clean_line(inline_text(a))):
            names[slugs] = name
    return names


def _full_path(url: str | None, name: str, names: dict[Path, str]) -> Path:
    """The names of a category and its ancestors; a slug that no link on the page names is spelled out."""
    if not name:
        return ()
    slugs = category_slugs(url or "")
    return (*(names.get(slugs[:n]) or _spell(slugs[n - 1]) for n in range(1, len(slugs))), name)


def _spell(slug: str) -> str:
    return clean_line(slug.replace("-", " ")).title()
