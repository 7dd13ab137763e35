"""Addresses: one page, one key; other pages, other keys; and what a crawl keeps out of."""

from __future__ import annotations

import re
from datetime import date
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from capital_spider.urls import (
    _canonical_url,
    canonical_url,
    category_slugs,
    host_of,
    is_loopback,
    numbered_page,
    path_segments,
    site_of,
    trap_reason,
    url_day,
    url_key,
)

CANONICAL: dict[str, tuple[str, str | None, str | None]] = {
    "scheme and host in lower case": ("HTTPS://Example.ORG/News/", None, "https://example.org/News/"),
    "default port": ("http://example.org:80/a", None, "http://example.org/a"),
    "another port stays": ("http://example.org:8080/a", None, "http://example.org:8080/a"),
    "fragment": ("https://example.org/a#comments", None, "https://example.org/a"),
    "no path": ("https://example.org", None, "https://example.org/"),
    "final slash stays": ("https://example.org/a/", None, "https://example.org/a/"),
    "tracking parameters": ("https://example.org/a?utm_source=x&fbclid=1&id=5", None, "https://example.org/a?id=5"),
    "session in the path": ("https://example.org/a;jsessionid=AB12?id=5", None, "https://example.org/a?id=5"),
    "parameters sorted": ("https://example.org/a?b=2&a=1", None, "https://example.org/a?a=1&b=2"),
    "empty values stay": ("https://example.org/a?b=&a", None, "https://example.org/a?a=&b="),
    "escapes in upper case": ("https://example.org/%d8%a8/", None, "https://example.org/%D8%A8/"),
    "letters escaped": ("https://example.org/بيروت/", None, f"https://example.org/{quote('بيروت')}/"),
    "host in its own script": ("https://müller.example/a", None, "https://xn--mller-kva.example/a"),
    "final dot of the host": ("https://example.org./a", None, "https://example.org/a"),
    "address of six parts": ("http://[::1]:80/a", None, "http://[::1]/a"),
    "relative": ("../b/", "https://example.org/x/y/", "https://example.org/x/b/"),
    "without a scheme": ("//cdn.example.org/a", "https://example.org/", "https://cdn.example.org/a"),
    "white space around": (" https://example.org/a \n", None, "https://example.org/a"),
    "user and password": ("https://me:secret@example.org/a", None, "https://example.org/a"),
    "mail": ("mailto:desk@example.org", "https://example.org/", None),
    "script": ("javascript:void(0)", "https://example.org/", None),
    "file": ("file:///etc/passwd", None, None),
    "no host": ("http:///a", None, None),
    "port that is none": ("http://example.org:port/a", None, None),
    "port too high": ("http://example.org:99999/a", None, None),
    "bracket too many": ("http://[example.org/a", None, None),
    "relative without a base": ("/a", None, None),
    "empty": ("", None, None),
}


@pytest.mark.parametrize("case", CANONICAL.values(), ids=CANONICAL.keys())
def test_canonical(case: tuple[str, str | None, str | None]) -> None:
    url, base, expected = case
    assert canonical_url(url, base) == expected


_ODD = st.sampled_from(
    ["a", "B", "7", "-", "--", ".", "..", "_", "~", "/", "//", "?", "#", "%41", "%d8", ";", ":", "é", "@"]
)
_PLAIN_BASES = st.sampled_from(
    [None, "https://example.org/x/y/", "http://a.example.org:8080/", "https://xn--a.example/", "nonsense"]
)


@given(
    st.sampled_from(["", "/", "https://example.org", "https://example.org/", "http://1.2.3.4/", "https://a..b/"]),
    st.lists(_ODD, max_size=8).map("".join),
    _PLAIN_BASES,
)
def test_the_short_way_for_plain_addresses_leads_where_the_long_one_does(
    start: str, rest: str, base: str | None
) -> None:
    assert canonical_url(start + rest, base) == _canonical_url(start + rest, base)


# --- one page, one key -------------------------------------------------------------------------------------------

_SLUGS = st.text("abcdefghijklmnopqrstuvwxyz0123456789-", min_size=1, max_size=12).map(lambda s: f"x{s}")
_LETTERS = st.text("äñøçбщ中文日本عربي", min_size=1, max_size=6)
_PATHS = st.lists(st.one_of(_SLUGS, _LETTERS), min_size=1, max_size=4).map("/".join)
_HOSTS = st.sampled_from(["example.org", "news.example.co.uk", "xn--mller-kva.example"])
_QUERIES = st.sampled_from(["", "?id=5", "?b=2&a=1", "?article=a+b", "?title=100%25"])


