"""What a command that surveys a site shares: the errand sent with the options of fetching, its end in words."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

import click

from capital_spider.cli.exit_codes import ExitCode
from capital_spider.cli.one_page import fetching_run
from capital_spider.cli.survey import Fetch
from capital_spider.errors import UsageError

Result = TypeVar("Result")


def send(errand: Callable[[Fetch], Awaitable[Result | str]], url: str, options: dict[str, Any]) -> Result:
    """What the errand comes to, which starts at `url`; ends the command (status 3 or 4) if that is nothing.

    options: those of `fetching_options`, and since and until, which are checked.
    """
    bounds = {name: options[name] for name in ("since", "until") if options.get(name)}
    run = fetching_run({"url": url, **bounds}, options)
    if len(url.split()) > 1:
        raise UsageError("give one address: the site's start page")

    from capital_spider.cli.run import explain, run_errand  # scrapy: only here

    found = run_errand(run, errand)
    if isinstance(found, ExitCode):
        raise SystemExit(found)
    if isinstance(found, str):
        click.echo(f"error: {explain(url, found)}", err=True)
        raise SystemExit(ExitCode.NOTHING_FETCHED)
    return found
