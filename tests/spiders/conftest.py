"""What the tests of the spiders share."""

from __future__ import annotations

import pytest
from demo_crawling import DemoCrawl, crawl_demo_sites


@pytest.fixture(scope="session")
def demo_crawls() -> dict[str, DemoCrawl]:
    return crawl_demo_sites()
