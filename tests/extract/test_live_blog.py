"""The posts of a live blog: from JSON-LD, microdata, or the page's structure."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from capital_spider import extract_article
from capital_spider.items import Entry

URL = "https://www.delta.example/2025/07/raft-race-live/"
TITLE = "Raft race: all the news from the river"
POSTS = [
    ("2025-07-05T16:40:00+02:00", "The green raft wins", "The green raft has crossed the line, sideways, and with one "
     "of its crew still in the water. The judges say that this is allowed."),
    ("2025-07-05T15:10:00+02:00", "Two rafts collide", "The red raft and the raft of the bakers have collided under "
     "the railway bridge. Nobody is hurt, and a good deal of bread is on its way to the sea."),
    ("2025-07-05T14:00:00+02:00", "And they are off", "Eleven rafts have left the landing at the old mill. The twelfth "
     "is still being looked for; it was there this morning, says its owner."),
]  # fmt: skip
ENTRIES = tuple(Entry(at=at, title=title, text=text) for at, title, text in POSTS)
LEAD = (
    "<p>Twelve rafts race on Saturday from the old mill to the harbour, for the forty-first time and for a cup that "
    "nobody has seen since the year before last. We follow them from the bank.</p>"
)
UPDATES = [
    {"@type": "BlogPosting", "headline": title, "datePublished": at, "articleBody": text} for at, title, text in POSTS
]
BLOG = {
    "@type": "LiveBlogPosting", "headline": TITLE, "datePublished": "2025-07-05T13:30:00+02:00", "url": URL,
    "liveBlogUpdate": UPDATES,
}  # fmt: skip


def page(posts: str, *data: dict[str, Any], title: str = TITLE) -> str:
    scripts = "".join(f"<script type=application/ld+json>{json.dumps(d)}</script>" for d in data)
    head = f"<html lang=en><head><title>{title}</title>{scripts}</head>"
    return f"{head}<body><main><article><h1>{title}</h1>{LEAD}{posts}</article></main></body></html>"


def posts(form: str, count: int = 3) -> str:
    return "".join(form.format(at=at, title=title, text=text, clock=at[11:16]) for at, title, text in POSTS[:count])


TIMED = "<div class='post n'><time datetime='{at}'>{clock}</time><h2>{title}</h2><p>{text}</p></div>"
ITEMS = (
    "<div itemprop=liveBlogUpdate itemscope><meta itemprop=datePublished content='{at}'><h3 itemprop=headline>{title}"
    "</h3><div itemprop=articleBody><p>{text}</p></div></div>"
)
FOUND = {
    "JSON-LD": (page(posts("<p>{text}</p>"), BLOG), "jsonld:liveBlogUpdate"),
    "JSON-LD behind a short page": (page("", BLOG), "jsonld:liveBlogUpdate"),
    "JSON-LD with HTML": (
        page("", BLOG | {"liveBlogUpdate": [u | {"articleBody": f"<p>{u['articleBody']}</p>"} for u in UPDATES]}),
        "jsonld:liveBlogUpdate",
    ),
    "JSON-LD beside an article of that headline": (
        page("", {"@type": "NewsArticle", "headline": TITLE, "datePublished": BLOG["datePublished"]}, BLOG),
        "jsonld:liveBlogUpdate",
    ),
    "microdata": (page(posts(ITEMS)), "microdata:liveBlogUpdate"),
    "siblings with a time each": (page(f"<div class=posts>{posts(TIMED)}</div>"), "time"),
    "items of a list": (
        page(f"<ol>{posts('<li><time datetime={at}>{clock}</time><h3>{title}</h3><p>{text}</p></li>')}</ol>"),
        "time",
    ),
    "headline that links to the post": (
        page(
            posts("<div><h2><a href='#{clock}'>{title}</a></h2><time datetime='{at}'></time><p>{text}</p></div>")
        ),
        "time",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", FOUND.values(), ids=FOUND.keys())
def test_posts_of_a_live_blog(case: tuple[str, str]) -> None:
    article = extract_article(case[0], URL)
    assert article.entries == ENTRIES
    assert article.evidence["entries"] == case[1]


CARD = "<div><h3><a href='/2025/07/{clock}/'>{title}</a></h3><time datetime='{at}'>{clock}</time><p>{text}</p></div>"
COMMENT = "<div class=comment><b>Jo</b><time datetime='{at}'>{clock}</time><p>{text}</p></div>"
NO_BLOG = {
    "article": page(posts("<p>{text}</p>")),
    "sections without a time": page(posts("<section><h2>{title}</h2><p>{text}</p></section>")),
    "two posts": page(posts(TIMED, 2)),
    "days, as in a chronicle": page(posts(TIMED).replace("T16:40:00+02:00", "").replace("T15:10:00+02:00", "")
                                    .replace("T14:00:00+02:00", "").replace(":", " h ")),
    "teasers of other articles": page(posts("<p>{text}</p>") + posts(CARD)),
    "comments": page(posts("<p>{text}</p>") + posts(COMMENT)),
    "live blog of another page": page(posts("<p>{text}</p>"), BLOG | {"headline": "Flower show, live", "url": "/f"},
                                      {"@type": "NewsArticle", "headline": TITLE, "url": URL, "author": "Ana Ruiz"}),
    "live blog without posts": page(posts("<p>{text}</p>"), BLOG | {"liveBlogUpdate": []}),
    "posts that are no objects": page(posts("<p>{text}</p>"), BLOG | {"liveBlogUpdate": ["Off", None, {"headline": 1}]
                                                                     [:2]}),
}  # fmt: skip


@pytest.mark.parametrize("markup", NO_BLOG.values(), ids=NO_BLOG.keys())
def test_other_pages_have_no_entries(markup: str) -> None:
    assert extract_article(markup, URL).entries is None


def test_a_home_page_is_no_live_blog() -> None:
    assert extract_article(page(posts(TIMED)), "https://www.delta.example/").entries is None


def test_the_blog_is_the_article_and_not_its_last_post() -> None:
    article = extract_article(page(posts(TIMED), BLOG), URL)
    assert article.title == TITLE
    assert article.published_at == "2025-07-05T13:30:00+02:00"
    assert all(article.text.count(text) == 1 for _, _, text in POSTS)
    assert sorted(article.text.find(text) for _, _, text in POSTS) == [article.text.find(t) for _, _, t in POSTS]


TIMES = {
    "offset stated": ("2025-07-05T16:40:00+02:00", "16:40", "2025-07-05T16:40:00+02:00"),
    "universal time": ("2025-07-05T14:40:00Z", "16:40", "2025-07-05T14:40:00+00:00"),
    "no offset: the instant is not known": ("2025-07-05T16:40", "16:40", "2025-07-05"),
    "a clock alone names no day": ("", "16:40", None),
    "printed in full, with its zone": ("", "5 July 2025, 16:40 UTC", "2025-07-05T16:40:00+00:00"),
    "ago, from the capture": ("", "20 minutes ago, 16:40", "2025-07-05T14:40:00+00:00"),
}


@pytest.mark.parametrize("case", TIMES.values(), ids=TIMES.keys())
def test_times_of_posts(case: tuple[str, str, str | None]) -> None:
    machine, printed, expected = case
    form = f"<div><time datetime='{machine}'>{printed}</time><h2>{{title}}</h2><p>{{text}}</p></div>"
    article = extract_article(page(posts(form)), URL, fetched_at=datetime(2025, 7, 5, 15, 0, tzinfo=UTC))
    assert article.entries is not None
    assert {entry.at for entry in article.entries} == {expected}
