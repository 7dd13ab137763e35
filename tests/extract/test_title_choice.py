"""Which of a page's wordings is its headline, where it is printed, and how sure that is."""

from __future__ import annotations

import json
from dataclasses import dataclass

import pytest
from staged import prose, staged

from capital_spider.extract import extract_title
from capital_spider.extract.inline import inline_text
from capital_spider.extract.title_candidates import stated_candidates
from capital_spider.extract.title_choice import title_logit

TITLE = "Keeper of the old lock counts boats for forty years"
URL = "https://www.delta.example/news/keeper-of-the-old-lock-counts-boats/"


def head(said: str, *, jsonld: str | None = None, title: str | None = None, kind: str = "BlogPosting") -> str:
    node = json.dumps({"@type": kind, "headline": jsonld, "author": "Ana Ruiz"})
    script = f'<script type="application/ld+json">{node}</script>' if jsonld else ""
    return (
        f'<head><title>{title or said}</title><meta property="og:title" content="{said}">'
        f'<meta property="og:site_name" content="Delta Dispatch">{script}</head>'
    )


@dataclass(frozen=True)
class Case:
    head: str
    body: str
    title: str = TITLE
    printed: str | None = TITLE


CASES = {
    "all agree": Case(head(TITLE, jsonld=TITLE), f"<h1>{TITLE}</h1>"),
    "kicker in a span of the h1": Case(
        head(TITLE), f"<h1><span class=kicker>Waterways</span> {TITLE}</h1>", printed=f"Waterways {TITLE}"
    ),
    "byline in the h1": Case(
        head(TITLE), f"<h1>{TITLE} <small>Posted by Ana</small></h1>", printed=f"{TITLE} Posted by Ana"
    ),
    "JSON-LD cut short": Case(head(TITLE, jsonld=f"{TITLE[:30]}..."), f"<h1>{TITLE}</h1>"),
    "cut short everywhere but in print": Case(
        head(f"{TITLE[:36]}…", jsonld=f"{TITLE[:30]}...", title=f"{TITLE[:36]}…"), f"<h1>{TITLE}</h1>"
    ),
    "logo is the h1, the headline an h2": Case(
        head(TITLE, title=f"{TITLE} - Delta Dispatch"), f"<h1><a href=/>Delta Dispatch</a></h1><h2>{TITLE}</h2>"
    ),
    "slogan is the h1": Case(
        head(TITLE, jsonld=TITLE), f"<header><h1>All the water news</h1></header><h2 class=entry-title>{TITLE}</h2>"
    ),
    "h1s of other articles": Case(
        head(TITLE),
        f"<aside><h1><a href=/x>Bridge closes for repairs on Monday</a></h1></aside><main><h1>{TITLE}</h1></main>",
    ),
    "site's name is the host's": Case(head(f"{TITLE} | delta.example"), f"<h1>{TITLE}</h1>"),
    "section between bars": Case(head(f"{TITLE} | Waterways | Delta Dispatch"), f"<h1>{TITLE}</h1>"),
    "not printed": Case(head(TITLE, title=f"{TITLE} | Delta Dispatch"), "", printed=None),
    "ruby is no word of the headline": Case(
        head("水門の番人が四十年間数えた船の話"),
        "<h1>水門<ruby>の<rp>(</rp><rt>no</rt><rp>)</rp></ruby>番人が四十年間数えた船の話</h1>",
        "水門の番人が四十年間数えた船の話",
        None,
    ),
    "unspaced dash of an unspaced script": Case(
        "<head><title>船闸管理员四十年来一直在数船，他保留了铅笔-三角洲新闻</title></head>",
        "<h1>船闸管理员四十年来一直在数船，他保留了铅笔</h1>",
        "船闸管理员四十年来一直在数船，他保留了铅笔",
        "船闸管理员四十年来一直在数船，他保留了铅笔",
    ),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_title(case: Case) -> None:
    document = staged(f"<html>{case.head}<body>{case.body}{prose()}</body></html>", extract_title, url=URL)
    assert document.title == case.title
    if case.printed is not None:
        assert document.headline is not None
        assert " ".join(inline_text(document.headline).split()) == case.printed
        assert document.full_title == case.printed


def test_a_headline_that_is_not_printed_has_no_element() -> None:
    document = staged(f"<html>{head(TITLE)}<body><h1>Contact</h1>{prose()}</body></html>", extract_title, url=URL)
    assert (document.title, document.full_title, document.headline) == (TITLE, TITLE, None)


def test_a_wording_longer_than_any_headline_is_kept_and_not_chosen() -> None:
    long = f"{TITLE}, and what else is told of boats, keepers, gates and pencils " * 6
    said = f'<head><title>{TITLE}</title><meta property="og:title" content="{long}"></head>'
    document = staged(f"<html>{said}<body><h1>{long}</h1>{prose()}</body></html>", extract_title, url=URL)
    assert document.title == TITLE
    assert long.strip() in {h.text for h in document.headlines}


def test_a_page_with_hundreds_of_headings() -> None:
    """Each heading is a candidate, but only the first few h1 are weighed: those of a list come later."""
    others = "".join(f"<h1 class=entry-title><b>Boat {n}</b> <i>passes the old lock</i></h1>" for n in range(400))
    document = staged(
        f"<html>{head(TITLE)}<body><h1>{TITLE}</h1>{others}{prose()}</body></html>", extract_title, url=URL
    )
    assert document.title == TITLE


def test_what_is_printed_in_other_words_is_kept() -> None:
    """The headline follows one of two; the other stays among the wordings, and where it is printed is known."""
    other = "Forty years of boats: the keeper of the old lock looks back"
    markup = f"<html>{head(TITLE, jsonld=TITLE, kind='NewsArticle')}<body><h1>{other}</h1>{prose()}</body></html>"
    document = staged(markup, extract_title, url=URL)
    assert {document.title, document.full_title} <= {TITLE, other}
    assert document.full_title == other
    assert other in {document.title, *(h.text for h in document.headlines)}


CONFIDENCE = {
    "all agree": (head(TITLE, jsonld=TITLE), f"<h1>{TITLE}</h1>"),
    "printed otherwise": (head(TITLE, jsonld=TITLE), "<h1>The keeper and his boats</h1>"),
    "title element alone": (f"<head><title>{TITLE} - Waterways</title></head>", ""),
}


def test_the_more_agree_the_surer() -> None:
    sure = [
        staged(f"<html>{said}<body>{body}{prose()}</body></html>", extract_title, url=URL).confidence["title"]
        for said, body in CONFIDENCE.values()
    ]
    assert sure[0] > 0.9 > max(sure[1:])


CUTS = {
    "bar": ("Lock opens | Waterways", {"Lock opens", "Waterways"}),
    "two signs": ("Lock opens - Water - North", {"Lock opens - Water", "North", "Lock opens", "Water - North"}),
    "a small letter goes on": ("Lock opens – and closes again", {"and closes again"}),
    "a small letter, but the site's name": ("Lock opens - delta dispatch", {"Lock opens", "delta dispatch"}),
    "no space around the dash": ("Lock-gate opens", set()),
    "nothing behind": ("Lock opens |", {"Lock opens"}),
    "signs left over": ("News » » Lock opens", {"Lock opens", "News"}),
}


@pytest.mark.parametrize("case", CUTS.values(), ids=CUTS.keys())
def test_parts_of_a_wording(case: tuple[str, set[str]]) -> None:
    said = {"title": case[0]}
    found = {c.text for c in stated_candidates(said, said, ["deltadispatch"]) if c.cut}
    assert found == case[1]


def test_the_model_has_weights_for_what_matters() -> None:
    """Found everywhere: printed in the article, said by the address; spoken against: bars, single words."""
    choice = title_logit().weights
    assert min(choice["at:h1:in:article"], choice["slug_said"], choice["like"]) > 0
    assert max(choice["has:|"], choice["one_word"]) < 0
