"""The audit as a user meets it: the sample site with seven articles taken away, and every error offline."""

from __future__ import annotations

import gzip
import json
import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from altered_site import AlteredSite
from commands import run_command
from serving import Answer, Server

from capital_spider.cli.exit_codes import ExitCode
from capital_spider.demo import truth

PATHS = [entry["path"] for entry in truth() if not entry["protected"]]
PROTECTED = next(entry["path"] for entry in truth() if entry["protected"])
STORY = """<html><head><title>A bridge</title><script type="application/ld+json">{{"@context": "https://schema.org",
"@type": "NewsArticle", "headline": "A bridge", "datePublished": "{day}T10:00:00Z"}}</script></head>
<body><article><h1>A bridge</h1><time datetime="{day}T10:00:00Z">{day}</time><p>{text}</p></article></body></html>"""
TEXT = "The council met on Monday and spoke for hours about the bridge over the river. " * 9

WAYS = ("robots", "failed", "no_article", "out_of_bounds", "gone", "never_listed", "missed")
# Reason → the article that is taken away for it; an address without escapes is written in one way only.
TAKEN = dict(zip(WAYS, [path for path in PATHS[1:] if "%" not in path][::5], strict=False))
# Listings show this one in the place of the one that is never listed.
SHOWN = PATHS[0]


def take_away(site: AlteredSite) -> None:
    """The crawl is over; since then the site has lost some articles, and hides others."""
    robots = f"User-agent: *\nDisallow: {TAKEN['robots']}\nSitemap: {site.url('/wp-sitemap.xml')}\n"
    site.alter(
        {
            "/robots.txt": Answer(robots.encode(), headers={"Content-Type": "text/plain"}),
            TAKEN["failed"]: Answer(b"broken", 500),
            TAKEN["no_article"]: Answer(b"<html><body></body></html>"),
            TAKEN["out_of_bounds"]: Answer(STORY.format(day="2023-12-01", text=TEXT).encode()),
            TAKEN["gone"]: Answer(b"gone", 410),
        }
    )
    hidden, shown = TAKEN["never_listed"].encode(), SHOWN.encode()
    kept = ("sitemap", TAKEN["never_listed"])
    site.edit = lambda path, body: body if any(k in path for k in kept) else body.replace(hidden, shown)


