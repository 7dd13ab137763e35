"""Caption and credit of a picture in the page."""

from __future__ import annotations

import pytest

from capital_spider.extract.captions import read_caption, split_credit
from capital_spider.extract.parsing import parse_html

Found = tuple[str | None, str | None]
CREDITS: dict[str, tuple[str | None, str | None, str | None]] = {
    "none": ("The harbour at dawn", "The harbour at dawn", None),
    "in brackets": ("The harbour. (Photo: Ana Ruiz)", "The harbour.", "Photo: Ana Ruiz"),
    "square brackets": ("The harbour [Foto: dpa]", "The harbour", "Foto: dpa"),
    "behind the sentence": ("The harbour. Credit: Ana Ruiz/AFP", "The harbour.", "Credit: Ana Ruiz/AFP"),
    "two words": ("The harbour. Image credit: Ana Ruiz", "The harbour.", "Image credit: Ana Ruiz"),
    "photo by": ("The harbour. Photo by Ana Ruiz", "The harbour.", "Photo by Ana Ruiz"),
    "courtesy": ("The harbour. Courtesy of Ana Ruiz", "The harbour.", "Courtesy of Ana Ruiz"),
    "source, as a sentence": ("The harbour. Source: Delta Archive", "The harbour.", "Source: Delta Archive"),
    "source, within one": ("Power has one source: the wind", "Power has one source: the wind", None),
    "copyright": ("The harbour © Ana Ruiz", "The harbour", "© Ana Ruiz"),
    "credit only": ("Bild: Ana Ruiz", None, "Bild: Ana Ruiz"),
    "agency in brackets": ("The harbour at dawn (Ana Ruiz/AP)", "The harbour at dawn", "Ana Ruiz/AP"),
    "other words in brackets": ("The harbour (left) at dawn", "The harbour (left) at dawn", None),
    "bracket that only holds an agency's letters": ("The harbour (APRIL)", "The harbour (APRIL)", None),
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


IMG = "<img src=/a.jpg>"
BOXES: dict[str, tuple[str, Found]] = {
    "figure": (f"<figure>{IMG}<figcaption>The harbour</figcaption></figure>", ("The harbour", None)),
    "credit in the caption": (
        f"<figure>{IMG}<figcaption>The harbour <span class=photo-credit>Ana Ruiz</span></figcaption></figure>",
        ("The harbour", "Ana Ruiz"),
    ),
    "credit beside the caption": (
        f"<figure>{IMG}<span class=copyright>Ana Ruiz</span><figcaption>The harbour</figcaption></figure>",
        ("The harbour", "Ana Ruiz"),
    ),
    "credit alone": (f"<figure>{IMG}<small class=credit>Ana Ruiz</small></figure>", (None, "Ana Ruiz")),
    "WordPress, old": (
        f"<div class='wp-caption alignleft'><a href=/a.jpg>{IMG}</a><p class=wp-caption-text>The harbour</p></div>",
        ("The harbour", None),
    ),
    "boxes of divs": (
        f"<div class=article-image><div class=wrap-img>{IMG}</div><div class=image-caption>The harbour</div></div>",
        ("The harbour", None),
    ),
    "definition list": (f"<dl><dt>{IMG}</dt><dd>The harbour</dd></dl>", ("The harbour", None)),
    "figure of several pictures": (
        f"<figure><figure>{IMG}</figure>{IMG}<figcaption>Both</figcaption></figure>",
        (None, None),
    ),
    "gallery": (f"<figure>{IMG * 4}<figcaption>All four</figcaption></figure>", (None, None)),
    "picture with a twin for readers without scripts": (
        f"<figure>{IMG}<noscript>{IMG}</noscript><figcaption>The harbour</figcaption></figure>",
        ("The harbour", None),
    ),
    "box of several pictures": (
        f"<div class=images><div class=img>{IMG}</div>{IMG}<p class=caption>Both</p></div>",
        (None, None),
    ),
    "another element's caption": (f"<main>{IMG}<p class=caption>Table 1</p></main>", (None, None)),
    "empty": (f"<figure>{IMG}<figcaption> </figcaption></figure>", (None, None)),
}


@pytest.mark.parametrize("case", BOXES.values(), ids=BOXES.keys())
def test_the_words_below_a_picture(case: tuple[str, Found]) -> None:
    img = next(parse_html(f"<body>{case[0]}").iter("img"))
    assert read_caption(img) == case[1]
