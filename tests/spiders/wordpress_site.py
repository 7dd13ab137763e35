"""A WordPress site on loopback with as much of a REST API as the tests of its spider ask for."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from html import escape
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from serving import Answer, Route, Server

NEWEST = datetime.fromisoformat("2025-06-14T12:00:00")
SENTENCE = "The ferry to the north shore leaves from the second pier at a quarter past every hour of the day. "
CATEGORIES = {1: ("America", 0), 2: ("Colombia", 1), 3: ("Bogota", 2), 4: ("Asia", 0)}
HTML = Answer(b"<!DOCTYPE html><html><body><h1>Not for you</h1></body></html>")


@dataclass(frozen=True)
class Story:
    """at, changed: site time. text: what the API gives of it, None = all. kind: the type of post, as its route says.

    parts: pages that it is split over.
    """

    number: int
    at: datetime
    changed: datetime
    categories: tuple[int, ...] = (4,)
    protected: bool = False
    text: str | None = None
    kind: str = "posts"
    parts: int = 1

    @property
    def path(self) -> str:
        return f"/report-{self.number:03d}-from-the-harbour/"

    @property
    def title(self) -> str:
        return f"Report {self.number:03d} from the harbour"

    @property
    def content(self) -> str:
        return "<p><!--nextpage--></p>".join(map(self.part, range(1, self.parts + 1)))

    def part(self, number: int) -> str:
        return "".join(f"<p>{self.title}, part {number}.{n}. {SENTENCE * 3}</p>" for n in range(4))


def story(number: int, **given: Any) -> Story:
    """Number 1 is the oldest, of 500 days before the newest time; one a day."""
    at = given.pop("at", NEWEST - timedelta(days=500 - number))
    return Story(number, at, given.pop("changed", at), **given)


def stories(count: int, **given: Any) -> list[Story]:
    return [story(number, **given) for number in range(1, count + 1)]


# What happens to the stories when the API is asked for posts for the nth time.
Change = Callable[[list[Story]], None]


def publish(*numbers: int, **given: Any) -> Change:
    def change(posts: list[Story]) -> None:
        now = NEWEST + timedelta(days=10)
        posts += [replace(story(n, **given), changed=now) for n in numbers]

    return change


def delete(*numbers: int) -> Change:
    def change(posts: list[Story]) -> None:
        posts[:] = [post for post in posts if post.number not in numbers]

    return change


@dataclass
class WordPress(Server):
    """home: what its front page is; header: Link header of every page. at: "/wp-json/" or "/?rest_route=/".

    limit: posts that one answer may hold; too_heavy: number of posts at once that end in an error 500. keeps_dates,
    counts: the answers keep to before and after, and say how many there are. routes (path → answer) win over all.
    """

    posts: list[Story] = field(default_factory=list)
    home: str = '<link rel="https://api.w.org/" href="/wp-json/">'
    header: str = ""
    at: str = "/wp-json/"
    limit: int = 100
    too_heavy: int = 101
    keeps_dates: bool = True
    counts: bool = True
    types: dict[str, Any] = field(default_factory=dict)
    changes: dict[int, Change] = field(default_factory=dict)
    routes: dict[str, Route] = field(default_factory=dict)

    def __post_init__(self) -> None:
        super().__init__(self.routes)
        self.changes = dict(self.changes)
        self.listed = [*self.posts]

    def answer(self, path: str, agent: str | None) -> Answer:
        with self._lock:
            self.log.append((path, 0.0))
            route = self.route(path)
            if route == "wp/v2/posts" and (change := self.changes.pop(len(self.questions()), None)):
                change(self.listed)
            listed = list(self.listed)
        fixed = self.routes.get(urlsplit(path).path)
        if isinstance(fixed, Answer):
            return fixed
        if route is not None:
            return self._api(route, dict(parse_qsl(urlsplit(path).query)), listed)
        known = {  # a deleted one too: it may be on its way already
            post.path + (f"{part}/" if part > 1 else ""): (post, part)
            for post in [*listed, *self.posts]
            for part in range(1, post.parts + 1)
        }
        if path in known:
            return Answer(_page(*known[path]))
        if path == "/" or path.startswith("/category/"):
            front = (
                f"<html lang=en><head><title>Harbour news</title>{self.home}</head><body><h1>News</h1></body></html>"
            )
            return Answer(front.encode(), headers={"Link": self.header} if self.header else {})
        return Answer(b"<html><body>not found</body></html>", 404)

    def route(self, path: str) -> str | None:
        """The API's route in the address, None for a page."""
        parts = urlsplit(path)
        if self.at.startswith("/?"):
            return dict(parse_qsl(parts.query)).get("rest_route", "").strip("/") or None
        return parts.path.removeprefix(self.at) if parts.path.startswith(self.at) else None

    def questions(self) -> list[str]:
        """The addresses at which the API was asked for posts."""
        return [path for path in self.paths() if self.route(path) == "wp/v2/posts"]

    def article_pages(self) -> list[str]:
        return [path for path in self.paths() if path.startswith("/report-")]

    def _api(self, route: str, query: dict[str, str], listed: list[Story]) -> Answer:
        if route == "":
            return _json({"name": "Harbour &amp; Sea" if "name" in query.get("_fields", "") else "?"})
        if route == "wp/v2/types":
            return _json(self.types)
        kind = route.removeprefix("wp/v2/")
        if kind == "categories":
            return _json([self._category(ident) for ident in CATEGORIES])
        if kind != "posts" and kind not in {post.kind for post in listed}:
            return _json({"code": "rest_no_route"}, 404)
        return self._posts([post for post in listed if post.kind == kind], query)

    def _category(self, ident: int) -> dict[str, Any]:
        name, parent = CATEGORIES[ident]
        slugs, above = [name], parent
        while above:
            slugs.insert(0, CATEGORIES[above][0])
            above = CATEGORIES[above][1]
        link = self.url(f"/category/{'/'.join(slugs).lower()}/")
        return {"id": ident, "name": name, "parent": parent, "link": link, "count": 1, "taxonomy": "category"}

    def _posts(self, listed: list[Story], query: dict[str, str]) -> Answer:
        size, number = int(query["per_page"]), int(query["page"])
        if size > self.limit:
            return _json({"code": "rest_invalid_param", "data": {"params": {"per_page": "too much"}}}, 400)
        if size >= self.too_heavy:
            return Answer(b"There has been a critical error on this website.", 500)
        found = [post for post in listed if not self.keeps_dates or _lies_between(post, query)]
        if "search" in query:
            found = [post for post in found if query["search"] in post.content]
        if "categories" in query:
            wanted = set(map(int, unquote(query["categories"]).split(",")))
            found = [post for post in found if wanted & set(post.categories)]
        by_change = query.get("orderby") == "modified"
        found.sort(key=lambda post: post.changed if by_change else post.at, reverse=True)
        pages = math.ceil(len(found) / size)
        if number > max(pages, 1):
            return _json({"code": "rest_post_invalid_page_number", "data": {"status": 400}}, 400)
        shown = found[(number - 1) * size : number * size]
        totals = {"X-WP-Total": str(len(found)), "X-WP-TotalPages": str(pages)} if self.counts else {}
        return _json([self._post(post, query["_fields"]) for post in shown], headers=totals)

    def _post(self, post: Story, fields: str) -> dict[str, Any]:
        zone = timedelta(hours=5)
        content: dict[str, Any] = {"protected": post.protected}
        entry = {
            "id": post.number,
            "link": self.url(post.path),
            "date": post.at.isoformat(),
            "date_gmt": (post.at + zone).isoformat(),
            "modified": post.changed.isoformat(),
            "modified_gmt": (post.changed + zone).isoformat(),
            "content": content,
        }
        if fields.endswith("content.protected"):
            return entry
        content["rendered"] = "" if post.protected else post.content if post.text is None else post.text
        if "title" in fields:
            entry["title"] = {"rendered": f"{post.title} &#8211; &#038; more"}
            entry["categories"] = list(post.categories)
            terms = [self._category(ident) for ident in post.categories]
            entry["_embedded"] = {
                "author": [{"id": 7, "name": "Ava Thornton", "link": self.url("/author/ava/")}],
                "wp:term": [terms, [{"name": "Ports", "taxonomy": "post_tag", "link": self.url("/tag/ports/")}]],
            }
        return entry


def _lies_between(post: Story, query: dict[str, str]) -> bool:
    after, before = (query.get(name) for name in ("after", "before"))
    if after is not None and post.at <= datetime.fromisoformat(after):
        return False
    return before is None or post.at < datetime.fromisoformat(before)


def _json(value: Any, status: int = 200, headers: dict[str, str] | None = None) -> Answer:
    named = {"Content-Type": "application/json; charset=UTF-8", **(headers or {})}
    return Answer(json.dumps(value).encode(), status, named)


def _page(post: Story, part: int) -> bytes:
    title = escape(post.title)
    links = "".join(
        f'<a class="post-page-numbers" href="{post.path}{n}/">{n}</a>' for n in range(2, post.parts + 1) if n != part
    )
    return (
        f"<html lang=en><head><title>{title}</title><meta property=og:type content=article>"
        f'<link rel="alternate" type="application/json" href="/wp-json/wp/v2/posts/{post.number}"></head>'
        f'<body class="single-post"><article><h1 class="entry-title">{title}</h1>'
        f'<div class="entry-content">{post.part(part)}<div class="page-links">{links}</div></div>'
        "</article></body></html>"
    ).encode()
