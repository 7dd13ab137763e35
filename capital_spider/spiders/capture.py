"""A response as a capture."""

from __future__ import annotations

from datetime import UTC, datetime

from scrapy.http import Response

from capital_spider.items import Page


def capture(response: Response, found_on: str | None, run_id: str) -> Page:
    headers = {k.decode("latin-1").lower(): b", ".join(v).decode("latin-1") for k, v in response.headers.items()}
    return Page(
        url=response.url,
        body=response.body,
        status=response.status,
        headers=headers,
        fetched_at=datetime.now(UTC),
        redirects=tuple(response.meta.get("redirect_urls", ())),
        found_on=found_on,
        run_id=run_id,
    )
