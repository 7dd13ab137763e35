"""The record as a whole: addresses, identity, capture."""

from __future__ import annotations

import hashlib
import re
from datetime import UTC, datetime
from typing import Any

import pytest
from staged import URL, prose

from capital_spider.extract import extract_article, extract_page
from capital_spider.items import Page

HOME = "https://www.news.example/"
CANONICAL: dict[str, tuple[str, str, str | None]] = {
    "none stated": ("", URL, URL),
    "stated": (f"<link rel=canonical href='{HOME}a/'>", f"{HOME}b/", f"{HOME}a/"),
    "relative": ("<link rel=canonical href='/a/'>", f"{HOME}b/", f"{HOME}a/"),
    "relative to the base": ("<base href='/x/'><link rel=canonical href='a/'>", f"{HOME}b/", f"{HOME}x/a/"),
    "tracking and fragment": ("", f"{HOME}a/?utm_source=x&p=5&fbclid=y#top", f"{HOME}a/?p=5"),
    "another site": ("<link rel=canonical href='https://other.com/a/'>", f"{HOME}b/", f"{HOME}b/"),
    "home page, for an inner page": (f"<link rel=canonical href='{HOME}'>", f"{HOME}b/", f"{HOME}b/"),
    "home page, for the home page": (f"<link rel=canonical href='{HOME}'>", f"{HOME}?utm_source=x", HOME),
    "home page, for an address in the query": (f"<link rel=canonical href='{HOME}'>", f"{HOME}?p=5", HOME),
    "no address": ("<link rel=canonical href='javascript:x()'>", f"{HOME}b/", f"{HOME}b/"),
    "page without an address": (f"<link rel=canonical href='{HOME}a/'>", "", f"{HOME}a/"),
    "neither": ("", "", None),
}


@pytest.mark.parametrize("case", CANONICAL.values(), ids=CANONICAL.keys())
def test_canonical_address(case: tuple[str, str, str | None]) -> None:
    markup, url, expected = case
    assert extract_article(markup, url).canonical_url == expected


def test_id_is_that_of_the_canonical_address() -> None:
    article = extract_article(prose(), f"{URL}?utm_source=x")
    assert article.id == hashlib.sha256(URL.encode()).hexdigest()[:16]
    assert re.fullmatch("[0-9a-f]{16}", extract_article("").id)


OTHERS: dict[str, tuple[str, dict[str, Any], list[str]]] = {
    "none": ("", {}, []),
    "redirects": ("", {"redirects": (f"{HOME}?p=5",)}, [f"{HOME}?p=5"]),
    "shortlink": (f"<link rel=shortlink href='{HOME}?p=5'>", {}, [f"{HOME}?p=5"]),
    "mobile version": (f"<link rel=amphtml href='{URL}?amp=1'>", {}, [f"{URL}?amp=1"]),
    "mobile version, relative": ("<link rel=amphtml href='?amp=1'>", {}, [f"{URL}?amp=1"]),
    "own address, if another is canonical": (f"<link rel=canonical href='{HOME}a/'>", {}, [URL]),
    "once each": (f"<link rel=shortlink href='{HOME}?p=5#x'>", {"redirects": (f"{HOME}?p=5",)}, [f"{HOME}?p=5"]),
    "no address": ("<link rel=shortlink href='javascript:x()'>", {}, []),
}


@pytest.mark.parametrize("case", OTHERS.values(), ids=OTHERS.keys())
def test_other_addresses(case: tuple[str, dict[str, Any], list[str]]) -> None:
    markup, page, expected = case
    article = extract_page(Page(url=URL, body=markup.encode(), **page))
    assert list(article.other_urls) == expected


def test_capture_is_what_the_response_said() -> None:
    headers = {"ETag": '"5"', "Last-Modified": "Fri, 03 May 2024 12:00:00 GMT"}
    article = extract_article(prose(), URL, headers=headers, fetched_at=datetime(2024, 5, 3, 12, tzinfo=UTC))
    assert (article.capture.etag, article.capture.last_modified) == ('"5"', "Fri, 03 May 2024 12:00:00 GMT")
    assert (article.capture.fetched_at, article.capture.status) == ("2024-05-03T12:00:00+00:00", 200)
    assert (article.site.host, article.site.name) == ("www.news.example", None)


SUMMARIES = {
    "OpenGraph first": (
        "<meta name=description content=A><meta property='og:description' content=B>",
        "B",
    ),
    "description": ("<meta name=description content=' The \n lock '>", "The lock"),
    "JSON-LD": (
        '<script type="application/ld+json">{"@type": "Article", "name": "x", "description": "The &amp; lock"}'
        "</script>",
        "The & lock",
    ),
    "none": ("", None),
}


@pytest.mark.parametrize("case", SUMMARIES.values(), ids=SUMMARIES.keys())
def test_summary(case: tuple[str, str | None]) -> None:
    assert extract_article(case[0], URL).summary == case[1]


PAGE = f"<h1>Lock opens</h1><p>3 May 2024</p>{prose()}"
CHANGES = {
    "nothing": (PAGE, True),
    "sidebar": (f"{PAGE}<aside>Most read today: another story</aside>", True),
    "markup": (PAGE.replace("the council", "<b>the council</b>"), True),
    "picture": (PAGE.replace("</h1>", "</h1><img src=/b.jpg>"), True),
    "word": (PAGE.replace("the council", "the counsel"), False),
    "title": (PAGE.replace("Lock opens", "Lock opened"), False),
    "date": (PAGE.replace("3 May", "4 May"), False),
    "author": ("<meta name=author content='Ana Ruiz'>" + PAGE, False),
}


@pytest.mark.parametrize("case", CHANGES.values(), ids=CHANGES.keys())
def test_digest_changes_with_what_a_reader_would_notice(case: tuple[str, bool]) -> None:
    markup, same = case
    before, after = (extract_article(m, "https://news.example/lock/").digest for m in (PAGE, markup))
    assert re.fullmatch("sha256:[0-9a-f]{64}", before)
    assert (before == after) is same


def test_a_field_that_cannot_be_read_is_a_problem_of_the_record() -> None:
    page = (
        "<div class=entry-header><h1 class=jeg_post_title>Lock opens</h1>"
        "<div class=jeg_meta_date>soon after rain</div></div>"
        f"<div class=content-inner>{prose()}</div>"
    )
    article = extract_article(page, "https://news.example/lock/")
    assert [problem.field for problem in article.problems] == ["published_at"]
    assert (article.title, article.published_at, article.published_raw) == ("Lock opens", None, "soon after rain")
