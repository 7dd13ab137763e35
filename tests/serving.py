"""A small web server on loopback, and a crawl against it in a process of its own (a reactor starts only once)."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import pairwise
from pathlib import Path
from typing import Any, Self

# Longest a crawl of these tests may take, in seconds; the slowest needs about ten.
_PATIENCE = 60
_HTML = {"Content-Type": "text/html; charset=utf-8"}


@dataclass(frozen=True)
class Answer:
    body: bytes = b"<p>A page.</p>"
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)


# A route is an answer, or a function of how many times it was asked before.
Route = Answer | Callable[[int], Answer]


class Server:
    """Serves `routes` (path -> answer) on a free port of `host`; anything else is 404. Use it in a ``with`` block.

    log: (path, seconds on a monotonic clock) of every request in order of arrival; agents: the user agents seen.
    asked: in `answer`, the request that is answered: its ``headers``, and the ``body`` of a POST.
    """

    def __init__(self, routes: Mapping[str, Route], host: str = "127.0.0.1") -> None:
        self.routes = dict(routes)
        self.log: list[tuple[str, float]] = []
        self.agents: set[str | None] = set()
        self.asked = threading.local()
        self._lock = threading.Lock()
        self._http = ThreadingHTTPServer((host, 0), self._handler())
        self.port = self._http.server_port
        self.netloc = f"{host}:{self.port}"

    def url(self, path: str = "/") -> str:
        return f"http://{self.netloc}{path}"

    def paths(self) -> list[str]:
        return [path for path, _ in self.log]

    def gaps(self, prefix: str = "/") -> list[float]:
        """Seconds between the requests, in order, whose path starts so; robots.txt is left out."""
        times = [at for path, at in self.log if path.startswith(prefix) and path != "/robots.txt"]
        return [later - earlier for earlier, later in pairwise(times)]

    def __enter__(self) -> Self:
        threading.Thread(target=self._http.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._http.shutdown()
        self._http.server_close()

    def answer(self, path: str, agent: str | None) -> Answer:
        with self._lock:
            asked = self.paths().count(path)
            self.log.append((path, time.monotonic()))
            self.agents.add(agent)
        route = self.routes.get(path, Answer(b"not found", 404))
        return route if isinstance(route, Answer) else route(asked)

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        server = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                self.do_GET(body)

            def do_GET(self, body: bytes = b"") -> None:
                server.asked.headers, server.asked.body = self.headers, body
                answer = server.answer(self.path, self.headers.get("User-Agent"))
                self.send_response(answer.status)
                for name, value in {**_HTML, **answer.headers}.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(answer.body)))
                self.end_headers()
                try:
                    self.wfile.write(answer.body)
                except OSError:
                    self.close_connection = True  # the crawl has hung up, as it should

            def log_message(self, *_: object) -> None:
                pass

        return Handler


@dataclass(frozen=True)
class Crawl:
    """What a crawl came to: status by address, reason by refused address, other failures by address, and the stats."""

    pages: dict[str, int]
    refused: dict[str, str]
    failed: dict[str, str]
    stats: dict[str, Any]
    log: str


def crawl(start_url: str, follow: Iterable[str] | Mapping[str, list[str]] = (), **settings: object) -> Crawl:
    """Fetch `start_url`, then the addresses in `follow`, with the package's settings and those given.

    follow: what to fetch after the start page, or, page by page, what is found on each.
    """
    links = follow if isinstance(follow, Mapping) else {start_url: list(follow)}
    # The spider comes with the test, and its pages are not to be extracted.
    own: dict[str, object] = {"SPIDER_MODULES": [], "ITEM_PIPELINES": {}}
    task = {"start_url": start_url, "links": dict(links), "settings": {**own, **settings}}
    script = Path(__file__).with_name("crawl_once.py")
    done = subprocess.run(
        [sys.executable, "-W", "error", str(script)],
        input=json.dumps(task),
        capture_output=True,
        text=True,
        timeout=_PATIENCE,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return Crawl(**json.loads(done.stdout), log=done.stderr)
