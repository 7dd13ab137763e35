"""Outputs appear whole, in one order, and a run that dies leaves every record behind."""

from __future__ import annotations

import csv
import gzip
import io
import json
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sample_articles import BARE, FULL, an_article

from capital_spider import items
from capital_spider.errors import UsageError
from capital_spider.export import FORMATS, RecordWriter

HERE = os.path.dirname(__file__)
ALL_NAMES = tuple(f"out{ending}" for ending in FORMATS)


def publish(outputs: list[Path], articles: list[items.Article]) -> None:
    with RecordWriter(outputs) as writer:
        for article in articles:
            writer.write(article)


def urls(path: Path) -> list[str]:
    return [json.loads(line)["url"] for line in path.read_bytes().splitlines()]


# Formats

READERS: dict[str, Callable[[bytes], list[Any]]] = {
    ".jsonl": lambda data: [json.loads(line) for line in data.splitlines()],
    ".jsonl.gz": lambda data: [json.loads(line) for line in gzip.decompress(data).splitlines()],
    ".json": json.loads,
    ".csv": lambda data: list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline=""))),
}


@pytest.mark.parametrize("ending", FORMATS)
def test_all_formats_hold_the_same_records(tmp_path: Path, ending: str) -> None:
    publish([tmp_path / f"out{ending}"], [BARE, FULL])
    records = READERS[ending]((tmp_path / f"out{ending}").read_bytes())
    assert [record["title"] for record in records] == ["Hochwasser in Köln", "" if ending == ".csv" else None]
    if ending != ".csv":
        assert records == [FULL.to_dict(), BARE.to_dict()]
        assert list(records[0]) == list(FULL.to_dict())


@pytest.mark.parametrize("ending", FORMATS)
def test_a_run_without_records_gives_files_without_records(tmp_path: Path, ending: str) -> None:
    publish([tmp_path / f"out{ending}"], [])
    assert READERS[ending]((tmp_path / f"out{ending}").read_bytes()) == []


