"""The articles' own light markup, read into blocks that know both how they are shown and what a reader notes down.

Chunks are separated by blank lines. A chunk is a paragraph unless its first characters say otherwise::

    ## Heading                   two to four signs: h2 to h4
    - item   1. item             lists; two spaces of indent nest
    > quote  -- who said it      a block quotation
    | a | b |                    a table; in a cell ^ repeats the cell above, < the one to the left; || rows nest
    @name arguments              everything else: see `_DIRECTIVES`

Inside a line: ``**bold**``, ``*emphasis*``, ``__span__``, ``[text](address)`` and HTML entities. An address that
starts with ``post:`` names another article's file.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ClassVar

_INLINE = re.compile(r"\*\*(?P<strong>.+?)\*\*|\*(?P<em>.+?)\*|__(?P<span>.+?)__|\[(?P<label>.+?)\]\((?P<href>.+?)\)")
_TAGS = {"strong": "strong", "em": "em", "span": 'span style="font-weight:400"'}
_BARE_AMPERSAND = re.compile(r"&(?!#?\w+;)")


def plain(source: str) -> str:
    """What a reader reads: no markup, entities decoded, white space folded, soft hyphens gone."""
    text = _INLINE.sub(lambda m: plain(m["strong"] or m["em"] or m["span"] or m["label"]), source)
    return " ".join(html.unescape(text).replace("\u00ad", "").split())


def to_html(source: str, address: Callable[[str], str]) -> str:
    """The same line as HTML; `address` turns a written address into one that answers."""

    def one(match: re.Match[str]) -> str:
        if match["label"]:
            href = html.escape(address(match["href"]))
            return f'<a href="{href}">{to_html(match["label"], address)}</a>'
        name = next(n for n in _TAGS if match[n])
        return f"<{_TAGS[name]}>{to_html(match[name], address)}</{name}>"

    escaped = _BARE_AMPERSAND.sub("&amp;", source).replace("<", "&lt;").replace(">", "&gt;")
    return _INLINE.sub(one, escaped)


@dataclass(frozen=True, slots=True)
class Block:
    """One chunk. truth: the record's blocks for it, none for what is not the article's."""

    kind: ClassVar[str] = ""

    def truth(self) -> list[dict[str, Any]]:
        return []


@dataclass(frozen=True, slots=True)
class Paragraph(Block):
    """lines: more than one where the author broke the line by hand; dropcap: the first letter is set apart."""

    kind: ClassVar[str] = "paragraph"
    lines: tuple[str, ...]
    dropcap: bool = False

    def truth(self) -> list[dict[str, Any]]:
        return [{"type": "paragraph", "text": "\n".join(plain(line) for line in self.lines)}]


@dataclass(frozen=True, slots=True)
class Heading(Block):
    kind: ClassVar[str] = "heading"
    level: int
    text: str

    @property
    def anchor(self) -> str:
        return re.sub(r"\W+", "_", plain(self.text)).strip("_")

    @property
    def title(self) -> str:
        return plain(self.text)

    def truth(self) -> list[dict[str, Any]]:
        return [{"type": "heading", "level": self.level, "text": plain(self.text)}]


@dataclass(frozen=True, slots=True)
class Item:
    text: str
    items: tuple[Item, ...] = ()

    def truth(self) -> dict[str, Any]:
        return {"text": plain(self.text), "items": [item.truth() for item in self.items]}


@dataclass(frozen=True, slots=True)
class ItemList(Block):
    kind: ClassVar[str] = "list"
    ordered: bool
    items: tuple[Item, ...]

    def truth(self) -> list[dict[str, Any]]:
        return [{"type": "list", "ordered": self.ordered, "items": [item.truth() for item in self.items]}]


@dataclass(frozen=True, slots=True)
class Quote(Block):
    kind: ClassVar[str] = "quote"
    text: str
    cite: str | None

    def truth(self) -> list[dict[str, Any]]:
        return [{"type": "quote", "text": plain(self.text), "cite": self.cite}]


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell as marked up, with the rows and columns that it covers."""

    text: str
    rowspan: int
    colspan: int


@dataclass(frozen=True, slots=True)
class Table(Block):
    """style: plain, bold, thead, row_headers, figure or layout; rows: as written, the header first.

    inner: rows of a table inside the last cell.
    """

    kind: ClassVar[str] = "table"
    style: str
    rows: tuple[tuple[str, ...], ...]
    caption: str | None = None
    inner: tuple[tuple[str, ...], ...] = ()

    def cells(self) -> list[list[Cell]]:
        """The rows with spans worked out; a repeated cell stands only where it begins."""
        return [
            [self._cell(y, x) for x, text in enumerate(row) if text not in {"^", "<"}]
            for y, row in enumerate(self.rows)
        ]

    def _cell(self, y: int, x: int) -> Cell:
        down = across = 1
        while y + down < len(self.rows) and self.rows[y + down][x] == "^":
            down += 1
        while x + across < len(self.rows[y]) and self.rows[y][x + across] == "<":
            across += 1
        return Cell(self.rows[y][x], down, across)

    def truth(self) -> list[dict[str, Any]]:
        grid: list[list[str]] = []
        for row in self.rows:
            line: list[str] = []
            for x, text in enumerate(row):
                line.append(grid[-1][x] if text == "^" else line[-1] if text == "<" else plain(text))
            grid.append(line)
        if self.style == "layout":
            return [{"type": "paragraph", "text": grid[0][0]}]
        blocks = [{"type": "table", "header": grid[0], "rows": grid[1:]}]
        return blocks + (Table("plain", self.inner).truth() if self.inner else [])


