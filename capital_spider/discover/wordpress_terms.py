"""The lists beside the posts in a WordPress REST API: its categories as a tree, and its types of posts."""

from __future__ import annotations

import html
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

from capital_spider.discover.wordpress import text_at
from capital_spider.text import clean_line, fold
from capital_spider.urls import category_slugs, url_key

_TYPES: dict[str, list[str]] = tomllib.loads(
    files("capital_spider").joinpath("data/wordpress_types.toml").read_text(encoding="utf-8")
)
_NEWS = frozenset(map(fold, _TYPES["news"]))
# A chain of parents longer than this is a ring.
_MAX_LEVELS = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """A category. parent: the id of the one above it, 0 at the top. count: posts, as the API counts them."""

    ident: int
    name: str
    url: str
    parent: int = 0
    count: int | None = None


def read_terms(value: Any) -> tuple[Term, ...]:
    """The categories in an answer, those that can be read."""
    return tuple(
        Term(
            ident=entry["id"],
            name=clean_line(html.unescape(text_at(entry, "name"))),
            url=text_at(entry, "link"),
            parent=entry["parent"] if isinstance(entry.get("parent"), int) else 0,
            count=entry["count"] if isinstance(entry.get("count"), int) else None,
        )
        for entry in (value if isinstance(value, list) else ())
        if isinstance(entry, dict) and isinstance(entry.get("id"), int) and text_at(entry, "name")
    )


def line_of(terms: Mapping[int, Term], ident: int) -> tuple[Term, ...]:
    """The category with its ancestors, from the top."""
    line: list[Term] = []
    while (term := terms.get(ident)) is not None and len(line) < _MAX_LEVELS:
        line.insert(0, term)
        ident = term.parent
    return tuple(line)


def below(terms: Mapping[int, Term], top: int) -> tuple[int, ...]:
    """The ids of the category and of all below it."""
    return tuple(ident for ident in terms if any(term.ident == top for term in line_of(terms, ident)))


def term_at(terms: Iterable[Term], url: str) -> Term | None:
    """The category whose page that is, under its own address or under that without its parents' slugs."""
    listed = list(terms)
    slugs = category_slugs(url)
    own = next((term for term in listed if url_key(term.url) == url_key(url)), None)
    return own or next((term for term in listed if slugs and category_slugs(term.url)[-1:] == slugs[-1:]), None)


def read_types(value: Any) -> tuple[str, ...]:
    """Routes (``wp/v2/articles``) of the types of posts that are news besides the posts themselves.

    Such a type has categories or tags as posts have, or a name that says so; the API tells nobody who is not logged in
    whether its pages can be viewed.
    """
    routes = []
    for name, entry in value.items() if isinstance(value, dict) else ():
        base = text_at(entry, "rest_base")
        if not base or name in _TYPES["other"] or name == "post":
            continue
        taxonomies = entry.get("taxonomies")
        shares = isinstance(taxonomies, list) and bool({"category", "post_tag"} & {str(t) for t in taxonomies})
        if shares or {fold(name), fold(base)} & _NEWS:
            routes.append(f"{text_at(entry, 'rest_namespace') or 'wp/v2'}/{base}")
    return tuple(routes)
