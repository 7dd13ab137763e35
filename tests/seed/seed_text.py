"""The text of a JNews article page, as a browser prints it, line by line: what each line is.

Only JNews' own strings and the order in which the theme prints things are used, so that any article of such a site can
be read. A line is never dropped: what fits no rule raises `UnreadableSeedError`.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from glued import count_columns, words_of

SEED_FOLDER = Path(__file__).resolve().parents[3] / "shared/seed"

AD = "ADVERTISEMENT"
_BULLET = re.compile(r"^(?P<indent>\s+)(?P<mark>•|\d+\.)\s+(?P<text>.*)$")
_WEEKDAY = re.compile(r"^\w+day, \w+ \d{1,2}, \d{4}$")
_DATE = re.compile(r"^[A-Z][a-z]+ \d{1,2}, \d{4}$")
_MONTH = re.compile(r"^[A-Z][a-z]+ \d{4}$")
_SHARE = re.compile(r"^Share(?: on Facebook)?\d*[kK]?(?:Share on|Tweet)")
_TAGS = re.compile(r"^Tags: ")
_SEARCH = ("No Result", "View All Result")
_HIDDEN = re.compile(r"^[^\w]+$")
_SENTENCE_END = re.compile(r"[.!?:;…”\"]$")
_LONGEST_HEADING = 100


class UnreadableSeedError(Exception):
    """A line that fits no rule."""


@dataclass(frozen=True, kw_only=True)
class Part:
    """Lines that belong together, as printed, and what they are."""

    kind: str
    lines: tuple[str, ...]

    @property
    def text(self) -> str:
        return bullet_text(self.lines[0])


def bullet_text(line: str) -> str:
    """The line without the bullet that the browser prints before a list item."""
    found = _BULLET.match(line)
    return (found["text"] if found else line).strip()


def bullet_level(line: str) -> int:
    """0 for no list item, 1 for an item, 2 for one of a list in it."""
    found = _BULLET.match(line)
    return len(found["indent"]) // 2 if found else 0


def is_numbered(line: str) -> bool:
    found = _BULLET.match(line)
    return found is not None and found["mark"] != "•"


def whole_words(text: str) -> set[str]:
    """The words of running text and lists, case folded: not of lines in which words are glued together."""
    runs = (run.splitlines() for run in text.split("\n\n"))
    lines = (line for run in runs for line in run if len(run) == 1 or bullet_level(line))
    return words_of("\n".join(line for line in lines if not _TAGS.match(line)))


class _Lines:
    """The lines still to be read, and the parts made of those before."""

    def __init__(self, text: str) -> None:
        self._lines = [line.rstrip() for line in text.splitlines()]
        self.parts: list[Part] = []

    def next(self) -> str | None:
        """The next line that is not empty; advertisements before it become parts."""
        while self._lines and (not self._lines[0] or self._lines[0] == AD):
            if self._lines.pop(0) == AD:
                self.parts.append(Part(kind="ad", lines=(AD,)))
        return self._lines[0] if self._lines else None

    def take(self, kind: str, count: int = 1) -> Part:
        lines: list[str] = []
        while len(lines) < count and (line := self._next_plain()) is not None:
            lines.append(line)
            self._lines.pop(0)
        self.parts.append(Part(kind=kind, lines=tuple(lines)))
        return self.parts[-1]

    def _next_plain(self) -> str | None:
        while self._lines and not self._lines[0]:
            self._lines.pop(0)
        return self._lines[0] if self._lines else None

    def take_while(self, kind: str, holds: Callable[[str], object], *, first: int = 0) -> None:
        """One part of the next lines for which `holds` is true, behind `first` lines that are not asked."""
        following = itertools.islice(filter(None, self._lines), first, None)
        count = first + sum(1 for _ in itertools.takewhile(holds, following))
        if count:
            self.take(kind, count)

    def take_run(self) -> list[str]:
        """The lines up to the next empty one."""
        self.next()
        end = self._lines.index("") if "" in self._lines else len(self._lines)
        run, self._lines = self._lines[:end], self._lines[end:]
        return run

    def rest(self) -> str:
        return "\n".join(self._lines)


def read_seed(text: str) -> tuple[Part, ...]:
    """The parts of the page in its order; every line that is not empty is in one of them."""
    lines = _Lines(text)
    for read in (_read_header, _read_entry, _read_body, _read_end_of_entry, _read_cards, _read_widgets, _read_footer):
        read(lines)
    if (line := lines.next()) is not None:
        raise UnreadableSeedError(f"what is this line: {line!r}")
    return tuple(lines.parts)


def _read_header(lines: _Lines) -> None:
    site: str | None = None
    while (line := lines.next()) is not None:
        if _WEEKDAY.match(line):
            lines.take("today")
        elif bullet_level(line):
            lines.take_while("top_menu" if site is None else "main_menu", bullet_level)
        elif line in _SEARCH:
            lines.take_while("search", _SEARCH.__contains__)
        elif line.startswith("Home "):
            lines.take("breadcrumb")
            return
        elif site in (None, line):
            site = lines.take("logo" if site is None else "mobile_logo").text
        else:
            return


def _read_entry(lines: _Lines) -> None:
    lines.take("title")
    seen: set[str] = set()
    while (line := lines.next()) is not None and not _SHARE.match(line):
        kind = (
            "byline" if line.startswith("by ") else "date" if _DATE.match(line)
            else "category" if line.startswith("in ") else "alt" if seen else "subtitle"
        )  # fmt: skip
        seen.add(lines.take(kind).kind)
    if lines.next() is not None:
        lines.take("share")


def _read_body(lines: _Lines) -> None:
    known, toc = whole_words(lines.rest()), set[str]()
    while (line := lines.next()) is not None and not _TAGS.match(line) and not _SHARE.match(line):
        if line == "Table of Contents":
            lines.take_while("toc", lambda line: line == "Toggle" or bullet_level(line), first=1)
            toc |= {bullet_text(entry) for entry in lines.parts[-1].lines}
            continue
        run = lines.take_run()
        for is_list, group in itertools.groupby(run, key=lambda line: bullet_level(line) > 0):
            some = list(group)
            kind = "list" if is_list else _kind_of_run(some, toc, known)
            if kind == "heading":
                toc.discard(some[0])
            lines.parts.append(Part(kind=kind, lines=tuple(some)))


def _kind_of_run(run: list[str], toc: set[str], known: set[str]) -> str:
    if len(run) > 1:
        return "table" if count_columns(run[0], known) > 1 else "paragraph"
    line = run[0]
    if line in toc:
        return "heading"
    no_toc = not toc and len(line) <= _LONGEST_HEADING and not _SENTENCE_END.search(line)
    return "heading" if no_toc else "paragraph"


def _read_end_of_entry(lines: _Lines) -> None:
    line = lines.next()
    if line is not None and _TAGS.match(line):
        lines.take("tags")
    while (line := lines.next()) is not None and line != "Related Posts":
        if _SHARE.match(line):
            lines.take("share_bottom")
        elif line in ("Previous Post", "Next Post"):
            lines.take(line.split()[0].lower(), 2)
        elif any(part.kind in ("share_bottom", "previous", "next") for part in lines.parts[-2:]):
            lines.take_while("author_box", lambda line: line not in (AD, "Related Posts"))
        else:
            raise UnreadableSeedError(f"no JNews string stands at the end of the text: {line!r}")
    if line is not None:
        lines.take("related")


def _read_cards(lines: _Lines) -> None:
    """Cards end with their date; those of the sidebar name no author."""
    while (line := lines.next()) is not None and line != "Categories":
        size = lines.rest().splitlines()
        stop = next((n for n, text in enumerate(size) if _DATE.match(text)), None)
        if stop is None:
            raise UnreadableSeedError(f"a card without a date: {line!r}")
        card = [text for text in size[: stop + 1] if text]
        lines.take("related_card" if any(t.startswith("by ") for t in card) else "latest_card", len(card))


def _read_widgets(lines: _Lines) -> None:
    while (line := lines.next()) is not None and not line.startswith("©"):
        if line in ("Categories", "Tags", "Archives"):
            lines.take(f"widget_{line.lower()}")
        elif _MONTH.match(line):
            lines.take_while("calendar", lambda text: not text.startswith("«") and "»" not in text)
            lines.take("calendar_nav")
        elif bullet_level(line):
            lines.take_while("archives", bullet_level)
        elif lines.parts[-1].kind == "widget_tags":
            lines.take("tag_cloud")
        else:
            raise UnreadableSeedError(f"no widget that is known: {line!r}")


def _read_footer(lines: _Lines) -> None:
    while (line := lines.next()) is not None:
        if line.startswith("©"):
            copied = any(part.kind == "copyright" for part in lines.parts)
            lines.take("mobile_copyright" if copied else "copyright")
        elif line in _SEARCH:
            lines.take_while("mobile_search", _SEARCH.__contains__)
        elif bullet_level(line):
            lines.take_while("mobile_menu", bullet_level)
        elif "cookies" in line:
            lines.take("cookie_notice")
        elif line == "Go to mobile version":
            lines.take("mobile_switch")
        elif _HIDDEN.match(line):
            lines.take("hidden_links")
        else:
            raise UnreadableSeedError(f"what is this line of the footer: {line!r}")
