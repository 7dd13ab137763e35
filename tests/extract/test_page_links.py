"""What a page's links tell of its type."""

from __future__ import annotations

import math

import pytest

from capital_spider.extract.page_links import link_features

URL = "https://www.news.example/water/locks/"
# A link → the kind that it is counted as, with the page at URL.
KINDS = {
    "within the page": ("#gates", "anchor"),
    "within the page, by its whole address": (f"{URL}#gates", "anchor"),
    "telephone": ("tel:+201234", "tel"),
    "letter": ("mailto:keeper@news.example", "mail"),
    "script": ("javascript:void(0)", "script"),
    "other site": ("https://quay.example/", "external"),
    "below the page": ("/water/locks/gates/", "below"),
    "beside the page": ("gates", "beside"),
    "words of a headline": ("/lock-opens-after-eleven-weeks", "slug"),
}


@pytest.mark.parametrize("case", KINDS.values(), ids=KINDS.keys())
def test_kinds_of_links(case: tuple[str, str]) -> None:
    href, kind = case
    assert link_features([href], URL)[f"links:{kind}"] == pytest.approx(math.log1p(1))


def test_shares_and_words() -> None:
    features = link_features(["/cart/", "/forum/viewtopic?t=1", "https://quay.example/", ""], URL)
    assert features["share of links:external"] == pytest.approx(1 / 3)
    assert features["links with:cart"] == pytest.approx(math.log1p(1))
    assert features["links with:forum"] == pytest.approx(math.log1p(2))


def test_a_page_without_links_or_a_readable_address() -> None:
    assert link_features([], "")["links"] == pytest.approx(math.log1p(1))
    assert link_features(["/x"], "https://[x/")["links:external"] == 0
