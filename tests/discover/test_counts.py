"""What widgets count: months, categories and tags, however the numbers are written."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from lxml import html

from capital_spider.discover.counts import PageCounts, count_in_label, read_counts
from capital_spider.profiles import NO_MATCHES, load_profile

HOST = "https://news.example/"
LABELS: Mapping[str, tuple[str, int | None]] = {
    "comma": ("News (2,529)", 2529),
    "point": ("News (2.529)", 2529),
    "space": ("News (2 529)", 2529),
    "space that does not break": ("News (2\u00a0529)", 2529),
    "narrow space": ("News (2\u202f529)", 2529),
    "apostrophe": ("News (2’529)", 2529),
    "a word behind it": ("News (2,529 items)", 2529),
    "a word in another language": ("Nachrichten (2.529 Einträge)", 2529),
    "a word in another script": ("ニュース（12件）", 12),
    "a number in the name": ("G20 (7)", 7),
    "brackets that hold no number": ("Georgia (country)", None),
    "brackets that begin with a word": ("Elections (of 2025)", None),
    "no brackets": ("Agenda 2030", None),
    "brackets in the middle": ("War (2022) in Europe", None),
}


@pytest.mark.parametrize("case", LABELS.values(), ids=LABELS.keys())
def test_numbers_at_the_end_of_a_label(case: tuple[str, int | None]) -> None:
    text, wanted = case
    assert count_in_label(text) == wanted


def counts(body: str, profile: str | None = None) -> PageCounts:
    root = html.fromstring(f"<html><body>{body}</body></html>")
    return read_counts(root, HOST, load_profile(profile).find(root) if profile else NO_MATCHES)


TAGS: Mapping[str, tuple[str, list[tuple[str, int]]]] = {
    "label and text, the label's number": (
        '<a href="/tag/n/" class="tag-cloud-link" aria-label="News (2,529 items)">News'
        '<span class="tag-link-count"> (2529)</span></a>',
        [("News", 2529)],
    ),
    "text alone": ('<a href="/tag/n/">News (2.529)</a>', [("News", 2529)]),
    "number behind the link": ('<li><a href="/tags/n">News</a> (12)</li>', [("News", 12)]),
    "title of an older cloud": (
        '<a href="/?tag=n" class="tag-cloud-link" title="1 204 topics">News</a>',
        [("News", 1204)],
    ),
    "the same tag twice": ('<a href="/tag/n/">News (3)</a> <a href="/tag/n/">news (3)</a>', [("News", 3)]),
    "no number": ('<a href="/tag/n/" rel="tag">News</a>', []),
    "no tag": ('<a href="/2025/04/">April 2025</a> (12)', []),
    "another site": ('<a href="https://other.example/tag/n/">News (3)</a>', []),
    "hidden": ('<div style="display:none"><a href="/tag/n/">News (3)</a></div>', []),
}


@pytest.mark.parametrize("case", TAGS.values(), ids=TAGS.keys())
def test_tags(case: tuple[str, list[tuple[str, int]]]) -> None:
    body, wanted = case
    assert [(tag.name, tag.count) for tag in counts(body).tags] == wanted


def test_categories_listed_with_their_numbers() -> None:
    body = """<ul><li><a href="/category/asia/">Asia</a> (2&nbsp;529)
        <ul><li><a href="/category/asia/nepal/">Nepal</a> (12)</li></ul></li>
        <li><a href="/category/africa/">Africa</a></li></ul>"""
    found = {c.path: c.count for c in counts(body).categories}
    assert found == {("Asia",): 2529, ("Africa",): None, ("Asia", "Nepal"): 12}


def test_months_and_the_category_select_of_a_theme_that_is_known() -> None:
    body = """<select id="cat"><option value="-1">Select</option><option class="level-0" value="3">Asia (2,529)</option>
        <option class="level-1" value="4">&nbsp;&nbsp;Nepal (12)</option></select>
        <div class="widget_archive"><ul><li><a href="/2025/04/">April 2025</a>&nbsp;(2.130)</li></ul></div>"""
    found = counts(body, "wordpress")
    assert {c.path: c.count for c in found.categories} == {("Asia",): 2529, ("Asia", "Nepal"): 12}
    assert [(m.first_day.isoformat(), m.count) for m in found.months] == [("2025-04-01", 2130)]
