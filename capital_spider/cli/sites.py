"""``capital-spider sites``: the shipped profiles, one checked against a page, a new one started; a site's doors."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from capital_spider.cli.doors import doors
from capital_spider.cli.exit_codes import ExitCode
from capital_spider.cli.new_profile import start_profile
from capital_spider.cli.one_page import fetching_options, open_page
from capital_spider.cli.output import STDOUT, check_folder, write_output
from capital_spider.cli.profile_check import check_page, describe
from capital_spider.errors import UsageError
from capital_spider.profiles import shipped_profiles


@click.group("sites")
def command() -> None:
    """Site profiles: list those that are shipped, check one against a page, start a new one. The doors of a site."""


command.add_command(doors)


@command.command("list")
@click.option("--json", "as_json", is_flag=True, help="One JSON object instead of lines.")
def list_profiles(as_json: bool) -> None:
    """The shipped profiles, the most specific first, and what they recognise a page by.

    \b
    Example:
      capital-spider sites list
    """
    profiles = [describe(profile) for profile in shipped_profiles()]
    if as_json:
        click.echo(json.dumps({"profiles": profiles}, ensure_ascii=False))
        return
    for profile in profiles:
        click.echo(f"{profile['name']}  ({profile['fields']} fields)")
        for key, label in (("site_names", "site called"), ("hosts", "host"), ("selectors", "page with")):
            if profile[key]:
                click.echo(f"  {label:12}{'  '.join(profile[key])}")


@command.command("check")
@click.argument("source", metavar="URL|FILE")
@click.option("--url", help="Address of the page in a FILE; needed to resolve its links.")
@click.option("--profile", help="Site profile to check: a name, or the path of a .toml file.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object instead of lines.")
@fetching_options
def check(source: str, url: str | None, profile: str | None, as_json: bool, **fetching: Any) -> None:
    """What each field of a page gave, from where and how sure; which rules of the profile hit, and which hit nothing.

    Without --profile: the shipped profile that recognises the page, if one does. The status is 6 if the profile has
    rules for title or content and all of them hit nothing, 3 if the page gave neither title nor text.

    \b
    Examples:
      capital-spider sites check https://example.org/2025/04/02/story/
      capital-spider sites check page.html --url https://example.org/2025/04/02/story/ --profile ./mine.toml
    """
    found = check_page(open_page(source, url, fetching, "sites check"), profile)
    click.echo(json.dumps(found, ensure_ascii=False) if as_json else _as_lines(found))
    if not any(field["value"] for field in found["fields"] if field["field"] in ("title", "text")):
        click.echo("neither title nor text was found", err=True)
        raise SystemExit(ExitCode.NOTHING_FETCHED)
    if found["missed"]:
        click.echo(f"profile {found['profile']} does not fit: {', '.join(found['missed'])} hit nothing", err=True)
        raise SystemExit(ExitCode.THRESHOLD_PASSED)


def _as_lines(found: dict[str, Any]) -> str:
    lines = [f"profile: {found['profile'] or 'none recognises the page'}", ""]
    for field in found["fields"]:
        sure = "" if field["confidence"] is None else f"{field['confidence']:.2f}"
        lines.append(f"{field['field']:14}{sure:6}{field['evidence'] or '-':24}{field['value'] or '-'}")
    hit = [rule for rule in found["rules"] if rule["hits"]]
    if hit:
        lines += ["", "rules that hit:"]
    lines += [f"{rule['hits']:5}  {rule['rule']:24}{rule['selector']}" for rule in hit]
    idle = [rule for rule in found["rules"] if not rule["hits"]]
    if idle:
        lines += ["", "rules that hit nothing:"]
    lines += [f"       {rule['rule']:24}{rule['selector']}" for rule in idle]
    return "\n".join(lines + [f"problem: {problem}" for problem in found["problems"]])


@command.command("new")
@click.argument("source", metavar="URL|FILE")
@click.option("--url", help="Address of the page in a FILE.")
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    default=STDOUT,
    help="Profile to write (.toml), not one that is there; without it, or with -, standard output.",
)
@fetching_options
def new(source: str, url: str | None, output: Path, **fetching: Any) -> None:
    """Start a profile from a page: selectors of the elements that hold what was extracted from it. Read it before use.

    \b
    Example:
      capital-spider sites new page.html --url https://example.org/2025/04/02/story/ -o mine.toml
    """
    if output != STDOUT:
        _check_output(output)
    started = start_profile(open_page(source, url, fetching, "sites new"))
    if started is None:
        click.echo("neither title nor text was found: nothing to start from", err=True)
        raise SystemExit(ExitCode.NOTHING_FETCHED)
    write_output(output, started.encode())


def _check_output(output: Path) -> None:
    if output.suffix != ".toml":
        raise UsageError(f"{output}: a profile's name ends in .toml")
    check_folder(output)
    if output.exists():
        raise UsageError(f"{output} is there already, and may have been worked on: choose another output")
