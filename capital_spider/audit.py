"""Coverage: what a site counts and names against what is held, by month, category and tag; what is missing, and why.

Pure: records come as an iterator of dicts, the site's counts and addresses as data; nothing is fetched here.
"""

from __future__ import annotations

import calendar
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Literal

from capital_spider.extract.dates import publication_day
from capital_spider.items import Article
from capital_spider.text import fold
from capital_spider.urls import url_day, url_key

Kind = Literal["month", "category", "tag"]
Path = tuple[str, ...]

# A crawl exports no page below this probability of being an article (pipelines.ArticleGate; a test holds them equal).
NOT_AN_ARTICLE = 0.2

# Why an article is missing. The first ones nobody could have: they do not count against coverage.
EXCUSED = {
    "robots": "robots.txt forbids it to crawlers",
    "gone": "it is not there any more",
    "password": "behind a password or paywall",
    "out_of_bounds": "its page says that it was published outside --since and --until",
}
REASONS = EXCUSED | {
    "failed": "it could not be fetched",
    "no_article": "the page is no article, or none is recognised",
    "never_listed": "no listing page shows it",
    "missed": "listed and readable: the crawl did not take it; crawl again",
    "not_asked": "not asked for",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """Days, both included; None = open."""

    since: date | None = None
    until: date | None = None

    def hold(self, day: date | None) -> bool:
        """True for a day in bounds, and for one that is not known."""
        return day is None or ((self.since is None or day >= self.since) and (self.until is None or day <= self.until))

    def cover(self, year: int, month: int) -> bool:
        """True if the whole month is in bounds, so that its count can be compared."""
        last = calendar.monthrange(year, month)[1]
        return self.hold(date(year, month, 1)) and self.hold(date(year, month, last))

    def touch(self, year: int, month: int) -> bool:
        """True if some day of the month is in bounds."""
        first, last = date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1])
        return (self.since is None or self.since <= last) and (self.until is None or first <= self.until)

    def __bool__(self) -> bool:
        return bool(self.since or self.until)


@dataclass(frozen=True, slots=True, kw_only=True)
class Filed:
    """Where an article belongs. day: of publication, as the site's calendar has it; None = not known."""

    day: date | None = None
    categories: tuple[Path, ...] = ()
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """What a site counts. count: None = not said, or not comparable between the bounds; url: of its listing."""

    kind: Kind
    path: Path
    count: int | None = None
    url: str | None = None
    with_below: bool = True

    @property
    def name(self) -> str:
        return "/".join(self.path)

    @property
    def key(self) -> tuple[str, ...]:
        kind = "filed" if self.kind == "category" and not self.with_below else self.kind
        return (kind, *(map(fold, self.path) if self.kind != "month" else self.path))


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """An article whose address the site names. found_on: the list that names it; protected: as its API says.

    is_sure: False if the list holds other pages too, so that it may be no article.
    """

    url: str
    found_on: str
    filed: Filed = field(default_factory=Filed)
    protected: bool = False
    is_sure: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Missing:
    """An article that is named and not held. reason: a key of REASONS; detail: a status, a title …"""

    url: str
    found_on: str
    filed: Filed
    reason: str = "not_asked"
    detail: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One line of the comparison. missing: at least so many: those named, or the difference if that is larger.

    named: of the missing, those whose address is known. extra: held beyond what is counted: deleted since, or of
    another kind.
    """

    kind: Kind
    name: str
    held: int
    counted: int | None
    missing: int
    named: int
    extra: int


class Holdings:
    """The articles of an export or a store: which addresses, filed where."""

    def __init__(self, records: Iterable[Mapping[str, Any]], bounds: Bounds) -> None:
        """Only records in `bounds` count; the others' addresses are known all the same."""
        self.articles: dict[str, Filed] = {}
        self._keys: dict[str, str] = {}
        for record in records:
            urls = [u for u in (record.get("canonical_url"), record.get("url"), *record.get("other_urls", ())) if u]
            if not urls:
                continue
            main = url_key(urls[0])
            self._keys.update(dict.fromkeys(map(url_key, urls), main))
            filed = filed_by_record(record)
            if bounds.hold(filed.day):
                self.articles[main] = filed

    def holds(self, url: str | None) -> bool:
        return url is not None and url_key(url) in self._keys

    def learn(self, named: Iterable[Named]) -> None:
        """Take the day of publication from the site's own list where it gives one: its months are counted by that."""
        for one in named:
            main = self._keys.get(url_key(one.url))
            if main in self.articles and one.filed.day:
                old = self.articles[main]
                self.articles[main] = Filed(day=one.filed.day, categories=old.categories, tags=old.tags)

    def beyond(self, named: Iterable[Named]) -> tuple[str, ...]:
        """Keys of held articles that the site does not name."""
        known = {self._keys.get(url_key(one.url)) for one in named}
        return tuple(key for key in self.articles if key not in known)


