"""Each deliberate difficulty of the sample site, held against the page that has it."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import pytest
from lxml import html

from capital_spider.demo import Site, truth

SITE = Site("http://127.0.0.1:9")
Tree = Any


def shown(element: Tree) -> str:
    return " ".join(element.text_content().split())


def first(root: Tree, selector: str) -> str:
    return shown(root.cssselect(selector)[0])


@cache
def named(name: str) -> tuple[dict[str, Any], str, Tree]:
    """The truth, the source and the tree of one article, found by its file's name."""
    path = SITE.content.by_name[name].path
    source = SITE.render(path).body.decode()
    return next(entry for entry in truth() if entry["path"] == path), source, html.fromstring(source)


def kinds(entry: dict[str, Any], kind: str) -> list[dict[str, Any]]:
    return [block for block in entry["blocks"] if block["type"] == kind]


def _metas(root: Tree) -> list[str]:
    return [m.get("property") or m.get("name") for m in root.cssselect("meta") if m.get("property") or m.get("name")]


Check = Callable[[dict[str, Any], str, Tree], Any]
TRAPS: dict[str, tuple[str, Check]] = {
    "outlet only in the picture's alt": (
        "cairo-lift",
        lambda t, s, r: (
            t["source"] in r.cssselect(".jeg_featured img")[0].get("alt") and t["source"] not in first(r, "h1")
        ),
    ),
    "outlet behind a pipe": ("nairobi-matatu", lambda t, s, r: " | The Acacia Post" in first(r, "h1")),
    "outlet behind a long dash": ("ottawa-canal", lambda t, s, r: " — North Quay Review" in first(r, "h1")),
    "dash that is no outlet": ("wellington-wind", lambda t, s, r: t["source"] is None and " – and asks" in t["title"]),
    "two authors": (
        "lisbon-tram",
        lambda t, s, r: len(r.cssselect(".entry-header .coauthor a")) == 2 == len(t["authors"]),
    ),
    "author without a link": (
        "cairo-lift",
        lambda t, s, r: t["authors"] == ["Staff Reporters"] and not r.cssselect(".entry-header .jeg_meta_author a"),
    ),
    "no author": (
        "tallinn-archive",
        lambda t, s, r: not t["authors"] and not r.cssselect(".entry-header .jeg_meta_author"),
    ),
    "relative date": (
        "canberra-bees",
        lambda t, s, r: first(r, ".jeg_meta_date") == "3 days ago" and "2025-06-12T13:05:00+00:00" in s,
    ),
    "date in Spanish": ("lima-niebla", lambda t, s, r: first(r, ".jeg_meta_date") == "9 de octubre de 2024"),
    "date in Chinese": ("beijing-hutong", lambda t, s, r: first(r, ".jeg_meta_date") == "2025年4月17日"),
    "local day before the day in UTC": (
        "lima-niebla",
        lambda t, s, r: t["path"].startswith("/2024/10/09/") and t["published_at"].startswith("2024-10-10"),
    ),
    "no visible date": ("amman-springs", lambda t, s, r: not r.cssselect(".entry-header .jeg_meta_date")),
    "no meta tags": (
        "prague-organ",
        lambda t, s, r: set(_metas(r)) <= {"viewport", "robots", "generator"} and "ld+json" not in s,
    ),
    "JSON-LD with a comma too many": (
        "ottawa-canal",
        lambda t, s, r: r.cssselect("script[type='application/ld+json']")[0].text.endswith(",]}"),
    ),
    "local time without a zone": (
        "warsaw-parcels",
        lambda t, s, r: 'og:article:published_time" content="2025-03-01 23:20:00"' in s,
    ),
    "modified before published": ("berlin-night", lambda t, s, r: t["modified_at"] < t["published_at"]),
    "no picture": ("nepal-trails", lambda t, s, r: t["image"] is None and not r.cssselect(".jeg_featured")),
    "lazy pictures": ("hanoi-lake", lambda t, s, r: len(r.cssselect(".content-inner img[data-src]")) == 2),
    "twin for readers without scripts": (
        "oslo-library",
        lambda t, s, r: len(r.cssselect(".content-inner noscript img")) == 1 and len(kinds(t, "image")) == 1,
    ),
    "caption in the text": (
        "hanoi-lake",
        lambda t, s, r: t["blocks"][1]["caption"] == first(r, ".content-inner figcaption"),
    ),
    "caption of the lead picture": ("ottawa-canal", lambda t, s, r: r.cssselect(".jeg_featured .wp-caption-text")),
    "tweet": ("washington-lamps", lambda t, s, r: r.cssselect("blockquote.twitter-tweet p") and kinds(t, "embed")),
    "video": (
        "buenos-aires-benches",
        lambda t, s, r: r.cssselect(".content-inner iframe")[0].get("src").startswith("https://www.youtube.com/embed/"),
    ),
    "related box between paragraphs": (
        "kampala-boda",
        lambda t, s, r: r.cssselect(".content-inner .jnews_inline_related_post_wrapper h3"),
    ),
    "ads between paragraphs": ("kampala-boda", lambda t, s, r: r.cssselect(".content-inner p + .jeg_ad .ads-text")),
    "newsletter form": ("helsinki-sauna", lambda t, s, r: r.cssselect(".content-inner form input[name=EMAIL]")),
    "read also": (
        "helsinki-sauna",
        lambda t, s, r: "Read also:" in s and not any("Read also" in b.get("text", "") for b in t["blocks"]),
    ),
    "next article in the same document": (
        "kathmandu-dust",
        lambda t, s, r: len(r.cssselect(".post-wrap h1.jeg_post_title")) == 2,
    ),
    "paywall": (
        "riyadh-archive",
        lambda t, s, r: (
            t["access"] == "partial"
            and len(t["blocks"]) == 2 == len(r.cssselect(".content-inner > p"))
            and "Umm Sattam" not in s
        ),
    ),
    "password": (
        "muscat-dhow",
        lambda t, s, r: (
            t["protected"]
            and not t["blocks"]
            and "Protected: " in s
            and "Humaid" not in s
            and r.cssselect("form.post-password-form")
        ),
    ),
    "double under another title": (
        "honiara-double",
        lambda t, s, r: (
            t["blocks"] == named("apia-harbour")[0]["blocks"]
            and t["duplicate_of"] == named("apia-harbour")[0]["path"]
            and t["title"] != named("apia-harbour")[0]["title"]
        ),
    ),
    "two categories": (
        "montevideo-radio",
        lambda t, s, r: [c[-1] for c in t["categories"]] == ["Montevideo", "Argentina", "Buenos Aires", "Uruguay"],
    ),
    "country only": ("nepal-trails", lambda t, s, r: t["categories"] == [["ASIA", "Nepal"]]),
    "uncategorized": ("uncategorized-atlas", lambda t, s, r: "/category/uncategorized/" in s),
    "city named like its country": (
        "singapore-hawkers",
        lambda t, s, r: "/category/asia/singapore/singapore-singapore/" in s,
    ),
    "lines broken by hand": (
        "reykjavik-poems",
        lambda t, s, r: t["blocks"][1]["text"].count("\n") == 2 == len(r.cssselect(".content-inner p br")),
    ),
    "nested list": (
        "singapore-hawkers",
        lambda t, s, r: (
            len(r.cssselect(".content-inner li > ul > li")) == 5 and len(t["blocks"][2]["items"][0]["items"]) == 3
        ),
    ),
    "numbered list": (
        "tokyo-umbrellas",
        lambda t, s, r: (
            len(r.cssselect(".content-inner > ol > li")) == 5 and any(b.get("ordered") for b in t["blocks"])
        ),
    ),
    "quote with its speaker": (
        "prague-organ",
        lambda t, s, r: first(r, ".content-inner blockquote cite") == kinds(t, "quote")[0]["cite"],
    ),
    "deep headings in strong and span": (
        "addis-scripts",
        lambda t, s, r: (
            {b["level"] for b in kinds(t, "heading")} == {2, 3, 4}
            and r.cssselect("h4 strong")
            and r.cssselect("h3 span[style]")
        ),
    ),
    "no tags": ("port-moresby-choir", lambda t, s, r: not t["tags"] and not r.cssselect(".jeg_post_tags")),
    "no space after the full stop": ("delhi-kites", lambda t, s, r: "patient.Birds" in t["blocks"][0]["text"]),
    "entities": (
        "delhi-kites",
        lambda t, s, r: (
            "&lt;Gentle&gt;" in s
            and "<Gentle>" in t["blocks"][3]["text"]
            and "com&shy;plain" in s
            and "complain" in t["blocks"][4]["text"]
        ),
    ),
    "gallery": (
        "havana-records",
        lambda t, s, r: len(r.cssselect(".gallery dl img")) == 3 and len(kinds(t, "image")) == 3,
    ),
    "three pages": (
        "mexico-lakes",
        lambda t, s, r: (
            SITE.render(t["path"] + "3/").status == 200
            and SITE.render(t["path"] + "4/").status == 301
            and "Crisóforo" in str(t["blocks"])
        ),
    ),
    "comments": ("nairobi-matatu", lambda t, s, r: len(r.cssselect("#comments li.comment")) == 2),
    "the theme's source field": (
        "montevideo-radio",
        lambda t, s, r: first(r, ".content-inner .jeg_post_source a") == t["source"],
    ),
    "subtitle": ("mexico-lakes", lambda t, s, r: first(r, "h2.jeg_post_subtitle") == t["subtitle"]),
    "table with a head": ("berlin-night", lambda t, s, r: len(r.cssselect(".content-inner thead th")) == 3),
    "table with spans": (
        "amman-springs",
        lambda t, s, r: (
            r.cssselect("td[rowspan='2']")
            and r.cssselect("td[colspan='2']")
            and ["Jabal Amman", "Long Steps", "9"] in kinds(t, "table")[0]["rows"]
        ),
    ),
    "table in a table": (
        "abuja-bridges",
        lambda t, s, r: r.cssselect(".content-inner td table") and len(kinds(t, "table")) == 2,
    ),
    "table of one cell": (
        "madrid-siesta",
        lambda t, s, r: len(r.cssselect(".content-inner td")) == 1 and not kinds(t, "table"),
    ),
    "row headers": ("jakarta-floats", lambda t, s, r: len(r.cssselect(".content-inner th[scope=row]")) == 3),
    "table in a figure": ("baghdad-books", lambda t, s, r: r.cssselect("figure.wp-block-table figcaption")),
    "drop cap": (
        "lisbon-tram",
        lambda t, s, r: first(r, ".dropcap") == "T" and t["blocks"][0]["text"].startswith("The last tram"),
    ),
    "Arabic": ("beirut-maa", lambda t, s, r: t["language"] == "ar" and "%d8" in t["path"]),
    "French": ("paris-marche", lambda t, s, r: t["language"] == "fr"),
    "German": ("wien-brunnen", lambda t, s, r: t["language"] == "de"),
}


@pytest.mark.parametrize("trap", TRAPS.values(), ids=TRAPS.keys())
def test_each_difficulty_is_on_its_page(trap: tuple[str, Check]) -> None:
    name, check = trap
    assert check(*named(name))
