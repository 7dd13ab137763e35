"""The doors of a site: by which lists its articles can be found, and how many each says that it holds."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from capital_spider.discover.counts import PageCounts

DoorKind = Literal["archive", "category", "wordpress", "sitemap", "feed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Door:
    """url: where it opens. claims: articles that it says it holds, None if it does not say; note: what that means."""

    kind: DoorKind
    url: str
    claims: int | None = None
    note: str = ""


def page_doors(counts: PageCounts) -> Iterator[Door]:
    """The doors that a page's widgets open: month archives, categories."""
    months, categories = counts.months, counts.categories
    if months:
        span = f"{months[-1].first_day:%Y-%m} to {months[0].first_day:%Y-%m}"
        yield Door(
            kind="archive",
            url=months[0].url,
            claims=_sum([month.count for month in months]),
            note=f"{len(months)} months, {span}",
        )
    tops = [c for c in categories if len(c.path) == 1]
    if categories:
        yield Door(
            kind="category",
            url=(tops or categories)[0].url,
            claims=_sum([c.count for c in tops]),
            note=f"{len(categories)} categories, {len(tops)} of them at the top; an article in several counts several times",
        )


def _sum(counts: Sequence[int | None]) -> int | None:
    """None if one of them is not said."""
    said = [count for count in counts if count is not None]
    return sum(said) if said and len(said) == len(counts) else None
