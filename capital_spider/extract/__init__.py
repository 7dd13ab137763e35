"""The pure core: a Page goes in, an Article comes out. No network, no clock, no database, no Scrapy.

``STAGES`` is the table of contents: each stage reads the Document and fills one field of it; the item pipelines run the
same functions in the same order.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime

from capital_spider.errors import ExtractionError
from capital_spider.extract.access import judge_access
from capital_spider.extract.article import assemble_article
from capital_spider.extract.blocks import split_blocks
from capital_spider.extract.body import extract_body
from capital_spider.extract.boilerplate import strip_boilerplate
from capital_spider.extract.byline import extract_authors
from capital_spider.extract.dates import extract_dates
from capital_spider.extract.document import Document, parse_page
from capital_spider.extract.language import detect_language
from capital_spider.extract.lead_image import extract_image
from capital_spider.extract.live_blog import extract_entries
from capital_spider.extract.metadata import collect_metadata
from capital_spider.extract.page_state import recover_body
from capital_spider.extract.page_type import judge_page_type
from capital_spider.extract.source import extract_source
from capital_spider.extract.tags import extract_tags
from capital_spider.extract.taxonomy import extract_categories
from capital_spider.extract.title import extract_title
from capital_spider.items import Article, Page, Problem
from capital_spider.profiles import SiteProfile

__all__ = [
    "STAGES",
    "Document",
    "Stage",
    "assemble_article",
    "collect_metadata",
    "detect_language",
    "extract_article",
    "extract_authors",
    "extract_body",
    "extract_categories",
    "extract_dates",
    "extract_entries",
    "extract_image",
    "extract_page",
    "extract_source",
    "extract_tags",
    "extract_title",
    "inspect_page",
    "judge_access",
    "judge_page_type",
    "parse_page",
    "recover_body",
    "run_stage",
    "split_blocks",
    "strip_boilerplate",
]

Stage = Callable[[Document], None]

STAGES: tuple[Stage, ...] = (
    collect_metadata,
    extract_title,
    split_blocks,
    strip_boilerplate,
    recover_body,
    extract_authors,
    extract_dates,
    extract_categories,
    extract_tags,
    extract_image,
    extract_source,
    extract_body,
    extract_entries,
    detect_language,
    judge_access,
    judge_page_type,
)


def run_stage(stage: Stage, document: Document) -> None:
    """Run one stage; a field that it could not read becomes a Problem of the record."""
    try:
        stage(document)
    except ExtractionError as error:
        document.problems.append(Problem(field=error.field, code=error.code, detail=error.detail))


def extract_page(page: Page, profile: SiteProfile | None = None) -> Article:
    """The record of a captured page."""
    return inspect_page(page, profile)[1]


def inspect_page(page: Page, profile: SiteProfile | None = None) -> tuple[Document, Article]:
    """The record of a captured page, and the Document that it was made from, with a verdict on every block."""
    with _collector_paused():
        document = parse_page(page, profile)
        for stage in STAGES:
            run_stage(stage, document)
        return document, assemble_article(document)


@contextmanager
def _collector_paused() -> Iterator[None]:
    """No search for cyclic garbage meanwhile: a page makes thousands of objects and no cycles, and the search takes a
    fifth of the time. Threads may overlap: the first that came in turns it on again, too early for the others at worst.
    """
    is_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if is_on:
            gc.enable()


def extract_article(
    html: str | bytes,
    url: str | None = None,
    *,
    headers: Mapping[str, str] | None = None,
    fetched_at: datetime | None = None,
    profile: SiteProfile | None = None,
) -> Article:
    """The record of one page of HTML.

    headers: of the HTTP response, for the charset. fetched_at: aware, what "2 days ago" counts from.
    profile: use this one instead of the one that recognises the page (`profiles.load_profile`).
    Never raises for bad HTML: an empty or hopeless page gives an Article with problems.
    """
    body = html.encode("utf-8", "surrogatepass") if isinstance(html, str) else html
    named = {name.lower(): value for name, value in (headers or {}).items()}
    return extract_page(Page(url=url or "", body=body, headers=named, fetched_at=fetched_at), profile)