@st.composite
def _addresses(draw: st.DrawFn) -> str:
    path = quote(draw(_PATHS))
    return f"https://{draw(_HOSTS)}/{path}/{draw(_QUERIES)}"


def _with_parameter(url: str, parameter: str) -> str:
    return f"{url}{'&' if '?' in url else '?'}{parameter}"


def _path_of(url: str) -> tuple[str, str, str]:
    """What stands before the path, the path, and what stands after it."""
    found = re.fullmatch(r"(https?://[^/]+)(/[^?]*)(.*)", url)
    assert found
    return found[1], found[2], found[3]


def _lower_escapes(url: str) -> str:
    return re.sub(r"%[0-9A-F]{2}", lambda m: m[0].lower(), url)


VARIANTS = {
    "no final slash": lambda url: url.replace("/?", "?") if "?" in url else url.rstrip("/"),
    "fragment": lambda url: f"{url}#section-2",
    "text fragment": lambda url: f"{url}#:~:text=a%20b",
    "tracking parameter": lambda url: _with_parameter(url, "utm_source=newsletter&utm_medium=email"),
    "click id": lambda url: _with_parameter(url, "fbclid=IwAR0"),
    "mobile version": lambda url: _with_parameter(url, "amp=1"),
    "mobile version by path": lambda url: "".join((_path_of(url)[0], _path_of(url)[1], "amp/", _path_of(url)[2])),
    "comment form": lambda url: _with_parameter(url, "replytocom=17"),
    "escapes in lower case": _lower_escapes,
    "letters as they are": lambda url: "".join(
        (_path_of(url)[0], "/" + "/".join(path_segments(url)) + "/", _path_of(url)[2])
    ),
    "default port": lambda url: _path_of(url)[0] + ":443" + "".join(_path_of(url)[1:]),
    "host in upper case": lambda url: _path_of(url)[0].upper() + "".join(_path_of(url)[1:]),
    "www": lambda url: url.replace("://", "://www."),
    "not encrypted": lambda url: url.replace("https://", "http://"),
}


@pytest.mark.parametrize("change", VARIANTS.values(), ids=VARIANTS.keys())
def test_variants_of_an_address_have_one_key(change: object) -> None:
    assert callable(change)

    @given(_addresses())
    def holds(url: str) -> None:
        assert url_key(change(url)) == url_key(url)

    holds()


OTHERS = {
    "second page": lambda url: _with_parameter(url, "page=2"),
    "by number": lambda url: _with_parameter(url, "p=5"),
    "second page by path": lambda url: "".join((_path_of(url)[0], _path_of(url)[1], "page/2/", _path_of(url)[2])),
    "second part of an article": lambda url: "".join((_path_of(url)[0], _path_of(url)[1], "2/", _path_of(url)[2])),
    "longer path": lambda url: "".join((_path_of(url)[0], _path_of(url)[1], "more/", _path_of(url)[2])),
    "longer slug": lambda url: "".join((_path_of(url)[0], _path_of(url)[1].rstrip("/"), "-2/", _path_of(url)[2])),
    "other host": lambda url: url.replace("://", "://archive."),
    "other port": lambda url: _path_of(url)[0] + ":8443" + "".join(_path_of(url)[1:]),
}


@pytest.mark.parametrize("change", OTHERS.values(), ids=OTHERS.keys())
def test_other_pages_have_other_keys(change: object) -> None:
    assert callable(change)

    @given(_addresses())
    def holds(url: str) -> None:
        assert url_key(change(url)) != url_key(url)

    holds()


@given(_addresses())
def test_canonical_form_is_final(url: str) -> None:
    once = canonical_url(url)
    assert once is not None
    assert canonical_url(once) == once


@given(st.text(max_size=60))
def test_any_text_is_an_address_or_none(text: str) -> None:
    once = canonical_url(text, "https://example.org/news/")
    if once is not None:
        assert once.startswith(("http://", "https://"))
        assert canonical_url(once) == once
        assert url_key(once) == url_key(text if canonical_url(text) else once)


# --- parts of an address -----------------------------------------------------------------------------------------

SITES = {
    "subdomains belong to one site": ("https://www.news.example.co.uk/a", "example.co.uk"),
    "two sites under one public suffix": ("https://one.github.io/", "github.io"),
    "loopback with its port": ("http://127.0.0.1:8000/a", "127.0.0.1:8000"),
    "bare name with its port": ("http://localhost:8000/a", "localhost:8000"),
}


@pytest.mark.parametrize("case", SITES.values(), ids=SITES.keys())
def test_site(case: tuple[str, str]) -> None:
    assert site_of(case[0]) == case[1]


