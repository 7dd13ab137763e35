"""The lead picture, and the real address of any picture."""

from __future__ import annotations

import json
from typing import Any

import pytest
from staged import staged

from capital_spider.extract import extract_image
from capital_spider.extract.images import image_url, split_credit
from capital_spider.items import LeadImage

HOST = "https://www.news.example"
ADDRESSES: dict[str, tuple[str, str | None]] = {
    "plain": ("<img src=/a.jpg>", "/a.jpg"),
    "relative": ("<img src='../a.jpg'>", "/2024/05/03/a.jpg"),
    "lazy": ("<img src=/wp-content/themes/jnews/assets/img/jeg-empty.png data-src=/a.jpg>", "/a.jpg"),
    "lazy, by another plugin": ("<img src='data:image/gif;base64,R0' data-lazy-src=/a.jpg>", "/a.jpg"),
    "lazy, sizes only": (
        "<img src=/blank.gif data-srcset='/s.jpg 300w, /l.jpg 1200w, /m.jpg 600w'>",
        "/l.jpg",
    ),
    "largest of the sizes": ("<img src=/s.jpg srcset='/s.jpg 1x, /l.jpg 2x'>", "/l.jpg"),
    "sizes without a space": ("<img src=/s.jpg srcset='/s.jpg 300w,/l.jpg 1200w'>", "/l.jpg"),
    "comma in an address": ("<img srcset='/w_300,c/a.jpg 300w, /w_900,c/a.jpg 900w'>", "/w_900,c/a.jpg"),
    "sizes without a number": ("<img srcset='/a.jpg'>", "/a.jpg"),
    "original beside the copy": ("<img src=/a-300x200.jpg data-orig-file=/a.jpg>", "/a.jpg"),
    "resizing proxy": (
        "<img src='https://i0.wp.com/www.news.example/a.jpg?fit=300%2C200&ssl=1'>",
        "/a.jpg",
    ),
    "twin for readers without scripts": (
        "<img src=/lazy.gif><noscript><img src=/a.jpg></noscript>",
        "/a.jpg",
    ),
    "stand-in only": ("<img src=/spacer.gif>", None),
    "data only": ("<img src='data:image/png;base64,iVBO'>", None),
    "no address": ("<img alt=x>", None),
    "address that is none": ("<img src='javascript:x()'>", None),
}


@pytest.mark.parametrize("case", ADDRESSES.values(), ids=ADDRESSES.keys())
def test_the_real_address_of_a_picture(case: tuple[str, str | None]) -> None:
    document = staged(f"<body>{case[0]}", extract_image)
    found = image_url(document, next(document.root.iter("img")))
    assert found == (HOST + case[1] if case[1] else None)


CREDITS: dict[str, tuple[str | None, str | None, str | None]] = {
    "none": ("The harbour at dawn", "The harbour at dawn", None),
    "in brackets": ("The harbour. (Photo: Ana Ruiz)", "The harbour.", "Photo: Ana Ruiz"),
    "square brackets": ("The harbour [Foto: dpa]", "The harbour", "Foto: dpa"),
    "behind the sentence": ("The harbour. Credit: Ana Ruiz/AFP", "The harbour.", "Credit: Ana Ruiz/AFP"),
    "photo by": ("The harbour. Photo by Ana Ruiz", "The harbour.", "Photo by Ana Ruiz"),
    "copyright": ("The harbour © Ana Ruiz", "The harbour", "© Ana Ruiz"),
    "credit only": ("Bild: Ana Ruiz", None, "Bild: Ana Ruiz"),
    "word that ends like a label": ("Seen by telephoto: the harbour", "Seen by telephoto: the harbour", None),
    "photo by, within a sentence": (
        "A photo by Ana Ruiz hangs in the hall",
        "A photo by Ana Ruiz hangs in the hall",
        None,
    ),
    "nothing": (None, None, None),
}


@pytest.mark.parametrize("case", CREDITS.values(), ids=CREDITS.keys())
def test_caption_and_credit(case: tuple[str | None, str | None, str | None]) -> None:
    assert split_credit(case[0]) == case[1:]


def ld(image: Any, *more: Any) -> str:
    article = {"@type": "Article", "headline": "Lock opens", "author": "Ana", "image": image}
    return f'<script type="application/ld+json">{json.dumps({"@graph": [article, *more]})}</script>'


OG = '<meta property="og:image" content="/og.jpg">'
LEADS: dict[str, tuple[str, str | None, str | None]] = {
    "JSON-LD address": (ld("/a.jpg") + OG, "/a.jpg", "jsonld:image"),
    "JSON-LD object": (ld({"@type": "ImageObject", "url": "/a.jpg"}), "/a.jpg", "jsonld:image"),
    "JSON-LD content address": (ld({"contentUrl": "/a.jpg"}), "/a.jpg", "jsonld:image"),
    "JSON-LD list": (ld([{"width": 5}, "/a.jpg", "/b.jpg"]), "/a.jpg", "jsonld:image"),
    "JSON-LD reference": (
        ld({"@id": "#i"}, {"@type": "ImageObject", "@id": "#i", "url": "/a.jpg"}),
        "/a.jpg",
        "jsonld:image",
    ),
    "JSON-LD reference that leads nowhere": (ld({"@id": "#i"}) + OG, "/og.jpg", "meta:og:image"),
    "OpenGraph": (OG, "/og.jpg", "meta:og:image"),
    "Twitter": ('<meta name="twitter:image" content="/t.jpg">', "/t.jpg", "meta:og:image"),
    "none": ("<body><img src=/logo.png>", None, None),
}


@pytest.mark.parametrize("case", LEADS.values(), ids=LEADS.keys())
def test_the_lead_picture_that_the_page_names(case: tuple[str, str | None, str | None]) -> None:
    document = staged(case[0], extract_image)
    assert (document.image.url if document.image else None) == (HOST + case[1] if case[1] else None)
    assert document.evidence.get("image") == case[2]


def test_alt_text_of_a_picture_that_only_the_head_names() -> None:
    document = staged(f'{OG}<meta property="og:image:alt" content="A lock &amp; a boat">', extract_image)
    assert document.image == LeadImage(url=f"{HOST}/og.jpg", alt="A lock & a boat", caption=None, credit=None)


FEATURED = {
    "linked at full size": "<a href=/full.jpg><img src=/small.jpg alt='A lock'></a>",
    "lazy": "<div class=thumbnail-container><img src=/x/jeg-empty.png data-src=/full.jpg alt='A lock'></div>",
}


@pytest.mark.parametrize("markup", FEATURED.values(), ids=FEATURED.keys())
def test_a_theme_s_lead_picture(markup: str) -> None:
    caption = "<p class=wp-caption-text>Gate 4 at dawn. (Photo: Ana Ruiz)</p>"
    page = f"{OG}<div class='jeg_featured featured_image'>{markup}{caption}</div>"
    document = staged(page, extract_image, profile="jnews")
    assert document.image == LeadImage(
        url=f"{HOST}/full.jpg", alt="A lock", caption="Gate 4 at dawn.", credit="Photo: Ana Ruiz"
    )
    assert document.evidence["image"] == "profile:image"
