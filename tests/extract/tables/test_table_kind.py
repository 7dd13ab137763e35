from __future__ import annotations

import pytest
from lxml import html

from capital_spider.extract.tables import is_data_table


def table_of(rows: list[list[str]], attributes: str = "", cell: str = "td") -> str:
    lines = "".join("<tr>" + "".join(f"<{cell}>{text}</{cell}>" for text in row) + "</tr>" for row in rows)
    return f"<table {attributes}>{lines}</table>"


GOALS = [["Sector", "Goal"], ["Energy", "Cleaner grid"], ["Farming", "Better yields"]]
PROSE = "The council met on Monday and spoke for hours about the bridge, the budget and the weather. " * 2
MONTH = [[str(day) if 1 <= day <= 30 else "" for day in range(week, week + 7)] for week in range(-1, 31, 7)]

DATA = {
    "typed by an editor, no header markup": table_of(GOALS),
    "block table with an empty cell": table_of([*GOALS, ["Trade", ""]], "class=wp-block-table"),
    "fixed layout is a look, not a layout": table_of(GOALS, 'class="has-fixed-layout"'),
    "header and one row": table_of(GOALS[:2], "class=wp-block-table"),
    "cells of one paragraph each": table_of([[f"<p>{text}</p>" for text in row] for row in GOALS]),
    "long texts under a thead": (
        f"<table><thead><tr><th>Who<th>What</thead><tr><td>A<td>{PROSE * 2}<tr><td>B<td>{PROSE * 2}</table>"
    ),
    "long texts with th": f"<table><tr><th>A<td>{PROSE}<tr><th>B<td>{PROSE}</table>",
    "figures among long texts": table_of([[PROSE, "12 %"], [PROSE, "15 %"]]),
    "caption": f"<table><caption>Plans</caption><tr><td>A<td>{PROSE}<tr><td>B<td>{PROSE}</table>",
    "pictures in named rows": "<table>" + "<tr><th>Flag<td><img src=f.png><td>Peru</tr>" * 3 + "</table>",
    "wide table of links": table_of([[f"<a href=/{x}{y}>Page {x}{y}</a>" for x in range(3)] for y in range(3)]),
    "buttons that explain a term": table_of([["Speed <button>i</button>", "25 km/h"]] * 3),
    "inner data table in one cell": table_of([*GOALS[:2], ["More", table_of(GOALS)]]),
    "wrapper with the headline is the page": f"<div class=sidebar><h1>News</h1>{table_of(GOALS)}</div>",
    "wrapper with the article is the page": f"<div class=sidebar-container>{'<p>Text.</p>' * 8}{table_of(GOALS)}</div>",
    "text column in a wrapper with a sidebar's name": (
        f"<div class=sidebar-fixed><div class=entry-content><p>Text.</p>{table_of(GOALS)}</div></div>"
    ),
    "classes that speak of the page": f"<div class='no-sidebar comments-open'>{table_of(GOALS)}</div>",
    "page builder": f"<div class=elementor-menu>{table_of(GOALS)}</div>",
    "seven columns that count no month": table_of([[str(x * y) for x in range(1, 8)] for y in range(1, 6)]),
}
LAYOUT = {
    "role": table_of(GOALS, "role=presentation"),
    "one cell": table_of([[PROSE]]),
    "one column": table_of([[PROSE], [PROSE], ["x"], ["y"]]),
    "one row": table_of([["a", "b", "c", "d", "e"]]),
    "three cells": table_of([["a", "b"], ["c"]]),
    "no cells": "<table></table>",
    "calendar widget": table_of(MONTH, 'id="wp-calendar" class="wp-calendar-table"'),
    "calendar without a name": table_of(MONTH),
    "navbox": table_of(GOALS, "class='wikitable navbox'"),
    "list of cookies by its header": table_of([["Cookie", "Duration"], ["abc", "1 year"], ["def", "2 days"]]),
    "list of cookies by its cookies": table_of([["Name", "Zweck"], ["_ga", "Statistik"], ["_gid", "Statistik"]]),
    "consent dialog": f"<div id='onetrust-banner'>{table_of(GOALS)}</div>",
    "comment": f"<ol class=comment-list><li>{table_of(GOALS)}</ol>",
    "footer": f"<footer><div>{table_of(GOALS)}</div></footer>",
    "sidebar": f"<div class='left_sidebar'>{table_of(GOALS)}</div>",
    "sidebar of many paragraphs on a page of more": (
        f"<h1>News</h1>{'<p>Text.</p>' * 9}<aside>{'<p>Tip.</p>' * 8}{table_of(GOALS)}</aside>"
    ),
    "sidebar with a headline of its own": f"<h1>News</h1><div class=sidebar><h1>Deals</h1>{table_of(GOALS)}</div>",
    "further topics below the page": f"<div id=related-topics>{table_of(GOALS)}</div>",
    "template that a script fills in": f"<template>{table_of([['Rate:', ''], ['Tax:', ''], ['Sum:', '']])}</template>",
    "date line and a counter": table_of([["26 | 01", "Peru | Video"], ["Text:<br>Ana <img src=a.png>", "0 337"]]),
    "log-in form": table_of([["Name", "<input>"], ["Password", "<input type=password>"]]),
    "columns of a page": table_of([[PROSE * 3, PROSE * 3], [PROSE * 3, PROSE * 3]]),
    "one cell is an article": table_of([["a", "b"], ["c", PROSE * 15]]),
    "spacers": table_of([["", "", "x"], ["", "", ""], ["", "y", ""]]),
    "menu of links": table_of([[f"<a href=/{x}{y}>Page {x}{y}</a>" for x in range(2)] for y in range(4)]),
    "arranges inner tables": table_of([[table_of(GOALS), table_of(GOALS)], ["x", "y"]]),
    "inner table with headings": table_of([*GOALS[:2], ["More", table_of([["<h3>News</h3>", "x"]])]]),
    "boxes with pictures": table_of([["<img src=a.png>Energy", "Farming"], ["Trade", "Health"]]),
    "rows of uneven width": table_of([["a", "b"], ["c", "d", "e"], ["f"], ["g", "h", "i", "j"], ["k"]]),
}


@pytest.mark.parametrize("case", DATA.values(), ids=DATA.keys())
def test_data(case: str) -> None:
    assert is_data_table(first_table(case))


@pytest.mark.parametrize("case", LAYOUT.values(), ids=LAYOUT.keys())
def test_layout(case: str) -> None:
    assert not is_data_table(first_table(case))


def first_table(markup: str) -> html.HtmlElement:
    return next(html.document_fromstring(f"<body>{markup}</body>").iter("table"))
