"""The lead picture."""

from __future__ import annotations

import json
from typing import Any

import pytest
from staged import prose, staged

from capital_spider.extract import extract_image
from capital_spider.items import LeadImage

HOST = "https://www.news.example"


def ld(image: Any, *more: Any) -> str:
    article = {"@type": "Article", "headline": "Lock opens", "author": "Ana", "image": image}
    return f'<script type="application/ld+json">{json.dumps({"@graph": [article, *more]})}</script>'


OG = '<meta property="og:image" content="/cover.jpg">'
OG_BOATS = '<meta property="og:image" content="/boats.jpg">'
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
    "JSON-LD reference that leads nowhere": (ld({"@id": "#i"}) + OG, "/cover.jpg", "meta:og:image"),
    "OpenGraph": (OG, "/cover.jpg", "meta:og:image"),
    "Twitter": ('<meta name="twitter:image" content="/t.jpg">', "/t.jpg", "meta:twitter:image"),
    "link": ("<link rel=image_src href=/a.jpg>", "/a.jpg", "link:image_src"),
    "page's picture in JSON-LD": (
        ld(None, {"@type": "WebPage", "primaryImageOfPage": {"@id": "#i"}}, {"@id": "#i", "url": "/a.jpg"}),
        "/a.jpg",
        "jsonld:primaryImageOfPage",
    ),
    "JSON-LD reference that is the address": (ld({"@id": "https://www.news.example/a.jpg"}), "/a.jpg", "jsonld:image"),
    "JSON-LD names the logo": (ld("/logo.png") + OG, "/cover.jpg", "meta:og:image"),
    "drawing and photograph": (ld("/icon.svg") + OG, "/cover.jpg", "meta:og:image"),
    "logo only": ('<meta property="og:image" content="/logo.png">', None, None),
    "logo that the text shows": (
        f'<meta property="og:image" content="/logo.png"><h1>Lock opens</h1>{prose()}<p><img src=/logo.png>{prose()}',
        "/logo.png",
        "meta:og:image",
    ),
    "small copy in JSON-LD": (
        ld({"url": "/cover-300x200.jpg", "width": 300}) + OG + '<meta property="og:image:width" content="1200">',
        "/cover.jpg",
        "meta:og:image",
    ),
    "two, and the page shows the first": (
        f"{ld('/lock.jpg')}{OG_BOATS}<img src=/lock.jpg><img src=/boats.jpg>",
        "/lock.jpg",
        "jsonld:image",
    ),
    "two, and the page shows the second": (
        f"{ld('/lock.jpg')}{OG_BOATS}<img src=/boats-300x200.jpg>",
        "/boats.jpg",
        "meta:og:image",
    ),
    "resizing proxy": (ld("https://i0.wp.com/www.news.example/a.jpg?fit=300%2C200"), "/a.jpg", "jsonld:image"),
    "none": ("<body><img src=/logo.png>", None, None),
}


@pytest.mark.parametrize("case", LEADS.values(), ids=LEADS.keys())
def test_the_lead_picture_that_the_page_names(case: tuple[str, str | None, str | None]) -> None:
    document = staged(case[0], extract_image)
    assert (document.image.url if document.image else None) == (HOST + case[1] if case[1] else None)
    assert document.evidence.get("image") == case[2]


def test_alt_text_of_a_picture_that_only_the_head_names() -> None:
    document = staged(f'{OG}<meta property="og:image:alt" content="A lock &amp; a boat">', extract_image)
    assert document.image == LeadImage(url=f"{HOST}/cover.jpg", alt="A lock & a boat", caption=None, credit=None)


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


