"""``extract`` and ``schema``: no network, one record a page, in order."""

from __future__ import annotations

import gzip
import json
import lzma
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from capital_spider.cli import _root, main
from capital_spider.cli.exit_codes import ExitCode
from capital_spider.demo import Site, truth
from capital_spider.export import schema_text

_SITE = Site("http://127.0.0.1:8000")
_TRUTHS = [t for t in truth() if t["access"] == "open"][:3]


def _page(path: str) -> str:
    return _SITE.render(path).body.decode()


def _lines(truths: list[dict[str, Any]]) -> bytes:
    pages = [
        {"id": n, "url": f"http://127.0.0.1:8000{t['path']}", "html": _page(t["path"])} for n, t in enumerate(truths, 7)
    ]
    return b"".join(json.dumps(page).encode() + b"\n" for page in pages)


def invoke(*arguments: str, stdin: bytes | None = None) -> Any:
    return CliRunner().invoke(_root, arguments, input=stdin)


def test_one_html_file_with_its_address(tmp_path: Path) -> None:
    file = tmp_path / "page.html"
    file.write_text(_page(_TRUTHS[0]["path"]), encoding="utf-8")
    result = invoke("extract", str(file), "--url", f"http://127.0.0.1:8000{_TRUTHS[0]['path']}")
    record = json.loads(result.stdout)
    assert record["title"] == _TRUTHS[0]["title"]
    assert record["url"].endswith(_TRUTHS[0]["path"])
    assert "input_id" not in record


PACKERS = {"plain": ("in.jsonl", bytes), "gzip": ("in.jsonl.gz", gzip.compress), "xz": ("in.jsonl.xz", lzma.compress)}


@pytest.mark.parametrize("case", PACKERS.values(), ids=PACKERS.keys())
def test_json_lines_give_a_record_a_line_in_order_with_their_ids(case: tuple[str, Any], tmp_path: Path) -> None:
    name, pack = case
    (tmp_path / name).write_bytes(pack(_lines(_TRUTHS)))
    result = invoke("extract", str(tmp_path / name), "-o", str(tmp_path / "out.jsonl"))
    assert result.exit_code == 0, result.output
    records = [json.loads(line) for line in (tmp_path / "out.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [r["input_id"] for r in records] == [7, 8, 9]
    assert [r["title"] for r in records] == [t["title"] for t in _TRUTHS]


def test_a_bad_line_gives_a_record_with_a_problem_and_the_next_is_read() -> None:
    result = invoke("extract", "-", stdin=b'{"url": "x"}\n' + b"{not json}\n" + _lines(_TRUTHS[:1]))
    first, second, third = (json.loads(line) for line in result.stdout.splitlines())
    assert first["problems"][0]["code"] == "bad_line"
    assert "line 2" in second["problems"][0]["detail"]
    assert third["title"] == _TRUTHS[0]["title"]


def test_a_folder_is_read_by_name(tmp_path: Path) -> None:
    for name, t in zip(("b.html", "a.htm", "c/d.html"), _TRUTHS, strict=True):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(_page(t["path"]), encoding="utf-8")
    (tmp_path / "notes.txt").write_text("not a page")
    titles = [json.loads(line)["title"] for line in invoke("extract", str(tmp_path)).stdout.splitlines()]
    assert titles == [_TRUTHS[n]["title"] for n in (1, 0, 2)]


def test_text_and_markdown_begin_with_the_title() -> None:
    page = _page(_TRUTHS[0]["path"]).encode()
    assert invoke("extract", "-", "--format", "text", stdin=page).stdout.startswith(_TRUTHS[0]["title"] + "\n")
    assert invoke("extract", "-", "--format", "markdown", stdin=page).stdout.startswith(f"# {_TRUTHS[0]['title']}\n")


def test_a_source_that_is_not_there(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stop:
        main(["extract", "no-such-file.html"])
    assert stop.value.code == ExitCode.USAGE
    assert "give an HTML file, a folder" in capsys.readouterr().err


def test_schema_prints_the_committed_schema() -> None:
    assert invoke("schema").stdout == schema_text()


def test_tables_become_files_beside_the_records(tmp_path: Path) -> None:
    entry = next(t for t in truth() if "bestseller-list-in-pencil" in t["path"])
    result = invoke("extract", "-", "--tables", str(tmp_path / "tables"), stdin=_lines([entry]))
    record = json.loads(result.stdout)
    assert f"{len(record['tables'])} tables in" in result.stderr
    assert len(list((tmp_path / "tables").glob(f"{record['id']}-*.csv"))) == len(record["tables"]) > 0
    first = (tmp_path / "tables" / f"{record['id']}-0.csv").read_text(encoding="utf-8-sig").splitlines()
    assert first[0].split(",")[0] == record["tables"][0]["header"][0]
