"""usage: check_sample.py EXPORT.jsonl. The export of the sample site holds each of its open articles once, whole."""

from __future__ import annotations

import json
import sys
from collections import Counter
from pathlib import Path
from urllib.parse import unquote, urlsplit

from capital_spider.demo import truth


def main(export: str) -> int:
    records = [json.loads(line) for line in Path(export).read_text(encoding="utf-8").splitlines()]
    titles = {unquote(urlsplit(record["canonical_url"]).path): record["title"] for record in records}
    expected = {unquote(article["path"]): article["title"] for article in truth() if not article["protected"]}
    twice = [path for path, number in Counter(r["canonical_url"] for r in records).items() if number > 1]
    wrong = [f"missing: {path}" for path in sorted(expected.keys() - titles.keys())]
    wrong += [f"unexpected: {path}" for path in sorted(titles.keys() - expected.keys())]
    wrong += [f"twice: {path}" for path in twice]
    wrong += [f"title: {titles[p]!r}, not {t!r}" for p, t in expected.items() if p in titles and titles[p] != t]
    report = "\n".join(wrong) or f"{len(expected)} articles of the sample site, each once"
    sys.stdout.write(f"{report}\n")
    return len(wrong) > 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
