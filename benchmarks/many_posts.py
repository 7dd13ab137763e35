"""A site of any size on loopback: the sample site's articles over and over, each under an address of its own.

usage: python benchmarks/many_posts.py POSTS

Prints the address of its home page and serves until it is ended. Months of 2024, ten articles a page.
"""

from __future__ import annotations

import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

from capital_spider.demo import Site, truth

PAGE = 10
MONTHS = range(1, 13)


class ManyPosts:
    """base: the site's address without the final slash."""

    def __init__(self, base: str, posts: int) -> None:
        self.base = base
        site = Site(base)
        paths = [entry["path"] for entry in truth() if entry["path"].isascii() and not entry["protected"]]
        self._bodies = [(path.encode(), site.render(path).body) for path in paths]
        self._months = {month: [self._path(n) for n in range(posts) if n % 12 + 1 == month] for month in MONTHS}
        widget = "".join(
            f'<li><a href="{base}/2024/{month:02}/">2024-{month:02}</a>&nbsp;({len(paths):,})</li>'
            for month, paths in reversed(self._months.items())
        )
        self._sidebar = f'<div class="jeg_sidebar"><div class="widget_archive"><ul>{widget}</ul></div></div>'

    @staticmethod
    def _path(number: int) -> str:
        return f"/2024/{number % 12 + 1:02}/{number // 12 % 28 + 1:02}/story-{number}/"

    def render(self, path: str) -> bytes | None:
        """The page at the path; None if there is none."""
        parts = path.strip("/").split("/")
        if path == "/":
            return self._page("")
        if len(parts) == 4 and parts[3].startswith("story-"):
            own, body = self._bodies[int(parts[3].removeprefix("story-")) % len(self._bodies)]
            return body.replace(own, path.encode())
        if parts[0] == "2024" and len(parts) == 2:
            return self._listing(int(parts[1]), 1)
        if parts[0] == "2024" and parts[2:3] == ["page"]:
            return self._listing(int(parts[1]), int(parts[3]))
        return None  # the sample articles' links to each other lead nowhere

    def _listing(self, month: int, number: int) -> bytes:
        paths = self._months[month]
        last = -(-len(paths) // PAGE)
        cards = "".join(
            f'<article class="jeg_post"><h3 class="jeg_post_title"><a href="{self.base}{path}">'
            f"A headline that is long enough for one: {path.split('/')[-2]}</a></h3></article>"
            for path in paths[(number - 1) * PAGE : number * PAGE]
        )
        first = f"{self.base}/2024/{month:02}/"
        numbers = "".join(
            f'<a class="page_number" href="{first}page/{n}/">{n}</a>' for n in {number + 1, last} if n <= last
        )
        following = f'<a class="page_nav next" href="{first}page/{number + 1}/">Next</a>' if number < last else ""
        pages = f'<div class="jeg_navigation">{numbers}{following}</div>'
        return self._page(f'<div class="jnews_archive_content_wrapper">{cards}</div>{pages}')

    def _page(self, content: str) -> bytes:
        head = "<html><head><title>Many posts</title></head>"
        return f'{head}<body><div class="jeg_viewport">{content}{self._sidebar}</div></body></html>'.encode()


def main() -> None:
    server = ThreadingHTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler)
    base = f"http://127.0.0.1:{server.server_port}"
    site = ManyPosts(base, int(sys.argv[1]))

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            body = site.render(urlsplit(self.path).path)
            self.send_response(200 if body is not None else 404)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(body or b"")))
            self.end_headers()
            self.wfile.write(body or b"")

        def log_message(self, *_: object) -> None:
            pass

    server.RequestHandlerClass = Handler
    print(f"{base}/", flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main()
