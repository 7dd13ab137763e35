"""Bylines that only the page prints: links, class names, "By …"; and names that stand elsewhere or did not write."""

from __future__ import annotations

import pytest
from lxml import html
from staged import prose, staged

from capital_spider.extract import extract_authors
from capital_spider.extract.author_names import is_personal, split_names
from capital_spider.extract.document import Document
from capital_spider.extract.printed_bylines import byline_text

HEAD = "<title>Lock opens</title>"
H1 = "<h1>Lock opens</h1>"
CASES = {
    "link to an author's page": (f'{H1}<p><a href="/authors/ana-ruiz">Ana Ruiz</a></p>', "link:author", ["Ana Ruiz"]),
    "two links in one line": (
        f'{H1}<p><a href="/author/ana">Ana Ruiz</a> and <a href="/author/bo">Bo Li</a></p>',
        "link:author",
        ["Ana Ruiz", "Bo Li"],
    ),
    "link that is no name": (f'{H1}<p><a href="/people/all">learn more about us</a></p>', None, []),
    "link to an author of another text": (
        f'<body><main>{H1}<p class="byline">By Ana Ruiz</p></main>'
        '<div class="sidebar"><a href="/author/bo">Bo Li</a></div>',
        "byline",
        ["Ana Ruiz"],
    ),
    "sidebar, where nothing else names anybody": (
        f'<body><main>{H1}</main><div class="sidebar"><a href="/author/bo">Bo Li</a></div>',
        "link:elsewhere",
        ["Bo Li"],
    ),
    "reviewer in the same byline": (
        f'{H1}<div class="meta"><p>By <a href="/author/ana">Ana Ruiz</a></p>'
        '<p>Reviewed by <a href="/author/bo">Bo Li</a></p></div>',
        "link:author",
        ["Ana Ruiz"],
    ),
    "class in camel case": (f'{H1}<div class="Byline_root"><span>By Ana Ruiz</span></div>', "byline", ["Ana Ruiz"]),
    "class of an author's picture or biography": (
        f'{H1}<div class="author-bio">Writes about locks</div><div class="author-name">Ana Ruiz</div>',
        "byline",
        ["Ana Ruiz"],
    ),
    "lines of a byline": (
        f'{H1}<div class="byline"><div>By</div><div>Ana Ruiz</div><div>3 May 2024</div></div>',
        "byline",
        ["Ana Ruiz"],
    ),
    "line that begins with by": (f"{H1}<p>By Ana Ruiz and Bo Li</p>", "near:byline", ["Ana Ruiz", "Bo Li"]),
    "label and link": (f'{H1}<p>By <a href="/x">Ana Ruiz</a></p>', "near:byline", ["Ana Ruiz"]),
    "pen name behind by": (f"{H1}<p>By Lockie</p>", "near:byline", ["Lockie"]),
    "organisation behind by": (f"{H1}<p>By the Delta Team</p>", "near:byline", ["the Delta Team"]),
    "label in the block before": (f"{H1}<div>Written by</div><div>Ana Ruiz</div>", "near:byline", ["Ana Ruiz"]),
    "name beside a date": (f"{H1}<p>3 May 2024 · Ana Ruiz</p>", "near:dated", ["Ana Ruiz"]),
    "date before by": (f"{H1}<p>May 3, 2024 by Ana Ruiz · 5 min read</p>", "near:inside", ["Ana Ruiz"]),
    "reviewer in a line of its own": (f"{H1}<p>Medically reviewed by Bo Li</p>", None, []),
    "label far below": (f"{H1}{prose(count=30)}<p>Autorin: Anna Meier</p>", "line:label", ["Anna Meier"]),
    "class far below": (f'{H1}{prose(count=50)}<p class="byline">By Ana Ruiz</p>', "far:byline", ["Ana Ruiz"]),
    "sentence that begins with by": (f"{H1}<p>By opening the lock, boats can pass</p>", None, []),
    "organisation in the head, person in print": (
        f'<meta name=author content="Delta Newsroom">{H1}<p class="byline">By Ana Ruiz</p>',
        "byline",
        ["Ana Ruiz"],
    ),
    "the site's domain in the head, person in print": (
        f'<meta name=author content="news.example">{H1}<p class="byline">By Ana Ruiz</p>',
        "byline",
        ["Ana Ruiz"],
    ),
    "organisation in the head, nobody in print": (
        f'<meta name=author content="Delta Newsroom">{H1}',
        "meta:author",
        ["Delta Newsroom"],
    ),
    "the site beside its writer": (
        '<meta property="og:site_name" content="Delta Dispatch">'
        f'<meta name=author content="Ana Ruiz, Delta Dispatch">{H1}',
        "meta:author",
        ["Ana Ruiz"],
    ),
    "agency beside its writer": (f'<meta name=author content="Ana Ruiz, AFP">{H1}', "meta:author", ["Ana Ruiz", "AFP"]),
    "meta of a content platform": (
        f'<meta name="parsely-author" content="Ana Ruiz">{H1}',
        "meta:parsely-author",
        ["Ana Ruiz"],
    ),
    "the page's own data": (
        f'<script type="application/ld+json">{{"@type": "WebPage", "author": "Ana Ruiz"}}</script>{H1}',
        "jsonld:page",
        ["Ana Ruiz"],
    ),
}


