"""The truth of the sample site against what its pages print."""

from __future__ import annotations

import json
import re
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from lxml import html

from capital_spider.demo import Site, truth

SEED = Path(__file__).parents[3] / "shared/seed"
SITE = Site("http://127.0.0.1:9")
TRUTH = truth()
Tree = Any


def page(path: str, query: str = "") -> str:
    response = SITE.render(path, query)
    assert response.status == 200, path
    return response.body.decode()


def tree(path: str) -> Tree:
    return html.fromstring(page(path))


def shown(element: Tree) -> str:
    return " ".join(element.text_content().split())


def named(name: str) -> tuple[dict[str, Any], str, Tree]:
    """The truth, the source and the tree of one article, found by its file's name."""
    path = SITE.content.by_name[name].path
    return next(entry for entry in TRUTH if entry["path"] == path), page(path), tree(path)


def test_there_are_about_forty_articles_with_addresses_of_their_own() -> None:
    assert 40 <= len(TRUTH) <= 44
    assert len({entry["path"] for entry in TRUTH}) == len(TRUTH)


@pytest.mark.parametrize("entry", TRUTH, ids=[entry["path"][12:40] for entry in TRUTH])
def test_every_page_prints_what_the_truth_says(entry: dict[str, Any]) -> None:
    root = tree(entry["path"])
    column = root.cssselect(".jeg_inner_content")[0]
    heading = shown(column.cssselect("h1.jeg_post_title")[0])
    assert entry["title"] in heading
    assert [shown(a) for a in column.cssselect(".jeg_post_tags a")] == entry["tags"]
    assert [shown(a) for a in column.cssselect("#breadcrumbs a")][1:] == entry["categories"][0]
    filed = [shown(a) for a in column.cssselect(".jeg_meta_category a")]
    assert sorted(filed) == sorted(path[-1] for path in entry["categories"])
    byline = column.cssselect(".entry-header .jeg_meta_author")
    assert all(name in shown(byline[0]) for name in entry["authors"])
    assert bool(byline) == bool(entry["authors"])
    linked = [a.get("href").removeprefix(SITE.base) for a in column.cssselect(".jeg_featured > a")]
    assert linked == ([entry["image"]] if entry["image"] else [])
    assert len([b for b in entry["blocks"] if b["type"] == "paragraph"]) >= (0 if entry["protected"] else 2)


@pytest.mark.parametrize("entry", TRUTH, ids=[entry["path"][12:40] for entry in TRUTH])
def test_every_block_of_the_truth_is_read_on_the_page_in_its_order(entry: dict[str, Any]) -> None:
    path, source = entry["path"], ""
    for number in range(1, 4):
        if SITE.render(path if number == 1 else f"{path}{number}/").status == 200:
            root = tree(path if number == 1 else f"{path}{number}/")
            for br in root.cssselect("br"):
                br.tail = f" {br.tail or ''}"
            source += " " + shown(root.cssselect(".content-inner")[0])
    place = 0
    for text in (text for block in entry["blocks"] for text in _texts(block)):
        found = _squeezed(source).find(_squeezed(text), place)
        assert found >= place, text
        place = found


def _squeezed(text: str) -> str:
    return re.sub(r"[\s\u00ad]+", "", text)


def _texts(block: dict[str, Any]) -> list[str]:
    if block["type"] == "table":
        return [] if len({len(row) for row in block["rows"]}) > 1 else [block["header"][0], block["header"][-1]]
    if block["type"] == "list":
        return [item["text"] for item in block["items"]]
    return [block["text"]] if block.get("text") else []


def test_dates_are_those_of_the_rest_interface() -> None:
    for entry in TRUTH:
        link = re.search(r'type="application/json" href="[^"]*(/wp-json/[^"]+)"', page(entry["path"]))
        assert link
        post = json.loads(page(link[1]))
        assert datetime.fromisoformat(post["date_gmt"] + "+00:00") == datetime.fromisoformat(entry["published_at"])
        assert datetime.fromisoformat(post["modified_gmt"] + "+00:00") == datetime.fromisoformat(entry["modified_at"])
        assert post["link"] == SITE.base + entry["path"]


