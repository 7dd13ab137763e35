"""Sitemaps as sites serve them: whole, packed, broken, hostile."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from datetime import date

import pytest

from capital_spider.discover import sitemap_text
from capital_spider.discover.sitemaps import SitemapError, read_sitemap, read_w3c_day

URL = "https://example.org/sitemaps/news.xml"
NAMESPACE = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'


def urlset(*entries: str, attributes: str = NAMESPACE) -> bytes:
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<urlset {attributes}>{"".join(entries)}</urlset>'.encode()


def page(path: str, more: str = "") -> str:
    return f"<url><loc>https://example.org{path}</loc>{more}</url>"


TWO = urlset(page("/a/"), page("/b/"))
BOTH = ["/a/", "/b/"]
# What it is → its bytes, and the paths of the pages that it lists.
READ: dict[str, tuple[bytes, list[str]]] = {
    "as the protocol has it": (TWO, BOTH),
    "packed": (gzip.compress(TWO), BOTH),
    "packed twice": (gzip.compress(gzip.compress(TWO)), BOTH),
    "packed in two pieces": (gzip.compress(TWO[:150]) + gzip.compress(TWO[150:]), BOTH),
    "packed, with zeros after it": (gzip.compress(TWO) + bytes(512), BOTH),
    "packed, and broken off": (gzip.compress(TWO, 0)[:-30], ["/a/"]),
    "with a byte order mark": (b"\xef\xbb\xbf" + TWO, BOTH),
    "UTF-16, as it says": (TWO.decode().replace("UTF-8", "UTF-16").encode("utf-16"), BOTH),
    "UTF-16 without a mark": (TWO.decode().encode("utf-16-le"), BOTH),
    "says UTF-16, and is not": (TWO.replace(b"UTF-8", b"utf-16"), BOTH),
    "says UTF-8, and is Latin-1": (urlset(page("/caf~/")).replace(b"~", b"\xe9"), ["/caf%C3%A9/"]),
    "says an encoding that there is not": (TWO.replace(b"UTF-8", b"utf-9"), BOTH),
    "says an encoding that is none of text": (TWO.replace(b"UTF-8", b"base64"), BOTH),
    "Windows-1251": (
        urlset(page("/мир/")).decode().replace("UTF-8", "windows-1251").encode("cp1251"),
        ["/%D0%BC%D0%B8%D1%80/"],
    ),
    "blank lines before the declaration": (b"\n\n" + TWO, BOTH),
    "a warning of the software before it": (b"<br />\n<b>Warning</b>: a &nbsp; in x.php\n" + TWO, BOTH),
    "a style sheet and a comment before it": (
        TWO.replace(b"?>\n", b'?>\n<?xml-stylesheet href="x.xsl"?><!-- <url> by hand -->', 1),
        BOTH,
    ),
    "no namespace": (urlset(page("/a/"), attributes=""), ["/a/"]),
    "another namespace": (urlset(page("/a/"), attributes='xmlns="http://www.google.com/schemas/sitemap/0.8"'), ["/a/"]),
    "a prefix": (
        b'<s:urlset xmlns:s="http://www.sitemaps.org/schemas/sitemap/0.9">'
        b"<s:url><s:loc>https://example.org/a/</s:loc></s:url></s:urlset>",
        ["/a/"],
    ),
    "prefixes that are not declared": (
        urlset(page("/a/", "<image:image><image:loc>https://example.org/a.jpg</image:loc></image:image>"), page("/b/")),
        BOTH,
    ),
    "pictures before the address are none": (
        urlset(
            "<url><image:image><image:loc>https://example.org/a.jpg</image:loc></image:image>"
            "<loc>https://example.org/a/</loc></url>",
            attributes=f'{NAMESPACE} xmlns:image="http://www.google.com/schemas/sitemap-image/1.1"',
        ),
        ["/a/"],
    ),
    "a page in other languages": (
        urlset(
            page("/a/", '<xhtml:link rel="alternate" hreflang="de" href="https://example.org/de/a/"/>'),
            attributes=f'{NAMESPACE} xmlns:xhtml="http://www.w3.org/1999/xhtml"',
        ),
        ["/a/"],
    ),
    "a plain ampersand": (urlset(page("/?id=1&copy=2&b=3")), ["/?b=3&copy=2&id=1"]),
    "an ampersand as it should be": (urlset(page("/?id=1&amp;copy=2")), ["/?copy=2&id=1"]),
    "an ampersand in CDATA": (
        urlset("<url><loc><![CDATA[https://example.org/?id=1&b=2]]></loc></url>"),
        ["/?b=2&id=1"],
    ),
    "an entity of HTML": (urlset(page("/caf&eacute;/"), page("/b/")), ["/caf%C3%A9/", "/b/"]),
    "control characters": (urlset(page("/a/", "<lastmod>\x0b\x00</lastmod>"), page("/b/")), BOTH),
    "line breaks around the address": (urlset("<url><loc>\n  https://example.org/a/\n</loc></url>"), ["/a/"]),
    "a comment is no address": (urlset(f"<!-- {page('/old/')} -->", page("/a/")), ["/a/"]),
    "relative addresses": (
        urlset("<url><loc>/a/</loc></url>", "<url><loc>b.html</loc></url>"),
        ["/a/", "/sitemaps/b.html"],
    ),
    "what is no web address": (urlset("<url><loc>mailto:a@b.example</loc></url>", "<url/>", page("/a/")), ["/a/"]),
    "twice the same": (urlset(page("/a/"), page("/b/"), page("/a/"), page("/a/#top")), BOTH),
    "capitals": (TWO.replace(b"url>", b"URL>").replace(b"loc>", b"Loc>"), BOTH),
    "a tag that is not closed": (TWO.replace(b"</url>", b"", 1), BOTH),
    "broken off within an address": (TWO[: TWO.index(b"/b/") + 1], ["/a/"]),
    "broken off behind an address": (TWO[: TWO.rindex(b"</url>")], BOTH),
    "nothing in it": (urlset(), []),
    "plain text": (b"https://example.org/a/\r\nhttps://example.org/b/", BOTH),
    "plain text with a mark and blank lines": (b"\xef\xbb\xbf\n\nhttps://example.org/a/\n\n", ["/a/"]),
    "plain text, packed": (gzip.compress(b"https://example.org/a/\nhttps://example.org/b/\n"), BOTH),
}  # fmt: skip


@pytest.mark.parametrize("name", READ)
def test_pages(name: str) -> None:
    body, paths = READ[name]
    sitemap = read_sitemap(body, URL)
    assert [entry.url.removeprefix("https://example.org") for entry in sitemap.pages] == paths
    assert sitemap.parts == ()


BROKEN = {
    "whole": (TWO, True),
    "broken off": (TWO[:-5], False),
    "packed and broken off": (gzip.compress(TWO)[:-12], False),
    "not well formed, but closed": (urlset(page("/a/", "<x>")), False),
    "plain text": (b"https://example.org/a/", True),
}


@pytest.mark.parametrize("name", BROKEN)
def test_whether_it_is_whole(name: str) -> None:
    body, is_whole = BROKEN[name]
    assert read_sitemap(body, URL).is_whole is is_whole


def test_an_index_lists_parts() -> None:
    body = (
        f"<sitemapindex {NAMESPACE}>"
        "<sitemap><loc>/post.xml.gz</loc><lastmod>2025-04-02T08:00:00+00:00</lastmod></sitemap>"
        "<sitemap><loc>https://example.org/page.xml</loc></sitemap></sitemapindex>"
    )
    sitemap = read_sitemap(body.encode(), URL)
    assert [(part.url, part.changed) for part in sitemap.parts] == [
        ("https://example.org/post.xml.gz", date(2025, 4, 2)),
        ("https://example.org/page.xml", None),
    ]
    assert sitemap.pages == ()


def test_what_lies_elsewhere_is_counted() -> None:
    entries = ("https://other.example/a/", "https://www.example.org/b/", "http://news.example.org/c/")
    sitemap = read_sitemap("\n".join(entries).encode(), URL)
    assert [entry.url for entry in sitemap.pages] == list(entries[1:])
    assert sitemap.elsewhere == 1


def test_a_sitemap_kept_elsewhere_lists_the_pages_of_the_site_and_its_own_parts() -> None:
    body = (
        "<sitemapindex><sitemap><loc>https://cdn.example/2.xml</loc></sitemap>"
        "<sitemap><loc>https://third.example/3.xml</loc></sitemap>"
        "<url><loc>https://cdn.example/x/</loc></url><url><loc>https://example.org/a/</loc></url></sitemapindex>"
    )
    sitemap = read_sitemap(body.encode(), "https://cdn.example/1.xml", "example.org")
    assert [part.url for part in sitemap.parts] == ["https://cdn.example/2.xml"]
    assert [entry.url for entry in sitemap.pages] == ["https://example.org/a/"]


def test_news() -> None:
    more = (
        "<news:news><news:publication><news:name>The Times</news:name></news:publication>"
        "<news:publication_date>2025-04-02T23:30:00-05:00</news:publication_date>"
        "<news:title>Ports &amp; ferries &eacute;</news:title></news:news>"
    )
    attributes = f'{NAMESPACE} xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"'
    (entry,) = read_sitemap(urlset(page("/a/", more), attributes=attributes), URL).pages
    assert (entry.published, entry.changed, entry.title) == (date(2025, 4, 2), None, "Ports & ferries &eacute;")


BOMB = "<!ENTITY a 'x'>" + "".join(f"<!ENTITY {chr(98 + n)} '{f'&{chr(97 + n)};' * 10}'>" for n in range(9))
REFUSED = {
    "a page of HTML": (b"<!DOCTYPE html><html><body><p>Not found</p></body></html>", "html"),
    "HTML without a doctype": (b"<html><head><title>x</title></head></html>", "html"),
    "XHTML": (b'<?xml version="1.0"?><!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0" "x"><html/>', "html"),
    "a page that shows a sitemap": (b"<html><body><?xml version='1.0'?><urlset/></body></html>", "html"),
    "RSS": (b'<?xml version="1.0"?><rss version="2.0"><channel/></rss>', "feed"),
    "Atom": (b'<feed xmlns="http://www.w3.org/2005/Atom"/>', "feed"),
    "entities that grow": (f"<!DOCTYPE urlset [{BOMB}]><urlset><loc>&j;</loc></urlset>".encode(), "entities"),
    "an entity from a file": (
        b'<!DOCTYPE urlset [<!ENTITY x SYSTEM "file:///etc/hostname">]><urlset><url><loc>https://example.org/&x;</loc>'
        b"</url></urlset>",
        "entities",
    ),
    "nothing": (b"", "empty"),
    "blanks": (b" \n ", "empty"),
    "packed nothing": (gzip.compress(b""), "empty"),
    "what only looks packed": (b"\x1f\x8b damaged", "empty"),
    "JSON": (b'{"url": "https://example.org/a/"}', "no_sitemap"),
    "a word": (b"OK", "no_sitemap"),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_none(name: str) -> None:
    body, reason = REFUSED[name]
    with pytest.raises(SitemapError) as caught:
        read_sitemap(body, URL)
    assert caught.value.reason == reason


def test_an_entity_behind_a_long_comment_brings_nothing_in() -> None:
    """Where the refusal does not look, the parser does not resolve it either."""
    body = f"<!--{'x' * 200_000}--><!DOCTYPE urlset [<!ENTITY x SYSTEM 'file:///etc/hostname'>{BOMB}]>"
    entries = "<url><loc>https://example.org/&x;</loc></url><url><loc>https://example.org/&j;</loc></url>"
    sitemap = read_sitemap(f"{body}<urlset>{entries}</urlset>".encode(), URL)
    assert [entry.url for entry in sitemap.pages] == ["https://example.org/&x", "https://example.org/&j"]


ENDLESS: dict[str, Callable[[bytes], bytes]] = {"as it is": bytes, "packed": gzip.compress}


@pytest.mark.parametrize("name", ENDLESS)
def test_over_the_limit_what_came_before_counts(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sitemap_text, "MAX_BYTES", 1_000_000)
    body = urlset(*(page(f"/article-{n:06d}/") for n in range(40_000)))
    sitemap = read_sitemap(ENDLESS[name](body), URL)
    assert not sitemap.is_whole
    assert len(sitemap.pages) == pytest.approx(1_000_000 * 40_000 / len(body), rel=0.1)


DAYS = {
    "a day": ("2025-04-02", date(2025, 4, 2)),
    "a month: its last day": ("2025-02", date(2025, 2, 28)),
    "a year: its last day": ("2025", date(2025, 12, 31)),
    "with time and zone": ("2025-04-02T10:11:12.123+02:00", date(2025, 4, 2)),
    "without seconds": ("2025-04-02T10:11Z", date(2025, 4, 2)),
    "a blank for the T": (" 2025-04-02 10:11:12 ", date(2025, 4, 2)),
    "without zeros": ("2025-4-2", date(2025, 4, 2)),
    "no such day": ("2025-02-30", None),
    "no such month": ("2025-13", None),
    "year nought": ("0000-00-00", None),
    "as in a mail": ("Wed, 02 Apr 2025 10:00:00 GMT", None),
    "a number": ("1743588000", None),
    "nothing": ("", None),
}


@pytest.mark.parametrize("name", DAYS)
def test_days(name: str) -> None:
    text, day = DAYS[name]
    assert read_w3c_day(text) == day
