"""The command line: one file a command, each imported only when it runs."""

from __future__ import annotations

import importlib
from collections.abc import Sequence

import click

from capital_spider.cli.exit_codes import MEANING, ExitCode
from capital_spider.errors import CapitalSpiderError, InUseError
from capital_spider.version import __version__

_COMMANDS = {
    "crawl": "capital_spider.cli.crawl",
    "extract": "capital_spider.cli.extract",
    "inspect": "capital_spider.cli.inspect",
    "audit": "capital_spider.cli.audit",
    "sites": "capital_spider.cli.sites",
    "schema": "capital_spider.cli.schema",
}


class _Commands(click.Group):
    """Imports a command's module when it is asked for: scrapy takes a second, which `schema` need not wait for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in _COMMANDS:
            return None
        command: click.Command = importlib.import_module(_COMMANDS[cmd_name]).command
        return command


_EXIT_CODES = "\n".join(["\b", "Exit status:", *(f"  {code.value}  {MEANING[code]}" for code in ExitCode)])


@click.group(
    cls=_Commands,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog=_EXIT_CODES,
)
@click.version_option(__version__, prog_name="capital-spider")
def _root() -> None:
    """Turns news sites into clean, structured, auditable data."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command; errors made on purpose end with their message on stderr, and status 2 or 5."""
    try:
        _root(args=arguments, prog_name="capital-spider")
    except CapitalSpiderError as error:
        click.echo(f"error: {error}", err=True)
        raise SystemExit(ExitCode.STORE_IN_USE if isinstance(error, InUseError) else ExitCode.USAGE) from error
    except OSError as error:  # a full disk, a pipe that was closed: no bug, and nothing was lost
        click.echo("\n".join([f"error: {error}", *getattr(error, "__notes__", ())]), err=True)
        raise SystemExit(ExitCode.USAGE) from error
