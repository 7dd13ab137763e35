"""What an SEO plugin would write into an article's head: meta tags and JSON-LD."""

from __future__ import annotations

import json
from html import escape
from typing import Any

from capital_spider.demo.archive import Archive
from capital_spider.demo.content import SITE_NAME, Post, slugify, utc

MetaTag = tuple[str, str, str]


def meta_tags(post: Post, base: str) -> list[MetaTag]:
    """(attribute, name, content) in the order of the page; none for an article filed without the plugin."""
    if "no_meta" in post.quirks:
        return []
    tags = [("name", "description", post.summary)] if post.summary else []
    graph = {
        "og:locale": "en_US",
        "og:type": "article",
        "og:title": post.title,
        "og:description": post.summary,
        "og:url": base + post.path,
        "og:site_name": SITE_NAME,
    } | _times(post)
    if post.picture:
        graph["og:image"] = base + post.picture
    tags += [("property", name, content) for name, content in graph.items()]
    if post.byline != "none":
        tags += [("name", "author", name) for name in post.authors]
    return tags


def _times(post: Post) -> dict[str, str]:
    """In UTC, as the usual plugin does; or another plugin's local times that state no zone."""
    if "og_local_time" in post.quirks:
        return {
            "og:article:published_time": f"{post.published:%Y-%m-%d %H:%M:%S}",
            "og:article:modified_time": f"{post.modified:%Y-%m-%d %H:%M:%S}",
        }
    return {
        "article:published_time": utc(post.published).isoformat(),
        "article:modified_time": utc(post.modified).isoformat(),
    }


def json_ld(post: Post, archive: Archive, base: str) -> str | None:
    """The structured data, or None; with a comma too many if the article has that flaw."""
    if post.quirks & {"no_meta", "og_local_time"}:
        return None
    # "<" is escaped so that no title can end the script element.
    text = json.dumps(_graph(post, archive, base), ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
    return text[:-2] + ",]}" if "bad_jsonld" in post.quirks else text


def _graph(post: Post, archive: Archive, base: str) -> dict[str, Any]:
    url = base + post.path
    dates = {"datePublished": utc(post.published).isoformat(), "dateModified": utc(post.modified).isoformat()}
    article: dict[str, Any] = {
        "@type": ["Article", "NewsArticle"],
        "@id": f"{url}#article",
        "isPartOf": {"@id": url},
        "headline": post.title,
        **dates,
        "mainEntityOfPage": {"@id": url},
        "publisher": {"@id": f"{base}/#organization"},
        "keywords": list(post.tags),
        "articleSection": [place[-1] for place in post.filed_under()],
        "inLanguage": "en-US",
    }
    if post.byline != "none":
        article["author"] = [{"name": n, "@id": f"{base}/#/schema/person/{slugify(n)}"} for n in post.authors]
    if "paywall" in post.quirks:
        article["isAccessibleForFree"] = False
    trail = [
        {"@type": "ListItem", "position": n, "name": name, "item": base + path}
        for n, (name, path) in enumerate(archive.crumbs(post.places[0]), 1)
    ]
    page = {"@type": "WebPage", "@id": url, "url": url, "name": f"{post.title} - {SITE_NAME}", **dates}
    crumbs = {"@type": "BreadcrumbList", "@id": f"{url}#breadcrumb", "itemListElement": trail}
    owner = {"@type": "Organization", "@id": f"{base}/#organization", "name": SITE_NAME, "url": f"{base}/"}
    return {"@context": "https://schema.org", "@graph": [article, page, crumbs, owner]}


def rest_post(post: Post, archive: Archive, base: str) -> dict[str, Any]:
    """The post as WordPress' REST interface gives it, as far as a crawler looks; dates without a zone."""
    protected = "password" in post.quirks
    return {
        "id": post.number,
        "date": post.published.strftime("%Y-%m-%dT%H:%M:%S"),
        "date_gmt": utc(post.published).strftime("%Y-%m-%dT%H:%M:%S"),
        "guid": {"rendered": f"{base}/?p={post.number}"},
        "modified": post.modified.strftime("%Y-%m-%dT%H:%M:%S"),
        "modified_gmt": utc(post.modified).strftime("%Y-%m-%dT%H:%M:%S"),
        "slug": post.path.rsplit("/", 2)[1],
        "status": "publish",
        "type": "post",
        "link": base + post.path,
        "title": {"rendered": post.title.replace("&", "&#038;").replace("<", "&lt;").replace(" – ", " &#8211; ")},
        "excerpt": {"rendered": f"<p>{escape(post.summary)}</p>\n", "protected": protected},
        "categories": [archive.category_id(place) for place in post.filed_under()],
        "tags": [archive.tag_ids[tag] for tag in post.tags],
    }
