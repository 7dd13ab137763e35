"""One crawl in this process: Scrapy started, watched, and its end turned into a summary and an exit code."""

from __future__ import annotations

import logging
import sys
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import click
from rich.console import Console
from scrapy import signals
from scrapy.crawler import AsyncCrawlerProcess
from scrapy.settings import Settings
from scrapy.spiderloader import SpiderLoader
from scrapy.utils.project import get_project_settings

from capital_spider.cli.exit_codes import ExitCode
from capital_spider.cli.progress import Progress
from capital_spider.cli.summary import Outcome, print_summary
from capital_spider.errors import UsageError
from capital_spider.export import RecordWriter
from capital_spider.extract import Document
from capital_spider.items import Article, Page
from capital_spider.spiders.errand import ErrandSpider
from capital_spider.urls import is_loopback

Result = TypeVar("Result")
# Reasons with which Scrapy ends a crawl before it is done.
_EARLY = ("limit", "shutdown", "closespider_timeout", "closespider_errorcount", "memusage_exceeded")
_HEADLINES = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """What to crawl: a spider's name, its arguments, settings on top of the project's."""

    name: str
    arguments: dict[str, str]
    settings: dict[str, Any] = field(default_factory=dict)
    verbose: bool = False
    as_json: bool = False

    def check(self) -> None:
        """Raises UsageError for arguments that the spider refuses: before anything is opened or fetched."""
        spider = _spider_class(self.name)(**self.arguments)
        if spider.since and spider.until and spider.since > spider.until:
            raise UsageError(f"since {spider.since} lies after until {spider.until}: swap them")
        if not spider.start_urls:
            raise UsageError("no address to start from: give a URL, or none at all for the sample site")

    def project_settings(self) -> Settings:
        settings = get_project_settings()
        settings.setmodule("capital_spider.settings", priority="project")
        settings.set("LOG_INSTALL_ROOT_HANDLER", False, priority="project")  # _configure_logging does it
        for name, value in self.settings.items():
            settings.set(name, value, priority="cmdline")
        return settings


def _spider_class(name: str) -> Any:
    settings = Settings()
    settings.setmodule("capital_spider.settings")
    return SpiderLoader.from_settings(settings).load(name)


def run_spider(run: Run, writer: RecordWriter, outputs: list[Path]) -> ExitCode:
    """Crawl, publish the outputs, print the summary.

    The records of a run that crashes stay in the writer's spool.
    """
    console = Console(stderr=True)
    _configure_logging(console, run.verbose)
    _note_before(run, writer)
    settings = run.project_settings()
    process = AsyncCrawlerProcess(settings)
    crawler = process.create_crawler(_spider_class(run.name))
    watch = _Watch(crawler, writer)
    crawler.signals.connect(watch.on_item, signal=signals.item_scraped)
    crawler.signals.connect(watch.on_closed, signal=signals.spider_closed)
    try:
        with Progress(console, crawler):
            process.crawl(crawler, **run.arguments)
            process.start()
    except BaseException:
        writer.abort()
        raise
    return _finish(run, crawler, watch, writer, outputs)


def fetch_page(run: Run) -> Page | ExitCode:
    """The page at the run's one address with what belongs to it, fetched as any crawl fetches it.

    run: of the spider "urls". The exit code, with the reason on standard error, if the page cannot be had.
    """
    console = Console(stderr=True)
    _configure_logging(console, run.verbose)
    _note_contact(run)
    settings = run.project_settings()
    # The first pipelines complete the page with its further parts; those that follow would make the record of it.
    first = ("ParsePage", "CompletePage")
    settings.set("ITEM_PIPELINES", {f"capital_spider.pipelines.{name}": n for n, name in enumerate(first)}, "cmdline")
    process = AsyncCrawlerProcess(settings)
    crawler = process.create_crawler(_spider_class(run.name))
    pages: list[Page] = []

    def keep(item: Document) -> None:
        pages.append(item.page)

    crawler.signals.connect(keep, signal=signals.item_scraped)
    process.crawl(crawler, **run.arguments)
    process.start()
    if pages:
        return pages[0]
    stats = crawler.stats.get_stats()
    early = stats.get("finish_reason") in _EARLY
    click.echo(_nothing_found(crawler.spider, stats, early), err=True)
    return ExitCode.STOPPED_EARLY if early else ExitCode.NOTHING_FETCHED


