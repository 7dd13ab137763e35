"""The command as a user meets it: real crawls of the sample site, and every error that can be provoked offline."""

from __future__ import annotations

import csv
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

from capital_spider.cli.exit_codes import ExitCode
from capital_spider.demo import DemoSite, truth
from capital_spider.export import RecordWriter

_OPEN = [t for t in truth() if not t["protected"]]


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    with DemoSite() as demo:
        yield demo.url


def run(arguments: list[str], folder: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "capital_spider", *arguments]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=120, check=False)


def records(path: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def test_without_address_the_sample_site_is_crawled(tmp_path: Path) -> None:
    done = run(["crawl"], tmp_path)
    assert done.returncode == ExitCode.DONE, done.stderr
    assert [line for line in done.stderr.splitlines() if not line.startswith("crawling: ")] == []  # on a slow machine
    assert len(records(tmp_path / "articles-sample.jsonl")) == len(_OPEN)
    assert f"{len(_OPEN)} articles from" in done.stdout
    assert done.stdout.rstrip().endswith("saved in articles-sample.jsonl")
    assert not list(tmp_path.glob("*.partial"))


def test_all_formats_of_one_run_hold_the_same_articles(site: str, tmp_path: Path) -> None:
    done = run(
        ["crawl", site, "--by", "archive", "--since", "2025-05", "-o", "a.jsonl", "-o", "a.json", "-o", "a.csv"],
        tmp_path,
    )
    assert done.returncode == ExitCode.DONE, done.stderr
    lines = records(tmp_path / "a.jsonl")
    wanted = {t["path"] for t in _OPEN if t["path"] >= "/2025/05"}
    assert {unquote(urlsplit(str(r["url"])).path) for r in lines} == {unquote(path) for path in wanted}
    assert json.loads((tmp_path / "a.json").read_text(encoding="utf-8")) == lines
    with (tmp_path / "a.csv").open(encoding="utf-8-sig", newline="") as file:
        assert [row["id"] for row in csv.DictReader(file)] == [r["id"] for r in lines]


def test_the_same_crawl_gives_the_same_order(site: str, tmp_path: Path) -> None:
    for name in ("one", "two"):
        assert run(["crawl", site, "--category", "asia", "-o", f"{name}.jsonl"], tmp_path).returncode == ExitCode.DONE
    one, two = (records(tmp_path / f"{name}.jsonl") for name in ("one", "two"))
    assert [r["digest"] for r in one] == [r["digest"] for r in two]
    assert one


def test_limit_ends_early_with_exactly_so_many(site: str, tmp_path: Path) -> None:
    done = run(["crawl", site, "--limit", "3", "-o", "a.jsonl"], tmp_path)
    assert done.returncode == ExitCode.STOPPED_EARLY
    assert len(records(tmp_path / "a.jsonl")) == 3
    assert "stopped at --limit" in done.stdout


def test_summary_as_json(site: str, tmp_path: Path) -> None:
    done = run(["crawl", site, "--category", "america/colombia", "-o", "a.jsonl", "--json"], tmp_path)
    summary = json.loads(done.stdout)
    assert summary["articles"] == len(records(tmp_path / "a.jsonl")) > 0
    assert summary["files"] == ["a.jsonl"]
    assert summary["stripped"]["menu"] > 0


USAGE = {
    "unknown ending": (["-o", "a.txt"], "use .jsonl, .jsonl.gz, .json, .csv"),
    "folder that is not there": (["-o", "no/such/a.jsonl"], "make it first"),
    "no date": (["--since", "soon"], "write 2025-04-02, 2025-04 or 2025"),
    "no day of the calendar": (["--until", "2025-02-30"], "is no date"),
    "bounds the wrong way round": (["--since", "2025-05", "--until", "2025-04"], "swap them"),
    "no time": (["--max-runtime", "long"], "write 90s, 30m or 2h"),
    "category with another spider": (["--category", "x", "--by", "archive"], "--category goes with --by category"),
    "setting without value": (["-s", "DOWNLOAD_DELAY"], "write NAME=VALUE"),
    "profile that is not there": (["--profile", "nope"], "use one of capital_cities, jnews, wordpress"),
    "category that is not there": (["--category", "america/columbia"], "nearest: AMERICA/Colombia"),
}


@pytest.mark.parametrize("case", USAGE.values(), ids=USAGE.keys())
def test_usage_errors_say_what_to_do(case: tuple[list[str], str], site: str, tmp_path: Path) -> None:
    arguments, advice = case
    done = run(["crawl", site, *arguments], tmp_path)
    assert done.returncode == ExitCode.USAGE, done.stderr
    assert advice in done.stderr
    assert "Traceback" not in done.stderr
    assert not list(tmp_path.iterdir())


def test_an_output_that_another_run_is_writing(site: str, tmp_path: Path) -> None:
    with RecordWriter([tmp_path / "a.jsonl"]):
        done = run(["crawl", site, "-o", "a.jsonl"], tmp_path)
    assert done.returncode == ExitCode.STORE_IN_USE
    assert "wait for it, or choose another output" in done.stderr


def test_an_address_that_is_no_web_address(tmp_path: Path) -> None:
    done = run(["crawl", "ftp://example.org/"], tmp_path)
    assert (done.returncode, "write it like https://" in done.stderr) == (ExitCode.USAGE, True)


def _closed_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def test_refused_connection(tmp_path: Path) -> None:
    done = run(["crawl", f"http://127.0.0.1:{_closed_port()}/"], tmp_path)
    assert done.returncode == ExitCode.NOTHING_FETCHED, done.stderr
    assert "is the server up?" in done.stderr
    assert "Traceback" not in done.stderr
    assert not list(tmp_path.iterdir())


def test_unknown_host(tmp_path: Path) -> None:
    """A name that no resolver may know (RFC 2606)."""
    done = run(["crawl", "http://no-such-host.invalid/", "--contact", "crawl@example.org"], tmp_path)
    assert done.returncode == ExitCode.NOTHING_FETCHED, done.stderr
    assert "unknown host" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_page_that_is_not_there(site: str, tmp_path: Path) -> None:
    done = run(["crawl", f"{site}no-such-page/"], tmp_path)
    assert done.returncode == ExitCode.NOTHING_FETCHED
    assert "there is no such page" in done.stderr


def test_killed_and_run_again_keeps_what_there_was(site: str, tmp_path: Path) -> None:
    """kill -9 in the middle: the articles so far are whole lines, and the next run keeps them under another name."""
    command = [sys.executable, "-m", "capital_spider", "crawl", site, "-o", "a.jsonl"]
    process = subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    partial = tmp_path / "a.jsonl.partial"
    _wait_until(process, lambda: partial.exists() and partial.stat().st_size > 0)
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    kept = partial.read_bytes().count(b"\n")
    assert kept > 0
    assert not (tmp_path / "a.jsonl").exists()
    done = run(["crawl", site, "-o", "a.jsonl"], tmp_path)
    assert f"its {kept} articles are kept in" in done.stderr
    assert len(records(tmp_path / "a.jsonl")) == len(_OPEN)
    (old,) = tmp_path.glob("a.jsonl.partial-*")
    assert len(records(old)) == kept


def test_interrupted_ends_cleanly_with_what_was_done(site: str, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "capital_spider", "crawl", site, "-o", "a.jsonl"]
    process = subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    partial = tmp_path / "a.jsonl.partial"
    _wait_until(process, lambda: partial.exists() and partial.stat().st_size > 0)
    process.send_signal(signal.SIGINT)
    output, _ = process.communicate(timeout=60)
    assert process.returncode == ExitCode.STOPPED_EARLY
    assert "stopped by a signal" in output
    assert 0 < len(records(tmp_path / "a.jsonl")) <= len(_OPEN)


def _wait_until(process: subprocess.Popen[str] | subprocess.Popen[bytes], is_true: object) -> None:
    """Polls: the moment comes from another process. Fails if that ends first, or after a minute."""
    assert callable(is_true)
    deadline = time.monotonic() + 60
    while not is_true():
        assert process.poll() is None, "the crawl ended before it could be stopped"
        assert time.monotonic() < deadline
        time.sleep(0.005)
