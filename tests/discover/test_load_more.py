"""Requests behind buttons and scrolling, as pages give them away; and what answers them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from urllib.parse import parse_qsl

import pytest
from lxml import html

from capital_spider.discover.load_more import MoreRequest, find_more
from capital_spider.discover.more_answers import read_more

BASE = "https://example.org/news/"
API = "https://example.org/api/list"


@dataclass(frozen=True)
class Found:
    """urls: of the first request and the two that follow, after ten articles each."""

    markup: str
    urls: list[str]


def pages(first: int, name: str = "page", step: int = 1, rest: str = "") -> list[str]:
    return [f"{API}?{rest}{name}={first + n * step}" for n in range(3)]


FOUND = {
    "a button with the address": Found('<button class="load-more" data-url="/api/list?page=2">More</button>', pages(2)),
    "a button with the address and the page": Found(
        '<a class="load-more" data-url="/api/list" data-next-page="2">More</a>', pages(2)
    ),
    "a button with a place in the list": Found(
        '<button hx-get="/api/list?after=x9">Show more</button>', [f"{API}?after=x9"]
    ),
    "a template on the list": Found('<ul data-infinite-url="/api/list?page={page}" data-page="2"></ul>', pages(2)),
    "a template that counts articles": Found(
        '<ul data-load-more-url="/api/list?offset={offset}"></ul>', pages(10, "offset", 10)
    ),
    "a script's configuration": Found(
        '<script>var feed = {"loadMoreUrl": "\\/api\\/list", "nextPage": 2};</script>', pages(2)
    ),
    "a configuration as data": Found(
        '<script type="application/json">{"endpoint": "/api/list", "page": 1, "limit": 10}</script>', pages(1)
    ),
    "a configuration in an attribute": Found(
        """<div data-props='{"apiUrl": "/api/list", "offset": 10}'></div>""", pages(10, "offset", 10)
    ),
    "a string to which the page is added": Found("<script>get('/api/list?page=' + n)</script>", pages(1)),
    "a template of the script": Found("<script>get(`/api/list?page=${page}`); page = 3</script>", pages(3)),
    "a string to which the number of articles is added": Found(
        "<script>fetch('/api/list?limit=5&start=' + seen)</script>", pages(10, "start", 10, "limit=5&")
    ),
    "a whole address of the next part": Found(
        '<script type="application/json">{"api": "/api/list", "page": 1, "next": "/api/list?from=x7"}</script>',
        [f"{API}?from=x7"],
    ),
    "what is counted beside what is listed": Found(
        "<script>hit('/hits?page=' + here); get('/api/list?page=' + n)</script>", pages(1)
    ),
    "what tracks readers": Found("<script>send('/track?page=' + here)</script>", []),
    "an address to share": Found('<a class="share" data-url="https://example.org/news/a/">Share</a>', []),
    "a picture": Found('<img class="lazy infinite" data-src="/pictures/2.jpg">', []),
    "another host": Found('<button class="load-more" data-url="https://api.test/list?page=2">More</button>', []),
    "a picture's address in a script": Found("<script>show('/img/photo.png?page=2')</script>", []),
    "nothing": Found("<button>More</button><script>run()</script>", []),
    "structured data": Found('<script type="application/ld+json">{"url": "/api/list?page=2", "page": 2}</script>', []),
}


@pytest.mark.parametrize("case", FOUND.values(), ids=FOUND.keys())
def test_request(case: Found) -> None:
    more = find_more(html.document_fromstring(f"<html><body>{case.markup}</body></html>"), BASE, 10)
    urls: list[str] = []
    while more is not None and len(urls) < 3:
        urls.append(more.url)
        more = more.following(10)
    assert urls == case.urls


def test_the_theme_that_posts_its_blocks_settings() -> None:
    attributes = {"header_title": "", "number_post": {"size": 10}, "include_category": "7", "flag": True, "ids": [3, 4]}
    markup = (
        '<div class="jeg_postblock_3 jeg_postblock" data-unique="jnews_module_12_0_ab">'
        '<div class="jeg_posts jeg_load_more_flag"></div></div>'
        f"<script>var jnews_module_12_0_ab = {json.dumps(attributes)};</script>"
    )
    more = find_more(html.document_fromstring(markup), BASE, 10)
    assert more is not None
    following = more.following(10)
    assert following is not None
    assert following.url == more.url == "https://example.org/?ajax-request=jnews"
    assert dict(parse_qsl(following.data or "", keep_blank_values=True)) == {
        "action": "jnews_module_ajax_jnews_block_3",
        "module": "true",
        "data[current_page]": "3",
        "data[attribute][header_title]": "",
        "data[attribute][number_post][size]": "10",
        "data[attribute][include_category]": "7",
        "data[attribute][flag]": "true",
        "data[attribute][ids][0]": "3",
        "data[attribute][ids][1]": "4",
    }


# --- answers ---------------------------------------------------------------------------------------------------------

BY_PAGE = MoreRequest(address=f"{API}?page=__POSITION__", position=2)
BY_OFFSET = MoreRequest(address=f"{API}?offset=__POSITION__", position=10, counts_articles=True)
BY_CURSOR = MoreRequest(address=f"{API}?cursor=a1")
ITEMS = [{"title": f"Report {n} of the harbour", "url": f"/a/{n}"} for n in (1, 2)]
CARDS = "".join(f'<li><a href="{item["url"]}">{item["title"]}</a></li>' for item in ITEMS)
A = ["/a/1", "/a/2"]


@dataclass(frozen=True)
class Answered:
    """further: the address of what comes next, None at the end."""

    answer: object
    further: str | None
    entries: list[str]
    more: MoreRequest = BY_PAGE


ANSWERS = {
    "a list of items": Answered(ITEMS, f"{API}?page=3", A),
    "items under a name": Answered({"data": {"articles": ITEMS}}, f"{API}?page=3", A),
    "items in nodes": Answered({"edges": [{"node": item} for item in ITEMS]}, f"{API}?page=3", A),
    "no item": Answered({"articles": []}, None, []),
    "markup": Answered({"content": CARDS, "next": True}, f"{API}?page=3", A),
    "markup, and no more": Answered({"content": CARDS, "next": False}, None, A),
    "items, and no more": Answered({"items": ITEMS, "meta": {"hasMore": False}}, None, A),
    "the last of the pages": Answered({"items": ITEMS, "total_pages": 2}, None, A),
    "not the last of the pages": Answered({"items": ITEMS, "total_pages": 3}, f"{API}?page=3", A),
    "the next page by number": Answered({"items": ITEMS, "nextPage": 7}, f"{API}?page=7", A),
    "the next page by address": Answered({"items": ITEMS, "links": {"next": "/api/list?from=x"}}, f"{API}?from=x", A),
    "no next page": Answered({"items": ITEMS, "next": None}, None, A),
    "articles counted": Answered({"items": ITEMS}, f"{API}?offset=12", A, BY_OFFSET),
    "a cursor": Answered({"items": ITEMS, "next_cursor": "b2"}, f"{API}?cursor=b2", A, BY_CURSOR),
    "no cursor": Answered({"items": ITEMS, "next_cursor": None}, None, A, BY_CURSOR),
    "other lists beside the items": Answered(
        {"items": ITEMS, "related": [{"title": "A longer headline, of something related", "url": "/r/1"}] * 9},
        f"{API}?page=3",
        A,
    ),
    "other sites' items": Answered([{"title": "Elsewhere, in another harbour", "url": "https://a.test/1"}], None, []),
    "a piece of a page": Answered(CARDS, f"{API}?page=3", A),
    "a piece of a page with the next button": Answered(
        f'{CARDS}<button class="more" hx-get="/api/list?before=2">More</button>',
        f"{API}?before=2",
        A,
        MoreRequest(address=f"{API}?before=4"),
    ),
    "not even JSON": Answered("{broken", None, []),
    "nothing at all": Answered("", None, []),
}


@pytest.mark.parametrize("case", ANSWERS.values(), ids=ANSWERS.keys())
def test_answer(case: Answered) -> None:
    text = case.answer if isinstance(case.answer, str) else json.dumps(case.answer)
    listing = read_more(text.encode(), case.more)
    assert [entry.url.removeprefix("https://example.org") for entry in listing.entries] == case.entries
    assert (listing.more.url if listing.more and listing.entries else None) == case.further


def test_headline_and_day_of_an_item() -> None:
    item = {"title": {"rendered": "The <b>harbour</b> &c."}, "link": "/a/1", "date": "2025-04-02T10:00:00"}
    (entry,) = read_more(json.dumps([item]).encode(), BY_PAGE).entries
    assert (entry.title, entry.day) == ("The harbour &c.", date(2025, 4, 2))
