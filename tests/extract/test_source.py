"""The outlet that a story was taken from, and the headline without its name."""

from __future__ import annotations

import pytest
from staged import prose, staged

from capital_spider.extract import extract_source
from capital_spider.extract.outlets import looks_like_outlet
from capital_spider.extract.source import split_outlet

SPLITS: dict[str, tuple[str, str, str | None]] = {
    "known": ("Lock opens – Reuters", "Lock opens", "Reuters"),
    "known, with an edition": ("Lock opens – EL PAÍS English", "Lock opens", "EL PAÍS English"),
    "known, in other capitals": ("Lock opens - el país english", "Lock opens", "el país english"),
    "long dash": ("Lock opens — North Quay Review", "Lock opens", "North Quay Review"),
    "bar": ("Lock opens | The Acacia Post", "Lock opens", "The Acacia Post"),
    "domain": ("Lock opens – portside.example", "Lock opens", "portside.example"),
    "dot in the name": ("Lock opens – News.com.au", "Lock opens", "News.com.au"),
    "bar in the name": ("Fans wait – Sabaton | Official Website", "Fans wait", "Sabaton | Official Website"),
    "dash in the headline too": ("Rain – and more rain – Delta Herald", "Rain – and more rain", "Delta Herald"),
    "other script": ("فتح القفل – دزاير توب", "فتح القفل", "دزاير توب"),
    "clause": (
        "Wellington names its winds – and asks for one more",
        "Wellington names its winds – and asks for one more",
        None,
    ),
    "clause in capitals": ("Lock Opens – Is It Safe?", "Lock Opens – Is It Safe?", None),
    "quotation": ("Keeper – “I never slept”, he says", "Keeper – “I never slept”, he says", None),
    "hyphen in a word": ("Lock-Keeper opens", "Lock-Keeper opens", None),
    "no end": ("Lock opens", "Lock opens", None),
    "nothing before": ("– Reuters", "– Reuters", None),
}


@pytest.mark.parametrize("case", SPLITS.values(), ids=SPLITS.keys())
def test_outlet_at_the_end_of_an_aggregator_s_headline(case: tuple[str, str, str | None]) -> None:
    assert split_outlet(case[0], hints=set(), guess=True) == case[1:]


def test_elsewhere_only_known_outlets_and_hints_count() -> None:
    assert split_outlet("Lock opens – Reuters", hints=set(), guess=False) == ("Lock opens", "Reuters")
    assert split_outlet("Lock opens – Delta Herald", hints=set(), guess=False) == ("Lock opens – Delta Herald", None)
    assert split_outlet("Lock opens – delta rag", hints={"deltarag"}, guess=False) == ("Lock opens", "delta rag")


NAMES = {
    "name": ("Delta Herald", True),
    "connectors": ("Diario de la Costa", True),
    "domain": ("portside.example", True),
    "script without capitals": ("城南晚讯", True),
    "begins with a connector": ("and the Rain", False),
    "lower case": ("asks residents", False),
    "question": ("Is It Safe?", False),
    "too long": ("A Very Long Clause In Capitals That Never Ends", False),
    "nothing": ("", False),
}


@pytest.mark.parametrize("case", NAMES.values(), ids=NAMES.keys())
def test_what_is_written_like_a_name(case: tuple[str, bool]) -> None:
    assert looks_like_outlet(case[0]) is case[1]


SITE = '<meta property="og:site_name" content="Capital Cities">'
OTHERS = "".join(
    f"<h3><a href='/{n}'>Story {n} – {outlet}</a></h3>"
    for n, outlet in enumerate(("Delta Herald", "Quay Review", "Nile Ledger", "Spree Bote", "Red River Gazette"))
)
Found = tuple[str, str, str] | None
PAGES: dict[str, tuple[str, str, Found]] = {
    "aggregator by its name": (
        f"{SITE}<h1>Lock opens – Delta Herald</h1>",
        "Lock opens",
        ("Delta Herald", "title", ""),
    ),
    "aggregator by its other headlines": (
        f"<h1>Lock opens – Pearl Mail</h1>{OTHERS}",
        "Lock opens",
        ("Pearl Mail", "title", ""),
    ),
    "other site, known outlet": ("<h1>Lock opens – Reuters</h1>", "Lock opens", ("Reuters", "title", "")),
    "other site, unknown name": ("<h1>Lock opens – Delta Herald</h1>", "Lock opens – Delta Herald", None),
    "other site, tag at the end": (
        "<h1>What we know – Elections</h1><a rel=tag href=/t>Elections</a>",
        "What we know – Elections",
        None,
    ),
    "aggregator, outlet among the tags": (
        f"{SITE}<h1>Lock opens – morning rag</h1><meta name=keywords content='Locks, Morning Rag'>",
        "Lock opens",
        ("morning rag", "title", ""),
    ),
    "aggregator, place among the categories": (
        f"{SITE}<meta property='article:section' content='lisbon'><h1>Life goes on – lisbon</h1>"
        "<meta name=keywords content='lisbon'>",
        "Life goes on – lisbon",
        None,
    ),
    "alt of the picture": (
        f'{SITE}<meta property="og:image" content="/a.jpg"><h1>Lock opens</h1>'
        '<meta property="og:image:alt" content="Lock opens – Delta Herald">',
        "Lock opens",
        ("Delta Herald", "image_alt", ""),
    ),
    "the site itself is no source": (f"{SITE}<h1>Lock opens – capitalcities</h1>", "Lock opens", None),
    "note of the first outlet": (
        "<h1>Lock opens</h1><p>This post originally appeared on <a href='https://a.example/'>Delta Herald</a>.</p>",
        "Lock opens",
        ("Delta Herald", "statement", "https://a.example/"),
    ),
    "note behind another sentence": (
        "<h1>Lock opens</h1><p>Edited for length. This story was first published by Delta Herald.</p>",
        "Lock opens",
        ("Delta Herald", "statement", ""),
    ),
    "note of a date": (
        "<h1>Lock opens</h1><p>This article was originally published on 26 Sep 2019.</p>"
        "<p>This page was originally published on Wednesday, March 2, 2022.</p>",
        "Lock opens",
        None,
    ),
    "note that names the site itself": (
        f"{SITE}<h1>Lock opens</h1><p>This story was originally published by Capital Cities.</p>",
        "Lock opens",
        None,
    ),
    "none": (f"{SITE}<h1>Lock opens</h1>", "Lock opens", None),
}


@pytest.mark.parametrize("case", PAGES.values(), ids=PAGES.keys())
def test_source(case: tuple[str, str, Found]) -> None:
    markup, title, expected = case
    document = staged(f"{markup}{prose()}", extract_source)
    found = document.source
    assert document.title == title
    assert ((found.name, found.evidence, found.url or "") if found else None) == expected
    assert document.evidence.get("source") == (expected[1] if expected else None)


def test_the_theme_s_own_source_field_wins() -> None:
    document = staged(
        f"{SITE}<h1 class=jeg_post_title>Lock opens – Delta Herald</h1><div class=content-inner>{prose()}"
        "<div class=jeg_post_source>Source: <a href='https://herald.example/'>The Delta Herald</a></div></div>",
        extract_source,
        profile="capital_cities",
    )
    assert document.title == "Lock opens"
    assert document.source is not None
    assert (document.source.name, document.source.url) == ("The Delta Herald", "https://herald.example/")
