"""What flows through the house: a Page goes in, an Article (the record) comes out.

All items are frozen, slotted and keyword-only. ``Article`` is the public contract, field by field in the order in
which the record's keys are written; ``capital-spider schema`` prints its JSON Schema. ``None`` means that the page
does not say; an empty tuple means that it says there are none.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

import msgspec

from capital_spider.frames import AsFrame

SCHEMA_VERSION = "1.0"


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """What could not be read, and why: data, not an exception."""

    field: str
    code: str
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One capture: the bytes of one address at one time.

    url: the address that answered, after redirects.
    headers: names in lower case.
    fetched_at: aware; None = unknown (then "2 days ago" cannot be read).
    redirects: the addresses that led here, as asked for.
    found_on: the listing whose link was followed.
    continuations: pages 2, 3 … of an article that is split over pages, in order.
    api: the page's own machine-readable twin (WordPress REST), where the page offers one and it was fetched.
    problems: what went wrong while those further pages were fetched.
    """

    url: str
    body: bytes = field(repr=False)
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    fetched_at: datetime | None = None
    redirects: tuple[str, ...] = ()
    found_on: str | None = None
    run_id: str | None = None
    continuations: tuple[Page, ...] = ()
    api: bytes | None = field(default=None, repr=False)
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    name: str | None
    host: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Headline:
    """A wording of the headline that the page carries, raw, with where it stands."""

    text: str
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """The outlet that published a syndicated story first. evidence: what on the page says so."""

    name: str
    url: str | None
    evidence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Author:
    name: str
    url: str | None
    type: Literal["person", "organization", "agency"]


@dataclass(frozen=True, slots=True, kw_only=True)
class LeadImage:
    url: str
    alt: str | None
    caption: str | None
    credit: str | None


class Block:
    """A typed block of the text; the record's ``blocks`` hold these, told apart by ``type``."""

    __slots__ = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph(Block):
    type: Literal["paragraph"] = "paragraph"
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading(Block):
    """level: 1 to 6, as marked up."""

    type: Literal["heading"] = "heading"
    level: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ListItem:
    """items: the nested list, if the item holds one."""

    text: str
    items: tuple[ListItem, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemList(Block):
    type: Literal["list"] = "list"
    ordered: bool
    items: tuple[ListItem, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote(Block):
    type: Literal["quote"] = "quote"
    text: str
    cite: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Code(Block):
    type: Literal["code"] = "code"
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TableRef(Block):
    """table: index into the record's ``tables``."""

    type: Literal["table"] = "table"
    table: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Image(Block):
    type: Literal["image"] = "image"
    url: str
    alt: str | None
    caption: str | None
    credit: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Embed(Block):
    """provider: "youtube", "twitter" …, or the host of the embedded page."""

    type: Literal["embed"] = "embed"
    provider: str | None
    url: str | None
    text: str | None


BLOCK_TYPES: tuple[type[Block], ...] = (Paragraph, Heading, ItemList, Quote, Code, TableRef, Image, Embed)


@dataclass(frozen=True, slots=True, kw_only=True)
class Table(AsFrame):
    """A data table: rectangular, spans repeated into every cell they cover.

    caption: the table's own; heading: the nearest heading before it in the text.
    header: one text a column, () if there is none; header_inferred: True if no markup (thead, th) says that it is one.
    column_types: one a column: "percent", "currency", "number", "date", "year", "text"; units: its unit or None.
    orientation: "key_value" for two columns of label and value without a header.
    """

    caption: str | None
    heading: str | None
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    column_types: tuple[str, ...]
    units: tuple[str | None, ...]
    orientation: Literal["columns", "key_value"]
    header_inferred: bool
    footnotes: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One post of a live blog."""

    at: str | None
    title: str | None
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Media:
    type: Literal["video", "audio"]
    url: str
    title: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    url: str
    text: str
    external: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Confidence:
    """0 to 1; None = nothing was found to be sure about."""

    text: float | None
    title: float | None
    authors: float | None
    published_at: float | None
    article: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Capture:
    run_id: str | None
    fetched_at: str | None
    status: int | None
    etag: str | None
    last_modified: str | None
    warc_file: str | None
    warc_offset: int | None
    found_on: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """How this record differs from the one held before. proof: what shows that an article is gone."""

    kind: Literal["new", "updated", "gone"]
    changed_fields: tuple[str, ...]
    revision: int
    proof: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Extractor:
    version: str
    profile: str | None
    model: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """The record of one article, schema version 1; docs/article.md describes every key."""

    schema_version: str
    id: str
    url: str | None
    canonical_url: str | None
    other_urls: tuple[str, ...]
    site: Site
    title: str | None
    headlines: tuple[Headline, ...]
    subtitle: str | None
    source: Source | None
    authors: tuple[Author, ...]
    published_at: str | None
    modified_at: str | None
    published_raw: str | None
    published_precision: Literal["instant", "day", "approximate"] | None
    language: str | None
    categories: tuple[tuple[str, ...], ...]
    tags: tuple[str, ...]
    summary: str | None
    image: LeadImage | None
    text: str
    markdown: str
    blocks: tuple[Block, ...]
    tables: tuple[Table, ...]
    entries: tuple[Entry, ...] | None
    media: tuple[Media, ...]
    access: Literal["open", "partial", "closed"]
    license: str | None
    reservations: tuple[str, ...]
    links: tuple[Link, ...]
    word_count: int
    confidence: Confidence
    evidence: dict[str, str]
    problems: tuple[Problem, ...]
    duplicate_of: str | None
    capture: Capture
    change: Change | None
    digest: str
    extractor: Extractor

    def to_dict(self) -> dict[str, Any]:
        """The record as plain dicts, lists, strings and numbers, keys in the contract's order."""
        record: dict[str, Any] = msgspec.json.decode(self.to_json())
        return record

    def to_json(self) -> bytes:
        """The record as one line of JSON, UTF-8, without the line end."""
        return msgspec.json.encode(self)
