"""What the page says of itself in machine-readable form."""

from __future__ import annotations

import json
from typing import Any

import pytest
from staged import URL, staged

from capital_spider.extract import collect_metadata
from capital_spider.extract.document import Metadata
from capital_spider.extract.metadata import text_of, texts_of


def metadata(markup: str) -> Metadata:
    return staged(markup, collect_metadata).metadata


def script(text: str) -> str:
    return f'<script type="application/ld+json">{text}</script>'


def ld(value: Any) -> str:
    return script(json.dumps(value))


def article(headline: str, **more: Any) -> dict[str, Any]:
    return {"@type": "NewsArticle", "headline": headline, "datePublished": "2024-05-03", **more}


META = {
    "name": ('<meta name=author content="Ana Ruiz">', "author", ["Ana Ruiz"]),
    "property": ('<meta property="og:title" content="Lock opens">', "og:title", ["Lock opens"]),
    "microdata": ('<meta itemprop=datePublished content="2024">', "datepublished", ["2024"]),
    "capitals in the name": ('<meta name="Author" content="A">', "author", ["A"]),
    "several, in page order": ("<meta name=a content=1><meta name=a content=2>", "a", ["1", "2"]),
    "in the body too": ("<body><p>x<meta name=a content=1>", "a", ["1"]),
    "entities and white space": ('<meta name=a content=" Tom &amp;\n  Ann ">', "a", ["Tom & Ann"]),
    "no content": ("<meta name=a>", "a", []),
}


@pytest.mark.parametrize("case", META.values(), ids=META.keys())
def test_meta_tags(case: tuple[str, str, list[str]]) -> None:
    markup, name, expected = case
    assert metadata(markup).meta.get(name, []) == expected


def test_the_first_filled_tag_counts_in_the_order_of_the_names() -> None:
    found = metadata('<meta name=a content=""><meta name=b content="B"><meta name=c content="C">')
    assert found.first("a", "c", "b") == "C"
    assert found.first("z") is None


def test_links_by_rel_and_type() -> None:
    found = metadata(
        '<link rel="alternate" type="application/rss+xml" href="/feed/">'
        '<link rel="ALTERNATE" type="application/json" href="/j">'
        '<link rel="shortlink canonical" href="/c"><link rel=canonical>'
    )
    assert found.link("alternate", "application/json") == "/j"
    assert found.link("canonical") == found.link("shortlink") == "/c"
    assert found.link("amphtml") is None


def test_anchors_in_page_order_with_what_they_say() -> None:
    document = staged("<a href=/b rel='Tag nofollow'>B</a><p><a name=top>A</a></p>", collect_metadata)
    assert [(a.text, href, rel) for a, href, rel in document.anchors] == [("B", "/b", "Tag nofollow"), ("A", "", "")]


def test_title_and_language_of_the_page() -> None:
    found = metadata("<html lang=de><title> Schleuse\n offen </title><body><svg><title>Icon</title></svg>")
    assert (found.title, found.language) == ("Schleuse offen", "de")


BROKEN = {
    "valid": '{"@type": "Thing", "name": "Lock"}',
    "comma too many": '{"@type": "Thing", "name": "Lock",}',
    "raw line end in a string": '{"@type": "Thing", "description": "a\nb", "name": "Lock"}',
    "comment around": '<!-- {"@type": "Thing", "name": "Lock"} -->',
    "CDATA": '//<![CDATA[\n{"@type": "Thing", "name": "Lock"}\n//]]>',
    "semicolon": '{"@type": "Thing", "name": "Lock"};',
    "quotes as entities": "{&quot;@type&quot;: &quot;Thing&quot;, &quot;name&quot;: &quot;Lock&quot;}",
    "several objects in a row": '{"@type": "Other"} {"@type": "Thing", "name": "Lock"}',
    "list": '[{"@type": "Thing", "name": "Lock"}]',
    "graph": '{"@graph": [{"@type": "Thing", "name": "Lock"}]}',
    "type with the vocabulary's address": '{"@type": "http://schema.org/Thing", "name": "Lock"}',
    "list of types": '{"@type": ["Other", "Thing"], "name": "Lock"}',
}


@pytest.mark.parametrize("text", BROKEN.values(), ids=BROKEN.keys())
def test_json_ld_is_read_also_where_it_is_not_quite_json(text: str) -> None:
    assert [node["name"] for node in metadata(script(text)).typed("Thing")] == ["Lock"]


