"""The WordPress REST API: where a site has it, what to ask it, and what its answers say.

Posts are read by date, newest first, and each question starts where the answer before it ended ("published before
this"), not at a page number: what is published or deleted meanwhile moves nothing past the reader. Page numbers are
used only where dates cannot tell posts apart, and on sites that do not keep to the question.
Source: developer.wordpress.org/rest-api; routes and parameters of WordPress 4.7 and later.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from lxml import etree

from capital_spider.urls import canonical_url, site_of

_RELATION = "https://api.w.org/"
_LINK_HEADER = re.compile(r"<([^>]+)>\s*;[^,]*rel=[\"']?https://api\.w\.org/")
# What a page of posts may hold: the API's own limit, then what sites with less are likely to allow.
_SIZES = (100, 50, 20, 10)
_FIELDS = ("id", "link", "date", "date_gmt", "modified", "modified_gmt")
# All that a record can be made of.
_CONTENT = ("title", "content", "excerpt", "categories", "tags", "yoast_head", "_links", "_embedded")
# What WordPress leaves in a text where its next page begins, without what a search must not hold.
SPLIT_MARK = "nextpage"
_EMBEDDED = "author,wp:featuredmedia,wp:term"


class ApiError(Exception):
    """An answer that is none. reason: "closed" (401, 403), "absent" (404), "past_the_end", "too_many" (asked for more
    posts than the site allows at once), "no_json", "failed".
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


# --- where it is -------------------------------------------------------------------------------------------------


def declared_api(root: etree._Element, url: str, headers: Mapping[str, str]) -> str | None:
    """The address of the API that the page names, in its head or in the ``Link`` header (names in lower case).

    One on another site is not the site's own, and counts as none.
    """
    links = (e.get("href") for e in root.iter("link") if _RELATION in (e.get("rel") or "").split())
    header = _LINK_HEADER.search(headers.get("link", ""))
    for href in (*links, header[1] if header else None):
        found = canonical_url(href, url) if href else None
        if found and site_of(found) == site_of(url):
            return found
    return None


def api_roots(root: etree._Element, url: str, headers: Mapping[str, str]) -> tuple[str, ...]:
    """Where to look for the API: where the page says, else where WordPress has it, with and without permalinks."""
    declared = declared_api(root, url, headers)
    if declared is not None:
        return (declared,)
    home = urlunsplit((*urlsplit(url)[:2], "/", "", ""))
    return f"{home}wp-json/", f"{home}?rest_route=/"


def home_of(api: str) -> str:
    """The home page of the site whose API that is."""
    parts = urlsplit(api)
    return urlunsplit((parts.scheme, parts.netloc, parts.path.partition("/wp-json")[0].rstrip("/") + "/", "", ""))


def endpoint(api: str, route: str, parameters: Mapping[str, str]) -> str:
    """The address of a route (``wp/v2/posts``) below the API's root, which may be a path or a query parameter."""
    parts = urlsplit(api)
    query = dict(parse_qsl(parts.query))
    if "rest_route" in query:
        query["rest_route"] = query["rest_route"].rstrip("/") + "/" + route
    else:
        parts = parts._replace(path=parts.path.rstrip("/") + "/" + route)
    return urlunsplit(parts._replace(query=urlencode({**query, **parameters}, safe=",:/")))


# --- answers -----------------------------------------------------------------------------------------------------


def read_answer(status: int, body: bytes) -> Any:
    """The JSON value of an answer. Raises ApiError if it is an error, or no JSON (a page of HTML, say)."""
    try:
        value = json.loads(body.decode("utf-8-sig", "replace"))
    except (ValueError, RecursionError):
        value = None
    if status in (401, 403):
        raise ApiError("closed")
    if status == 404:
        raise ApiError("absent")
    if status == 400 and isinstance(value, dict):
        if str(value.get("code")).endswith("_invalid_page_number"):
            raise ApiError("past_the_end")
        if "per_page" in str(value.get("data")):
            raise ApiError("too_many")
    if status != 200:
        raise ApiError("failed")
    if not isinstance(value, list | dict):
        raise ApiError("no_json")
    return value


def text_at(value: Any, *path: str) -> str:
    """The text that lies at the path of keys in a JSON value; "" if there is none."""
    for key in path:
        value = value.get(key) if isinstance(value, dict) else None
    return value if isinstance(value, str) else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """url: canonical. published: site time, None if not given. protected: behind a password, as far as it was asked
    for. data: the post as the API gives it.
    """

    ident: int
    url: str
    published: datetime | None
    protected: bool
    data: Mapping[str, Any]

    def twin(self, text: str = "") -> bytes:
        """When it was published and changed, and the text if given, as JSON in the API's own form (``Page.api``)."""
        told = {key: self.data[key] for key in _FIELDS if key in self.data}
        return json.dumps({**told, "content": {"rendered": text}} if text else told).encode()


@dataclass(frozen=True, slots=True, kw_only=True)
class PostPage:
    """posts: those that can be read. total: how many there are, pages: how many answers they fill; None = not said."""

    posts: tuple[Post, ...]
    total: int | None
    pages: int | None


