"""Path patterns: which addresses are of one kind, and when a kind is left alone."""

from __future__ import annotations

import pytest

from capital_spider.discover.patterns import MAX_FRUITLESS, PathPatterns, path_pattern

ALIKE = {
    "articles of two days": ("/news/2025/04/a/", "/news/2025/05/b/", True),
    "numbered pages": ("/endless/1/", "/endless/2/", True),
    "two sections": ("/sport/a", "/politics/b", False),
    "numbers and names": ("/endless/1/", "/endless/a/", False),
    "another depth": ("/news/a/b", "/news/a", False),
}


@pytest.mark.parametrize("case", ALIKE.values(), ids=ALIKE.keys())
def test_pattern(case: tuple[str, str, bool]) -> None:
    first, second, alike = case
    assert (path_pattern(f"https://example.org{first}") == path_pattern(f"https://example.org{second}")) is alike


def test_many_pages_without_an_article_pause_their_pattern_once() -> None:
    patterns = PathPatterns()
    said = [patterns.note(f"https://example.org/endless/{n}/", is_article=False) for n in range(MAX_FRUITLESS + 5)]
    assert [n for n, pattern in enumerate(said) if pattern] == [MAX_FRUITLESS - 1]
    assert patterns.is_paused("https://example.org/endless/9999/")
    assert not patterns.is_paused("https://example.org/news/9999/")


def test_a_pattern_that_gave_an_article_is_never_paused() -> None:
    patterns = PathPatterns()
    patterns.note("https://example.org/p/0/", is_article=True)
    said = [patterns.note(f"https://example.org/p/{n}/", is_article=False) for n in range(MAX_FRUITLESS)]
    assert not any(said)
    assert not patterns.is_paused("https://example.org/p/1/")
