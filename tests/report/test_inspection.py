"""One page inspected: all that was made of it is shown, and nothing that the page brings comes alive."""

from __future__ import annotations

import base64
import hashlib
import re
from collections import Counter
from dataclasses import dataclass, replace
from importlib.resources import files

import pytest
from lxml import etree

from capital_spider.demo import Site, truth
from capital_spider.demo.content import TODAY
from capital_spider.extract import Document, inspect_page
from capital_spider.extract.document import Verdict
from capital_spider.items import Article, Page, Problem
from capital_spider.profiles import STRIP_REASONS
from capital_spider.report import render_inspection

_SITE = Site("http://127.0.0.1:8000")
_BOGOTA = next(t["path"] for t in truth() if "bogotas-third-cable-car" in t["path"])
_PATHS = {t["path"].rstrip("/").rpartition("/")[2]: t["path"] for t in truth()}
_URL = "https://www.news.example/2024/05/03/lock-opens/"
_PROSE = "The keeper of gate one counted the boats, wrote the figure down and asked the council for a second pencil."


def sample(path: str = _BOGOTA) -> tuple[Document, Article]:
    body = _SITE.render(path).body
    return inspect_page(Page(url=f"http://127.0.0.1:8000{path}", body=body, fetched_at=TODAY))


def made_of(markup: str, **page: object) -> tuple[Document, Article]:
    return inspect_page(Page(**{"url": _URL, "body": markup.encode(), **page}))  # type: ignore[arg-type]


def read(html: str) -> etree._Element:
    return etree.fromstring(html.encode(), etree.HTMLParser(encoding="utf-8"))


def inspected(document: Document, article: Article) -> etree._Element:
    return read(render_inspection(document, article))


def words(element: etree._Element) -> str:
    return " ".join("".join(map(str, element.itertext())).split())


def with_class(root: etree._Element, name: str) -> list[etree._Element]:
    return [e for e in root.iter(etree.Element) if name in (e.get("class") or "").split()]


def only(root: etree._Element, name: str) -> etree._Element:
    (found,) = with_class(root, name)
    return found


def field(root: etree._Element, name: str) -> str:
    return words(only(root, f"f-{name}"))


# --- nothing comes alive --------------------------------------------------------------------------------------------

_INERT = {
    "a", "b", "bdi", "body", "button", "caption", "code", "dd", "details", "div", "dl", "dt", "fieldset", "footer",
    "form", "h1", "h2", "h3", "head", "header", "html", "input", "kbd", "label", "legend", "li", "main", "meta",
    "meter", "nav", "ol", "p", "section", "span", "summary", "table", "tbody", "td", "th", "thead", "title", "tr", "ul",
}  # fmt: skip


def alive(html: str) -> list[str]:
    """What a browser would do with the page besides showing it."""
    root = read(html)
    found = [
        f"<{e.tag}>" for e in root.iter(etree.Element) if e.tag not in _INERT and e.getparent() is not root.find("head")
    ]
    found.remove("<script>")  # its own, which the policy's hash names
    found += [f"head: {e.tag}" for e in root.findall("head/*") if e.tag not in ("meta", "title", "style")]
    for element in root.iter(etree.Element):
        for name, value in ((str(name), str(value)) for name, value in element.items()):
            if name.startswith("on") or name in ("src", "srcset", "style", "action", "formaction", "ping", "target"):
                found.append(f"{name}={value}")
            if name == "href" and not re.match(r"#[a-z]+$|https?://", value):
                found.append(f"href={value}")
            if name == "href" and value[0] != "#" and element.get("rel") != "noopener noreferrer":
                found.append(f"rel of {value}")
    return found


HOSTILE = {
    "markup in the text": f"<p>{_PROSE} &lt;/li&gt;&lt;script&gt;alert(1)&lt;/script&gt;</p>",
    "markup in the headline": f"<h1>&lt;img src=x onerror=alert(1)&gt;</h1><p>{_PROSE}</p>",
    "end of the title": f"<title>&lt;/title&gt;&lt;script&gt;alert(1)&lt;/script&gt;</title><p>{_PROSE}</p>",
    "quotation marks in class and id": f"<p id='\"onclick=alert(1)' class='\"&gt;&lt;script&gt;'>{_PROSE}</p>",
    "element name": f'<p">{_PROSE}</p"><x-a"onclick="alert(1)"><p>{_PROSE}</p></x-a>',
    "address that runs": f'<p>{_PROSE} <a href="javascript:alert(1)">more</a></p>',
    "address with quotation mark": f'<p>{_PROSE} <a href="https://news.example/&quot;onclick=&quot;x">more</a></p>',
    "author's address that runs": '<script type="application/ld+json">{"@type": "NewsArticle", "headline": "Locks", '
    f'"author": {{"name": "Ana Ruiz", "url": "javascript:alert(1)"}}}}</script><p>{_PROSE}</p>',
    "picture": f'<p>{_PROSE}</p><img src="https://t.example/p.gif" alt="&quot;&gt;&lt;script&gt;"><p>{_PROSE}</p>',
    "frame": f'<p>{_PROSE}</p><iframe src="javascript:alert(1)" title="&lt;b&gt;"></iframe><p>{_PROSE}</p>',
    "cell and caption": f"<p>{_PROSE}</p><table><caption>&lt;script&gt;</caption><tr><th>&lt;b onclick=x&gt;</th><th>B"
    f"</th></tr><tr><td>&lt;img src=x&gt;</td><td>2</td></tr><tr><td>a</td><td>3</td></tr></table><p>{_PROSE}</p>",
    "template language": f"<h1>{{{{ 7 * 7 }}}}</h1><p>{_PROSE} {{% raw %}} {{{{ config }}}}</p>",
}


