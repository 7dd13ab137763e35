"""Categories as full paths, tags as written."""

from __future__ import annotations

import json
from typing import Any

import pytest
from staged import prose, staged

from capital_spider.extract import extract_tags


def ld(*nodes: dict[str, Any]) -> str:
    return f'<script type="application/ld+json">{json.dumps({"@graph": nodes})}</script>'


def crumbs(*names: str) -> dict[str, Any]:
    items = [{"@type": "ListItem", "position": n, "name": name} for n, name in enumerate(names, 1)]
    return {"@type": "BreadcrumbList", "itemListElement": items}


def article(**more: Any) -> dict[str, Any]:
    return {"@type": "NewsArticle", "headline": "Lock opens", "datePublished": "2024-05-03", **more}


MENU = "<nav><a href='/category/africa/'>AFRICA</a><a href='/category/africa/egypt/'>Egypt</a></nav>"
POSITIONS = crumbs("Egypt", "Home", "Africa")
for item, position in zip(POSITIONS["itemListElement"], (3, 1, 2), strict=True):
    item["position"] = position
NO_NAMES = {"@type": "BreadcrumbList", "itemListElement": [{"position": 1, "item": "https://news.example/"}]}
CATEGORIES: dict[str, tuple[str, list[list[str]], str | None]] = {
    "breadcrumb without home and headline": (
        ld(crumbs("Home", "Africa", "Egypt", "Lock opens")),
        [["Africa", "Egypt"]],
        "breadcrumb",
    ),
    "breadcrumb's home in German": (ld(crumbs("Startseite", "Afrika")), [["Afrika"]], "breadcrumb"),
    "breadcrumb by position": (ld(POSITIONS), [["Africa", "Egypt"]], "breadcrumb"),
    "names in the item": (
        ld({"@type": "BreadcrumbList", "itemListElement": [{"item": {"@id": "/africa/", "name": "Africa"}}]}),
        [["Africa"]],
        "breadcrumb",
    ),
    "addresses are no names": (ld(NO_NAMES), [], None),
    "breadcrumb of the headline only": (ld(crumbs("Home", "Lock opens")), [], None),
    "label gives the path by its address": (
        f"{MENU}<a rel='category tag' href='/category/africa/egypt/cairo/'>Cairo</a>",
        [["AFRICA", "Egypt", "Cairo"]],
        "rel:category",
    ),
    "ancestor that no link names is spelled out": (
        "<a rel='category tag' href='/category/south-america/peru/'>Peru</a>",
        [["South America", "Peru"]],
        "rel:category",
    ),
    "spelled out of an encoded slug": (
        "<a rel='category tag' href='/category/am%C2%ADerica/cafe%CC%81/'>Café</a>",
        [["America", "Café"]],
        "rel:category",
    ),
    "breadcrumb first, then the labels": (
        ld(crumbs("Home", "Water"))
        + "<a rel=category href='/category/boats/'>Boats</a><a rel=category href='/category/water/'>Water</a>",
        [["Water"], ["Boats"]],
        "breadcrumb",
    ),
    "section": (ld(article(articleSection="Water")), [["Water"]], "jsonld:articleSection"),
    "sections": (ld(article(articleSection=["Water", "Boats"])), [["Water"], ["Boats"]], "jsonld:articleSection"),
    "section of a meta tag": ('<meta property="article:section" content="Water">', [["Water"]], "meta:article:section"),
    "section that the breadcrumb ends in": (
        ld(crumbs("Home", "News", "Water"), article(articleSection=["Water", "News"])),
        [["News", "Water"]],
        "breadcrumb",
    ),
    "none": ("", [], None),
}


@pytest.mark.parametrize("case", CATEGORIES.values(), ids=CATEGORIES.keys())
def test_categories(case: tuple[str, list[list[str]], str | None]) -> None:
    markup, expected, evidence = case
    document = staged(f"{markup}<h1>Lock opens</h1>{prose()}", extract_tags)
    assert [list(path) for path in document.categories] == expected
    assert document.evidence.get("categories") == evidence


