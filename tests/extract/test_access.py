"""What the page shows to everyone, and the rights it states."""

from __future__ import annotations

import json
from typing import Any

import pytest
from staged import prose, staged

from capital_spider.extract import judge_access
from capital_spider.extract.access import reservations, stated_license


def ld(**properties: Any) -> str:
    node = {"@type": "NewsArticle", "headline": "Lock opens", "author": "Ana", **properties}
    return f'<script type="application/ld+json">{json.dumps(node)}</script>'


ACCESS: dict[str, tuple[str, str, list[str]]] = {
    "open": (prose(), "open", []),
    "said to be free": (ld(isAccessibleForFree=True) + prose(), "open", []),
    "said not to be free": (ld(isAccessibleForFree=False) + prose(), "partial", ["paywall"]),
    "said not to be free, as a word": (ld(isAccessibleForFree="False") + prose(), "partial", ["paywall"]),
    "said not to be free, as an address": (
        ld(isAccessibleForFree="http://schema.org/False") + prose(),
        "partial",
        ["paywall"],
    ),
    "said not to be free, and no text": (ld(isAccessibleForFree=False), "closed", ["paywall"]),
    "offer of a subscription": (
        f"<article>{prose()}</article><div class=paywall>Subscribe</div>",
        "partial",
        ["paywall"],
    ),
}


@pytest.mark.parametrize("case", ACCESS.values(), ids=ACCESS.keys())
def test_access(case: tuple[str, str, list[str]]) -> None:
    document = staged(case[0], judge_access)
    assert (document.access, [p.code for p in document.problems]) == case[1:]


def test_a_password_closes_a_page() -> None:
    form = (
        "<form class=post-password-form><p>This content is password protected. To view it please enter it.</p></form>"
    )
    document = staged(f"<div class=entry-content>{form}</div>", judge_access, profile="wordpress")
    assert (document.access, document.text) == ("closed", "")
    assert [(p.field, p.code) for p in document.problems] == [("text", "password")]


def test_a_theme_s_truncated_text_is_a_part() -> None:
    page = f"<body class=jpw-truncate><div class=content-inner>{prose()}<a class=jpw-truncate-btn>Pay</a></div>"
    document = staged(page, judge_access, profile="jnews")
    assert document.access == "partial"
    assert "Pay" not in document.text


LICENSES: dict[str, tuple[str, str | None]] = {
    "link": ("<link rel=license href='https://cc.example/by/4.0/'>", "https://cc.example/by/4.0/"),
    "link in the text": (
        "<p><a rel=license href='https://cc.example/by/4.0/'>CC BY</a></p>",
        "https://cc.example/by/4.0/",
    ),
    "JSON-LD": (ld(license="https://cc.example/by/4.0/"), "https://cc.example/by/4.0/"),
    "JSON-LD object": (
        ld(license={"@type": "CreativeWork", "url": "https://cc.example/by/4.0/"}),
        "https://cc.example/by/4.0/",
    ),
    "JSON-LD object with a name": (ld(license={"name": "CC BY 4.0"}), "CC BY 4.0"),
    "JSON-LD list": (ld(license=["https://cc.example/by/4.0/"]), "https://cc.example/by/4.0/"),
    "Dublin Core": ("<meta name=dc.rights content='© Delta  Dispatch'>", "© Delta Dispatch"),
    "none": (prose(), None),
}


@pytest.mark.parametrize("case", LICENSES.values(), ids=LICENSES.keys())
def test_license(case: tuple[str, str | None]) -> None:
    assert stated_license(staged(case[0], judge_access)) == case[1]


RESERVATIONS: dict[str, tuple[str, dict[str, str], list[str]]] = {
    "none": ("<meta name=robots content='index, max-snippet:-1'>", {}, []),
    "robots": ("<meta name=robots content='index, noai, noimageai'>", {}, ["robots: index, noai, noimageai"]),
    "word that only begins alike": ("<meta name=robots content='noairport'>", {}, []),
    "text and data mining": ("<meta name=tdm-reservation content=1>", {}, ["tdm-reservation: 1"]),
    "text and data mining allowed": ("<meta name=tdm-reservation content=0>", {}, []),
    "policy": (
        "<meta name=tdm-policy content='https://news.example/tdm.json'>",
        {},
        ["tdm-policy: https://news.example/tdm.json"],
    ),
    "header": ("", {"tdm-reservation": "1"}, ["tdm-reservation: 1"]),
    "header for robots": ("", {"x-robots-tag": "noai"}, ["x-robots-tag: noai"]),
    "twice": ("<meta name=tdm-reservation content=1>", {"tdm-reservation": "1"}, ["tdm-reservation: 1"]),
}


@pytest.mark.parametrize("case", RESERVATIONS.values(), ids=RESERVATIONS.keys())
def test_reservations_as_printed(case: tuple[str, dict[str, str], list[str]]) -> None:
    markup, headers, expected = case
    assert list(reservations(staged(markup, judge_access, headers=headers))) == expected
