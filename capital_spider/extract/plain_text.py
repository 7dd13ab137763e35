"""Typed blocks as plain text: what the record's ``text`` is made of."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from capital_spider.items import Block, Code, Heading, ItemList, ListItem, Paragraph, Quote, Table, TableRef


def block_text(block: Block, tables: Sequence[Table]) -> str:
    """One block: list items on lines of their own, table cells tab-separated; pictures and embeds give ""."""
    match block:
        case Paragraph(text=text) | Heading(text=text) | Code(text=text):
            return text
        case ItemList(items=items):
            return "\n".join(_item_lines(items))
        case Quote(text=text, cite=cite):
            return f"{text}\n{cite}" if cite else text
        case TableRef(table=index):
            return _table_text(tables[index])
    return ""


def _item_lines(items: Sequence[ListItem]) -> Iterator[str]:
    for item in items:
        if item.text:
            yield item.text
        yield from _item_lines(item.items)


def _table_text(table: Table) -> str:
    lines = [table.header, *table.rows] if table.header else table.rows
    return "\n".join("\t".join(cell.replace("\n", " ") for cell in line) for line in lines)
