"""What the README shows is real: commands parse, the record is what the sample article gives, codes are the enum's."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path

import click
import pytest
from scrapy.spiderloader import SpiderLoader

from capital_spider.cli import _root
from capital_spider.cli.crawl import SPIDERS
from capital_spider.cli.exit_codes import MEANING
from capital_spider.demo import Site
from capital_spider.demo.content import TODAY
from capital_spider.extract import extract_page
from capital_spider.items import Page

_ROOT = Path(__file__).resolve().parents[1]
_TEXT = (_ROOT / "README.md").read_text(encoding="utf-8")
_BLOCKS = re.findall(r"```(\w+)\n(.*?)```", _TEXT, re.DOTALL)
_COMMANDS = [line for kind, text in _BLOCKS if kind == "sh" for line in text.splitlines() if line.strip()]


def test_the_record_is_what_the_sample_article_gives() -> None:
    (shown,) = (json.loads(text) for kind, text in _BLOCKS if kind == "json")
    site = Site("http://127.0.0.1:8000")
    path = next(
        p.path for p in site.content.by_name.values() if p.path.rstrip("/").endswith("bestseller-list-in-pencil")
    )
    response = site.render(path)
    page = Page(
        url=f"http://127.0.0.1:8000{path}", body=response.body, headers=dict(response.headers), fetched_at=TODAY
    )
    record = extract_page(page).to_dict()
    assert {key: record[key] for key in shown} == shown


@pytest.mark.parametrize("line", [c for c in _COMMANDS if c.startswith("capital-spider")])
def test_each_command_parses(line: str) -> None:
    _, name, *arguments = shlex.split(line)
    command = _root.get_command(click.Context(_root), name)
    assert command is not None
    command.make_context(name, arguments)  # raises for an option that is not there


def test_make_targets_are_there() -> None:
    makefile = (_ROOT / "Makefile").read_text(encoding="utf-8")
    targets = [shlex.split(c)[1] for c in _COMMANDS if c.startswith("make ")]
    assert targets == ["crawl", "test"]
    assert all(re.search(rf"^{t}:", makefile, re.MULTILINE) for t in targets)


def test_scrapy_commands_name_our_spiders() -> None:
    from scrapy.settings import Settings

    settings = Settings()
    settings.setmodule("capital_spider.settings")
    assert tuple(sorted(SpiderLoader.from_settings(settings).list())) == tuple(sorted(SPIDERS))
    named = [shlex.split(c)[2] for c in _COMMANDS if c.startswith("scrapy crawl")]
    assert set(named) <= set(SPIDERS)
    assert named


def test_exit_statuses_are_those_of_the_enum() -> None:
    rows = dict(re.findall(r"^\| (\d) \| (.*?) \|$", _TEXT, re.MULTILINE))
    assert rows == {str(code.value): meaning for code, meaning in MEANING.items()}


def test_linked_files_are_there() -> None:
    links = re.findall(r"\]\((?!https?://)([^)#]+)\)", _TEXT)
    assert links
    assert [link for link in links if not (_ROOT / link).exists()] == []
