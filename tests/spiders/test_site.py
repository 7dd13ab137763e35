"""The site spider on the sample site: what it adds to the other two."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from demo_crawling import DemoCrawl


def test_behind_the_archives_the_categories_are_only_probed(demo_crawls: Mapping[str, DemoCrawl]) -> None:
    """One page each, two where a category fills two: the archives have shown all articles already."""
    asked = Counter(path for path in demo_crawls["the whole site"].requests if path.startswith("/category/"))
    assert set(asked.values()) == {1}
    assert len([path for path in asked if "/page/" in path]) <= len([path for path in asked if "/page/2/" in path])


def test_the_start_page_comes_last_and_is_probed(demo_crawls: Mapping[str, DemoCrawl]) -> None:
    requests = demo_crawls["the whole site"].requests
    listings = [path for path in requests if path == "/" or path.startswith(("/page/", "/category/"))]
    assert listings[0] == "/"
    assert listings.count("/") == 2
    assert [path for path in listings if path.startswith("/page/")] == ["/page/5/"]
    assert listings.index("/page/5/") > max(n for n, path in enumerate(listings) if path.startswith("/category/"))


def test_every_record_says_where_it_was_found(demo_crawls: Mapping[str, DemoCrawl]) -> None:
    captures = [record["capture"] for record in demo_crawls["the whole site"].outcome.records]
    assert all(capture["found_on"] for capture in captures)
    assert len({capture["run_id"] for capture in captures}) == 1
