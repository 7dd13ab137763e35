"""Tags as written: the links that say so, then what the head states."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterator, Set
from functools import cache, lru_cache
from importlib.resources import files
from itertools import chain, islice
from urllib.parse import unquote, urlsplit

from lxml import etree

from capital_spider.extract.document import Document
from capital_spider.extract.inline import inline_text
from capital_spider.extract.marks import hyphenated
from capital_spider.extract.metadata import texts_of
from capital_spider.extract.title import site_names
from capital_spider.text import clean_line, fold
from capital_spider.urls import category_slugs, site_of

# A list that is longer is a site's tag cloud; the longest tag of the development pages has 60 characters.
_MAX_TAGS, _MAX_LENGTH = 60, 80
# Text of a list of tags that stands in links; the rest is its label (metadata design, section 2).
_LINKED = 0.55
# A list of so many entries of which so many are words of the address was made from it, not written.
_MADE_COUNT, _MADE_SHARE = 4, 0.8
# Sources whose tags are printed, as links: somebody's choice, even where it is the site's name or words of the address.
_AS_PRINTED = ("profile:tags", "rel:tag", "list:tags", "class:tags", "href:tag")
_LEVELS, _MAX_ANCESTORS = 3, 30
_WORDS = re.compile(r"[^\W\d_]+")
_CODE = re.compile(r"[A-Z0-9:_-]+|[a-z0-9]+_[\w-]+")
_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_KIND = re.compile(r"[a-z]+/(?=\w)")
_QUERY = re.compile(r"[?#]")
_SEPARATORS = re.compile(r"[,;|、，]")
# Containers whose class names the tags of a post, one class each ("tag-locks"): they hold no list of tags.
_WHOLE = frozenset(["html", "body", "article", "main"])

# The links of a list that are tags, for the element that holds it.
_Choice = Callable[[list[etree._Element], etree._Element], list[etree._Element]]


def extract_tags(document: Document) -> None:
    """Set tags, in page order, of the first source that has any; evidence says which.

    A list in the head that names the site itself is the site's list more often than the article's: it comes last. So
    do words as they stand in addresses ("garden-gates").
    """
    names, later = set(site_names(document)), None
    for source, values in _sources(document):
        printed = source in _AS_PRINTED
        found = _cleaned(values, _word_lists()["labels"])
        if not found or len(found) > _MAX_TAGS or (not printed and _made(document, found)):
            continue
        own = () if printed else tuple(t for t in found if fold(t) not in names)
        if printed or (own == found and not _are_slugs(found)):
            _set(document, source, found)
            return
        later = later or (source, own)
    if later is not None:
        _set(document, *later)


def _set(document: Document, source: str, tags: tuple[str, ...]) -> None:
    document.tags = tags
    if tags:
        document.evidence["tags"] = source


def _sources(document: Document) -> Iterator[tuple[str, list[str]]]:
    """Order by measured precision (metadata design, section 2)."""
    metadata = document.metadata
    lists = _Lists(document)
    yield "profile:tags", [inline_text(a) for a in document.field("tags") if not _leads_to_category(a)]
    yield "rel:tag", lists.find(_saying_tag)
    yield "list:tags", lists.find(_tags_of_list)
    yield "meta:news_keywords", _split(metadata.first("news_keywords"))
    yield "meta:parsely-tags", _split(metadata.first("parsely-tags"))
    yield "meta:sailthru.tags", _split(metadata.first("sailthru.tags"))
    stated = metadata.meta.get("article:tag", [])
    yield "meta:article:tag", _split(stated[0]) if len(stated) == 1 else list(stated)
    yield "jsonld:keywords", texts_of((metadata.article or {}).get("keywords") or [])
    yield "class:tags", lists.find(_in_tag_list)
    yield "href:tag", lists.find(_leading_to_tags)
    for node in metadata.typed("WebPage"):
        yield "jsonld:WebPage.keywords", texts_of(node.get("keywords") or [])
    yield "meta:keywords", _split(metadata.first("keywords"))


def _split(value: str | None) -> list[str]:
    return _SEPARATORS.split(value) if value else []


def _cleaned(values: list[str], unwanted: Set[str]) -> tuple[str, ...]:
    """Without doubles, numbers of a content system and what is unwanted (folded): labels, the site's own name."""
    tags = [t for t in map(clean_line, values) if t and len(t) <= _MAX_LENGTH and not _UUID.fullmatch(t)]
    if tags and all(_KIND.match(t) for t in tags):  # "topic/locks": the kind is the content system's
        tags = [_KIND.sub("", t, count=1) for t in tags]
    return tuple(dict.fromkeys(t for t in tags if fold(t) not in unwanted))


