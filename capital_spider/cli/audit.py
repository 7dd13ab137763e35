"""``capital-spider audit``: what the site counts and names against what an export holds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import click

from capital_spider.audit import Bounds, Holdings
from capital_spider.cli.audit_text import as_json, as_text
from capital_spider.cli.errand import send
from capital_spider.cli.exit_codes import ExitCode
from capital_spider.cli.inquiry import Inquiry
from capital_spider.cli.one_page import fetching_options
from capital_spider.cli.records import read_records
from capital_spider.errors import UsageError
from capital_spider.spiders.arguments import read_addresses, read_day
from capital_spider.urls import site_of

_ASKED = 200


@click.command("audit")
@click.argument("export", type=click.Path(path_type=Path), metavar="EXPORT")
@click.option("--url", metavar="SITE", help="The site's start page. Without it: the site that the records come from.")
@click.option("--since", metavar="DATE", help="Published on or after this day (2025-04-02, 2025-04 or 2025).")
@click.option("--until", metavar="DATE", help="Published on or before this day.")
@click.option(
    "--ask",
    type=click.IntRange(min=0),
    default=_ASKED,
    show_default=True,
    metavar="N",
    help="Ask for so many of the missing articles, to know why.",
)
@click.option("--no-ask", is_flag=True, help="Name what is missing without asking for it.")
@click.option(
    "--min-coverage", type=click.FloatRange(0, 1), metavar="X", help="End with status 6 below this share (0 to 1)."
)
@click.option("--json", "is_json", is_flag=True, help="One JSON object instead of tables.")
@fetching_options
def command(export: Path, is_json: bool, **options: Any) -> None:
    """Compare an export with what its site counts, by month, category and tag, and name every article that is missing.

    EXPORT is what crawl wrote: .jsonl, .jsonl.gz or .json. The site's archive widget, category list, tag cloud, REST
    API, sitemaps and feeds are read, and each missing article is asked for once, to know why it is missing.

    \b
    Examples:
      capital-spider audit articles.jsonl
      capital-spider audit articles.jsonl --since 2025-01 --until 2025-03 --min-coverage 0.99
    """
    days = {name: read_day(name, options[name], last=name == "until") for name in ("since", "until")}
    bounds = Bounds(since=days["since"], until=days["until"])
    records = _Records(export, options["url"])
    holdings = Holdings(records, bounds)
    url, limit = records.start_page(), 0 if options["no_ask"] else options["ask"]
    survey, audit = send(lambda fetch: Inquiry(fetch, bounds, holdings, limit).run(url), url, options)
    if not survey.says_anything:
        click.echo(
            f"error: {url} neither counts nor lists its articles (archive, categories, REST API, sitemap, feed): "
            "give another start page with --url",
            err=True,
        )
        raise SystemExit(ExitCode.NOTHING_FETCHED)
    click.echo(as_json(survey, audit, bounds) if is_json else as_text(survey, audit))
    minimum = options["min_coverage"]
    if minimum is not None and audit.coverage < minimum:
        lost = len(audit.missing) + audit.unnamed
        click.echo(f"coverage {audit.coverage:.4f} is under --min-coverage {minimum:g}: {lost} missing", err=True)
        raise SystemExit(ExitCode.THRESHOLD_PASSED)


class _Records:
    """The export's records of one site, and which sites it has records of."""

    def __init__(self, export: Path, url: str | None) -> None:
        self._export, self._sites = export, Counter[str]()
        self._url = read_addresses(url)[0] if url and url.strip() else None

    def __iter__(self) -> Iterator[Mapping[str, Any]]:
        for record in read_records(self._export):
            parts = urlsplit(record["url"] or record["canonical_url"] or "")
            self._sites[f"{parts.scheme}://{parts.netloc}/"] += 1
            if self._url is None or site_of(parts.geturl()) == site_of(self._url):
                yield record

    def start_page(self) -> str:
        """The address to start from, when all records were read."""
        if self._url is not None:
            return self._url
        if len({site_of(start) for start in self._sites}) != 1:
            held = ", ".join(sorted(self._sites)[:5]) or "no record"
            raise UsageError(f"{self._export} holds {held}: name the site to audit with --url")
        return self._sites.most_common(1)[0][0]
