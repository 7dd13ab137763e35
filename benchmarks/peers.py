"""The tools that the benchmarks compare: what each is called with, and its result in the corpora's terms.

Importing this module imports none of them: `load_tool` does, so that a process pays for one tool alone.
"""

from __future__ import annotations

import argparse
import importlib
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from importlib.metadata import version
from typing import Any

Prediction = dict[str, Any]
OURS = "capital-spider"
# The peers that find the body; the others of PEERS read metadata only.
BODY_PEERS = ("trafilatura", "trafilatura-fast", "readability-lxml", "newspaper4k", "resiliparse")
# Types of schema.org that speak of the page's own article.
_ARTICLES = ("Article", "NewsArticle", "BlogPosting", "ReportageNewsArticle", "OpinionNewsArticle", "LiveBlogPosting")


@dataclass(frozen=True, slots=True)
class Tool:
    """run: the tool's own call on (html, url), which is what gets timed; read: its result as a prediction."""

    run: Callable[[str, str], Any]
    read: Callable[[Any], Prediction]


def _ours() -> Tool:
    return Tool(importlib.import_module("capital_spider.extract").extract_article, read_article)


def read_article(article: Any) -> Prediction:
    return {
        "body": article.text,
        "title": article.title,
        "subtitle": article.subtitle,
        "authors": [author.name for author in article.authors],
        "date": article.published_at,
        "instant": article.published_at,
        "tags": list(article.tags),
        "image": article.image and article.image.url,
    }


def _trafilatura(*, fast: bool = False) -> Tool:
    extract = importlib.import_module("trafilatura").bare_extraction

    def run(html: str, url: str) -> Any:
        return extract(html, url=url, fast=fast, include_comments=False, with_metadata=True)

    return Tool(run, _read_trafilatura)


def _read_trafilatura(found: Any) -> Prediction:
    if found is None:
        return {}
    return {
        "body": found.text,
        "title": found.title,
        "subtitle": found.description,
        "authors": [name for name in (found.author or "").split("; ") if name],
        "date": found.date,
        "instant": found.date,
        "tags": found.tags,
        "image": found.image,
    }


def _readability() -> Tool:
    document = importlib.import_module("readability").Document
    fromstring = importlib.import_module("lxml.html").fromstring

    def run(html: str, url: str) -> Any:
        found = document(html, url=url)
        return found.summary(), found.short_title()

    def read(found: Any) -> Prediction:
        summary, title = found
        return {"body": "\n".join(fromstring(summary).itertext()), "title": title}

    return Tool(run, read)


def _newspaper() -> Tool:
    article = importlib.import_module("newspaper").Article

    def run(html: str, url: str) -> Any:
        found = article(url, fetch_images=False)  # no page of a benchmark may reach out to the web
        found.download(input_html=html)
        found.parse()
        return found

    def read(found: Any) -> Prediction:
        date = found.publish_date.isoformat() if found.publish_date else None
        return {
            "body": found.text,
            "title": found.title,
            "subtitle": found.meta_description,
            "authors": found.authors or [],
            "date": date,
            "instant": date,
            "tags": sorted(found.tags or ()),
            "image": found.top_image,
        }

    return Tool(run, read)


def _resiliparse() -> Tool:
    parse = importlib.import_module("resiliparse.parse.html").HTMLTree.parse
    plain_text = importlib.import_module("resiliparse.extract.html2text").extract_plain_text

    def run(html: str, url: str) -> Any:
        tree = parse(html)
        return plain_text(tree, main_content=True, alt_texts=False), tree.title

    return Tool(run, lambda found: {"body": found[0], "title": found[1]})


def _htmldate() -> Tool:
    find_date = importlib.import_module("htmldate").find_date

    def run(html: str, url: str) -> Any:
        return find_date(html, url=url or None, original_date=True)

    return Tool(run, lambda found: {"date": found})


def _extruct() -> Tool:
    extract = importlib.import_module("extruct").extract

    def run(html: str, url: str) -> Any:
        return extract(html, base_url=url, syntaxes=["json-ld", "opengraph"], errors="ignore")

    return Tool(run, _read_extruct)


def _read_extruct(found: Mapping[str, Any]) -> Prediction:
    """JSON-LD's article, else OpenGraph, as they stand: extruct reads, it does not judge."""
    nodes = [node for node in _nodes(found.get("json-ld", [])) if set(_many(node.get("@type"))) & {*_ARTICLES}]
    linked = nodes[0] if nodes else {}
    graph: dict[str, list[str]] = {}
    for part in found.get("opengraph", []):
        for name, value in part.get("properties", []):
            graph.setdefault(name, []).append(value)

    def first(name: str) -> str | None:
        return next(iter(graph.get(name, [])), None)

    keywords = linked.get("keywords")
    date = linked.get("datePublished") or first("article:published_time")
    return {
        "title": linked.get("headline") or first("og:title"),
        "subtitle": linked.get("description") or first("og:description"),
        "authors": _names(linked.get("author")) or graph.get("article:author", []),
        "date": date,
        "instant": date,
        "tags": (keywords.split(",") if isinstance(keywords, str) else keywords) or graph.get("article:tag", []),
        "image": next(iter(_texts(linked.get("image"), "url")), None) or first("og:image"),
    }


def _nodes(value: Any) -> Iterator[dict[str, Any]]:
    for item in _many(value):
        if isinstance(item, dict):
            yield item
            yield from _nodes(item.get("@graph", []))


def _many(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _names(author: Any) -> list[str]:
    return _texts(author, "name")


def _texts(value: Any, key: str) -> list[str]:
    found = [item.get(key) if isinstance(item, dict) else item for item in _many(value)]
    return [text for text in found if isinstance(text, str)]


PEERS: dict[str, Callable[[], Tool]] = {
    "trafilatura": _trafilatura,
    "trafilatura-fast": lambda: _trafilatura(fast=True),
    "readability-lxml": _readability,
    "newspaper4k": _newspaper,
    "resiliparse": _resiliparse,
    "htmldate": _htmldate,
    "extruct": _extruct,
}


def load_tool(name: str) -> Tool:
    """Ours or a peer. Raises ImportError if it is not installed."""
    return _ours() if name == OURS else PEERS[name]()


def load_tools(names: Iterable[str]) -> dict[str, Tool]:
    """Ours, and the named peers that can be imported; says which are left out."""
    tools = {OURS: _ours()}
    for name in names:
        try:
            tools[name] = load_tool(name)
        except ImportError as error:
            print(f"{name} is left out: {error}", file=sys.stderr)
    return tools


def peer_names(value: str) -> list[str]:
    """The names of a comma-separated option; '' means none. ArgumentTypeError for a name that is no peer."""
    names = [name for name in value.split(",") if name]
    if unknown := set(names) - set(PEERS):
        raise argparse.ArgumentTypeError(f"no peer {', '.join(sorted(unknown))}: use some of {', '.join(PEERS)}")
    return names


def title_of(name: str) -> str:
    """The tool with the release that is installed: ``trafilatura-fast 2.3.1``."""
    return name if name.startswith(OURS) else f"{name} {version(name.removesuffix('-fast'))}"
