"""The sample site's articles, authors and plain pages, read from the TOML files beside this module."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any
from urllib.parse import quote

from capital_spider.demo.body import Block, Insert, Paragraph, parse, plain

SITE_NAME = "Capital Cities"
# The site's own "now": what "3 days ago" counts from, and the date printed in its header.
TODAY = datetime.fromisoformat("2025-06-15T18:00:00-04:00")

Place = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Writer:
    """An author with a page; key is the last part of its address."""

    name: str
    key: str
    about: str


@dataclass(frozen=True, slots=True)
class Comment:
    by: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """One article as the newsroom entered it.

    name: its file, without the ending; number: its WordPress id.
    headline: without the outlet; original: the outlet's own headline, kept in the picture's alt text.
    outlet_in: where the outlet is named: "title", "picture" (alt text only) or "source" (the theme's source field).
    places: main place first, each from the continent down; ("Uncategorized",) if the article was never filed.
    byline: "linked", "plain" (no link) or "none"; date_shown: "long", "ago", "local" or "none".
    picture_style: "plain", "lazy", "noscript" or "none".
    quirks: "no_meta" (no SEO plugin), "bad_jsonld" (a comma too many), "og_local_time" (times without a zone),
    "autoload" (the article before it follows in the same document), "paywall" (two blocks shown), "password".
    text_of: the article whose text this one repeats.
    """

    name: str
    number: int
    headline: str
    published: datetime
    modified: datetime
    places: tuple[Place, ...]
    body: tuple[Block, ...]
    outlet: str | None = None
    outlet_in: str = "title"
    separator: str = " – "
    original: str | None = None
    subtitle: str | None = None
    authors: tuple[str, ...] = ()
    byline: str = "linked"
    date_shown: str = "long"
    language: str = "en"
    tags: tuple[str, ...] = ()
    excerpt: str | None = None
    picture_style: str = "lazy"
    caption: str | None = None
    quirks: frozenset[str] = frozenset()
    comments: tuple[Comment, ...] = ()
    text_of: str | None = None

    @property
    def title(self) -> str:
        """The headline as printed, with the outlet where the newsroom left it."""
        return self._with_outlet(self.headline) if self.outlet_in == "title" else self.headline

    @property
    def alt(self) -> str:
        """The picture's alternative text: the title under which the article was first filed."""
        filed = self.original or self.headline
        return filed if self.outlet_in == "source" else self._with_outlet(filed)

    def _with_outlet(self, headline: str) -> str:
        return headline + self.separator + self.outlet if self.outlet else headline

    @property
    def path(self) -> str:
        return f"/{self.published:%Y/%m/%d}/{slugify(self.title)}/"

    @property
    def picture(self) -> str | None:
        if self.picture_style == "none":
            return None
        return f"/wp-content/uploads/{self.published:%Y/%m}/{self.name}.png"

    @property
    def pages(self) -> list[list[Block]]:
        """What each page of the article shows; one page unless the author split it."""
        pages: list[list[Block]] = [[]]
        for block in self.shown:
            if isinstance(block, Insert) and block.name == "break":
                pages.append([])
            else:
                pages[-1].append(block)
        return pages

    @property
    def shown(self) -> tuple[Block, ...]:
        """What a reader without a subscription and a password gets to see."""
        if "password" in self.quirks:
            return ()
        return self.body[:2] if "paywall" in self.quirks else self.body

    @property
    def summary(self) -> str:
        """The excerpt, or the first 24 words of the text, as WordPress makes one up."""
        if self.excerpt or "password" in self.quirks:
            return self.excerpt or ""
        words = plain(next(b.lines[0] for b in self.body if isinstance(b, Paragraph))).split()
        return " ".join(words[:24]) + (" […]" if len(words) > 24 else "")

    def filed_under(self) -> list[Place]:
        """The categories that the newsroom ticked: each place and, for a city, its country; by name."""
        ticked = set(self.places) | {place[:2] for place in self.places if len(place) > 2}
        return sorted(ticked, key=lambda place: place[-1])

    def is_in(self, place: Place) -> bool:
        return any(own[: len(place)] == place for own in self.places)


@dataclass(frozen=True, slots=True)
class PlainPage:
    path: str
    title: str
    body: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Content:
    """Everything the site holds; posts newest first."""

    posts: tuple[Post, ...]
    writers: dict[str, Writer]
    pages: tuple[PlainPage, ...]
    by_name: dict[str, Post] = field(default_factory=dict)


def slugify(text: str) -> str:
    """The last part of an address: Latin letters without accents; other scripts percent-encoded, as WordPress does."""
    bare = unicodedata.normalize("NFKD", text.lower().replace("ß", "ss"))
    bare = "".join(c for c in bare if not unicodedata.combining(c))
    words = re.sub(r"[^\w]+", "-", re.sub(r"['’]", "", bare)).strip("-")
    return quote(unicodedata.normalize("NFC", words)).lower()


@cache
def load() -> Content:
    """The content, read once. Raises ValueError or KeyError that names the field if a file is not well formed."""
    here = files(__package__)
    writers = {w["name"]: Writer(**w) for w in _toml(here / "authors.toml")["author"]}
    raw = sorted(_articles(here / "articles"), key=lambda entry: entry[1]["published"])
    bodies = {name: fields["body"] for name, fields in raw if "body" in fields}
    posts = [_post(101 + 3 * n, name, fields, bodies) for n, (name, fields) in enumerate(raw)]
    pages = [PlainPage(p["path"], p["title"], parse(p["body"])) for p in _toml(here / "pages.toml")["page"]]
    posts.reverse()
    return Content(tuple(posts), writers, tuple(pages), {post.name: post for post in posts})


def _toml(file: Traversable) -> dict[str, Any]:
    return tomllib.loads(file.read_text(encoding="utf-8"))


def _articles(folder: Traversable) -> Iterator[tuple[str, dict[str, Any]]]:
    for file in folder.iterdir():
        if file.name.endswith(".toml"):
            yield file.name.removesuffix(".toml"), _toml(file)


def _post(number: int, name: str, fields: dict[str, Any], bodies: dict[str, str]) -> Post:
    values = dict(fields)
    values["body"] = parse(bodies[values.get("text_of", name)])
    values["places"] = tuple(tuple(place) for place in values["places"])
    values["comments"] = tuple(Comment(**comment) for comment in values.get("comments", []))
    values["quirks"] = frozenset(values.get("quirks", []))
    values.setdefault("modified", values["published"])
    for key in ("authors", "tags"):
        values[key] = tuple(values.get(key, []))
    return Post(name=name, number=number, **values)


def utc(moment: datetime) -> datetime:
    return moment.astimezone(UTC)
