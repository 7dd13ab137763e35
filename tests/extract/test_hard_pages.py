"""Pages of no known theme that defeat simple rules: what is text, what is not."""

from __future__ import annotations

import pytest

from capital_spider import extract_article

URL = "https://www.delta.example/2025/05/lock-keeper/"
TEXT = [
    "The lock keeper at Nine Elbows has counted boats for thirty-one years, and on Monday he stopped, because the "
    "council had given him a machine that counts them better.",
    "“It is a good machine,” said Edmund Marsh, who is sixty. “It does not know their names, though.” He has kept the "
    "names in nine ledgers, which the museum would like to have.",
    "The council said the machine would pay for itself in two summers. It counts every boat twice, once in each "
    "direction, and sends the figure to the county by telephone.",
    "Boat owners were asked what they thought. Most of them had not noticed, since Mr Marsh still stands on the gate "
    "every morning with his pencil, as he has always done.",
    "A decision about the ledgers is expected in June. Until then they lie under the sail in the boathouse, and "
    "anyone who asks kindly may read the page of the day on which they were born.",
]
MENU = "<nav><ul><li><a href=/>Home</a><li><a href=/water>Water</a><li><a href=/town>Town</a></ul></nav>"
HEAD = f"<header><a href=/>Delta Dispatch</a>{MENU}</header>"
FOOT = "<footer><p>© 2025 Delta Dispatch. All rights reserved. <a href=/terms>Terms</a></p></footer>"
TITLE = "<h1>Machine counts boats, keeper counts on</h1>"


def paragraphs(tag: str = "p") -> str:
    return "".join(f"<{tag}>{text}</{tag}>" for text in TEXT)


def page(body: str, title: str = "Machine counts boats, keeper counts on") -> str:
    head = f"<title>{title} - Delta Dispatch</title>"
    return f"<html><head>{head}</head><body>{HEAD}{body}{FOOT}</body></html>"


NEXT = "<article><h1>Bridge painted on one side only</h1>" + "".join(
    f"<p>The bridge has been painted on its {side} side since March, and nobody in the council can say who ordered the "
    "paint, or why there was so little of it.</p>" for side in ("northern", "upper", "outer")
) + "</article>"  # fmt: skip
COMMENTS = "".join(
    f"<div><img alt='' src=/a{n}.png><b>{name}</b> <span>{n} hours ago</span><p>{said}</p><a href=#>Reply</a></div>"
    for n, (name, said) in enumerate(
        [("Jo", "My uncle had a boat there, a blue one."), ("Bo", "They should give him the machine to keep."),
         ("Mo", "Pencils do not break down in the rain."), ("Flo", "Nine ledgers! Who has the tenth?")], 2)
)  # fmt: skip
READ_ALSO = "<p><strong>Read also: <a href=/b>Bridge painted on its upper side</a></strong></p>"
LOREM = (
    "<template><p>Reply to the lorem ipsum that was painted on its upper side since March, or do not.</p></template>"
)
NARROW = f"<table><tr><td>{MENU}</td><td><table><tr><td>{TITLE}</td></tr><tr><td>{paragraphs()}</td></tr></table></td>"
PAGES = {
    "plain article": f"<main><article>{TITLE}<p>By Ana Ruiz</p>{paragraphs()}</article></main>",
    "paragraphs as div": f"<div class=wrap>{TITLE}<div class=txt>{paragraphs('div')}</div></div>",
    "text straight in the body, parted by breaks": TITLE + "<br><br>".join(TEXT),
    "layout table": f"<table><tr><td>{MENU}</td><td>{TITLE}{paragraphs()}</td></tr></table>",
    "a further article below": f"<main><article>{TITLE}{paragraphs()}</article>{NEXT}</main>",
    "hidden template copy": f"<main><article>{TITLE}{paragraphs()}</article></main><div hidden>{paragraphs()}</div>",
    "mobile and desktop twins": f"<main>{TITLE}<div>{paragraphs()}</div><div class=d>{paragraphs()}</div></main>",
    "a further article behind a rule": f"<main><article>{TITLE}{paragraphs()}</article><hr>{NEXT}<hr>{NEXT}</main>",
    "a template of the page's own": f"<main><article>{TITLE}{paragraphs()}</article></main>{LOREM}",
    "twins of other elements": f"<div>{TITLE}{paragraphs('div')}</div><div class=d>{TITLE}{paragraphs()}</div>",
    "text straight in a div, parted by breaks": f"<div>{TITLE}<div>{'<br><br>'.join(TEXT)}</div></div>",
    "breaks with a space between them": f"<div>{TITLE}<div>{'<br>&nbsp;<br>'.join(TEXT)}</div></div>",
    "headline and paragraphs in one div": f"<div>{TITLE}{paragraphs('div')}</div>",
    "open paragraphs in a font": f"<table><tr><td>{TITLE}<p><font size=2>{'<p>'.join(TEXT)}</font></td></tr></table>",
    "table in a layout table": f"{NARROW}<td><a href=/x>Home</a></td></tr></table>",
    "a line that leads elsewhere": f"<main><article>{TITLE}{paragraphs()}{READ_ALSO}<p></p></article></main>",
    "comments as a list": f"<main><article>{TITLE}{paragraphs()}</article><ol>{COMMENTS}</ol></main>",
    "comments without class names": f"<main><article>{TITLE}{paragraphs()}</article><div>{COMMENTS}</div></main>",
}  # fmt: skip


