"""The sample site as a function from an address to a response."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from email.utils import format_datetime
from urllib.parse import parse_qs, quote, unquote

from capital_spider.demo.archive import Archive, Listing
from capital_spider.demo.content import Post, load, utc
from capital_spider.demo.metadata import rest_post
from capital_spider.demo.pages import Pages
from capital_spider.demo.pictures import make_png

HTML = "text/html; charset=UTF-8"
THEME = "/wp-content/themes/jnews"
# The sizes in which the cards show pictures.
THUMBNAILS = ((350, 250), (120, 86))


@dataclass(frozen=True, slots=True)
class Response:
    status: int
    headers: Mapping[str, str]
    body: bytes = field(repr=False)


class Site:
    """base: scheme, host and port, without the final slash; every link on the pages begins with it."""

    def __init__(self, base: str = "http://127.0.0.1:8000") -> None:
        self.base, self.content = base, load()
        self.archive = Archive(self.content)
        self._pages = Pages(base, self.archive, self.content)
        self._posts = {unquote(post.path): post for post in self.content.posts}
        self._numbers = {str(post.number): post for post in self.content.posts}
        self._plain = {page.path: page for page in self.content.pages}
        self._pictures = self._picture_paths()
        self._cache: dict[tuple[str, str], Response] = {}

    def render(self, path: str, query: str = "") -> Response:
        """The response to GET `path` with the raw `query`; found pages are rendered once and kept."""
        key = (path, query)
        if key not in self._cache:
            response = self._answer(unquote(path), {k: v[0] for k, v in parse_qs(query).items()})
            if response.status != 200 or path.startswith("/endless/") or query:
                return response
            self._cache[key] = response
        return self._cache[key]

    def _answer(self, path: str, query: dict[str, str]) -> Response:
        doors: list[Callable[[str, dict[str, str]], Response | None]] = [
            self._by_number,
            self._listing,
            self._article,
            self._plain_page,
            self._feed,
            self._machine_page,
            self._picture,
        ]
        for door in doors:
            if response := door(path, query):
                return response
        if not path.endswith("/") and self._answer(f"{path}/", query).status == 200:
            return self._moved(f"{path}/")
        return _page(self._pages.not_found(), 404)

    def _by_number(self, path: str, query: dict[str, str]) -> Response | None:
        if path != "/":
            return None
        if post := self._numbers.get(query.get("p", "")):
            return self._moved(post.path)
        if "cat" in query:
            places = [p for p in self.archive.places if str(self.archive.category_id(p)) == query["cat"]]
            return self._moved(self.archive.category_path(places[0])) if places else _page(self._pages.not_found(), 404)
        if "s" in query:
            return _page(self._pages.listing(self.archive.search(query["s"]), 1))
        return None

    def _listing(self, path: str, _: dict[str, str]) -> Response | None:
        match = re.fullmatch(r"(.*/)page/(\d{1,6})/", path)
        first, number = (match[1], int(match[2])) if match else (path, 1)
        listing = self._find_listing(first)
        if listing is None or not 1 <= number <= listing.last_page:
            return None
        return _page(self._pages.listing(listing, number))

    def _find_listing(self, path: str) -> Listing | None:
        return self.archive.listings.get(self.archive.short_paths.get(path, path))

    def _article(self, path: str, query: dict[str, str]) -> Response | None:
        match = re.fullmatch(r"(/\d{4}/\d\d/\d\d/[^/]+/)(\d{1,6})/", path)
        post, number = self._posts.get(match[1] if match else path), int(match[2]) if match else 1
        if post is None:
            return None
        if match and not 2 <= number <= len(post.pages):
            return self._moved(post.path)
        if "amp" in query:
            return _page(self._pages.amp(post))
        return _page(self._pages.article(post, number))

    def _plain_page(self, path: str, _: dict[str, str]) -> Response | None:
        if path in self._plain:
            return _page(self._pages.plain(self._plain[path]))
        if match := re.fullmatch(r"/endless/(\d{1,6})/", path):
            return _page(self._pages.endless(int(match[1])))
        return None

    def _feed(self, path: str, query: dict[str, str]) -> Response | None:
        match = re.fullmatch(r"(.*/)feed/", path)
        listing = self._find_listing(match[1]) if match else None
        number = int(query["paged"]) if re.fullmatch(r"\d{1,6}", query.get("paged", "")) else 1
        if listing is None or not 1 <= number <= listing.last_page:
            return None
        posts = listing.page(number)
        body = self._pages.feed(listing, posts).encode()
        headers = {"ETag": f'"{hashlib.sha256(body).hexdigest()[:32]}"'}
        if posts:
            headers["Last-Modified"] = format_datetime(max(utc(p.modified) for p in posts), usegmt=True)
        return _response(body, "application/rss+xml; charset=UTF-8", headers)

    def _machine_page(self, path: str, _: dict[str, str]) -> Response | None:
        if path == "/robots.txt":
            return _response(self._pages.robots().encode(), "text/plain; charset=utf-8")
        if path == f"{THEME}/style.css":
            return _response(self._pages.style().encode(), "text/css")
        if sitemap := self._pages.sitemap(path):
            return _response(sitemap.encode(), "application/xml; charset=UTF-8")
        if match := re.fullmatch(r"/wp-json/wp/v2/posts/(\d+)/?", path):
            return self._rest(self._numbers.get(match[1]))
        return None

    def _rest(self, post: Post | None) -> Response:
        unknown = {"code": "rest_post_invalid_id", "message": "Invalid post ID.", "data": {"status": 404}}
        document = rest_post(post, self.archive, self.base) if post else unknown
        body = json.dumps(document, separators=(",", ":")).encode()
        return _response(body, "application/json; charset=UTF-8", status=200 if post else 404)

    def _picture(self, path: str, _: dict[str, str]) -> Response | None:
        size = next(((w, h) for w, h in THUMBNAILS if path.endswith(f"-{w}x{h}.png")), None)
        whole = path.replace("-{}x{}.png".format(*size), ".png") if size else path
        if whole not in self._pictures:
            return None
        return _response(make_png(whole, *size) if size else make_png(whole), "image/png")

    def _picture_paths(self) -> set[str]:
        paths = {f"{THEME}/assets/img/jeg-empty.png"} | {post.picture for post in self.content.posts if post.picture}
        for post in self.content.posts:
            paths |= {block["url"] for part in post.body for block in part.truth() if block["type"] == "image"}
        return paths

    def _moved(self, path: str) -> Response:
        # Every address of the site is in lower case, the percent-encoded ones too.
        location = self.base + (path if path.isascii() else quote(path).lower())
        return Response(301, {"Location": location, "Content-Type": HTML, "X-Redirect-By": "WordPress"}, b"")


def _response(body: bytes, kind: str, headers: Mapping[str, str] | None = None, *, status: int = 200) -> Response:
    return Response(status, {"Content-Type": kind, **(headers or {})}, body)


def _page(text: str, status: int = 200) -> Response:
    return _response(text.encode(), HTML, status=status)
