from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html

from capital_spider.extract.tables import is_data_table, read_tables
from capital_spider.items import Table


def read(markup: str, caption: str | None = None) -> tuple[Table, ...]:
    tree = html.document_fromstring(f"<body><div>{markup}</div></body>")
    return read_tables(next(tree.iter("table")), heading="Figures", caption=caption)


def table(header: str, *rows: str, inferred: bool = False, **more: object) -> Table:
    """A table of texts: cells are set apart by ``|``."""
    body = tuple(tuple(row.split("|")) for row in rows)
    names = tuple(header.split("|")) if header else ()
    width = len(body[0]) if body else len(names)
    record = Table(
        caption=None,
        heading="Figures",
        header=names,
        rows=body,
        column_types=("text",) * width,
        units=(None,) * width,
        orientation="columns",
        header_inferred=inferred,
        footnotes=(),
    )
    return replace(record, **more)  # type: ignore[arg-type]


TABLES = {
    "thead": (
        "<table><thead><tr><th>A<th>B</thead><tbody><tr><td>x<td>y</tbody></table>",
        [table("A|B", "x|y")],
    ),
    "leading row of th": ("<table><tr><th>A<th>B<tr><th>x<td>y</table>", [table("A|B", "x|y")]),
    "empty corner is td": ("<table><tr><td><th>B<tr><th>x<td>y</table>", [table("|B", "x|y")]),
    "th only": ("<table><tr><th>A<th>B<tr><th>x<th>y</table>", [table("A|B", "x|y")]),
    "all rows in the thead": ("<table><thead><tr><th>A<th>B<tr><td>x<td>y</thead></table>", [table("A|B", "x|y")]),
    "bold first row": (
        "<table><tr><td><strong>A</strong><td><b>B</b><tr><td>x<td>y</table>",
        [table("A|B", "x|y", inferred=True)],
    ),
    "bold table has no bold header": (
        "<table><tr><td><b>1</b><td><b>2</b><tr><td><b>3</b><td><b>4</b></table>",
        [table("", "1|2", "3|4", column_types=("number", "number"))],
    ),
    "words over figures": (
        "<table><tr><td>State<td>Share<tr><td>Ohio<td>5%<tr><td>Utah<td>6%</table>",
        [
            table(
                "State|Share", "Ohio|5%", "Utah|6%", inferred=True, column_types=("text", "percent"), units=(None, "%")
            )
        ],
    ),
    "years over figures": (
        "<table><tr><td>State<td>2019<td>2020<tr><td>Ohio<td>5<td>7<tr><td>Utah<td>6<td>8</table>",
        [
            table(
                "State|2019|2020",
                "Ohio|5|7",
                "Utah|6|8",
                inferred=True,
                column_types=("text", "number", "number"),
            )
        ],
    ),
    "figures over figures": (
        "<table><tr><td>Ohio<td>5<td>7<tr><td>Utah<td>6<td>8</table>",
        [table("", "Ohio|5|7", "Utah|6|8", column_types=("text", "number", "number"))],
    ),
    "labels over short texts, as news themes print them": (
        "<table><tr><td>Key Area<td>Implication<tr><td>Trade<td>More exports.<tr><td>Visas<td>Fewer.</table>",
        [table("Key Area|Implication", "Trade|More exports.", "Visas|Fewer.", inferred=True)],
    ),
    "labels over an empty cell": (
        "<table><tr><td>Area<td>Goal<tr><td>Trade<td>Growth<tr><td>Visas<td></table>",
        [table("Area|Goal", "Trade|Growth", "Visas|", inferred=True)],
    ),
    "labels with line breaks": (
        "<table><tr><td>Key<br>Area<td>Goal<tr><td>Trade<td>Growth<tr><td>Visas<td>Fewer</table>",
        [table("Key Area|Goal", "Trade|Growth", "Visas|Fewer", inferred=True)],
    ),
    "a header word over mixed values": (
        "<table><tr><td>Item<td>Status<tr><td>Inflation<td>5%<tr><td>Jobs<td>Weak<tr><td>Debt<td>High</table>",
        [table("Item|Status", "Inflation|5%", "Jobs|Weak", "Debt|High", inferred=True)],
    ),
    "block editor's first row over mixed values": (
        "<table class=wp-block-table><tr><td>Bereich<td>Stand<tr><td>Zeitplan<td>4573<tr><td>Geld<td>knapp</table>",
        [table("Bereich|Stand", "Zeitplan|4573", "Geld|knapp", inferred=True)],
    ),
    "block editor's labels with colons": (
        "<figure class=wp-block-table><table><tr><td>Name:<td>Ana<tr><td>Born:<td>1950</table></figure>",
        [table("", "Name:|Ana", "Born:|1950", orientation="key_value")],
    ),
    "a label stands for the rows below it": (
        "<table><tr><td>Cite as:<td>A 1<tr><td><td>or A 2<tr><td>Born:<td>1950</table>",
        [table("", "Cite as:|A 1", "|or A 2", "Born:|1950", orientation="key_value")],
    ),
    "a key that comes twice is no key": (
        "<table><tr><td>Ville<td>Avis<tr><td>Lima<td>5<tr><td>Lima<td>bon<tr><td>Quito<td>nul</table>",
        [table("Ville|Avis", "Lima|5", "Lima|bon", "Quito|nul", inferred=True)],
    ),
    "one row under header words": (
        "<table><tr><td>Sector<td>Potential Benefits<tr><td>Energy<td>Clean air</table>",
        [table("Sector|Potential Benefits", "Energy|Clean air", inferred=True)],
    ),
    "no label: times": (
        "<table><tr><td>14:05<td>Storm nears<tr><td>14:01<td>Port shut<tr><td>13:40<td>Alert</table>",
        [table("", "14:05|Storm nears", "14:01|Port shut", "13:40|Alert")],
    ),
    "no label: sentence": (
        "<table><tr><td>Ohio<td>It rained.<tr><td>Utah<td>Sun.<tr><td>Iowa<td>Snow.</table>",
        [table("", "Ohio|It rained.", "Utah|Sun.", "Iowa|Snow.", orientation="key_value")],
    ),
    "key and value by colons": (
        "<table><tr><td>Name:<td>Ana<tr><td>City:<td>Lima</table>",
        [table("", "Name:|Ana", "City:|Lima", orientation="key_value")],
    ),
    "key and value by th": (
        "<table><tr><th scope=row>Name<td>Ana<tr><th scope=row>City<td>Lima<tr><th scope=row>Job<td>Chef</table>",
        [table("", "Name|Ana", "City|Lima", "Job|Chef", orientation="key_value")],
    ),
    "key and value by mixed values": (
        "<table><tr><td>Name<td>Ana Ruiz<tr><td>Born<td>1950<tr><td>City<td>Lima</table>",
        [table("", "Name|Ana Ruiz", "Born|1950", "City|Lima", orientation="key_value")],
    ),
    "row headers of a wide table": (
        "<table><tr><th>A<td>x<td>y<tr><th>B<td>v<td>w<tr><th>C<td>t<td>u</table>",
        [table("", "A|x|y", "B|v|w", "C|t|u")],
    ),
    "two header rows": (
        "<table><thead><tr><th rowspan=2>State<th colspan=2>Votes<tr><th>Yes<th>No</thead>"
        "<tr><td>Ohio<td>5<td>7</table>",
        [
            table(
                "State|Votes / Yes|Votes / No",
                "Ohio|5|7",
                column_types=("text", "number", "number"),
            )
        ],
    ),
    "group headings without markup": (
        "<table><tr><td>State<td colspan=2>Votes<tr><td><td>Yes<td>No"
        "<tr><td>Ohio<td>5<td>7<tr><td>Utah<td>6<td>8</table>",
        [
            table(
                "State|Votes / Yes|Votes / No",
                "Ohio|5|7",
                "Utah|6|8",
                inferred=True,
                column_types=("text", "number", "number"),
            )
        ],
    ),
    "title over all columns": (
        "<table><tr><td colspan=2>Votes<tr><th>A<th>B<tr><td>x<td>y</table>",
        [table("A|B", "x|y", caption="Votes")],
    ),
    "title in the thead, header under it": (
        "<table><thead><tr><th colspan=2>Votes</thead><tr><th>A<th>B<tr><td>x<td>y</table>",
        [table("A|B", "x|y", caption="Votes")],
    ),
    "title over figures": (
        "<table><tr><td colspan=2>Votes<tr><td>A<td>B<tr><td>x<td>1<tr><td>y<td>2</table>",
        [table("A|B", "x|1", "y|2", inferred=True, caption="Votes", column_types=("text", "number"))],
    ),
    "own caption": (
        "<table><caption>Votes\n cast</caption><tr><th>A<th>B<tr><td>x<td>y</table>",
        [table("A|B", "x|y", caption="Votes cast")],
    ),
    "title beside a caption": (
        "<table><caption>2024</caption><tr><th colspan=2>Votes<tr><th>A<th>B<tr><td>x<td>y</table>",
        [table("Votes / A|Votes / B", "x|y", caption="2024")],
    ),
    "title that says the caption again": (
        "<table><caption>Votes</caption><tr><th colspan=2>Votes:<tr><th>A<th>B<tr><td>x<td>y</table>",
        [table("A|B", "x|y", caption="Votes")],
    ),
    "row over all columns stays in its place": (
        "<table><tr><th>A<th>B<tr><td colspan=2>East<tr><td>x<td>1<tr><td>y<td>2</table>",
        [table("A|B", "East|East", "x|1", "y|2", column_types=("text", "number"))],
    ),
    "cells span rows and columns": (
        "<table><thead><tr><th>A<th>B</thead><tr><td rowspan=2>x<td>y<tr><td>z<tr><td colspan=2>sum</table>",
        [table("A|B", "x|y", "x|z", "sum|sum")],
    ),
    "short rows": ("<table><tr><th>A<th>B<tr><td>x<tr><td>y<td>z</table>", [table("A|B", "x|", "y|z")]),
    "rows without text go": ("<table><tr><th>A<th>B<tr><td><td> <tr><td>y<td>z</table>", [table("A|B", "y|z")]),
    "foot that repeats the head goes": (
        "<table><thead><tr><th>A<th>B</thead><tfoot><tr><th>A<th>B</tfoot><tr><td>x<td>y</table>",
        [table("A|B", "x|y")],
    ),
    "foot with sums stays, last": (
        "<table><thead><tr><th>A<th>B</thead><tfoot><tr><td>Sum<td>z</tfoot><tr><td>x<td>y</table>",
        [table("A|B", "x|y", "Sum|z")],
    ),
    "lines in a cell": (
        "<table><tr><th>A<th>B<tr><td>x<br>y<td><p>v</p><p>w</p></table>",
        [table("A|B", "x\ny|v\nw")],
    ),
    "raised links to notes go, other raised text stays": (
        '<table><tr><th>A<sup><a href="#n1">[1]</a></sup><th>B'
        '<tr><td>m<sup>2</sup><td>y<a href="#n2"><sup>2</sup></a></table>',
        [table("A|B", "m2|y")],
    ),
    "notes in the foot": (
        "<table><tr><th>A<th>B<tr><td>x<td>y<tfoot><tr><td colspan=2>* as told<br>by hand<br>† late</tfoot></table>",
        [table("A|B", "x|y", footnotes=("* as told by hand", "† late"))],
    ),
    "notes below the data": (
        "<table><tr><th>A<th>B<tr><td>x<td>y<tr><td colspan=2>[1] guessed<tr><td colspan=2>Source: City</table>",
        [table("A|B", "x|y", footnotes=("[1] guessed", "Source: City"))],
    ),
    "raised mark of a note is no digit": (
        "<table><tr><th>A<th>B<tr><td>x<td>5<sup>1</sup><tr><td>y<td>6<tr><td colspan=2><sup>1</sup> guessed</table>",
        [table("A|B", "x|5", "y|6", column_types=("text", "number"), footnotes=("1 guessed",))],
    ),
    "an advertisement in a cell": (
        "<table><tr><th>A<th>B<tr><td>x<div class='ad-slot'>ADVERTISEMENT</div><td>y</table>",
        [table("A|B", "x|y")],
    ),
    "hidden text": (
        "<table><tr><th>A<th>B<tr><td>x<span hidden>!</span><td>y</table>",
        [table("A|B", "x|y")],
    ),
    "inner data table": (
        "<table><tr><th>A<th>B<tr><td>x<td>y<table><tr><th>C<th>D<tr><td>v<td>w</table></table>",
        [table("A|B", "x|y"), table("C|D", "v|w")],
    ),
    "inner layout table": (
        "<table><tr><th>A<th>B<tr><td>x<td>y<table><tr><td>v<td>w</table></table>",
        [table("A|B", "x|y\nv\nw")],
    ),
    "data table in an inner layout table": (
        "<table><tr><th>A<th>B<tr><td>x<td><table><tr><td>z<table><tr><th>C<th>D<tr><td>v<td>w</table></table></table>",
        [table("A|B", "x|z"), table("C|D", "v|w")],
    ),
    "no cells": ("<table></table>", []),
    "no text": ("<table><tr><td><img src=a.png><td></table>", []),
}


