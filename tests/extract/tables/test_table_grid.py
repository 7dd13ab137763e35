from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html

from capital_spider.extract.tables.grid import MAX_CELLS, read_grid


def texts(markup: str) -> list[list[str]]:
    rows = read_grid(html.fragment_fromstring(f"<table>{markup}</table>"))
    return [["" if cell is None else (cell.element.text or "") for cell in row.cells] for row in rows]


GRIDS = {
    "plain": ("<tr><td>a<td>b<tr><td>c<td>d", [["a", "b"], ["c", "d"]]),
    "colspan": ("<tr><td colspan=2>a<tr><td>c<td>d", [["a", "a"], ["c", "d"]]),
    "rowspan": ("<tr><td rowspan=2>a<td>b<tr><td>d", [["a", "b"], ["a", "d"]]),
    "both": (
        "<tr><td rowspan=2 colspan=2>a<td>b<tr><td>c<tr><td>d<td>e<td>f",
        [["a", "a", "b"], ["a", "a", "c"], ["d", "e", "f"]],
    ),
    "rowspan 0 goes to the end of the section": (
        "<tbody><tr><td rowspan=0>a<td>b<tr><td>c</tbody><tbody><tr><td>d<td>e</tbody>",
        [["a", "b"], ["a", "c"], ["d", "e"]],
    ),
    "rowspan ends with its section": (
        "<tbody><tr><td rowspan=9>a<td>b</tbody><tbody><tr><td>c<td>d</tbody>",
        [["a", "b"], ["c", "d"]],
    ),
    "bad spans are 1": (
        "<tr><td colspan=x rowspan=-3>a<td colspan='' rowspan=1e>b<tr><td>c<td>d",
        [["a", "b"], ["c", "d"]],
    ),
    "colspan 0 is 1": ("<tr><td colspan=0>a<td>b", [["a", "b"]]),
    "absurd span": ("<tr><td rowspan=99999999999999999999>a<td>b<tr><td>c", [["a", "b"], ["a", "c"]]),
    "short rows": ("<tr><td>a<td>b<tr><td>c<tr><td>d<td>e<td>f", [["a", "b", ""], ["c", "", ""], ["d", "e", "f"]]),
    "full width by a large number": ("<tr><td colspan=10>a<tr><td>b<td>c", [["a", "a"], ["b", "c"]]),
    "earlier cell keeps a contested place": (
        "<tr><td>a<td rowspan=2>b<tr><td colspan=2>c",
        [["a", "b"], ["c", "b"]],
    ),
    "tfoot last, thead first": (
        "<tfoot><tr><td>f<td>g</tfoot><tbody><tr><td>b<td>c</tbody><thead><tr><th>h<th>i</thead>",
        [["h", "i"], ["b", "c"], ["f", "g"]],
    ),
    "rows without cells": ("<tr></tr><tr><td rowspan=3>a<td>b</tr><tr></tr><tr><td>c</tr>", [["a", "b"], ["a", "c"]]),
    "rows of inner tables": ("<tr><td>a<table><tr><td>x</table><td>b<tr><td>c<td>d", [["a", "b"], ["c", "d"]]),
    "rows inside a form": ("<form><tr><td>a<td>b</tr><tr><td>c<td>d</tr></form>", [["a", "b"], ["c", "d"]]),
    "hidden rows and cells": (
        "<tr hidden><td>x<td>y</tr><tr><td>a<td>b<td style='display: none'>z</tr>",
        [["a", "b"]],
    ),
    "nothing": ("", []),
}


@pytest.mark.parametrize("case", GRIDS.values(), ids=GRIDS.keys())
def test_grid(case: tuple[str, list[list[str]]]) -> None:
    markup, expected = case
    assert texts(markup) == expected


def test_cells_without_a_row_make_one() -> None:
    table = html.Element("table")
    for text in "ab":
        cell = html.Element("td")
        cell.text = text
        table.append(cell)
    assert [[cell.element.text for cell in row.cells if cell] for row in read_grid(table)] == [["a", "b"]]


def test_colspan_is_clamped() -> None:
    rows = texts("<tr><td colspan=5000>a<td>b")
    assert [len(row) for row in rows] == [201]


def test_a_huge_table_is_cut() -> None:
    rows = texts("<tr><td colspan=200>a<td colspan=200>b</tr>" * 60)
    assert sum(map(len, rows)) == MAX_CELLS


Spans = list[list[tuple[int, int]]]
SPAN_ROWS = st.lists(
    st.lists(st.tuples(st.integers(1, 3), st.integers(0, 4)), min_size=2, max_size=4), min_size=1, max_size=6
)


def naive_grid(rows: Spans) -> list[list[str]]:
    """Places the cells one by one on an endless board; a column that is taken is not taken further down either."""
    board: dict[tuple[int, int], str] = {}
    for y, row in enumerate(rows):
        x = 0
        for number, (colspan, rowspan) in enumerate(row):
            while (y, x) in board:
                x += 1
            free = [right for right in range(x, x + colspan) if (y, right) not in board]
            for below in range(y, len(rows) if rowspan == 0 else min(y + rowspan, len(rows))):
                board.update({(below, right): f"{y}.{number}" for right in free})
            x += colspan
    width = 1 + max(x for _, x in board)
    return [[board.get((y, x), "") for x in range(width)] for y in range(len(rows))]


@settings(deadline=None)
@given(SPAN_ROWS)
def test_grid_agrees_with_a_naive_board(rows: Spans) -> None:
    markup = "".join(
        "<tr>" + "".join(f"<td colspan={c} rowspan={r}>{y}.{x}</td>" for x, (c, r) in enumerate(row)) + "</tr>"
        for y, row in enumerate(rows)
    )
    assert texts(markup) == naive_grid(rows)
