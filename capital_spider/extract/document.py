"""The Document: one page on its way to an Article, the working state that the stages read and fill."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Literal

from lxml import etree

from capital_spider.extract.parsing import decode, is_binary, read_html
from capital_spider.extract.streamed import STREAM_MARK, place_streamed
from capital_spider.items import (
    Author,
    Block,
    Entry,
    Headline,
    LeadImage,
    Link,
    Media,
    Page,
    Problem,
    Source,
    Table,
)
from capital_spider.profiles import NO_MATCHES, ProfileMatches, SiteProfile, recognise_profile
from capital_spider.urls import canonical_url, host_of

_TOO_DEEP = Problem(field="text", code="too_deep", detail="elements are nested beyond sense; what is below is not here")


@dataclass(slots=True)
class Metadata:
    """meta: name or property, lower case → contents in page order; links: rel → (href, type).

    nodes: all JSON-LD objects; article: the one that describes this page; by_id: ``@id`` → object.
    """

    title: str | None = None
    language: str | None = None
    meta: dict[str, list[str]] = field(default_factory=dict)
    links: dict[str, list[tuple[str, str]]] = field(default_factory=dict)
    nodes: list[dict[str, Any]] = field(default_factory=list)
    by_id: dict[str, dict[str, Any]] = field(default_factory=dict)
    article: dict[str, Any] | None = None

    def first(self, *names: str) -> str | None:
        """The first non-empty content of the named meta tags, in the order of the names."""
        return next((value for name in names for value in self.meta.get(name, ()) if value), None)

    @property
    def description(self) -> str | None:
        """What the page says of itself in meta tags."""
        return self.first("og:description", "description", "twitter:description")

    def link(self, rel: str, kind: str | None = None) -> str | None:
        """The first address of that rel, of that media type if given."""
        return next((href for href, media in self.links.get(rel, ()) if kind is None or media == kind), None)

    def resolve(self, value: Any) -> Any:
        """A JSON-LD reference ``{"@id": …}`` as the object it names, with what the reference itself says on top."""
        if (
            isinstance(value, dict)
            and (known := self.by_id.get(str(value.get("@id")))) is not None
            and known is not value
        ):
            return {**known, **value}
        return value

    def typed(self, *types: str) -> Iterator[dict[str, Any]]:
        wanted = frozenset(types)
        return (node for node in self.nodes if not wanted.isdisjoint(types_of(node)))


def types_of(node: Mapping[str, Any]) -> set[str]:
    """The object's schema.org types, without the vocabulary's address."""
    kinds = node.get("@type")
    names = kinds if isinstance(kinds, list) else [kinds]
    return {str(name).rsplit("/", 1)[-1] for name in names if name}


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """Whether a block belongs to the text. reason: why it was stripped, one of profiles.STRIP_REASONS; None if kept.

    probability: that it is text, by the model; None where a profile decided.
    """

    kept: bool
    reason: str | None = None
    probability: float | None = None


Anchor = tuple[etree._Element, str, str]
"""A link with its address and its ``rel`` as written, "" where it has none."""


@dataclass(frozen=True, slots=True, eq=False)
class TextBlock:
    """A run of text between two block boundaries, or a picture or embed (text then is "").

    element: the nearest block-level element around the run; for media the element itself.
    pieces: the run's raw strings, each with the element that it stands directly in (to find links and emphasis).
    link_chars: characters of the pieces that stand in a link, without the white space at their ends.
    """

    element: etree._Element
    text: str
    kind: Literal["text", "image", "embed", "media"] = "text"
    pieces: tuple[tuple[str, etree._Element], ...] = ()
    link_chars: int = 0


def enclosing(element: etree._Element, tag: str, top: etree._Element) -> etree._Element | None:
    """The nearest element of that tag around `element` (or itself), not above `top`."""
    current: etree._Element | None = element
    while current is not None:
        if current.tag == tag:
            return current
        if current is top:
            return None
        current = current.getparent()
    return None


@dataclass(slots=True)
class Document:
    """One page on its way to an Article: the trees (never edited), their blocks, the fields found so far.

    roots: the tree of the page, then those of its continuation pages; matches: the profile's hits, one a root.
    anchors: all links of the first page, in its order.
    blocks and verdicts run in parallel, over all roots. evidence: field → where its value came from.
    model: name of the boilerplate model, where it was asked.
    headline: the element that the headline is printed in; full_title: all that it prints, if that is known, and with
    an outlet that may stand at its end; title: the headline alone.
    """

    page: Page
    roots: tuple[etree._Element, ...]
    profile: SiteProfile | None
    matches: tuple[ProfileMatches, ...]
    base_url: str | None
    metadata: Metadata = field(default_factory=Metadata)
    anchors: list[Anchor] = field(default_factory=list)
    blocks: list[TextBlock] = field(default_factory=list)
    verdicts: list[Verdict] = field(default_factory=list)
    model: str | None = None
    containers: list[etree._Element] = field(default_factory=list)
    title: str | None = None
    full_title: str | None = None
    headline: etree._Element | None = None
    headlines: tuple[Headline, ...] = ()
    subtitle: str | None = None
    source: Source | None = None
    authors: tuple[Author, ...] = ()
    published: datetime | date | None = None
    modified: datetime | date | None = None
    published_raw: str | None = None
    published_precision: Literal["instant", "day", "approximate"] | None = None
    language: str | None = None
    categories: tuple[tuple[str, ...], ...] = ()
    tags: tuple[str, ...] = ()
    image: LeadImage | None = None
    content: tuple[Block, ...] = ()
    tables: tuple[Table, ...] = ()
    entries: tuple[Entry, ...] | None = None
    media: tuple[Media, ...] = ()
    links: tuple[Link, ...] = ()
    text: str = ""
    markdown: str = ""
    access: Literal["open", "partial", "closed"] = "open"
    confidence: dict[str, float] = field(default_factory=dict)
    evidence: dict[str, str] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    @property
    def root(self) -> etree._Element:
        return self.roots[0]

    @property
    def knows_theme(self) -> bool:
        """The page's profile is that of its theme or site; a platform's is for many themes, and only weighed."""
        return self.profile is not None and not self.profile.platform

    def field(self, name: str) -> list[etree._Element]:
        """The elements in which the profile finds a field on the (first) page."""
        return self.matches[0].field(name)

    def absolute(self, url: str | None) -> str | None:
        """An address on the page, absolute and canonical; None if it is none."""
        return canonical_url(url, self.base_url) if url and url.strip() else None


def parse_page(page: Page, profile: SiteProfile | None = None) -> Document:
    """The Document of a page, parsed and matched with its profile, ready for the stages.

    profile: use this one instead of the one that recognises the page.
    Never fails: a body that holds no markup gives a Document with an empty tree.
    """
    parsed = [_parse(p) for p in (page, *page.continuations)]
    roots = tuple(root for root, _ in parsed)
    profile = profile or recognise_profile(roots[0], host_of(page.url))
    matches = tuple(profile.find(root) if profile else NO_MATCHES for root in roots)
    base = next((e for e in roots[0].iter("base") if e.get("href")), None)
    base_url = canonical_url(base.get("href", ""), page.url) if base is not None else None
    return Document(
        page=page,
        roots=roots,
        profile=profile,
        matches=matches,
        base_url=base_url or page.url,
        problems=[*page.problems, *(_TOO_DEEP for _, whole in parsed if not whole)],
    )


def _parse(page: Page) -> tuple[etree._Element, bool]:
    """The tree, and whether all of the page is in it."""
    text = "" if is_binary(page.body) else decode(page.body, page.headers)
    root, whole = read_html(text)
    if STREAM_MARK.search(text):
        place_streamed(root)
    return root, whole
