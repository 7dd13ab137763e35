"""What the lines of a seed say, as the record should say it: read from the lines alone, by the theme's rules."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime

from glued import count_columns, split_row, split_tags, words_of
from seed_text import Part, bullet_level, bullet_text, is_numbered

DASH = " – "


@dataclass(frozen=True, kw_only=True)
class ListLine:
    level: int
    numbered: bool
    text: str


class Seed:
    """A seed file: its parts, and what they say."""

    def __init__(self, parts: tuple[Part, ...]) -> None:
        self.parts = parts
        # Words that are printed whole somewhere tell where glued ones come apart.
        whole = (part for part in parts if part.kind not in ("table", "tags", "calendar"))
        self._known = words_of("\n".join(line for part in whole for line in part.lines))

    def of(self, kind: str) -> list[Part]:
        return [part for part in self.parts if part.kind == kind]

    def text_of(self, kind: str) -> str | None:
        return next((part.text for part in self.parts if part.kind == kind), None)

    @property
    def site(self) -> str:
        return self.text_of("logo") or ""

    @property
    def printed_title(self) -> str:
        return self.text_of("title") or ""

    @property
    def title(self) -> str:
        """Without the outlet that the site prints at its end."""
        return self.printed_title.rpartition(DASH)[0] or self.printed_title

    @property
    def outlet(self) -> str | None:
        """What stands after the last dash of the headline; a rewritten headline leaves it to the picture's text."""
        for printed in (self.printed_title, self.text_of("alt") or ""):
            head, _, tail = printed.rpartition(DASH)
            if head:
                return tail
        return None

    @property
    def author(self) -> str | None:
        byline = self.text_of("byline")
        return byline.removeprefix("by ") if byline else None

    @property
    def published(self) -> date | None:
        printed = self.text_of("date")
        return datetime.strptime(printed, "%B %d, %Y").date() if printed else None  # noqa: DTZ007 - a day has no zone

    @property
    def labels(self) -> list[str]:
        """The categories that the post names, in its order."""
        return (self.text_of("category") or "").removeprefix("in ").split(", ") if self.of("category") else []

    @property
    def trail(self) -> list[str]:
        """The breadcrumb without "Home": names of sections hold spaces, so they are looked up in the page's menu."""
        sections = [bullet_text(line) for part in self.of("main_menu") for line in part.lines]
        words = (self.text_of("breadcrumb") or "").removeprefix("Home").split()
        return _split_names(words, {*sections, *self.labels})

    @property
    def categories(self) -> list[tuple[str, ...]]:
        """Full paths, the breadcrumb's first."""
        trail = self.trail
        paths = [tuple(trail)] if trail else []
        paths += [self.path_of(label) for label in self.labels]
        return list(dict.fromkeys(paths))

    def path_of(self, name: str) -> tuple[str, ...]:
        """The path of a category: the breadcrumb's down to it, or the name alone where the page shows no more."""
        trail = self.trail
        return tuple(trail[: len(trail) - trail[::-1].index(name)]) if name in trail else (name,)

    @property
    def tags(self) -> list[str]:
        printed = self.text_of("tags")
        return split_tags(printed.removeprefix("Tags:").strip(), self._known) if printed else []

    def rows(self, table: Part) -> list[list[str]]:
        columns = count_columns(table.lines[0], self._known)
        return [split_row(line.strip(), columns, self._known) for line in table.lines]


def list_lines(part: Part) -> list[ListLine]:
    return [
        ListLine(level=bullet_level(line), numbered=is_numbered(line), text=bullet_text(line)) for line in part.lines
    ]


def slug(name: str) -> str:
    return re.sub(r"[\W_]+", "-", name.lower()).strip("-")


def _split_names(words: list[str], known: set[str]) -> list[str]:
    """The words as names: the longest known ones, and what stands between two of them."""
    names: list[str] = []
    unknown: list[str] = []
    while words:
        size = next((n for n in range(len(words), 0, -1) if " ".join(words[:n]) in known), 0)
        if size and unknown:
            names.append(" ".join(unknown))
            unknown = []
        if size:
            names.append(" ".join(words[:size]))
        else:
            unknown.append(words[0])
        words = words[size or 1 :]
    return [*names, " ".join(unknown)] if unknown else names
