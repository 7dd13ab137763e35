"""A post of the API as a page, read by the same stages as any page."""

from __future__ import annotations

import json
from typing import Any

import pytest

from capital_spider.discover.wordpress import read_posts
from capital_spider.discover.wordpress_page import PostSite, further_parts, post_page
from capital_spider.discover.wordpress_terms import read_terms
from capital_spider.extract import extract_page
from capital_spider.extract.document import parse_page
from capital_spider.items import Article, Page

SITE = "https://news.example.org"
URL = f"{SITE}/2025/04/02/harbour/"
SENTENCE = "The ferry to the north shore leaves from the second pier at a quarter past every hour of the day. "
TEXT = "".join(f"<p>Part {n}. {SENTENCE * 3}</p>" for n in range(4))
PICTURE = {"source_url": f"{SITE}/pier.jpg", "alt_text": "The pier", "caption": {"rendered": "<p>The pier at dawn</p>"}}
TERMS = [
    {"id": 1, "name": "America", "parent": 0, "link": f"{SITE}/category/america/", "taxonomy": "category"},
    {"id": 2, "name": "News &amp; Views", "parent": 1, "link": f"{SITE}/category/america/nv/", "taxonomy": "category"},
]
TAG = {"id": 7, "name": "Ports", "link": f"{SITE}/tag/ports/", "taxonomy": "post_tag"}
POST: dict[str, Any] = {
    "id": 5,
    "link": URL,
    "date": "2025-04-02T10:00:00",
    "date_gmt": "2025-04-02T15:00:00",
    "modified": "2025-04-03T11:00:00",
    "modified_gmt": "2025-04-03T16:00:00",
    "title": {"rendered": "Harbour &#8211; <em>again</em> &lt;open&gt;"},
    "content": {"rendered": TEXT, "protected": False},
    "excerpt": {"rendered": "<p>A ferry leaves.</p>"},
    "categories": [2],
    "_embedded": {
        "author": [{"name": "Ava Thornton", "link": f"{SITE}/author/ava/"}],
        "wp:featuredmedia": [PICTURE],
        "wp:term": [[TERMS[1]], [TAG]],
    },
}
NAMED = PostSite(name="Harbour News", language="en", terms={term.ident: term for term in read_terms(TERMS)})


def record(site: PostSite = NAMED, **changed: Any) -> Article:
    (post,) = read_posts([POST | changed], {}, SITE).posts
    return extract_page(Page(url=post.url, body=post_page(post, site), api=post.twin()))


def test_all_that_the_api_says_is_in_the_record() -> None:
    article = record()
    assert article.title == "Harbour – again <open>"
    assert article.text.splitlines()[0] == f"Part 0. {(SENTENCE * 3).strip()}"
    assert len(article.blocks) == 4
    assert [(a.name, a.url) for a in article.authors] == [("Ava Thornton", f"{SITE}/author/ava/")]
    assert (article.published_at, article.modified_at) == ("2025-04-02T10:00:00-05:00", "2025-04-03T11:00:00-05:00")
    assert article.categories == (("America", "News & Views"),)
    assert article.tags == ("Ports",)
    assert article.image is not None
    assert (article.image.url, article.image.alt) == (f"{SITE}/pier.jpg", "The pier")
    assert article.image.caption == "The pier at dawn"
    assert (article.summary, article.language, article.site.name) == ("A ferry leaves.", "en", "Harbour News")
    assert (article.url, article.canonical_url, article.access) == (URL, URL, "open")


def test_the_most_special_category_comes_first() -> None:
    """The API has them by name."""
    article = record(_embedded=POST["_embedded"] | {"wp:term": [TERMS, [TAG]]}, categories=[1, 2])
    assert article.categories == (("America", "News & Views"), ("America",))


def test_what_the_seo_plugin_prints_on_the_page_counts_as_there() -> None:
    head = (
        '<title>Harbour again - Harbour News</title><meta property="og:type" content="article">'
        '<meta property="og:site_name" content="Harbour News &amp; Sea"><meta property="og:locale" content="en_GB">'
        '<meta property="og:description" content="Written for the head."><meta name="keywords" content="x">'
    )
    article = record(yoast_head=head, title={"rendered": "Harbour again"})
    assert article.title == "Harbour again"
    assert (article.site.name, article.summary) == ("Harbour News & Sea", "Written for the head.")


