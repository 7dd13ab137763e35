"""The real address of a picture, and which are no picture of the article."""

from __future__ import annotations

import pytest
from staged import staged

from capital_spider.extract import collect_metadata
from capital_spider.extract.images import image_url, is_decoration, is_stand_in, picture_name

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
    "a set of sizes where one belongs": (
        "<img src='/a.jpg%20900w,%20/b.jpg%20300w'>",
        "/a.jpg",
    ),
    "template of an address": ("<img data-src='/{width}/a.jpg' src=/a.jpg>", "/a.jpg"),
    "sources of a picture element": (
        "<picture><source data-srcset='/s.jpg 300w, /l.jpg 900w'><img src=/blank.gif></picture>",
        "/l.jpg",
    ),
    "stand-in only": ("<img src=/spacer.gif>", None),
    "data only": ("<img src='data:image/png;base64,iVBO'>", None),
    "no address": ("<img alt=x>", None),
    "address that is none": ("<img src='javascript:x()'>", None),
}


@pytest.mark.parametrize("case", ADDRESSES.values(), ids=ADDRESSES.keys())
def test_the_real_address_of_a_picture(case: tuple[str, str | None]) -> None:
    document = staged(f"<body>{case[0]}", collect_metadata)
    found = image_url(document, next(document.root.iter("img")))
    assert found == (HOST + case[1] if case[1] else None)


NAMES = {
    "size at the end": ("/2024/05/lock-300x200.jpg", "lock"),
    "scaled by WordPress": ("/lock-scaled.jpg", "lock"),
    "edited in WordPress": ("/lock-e1589000000000-300x200.jpg", "lock"),
    "for a dense screen": ("/lock@2x.png", "lock"),
    "size in the query": ("/Lock.JPG?w=650&crop=1", "lock"),
    "address in the query": ("/_next/image?url=%2Fmedia%2Flock.webp&w=3840", "lock"),
    "address in the path": ("/fit-in/1200x0/https%3A%2F%2Fcdn.example%2Flock.jpg", "lock"),
    "no ending": ("/media/5ac31d/lock/", "lock"),
}


@pytest.mark.parametrize("case", NAMES.values(), ids=NAMES.keys())
def test_copies_of_a_picture_have_one_name(case: tuple[str, str]) -> None:
    assert picture_name(HOST + case[0]) == case[1]


STAND_INS = {
    "logo": ("/img/logo.png", True),
    "logo with the site's name": ("/img/news_fb_logo-200x200.jpg", True),
    "logo in capitals": ("/img/NewsLogoWhite.svg", True),
    "logo with another name": ("/img/acme-logo.png", True),
    "logo in a picture's name": ("/2024/05/boats-pass-the-logo-of-acme.jpg", False),
    "default": ("/img/og-default.png", True),
    "default of a size": ("/img/harbour_default_0.jpg", False),
    "card for social media": ("/img/social-share.3f2504e0.png", True),
    "card with an article's name": ("/img/gate-four-opens-social-share.png", False),
    "this article's card": ("/2024/05/03/lock-opens/opengraph-image.png", False),
    "icon of the site": ("/apple-touch-icon@2x.png", True),
    "folder of logos": ("/site-logos/delta.png", True),
    "folder of avatars": ("/avatars/ana.jpg", True),
    "picture of social media": ("/2024/05/social-media.jpg", False),
    "picture": ("/2024/05/lock.jpg", False),
}


@pytest.mark.parametrize("case", STAND_INS.values(), ids=STAND_INS.keys())
def test_a_site_s_own_picture_is_not_the_article_s(case: tuple[str, bool]) -> None:
    assert is_stand_in(staged("<body>", collect_metadata), HOST + case[0]) is case[1]


DECORATIONS = {
    "picture": ("<img src=/a.jpg width=600 height=400>", False),
    "size unknown": ("<img src=/a.jpg width=100% height=auto>", False),
    "pixel": ("<img src=/a.gif width=1 height=1>", True),
    "line": ("<img src=/a.gif width=600 height=2px>", True),
    "avatar": ("<img class='avatar photo' src=/a.jpg>", True),
    "avatar, elsewhere": ("<img src='https://secure.gravatar.com/avatar/5'>", True),
    "smiley": ("<img class=wp-smiley src=/a.png>", True),
    "word that only begins alike": ("<img class=iconic src=/a.jpg>", False),
    "counter": ("<img src='//vg07.met.vgwort.de/na/5'>", True),
}


@pytest.mark.parametrize("case", DECORATIONS.values(), ids=DECORATIONS.keys())
def test_what_is_drawn_beside_a_text(case: tuple[str, bool]) -> None:
    document = staged(f"<body>{case[0]}", collect_metadata)
    assert is_decoration(next(document.root.iter("img"))) is case[1]
