"""Where the text is: what the page's classes say is weighed against where its running text stands."""

from __future__ import annotations

import pytest

from capital_spider.extract import extract_article

TEXT = [
    "The council met on Monday and spoke for three hours about the old bridge over the river, which is narrow.",
    "On Tuesday it voted for a new one, which will cost forty million and open in six years, the mayor said.",
    "The old bridge will be closed on Sundays until the work begins; ferries are to carry the people across.",
    "Traders on the far bank fear for their custom, and ask the city to let the buses run until midnight.",
]
BODY = "".join(f"<p>{text}</p>" for text in TEXT)
TEASER = "A card's text is short, but long enough to be a sentence that a reader takes for running text."
WORDPRESS = '<link rel="https://api.w.org/" href="/wp-json/">'


def page(body: str, head: str = "") -> str:
    return f"<html><head><title>The new bridge</title>{head}</head><body>{body}</body></html>"


PAGES = {
    "theme's class on a card before the article": page(
        f'<div class="card"><div class="post-content"><p>{TEASER}</p></div></div>'
        f'<main><h1>The new bridge</h1><div class="post-content">{BODY}</div></main>',
        WORDPRESS,
    ),
    "theme's class on a widget only": page(
        f'<main><h1>The new bridge</h1><div class="story">{BODY}</div></main>'
        f'<div class="extra"><div class="entry-content"><p>Ring us.</p></div></div>',
        WORDPRESS,
    ),
    "article whose class says that comments are open": page(
        f'<article class="article standalone comments-open"><h1>The new bridge</h1>{BODY}</article>'
        f'<div class="news"><p>{TEASER}</p></div>'
    ),
    "box that is not a paywall": page(
        f'<main><h1>The new bridge</h1><p>{TEXT[0]}</p><div class="pmc-not-a-paywall"><p>{TEXT[1]}</p></div>'
        f"<p>{TEXT[2]}</p><p>{TEXT[3]}</p></main>"
    ),
    "paragraphs that a paywall may cover": page(
        "<main><h1>The new bridge</h1>" + "".join(f'<p class="paywall">{text}</p>' for text in TEXT) + "</main>"
    ),
    "sections that the table of contents lists": page(
        "<main><h1>The new bridge</h1>"
        + "".join(f'<section class="toc-section"><p>{text}</p></section>' for text in TEXT)
        + "</main>"
    ),
    "text that a script shows": page(
        f'<main><h1>The new bridge</h1><div class="body" style="display: none">{BODY}</div></main>'
        f"<div><h3><a href=/ferry/>The old ferry is sold</a></h3><p>{TEASER}</p></div>"
    ),
    "cookie dialog longer than the article": page(
        f"<main><h1>The new bridge</h1>{BODY}</main>"
        f'<div class="cookie-dialog">{f"<p>{TEASER} We use cookies.</p>" * 6}</div>'
    ),
}


@pytest.mark.parametrize("case", PAGES.values(), ids=PAGES.keys())
def test_text_is_the_article(case: str) -> None:
    assert extract_article(case).text.split("\n\n") == TEXT


def test_offer_of_a_paywall_is_no_text() -> None:
    offer = "Subscribe now to read on: the first month costs one euro, and you may leave whenever you like to."
    html = page(f'<main><h1>The new bridge</h1>{BODY}<div class="paywall"><p>{offer}</p></div></main>')
    assert extract_article(html).text.split("\n\n") == TEXT


def test_text_that_a_script_of_the_paywall_hides_is_text() -> None:
    """The page holds it; three of the development pages have their annotated body there."""
    rest = "".join(f"<p>{text}</p>" for text in TEXT[1:])
    html = page(
        f'<main><h1>The new bridge</h1><p>{TEXT[0]}</p><div class="paywall" style="display:none">{rest}</div></main>'
    )
    assert extract_article(html).text.split("\n\n") == TEXT