def _made(document: Document, tags: tuple[str, ...]) -> bool:
    """True if a machine made the list: the words of the address, or an agency's codes."""
    if len(tags) < _MADE_COUNT:
        return False
    slug = set(map(fold, _WORDS.findall(unquote(urlsplit(document.page.url).path).lower())))
    plain = sum(fold(tag) in slug for tag in tags)
    codes = sum(_CODE.fullmatch(tag) is not None for tag in tags)
    return max(plain, codes) >= _MADE_SHARE * len(tags)


def _are_slugs(tags: tuple[str, ...]) -> bool:
    return any("-" in t for t in tags) and all(t == t.lower() and " " not in t for t in tags)


class _Lists:
    """The links of the page, as lists: those with one parent, or one each in entries with one parent."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._site = site_of(document.page.url)
        self._groups: dict[etree._Element, list[etree._Element]] | None = None
        self._around_headline: set[etree._Element] = set()
        self._before_headline: Set[etree._Element] = frozenset()
        self._tagged = frozenset(_tagged(document))
        self._says_tag = any("tag" in rel.lower() for _, _, rel in document.anchors)

    def find(self, choice: _Choice) -> list[str]:
        """Texts of the first list that passes and belongs to the article; or of a later one that has all of them."""
        found: list[str] = []
        needs_tagged = choice in (_tags_of_list, _leading_to_tags)
        if (needs_tagged and not self._tagged) or (choice is _saying_tag and not self._says_tag):
            return found
        for holder, links in self._all().items():
            if needs_tagged and (self._tagged.isdisjoint(links) or holder in self._before_headline):  # menus of topics
                continue
            chosen = choice(links, holder)
            if not chosen or len(chosen) > _MAX_TAGS or not _is_list(holder, links, choice) or self._elsewhere(holder):
                continue
            texts = [inline_text(a) for a in chosen if not self._leads_away(a)]
            if not found or (choice is _tags_of_list and set(found) < set(texts)):
                found = texts
        return found

    def _leads_away(self, a: etree._Element) -> bool:
        """True of a hashtag on another site."""
        href = a.get("href") or ""
        return "//" in href[:8] and bool(self._site) and site_of(href) not in (self._site, "")

    def _all(self) -> dict[etree._Element, list[etree._Element]]:
        if self._groups is None:
            self._groups = {}
            headlines = list(self._document.root.iter("h1"))
            self._around_headline = {e for h1 in headlines for e in h1.iterancestors()}
            first = True
            for element in self._scope().iter("a", "h1"):
                if element.tag == "h1":
                    if first:
                        self._before_headline, first = set(self._groups), False
                elif element.get("href"):
                    self._groups.setdefault(_holder(element), []).append(element)
        return self._groups

    def _elsewhere(self, holder: etree._Element) -> bool:
        """True in tag clouds, and within menus, sidebars and cards of other articles that do not hold the headline."""
        if "cloud" in (holder.get("class") or "").lower():
            return True
        for element in islice(chain([holder], holder.iterancestors()), _MAX_ANCESTORS):
            if element.tag == "body" or element in self._around_headline:
                return False
            names = element.get("class")
            if names and _words_of(names) & _word_lists()["elsewhere"] and not _is_of_tags(names):
                return True
            if element.tag in ("nav", "aside"):
                return True
        return False

    def _scope(self) -> etree._Element:
        """Where a profile knows the article's text, what holds it and the headline; the page elsewhere."""
        content = self._document.field("content")
        if not content:
            return self._document.root
        above = list(content[0].iterancestors())
        return next((e for e in above if e in self._around_headline), above[0] if above else content[0])


