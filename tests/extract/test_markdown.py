"""Typed blocks as GitHub-flavoured Markdown, read back with markdown-it (which comes with rich)."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html
from markdown_it import MarkdownIt
from staged import prose, staged

from capital_spider.extract import extract_body
from capital_spider.extract.markdown import block_markdown
from capital_spider.items import Block, Code, Heading, ItemList, ListItem, Paragraph, Quote, Table, TableRef

RENDERER = MarkdownIt("commonmark").enable(["table", "strikethrough"])


def rendered(markdown: str) -> str:
    return str(RENDERER.render(markdown)).strip()


def marked(markup: str) -> str:
    """The Markdown of the markup within an article."""
    column = f"<div class=content-inner>{prose()}<p>Start.</p>{markup}<p>Stop.</p>{prose(count=9)}</div>"
    document = staged(f"<div class=entry-content>{column}</div>", extract_body, profile="jnews")
    return document.markdown.partition("Start.\n\n")[2].partition("\n\nStop.")[0]


MARKED = {
    "emphasis": ("<p>The <b>old</b> <em>lock</em></p>", "The **old** *lock*"),
    "space inside the mark": ("<p>The<b> old </b>lock</p>", "The **old** lock"),
    "mark within a mark": ("<p><b>The <i>old</i></b> lock</p>", "**The** ***old*** lock"),
    "link": ("<p>See <a href='/b#top'>gate 4</a>.</p>", "See [gate 4](https://www.news.example/b)."),
    "link with brackets in its address": (
        "<p>See <a href='/b_(lock)'>it</a>.</p>",
        "See [it](https://www.news.example/b_%28lock%29).",
    ),
    "link that leads nowhere": ("<p>See <a href='javascript:x()'>it</a>.</p>", "See it."),
    "line break": ("<p>One<br>two</p>", "One  \ntwo"),
    "heading with a link": ("<h3>The <a href=/b>gate</a></h3>", "### The [gate](https://www.news.example/b)"),
    "list with labels and links": (
        "<ul><li><b>Cost:</b> five</li><li>See <a href=/b>it</a></ul>",
        "- **Cost:** five\n- See [it](https://www.news.example/b)",
    ),
    "numbered list": ("<ol><li>One<li>Two</ol>", "1. One\n2. Two"),
    "list in a list": ("<ul><li>One<ul><li>Two</ul><li>Three</ul>", "- One\n  - Two\n- Three"),
    "item of two lines": ("<ul><li>One<br>two</ul>", "- One  \n  two"),
    "quotation with a link": (
        "<blockquote><p>See <a href=/b>it</a></p></blockquote>",
        "> See [it](https://www.news.example/b)",
    ),
    "quotation with its speaker": (
        "<blockquote><p>Never.</p><p>Again.</p><cite>Ana Ruiz</cite></blockquote>",
        "> Never.  \n> Again.  \n> — Ana Ruiz",
    ),
    "code": ("<pre>a  =  1\n  b</pre>", "```\na  =  1\n  b\n```"),
    "code with a fence in it": ("<pre>```\nx</pre>", "````\n```\nx\n````"),
    "table": (
        "<table><thead><tr><th>A<th>B|C</thead><tr><td>x<br>y<td>1</table>",
        "| A | B\\|C |\n| --- | --- |\n| x<br>y | 1 |",
    ),
    "picture": (
        "<figure><img src=/a.jpg alt='A [lock]'><figcaption>Gate 4</figcaption></figure>",
        "![A \\[lock\\]](https://www.news.example/a.jpg)\n*Gate 4*",
    ),
    "player": (
        "<iframe src='https://www.youtube.com/embed/abc'></iframe>",
        "[youtube](https://www.youtube.com/embed/abc)",
    ),
}


@pytest.mark.parametrize("case", MARKED.values(), ids=MARKED.keys())
def test_markup_of_the_page_as_markdown(case: tuple[str, str]) -> None:
    assert marked(case[0]) == case[1]


PLAIN = {
    "stars": "2 * 3 * 4 = *24*",
    "underscores": "snake_case_name and _x_",
    "brackets": "[sic] (really) ![no](picture)",
    "tag": "the <b> element",
    "entity": "&amp; is an ampersand, &#42; a star, AT&T a firm",
    "backslash": r"C:\locks\*",
    "strike": "~~no~~",
    "backticks": "`code`",
    "heading": "# 1 of the list",
    "hashtag": "#locks",
    "quote": ">quoted",
    "minus": "- 5 degrees",
    "plus": "+ 5 degrees",
    "number and dot": "1. May was dry",
    "number and bracket": "12) twelve",
    "year and dot at the end": "2024.",
    "rule": "---",
    "line under a heading": "Lock\n===",
    "other line under a heading": "Lock\n---",
    "rows of a table": "a | b\n--- | ---\nc | d",
    "fence": "~~~\nx",
}


@pytest.mark.parametrize("text", PLAIN.values(), ids=PLAIN.keys())
def test_characters_of_the_text_are_no_markup(text: str) -> None:
    paragraph: Any = html.fromstring(rendered(block_markdown(Paragraph(text=text), ())))
    assert paragraph.tag == "p"
    assert [child.tag for child in paragraph] == ["br"] * text.count("\n")
    assert paragraph.text_content() == text


HEADINGS = {"closing marks": "Written in C #", "number": "1. The lock", "stars": "Lock *4*", "only marks": "##"}


@pytest.mark.parametrize("text", HEADINGS.values(), ids=HEADINGS.keys())
def test_characters_of_a_heading(text: str) -> None:
    heading: Any = html.fromstring(rendered(block_markdown(Heading(level=2, text=text), ())))
    assert (heading.tag, heading.text_content(), len(heading)) == ("h2", text, 0)


WORDS = (
    st.text(st.sampled_from(list('ab1 *_[]<>#-+.|`\\&;~=():!"')), min_size=1, max_size=12).map(str.strip).filter(bool)
)


@given(WORDS)
def test_any_text_reads_back_as_it_was(text: str) -> None:
    line = " ".join(text.split())
    blocks: list[Block] = [
        Paragraph(text=line),
        Heading(level=3, text=line),
        Quote(text=line, cite=None),
        ItemList(ordered=False, items=(ListItem(text=line),)),
        TableRef(table=0),
        Code(text=line),
    ]
    table = Table(
        caption=None, heading=None, header=("h", line), rows=((line, "c"),), column_types=("text", "text"),
        units=(None, None), orientation="columns", header_inferred=False, footnotes=(),
    )  # fmt: skip
    for block in blocks:
        page: Any = html.fromstring(f"<div>{rendered(block_markdown(block, (table,)))}</div>")
        shown = " ".join(page.text_content().split())
        expected = f"h {line} {line} c" if isinstance(block, TableRef) else line
        assert shown == expected, block
