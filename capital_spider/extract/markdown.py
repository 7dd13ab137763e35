"""Typed blocks as GitHub-flavoured Markdown: the record's ``markdown``."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from lxml import etree

from capital_spider.extract.document import TextBlock
from capital_spider.items import (
    Block,
    Code,
    Embed,
    Heading,
    Image,
    ItemList,
    ListItem,
    Paragraph,
    Quote,
    Table,
    TableRef,
)
from capital_spider.text import clean_line, clean_text

Absolute = Callable[[str | None], str | None]

# Characters that would start markup in running text, and line starts that would start a block.
_MARKUP = re.compile(r"([\\`*_\[\]<~]|&(?=#?\w+;))")
# Heading, quote, list item, numbered item; and lines that underline a heading, rule a line off or head a table.
_LINE_START = re.compile(
    r"^(\s*\d+)?((?:(?<=\d)[.)]|(?<!\d)(?:#{1,6}|[+-]))(?=\s|$)|(?<!\d)>|(?<!\d)[-=:|][-=:| ]*$)", re.MULTILINE
)
_CLOSING_MARKS = re.compile(r"(?<!\\)#+$")
_STRONG, _EMPHASIS = frozenset({"strong", "b"}), frozenset({"em", "i"})


def join_markdown(blocks: Sequence[str]) -> str:
    return "\n\n".join(b for b in blocks if b)


def block_markdown(block: Block, tables: Sequence[Table], marked: str | tuple[ListItem, ...] | None = None) -> str:
    """One block. marked: its text in Markdown (`inline_markdown`), with links and emphasis; of a list its items."""
    match block:
        case Paragraph(text=text):
            return _text(text, marked)
        case Heading(level=level, text=text):
            line = clean_line(_text(text, marked))
            return f"{'#' * level} {_CLOSING_MARKS.sub(lambda m: chr(92) + m[0], line)}"
        case ItemList(ordered=ordered, items=items):
            return "\n".join(_item_lines(marked if isinstance(marked, tuple) else _escape_items(items), ordered, ""))
        case Quote(text=text, cite=cite):
            lines = [*_text(text, marked).split("\n"), *([f"— {_plain(cite)}"] if cite else [])]
            return "  \n".join(f"> {line.rstrip()}" for line in lines)
        case Code(text=text):
            fence = "`" * max(3, 1 + max((len(m) for m in re.findall(r"`+", text)), default=0))
            return f"{fence}\n{text}\n{fence}"
        case TableRef(table=index):
            return _table(tables[index])
        case Image(url=url, alt=alt, caption=caption):
            picture = f"![{_escape(alt or '')}]({_address(url)})"
            return f"{picture}\n*{_escape(caption)}*" if caption else picture
        case Embed(provider=provider, url=url, text=text):
            link = f"[{_escape(provider or url)}]({_address(url)})" if url else _escape(provider or "")
            return f"> {_escape(text)}\n> {link}" if text else link
    return ""


def _text(text: str, marked: str | tuple[ListItem, ...] | None) -> str:
    return marked if isinstance(marked, str) else _escape(text)


def _escape_items(items: Sequence[ListItem]) -> tuple[ListItem, ...]:
    return tuple(ListItem(text=_escape(item.text), items=_escape_items(item.items)) for item in items)


def _escape(text: str) -> str:
    return _escape_lines(_plain(text))


def _plain(text: str) -> str:
    """Text in which no character starts inline markup."""
    return _MARKUP.sub(r"\\\1", text)


def _address(url: str) -> str:
    return url.replace("(", "%28").replace(")", "%29").replace(" ", "%20")


def inline_markdown(block: TextBlock, absolute: Absolute) -> str:
    """The run with links, strong and emphasised parts marked up; as plain text it reads like ``block.text``."""
    spans: list[tuple[tuple[str, str | None], str]] = []
    for text, owner in block.pieces:
        style = _style(owner, block.element, absolute)
        if spans and spans[-1][0] == style:
            spans[-1] = (style, spans[-1][1] + text)
        else:
            spans.append((style, text))
    return _escape_lines(clean_text("".join(_mark(style, text) for style, text in spans)))


def _escape_lines(text: str) -> str:
    return _LINE_START.sub(lambda m: f"{m[1] or ''}\\{m[2]}", text).replace("\n", "  \n")


def _style(owner: etree._Element, top: etree._Element, absolute: Absolute) -> tuple[str, str | None]:
    """(emphasis marks, link address) of the strings that stand directly in `owner`."""
    marks, url = "", None
    current: etree._Element | None = owner
    while current is not None and current is not top:
        if current.tag in _STRONG and "**" not in marks:
            marks += "**"
        elif current.tag in _EMPHASIS and marks in ("", "**"):
            marks += "*"
        elif current.tag == "a":
            url = absolute(current.get("href"))
        current = current.getparent()
    return marks, url


def _mark(style: tuple[str, str | None], text: str) -> str:
    marks, url = style
    core = text.strip()
    if not core or (not marks and not url):
        return _plain(text)
    before, after = text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]
    marked = f"{marks}{_plain(core)}{marks[::-1]}"
    return f"{before}[{marked}]({_address(url)}){after}" if url else f"{before}{marked}{after}"


def _item_lines(items: Sequence[ListItem], ordered: bool, indent: str) -> Iterator[str]:
    """items: with Markdown for text."""
    for number, item in enumerate(items, 1):
        bullet = f"{number}." if ordered else "-"
        lines = item.text.split("\n")
        yield f"{indent}{bullet} {lines[0]}".rstrip(" ") + ("  " if lines[1:] else "")
        inner = indent + " " * (len(bullet) + 1)
        yield from (f"{inner}{line}" for line in lines[1:])
        yield from _item_lines(item.items, False, inner)


def _table(table: Table) -> str:
    """A pipe table; GitHub needs a header, so a table without one gets empty head cells."""
    width = len(table.header) or (len(table.rows[0]) if table.rows else 0)
    header = table.header or ("",) * width
    lines = [_row(header), "|" + " --- |" * width, *map(_row, table.rows)]
    return "\n".join([f"**{_escape(table.caption)}**", "", *lines] if table.caption else lines)


def _row(cells: Sequence[str]) -> str:
    return "| " + " | ".join(_plain(c).replace("|", "\\|").replace("\n", "<br>") for c in cells) + " |"
