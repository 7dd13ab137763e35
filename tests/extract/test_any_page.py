"""What holds of the record of any page, well made or not."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html
from markdown_it import MarkdownIt
from staged import URL, prose, staged

from capital_spider.extract import STAGES, extract_article, parse_page, run_stage
from capital_spider.items import Article, Page
from capital_spider.profiles import STRIP_REASONS, shipped_profiles

# Words that occur nowhere else on the page, so that their order can be followed.
TOKENS = [f"w{n}x" for n in range(400)]
INLINE = ("b", "i", "a href=/y", "span", "code")
CONTAINERS = ("p", "li", "h2", "h3", "td", "blockquote", "div", "pre")


@st.composite
def articles(draw: st.DrawFn) -> str:
    """An article of paragraphs, headings, lists, quotations, tables, code and players, each word in it once."""
    words = iter(TOKENS)

    def run() -> str:
        parts = []
        for _ in range(draw(st.integers(1, 4))):
            word = next(words)
            tag = draw(st.sampled_from(["", "", *INLINE]))
            glue = draw(st.sampled_from([" ", " ", ".", ", ", "<br>", "\n", " * ", " _", " # ", " | ", "&amp;"]))
            parts.append(f"<{tag}>{word}</{tag.split()[0]}>{glue}" if tag else f"{word}{glue}")
        return "".join(parts) + " and the old gate"  # a line that is all link is a menu

    def items(depth: int) -> str:
        nested = f"<ul>{items(depth + 1)}</ul>" if depth < 2 and draw(st.booleans()) else ""
        return f"<li>{run()}{nested}</li>" + (f"<li>{run()}</li>" if draw(st.booleans()) else "")

    def part() -> str:
        kind = draw(st.sampled_from(["p", "p", "h2", "ul", "ol", "quote", "cite", "table", "pre", "iframe", "bare"]))
        if kind in ("ul", "ol"):
            return f"<{kind}>{items(0)}</{kind}>"
        if kind == "table":
            rows = "".join(f"<tr><td>{run()}<td>{run()}" for _ in range(draw(st.integers(2, 3))))
            return f"<table><thead><tr><th>{run()}<th>{run()}</thead>{rows}</table>"
        made = {
            "p": lambda: f"<p>{run()}</p>",
            "h2": lambda: f"<h2>{run()}</h2>",
            "quote": lambda: f"<blockquote><p>{run()}</p><p>{run()}</p></blockquote>",
            "cite": lambda: f"<blockquote><p>{run()}</p><cite>{run()}</cite></blockquote>",
            "pre": lambda: f"<pre>{run()}\n  {run()}</pre>",
            "iframe": lambda: "<iframe src='https://www.youtube.com/embed/a'></iframe>",
            "bare": run,
        }
        return made[kind]()

    middle = "".join(part() for _ in range(draw(st.integers(1, 6))))
    # The class is that of a column which a profile knows: which blocks are text is another test's business.
    column = f"<div class='content-inner'>{prose()}{middle}{prose(count=9)}</div>"
    return f"<div class='jeg_viewport entry-content'>{column}</div>"


def words_of(text: str) -> list[str]:
    return re.findall(r"w\d+x", text)


def _block_texts(blocks: list[dict[str, Any]], tables: list[dict[str, Any]]) -> Iterator[str]:
    for block in blocks:
        if block["type"] == "list":
            yield from _item_texts(block["items"])
        elif block["type"] == "table":
            table = tables[block["table"]]
            yield from (cell for row in [table["header"], *table["rows"]] for cell in row)
        elif block["type"] != "embed":
            yield from (block["text"], block.get("cite") or "")


def _item_texts(items: list[dict[str, Any]]) -> Iterator[str]:
    for item in items:
        yield item["text"]
        yield from _item_texts(item["items"])


@settings(deadline=None, max_examples=150)
@given(articles())
def test_text_markdown_and_blocks_hold_the_same_words_in_the_same_order(markup: str) -> None:
    record = extract_article(markup, URL).to_dict()
    printed = words_of(markup)
    shown: Any = html.fromstring(f"<div>{MarkdownIt('commonmark').enable('table').render(record['markdown'])}</div>")
    assert words_of(record["text"]) == printed
    assert words_of(" ".join(_block_texts(record["blocks"], record["tables"]))) == printed
    assert words_of(shown.text_content()) == printed


def strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for entry in value.values():
            yield from strings(entry)
    elif isinstance(value, list):
        for entry in value:
            yield from strings(entry)


INVISIBLE = re.compile("[\u00ad\u200b\u2060\ufeff]")


def hold_the_contract(article: Article) -> None:
    record = article.to_dict()
    for text in strings(record):
        assert unicodedata.is_normalized("NFC", text)
        assert not INVISIBLE.search(text)
    assert all(c is None or 0 <= c <= 1 for c in record["confidence"].values())
    for table in record["tables"]:
        widths = {len(row) for row in table["rows"]} | ({len(table["header"])} if table["header"] else set())
        assert len(widths) <= 1


PIECES = st.sampled_from(
    [
        "<p>",
        "</p>",
        "<div class=content-inner>",
        "</div>",
        "<ul><li>",
        "</ul>",
        "<table><tr><td>",
        "<td>",
        "</table>",
        "<h1 class=jeg_post_title>",
        "</h1>",
        "<h2>",
        "</h2>",
        "<blockquote>",
        "<cite>",
        "<pre>",
        "<a href='/x\u00ad'>",
        "</a>",
        "<a rel='category tag' href='/category/am%C2%ADe/cafe%CC%81/'>",
        "<a rel=tag href=/t>",
        "<a rel=author href=//[>",
        "<img src=http://[ alt='x\u200b'>",
        "<img srcset=', 5w,'>",
        "<iframe src=//x.com>",
        "<video>",
        "<source src=a>",
        "<link rel=license href='x\u00ad'>",
        "<link rel=canonical href=http://[>",
        "<link rel=amphtml href='http://a/e\u0301'>",
        "<meta name=author content='By \u00ad'>",
        "<meta property='og:title' content='Cafe\u0301 – Delta'>",
        "<base href=http://[>",
        "<p>Read also: <a href='//['>x</a></p>",
        "<div class=jeg_featured><a href='//[.jpg'><img src=a.jpg>",
        "<a href='http://[/category/a/b/'>x</a>",
        "<div class=jeg_meta_category>",
        "<div class=jeg_breadcrumbs>",
        '<script type=\'application/ld+json\'>{"@type": "Article", "headline": "Caf\\u0065\\u0301", "x": 1}</script>',
        '<script type=\'application/ld+json\'>{"@type": "Report", "author": [[{}]], "image":5, "license": {}}</script>',
        '<script type=\'application/ld+json\'>{"@type": "Article", "url": "http://["}</script>',
        "<meta name=robots content='noai\u00ad'>",
        "<div class=jeg_meta_date>",
        "<figure>",
        "<figcaption>",
        "<form>",
        "<br>",
        "soon",
        "3 May 2024",
        "2 days ago",
        "e\u0301",
        "\u00ad",
        "\ufeff",
        "A sentence that is long enough, and ends. " * 3,
        "<",
        "&#x;",
    ]
)


@settings(deadline=None, max_examples=300)
@given(st.lists(PIECES, max_size=25).map("".join))
def test_any_markup_gives_a_record_that_keeps_the_contract(markup: str) -> None:
    hold_the_contract(extract_article(markup, URL, fetched_at=datetime(2024, 5, 10, tzinfo=UTC)))


@settings(deadline=None, max_examples=150)
@given(st.one_of(st.text(), st.binary()), st.sampled_from([None, "", URL, "http://[", "nonsense"]))
def test_anything_gives_a_record_that_keeps_the_contract(body: str | bytes, url: str | None) -> None:
    hold_the_contract(extract_article(body, url))


@settings(deadline=None, max_examples=100)
@given(st.lists(PIECES, max_size=25).map("".join), st.sampled_from([None, *(p.name for p in shipped_profiles())]))
def test_every_block_has_one_verdict_with_a_known_reason(markup: str, profile: str | None) -> None:
    document = parse_page(Page(url=URL, body=markup.encode("utf-8", "replace")))
    if profile is not None:
        document = parse_page(document.page, next(p for p in shipped_profiles() if p.name == profile))
    for stage in STAGES:
        run_stage(stage, document)
    assert len(document.verdicts) == len(document.blocks)
    assert all(v.reason is None if v.kept else v.reason in STRIP_REASONS for v in document.verdicts)


def test_a_tower_of_elements_gives_a_record() -> None:
    hold_the_contract(extract_article("<div><b><ul><li><blockquote>" * 2000 + "deep", URL))


def test_stages_leave_the_tree_as_it_was() -> None:
    markup = f"<article>{prose()}<ul><li>One</ul><table><tr><th>A<tr><td>x</table></article>"
    document = staged(markup, STAGES[-1])
    assert html.tostring(document.root) == html.tostring(staged(markup, STAGES[0]).root)
