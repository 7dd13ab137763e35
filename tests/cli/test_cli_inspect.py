"""``inspect``: a file or an address becomes one page of HTML, or an error that says what to do."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from lxml import etree

from capital_spider.cli import _root, main
from capital_spider.cli.exit_codes import ExitCode
from capital_spider.demo import DemoSite, Site, truth
from capital_spider.extract import inspect_page
from capital_spider.items import Page
from capital_spider.report import render_inspection

_TRUTH = next(t for t in truth() if "bogotas-third-cable-car" in t["path"])
_PARTS = next(t["path"] for t in truth() if "mexico" in t["path"])
_URL = f"http://127.0.0.1:8000{_TRUTH['path']}"
_BODY = Site("http://127.0.0.1:8000").render(_TRUTH["path"]).body
_EXPECTED = render_inspection(*inspect_page(Page(url=_URL, body=_BODY))).encode()


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    with DemoSite() as demo:
        yield demo.url.rstrip("/")


def invoke(*arguments: str, stdin: bytes | None = None) -> Any:
    return CliRunner().invoke(_root, ["inspect", *arguments], input=stdin)


def run(arguments: list[str], folder: Path) -> subprocess.CompletedProcess[str]:
    """In a process of its own: a reactor starts only once."""
    command = [sys.executable, "-m", "capital_spider", "inspect", *arguments]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=120, check=False)


def headline(file: Path) -> str:
    root = etree.fromstring(file.read_bytes(), etree.HTMLParser(encoding="utf-8"))
    return "".join(map(str, root.findall(".//h1")[0].itertext()))


# --- files ----------------------------------------------------------------------------------------------------------


def test_a_file_to_a_file(tmp_path: Path) -> None:
    (tmp_path / "page.html").write_bytes(_BODY)
    out = tmp_path / "inspection.html"
    out.write_text("an earlier one")
    result = invoke(str(tmp_path / "page.html"), "--url", _URL, "-o", str(out))
    assert result.exit_code == 0, result.output
    assert out.read_bytes() == _EXPECTED
    assert result.stdout == ""
    assert result.stderr == f"saved in {out}\n"
    assert sorted(p.name for p in tmp_path.iterdir()) == ["inspection.html", "page.html"]


def test_standard_input_to_standard_output() -> None:
    assert invoke("-", "--url", _URL, stdin=_BODY).stdout_bytes == _EXPECTED


def test_a_line_of_json_has_its_address_itself() -> None:
    line = json.dumps({"url": _URL, "html": _BODY.decode()}).encode()
    assert invoke("-", stdin=line).stdout_bytes == _EXPECTED


def test_a_profile_by_name_is_the_one_that_is_used() -> None:
    assert b"profile wordpress" in invoke("-", "--url", _URL, "--profile", "wordpress", stdin=_BODY).stdout_bytes
    assert b"profile capital_cities" in _EXPECTED


def test_letters_that_are_no_unicode_do_no_harm() -> None:
    line = json.dumps({"url": _URL, "html": "<h1>Half \ud800 a pair</h1><p>It was cut in the middle.</p>"}).encode()
    result = invoke("-", stdin=line)
    assert result.exit_code == 0, result.output
    assert "It was cut in the middle." in result.stdout_bytes.decode("utf-8")


USAGE = {
    "file that is not there": (["none.html"], "none.html is not there: give an HTML file"),
    "address of another kind": (["ftp://example.org/a"], "an address with http:// or https://"),
    "two addresses": (["http://127.0.0.1:1/a http://127.0.0.1:1/b"], "give one address"),
    "no address at all": (["http://"], "write it like https://example.org/news/"),
    "address of an address": (["http://127.0.0.1:1/", "--url", "http://127.0.0.1:1/"], "--url goes with a FILE"),
    "several pages": (["two.jsonl"], "two.jsonl holds more than one page: inspect takes one"),
    "no page": (["empty.jsonl"], "empty.jsonl holds no page"),
    "output over the page": (["page.html", "-o", "page.html"], "page.html is the page itself: choose another output"),
    "output in no folder": (["page.html", "-o", "no/a.html"], "there is no folder no; make it first"),
    "output that is a folder": (["page.html", "-o", "folder"], "name a file in it"),
    "setting without value": (["http://127.0.0.1:1/", "-s", "DOWNLOAD_DELAY"], "write NAME=VALUE"),
    "profile that is not there": (["page.html", "--profile", "nope"], "use one of capital_cities, jnews, wordpress"),
}


@pytest.mark.parametrize("case", USAGE.values(), ids=USAGE.keys())
def test_usage_errors_say_what_to_do(
    case: tuple[list[str], str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments, advice = case
    monkeypatch.chdir(tmp_path)
    (tmp_path / "folder").mkdir()
    (tmp_path / "page.html").write_bytes(_BODY)
    (tmp_path / "two.jsonl").write_text('{"html": "<p>1"}\n{"html": "<p>2"}\n', encoding="utf-8")
    (tmp_path / "empty.jsonl").write_text("\n", encoding="utf-8")
    before = {p: p.read_bytes() for p in tmp_path.iterdir() if p.is_file()}
    with pytest.raises(SystemExit) as stop:
        main(["inspect", *arguments])
    assert stop.value.code == ExitCode.USAGE
    assert advice in capsys.readouterr().err
    assert {p: p.read_bytes() for p in tmp_path.iterdir() if p.is_file()} == before


# --- addresses ------------------------------------------------------------------------------------------------------


def test_an_address_is_fetched(site: str, tmp_path: Path) -> None:
    done = run([f"{site}{_TRUTH['path']}", "-o", "a.html"], tmp_path)
    assert done.returncode == ExitCode.DONE, done.stderr
    assert done.stderr == "saved in a.html\n"
    assert headline(tmp_path / "a.html") == _TRUTH["title"]


def test_an_article_in_parts_is_fetched_whole(site: str, tmp_path: Path) -> None:
    done = run([f"{site}{_PARTS}", "-o", "a.html"], tmp_path)
    assert done.returncode == ExitCode.DONE, done.stderr
    assert "Page 3 of the article" in (tmp_path / "a.html").read_text(encoding="utf-8")


def test_a_page_that_is_no_article_is_shown_as_well(site: str, tmp_path: Path) -> None:
    done = run([f"{site}/", "-o", "a.html"], tmp_path)
    assert done.returncode == ExitCode.DONE, done.stderr
    assert 'class="block ' in (tmp_path / "a.html").read_text(encoding="utf-8")


UNFETCHED = {
    "page that is not there": ("/no-such-page/", "there is no such page: check the address (404)"),
    "page closed to crawlers": ("/endless/", "robots.txt forbids this page to crawlers"),
    "picture": ("/wp-content/uploads/2025/04/bogota-cable.png", "it is a file of another kind, no web page"),
}


@pytest.mark.parametrize("case", UNFETCHED.values(), ids=UNFETCHED.keys())
def test_what_cannot_be_fetched_is_explained(case: tuple[str, str], site: str, tmp_path: Path) -> None:
    path, reason = case
    done = run([f"{site}{path}", "-o", "a.html"], tmp_path)
    assert done.returncode == ExitCode.NOTHING_FETCHED, done.stderr
    assert f"error: {site}{path} could not be fetched: {reason}" in done.stderr
    assert "Traceback" not in done.stderr
    assert not list(tmp_path.iterdir())


def test_the_urls_spider_says_why_as_well(site: str, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "capital_spider", "crawl", "--by", "urls", f"{site}/no-such-page/"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == ExitCode.NOTHING_FETCHED, done.stderr
    assert "there is no such page: check the address (404)" in done.stderr
