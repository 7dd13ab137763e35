"""Parts that React streams behind the page stand where its script would put them."""

from __future__ import annotations

import pytest

from capital_spider.extract import extract_article

FIRST = "The council met on Monday and spoke for three hours about the old bridge over the river. " * 2
SECOND = "On Tuesday it voted for a new one, which will cost forty million and open in six years. " * 2
THIRD = "The mayor said that the old bridge will be closed on Sundays until the work begins. " * 2


def page(body: str) -> str:
    return f"<html><head><title>Bridge</title></head><body>{body}</body></html>"


PAGES = {
    "whole article behind the page": page(
        '<main><!--$?--><template id="B:0"></template><!--/$--></main>'
        f'<div hidden id="S:0"><article><p>{FIRST}</p><p>{SECOND}</p><p>{THIRD}</p></article></div>'
        '<script>$RC("B:0","S:0")</script>'
    ),
    "a paragraph in the middle": page(
        f'<main><article><p>{FIRST}</p><template id="B:1"></template><p>{THIRD}</p></article></main>'
        f'<footer><p>Imprint</p></footer><div hidden="" id="S:4"><p>{SECOND}</p></div><script>$RC("B:1","S:4")</script>'
    ),
    "a part within a part": page(
        '<main><template id="B:0"></template></main>'
        f'<div hidden id="S:0"><article><p>{FIRST}</p><template id="P:1"></template><p>{THIRD}</p></article></div>'
        f'<div hidden id="S:1"><p>{SECOND}</p></div><script>$RS("S:1","P:1");$RC("B:0","S:0")</script>'
    ),
    "no script says where": page(
        f'<main><article><p>{FIRST}</p><p>{SECOND}</p><template id="P:2"></template></article></main>'
        f'<div hidden id="S:2"><p>{THIRD}</p></div>'
    ),
    "a hole within its own part is no place": page(
        f'<div hidden id="S:0"><article><p>{FIRST}</p><p>{SECOND}</p><p>{THIRD}</p></article>'
        '<template id="B:0"></template></div><script>$RC("B:0","S:0")</script>'
    ),
}


@pytest.mark.parametrize("case", PAGES.values(), ids=PAGES.keys())
def test_streamed_parts_are_in_their_place(case: str) -> None:
    assert extract_article(case).text == "\n\n".join(part.strip() for part in (FIRST, SECOND, THIRD))


def test_what_is_hidden_for_another_reason_stays_hidden() -> None:
    html = page(f'<article><p>{FIRST}</p><p>{SECOND}</p></article><div hidden id="late"><p>{THIRD}</p></div>')
    assert THIRD.strip() not in extract_article(html).text
