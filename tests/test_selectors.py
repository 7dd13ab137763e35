"""Selectors that are looked up together, held against lxml's own, one by one."""

from __future__ import annotations

import tomllib
from importlib.resources import files

import pytest
from lxml import html

from capital_spider.demo import Site
from capital_spider.errors import ProfileError
from capital_spider.selectors import SelectorIndex

PAGE = html.document_fromstring(
    """<html><body class="home blog">
    <div id="main" class="content wide "><h1 class="title">One</h1><p>Two <a rel="tag nofollow" href="/tag/x/">x</a></p>
    <div class="content"><p class="title">Three</p></div></div>
    <div data-kind="ad-top" hidden><p>Four</p></div><a href="https://example.org/a.png">p</a>
    </body></html>"""
)

SELECTORS = {
    "tag": "p",
    "class": ".title",
    "class with a space behind it": ".wide",
    "tag and class": "p.title",
    "two classes": ".content.wide",
    "id": "#main",
    "tag and id": "div#main",
    "all": "*",
    "attribute": "[hidden]",
    "attribute with a value": "a[href='/tag/x/']",
    "attribute that holds a word": "a[rel~=tag]",
    "attribute that begins so": "div[data-kind^=ad]",
    "attribute that ends so": "a[href$='.png']",
    "attribute that contains": "a[href*='example']",
    "word that is not there": "a[rel~=no]",
    "descendant": ".content p",
    "descendant tag of a tag": "div p",
    "descendant class of a class": ".content .content",
    "child": ".content > p",
    "child and descendant": "body > .content .content > p",
    "without": "p:not(.title)",
    "without an attribute": "div:not([hidden])",
    "several": "h1, p.title",
    "nothing": ".no .title",
}


@pytest.mark.parametrize("selector", SELECTORS.values(), ids=SELECTORS.keys())
def test_same_as_lxml(selector: str) -> None:
    assert SelectorIndex({"rule": [selector]}).find(PAGE)["rule"] == PAGE.cssselect(selector)


def test_the_first_selector_wins_and_nothing_counts_twice() -> None:
    found = SelectorIndex({"rule": ["p.title", "p", ".title"]}).find(PAGE)["rule"]
    assert ["".join(map(str, e.itertext())).split()[0] for e in found] == ["Three", "Two", "Four", "One"]


def test_rules_do_not_mix() -> None:
    found = SelectorIndex({"one": ["h1"], "two": [".title"], "none": []}).find(PAGE)
    assert {name: len(elements) for name, elements in found.items()} == {"one": 1, "two": 2, "none": 0}


SITE = Site("http://127.0.0.1:9")
PAGES = ["/", "/category/america/", SITE.content.posts[0].path, SITE.content.posts[20].path]


FILES = {f.name: f for f in files("capital_spider").joinpath("data/profiles").iterdir() if f.name.endswith(".toml")}


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("name", FILES)
def test_same_as_lxml_for_every_shipped_rule(name: str, path: str) -> None:
    root = html.document_fromstring(SITE.render(path).body)
    profile = tomllib.loads(FILES[name].read_text(encoding="utf-8"))
    sections = [profile.get(section, {}) for section in ("fields", "strip", "listing")]
    selectors = {s for section in sections for rule in section.values() for s in rule}
    found = SelectorIndex({s: [s] for s in selectors}).find(root)
    assert {s: found[s] for s in selectors} == {s: root.cssselect(s) for s in selectors}


REFUSED = {
    "no CSS": ("p..a", "is not CSS"),
    "neighbour": ("h1 + p", "combinator '\\+' is not supported; use a space or >"),
    "sibling": ("h1 ~ p", "combinator '~' is not supported"),
    "position": ("p:first-child", "selector part Pseudo is not supported"),
    "position by number": ("p:nth-child(2)", "selector part Function is not supported"),
    "attribute by language": ("[lang|=en]", "attribute operator '|=' is not supported; use = ~= "),
}


@pytest.mark.parametrize("case", REFUSED.values(), ids=REFUSED.keys())
def test_refused(case: tuple[str, str]) -> None:
    with pytest.raises(ProfileError, match=case[1].replace("|", r"\|")):
        SelectorIndex({"rule": [case[0]]})
