"""Links that may be followed: visible, on the same site, no trap."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from lxml import etree

from capital_spider.text import clean_line
from capital_spider.urls import canonical_url, site_of, trap_reason

_HIDDEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|(?:left|top|text-indent)\s*:\s*-\d{3,}px")


def link_text(link: etree._Element) -> str:
    return clean_line("".join(map(str, link.itertext())))


def is_hidden(element: etree._Element) -> bool:
    """True for what a reader cannot see: by attribute or style, on the element or around it."""
    return any(
        "hidden" in e.attrib or _HIDDEN_STYLE.search((e.get("style") or "").lower())
        for e in (element, *element.iterancestors())
    )


def follow(links: Iterable[etree._Element], base: str) -> Iterator[tuple[etree._Element, str]]:
    """(link, address) of the links that a crawl of the site may follow, each address once: its first link with text.

    On a card the picture links to the article too, mostly before the headline.
    """
    first: dict[str, etree._Element] = {}
    for link, url in follow_all(links, base):
        if url not in first or (not link_text(first[url]) and link_text(link)):
            first[url] = link
    yield from ((link, url) for url, link in first.items())


def follow_all(links: Iterable[etree._Element], base: str) -> Iterator[tuple[etree._Element, str]]:
    """(link, address) of all links that a crawl of the site may follow."""
    for link in links:
        href = link.get("href")
        url = canonical_url(href, base) if href else None
        if url is None or site_of(url) != site_of(base) or trap_reason(url) is not None:
            continue
        if not is_hidden(link):
            yield link, url
