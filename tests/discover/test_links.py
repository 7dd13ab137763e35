"""Links that a crawl may follow."""

from __future__ import annotations

import pytest
from lxml import html

from capital_spider.discover.links import follow, is_hidden, link_text

BASE = "https://example.org/news/"

LINKS: dict[str, tuple[str, list[str]]] = {
    "relative": ("<a href='a/'>A</a>", ["https://example.org/news/a/"]),
    "subdomain": ("<a href='https://blog.example.org/a'>A</a>", ["https://blog.example.org/a"]),
    "twice, with a tracking parameter": (
        "<a href='/a/'>A</a><a href='/a/?utm_source=x'>A</a><a href='/a/#top'>A</a>",
        ["https://example.org/a/"],
    ),
    "another site": ("<a href='https://example.net/a'>A</a>", []),
    "trap": ("<a href='/?s=boats'>A</a><a href='/wp-login.php'>A</a>", []),
    "no address": (
        "<a>A</a><a href=''>A</a><a href='mailto:a@example.org'>A</a><a href='javascript:void(0)'>A</a>",
        [],
    ),
    "hidden by attribute": ("<div hidden><a href='/a/'>A</a></div>", []),
    "hidden by style": ("<div style='Display : None'><a href='/a/'>A</a></div>", []),
    "invisible": ("<a style='visibility:hidden' href='/a/'>A</a>", []),
    "off the screen": ("<p style='position:absolute;left:-9999px'><a href='/a/'>A</a></p>", []),
    "moved a little": ("<p style='left:-10px'><a href='/a/'>A</a></p>", ["https://example.org/a/"]),
    "hidden twin of a visible link": (
        "<p hidden><a href='/a/'>A</a></p><a href='/a/'>A</a>",
        ["https://example.org/a/"],
    ),
}


@pytest.mark.parametrize("case", LINKS.values(), ids=LINKS.keys())
def test_follow(case: tuple[str, list[str]]) -> None:
    root = html.document_fromstring(f"<html><body>{case[0]}</body></html>")
    assert [url for _, url in follow(root.iter("a"), BASE)] == case[1]


def test_the_link_of_an_address_is_the_one_with_text() -> None:
    root = html.document_fromstring("<html><body><a href='/a/'><img></a><a href='/a/'>A</a><a href='/a/'>B</a></body>")
    assert [link_text(link) for link, _ in follow(root.iter("a"), BASE)] == ["A"]


def test_text_of_a_link() -> None:
    link = html.fragment_fromstring("<a>\n A <b>bold\u00a0</b>  word\u00ad</a>")
    assert link_text(link) == "A bold word"


def test_hidden_by_what_stands_around() -> None:
    root = html.document_fromstring("<html><body><div hidden><p><b>x</b></p></div><i>y</i></body></html>")
    assert is_hidden(next(root.iter("b")))
    assert not is_hidden(next(root.iter("i")))
