"""``capital-spider inspect``: one page beside what was made of it, as a page of HTML."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from capital_spider.cli.one_page import fetching_options, open_page
from capital_spider.cli.output import STDOUT, check_folder, write_output
from capital_spider.errors import UsageError
from capital_spider.extract import inspect_page
from capital_spider.profiles import load_profile
from capital_spider.report import render_inspection


@click.command("inspect")
@click.argument("source", metavar="URL|FILE")
@click.option("--url", help="Address of the page in a FILE; needed to resolve its links.")
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    default=STDOUT,
    help="HTML file to write; without it, or with -, standard output.",
)
@click.option("--profile", help="Site profile to use: a name, or the path of a .toml file.")
@fetching_options
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
    page = open_page(source, url, fetching, "inspect")
    html = render_inspection(*inspect_page(page, chosen)).encode("utf-8", "replace")
    write_output(output, html)


def _check_output(output: Path, source: str) -> None:
    """Raises UsageError for an output that cannot be written, or that would replace the page itself."""
    if output == STDOUT:
        return
    check_folder(output)
    if output.is_dir():
        raise UsageError(f"{output} is a folder: name a file in it, like {output / 'page.html'}")
    if output.exists() and Path(source).exists() and output.samefile(source):
        raise UsageError(f"{output} is the page itself: choose another output")
