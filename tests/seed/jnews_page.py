"""The page whose text a seed file is: every line in the element in which the JNews theme and its plugins print it.

Markup: classes and nesting of JNews 11, Easy Table of Contents 2, the WordPress widgets, Yoast SEO and AMP.
"""

from __future__ import annotations

import json
from datetime import date
from html import escape
from typing import Any, Literal

from jnews_body import RENDER_BODY
from jnews_parts import RENDER_CHROME
from seed_facts import Seed, slug

RENDER = RENDER_CHROME | RENDER_BODY
HeaderCell = Literal["td", "strong", "th"]
Place = tuple[str, ...]


def _inside(place: Place, *classes: str) -> Place:
    """The place of `div` elements of these classes, from the outside, within `place`."""
    return (*place, *(f'<div class="{names}">' for names in classes))


_VIEWPORT = _inside((), "jeg_viewport")
_HEADER = _inside(_VIEWPORT, "jeg_header_wrapper", "jeg_header normal")
_TOP_BAR = _inside(_HEADER, "jeg_topbar jeg_container")
_BOTTOM_BAR = _inside(_HEADER, "jeg_bottombar jeg_navbar jeg_container")
_WRAPPERS = ("post-wrapper", "post-wrap", "jeg_main", "jeg_container", "jeg_content jeg_singlepage", "container", "row")
_ROW = _inside(_VIEWPORT, *_WRAPPERS)
_COLUMN = _inside(_ROW, "jeg_main_content col-md-8", "jeg_inner_content")
_ENTRY_HEADER = _inside(_COLUMN, "entry-header")
_META = _inside(_ENTRY_HEADER, "jeg_meta_container", "jeg_post_meta jeg_post_meta_1", "meta_left")
_TEXT = _inside(_COLUMN, "entry-content no-share", "content-inner ")
_NEIGHBOURS = _inside(_COLUMN, "jnews_prev_next_container", "jeg_prevnext_post")
_RELATED = _inside(_COLUMN, "jnews_related_post_container", "jeg_postblock_22 jeg_postblock")
_SIDEBAR = _inside(_ROW, "jeg_sidebar jeg_sticky_sidebar col-md-4", "jegStickyHolder")
_LATEST = _inside(_SIDEBAR, "widget widget_jnews_module_block_5", "jeg_postblock_5 jeg_postblock")
_CLOUD = _inside(_SIDEBAR, "widget widget_tag_cloud")
_CALENDAR = _inside(_SIDEBAR, "widget widget_calendar")
_ARCHIVES = _inside(_SIDEBAR, "widget widget_archive")
_FOOTER = (*_VIEWPORT, '<div class="footer-holder" id="footer" data-id="footer">', '<div class="jeg_footer dark">')
_OFF_CANVAS = ('<div id="jeg_off_canvas" class="normal">', '<div class="jeg_mobile_wrapper">')

PLACES: dict[str, Place] = {
    "today": _TOP_BAR,
    "top_menu": _TOP_BAR,
    "logo": _inside(_HEADER, "jeg_midbar jeg_container"),
    "main_menu": _BOTTOM_BAR,
    "search": _BOTTOM_BAR,
    "mobile_logo": _inside(_VIEWPORT, "jeg_navbar_mobile_wrapper", "jeg_navbar_mobile"),
    "breadcrumb": _COLUMN,
    **dict.fromkeys(("title", "subtitle"), _ENTRY_HEADER),
    **dict.fromkeys(("byline", "date", "category"), _META),
    "alt": _COLUMN,
    "share": _inside(_COLUMN, "jeg_share_top_container"),
    **dict.fromkeys(("paragraph", "heading", "list", "table", "toc", "tags"), _TEXT),
    "share_bottom": _inside(_COLUMN, "jeg_share_bottom_container"),
    **dict.fromkeys(("previous", "next"), _NEIGHBOURS),
    "author_box": _inside(_COLUMN, "jnews_author_box_container"),
    **dict.fromkeys(("related", "related_card"), _RELATED),
    "latest_card": _LATEST,
    "widget_categories": _inside(_SIDEBAR, "widget widget_categories"),
    **dict.fromkeys(("widget_tags", "tag_cloud"), _CLOUD),
    **dict.fromkeys(("calendar", "calendar_nav"), _CALENDAR),
    **dict.fromkeys(("widget_archives", "archives"), _ARCHIVES),
    "copyright": _FOOTER,
    **dict.fromkeys(("mobile_search", "mobile_menu", "mobile_copyright"), _OFF_CANVAS),
    **dict.fromkeys(("cookie_notice", "mobile_switch", "hidden_links"), ()),
}


