"""Feeds of every kind as the articles that they list, and where they are."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from lxml import html

from capital_spider.discover.feeds import (
    FeedError,
    feed_of_category,
    is_of_comments,
    known_places,
    linked_feeds,
    main_feed,
    numbered_page_of,
    read_feed,
)

URL = "https://example.org/feed/"
A, B = "https://example.org/a/", "https://example.org/b/"


def rss(*items: str, more: str = "", version: str = "2.0") -> bytes:
    inside = "".join(f"<item>{item}</item>" for item in items)
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><rss version="{version}" xmlns:atom="http://www.w3.org/2005/Atom" '
        f'xmlns:feedburner="http://rssnamespace.org/feedburner/ext/1.0"><channel><title>News</title>{more}{inside}'
        "</channel></rss>"
    ).encode()


def atom(*entries: str, more: str = "") -> bytes:
    inside = "".join(f"<entry>{entry}</entry>" for entry in entries)
    return f'<feed xmlns="http://www.w3.org/2005/Atom"><title>News</title>{more}{inside}</feed>'.encode()


def json_feed(*items: object, **more: object) -> bytes:
    return json.dumps({"version": "https://jsonfeed.org/version/1.1", "title": "x", "items": items, **more}).encode()


TWO = rss(f"<link>{A}</link>", f"<link>{B}</link>")
READ: dict[str, tuple[bytes, list[str]]] = {
    "RSS 2.0": (TWO, [A, B]),
    "RSS 0.91 with the doctype of its time": (
        b'<?xml version="1.0"?><!DOCTYPE rss PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN" '
        b'"http://my.netscape.com/publish/formats/rss-0.91.dtd">'
        + rss(f"<link>{A}</link>", version="0.91").split(b"?>")[1],
        [A],
    ),
    "RSS 1.0": (
        b'<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/">'
        b'<channel rdf:about="https://example.org/"><title>News</title></channel>'
        b'<item rdf:about="https://example.org/a/"><title>x</title><link>https://example.org/a/</link></item></rdf:RDF>',
        [A],
    ),
    "Atom": (atom(f'<link href="{A}"/>', f'<link rel="alternate" href="{B}"/>'), [A, B]),
    "Atom: the link among others": (
        atom(f'<link rel="edit" href="/edit/1"/><link rel="enclosure" href="/a.mp3"/><link href="{A}"/>'),
        [A],
    ),
    "JSON Feed": (json_feed({"id": "1", "url": A}, {"id": "2", "url": "/b/"}), [A, B]),
    "JSON Feed: an id that is the address": (json_feed({"id": A, "external_url": "https://other.example/"}), [A]),
    "JSON Feed: items that are none": (json_feed(7, None, {"id": 1}, {"url": ["x"]}, {"url": A}), [A]),
    "JSON Feed with a byte order mark": (b"\xef\xbb\xbf" + json_feed({"url": A}), [A]),
    "a guid that is the address": (rss(f'<guid isPermaLink="true">{A}</guid>'), [A]),
    "a guid that is a number": (rss(f"<guid>https://example.org/?p=7</guid><link>{A}</link>"), [A]),
    "a link that counts clicks, the address beside it": (
        rss(f"<link>https://feedproxy.example/~r/x/1</link><feedburner:origLink>{A}</feedburner:origLink>"),
        [A],
    ),
    "a link that counts clicks, the address as guid": (
        rss(f'<link>https://feedproxy.example/~r/x/1</link><guid isPermaLink="false">{A}</guid>'),
        [A],
    ),
    "parameters for counting": (rss(f"<link>{A}?utm_source=rss&amp;utm_medium=feed#rss</link>"), [A]),
    "relative": (rss("<link>/a/</link>"), [A]),
    "twice the same": (rss(f"<link>{A}</link>", f"<link>{B}</link>", f"<link>{A}</link>"), [A, B]),
    "says UTF-8, and is Latin-1": (rss(f"<title>caf~</title><link>{A}</link>").replace(b"~", b"\xe9"), [A]),
    "blank lines before it": (b"\n\n " + TWO, [A, B]),
    "not well formed": (rss(f"<title>A & B <br></title><link>{A}</link>"), [A]),
    "broken off": (TWO[: TWO.index(b"</item>") + 20], [A]),
    "a text about HTML and entities": (
        rss(f"<description><![CDATA[<html><!ENTITY x 'y'>]]></description><link>{A}</link>"),
        [A],
    ),
    "nothing in it": (rss(), []),
}  # fmt: skip


@pytest.mark.parametrize("name", READ)
def test_entries(name: str) -> None:
    body, urls = READ[name]
    assert [entry.url for entry in read_feed(body, URL).entries] == urls


REFUSED = {
    "a page of HTML": (b"<!DOCTYPE html><html><body><p>Not found</p></body></html>", "html"),
    "a page of XHTML": (b'<?xml version="1.0"?><!-- x --><!DOCTYPE html><html/>', "html"),
    "entities": (b'<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/hostname">]><rss><channel/></rss>', "entities"),
    "comments": (rss(f"<link>{A}#comment-1</link>", f"<link>{B}#comment-2</link>"), "comments"),
    "a sitemap": (b"<urlset><url><loc>https://example.org/a/</loc></url></urlset>", "no_feed"),
    "JSON of another kind": (b'{"items": [{"url": "https://example.org/a/"}]}', "no_feed"),
    "JSON that is none": (b'{"version": "https://jsonfeed.org/version/1", ', "no_feed"),
    "JSON, much too deep": (b'{"a":' * 100_000, "no_feed"),
    "nothing": (b"", "no_feed"),
    "a word": (b"OK", "no_feed"),
    "the name of a file": (b"/etc/hostname", "no_feed"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_none(name: str) -> None:
    body, reason = REFUSED[name]
    with pytest.raises(FeedError) as caught:
        read_feed(body, URL)
    assert caught.value.reason == reason


def test_what_lies_elsewhere_is_counted() -> None:
    feed = read_feed(rss(f"<link>{A}</link>", "<link>https://other.example/</link>", "<title>x</title>"), URL)
    assert ([entry.url for entry in feed.entries], feed.elsewhere) == ([A], 2)


def test_a_feed_kept_elsewhere_lists_the_articles_of_the_site() -> None:
    feed = read_feed(rss(f"<link>{A}</link>"), "https://feeds.example/x", "example.org")
    assert [entry.url for entry in feed.entries] == [A]


NOON = datetime(2025, 4, 2, 12, 0, tzinfo=UTC)
TIMES: dict[str, tuple[bytes, datetime | None]] = {
    "RSS": (rss(f"<link>{A}</link><pubDate>Wed, 02 Apr 2025 08:00:00 -0400</pubDate>"), NOON),
    "Atom": (atom(f'<link href="{A}"/><published>2025-04-02T14:00:00+02:00</published>'), NOON),
    "Atom: the last change is none": (atom(f'<link href="{A}"/><updated>2025-04-02T12:00:00Z</updated>'), None),
    "JSON Feed": (json_feed({"url": A, "date_published": "2025-04-02T12:00:00Z"}), NOON),
    "JSON Feed: no date": (json_feed({"url": A, "date_published": "yesterday"}), None),
    "no such day": (rss(f"<link>{A}</link><pubDate>Wed, 99 Foo 2025</pubDate>"), None),
}  # fmt: skip


@pytest.mark.parametrize("name", TIMES)
def test_times(name: str) -> None:
    body, moment = TIMES[name]
    (entry,) = read_feed(body, URL).entries
    assert entry.published == moment


def test_who_wrote_it_first() -> None:
    body = rss(f'<link>{A}</link><source url="https://times.example/rss">The Times</source>', f"<link>{B}</link>")
    assert [entry.source for entry in read_feed(body, URL).entries] == [
        ("The Times", "https://times.example/rss"),
        None,
    ]


NEXT = {
    "Atom, RFC 5005": (atom(more='<link rel="next" href="/feed/?page=2"/>'), "https://example.org/feed/?page=2"),
    "RSS": (rss(more='<atom:link rel="next" href="https://example.org/feed/2"/>'), "https://example.org/feed/2"),
    "JSON Feed": (json_feed(next_url="https://example.org/feed.json?after=7"), "https://example.org/feed.json?after=7"),
    "none": (TWO, None),
    "itself": (atom(more=f'<link rel="next" href="{URL}"/>'), None),
    "on another site": (atom(more='<link rel="next" href="https://other.example/2"/>'), None),
}


@pytest.mark.parametrize("name", NEXT)
def test_next_page(name: str) -> None:
    body, url = NEXT[name]
    assert read_feed(body, URL).next_url == url


LINKED = {
    "RSS": ('<link rel="alternate" type="application/rss+xml" href="/feed/">', ["https://example.org/feed/"]),
    "Atom in capitals": (
        '<link rel="ALTERNATE" type="Application/Atom+XML" href="atom">',
        ["https://example.org/news/atom"],
    ),
    "JSON Feed": (
        '<link rel="alternate" type="application/feed+json" href="/feed.json">',
        ["https://example.org/feed.json"],
    ),
    "rel=feed": ('<link rel="feed" href="/all">', ["https://example.org/all"]),
    "XML by its name": ('<link rel="alternate" type="text/xml" href="/rss.php">', ["https://example.org/rss.php"]),
    "on a service for feeds": (
        '<link rel="alternate" type="application/rss+xml" href="https://feeds.example/x">',
        ["https://feeds.example/x"],
    ),
    "the API's JSON is none": ('<link rel="alternate" type="application/json" href="/wp-json/wp/v2/pages/2">', []),
    "another language is none": ('<link rel="alternate" hreflang="de" href="/de/">', []),
    "a style sheet is none": ('<link rel="stylesheet" type="text/css" href="/feed.css">', []),
    "comments are none": ('<link rel="alternate" type="application/rss+xml" href="/comments/feed/">', []),
    "without address": ('<link rel="alternate" type="application/rss+xml">', []),
}


@pytest.mark.parametrize("name", LINKED)
def test_linked(name: str) -> None:
    head, urls = LINKED[name]
    root = html.document_fromstring(f"<html><head>{head}</head><body></body></html>")
    assert list(linked_feeds(root, "https://example.org/news/")) == urls


COMMENTS = {
    "https://example.org/comments/feed/": True,
    "https://example.org/feeds/comments/default": True,
    "https://example.org/?feed=comments-rss2": True,
    "https://example.org/feed/": False,
    "https://example.org/commentary/feed/": False,
}


@pytest.mark.parametrize("url", COMMENTS)
def test_feeds_of_comments(url: str) -> None:
    assert is_of_comments(url) is COMMENTS[url]


MAIN: dict[str, tuple[list[str], str, str | None]] = {
    "the highest": (["https://example.org/sport/feed/", URL], "https://example.org/", URL),
    "of several the first": ([URL, "https://example.org/atom/"], "https://example.org/", URL),
    "from a category, its own": (
        [URL, "https://example.org/category/asia/feed/"],
        "https://example.org/category/asia/",
        "https://example.org/category/asia/feed/",
    ),
    "from another page, the site's": ([URL], "https://example.org/category/asia/", URL),
    "rather on the site": (["https://feeds.example/x", "https://example.org/a/b/feed/"], "https://example.org/", "https://example.org/a/b/feed/"),
    "on a service, if there is no other": (["https://feeds.example/x"], "https://example.org/", "https://feeds.example/x"),
    "none": ([], "https://example.org/", None),
}  # fmt: skip


@pytest.mark.parametrize("name", MAIN)
def test_main_feed(name: str) -> None:
    feeds, url, main = MAIN[name]
    assert main_feed(feeds, url) == main


OF_CATEGORY = {
    "as WordPress has it": ("https://example.org/feed/", "https://example.org/category/asia/feed/"),
    "as Hugo has it": ("https://example.org/index.xml", "https://example.org/category/asia/index.xml"),
    "on a service": ("https://feeds.example/feed/", None),
    "of another form": ("https://example.org/rss/all.php", None),
}


@pytest.mark.parametrize("name", OF_CATEGORY)
def test_feed_of_a_category(name: str) -> None:
    main, url = OF_CATEGORY[name]
    assert feed_of_category("https://example.org/category/asia/", main) == url


def test_feed_of_a_category_that_is_a_number() -> None:
    assert feed_of_category("https://example.org/?cat=12", URL) is None


def test_places_and_pages() -> None:
    assert known_places("https://example.org/news/?a=1")[:2] == ("https://example.org/feed/", "https://example.org/rss")
    assert (
        numbered_page_of("https://example.org/feed/?lang=de&paged=2", 3) == "https://example.org/feed/?lang=de&paged=3"
    )