TAGS: dict[str, tuple[str, list[str], str | None]] = {
    "rel=tag": ("<a rel=tag href=/t/a>Locks</a><a rel=tag href=/t/b>Boats</a>", ["Locks", "Boats"], "rel:tag"),
    "category is no tag": ("<a rel='category tag' href=/c/a>Water</a>", [], None),
    "as written": ("<a rel=tag href=/t/a> #Locks,\n gates </a>", ["#Locks, gates"], "rel:tag"),
    "doubles": ("<a rel=tag href=/a>Locks</a><a rel=tag href=/a>Locks</a>", ["Locks"], "rel:tag"),
    "page before the head": ('<meta name=keywords content="x"><a rel=tag href=/a>Locks</a>', ["Locks"], "rel:tag"),
    "news keywords": ('<meta name=news_keywords content="Locks, Boats">', ["Locks", "Boats"], "meta:news_keywords"),
    "article tags, one each": (
        '<meta property="article:tag" content="Locks, old"><meta property="article:tag" content="Boats">',
        ["Locks, old", "Boats"],
        "meta:article:tag",
    ),
    "JSON-LD list": (ld(article(keywords=["Locks", "Boats"])), ["Locks", "Boats"], "jsonld:keywords"),
    "JSON-LD string": (ld(article(keywords="Locks, Boats")), ["Locks", "Boats"], "jsonld:keywords"),
    "keywords with bars": ("<meta name=keywords content='Locks | Boats'>", ["Locks", "Boats"], "meta:keywords"),
    "keywords with semicolons": ("<meta name=keywords content='Locks; Boats;'>", ["Locks", "Boats"], "meta:keywords"),
    "a site's cloud is no list of tags": (
        "".join(f"<a rel=tag href=/t/{n}>Tag {n}</a>" for n in range(99)) + "<meta name=keywords content=Locks>",
        ["Locks"],
        "meta:keywords",
    ),
    "article tags, all in one": (
        '<meta property="article:tag" content="Locks, Boats">',
        ["Locks", "Boats"],
        "meta:article:tag",
    ),
    "words of the address are no tags": (
        "<meta name=news_keywords content='lock,opens,Lock,Opens'><ul class=articleTags><li><a href=/w>Water</a></ul>",
        ["Water"],
        "class:tags",
    ),
    "a printed tag may be the site's own name": (
        "<meta property=og:site_name content='Delta Dispatch'>"
        "<p class=post-tags><a rel=tag href=/t/d>DeltaDispatch</a></p>",
        ["DeltaDispatch"],
        "rel:tag",
    ),
    "the site's own name among keywords is no tag": (
        "<meta property=og:site_name content='Delta Dispatch'><meta name=keywords content='Delta Dispatch, Locks'>",
        ["Locks"],
        "meta:keywords",
    ),
    "an agency's codes are no tags": (
        "<meta property='article:tag' content='AER,GEN,NP,ASIA'><meta name=keywords content=Locks>",
        ["Locks"],
        "meta:keywords",
    ),
    "numbers of a content system, and the site itself": (
        '<meta property="og:site_name" content="Nile Ledger">'
        "<meta name=news_keywords content='98be933f-38cf-4fba-b6c6-ad438e82010a, Nile Ledger, Locks'>",
        ["Locks"],
        "meta:news_keywords",
    ),
    "kinds before the tags": (
        ld(article(keywords=["topic/locks", "place/delta"])),
        ["locks", "delta"],
        "jsonld:keywords",
    ),
    "list by its class": (
        "<h1>Lock opens</h1><div class=post-tags><b>Tags</b> <a href=/a>Locks</a> <a href=/b>Boats</a></div>",
        ["Locks", "Boats"],
        "class:tags",
    ),
    "class of a post that names its tags is no list": (
        "<article class=tag-locks><a href=/a>More</a></article>",
        [],
        None,
    ),
    "paragraph with a link is no list": (f"<div class=tags>{prose()}<a href=/a>Locks</a></div>", [], None),
    "printed list before keywords of the head": (
        "<meta name=news_keywords content='Water, Traffic'><h1>Lock opens</h1>"
        "<div class=post-tags><a href=/tag/locks>Locks</a><a href=/tag/boats>Boats</a></div>",
        ["Locks", "Boats"],
        "list:tags",
    ),
    "whole of two printed lists": (
        "<h1>Lock opens</h1><div class=tags><a href=/topics/locks>Locks</a></div>"
        "<div class=tags><a href=/topics/boats>Boats</a><a href=/topics/locks>Locks</a></div>",
        ["Boats", "Locks"],
        "list:tags",
    ),
    "printed tags that are words of the address": (
        "<h1>Lock opens</h1><div class=tags>"
        + "".join(f"<a rel=tag href=/tag/{word}>{word}</a> " for word in ("lock", "opens", "Lock", "Opens"))
        + "</div>",
        ["lock", "opens", "Lock", "Opens"],
        "rel:tag",
    ),
    "a theme's categories with rel=tag": (
        "<p><a rel=tag href=/category/water/>Water</a></p><p><a rel=tag href=/tag/locks/>Locks</a></p>",
        ["Locks"],
        "rel:tag",
    ),
    "hashtags of another site": (
        "<meta name=keywords content=Locks><h1>Lock opens</h1>"
        "<ul><li><a href='https://pictures.example/explore/tags/delta/'>#delta</a></ul>",
        ["Locks"],
        "meta:keywords",
    ),
    "keywords of the whole site, by its name among them": (
        "<meta property=og:site_name content='Delta Dispatch'><meta name=news_keywords content='Delta Dispatch, Sport'>"
        '<meta property="article:tag" content="Locks">',
        ["Locks"],
        "meta:article:tag",
    ),
    "words as in addresses come last": (
        "<meta name=parsely-tags content='lock-gates,boats'><meta name=keywords content='Lock gates, Boats'>",
        ["Lock gates", "Boats"],
        "meta:keywords",
    ),
    "words as in addresses where there are no others": (
        "<meta name=parsely-tags content='lock-gates,boats'>",
        ["lock-gates", "boats"],
        "meta:parsely-tags",
    ),
    "a content system's codes": (
        "<meta name=sailthru.tags content='cat_water,cat_boats,k1_locks,k2_delta'><meta name=keywords content=Locks>",
        ["Locks"],
        "meta:keywords",
    ),
    "list by its addresses": (
        "<h1>Lock opens</h1><ul><li><a href=/topics/locks>Locks</a><li><a href=/topics/boats>Boats</a></ul>",
        ["Locks", "Boats"],
        "href:tag",
    ),
    "a relative address, in capitals": (
        "<h1>Lock opens</h1><p><a href='Tag/locks'>Locks</a> <a href='Tag/boats'>Boats</a></p>",
        ["Locks", "Boats"],
        "href:tag",
    ),
    "an address that only ends as those of tags": (
        "<h1>Lock opens</h1><p><a href=/tag>Locks</a><a href=/a/tag?x=/b>Boats</a></p>",
        [],
        None,
    ),
    "menu of topics above the headline": ("<ul><li><a href=/topics/locks>Locks</a></ul><h1>Lock opens</h1>", [], None),
    "tags of another article": (
        "<h1>Lock opens</h1><div class=related><div class=tags><a rel=tag href=/t/a>Rain</a></div></div>",
        [],
        None,
    ),
    "cloud beside the article's own": (
        "<div class=tagcloud><a rel=tag href=/t/b>Rain</a></div><p><a rel=tag href=/t/a>Locks</a></p>",
        ["Locks"],
        "rel:tag",
    ),
    "label and link to all": (
        "<h1>Lock opens</h1><p class=tags><a href=/t>Topics</a><a href=/a>Locks</a><a href=/b>All topics</a></p>",
        ["Locks"],
        "class:tags",
    ),
    "address that is none": ("<h1>Lock opens</h1><p><a href='//[choices]/x'>Choices</a></p>", [], None),
    "none": ("", [], None),
}


