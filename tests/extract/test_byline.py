"""Authors, in byline order, cleaned of what is no name."""

from __future__ import annotations

import json
from typing import Any

import pytest
from staged import prose, staged

from capital_spider.extract import extract_authors
from capital_spider.extract.author_names import split_names
from capital_spider.extract.document import Document

NAMES = {
    "by": ("By Ana Ruiz", ["Ana Ruiz"]),
    "by, in capitals": ("BY ANA RUIZ", ["ANA RUIZ"]),
    "written by": ("Written by Ana Ruiz", ["Ana Ruiz"]),
    "twice": ("By By Ana Ruiz", ["Ana Ruiz"]),
    "colon": ("Autor: Ana Ruiz", ["Ana Ruiz"]),
    "German": ("Von Anna Meier und Max Weber", ["Anna Meier", "Max Weber"]),
    "Spanish": ("Por Ana Ruiz y Juan Pardo", ["Ana Ruiz", "Juan Pardo"]),
    "French": ("Par Anne Leroy et Luc Petit", ["Anne Leroy", "Luc Petit"]),
    "Arabic": ("بقلم: ليلى حداد", ["ليلى حداد"]),
    "Chinese": ("记者 王小明", ["王小明"]),
    "Chinese, with a stroke": ("文／王小明", ["王小明"]),
    "two and three": ("Ana Ruiz, Bo Li and Cy Fox", ["Ana Ruiz", "Bo Li", "Cy Fox"]),
    "comma before and": ("Ana Ruiz, Bo Li, and Cy Fox", ["Ana Ruiz", "Bo Li", "Cy Fox"]),
    "and, in capitals": ("ANA RUIZ AND BO LI", ["ANA RUIZ", "BO LI"]),
    "semicolon": ("Ana Ruiz; Bo Li", ["Ana Ruiz", "Bo Li"]),
    "ampersand": ("Ana Ruiz & Bo Li", ["Ana Ruiz", "Bo Li"]),
    "last name first": ("Ruiz, Ana", ["Ruiz, Ana"]),
    "initial that is a joiner elsewhere": ("John E Smith", ["John E Smith"]),
    "name that is a joiner elsewhere": ("Tan En Ling", ["Tan En Ling"]),
    "hyphen": ("Jean-Luc Petit", ["Jean-Luc Petit"]),
    "apostrophe": ("Sean O'Neill", ["Sean O'Neill"]),
    "particle": ("Ursula von der Heide", ["Ursula von der Heide"]),
    "mononym": ("Bono", ["Bono"]),
    "initials": ("MA", ["MA"]),
    "credentials": ("Ana Ruiz, MD", ["Ana Ruiz, MD"]),
    "credentials with dots": ("Ana Ruiz, Ph.D.", ["Ana Ruiz, Ph.D."]),
    "junior": ("Bo Li Jr.", ["Bo Li Jr."]),
    "junior behind a comma": ("Bo Li, Jr. and Ana Ruiz", ["Bo Li, Jr.", "Ana Ruiz"]),
    "date behind a bar": ("By Ana Ruiz | 3 May 2024", ["Ana Ruiz"]),
    "date without a bar": ("Ana Ruiz 3 May 2024, 14:05", ["Ana Ruiz"]),
    "updated": ("Ana Ruiz, updated 3 May", ["Ana Ruiz"]),
    "reading time": ("Ana Ruiz · 5 min read", ["Ana Ruiz"]),
    "place behind a dash": ("Ana Ruiz – Lisbon", ["Ana Ruiz"]),
    "address": ("Ana Ruiz ana@news.example", ["Ana Ruiz"]),
    "handle": ("Ana Ruiz @anaruiz", ["Ana Ruiz"]),
    "agency in brackets": ("Ana Ruiz (AFP)", ["Ana Ruiz"]),
    "agency behind a stroke": ("Ana Ruiz/AFP", ["Ana Ruiz", "AFP"]),
    "role behind a comma": ("By Ana Ruiz, Staff Writer", ["Ana Ruiz"]),
    "long role behind a comma": ("Ana Ruiz, Senior Political Correspondent", ["Ana Ruiz"]),
    "role and a second author": ("Ana Ruiz, Editor, and Bo Li, Reporter", ["Ana Ruiz", "Bo Li"]),
    "role without a comma": ("Ana Ruiz Staff Writer", ["Ana Ruiz"]),
    "outlet that she wrote for": ("Ana Ruiz for the Lagoon Times", ["Ana Ruiz"]),
    "date before the name": ("Posted on May 3, 2024 by Ana Ruiz", ["Ana Ruiz"]),
    "staff": ("Staff Reporters", ["Staff Reporters"]),
    "staff of an agency": ("Reuters Staff", ["Reuters Staff"]),
    "organisation with and in its name": (
        "Center for Drug Evaluation and Research",
        ["Center for Drug Evaluation and Research"],
    ),
    "invisible characters": ("By\u00a0Ana\u200b Ruiz", ["Ana Ruiz"]),
    "link that is no name": ("View all posts", []),
    "address only": ("ana@news.example", []),
    "web address": ("https://news.example/author/ana/", []),
    "date only": ("3 May 2024", []),
    "sentence": ("Ana Ruiz has covered the canals of the delta and their keepers for eleven years", []),
    "label only": ("By", []),
    "nothing": ("", []),
}


