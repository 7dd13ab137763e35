"""``capital-spider sites doors``: by which lists a site's articles can be found, and how many each claims to hold."""

from __future__ import annotations

import json
from typing import Any

import click

from capital_spider.audit import Bounds
from capital_spider.cli.audit_text import doors_as_dicts, doors_as_lines
from capital_spider.cli.errand import send
from capital_spider.cli.one_page import fetching_options
from capital_spider.cli.survey import Survey, Surveyor


@click.command("doors")
@click.argument("url")
@click.option("--json", "as_json", is_flag=True, help="One JSON object instead of lines.")
@fetching_options
def doors(url: str, as_json: bool, **fetching: Any) -> None:
    """The doors of a site: month archives, categories, REST API, sitemaps, feeds; what each claims to hold.

    Takes fewer than 20 requests. URL is the site's start page. The status is 3 if it could not be fetched.

    \b
    Example:
      capital-spider sites doors https://example.org/
    """
    survey: Survey = send(lambda fetch: Surveyor(fetch, Bounds(), in_full=False).run(url), url, fetching)
    if as_json:
        click.echo(json.dumps({"site": survey.url, "doors": doors_as_dicts(survey)}, ensure_ascii=False))
        return
    click.echo(f"doors of {survey.url}, and the articles that each claims to hold:")
    for line in doors_as_lines(survey):
        click.echo(line)
    if not survey.doors:
        click.echo(
            "none: neither month archives, categories, a REST API, a sitemap nor a feed was found. "
            "crawl --by site reads the list on the start page; --by urls takes addresses that you have"
        )