@dataclass(frozen=True, kw_only=True)
class Audited:
    """path: of the export without the seven; whole: of all that was crawled."""

    site: AlteredSite
    folder: Path
    path: str = "short.jsonl"
    whole: str = "all.jsonl"

    def audit(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return run_command(["audit", *arguments], self.folder)

    def found(self, *arguments: str) -> dict[str, Any]:
        done = self.audit(*arguments, "--json")
        assert done.stdout, done.stderr
        found: dict[str, Any] = json.loads(done.stdout)
        return found


@pytest.fixture(scope="module")
def audited(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Audited]:
    folder = tmp_path_factory.mktemp("audit")
    with AlteredSite() as site:
        crawled = run_command(["crawl", site.url(), "--by", "archive", "-o", "all.jsonl"], folder)
        assert crawled.returncode == ExitCode.DONE, crawled.stderr
        records = [json.loads(line) for line in (folder / "all.jsonl").read_text(encoding="utf-8").splitlines()]
        left = [r for r in records if path_of(r["url"]) not in map(path_of, TAKEN.values())]
        assert len(left) == len(records) - len(TAKEN)
        (folder / "short.jsonl").write_text("".join(json.dumps(r) + "\n" for r in left), encoding="utf-8")
        with gzip.open(folder / "short.jsonl.gz", "wt", encoding="utf-8") as packed:
            packed.writelines(json.dumps(r) + "\n" for r in left)
        (folder / "short.json").write_text(json.dumps(left, indent=1), encoding="utf-8")
        take_away(site)
        yield Audited(site=site, folder=folder)


def path_of(url: str) -> str:
    return urlsplit(url).path.lower()


def reasons(found: dict[str, Any]) -> dict[str, str]:
    return {path_of(one["url"]): one["reason"] for one in found["articles"]}


WANTED = {path_of(path): reason for reason, path in TAKEN.items()} | {path_of(PROTECTED): "password"}


def test_exactly_the_articles_taken_away_are_named_each_with_its_reason(audited: Audited) -> None:
    """And the one behind a password, which the site itself keeps back."""
    done = audited.audit("short.jsonl", "--since", "2024-01", "--min-coverage", "0.9", "--json")
    assert (done.returncode, done.stderr) == (ExitCode.DONE, "")
    found = json.loads(done.stdout)
    assert reasons(found) == WANTED
    assert (found["missing"], found["unnamed"], found["extra"]) == (8, 0, 0)
    # 36 held; four of the eight missing nobody could have.
    assert found["coverage"] == 0.9
    details = {one["reason"]: one["detail"] for one in found["articles"]}
    assert (details["gone"], details["failed"]) == ("410", "500")


def test_too_little_coverage_is_status_6_and_the_table_says_what_is_missing(audited: Audited) -> None:
    done = audited.audit("short.jsonl", "--since", "2024-01", "--min-coverage", "0.95")
    assert done.returncode == ExitCode.THRESHOLD_PASSED
    assert done.stderr.strip() == "coverage 0.9000 is under --min-coverage 0.95: 8 missing"
    assert done.stdout.startswith("36 held, 8 missing, 0 extra: coverage 0.9000")
    gone = re.escape(audited.site.url(TAKEN["gone"]))
    assert re.search(rf"^  gone +{gone}  \(410\)$", done.stdout, re.MULTILINE)
    assert "never_listed: 1, no listing page shows it" in done.stdout


SAME = {"packed lines": "short.jsonl.gz", "an array, written by another tool": "short.json"}


@pytest.mark.parametrize("name", SAME.values(), ids=SAME.keys())
def test_every_format_of_an_export_says_the_same(name: str, audited: Audited) -> None:
    assert reasons(audited.found(name, "--since", "2024-01", "--no-ask")).keys() == WANTED.keys()


def test_nothing_is_asked_for_with_no_ask(audited: Audited) -> None:
    before = len(audited.site.log)
    found = audited.found("short.jsonl", "--no-ask")
    asked = audited.site.paths()[before:]
    assert set(reasons(found).values()) == {"not_asked"}
    assert not set(TAKEN.values()) & set(asked)


def test_so_many_are_asked_for_as_is_said(audited: Audited) -> None:
    assert audited.found("short.jsonl", "--ask", "2")["reasons"]["not_asked"] == 6


def test_months_categories_and_tags_of_all_that_was_crawled(audited: Audited) -> None:
    """Only what is behind a password is missing, where it is counted."""
    entry = next(entry for entry in truth() if entry["protected"])
    found = audited.found("all.jsonl", "--no-ask")
    places = {("category", "/".join(place[: n + 1])) for place in entry["categories"] for n in range(len(place))}
    wanted = places | {("tag", tag) for tag in entry["tags"]} | {("month", entry["path"][1:8].replace("/", "-"))}
    assert {(row["kind"], row["name"]) for row in found["rows"] if row["missing"]} == wanted
    assert (found["missing"], found["extra"]) == (1, 0)
    assert {door["kind"]: door["claims"] for door in found["doors"]}["archive"] == len(PATHS) + 1


def test_between_two_days_only_these_are_compared(audited: Audited) -> None:
    found = audited.found("all.jsonl", "--since", "2025-03", "--until", "2025-04", "--no-ask")
    assert [row["name"] for row in found["rows"] if row["kind"] == "month"] == ["2025-04", "2025-03"]
    assert found["held"] == len([path for path in PATHS if "/2025/03" <= path < "/2025/05"])
    assert found["missing"] == 0


# Content of the file → arguments, what is advised.
USAGE: dict[str, tuple[str, list[str], str]] = {
    "no such file": ("", ["nothing.jsonl"], "nothing.jsonl cannot be read: No such file or directory"),
    "a file of another kind": ("", ["a.csv"], "give an export that ends in .jsonl, .jsonl.gz, .json"),
    "no JSON": ("{oops\n", ["a.jsonl"], "a.jsonl, line 1 is no JSON"),
    "no record": ('{"url": "https://example.org/"}\n', ["a.jsonl"], "a.jsonl, line 1 is no record of an article"),
    "no array": ('{"url": 1}', ["a.json"], "a.json is no array of records"),
    "no gzip": ("plain", ["a.jsonl.gz"], "a.jsonl.gz cannot be read"),
    "no records, and no site": ("", ["a.jsonl"], "name the site to audit with --url"),
    "an address that is none": ("", ["a.jsonl", "--url", "ftp://example.org/"], "write it like https://"),
    "no date": ("", ["a.jsonl", "--url", "example.org", "--since", "soon"], "write 2025-04-02, 2025-04 or 2025"),
    "bounds the wrong way round": (
        "",
        ["a.jsonl", "--url", "example.org", "--since", "2025-05", "--until", "2025-04"],
        "swap them",
    ),
    "no share": ("", ["a.jsonl", "--min-coverage", "99"], "99.0 is not in the range 0<=x<=1"),
}


@pytest.mark.parametrize("case", USAGE.values(), ids=USAGE.keys())
def test_usage_errors_say_where_and_what_to_do(case: tuple[str, list[str], str], tmp_path: Path) -> None:
    content, arguments, advice = case
    for name in ("a.jsonl", "a.json", "a.csv", "a.jsonl.gz"):
        (tmp_path / name).write_text(content)
    done = run_command(["audit", *arguments], tmp_path)
    assert (done.returncode, "Traceback" in done.stderr) == (ExitCode.USAGE, False)
    assert advice in done.stderr


def record(url: str) -> str:
    return json.dumps({"url": url, "canonical_url": url, "published_at": None}) + "\n"


def test_records_of_two_sites_need_one_to_be_named(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text(record("https://one.example/x/") + record("https://two.example/y/"))
    done = run_command(["audit", "a.jsonl"], tmp_path)
    assert done.returncode == ExitCode.USAGE
    assert "a.jsonl holds https://one.example/, https://two.example/: name the site to audit with --url" in done.stderr


def test_a_site_that_is_down(tmp_path: Path) -> None:
    with AlteredSite() as site:
        url = site.url()
    (tmp_path / "a.jsonl").write_text(record(f"{url}x/"))
    done = run_command(["audit", "a.jsonl"], tmp_path)
    assert done.returncode == ExitCode.NOTHING_FETCHED
    assert "is the server up?" in done.stderr


def test_a_site_that_counts_nothing(tmp_path: Path) -> None:
    with Server({"/": Answer(b"<html><body><p>Nothing here.</p></body></html>")}) as site:
        (tmp_path / "a.jsonl").write_text(record(site.url("/x/")))
        done = run_command(["audit", "a.jsonl"], tmp_path)
    assert done.returncode == ExitCode.NOTHING_FETCHED
    assert "neither counts nor lists its articles" in done.stderr


def test_an_export_of_another_site_covers_nothing(audited: Audited, tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text(record("https://other.example/x/"))
    done = run_command(["audit", "a.jsonl", "--url", audited.site.url(), "--no-ask", "--json"], tmp_path)
    found = json.loads(done.stdout)
    assert (found["held"], found["missing"], found["coverage"]) == (0, len(PATHS) + 1, 0.0)
