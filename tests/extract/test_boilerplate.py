"""A verdict and a reason for every block of the page."""

from __future__ import annotations

import pytest
from staged import prose, staged

from capital_spider.extract import strip_boilerplate
from capital_spider.extract.document import Document
from capital_spider.items import Page
from capital_spider.profiles import STRIP_REASONS, load_profile

HEAD = "<header class=site-header><a href=/>Delta</a></header><h1>Lock opens</h1>"


def judged(markup: str, profile: str | None = None) -> Document:
    return staged(f"<title>Lock opens</title><body>{markup}", strip_boilerplate, profile=profile)


def reason_of(document: Document, text: str) -> str | None:
    """Why the block that holds `text` was stripped; None if it was kept."""
    verdicts = [v for b, v in zip(document.blocks, document.verdicts, strict=True) if text in b.text]
    assert len(verdicts) == 1, [b.text for b in document.blocks]
    return verdicts[0].reason


AROUND = {
    "navigation": ("<nav><a href=/a>MARK</a></nav>", "menu"),
    "role": ("<div role=navigation>MARK</div>", "menu"),
    "breadcrumb": ("<div class=breadcrumbs><a href=/>MARK</a></div>", "menu"),
    "foot of the page": (
        "<footer><p>MARK of the publisher. All rights of this lovely delta are reserved.</p></footer>",
        "footer",
    ),
    "sidebar": (
        "<aside><p>MARK is what our readers liked best in the whole of this long and rainy week.</p></aside>",
        "related",
    ),
    "related stories": ("<div class='post-related-box'><a href=/b>MARK</a></div>", "related"),
    "comments": (
        "<section id=comments><p>MARK: I never saw so many boats in my life, and I have seen a few.</p></section>",
        "comments",
    ),
    "cookie notice": (
        "<div id=cookie-notice><p>MARK uses cookies to make your visit as sweet as it can be.</p></div>",
        "cookie_notice",
    ),
    "dialog by role": ("<div role=dialog>MARK</div>", "cookie_notice"),
    "advertisement": ("<div class='ad-slot'>MARK</div>", "ad"),
    "share buttons": ("<ul class=social-share><li><a href=/s>MARK</a></ul>", "share"),
    "author box": (
        "<div class=author-bio><p>MARK writes about water and lives on a houseboat with two dogs.</p></div>",
        "author_box",
    ),
    "newsletter": (
        "<form><p>MARK in your mail box every morning, before the first lock of the day opens.</p></form>",
        "newsletter",
    ),
    "contents": ("<div id=toc><ol><li>MARK</ol></div>", "toc"),
    "paywall": (
        "<div class=paywall><p>MARK subscribe to read the rest of this story, and all the others too.</p></div>",
        "paywall",
    ),
    "hidden": ("<p hidden>MARK is hidden from all who read this page with eyes, and that is most of us.</p>", "hidden"),
    "hidden by its style": (
        "<p style='color:red; DISPLAY: none'>MARK is hidden from all who read this with eyes.</p>",
        "hidden",
    ),
    "hidden in a line of its own": (
        "<p><span style='display:none'>MARK is hidden, though its line is not.</span></p>",
        "hidden",
    ),
    "only for screen readers": (
        "<p class=sr-only>MARK is only read aloud, to those who have a program for it.</p>",
        "hidden",
    ),
    "button": ("<button>MARK</button>", "other"),
    "innermost mark counts": ("<aside><div class=newsletter>MARK</div></aside>", "newsletter"),
}


@pytest.mark.parametrize("case", AROUND.values(), ids=AROUND.keys())
@pytest.mark.parametrize("inside", [True, False], ids=["in the text", "outside"])
def test_boilerplate_has_its_reason_wherever_it_stands(case: tuple[str, str], inside: bool) -> None:
    markup, expected = case
    half = prose(count=4)
    rest = prose(count=8)[len(half) :]
    page = f"<article>{half}{markup}{rest}</article>" if inside else f"<article>{half}</article>{markup}"
    assert reason_of(judged(page), "MARK") == expected


KEPT = {
    "paragraph": "<p>MARK was a keeper of locks for all of his life, and of geese for half of it.</p>",
    "short paragraph between long ones": "<p>MARK.</p>",
    "heading": "<h2>MARK</h2>",
    "list": "<ul><li>MARK</ul>",
    "quotation": "<blockquote><p>MARK.</p></blockquote>",
    "table": "<table><tr><th>Gate<th>Boats<tr><td>MARK<td>5</table>",
    "paragraph with a link": "<p>MARK told <a href=/b>our reporter</a> the rest.</p>",
    "class that only sounds like it": "<p class='shadow adapted cookieless'>MARK kept the gate shut all night.</p>",
    "colon before an external link": "<p>Source: <a href='https://water.example/'>MARK</a></p>",
    "unknown element": "<x-figure-text>MARK said it again, and louder, since the wind had risen.</x-figure-text>",
}


@pytest.mark.parametrize("markup", KEPT.values(), ids=KEPT.keys())
def test_what_stands_between_paragraphs_is_text(markup: str) -> None:
    document = judged(f"{HEAD}<article>{prose()}{markup}{prose(count=9)}</article>")
    assert reason_of(document, "MARK") is None


LEADS = {
    "read also": "<p>Read also: <a href=/b>MARK</a></p>",
    "strong label": "<p><strong>READ MORE</strong> <a href=/b>MARK</a></p>",
    "Spanish": "<p>Lea también: <a href=/b>MARK</a></p>",
    "German": "<p>Lesen Sie auch: <a href='https://other.example/'>MARK</a></p>",
    "unknown label with a colon": "<p>From our archive: <a href=/b>MARK</a></p>",
}


