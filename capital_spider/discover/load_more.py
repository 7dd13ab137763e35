"""Lists that grow by a button or by scrolling: the request that the page's script would make, as far as it can be read.

It stands in attributes of the button (``hx-get``, ``data-url`` and the like), in the configuration that a script reads,
or as a string in the script itself. Nothing is run.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode, urlsplit

from lxml import etree

from capital_spider.discover.links import link_text
from capital_spider.discover.paging import OFFSET_PARAMETERS, PAGE_PARAMETERS
from capital_spider.discover.words import names
from capital_spider.urls import MAX_LENGTH, canonical_url, site_of

# Stands in address or body where the position in the list belongs.
PLACE = "__POSITION__"
_ADDRESS_NAME = re.compile(
    r"(?:data-)?(?:hx-get|up-href|[a-z-]*(?:url|href|next|endpoint|api|path|src|source|more|ajax))$"
)
_MORE_NAME = re.compile(
    r"load[-_]?more|(?:^|[-_])more|infinite|(?:^|[-_])next|scroll|paginat|endpoint|(?:^|[-_])api|hx-get|ajax",
    re.IGNORECASE,
)
_POSITION_NAME = re.compile(r"data-(next-?page|(?:current-?)?page|paged|page-?number|offset|start|skip)$")
_NO_PAGE = re.compile(
    r"\.(?:jpe?g|png|gif|webp|avif|svg|mp[34]|m3u8|js|mjs|css|woff2?|ico|pdf|xml|map)(?:$|\?)", re.IGNORECASE
)
# Where a template's number goes: {page}, {{ page }}, ${page}, %d, :page, __PAGE__, [PAGE], and what ends in "page=".
_PLACEHOLDER = re.compile(
    r"\$?\{\{?\s*[\w.]*(?P<a>page|offset|start|skip)[\w.+ ]*\}?\}|%7B(?P<b>page|offset|start|skip)%7D|%d"
    r"|(?<=/):(?P<c>page|offset)\b|__(?P<d>PAGE|OFFSET)\w*__|\[(?P<e>page|offset)\]|(?<==)$",
    re.IGNORECASE,
)
_LITERAL = re.compile(r"""(["'`])((?:https?:)?(?:\\?/)[^"'`\s<>]{1,400}|\?[\w-]+=[^"'`\s<>]{0,200})\1""")
_NAMED_LITERAL = re.compile(
    r"""([\w-]+)["']?\s*[:=]\s*(["'`])((?:https?:)?(?:\\?/)[^"'`\s<>]{1,400}|\?[^"'`\s<>]{1,200})\2"""
)
_NEXT_LITERAL = re.compile(
    r"""["']?next(?:_?page)?_?(?:url|href|link)?["']?\s*:\s*["']([^"'\s<>]{2,400})["']""", re.IGNORECASE
)
_NUMBER = re.compile(
    r"""\b(next_?page|(?:current_?)?page(?:_?n(?:o|um(?:ber)?))?|paged|offset|start|skip)["']?\s*[:=]\s*["']?(\d{1,6})\b""",
    re.IGNORECASE,
)
_JNEWS = re.compile(r"var\s+(jnews_module_\w+)\s*=\s*(\{.*?\});", re.DOTALL)
# What an address is mostly called that gives more of a list; and what never gives any.
_LISTS = re.compile(
    r"jnews|articles?|stor(?:y|ies)|posts?|news|list|latest|archive|more|items|entries|feed|teasers?|load|page/",
    re.IGNORECASE,
)
_NEVER = re.compile(
    r"track|analytic|collect|pixel|beacon|/log|consent|/ads?[/?]|banner|comment|search|login|cart|wp-admin",
    re.IGNORECASE,
)
_MAX_SCRIPT = 200_000


@dataclass(frozen=True, slots=True, kw_only=True)
class MoreRequest:
    """The request for more of a list. address, body: with PLACE where the position belongs.

    position: the page, or how many articles to skip (counts_articles); None if the address names the place itself.
    body: form data of a POST, None for GET.
    """

    address: str
    position: int | None = None
    counts_articles: bool = False
    body: str | None = None

    @property
    def url(self) -> str:
        return self.address.replace(PLACE, str(self.position))

    @property
    def data(self) -> str | None:
        return self.body.replace(PLACE, str(self.position)) if self.body is not None else None

    def following(self, articles: int) -> MoreRequest | None:
        """What to ask for after an answer with so many articles; None if this one's address cannot be counted on."""
        if self.position is None:
            return None
        return replace(self, position=self.position + (articles if self.counts_articles else 1))


def find_more(root: etree._Element, url: str, articles: int) -> MoreRequest | None:
    """The request for what comes after the list on this page, which shows so many articles."""
    candidates = [*_jnews(root, url), *_in_attributes(root, url, articles), *_in_scripts(root, url, articles)]
    return next((m for m in candidates if _LISTS.search(m.address)), candidates[0] if candidates else None)


def more_request(address: str, base: str, articles: int, position: int | None = None) -> MoreRequest | None:
    """The request that an address or a template of one stands for; None if it leads nowhere that a crawl may go."""
    address = address.replace("\\/", "/")
    template, counts = address, False
    if found := _PLACEHOLDER.search(address):
        before = address[: found.start()].lower()
        counts = _counts_articles(
            next((g for g in found.groups() if g), "") + before.rpartition("?")[2].rpartition("&")[2]
        )
        template = address[: found.start()] + PLACE + address[found.end() :]
        position = position if position is not None else articles if counts else 1
    elif (named := _numbered(address)) is not None:
        name, number = named
        counts, position = name in OFFSET_PARAMETERS, number
        template = re.sub(rf"(?<=[?&]){re.escape(name)}=\d+", f"{name}={PLACE}", address)
    elif position is not None:
        template = f"{address}{'&' if '?' in address else '?'}page={PLACE}"
    resolved = canonical_url(re.sub(r"\$\{[^}]*\}|\{\{[^}]*\}\}", "", template), base)
    if (
        resolved is None
        or site_of(resolved) != site_of(base)
        or len(resolved) > MAX_LENGTH
        or _NO_PAGE.search(resolved)
        or _NEVER.search(urlsplit(resolved).path)
    ):
        return None
    return MoreRequest(address=resolved, position=position if PLACE in resolved else None, counts_articles=counts)


def _counts_articles(name: str) -> bool:
    return any(word in name.lower() for word in OFFSET_PARAMETERS)


def _numbered(address: str) -> tuple[str, int] | None:
    query = parse_qsl(urlsplit(address).query)
    return next(((k, int(v)) for k, v in query if k in (*PAGE_PARAMETERS, *OFFSET_PARAMETERS) and v.isdecimal()), None)


# --- attributes ------------------------------------------------------------------------------------------------------


def _in_attributes(root: etree._Element, url: str, articles: int) -> Iterator[MoreRequest]:
    for element in root.iter(etree.Element):
        names_of = [str(n) for n in element.attrib if _ADDRESS_NAME.fullmatch(str(n)) and str(n) not in ("href", "src")]
        for name in names_of:
            value = element.get(name) or ""
            if value[:1] not in ("/", "?") and not value.startswith("http"):
                continue
            if not (_MORE_NAME.search(name) or _is_button(element)):
                continue
            more = more_request(value, url, articles, _position(element))
            if more is not None and (more.position is not None or _is_button(element)) and more.url != url:
                yield more


def _is_button(element: etree._Element) -> bool:
    marks = f"{element.get('class') or ''} {element.get('id') or ''} {element.get('hx-trigger') or ''}"
    return bool(_MORE_NAME.search(marks)) or "revealed" in marks or names("next", link_text(element))


def _position(element: etree._Element) -> int | None:
    for name, value in element.attrib.items():
        if _POSITION_NAME.fullmatch(str(name)) and str(value).isdecimal():
            return int(value)
    return None


# --- scripts ---------------------------------------------------------------------------------------------------------


def _in_scripts(root: etree._Element, url: str, articles: int) -> Iterator[MoreRequest]:
    for text in _configurations(root):
        numbers = {name.lower().replace("_", ""): int(value) for name, value in _NUMBER.findall(text)}
        page = next((n for name, n in numbers.items() if not _counts_articles(name)), None)
        offset = next((n for name, n in numbers.items() if _counts_articles(name)), None)
        yield from (m for a in _NEXT_LITERAL.findall(text) if (m := more_request(a, url, articles)) and "?" in m.url)
        for address in _addresses(text, bool(numbers)):
            more = more_request(address, url, articles)
            if more is None:
                continue
            stated = offset if more.counts_articles else page
            if more.position is None and numbers:
                name, place = ("page", page) if page is not None else ("offset", offset)
                joint = "&" if "?" in more.address else "?"
                yield replace(
                    more, address=f"{more.address}{joint}{name}={PLACE}", position=place, counts_articles=page is None
                )
            elif more.position is not None:
                yield replace(more, position=stated) if stated else more


def _configurations(root: etree._Element) -> Iterator[str]:
    for script in root.iter("script"):
        if script.text and not script.get("src") and (script.get("type") or "") != "application/ld+json":
            yield script.text[:_MAX_SCRIPT]
    for element in root.iter(etree.Element):
        yield from (str(v) for k, v in element.attrib.items() if str(k).startswith("data-") and str(v)[:1] == "{")


def _addresses(text: str, is_counted: bool) -> Iterator[str]:
    """Strings with a place for a number; those whose name says that they give more, where numbers stand beside them."""
    for _, address in _LITERAL.findall(text):
        if _PLACEHOLDER.search(address.rstrip("\\")) or _numbered(address):
            yield address
    for name, _, address in _NAMED_LITERAL.findall(text):
        if is_counted and _MORE_NAME.search(name) and not _numbered(address) and not _PLACEHOLDER.search(address):
            yield address


# --- JNews -----------------------------------------------------------------------------------------------------------


def _jnews(root: etree._Element, url: str) -> Iterator[MoreRequest]:
    """The theme's own: POST to ``/?ajax-request=jnews`` with the attributes of the block, from the script beside it."""
    modules = {name: data for script in root.iter("script") for name, data in _JNEWS.findall(script.text or "")}
    for block in root.iter("div") if modules else ():
        data = modules.get(block.get("data-unique") or "")
        number = re.search(r"\bjeg_postblock_(\d+)\b", block.get("class") or "")
        if data is None or number is None or "jeg_load_more_flag" not in etree.tostring(block, encoding="unicode"):
            continue
        try:
            attributes = json.loads(data)
        except ValueError:
            continue
        form = [
            ("action", f"jnews_module_ajax_jnews_block_{number[1]}"),
            ("module", "true"),
            ("data[current_page]", PLACE),
        ]
        form += _fields("data[attribute]", attributes)
        address = canonical_url("/?ajax-request=jnews", url)
        if address:
            yield MoreRequest(address=address, position=2, body=urlencode(form, quote_via=quote))


def _fields(name: str, value: Any) -> list[tuple[str, str]]:
    """Form fields as PHP reads them back: ``a[b][0]=c``."""
    if isinstance(value, dict):
        return [f for key, inner in value.items() for f in _fields(f"{name}[{key}]", inner)]
    if isinstance(value, list):
        return [f for n, inner in enumerate(value) for f in _fields(f"{name}[{n}]", inner)]
    text = (
        {True: "true", False: "false", None: ""}.get(value, value)
        if not isinstance(value, (int, float)) or isinstance(value, bool)
        else value
    )
    return [(name, str(text))]
