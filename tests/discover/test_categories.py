"""The categories of a site: from links, from the category select, from the menu; and how they are named."""

from __future__ import annotations

import pytest
from lxml import html

from capital_spider.demo import Site
from capital_spider.discover.categories import Category, find_categories, nearest_names, pick_category
from capital_spider.profiles import NO_MATCHES, ProfileMatches, load_profile

BASE = "https://example.org/"
Found = list[tuple[str, str, int | None]]

LINKS = (
    "<a href='/category/america/'>AMERICA</a><a href='/category/america/colombia/'>Colombia</a>"
    "<a href='/category/america/colombia/bogota/'>Bogotá</a>"
)
SELECT = (
    "<div class='widget_categories'><select><option value='-1'>Select Category</option>"
    "<option class='level-0' value='2'>AMERICA&nbsp;&nbsp;(2,529)</option>"
    "<option class='level-1' value='3'>&nbsp;&nbsp;&nbsp;Colombia&nbsp;&nbsp;(12)</option>"
    "<option class='level-2' value='4'>&nbsp;&nbsp;&nbsp;&nbsp;Bogota&nbsp;&nbsp;(3)</option>"
    "<option class='level-0' value='9'>ASIA&nbsp;&nbsp;(1)</option></select></div>"
)
CASES: dict[str, tuple[str, Found]] = {
    "links, names of the ancestors from the links to them": (
        LINKS,
        [
            ("AMERICA", "/category/america/", None),
            ("AMERICA/Colombia", "/category/america/colombia/", None),
            ("AMERICA/Colombia/Bogotá", "/category/america/colombia/bogota/", None),
        ],
    ),
    "an ancestor without a link has its slug": (
        "<a href='/category/america/peru/'>Peru</a>",
        [("america/Peru", "/category/america/peru/", None)],
    ),
    "link to a later page": ("<a href='/category/asia/page/3/'>ASIA</a>", [("ASIA", "/category/asia/", None)]),
    "picture first, name later": (
        "<a href='/category/asia/'><img></a><a href='/category/asia/'>ASIA</a>",
        [("ASIA", "/category/asia/", None)],
    ),
    "select": (
        SELECT,
        [
            ("AMERICA", "/?cat=2", 2529),
            ("ASIA", "/?cat=9", 1),
            ("AMERICA/Colombia", "/?cat=3", 12),
            ("AMERICA/Colombia/Bogota", "/?cat=4", 3),
        ],
    ),
    "select and links: the count of the one, the address of the other": (
        SELECT + LINKS.replace("Bogotá", "Bogota"),
        [
            ("AMERICA", "/category/america/", 2529),
            ("ASIA", "/?cat=9", 1),
            ("AMERICA/Colombia", "/category/america/colombia/", 12),
            ("AMERICA/Colombia/Bogota", "/category/america/colombia/bogota/", 3),
        ],
    ),
    "sections of the menu, where there are no categories": (
        "<nav><a href='/politics/'>Politics</a><a href='/world/asia/'>Asia</a><a href='/'>Home</a>"
        "<a href='/about.html'>About</a><a href='/2025/04/02/slug/'>A report of the day</a></nav>",
        [("Politics", "/politics/", None), ("Asia", "/world/asia/", None)],
    ),
    "a menu that is no nav element": (
        "<div class='top-menu'><a href='/sport'>Sport</a></div><p><a href='/harbour'>The harbour</a></p>",
        [("Sport", "/sport", None)],
    ),
    "no list in another order, but one chosen by number": (
        "<nav><a href='/news?sort=asc'>Oldest</a><a href='/list?section=4'>Sport</a></nav>",
        [("Sport", "/list?section=4", None)],
    ),
    "no menu where there are categories": (
        "<nav><a href='/politics/'>Politics</a></nav><a href='/category/asia/'>ASIA</a>",
        [("ASIA", "/category/asia/", None)],
    ),
    "another site's": ("<a href='https://example.net/category/asia/'>ASIA</a>", []),
    "nothing": ("<p>Nothing here.</p>", []),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_find(case: tuple[str, Found]) -> None:
    root = html.document_fromstring(f"<html><body>{case[0]}</body></html>")
    found = find_categories(root, BASE, load_profile("wordpress").find(root))
    assert sorted((c.name, c.url.removeprefix("https://example.org"), c.count) for c in found) == sorted(case[1])


def test_parents_come_before_children() -> None:
    root = html.document_fromstring(f"<html><body>{SELECT}</body></html>")
    depths = [len(c.path) for c in find_categories(root, BASE, load_profile("wordpress").find(root))]
    assert depths == sorted(depths)


def test_the_sample_sites_categories_with_their_counts() -> None:
    site = Site("http://127.0.0.1:9")
    root = html.document_fromstring(site.render("/").body)
    found = find_categories(root, site.base + "/", load_profile("jnews").find(root))
    counts = {place: len(site.archive.posts_in(place)) for place in site.archive.places}
    assert {c.path: c.count for c in found} == counts


def category(*path: str) -> Category:
    return Category(path=path, url=f"{BASE}category/{'/'.join(path)}/")


KNOWN = [
    category("AMERICA"),
    category("AMERICA", "Colombia"),
    category("AMERICA", "Colombia", "Bogota"),
    category("ASIA", "Singapore"),
    category("ASIA", "Singapore", "Singapore"),
    category("MIDDLE EAST", "Saudi Arabia"),
]
PICKS: dict[str, tuple[str, str | None]] = {
    "name": ("Colombia", "AMERICA/Colombia"),
    "in any case": ("COLOMBIA", "AMERICA/Colombia"),
    "end of a path": ("colombia/bogota", "AMERICA/Colombia/Bogota"),
    "whole path": ("america/colombia/bogota", "AMERICA/Colombia/Bogota"),
    "as breadcrumbs": ("America > Colombia", "AMERICA/Colombia"),
    "slug": ("saudi-arabia", "MIDDLE EAST/Saudi Arabia"),
    "the shortest": ("singapore", "ASIA/Singapore"),
    "the longer one, by its path": ("singapore/singapore", "ASIA/Singapore/Singapore"),
    "beginning of a path": ("america/bogota", None),
    "part of a name": ("colom", None),
    "nothing": ("", None),
    "a slash": ("/", None),
}


@pytest.mark.parametrize("case", PICKS.values(), ids=PICKS.keys())
def test_pick(case: tuple[str, str | None]) -> None:
    found = pick_category(KNOWN, case[0])
    assert (found.name if found else None) == case[1]


NEAREST: dict[str, tuple[str, list[str]]] = {
    "letter too many": ("collombia", ["AMERICA/Colombia"]),
    "other letter": ("bogata", ["AMERICA/Colombia/Bogota"]),
    "whole path": ("america/columbia", ["AMERICA/Colombia"]),
    "nothing alike": ("xyzzy", []),
}


@pytest.mark.parametrize("case", NEAREST.values(), ids=NEAREST.keys())
def test_nearest(case: tuple[str, list[str]]) -> None:
    assert nearest_names(KNOWN, case[0])[:1] == case[1]


def test_without_a_profile_options_are_not_read() -> None:
    root = html.document_fromstring(f"<html><body>{SELECT}</body></html>")
    matches: ProfileMatches = NO_MATCHES
    assert find_categories(root, BASE, matches) == ()
