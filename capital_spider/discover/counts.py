"""What a page says that its site holds: articles by month, category and tag, as its widgets count them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from lxml import etree

from capital_spider.discover.archives import ArchiveMonth, find_archives, read_count
from capital_spider.discover.categories import Category, find_categories
from capital_spider.discover.links import is_hidden, link_text
from capital_spider.profiles import ProfileMatches
from capital_spider.text import clean_line, fold
from capital_spider.urls import canonical_url, category_slugs, path_segments, site_of, url_key

# Path segments before the tag in an address (WordPress and other systems, in the languages seen).
_TAG_BASES = frozenset({"tag", "tags", "etiqueta", "etiquetas", "schlagwort", "mot-cle", "tema", "topic", "label"})
# "News (2,529 items)", "Nachrichten (2.529 Einträge)": a word may follow the number; "2 529 topics" as a title.
_COUNT_WITH_WORD = re.compile(r"[(（](\d[\d.,'’\s]*)[^\d()（）]{0,40}[)）]\s*$")
_TITLE_COUNT = re.compile(r"^(\d[\d.,'’\s]*)[^\d()]{1,40}$")
_BRACKETS_AT_END = re.compile(r"\s*[(（][^()（）]*[)）]\s*$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Tag:
    name: str
    url: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PageCounts:
    """months: newest first; categories: parents before children; both also without a count. tags: only with one."""

    months: tuple[ArchiveMonth, ...]
    categories: tuple[Category, ...]
    tags: tuple[Tag, ...]

    def or_else(self, other: PageCounts) -> PageCounts:
        """These counts; what the other page counts where this one says nothing."""
        counted = any(c.count is not None for c in self.categories)
        return PageCounts(
            months=self.months or other.months,
            categories=self.categories if counted else other.categories or self.categories,
            tags=self.tags or other.tags,
        )


def read_counts(root: etree._Element, url: str, matches: ProfileMatches) -> PageCounts:
    """The archive widget, the category select or list, and the tag cloud of a page."""
    return PageCounts(
        months=find_archives(root, url, matches),
        categories=_counted_categories(root, url, matches),
        tags=tuple(find_tags(root, url)),
    )


def count_in_label(text: str) -> int | None:
    """The number that ends a label: "News (2,529 items)", "News (2.529)" and "News (2 529)" all say 2529."""
    found = _COUNT_WITH_WORD.search(text)
    return int(re.sub(r"\D", "", found[1])) if found else None


def _counted_categories(root: etree._Element, url: str, matches: ProfileMatches) -> tuple[Category, ...]:
    """The categories; a list of links with the number behind each counts as much as a select."""
    listed = dict(_list_counts(root, url))
    return tuple(
        replace(c, count=listed.get(url_key(c.url))) if c.count is None else c
        for c in find_categories(root, url, matches)
    )


def _list_counts(root: etree._Element, url: str) -> Iterator[tuple[str, int]]:
    for link in root.iter("a"):
        if category_slugs(link.get("href") or "") and (found := canonical_url(link.get("href") or "", url)):
            count = read_count(f"{link_text(link)} {clean_line(link.tail or '')}")
            if count is not None:
                yield url_key(found), count


def find_tags(root: etree._Element, url: str) -> Iterator[Tag]:
    """The tags of a tag cloud that say how many articles have them; each once."""
    seen: set[str] = set()
    for link in root.iter("a"):
        found = canonical_url(link.get("href") or "", url)
        if found is None or site_of(found) != site_of(url) or not _is_tag(link, found):
            continue
        text = link_text(link)
        name, count = _BRACKETS_AT_END.sub("", text), _tag_count(link, text)
        if name and count is not None and fold(name) not in seen and not is_hidden(link):
            seen.add(fold(name))
            yield Tag(name=name, url=found, count=count)


def _is_tag(link: etree._Element, url: str) -> bool:
    return "tag-cloud-link" in (link.get("class") or "").split() or any(
        segment.lower() in _TAG_BASES for segment in path_segments(url)[:-1]
    )


def _tag_count(link: etree._Element, text: str) -> int | None:
    """By the label for screen readers, the text, what follows the link, or the title of older clouds ("12 topics")."""
    labels = (link.get("aria-label") or "", text, clean_line(link.tail or ""), link.get("title") or "")
    counts = [count_in_label(label) for label in labels]
    title = _TITLE_COUNT.match(clean_line(link.get("title") or ""))
    if title:
        counts.append(int(re.sub(r"\D", "", title[1])))
    return next((count for count in counts if count is not None), None)