@pytest.mark.parametrize("markup", LEADS.values(), ids=LEADS.keys())
def test_a_line_that_only_leads_elsewhere_is_no_text(markup: str) -> None:
    document = judged(f"<article>{prose()}{markup}{prose(count=9)}</article>")
    assert reason_of(document, "MARK") == "related"


EDGES = {
    "head of the page": ("<header><a href=/>MARK</a></header><article>{}</article>", "header"),
    "date before the text": ("<article><div>3 May 2024, MARK</div>{}</article>", "other"),
    "behind the column": ("<article>{}</article><p>MARK</p>", "other"),
    "heading before the first paragraph": ("<article><h2>MARK</h2>{}</article>", None),
    "byline before the text": (
        "<article><p class=byline>By MARK and Jules Farrow, who is our correspondent for locks</p>{}</article>",
        "metadata",
    ),
    "tags behind the text": ("<article>{}<ul><li><a href=/t>MARK</a></ul></article>", "menu"),
    "wrapper whose class says menu": ("<div class='has-sidebar menu'><article>{}<p>MARK.</p></article></div>", None),
}


@pytest.mark.parametrize("case", EDGES.values(), ids=EDGES.keys())
def test_edges_of_the_text(case: tuple[str, str | None]) -> None:
    assert reason_of(judged(case[0].format(prose(count=6))), "MARK") == case[1]


def test_the_headline_is_metadata_and_another_h1_is_text() -> None:
    document = judged(f"<article><h1>Lock opens</h1>{prose()}<h1>MARK</h1>{prose(count=9)}</article>")
    assert reason_of(document, "Lock opens") == "metadata"
    assert reason_of(document, "MARK") is None


def test_a_wrapper_is_no_boilerplate_whatever_its_class_says() -> None:
    document = judged(f"<div class='sidebar ad'><form id=aspnet>{prose()}</form></div>")
    assert [v.reason for v in document.verdicts] == [None] * 4


def test_comments_longer_than_the_article_stay_comments() -> None:
    document = judged(f"<article>{prose(count=3)}</article><div class=comments>{prose(count=9)}</div>")
    assert [v.reason for v in document.verdicts] == [None] * 3 + ["comments"] * 9


def test_the_mobile_twin_of_the_text_is_a_duplicate() -> None:
    document = judged(f"<main><div>{prose()}</div><div>{prose()}</div></main>")
    assert [v.reason for v in document.verdicts] == [None] * 4 + ["duplicate"] * 4


def test_a_paragraph_said_again_is_a_duplicate_and_a_short_line_is_not() -> None:
    document = judged(
        f"<article>{prose('<p>Never.</p>', prose(count=1), '<p>Never.</p>', prose(count=9), count=6)}</article>"
    )
    repeated = [v.reason for v in document.verdicts]
    assert repeated[7] == "duplicate"
    assert repeated[6] == repeated[8]


def test_each_part_of_an_article_has_a_column() -> None:
    part = Page(url="https://news.example/a/2/", body=f"<nav>Menu</nav><article>{prose(count=2)}</article>".encode())
    document = staged(f"<article>{prose()}</article><footer>Foot</footer>", strip_boilerplate, continuations=(part,))
    assert [v.reason for v in document.verdicts] == [None] * 4 + ["footer", "menu", None, None]
    assert [c.tag for c in document.containers] == ["article", "article"]


def test_a_page_without_text_keeps_nothing() -> None:
    document = judged("<nav><a href=/>One</a></nav><p>Two")
    assert [v.reason for v in document.verdicts] == ["menu", "other"]
    assert document.containers == []


JNEWS = {
    "column": ("<p>MARK</p>", None),
    "text directly in the column": ("MARK", None),
    "advertisement": ("<div class='jeg_ad jeg_ad_article'><div class=ads-text>MARK</div></div>", "ad"),
    "table of contents": ("<div id=ez-toc-container><ul><li><a href='#a'>MARK</a></ul></div>", "toc"),
    "related box": ("<div class='jnews_inline_related_post_wrapper left'><h3>MARK</h3></div>", "related"),
    "tags": ("<div class=jeg_post_tags><a rel=tag href=/tag/a/>MARK</a></div>", "metadata"),
    "page links": ("<div class=jeg_pagelinks>MARK</div>", "menu"),
    "newsletter": ("<form class=mc4wp-form>MARK</form>", "newsletter"),
    "caption": ("<figure><img src=a.jpg><figcaption class=wp-caption-text>MARK</figcaption></figure>", "caption"),
    "paywall": ("<a class=jpw-truncate-btn href=/pay>MARK</a>", "paywall"),
}


@pytest.mark.parametrize("case", JNEWS.values(), ids=JNEWS.keys())
def test_a_profile_decides_where_it_speaks(case: tuple[str, str | None]) -> None:
    document = judged(f"<p>Before</p><div class='content-inner '>{case[0]}</div><p>After</p>", "jnews")
    assert reason_of(document, "MARK") == case[1]
    assert (reason_of(document, "Before"), reason_of(document, "After")) == ("other", "other")


def test_every_reason_of_the_rules_is_known() -> None:
    for markup, reason in AROUND.values():
        assert reason in STRIP_REASONS, markup
    for name in ("wordpress", "jnews", "capital_cities"):
        rules = load_profile(name).find(judged(f"<article>{prose()}</article>").root).stripped()
        assert set(rules.values()) <= set(STRIP_REASONS)
