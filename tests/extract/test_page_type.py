"""Is this page an article at all."""

from __future__ import annotations

import json

import pytest
from staged import prose, staged

from capital_spider.extract import judge_page_type

ARTICLE = {"@type": "NewsArticle", "headline": "Lock opens", "datePublished": "2024-05-03T12:00:00Z"}
LD = f'<script type="application/ld+json">{json.dumps(ARTICLE)}</script>'
PRODUCT = '<script type="application/ld+json">{"@type": "Product", "name": "Lock"}</script>'
CARDS = "".join(f"<article><h3><a href='/{n}'>Story {n} of the delta</a></h3></article>" for n in range(30))
FORUM = (
    '<script type="application/ld+json">{"@type": "DiscussionForumPosting", "headline": "Which lock?"}</script>'
    "<h1>Which lock?</h1><a href=/forum/>Forum</a><a href=/forum/login>Log in</a>"
)
POST = (
    "<div class=post><a href='/forum/user/{n}'>keeper{n}</a><p>Posts: {n}</p><p>Which of the two did you buy?</p>"
    "<a href='/forum/reply?p={n}'>Reply</a></div>"
)
HOME = "https://www.news.example/"
CASES: dict[str, tuple[str, str | None, bool]] = {
    "article that says so": (LD + prose(), None, True),
    "article that says nothing of itself": (f"<h1>Lock opens</h1><p>3 May 2024</p>{prose(count=9)}", None, True),
    "home page": (f"{CARDS}{prose(count=1)}", HOME, False),
    "listing": (f"<h1>Water</h1>{CARDS}", "https://www.news.example/category/water/", False),
    "product": (f"{PRODUCT}<h1>Padlock</h1>{prose(count=2)}", "https://www.news.example/shop/padlock/", False),
    "log-in": (
        "<h1>Log in</h1><form><label>Name</label><input name=n></form>",
        "https://www.news.example/login/",
        False,
    ),
    "search": (
        "<h1>Search results for: lock</h1><form><input name=s value=lock><button>Search</button></form>"
        "<p>30 results</p>" + CARDS,
        "https://www.news.example/?s=lock",
        False,
    ),
    "forum": (
        FORUM + "".join(POST.format(n=n) for n in range(12)),
        "https://www.news.example/forum/viewtopic.php?t=12",
        False,
    ),
    "service": (
        "<title>Lock repair in Delta</title><h1>Lock repair</h1><h2>Why choose us?</h2><p>We repair gates. Call us!</p>"
        "<h2>Our services</h2><ul><li>Gates<li>Pumps<li>Boats</ul><a href='tel:+20123'>Call now</a>"
        "<a href=/contact/>Contact us</a><a href=/services/gates/>Gates</a><a href=/services/pumps/>Pumps</a>"
        "<form><input name=name><input name=mail><textarea></textarea><button>Get a free quote</button></form>",
        "https://www.repairs.example/services/lock-repair/",
        False,
    ),
    "nothing": ("", "https://www.news.example/x/", False),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_articles_are_told_from_other_pages(case: tuple[str, str | None, bool]) -> None:
    markup, url, expected = case
    document = staged(markup, judge_page_type, **({"url": url} if url else {}))
    assert 0 < document.confidence["article"] < 1
    assert (document.confidence["article"] > 0.5) is expected


def test_an_article_of_a_theme_is_sure() -> None:
    page = f"<h1 class=jeg_post_title>Lock opens</h1><div class=content-inner>{prose(count=9)}</div>"
    assert staged(page, judge_page_type, profile="jnews").confidence["article"] > 0.8


def test_a_page_that_says_it_is_not_there() -> None:
    page = f"<div class=jeg_404_content><h1 class=jeg_archive_title>Page Not Found</h1></div>{prose(count=9)}"
    document = staged(page, judge_page_type, profile="jnews")
    assert document.confidence["article"] < 0.05
    assert [(p.field, p.code) for p in document.problems] == [("article", "not_found")]


def test_a_page_without_text_is_a_problem() -> None:
    assert [p.code for p in staged("<h1>Lock opens</h1>", judge_page_type).problems] == ["no_text"]
