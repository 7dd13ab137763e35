"""``capital-spider schema``: the JSON Schema of the record."""

from __future__ import annotations

import click

from capital_spider.export import schema_text


@click.command("schema")
def command() -> None:
    """Print the JSON Schema (draft 2020-12) of the article record.

    \b
    Example:
      capital-spider schema > article.schema.json
    """
    click.echo(schema_text(), nl=False)
