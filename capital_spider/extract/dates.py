"""When the article was published and modified: the instant where the page states one, else the day."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Literal

from capital_spider.errors import ExtractionError
from capital_spider.extract.date_candidates import (
    DateCandidate,
    Moment,
    addresses,
    day_of,
    script_candidates,
    stated_candidates,
)
from capital_spider.extract.date_choice import (
    LEAST,
    DayGroup,
    date_logit,
    group_days,
    is_modified,
    is_stated,
)
from capital_spider.extract.date_elements import beside_print, time_elements
from capital_spider.extract.date_formats.printed import PrintedDate, parse_date
from capital_spider.extract.date_instants import told_instant
from capital_spider.extract.date_zones import put_into_zone, site_zone
from capital_spider.extract.document import Document, types_of
from capital_spider.extract.inline import inline_text
from capital_spider.extract.printed_dates import (
    far_candidates,
    find_headline,
    near_candidates,
    near_elements,
)
from capital_spider.items import Article
from capital_spider.text import clean_line
from capital_spider.urls import url_day

# What the site's own template says of its articles, and its REST twin; a printed "2 days ago" near the headline.
_PROFILE, _API, _RELATIVE = 0.9, 0.99, 0.8
_AGREED = 0.98
_RELATIVE_LENGTH = 120
_FIRST_YEAR = 1995


def extract_dates(document: Document) -> None:
    """Set published, modified, published_raw and published_precision.

    On a site with a profile: its machine values, then the date printed where the profile says. On others all dates of
    the page are weighed (`date_choice`); the instant is a stated one that may be of the chosen day.
    Raises ExtractionError if a date is printed where the profile says and nothing readable is found anywhere.
    """
    if document.field("date"):
        _by_profile(document)
    else:
        _by_choice(document)


def days_of(document: Document) -> list[DayGroup]:
    """The days that a page names, as they are weighed; none after the day of capture."""
    return group_days(_candidates(document), is_news=_is_news(document))


def _candidates(document: Document) -> list[DateCandidate]:
    headline = find_headline(document)
    found = [*stated_candidates(document), *time_elements(document, headline.element, headline.around)]
    found += addresses(document)
    found += near_candidates(document, headline)
    found += beside_print(near_elements(document, headline))
    if not any(is_stated(c) or c.source == "near_title" for c in found):
        found += far_candidates(document, headline)
        found += script_candidates(document)
    possible = [c for c in found if _is_possible(c.value, document.page.fetched_at)]
    return put_into_zone(possible, site_zone(document))


def _is_news(document: Document) -> bool:
    return any("News" in name for name in types_of(document.metadata.article or {}))


def _is_possible(value: Moment, fetched_at: datetime | None) -> bool:
    """Not before there were news sites, nor over a day after capture: no time zone explains that."""
    if value.year < _FIRST_YEAR:
        return False
    return fetched_at is None or day_of(value) <= day_of(fetched_at) + timedelta(days=1)


def _by_choice(document: Document) -> None:
    candidates = _candidates(document)
    _set_modified(document, candidates)
    twin = next((c for c in candidates if c.source == "api:date"), None)
    groups, logit = group_days(candidates, is_news=_is_news(document)), date_logit()
    chosen = logit.choose([group.marks for group in groups])
    if twin is not None:
        document.confidence["published_at"] = _API
        _publish(document, twin.value, "instant", twin.source)
    elif chosen and (sure := logit.confidence(groups[chosen[0]].marks, chosen[1])) >= LEAST:
        document.confidence["published_at"] = round(sure, 2)
        _publish_day(document, groups[chosen[0]], candidates)
    else:
        _publish_relative(document)


def _publish_day(document: Document, group: DayGroup, candidates: list[DateCandidate]) -> None:
    """The chosen day; and the instant that is told for it, in the zone in which it falls on that day."""
    printed = next((c for c in group.candidates if c.raw), None)
    document.published_raw = printed.raw if printed else None
    told = told_instant(group, candidates, site_zone(document))
    if told is not None:
        _publish(document, told[1], "instant", told[0])
    else:
        _publish(document, group.day, "day", group.candidates[0].source)


def _set_modified(document: Document, candidates: list[DateCandidate]) -> None:
    modified = _best([c for c in candidates if is_modified(c)])
    if modified is not None:
        document.modified = modified[1]
        document.evidence["modified_at"] = modified[0]


def _publish_relative(document: Document) -> None:
    """The "2 days ago" near the headline, on a page with no other date."""
    headline = find_headline(document)
    if headline.at is None or document.page.fetched_at is None:
        return
    blocks = document.blocks
    for block in (*blocks[headline.at + 1 : headline.at + 9], *blocks[max(0, headline.at - 3) : headline.at][::-1]):
        if not 4 <= len(block.text) <= _RELATIVE_LENGTH or not any(c.isdigit() for c in block.text):
            continue
        try:
            found = parse_date(block.text, fetched_at=document.page.fetched_at, language=document.metadata.language)
        except ExtractionError:
            continue
        if found.precision == "approximate":
            document.published_raw = block.text
            document.confidence["published_at"] = _RELATIVE
            _publish(document, found.value, found.precision, "near_title")
            return


def _by_profile(document: Document) -> None:
    printed, failure = _printed(document)
    told = (*stated_candidates(document), *time_elements(document, None, frozenset()))
    candidates = [c for c in told if _is_possible(c.value, document.page.fetched_at)]
    published = _best([c for c in candidates if is_stated(c) or c.source in ("api:date", "time:datetime")])
    if published is not None:
        source, value = published
        agreed = printed is not None and abs((day_of(printed.value) - day_of(value)).days) <= 1
        document.confidence["published_at"] = _AGREED if agreed else _API if source == "api:date" else _PROFILE
        _publish(document, value, "instant" if isinstance(value, datetime) else "day", source)
    elif printed is not None:
        document.confidence["published_at"] = _PROFILE
        _publish(document, printed.value, printed.precision, "profile:date")
    elif (day := url_day(document.page.url)) is not None:
        document.confidence["published_at"] = _PROFILE
        _publish(document, day, "day", "url")
    _set_modified(document, candidates)
    if document.published is None and failure is not None:
        raise failure


def _publish(
    document: Document, value: Moment, precision: Literal["instant", "day", "approximate"], source: str
) -> None:
    document.published, document.published_precision = value, precision
    document.evidence["published_at"] = source


def _best(candidates: list[DateCandidate]) -> tuple[str, Moment] | None:
    """The first instant; without one the first day. A local time without offset is a day."""
    aware = [c for c in candidates if isinstance(c.value, datetime) and c.value.tzinfo is not None]
    if aware:
        return aware[0].source, aware[0].value
    return next(((c.source, day_of(c.value)) for c in candidates), None)


def _printed(document: Document) -> tuple[PrintedDate | None, ExtractionError | None]:
    """The date printed where the profile says; and why it could not be read, if so."""
    failure: ExtractionError | None = None
    for element in document.field("date"):
        text = clean_line(inline_text(element))
        if not text:
            continue
        document.published_raw = document.published_raw or text
        try:
            return parse_date(text, fetched_at=_today(document), language=document.metadata.language), None
        except ExtractionError as error:
            failure = failure or error
    return None, failure


def _today(document: Document) -> datetime | None:
    """What "ago" counts from: the capture time; a page that prints another day (a copy kept elsewhere) is believed."""
    fetched = document.page.fetched_at
    for element in document.field("today"):
        try:
            shown = parse_date(inline_text(element), fetched_at=None, language=document.metadata.language).value
        except ExtractionError:
            continue
        if fetched is None or abs((day_of(shown) - day_of(fetched)).days) > 1:
            zone = fetched.tzinfo if fetched is not None else None
            return datetime(shown.year, shown.month, shown.day, 12, tzinfo=zone or UTC)
    return fetched


def states_instant(document: Document) -> bool:
    """True if the page itself says to the minute when it was published; otherwise its REST twin is worth a request."""
    stated = (c.value for c in stated_candidates(document) if is_stated(c))
    return any(isinstance(value, datetime) and value.tzinfo is not None for value in stated)


def publication_day(article: Article) -> date | None:
    """The day of publication where the article was published: the one in its address or printed on its page, if it is
    within a day of the instant (which most sites state in UTC); else the instant's own day."""
    if article.published_at is None:
        return None
    stated = datetime.fromisoformat(article.published_at).date()
    local = url_day(article.canonical_url or "")
    if local is None and article.published_raw and article.published_precision == "instant":
        try:
            local = day_of(parse_date(article.published_raw, fetched_at=None, language=article.language).value)
        except ExtractionError:
            local = None
    return local if local is not None and abs((local - stated).days) <= 1 else stated
