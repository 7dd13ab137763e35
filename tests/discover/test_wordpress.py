"""The WordPress REST API: where it is, what it is asked, what its answers say."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from capital_spider.discover.wordpress import (
    ApiError,
    Post,
    PostPage,
    PostQuery,
    api_roots,
    declared_api,
    endpoint,
    home_of,
    read_answer,
    read_posts,
)
from capital_spider.discover.wordpress_terms import below, line_of, read_terms, read_types, term_at

SITE = "https://news.example.org"
GUESSES = (f"{SITE}/wp-json/", f"{SITE}/?rest_route=/")
# Head of the page, its Link header → where to look.
PLACES = {
    "named in the head": ('<link rel="https://api.w.org/" href="/blog/wp-json/">', "", (f"{SITE}/blog/wp-json/",)),
    "named in the header": ("", f'<{SITE}/api/>; rel="https://api.w.org/"', (f"{SITE}/api/",)),
    "among other headers": (
        "", f'<{SITE}/a>; rel=preload, <{SITE}/api/>; rel="https://api.w.org/", <{SITE}/b>; rel=x', (f"{SITE}/api/",),
    ),
    "by query": ('<link rel="https://api.w.org/" href="/?rest_route=/">', "", (f"{SITE}/?rest_route=%2F",)),
    "on another host of the site": (
        '<link rel="https://api.w.org/" href="https://cms.example.org/wp-json/">', "",
        ("https://cms.example.org/wp-json/",),
    ),
    "on another site": ('<link rel="https://api.w.org/" href="https://example.net/wp-json/">', "", GUESSES),
    "not named": ('<link rel="alternate" href="/feed/">', "", GUESSES),
    "named without an address": ('<link rel="https://api.w.org/">', "", GUESSES),
    "no web address": ('<link rel="https://api.w.org/" href="http://[">', "", GUESSES),
}  # fmt: skip


@pytest.mark.parametrize("name", PLACES)
def test_where_the_api_is(name: str) -> None:
    head, header, wanted = PLACES[name]
    root = html.document_fromstring(f"<html><head>{head}</head><body>News</body></html>")
    headers = {"link": header} if header else {}
    assert api_roots(root, f"{SITE}/some/page/", headers) == wanted
    assert declared_api(root, f"{SITE}/some/page/", headers) == (wanted[0] if wanted != GUESSES else None)


ENDPOINTS = {
    "a path": (f"{SITE}/wp-json/", "wp/v2/posts", f"{SITE}/wp-json/wp/v2/posts?page=2"),
    "without its slash": (f"{SITE}/wp-json", "wp/v2/posts", f"{SITE}/wp-json/wp/v2/posts?page=2"),
    "a parameter": (f"{SITE}/?rest_route=/", "wp/v2/posts", f"{SITE}/?rest_route=/wp/v2/posts&page=2"),
    "an escaped parameter": (f"{SITE}/?rest_route=%2F", "wp/v2/posts", f"{SITE}/?rest_route=/wp/v2/posts&page=2"),
    "the root itself": (f"{SITE}/wp-json/", "", f"{SITE}/wp-json/?page=2"),
}


@pytest.mark.parametrize("name", ENDPOINTS)
def test_endpoints(name: str) -> None:
    api, route, wanted = ENDPOINTS[name]
    assert endpoint(api, route, {"page": "2"}) == wanted


HOMES = {
    f"{SITE}/wp-json/": f"{SITE}/",
    f"{SITE}/blog/wp-json/": f"{SITE}/blog/",
    f"{SITE}/?rest_route=/": f"{SITE}/",
    f"{SITE}/en/?rest_route=/": f"{SITE}/en/",
}


@pytest.mark.parametrize("api", HOMES)
def test_the_home_page_of_an_api(api: str) -> None:
    assert home_of(api) == HOMES[api]


REFUSALS = {
    "log-in wanted": (401, b'{"code":"rest_not_logged_in"}', "closed"),
    "forbidden": (403, b"<html>", "closed"),
    "no such route": (404, b'{"code":"rest_no_route"}', "absent"),
    "no such page": (404, b"<html>", "absent"),
    "behind the last page": (400, b'{"code":"rest_post_invalid_page_number"}', "past_the_end"),
    "behind the last page, other type": (400, b'{"code":"rest_noticia_invalid_page_number"}', "past_the_end"),
    "too many at once": (400, b'{"code":"rest_invalid_param","data":{"params":{"per_page":"1 to 50"}}}', "too_many"),
    "another parameter": (400, b'{"code":"rest_invalid_param","data":{"params":{"orderby":"no"}}}', "failed"),
    "400 of a proxy": (400, b"Bad request", "failed"),
    "a crash": (500, b'{"code":"internal_server_error"}', "failed"),
    "a page": (200, b"<!DOCTYPE html><html>", "no_json"),
    "nothing": (200, b"", "no_json"),
    "a number": (200, b"7", "no_json"),
    "torn": (200, b'[{"id": 1', "no_json"),
    "nested beyond sense": (200, b"[" * 100_000, "no_json"),
}


@pytest.mark.parametrize("name", REFUSALS)
def test_answers_that_are_none(name: str) -> None:
    status, body, reason = REFUSALS[name]
    with pytest.raises(ApiError) as caught:
        read_answer(status, body)
    assert caught.value.reason == reason


def test_a_byte_order_mark_does_no_harm() -> None:
    assert read_answer(200, b"\xef\xbb\xbf[]") == []


ENTRY = {"id": 5, "link": f"{SITE}/a/", "date": "2025-04-02T10:00:00", "date_gmt": "2025-04-02T15:00:00", "title": {}}
# What an answer holds → numbers of the posts that can be read of it.
ENTRIES: dict[str, tuple[list[Any], list[int]]] = {
    "a post": ([ENTRY], [5]),
    "one on another site": ([ENTRY | {"id": 6, "link": "https://example.net/a/"}, ENTRY], [5]),
    "one without an address": ([ENTRY | {"link": None}], []),
    "one whose address is no text": ([ENTRY | {"link": ["x"]}], []),
    "one without a number": ([{"link": f"{SITE}/a/"}], []),
    "no posts at all": ([None, 1, "x", []], []),
    "a relative address": ([ENTRY | {"link": "/a/"}], [5]),
}


@pytest.mark.parametrize("name", ENTRIES)
def test_posts_that_can_be_read(name: str) -> None:
    value, wanted = ENTRIES[name]
    assert [post.ident for post in read_posts(value, {}, f"{SITE}/wp-json/wp/v2/posts").posts] == wanted


def test_what_a_post_says() -> None:
    headers = {"x-wp-total": "250", "x-wp-totalpages": "3"}
    answer = read_posts([ENTRY | {"content": {"protected": True}}], headers, SITE)
    (post,) = answer.posts
    assert (answer.total, answer.pages) == (250, 3)
    assert (post.url, post.protected) == (f"{SITE}/a/", True)
    assert post.published == datetime.fromisoformat(str(ENTRY["date"]))
    told = {key: ENTRY[key] for key in ("id", "link", "date", "date_gmt")}
    assert json.loads(post.twin()) == told
    assert json.loads(post.twin("<p>A</p>")) == told | {"content": {"rendered": "<p>A</p>"}}


DATES = {"": None, "0000-00-00T00:00:00": None, "2025-04-02T10:00:00+02:00": "2025-04-02T10:00:00"}


@pytest.mark.parametrize("text", DATES)
def test_odd_dates(text: str) -> None:
    (post,) = read_posts([ENTRY | {"date": text}], {}, SITE).posts
    assert (post.published.isoformat() if post.published else None) == DATES[text]


COUNTS = {"many": None, "": None, "9" * 30: None, "-3": None, "2529": 2529}


@pytest.mark.parametrize("text", COUNTS)
def test_totals_that_are_none(text: str) -> None:
    assert read_posts([], {"x-wp-total": text}, SITE).total == COUNTS[text]


# --- questions ---------------------------------------------------------------------------------------------------


def asked(query: PostQuery) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(query.address(f"{SITE}/wp-json/")).query).items()}


def test_the_plain_question() -> None:
    assert asked(PostQuery()) == {
        "per_page": "100",
        "page": "1",
        "orderby": "date",
        "order": "desc",
        "_fields": "id,link,date,date_gmt,modified,modified_gmt,content.protected",
    }


def test_days_are_the_sites_own_and_both_included() -> None:
    """after and before leave their own second out."""
    question = asked(PostQuery.between(date(2025, 4, 1), date(2025, 4, 30)))
    assert (question["after"], question["before"]) == ("2025-03-31T23:59:59", "2025-05-01T00:00:00")


def test_a_question_with_all_that_it_may_hold() -> None:
    query = PostQuery(
        order="modified",
        full=True,
        categories=(3, 5),
        modified_after=datetime.fromisoformat("2025-06-14T10:00:00+00:00"),
    )
    question = asked(query)
    assert question["categories"] == "3,5"
    assert question["modified_after"] == "2025-06-14T10:00:00+00:00"
    assert question["_embed"] == "author,wp:featuredmedia,wp:term"
    assert {"title", "content", "_links", "_embedded"} < set(question["_fields"].split(","))


NOON = datetime.fromisoformat("2025-04-02T12:00:00")


def page_of(*hours: int, pages: int | None = 9) -> PostPage:
    """Posts so many hours before noon."""
    times = [NOON - timedelta(hours=h) for h in hours]
    posts = [Post(ident=n, url=SITE, published=at, protected=False, data={}) for n, at in enumerate(times)]
    return PostPage(posts=tuple(posts), total=None, pages=pages)


def test_the_question_for_texts_that_hold_a_word() -> None:
    question = asked(PostQuery(search="nextpage"))
    assert question["search"] == "nextpage"
    assert question["_fields"].split(",")[-1] == "content"


@dataclass(frozen=True, kw_only=True)
class Step:
    """wanted: what of the next question is new; None = it was the last."""

    answer: PostPage
    wanted: dict[str, Any] | None
    query: PostQuery = field(default_factory=PostQuery)
    news: int = 3


FIRST_ONES = NOON - timedelta(hours=3) + timedelta(seconds=1)
STEPS = {
    "on from the oldest post": Step(answer=page_of(1, 2, 3), wanted={"cursor": FIRST_ONES}),
    "in any order": Step(answer=page_of(3, 1, 2), wanted={"cursor": FIRST_ONES}),
    "the last page": Step(answer=page_of(1, 2, pages=1), wanted=None),
    "nothing there": Step(answer=page_of(), wanted=None),
    "nothing new, and no count": Step(answer=page_of(1, pages=None), news=0, wanted=None),
    "something new, and no count": Step(answer=page_of(1, 2, 3, pages=None), wanted={"cursor": FIRST_ONES}),
    "all of the second that was asked for": Step(
        query=PostQuery(cursor=FIRST_ONES), answer=page_of(3, 3, 3), wanted={"cursor": FIRST_ONES, "page": 2}
    ),
    "all of the second that was asked for, and then older ones": Step(
        query=PostQuery(cursor=FIRST_ONES, page=2), answer=page_of(3, 3, 4),
        wanted={"cursor": NOON - timedelta(hours=4) + timedelta(seconds=1), "page": 1},
    ),
    "a site that does not keep to dates": Step(
        query=PostQuery(cursor=FIRST_ONES), answer=page_of(1, 2, 3), news=0,
        wanted={"without_cursor": True, "page": 2, "cursor": None},
    ),
    "the same, later": Step(
        query=PostQuery(without_cursor=True, page=2),
        answer=page_of(1, 2, 3),
        wanted={"without_cursor": True, "page": 3},
    ),
    "by change": Step(query=PostQuery(order="modified"), answer=page_of(1, 2, 3), wanted={"page": 2}),
}  # fmt: skip


@pytest.mark.parametrize("name", STEPS)
def test_what_is_asked_next(name: str) -> None:
    step = STEPS[name]
    following = step.query.following(step.answer, step.news)
    if step.wanted is None:
        assert following is None
    else:
        assert following is not None
        assert following == PostQuery(order=step.query.order, **step.wanted)


@given(st.integers(1, 400))
def test_fewer_at_once_leave_nothing_out(page: int) -> None:
    """The smaller page begins where the larger one did, or before it."""
    query: PostQuery | None = PostQuery(page=page)
    start = (page - 1) * 100
    while query is not None:
        assert (query.page - 1) * query.size <= start < query.page * query.size
        query = query.smaller()


def test_there_is_a_smallest_page() -> None:
    assert PostQuery(size=10).smaller() is None


# --- categories and types ----------------------------------------------------------------------------------------

TERMS = read_terms(
    [
        {"id": 1, "name": "America", "parent": 0, "link": f"{SITE}/category/america/", "count": 0},
        {"id": 2, "name": "Bogot&aacute;  D.C.", "parent": 1, "link": f"{SITE}/category/america/bogota/", "count": 7},
        {"id": 3, "name": "Asia", "parent": None, "link": f"{SITE}/asia/"},
        {"id": 8, "name": "Ring", "parent": 9, "link": ""},
        {"id": 9, "name": "Ring too", "parent": 8, "link": ""},
        {"id": "x", "name": "no number"},
        {"id": 11},
        None,
    ]
)
BY_ID = {term.ident: term for term in TERMS}


def test_categories_that_can_be_read() -> None:
    assert [(term.ident, term.name, term.parent, term.count) for term in TERMS] == [
        (1, "America", 0, 0),
        (2, "Bogotá D.C.", 1, 7),
        (3, "Asia", 0, None),
        (8, "Ring", 9, None),
        (9, "Ring too", 8, None),
    ]
    assert read_terms({"code": "rest_forbidden"}) == ()


def test_categories_above_and_below() -> None:
    assert [term.name for term in line_of(BY_ID, 2)] == ["America", "Bogotá D.C."]
    assert below(BY_ID, 1) == (1, 2)
    assert below(BY_ID, 2) == (2,)
    assert below(BY_ID, 8) == (8, 9)  # each above the other: an end is found all the same


CATEGORY_PAGES = {
    f"{SITE}/category/america/bogota/": 2,
    f"{SITE}/category/america/bogota": 2,
    f"{SITE}/category/bogota/": 2,
    f"{SITE}/asia/": 3,
    f"{SITE}/europe/": None,
    f"{SITE}/tag/bogota/": None,
}


@pytest.mark.parametrize("url", CATEGORY_PAGES)
def test_the_category_of_a_page(url: str) -> None:
    term = term_at(TERMS, url)
    assert (term.ident if term else None) == CATEGORY_PAGES[url]


TYPES: dict[str, tuple[Any, tuple[str, ...]]] = {
    "with categories": ({"x": {"rest_base": "xs", "taxonomies": ["category"]}}, ("wp/v2/xs",)),
    "with tags": ({"x": {"rest_base": "xs", "taxonomies": ["post_tag"]}}, ("wp/v2/xs",)),
    "by name": ({"press-release": {"rest_base": "pr", "taxonomies": []}}, ("wp/v2/pr",)),
    "by route": ({"n1": {"rest_base": "Noticias", "taxonomies": []}}, ("wp/v2/Noticias",)),
    "in a namespace of its own": (
        {"news": {"rest_base": "news", "rest_namespace": "paper/v1", "taxonomies": []}}, ("paper/v1/news",)
    ),
    "neither": ({"x": {"rest_base": "xs", "taxonomies": ["brand"]}}, ()),
    "core's own": (
        {n: {"rest_base": n, "taxonomies": ["category"]} for n in ("post", "page", "attachment", "product")}, ()
    ),
    "without a route": ({"news": {"rest_base": False}}, ()),
    "no types": ([], ()),
    "an error": ({"code": "rest_forbidden", "data": {"status": 401}}, ()),
}  # fmt: skip


@pytest.mark.parametrize("name", TYPES)
def test_types_of_posts_that_are_news(name: str) -> None:
    value, wanted = TYPES[name]
    assert read_types(value) == wanted
