"""Categories: one or several with their sub-categories, or all that a site has."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from scrapy.http import Request

from capital_spider.discover.categories import Category, nearest_names, pick_category
from capital_spider.discover.listing import Listing
from capital_spider.extract.document import Document
from capital_spider.spiders.base import NewsSpider
from capital_spider.urls import category_slugs, path_segments


class CategorySpider(NewsSpider):
    """From a category's address: that category and those below it. From any other page: every category of the site,
    or with ``category`` ("america/colombia"; several separated by commas) the named ones.
    """

    name = "category"

    def __init__(self, *args: Any, category: str | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._sample: Category | None = None
        self.wanted = [c.strip() for c in (category or "").split(",") if c.strip()]

    def doors(self, document: Document, listing: Listing) -> Iterator[Iterable[Request]]:
        url = document.page.url
        if self.wanted:
            yield from self._named()
            return
        slugs = category_slugs(url)
        if slugs or (path_segments(url) and listing.entries):
            yield self.walk(url, url)
            yield from self.below(lambda category: self._lies_in(slugs, category))
            return
        if listing.entries and not self.categories:
            yield self.walk(url, url)
        yield from self.below(lambda _: True)
        if listing.entries and not self.showed_any:  # the menu leads to plain pages only
            yield self.walk(url, url)

    def _lies_in(self, slugs: tuple[str, ...], category: Category) -> bool:
        """True for a category below that of these slugs, by its address or, where that is a number, by its path."""
        if not slugs or category_slugs(category.url):
            return bool(slugs) and category_slugs(category.url)[: len(slugs)] == slugs
        top = next((c.path for c in self.categories.values() if category_slugs(c.url) == slugs), None)
        return top is not None and category.path[: len(top)] == top

    def _named(self) -> Iterator[Iterable[Request]]:
        for wanted in self.wanted:
            top = pick_category(self.categories.values(), wanted)
            if top is None:
                near = nearest_names(self.categories.values(), wanted)
                hint = f"; nearest: {', '.join(near)}" if near else ""
                self.usage_problem = f"the site has no category {wanted!r}{hint}"
                return
            yield self.walk(top.url, top.name, expected=top.count)
            depth = len(top.path)
            yield from self.below(lambda c, top=top, depth=depth: c.path[:depth] == top.path)

    def below(self, is_wanted: Any, depth: int = 1) -> Iterator[Iterable[Request]]:
        """One door a level, from the top: a parent lists its descendants' articles too, so they are probed after it.

        Categories that come to light on the way are taken up by the doors still to be opened. Below a parent that
        showed as many articles as the site counts, nothing is left to be found: the first such category is probed to
        see that this holds here, the others are passed over.
        """
        while level := [c for c in self.categories.values() if is_wanted(c) and len(c.path) >= depth]:
            depth = min(len(c.path) for c in level)
            tops = {c.path: c for c in self.categories.values()}
            covered = [c for c in level if len(c.path) == depth and self._is_covered(c, tops)]
            if covered and self._sample is None:
                self._sample = min(covered, key=lambda c: not category_slugs(c.url))  # a number costs a redirect
                yield self._open_category(self._sample, probe=True)
            passed = {c.path for c in covered} if self._sample_held_nothing() else set()
            self.crawler.stats.inc_value("listing/covered_by_parent", len(passed))
            yield [
                r
                for c in level
                if len(c.path) == depth and c.path not in passed
                for r in self._open_category(c, probe=self._has_walked_parent(c))
            ]
            depth += 1

    def _is_covered(self, category: Category, tops: dict[tuple[str, ...], Category]) -> bool:
        """True if a parent's list held this category's articles too, as far as the site's counts say."""
        parents = (tops.get(category.path[:n]) for n in range(1, len(category.path)))
        return any(
            (category.count or 0) <= (parent.count or 0)
            and (walk := self.walk_of(parent.url)) is not None
            and walk.showed_all
            for parent in parents
            if parent is not None
        )

    def _sample_held_nothing(self) -> bool:
        walk = self.walk_of(self._sample.url) if self._sample else None
        return walk is not None and not walk.news

    def _open_category(self, category: Category, *, probe: bool) -> Iterator[Request]:
        return self.walk(category.url, category.name, probe=probe, expected=None if probe else category.count)

    def _has_walked_parent(self, category: Category) -> bool:
        return len(category.path) > 1
