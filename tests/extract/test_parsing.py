"""Bytes to text, text to one tree."""

from __future__ import annotations

import codecs
from dataclasses import dataclass, field

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from capital_spider.extract.parsing import decode, parse_html


@dataclass(frozen=True)
class Case:
    body: bytes
    expected: str
    headers: dict[str, str] = field(default_factory=dict)


def header(charset: str) -> dict[str, str]:
    return {"content-type": f"text/html; charset={charset}"}


def meta(charset: str, text: str, encoding: str) -> bytes:
    return f'<meta charset="{charset}"><p>{text}'.encode(encoding)


GLOCKEN = (
    "Der Küster zählt die Glocken von Münster: vier Stück, größer als je zuvor, und übermorgen läuten sie für Gäste."
)
ZVONY = "Zvoník počítá zvony. Říká, že jsou čtyři, větší než kdy dřív, a že pozítří budou znít hostům až k řece."
CASES = {
    "UTF-8 that nobody declares": Case("<p>Größe 北京".encode(), "<p>Größe 北京"),
    "byte-order mark is no text": Case(codecs.BOM_UTF8 + b"<p>a", "<p>a"),
    "byte-order mark wins over the header": Case(
        codecs.BOM_UTF16_LE + "<p>é".encode("utf-16-le"), "<p>é", header("iso-8859-1")
    ),
    "big-endian UTF-16": Case(codecs.BOM_UTF16_BE + "<p>é".encode("utf-16-be"), "<p>é"),
    "UTF-8 declared as Latin-1 in the header": Case("<p>São Tomé".encode(), "<p>São Tomé", header("ISO-8859-1")),
    "header": Case("<p>Łódź".encode("iso-8859-2"), "<p>Łódź", header("ISO-8859-2")),
    "header in quotes": Case("<p>Łódź".encode("iso-8859-2"), "<p>Łódź", header('"iso-8859-2"')),
    "header wins over the meta tag": Case(
        meta("windows-1252", "Łódź", "iso-8859-2"), '<meta charset="windows-1252"><p>Łódź', header("iso-8859-2")
    ),
    "meta tag": Case(meta("windows-1251", "Киев", "cp1251"), '<meta charset="windows-1251"><p>Киев'),
    "meta http-equiv": Case(
        b'<meta http-equiv=Content-Type content="text/html; charset=windows-1250"><p>' + "Škoda".encode("cp1250"),
        '<meta http-equiv=Content-Type content="text/html; charset=windows-1250"><p>Škoda',
    ),
    "Latin-1 means windows-1252, as in browsers": Case(
        "<p>“Œuvre” – 5 €".encode("cp1252"), "<p>“Œuvre” – 5 €", header("iso-8859-1")
    ),
    "GB2312 means GB18030": Case("<p>北京胡同镕".encode("gb18030"), "<p>北京胡同镕", header("gb2312")),
    "Shift JIS": Case(meta("shift_jis", "東京の傘", "shift_jis"), '<meta charset="shift_jis"><p>東京の傘'),
    "declared UTF-8, written in windows-1252": Case(
        meta("utf-8", "Der Küster zählt die Glocken – vier", "cp1252"),
        '<meta charset="utf-8"><p>Der Küster zählt die Glocken – vier',
        header("utf-8"),
    ),
    "one broken byte does not spoil a UTF-8 page": Case(
        "<p>Größe, Übermut, 北京 ".encode() + b"\xff" + "é".encode(), "<p>Größe, Übermut, 北京 \ufffdé", header("utf-8")
    ),
    "cut in the middle of a character": Case("<p>Größe und Maß".encode() + b"\xc3", "<p>Größe und Maß\ufffd"),
    "charset that does not exist": Case(f"<p>{GLOCKEN}".encode("cp1252"), f"<p>{GLOCKEN}", header("x-none")),
    "charset that is no charset": Case(f"<p>{GLOCKEN}".encode("cp1252"), f"<p>{GLOCKEN}", header("idna")),
    "codec that always fails": Case(f"<p>{GLOCKEN}".encode("cp1252"), f"<p>{GLOCKEN}", header("undefined")),
    "few letters, which detectors take for Czech": Case(
        "<p>The façade stays, said the naïve owner of the café at the quay.".encode("cp1252"),
        "<p>The façade stays, said the naïve owner of the café at the quay.",
    ),
    "Czech that only its language tells": Case(
        f"<html lang=cs><p>{ZVONY}".encode("cp1250"), f"<html lang=cs><p>{ZVONY}", header("utf-8")
    ),
    "UTF-16 without a mark is a false declaration": Case(
        meta("utf-16", "Café au lait", "cp1252"), '<meta charset="utf-16"><p>Café au lait'
    ),
    "nothing": Case(b"", ""),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_bytes_are_read_as_their_author_wrote_them(case: Case) -> None:
    assert decode(case.body, case.headers) == case.expected


TREES = {
    "nothing": ("", ""),
    "white space": ("  \n ", ""),
    "text without markup": ("Only words", "Only words"),
    "an address, which is no file to open": ("https://news.example/a", "https://news.example/a"),
    "fragment": ("<p>One<p>Two", "OneTwo"),
    "comment is no text": ("<p>One<!-- note --> two", "One two"),
    "control characters": ("<p>On\x00e\x0b two\ufffe", "One two"),
    "markup before the root": ("<p>Before</p><html><body><p>After</body></html>", "BeforeAfter"),
    "frames": ("<html><frameset><frame src=a></frameset><noframes><p>No frames</noframes></html>", None),
    "declaration that is none": ("<![if<p>x", None),
    "an article that ends the head": ("<title>A</title><article><p>One</article><p>Two", "OneTwo"),
    "an article in an open head": ("<head><title>A</title><article>One<p>Two</article></head></html>", "OneTwo"),
    "unclosed everything": ("<div><b><i><p>One<table><tr><td>Two", "OneTwo"),
}


@pytest.mark.parametrize("case", TREES.values(), ids=TREES.keys())
def test_every_text_gives_a_tree_with_a_body(case: tuple[str, str | None]) -> None:
    markup, expected = case
    root = parse_html(markup)
    body = root.find("body")
    assert root.tag == "html"
    assert body is not None
    if expected is not None:
        assert "".join(map(str, body.itertext())).strip() == expected


def test_a_tag_of_a_hundred_thousand_attributes_is_left_out() -> None:
    attributes = " ".join(f"a{n}=x" for n in range(100_000))
    body = parse_html(f"<p>One<div {attributes}>two</div></p>").find("body")
    assert body is not None
    assert "".join(map(str, body.itertext())) == "Onetwo"
    assert max(len(e.attrib) for e in body.iter()) == 0


def test_a_long_page_without_a_body_is_not_read_twice() -> None:
    root = parse_html("<!--" * 100_000)
    assert root.find("body") is not None
    assert "".join(map(str, root.itertext())) == ""


def test_a_tower_of_elements_gives_a_tree() -> None:
    root = parse_html("<div>" * 5000 + "deep")
    assert root.find("body") is not None


@settings(deadline=None)
@given(st.one_of(st.text(), st.from_regex(r"(<[/!?]?(\[|a|p|body|frameset|svg|!--|script)[ >]?){1,8}")))
def test_parsing_never_fails(markup: str) -> None:
    assert parse_html(markup).find("body") is not None


@settings(deadline=None)
@given(st.binary(max_size=400), st.sampled_from(["utf-8", "idna", "punycode", "utf-16", "utf-7", "hex", "x", "big5"]))
def test_decoding_never_fails(body: bytes, charset: str) -> None:
    assert isinstance(decode(body, header(charset)), str)