def test_titles_end_in_the_outlet_only_where_the_page_says_so() -> None:
    for entry in TRUTH:
        heading = shown(tree(entry["path"]).cssselect("h1.jeg_post_title")[0]).removeprefix("Protected: ")
        rest = heading.removeprefix(entry["title"])
        assert rest == "" or (rest[:3] in {" – ", " — ", " | "} and rest[3:] == entry["source"])


def test_the_large_article_is_noted_down_as_a_reader_would() -> None:
    entry, _, root = named("bogota-cable")
    kinds = [block["type"] for block in entry["blocks"]]
    assert (kinds.count("heading"), kinds.count("table"), kinds.count("list")) == (8, 7, 5)
    assert len(entry["tags"]) == 20
    assert entry["source"] == "EL MERIDIANO English"
    assert entry["published_at"] == "2025-04-02T13:14:05+00:00"
    assert entry["categories"] == [["AMERICA", "Colombia", "Bogota"], ["AMERICA", "Colombia"]]
    first = next(block for block in entry["blocks"] if block["type"] == "table")
    assert first["header"] == ["Stage", "What happened"]
    assert first["rows"][1] == ["Second tender", "No bidder accepted the date"]
    assert [shown(cell) for cell in root.cssselect(".content-inner table")[0].cssselect("tr:first-child td")] == first[
        "header"
    ]


CHROME = {
    "table of contents": "#ez-toc-container a.ez-toc-link",
    "share bar": ".jeg_share_top_container .jeg_sharelist a",
    "previous post": ".jeg_prevnext_post a.prev-post",
    "next post": ".jeg_prevnext_post a.next-post",
    "author box": ".jeg_authorbox .jeg_author_desc",
    "six related posts": ".jnews_related_post_container article:nth-child(6)",
    "eight latest posts": ".jeg_sidebar .jeg_pl_sm:nth-child(8)",
    "ads": ".jeg_ad .ads-text",
    "category select": "select#cat option.level-2",
    "tag cloud": ".tagcloud a.tag-cloud-link",
    "calendar": "#wp-calendar caption",
    "archive counts": ".widget_archive li a",
    "footer": ".jeg_footer .copyright",
    "cookie notice": ".jnews-cookie-law-policy .btn-cookie",
    "mobile version": "#amp-mobile-version-switcher a",
    "trap in the footer": '.jeg_footer a[href="/endless/1/"]',
    "60 hidden anchors": 'body > div[style="display:none"] a:nth-child(60)',
}


@pytest.mark.parametrize("selector", CHROME.values(), ids=CHROME.keys())
def test_the_large_article_wears_the_whole_theme(selector: str) -> None:
    assert named("bogota-cable")[2].cssselect(selector)


def test_the_sidebar_keeps_the_outlet_in_the_pictures_alt_only() -> None:
    cards = tree("/").cssselect(".jeg_sidebar .jeg_pl_sm")
    assert (
        sum("–" in card.cssselect("img")[0].get("alt") and "–" not in shown(card.cssselect("h3")[0]) for card in cards)
        >= 6
    )


def test_no_sentence_of_the_page_that_the_markup_was_modelled_on_is_reused() -> None:
    if not SEED.is_dir():
        pytest.skip("the model page is not part of the repository")
    about = [writer.about for writer in SITE.content.writers.values()]
    ours = json.dumps([TRUTH, about], ensure_ascii=False).casefold()
    for file in SEED.glob("*.txt"):
        for sentence in re.split(r"(?<=[.!?:])\s*|\n", file.read_text(encoding="utf-8")):
            words = sentence.casefold().split()
            assert len(words) < 6 or " ".join(words) not in ours, sentence