def filed_by_record(record: Mapping[str, Any]) -> Filed:
    """Day by the address, which is the site's calendar; else the day of `published_at`, in the zone that it states."""
    day = url_day(record.get("canonical_url") or record.get("url") or "")
    if day is None and record.get("published_at"):
        day = datetime.fromisoformat(record["published_at"]).date()
    return Filed(
        day=day,
        categories=tuple(tuple(path) for path in record.get("categories") or ()),
        tags=tuple(record.get("tags") or ()),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Audit:
    """held: articles in bounds. unnamed: missing by the counts, but named by no list. extra_urls: without scheme."""

    held: int
    rows: tuple[Row, ...]
    missing: tuple[Missing, ...]
    unnamed: int
    extra: int
    extra_urls: tuple[str, ...]

    @property
    def coverage(self) -> float:
        """Held of all that could be had, 0 to 1: what nobody could have (EXCUSED) does not count."""
        had = self.held - self.extra
        lost = self.unnamed + sum(1 for m in self.missing if m.reason not in EXCUSED)
        return had / (had + lost) if had + lost else 1.0

    @property
    def reasons(self) -> dict[str, int]:
        """How many are missing for each reason, in the order of REASONS."""
        counts = {reason: sum(1 for m in self.missing if m.reason == reason) for reason in REASONS}
        return {reason: count for reason, count in counts.items() if count}


def compare(
    holdings: Holdings, groups: Iterable[Group], named: Iterable[Named], missing: Iterable[Missing], claim: int | None
) -> Audit:
    """The comparison. missing: of the named ones, those not held; claim: how many articles the site says it has."""
    groups, named, missing = tuple(groups), list(named), tuple(missing)
    names = _Names(groups)
    held = Counter(key for filed in holdings.articles.values() for key in names.keys(filed))
    known = Counter(key for one in missing for key in names.keys(one.filed))
    rows = tuple(_row(group, held[group.key], known[group.key]) for group in groups)
    months = [row for row in rows if row.kind == "month" and row.counted is not None]
    total = len(holdings.articles)
    if months:
        counted = {("month", row.name) for row in months}
        apart = sum(1 for one in missing if not counted.intersection(names.keys(one.filed)))
        lacking, extra = sum(row.missing for row in months) + apart, sum(row.extra for row in months)
    else:
        lacking = max((row.missing for row in rows), default=0) if claim is None else claim - total
        extra = 0
    extra_urls = holdings.beyond(named) if len(named) >= max([claim or 1, *(row.counted or 0 for row in rows)]) else ()
    return Audit(
        held=total,
        rows=rows,
        missing=missing,
        unnamed=max(lacking - len(missing), 0),
        extra=min(extra or len(extra_urls), total),
        extra_urls=extra_urls,
    )


def _row(group: Group, held: int, known: int) -> Row:
    """known: how many of the articles that are known to be missing belong to the group."""
    lacking = max(known, (group.count or 0) - held)
    extra = max(0, held + lacking - group.count) if group.count is not None else 0
    return Row(
        kind=group.kind, name=group.name, held=held, counted=group.count, missing=lacking, named=known, extra=extra
    )


class _Names:
    """Which groups an article belongs to."""

    def __init__(self, groups: Iterable[Group]) -> None:
        paths = [group.key[1:] for group in groups if group.kind == "category"]
        self._paths = set(paths)
        last = Counter(path[-1] for path in paths)
        self._by_last = {path[-1]: path for path in paths if last[path[-1]] == 1}

    def keys(self, filed: Filed) -> set[tuple[str, ...]]:
        """Month, tags, and each category with those above it; "filed": the very category."""
        keys: set[tuple[str, ...]] = {("tag", fold(tag)) for tag in filed.tags}
        if filed.day is not None:
            keys.add(("month", f"{filed.day:%Y-%m}"))
        for category in filed.categories:
            path = tuple(map(fold, category))
            if len(path) == 1 and path not in self._paths:  # many themes print a category without those above it
                path = self._by_last.get(path[0], path)
            keys.add(("filed", *path))
            keys |= {("category", *path[: n + 1]) for n in range(len(path))}
        return keys


def reason_of(article: Article, bounds: Bounds) -> tuple[str, str | None] | None:
    """(reason, detail) for which a crawl leaves out the article that answered; None if it would take it."""
    said = {problem.code: problem.detail for problem in article.problems if problem.field == "article"}
    if "not_found" in said:
        return "gone", said["not_found"]
    if said:
        return "failed", next(iter(said.values()))
    if article.access == "closed":
        return "password", article.title
    if (article.confidence.article or 0) < NOT_AN_ARTICLE or not (article.title or article.text):
        return "no_article", article.title
    if not bounds.hold(publication_day(article)):
        return "out_of_bounds", f"published {article.published_at}"
    return None
