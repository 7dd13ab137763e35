"""``sites``: the shipped profiles listed, one checked against a page, one started from a page."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from capital_spider.cli import _root, main
from capital_spider.cli.exit_codes import ExitCode
from capital_spider.demo import Site, truth
from capital_spider.extract import extract_page
from capital_spider.items import Page
from capital_spider.profiles import load_profile, shipped_profiles

_PATH = next(t["path"] for t in truth() if "bogotas-third-cable-car" in t["path"])
_URL = f"http://127.0.0.1:8000{_PATH}"
_BODY = Site("http://127.0.0.1:8000").render(_PATH).body
_DOCS = (Path(__file__).parents[2] / "docs/profiles.md").read_text(encoding="utf-8")

_TOPICS = ("the bridge over the river", "next year's budget", "the weather in May", "roads", "schools", "a new park")
_TEXT = "".join(
    f"<p>The council met on Monday and spoke for hours about {topic}, while many people waited outside the hall. "
    f"Nobody could say what would become of {topic}, but all agreed that it was time to decide.</p>"
    for topic in _TOPICS
)
_PLAIN = f"""<html><head><title>A bridge for Lima | The Daily Example</title></head><body class="css-1x2y3z">
<nav class="main-menu"><a href="/a">Home</a><a href="/b">World</a></nav>
<div class="mt-4 story"><h1 class="css-9q8w7e story-headline">A bridge for Lima</h1>
<p class="story-byline">By <a class="author-name" href="/author/ana-ruiz">Ana Ruiz</a></p>
<time class="story-date" datetime="2024-05-03T14:05:00+00:00">3 May 2024</time>
<div class="p-2 story-body">{_TEXT}</div>
<ul class="topic-list"><li><a rel="tag" href="/t/1">Bridges</a></li><li><a rel="tag" href="/t/2">Peru</a></li></ul>
</div></body></html>"""


def invoke(*arguments: str, stdin: bytes | str | None = None) -> Any:
    return CliRunner().invoke(_root, ["sites", *arguments], input=stdin)


def compared(body: bytes, url: str, profile: str | None) -> list[Any]:
    article = extract_page(Page(url=url, body=body), load_profile(profile) if profile else None)
    return [article.title, [a.name for a in article.authors], article.published_at, article.tags, article.text]


# --- list -----------------------------------------------------------------------------------------------------------


def test_the_list_names_every_shipped_profile_and_what_it_matches() -> None:
    lines = invoke("list").stdout.splitlines()
    assert [line.split()[0] for line in lines if not line.startswith(" ")] == [p.name for p in shipped_profiles()]
    assert "  site called capital cities" in lines


def test_the_list_as_json() -> None:
    profiles = {p["name"]: p for p in json.loads(invoke("list", "--json").stdout)["profiles"]}
    assert ".jeg_viewport" in profiles["jnews"]["selectors"]
    assert profiles["capital_cities"]["site_names"] == ["capital cities"]


# --- check ----------------------------------------------------------------------------------------------------------


def test_check_says_what_each_field_gave_and_which_rules_hit() -> None:
    result = invoke("check", "-", "--url", _URL, "--json", stdin=_BODY)
    assert result.exit_code == ExitCode.DONE, result.output
    found = json.loads(result.stdout)
    fields = {field["field"]: field for field in found["fields"]}
    assert (found["profile"], fields["title"]["evidence"]) == ("capital_cities", "profile:title")
    assert fields["authors"]["value"] == "Inés Quiroga"
    hits = {(rule["rule"], rule["selector"]): rule["hits"] for rule in found["rules"]}
    assert hits["fields.title", "h1.jeg_post_title"] == 1
    assert hits["fields.not_found", ".jeg_404_content"] == 0


def test_check_as_lines_parts_the_rules_that_hit_from_those_that_did_not() -> None:
    hit, idle = invoke("check", "-", "--url", _URL, stdin=_BODY).stdout.split("rules that hit nothing:")
    assert "profile: capital_cities" in hit
    assert "h1.jeg_post_title" in hit
    assert ".jeg_404_content" in idle


def test_a_profile_that_does_not_fit_ends_with_status_6() -> None:
    result = invoke("check", "-", "--profile", "jnews", stdin=_PLAIN)
    assert result.exit_code == ExitCode.THRESHOLD_PASSED
    assert "profile jnews does not fit: fields.title, fields.content hit nothing" in result.stderr


def test_no_profile_is_no_misfit() -> None:
    result = invoke("check", "-", stdin=_PLAIN)
    assert result.exit_code == ExitCode.DONE
    assert "none recognises the page" in result.stdout


@pytest.mark.parametrize("command", ["check", "new"])
def test_a_page_without_an_article_ends_with_status_3(command: str) -> None:
    assert invoke(command, "-", stdin="<html></html>").exit_code == ExitCode.NOTHING_FETCHED


# --- new ------------------------------------------------------------------------------------------------------------


def test_a_profile_of_a_page_that_no_other_recognises(tmp_path: Path) -> None:
    out = tmp_path / "example.toml"
    result = invoke("new", "-", "--url", "https://www.daily.example/a", "-o", str(out), stdin=_PLAIN)
    assert result.exit_code == 0, result.output
    started = tomllib.loads(out.read_text(encoding="utf-8"))
    assert started["name"] == "daily_example"
    assert started["match"] == {"hosts": ["www.daily.example"]}
    assert started["fields"] == {
        "title": ["h1.story-headline"],
        "author": ["a.author-name"],
        "date": ["time.story-date"],
        "tags": ["a[rel=tag]"],
        "content": ["div.story-body"],
    }
    own = compared(_PLAIN.encode(), "https://www.daily.example/a", str(out))
    assert own == compared(_PLAIN.encode(), "https://www.daily.example/a", None)


PATHS = {t["path"].rstrip("/").rsplit("/", 1)[-1][:40]: t["path"] for t in truth() if t["access"] == "open"}


@pytest.mark.parametrize("path", list(PATHS.values())[:4], ids=list(PATHS)[:4])
def test_a_started_profile_loads_and_gives_the_same_fields(path: str, tmp_path: Path) -> None:
    body, url, out = (
        Site("http://127.0.0.1:8000").render(path).body,
        f"http://127.0.0.1:8000{path}",
        tmp_path / "x.toml",
    )
    assert invoke("new", "-", "--url", url, "-o", str(out), stdin=body).exit_code == 0
    assert compared(body, url, str(out)) == compared(body, url, None)
    assert invoke("check", "-", "--url", url, "--profile", str(out), stdin=body).exit_code == ExitCode.DONE


def test_the_documents_show_what_is_started() -> None:
    (shown,) = re.findall(r"```toml\n(# Started from.*?)```", _DOCS, re.DOTALL)
    assert shown == invoke("new", "-", "--url", _URL, stdin=_BODY).stdout


WRONG = {
    "is there already": ("there.toml", "is there already"),
    "no profile's name": ("page.html", "ends in .toml"),
    "no such folder": ("a/b.toml", "make it first"),
}


@pytest.mark.parametrize("case", WRONG.values(), ids=WRONG.keys())
def test_an_output_that_cannot_be(
    case: tuple[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    name, message = case
    monkeypatch.chdir(tmp_path)
    Path("there.toml").write_text('name = "mine"', encoding="utf-8")
    with pytest.raises(SystemExit) as stopped:
        main(["sites", "new", "there.toml", "-o", name])
    assert stopped.value.code == ExitCode.USAGE
    assert message in capsys.readouterr().err
    assert Path("there.toml").read_text(encoding="utf-8") == 'name = "mine"'
