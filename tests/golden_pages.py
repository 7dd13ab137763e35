"""The golden pages: captures in ``golden/NAME`` with the record that is expected of them.

``python tests/golden_pages.py`` renews them: the pages of the sample site are rendered again, every ``article.json`` is
written again. Read the difference (``git diff tests/golden``) before it is committed: the records are what a reader
expects, not whatever the code gives.

A folder holds ``page.html.gz`` (``page-2.html.gz`` … for further parts), ``meta.json`` (url, headers, fetched_at,
continuations) and ``article.json`` (the record, without the extractor's version).
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from capital_spider.demo import Site
from capital_spider.demo.content import TODAY
from capital_spider.extract import extract_page
from capital_spider.items import Page

FOLDER = Path(__file__).parent / "golden"
# Name of the sample site's article → what makes it worth a page.
DEMO = {
    "bogota-cable": "tables, lists, quotations, table of contents, two categories",
    "mexico-lakes": "three parts",
    "canberra-bees": "date printed as days ago",
    "kathmandu-dust": "next article in the same document",
    "muscat-dhow": "password",
    "riyadh-archive": "paywall",
    "prague-organ": "no meta tags; quotation with its speaker",
    "ottawa-canal": "broken JSON-LD; outlet behind a long dash",
    "beirut-maa": "Arabic",
    "beijing-hutong": "Chinese",
    "washington-lamps": "embedded post",
}


def names() -> list[str]:
    return sorted(folder.name for folder in FOLDER.iterdir() if folder.is_dir())


def read_page(name: str) -> Page:
    folder = FOLDER / name
    meta = json.loads((folder / "meta.json").read_text(encoding="utf-8"))
    fetched_at = datetime.fromisoformat(meta["fetched_at"])

    def page(url: str, file: str, further: tuple[Page, ...] = ()) -> Page:
        body = gzip.decompress((folder / file).read_bytes())
        return Page(url=url, body=body, headers=meta["headers"], fetched_at=fetched_at, continuations=further)

    further = tuple(page(part["url"], part["file"]) for part in meta["continuations"])
    return page(meta["url"], "page.html.gz", further)


def expected(name: str) -> dict[str, Any]:
    record: dict[str, Any] = json.loads((FOLDER / name / "article.json").read_text(encoding="utf-8"))
    return record


def extracted(name: str) -> dict[str, Any]:
    """The record of the page as the code gives it, without the extractor's version, which says nothing of the page."""
    record = extract_page(read_page(name)).to_dict()
    del record["extractor"]["version"]
    return record


def save_page(name: str, parts: list[tuple[str, bytes]], headers: Mapping[str, str]) -> None:
    """parts: (address, body) of the article's parts, in order."""
    folder = FOLDER / name
    folder.mkdir(parents=True, exist_ok=True)
    files = ["page.html.gz", *(f"page-{n}.html.gz" for n in range(2, len(parts) + 1))]
    for file, (_, body) in zip(files, parts, strict=True):
        (folder / file).write_bytes(gzip.compress(body, mtime=0))
    meta = {
        "url": parts[0][0],
        "headers": dict(headers),
        "fetched_at": TODAY.isoformat(),
        "continuations": [{"url": url, "file": file} for file, (url, _) in list(zip(files, parts, strict=True))[1:]],
    }
    _write(folder / "meta.json", meta)


def save_demo_pages() -> None:
    site = Site()
    for name in DEMO:
        post = site.content.by_name[name]
        paths = [post.path, *(f"{post.path}{n}/" for n in range(2, len(post.pages) + 1))]
        parts = [(site.base + path, site.render(path).body) for path in paths]
        save_page(name, parts, {"content-type": "text/html; charset=UTF-8"})


def _write(path: Path, content: dict[str, Any]) -> None:
    path.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def renew() -> None:
    save_demo_pages()
    for name in names():
        _write(FOLDER / name / "article.json", extracted(name))


if __name__ == "__main__":
    renew()
