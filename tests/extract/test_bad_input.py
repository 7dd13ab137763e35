"""Bad and very deep input: a record in any case, with the text that is there."""

from __future__ import annotations

import random

import pytest
from staged import URL, staged

from capital_spider import extract_article
from capital_spider.extract.blocks import MAX_BLOCKS, split_blocks
from capital_spider.extract.parsing import parse_html

SENTENCES = [
    "The keeper of the gate counted boats for thirty-one years, and wrote each of them down in a ledger.",
    "On Monday the council gave him a machine, which counts every boat twice, once in each direction.",
    "“It does not know their names,” he said, and sharpened the pencil that he has had since the flood.",
    "The museum would like to have the ledgers; a decision is expected in June, the council said.",
]
PROSE = "".join(f"<p>{sentence}</p>" for sentence in SENTENCES)
LEVELS = 1500
DEEP = {
    "hundreds of wrappers": "<div>" * LEVELS + PROSE + "</div>" * LEVELS,
    "wrappers that nobody closes": "<div class=row>" * LEVELS + PROSE,
    "inline elements that nobody closes": "<div>" + "<font>" * LEVELS + PROSE,
    "one more wrapper before each paragraph": "<div>" * 254 + "<div>".join(f"<p>{s}</p>" for s in SENTENCES),
    "a wrapper for each paragraph, none closed": "<i></i><div>" * LEVELS + "<div>".join(SENTENCES),
    "custom elements": "<x-a><o:p>" * LEVELS + PROSE,
    "nested lists": "<ul><li>" * LEVELS + PROSE,
    "nested tables": "<table><tr><td>" * LEVELS + PROSE,
    "names and values that XML has not": "<div @click=x a\x02b='&#1;' {{y}}=1>" * LEVELS + PROSE,
}


@pytest.mark.parametrize("markup", DEEP.values(), ids=DEEP.keys())
def test_text_below_any_number_of_levels_is_kept(markup: str) -> None:
    article = extract_article(f"<html><body><h1>Machine counts boats</h1>{markup}", URL)
    assert [sentence for sentence in SENTENCES if article.text.count(sentence) != 1] == []
    assert "too_deep" not in [problem.code for problem in article.problems]


def test_what_stands_around_deep_text_stays_in_its_order_and_its_lines() -> None:
    markup = "<div>" * 200 + "".join(f"<div>w{n}<b>x{n}</b>" for n in range(300)) + "<table><tr><td>y</table>"
    root = parse_html(markup + "</div>z" * 20)
    assert "".join(map(str, root.itertext())) == "".join(f"w{n}x{n}" for n in range(300)) + "y" + "z" * 20
    table = next(root.iter("table"))
    assert [e.tag for e in table.iter()] == ["table", "tr", "td"]
    assert max(sum(1 for _ in e.iterancestors()) for e in root.iter()) < 110


def test_a_page_that_is_not_too_deep_is_left_alone() -> None:
    root = parse_html("<div>" * 250 + "deep")
    assert sum(1 for _ in root.iter("div")) == 250


# code of a problem that the record has; None: it has text, or needs none.
BAD: dict[str, tuple[bytes, str | None]] = {
    "empty": (b"", "no_text"),
    "binary": (random.Random(5).randbytes(200_000), "no_text"),
    "feed": (b'<?xml version="1.0"?><rss><channel><item><title>x</title></item></channel></rss>', "no_text"),
    "cut in the middle of a tag": (f"<html><head><title>Boats</title></head><body>{PROSE}<p cla".encode(), None),
    "100,000 elements, each in the other": (b"<div>" * 100_000 + b"text" + b"</div>" * 100_000, "too_deep"),
    "50,000 inline elements, each in the other": (b"<p>" + b"<b>" * 50_000 + b"text", None),
    "frames, each in the other": (b"<frameset>" * 12_000, "no_text"),
    "100,000 end tags for nothing": (b"<div>" * 100_000 + b"</b>" * 100_000, "too_deep"),
    "a charset that it is not in": ("<meta charset=utf-16><p>Größe".encode("latin-1"), "no_text"),
    "100,000 comments that do not end": (b"<!--" * 100_000, "no_text"),
    "100,000 attributes": (b"<div " + b" ".join(b'a%d="x"' % n for n in range(100_000)) + b">x</div>", None),
    "3,000 tables, each in the other": (b"<table><tr><td>" * 3000 + b"x", None),
    "nested JSON-LD": (b"<script type='application/ld+json'>" + b'{"a":[' * 100_000 + b"</script>", "no_text"),
}


@pytest.mark.parametrize(("body", "code"), BAD.values(), ids=BAD.keys())
def test_a_record_comes_of_anything(body: bytes, code: str | None) -> None:
    article = extract_article(body, URL)
    assert code is None or code in [problem.code for problem in article.problems]
    assert article.to_json()


def test_a_page_of_too_many_blocks_is_cut_and_says_so() -> None:
    document = staged("<ul>" + "<li>x" * (MAX_BLOCKS + 9) + "</ul>", split_blocks)
    assert len(document.blocks) == MAX_BLOCKS
    assert [problem.code for problem in document.problems] == ["too_large"]


def test_a_table_of_too_many_cells_is_cut_and_says_so() -> None:
    row = "<tr>" + "<td>1" * 100
    markup = f"<div class='content-inner'>{PROSE}<table><tr>{'<th>Gate' * 100}{row * 210}</table>{PROSE}</div>"
    article = extract_article(f"<div class='jeg_viewport entry-content'>{markup}</div>", URL)
    assert len(article.tables[0].rows) == 199
    assert [(problem.field, problem.code) for problem in article.problems] == [("tables", "too_large")]


TWICE_ENDED = {
    "text behind the end of the page": "</body></html>",
    "the end of the body in its middle": "</body>",
    "a second page behind the first": "</BODY></HTML><html><body>",
}


@pytest.mark.parametrize("end", TWICE_ENDED.values(), ids=TWICE_ENDED.keys())
def test_text_behind_the_end_of_the_page_is_kept(end: str) -> None:
    first, *rest = (f"<p>{sentence}</p>" for sentence in SENTENCES)
    text = extract_article(
        f"<html><body><h1>Machine counts boats</h1>{first}{end}{''.join(rest)}</body></html>", URL
    ).text
    assert text.split("\n\n") == SENTENCES
