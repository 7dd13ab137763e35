"""The sample site over HTTP, on loopback."""

from __future__ import annotations

import http.client
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest

from capital_spider.demo import DemoSite


@pytest.fixture
def connection() -> Iterator[http.client.HTTPConnection]:
    with DemoSite() as site:
        client = http.client.HTTPConnection(urlsplit(site.url).netloc, timeout=20)
        yield client
        client.close()


def ask(
    client: http.client.HTTPConnection, method: str, path: str, headers: dict[str, str] | None = None
) -> tuple[http.client.HTTPResponse, bytes]:
    client.request(method, path, headers=headers or {})
    response = client.getresponse()
    return response, response.read()


def test_one_connection_serves_several_requests(connection: http.client.HTTPConnection) -> None:
    response, body = ask(connection, "GET", "/")
    socket = connection.sock
    assert response.status == 200
    assert int(response.headers["Content-Length"]) == len(body)
    assert ask(connection, "GET", "/nowhere/")[0].status == 404
    assert connection.sock is socket


def test_head_sends_no_body(connection: http.client.HTTPConnection) -> None:
    response, body = ask(connection, "HEAD", "/about-us/")
    assert (response.status, body) == (200, b"")
    assert int(response.headers["Content-Length"]) > 0


def test_feeds_are_repeated_only_if_changed_and_pages_always(connection: http.client.HTTPConnection) -> None:
    first, _ = ask(connection, "GET", "/feed/")
    tag, date = first.headers["ETag"], first.headers["Last-Modified"]
    assert ask(connection, "GET", "/feed/", {"If-None-Match": tag})[0].status == 304
    assert ask(connection, "GET", "/feed/", {"If-Modified-Since": date})[0].status == 304
    assert ask(connection, "GET", "/feed/", {"If-None-Match": '"other"', "If-Modified-Since": date})[0].status == 200
    page, _ = ask(connection, "GET", "/")
    assert page.headers["ETag"] is None
    assert page.headers["Last-Modified"] is None


def test_links_name_the_port_that_answers(connection: http.client.HTTPConnection) -> None:
    _, body = ask(connection, "GET", "/")
    assert f"http://127.0.0.1:{connection.port}/category/europe/".encode() in body


def test_a_site_that_does_not_run_has_no_address() -> None:
    with pytest.raises(RuntimeError, match="not running"):
        _ = DemoSite().url