def read_posts(value: Any, headers: Mapping[str, str], url: str) -> PostPage:
    """The posts in an answer, without those that lie on another site than `url`. headers: names in lower case.

    Raises ApiError if it is no list.
    """
    if not isinstance(value, list):
        raise ApiError("no_json")
    total, pages = (_number(headers.get(name)) for name in ("x-wp-total", "x-wp-totalpages"))
    return PostPage(posts=tuple(_posts(value, url)), total=total, pages=pages)


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isdecimal() and len(text) < 10 else None


def _posts(entries: list[Any], url: str) -> Iterator[Post]:
    for entry in entries:
        link = canonical_url(text_at(entry, "link") or "", url) if text_at(entry, "link") else None
        if link is None or site_of(link) != site_of(url) or not isinstance(entry.get("id"), int):
            continue
        content = entry.get("content")
        yield Post(
            ident=entry["id"],
            url=link,
            published=_site_time(text_at(entry, "date")),
            protected=isinstance(content, dict) and content.get("protected") is True,
            data=entry,
        )


def _site_time(text: str) -> datetime | None:
    """The site's own time, without a zone, as its questions are in; None for what is none."""
    try:
        return datetime.fromisoformat(text).replace(tzinfo=None, microsecond=0)
    except ValueError:
        return None


# --- questions ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class PostQuery:
    """One question for posts.

    route: below the API's root. order: "date" or "modified", the latest first. page, size: which page, of how many.
    after, before: bounds of the publication in site time, themselves excluded; cursor: the same as before, set where
    the last answer ended; without_cursor: the site does not keep to it. categories: ids; () = all.
    modified_after: with zone; older sites do not know it and give all. full: with what a record can be made of.
    search: a word that their texts hold, to be had with the texts.
    """

    route: str = "wp/v2/posts"
    order: str = "date"
    page: int = 1
    size: int = _SIZES[0]
    after: datetime | None = None
    before: datetime | None = None
    cursor: datetime | None = None
    without_cursor: bool = False
    categories: tuple[int, ...] = ()
    modified_after: datetime | None = None
    full: bool = False
    search: str = ""

    @classmethod
    def between(cls, since: date | None, until: date | None, **options: Any) -> PostQuery:
        """The posts of these days, both included; None = no bound."""
        second, midnight = timedelta(seconds=1), datetime.min.time()
        after = datetime.combine(since, midnight) - second if since else None
        before = datetime.combine(until + timedelta(days=1), midnight) if until else None
        return cls(after=after, before=before, **options)

    def address(self, api: str) -> str:
        fields = (*_FIELDS, *(_CONTENT if self.full else ("content" if self.search else "content.protected",)))
        before = self.cursor or self.before
        asked = {
            "per_page": str(self.size),
            "page": str(self.page),
            "orderby": self.order,
            "order": "desc",
            "after": self.after.isoformat() if self.after else "",
            "before": before.isoformat() if before else "",
            "modified_after": self.modified_after.isoformat() if self.modified_after else "",
            "categories": ",".join(map(str, self.categories)),
            "search": self.search,
            "_fields": ",".join(fields),
            "_embed": _EMBEDDED if self.full else "",
        }
        return endpoint(api, self.route, {name: value for name, value in asked.items() if value})

    def following(self, answer: PostPage, news: int) -> PostQuery | None:
        """What to ask next; None at the end. news: how many of the posts no answer before had."""
        if not answer.posts or (answer.pages is not None and self.page >= answer.pages):
            return None
        times = [post.published for post in answer.posts if post.published is not None]
        if self.cursor and max(times, default=self.cursor) >= self.cursor:
            # It does not keep to dates: the page numbers begin behind the first answer, which this one repeats.
            return replace(self, cursor=None, without_cursor=True, page=2)
        if not news and answer.pages is None:
            return None
        cursor = min(times) + timedelta(seconds=1) if times else None
        held = self.cursor or self.before
        if self.order != "date" or self.without_cursor or cursor is None or (held and cursor >= held):
            return replace(self, page=self.page + 1)
        return replace(self, cursor=cursor, page=1)

    def smaller(self) -> PostQuery | None:
        """The same question for fewer posts at once; None if there is no smaller size."""
        size = next((size for size in _SIZES if size < self.size), None)
        return replace(self, size=size, page=(self.page - 1) * self.size // size + 1) if size else None

    def latest(self, order: str) -> PostQuery:
        """The question for the latest posts, in that order."""
        return replace(self, order=order, page=1, cursor=None)

    def holds(self, post: Post) -> bool:
        """False for a post outside the bounds: the site does not keep to them."""
        moment = post.published
        if moment is None:
            return True
        return not (self.after and moment <= self.after) and not (self.before and moment >= self.before)


def unknown(posts: Collection[Post], known: Collection[int]) -> list[Post]:
    """The posts whose ids are not among the known."""
    return [post for post in posts if post.ident not in known]
