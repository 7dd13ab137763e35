"""The headline as the page shows it, without the name of the site."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from staged import staged

from capital_spider.extract import extract_title
from capital_spider.extract.title import strip_site_name


@dataclass(frozen=True)
class Case:
    markup: str
    title: str | None
    evidence: str | None = "h1"


SITE = '<meta property="og:site_name" content="Delta Dispatch">'
LD = '<script type="application/ld+json">{"@type": "Article", "headline": "Lock opens", "author": "Ana"}</script>'
CASES = {
    "h1": Case("<h1>Lock opens</h1>", "Lock opens"),
    "h1, not what search engines get": Case(
        "<title>New lock opens in the delta</title><h1>Lock opens after a year</h1>", "Lock opens after a year"
    ),
    "h1 closest to the other wordings": Case(
        "<title>Lock opens</title><h1>News</h1><h1>Lock opens now</h1>", "Lock opens now"
    ),
    "h1 that is a section": Case("<title>Lock opens</title><h1>News</h1>", "Lock opens", "title"),
    "h1 that is the logo": Case(
        f"{SITE}<title>Lock opens - Delta Dispatch</title><h1>Delta Dispatch</h1>", "Lock opens", "title"
    ),
    "h1 of a page with no other wording": Case("<h1></h1><h1>Lock opens</h1>", "Lock opens"),
    "words of the h1 in pieces": Case("<h1><span>Lo</span>ck\n <em>opens</em></h1>", "Lock opens"),
    "JSON-LD": Case(f"{LD}<title>x</title>", "Lock opens", "jsonld:headline"),
    "OpenGraph": Case('<meta property="og:title" content="Lock opens"><title>x</title>', "Lock opens", "meta:og:title"),
    "title element": Case("<title>Lock opens</title>", "Lock opens", "title"),
    "site's name behind": Case(f"{SITE}<title>Lock opens – Delta Dispatch</title>", "Lock opens", "title"),
    "site's name in the h1": Case(f"{SITE}<h1>Lock opens | Delta Dispatch</h1>", "Lock opens"),
    "site's name in front": Case(f"{SITE}<title>Delta Dispatch | Lock opens</title>", "Lock opens", "title"),
    "site's name of the publisher": Case(
        '<script type="application/ld+json">{"@type": "NewsMediaOrganization", "name": "Delta"}</script>'
        "<title>Lock opens - Delta</title>",
        "Lock opens",
        "title",
    ),
    "site's name is that of the domain": Case("<title>Lock opens | News</title>", "Lock opens", "title"),
    "dash that is part of the headline": Case(
        f"{SITE}<title>Lock opens – and closes</title>", "Lock opens – and closes", "title"
    ),
    "other outlet stays until the source is read": Case(f"{SITE}<h1>Lock opens – Reuters</h1>", "Lock opens – Reuters"),
    "only the site's name": Case(f"{SITE}<title>Delta Dispatch</title>", "Delta Dispatch", "title"),
    "entities": Case("<h1>Lock &amp; key &#8211; found</h1>", "Lock & key – found"),
    "nothing": Case("<p>x</p>", None, None),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_title(case: Case) -> None:
    document = staged(case.markup, extract_title)
    assert (document.title, document.evidence.get("title")) == (case.title, case.evidence)


def test_headlines_are_the_other_wordings_raw() -> None:
    document = staged(
        f'{LD}<meta property="og:title" content="Lock opens today"><title>Lock opens – Delta</title>'
        "<h1>Lock is open</h1>",
        extract_title,
    )
    assert document.title == "Lock opens"
    assert [(h.source, h.text) for h in document.headlines] == [
        ("h1", "Lock is open"),
        ("jsonld:headline", "Lock opens"),
        ("meta:og:title", "Lock opens today"),
        ("title", "Lock opens – Delta"),
    ]


def test_wordings_that_agree_give_more_confidence() -> None:
    alone = staged("<h1>Lock opens</h1>", extract_title).confidence["title"]
    agreed = staged(f"{LD}<h1>Lock opens</h1>", extract_title).confidence["title"]
    assert 0 < alone < agreed <= 1


def test_a_theme_s_headline_and_standfirst() -> None:
    document = staged(
        '<h1>Logo</h1><h1 class="jeg_post_title">Lock opens</h1><h2 class="jeg_post_subtitle">After a year</h2>'
        '<h3 class="jeg_post_title"><a href=/b>Other story</a></h3>',
        extract_title,
        profile="jnews",
    )
    assert (document.title, document.evidence["title"]) == ("Lock opens", "profile:title")
    assert (document.subtitle, document.evidence["subtitle"]) == ("After a year", "profile:subtitle")


def test_a_theme_that_prints_no_standfirst_has_none() -> None:
    """Elsewhere a newspaper's description would be one."""
    head = (
        f'{LD.replace("Article", "NewsArticle")}<meta property="og:description" content="It opens after a whole year.">'
    )
    markup = f'{head}<h1 class="jeg_post_title">Lock opens</h1><p>{"The keeper counts the boats of the day. " * 9}</p>'
    assert staged(markup, extract_title, profile="jnews").subtitle is None
    assert staged(markup.replace("jeg_", "own_"), extract_title).subtitle == "It opens after a whole year."


def test_a_protected_article_s_label_is_no_part_of_the_headline() -> None:
    document = staged(
        '<h1 class="entry-title">Protected: Lock opens</h1><form class="post-password-form"></form>',
        extract_title,
        profile="wordpress",
    )
    assert document.title == "Lock opens"


SUBTITLES = {
    "alternative headline": ('"alternativeHeadline": "After a year"', "After a year"),
    "the same as the headline": ('"alternativeHeadline": "Lock opens."', None),
    "none": ('"description": "Long ago"', None),
}


@pytest.mark.parametrize("case", SUBTITLES.values(), ids=SUBTITLES.keys())
def test_standfirst_of_json_ld(case: tuple[str, str | None]) -> None:
    script = f'<script type="application/ld+json">{{"@type": "Article", "headline": "Lock opens", {case[0]}}}</script>'
    assert staged(f"{script}<h1>Lock opens</h1>", extract_title).subtitle == case[1]


NAMES = {
    "behind a dash": ("Lock opens – Delta", "Lock opens"),
    "twice": ("Lock opens | Delta - delta", "Lock opens"),
    "in front": ("Delta – Lock opens", "Lock opens"),
    "without a separator": ("Lock opens Delta", "Lock opens Delta"),
    "hyphen without spaces": ("Lock-Delta", "Lock-Delta"),
    "in the middle": ("Lock – Delta – opens", "Lock – Delta – opens"),
    "alone": ("Delta", "Delta"),
}


@pytest.mark.parametrize("case", NAMES.values(), ids=NAMES.keys())
def test_the_site_s_own_name_is_taken_off(case: tuple[str, str]) -> None:
    assert strip_site_name(case[0], {"delta": "Delta"}) == case[1]
