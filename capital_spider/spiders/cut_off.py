"""Downloads that are cut off at a size instead of refused: what came before it is used."""

from __future__ import annotations

from typing import Any

from scrapy import signals
from scrapy.exceptions import StopDownload
from scrapy.http import Request

_SIZE, _RECEIVED = "cut_off_at", "cut_off_received"
# More than a chunk of the transfer above the size, so that the download is cut off before it is refused.
_SLACK = 1024 * 1024


def cut_off_at(size: int) -> dict[str, int]:
    """The request's meta: at most so many bytes as sent, and about as many unpacked (there more is refused)."""
    return {_SIZE: size, "download_maxsize": size + _SLACK}


def watch_sizes(crawler: Any) -> None:
    """Cut off the crawl's downloads whose requests ask for it."""
    crawler.signals.connect(_begin, signal=signals.headers_received)
    crawler.signals.connect(_count, signal=signals.bytes_received)


def _begin(headers: Any, body_length: Any, request: Request) -> None:
    size = request.meta.get(_SIZE)
    if size is None:
        return
    request.meta[_RECEIVED] = 0
    is_plain = "Content-Encoding" not in headers
    # Scrapy would refuse at once what is announced as larger; packed, half of it could not be unpacked.
    if is_plain and isinstance(body_length, int) and body_length > size:
        request.meta["download_maxsize"] = 0


def _count(data: bytes, request: Request) -> None:
    size = request.meta.get(_SIZE)
    if size is None:
        return
    request.meta[_RECEIVED] += len(data)
    if request.meta[_RECEIVED] > size:
        raise StopDownload(fail=False)
