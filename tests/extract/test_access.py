"""What the page shows to everyone."""

from __future__ import annotations

import json
from typing import Any

import pytest
from staged import prose, staged

from capital_spider.extract import judge_access
from capital_spider.extract.access import is_restricted


def ld(**properties: Any) -> str:
    node = {"@type": "NewsArticle", "headline": "Lock opens", "author": "Ana", **properties}
    return f'<script type="application/ld+json">{json.dumps(node)}</script>'


ACCESS: dict[str, tuple[str, str, list[str]]] = {
    "open": (prose(), "open", []),
    "said to be free": (ld(isAccessibleForFree=True) + prose(), "open", []),
    "said not to be free": (ld(isAccessibleForFree=False) + prose(), "partial", ["paywall"]),
    "said not to be free, as a word": (ld(isAccessibleForFree="False") + prose(), "partial", ["paywall"]),
    "said not to be free, as an address": (
        ld(isAccessibleForFree="http://schema.org/False") + prose(),
        "partial",
        ["paywall"],
    ),
    "said not to be free, and no text": (ld(isAccessibleForFree=False), "closed", ["paywall"]),
    "said not to be free, and as long as JSON-LD counts": (
        ld(isAccessibleForFree=False, wordCount=80) + prose(),
        "partial",
        ["paywall_whole"],
    ),
    "said not to be free, and shorter than JSON-LD counts": (
        ld(isAccessibleForFree=False, wordCount=900) + prose(count=30),
        "partial",
        ["paywall"],
    ),
    "said not to be free, and long": (ld(isAccessibleForFree=False) + prose(count=30), "partial", ["paywall_whole"]),
    "said not to be free, long, and cut": (
        ld(isAccessibleForFree=False) + prose("<p>The keeper of the gate took his pencil and …</p>", count=30),
        "partial",
        ["paywall"],
    ),
    "locked, as a tier": ("<meta property='article:content_tier' content=locked>" + prose(), "partial", ["paywall"]),
    "metered": ("<meta property='article:content_tier' content=metered>" + prose(), "open", []),
    "microdata": ("<meta itemprop=isAccessibleForFree content=false>" + prose(), "partial", ["paywall"]),
    "offer to read on": (
        f"<article>{prose()}</article><div>To continue reading, subscribe now</div>",
        "partial",
        ["paywall"],
    ),
    "offer to read on, in other words": (
        f"<article>{prose()}</article><div>La suite est réservée aux abonnés.</div>",
        "partial",
        ["paywall"],
    ),
    "offer to read on, and no text": ("<div>To continue reading, subscribe now</div>", "closed", ["paywall"]),
    "comments for subscribers": (
        f"<article>{prose()}</article><div class=comments>To read this article's comments, subscribe</div>",
        "open",
        [],
    ),
    "offer on a page that is free": (
        ld(isAccessibleForFree=True) + f"<article>{prose()}</article><div class=paywall>Subscribe to read</div>",
        "open",
        [],
    ),
    "offer of a subscription below a whole text": (
        f"<article>{prose()}</article><div class=paywall>Subscribe</div>",
        "open",
        [],
    ),
    "offer of a subscription where the text breaks off": (
        f"<article>{prose('<p>The keeper of the gate took his pencil, looked at the boats and ...</p>')}</article>"
        "<div class=paywall>Subscribe</div>",
        "partial",
        ["paywall"],
    ),
    "log-in": (
        "<h1>Archive</h1><p>Please log in to see this page.</p><form><input type=password></form>",
        "closed",
        ["login"],
    ),
    "log-in beside a text": (f"{prose()}<form>Please log in to comment <input type=password></form>", "open", []),
    "form for something else": ("<h1>Archive</h1><form>Key <input type=password></form>", "open", []),
}


@pytest.mark.parametrize("case", ACCESS.values(), ids=ACCESS.keys())
def test_access(case: tuple[str, str, list[str]]) -> None:
    document = staged(case[0], judge_access)
    assert (document.access, [p.code for p in document.problems]) == case[1:]


def test_a_password_closes_a_page() -> None:
    form = (
        "<form class=post-password-form><p>This content is password protected. To view it please enter it.</p></form>"
    )
    document = staged(f"<div class=entry-content>{form}</div>", judge_access, profile="wordpress")
    assert (document.access, document.text) == ("closed", "")
    assert [(p.field, p.code) for p in document.problems] == [("text", "password")]


def test_a_theme_s_truncated_text_is_a_part() -> None:
    page = f"<body class=jpw-truncate><div class=content-inner>{prose()}<a class=jpw-truncate-btn>Pay</a></div>"
    document = staged(page, judge_access, profile="jnews")
    assert document.access == "partial"
    assert "Pay" not in document.text


RESTRICTED: dict[str, tuple[str, bool]] = {
    "open": (prose(), False),
    "said not to be free": (ld(isAccessibleForFree=False) + prose(), True),
    "said to be free, with an offer": (ld(isAccessibleForFree=True) + f"{prose()}<div class=paywall>Pay</div>", False),
    "offer": (f"{prose()}<div class=paywall>Pay</div>", True),
}


@pytest.mark.parametrize("case", RESTRICTED.values(), ids=RESTRICTED.keys())
def test_pages_that_may_keep_back_text(case: tuple[str, bool]) -> None:
    assert is_restricted(staged(case[0], judge_access)) is case[1]