@pytest.mark.parametrize("case", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_pages_are_inert(case: str) -> None:
    document, article = made_of(case)
    html = render_inspection(document, article)
    assert alive(html) == []
    # What looks like markup stands there as words.
    shown = [words(only(e, "words")) for e in with_class(read(html), "t-text")]
    assert shown == [b.text for b in document.blocks if b.kind == "text"]


def test_what_the_page_says_in_code_stays_as_it_is() -> None:
    root = inspected(*made_of(f"<h1>{{{{ 7 * 7 }}}} &lt;b&gt;</h1><p>{_PROSE}</p>"))
    assert words(root.findall(".//h1")[0]) == "{{ 7 * 7 }} <b>"


def test_problems_of_a_hostile_page_are_inert() -> None:
    document, article = made_of(f"<p>{_PROSE}</p>")
    problem = Problem(field="date", code="unreadable", detail="'\"><script>alert(1)</script>")
    html = render_inspection(document, replace(article, problems=(problem,)))
    assert alive(html) == []
    assert "'\"><script>alert(1)</script>" in words(only(read(html), "problems"))


def test_the_policy_allows_its_own_script_and_nothing_else() -> None:
    root = inspected(*sample())
    (script,) = root.iter("script")
    digest = base64.b64encode(hashlib.sha256((script.text or "").encode()).digest()).decode()
    policies = [e for e in root.iter("meta") if e.get("http-equiv") == "Content-Security-Policy"]
    assert [e.get("content") for e in policies] == [
        f"default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-{digest}'; base-uri 'none'; "
        "form-action 'none'"
    ]
    # A policy in a meta tag rules what comes after it.
    assert [e.tag for e in root.findall("head/*")][:2] == ["meta", "meta"]
    assert policies[0] is root.findall("head/*")[1]


@pytest.mark.parametrize("name", ["inspection.css", "inspection.js"])
def test_style_and_script_ask_for_nothing(name: str) -> None:
    text = files("capital_spider.report").joinpath("templates", name).read_text(encoding="utf-8")
    assert (
        re.findall(r"url\(|@import|https?:|fetch\(|import\(|XMLHttp|innerHTML|insertAdjacentHTML|</|<!--", text) == []
    )


LINKS = {
    "of the web": ("https://www.news.example/a", True),
    "without encryption": ("http://www.news.example/a", True),
    "capital letters": ("HTTPS://www.news.example/a", True),
    "script": ("javascript:alert(1)", False),
    "data": ("data:text/html,<script>", False),
    "line break in the scheme": ("java\nscript:alert(1)", False),
    "web address behind a script": ("javascript:alert(1)//https://www.news.example/", False),
    "markup": ('https://www.news.example/"><script>', False),
}


@pytest.mark.parametrize("case", LINKS.values(), ids=LINKS.keys())
def test_only_addresses_of_the_web_are_links(case: tuple[str, bool]) -> None:
    url, is_link = case
    document, article = made_of(f"<p>{_PROSE}</p>")
    root = inspected(document, replace(article, other_urls=(url,)))
    row = only(root, "f-other_urls")
    assert url.split()[0] in words(row)
    assert [a.get("href") for a in row.iter("a")] == ([url] if is_link else [])


# --- the blocks -----------------------------------------------------------------------------------------------------


def test_every_block_is_shown_in_order_with_its_class_and_reason() -> None:
    document, article = sample()
    shown = with_class(inspected(document, article), "block")
    classes = [v.reason or "kept" for v in document.verdicts]
    assert [e.get("data-class") for e in shown] == classes
    assert all(f"c-{name}" in (e.get("class") or "").split() for e, name in zip(shown, classes, strict=True))
    assert [words(only(e, "words")) for e, b in zip(shown, document.blocks, strict=True) if b.kind == "text"] == [
        " ".join(b.text.split()) for b in document.blocks if b.kind == "text"
    ]
    reasons = [words(only(e, "why")).split(" ")[0] for e in shown]
    assert reasons == ["kept" if v.kept else "stripped:" for v in document.verdicts]
    assert len(set(classes)) > 5


def test_each_run_of_stripped_blocks_names_its_class_once() -> None:
    menu = "<nav><ul><li>Home</li><li>News</li></ul></nav>"
    document, article = made_of(f"{menu}<p>{_PROSE}</p><footer><p>Imprint</p></footer>{menu}")
    shown = with_class(inspected(document, article), "block")
    assert [[words(tag) for tag in with_class(e, "tag")] for e in shown] == [
        ["menu"], [], [], ["footer"], ["menu"], [],
    ]  # fmt: skip


def test_a_block_says_where_on_the_page_it_stands() -> None:
    document, article = made_of(
        f'<main id="m"><div class="a b c d"><p class="lead">{_PROSE}</p></div></main>'
        '<nav class="top"><ul><li>Home</li></ul></nav>'
    )
    shown = with_class(inspected(document, article), "why")
    assert [re.sub(r", probability 0\.\d+", "", words(e)) for e in shown] == [
        "kept main#m > div.a.b.c > p.lead",
        "stripped: menu nav.top > ul > li",
    ]


def test_each_class_has_a_checkbox_with_its_count() -> None:
    document, article = sample()
    root = inspected(document, article)
    boxes = {e.get("value"): e for e in root.iter("input") if e.get("type") == "checkbox"}
    counts = {name: int(words(box.getparent().find("b"))) for name, box in boxes.items()}  # type: ignore[union-attr,arg-type]
    assert counts == Counter(v.reason or "kept" for v in document.verdicts)
    assert all("checked" in box.attrib for box in boxes.values())


def test_without_script_there_is_no_filter_and_every_block_can_be_reached() -> None:
    root = inspected(*sample())
    (form,) = root.iter("form")
    assert "hidden" in form.attrib
    assert {e.get("tabindex") for e in with_class(root, "block")} == {"0"}


def test_controls_are_named_and_ids_are_unique() -> None:
    root = inspected(*sample())
    assert all(any(a.tag == "label" for a in e.iterancestors()) for e in root.iter("input"))
    ids = [e.get("id") for e in root.iter(etree.Element) if e.get("id")]
    assert [name for name, count in Counter(ids).items() if count > 1] == []
    named = [name for e in root.iter(etree.Element) for name in (e.get("aria-labelledby") or "").split()]
    targets = [str(a.get("href"))[1:] for a in root.iter("a") if str(a.get("href")).startswith("#")]
    assert set(named) | set(targets) <= set(ids)
    assert len(targets) == 4


def test_every_reason_has_its_shade() -> None:
    style = files("capital_spider.report").joinpath("templates", "inspection.css").read_text(encoding="utf-8")
    assert [reason for reason in STRIP_REASONS if not re.search(rf"\.c-{reason}\b[^{{]*\{{ --hue", style)] == []


def test_a_picture_is_its_words_and_its_address() -> None:
    root = inspected(*made_of(f'<p>{_PROSE}</p><img src="/lock.jpg" alt="The lock"><p>{_PROSE}</p>'))
    picture = only(root, "t-image")
    assert words(only(picture, "words")) == "The lock"
    assert words(only(picture, "url")) == "https://www.news.example/lock.jpg"
    assert list(picture.iter("a")) == []


def test_a_player_is_its_address_and_one_without_says_so() -> None:
    root = inspected(
        *made_of(f'<p>{_PROSE}</p><iframe src="https://www.youtube.com/embed/x?a=1"></iframe><video></video>')
    )
    assert words(only(only(root, "t-embed"), "url")) == "https://www.youtube.com/embed/x"
    assert "no address" in words(only(root, "t-media"))


def test_a_new_part_of_the_article_is_announced() -> None:
    further = tuple(Page(url=f"{_URL}{n}/", body=f"<p>Part {n}. {_PROSE}</p>".encode()) for n in (2, 3))
    root = inspected(*made_of(f"<p>Part 1. {_PROSE}</p>", continuations=further))
    (rows,) = (e for e in root.iter("ol"))
    lines = [words(e) if "part" in (e.get("class") or "").split() else words(only(e, "words"))[:7] for e in rows]
    assert lines == ["Part 1.", "Page 2 of the article", "Part 2.", "Page 3 of the article", "Part 3."]


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged(Verdict):
    """A verdict by a model that says how sure it is."""

    probability: float | None = None


PROBABILITIES = {"stated": (Judged(kept=True, probability=0.875), "kept, probability 0.88 p"),
                 "zero": (Judged(kept=True, probability=0.0), "kept, probability 0.00 p"),
                 "not stated": (Judged(kept=True), "kept p"),
                 "of rules, which have none": (Verdict(kept=True), "kept p")}  # fmt: skip


@pytest.mark.parametrize("case", PROBABILITIES.values(), ids=PROBABILITIES.keys())
def test_a_probability_is_shown_where_there_is_one(case: tuple[Verdict, str]) -> None:
    verdict, shown = case
    document, article = made_of(f"<p>{_PROSE}</p>")
    document.verdicts = [verdict]
    assert words(only(inspected(document, article), "why")) == shown


# --- the record -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", _PATHS.values(), ids=_PATHS.keys())
def test_every_field_shows_its_evidence_and_how_sure_it_is(path: str) -> None:
    document, article = sample(path)
    root = inspected(document, article)
    for name, evidence in article.evidence.items():
        assert f"from {evidence}" in field(root, name)
    for name in ("title", "authors", "published_at", "text", "article"):
        sure = getattr(article.confidence, name)
        assert ("confidence" in field(root, name)) == (sure is not None)
        assert sure is None or f"confidence {sure:.2f}" in field(root, name)
    assert alive(render_inspection(document, article)) == []


def test_the_values_of_the_record_are_shown() -> None:
    document, article = sample()
    root = inspected(document, article)
    assert article.source is not None
    shown = {
        "title": article.title, "published_at": article.published_at, "modified_at": article.modified_at,
        "authors": article.authors[0].name, "language": article.language, "source": article.source.name,
        "categories": " › ".join(article.categories[0]), "canonical_url": article.canonical_url, "id": article.id,
        "digest": article.digest, "profile": article.extractor.profile, "text": f"{article.word_count} words",
    }  # fmt: skip
    assert {name: value for name, value in shown.items() if value is None or value not in field(root, name)} == {}
    assert all(tag in field(root, "tags") for tag in article.tags)


ABSENT = {
    "what the page does not say": ("modified_at", "the page does not say"),
    "a list that is empty": ("tags", "none"),
}


@pytest.mark.parametrize("case", ABSENT.values(), ids=ABSENT.keys())
def test_what_is_not_there(case: tuple[str, str]) -> None:
    name, said = case
    assert field(inspected(*made_of(f"<p>{_PROSE}</p>")), name) == f"{name} {said}"


def test_evidence_of_a_field_that_the_record_does_not_list() -> None:
    document, article = made_of(f"<p>{_PROSE}</p>")
    root = inspected(document, replace(article, evidence={"dateline": "profile:dateline"}))
    assert field(root, "dateline") == "dateline none from profile:dateline"


def test_tables_are_drawn_cell_by_cell() -> None:
    document, article = sample()
    drawn = list(inspected(document, article).iter("table"))
    assert len(drawn) == len(article.tables) > 1
    for element, table in zip(drawn, article.tables, strict=True):
        assert tuple(words(th) for th in element.iter("th") if th.get("scope") == "col") == table.header
        rows = [tuple(words(cell) for cell in tr) for tr in element.find("tbody")]  # type: ignore[union-attr]
        assert rows == [tuple(" ".join(cell.split()) for cell in row) for row in table.rows]
        assert (table.caption or table.heading or "") in words(element.find("caption"))  # type: ignore[arg-type]
        assert [words(td).split(" ")[0] for td in only(element, "types")] == list(table.column_types)


def test_labels_of_a_table_of_label_and_value_are_its_heads() -> None:
    rows = "".join(f"<tr><td>{label}</td><td>{value}</td></tr>" for label, value in (("Gates", "12"), ("Boats", "40")))
    column = f"<div class=content-inner><p>{_PROSE}</p><table>{rows}</table></div>"  # of a theme that a profile knows
    document, article = made_of(f"<div class='jeg_viewport entry-content'>{column}</div>")
    assert article.tables[0].orientation == "key_value"
    heads = [words(th) for th in inspected(document, article).iter("th") if th.get("scope") == "row"]
    assert heads == ["Gates", "Boats"]


@pytest.mark.parametrize("body", [b"", b"\xff\xfe\x00", b"<p>", b"<html><head></head></html>"], ids=repr)
def test_a_page_that_holds_nothing(body: bytes) -> None:
    document, article = inspect_page(Page(url="", body=body))
    html = render_inspection(document, article)
    assert alive(html) == []
    assert "address not given" in words(read(html))


def test_the_same_page_gives_the_same_bytes() -> None:
    assert render_inspection(*sample()) == render_inspection(*sample())
