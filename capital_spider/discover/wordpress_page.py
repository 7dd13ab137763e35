"""A post of a WordPress REST API as a page: its content in the markup that WordPress itself prints around it.

So that one extraction makes the records of pages and posts alike. The page says what the API says and nothing else;
what only a theme prints (a subtitle, further authors, a box with the source) is not on it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, cast

from lxml import etree, html
from lxml.html import builder as tag

from capital_spider.discover.wordpress import SPLIT_MARK, Post, text_at
from capital_spider.discover.wordpress_terms import Term, line_of
from capital_spider.items import Page
from capital_spider.text import fold

_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")  # no text of XML's

_FRAME = re.compile(r"</?(?:html|head|body)\b[^>]*>", re.IGNORECASE)  # of a whole page; what comes after it is lost
_SPLIT = re.compile(rf"<!--\s*{SPLIT_MARK}\s*-->")
_SHOWN = etree.XPath("//body//text()[not(parent::script or parent::style or parent::template)]")
# So many letters at the end of a text tell it from any other.
_ENDING = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class PostSite:
    """What all posts of a site share: its name, the language that its pages declare, its categories by id."""

    name: str = ""
    language: str = ""
    terms: Mapping[int, Term] = field(default_factory=dict)


def post_page(post: Post, site: PostSite) -> bytes:
    """HTML, UTF-8, of a post that was asked for in full."""
    data = post.data
    article = tag.ARTICLE(
        {"class": "post type-post hentry"},
        _filled(tag.H1({"class": "entry-title"}), text_at(data, "title", "rendered")),
        *_byline(data),
        *_picture(data),
        _filled(tag.DIV({"class": "entry-content"}), text_at(data, "content", "rendered")),
        tag.FOOTER({"class": "entry-footer"}, *_categories(data, site), *_tags(data)),
    )
    page = tag.HTML(
        {"lang": _text(site.language)} if site.language else {},
        tag.HEAD(*_head(post, site)),
        tag.BODY({"class": "single-post"}, _ancestors(data, site), article),
    )
    return bytes(html.tostring(page, encoding="utf-8", doctype="<!DOCTYPE html>"))


def further_parts(page: Page, root: etree._Element) -> tuple[Page, ...]:
    """Pages 2, 3 … of an article, from the whole text in the page's twin; () if there is none.

    root: the tree of page 1. It must show its part to the end: of what a page hides nothing is taken from elsewhere.
    """
    try:
        twin = json.loads(page.api or b"null")
    except (ValueError, RecursionError):
        return ()
    first, *others = _SPLIT.split(text_at(twin, "content", "rendered"))
    ending = fold(_plain(first))[-_ENDING:]
    if not ending or ending not in fold(" ".join(cast("list[str]", _SHOWN(root)))):
        return ()
    return tuple(replace(page, body=_part_page(part), api=None) for part in others)


def _part_page(markup: str) -> bytes:
    text = _filled(tag.DIV({"class": "entry-content"}), markup)
    page = tag.HTML(tag.HEAD(tag.META(charset="utf-8")), tag.BODY(tag.ARTICLE({"class": "post hentry"}, text)))
    return bytes(html.tostring(page, encoding="utf-8", doctype="<!DOCTYPE html>"))


def _head(post: Post, site: PostSite) -> Iterator[etree._Element]:
    """What an SEO plugin prints, where the API gives it; else the same from the post."""
    yield tag.META(charset="utf-8")
    printed = text_at(post.data, "yoast_head")
    yield from (e for e in _fragments(printed) if isinstance(e, etree._Element))
    yield tag.LINK(rel="canonical", href=post.url)
    if not printed:
        title = _plain(text_at(post.data, "title", "rendered"))
        described = _plain(text_at(post.data, "excerpt", "rendered"))
        yield tag.TITLE(title)
        properties = {"og:type": "article", "og:title": title, "og:description": described, "og:site_name": site.name}
        for name, content in properties.items():
            if content:
                yield tag.META(property=name, content=_text(content))


def _byline(data: Mapping[str, Any]) -> Iterator[etree._Element]:
    for author in _embedded(data, "author"):
        if name := _text(text_at(author, "name")):
            link = tag.A(name, {"class": "url fn n", "rel": "author", "href": _text(text_at(author, "link"))})
            yield tag.SPAN({"class": "author vcard"}, link)


def _picture(data: Mapping[str, Any]) -> Iterator[etree._Element]:
    for media in _embedded(data, "wp:featuredmedia"):
        if address := _text(text_at(media, "source_url")):
            caption = _filled(tag.FIGCAPTION({"class": "wp-caption-text"}), text_at(media, "caption", "rendered"))
            image = tag.IMG(src=address, alt=_text(text_at(media, "alt_text")))
            yield tag.FIGURE({"class": "post-thumbnail"}, image, caption)


def _categories(data: Mapping[str, Any], site: PostSite) -> list[etree._Element]:
    """The most special first, as a breadcrumb would have it; else in the API's order, which is that of the names."""

    def level(term: Mapping[str, Any]) -> int:
        ident = term.get("id")
        return len(line_of(site.terms, ident)) if isinstance(ident, int) else 0

    terms = sorted(_terms(data, "category"), key=level, reverse=True)
    return [_term_link(term, "category tag") for term in terms]


def _tags(data: Mapping[str, Any]) -> list[etree._Element]:
    return [_term_link(term, "tag") for term in _terms(data, "post_tag")]


def _terms(data: Mapping[str, Any], taxonomy: str) -> Iterator[dict[str, Any]]:
    for group in _embedded(data, "wp:term"):
        for term in group if isinstance(group, list) else ():
            if text_at(term, "taxonomy") == taxonomy and text_at(term, "name"):
                yield term


def _term_link(term: Mapping[str, Any], relation: str) -> etree._Element:
    link: etree._Element = tag.A(_plain(text_at(term, "name")), rel=relation, href=_text(text_at(term, "link")))
    return link


def _ancestors(data: Mapping[str, Any], site: PostSite) -> etree._Element:
    """Links to the categories above those of the post: from their names its full paths are read."""
    idents = data.get("categories")
    lines = [line_of(site.terms, i) for i in (idents if isinstance(idents, list) else ()) if isinstance(i, int)]
    above = dict.fromkeys(term for line in lines for term in line[:-1])
    menu: etree._Element = tag.NAV(*(tag.A(_text(term.name), href=_text(term.url)) for term in above))
    return menu


def _embedded(data: Mapping[str, Any], name: str) -> list[Any]:
    embedded = data.get("_embedded")
    found = embedded.get(name) if isinstance(embedded, dict) else None
    return found if isinstance(found, list) else []


# --- HTML in JSON ------------------------------------------------------------------------------------------------


def _text(text: str) -> str:
    return _CONTROLS.sub("", text)


def _fragments(markup: str) -> list[Any]:
    """The elements of a piece of HTML, and first the text before them, if there is any."""
    markup = _FRAME.sub("", _text(markup))
    try:
        return list(html.fragments_fromstring(markup)) if markup.strip() else []
    except etree.ParserError:  # nothing but a comment
        return []


def _filled(element: etree._Element, markup: str) -> etree._Element:
    """The element with that HTML in it; what is closed there and was never opened closes nothing else."""
    for part in _fragments(markup):
        if isinstance(part, str):
            element.text = part
        else:
            element.append(part)
    return element


def _plain(markup: str) -> str:
    """The text of a piece of HTML, on one line."""
    return " ".join("".join(map(str, _filled(html.Element("div"), markup).itertext())).split())
