"""Articles whose addresses are known: given as ``url``, or listed in a file, one a line."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

from scrapy.http import Request

from capital_spider.errors import UsageError
from capital_spider.spiders.arguments import read_addresses
from capital_spider.spiders.base import NewsSpider
from capital_spider.urls import url_key


class UrlsSpider(NewsSpider):
    """file: path of a text file; empty lines and those that start with # are skipped."""

    name = "urls"

    def __init__(self, *args: Any, file: str | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if file:
            try:
                lines = Path(file).read_text(encoding="utf-8").splitlines()
            except OSError as error:
                raise UsageError(f"{file} cannot be read: {error.strerror}") from error
            self.start_urls += [u for line in lines if not line.startswith("#") for u in read_addresses(line)]
        self.start_urls = list({url_key(u): u for u in reversed(self.start_urls)}.values())[::-1]

    async def start(self) -> AsyncIterator[Request]:
        for url in self.start_urls:
            for request in self._article_request(url, None):
                yield request
