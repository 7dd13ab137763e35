"""The sample site on a loopback port."""

from __future__ import annotations

import sys
import threading
from collections import deque
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Self

from capital_spider.demo.site import Response, Site

HOST = "127.0.0.1"
# A crawl of everything takes about three hundred requests.
_REMEMBERED = 10_000


class _Handler(BaseHTTPRequestHandler):
    """Answers GET and HEAD; repeats a feed only if it has changed."""

    protocol_version = "HTTP/1.1"
    server_version = "CapitalCities"
    sys_version = ""
    server: _Server

    def do_GET(self) -> None:
        self._send(with_body=True)

    def do_HEAD(self) -> None:
        self._send(with_body=False)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class names it so
        """Nothing: the crawler's own log tells what was fetched."""

    def _send(self, *, with_body: bool) -> None:
        self.server.requests.append(self.path)
        path, _, query = self.path.partition("?")
        response = self._unless_known(self.server.site.render(path, query))
        self.send_response(response.status)
        for name, value in response.headers.items():
            self.send_header(name, value)
        if response.status != 304:
            self.send_header("Content-Length", str(len(response.body)))
        self.end_headers()
        if with_body:
            self.wfile.write(response.body)

    def _unless_known(self, response: Response) -> Response:
        """304 if the client names the version that it holds; by ETag, else by date (RFC 9110, 13.2.2)."""
        tag, date = response.headers.get("ETag"), response.headers.get("Last-Modified")
        asked_tag = self.headers.get("If-None-Match")
        known = tag in asked_tag.split(", ") if asked_tag else date == self.headers.get("If-Modified-Since")
        return Response(304, response.headers, b"") if tag and known else response


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    # The reading end of a client that stops early is not worth a traceback.
    block_on_close = False

    def __init__(self, port: int) -> None:
        super().__init__((HOST, port), _Handler)
        self.requests: deque[str] = deque(maxlen=_REMEMBERED)
        self.site = Site(f"http://{HOST}:{self.server_port}")

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that goes away is its own affair; anything else is a bug and stays loud."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]


class DemoSite:
    """The sample site, served while the ``with`` block lasts; ``url`` is its home page.

    port: 0 = any free one. Raises OSError if the port is taken.
    """

    def __init__(self, port: int = 0) -> None:
        self._port = port
        self._server: _Server | None = None

    @property
    def requests(self) -> list[str]:
        """The latest requests, path and query, in order of arrival."""
        return list(self._running.requests)

    @property
    def url(self) -> str:
        return f"{self._running.site.base}/"

    @property
    def _running(self) -> _Server:
        if self._server is None:
            raise RuntimeError("the sample site is not running; use it as `with DemoSite() as site`")
        return self._server

    def __enter__(self) -> Self:
        self._server = _Server(self._port)
        threading.Thread(
            target=self._server.serve_forever, name="demo-site", kwargs={"poll_interval": 0.05}, daemon=True
        ).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._server is not None:
            self._server.shutdown()
            self._server.server_close()
            self._server = None
