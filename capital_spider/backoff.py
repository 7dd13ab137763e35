"""Which hosts asked the crawl to wait, and until when: 429 and 503, with or without Retry-After. No clock inside."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

# RFC 6585, 4 (Too Many Requests) and RFC 9110, 15.6.4 (Service Unavailable): the answers that ask for patience.
WAIT_STATUSES = frozenset({429, 503})


def retry_after_seconds(value: str | None, now: datetime) -> float | None:
    """Seconds that a Retry-After header asks to wait (RFC 9110, 10.2.3: a number, or an HTTP date), 0 or more.

    now: aware. None if there is no header, or it cannot be read.
    """
    text = (value or "").strip()
    if text.isascii() and text.isdigit():
        return float(text)
    try:
        until = parsedate_to_datetime(text)
    except ValueError:
        return None
    # "-0000" gives a naive time; an HTTP date is always in UTC.
    until = until if until.tzinfo else until.replace(tzinfo=UTC)
    return max(0.0, (until - now).total_seconds())


@dataclass(slots=True)
class _Host:
    not_before: float = 0.0
    strikes: int = 0


class WaitingHosts:
    """Remembers, host by host, what the answers said about waiting. Times are seconds of one monotonic clock.

    first_wait: seconds after a first answer without Retry-After; doubled with every further one in a row.
    max_wait: longest wait in seconds, whatever the server says.
    max_strikes: so many such answers in a row, and the host is left alone for the rest of the run.
    """

    def __init__(self, *, first_wait: float, max_wait: float, max_strikes: int) -> None:
        self._first_wait, self._max_wait, self._max_strikes = first_wait, max_wait, max_strikes
        self._hosts: dict[str, _Host] = {}

    def note(self, host: str, status: int, retry_after: float | None, now: float) -> float | None:
        """Take note of an answer; the seconds to wait before `host` is asked again, None if it did not ask to wait.

        An answer that arrives while the host is already waited for belongs to a request sent before: it can lengthen
        the wait, but neither counts as another strike nor clears the record.
        """
        known = self._hosts.get(host)
        in_flight = known is not None and now < known.not_before
        if status not in WAIT_STATUSES:
            if known and not in_flight and not self.is_paused(host):
                del self._hosts[host]
            return None
        state = self._hosts.setdefault(host, _Host())
        if not in_flight:
            state.strikes += 1
        asked = retry_after if retry_after is not None else self._first_wait * 2.0 ** (state.strikes - 1)
        state.not_before = max(state.not_before, now + min(asked, self._max_wait))
        return state.not_before - now

    def seconds_left(self, host: str, now: float) -> float:
        """Seconds until `host` may be asked again; 0 if it may be asked now."""
        state = self._hosts.get(host)
        return max(0.0, state.not_before - now) if state else 0.0

    def is_paused(self, host: str) -> bool:
        """True if `host` must not be asked again in this run."""
        state = self._hosts.get(host)
        return state is not None and state.strikes >= self._max_strikes