@dataclass(frozen=True, slots=True)
class Picture(Block):
    """style: plain, lazy (real address in data-src) or noscript (lazy, with a twin for readers without scripts)."""

    kind: ClassVar[str] = "picture"
    name: str
    alt: str
    caption: str | None = None
    style: str = "plain"

    @property
    def path(self) -> str:
        return f"/wp-content/uploads/body/{self.name}.png"

    def truth(self) -> list[dict[str, Any]]:
        return [{"type": "image", "url": self.path, "alt": self.alt or None, "caption": self.caption, "credit": None}]


@dataclass(frozen=True, slots=True)
class Gallery(Block):
    kind: ClassVar[str] = "gallery"
    pictures: tuple[Picture, ...]

    def truth(self) -> list[dict[str, Any]]:
        return [block for picture in self.pictures for block in picture.truth()]


@dataclass(frozen=True, slots=True)
class Embed(Block):
    kind: ClassVar[str] = "embed"
    provider: str
    url: str
    text: str | None = None

    def truth(self) -> list[dict[str, Any]]:
        return [{"type": "embed", "provider": self.provider, "url": self.url, "text": self.text}]


@dataclass(frozen=True, slots=True)
class Insert(Block):
    """What the site puts between the paragraphs. name: ad, newsletter, related, read_also or break (of the page)."""

    kind: ClassVar[str] = "insert"
    name: str
    target: str | None = None


def _table(argument: str, lines: list[str]) -> Block:
    style, _, caption = argument.partition(" ")
    rows = [tuple(cell.strip() for cell in line.strip("| ").split("|")) for line in lines if not line.startswith("||")]
    inner = [tuple(cell.strip() for cell in line.strip("| ").split("|")) for line in lines if line.startswith("||")]
    return Table(style or "plain", tuple(rows), caption or None, tuple(inner))


def _picture(argument: str, lines: list[str]) -> Picture:
    style, name = argument.split()
    alt, _, caption = lines[0].partition(" | ")
    return Picture(name, alt, caption or None, style)


def _gallery(_: str, lines: list[str]) -> Block:
    return Gallery(tuple(_picture(f"plain {line.split()[0]}", [line.split(maxsplit=1)[1]]) for line in lines))


def _insert(argument: str, _: list[str]) -> Block:
    name, _space, target = argument.partition(" ")
    return Insert(name, target or None)


_DIRECTIVES: dict[str, Callable[[str, list[str]], Block]] = {
    "lines": lambda _, lines: Paragraph(tuple(lines)),
    "dropcap": lambda _, lines: Paragraph((" ".join(lines),), dropcap=True),
    "table": _table,
    "picture": _picture,
    "gallery": _gallery,
    "tweet": lambda url, lines: Embed("twitter", url, " ".join(lines)),
    "youtube": lambda key, _: Embed("youtube", f"https://www.youtube.com/embed/{key}"),
    "insert": _insert,
}


def parse(source: str) -> tuple[Block, ...]:
    """The blocks of an article's text. Raises KeyError for a directive that does not exist."""
    return tuple(_block(chunk.split("\n")) for chunk in re.split(r"\n\s*\n", source.strip()) if chunk)


def _block(lines: list[str]) -> Block:
    first = lines[0]
    if first.startswith("@"):
        name, _, argument = first[1:].partition(" ")
        return _DIRECTIVES[name](argument, lines[1:])
    if match := re.match(r"(#{2,4}) ", first):
        return Heading(len(match[1]), first[match.end() :])
    if match := re.match(r"(- |\d+\. )", first):
        return ItemList(match[1] != "- ", _items(lines))
    if first.startswith("> "):
        cite = lines.pop()[3:] if lines[-1].startswith("-- ") else None
        return Quote(" ".join(line.removeprefix("> ") for line in lines), cite)
    if first.startswith("|"):
        return _table("", lines)
    return Paragraph((" ".join(lines),))


def _items(lines: list[str]) -> tuple[Item, ...]:
    items: list[Item] = []
    for line in lines:
        text = re.sub(r"^\s*(- |\d+\. )", "", line)
        if line.startswith("  "):
            items[-1] = Item(items[-1].text, (*items[-1].items, Item(text)))
        else:
            items.append(Item(text))
    return tuple(items)
