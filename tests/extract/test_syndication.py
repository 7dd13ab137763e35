"""The outlet of a story as a page states it outside of its title: notes, addresses, datelines, agencies."""

from __future__ import annotations

import json

import pytest
from staged import prose, staged

from capital_spider.extract import extract_source

SITE = '<meta property="og:site_name" content="Delta Dispatch">'
Found = tuple[str, str] | None


def note(text: str) -> str:
    return f"<h1>Lock opens</h1>{prose()}<p>{text}</p>"


def dateline(text: str) -> str:
    return (
        f"<h1>Lock opens</h1><p>{text}The keeper of the gate counted the boats and wrote the figure down.</p>{prose()}"
    )


NOTES: dict[str, tuple[str, Found]] = {
    "German": ("Dieser Artikel ist zuerst in der Nilwoche erschienen.", ("Nilwoche", "statement")),
    "German, verb first": ("Dieser Beitrag erschien ursprünglich auf Der Quai.", ("Der Quai", "statement")),
    "French": ("Cet article a été initialement publié sur Le Quai.", ("Le Quai", "statement")),
    "Spanish": ("Este artículo fue publicado originalmente en El Delta.", ("El Delta", "statement")),
    "Italian": ("Questo articolo è stato pubblicato originariamente su Il Molo.", ("Il Molo", "statement")),
    "Portuguese": ("Este artigo foi publicado originalmente no Jornal do Cais.", ("Jornal do Cais", "statement")),
    "Dutch": ("Dit artikel verscheen eerder in De Kade.", ("De Kade", "statement")),
    "Polish": ("Artykuł został pierwotnie opublikowany w Gazeta Nadrzeczna.", ("Gazeta Nadrzeczna", "statement")),
    "Norwegian": ("Denne artikkelen ble først publisert i Bryggebladet.", ("Bryggebladet", "statement")),
    "Russian": ("Эта статья была впервые опубликована в Коммерсантъ.", ("Коммерсантъ", "statement")),
    "by its address": (
        "This story was originally published at quay.example. Read it here.",
        ("quay.example", "statement"),
    ),
    "under a licence": (
        "This article is republished from The Conversation under a Creative Commons license.",
        ("The Conversation", "statement"),
    ),
    "without a subject, of a known outlet": ("First published in The Conversation.", ("The Conversation", "statement")),
    "without a subject, linked": (
        "Originally published in <a href='https://quay.example/'>Quay Review</a>.",
        ("Quay Review", "statement"),
    ),
    "without a subject, unknown": ("Originally published in Pencil And Paper.", None),
    "a month": ("Originally published in March 2022. Last updated on December 20, 2024.", None),
    "somebody in a forum": ("Originally Posted by Keeper", None),
    "an edition of the site itself": ("This article originally appeared on Delta Dispatch Asia.", None),
    "how to quote the site": ("Please include: This story was originally published by Delta Dispatch.", None),
    "something else that appeared": ("These gates first appeared in Egypt at the end of August.", None),
}
DATELINES: dict[str, tuple[str, Found]] = {
    "agency": ("BERLIN (dpa) - ", ("dpa", "dateline")),
    "long dash": ("LONDON (Reuters) — ", ("Reuters", "dateline")),
    "state and date": ("CLEAR LAKE, Iowa, Dec 23 (Reuters) - ", ("Reuters", "dateline")),
    "service of an agency": ("Hamburg (dpa/lno) – ", ("dpa", "dateline")),
    "two places": ("Frankfurt/Main (dpa) - ", ("dpa", "dateline")),
    "full stop before the dash": ("Bruselas, 7 oct (EFE).- ", ("EFE", "dateline")),
    "agency first": ("(ANSA) - ROMA, 04 MAG - ", ("ANSA", "dateline")),
    "wire of press releases": ("NEW YORK, May 3, 2024 /PRNewswire/ -- ", ("PRNewswire", "dateline")),
    "Arabic": ("لندن (رويترز) - ", ("رويترز", "dateline")),
    "Chinese": ("新华社北京5月3日电 ", ("新华社", "dateline")),
    "Japanese": ("【ロンドン共同】", ("共同", "dateline")),
    "Korean": ("(서울=연합뉴스) ", ("연합뉴스", "dateline")),
    "station of its own": ("AUSTIN (KXAN) — ", None),
    "country": ("Rostow (Russland) - ", None),
    "date": ("WASHINGTON (January 24, 2017) — ", None),
    "sum": ("Full kit ($160): ", None),
    "place alone": ("KATHMANDU — ", None),
}


