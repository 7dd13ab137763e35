"""Every kind of page of the sample site, rendered from its template."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape
from markupsafe import Markup

from capital_spider.demo import printed, widgets
from capital_spider.demo.archive import HERO_POSTS, Archive, Listing
from capital_spider.demo.body import Heading, to_html
from capital_spider.demo.content import SITE_NAME, TODAY, Content, PlainPage, Post, utc
from capital_spider.demo.metadata import json_ld, meta_tags

# Easy TOC shows its box from this many headings on (the sample site's setting).
TOC_HEADINGS = 3
RELATED_POSTS = 6
LATEST_POSTS = 8
# The one-character anchors at the end of every page: sign and number of each.
HIDDEN_LINKS = [(sign, number * 20 + n) for number, sign in enumerate(".$-") for n in range(1, 21)]


class Pages:
    """Renders; knows nothing of addresses and status codes. Each method returns the page's text."""

    def __init__(self, base: str, archive: Archive, content: Content) -> None:
        self._base, self._archive, self._content = base, archive, content
        self._environment = Environment(
            loader=PackageLoader("capital_spider.demo"),
            autoescape=select_autoescape(["html", "xml"]),
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        # "a page below this one": what the menu of plain pages asks.
        self._environment.tests["in_folder"] = str.startswith
        self._environment.globals.update(
            base=base,
            site_name=SITE_NAME,
            archive=archive,
            content=content,
            hidden_links=HIDDEN_LINKS,
            today_printed=f"{TODAY:%A}, {printed.print_date(TODAY)}",
            latest=archive.posts[:LATEST_POSTS],
            continents=[place for place in archive.places if len(place) == 1 and place[0].isupper()],
            options=widgets.category_options(archive),
            text=self._inline,
            card_date=printed.card_date,
            article_date=printed.article_date,
            related=archive.related,
            utc=utc,
        )

    def article(self, post: Post, number: int) -> str:
        shown = self._archive.neighbours(post)[0] if "autoload" in post.quirks else None
        return self._render(
            "article.html",
            self._month(post.published),
            post=post,
            number=number,
            head=Markup(self._head(post)),
            articles=[self._column(post, number)] + ([self._column(shown, 1)] if shown else []),
        )

    def amp(self, post: Post) -> str:
        return self._render("amp.html", {}, post=post, blocks=post.shown)

    def listing(self, listing: Listing, number: int) -> str:
        posts = listing.page(number)
        heroes = HERO_POSTS if listing.has_hero and number == 1 else 0
        return self._render(
            "listing.html",
            self._month(listing.month),
            listing=listing,
            number=number,
            heroes=posts[:heroes],
            posts=posts[heroes:],
            numbers=_page_numbers(number, listing.last_page),
        )

    def plain(self, page: PlainPage) -> str:
        return self._render("plain.html", self._month(None), page=page)

    def endless(self, number: int) -> str:
        return self._render("endless.html", {}, number=number)

    def not_found(self) -> str:
        return self._render("not_found.html", self._month(None))

    def feed(self, listing: Listing, posts: tuple[Post, ...]) -> str:
        built = max((utc(post.modified) for post in posts), default=utc(TODAY))
        return self._render("feed.xml", {}, listing=listing, posts=posts, built=built)

    def robots(self) -> str:
        return self._render("robots.txt", {})

    def style(self) -> str:
        return self._render("style.txt", {})

    def sitemap(self, path: str) -> str | None:
        """The sitemap index or one of its parts; None if there is none at `path`."""
        parts = self._sitemap_parts()
        if path == "/wp-sitemap.xml":
            return self._render("sitemap_index.xml", {}, parts=parts)
        return self._render("sitemap.xml", {}, rows=parts[path]) if path in parts else None

    def _sitemap_parts(self) -> dict[str, list[tuple[str, datetime | None]]]:
        def listings(kind: str) -> list[tuple[str, datetime | None]]:
            return [
                (found.path, None) for found in self._archive.listings.values() if found.kind == kind and found.posts
            ]

        return {
            "/wp-sitemap-posts-post-1.xml": [(p.path, utc(p.modified)) for p in reversed(self._content.posts)],
            "/wp-sitemap-posts-page-1.xml": [(page.path, None) for page in self._content.pages],
            "/wp-sitemap-taxonomies-category-1.xml": listings("category"),
            "/wp-sitemap-taxonomies-post_tag-1.xml": listings("tag"),
            "/wp-sitemap-users-1.xml": listings("author"),
        }

    def _head(self, post: Post) -> str:
        return self._render(
            "head.html",
            {},
            post=post,
            tags=meta_tags(post, self._base),
            json_ld=Markup(json_ld(post, self._archive, self._base) or ""),
        )

    def _column(self, post: Post, number: int) -> dict[str, Any]:
        """What the article column's template needs; the table of contents stands on the first page only."""
        blocks = post.pages[number - 1]
        headings = [block for block in post.shown if isinstance(block, Heading)]
        toc = headings if number == 1 and len(headings) >= TOC_HEADINGS else []
        before, after = self._archive.neighbours(post)
        return {"post": post, "number": number, "blocks": blocks, "toc": toc, "before": before, "after": after}

    def _month(self, shown: datetime | None) -> dict[str, Any]:
        return {"month": widgets.calendar_month(self._archive, shown)}

    def _inline(self, source: str) -> Markup:
        return Markup(to_html(source, self._address))

    def _address(self, written: str) -> str:
        if written.startswith("post:"):
            return self._base + self._content.by_name[written.removeprefix("post:")].path
        return self._base + written if written.startswith("/") else written

    def _render(self, template: str, context: dict[str, Any], **more: Any) -> str:
        return self._environment.get_template(template).render(context, **more)


def _page_numbers(current: int, last: int) -> list[int | None]:
    """The page numbers that the navigation prints; None = dots."""
    shown = [n for n in range(1, last + 1) if n in {1, last} or abs(n - current) <= 1]
    numbers: list[int | None] = []
    for n in shown:
        if numbers and numbers[-1] is not None and n - numbers[-1] > 1:
            numbers.append(None)
        numbers.append(n)
    return numbers