# What the API may say otherwise → the text all the same.
ODD: dict[str, dict[str, Any]] = {
    "nothing but address and text": {k: None for k in POST if k not in ("id", "link", "content")},
    "errors in place of what is embedded": {
        "_embedded": {"author": [{"code": "rest_user_invalid_id", "message": "no"}], "wp:featuredmedia": [None],
                      "wp:term": [{"code": "x"}]}
    },
    "an empty list in place of an object": {"_embedded": [], "title": [], "excerpt": []},
    "characters that no page may hold": {
        "content": {"rendered": TEXT + "\x00\x0b\ud83d"}, "title": {"rendered": "Harbour\x00\x1f"}
    },
    "a text that closes what it did not open": {"content": {"rendered": "</div></article></body>" + TEXT}},
    "a text that opens what it does not close": {"content": {"rendered": TEXT + "<div><section><p>"}},
    "a comment in place of an excerpt": {"excerpt": {"rendered": "<!-- more -->"}},
    "text before the first element": {"content": {"rendered": f"{SENTENCE}{TEXT}"}},
    "categories that nobody knows": {"categories": [77, "x", None]},
    "a category without a number": {"_embedded": {"wp:term": [[TERMS[1] | {"id": ["x"]}]]}},
}  # fmt: skip


@pytest.mark.parametrize("name", ODD)
def test_odd_posts_lose_no_text(name: str) -> None:
    article = record(**ODD[name])
    assert article.text.count("The ferry to the north shore") >= 12
    assert "Part 3." in article.text


def test_a_site_of_which_nothing_is_known() -> None:
    article = record(PostSite())
    assert article.title == "Harbour – again <open>"
    assert article.categories == (("America", "News & Views"),)  # the address spells the name of what is above it


PART_2 = f"<h2>The second page</h2><p>It goes on. {SENTENCE}</p>"
SPLIT = f"{TEXT}<p><!--nextpage--></p>{PART_2}<!-- nextpage --><p>And it ends. {SENTENCE}</p>"
TWIN = json.dumps({"id": 5, "content": {"rendered": SPLIT}}).encode()
SHORT = TEXT.replace("north shore leaves", "north shore … subscribe to read on")
# Twin, text column of page 1 → what pages 2, 3 … begin with.
PARTS: dict[str, tuple[bytes | None, str, list[str]]] = {
    "the whole text": (TWIN, TEXT, ["The second page", "And it ends."]),
    "page 1 with advertisements in it": (
        TWIN, TEXT.replace("</p>", "</p><div>Buy this!</div>", 2), ["The second page", "And it ends."]
    ),
    "page 1 hides its end": (TWIN, SHORT, []),
    "page 1 hides its end in a script": (TWIN, f"{SHORT}<script>{TEXT}</script>", []),
    "no text": (b'{"id": 5}', TEXT, []),
    "an empty first page": (json.dumps({"content": {"rendered": "<!--nextpage--><p>x</p>"}}).encode(), TEXT, []),
    "not split": (json.dumps({"content": {"rendered": TEXT}}).encode(), TEXT, []),
    "no twin": (None, TEXT, []),
    "a torn one": (TWIN[:40], TEXT, []),
    "nested beyond sense": (b"[" * 100_000, TEXT, []),
}  # fmt: skip


@pytest.mark.parametrize("name", PARTS)
def test_the_further_pages_of_a_split_article(name: str) -> None:
    twin, shown, wanted = PARTS[name]
    body = f'<html><body><article><div class="entry-content">{shown}</div></article></body></html>'.encode()
    page = Page(url=URL, body=body, api=twin)
    parts = further_parts(page, parse_page(page).root)
    texts = [" ".join("".join(map(str, parse_page(part).root.itertext())).split()) for part in parts]
    assert [text.startswith(beginning) for text, beginning in zip(texts, wanted, strict=True)] == [True] * len(wanted)