def _holder(a: etree._Element) -> etree._Element:
    """The element that holds the list: above entries of one link each."""
    holder = a.getparent()
    assert holder is not None
    if holder.tag in ("li", "span", "div", "dd", "p") and len(holder) == 1 and not (holder.text or "").strip():
        above = holder.getparent()
        return holder if above is None or above.tag in _WHOLE else above
    return holder


def _saying_tag(links: list[etree._Element], _holder: etree._Element) -> list[etree._Element]:
    return [a for a in links if (rel := a.get("rel")) and _is_tag(rel.lower().split()) and not _leads_to_category(a)]


def _is_tag(rel: list[str]) -> bool:
    return "tag" in rel and "category" not in rel


def _leads_to_category(a: etree._Element) -> bool:
    """True for what WordPress themes print as tags, but are the post's categories."""
    return bool(category_slugs(a.get("href") or ""))


def _tags_of_list(links: list[etree._Element], holder: etree._Element) -> list[etree._Element]:
    """The links of a list that says so, most of which lead to a tag."""
    chosen = _in_tag_list(links, holder)
    return chosen if 2 * len(_leading_to_tags(chosen, holder)) > len(chosen) else []


def _in_tag_list(links: list[etree._Element], holder: etree._Element) -> list[etree._Element]:
    element: etree._Element | None = holder
    for _ in range(_LEVELS):
        if element is None or element.tag in _WHOLE:
            break
        names = element.get("class")
        if names and _is_of_tags(names):
            words = _words_of(names)
            if not words & _word_lists()["elsewhere"] or "related" in words:
                return links
            break
        element = element.getparent()
    return [a for a in links if (names := a.get("class")) and _is_of_tags(names)]


@lru_cache(maxsize=8192)
def _is_of_tags(names: str) -> bool:
    return not _word_lists()["classes"].isdisjoint(_words_of(names))


def _leading_to_tags(links: list[etree._Element], _holder: etree._Element) -> list[etree._Element]:
    return [a for a in links if _is_tag_page(a.get("href") or "")]


def _tagged(document: Document) -> Iterator[etree._Element]:
    """The page's links that lead to a tag; in most pages none may."""
    parts = "/".join([href for _, href, _ in document.anchors]).lower().split("/")
    if not _word_lists()["paths"].isdisjoint(parts):
        yield from (a for a, href, _ in document.anchors if _is_tag_page(href))


@lru_cache(maxsize=8192)
def _is_tag_page(href: str) -> bool:
    parts = _QUERY.split(href, maxsplit=1)[0].lower().strip("/").split("/")
    return not _word_lists()["paths"].isdisjoint(parts[-3:-1])


def _is_list(holder: etree._Element, links: list[etree._Element], choice: _Choice) -> bool:
    """True if the links are most of the text; rel=tag is word enough."""
    if choice is _saying_tag:
        return True
    linked = sum(len(inline_text(a)) for a in links)
    return linked >= _LINKED * max(len(clean_line(inline_text(holder))), 1)


@cache
def _word_lists() -> dict[str, frozenset[str]]:
    text = files("capital_spider").joinpath("data", "tag_words.toml").read_text(encoding="utf-8")
    lists = {name: frozenset(words) for name, words in tomllib.loads(text).items()}
    return lists | {"labels": frozenset(map(fold, lists["labels"]))}


@lru_cache(maxsize=8192)
def _words_of(names: str) -> frozenset[str]:
    return frozenset(hyphenated(names).split("-"))
