"""The standfirst between headline and text: what it is told by, and what only looks like one."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from capital_spider import extract_article

DECK = "The keeper of Nine Elbows has been given a machine, and has kept his pencil."
SAID = [
    f"The lock keeper has counted boats for {n} years, and on Monday he stopped, because the council had given him a "
    "machine that counts them better."
    for n in ("thirty", "forty", "fifty", "sixty")
]
TEXT = "".join(f"<p>{text}</p>" for text in SAID)
H1 = "<h1>Keeper counts on</h1>"
META = f'<meta property="og:description" content="{DECK}">'


OPEN, CLOSE = f"<article>{H1}", f"{TEXT}</article>"


@dataclass(frozen=True)
class Case:
    body: str
    evidence: str | None
    head: str = ""
    subtitle: str = DECK


CASES = {
    "class": Case(f"{OPEN}<p class=standfirst>{DECK}</p>{CLOSE}", "class"),
    "class with a prefix": Case(f"{OPEN}<p class=c-head__dek>{DECK}</p>{CLOSE}", "class"),
    "class in camel case": Case(f"{OPEN}<div class=HeaderDek-uWf>{DECK}</div>{CLOSE}", "class"),
    "class of the box around it": Case(f"{OPEN}<div class=vorspann><p>{DECK}</p></div>{CLOSE}", "class"),
    "itemprop": Case(f"{OPEN}<h2 itemprop=description>{DECK}</h2>{CLOSE}", "class"),
    "behind byline and picture": Case(
        f"{OPEN}<p>By Ana Ruiz</p><figure><figcaption>A boat.</figcaption></figure><p class=chapo>{DECK}</p>{CLOSE}",
        "class",
    ),
    "of two words": Case(f"{OPEN}<p class=dek>“It counts.”</p>{CLOSE}", "class", subtitle="“It counts.”"),
    "unspaced script": Case(
        f"{OPEN}<p class=dek>船闸管理员保留了他的铅笔</p>{CLOSE}", "class", subtitle="船闸管理员保留了他的铅笔"
    ),
    "og:description": Case(f"{OPEN}<div>{DECK}</div>{CLOSE}", "description", META),
    "h2 that ends a sentence": Case(f"{OPEN}<h2>{DECK}</h2><p>By Ana Ruiz</p>{CLOSE}", "heading"),
    "p in the header": Case(f"<article><header>{H1}<p>{DECK}</p></header>{CLOSE}", "header"),
    "headline is an h2": Case(
        f"<article><h2>Keeper counts on</h2><p class=dek>{DECK}</p>{CLOSE}",
        "class",
        "<title>Keeper counts on</title>",
    ),
    "whole sentence in a class of its own": Case(f"{OPEN}<div class=t-d4>{DECK}</div>{CLOSE}", "place"),
    "in a class of its own, but another is named": Case(
        f"{OPEN}<div class=t-d4>Please log in to hear this article read.</div><p class=dek>{DECK}</p>{CLOSE}", "class"
    ),
    "in no class of its own": Case(f"{OPEN}<div>{DECK}</div>{CLOSE}", None),
    "in a class of its own, without a text behind": Case(f"{OPEN}<div class=t-d4>{DECK}</div></article>", None),
    "in a class of its own, broken off": Case(f"{OPEN}<div class=t-d4>{DECK[:-1]}...</div>{CLOSE}", None),
    "first paragraph, like those behind it": Case(f"{OPEN}<p>{DECK}</p>{CLOSE}", None, META),
    "first paragraph, each in a box of its own": Case(
        f"{OPEN}" + "".join(f"<div class=b><p>{t}</p></div>" for t in (DECK, *SAID)) + "</article>", None, META
    ),
    "text that the class names": Case(f"{OPEN}<div class=description><p>{DECK}</p>{TEXT}</div></article>", None),
    "heading of the text's first part": Case(f"{OPEN}<h2>The keeper and his new machine</h2>{CLOSE}", None),
    "one of several headings": Case(
        f"{OPEN}<h2>Who counts the boats?</h2>{TEXT}<h2>Who does not?</h2></article>", None
    ),
    "date in the header": Case(f"<article><header>{H1}<p>Monday, 5 May 2025, 10:00 a.m.</p></header>{CLOSE}", None),
    "byline in the header": Case(
        f"<article><header>{H1}<p>By Ana Ruiz for the Delta Dispatch.</p></header>{CLOSE}", None
    ),
    "credit of the lede's picture": Case(f"{OPEN}<div class=lede-image-credit>Ana Ruiz for Delta</div>{CLOSE}", None),
    "bio of the author": Case(f"{OPEN}<p class=author-description>{DECK}</p>{CLOSE}", None),
    "link": Case(f"{OPEN}<p class=dek><a href=/x>{DECK}</a></p>{CLOSE}", None),
    "teaser behind the text": Case(f"{OPEN}{CLOSE}<div class=summary>{DECK}</div>", None),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_standfirst(case: Case) -> None:
    markup = f"<html><head>{case.head}</head><body><main>{case.body}</main></body></html>"
    article = extract_article(markup, "https://delta.example/keeper/")
    assert article.subtitle == (case.subtitle if case.evidence else None)
    assert article.evidence.get("subtitle") == (f"standfirst:{case.evidence}" if case.evidence else None)


NEWS = (
    '<script type="application/ld+json">{"@type": "NewsArticle", "headline": "Keeper counts on", "url": "/"}</script>'
)


def described(text: str) -> str:
    return f'<meta property="og:description" content="{text}">'


DESCRIPTIONS = {
    "a newspaper's, printed nowhere": (NEWS + described(DECK), TEXT, DECK),
    "newsroom statistics": ('<meta name="parsely-title" content="Keeper counts on">' + described(DECK), TEXT, DECK),
    "a blog's, for search engines": (described(DECK), TEXT, None),
    "start of the text": (NEWS + described(SAID[0]), TEXT, None),
    "start of the text, cut at a full stop": (NEWS + described(DECK), f"<p>{DECK} {SAID[0]}</p>{TEXT}", None),
    "cut short": (NEWS + described(DECK[:40] + "..."), TEXT, None),
    "no sentence": (NEWS + described("Keeper, lock, boats, canals, pencils"), TEXT, None),
    "longer than a standfirst": (NEWS + described(" ".join(SAID[:2])), TEXT, None),
    "another wording of the headline": (
        NEWS + described(DECK) + f'<meta property="og:title" content="{DECK}">',
        TEXT,
        None,
    ),
}


@pytest.mark.parametrize("case", DESCRIPTIONS.values(), ids=DESCRIPTIONS.keys())
def test_description_as_standfirst(case: tuple[str, str, str | None]) -> None:
    """Only a newspaper's whole sentence that the page does not print in its text."""
    head, text, subtitle = case
    markup = f"<html><head>{head}</head><body><article>{H1}{text}</article></body></html>"
    article = extract_article(markup, "https://delta.example/keeper/")
    assert (article.subtitle, article.title) == (subtitle, "Keeper counts on")
    assert article.evidence.get("subtitle") == ("meta:description" if subtitle else None)


def test_standfirst_given_as_a_title() -> None:
    """twitter:title may hold the standfirst; og:title that is printed as a heading is the headline's other wording."""
    twitter = f'<meta name="twitter:title" content="{DECK}">{META}<title>Keeper counts on</title>'
    markup = f"<html><head>{twitter}</head><body><article>{H1}<p class=dek>{DECK}</p>{TEXT}</article></body></html>"
    assert extract_article(markup, "https://delta.example/keeper/").subtitle == DECK