@pytest.mark.parametrize("body", PAGES.values(), ids=PAGES.keys())
def test_text_is_the_article_once(body: str) -> None:
    text = extract_article(page(body), URL).text
    assert [sentence for sentence in TEXT if text.count(sentence) != 1] == []
    for foreign in ("Home", "All rights reserved", "Reply", "painted on its", "blue one"):
        assert foreign not in text


ADRIFT = (
    "<section><h1>Bridge painted on one side only</h1><p>By Bo Li</p>"
    + NEXT.removeprefix("<article>").partition("</h1>")[2]
)
BIO = "<p><em>Ana Ruiz writes about water for the Delta Dispatch. She lives on a houseboat with two dogs.</em></p>"
EXACT = {
    "comments in the article": f"<main><article>{TITLE}{paragraphs()}<section>{COMMENTS}</section></article></main>",
    "a further article in a section": f"<main><section>{TITLE}{paragraphs()}</section>{ADRIFT}</section></main>",
    "a further article under h2": f"<main><article>{TITLE}{paragraphs()}</article>{NEXT.replace('h1', 'h2')}</main>",
    "a hidden copy before the text": (
        f"<div style='display:none'>{TITLE}{paragraphs()}</div><main><article>{TITLE}{paragraphs()}</article></main>"
    ),
}


@pytest.mark.parametrize("body", EXACT.values(), ids=EXACT.keys())
def test_text_is_the_article_and_nothing_else(body: str) -> None:
    assert extract_article(page(body), URL).text.split("\n\n") == TEXT


MISREAD = {
    "who wrote it": f"<main><article>{TITLE}{paragraphs()}{BIO}</article></main>",
}


@pytest.mark.xfail(strict=True, reason="read wrongly: boilerplate verdicts")
@pytest.mark.parametrize("body", MISREAD.values(), ids=MISREAD.keys())
def test_text_is_nothing_but_the_article(body: str) -> None:
    assert extract_article(page(body), URL).text.split("\n\n") == TEXT


NO_TEXT = {
    "nothing": "",
    "a menu": page(""),
    "a page that a script fills": page("<div id=root></div><noscript>Please switch JavaScript on.</noscript>"),
    "a list of headlines": page("".join(f"<h3><a href=/{n}>Story {n} of the delta</a></h3>" for n in range(20))),
    "a log-in form": page("<main><h1>Log in</h1><form><label>Name <input></label><button>Go</button></form></main>"),
    "no markup": "\x00\x01\x02" * 50,
}


@pytest.mark.parametrize("markup", NO_TEXT.values(), ids=NO_TEXT.keys())
def test_no_text_is_invented(markup: str) -> None:
    article = extract_article(markup, URL)
    assert article.text == ""
    assert "no_text" in [problem.code for problem in article.problems]


def test_right_to_left_and_unspaced_scripts() -> None:
    arabic = "أعلن المجلس يوم الاثنين أن الآلة الجديدة ستحصي القوارب بدلا من الحارس الذي عمل هناك ثلاثين عاما."
    chinese = "市议会星期一宣布，新机器将代替工作了三十年的船闸管理员清点船只，但他每天早晨仍然拿着铅笔站在闸门上。"
    for sentence in (arabic, chinese):
        said = [f"{sentence}{n}" for n in range(5)]
        headline = sentence[:12].strip()
        body = f"<main><article><h1>{headline}</h1>{''.join(f'<p>{text}</p>' for text in said)}</article></main>"
        assert extract_article(page(body, headline), URL).text.split("\n\n") == said
