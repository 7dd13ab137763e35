"""Waiting for hosts that ask for it, on a clock of our own."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from capital_spider.backoff import WaitingHosts, retry_after_seconds

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)

HEADERS = {
    "seconds": ("120", 120.0),
    "spaces around": (" 5 ", 5.0),
    "at once": ("0", 0.0),
    "HTTP date": ("Sun, 01 Mar 2026 12:00:30 GMT", 30.0),
    "date without zone is UTC": ("Sun, 01 Mar 2026 12:00:30 -0000", 30.0),
    "obsolete date form (RFC 850)": ("Sunday, 01-Mar-26 12:01:00 GMT", 60.0),
    "date gone by": ("Sun, 01 Mar 2026 11:00:00 GMT", 0.0),
    "no header": (None, None),
    "empty": ("", None),
    "words": ("soon", None),
    "negative is no number of the standard": ("-5", None),
    "digits of another script": ("٣", None),
    "impossible date": ("Sun, 99 Mar 2026 12:00:30 GMT", None),
}


@pytest.mark.parametrize("case", HEADERS.values(), ids=HEADERS.keys())
def test_retry_after(case: tuple[str | None, float | None]) -> None:
    header, seconds = case
    assert retry_after_seconds(header, NOW) == seconds


# (answers as (time, status, Retry-After), seconds left at the last answer's time, paused)
ANSWERS = {
    "a page is no reason to wait": ([(0, 200, None)], 0, False),
    "404 with Retry-After is none either": ([(0, 404, 50)], 0, False),
    "Retry-After counts": ([(0, 429, 7)], 7, False),
    "an hour at most": ([(0, 503, 86_400)], 3600, False),
    "30 s without": ([(0, 503, None)], 30, False),
    "doubled each time": ([(0, 503, None), (30, 503, None), (90, 503, None)], 120, False),
    "in flight: no second strike": ([(0, 503, None), (1, 503, None)], 30, False),
    "in flight: but a longer wait": ([(0, 503, 5), (1, 503, 60)], 60, False),
    "in flight: a page clears nothing": ([(0, 503, 5), (1, 200, None)], 4, False),
    "a page in between starts anew": ([(0, 503, None), (30, 200, None), (31, 503, None)], 30, False),
    "four in a row pause": ([(0, 429, 1), (1, 429, 1), (2, 429, 1), (3, 429, 1)], 1, True),
    "paused for good": ([(0, 429, 1), (1, 429, 1), (2, 429, 1), (3, 429, 1), (50, 200, None)], 0, True),
}


@pytest.mark.parametrize("case", ANSWERS.values(), ids=ANSWERS.keys())
def test_waiting(case: tuple[list[tuple[float, int, float | None]], float, bool]) -> None:
    answers, left, paused = case
    hosts = WaitingHosts(first_wait=30, max_wait=3600, max_strikes=4)
    for at, status, retry_after in answers:
        hosts.note("a.example", status, retry_after, at)
    assert hosts.seconds_left("a.example", answers[-1][0]) == left
    assert hosts.is_paused("a.example") is paused
    assert hosts.seconds_left("b.example", 0) == 0
    assert not hosts.is_paused("b.example")
