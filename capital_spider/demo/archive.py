"""The listings of the sample site: which address shows which articles."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote, unquote

from capital_spider.demo.content import Content, Place, Post, slugify
from capital_spider.demo.printed import month_name, print_date

POSTS_A_PAGE = 10
# How many posts of a first page stand in the hero block above the list.
HERO_POSTS = 4
# A tag cloud shows the most used tags only; 45 is WordPress' own number.
CLOUD_TAGS = 45

Crumb = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Listing:
    """kind: home, category, tag, author, date or search; title: as in <title>; key: last part of the address."""

    kind: str
    path: str
    title: str
    posts: tuple[Post, ...]
    key: str = ""
    crumbs: tuple[Crumb, ...] = ()
    about: str = ""
    month: datetime | None = None

    @property
    def last_page(self) -> int:
        return max(1, -(-len(self.posts) // POSTS_A_PAGE))

    @property
    def has_hero(self) -> bool:
        return self.kind in {"home", "category"}

    def page(self, number: int) -> tuple[Post, ...]:
        return self.posts[(number - 1) * POSTS_A_PAGE : number * POSTS_A_PAGE]

    def page_path(self, number: int) -> str:
        return self.path if number == 1 else f"{self.path}page/{number}/"


class Archive:
    """All listings by address, and the counts that the sidebar prints."""

    def __init__(self, content: Content) -> None:
        self.posts, self._content = content.posts, content
        self.places = sorted(
            {place[: n + 1] for post in self.posts for place in post.places for n in range(len(place))}
        )
        self._place_keys = self._unique_keys()
        self.tags = Counter(tag for post in self.posts for tag in post.tags)
        self.tag_ids = {tag: 501 + n for n, tag in enumerate(sorted(self.tags))}
        self.listings: dict[str, Listing] = {}
        self.short_paths: dict[str, str] = {}
        self._collect()

    def category_id(self, place: Place) -> int:
        return self.places.index(place) + 2

    def category_path(self, place: Place) -> str:
        return "/category/" + "".join(f"{self._place_keys[place[: n + 1]]}/" for n in range(len(place)))

    def category_key(self, place: Place) -> str:
        return self._place_keys[place]

    def tag_path(self, tag: str) -> str:
        return f"/tag/{slugify(tag)}/"

    def author_path(self, name: str) -> str:
        return f"/author/{self._content.writers[name].key}/"

    def posts_in(self, place: Place) -> tuple[Post, ...]:
        return tuple(post for post in self.posts if post.is_in(place))

    def months(self) -> list[tuple[datetime, str, int]]:
        """(first day, "April 2025", number of posts), newest first."""
        counts = Counter(post.published.replace(day=1, hour=0, minute=0, second=0, tzinfo=None) for post in self.posts)
        return [
            (month, f"{month_name(month.month)} {month.year}", counts[month]) for month in sorted(counts, reverse=True)
        ]

    def cloud(self) -> list[tuple[str, int]]:
        return sorted(self.tags.most_common(CLOUD_TAGS), key=lambda tag: tag[0].casefold())

    def related(self, post: Post, count: int) -> list[Post]:
        """The posts nearest by place, newest first among equals."""
        home = post.places[0]

        def distance(other: Post) -> int:
            return -max(n for n in range(4) if n == 0 or (len(home) >= n and other.is_in(home[:n])))

        return sorted((other for other in self.posts if other is not post), key=distance)[:count]

    def neighbours(self, post: Post) -> tuple[Post | None, Post | None]:
        """The posts before and after it in time."""
        n = self.posts.index(post)
        return (self.posts[n + 1] if n + 1 < len(self.posts) else None), (self.posts[n - 1] if n else None)

    def crumbs(self, place: Place) -> tuple[Crumb, ...]:
        steps = [place[: n + 1] for n in range(len(place))]
        return (("Home", "/"), *((step[-1], self.category_path(step)) for step in steps))

    def search(self, words: str) -> Listing:
        found = tuple(post for post in self.posts if words.casefold() in post.title.casefold())
        return Listing("search", f"/?s={quote(words)}", f"Search Result for ‘{words}’", found)

    def _unique_keys(self) -> dict[Place, str]:
        """A category's own part of the address; a city named like its country gets the country's name behind it."""
        keys: dict[Place, str] = {}
        for place in sorted(self.places, key=lambda p: (len(p), p)):
            key = slugify(place[-1])
            keys[place] = f"{key}-{keys[place[:-1]]}" if key in keys.values() else key
        return keys

    def _add(self, listing: Listing) -> None:
        self.listings[unquote(listing.path)] = listing

    def _collect(self) -> None:
        self._add(Listing("home", "/", "News from the capitals", self.posts))
        for place in self.places:
            path, key = self.category_path(place), self.category_key(place)
            self._add(Listing("category", path, place[-1], self.posts_in(place), key, self.crumbs(place)))
            self.short_paths[f"/category/{key}/"] = path
        for tag in self.tags:
            posts = tuple(post for post in self.posts if tag in post.tags)
            crumbs = (("Home", "/"), ("Tag", "#"), (tag, self.tag_path(tag)))
            self._add(Listing("tag", self.tag_path(tag), tag, posts, slugify(tag), crumbs))
        for writer in self._content.writers.values():
            # Only the first author's listing has the post, as WordPress itself does it.
            posts = tuple(p for p in self.posts if p.byline == "linked" and p.authors[:1] == (writer.name,))
            self._add(Listing("author", f"/author/{writer.key}/", writer.name, posts, writer.key, about=writer.about))
        self._collect_dates()

    def _collect_dates(self) -> None:
        for post in self.posts:
            month, day = f"/{post.published:%Y/%m}/", f"/{post.published:%Y/%m/%d}/"
            month_title = f"{month_name(post.published.month)} {post.published.year}"
            for path, title in ((month, month_title), (day, print_date(post.published))):
                posts = tuple(p for p in self.posts if re.match(re.escape(path), p.path))
                self._add(Listing("date", path, title, posts, month=post.published))