def run_errand(run: Run, errand: Callable[[Any], Awaitable[Result]]) -> Result | ExitCode:
    """What the errand comes to (see ``spiders.errand``), its pages fetched as any crawl fetches them.

    The exit code, with the reason on standard error, if it was stopped before its end.
    """
    console = Console(stderr=True)
    _configure_logging(console, run.verbose)
    _note_contact(run)
    settings = run.project_settings()
    settings.set("ITEM_PIPELINES", {}, "cmdline")
    process = AsyncCrawlerProcess(settings)
    crawler = process.create_crawler(ErrandSpider)
    with Progress(console, crawler):
        process.crawl(crawler, url=run.arguments["url"], errand=errand)
        process.start()
    spider = crawler.spider
    if not isinstance(spider, ErrandSpider):
        raise RuntimeError("the errand ended before it began; run it with -v for the log")
    if spider.failure is not None:
        raise spider.failure
    if spider.result is None:
        click.echo("stopped before the end; nothing was compared", err=True)
        return ExitCode.STOPPED_EARLY
    result: Result = spider.result
    return result


def explain(url: str, reason: str) -> str:
    """Why the address could not be fetched, in words."""
    return _explain(f"{url}: {reason}: ")


def _finish(run: Run, crawler: Any, watch: _Watch, writer: RecordWriter, outputs: list[Path]) -> ExitCode:
    spider, stats = crawler.spider, crawler.stats.get_stats()
    if watch.reason is None:
        writer.abort()
        raise RuntimeError("the crawl ended before it began; run it with -v for the log")
    if watch.failure is not None:
        writer.abort()
        watch.failure.add_note(f"The {writer.count} articles so far are kept in {writer.spool}, one JSON line each.")
        raise watch.failure
    problem = spider.usage_problem
    if problem and not writer.count:
        writer.abort()
        raise UsageError(problem)
    if not writer.count:
        writer.abort()
        early = watch.reason in _EARLY
        click.echo(_nothing_found(spider, stats, early), err=True)
        return ExitCode.STOPPED_EARLY if early else ExitCode.NOTHING_FETCHED if not _bounded(spider) else ExitCode.DONE
    writer.close()
    outcome = Outcome(stats=stats, count=writer.count, outputs=outputs, headlines=watch.headlines, reason=watch.reason)
    print_summary(outcome, as_json=run.as_json)
    if problem:
        click.echo(f"error: {problem}", err=True)
        return ExitCode.USAGE
    return ExitCode.STOPPED_EARLY if watch.reason in _EARLY else ExitCode.DONE


def _bounded(spider: Any) -> bool:
    return bool(spider.since or spider.until)


def _nothing_found(spider: Any, stats: dict[str, Any], early: bool) -> str:
    """Why there is no article, and what to try."""
    if early:
        return "stopped before the first article; no file was written"
    if spider.unreachable:
        return "\n".join(f"error: {_explain(line)}" for line in spider.unreachable)
    if stats.get("politeness/robots_forbidden"):
        return "error: robots.txt of the site forbids these pages to crawlers; ask its owners"
    if _bounded(spider):
        return "no article between --since and --until; no file was written"
    held = stats.get("gate/closed", 0)
    if held:
        return (
            f"error: {held} articles found, all behind a password or paywall; -s EXPORT_CLOSED=1 saves what they show"
        )
    others = stats.get("gate/not_an_article", 0)
    if others:
        return f"error: {others} pages found, none of them an article; -s EXPORT_NON_ARTICLES=1 saves what they show"
    return (
        "error: no article found: the page lists none that could be recognised. Try the address of a category or an "
        "archive page, --by category or --by archive, or one article's address to see what is read from it"
    )