MORE = "<p>Two boats waited below the gate until the wind turned and the keeper lit his lamp for the night.</p>"
SHOWN: dict[str, tuple[str, str | None]] = {
    "below the headline": (f"<h1>Lock opens</h1><div><img src=/a.jpg></div>{prose()}", "/a.jpg"),
    "above the headline": (f"<div><img src=/a.jpg></div><p>News</p><h1>Lock opens</h1>{prose()}", "/a.jpg"),
    "far above the headline": (f"<img src=/a.jpg>{'<div>Box</div>' * 4}<h1>Lock opens</h1>{prose()}", None),
    "in the text": (f"<h1>Lock opens</h1>{prose()}<p><img src=/a.jpg></p>{MORE}", "/a.jpg"),
    "below the text": (f"<h1>Lock opens</h1>{prose()}<div><img src=/a.jpg></div>", None),
    "avatar first": (
        f"<h1>Lock opens</h1><img class=avatar src=/b.jpg>{prose()}<p><img src=/a.jpg></p>{MORE}",
        "/a.jpg",
    ),
    "teaser first": (
        f"<h1>Lock opens</h1><a href=/other/><img src=/b.jpg></a>{prose()}<p><img src=/a.jpg></p>{MORE}",
        "/a.jpg",
    ),
    "drawing": (f"<h1>Lock opens</h1><img src=/a.svg>{prose()}", None),
    "no text": ("<h1>Lock opens</h1><img src=/a.jpg>", None),
}


@pytest.mark.parametrize("case", SHOWN.values(), ids=SHOWN.keys())
def test_the_first_picture_where_the_head_names_none(case: tuple[str, str | None]) -> None:
    document = staged(f"<title>Lock opens</title><body>{case[0]}", extract_image)
    assert (document.image.url if document.image else None) == (HOST + case[1] if case[1] else None)


FIGURE = (
    "<body><figure><img src=/gate-300x200.jpg alt='A lock'><figcaption>Gate 4. (Photo: Ana Ruiz)</figcaption></figure>"
)
WORDS: dict[str, tuple[str, tuple[str | None, ...]]] = {
    "of the figure": (ld("/gate.jpg") + FIGURE, ("A lock", "Gate 4.", "Photo: Ana Ruiz")),
    "of JSON-LD": (
        ld({"url": "/gate.jpg", "caption": "Gate 4", "creditText": "Ana Ruiz"}),
        (None, "Gate 4", "Ana Ruiz"),
    ),
    "of the figure before JSON-LD": (
        ld({"url": "/gate.jpg", "caption": "Gate"}) + FIGURE,
        ("A lock", "Gate 4.", "Photo: Ana Ruiz"),
    ),
    "file's name for a caption": (ld({"url": "/gate-4-at-dawn.jpg", "caption": "gate 4 at dawn"}), (None, None, None)),
    "alt text only": (ld("/a-lock.jpg") + "<img src=/a-lock.jpg alt='A lock'>", ("A lock", None, None)),
    "another picture's": (ld("/b-lock.jpg") + FIGURE, (None, None, None)),
}


@pytest.mark.parametrize("case", WORDS.values(), ids=WORDS.keys())
def test_the_words_of_the_lead_picture(case: tuple[str, tuple[str | None, ...]]) -> None:
    image = staged(case[0], extract_image).image
    assert image is not None
    assert (image.alt, image.caption, image.credit) == case[1]


def test_a_theme_s_picture_that_links_another_article_is_a_teaser() -> None:
    teaser = "<figure class=post-thumbnail><a href=/other/><img src=/b.jpg></a></figure>"
    document = staged(f"{OG}<body>{teaser}", extract_image, profile="wordpress")
    assert document.image is not None
    assert document.image.url == f"{HOST}/cover.jpg"


def test_a_theme_s_picture_in_a_link_to_its_own_article() -> None:
    picture = "<figure class=post-thumbnail><a href=/2024/05/03/lock-opens/><img src=/a.jpg></a></figure>"
    document = staged(f"{OG}<body>{picture}", extract_image, profile="wordpress")
    assert document.image is not None
    assert document.image.url == f"{HOST}/a.jpg"