HOPELESS = {
    "cut": '{"@type": "Thing", "name": "Lo',
    "no JSON": "var x = 1;",
    "empty": "",
    "number without end": '{"@type": "Thing", "n": ' + "9" * 5000 + "}",
    "tower of lists": "[" * 100_000,
}


@pytest.mark.parametrize("text", HOPELESS.values(), ids=HOPELESS.keys())
def test_hopeless_json_ld_gives_nothing_and_does_no_harm(text: str) -> None:
    found = metadata(script(text) + ld(article("Lock opens")))
    assert found.article is not None
    assert [n.get("@type") for n in found.nodes] == ["NewsArticle"]


def test_half_a_surrogate_pair_is_no_character() -> None:
    found = metadata(script(r'{"@type": "Thing", "name": "Lock \ud83d", "emoji": "\ud83d\ude00"}'))
    assert found.nodes[0]["name"].encode("utf-8", "strict").decode() == "Lock \ufffd"
    assert found.nodes[0]["emoji"] == "😀"


ARTICLES = {
    "the only one": ([article("A")], "A"),
    "no article": ([{"@type": "WebSite", "name": "News"}], None),
    "bare reference is none": ([{"@type": "Article", "@id": "#a"}], None),
    "the one with this address": (
        [article("Other", author="A", url="https://www.news.example/b/"), article("This", url=URL)],
        "This",
    ),
    "the address in mainEntityOfPage": (
        [article("Other", author="A"), article("This", mainEntityOfPage={"@id": URL})],
        "This",
    ),
    "address with a fragment": ([article("Other", author="A"), article("This", **{"@id": f"{URL}#article"})], "This"),
    "the one that says most": ([article("Short"), article("Full", author="Ana", articleBody="Text")], "Full"),
    "not one in a list of others": (
        [{"@type": "ItemList", "itemListElement": [article("Other", url=URL)]}, article("This")],
        "This",
    ),
    "not one that is only mentioned": ([{"@type": "WebPage", "mentions": [article("Other")]}], None),
    "live blog": ([article("Live", **{"@type": "LiveBlogPosting"})], "Live"),
}


@pytest.mark.parametrize("case", ARTICLES.values(), ids=ARTICLES.keys())
def test_the_article_of_this_page(case: tuple[list[Any], str | None]) -> None:
    nodes, expected = case
    found = metadata(ld(nodes)).article
    assert (found["headline"] if found else None) == expected


def test_a_reference_is_the_object_it_names() -> None:
    found = metadata(ld({"@graph": [{"@type": "Person", "@id": "#ana", "name": "Ana Ruiz", "url": "/ana/"}]}))
    assert found.resolve({"@id": "#ana", "jobTitle": "Editor"}) == {
        "@type": "Person", "@id": "#ana", "name": "Ana Ruiz", "url": "/ana/", "jobTitle": "Editor",
    }  # fmt: skip
    assert found.resolve({"@id": "#bo"}) == {"@id": "#bo"}
    assert found.resolve("Ana") == "Ana"


TEXTS = {
    "string": (" Lock\n opens ", "Lock opens"),
    "entities, escaped once more than needed": ("Tom &amp; Ann &#8211; two", "Tom & Ann – two"),
    "number": (5, "5"),
    "truth value is no text": (True, None),
    "object": ({"name": "Ana"}, "Ana"),
    "typed value": ({"@value": "Ana", "@language": "es"}, "Ana"),
    "first filled of a list": (["", {"name": None}, "Ana"], "Ana"),
    "empty": ("  ", None),
    "nothing": (None, None),
}


@pytest.mark.parametrize("case", TEXTS.values(), ids=TEXTS.keys())
def test_a_value_as_one_line(case: tuple[Any, str | None]) -> None:
    assert text_of(case[0]) == case[1]


LISTS = {
    "list": (["a", "b, c"], ["a", "b, c"]),
    "one string": ("a, b,,c ", ["a", "b", "c"]),
    "one object": ({"name": "a"}, ["a"]),
    "nothing": (None, []),
}


@pytest.mark.parametrize("case", LISTS.values(), ids=LISTS.keys())
def test_a_value_as_texts(case: tuple[Any, list[str]]) -> None:
    assert texts_of(case[0]) == case[1]
