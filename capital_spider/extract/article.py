"""The Document, all stages done, as the record."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict
from datetime import UTC, date, datetime
from urllib.parse import urljoin, urlsplit

from w3lib.url import safe_url_string

from capital_spider.extract.document import Document
from capital_spider.extract.metadata import text_of
from capital_spider.extract.rights import reservations, stated_license
from capital_spider.extract.title import site_names
from capital_spider.items import SCHEMA_VERSION, Article, Capture, Confidence, Extractor, Site
from capital_spider.text import count_words
from capital_spider.urls import canonical_url, host_of, site_of
from capital_spider.version import __version__

# Word F1 of a profile's text column on the development pages (extraction design, section 1).
_SURE_PROFILE = 0.98


def assemble_article(document: Document) -> Article:
    """The record of the page; every key present, whatever is missing."""
    page, metadata = document.page, document.metadata
    canonical = _canonical(document)
    names = list(site_names(document).values())
    return Article(
        schema_version=SCHEMA_VERSION,
        id=hashlib.sha256((canonical or "").encode() or page.body).hexdigest()[:16],
        url=page.url or None,
        canonical_url=canonical,
        other_urls=_other_urls(document, canonical),
        site=Site(name=names[0] if names else None, host=host_of(page.url)),
        title=document.title,
        headlines=document.headlines,
        subtitle=document.subtitle,
        source=document.source,
        authors=document.authors,
        published_at=_iso(document.published),
        modified_at=_iso(document.modified),
        published_raw=document.published_raw,
        published_precision=document.published_precision,
        language=document.language,
        categories=document.categories,
        tags=document.tags,
        summary=metadata.description or text_of((metadata.article or {}).get("description")),
        image=document.image,
        text=document.text,
        markdown=document.markdown,
        blocks=document.content,
        tables=document.tables,
        entries=document.entries,
        media=document.media,
        access=document.access,
        license=stated_license(document),
        reservations=reservations(document),
        links=document.links,
        word_count=count_words(document.text),
        confidence=_confidence(document),
        evidence=document.evidence,
        problems=tuple(document.problems),
        duplicate_of=None,
        capture=_capture(document),
        change=None,
        digest=_digest(document),
        extractor=Extractor(
            version=__version__, profile=document.profile.name if document.profile else None, model=document.model
        ),
    )


def _iso(moment: datetime | date | None) -> str | None:
    return moment.isoformat() if moment is not None else None


def _canonical(document: Document) -> str | None:
    """The declared canonical address, if it can be believed: same site, and not the home page for an inner page."""
    own = canonical_url(document.page.url) if document.page.url else None
    declared = document.absolute(document.metadata.link("canonical"))
    if declared is None or own is None:
        return own or declared
    same_site = site_of(declared) == site_of(own)
    to_home = (
        urlsplit(declared).path.strip("/") == "" and urlsplit(own).path.strip("/") != "" and not urlsplit(own).query
    )
    return declared if same_site and not to_home else own


def _other_urls(document: Document, canonical: str | None) -> tuple[str, ...]:
    metadata, page = document.metadata, document.page
    known = [*page.redirects, page.url, metadata.link("shortlink"), metadata.link("amphtml")]
    urls = [_keep_query(document, u) for u in known if u]
    return tuple(dict.fromkeys(u for u in urls if u and u != canonical))


def _keep_query(document: Document, url: str) -> str | None:
    """Absolute, but with the query as printed: ``?amp=1`` is what makes it another address."""
    if document.absolute(url) is None:
        return None
    return str(safe_url_string(urljoin(document.base_url or "", url.strip()))).split("#")[0]


def _confidence(document: Document) -> Confidence:
    sure = dict(document.confidence)
    if document.content:
        sure.setdefault("text", _SURE_PROFILE)
    else:
        sure.pop("text", None)
    return Confidence(**{key: sure.get(key) for key in ("text", "title", "authors", "published_at", "article")})


def _capture(document: Document) -> Capture:
    page = document.page
    fetched = page.fetched_at.astimezone(UTC).isoformat(timespec="seconds") if page.fetched_at else None
    return Capture(
        run_id=page.run_id,
        fetched_at=fetched,
        status=page.status,
        etag=page.headers.get("etag"),
        last_modified=page.headers.get("last-modified"),
        warc_file=None,
        warc_offset=None,
        found_on=page.found_on,
    )


def _digest(document: Document) -> str:
    """Of title, authors, dates, text and tables: equal digest = nothing that a reader would notice has changed."""
    content = [
        document.title,
        [author.name for author in document.authors],
        _iso(document.published),
        _iso(document.modified),
        document.text,
        [asdict(table) for table in document.tables],
    ]
    return "sha256:" + hashlib.sha256(json.dumps(content, ensure_ascii=False, sort_keys=True).encode()).hexdigest()
