"""Bodies that the visible markup does not hold: data of scripts, noscript, JSON-LD, a text to copy."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html

from capital_spider import extract_article
from capital_spider.extract.rich_text import RichText
from capital_spider.extract.script_data import script_data
from capital_spider.extract.state_body import find_body
from capital_spider.items import Heading, ItemList, Paragraph, Quote

URL = "https://www.delta.example/2025/06/ferry-stays/"
TITLE = "Ferry stays where it is"
TEXT = [
    "The ferry at Low Crossing will stay where it is, the county said on Tuesday, after eleven years of letters, two "
    "petitions and one very short strike.",
    "“We never wanted a bridge,” said Olga Prest, who sells the tickets. “A bridge does not wait for anybody, and it "
    "has no bench.” The bench was repaired in May.",
    "The county had planned to sell the boat to a museum upstream. The museum, asked for its opinion, had answered "
    "that it would rather have the bridge, since it could be walked on.",
    "From July the ferry goes every twenty minutes, and on market days as often as there is somebody on the bank who "
    "waves. Bicycles go free.",
]
OTHER = "The tower clock was stopped by a pigeon on Sunday, and nobody missed the hour it took to find out why. " * 9
MENU = "<header><a href=/>Delta</a></header><nav><ul><li><a href=/a>Water</a><li><a href=/b>Town</a></ul></nav>"
HTML = "".join(f"<p>{text}</p>" for text in TEXT)
TEASERS = [{"title": "Pigeon stops clock", "url": "/2025/06/pigeon/", "body": OTHER, "teaser": OTHER}] * 3


def page(script: str, head: str = "", body: str = "<div id=root></div>") -> str:
    meta = f"<title>{TITLE} - Delta Dispatch</title><meta property=og:title content='{TITLE}'>{head}"
    return f"<html><head>{meta}</head><body>{MENU}{body}{script}</body></html>"


def data(value: Any, start: str = "<script id=__NEXT_DATA__ type=application/json>", end: str = "</script>") -> str:
    return page(start + json.dumps(value).replace("</script", "<\\/script") + end)


def props(body: Any, **more: Any) -> dict[str, Any]:
    article = {"title": TITLE, "slug": "ferry-stays", "body": body, **more}
    return {"props": {"pageProps": {"article": article, "related": TEASERS}}, "page": "/[slug]"}


def stream(*rows: str) -> str:
    return "".join(f"<script>self.__next_f.push([1,{json.dumps(row)}])</script>" for row in rows)


def nuxt() -> list[Any]:
    """The article as Nuxt 3 writes it: every value by its place in the list."""
    return [["ShallowReactive", 1], {"article": 2}, {"title": 3, "content": 4}, TITLE, HTML]


SLATE = [{"type": "paragraph", "children": [{"text": text[:40]}, {"text": text[40:], "bold": True}]} for text in TEXT]
PROSE_MIRROR = [{"type": "paragraph", "content": [{"type": "text", "text": text}]} for text in TEXT]
CONTENTFUL = {
    "nodeType": "document",
    "content": [
        {"nodeType": "paragraph", "data": {}, "content": [{"nodeType": "text", "value": text, "marks": []}]}
        for text in TEXT
    ],
}
SANITY = [{"_type": "block", "style": "normal", "children": [{"_type": "span", "text": text}]} for text in TEXT]
DRAFT = {"blocks": [{"type": "unstyled", "text": text} for text in TEXT], "entityMap": {}}
EDITOR_JS = {"blocks": [{"type": "paragraph", "data": {"text": text}} for text in TEXT]}
ARC = [{"type": "text", "content": text} for text in TEXT] + [{"type": "interstitial_link", "content": "Pigeon"}]
JSON_ML = ["*", *(["p", text[:30], ["em", text[30:50]], text[50:]] for text in TEXT)]
REFERENCES = {
    "Article:7": {"headline": TITLE, "parts": [{"__ref": f"Part:{n}"} for n in range(len(TEXT))]},
    **{f"Part:{n}": {"type": "P", "text": text} for n, text in enumerate(TEXT)},
}
WALL_OF_TEXT = "\n\n".join(TEXT)
ROW = f'1c:["$","$L2",null,{json.dumps({"post": {"title": TITLE, "html": "$1d"}})}]\n'
ROW_TEXT = f"1d:T{len(HTML.encode()):x},{HTML}"
LD = {"@context": "https://schema.org", "@type": "NewsArticle", "headline": TITLE, "articleBody": WALL_OF_TEXT}
CASES = {
    "HTML in Next.js data": (data(props(HTML)), "script:__NEXT_DATA__"),
    "escaped HTML": (data(props(HTML.replace("<", "&lt;").replace(">", "&gt;"))), "script:__NEXT_DATA__"),
    "list of paragraphs": (data(props(TEXT)), "script:__NEXT_DATA__"),
    "one text with blank lines": (data(props(WALL_OF_TEXT)), "script:__NEXT_DATA__"),
    "Slate": (data(props(SLATE)), "script:__NEXT_DATA__"),
    "ProseMirror": (data(props({"type": "doc", "content": PROSE_MIRROR})), "script:__NEXT_DATA__"),
    "Contentful": (data(props({"json": CONTENTFUL})), "script:__NEXT_DATA__"),
    "Sanity": (data(props(SANITY)), "script:__NEXT_DATA__"),
    "Draft.js": (data(props(DRAFT)), "script:__NEXT_DATA__"),
    "Editor.js": (data(props(EDITOR_JS)), "script:__NEXT_DATA__"),
    "JsonML": (data(props(JSON_ML)), "script:__NEXT_DATA__"),
    "JSON in a string of JSON": (data(props(json.dumps(SLATE))), "script:__NEXT_DATA__"),
    "headline in an object": (
        data({"post": {"title": {"rendered": TITLE}, "content": {"rendered": HTML}}}),
        "script:__NEXT_DATA__",
    ),
    "Arc": (
        data(
            {"headlines": {"basic": TITLE}, "content_elements": ARC},
            "<script>window.Fusion=window.Fusion||{};Fusion.globalContent=",
            ";Fusion.lastModified=1</script>",
        ),
        "script:globalContent",
    ),
    "assigned state": (data(props(HTML), "<script>window.__STATE__ = "), "script:__STATE__"),
    "state in quotes": (
        page(f"<script>window['__STATE__']=JSON.parse({json.dumps(json.dumps(props(HTML)))});</script>"),
        "script:__STATE__",
    ),
    "references": (data(REFERENCES, "<script>window.__APOLLO_STATE__="), "script:__APOLLO_STATE__"),
    "Nuxt 3": (data(nuxt(), "<script type=application/json id=__NUXT_DATA__>"), "script:__NUXT_DATA__"),
    "React's stream, cut anywhere": (page(stream(ROW[:60], ROW[60:], ROW_TEXT[:99], ROW_TEXT[99:])), "script:__next_f"),
    "Angular's escapes": (
        page(
            "<script type=application/json id=ng-state>"
            + json.dumps(props(HTML)).replace('"', "&q;").replace("<", "&l;")
            + "</script>"
        ),
        "script:ng-state",
    ),
    "JSON-LD": (page(f"<script type=application/ld+json>{json.dumps(LD)}</script>"), "jsonld:articleBody"),
    "JSON-LD with HTML": (
        page(f"<script type=application/ld+json>{json.dumps(LD | {'articleBody': HTML})}</script>"),
        "jsonld:articleBody",
    ),
    "noscript": (page("", body=f"<div id=root></div><noscript><main>{HTML}</main></noscript>"), "noscript"),
    "noscript with escaped markup": (
        page("", body=f"<noscript>{HTML.replace('<', '&lt;').replace('>', '&gt;')}</noscript>"),
        "noscript",
    ),
    "text to copy": (page("", body=f"<textarea readonly><h1>{TITLE}</h1>{HTML}</textarea>"), "textarea"),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_body_is_found_where_it_is(case: tuple[str, str]) -> None:
    article = extract_article(case[0], URL)
    assert article.text.split("\n\n") == TEXT
    assert article.evidence["text"] == case[1]
    assert article.confidence.text is not None
    assert article.confidence.text < 0.95


NOT_TAKEN = {
    "other articles in the data": data({"props": {"title": TITLE, "related": TEASERS}}),
    "an article of another headline": data({"article": {"title": "Pigeon stops clock", "body": OTHER}}),
    "messages of the site": data({"title": TITLE, "messages": {f"m{n}": "Please sign in again." for n in range(99)}}),
    "only its description": page(
        f"<script type=application/ld+json>{json.dumps(LD | {'articleBody': ' '.join(TEXT[:2])})}</script>",
        f"<meta name=description content='{' '.join(TEXT[:2])}'>",
    ),
    "a shop": page(
        f"<script id=s type=application/json>{json.dumps(props(HTML))}</script>",
        "<meta property=og:type content=product>",
    ),
    "a form that somebody fills in": page("", body=f"<textarea>{HTML}</textarea>"),
    "no JSON": page(f"<script id=s type=application/json>{{'title': '{TITLE}', 'body': '{HTML}'}}</script>"),
    "kept back": page(
        f"<script type=application/ld+json>{json.dumps(LD | {'isAccessibleForFree': False})}</script>"
    ),
}  # fmt: skip


@pytest.mark.parametrize("markup", NOT_TAKEN.values(), ids=NOT_TAKEN.keys())
def test_what_is_not_the_articles_is_left_where_it_is(markup: str) -> None:
    article = extract_article(markup, URL)
    assert article.text == ""
    assert "text" not in article.evidence


def test_a_page_with_text_of_its_own_keeps_it() -> None:
    markup = page(
        f"<script id=s type=application/json>{json.dumps(props(OTHER))}</script>",
        body=f"<main><article><h1>{TITLE}</h1>{HTML}</article></main>",
    )
    article = extract_article(markup, URL)
    assert article.text.split("\n\n") == TEXT
    assert "text" not in article.evidence


def test_blocks_and_links_are_typed_as_on_any_page() -> None:
    body = [
        {"type": "paragraph", "content": TEXT[0]},
        {"type": "header", "level": 3, "content": "No bridge"},
        {"type": "heading-two", "text": "No bench"},
        {
            "type": "paragraph",
            "children": [
                {"text": "The county wrote a "},
                {"type": "link", "url": "https://county.example/l", "children": [{"text": "letter"}]},
                {"text": " about it, and then another one, since the first one had been taken by the ferry itself."},
            ],
        },
        {"type": "list", "style": "ordered", "items": ["Wave.", "Wait.", "Pay."]},
        {"type": "quote", "text": TEXT[1]},
        {"type": "image", "url": "https://www.delta.example/f.jpg", "caption": "The ferry, on the other side."},
        {"type": "raw_html", "content": f"<p>{TEXT[2]}</p><script>alert(1)</script>"},
        {"type": "paragraph", "content": "Read also: <a href='/2025/06/pigeon/'>Pigeon stops clock</a>"},
    ]
    article = extract_article(data(props(body)), URL)
    assert [type(block) for block in article.blocks] == [
        Paragraph, Heading, Heading, Paragraph, ItemList, Quote, Paragraph,
    ]  # fmt: skip
    assert [b.ordered for b in article.blocks if isinstance(b, ItemList)] == [True]
    assert [b.level for b in article.blocks if isinstance(b, Heading)] == [3, 2]
    assert [link.url for link in article.links] == ["https://county.example/l"]
    assert "wrote a [letter](https://county.example/l) about it" in article.markdown
    assert "alert" not in article.text


def test_references_that_go_round_come_to_an_end() -> None:
    state: dict[str, Any] = {"a": {"title": TITLE, "body": [TEXT[0], *[{"__ref": "b"}] * 9]}}
    state["b"] = {"type": "paragraph", "content": [TEXT[1], *[{"__ref": "b"}] * 9]}
    found = find_body(state, {"ferrystayswhereitis"})
    assert found is not None
    assert len(found) < 10_000_000


def test_towers_of_json_are_no_data() -> None:
    deep = "[" * 100_000
    markup = page(f"<script type=application/json>{deep}</script><script>x={deep}</script>{stream('1:' + deep)}")
    assert extract_article(markup, URL).text == ""


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.sampled_from([TITLE, *TEXT, HTML, "", "p", "$", "Part:1"]),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from(["title", "type", "content", "children", "text", "__ref", "url"]), inner)
    ),
    max_leaves=20,
)


@settings(deadline=None, max_examples=200)
@given(JSON)
def test_any_data_gives_html_or_nothing(value: Any) -> None:
    found = find_body(value, {"ferrystayswhereitis"})
    assert found is None or isinstance(found, str)
    assert isinstance(RichText(lambda node: node, lambda node: False).write(value), str)


@settings(deadline=None, max_examples=100)
@given(JSON, st.sampled_from(["__NUXT_DATA__", "x"]), st.integers(0, 60))
def test_any_script_gives_values(value: Any, name: str, cut: int) -> None:
    text = json.dumps(value)[cut:] + " " * 400
    for start in (f"<script id={name} type=application/json>", "<script>a=1;b=", "<script>self.__next_f.push("):
        extract_article(page(f"{start}{text}</script>"), URL)
    assert list(script_data(_tree(f"<script>{name} = {json.dumps({'a': value})};{' ' * 400}</script>")))


def _tree(markup: str) -> Any:
    return html.fromstring(f"<div>{markup}</div>")
