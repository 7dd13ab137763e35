"""Item pipelines: a Page comes from the spider, an Article goes to the feeds. Thin: each names one pure function.

``settings.ITEM_PIPELINES`` reads as the table of contents; a test holds its order against ``extract.STAGES``.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any, ClassVar

from scrapy.exceptions import DropItem
from scrapy.http import Request, Response

from capital_spider import extract
from capital_spider.discover.wordpress_page import further_parts
from capital_spider.extract.dates import publication_day, states_instant
from capital_spider.extract.document import Document, parse_page
from capital_spider.extract.metadata import collect_metadata
from capital_spider.items import Article, Change, Page, Problem
from capital_spider.urls import canonical_url, host_of, url_key

# Below this probability a page is no article and is not exported (metadata design, section 8: never stricter).
NOT_AN_ARTICLE = 0.2
# An article in more parts than this is a listing or a trap.
_MAX_PARTS = 50


class _Pipeline:
    """What all of them need: the crawler."""

    def __init__(self, crawler: Any) -> None:
        self.crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Any) -> _Pipeline:
        return cls(crawler)

    def count(self, stat: str) -> None:
        self.crawler.stats.inc_value(stat)


class ParsePage(_Pipeline):
    """Page → Document."""

    def process_item(self, item: Page) -> Document:
        return parse_page(item, self.crawler.spider.profile)


class CompletePage(_Pipeline):
    """Fetch what belongs to the page: pages 2, 3 … of the article; its REST twin, if the page itself states no instant.

    What cannot be fetched is a problem of the record.
    """

    async def process_item(self, item: Document) -> Document:
        page = item.page
        parts = [part async for part in self._parts(item)]
        continuations = tuple(p for p in parts if isinstance(p, Page))
        problems = tuple(p for p in parts if isinstance(p, Problem))
        api = await self._api(item)
        if not parts and api is None:
            return item
        full = replace(page, continuations=continuations, problems=(*page.problems, *problems), api=api or page.api)
        return parse_page(full, item.profile)

    async def _parts(self, document: Document) -> AsyncIterator[Page | Problem]:
        """Pages 2, 3 … in order, also those that only a later page links to; fetched if the twin does not hold them."""
        told = further_parts(document.page, document.root)
        for part in told:
            yield part
        if told:
            return
        own = url_key(document.page.url)
        todo = _numbered_parts(document, document.matches[0].field("continuation"), document.page.url)
        number = 2
        while number in todo and number <= _MAX_PARTS:
            response = await self._fetch(todo[number])
            if response is None:
                detail = f"page {number} of the article could not be fetched: {todo[number]}"
                yield Problem(field="text", code="part_missing", detail=detail)
            elif url_key(response.url) != own:  # WordPress sends a number past the end back to the article
                part = self.crawler.spider.to_page(response)
                yield part
                further = parse_page(part, document.profile)
                links = further.matches[0].field("continuation")
                todo |= _numbered_parts(further, links, document.page.url)
            number += 1

    async def _api(self, document: Document) -> bytes | None:
        if document.page.api is not None:
            return None
        probe = Document(
            page=document.page, roots=document.roots, profile=None, matches=document.matches, base_url=document.base_url
        )
        collect_metadata(probe)
        address = document.absolute(probe.metadata.link("alternate", "application/json"))
        if address is None or host_of(address) != host_of(document.page.url) or states_instant(probe):
            return None
        response = await self._fetch(address)
        return response.body if response is not None else None

    async def _fetch(self, url: str) -> Response | None:
        """The response; None, counted, if there is none with status 200."""
        try:
            response: Response = await self.crawler.engine.download_async(Request(url, dont_filter=True, priority=50))
        except Exception as error:  # noqa: BLE001 the downloader's errors have no common base; all mean "not fetched"
            self.count(f"fetch/failed/{type(error).__name__}")
            return None
        if response.status != 200:
            self.count(f"fetch/failed/{response.status}")
            return None
        return response


def _numbered_parts(document: Document, links: Any, first: str) -> dict[int, str]:
    """Part number → address, of the links to further parts of the article at `first`."""
    base = (canonical_url(first) or first).rstrip("/")
    parts: dict[int, str] = {}
    for link in links:
        url = document.absolute(link.get("href"))
        tail = (url or "").removeprefix(base).strip("/").removeprefix("page/").removeprefix("?page=")
        if url and url.startswith(base) and tail.isdecimal() and int(tail) > 1:
            parts[int(tail)] = url
    return parts


class StagePipeline(_Pipeline):
    """One stage of ``extract.STAGES``."""

    stage: ClassVar[staticmethod[[Document], None]]

    def process_item(self, item: Document) -> Document:
        extract.run_stage(self.stage, item)
        return item


class CollectMetadata(StagePipeline):
    stage = staticmethod(extract.collect_metadata)


class ExtractTitle(StagePipeline):
    stage = staticmethod(extract.extract_title)


class SplitBlocks(StagePipeline):
    stage = staticmethod(extract.split_blocks)


class StripBoilerplate(StagePipeline):
    stage = staticmethod(extract.strip_boilerplate)

    def process_item(self, item: Document) -> Document:
        super().process_item(item)
        for verdict in item.verdicts:
            self.count(f"extract/stripped/{verdict.reason}" if verdict.reason else "extract/kept")
        return item


class RecoverBody(StagePipeline):
    stage = staticmethod(extract.recover_body)


class ExtractAuthors(StagePipeline):
    stage = staticmethod(extract.extract_authors)


class ExtractDates(StagePipeline):
    stage = staticmethod(extract.extract_dates)


class ExtractCategories(StagePipeline):
    stage = staticmethod(extract.extract_categories)


class ExtractTags(StagePipeline):
    stage = staticmethod(extract.extract_tags)


class ExtractImage(StagePipeline):
    stage = staticmethod(extract.extract_image)


class ExtractSource(StagePipeline):
    stage = staticmethod(extract.extract_source)


class ExtractBody(StagePipeline):
    stage = staticmethod(extract.extract_body)


class ExtractEntries(StagePipeline):
    stage = staticmethod(extract.extract_entries)


class DetectLanguage(StagePipeline):
    stage = staticmethod(extract.detect_language)


class JudgeAccess(StagePipeline):
    stage = staticmethod(extract.judge_access)


class JudgePageType(StagePipeline):
    stage = staticmethod(extract.judge_page_type)


class AssembleArticle(_Pipeline):
    """Document → Article, new to this crawl."""

    def process_item(self, item: Document) -> Article:
        article = extract.assemble_article(item)
        return replace(article, change=Change(kind="new", changed_fields=(), revision=1, proof=None))


class ArticleGate(_Pipeline):
    """Keep out what is no article (but for EXPORT_NON_ARTICLES), and articles of which nothing is shown (but for
    EXPORT_CLOSED)."""

    def process_item(self, item: Article) -> Article:
        is_article = (item.confidence.article or 0) >= NOT_AN_ARTICLE and bool(item.title or item.text)
        self.crawler.spider.learn(item.url or "", is_article=is_article)
        if not is_article and not self.crawler.settings.getbool("EXPORT_NON_ARTICLES"):
            self.count("gate/not_an_article")
            raise DropItem(f"no article: {item.url}", log_level="INFO")
        if item.access == "closed" and not self.crawler.settings.getbool("EXPORT_CLOSED"):
            self.count("gate/closed")
            raise DropItem(f"behind a password or paywall: {item.url}", log_level="INFO")
        return item


class BoundsGate(_Pipeline):
    """Keep out what was published before ``since`` or after ``until``, by the day where it was published."""

    def process_item(self, item: Article) -> Article:
        if not self.crawler.spider.in_bounds(publication_day(item)):
            self.count("gate/out_of_bounds")
            raise DropItem(f"out of bounds, published {item.published_at}: {item.url}", log_level="INFO")
        return item


class DuplicateGate(_Pipeline):
    """One record an article, under however many addresses it was met."""

    def __init__(self, crawler: Any) -> None:
        super().__init__(crawler)
        self._exported: set[str] = set()

    def process_item(self, item: Article) -> Article:
        key = url_key(item.canonical_url or item.url or item.id)
        if key in self._exported:
            self.count("gate/other_address")
            raise DropItem(f"already exported as {item.canonical_url}: {item.url}", log_level="INFO")
        self._exported.add(key)
        return item


class LimitGate(_Pipeline):
    """End the crawl after ITEM_LIMIT articles; 0 = no limit."""

    def __init__(self, crawler: Any) -> None:
        super().__init__(crawler)
        self._limit: int = crawler.settings.getint("ITEM_LIMIT")
        self._passed = 0

    async def process_item(self, item: Article) -> Article:
        if self._limit and self._passed >= self._limit:
            raise DropItem(f"over the limit: {item.url}", log_level="DEBUG")
        self._passed += 1
        if self._passed == self._limit:
            self.crawler.spider.stop("limit")
        return item


class CountArticle(_Pipeline):
    """Count what is exported, and the problems by field."""

    def process_item(self, item: Article) -> Article:
        self.count("article/new")
        for problem in item.problems:
            self.count(f"extract/problem/{problem.field}")
        return item