@pytest.mark.parametrize("case", TABLES.values(), ids=TABLES.keys())
def test_read_tables(case: tuple[str, list[Table]]) -> None:
    markup, expected = case
    assert list(read(markup)) == expected


CAPTIONS = {
    "the caller's, for want of another": ("", "Votes", "Votes"),
    "the table's own wins": ("<caption>Own</caption>", "Votes", "Own"),
    "empty one counts for nothing": ("<caption> </caption>", "Votes", "Votes"),
    "none": ("", None, None),
}


@pytest.mark.parametrize("case", CAPTIONS.values(), ids=CAPTIONS.keys())
def test_caption(case: tuple[str, str | None, str | None]) -> None:
    own, given_caption, expected = case
    tables = read(f"<table>{own}<tr><th>A<th>B<tr><td>x<td>y</table>", caption=given_caption)
    assert [found.caption for found in tables] == [expected]


def test_title_row_stays_where_a_caption_leaves_no_header() -> None:
    [found] = read("<table><tr><td colspan=3>East<tr><td>a<td>1<td>2<tr><td>b<td>3<td>4</table>", caption="Votes")
    assert (found.caption, found.header, found.rows[0]) == ("Votes", (), ("East", "East", "East"))


_CELLS = ["table", "tr", "td", "th"]
TAGS = st.sampled_from(
    [*_CELLS, *_CELLS, "thead", "tbody", "tfoot", "caption", "div", "p", "b", "sup", "a", "form", "col"]
)
TEXTS = st.sampled_from(["", "A", "12", "5 %", "2019", "* note", "Cookie", "Name:", "A sentence.", "\n"])
ATTRIBUTES = st.dictionaries(
    st.sampled_from(["rowspan", "colspan", "class", "hidden", "href", "role"]),
    st.sampled_from(["0", "2", "3", "900", "-1", "x", "navbox", "#n"]),
    max_size=2,
)
MARKUP = st.recursive(
    st.tuples(TAGS, ATTRIBUTES, TEXTS, st.just(())),
    lambda inner: st.tuples(TAGS, ATTRIBUTES, TEXTS, st.lists(inner, max_size=5)),
    max_leaves=30,
)


def build(parts: tuple[str, dict[str, str], str, list]) -> html.HtmlElement:  # type: ignore[type-arg]
    tag, attributes, text, children = parts
    element = html.Element(tag, attributes)
    element.text = element.tail = text
    for child in children:
        element.append(build(child))
    return element


@settings(deadline=None)
@given(st.lists(MARKUP, max_size=6))
def test_any_markup_reads(children: list[tuple[str, dict[str, str], str, list]]) -> None:  # type: ignore[type-arg]
    root = build(("table", {}, "", children))
    assert is_data_table(root) in (True, False)
    for found in read_tables(root, heading=None):
        width = len(found.column_types)
        assert {len(row) for row in found.rows} <= {width}
        assert len(found.header) in (0, width)
        assert len(found.units) == width
    assert read_tables(root, heading=None) == read_tables(root, heading=None)
