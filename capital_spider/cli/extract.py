"""``capital-spider extract``: records from pages that are there already, without any network."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import click

from capital_spider.cli.pages import Input, read_inputs
from capital_spider.errors import UsageError
from capital_spider.export import RecordWriter, TableWriter, with_input_id
from capital_spider.extract import extract_page
from capital_spider.items import Article
from capital_spider.profiles import load_profile

_STDOUT = Path("-")


@click.command("extract")
@click.argument("sources", nargs=-1, required=True, metavar="SOURCE…")
@click.option("--url", help="Address of the page; needed to resolve links of a single HTML file.")
@click.option("--format", "form", type=click.Choice(["json", "text", "markdown"]), default="json", show_default=True)
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    default=_STDOUT,
    help="File to write (.jsonl .json .csv, .txt or .md for text); - is standard output.",
)
@click.option("--profile", help="Site profile to use for every page: a name, or the path of a .toml file.")
@click.option(
    "--tables",
    "folder",
    type=click.Path(path_type=Path),
    metavar="FOLDER",
    help="Also write each data table to FOLDER: ID-INDEX.csv, and .json with types and units.",
)
def command(
    sources: tuple[str, ...], url: str | None, form: str, output: Path, profile: str | None, folder: Path | None
) -> None:
    """Extract articles from HTML files, folders of them, standard input (-), or JSON lines {"url", "html", "id"?}
    (.jsonl, also .gz and .xz).

    One record a page, in input order; a page that cannot be read gives a record with problems, never a lost line.

    \b
    Examples:
      capital-spider extract page.html --url https://example.org/2025/04/02/story/
      capital-spider extract pages/ -o articles.jsonl
      capital-spider extract pages/ -o articles.jsonl --tables tables/
      curl -s https://example.org/story/ | capital-spider extract - --format markdown
    """
    chosen = load_profile(profile) if profile else None
    records: Iterator[tuple[Input, Article]] = (
        (page.input_id, extract_page(page.page, chosen)) for page in read_inputs(sources, url)
    )
    if folder is not None:
        records = _with_tables(records, TableWriter(folder), folder)
    if form != "json":
        _write_texts(records, form, output)
    elif output == _STDOUT:
        for input_id, article in records:
            sys.stdout.buffer.write(_line(article, input_id) + b"\n")
        sys.stdout.flush()
    else:
        with RecordWriter([output], keep_order=True) as writer:
            for input_id, article in records:
                writer.write(article, input_id=input_id)
        click.echo(f"{writer.count} records in {output}", err=True)


def _with_tables(
    records: Iterator[tuple[Input, Article]], tables: TableWriter, folder: Path
) -> Iterator[tuple[Input, Article]]:
    for input_id, article in records:
        tables.write(article)
        yield input_id, article
    click.echo(f"{tables.count} tables in {folder}", err=True)


def _line(article: Article, input_id: Input) -> bytes:
    return article.to_json() if input_id is None else with_input_id(article.to_json(), input_id)


def _write_texts(records: Iterator[tuple[Input, Article]], form: str, output: Path) -> None:
    """Title and text, a form feed line between articles."""
    texts = (_as_text(article, form) for _, article in records)
    if output == _STDOUT:
        for number, text in enumerate(texts):
            click.echo(("\f\n" if number else "") + text)
        return
    if not output.parent.is_dir():
        raise UsageError(f"{output}: there is no folder {output.parent}; make it first")
    output.write_text("\f\n".join(text + "\n" for text in texts), encoding="utf-8")


def _as_text(article: Article, form: str) -> str:
    if form == "markdown":
        return "\n\n".join(part for part in (f"# {article.title}" if article.title else "", article.markdown) if part)
    return "\n\n".join(part for part in (article.title or "", article.text) if part)