class JNewsPage:
    """The HTML of a seed, and its address."""

    def __init__(self, seed: Seed, header_cell: HeaderCell = "td") -> None:
        self.seed = seed
        self.header_cell: str = header_cell
        self.home = f"https://{slug(seed.site)}.example/"
        day = seed.published or date(2025, 1, 1)
        self.url = f"{self.home}{day:%Y/%m}/{slug(seed.title)[:60]}/"
        self.picture = f"{self.home}wp-content/uploads/{day:%Y/%m}/lead.jpg"

    def html(self) -> str:
        body = "".join(self._body())
        return (
            f'<!doctype html><html lang="en-US"><head><meta charset="UTF-8">{self._head()}</head>'
            f'<body class="single single-post jeg_toggle_light jeg_single_tpl_1">{body}</body></html>'
        )

    def _body(self) -> list[str]:
        """The parts in page order, each in its place: elements that two neighbours share stay open between them."""
        out: list[str] = []
        place: Place = ()
        for part, wanted in zip(self.seed.parts, self._places(), strict=True):
            out.append(_move(place, wanted) + RENDER[part.kind](self, part))
            place = wanted
        return [*out, _move(place, ())]

    def _places(self) -> list[Place]:
        """One a part. An advertisement stands in what its neighbours share."""
        found: list[Place | None] = [PLACES[p.kind] if p.kind != "ad" else None for p in self.seed.parts]
        places: list[Place] = []
        for n, own in enumerate(found):
            before = places[-1] if places else ()
            after = next((place for place in found[n:] if place is not None), ())
            places.append(own if own is not None else before[: _shared(before, after)])
        return places

    def _head(self) -> str:
        seed = self.seed
        summary = next((part.text for part in seed.of("paragraph")), "")[:150]
        meta = {"og:type": "article", "og:title": seed.printed_title, "og:description": summary,
                "og:url": self.url, "og:site_name": seed.site, "og:image": self.picture}  # fmt: skip
        if seed.published:
            meta["article:published_time"] = f"{seed.published}T10:05:00+00:00"
        tags = "".join(f'<meta property="{name}" content="{escape(value)}">' for name, value in meta.items())
        graph = json.dumps({"@context": "https://schema.org", "@graph": self._graph()}, ensure_ascii=False)
        return (
            f"<title>{escape(seed.printed_title)} - {escape(seed.site)}</title>"
            f'<link rel="canonical" href="{self.url}"><meta name="description" content="{escape(summary)}">{tags}'
            f'<script type="application/ld+json" class="yoast-schema-graph">{graph}</script>'
            f'<link rel="https://api.w.org/" href="/wp-json/"><link rel="amphtml" href="{self.url}?amp=1">'
        )

    def _graph(self) -> list[dict[str, Any]]:
        seed = self.seed
        article: dict[str, Any] = {
            "@type": "Article", "@id": f"{self.url}#article", "isPartOf": {"@id": self.url},
            "headline": seed.printed_title, "keywords": seed.tags, "articleSection": seed.labels,
            "publisher": {"@id": f"{self.home}#organization"}, "inLanguage": "en-US",
        }  # fmt: skip
        if seed.author:
            article["author"] = {"name": seed.author, "@id": f"{self.home}#/schema/person/{slug(seed.author)}"}
        if seed.published:
            article["datePublished"] = f"{seed.published}T10:05:00+00:00"
        names = ["Home", *seed.trail, seed.printed_title]
        trail = [{"@type": "ListItem", "position": n, "name": name} for n, name in enumerate(names, 1)]
        return [
            article,
            {"@type": "WebPage", "@id": self.url, "url": self.url, "name": f"{seed.printed_title} - {seed.site}"},
            {"@type": "BreadcrumbList", "@id": f"{self.url}#breadcrumb", "itemListElement": trail},
            {"@type": "WebSite", "@id": f"{self.home}#website", "url": self.home, "name": seed.site},
            {"@type": "Organization", "@id": f"{self.home}#organization", "name": seed.site},
        ]


def _shared(one: Place, other: Place) -> int:
    """How many elements, from the outside, two places have in common."""
    return next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))


def _move(place: Place, wanted: Place) -> str:
    """The closing and opening tags that lead from one place to another."""
    kept = _shared(place, wanted)
    closing = "".join(f"</{opening[1:].partition(' ')[0].rstrip('>')}>" for opening in reversed(place[kept:]))
    return closing + "".join(wanted[kept:])