def test_several_outputs_of_one_run(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    outputs = [tmp_path / "a.JSONL", tmp_path / "elsewhere" / "a.json", tmp_path / "a.csv"]
    publish(outputs, [FULL])
    assert sorted(path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*.*")) == [
        "a.JSONL", "a.csv", "elsewhere/a.json",
    ]  # fmt: skip


def test_gzip_is_the_same_whatever_the_file_is_called(tmp_path: Path) -> None:
    for name in ("a.jsonl.gz", "b.jsonl.gz"):
        publish([tmp_path / name], [FULL, BARE])
    packed = (tmp_path / "a.jsonl.gz").read_bytes()
    assert packed == (tmp_path / "b.jsonl.gz").read_bytes()
    assert packed[3:8] == bytes(5), "flags (a name?) and time of the gzip header"


def test_a_record_from_a_store_may_be_indented(tmp_path: Path) -> None:
    with RecordWriter([tmp_path / "out.jsonl"]) as writer:
        writer.write(json.dumps(FULL.to_dict(), indent=2, ensure_ascii=False).encode() + b"\n")
    assert (tmp_path / "out.jsonl").read_bytes() == FULL.to_json() + b"\n"


def test_input_ids_come_first_and_null_is_no_id(tmp_path: Path) -> None:
    outputs = [tmp_path / "out.jsonl", tmp_path / "out.csv"]
    with RecordWriter(outputs, keep_order=True) as writer:
        for input_id in (None, 7, "=1+1"):
            writer.write(BARE, input_id=input_id)
    records = [json.loads(line) for line in outputs[0].read_bytes().splitlines()]
    assert [next(iter(record.items())) for record in records] == [
        ("schema_version", "1.0"), ("input_id", 7), ("input_id", "=1+1"),
    ]  # fmt: skip
    rows = list(csv.reader(io.StringIO(outputs[1].read_text("utf-8-sig"), newline="")))
    assert [row[0] for row in rows] == ["input_id", "", "7", "'=1+1"]


# Order

ORDERED = {
    "newest first": ["2024-05-04T00:00:00Z", "2024-05-03T00:00:00Z"],
    "instants, not digits": ["2024-05-03T23:00:00-05:00", "2024-05-04T01:00:00+02:00"],
    "a bare date is its midnight in UTC": ["2024-05-03T00:00:01Z", "2024-05-03", "2024-05-03T00:00:01+01:00"],
    "undated last": ["1970-01-01", "1900-01-01T00:00:00Z", None],
    "an unreadable date is none": ["1900-01-01", "soon"],
    "microseconds count": ["2024-05-03T00:00:00.000002Z", "2024-05-03T00:00:00.000001Z"],
    "the ends of the calendar": ["9999-12-31T23:59:59-14:00", "0001-01-01T00:00:00+14:00"],
}


@pytest.mark.parametrize("dates", ORDERED.values(), ids=ORDERED.keys())
def test_order_by_date(tmp_path: Path, dates: list[str | None]) -> None:
    publish([tmp_path / "out.jsonl"], [an_article(published_at=date) for date in reversed(dates)])
    lines = (tmp_path / "out.jsonl").read_bytes().splitlines()
    assert [json.loads(line)["published_at"] for line in lines] == dates


def test_order_by_address_at_the_same_time(tmp_path: Path) -> None:
    publish(
        [tmp_path / "out.jsonl"],
        [
            an_article(url="https://c.example/", canonical_url=None),
            an_article(url="https://a.example/", canonical_url="https://d.example/"),
            an_article(url="https://z.example/", canonical_url="https://b.example/"),
        ],
    )
    assert urls(tmp_path / "out.jsonl") == ["https://z.example/", "https://c.example/", "https://a.example/"]


def test_keep_order(tmp_path: Path) -> None:
    with RecordWriter([tmp_path / "out.jsonl"], keep_order=True) as writer:
        for url, date in (("https://b.example/", None), ("https://a.example/", "2024-05-03")):
            writer.write(an_article(url=url, published_at=date))
    assert urls(tmp_path / "out.jsonl") == ["https://b.example/", "https://a.example/"]


SOME_ARTICLES = st.lists(
    st.builds(
        an_article,
        url=st.sampled_from(["https://a.example/", "https://b.example/", None]),
        canonical_url=st.sampled_from(["https://a.example/", None]),
        published_at=st.sampled_from(["2024-05-03", "2024-05-03T02:00:00+02:00", "2024-05-03T00:00:00Z", None]),
        text=st.text(alphabet="ab\n\r\u2028é,\"'", max_size=5),
    ),
    max_size=6,
)


@settings(max_examples=40, deadline=None)
@given(articles=SOME_ARTICLES, data=st.data())
def test_same_articles_same_bytes(articles: list[items.Article], data: st.DataObject) -> None:
    shuffled = data.draw(st.permutations(articles))
    with tempfile.TemporaryDirectory() as folder:
        first, second = Path(folder, "1"), Path(folder, "2")
        for place, arrived in ((first, articles), (second, shuffled)):
            place.mkdir()
            publish([place / name for name in ALL_NAMES], arrived)
        for name in ALL_NAMES:
            assert (first / name).read_bytes() == (second / name).read_bytes()


# Replacing


def test_the_old_file_is_untouched_until_close(tmp_path: Path) -> None:
    output = tmp_path / "out.jsonl"
    output.write_text("old")
    output.chmod(0o640)
    writer = RecordWriter([output])
    writer.write(FULL)
    assert output.read_text() == "old"
    assert writer.spool.read_bytes() == FULL.to_json() + b"\n", "on its way to the disk as soon as it is written"
    assert writer.count == 1
    writer.close()
    assert output.read_bytes() == FULL.to_json() + b"\n"
    assert output.stat().st_mode & 0o777 == 0o640
    assert os.listdir(tmp_path) == ["out.jsonl"]


def test_what_a_link_points_to_is_replaced(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "out.jsonl").symlink_to(tmp_path / "real" / "data")
    publish([tmp_path / "out.jsonl"], [BARE])
    assert (tmp_path / "out.jsonl").is_symlink()
    assert urls(tmp_path / "real" / "data") == [BARE.url]


def test_a_failed_run_keeps_its_records_and_the_old_file(tmp_path: Path) -> None:
    output = tmp_path / "out.jsonl"
    output.write_text("old")
    writer = RecordWriter([output])

    def interrupted() -> None:
        with writer:
            writer.write(FULL)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert output.read_text() == "old"
    assert writer.spool.read_bytes() == FULL.to_json() + b"\n"


def test_an_aborted_run_without_records_leaves_nothing(tmp_path: Path) -> None:
    writer = RecordWriter([tmp_path / "out.jsonl"])
    writer.abort()
    writer.close()
    assert os.listdir(tmp_path) == []


def test_nothing_can_be_written_after_the_end(tmp_path: Path) -> None:
    writer = RecordWriter([tmp_path / "out.jsonl"])
    writer.close()
    with pytest.raises(ValueError, match="closed"):
        writer.write(BARE)


def test_if_one_output_cannot_be_replaced_the_records_are_kept(tmp_path: Path) -> None:
    outputs = [tmp_path / "out.jsonl", tmp_path / "gone" / "out.csv"]
    outputs[1].parent.mkdir()
    outputs[0].write_text("old")
    writer = RecordWriter(outputs)
    writer.write(FULL)
    outputs[1].parent.rmdir()
    with pytest.raises(OSError, match="gone") as failure:
        writer.close()
    assert str(writer.spool) in failure.value.__notes__[0]
    assert outputs[0].read_text() == "old"
    assert sorted(os.listdir(tmp_path)) == ["out.jsonl", "out.jsonl.partial"]


FULL_DISK = """
import resource, signal, sys
sys.path.insert(0, sys.argv[1])
from pathlib import Path
from sample_articles import FULL
from capital_spider.export import RecordWriter
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
limit = 2 * len(FULL.to_json() + b"\\n") + 10
resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
writer = RecordWriter([Path(sys.argv[2])])
for _ in range(3):
    try:
        writer.write(FULL)
    except OSError:
        print(writer.count, "written, then full")
"""


@pytest.mark.skipif(sys.platform == "win32", reason="limits of a process are POSIX")
def test_a_full_disk_leaves_whole_records(tmp_path: Path) -> None:
    output = tmp_path / "out.jsonl"
    done = subprocess.run([sys.executable, "-c", FULL_DISK, HERE, output], capture_output=True, text=True, check=True)
    assert done.stdout == "2 written, then full\n"
    assert (tmp_path / "out.jsonl.partial").read_bytes() == (FULL.to_json() + b"\n") * 2


# Killed runs

KILLED = """
import os, signal, sys
sys.path.insert(0, sys.argv[1])
from pathlib import Path
from sample_articles import an_article
from capital_spider.export import RecordWriter
writer = RecordWriter([Path(sys.argv[2])])
for number in range(50):
    writer.write(an_article(url=f"https://news.example/{number}"))
os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL is POSIX")
def test_a_killed_run_loses_nothing(tmp_path: Path) -> None:
    output = tmp_path / "out.jsonl"
    output.write_text("old")
    killed = subprocess.run([sys.executable, "-c", KILLED, HERE, output], check=False)
    assert killed.returncode == -signal.SIGKILL
    assert output.read_text() == "old"
    left = [f"https://news.example/{number}" for number in range(50)]
    assert urls(tmp_path / "out.jsonl.partial") == left

    with RecordWriter([output]) as writer:
        writer.write(BARE)
    assert writer.recovered is not None
    assert writer.recovered_count == 50
    assert urls(writer.recovered) == left
    assert urls(output) == [BARE.url]
    assert sorted(os.listdir(tmp_path)) == ["out.jsonl", writer.recovered.name]


def test_leftovers_are_named_by_their_time_and_never_overwritten(tmp_path: Path) -> None:
    output, partial = tmp_path / "out.csv", tmp_path / "out.csv.partial"
    names = []
    for content in (b"{}\n{}\n{cut of", b"{}\n", b"{}\n"):
        partial.write_bytes(content)
        os.utime(partial, (1714737900, 1714737900))
        writer = RecordWriter([output])
        writer.abort()
        assert writer.recovered is not None
        assert writer.recovered.read_bytes() == content
        names.append((writer.recovered.name, writer.recovered_count))
    assert names == [
        ("out.csv.partial-20240503T120500Z", 2),
        ("out.csv.partial-20240503T120500Z-2", 1),
        ("out.csv.partial-20240503T120500Z-3", 1),
    ]


def test_an_empty_leftover_is_nothing_to_keep(tmp_path: Path) -> None:
    (tmp_path / "out.csv.partial").touch()
    with RecordWriter([tmp_path / "out.csv"]) as writer:
        assert writer.recovered is None
    assert os.listdir(tmp_path) == ["out.csv"]


@pytest.mark.skipif(sys.platform == "win32", reason="there an open file cannot be moved at all")
def test_a_running_writer_is_not_taken_for_a_killed_one(tmp_path: Path) -> None:
    with RecordWriter([tmp_path / "out.jsonl"]) as running:
        running.write(FULL)
        with pytest.raises(UsageError, match="another run is writing"):
            RecordWriter([tmp_path / "out.jsonl"])
    assert urls(tmp_path / "out.jsonl") == [FULL.url]


# Refused before anything is fetched

REFUSED: dict[str, tuple[tuple[str, ...], str]] = {
    "unknown ending": (("out.xlsx",), r"format of .*out\.xlsx .*: use \.jsonl, \.jsonl\.gz, \.json, \.csv"),
    "no ending": (("out",), "by its ending"),
    "one of several": (("out.csv", "out.txt"), r"out\.txt"),
    "missing folder": (("missing/out.csv",), "folder .*missing does not exist: make it first"),
    "a file as folder": (("file/out.csv",), "folder .*file does not exist"),
    "a folder": (("folder.csv",), "is a folder: name a file in it"),
    "a pipe": (("pipe.csv",), "not a regular file"),
    "the same file twice": (("out.csv", "./folder.csv/../out.csv"), "once"),
    "no output": ((), "at least one"),
    "a name too long for its spool": (("x" * 248 + ".csv",), "cannot write .*too long"),
    "a folder where the spool goes": (("taken.csv",), "cannot write .*taken.csv.partial"),
}


@pytest.mark.skipif(sys.platform == "win32", reason="pipes and lengths of names are POSIX")
@pytest.mark.parametrize("case", REFUSED.values(), ids=REFUSED.keys())
def test_refused(tmp_path: Path, case: tuple[tuple[str, ...], str]) -> None:
    names, why = case
    (tmp_path / "file").touch()
    (tmp_path / "folder.csv").mkdir()
    (tmp_path / "taken.csv.partial").mkdir()
    os.mkfifo(tmp_path / "pipe.csv")
    before = sorted(os.listdir(tmp_path))
    with pytest.raises(UsageError, match=why):
        RecordWriter([tmp_path / name for name in names])
    assert sorted(os.listdir(tmp_path)) == before


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_without_permission_is_refused(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(UsageError, match="cannot write"):
        RecordWriter([tmp_path / "out.csv"])