@pytest.mark.parametrize("case", NAMES.values(), ids=NAMES.keys())
def test_names_in_a_byline(case: tuple[str, list[str]]) -> None:
    assert split_names(case[0]) == case[1]


def authors(document: Document) -> list[tuple[str, str | None, str]]:
    return [(a.name, a.url, a.type) for a in document.authors]


def ld(author: Any, *more: Any) -> str:
    article = {"@type": "NewsArticle", "headline": "Lock opens", "author": author}
    return f'<script type="application/ld+json">{json.dumps({"@graph": [article, *more]})}</script>'


def named(*names: str, kind: str = "person") -> list[tuple[str, str | None, str]]:
    return [(name, None, kind) for name in names]


SITE = '<meta property="og:site_name" content="Delta Dispatch">'
ANA = ("Ana Ruiz", "https://www.news.example/author/ana/", "person")
LINK = '<a rel="author" href="/author/ana/">Ana Ruiz</a>'
CASES = {
    "JSON-LD object": (ld({"@type": "Person", "name": "Ana Ruiz", "url": "/author/ana/"}), "jsonld:author", [ANA]),
    "JSON-LD string": (ld("Ana Ruiz"), "jsonld:author", named("Ana Ruiz")),
    "JSON-LD list, in its order": (ld([{"name": "Bo Li"}, "Ana Ruiz"]), "jsonld:author", named("Bo Li", "Ana Ruiz")),
    "JSON-LD names in one string": (ld({"name": "Ana Ruiz and Bo Li"}), "jsonld:author", named("Ana Ruiz", "Bo Li")),
    "JSON-LD reference": (
        ld({"@id": "#ana"}, {"@type": "Person", "@id": "#ana", "name": "Ana Ruiz", "url": "/author/ana/"}),
        "jsonld:author",
        [ANA],
    ),
    "JSON-LD given and family name": (
        ld({"givenName": "Ana", "familyName": "Ruiz"}),
        "jsonld:author",
        named("Ana Ruiz"),
    ),
    "JSON-LD organisation": (
        ld({"@type": "NewsMediaOrganization", "name": "Delta"}),
        "jsonld:author",
        named("Delta", kind="organization"),
    ),
    "JSON-LD with an empty name": (ld({"name": ""}) + LINK, "rel:author", [ANA]),
    "JSON-LD before meta": (ld("Ana Ruiz") + '<meta name=author content="admin">', "jsonld:author", named("Ana Ruiz")),
    "meta": ('<meta name=author content="By Ana Ruiz">', "meta:author", named("Ana Ruiz")),
    "meta, one each": (
        "<meta name=author content='A Ruiz'><meta name=author content='B Li'>",
        "meta:author",
        named("A Ruiz", "B Li"),
    ),
    "meta with an address only": ('<meta name=author content="https://fb.example/news">' + LINK, "rel:author", [ANA]),
    "rel=author": (LINK, "rel:author", [ANA]),
    "avatar's link first": ('<a rel=author href="/author/ana/"><img src=a.jpg></a>' + LINK, "rel:author", [ANA]),
    "microdata": ('<span itemprop=author><a href="/author/ana/">Ana Ruiz</a></span>', "itemprop:author", [ANA]),
    "Yoast's label": (
        '<meta name="twitter:label1" content="Written by"><meta name="twitter:data1" content="Ana Ruiz">',
        "meta:twitter:data1",
        named("Ana Ruiz"),
    ),
    "Yoast's reading time is no author": (
        '<meta name="twitter:label1" content="Est. reading time"><meta name="twitter:data1" content="5 minutes">',
        None,
        [],
    ),
    "another plugin's first label": (
        '<meta name="twitter:label1" content="Price"><meta name="twitter:data1" content="Free">',
        None,
        [],
    ),
    "byline class": ('<p class="byline">By Ana Ruiz, Staff Writer</p>', "byline", named("Ana Ruiz")),
    "doubles": (ld(["Ana Ruiz", {"name": "ANA RUIZ"}]), "jsonld:author", named("Ana Ruiz")),
    "first name beside the whole": (ld(["Ana", "Ana Ruiz"]), "jsonld:author", named("Ana Ruiz")),
    "short name that is no part of the longer": (
        ld(["Ana", "Roxana Ruiz"]),
        "jsonld:author",
        named("Ana", "Roxana Ruiz"),
    ),
    "Chinese names that begin alike": (ld(["王明", "王明华"]), "jsonld:author", named("王明", "王明华")),
    "agency": (ld("Agence France-Presse"), "jsonld:author", named("Agence France-Presse", kind="agency")),
    "agency that is typed as an organisation": (
        ld({"@type": "Organization", "name": "Reuters"}),
        "jsonld:author",
        named("Reuters", kind="agency"),
    ),
    "staff": (ld("Staff Reporters"), "jsonld:author", named("Staff Reporters", kind="organization")),
    "the site itself": (SITE + ld("Delta Dispatch"), "jsonld:author", named("Delta Dispatch", kind="organization")),
    "nobody": ("", None, []),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_authors_come_from_the_most_trusted_source(case: tuple[str, str | None, list[Any]]) -> None:
    markup, evidence, expected = case
    document = staged(f"{markup}<h1>Lock opens</h1>{prose()}", extract_authors)
    assert authors(document) == expected
    assert document.evidence.get("authors") == evidence
    assert (document.confidence.get("authors") is not None) == bool(expected)


def test_a_theme_s_byline_wins_over_json_ld() -> None:
    byline = (
        '<div class="entry-header"><div class="jeg_meta_container"><div class="jeg_meta_author coauthor">'
        '<span class="meta_text">by</span> <a href="/author/ana/">Ana Ruiz</a> and <a href="/author/bo/">Bo Li</a>'
        "</div></div></div>"
    )
    document = staged(f"{ld('admin')}{byline}{prose()}", extract_authors, profile="jnews")
    assert [a.name for a in document.authors] == ["Ana Ruiz", "Bo Li"]
    assert document.evidence["authors"] == "profile:author"


def test_a_theme_s_byline_without_links() -> None:
    byline = '<div class="entry-header"><div class="jeg_meta_author"><span>by</span> Staff Reporters</div></div>'
    document = staged(f"{byline}{prose()}", extract_authors, profile="jnews")
    assert authors(document) == named("Staff Reporters", kind="organization")


def test_an_empty_byline_of_the_theme_is_not_filled_from_its_sidebar() -> None:
    side = '<div class="jeg_sidebar"><h3>Opinion</h3><a rel="author" href="/author/bo-li/">Bo Li</a></div>'
    byline = '<div class="entry-header"><div class="jeg_meta_author"></div></div>'
    document = staged(f"{byline}{prose()}{side}", extract_authors, profile="jnews")
    assert document.authors == ()