@pytest.mark.parametrize("case", NOTES.values(), ids=NOTES.keys())
def test_note_of_the_first_outlet(case: tuple[str, Found]) -> None:
    text, expected = case
    source = staged(f"{SITE}{note(text)}", extract_source).source
    assert ((source.name, source.evidence) if source else None) == expected


@pytest.mark.parametrize("case", DATELINES.values(), ids=DATELINES.keys())
def test_agency_of_a_dateline(case: tuple[str, Found]) -> None:
    text, expected = case
    source = staged(f"{SITE}{dateline(text)}", extract_source).source
    assert ((source.name, source.evidence) if source else None) == expected


def ld(**more: object) -> str:
    article = {"@type": "NewsArticle", "headline": "Lock opens", "datePublished": "2024-05-03", **more}
    return f'<script type="application/ld+json">{json.dumps(article)}</script>'


HERALD = "https://www.quayherald.example/2024/lock-opens/"
QUAY = {"@type": "Organization", "name": "Quay", "url": "https://www.quay.example/"}
PAGES: dict[str, tuple[str, dict[str, str], tuple[str, str, str] | None]] = {
    "canonical address of another paper": (
        f'{SITE}<link rel=canonical href="{HERALD}">',
        {},
        ("quayherald.example", "link:canonical", HERALD),
    ),
    "og:url of another paper": (
        f'{SITE}<meta property="og:url" content="{HERALD}">',
        {},
        ("quayherald.example", "meta:og:url", HERALD),
    ),
    "JSON-LD says what it is based on": (
        f"{SITE}{ld(isBasedOn={'@type': 'NewsArticle', 'url': HERALD})}",
        {},
        ("quayherald.example", "jsonld:isBasedOn", HERALD),
    ),
    "JSON-LD names the owner of the address": (
        f"{SITE}{ld(provider=QUAY)}<link rel=canonical href='https://www.quay.example/a/'>",
        {},
        ("Quay", "link:canonical", "https://www.quay.example/a/"),
    ),
    "based on the page itself": (
        f"{SITE}{ld(isBasedOn='https://www.news.example/2024/05/03/lock-opens/')}",
        {},
        None,
    ),
    "other domain of no outlet": (f'{SITE}<link rel=canonical href="https://www.cluster-one.example/a/">', {}, None),
    "home page of another paper": (f'{SITE}<link rel=canonical href="https://www.quayherald.example/">', {}, None),
    "other domain of the same name": (f'{SITE}<link rel=canonical href="https://deltadispatch.example/a/">', {}, None),
    "copy in an archive": (
        f'<link rel=canonical href="{HERALD}">',
        {"url": "https://web.archive.org/web/2024/https://www.quayherald.example/2024/lock-opens/"},
        None,
    ),
    "no address of its own": (f'<link rel=canonical href="{HERALD}">', {"url": ""}, None),
    "Dublin Core": (f"{SITE}<meta name='dc.source' content='Reuters'>", {}, ("Reuters", "meta:dc.source", "")),
    "Dublin Core with an issue": (f"{SITE}<meta name='dc.source' content='Nature 2019 574:7776'>", {}, None),
    "agency as publisher": (
        f"{SITE}{ld(publisher={'@type': 'Organization', 'name': 'Associated Press'})}",
        {},
        ("Associated Press", "jsonld:publisher", ""),
    ),
    "agency as author": (f"{SITE}{ld(author={'name': 'AFP'})}", {}, ("AFP", "byline", "")),
    "agency on its own site": (
        f"<meta property='og:site_name' content='AP News'>{ld(author={'name': 'Associated Press'})}",
        {},
        None,
    ),
    "agency at its own address": (f"{ld(author={'name': 'AFP'})}", {"url": "https://www.afp.example/en/lock"}, None),
}


@pytest.mark.parametrize("case", PAGES.values(), ids=PAGES.keys())
def test_outlet_that_the_head_leads_to(case: tuple[str, dict[str, str], tuple[str, str, str] | None]) -> None:
    markup, page, expected = case
    document = staged(f"{markup}<h1>Lock opens</h1>{prose()}", extract_source, **page)
    source = document.source
    assert ((source.name, source.evidence, source.url or "") if source else None) == expected
