"""Who is asking."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrapy.downloadermiddlewares.useragent import UserAgentMiddleware

if TYPE_CHECKING:
    from typing import Self

    from scrapy.crawler import Crawler


class ContactUserAgent(UserAgentMiddleware):
    """Sends USER_AGENT, followed by ``(+CONTACT)`` where the user has given a mail address or URL."""

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        middleware: Self = super().from_crawler(crawler)
        contact = " ".join((crawler.settings["CONTACT"] or "").split())
        if contact:
            middleware.user_agent = f"{middleware.user_agent} (+{contact})"
        return middleware
