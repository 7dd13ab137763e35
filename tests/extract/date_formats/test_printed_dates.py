"""Printed dates in many languages, relative dates, and machine values."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta, timezone
from importlib.resources import files
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from capital_spider.errors import ExtractionError
from capital_spider.extract.date_formats.machine import parse_machine_date
from capital_spider.extract.date_formats.printed import PrintedDate, parse_date

FETCHED = datetime(2025, 4, 10, 12, 0, tzinfo=UTC)
BERLIN = timezone(timedelta(hours=2))
EST = timezone(timedelta(hours=-5))

# text, language → the day
DAYS: dict[str, tuple[str, str | None, date]] = {
    "month in full, American order": ("April 2, 2025", None, date(2025, 4, 2)),
    "month in full, day first": ("21 April 2022", None, date(2022, 4, 21)),
    "abbreviation with a dot": ("Sept. 5, 2024", "en", date(2024, 9, 5)),
    "ordinal day": ("April 2nd, 2025", "en", date(2025, 4, 2)),
    "ordinal with of": ("the 2nd of April, 2025", "en", date(2025, 4, 2)),
    "hyphens around the name": ("5-Mar-2025", "en", date(2025, 3, 5)),
    "label before it": ("Published on April 2, 2025", "en", date(2025, 4, 2)),
    "label with colon": ("Updated: 2 April 2025", "en", date(2025, 4, 2)),
    "byline before it": ("by Anna Ruiz | April 2, 2025", "en", date(2025, 4, 2)),
    "weekday before it": ("Wednesday, 2 April 2025", "en", date(2025, 4, 2)),
    "reading time after it": ("Mar 5, 2025 | 5 min read", "en", date(2025, 3, 5)),
    "the first of two counts": ("3 May 2024 (updated 5 May 2024)", "en", date(2024, 5, 3)),
    "two-digit year with a name": ("2 Apr 25", "en", date(2025, 4, 2)),
    "two-digit year with numbers": ("02.04.25", "de", date(2025, 4, 2)),
    "two-digit year of the last century": ("2/4/99", "fr", date(1999, 4, 2)),
    "two-digit year first, Korean": ("25.04.02", "ko", date(2025, 4, 2)),
    "slashes, day first": ("21/04/2022", None, date(2022, 4, 21)),
    "slashes, bare English": ("03/04/2025", "en", date(2025, 3, 4)),
    "slashes, American": ("03/04/2025", "en-US", date(2025, 3, 4)),
    "slashes, British": ("03/04/2025", "en-GB", date(2025, 4, 3)),
    "slashes, Australian": ("03/04/2025", "en_AU", date(2025, 4, 3)),
    "slashes, Spanish": ("03/04/2025", "es", date(2025, 4, 3)),
    "dots are day first even in America": ("03.04.2025", "en-US", date(2025, 4, 3)),
    "over 12 decides against the language": ("13/04/2024", "en", date(2024, 4, 13)),
    "over 12 decides for the month": ("04/13/2024", "es", date(2024, 4, 13)),
    "year first is never ambiguous": ("2025/04/03", "en", date(2025, 4, 3)),
    "spaces around the dots": ("2025. 4. 2.", "ko", date(2025, 4, 2)),
    "Spanish with particles": ("5 de marzo de 2025", "es", date(2025, 3, 5)),
    "French ordinal": ("1er avril 2025", "fr", date(2025, 4, 1)),
    "French without accents": ("2 fevrier 2025", "fr", date(2025, 2, 2)),
    "German dot": ("2. April 2025", "de", date(2025, 4, 2)),
    "Catalan elision": ("5 d’abril de 2025", "ca", date(2025, 4, 5)),
    "Portuguese out is October": ("2 out 2024", "pt", date(2024, 10, 2)),
    "Polish genitive": ("15 września 2024", "pl", date(2024, 9, 15)),
    "listopad is November in Polish": ("2 listopada 2024", "pl", date(2024, 11, 2)),
    "listopad is October in Croatian": ("2 listopada 2024", "hr", date(2024, 10, 2)),
    "Russian genitive and г.": ("2 апреля 2025 г.", "ru", date(2025, 4, 2)),
    "Greek genitive": ("2 Απριλίου 2025", "el", date(2025, 4, 2)),
    "Finnish partitive": ("2. huhtikuuta 2025", "fi", date(2025, 4, 2)),
    "Hungarian, year first": ("2025. április 2., szerda", "hu", date(2025, 4, 2)),
    "Lithuanian, year first": ("2025 m. balandžio 2 d.", "lt", date(2025, 4, 2)),
    "Latvian, year first, name last": ("2025. gada 2. aprīlis", "lv", date(2025, 4, 2)),
    "Turkish capital İ": ("2 NİSAN 2025", "tr", date(2025, 4, 2)),
    "Hebrew with a prefix": ("2 באפריל 2025", "he", date(2025, 4, 2)),
    "Arabic": ("2 أبريل 2025", "ar", date(2025, 4, 2)),
    "Arabic without hamza": ("2 ابريل 2025", "ar", date(2025, 4, 2)),
    "Arabic, name first": ("أبريل 2, 2025", "ar", date(2025, 4, 2)),
    "Arabic, both names": ("2 نيسان/أبريل 2025", "ar", date(2025, 4, 2)),
    "Arabic-Indic digits": ("٢ أبريل ٢٠٢٥", "ar", date(2025, 4, 2)),
    "Bengali digits": ("২ এপ্রিল ২০২৫", "bn", date(2025, 4, 2)),
    "Vietnamese by number": ("ngày 2 tháng 4 năm 2025", "vi", date(2025, 4, 2)),
    "Vietnamese by name": ("2 Tháng Tư, 2025", "vi", date(2025, 4, 2)),
    "Vietnamese May, whose words also mean month and year": ("2 tháng năm 2024", "vi", date(2024, 5, 2)),
    "Chinese": ("2025年4月2日", "zh", date(2025, 4, 2)),
    "Korean": ("2025년 4월 2일", "ko", date(2025, 4, 2)),
    "Japanese era": ("令和7年4月2日", "ja", date(2025, 4, 2)),
    "Taiwanese era": ("民國114年4月2日", "zh-TW", date(2025, 4, 2)),
    "Taiwanese year in numbers": ("114/04/02", "zh-TW", date(2025, 4, 2)),
    "Buddhist year": ("2 เมษายน 2568", "th", date(2025, 4, 2)),
    "Buddhist year, labelled": ("2 เมษายน พ.ศ. 2568", "th", date(2025, 4, 2)),
    "Buddhist year, short": ("2 เม.ย. 68", "th", date(2025, 4, 2)),
    "Gregorian year in Thai text": ("2 เมษายน 2025", "th", date(2025, 4, 2)),
    "Persian month and digits": ("۱۳ فروردین ۱۴۰۴", "fa", date(2025, 4, 2)),
    "Persian leap day": ("30 اسفند 1403", "fa", date(2025, 3, 20)),
    "Persian year in numbers": ("1404/01/13", "fa", date(2025, 4, 2)),
    "language unknown to the table": ("2 avril 2025", "xx", date(2025, 4, 2)),
    "name glued to the author": ("By Tim ClarkMarch 16, 2024", "en", date(2024, 3, 16)),
    "label glued to the name": ("UpdatedDec 19, 2024", "en", date(2024, 12, 19)),
    "number glued to the name": ("Nate Saunders, F1Dec 19, 2023", "en", date(2023, 12, 19)),
    "two dates glued": ("27 August 202229 August 2022", "en-GB", date(2022, 8, 27)),
    "two German dates glued": ("10. Februar 20199. Februar 2019 von Heiko", "de-DE", date(2019, 2, 10)),
    "no language": ("2 avril 2025", None, date(2025, 4, 2)),
    "ISO day": ("2025-04-02", "en", date(2025, 4, 2)),
    "ISO week": ("2025-W14-3", "en", date(2025, 4, 2)),
    "ISO ordinal": ("2025-092", "en", date(2025, 4, 2)),
    "ISO compact": ("20250402", "en", date(2025, 4, 2)),
    "ISO may be old": ("1950-03-04", "en", date(1950, 3, 4)),
    "clock without any zone": ("3 May 2024, 14:05", "en", date(2024, 5, 3)),
    "ISO clock without any zone": ("2024-05-03T14:05:00", "en", date(2024, 5, 3)),
    "tomorrow by a zone far east": ("2025-04-11", "en", date(2025, 4, 11)),
    "long text without spaces": ("2025年4月2日" + "新" * 400, "zh", date(2025, 4, 2)),
    "long text, date at its start": ("2 April 2025 " + "word " * 400, "en", date(2025, 4, 2)),
}


@pytest.mark.parametrize("case", DAYS.values(), ids=DAYS.keys())
def test_day(case: tuple[str, str | None, date]) -> None:
    text, language, day = case
    found = parse_date(text, fetched_at=FETCHED, language=language)
    assert found == PrintedDate(value=day, precision="day", has_zone=False)


# text, language, zone of the site → local time of day, the text states its zone
CLOCKS: dict[str, tuple[str, str | None, str | None, datetime, bool]] = {
    "site's zone": ("3 May 2024, 14:05", "en", "Europe/Berlin", datetime(2024, 5, 3, 14, 5, tzinfo=BERLIN), False),
    "site's zone, ISO": ("2024-05-03 14:05", "en", "Europe/Berlin", datetime(2024, 5, 3, 14, 5, tzinfo=BERLIN), False),
    "clock before the date": (
        "14:05, 3 May 2024",
        "en",
        "Europe/Berlin",
        datetime(2024, 5, 3, 14, 5, tzinfo=BERLIN),
        False,
    ),
    "Spanish pm": ("26 abril, 2022 - 8:10 pm", "es", "UTC", datetime(2022, 4, 26, 20, 10, tzinfo=UTC), False),
    "Spanish p. m.": ("26 abril, 2022 - 8:10 p. m.", "es", "UTC", datetime(2022, 4, 26, 20, 10, tzinfo=UTC), False),
    "Arabic morning": ("2020/12/25 - 1:59 صباحًا", "ar", "UTC", datetime(2020, 12, 25, 1, 59, tzinfo=UTC), False),
    "Arabic evening": ("2020/12/25 - 1:59 مساءً", "ar", "UTC", datetime(2020, 12, 25, 13, 59, tzinfo=UTC), False),
    "Chinese afternoon": ("2025年4月2日 下午3:05", "zh", "UTC", datetime(2025, 4, 2, 15, 5, tzinfo=UTC), False),
    "Korean afternoon after weekday": (
        "2025년 4월 2일 수요일 오후 2:05",
        "ko",
        "UTC",
        datetime(2025, 4, 2, 14, 5, tzinfo=UTC),
        False,
    ),
    "Greek evening": ("2 Απριλίου 2025, 8:10 μ.μ.", "el", "UTC", datetime(2025, 4, 2, 20, 10, tzinfo=UTC), False),
    "Turkish half before": ("2 Nisan 2025 ÖS 2:05", "tr", "UTC", datetime(2025, 4, 2, 14, 5, tzinfo=UTC), False),
    "pm without a space": ("Oct 20, 2021 at 2:53pm", "en", "UTC", datetime(2021, 10, 20, 14, 53, tzinfo=UTC), False),
    "clock glued to the year": ("March 7, 20247:55 AM", "en", "UTC", datetime(2024, 3, 7, 7, 55, tzinfo=UTC), False),
    "zone after pm glued": (
        "Nov 9, 2023 3:18am UTC21 comments",
        "en",
        None,
        datetime(2023, 11, 9, 3, 18, tzinfo=UTC),
        True,
    ),
    "two labelled dates": (
        "PUBLISHED: December 22, 2023 at 1:49 p.m. | UPDATED: December 22, 2023 at 2:01 p.m.",
        "en-US",
        "UTC",
        datetime(2023, 12, 22, 13, 49, tzinfo=UTC),
        False,
    ),
    "C's form": ("Fri Sep 30 15:13:45 UTC+0000 2016", "en", None, datetime(2016, 9, 30, 15, 13, 45, tzinfo=UTC), True),
    "comma before the clock": ("Feb 16, 2024,07:14pm EST", "en", None, datetime(2024, 2, 16, 19, 14, tzinfo=EST), True),
    "midnight is 12 am": ("2 April 2025 12:05 AM", "en", "UTC", datetime(2025, 4, 2, 0, 5, tzinfo=UTC), False),
    "noon is 12 pm": ("2 April 2025 12:05 PM", "en", "UTC", datetime(2025, 4, 2, 12, 5, tzinfo=UTC), False),
    "hour without minutes": ("2 April 2025, 8 pm", "en", "UTC", datetime(2025, 4, 2, 20, 0, tzinfo=UTC), False),
    "French h": ("1er avril 2025 à 14h05", "fr", "UTC", datetime(2025, 4, 1, 14, 5, tzinfo=UTC), False),
    "Finnish dot": ("2.4.2025 klo 14.05", "fi", "UTC", datetime(2025, 4, 2, 14, 5, tzinfo=UTC), False),
    "a range is no offset": ("3 May 2024 14:05-15:00", "en", "UTC", datetime(2024, 5, 3, 14, 5, tzinfo=UTC), False),
    "French et is no zone": (
        "3 mars 2025 à 10:00 ET RELU",
        "fr",
        "UTC",
        datetime(2025, 3, 3, 10, 0, tzinfo=UTC),
        False,
    ),
    "mail date": ("Wed, 2 Apr 2025 10:00 GMT", None, None, datetime(2025, 4, 2, 10, 0, tzinfo=UTC), True),
    "zone before the date": ("10:00 GMT, Wed 2 Apr 2025", None, None, datetime(2025, 4, 2, 10, 0, tzinfo=UTC), True),
    "text beats the site": ("2 April 2025 10:00 a.m. EST", "en", "UTC", datetime(2025, 4, 2, 10, 0, tzinfo=EST), True),
    "eastern time in summer": (
        "Sept. 5, 2024 8 PM ET",
        "en",
        None,
        datetime(2024, 9, 5, 20, 0, tzinfo=timezone(timedelta(hours=-4))),
        True,
    ),
    "German zone after Uhr": (
        "2. April 2025, 14.05 Uhr MESZ",
        "de",
        None,
        datetime(2025, 4, 2, 14, 5, tzinfo=BERLIN),
        True,
    ),
    "GMT with hours": (
        "3 May 2024 14:05 (GMT+5:30)",
        "en",
        None,
        datetime(2024, 5, 3, 14, 5, tzinfo=timezone(timedelta(hours=5, minutes=30))),
        True,
    ),
    "CST where the site is in China": (
        "3 May 2024 14:05 CST",
        "en",
        "Asia/Shanghai",
        datetime(2024, 5, 3, 14, 5, tzinfo=timezone(timedelta(hours=8))),
        True,
    ),
    "ISO inside a text": (
        "Published: 2025-04-02T10:00:00.5-05:00 by X",
        "en",
        None,
        datetime(2025, 4, 2, 10, 0, 0, 500000, tzinfo=EST),
        True,
    ),
    "ISO Zulu": ("2025-04-02T10:00:00Z", "en", None, datetime(2025, 4, 2, 10, 0, tzinfo=UTC), True),
    "ISO compact": ("20250402T100000Z", "en", None, datetime(2025, 4, 2, 10, 0, tzinfo=UTC), True),
    "13 h ahead may be now": ("2025-04-11T01:00:00Z", "en", None, datetime(2025, 4, 11, 1, 0, tzinfo=UTC), True),
}


@pytest.mark.parametrize("case", CLOCKS.values(), ids=CLOCKS.keys())
def test_instant(case: tuple[str, str | None, str | None, datetime, bool]) -> None:
    text, language, zone, moment, has_zone = case
    found = parse_date(text, fetched_at=FETCHED, language=language, zone=zone)
    assert found == PrintedDate(value=moment, precision="instant", has_zone=has_zone)
    assert isinstance(found.value, datetime)
    assert found.value.utcoffset() == moment.utcoffset()


# text, language → how long before the capture
AGO: dict[str, tuple[str, str | None, timedelta]] = {
    "English days": ("2 days ago", "en", timedelta(days=2)),
    "English minutes, short": ("5 mins ago", "en", timedelta(minutes=5)),
    "English without a language": ("5 mins ago", None, timedelta(minutes=5)),
    "English on a German page": ("5 mins ago", "de", timedelta(minutes=5)),
    "clock glued to ago": ("2 hours ago10:05", "en", timedelta(hours=2)),
    "number in words": ("an hour ago", "en", timedelta(hours=1)),
    "words around it": ("Published 2 days ago by Anna", "en", timedelta(days=2)),
    "Spanish": ("hace 2 días", "es", timedelta(days=2)),
    "French, words around it": ("Publié il y a 3 heures par X", "fr", timedelta(hours=3)),
    "German": ("vor 2 Tagen", "de", timedelta(days=2)),
    "Portuguese": ("há 2 dias", "pt-BR", timedelta(days=2)),
    "Dutch": ("2 dagen geleden", "nl", timedelta(days=2)),
    "Russian": ("2 дня назад", "ru", timedelta(days=2)),
    "Norwegian under its old code": ("2 timer siden", "no", timedelta(hours=2)),
    "Arabic dual": ("منذ يومين", "ar", timedelta(days=2)),
    "Chinese": ("2天前", "zh", timedelta(days=2)),
    "Chinese, words before it": ("发布于2天前", "zh", timedelta(days=2)),
    "Thai": ("2 ชั่วโมงที่แล้ว", "th", timedelta(hours=2)),
    "Korean": ("2일 전", "ko", timedelta(days=2)),
    "yesterday": ("Posted yesterday", "en", timedelta(days=1)),
    "yesterday at": ("yesterday, 11:00", "en", timedelta(days=1, hours=1)),
    "yesterday in French": ("hier à 11:00", "fr", timedelta(days=1, hours=1)),
    "today at": ("Today, 9:00 am", "en", timedelta(hours=3)),
}


@pytest.mark.parametrize("case", AGO.values(), ids=AGO.keys())
def test_relative(case: tuple[str, str | None, timedelta]) -> None:
    text, language, ago = case
    found = parse_date(text, fetched_at=FETCHED, language=language)
    assert found == PrintedDate(value=FETCHED - ago, precision="approximate", has_zone=False)


def test_relative_counts_in_the_zone_of_the_site() -> None:
    late = datetime(2025, 4, 10, 23, 0, tzinfo=UTC)
    found = parse_date("yesterday, 14:05", fetched_at=late, zone="Europe/Berlin", language="en")
    assert found.value == datetime(2025, 4, 10, 14, 5, tzinfo=BERLIN)


@pytest.mark.parametrize(("day_first", "day"), [(True, date(2025, 4, 3)), (False, date(2025, 3, 4))])
def test_day_first_overrules_language_and_dots(day_first: bool, day: date) -> None:
    for text in ("03/04/2025", "03.04.2025"):
        for language in ("en", "de", None):
            assert parse_date(text, fetched_at=None, language=language, day_first=day_first).value == day


# text, language, code
REFUSED: dict[str, tuple[str, str | None, str]] = {
    "nothing": ("", "en", "unreadable"),
    "no date": ("Share on Facebook", "en", "unreadable"),
    "reading time": ("5 min read", "en", "unreadable"),
    "no year": ("2 April", "en", "unreadable"),
    "clock is no year": ("2 April 10:30", "en", "unreadable"),
    "month only": ("April 2025", "en", "unreadable"),
    "paper called Today": ("by USA Today", "en", "unreadable"),
    "marker without a number": ("long ago", "en", "unreadable"),
    "archive menu": ("► 2015 (14) ► December (2) ► November (1)", "en", "unreadable"),
    "copyright": ("© 2020 WABC-TV. All rights reserved.", "en", "unreadable"),
    "31 April": ("31 April 2024", "en", "unreadable"),
    "31 April in numbers": ("31/04/2024", "es", "unreadable"),
    "ISO 31 April": ("2024-04-31", "en", "unreadable"),
    "month 13 twice": ("13/13/2024", "en", "unreadable"),
    "no leap year": ("29 February 2023", "en", "unreadable"),
    "no Persian leap year": ("30 اسفند 1404", "fa", "unreadable"),
    "before the web": ("3 May 1985", "en", "unreadable"),
    "ISO before 1900": ("1899-12-30", "en", "unreadable"),
    "October or August, nobody knows": ("2 out 2024", None, "unreadable"),
    "address in a network": ("10.20.30.40", "en", "unreadable"),
    "overflow": ("99999999999999999999 years ago", "en", "unreadable"),
    "next year": ("2 April 2026", "en", "future"),
    "the day after tomorrow": ("12 April 2025", "en", "future"),
    "15 h ahead": ("2025-04-11T03:00:00Z", "en", "future"),
    "date cut off at the reach": ("x" * 270 + " 2 April 2025", "en", "unreadable"),
    "date past the reach": ("word " * 60 + "2 April 2025", "en", "unreadable"),
}


@pytest.mark.parametrize("case", REFUSED.values(), ids=REFUSED.keys())
def test_refused(case: tuple[str, str | None, str]) -> None:
    text, language, code = case
    with pytest.raises(ExtractionError) as caught:
        parse_date(text, fetched_at=FETCHED, language=language)
    assert (caught.value.field, caught.value.code) == ("published_at", code)
    assert text[:20] in caught.value.detail


def test_relative_needs_the_capture_time() -> None:
    with pytest.raises(ExtractionError) as caught:
        parse_date("2 days ago", fetched_at=None, language="en")
    assert caught.value.code == "no_capture_time"


MACHINE: dict[str, tuple[str, datetime | date | None]] = {
    "Zulu": ("2025-04-02T10:00:00Z", datetime(2025, 4, 2, 10, tzinfo=UTC)),
    "offset without colon": ("2025-04-02T12:00:00+0200", datetime(2025, 4, 2, 10, tzinfo=UTC)),
    "offset with colon": ("2025-04-02T05:00:00-05:00", datetime(2025, 4, 2, 10, tzinfo=UTC)),
    "fraction": ("2025-04-02T10:00:00.123456789Z", datetime(2025, 4, 2, 10, 0, 0, 123456, tzinfo=UTC)),
    "no seconds": ("2025-04-02T10:00Z", datetime(2025, 4, 2, 10, tzinfo=UTC)),
    "space, no offset": ("2025-04-02 10:00:00", datetime(2025, 4, 2, 10)),  # noqa: DTZ001
    "space, offset": ("2025-04-02 10:00:00 +0000", datetime(2025, 4, 2, 10, tzinfo=UTC)),
    "day": ("2025-04-02", date(2025, 4, 2)),
    "day, slashes": ("2025/04/02", date(2025, 4, 2)),
    "day, white space around": (" 2025-04-02\n", date(2025, 4, 2)),
    "week": ("2025-W14-3", date(2025, 4, 2)),
    "ordinal": ("2025-092", date(2025, 4, 2)),
    "compact": ("20250402T100000Z", datetime(2025, 4, 2, 10, tzinfo=UTC)),
    "seconds": ("1743588000", datetime(2025, 4, 2, 10, tzinfo=UTC)),
    "milliseconds": ("1743588000500", datetime(2025, 4, 2, 10, 0, 0, 500000, tzinfo=UTC)),
    "mail": ("Wed, 02 Apr 2025 10:00:00 +0000", datetime(2025, 4, 2, 10, tzinfo=UTC)),
    "mail, zone by name": ("Wed, 02 Apr 2025 10:00:00 GMT", datetime(2025, 4, 2, 10, tzinfo=UTC)),
    "JavaScript": ("Wed Apr 02 2025 12:00:00 GMT+0200 (CEST)", datetime(2025, 4, 2, 10, tzinfo=UTC)),
    "JavaScript, zone in words": (
        "Wed Apr 02 2025 12:00:00 GMT+0200 (Central European Summer Time)",
        datetime(2025, 4, 2, 10, tzinfo=UTC),
    ),
    "C": ("Wed Apr  2 10:00:00 2025", datetime(2025, 4, 2, 10)),  # noqa: DTZ001
    "Java": ("Wed Apr 02 10:00:00 UTC 2025", datetime(2025, 4, 2, 10, tzinfo=UTC)),
    "Go": ("2025-04-02 10:00:00 +0000 UTC", datetime(2025, 4, 2, 10, tzinfo=UTC)),
    "empty": ("", None),
    "words": ("yesterday", None),
    "year": ("2025", None),
    "month": ("2025-04", None),
    "digits run together": ("2025412", None),
    "31 April": ("2025-04-31", None),
    "hour 25": ("2025-04-02T25:00:00Z", None),
    "day 366 of a plain year": ("2025-366", None),
    "offset beyond a day": ("2025-04-02T10:00:00+99:00", None),
    "unknown zone": ("2025-04-02T10:00:00 XYZ", None),
    "placeholder of .NET": ("0001-01-01T00:00:00Z", None),
    "placeholder of Unix": ("1970-01-01T00:00:00Z", None),
    "placeholder of MySQL": ("0000-00-00 00:00:00", None),
    "too long": ("2025-04-02" + " " * 20 + "x" * 200, None),
}


@pytest.mark.parametrize("case", MACHINE.values(), ids=MACHINE.keys())
def test_machine_date(case: tuple[str, datetime | date | None]) -> None:
    text, expected = case
    found = parse_machine_date(text)
    assert found == expected
    assert type(found) is type(expected)


MONTHS: dict[str, dict[str, int]] = json.loads(
    files("capital_spider").joinpath("data/months.json").read_text(encoding="utf-8")
)["months"]
LANGUAGES = (
    "en",
    "es",
    "fr",
    "de",
    "pt",
    "it",
    "nl",
    "pl",
    "ru",
    "uk",
    "cs",
    "ar",
    "he",
    "el",
    "tr",
    "hi",
    "th",
    "id",
    "fi",
)
LAYOUTS = (
    "{d} {month} {y}",
    "{d}. {month} {y}",
    "{month} {d}, {y}",
    "Foo: {d:02d} {month}. {y} | bar",
    "{d}-{month}-{y}",
)
DATES = st.dates(min_value=date(1995, 1, 1), max_value=date(2099, 12, 31))


@given(day=DATES, language=st.sampled_from(LANGUAGES), layout=st.sampled_from(LAYOUTS), data=st.data())
def test_round_trip_by_name(day: date, language: str, layout: str, data: st.DataObject) -> None:
    names = [name for name, month in MONTHS[language].items() if month == day.month]
    name: str = data.draw(st.sampled_from(names))
    text = layout.format(d=day.day, month=data.draw(st.sampled_from([name, name.title()])), y=day.year)
    assert parse_date(text, fetched_at=None, language=language).value == day


@given(
    day=DATES,
    layout=st.sampled_from(["{0:%Y-%m-%d}", "{0:%d.%m.%Y}", "{0.year}年{0.month}月{0.day}日", "on {0:%Y/%m/%d}."]),
)
def test_round_trip_by_numbers(day: date, layout: str) -> None:
    assert parse_date(layout.format(day), fetched_at=None, language="en").value == day


@given(
    moment=st.datetimes(min_value=datetime(1995, 1, 1), max_value=datetime(2099, 12, 31)),  # noqa: DTZ001
    layout=st.sampled_from(
        [
            "{0:%d.%m.%Y}, {0:%H:%M} Uhr",
            "{0:%Y-%m-%dT%H:%M}:00Z",
            "{0:%H:%M}, {0:%d.%m.%Y}",
            "{0:%d.%m.%Y} um {0.hour}:{0:%M}",
            "{0:%d.%m.%Y} {0:%I:%M%p}",
            "{0:%d.%m.%Y} {0.hour}h{0:%M} x",
        ]
    ),
)
def test_round_trip_with_a_clock(moment: datetime, layout: str) -> None:
    found = parse_date(layout.format(moment), fetched_at=None, language="de", zone="UTC")
    assert found.value == moment.replace(second=0, microsecond=0, tzinfo=UTC)


_PIECES = st.sampled_from(
    [
        "2 ",
        "31",
        "2025",
        "99",
        "-",
        "/",
        ".",
        ":",
        " april ",
        "年",
        "月",
        "日",
        " ago",
        "vor ",
        "前",
        "yesterday",
        "T",
        "+14:00",
        "İ",
        "٣",
    ]
)


@settings(deadline=None)  # the first call reads the tables, and the first relative one loads dateparser
@given(
    text=st.one_of(st.text(max_size=300), st.lists(_PIECES, max_size=12).map("".join)),
    language=st.sampled_from([None, "en", "de", "zh-TW", "fa", "th", "xx", "", "-"]),
    zone=st.sampled_from([None, "Asia/Kolkata"]),
)
def test_any_text_is_a_date_or_an_extraction_error(text: str, language: str | None, zone: str | None) -> None:
    arguments: dict[str, Any] = {"fetched_at": FETCHED, "language": language, "zone": zone}
    try:
        found = parse_date(text, **arguments)
    except ExtractionError:
        return
    assert isinstance(found.value, datetime) == (found.precision != "day")
    assert not isinstance(found.value, datetime) or found.value.tzinfo is not None


@given(text=st.text(alphabet="0123456789-:TZ+/. APrW", max_size=40))
def test_any_machine_value_is_a_date_or_none(text: str) -> None:
    found = parse_machine_date(text)
    assert found is None or found.year >= 1900
