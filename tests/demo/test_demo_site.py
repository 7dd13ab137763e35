"""Addresses of the sample site: what answers, with what, and whether the listings add up."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import pytest
from lxml import etree, html

from capital_spider.demo import Site, truth

BASE = "http://127.0.0.1:9"
SITE = Site(BASE)
TRUTH = truth()
# Links that a browser follows with POST, or that a crawler must not follow.
DELIBERATE = ("/endless/", "/wp-login.php")


def tree(body: bytes) -> Any:
    return html.fromstring(body.decode())


def xml(body: bytes) -> Any:
    return etree.fromstring(body)


def links_of(body: bytes) -> set[str]:
    root = tree(body)
    found = root.xpath("//a/@href | //img/@src | //img/@data-src | //link/@href")
    absolute = (link if "://" in link else BASE + link for link in found if not link.startswith(("#", "data:")))
    return {link for link in absolute if link.startswith(f"{BASE}/")}


def get(address: str) -> tuple[int, bytes, str]:
    parts = urlsplit(address)
    response = SITE.render(parts.path, parts.query)
    return response.status, response.body, response.headers["Content-Type"]


def everything_reachable() -> dict[str, bytes]:
    """Every page that can be reached from the home page, by address."""
    pages: dict[str, bytes] = {}
    waiting = {f"{BASE}/"}
    while waiting:
        address = waiting.pop().partition("#")[0]
        if address in pages or urlsplit(address).path.startswith(DELIBERATE):
            continue
        status, body, kind = get(address)
        assert status in {200, 301}, address
        pages[address] = body
        if kind.startswith("text/html") and status == 200:
            waiting |= links_of(body)
    return pages


def test_every_internal_link_answers_and_leads_to_every_article() -> None:
    pages = everything_reachable()
    assert {BASE + entry["path"] for entry in TRUTH} <= pages.keys()


def listed(path: str) -> list[str]:
    """The articles of a listing over all its pages, in order, from its own columns only."""
    found: list[str] = []
    number = 1
    while True:
        response = SITE.render(path if number == 1 else f"{path}page/{number}/")
        if response.status == 404:
            return found
        root = tree(response.body)
        cards = root.cssselect(".jeg_main_content .jeg_post_title a")
        assert len(cards) <= 10
        found += [card.get("href", "").removeprefix(BASE) for card in cards]
        number += 1


LISTINGS: dict[str, tuple[str, Callable[[dict[str, Any]], bool]]] = {
    "home": ("/", lambda entry: True),
    "continent lists all below": ("/category/europe/", lambda entry: entry["categories"][0][0] == "EUROPE"),
    "country": ("/category/asia/nepal/", lambda entry: "Nepal" in entry["categories"][0]),
    "short address": ("/category/bogota/", lambda entry: "Bogota" in entry["categories"][0]),
    "second category": (
        "/category/america/argentina/",
        lambda entry: any("Argentina" in c for c in entry["categories"]),
    ),
    "tag": ("/tag/transportation/", lambda entry: "transportation" in entry["tags"]),
    "month": ("/2025/04/", lambda entry: entry["path"].startswith("/2025/04/")),
    "day": ("/2025/06/14/", lambda entry: entry["path"].startswith("/2025/06/14/")),
    "author, first name only": ("/author/mara-lindholm/", lambda entry: entry["authors"][:1] == ["Mara Lindholm"]),
}


@pytest.mark.parametrize("case", LISTINGS.values(), ids=LISTINGS.keys())
def test_listings_hold_what_the_truth_says_newest_first(case: tuple[str, Callable[[dict[str, Any]], bool]]) -> None:
    path, belongs = case
    assert listed(path) == [entry["path"] for entry in TRUTH if belongs(entry)]


def test_archive_counts_add_up() -> None:
    root = tree(SITE.render("/").body)
    counts = {}
    for item in root.cssselect(".widget_archive li"):
        number = re.search(r"\((\d+)\)", item.text_content())
        assert number
        counts[item.cssselect("a")[0].get("href", "").removeprefix(BASE)] = int(number[1])
    assert sum(counts.values()) == len(TRUTH)
    assert counts == {path: len(listed(path)) for path in counts}


def test_the_newest_articles_stand_in_the_hero_block() -> None:
    root = tree(SITE.render("/").body)
    heroes = [a.get("href", "").removeprefix(BASE) for a in root.cssselect(".jeg_heroblock h2 a")]
    assert heroes == [entry["path"] for entry in TRUTH[:4]]


ARTICLE = TRUTH[5]["path"]
NUMBER = SITE.content.posts[5].number
MOVES = {
    "no final slash": (ARTICLE.rstrip("/"), "", ARTICLE),
    "short link": ("/", f"p={NUMBER}", ARTICLE),
    "category by number": ("/", f"cat={SITE.archive.category_id(('EUROPE',))}", "/category/europe/"),
    "page 1 of an article": (f"{ARTICLE}1/", "", ARTICLE),
    "page past the article's last": (f"{ARTICLE}7/", "", ARTICLE),
    "tag in another script": ("/tag/%d8%a8%d9%8a%d8%b1%d9%88%d8%aa", "", "/tag/%d8%a8%d9%8a%d8%b1%d9%88%d8%aa/"),
    "slug in another script": (
        SITE.content.by_name["beirut-maa"].path.rstrip("/"),
        "",
        SITE.content.by_name["beirut-maa"].path,
    ),
}


@pytest.mark.parametrize("case", MOVES.values(), ids=MOVES.keys())
def test_other_addresses_of_a_page_move_to_its_own(case: tuple[str, str, str]) -> None:
    path, query, target = case
    response = SITE.render(path, query)
    assert (response.status, response.headers["Location"]) == (301, BASE + target)


MISSING = {
    "unknown": ("/no/such/page/", ""),
    "page past the last": ("/page/99/", ""),
    "page zero": ("/page/0/", ""),
    "number too long for a page": ("/page/" + "9" * 5000 + "/", ""),
    "picture in a size that nobody made": ("/wp-content/uploads/2025/04/bogota-cable-99999x99999.png", ""),
    "feed past the last": ("/feed/", "paged=99"),
    "unknown article": ("/2025/04/02/never-written/", ""),
    "unknown category number": ("/", "cat=99999"),
    "day without articles": ("/2025/06/01/", ""),
}


@pytest.mark.parametrize("case", MISSING.values(), ids=MISSING.keys())
def test_missing_pages_say_so_and_show_the_latest(case: tuple[str, str]) -> None:
    response = SITE.render(*case)
    root = tree(response.body)
    assert response.status == 404
    assert root.cssselect(".jeg_404_content h1")[0].text_content() == "Page Not Found"
    assert len(root.cssselect(".jeg_404_content .jeg_main_content article")) == 4


def test_page_one_of_a_listing_and_the_short_category_name_their_real_address() -> None:
    for path, canonical in (("/page/1/", "/"), ("/category/bogota/", "/category/america/colombia/bogota/")):
        root = tree(SITE.render(path).body)
        assert root.cssselect("link[rel=canonical]")[0].get("href") == BASE + canonical


def test_the_mobile_version_names_the_article_as_its_original() -> None:
    root = tree(SITE.render(ARTICLE, "amp=1").body)
    assert root.cssselect("link[rel=canonical]")[0].get("href") == BASE + ARTICLE
    assert not root.cssselect(".jeg_sidebar")


def test_sitemaps_name_every_article_once() -> None:
    index = xml(SITE.render("/wp-sitemap.xml").body)
    found: list[str] = []
    for part in index.xpath("//*[local-name()='loc']/text()"):
        rows = xml(SITE.render(part.removeprefix(BASE)).body).xpath("//*[local-name()='loc']/text()")
        assert all(get(row)[0] == 200 for row in rows)
        found += rows if "posts-post" in part else []
    assert sorted(found) == sorted(BASE + entry["path"] for entry in TRUTH)


def test_feeds_page_through_all_articles_with_their_text() -> None:
    found: list[str] = []
    for number in range(1, 6):
        feed = xml(SITE.render("/feed/", f"paged={number}").body)
        found += feed.xpath("//item/link/text()")
        texts = feed.xpath("//item/*[local-name()='encoded']")
        assert all("<p>" in (text.text or "") or not (text.text or "").strip() for text in texts)
    assert found == [BASE + entry["path"] for entry in TRUTH]
    assert len(xml(SITE.render("/category/oceania/feed/").body).xpath("//item")) == len(listed("/category/oceania/"))


def test_robots_close_the_trap_that_the_footer_links() -> None:
    rules = SITE.render("/robots.txt").body.decode()
    assert {"Disallow: /wp-admin/", "Disallow: /endless/", "Disallow: /?s="} <= set(rules.splitlines())
    assert f"Sitemap: {BASE}/wp-sitemap.xml" in rules
    assert b'href="/endless/42/"' in SITE.render("/endless/41/").body


def test_the_rest_interface_refuses_unknown_numbers() -> None:
    response = SITE.render("/wp-json/wp/v2/posts/1")
    assert response.status == 404
    assert response.headers["Content-Type"].startswith("application/json")


def test_search_finds_titles_and_says_when_it_does_not() -> None:
    assert b"Search Result for" in SITE.render("/", "s=tram").body
    assert b"No Content Available" in SITE.render("/", "s=zzzz").body


def test_a_query_cannot_break_out_of_the_page() -> None:
    assert b"<script>alert" not in SITE.render("/", "s=%3Cscript%3Ealert(1)%3C/script%3E").body


def test_found_pages_are_rendered_once() -> None:
    assert SITE.render(ARTICLE) is SITE.render(ARTICLE)
