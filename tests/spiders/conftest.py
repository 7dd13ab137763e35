"""What the tests of the spiders share."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

# Server and crawls that the tests of the whole package share lie one folder up.
sys.path.insert(0, str(Path(__file__).parents[1]))

from demo_crawling import DemoCrawl, crawl_demo_sites


@pytest.fixture(scope="session")
def demo_crawls() -> dict[str, DemoCrawl]:
    return crawl_demo_sites()
