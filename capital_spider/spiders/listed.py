"""Lists of addresses that are longer than the scheduler should hold: their articles are asked for some at a time."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from typing import Any

from scrapy.http import Request

from capital_spider.spiders.base import NewsSpider

# Few, so that a list of a million costs little memory, and what it names first is fetched first.
_AT_ONCE = 500


class ListedSpider(NewsSpider):
    """For doors that name many articles at once."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._listed: deque[tuple[str, str]] = deque()

    def _put_down(self, url: str, found_on: str) -> None:
        """The article at `url` is to be fetched when its turn comes."""
        self._listed.append((url, found_on))

    def _articles(self) -> Iterator[Iterable[Request]]:
        """Doors with the articles put down, in their order."""
        while self._listed:
            several = [self._listed.popleft() for _ in range(min(_AT_ONCE, len(self._listed)))]
            # The scheduler hands out first what came in last.
            yield [r for url, found_on in reversed(several) for r in self._article_request(url, found_on)]