def test_host() -> None:
    assert host_of("https://WWW.example.org:443/a") == "www.example.org"
    assert host_of("http://127.0.0.1:8000/a") == "127.0.0.1:8000"
    assert host_of("mailto:desk@example.org") is None
    assert host_of(None) is None


LOOPBACK = {
    "address": ("http://127.0.0.1:8000/", True),
    "another of the block": ("http://127.8.8.8/", True),
    "of six parts": ("http://[::1]/", True),
    "name": ("http://localhost/", True),
    "name below": ("http://site.localhost/", True),
    "private": ("http://192.168.0.1/", False),
    "public": ("https://example.org/", False),
    "name that begins so": ("http://localhost.example.org/", False),
}


@pytest.mark.parametrize("case", LOOPBACK.values(), ids=LOOPBACK.keys())
def test_loopback(case: tuple[str, bool]) -> None:
    assert is_loopback(case[0]) is case[1]


PAGES: dict[str, tuple[str, tuple[str, int]]] = {
    "first": ("https://example.org/news/", ("https://example.org/news/", 1)),
    "third": ("https://example.org/news/page/3/", ("https://example.org/news/", 3)),
    "no slash": ("https://example.org/news/page/3", ("https://example.org/news/", 3)),
    "of the home page": ("https://example.org/page/2/", ("https://example.org/", 2)),
    "query stays": ("https://example.org/page/2/?cat=4", ("https://example.org/?cat=4", 2)),
    "word that ends so": ("https://example.org/homepage/3/", ("https://example.org/homepage/3/", 1)),
    "no number": ("https://example.org/page/about/", ("https://example.org/page/about/", 1)),
}


@pytest.mark.parametrize("case", PAGES.values(), ids=PAGES.keys())
def test_numbered_page(case: tuple[str, tuple[str, int]]) -> None:
    assert numbered_page(case[0]) == case[1]


SLUGS: dict[str, tuple[str, tuple[str, ...]]] = {
    "path": ("https://example.org/category/america/colombia/", ("america", "colombia")),
    "page of it": ("https://example.org/category/america/page/2/", ("america",)),
    "below a folder": ("https://example.org/en/category/asia/", ("asia",)),
    "in German": ("https://example.org/kategorie/europa/", ("europa",)),
    "decoded": ("https://example.org/category/%e4%ba%9a/", ("亚",)),
    "only the base": ("https://example.org/category/", ()),
    "article": ("https://example.org/2025/04/02/category-five-storm/", ()),
    "in the query": ("https://example.org/?next=/category/asia/", ()),
}


@pytest.mark.parametrize("case", SLUGS.values(), ids=SLUGS.keys())
def test_category_slugs(case: tuple[str, tuple[str, ...]]) -> None:
    assert category_slugs(case[0]) == case[1]


DAYS = {
    "slashes": ("https://example.org/2025/04/02/slug/", date(2025, 4, 2)),
    "one digit": ("https://example.org/2025/4/2/slug/", date(2025, 4, 2)),
    "dashes": ("https://example.org/news/2025-04-02-slug", date(2025, 4, 2)),
    "month only": ("https://example.org/2025/04/slug/", None),
    "no such day": ("https://example.org/2025/02/30/slug/", None),
    "day archive of a month": ("https://example.org/2025/13/02/slug/", None),
    "other numbers": ("https://example.org/12345/04/02/slug/", None),
}


@pytest.mark.parametrize("case", DAYS.values(), ids=DAYS.keys())
def test_day(case: tuple[str, date | None]) -> None:
    assert url_day(case[0]) == case[1]


TRAPS = {
    "article": ("https://example.org/2025/04/02/slug/", None),
    "listing page": ("https://example.org/news/?page=2", None),
    "too long": ("https://example.org/" + "a" * 2083, "too_long"),
    "too deep": ("https://example.org/a/b/c/d/e/f/g/h/i/", "too_deep"),
    "repeated segment": ("https://example.org/a/b/a/b/a/", "repeated_segment"),
    "session": ("https://example.org/a?PHPSESSID=1", "session"),
    "session in the path": ("https://example.org/a;jsessionid=1", "session"),
    "search": ("https://example.org/?s=boats", "no_article"),
    "answer to a comment": ("https://example.org/a/?replytocom=5", "no_article"),
    "log-in": ("https://example.org/wp-login.php", "no_article"),
    "feed": ("https://example.org/a/feed/", "no_article"),
}


@pytest.mark.parametrize("case", TRAPS.values(), ids=TRAPS.keys())
def test_trap(case: tuple[str, str | None]) -> None:
    assert trap_reason(case[0]) == case[1]