@pytest.mark.parametrize("case", TAGS.values(), ids=TAGS.keys())
def test_tags(case: tuple[str, list[str], str | None]) -> None:
    markup, expected, evidence = case
    document = staged(f"{markup}<h1>Lock opens</h1>{prose()}", extract_tags)
    assert (list(document.tags), document.evidence.get("tags")) == (expected, evidence)


THEME = (
    "<div class=jeg_inner_content><div class=jeg_breadcrumbs><a href=/>Home</a><a href='/category/africa/'>AFRICA</a>"
    "<a href='/category/africa/egypt/'>Egypt</a></div><div class=entry-header><div class=jeg_meta_category>"
    "<a rel='category tag' href='/category/africa/'>Africa</a>"
    "<a rel='category tag' href='/category/africa/egypt/'>Egypt</a></div></div>"
    f"<div class=content-inner>{prose()}TAGS</div></div><a rel=tag href=/tag/other/>Other</a>"
)


def test_a_theme_s_breadcrumb_and_labels() -> None:
    document = staged(THEME, extract_tags, profile="jnews")
    assert document.categories[0] == ("AFRICA", "Egypt")
    assert len(document.categories) == 2


def test_a_theme_s_tags_and_none_of_the_sidebar() -> None:
    tags = "<div class=jeg_post_tags><span>Tags:</span> <a rel=tag href=/tag/locks/>Locks</a></div>"
    assert staged(THEME.replace("TAGS", tags), extract_tags, profile="jnews").tags == ("Locks",)
    assert staged(THEME.replace("TAGS", ""), extract_tags, profile="jnews").tags == ()
