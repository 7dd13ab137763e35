"""``capital-spider crawl``: crawl a site, write its articles, say what was done."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import click

from capital_spider.cli.exit_codes import ExitCode
from capital_spider.errors import UsageError
from capital_spider.export import RecordWriter

_TIME = re.compile(r"(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s?)?")
SPIDERS = ("site", "category", "archive", "sitemap", "feed", "wordpress", "urls")


@click.command("crawl")
@click.argument("urls", nargs=-1, metavar="[URL…]")
@click.option(
    "--by",
    type=click.Choice(SPIDERS),
    help="The door to take. Without it: category with --category, wordpress with --from-api, else site.",
)
@click.option(
    "--category",
    "categories",
    multiple=True,
    metavar="PATH",
    help='Only this category and those below it: "bogota", "america/colombia". Repeatable.',
)
@click.option("--since", metavar="DATE", help="Published on or after this day (2025-04-02, 2025-04 or 2025).")
@click.option("--until", metavar="DATE", help="Published on or before this day.")
@click.option("--limit", type=click.IntRange(min=1), metavar="N", help="Stop after N articles.")
@click.option("--max-runtime", metavar="TIME", help="Stop after this time: 90s, 30m, 2h.")
@click.option(
    "-o",
    "--output",
    "outputs",
    multiple=True,
    type=click.Path(path_type=Path),
    help="File to write, by ending: .jsonl .jsonl.gz .json .csv. Repeatable.",
)
@click.option("--from-api", is_flag=True, help="WordPress: records from what the API says; no page is fetched.")
@click.option("--urls-file", type=click.Path(), help="With --by urls: a file of article addresses, one a line.")
@click.option("--profile", help="Site profile to use for every page: a name, or the path of a .toml file.")
@click.option(
    "--contact", metavar="ADDRESS", help="Mail or web address that sites can complain to; part of the user agent."
)
@click.option("-s", "settings", multiple=True, metavar="NAME=VALUE", help="A Scrapy setting. Repeatable.")
@click.option("--json", "as_json", is_flag=True, help="Print the summary as JSON.")
@click.option("-v", "--verbose", is_flag=True, help="Log every step.")
def command(**options: Any) -> None:
    """Crawl a news site and save every article as structured JSON.

    URL is a site's home page, a category, a month or an article. Without URL the embedded sample site is crawled.

    \b
    Examples:
      capital-spider crawl
      capital-spider crawl https://example.org/ --since 2025-04 -o april.jsonl
      capital-spider crawl https://example.org/ --category america/colombia -o colombia.csv
    """
    with _start(list(options["urls"]), options["urls_file"]) as (urls, is_sample):
        raise SystemExit(_crawl(urls, is_sample, options))


@contextlib.contextmanager
def _start(urls: list[str], urls_file: str | None) -> Iterator[tuple[list[str], bool]]:
    """The start addresses; the sample site's own, while it is served, if there are none."""
    if urls or urls_file:
        yield urls, False
        return
    from capital_spider.demo import DemoSite

    with DemoSite() as site:
        yield [site.url], True


def _crawl(urls: list[str], is_sample: bool, options: dict[str, Any]) -> ExitCode:
    from capital_spider.cli.run import Run, run_spider  # scrapy: only here

    name, arguments = _spider(urls, options)
    outputs = list(options["outputs"]) or [_default_output(urls, is_sample)]
    settings = _settings(options)
    run = Run(name=name, arguments=arguments, settings=settings, verbose=options["verbose"], as_json=options["as_json"])
    run.check()
    writer = RecordWriter(outputs)
    return run_spider(run, writer, outputs)


def _spider(urls: list[str], options: dict[str, Any]) -> tuple[str, dict[str, str]]:
    """The spider's name and its arguments, as strings: the same that ``scrapy crawl`` takes."""
    categories = [c for c in options["categories"] if c.strip()]
    implied = {"category": categories, "urls": options["urls_file"], "wordpress": options["from_api"]}
    name = options["by"] or next((by for by, asked in implied.items() if asked), "site")
    if categories and name != "category":
        raise UsageError(f"--category goes with --by category, not with --by {name}")
    if options["urls_file"] and name != "urls":
        raise UsageError("--urls-file goes with --by urls")
    if options["from_api"] and name not in ("wordpress", "site"):
        raise UsageError(f"--from-api goes with --by wordpress or site, not with --by {name}")
    arguments = {
        "url": " ".join(urls),
        "since": options["since"],
        "until": options["until"],
        "profile": options["profile"],
        "category": ",".join(categories),
        "file": options["urls_file"],
        "from_api": "true" if options["from_api"] else None,
    }
    return name, {key: value for key, value in arguments.items() if value}


def _default_output(urls: list[str], is_sample: bool) -> Path:
    """``articles-<host>-<time>.jsonl`` in this folder: no earlier crawl is overwritten. The sample's is, each time."""
    if is_sample or not urls:
        return Path("articles-sample.jsonl" if is_sample else "articles.jsonl")
    host = urlsplit(urls[0] if "//" in urls[0] else f"//{urls[0]}").netloc
    host = re.sub(r"[^\w.-]+", "-", host.rpartition("@")[2]).strip("-.") or "site"
    return Path(f"articles-{host}-{datetime.now(UTC):%Y%m%dT%H%M%SZ}.jsonl")


def read_settings(pairs: Iterable[str]) -> dict[str, Any]:
    """Name → value of "NAME=VALUE" texts; raises UsageError for another form."""
    settings: dict[str, Any] = {}
    for pair in pairs:
        key, found, value = pair.partition("=")
        if not found or not key.strip():
            raise UsageError(f"-s {pair}: write NAME=VALUE, like -s DOWNLOAD_DELAY=2")
        settings[key.strip()] = value
    return settings


def _settings(options: dict[str, Any]) -> dict[str, Any]:
    settings = read_settings(options["settings"])
    if options["limit"]:
        settings["ITEM_LIMIT"] = options["limit"]
    if options["max_runtime"]:
        settings["CLOSESPIDER_TIMEOUT"] = _seconds(options["max_runtime"])
    if options["contact"]:
        settings["CONTACT"] = options["contact"]
    return settings


def _seconds(text: str) -> int:
    """ "90", "90s", "30m", "1h30m" in seconds."""
    found = _TIME.fullmatch(text.strip())
    hours, minutes, seconds = (int(part or 0) for part in found.groups()) if found else (0, 0, 0)
    total = 3600 * hours + 60 * minutes + seconds
    if not total:
        raise UsageError(f"--max-runtime {text!r} is no time: write 90s, 30m or 2h")
    return total
