"""The text as typed blocks, and what is told beside them: links, media, tables."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from staged import prose, staged

from capital_spider.extract import extract_body
from capital_spider.extract.document import Document
from capital_spider.items import Page


def body(markup: str) -> Document:
    """In a text column that a profile knows: what is text and what is not is another test's business."""
    column = f"<div class=content-inner>{prose(count=2)}{markup}{prose(count=9)}</div>"
    return staged(f"<div class=entry-content>{column}</div>", extract_body, profile="jnews")


def blocks(markup: str) -> list[dict[str, Any]]:
    """The blocks between the paragraphs before and after the markup, what is empty left out."""
    content = msgspec.json.decode(msgspec.json.encode(body(markup).content))[2:-9]
    return [{k: v for k, v in block.items() if v not in (None, [])} for block in content]


def p(text: str) -> dict[str, Any]:
    return {"type": "paragraph", "text": text}


def items(*texts: str, ordered: bool = False) -> dict[str, Any]:
    return {"type": "list", "ordered": ordered, "items": [{"text": t, "items": []} for t in texts]}


def image(**more: str) -> dict[str, Any]:
    return {"type": "image", "url": "https://www.news.example/a.jpg", **more}


CASES: dict[str, tuple[str, list[dict[str, Any]]]] = {
    "paragraph": ("<p>The <b>lock</b></p>", [p("The lock")]),
    "text without an element": ("The lock", [p("The lock")]),
    "lines by hand": ("<p>One<br>two</p>", [p("One\ntwo")]),
    "words as they are": ("<p>it rained.Then it did not</p>", [p("it rained.Then it did not")]),
    "headings": (
        "<h2><span id=a>The</span> <b>lock</b></h2><h4>Gate</h4>",
        [{"type": "heading", "level": 2, "text": "The lock"}, {"type": "heading", "level": 4, "text": "Gate"}],
    ),
    "heading of two lines": ("<h2>The<br>lock</h2>", [{"type": "heading", "level": 2, "text": "The lock"}]),
    "list": ("<ul><li>One<li><p>Two</p></ul>", [items("One", "Two")]),
    "numbered list": ("<ol start=3><li>One</ol>", [items("One", ordered=True)]),
    "list in an item": (
        "<ul><li>One<ul><li>Two</ul><li>Three</ul>",
        [
            {
                "type": "list",
                "ordered": False,
                "items": [{"text": "One", "items": [{"text": "Two", "items": []}]}, {"text": "Three", "items": []}],
            }
        ],
    ),
    "list in a list": ("<ul><ul><li>One</ul><li>Two</ul>", [items("One", "Two")]),
    "empty items": ("<ul><li><li>One</ul>", [items("One")]),
    "quotation": ("<blockquote><p>One</p><p>two</p></blockquote>", [{"type": "quote", "text": "One\ntwo"}]),
    "quotation with its speaker": (
        "<blockquote><p>Never</p><cite>— Ana Ruiz</cite></blockquote>",
        [{"type": "quote", "text": "Never", "cite": "Ana Ruiz"}],
    ),
    "speaker in the line": (
        "<blockquote>Never — <cite>Ana Ruiz</cite></blockquote>",
        [{"type": "quote", "text": "Never", "cite": "Ana Ruiz"}],
    ),
    "code": (
        "<pre><code>a  =  1\n\tb\u00ad = 'cafe\u0301'</code></pre>",
        [{"type": "code", "text": "a  =  1\n\tb = 'café'"}],
    ),
    "table": ("<table><tr><th>A<th>B<tr><td>x<td>1</table>", [{"type": "table", "table": 0}]),
    "layout table is text": ("<table role=presentation><tr><td><p>One</p><p>Two</p></table>", [p("One"), p("Two")]),
    "picture": ("<img src=/a.jpg alt='A  lock'>", [image(alt="A lock")]),
    "picture with a caption": (
        "<figure><a href=/b><img src=/a.jpg></a><figcaption>Gate 4. (Photo: Ana Ruiz)</figcaption></figure>",
        [image(caption="Gate 4.", credit="Photo: Ana Ruiz")],
    ),
    "picture with a classic caption": (
        "<div class=wp-caption><img src=/a.jpg><p class=wp-caption-text>Gate 4</p></div>",
        [image(caption="Gate 4")],
    ),
    "picture and its twin": ("<img src=/lazy.gif data-src=/a.jpg><noscript><img src=/a.jpg></noscript>", [image()]),
    "the next paragraph is no caption": ("<div><img src=/a.jpg></div><p>Gate</p>", [image(), p("Gate")]),
    "video": (
        "<figure><iframe src='https://www.youtube.com/embed/a'></iframe></figure>",
        [{"type": "embed", "provider": "youtube", "url": "https://www.youtube.com/embed/a"}],
    ),
    "tweet": (
        "<blockquote class=twitter-tweet><p>Opens</p><a href='https://twitter.com/a/status/5'>May 3</a></blockquote>",
        [{"type": "embed", "provider": "twitter", "url": "https://twitter.com/a/status/5", "text": "Opens"}],
    ),
    "advertisement": ("<div class=ads>ADVERTISEMENT</div>", []),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_typed_blocks(case: tuple[str, list[dict[str, Any]]]) -> None:
    assert blocks(case[0]) == case[1]


TEXTS = {
    "paragraphs": ("<p>One</p><p>two</p>", "One\n\ntwo"),
    "list items on lines of their own": ("<ul><li>One<ul><li>Two</ul><li>Three</ul>", "One\nTwo\nThree"),
    "table cells tab-separated": (
        "<table><tr><th>A<th>B<tr><td>x<td>1<br>2<tr><td>y<td></table>",
        "A\tB\nx\t1 2\ny\t",
    ),
    "quotation and speaker": ("<blockquote><p>Never</p><cite>Ana</cite></blockquote>", "Never\nAna"),
    "no captions": ("<figure><img src=/a.jpg alt=Lock><figcaption>Gate</figcaption></figure><p>One</p>", "One"),
    "no words of embeds": ("<blockquote class=twitter-tweet><p>Opens</p></blockquote><p>One</p>", "One"),
}


@pytest.mark.parametrize("case", TEXTS.values(), ids=TEXTS.keys())
def test_plain_text(case: tuple[str, str]) -> None:
    before, after = body("").text.split("\n\n")[:2], body("").text.split("\n\n")[2:]
    assert body(case[0]).text == "\n\n".join([*before, case[1], *after])


def test_links_of_the_text_and_no_others() -> None:
    document = body(
        "<p>See <a href='/b?utm_source=x'>gate <b>4</b></a>, <a href='https://other.com/'>them</a>, "
        "<a href='/b'>gate 4</a>"
        " and <a href='#top'>above</a> or <a href='mailto:a@b.example'>write</a>.</p><nav><a href=/menu>Menu</a></nav>"
    )
    assert [(link.url, link.text, link.external) for link in document.links] == [
        ("https://www.news.example/b", "gate 4", False),
        ("https://other.com/", "them", True),
        ("https://www.news.example/2024/05/03/lock-opens/", "above", False),
    ]


def test_media_of_the_text() -> None:
    document = body(
        "<iframe src='https://www.youtube.com/embed/a' title='The lock'></iframe><audio src=/a.mp3></audio>"
        "<iframe src='https://charts.example/5'></iframe>"
    )
    assert [(m.type, m.url, m.title) for m in document.media] == [
        ("video", "https://www.youtube.com/embed/a", "The lock"),
        ("audio", "https://www.news.example/a.mp3", None),
    ]


def test_a_table_knows_the_heading_and_the_caption_it_stands_under() -> None:
    document = body(
        "<h2>Gates</h2><p>Some.</p><figure><table><tr><th>A<th>B<tr><td>x<td>1</table>"
        "<figcaption>Boats</figcaption></figure>"
    )
    assert [(t.heading, t.caption, t.header) for t in document.tables] == [("Gates", "Boats", ("A", "B"))]


def test_a_table_in_a_table_follows_it() -> None:
    inner = "<table><tr><th>C<th>D<tr><td>z<td>2</table>"
    document = body(f"<table><tr><th>A<th>B<tr><td>x<td>1<tr><td>y<td>{inner}</table>")
    assert [t.header for t in document.tables] == [("A", "B"), ("C", "D")]
    assert [b.type for b in document.content[2:-9]] == ["table", "table"]  # type: ignore[attr-defined]


SECOND = (
    "<article><p>On the second day the lock stayed shut, and the boats waited in a long row below the bridge.</p>"
    "<p>Last of all came the ferry, which had no bell, and so nobody heard it. Its captain did not mind.</p></article>"
)


def test_the_parts_of_an_article_are_one_text() -> None:
    part = Page(url="https://news.example/a/2/", body=SECOND.encode())
    document = staged(f"<article>{prose()}</article>", extract_body, continuations=(part,))
    assert len(document.content) == 6
    assert document.text.index("Last of all") > len(document.text) // 2
