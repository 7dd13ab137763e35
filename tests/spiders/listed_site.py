"""A site on loopback that lists its articles in files: sitemaps and feeds."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from urllib.parse import unquote, urlsplit

from serving import Answer, Server

SENTENCE = "The ferry to the north shore leaves from the second pier at a quarter past every hour of the day. "
# What answers at a path: bytes, in which @ stands for the site's address and [n] for that of article n; or a function
# of how often it was asked before.
File = bytes | Answer | Callable[[int], bytes | Answer]


@dataclass
class ListedSite(Server):
    """head, body: of its front page. gone: numbers of articles that answer 404."""

    files: dict[str, File] = field(default_factory=dict)
    head: str = ""
    body: str = ""
    gone: set[int] = field(default_factory=set)

    def __post_init__(self) -> None:
        super().__init__({})

    def answer(self, path: str, agent: str | None) -> Answer:
        with self._lock:
            asked = self.paths().count(path)
            self.log.append((path, 0.0))
        file = self.files.get(path)
        if callable(file):
            file = file(asked)
        if isinstance(file, Answer):
            return file
        if file is not None:
            return Answer(self.filled(file), headers={"Content-Type": "text/xml; charset=UTF-8"})
        if path == "/":
            return Answer(f"<html><head><title>News</title>{self.head}</head><body>{self.body}</body></html>".encode())
        number = number_of(path)
        if number is None or number in self.gone:
            return Answer(b"<html><body>not found</body></html>", 404)
        return Answer(article(number))

    def filled(self, text: bytes) -> bytes:
        home = self.url("").encode()
        text = re.sub(rb"\[(\d+)\]", lambda found: home + article_path(int(found[1])).encode(), text)
        return text.replace(b"@", home)

    def files_asked(self) -> list[str]:
        """Paths that were asked for, in order, but articles, robots.txt and the start page."""
        return [path for path in self.paths() if number_of(path) is None and path not in ("/robots.txt", "/")]

    def articles(self) -> list[int]:
        return [number for path in self.paths() if (number := number_of(path)) is not None]


def article_path(number: int) -> str:
    return f"/report-{number:03d}-from-the-harbour/"


def number_of(path: str) -> int | None:
    found = re.fullmatch(r"/report-(\d{3})-from-the-harbour/", unquote(urlsplit(path).path))
    return int(found[1]) if found else None


def day_of(number: int) -> datetime:
    """Article n is of the nth of April."""
    return datetime(2025, 4, number % 28 or 28, 12, tzinfo=UTC)


def article(number: int) -> bytes:
    title = f"Report {number:03d} from the harbour"
    text = "".join(f"<p>{title}, part {n}. {SENTENCE * 3}</p>" for n in range(4))
    moment = day_of(number).isoformat()
    return (
        f"<html lang=en><head><title>{title}</title><meta property=og:type content=article>"
        f'<meta property="article:published_time" content="{moment}"></head>'
        f'<body class="single-post"><article><h1 class="entry-title">{title}</h1>'
        f'<div class="entry-content">{text}</div></article></body></html>'
    ).encode()
