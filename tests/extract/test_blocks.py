"""The page as blocks of text in document order."""

from __future__ import annotations

import pytest
from staged import staged

from capital_spider.extract import split_blocks
from capital_spider.extract.document import Document
from capital_spider.items import Page


def blocks(markup: str) -> list[str]:
    """Texts of the blocks; media as their kind in brackets."""
    return shown(staged(f"<body>{markup}", split_blocks))


def shown(document: Document) -> list[str]:
    return [block.text if block.kind == "text" else f"[{block.kind}]" for block in document.blocks]


CASES = {
    "paragraphs": ("<p>One</p><p>Two</p>", ["One", "Two"]),
    "inline markup adds no space": ("<p><span class=dropcap>T</span>he <b>lo</b>ck</p>", ["The lock"]),
    "space between inline elements stays": ("<p><b>Cost:</b> <i>five</i></p>", ["Cost: five"]),
    "line end in the source is a space": ("<p>One\ntwo\r\nthree</p>", ["One two three"]),
    "line break": ("<p>One<br>two</p>", ["One\ntwo"]),
    "two breaks start a block": ("One<br><br>Two<br>\n<br/>Three", ["One", "Two", "Three"]),
    "text directly in the column": ("<div>One<p>Two</p>Three</div>", ["One", "Two", "Three"]),
    "unknown elements start a block": ("<x-lead>One</x-lead><x-text>Two</x-text>", ["One", "Two"]),
    "link around blocks": ("<a href=/x><div>One</div><div>Two</div></a>", ["One", "Two"]),
    "empty paragraphs": ("<p>&nbsp;</p><p> </p><p>\u200b</p><p>One</p>", ["One"]),
    "scripts and styles are no text": ("<p>One<script>x()</script><style>p{}</style> two</p>", ["One two"]),
    "noscript twin is no text": ("<p>One</p><noscript><p>Two</p><img src=a.jpg></noscript>", ["One"]),
    "form fields are no text": ("<p>One</p><select><option>A</select><textarea>B</textarea>", ["One"]),
    "invisible characters": ("<p>Un\u00adsichtbar\u200b und\u00a0da\ufeff</p>", ["Unsichtbar und da"]),
    "combining marks": ("<p>Cafe\u0301</p>", ["Café"]),
    "joiner of emoji stays": ("<p>👩\u200d🚒</p>", ["👩\u200d🚒"]),
    "list items": ("<ul><li>One<ul><li>Two</ul><li>Three</ul>", ["One", "Two", "Three"]),
    "cells": ("<table><tr><td>One<td>Two</table>", ["One", "Two"]),
    "picture between paragraphs": ("<p>One</p><img src=a.jpg><p>Two</p>", ["One", "[image]", "Two"]),
    "picture element counts once": ("<picture><source srcset=a.webp><img src=a.jpg></picture>", ["[image]"]),
    "picture in a line goes with the line": ("<p>One <img src=smile.png> two</p>", ["[image]", "One two"]),
    "player between paragraphs": ("<p>One</p><iframe src=/v>no frames</iframe><p>Two</p>", ["One", "[embed]", "Two"]),
    "player ends the line": ("<p>One <video src=a.mp4></video> two</p>", ["One", "[media]", "two"]),
    "nothing": ("", []),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_blocks_are_what_a_reader_sees_as_one_run(case: tuple[str, list[str]]) -> None:
    assert blocks(case[0]) == case[1]


def test_the_parts_of_an_article_follow_each_other() -> None:
    part = Page(url="https://news.example/a/2/", body=b"<p>Three</p>")
    document = staged("<p>One</p><p>Two</p>", split_blocks, continuations=(part,))
    assert shown(document) == ["One", "Two", "Three"]


LINKS = {
    "none": ("<p>four</p>", 0),
    "all": ("<p><a href=/x>four</a></p>", 4),
    "a part": ("<p>one <a href=/x><b>four</b></a> two</p>", 4),
    "around the block": ("<a href=/x><p>four</p></a>", 0),
}


@pytest.mark.parametrize("case", LINKS.values(), ids=LINKS.keys())
def test_characters_in_links(case: tuple[str, int]) -> None:
    document = staged(f"<body>{case[0]}", split_blocks)
    assert [block.link_chars for block in document.blocks] == [case[1]]
