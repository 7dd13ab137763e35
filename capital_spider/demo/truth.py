"""What a careful reader would note down about every article of the sample site."""

from __future__ import annotations

from typing import Any

from capital_spider.demo.content import Post, load, utc


def truth() -> list[dict[str, Any]]:
    """The expected fields of every article's record, newest first.

    The names are those of the record; addresses are paths on the site. ``blocks`` hold tables in place, as
    ``{"type": "table", "header", "rows"}``. ``source`` is the outlet's name. ``categories`` are all that the page
    names, the breadcrumb's first and the others in the order of the page. ``duplicate_of`` is the path of the
    article with the same text. A protected article has no blocks; a paywalled one those before the wall.
    """
    return [_expected(post) for post in load().posts]


def _expected(post: Post) -> dict[str, Any]:
    twin = load().by_name[post.text_of] if post.text_of else None
    return {
        "path": post.path,
        "title": post.headline,
        "source": post.outlet,
        "subtitle": post.subtitle,
        "authors": list(post.authors) if post.byline != "none" else [],
        "published_at": utc(post.published).isoformat(),
        "modified_at": utc(post.modified).isoformat(),
        "language": post.language,
        "categories": [list(place) for place in dict.fromkeys([post.places[0], *post.filed_under()])],
        "tags": list(post.tags),
        "image": post.picture,
        "blocks": [expected for block in post.shown for expected in block.truth()],
        "protected": "password" in post.quirks,
        "access": "closed" if "password" in post.quirks else "partial" if "paywall" in post.quirks else "open",
        "duplicate_of": twin.path if twin else None,
    }
