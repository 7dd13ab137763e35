"""``capital-spider inspect``: one page beside what was made of it, as a page of HTML."""

from __future__ import annotations

import re
import sys
from itertools import islice
from pathlib import Path
from typing import Any

import click

from capital_spider.cli.crawl import read_settings
from capital_spider.cli.exit_codes import ExitCode
from capital_spider.cli.pages import read_inputs
from capital_spider.errors import UsageError
from capital_spider.export.replace import pending_file, replace_all
from capital_spider.extract import inspect_page
from capital_spider.items import Page
from capital_spider.profiles import load_profile
from capital_spider.report import render_inspection

_STDOUT = Path("-")
_ADDRESS = re.compile(r"https?://", re.IGNORECASE)


@click.command("inspect")
@click.argument("source", metavar="URL|FILE")
@click.option("--url", help="Address of the page in a FILE; needed to resolve its links.")
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    default=_STDOUT,
    help="HTML file to write; without it, or with -, standard output.",
)
@click.option("--profile", help="Site profile to use: a name, or the path of a .toml file.")
@click.option("--contact", metavar="ADDRESS", help="Mail or web address that the site can complain to.")
@click.option("-s", "settings", multiple=True, metavar="NAME=VALUE", help="A Scrapy setting, for a URL. Repeatable.")
@click.option("-v", "--verbose", is_flag=True, help="Log every step.")
def command(source: str, url: str | None, output: Path, profile: str | None, **fetching: Any) -> None:
    """Show what was made of one page, and why: each block kept or stripped with the reason; each field with its
    evidence, its confidence and its problems.

    URL is fetched as a crawl would fetch it: robots.txt, waits and limits hold. FILE is HTML or one JSON line; - is
    standard input. The result is one file of HTML that asks no server for anything.

    \b
    Examples:
      capital-spider inspect https://example.org/2025/04/02/story/ -o page.html
      capital-spider inspect page.html --url https://example.org/2025/04/02/story/ -o inspection.html
    """
    _check_output(output, source)
    chosen = load_profile(profile) if profile else None
    page = _fetch(source, url, fetching) if _ADDRESS.match(source) else _read(source, url)
    if isinstance(page, ExitCode):
        raise SystemExit(page)
    html = render_inspection(*inspect_page(page, chosen)).encode("utf-8", "replace")
    if output == _STDOUT:
        sys.stdout.buffer.write(html)
        sys.stdout.flush()
        return
    with pending_file(output) as (pending, file):
        file.write(html)
    replace_all([pending])
    click.echo(f"saved in {output}", err=True)


def _check_output(output: Path, source: str) -> None:
    """Raises UsageError for an output that cannot be written, or that would replace the page itself."""
    if output == _STDOUT:
        return
    if not output.parent.is_dir():
        raise UsageError(f"{output}: there is no folder {output.parent}; make it first")
    if output.is_dir():
        raise UsageError(f"{output} is a folder: name a file in it, like {output / 'page.html'}")
    if output.exists() and Path(source).exists() and output.samefile(source):
        raise UsageError(f"{output} is the page itself: choose another output")


def _fetch(address: str, url: str | None, fetching: dict[str, Any]) -> Page | ExitCode:
    if url is not None:
        raise UsageError("--url goes with a FILE: a page that is fetched has its address")
    settings = read_settings(fetching["settings"])
    if fetching["contact"]:
        settings["CONTACT"] = fetching["contact"]

    from capital_spider.cli.run import Run, fetch_page  # scrapy: only here

    run = Run(name="urls", arguments={"url": address}, settings=settings, verbose=fetching["verbose"])
    run.check()
    if len(address.split()) > 1:
        raise UsageError("inspect shows one page: give one address")
    return fetch_page(run)


def _read(source: str, url: str | None) -> Page:
    if source != "-" and not Path(source).exists():
        raise UsageError(
            f"{source} is not there: give an HTML file, - for standard input, or an address with http:// or https://"
        )
    pages = list(islice(read_inputs([source], url), 2))
    if len(pages) != 1:
        raise UsageError(f"{source} holds {'more than one page' if pages else 'no page'}: inspect shows one")
    return pages[0].page
