"""Scrapy downloader middlewares: what is asked for, when, and what is refused. All of it on by default (settings.py).

A refusal reaches the spider's errback as `FetchRefusedError`, is counted as ``fetch/refused/<reason>``, and is never
retried. Reasons: scheme, robots_forbidden, robots_unreachable, private_address, content_type, headers_too_large,
too_large, host_paused, consent_wall, bot_check.
"""

from __future__ import annotations

from capital_spider.middlewares.consent import ConsentCookies
from capital_spider.middlewares.guard import BoundedDecompression, FetchGuard, HttpOnly
from capital_spider.middlewares.identity import ContactUserAgent
from capital_spider.middlewares.refusal import FetchRefusedError
from capital_spider.middlewares.robots import RobotsMiddleware
from capital_spider.middlewares.waiting import HostBackoff, RoomyHostsQueue

__all__ = [
    "BoundedDecompression",
    "ConsentCookies",
    "ContactUserAgent",
    "FetchGuard",
    "FetchRefusedError",
    "HostBackoff",
    "HttpOnly",
    "RobotsMiddleware",
    "RoomyHostsQueue",
]