def _explain(line: str) -> str:
    """An address that could not be fetched, in words: what it means and what to do."""
    url, reason, detail = line.split(": ", 2)
    advice = {
        "CannotResolveHostError": "unknown host, or a private address: check the spelling and the network",
        "DownloadConnectionRefusedError": "nobody answers at this address and port: is the server up?",
        "DownloadTimeoutError": "no answer in time: try again later, or -s DOWNLOAD_TIMEOUT=120",
        "DownloadFailedError": "the connection failed; https:// instead of http://, or the other way round?",
        "503": "the server says that it is not available: try again later",
        "404": "there is no such page: check the address",
        "403": "the site refuses this crawler",
        "robots_forbidden": "robots.txt forbids this page to crawlers; ask the site's owners",
        "robots_unreachable": "its robots.txt cannot be reached, and without it nothing is fetched",
        "private_address": "it leads to a private address, which only a start address may name",
        "content_type": "it is a file of another kind, no web page",
        "too_large": "it is larger than DOWNLOAD_MAXSIZE allows",
    }
    return f"{url} could not be fetched: {advice.get(reason, detail or reason)} ({reason})"


def _note_before(run: Run, writer: RecordWriter) -> None:
    if writer.recovered is not None:
        click.echo(
            f"note: an earlier run was killed; its {writer.recovered_count} articles are kept in {writer.recovered}",
            err=True,
        )
    _note_contact(run)


def _note_contact(run: Run) -> None:
    public = [u for u in run.arguments.get("url", "").split() if not is_loopback(u if "//" in u else f"//{u}")]
    if public and not run.project_settings().get("CONTACT"):
        click.echo("note: say who you are with --contact you@example.org, so that the site can reach you", err=True)


class _Watch:
    """Writes each record as it comes, and notes what the summary needs besides the stats."""

    def __init__(self, crawler: Any, writer: RecordWriter) -> None:
        self._crawler, self._writer = crawler, writer
        self.headlines: list[str] = []
        self.reason: str | None = None
        self.failure: OSError | None = None

    def on_item(self, item: Article) -> None:
        if self.failure is not None:
            return
        try:
            self._writer.write(item)
        except OSError as error:  # a full disk: what is written stays, and no page more is asked for
            self.failure = error
            self._crawler.spider.stop("write_failed")
            return
        if item.title and item.text and len(self.headlines) < _HEADLINES:
            outlet = f" ({item.source.name})" if item.source else ""
            self.headlines.append(
                f"{(item.published_at or 'undated')[:10]}  {item.title}{outlet}, {item.word_count} words"
            )

    def on_closed(self, reason: str) -> None:
        self.reason = reason


def _configure_logging(console: Console, verbose: bool) -> None:
    """Log lines go above the progress line on a terminal, and plainly to stderr elsewhere."""
    if console.is_terminal:
        from rich.logging import RichHandler

        handler: logging.Handler = RichHandler(console=console, show_path=False, rich_tracebacks=False)
    else:
        handler = logging.StreamHandler(sys.stderr)
        handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s", "%H:%M:%S"))
    handler.setLevel(logging.INFO if verbose else logging.WARNING)
    if not verbose:
        handler.addFilter(_is_news)
    logging.basicConfig(level=logging.INFO, handlers=[handler], force=True)
    logging.captureWarnings(True)
    for noisy in ("asyncio", "filelock", "charset_normalizer", "twisted"):
        logging.getLogger(noisy).setLevel(logging.WARNING)


# Loggers that say with a traceback what the spider says in one line. (Their level would be reset by Scrapy.)
_REPEATED = frozenset({"scrapy.downloadermiddlewares.robotstxt", "scrapy.downloadermiddlewares.retry"})


def _is_news(record: logging.LogRecord) -> bool:
    return record.name not in _REPEATED
