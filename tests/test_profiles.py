"""Profiles: which page belongs to which, how they build on one another, and what is refused when they are loaded."""

from __future__ import annotations

from pathlib import Path

import pytest
from lxml import html

from capital_spider.demo import Site
from capital_spider.errors import ProfileError, UsageError
from capital_spider.profiles import NO_MATCHES, load_profile, recognise_profile, shipped_profiles

PAGES: dict[str, tuple[str, str | None, str | None]] = {
    "WordPress by its stylesheet": ("<link href='/wp-content/themes/x/style.css' rel=stylesheet>", None, "wordpress"),
    "WordPress by its interface": ("<link rel='https://api.w.org/' href='/wp-json/'>", None, "wordpress"),
    "JNews by its viewport": ("<div class='jeg_viewport'></div>", None, "jnews"),
    "JNews, though it is WordPress too": (
        "<link rel='https://api.w.org/' href='/wp-json/'><h1 class='jeg_post_title'>x</h1>",
        None,
        "jnews",
    ),
    "site by og:site_name": ("<meta property='og:site_name' content='Capital Cities'>", None, "capital_cities"),
    "site by the end of the title": ("<title>A report - Capital Cities</title>", None, "capital_cities"),
    "name in the middle of the title": ("<title>Capital Cities - a report</title>", None, None),
    "host without a profile": ("<p>x</p>", "example.org", None),
    "nothing": ("", None, None),
}


@pytest.mark.parametrize("case", PAGES.values(), ids=PAGES.keys())
def test_recognised(case: tuple[str, str | None, str | None]) -> None:
    markup, host, name = case
    head, body = (markup, "") if markup.startswith(("<link", "<meta", "<title")) else ("", markup)
    if "<h1" in head:
        head, body = head.split("<h1")[0], "<h1" + head.split("<h1")[1]
    root = html.document_fromstring(f"<html><head>{head}</head><body>{body}</body></html>")
    found = recognise_profile(root, host)
    assert (found.name if found else None) == name


def test_shipped_profiles_stand_the_most_specific_first() -> None:
    assert [p.name for p in shipped_profiles()] == ["capital_cities", "jnews", "wordpress"]
    assert [p.aggregator for p in shipped_profiles()] == [True, False, False]


def test_rules_of_the_profile_come_before_those_it_builds_on() -> None:
    root = html.document_fromstring(
        "<article><h1 class='entry-title'>base</h1></article><h1 class='jeg_post_title'>own</h1>"
    )
    assert [e.text for e in load_profile("jnews").find(root).field("title")] == ["own", "base"]


def test_a_further_article_below_the_first_gives_no_fields() -> None:
    site = Site("http://127.0.0.1:9")
    root = html.document_fromstring(site.render(site.content.by_name["kathmandu-dust"].path).body)
    assert len(root.cssselect("h1.jeg_post_title")) == 2
    assert len(load_profile("jnews").find(root).field("title")) == 1


def test_what_is_stripped_has_its_reason() -> None:
    root = html.document_fromstring("<div><p id=a class='jeg_ad'>x</p><p id=b class='sharedaddy'>y</p></div>")
    stripped = load_profile("jnews").find(root).stripped()
    assert {e.get("id"): reason for e, reason in stripped.items()} == {"a": "ad", "b": "share"}


def test_no_profile_matches_nothing() -> None:
    assert (NO_MATCHES.field("title"), NO_MATCHES.listing("entries"), NO_MATCHES.stripped()) == ([], [], {})


def write(folder: Path, content: str) -> str:
    file = folder / "mine.toml"
    file.write_text(content, encoding="utf-8")
    return str(file)


def test_a_profile_of_ones_own(tmp_path: Path) -> None:
    content = 'name = "mine"\nextends = "wordpress"\n[fields]\ntitle = ["h2.headline"]\n[site]\naggregator = true\n'
    profile = load_profile(write(tmp_path, content))
    root = html.document_fromstring("<h1 class='entry-title'>base</h1><h2 class='headline'>own</h2>")
    assert [e.text for e in profile.find(root).field("title")] == ["own", "base"]
    assert (profile.name, profile.aggregator) == ("mine", True)


REFUSED = {
    "no TOML": ("name = ", "no valid TOML"),
    "no name": ("[fields]\n", "say name = "),
    "unknown section": ('name = "x"\n[rules]\n', "unknown rules; known are extends, fields"),
    "unknown field": ('name = "x"\n[fields]\nheadline = []\n', r"\[fields\]: unknown headline; known are .*title"),
    "unknown reason": ('name = "x"\n[strip]\nadvert = []\n', r"\[strip\]: unknown advert; known are ad,"),
    "unknown listing field": ('name = "x"\n[listing]\nlinks = []\n', r"\[listing\]: unknown links"),
    "unknown match": ('name = "x"\n[match]\nurls = []\n', r"\[match\]: unknown urls; known are hosts"),
    "unknown of the site": ('name = "x"\n[site]\nlanguage = "en"\n', r"\[site\]: unknown language"),
    "no list": ('name = "x"\n[fields]\ntitle = "h1"\n', r"title: a list of texts is wanted, not 'h1'"),
    "list of numbers": ('name = "x"\n[fields]\ntitle = [1]\n', r"a list of texts is wanted, not \[1\]"),
    "selector that is none": ('name = "x"\n[fields]\ntitle = ["h1["]\n', "selector 'h1\\[' is not CSS"),
    "match that is no list": (
        'name = "x"\n[match]\nhosts = "example.org"\n',
        r"\[match\] hosts: a list of texts is wanted",
    ),
    "aggregator that is no yes or no": (
        'name = "x"\n[site]\naggregator = "no"\n',
        r"aggregator: true or false is wanted",
    ),
    "section that is none": ('name = "x"\nfields = "h1"\n', r"\[fields\]: a table is wanted"),
    "base that is no name": ('name = "x"\nextends = 3\n', "extends: a name is wanted"),
}


@pytest.mark.parametrize("case", REFUSED.values(), ids=REFUSED.keys())
def test_refused(case: tuple[str, str], tmp_path: Path) -> None:
    with pytest.raises(ProfileError, match=f"mine.toml.*{case[1]}"):
        load_profile(write(tmp_path, case[0]))


def test_a_profile_that_builds_on_itself(tmp_path: Path) -> None:
    path = tmp_path / "loop.toml"
    path.write_text(f'name = "loop"\nextends = "{path}"\n', encoding="utf-8")
    with pytest.raises(ProfileError, match="extends itself by way of"):
        load_profile(str(path))


@pytest.mark.parametrize("name", ["no_such_theme", "no/such/file.toml"])
def test_no_such_profile(name: str) -> None:
    with pytest.raises(UsageError, match=r"use one of capital_cities, jnews, wordpress, or the path of a \.toml file"):
        load_profile(name)