def read(markup: str) -> Document:
    return staged(f"{HEAD}{markup}{prose()}", extract_authors)


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_printed_bylines(case: tuple[str, str | None, list[str]]) -> None:
    document = read(case[0])
    assert ([a.name for a in document.authors], document.evidence.get("authors")) == (case[2], case[1])


def test_the_link_near_the_headline_gives_the_address_that_the_head_leaves_out() -> None:
    document = read(f'<meta name=author content="Ana Ruiz">{H1}<p>By <a href="/who/ana">Ana Ruiz</a></p>')
    assert document.authors[0].url == "https://www.news.example/who/ana"


def test_of_equal_lists_the_address_and_the_order_are_kept() -> None:
    head = '<meta name=author content="Bo Li, Ana Ruiz">'
    document = read(f'{head}{H1}<p>By <a href="/a/ana">Ana Ruiz</a> and <a href="/a/bo">Bo Li</a></p>')
    assert [(a.name, a.url) for a in document.authors] == [
        ("Bo Li", "https://www.news.example/a/bo"),
        ("Ana Ruiz", "https://www.news.example/a/ana"),
    ]


def test_all_of_many_authors_are_given() -> None:
    names = [f"Ana {chr(65 + n // 26)}{chr(97 + n % 26)}ruiz" for n in range(120)]
    document = read("".join(f'<meta name=author content="{name}">' for name in names) + H1)
    assert [a.name for a in document.authors] == names


def test_two_sources_that_agree_are_surer_than_one() -> None:
    meta, byline = '<meta name=author content="Ana Ruiz">', '<p class="byline">By Ana Ruiz</p>'
    alone, agreed = read(meta + H1), read(meta + H1 + byline)
    assert alone.confidence["authors"] < 0.9 <= agreed.confidence["authors"]


NAMES = {
    "glued label": ("ByAna Ruiz", ["Ana Ruiz"]),
    "name that begins like a label": ("Byron Li", ["Byron Li"]),
    "link to her other texts": ("Alle Artikel von Ana Ruiz", ["Ana Ruiz"]),
    "link behind her name": ("Ana Ruiz View profile", ["Ana Ruiz"]),
    "month and day": ("Ana Ruiz Dec. 3, 2024", ["Ana Ruiz"]),
    "first name that is a month": ("April Li", ["April Li"]),
    "certificate": ("Ana Ruiz, CFP®", ["Ana Ruiz, CFP®"]),
    "agency is no certificate": ("Ana Ruiz, AFP", ["Ana Ruiz", "AFP"]),
    "office": ("Ana Ruiz, Chief Technology Officer, Head of Locks", ["Ana Ruiz"]),
    "role without a comma": ("Ana Ruiz Tech Reporter", ["Ana Ruiz"]),
    "picture's credit in brackets": ("Ana Ruiz, (Image: Bo Li, Delta Pictures)", ["Ana Ruiz"]),
    "Korean role": ("김민수 기자", ["김민수"]),
    "agency without a comma": ("By Ana Ruiz The Associated Press", ["Ana Ruiz", "The Associated Press"]),
    "outlet behind two writers": ("Ana Ruiz and Bo Li, Delta Times", ["Ana Ruiz", "Bo Li", "Delta Times"]),
    "section": ("Ana Ruiz in Project Management", ["Ana Ruiz"]),
    "weekday": ("Anna Meier am Samstag", ["Anna Meier"]),
    "last name first, with an initial": ("Ruiz, Ana M.", ["Ruiz, Ana M."]),
    "and, with a capital": ("Ana Ruiz And Bo Li", ["Ana Ruiz", "Bo Li"]),
    "half a bracket": ("Ana Ruiz, anaruiz)", ["Ana Ruiz"]),
    "profession": ("Ana Ruiz, Master Gardener", ["Ana Ruiz"]),
    "script's word for nobody": ("undefined", []),
    "quotation marks": ('"Ana Ruiz"', ["Ana Ruiz"]),
}


@pytest.mark.parametrize("case", NAMES.values(), ids=NAMES.keys())
def test_names_cleaned_of_what_stands_around_them(case: tuple[str, list[str]]) -> None:
    assert split_names(case[0]) == case[1]


PERSONAL = {
    "name": ("Ana Ruiz", True),
    "particle": ("Ursula von der Heide", True),
    "no capitals in the script": ("王小明", True),
    "section": ("Personal Finance", False),
    "words": ("several hundred locks", False),
    "one word": ("Ana", False),
    "organisation": ("Delta Newsroom", False),
}


@pytest.mark.parametrize("case", PERSONAL.values(), ids=PERSONAL.keys())
def test_what_is_written_like_a_person_s_name(case: tuple[str, bool]) -> None:
    assert is_personal(case[0]) is case[1]


GLUED = {
    "role in an element of its own": ("<p>Ana Ruiz<span>City Columnist</span></p>", "Ana Ruiz|City Columnist"),
    "name that has a capital inside": ("<p><span>Ana McLaren</span></p>", "Ana McLaren"),
    "drop cap": ("<p><b>A</b>na Ruiz</p>", "Ana Ruiz"),
    "space between": ("<p>Ana Ruiz <span>City Columnist</span></p>", "Ana Ruiz City Columnist"),
}


@pytest.mark.parametrize("case", GLUED.values(), ids=GLUED.keys())
def test_name_and_role_are_told_apart_where_their_elements_meet(case: tuple[str, str]) -> None:
    assert byline_text(html.fragment_fromstring(case[0])) == case[1]
