"""Pages that stand in front of the page: the plain cookie that opens it, as the page's own script or link says.

A cookie is plain if the script writes it letter for letter. One that is computed, or belongs to a service that keeps
robots out, is none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import parse_qsl, urlsplit

from lxml import etree

from capital_spider.discover.words import begins, link_names
from capital_spider.urls import canonical_url, host_of

# More text than this, in characters, and the page is no mere gate.
MAX_TEXT = 2000
_FEW = 600
# document.cookie = "name=value; path=/": what follows the value is its end, not something computed.
_WRITTEN = re.compile(
    r"""document\.cookie\s*=\s*(["'`])\s*([\w.-]+)=([^;"'`\s$]*)(?:\s*;|\1(?!\s*\+)|\1\s*\+\s*["'`]\s*;)"""
)
# setCookie("name", "value", 365), Cookies.set("name", "value").
_CALLED = re.compile(
    r"""(?:set_?cookie|cookies?\.set)\(\s*["']([\w.-]+)["']\s*,\s*["']?([\w.%:-]*)["']?\s*[,)]""", re.IGNORECASE
)
_YES = re.compile(r"^(?:1|true|yes|y|ok|on|all|accept\w*|allow\w*|agree\w*|granted|seen|done)$", re.IGNORECASE)
_NO = re.compile(r"^(?:0|false|no|n|none|off|)$|declin|reject|refus|den(?:y|ied)|necessary", re.IGNORECASE)
_RELOADS = re.compile(r"location\.(?:reload|href|replace|assign)|location\s*=")


def shown_text(root: etree._Element) -> int:
    """How many characters the page shows, white space left out."""
    return sum(len("".join(part.split())) for part in _texts(root))


def _texts(root: etree._Element) -> Iterator[str]:
    for element in root.iter(etree.Element):
        if element.tag not in ("script", "style", "noscript", "template", "title") and element.text:
            yield element.text
        if element.tail:
            yield element.tail


def is_gate(root: etree._Element, url: str) -> bool:
    """True for a page with little text whose script sets a cookie and loads again, or whose link leads to itself."""
    if shown_text(root) > _FEW:
        return False
    scripts = " ".join(s.text or "" for s in root.iter("script"))
    writes = _WRITTEN.search(scripts) or _CALLED.search(scripts)
    return bool(writes and _RELOADS.search(scripts)) or any(_leads_to_itself(u, url) for u in _accept_links(root, url))


def script_cookie(root: etree._Element) -> str | None:
    """``name=value; …`` as the page's scripts and buttons write it on consent; None if they write no plain one."""
    values: dict[str, str] = {}
    for script in _scripts(root):
        written = [(m[2], m[3]) for m in _WRITTEN.finditer(script)] + [(m[1], m[2]) for m in _CALLED.finditer(script)]
        for name, value in written:
            if not _NO.search(value) and (name not in values or _YES.match(value)):
                values[name] = value
    if not values or any(begins("bot_cookies", name) for name in values):
        return None
    return "; ".join(f"{name}={value}" for name, value in values.items())


def _scripts(root: etree._Element) -> Iterator[str]:
    yield from (script.text for script in root.iter("script") if script.text)
    yield from (element.get("onclick") or "" for element in root.iter("a", "button", "input") if element.get("onclick"))


def accept_url(root: etree._Element, url: str) -> str | None:
    """Where the link leads that says "Accept" or "Continue", on the same host."""
    return next(_accept_links(root, url), None)


def _accept_links(root: etree._Element, url: str) -> Iterator[str]:
    for link in root.iter("a"):
        found = canonical_url(link.get("href") or "", url)
        if found and host_of(found) == host_of(url) and found != canonical_url(url) and link_names("accept", link):
            yield found


def _leads_to_itself(found: str, url: str) -> bool:
    """The same page, with one parameter more."""
    ours, theirs = (dict(parse_qsl(urlsplit(u).query, keep_blank_values=True)) for u in (url, found))
    return urlsplit(found).path == urlsplit(url).path and len(theirs.keys() - ours.keys()) == 1


def answered_cookie(headers: list[str]) -> str | None:
    """``name=value; …`` of Set-Cookie headers; None if there are none, or one belongs to what keeps robots out."""
    pairs = [h.split(";", 1)[0].strip() for h in headers if "=" in h.split(";", 1)[0]]
    if not pairs or any(begins("bot_cookies", pair) for pair in pairs):
        return None
    return "; ".join(pairs)
