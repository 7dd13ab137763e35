"""Which addresses of a site hold no articles, learnt while they are fetched."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field

from capital_spider.urls import host_of, path_segments

# So many pages of one path pattern, none of them an article, are enough (crawl design, section 6).
MAX_FRUITLESS = 200


@dataclass(slots=True)
class PathPatterns:
    """fruitless: pattern → pages without an article; fruitful: patterns that gave one: these are never paused."""

    fruitless: Counter[str] = field(default_factory=Counter)
    fruitful: set[str] = field(default_factory=set)

    def note(self, url: str, *, is_article: bool) -> str | None:
        """Count a page; gives its pattern if that is now paused."""
        pattern = path_pattern(url)
        if is_article:
            self.fruitful.add(pattern)
            return None
        self.fruitless[pattern] += 1
        return pattern if self.fruitless[pattern] == MAX_FRUITLESS and pattern not in self.fruitful else None

    def is_paused(self, url: str) -> bool:
        pattern = path_pattern(url)
        return self.fruitless[pattern] >= MAX_FRUITLESS and pattern not in self.fruitful


def path_pattern(url: str) -> str:
    """What addresses of one kind share: the host, the first segment, how many follow, and whether they hold numbers.

    ``/news/2025/04/a-report/`` → ``example.org/news/0/0/*``: names of the last segment are the pages' own.
    """
    segments = path_segments(url)
    shape = [re.sub(r"\d+", "0", s) for s in segments[:-1]]
    last = "0" if segments and segments[-1].isdecimal() else "*"
    return "/".join([host_of(url) or "", *shape[:1], *("0" if s == "0" else "*" for s in shape[1:]), last])
