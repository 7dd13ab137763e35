"""Licence and reservations that a page states."""

from __future__ import annotations

import json
from typing import Any

import pytest
from staged import prose, staged

from capital_spider.extract import judge_access
from capital_spider.extract.rights import reservations, stated_license

CC = "https://creativecommons.org/licenses/by/4.0/"


def ld(**properties: Any) -> str:
    node = {"@type": "NewsArticle", "headline": "Lock opens", "author": "Ana", **properties}
    return f'<script type="application/ld+json">{json.dumps(node)}</script>'


LICENSES: dict[str, tuple[str, str | None]] = {
    "link in the head": (f"<link rel=license href='{CC}'>", CC),
    "marked link": (f"<p><a rel='noopener license' href='{CC}'>CC BY</a></p>", CC),
    "marked link to the site's own": (
        "<p><a rel=license href=/licensing>Licensing</a></p>",
        "https://www.news.example/licensing",
    ),
    "link without the scheme": ("<link rel=license href='//cc.example/by/'>", "https://cc.example/by/"),
    "link in a line that says so": (f"<p>This work is licensed under <a href='{CC}'>CC BY</a>.</p>", CC),
    "link in a footer": (f"<footer><div>Ana Ruiz, <a href='{CC}'>CC BY</a></div></footer>", CC),
    "link in a line that does not say so": (f"<p>Birocratic, round one (<a href='{CC}'>CC BY</a>)</p>", None),
    "licence of a picture": (f"<p>Photo: Ana Ruiz, licence <a href='{CC}'>CC BY</a></p>", None),
    "licence in a figure": (
        f"<figure><img src=/a.jpg><figcaption>Licence: <a rel=license href='{CC}'>CC BY</a></figcaption></figure>",
        None,
    ),
    "a link to the movement": ("<p>Licences: see <a href='https://creativecommons.org/'>CC</a></p>", None),
    "JSON-LD": (ld(license=CC), CC),
    "JSON-LD object": (ld(license={"@type": "CreativeWork", "url": CC}), CC),
    "JSON-LD object with a name": (ld(license={"name": "CC BY 4.0"}), "CC BY 4.0"),
    "JSON-LD list": (ld(license=[CC]), CC),
    "Dublin Core, an address": (f"<meta name=dc.rights content='{CC}'>", CC),
    "Dublin Core, a name": ("<meta name=dcterms.license content='Creative  Commons BY'>", "Creative Commons BY"),
    "Dublin Core, whose the rights are": ("<meta name=dc.rights content='© Delta Dispatch'>", None),
    "all rights reserved": ("<footer>© Delta Dispatch. All rights reserved.</footer>", None),
    "none": (prose(), None),
}


@pytest.mark.parametrize("case", LICENSES.values(), ids=LICENSES.keys())
def test_license(case: tuple[str, str | None]) -> None:
    assert stated_license(staged(f"<body>{case[0]}", judge_access)) == case[1]


MINING = "The Dispatch reserves its rights to text and data mining under Article 4 of Directive 2019/790."
RESERVATIONS: dict[str, tuple[str, dict[str, str], list[str]]] = {
    "none": ("<meta name=robots content='index, follow, max-snippet:-1'>", {}, []),
    "training": ("<meta name=robots content='index, noai, noimageai'>", {}, ["robots: index, noai, noimageai"]),
    "index": ("<meta name=robots content='NOINDEX,follow'>", {}, ["robots: NOINDEX,follow"]),
    "copies": ("<meta name=robots content=noarchive>", {}, ["robots: noarchive"]),
    "one robot": ("<meta name=GPTBot content=noindex>", {}, ["gptbot: noindex"]),
    "none of a kind": ("<meta name=robots content='max-image-preview:none'>", {}, []),
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
    "header that reserves nothing": ("", {"x-robots-tag": "all"}, []),
    "header of AI preferences": ("", {"content-usage": "train-ai=n"}, ["content-usage: train-ai=n"]),
    "twice": ("<meta name=tdm-reservation content=1>", {"tdm-reservation": "1"}, ["tdm-reservation: 1"]),
    "sentence": (f"<h1>Lock opens</h1>{prose()}<footer><p>{MINING}</p></footer>", {}, [f"text: {MINING}"]),
    "subject of the article": (f"<h1>Lock opens</h1>{prose(f'<p>{MINING}</p>')}", {}, []),
}


@pytest.mark.parametrize("case", RESERVATIONS.values(), ids=RESERVATIONS.keys())
def test_reservations_as_printed(case: tuple[str, dict[str, str], list[str]]) -> None:
    markup, headers, expected = case
    assert list(reservations(staged(markup, judge_access, headers=headers))) == expected
