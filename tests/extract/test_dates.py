"""When the article was published and modified: which of the page's dates is believed."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest
from staged import prose, staged

from capital_spider.errors import ExtractionError
from capital_spider.extract import extract_dates
from capital_spider.extract.dates import states_instant
from capital_spider.extract.document import Document

FETCHED = datetime(2024, 5, 10, 12, tzinfo=UTC)
PLAIN = "https://www.news.example/lock-opens/"
NOON = datetime(2024, 5, 3, 12, tzinfo=UTC)
DAY = date(2024, 5, 3)


def ld(**properties: Any) -> str:
    node = {"@type": "NewsArticle", "headline": "Lock opens", "author": "Ana", **properties}
    return f'<script type="application/ld+json">{json.dumps(node)}</script>'


def meta(name: str, value: str) -> str:
    return f'<meta property="{name}" content="{value}">'


def api(**post: str) -> bytes:
    return json.dumps(post).encode()


@dataclass(frozen=True)
class Case:
    markup: str
    published: datetime | date | None
    precision: str | None
    evidence: str | None
    page: dict[str, Any] = field(default_factory=dict)


def read(markup: str, **page: Any) -> Document:
    given = {"url": PLAIN, "fetched_at": FETCHED, **page}
    language = given.pop("language", "en")
    return staged(f"<html lang={language}>{markup}{prose()}", extract_dates, **given)


H1 = "<h1>Lock opens</h1>"
PUBLISHED = "article:published_time"
CASES = {
    "JSON-LD": Case(ld(datePublished="2024-05-03T12:00:00Z"), NOON, "instant", "jsonld:datePublished"),
    "JSON-LD of the page around the article": Case(
        '<script type="application/ld+json">{"@type": "WebPage", "datePublished": "2024-05-03T12:00:00Z"}</script>',
        NOON,
        "instant",
        "jsonld:datePublished",
    ),
    "meta": Case(meta(PUBLISHED, "2024-05-03T14:00:00+02:00"), NOON, "instant", f"meta:{PUBLISHED}"),
    "JSON-LD before a meta tag that repeats the last change": Case(
        meta(PUBLISHED, "2024-05-04T12:00:00Z")
        + ld(datePublished="2024-05-03T12:00:00Z", dateModified="2024-05-04T12:00:30Z"),
        NOON,
        "instant",
        "jsonld:datePublished",
    ),
    "instant before day": Case(
        ld(datePublished="2024-05-04") + meta(PUBLISHED, "2024-05-03T12:00:00Z"), NOON, "instant", f"meta:{PUBLISHED}"
    ),
    "local time of another plugin is no instant": Case(
        meta("og:article:published_time", "2024-05-03 23:20:00") + meta(PUBLISHED, "2024-05-03T12:00:00Z"),
        NOON,
        "instant",
        f"meta:{PUBLISHED}",
    ),
    "local time without a zone is a day": Case(
        ld(datePublished="2024-05-03T23:20:00"), DAY, "day", "jsonld:datePublished"
    ),
    "day": Case(ld(datePublished="2024-05-03"), DAY, "day", "jsonld:datePublished"),
    "in the future": Case(
        ld(datePublished="2024-06-03T12:00:00Z") + meta(PUBLISHED, "2024-05-03"), DAY, "day", f"meta:{PUBLISHED}"
    ),
    "tomorrow, in a zone ahead of the capture": Case(
        ld(datePublished="2024-05-11T06:00:00Z"),
        datetime(2024, 5, 11, 6, tzinfo=UTC),
        "instant",
        "jsonld:datePublished",
    ),
    "unreadable": Case(ld(datePublished="soon") + meta(PUBLISHED, "2024-05-03"), DAY, "day", f"meta:{PUBLISHED}"),
    "REST twin": Case(
        "", NOON, "instant", "api:date", {"api": api(date="2024-05-03T14:00:00", date_gmt="2024-05-03T12:00:00")}
    ),
    "REST twin knows more than a day": Case(
        ld(datePublished="2024-05-03"),
        NOON,
        "instant",
        "api:date",
        {"api": api(date="2024-05-03T12:00:00", date_gmt="2024-05-03T12:00:00")},
    ),
    "REST twin of a draft": Case(
        "", None, None, None, {"api": api(date="2024-05-03T12:00:00", date_gmt="0000-00-00T00:00:00")}
    ),
    "REST twin whose times lie days apart": Case(
        "", None, None, None, {"api": api(date="2024-05-03T12:00:00", date_gmt="2024-01-01T12:00:00")}
    ),
    "REST twin that is no JSON": Case("", None, None, None, {"api": b"<html>"}),
    "REST twin that is a tower": Case("", None, None, None, {"api": b"[" * 100_000}),
    "microdata": Case(
        "<time itemprop=datePublished datetime='2024-05-03T12:00:00Z'>x</time>",
        NOON,
        "instant",
        "microdata:datePublished",
    ),
    "time element of the entry": Case(
        "<time class=entry-date datetime='2024-05-03T12:00:00Z'>x</time>", NOON, "instant", "time:datetime"
    ),
    "time element of another text, beside a printed date": Case(
        f"{H1}<p>3 May 2024</p><aside class=related><p>Gate 9</p><time datetime='2024-05-01'>1 May</time></aside>",
        DAY,
        "day",
        "near_title",
    ),
    "printed under the headline": Case(f"{H1}<p>3 May 2024</p>", DAY, "day", "near_title"),
    "printed over the headline": Case(f"<p>3 May 2024</p>{H1}", DAY, "day", "near_title"),
    "under before over": Case(f"<p>10 May 2024</p>{H1}<p>3 May 2024</p>", DAY, "day", "near_title"),
    "updated is not published": Case(f"{H1}<p>Updated 9 May 2024</p><p>3 May 2024</p>", DAY, "day", "near_title"),
    "word that only holds a label": Case(f"{H1}<p>Delta Standard, 3 May 2024</p>", DAY, "day", "near_title"),
    "printed in a long paragraph": Case(
        f"{H1}<p>The lock was shut for a year. It opened on 3 May 2024, said the keeper of gate 9, "
        "who had counted all of the boats since then, and some of the geese as well.</p>",
        None,
        None,
        None,
    ),
    "relative": Case(f"{H1}<p>7 days ago</p>", DAY, "approximate", "near_title"),
    "day in the address": Case("", DAY, "day", "url", {"url": "https://www.news.example/2024/05/03/lock-opens/"}),
    "printed before the address": Case(
        f"{H1}<p>2 May 2024</p>",
        date(2024, 5, 2),
        "day",
        "near_title",
        {"url": "https://www.news.example/2024/05/03/lock-opens/"},
    ),
    "printed the day after an instant in UTC, no zone known": Case(
        meta(PUBLISHED, "2024-05-02T23:00:00Z") + f"{H1}<p class=date>3 May 2024</p>", DAY, "day", "near_title"
    ),
    "the clock printed beside the day tells the zone": Case(
        meta(PUBLISHED, "2024-05-02T23:00:00Z") + f"{H1}<p class=date>3 May 2024, 1:00</p>",
        datetime(2024, 5, 2, 23, tzinfo=UTC),
        "instant",
        f"meta:{PUBLISHED}",
    ),
    "another machine value tells the zone": Case(
        meta(PUBLISHED, "2024-05-02T23:00:00Z")
        + meta("article:modified_time", "2024-05-03T11:00:00+02:00")
        + f"{H1}<p class=date>3 May 2024</p>",
        datetime(2024, 5, 2, 23, tzinfo=UTC),
        "instant",
        f"meta:{PUBLISHED}",
    ),
    "a printed clock with its zone is an instant": Case(
        f"{H1}<p>3 May 2024, 8:00 AM EDT</p>", NOON, "instant", "near_title"
    ),
    "a printed clock in a country with one zone is an instant": Case(
        f"{H1}<p>3 May 2024, 21:00</p>", NOON, "instant", "near_title", {"url": "https://www.news.jp/lock-opens/"}
    ),
    "a printed clock alone is none": Case(f"{H1}<p>3 May 2024, 21:00</p>", DAY, "day", "near_title"),
    "day and month read as machines are told": Case(
        ld(datePublished="2024-03-05") + f"{H1}<p>5/3/2024</p>", date(2024, 3, 5), "day", "jsonld:datePublished"
    ),
    "a day in a sentence is not of the publication": Case(
        f"{H1}<p>3 May 2024</p><p>The lock was built for the canal on 1 April 1998 and paid by the town alone.</p>",
        DAY,
        "day",
        "near_title",
    ),
    "printed in the future": Case(f"{H1}<p>3 June 2024</p><p>3 May 2024</p>", DAY, "day", "near_title"),
    "Persian": Case(f"{H1}<p>۱۴ اردیبهشت ۱۴۰۳</p>", DAY, "day", "near_title"),
    "in the page's script": Case(
        '<script>window.post = {"publishedAt": "2024-05-03T12:00:00Z"}</script>', NOON, "instant", "script"
    ),
    "a month in the address named": Case(
        "", DAY, "day", "url", {"url": "https://www.news.example/2024/may/03/lock-opens/"}
    ),
    "the day of a comment far below": Case(
        f"{H1}{prose(count=14)}<div class=comments><p>Joined the harbour forum on 1 March 2011</p></div>",
        None,
        None,
        None,
    ),
    "a tag of a name that the site made up": Case(
        '<meta name="w-published-date" content="2024-05-03T12:00:00Z">', NOON, "instant", "meta:w-published-date"
    ),
    "the same instant, stated with an offset, tells the zone": Case(
        meta(PUBLISHED, "2024-05-04T00:46:00Z") + f"{H1}<time datetime='2024-05-03T19:46:00-05:00'>3 May</time>",
        datetime(2024, 5, 4, 0, 46, tzinfo=UTC),
        "instant",
        f"meta:{PUBLISHED}",
    ),
    "the first paragraph begins with a dateline": Case(
        f"{H1}<p>Press release of 3 May 2024 | Delta – The lock was shut for a year and is open since today, said the "
        f"keeper of gate 9. {'He had counted all of the boats since then, and some of the geese. ' * 4}</p>",
        DAY,
        "day",
        "near_title",
    ),
    "a caption's day is that of the picture": Case(
        f"{H1}<figure><img src=/a.jpg><figcaption>The lock on 1 April 2024</figcaption></figure><p>3 May 2024</p>",
        DAY,
        "day",
        "near_title",
    ),
    "when an archive copied the page": Case(
        f"<div id=wm-ipp><p>10 May 2024</p></div>{H1}<p>3 May 2024</p>", DAY, "day", "near_title"
    ),
    "a sentence that closes the text": Case(
        f"{H1}{prose(count=14)}<p>Dieser Artikel wurde am 3. Mai 2024 um 14:48 Uhr von Ann Lee geschrieben und steht "
        "seitdem hier.</p>",
        DAY,
        "day",
        "printed",
    ),
    "an instant in an attribute beside the printed day": Case(
        f"{H1}<p><time data-published='2024-05-03 12:00:00Z'>3 May 2024</time></p>",
        NOON,
        "instant",
        "attribute:data-published",
    ),
    "a clock in a block of its own": Case(f"{H1}<p>3 May 2024</p><p>8:00 AM EDT</p>", NOON, "instant", "near_title"),
    "another machine value tells the offset of a printed clock": Case(
        meta("article:modified_time", "2024-05-04T11:00:00-05:00") + f"{H1}<p>3 May 2024, 7:00</p>",
        NOON,
        "instant",
        "near_title",
    ),
    "an offset of another season tells none": Case(
        meta("article:modified_time", "2024-01-04T11:00:00-05:00") + f"{H1}<p>3 May 2024, 7:00</p>",
        DAY,
        "day",
        "near_title",
    ),
    "the clock of a change is none of the publication": Case(
        f"{H1}<p>3 May 2024</p><p>Updated 3 May 2024, 8:00 AM EDT</p>", DAY, "day", "near_title"
    ),
    "machines are told the change that is printed": Case(
        meta(PUBLISHED, "2024-05-03T18:06:00Z") + f"{H1}<p>3 May 2024, 12:00 UTC / Updated 3 May 2024, 6:06 PM UTC</p>",
        NOON,
        "instant",
        "near_title",
    ),
    "the zone of a local time for machines is printed": Case(
        f"{H1}<footer><p><time itemprop=datePublished datetime='2024-05-03 08:00:00'>5/3/2024 08:00 AM EDT</time></p>"
        "</footer>",
        NOON,
        "instant",
        "printed",
    ),
    "the language of one country tells the zone": Case(
        f"{H1}<p>2024年5月3日 21:00</p>",
        NOON,
        "instant",
        "near_title",
        {"language": "ja"},
    ),
    "under a headline that the title goes on after": Case(
        f"<title>Lock opens at the harbour_News_Delta Daily</title><p>2 May 2024</p>"
        f"{prose(count=14)}<h2>Lock opens at the harbour</h2><p>3 May 2024</p>",
        DAY,
        "day",
        "near_title",
    ),
    "nothing": Case(H1, None, None, None),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_published(case: Case) -> None:
    document = read(case.markup, **case.page)
    found = document.published
    day = case.precision == "approximate" and isinstance(found, datetime)
    assert (found.date() if day and isinstance(found, datetime) else found) == case.published
    assert (document.published_precision, document.evidence.get("published_at")) == (case.precision, case.evidence)
    assert (document.confidence.get("published_at") is not None) == (case.published is not None)


def test_the_offset_is_kept() -> None:
    document = read("", api=api(date="2024-05-03T07:00:00", date_gmt="2024-05-03T12:00:00"))
    assert document.published is not None
    assert document.published.isoformat() == "2024-05-03T07:00:00-05:00"
    assert document.published == datetime(2024, 5, 3, 7, tzinfo=timezone(timedelta(hours=-5)))


def test_a_printed_date_that_agrees_gives_confidence() -> None:
    machine = ld(datePublished="2024-05-03T12:30:00Z")
    alone = read(machine).confidence["published_at"]
    agreed = read(f"{machine}{H1}<p>3 May 2024</p>").confidence["published_at"]
    other = read(f"{machine}{H1}<p>5 April 2024</p>").confidence["published_at"]
    assert max(alone, other) < agreed


MODIFIED: dict[str, tuple[str, datetime | date | None, str | None]] = {
    "JSON-LD": (ld(dateModified="2024-05-03T12:00:00Z"), NOON, "jsonld:dateModified"),
    "meta": (meta("article:modified_time", "2024-05-03T12:00:00Z"), NOON, "meta:article:modified_time"),
    "before it was published, as for a scheduled article": (
        ld(datePublished="2024-05-04T12:00:00Z", dateModified="2024-05-03T12:00:00Z"),
        NOON,
        "jsonld:dateModified",
    ),
    "in the future": (ld(dateModified="2025-05-03T12:00:00Z"), None, None),
    "only published": (ld(datePublished="2024-05-03T12:00:00Z"), None, None),
}


@pytest.mark.parametrize("case", MODIFIED.values(), ids=MODIFIED.keys())
def test_modified(case: tuple[str, datetime | date | None, str | None]) -> None:
    document = read(case[0])
    assert (document.modified, document.evidence.get("modified_at")) == case[1:]


def theme(printed: str, *, today: str = "") -> str:
    return (
        f"<div class=jeg_top_date>{today}</div><div class=entry-header><h1 class=jeg_post_title>Lock opens</h1>"
        f"<div class=jeg_meta_date><a href='/x'>{printed}</a></div></div>"
        f"<div class=jeg_sidebar><h3>Other</h3><div class=jeg_meta_date>1 January 2024</div></div>"
    )


def test_a_theme_s_date_is_kept_as_printed() -> None:
    document = read(theme("May 3, 2024"), profile="jnews")
    assert (document.published, document.published_raw) == (DAY, "May 3, 2024")
    assert document.evidence["published_at"] == "profile:date"


def test_ago_counts_from_the_day_that_an_old_copy_prints() -> None:
    document = read(theme("2 days ago", today="Sunday, May 5, 2024"), profile="jnews", fetched_at=None)
    assert document.published is not None
    assert (document.published.isoformat()[:10], document.published_precision) == ("2024-05-03", "approximate")


def test_a_date_that_cannot_be_read_is_a_problem_not_an_exception_of_another_kind() -> None:
    with pytest.raises(ExtractionError) as caught:
        read(theme("soon after rain"), profile="jnews")
    assert caught.value.field == "published_at"


def test_a_machine_date_makes_an_unreadable_one_harmless() -> None:
    document = read(ld(datePublished="2024-05-03T12:00:00Z") + theme("soon after rain"), profile="jnews")
    assert (document.published, document.published_raw) == (NOON, "soon after rain")


INSTANT = {
    "instant": (ld(datePublished="2024-05-03T12:00:00Z"), True),
    "local time": (ld(datePublished="2024-05-03T12:00:00"), False),
    "day": (ld(datePublished="2024-05-03"), False),
    "nothing": (H1, False),
}


@pytest.mark.parametrize("case", INSTANT.values(), ids=INSTANT.keys())
def test_whether_the_rest_twin_is_worth_a_request(case: tuple[str, bool]) -> None:
    assert states_instant(read(case[0])) is case[1]
