"""How far a crawl is: a live line on a terminal, a plain line every ten seconds elsewhere."""

from __future__ import annotations

import threading
import time
from types import TracebackType
from typing import Any, Self

from rich.console import Console
from rich.live import Live
from rich.text import Text

_EVERY = 10.0


class Progress:
    """Shows the crawler's counts while the block runs."""

    def __init__(self, console: Console, crawler: Any) -> None:
        self._console, self._crawler = console, crawler
        self._began = time.monotonic()
        self._done = threading.Event()
        self._live: Live | None = None
        self._thread: threading.Thread | None = None

    def __enter__(self) -> Self:
        if self._console.is_terminal:
            self._live = Live(get_renderable=self._text, console=self._console, refresh_per_second=4, transient=True)
            self._live.start()
        else:
            self._thread = threading.Thread(target=self._print_lines, daemon=True)
            self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._done.set()
        if self._live is not None:
            self._live.stop()
        if self._thread is not None:
            self._thread.join()

    def _print_lines(self) -> None:
        while not self._done.wait(_EVERY):
            self._console.print(self.line(), highlight=False, soft_wrap=True)

    def _text(self) -> Text:
        return Text(self.line(), overflow="ellipsis", no_wrap=True)

    def line(self) -> str:
        """ "crawling: 120 pages, 87 articles, 12.1 pages/s, 00:10"."""
        stats = dict(self._crawler.stats.get_stats()) if self._crawler.crawling else {}
        seconds = time.monotonic() - self._began
        pages, articles = stats.get("response_received_count", 0), stats.get("article/new", 0)
        waiting = stats.get("scheduler/enqueued", 0) - stats.get("scheduler/dequeued", 0)
        minutes, rest = divmod(int(seconds), 60)
        return (
            f"crawling: {pages} pages, {articles} articles, {waiting} waiting, "
            f"{pages / max(seconds, 0.1):.1f} pages/s, {minutes:02d}:{rest:02d}"
        )
