"""The one page that a command looks at: a file, or an address fetched as a crawl would fetch it."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from capital_spider.cli.crawl import read_settings
from capital_spider.cli.exit_codes import ExitCode
from capital_spider.cli.pages import read_inputs
from capital_spider.errors import UsageError
from capital_spider.items import Page

if TYPE_CHECKING:
    from capital_spider.cli.run import Run

_ADDRESS = re.compile(r"https?://", re.IGNORECASE)
_OPTIONS = (
    click.option("--contact", metavar="ADDRESS", help="Mail or web address that the site can complain to."),
    click.option(
        "-s", "settings", multiple=True, metavar="NAME=VALUE", help="A Scrapy setting, for a URL. Repeatable."
    ),
    click.option("-v", "--verbose", is_flag=True, help="Log every step."),
)


def fetching_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options of a command that may fetch its page."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def open_page(source: str, url: str | None, fetching: dict[str, Any], name: str) -> Page:
    """The page of an address or a file; ends the command (status 3 or 4) if an address gives none.

    url: the address of the page in a file. fetching: the values of the options. name: of the command, for messages.
    """
    page = _fetch(source, url, fetching, name) if _ADDRESS.match(source) else _read(source, url, name)
    if isinstance(page, ExitCode):
        raise SystemExit(page)
    return page


def fetching_run(arguments: dict[str, str], fetching: dict[str, Any]) -> Run:
    """What is to be fetched, checked; raises UsageError. arguments: of the urls spider; fetching: of the options."""
    settings = read_settings(fetching["settings"])
    if fetching["contact"]:
        settings["CONTACT"] = fetching["contact"]

    from capital_spider.cli.run import Run  # scrapy: only here

    run = Run(name="urls", arguments=arguments, settings=settings, verbose=fetching["verbose"])
    run.check()
    return run


def _fetch(address: str, url: str | None, fetching: dict[str, Any], name: str) -> Page | ExitCode:
    if url is not None:
        raise UsageError("--url goes with a FILE: a page that is fetched has its address")
    run = fetching_run({"url": address}, fetching)
    if len(address.split()) > 1:
        raise UsageError(f"{name} takes one page: give one address")

    from capital_spider.cli.run import fetch_page  # scrapy: only here

    return fetch_page(run)


def _read(source: str, url: str | None, name: str) -> Page:
    if source != "-" and not Path(source).exists():
        raise UsageError(
            f"{source} is not there: give an HTML file, - for standard input, or an address with http:// or https://"
        )
    pages = list(islice(read_inputs([source], url), 2))
    if len(pages) != 1:
        raise UsageError(f"{source} holds {'more than one page' if pages else 'no page'}: {name} takes one")
    return pages[0].page
