"""Further articles behind the page's own are found; parts of the own text are not taken for one."""

from __future__ import annotations

import pytest

from capital_spider.extract.blocks import segment
from capital_spider.extract.further_articles import further_articles
from capital_spider.extract.parsing import read_html

H1, OTHER = "<h1>Keeper counts on</h1>", "<h1>Bridge painted on one side</h1>"
TEXT = "".join(
    f"<p>The keeper has counted boats for {n} years, and on Monday he stopped, because there was a machine.</p>"
    for n in ("thirty", "forty", "fifty")
)
OWN = f"<section>{H1}{TEXT}</section>"
CASES = {
    "articles, each with an h1": (f"<article>{H1}{TEXT}</article><article id=f>{OTHER}<p>Short.</p></article>", {"f"}),
    "article that begins with an h2": (
        f"<article>{H1}{TEXT}</article><article id=f><h2>Bridge painted</h2>{TEXT}</article>",
        {"f"},
    ),
    "sections, signed": (f"{OWN}<section id=f>{OTHER}<p>By Bo Li</p>{TEXT}</section>", {"f"}),
    "sections, dated": (f"{OWN}<section id=f>{OTHER}<p>5 May 2025</p>{TEXT}</section>", {"f"}),
    "several, with a time element": (
        f"{OWN}<section id=f>{OTHER}<time></time>{TEXT}</section><section id=g>{OTHER}<time></time>{TEXT}</section>",
        {"f", "g"},
    ),
    "part of the text, in a section with an h1": (f"{OWN}<section id=f>{OTHER}{TEXT}</section>", set()),
    "part of the text, in a section with an h2": (
        f"{OWN}<section id=f><h2>The bridge</h2><p>By Bo Li</p>{TEXT}</section>",
        set(),
    ),
    "headline in a header, the text beside it in an article": (
        f"<div>{H1}</div><article id=f><h2>The bridge</h2>{TEXT}</article>",
        set(),
    ),
    "h1 in the text's article, the headline outside": (f"{H1}<article id=f>{OTHER}{TEXT}</article>", set()),
    "card, not an article to read": (f"{OWN}<section id=f>{OTHER}<time></time><p>Short.</p></section>", set()),
    "article before the page's own": (f"<article id=f>{OTHER}{TEXT}</article><article>{H1}{TEXT}</article>", set()),
    "page without its headline": (f"<article id=f>{OTHER}{TEXT}</article>", set()),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_further_articles(case: tuple[str, set[str]]) -> None:
    root, _ = read_html(f"<html><body><main>{case[0]}</main></body></html>")
    found = further_articles(segment(root[-1]), "keepercountson")
    assert {element.get("id") for element in found} == case[1]
