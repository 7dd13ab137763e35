"""Pages in front of the page: the cookie that opens them, if it is a plain one."""

from __future__ import annotations

import pytest
from lxml import html

from capital_spider.discover.interstitials import accept_url, answered_cookie, is_gate, script_cookie

URL = "https://example.org/2025/04/02/report/"


def script(text: str) -> str:
    return f"<h1>Before you continue</h1><script>{text}</script>"


COOKIES = {
    "written letter for letter": (script("document.cookie = 'consent=yes; path=/'; location.reload()"), "consent=yes"),
    "without a path": (script('document.cookie="consent=yes"'), "consent=yes"),
    "with a path put behind": (script("document.cookie = 'a=1' + '; path=/'"), "a=1"),
    "by a function of the page": (script("setCookie('gdpr', 'accepted', 365)"), "gdpr=accepted"),
    "by a library": (script("Cookies.set('gdpr', '1', {expires: 9})"), "gdpr=1"),
    "on a button": ("<button onclick=\"document.cookie='ok=1;path=/'\">OK</button>", "ok=1"),
    "two of them": (script("document.cookie='a=1;'; document.cookie='b=x;'"), "a=1; b=x"),
    "accepted or declined": (
        script("no(){document.cookie='c=declined;'} yes(){document.cookie='c=accepted;'}"),
        "c=accepted",
    ),
    "only declined": (script("document.cookie='c=false;'"), None),
    "computed": (script("document.cookie = 'key=' + solve(42) + '; path=/'"), None),
    "computed in a template": (script("document.cookie = `key=${solve(42)}; path=/`"), None),
    "of a service against robots": (script("document.cookie='__test=ab12; path=/'"), None),
    "of such a service beside another": (script("document.cookie='datadome=x;'; document.cookie='a=1;'"), None),
    "none": (script("location.reload()"), None),
}


@pytest.mark.parametrize("case", COOKIES.values(), ids=COOKIES.keys())
def test_cookie_of_a_script(case: tuple[str, str | None]) -> None:
    assert script_cookie(html.document_fromstring(case[0])) == case[1]


LINKS = {
    "accept": ('<a href="?accept-cookies=1">Accept</a>', f"{URL}?accept-cookies=1"),
    "in German": ('<a href="/ok">Alle akzeptieren</a>', "https://example.org/ok"),
    "on another host": ('<a href="https://a.test/ok">Accept</a>', None),
    "to itself": (f'<a href="{URL}">Accept</a>', None),
    "something else": ('<a href="/privacy">Privacy policy</a>', None),
}


@pytest.mark.parametrize("case", LINKS.values(), ids=LINKS.keys())
def test_link_that_accepts(case: tuple[str, str | None]) -> None:
    assert accept_url(html.document_fromstring(f"<p>Cookies?</p>{case[0]}"), URL) == case[1]


LONG = "<p>" + "The harbour was full of ships that evening. " * 20 + "</p>"
GATES = {
    "sets a cookie and loads again": (script("document.cookie='a=1;'; location.reload()"), True),
    "a link to go on to the same page": ('<p>Advertisement</p><a href="?ad=seen">Continue to article</a>', True),
    "sets a cookie only": (script("document.cookie='a=1;'"), False),
    "a short page with a link to read on": ('<p>Soon more.</p><a href="/2025/04/03/next/">Continue reading</a>', False),
    "an article whose script sets a cookie": (LONG + script("document.cookie='a=1;'; location.reload()"), False),
}


@pytest.mark.parametrize("case", GATES.values(), ids=GATES.keys())
def test_gate(case: tuple[str, bool]) -> None:
    assert is_gate(html.document_fromstring(case[0]), URL) is case[1]


ANSWERED = {
    "one": (["ok=1; Path=/; HttpOnly"], "ok=1"),
    "two": (["ok=1; Path=/", "seen=2"], "ok=1; seen=2"),
    "of a service against robots": (["ok=1", "cf_clearance=ab; Secure"], None),
    "none": ([], None),
}


@pytest.mark.parametrize("case", ANSWERED.values(), ids=ANSWERED.keys())
def test_cookie_of_an_answer(case: tuple[list[str], str | None]) -> None:
    assert answered_cookie(case[0]) == case[1]
