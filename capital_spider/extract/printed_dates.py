"""The dates printed on the page, and where they stand: under the headline, in a byline, among other texts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from lxml import etree

from capital_spider.extract.date_candidates import (
    DateCandidate,
    context_of,
    is_closing,
    label_in,
    place_marks,
)
from capital_spider.extract.date_formats.clock import find_clock, localize
from capital_spider.extract.date_formats.occurrences import Occurrence, find_occurrences, may_hold_date
from capital_spider.extract.date_zones import site_zone
from capital_spider.extract.document import Document, TextBlock
from capital_spider.text import fold
from capital_spider.urls import host_of

# How far before and behind a date the word that says what it is of is looked for.
_BEFORE, _BEHIND = 36, 14
# Longer texts are prose; the dates of more blocks than this are those of lists.
_LONGEST, _MOST_BLOCKS = 240, 40
_NEAR_BLOCKS, _NEAR_BEFORE, _NEAR_CHARS = 12, 4, 1500
_ALONE, _SENTENCE, _SHORT, _LINE = 28, 60, 70, 130
# A paragraph may begin with the date, after a place and what the text is: "HAMBURG, 3 May 2024 – The lock is open".
_DATELINE, _DATELINE_START = 110, 45
_DATELINE_ENDS = re.compile(r"(?:\d{4}|\d\d:\d\d)?\s?(?:uhr\s?)?(?:[|.:)/]|[-–—]{1,2})")
_CLOSING = 34
_LONE_CLOCK = re.compile(r"\D{0,8}\d{1,2}\s?[:.hH]\s?\d\d\D{0,10}")
_HEADINGS, _SHORTEST_TITLE = ("h1", "h2", "h3"), 12
# The credit behind a caption: "(AP Photo/Ann Lee)".
_IN_BRACKETS = re.compile(r"\s*\([^()]*\)$")
# Top-level domains of countries that write English and put the day first.
_DAY_FIRST_HOSTS = frozenset({"uk", "au", "nz", "ie", "in", "za", "ng", "ke", "sg", "my", "hk", "pk", "gh", "lk", "eu"})


@dataclass(frozen=True, slots=True)
class Headline:
    """Where the headline stands: the number of its block and the element, None if it is not printed."""

    at: int | None
    element: etree._Element | None
    around: frozenset[etree._Element]


def find_headline(document: Document) -> Headline:
    """The block that prints the title, an h1 before others; a heading that the title begins with; the first h1."""
    # Not `Document.headline`, the element of the likeliest wording: it places dates worse on the development pages.
    title = fold(document.full_title or document.title or "")
    first_h1 = same = beginning = None
    for n, block in enumerate(document.blocks):
        if not block.text:
            continue
        is_h1 = block.element.tag == "h1"
        if is_h1 and first_h1 is None:
            first_h1 = n
        if not _may_begin(title, block.text):
            continue
        if len(block.text) < 2 * len(title) + 40 and fold(block.text) == title:
            if is_h1:
                same = n
                break
            same = n if same is None else same
        elif beginning is None and block.element.tag in _HEADINGS and _begins(title, block.text):
            beginning = n
    at = next((n for n in (same, beginning, first_h1) if n is not None), None)
    if at is None:
        return Headline(None, None, frozenset())
    element = document.blocks[at].element
    return Headline(at, element, frozenset(element.iterancestors()))


def _may_begin(title: str, text: str) -> bool:
    """False for most texts that the folded title does not begin with, at a tenth of the price of folding them."""
    first = text[0]
    return bool(title) and (first.lower() == title[0] or not (first.isascii() and first.isalnum()))


def _begins(title: str, text: str) -> bool:
    """The title is the text and the name of the site behind it."""
    return len(text) >= _SHORTEST_TITLE and len(text) > 0.4 * len(title) and title.startswith(fold(text))


def near_candidates(document: Document, headline: Headline) -> Iterator[DateCandidate]:
    """The dates printed around the headline; around where it would be, if it is not printed."""
    order, is_first = 0, True
    for n, distance in _near_blocks(document, headline):
        block = document.blocks[n]
        if len(block.text) > _LONGEST and distance is not None:
            if is_first:
                yield from _dateline(document, block, headline)
            is_first = False
        if not 4 <= len(block.text) <= _LONGEST or not may_hold_date(block.text):
            continue
        if headline.at is None:
            position = f"nohead{min(order + 1, 2)}"
        elif distance is None:
            position = "before"
        else:
            position = f"after{min(order + 1, 3)}"
        found = _with_lone_clock(document, list(_read(document, block, position, headline)), n + 1)
        order += bool(found and distance is not None and found[0].marks[0] != "p:apart" and not found[0].is_elsewhere)
        yield from found


def _with_lone_clock(document: Document, found: list[DateCandidate], number: int) -> list[DateCandidate]:
    """The dates of a block, the last one with the clock that stands alone in the next block."""
    if not found or found[-1].clock is not None or number >= len(document.blocks):
        return found
    text = document.blocks[number].text
    if not _LONE_CLOCK.fullmatch(text) or label_in(text.lower()):
        return found
    last, clock = found[-1], find_clock(text, 0, 0, document.metadata.language)
    if clock is None or not isinstance(last.value, date):
        return found
    instant = localize(last.value, clock, site_zone(document))
    return [*found[:-1], replace(last, clock=clock.time, instant=instant, raw=f"{last.raw} {text}")]


def near_elements(document: Document, headline: Headline) -> Iterator[etree._Element]:
    """The elements of the short texts around the headline that may hold a date."""
    for n, _ in _near_blocks(document, headline):
        block = document.blocks[n]
        if 4 <= len(block.text) <= _LINE and may_hold_date(block.text) and block.element not in headline.around:
            yield block.element


def _dateline(document: Document, block: TextBlock, headline: Headline) -> Iterator[DateCandidate]:
    """The date that the first paragraph begins with, if something sets it apart from the sentence."""
    line, found = find_occurrences(
        block.text[:_DATELINE], language=document.metadata.language, day_first=_day_first(document)
    )
    if found and found[0].start <= _DATELINE_START and _DATELINE_ENDS.match(line, found[0].end):
        classes = _classes(block, headline)
        before = line[: found[0].start].lower()
        candidate = _candidate(found[0], 0, line[: found[0].end], before, ("dateline", classes), site_zone(document))
        if candidate is not None:
            yield candidate


def far_candidates(document: Document, headline: Headline) -> Iterator[DateCandidate]:
    """All other printed dates, for pages without any better one."""
    near = {n for n, _ in _near_blocks(document, headline)}
    count = 0
    for n, block in enumerate(document.blocks):
        if n not in near and 4 <= len(block.text) <= _LONGEST and may_hold_date(block.text):
            count += 1
            if count > _MOST_BLOCKS:
                return
            position = "far" if headline.at is None or n > headline.at else "farbefore"
            yield from _read(document, block, position, headline)


def _near_blocks(document: Document, headline: Headline) -> Iterator[tuple[int, int | None]]:
    """(number, characters behind the headline) of the blocks near it, those after it first; None before it."""
    start, distance = headline.at or 0, 0
    reach = _NEAR_BLOCKS if headline.at is not None else _MOST_BLOCKS
    for n in range(start, min(len(document.blocks), start + reach + 1)):
        if distance > _NEAR_CHARS:
            break
        yield n, distance
        if n > start:
            distance += len(document.blocks[n].text)
    for n in range(start - 1, max(-1, start - 1 - _NEAR_BEFORE), -1):
        yield n, None


def _read(document: Document, block: TextBlock, position: str, headline: Headline) -> Iterator[DateCandidate]:
    line, found = find_occurrences(block.text, language=document.metadata.language, day_first=_day_first(document))
    if not found:
        return
    classes = _classes(block, headline)
    if "foreign" in classes:
        return
    if "apart" in classes and position != "far":
        position = "apart"
    end = 0
    for nth, occurrence in enumerate(found[:4]):
        before = line[max(end, occurrence.start - _BEFORE) : occurrence.start].lower()
        candidate = _candidate(occurrence, nth, line, before, (position, classes), site_zone(document))
        if candidate is not None:
            yield candidate
        end = occurrence.end


def _day_first(document: Document) -> bool | None:
    language = (document.metadata.language or "").lower()
    if language in ("", "en") and (host_of(document.page.url) or "").rsplit(".", 1)[-1] in _DAY_FIRST_HOSTS:
        return True
    return None


def _classes(block: TextBlock, headline: Headline) -> set[str]:
    found = place_marks(block.element, headline.around)
    for text, element in block.pieces:
        if element is not block.element and any(c.isdigit() for c in text):
            found |= {"date"} if element.tag == "time" else place_marks(element, frozenset((block.element,)))
    return found


def _candidate(
    occurrence: Occurrence, nth: int, line: str, before: str, place: tuple[str, set[str]], zone: str | None
) -> DateCandidate | None:
    """None for a date in a sentence that is not about the publication, and for a far "joined 1 March 2011"."""
    position, classes = place
    label = _label(line, occurrence, before)
    if not label and "modified" in classes:
        label = "updated"
    size = _size(line)
    is_caption = "picture" in classes or ("caption" in classes and size not in ("alone", "short"))
    if (size == "prose" or is_caption) and label not in ("updated", "published"):
        return None
    if label == "other" and position in ("far", "farbefore", "apart"):
        return None
    context = context_of(classes)
    named = "date" if "date" in classes else "byline" if "byline" in classes else "unnamed"
    marks = (
        f"p:{position}", f"p:{position}|{context}", f"p:{position}|{size}", f"p:{position}|{label or 'plain'}",
        f"p:{position}|{named}", f"p:{named}|{context}", f"p:{size}|{label or 'plain'}",
        f"p:nth{min(nth, 2)}", "p:clock" if occurrence.clock else "p:noclock",
    )  # fmt: skip
    source = "near_title" if position.startswith(("after", "before", "dateline")) else "printed"
    clock = occurrence.clock
    return DateCandidate(
        source,
        occurrence.day,
        marks,
        raw=line,
        swapped=occurrence.swapped,
        clock=clock.time if clock else None,
        instant=localize(occurrence.day, clock, zone) if clock else None,
        is_elsewhere=context == "elsewhere",
    )


def _label(line: str, occurrence: Occurrence, before: str) -> str:
    behind = line[occurrence.end : occurrence.end + _BEHIND].lower()
    if label := label_in(before) or ("updated" if label_in(behind) == "updated" else ""):
        return label
    if before.rstrip().endswith(("wurde am", "was", "on")):
        return "published" if is_closing(line[occurrence.end : occurrence.end + _CLOSING].lower()) else ""
    return ""


def _size(line: str) -> str:
    if len(line) <= _ALONE:
        return "alone"
    if len(line) > _SENTENCE and _IN_BRACKETS.sub("", line).endswith((".", "。", "!", "?", "…")):
        return "prose"
    return "short" if len(line) <= _SHORT else "line" if len(line) <= _LINE else "long"
