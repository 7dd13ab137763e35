"""The text column of a seed: paragraphs, headings with the anchors of Easy Table of Contents, lists, tables."""

from __future__ import annotations

import re
from html import escape

from jnews_parts import Where, element, nested_items
from seed_text import Part

_LABEL = re.compile(r"^[^.:]{1,80}:(?= \S)")


def _anchor(text: str) -> str:
    return re.sub(r"\W+", "_", text)


def _paragraph(page: Where, part: Part) -> str:
    return element("<p>", "<br>\n".join(escape(line.strip()) for line in part.lines))


def _heading(page: Where, part: Part) -> str:
    start = f'<span class="ez-toc-section" id="{_anchor(part.text)}"></span>'
    return element("<h2>", f'{start}{escape(part.text)}<span class="ez-toc-section-end"></span>')


def _item(text: str) -> str:
    label = _LABEL.match(text)
    return f"<strong>{escape(label[0])}</strong>{escape(text[label.end() :])}" if label else escape(text)


def _list(page: Where, part: Part) -> str:
    tag = "<ol>" if part.lines[0].strip()[0].isdigit() else "<ul>"
    return element(tag, nested_items(part, _item, sub=tag))


def _table(page: Where, part: Part) -> str:
    out = []
    for n, row in enumerate(page.seed.rows(part)):
        tag = "th" if n == 0 and page.header_cell == "th" else "td"
        bold = n == 0 and page.header_cell == "strong"
        cells = (f"<strong>{escape(cell)}</strong>" if bold else escape(cell) for cell in row)
        out.append(element("<tr>", "".join(f"<{tag}>{cell}</{tag}>" for cell in cells)))
    return element('<table class="wp-block-table">', element("<tbody>", "".join(out)))


def _toc(page: Where, part: Part) -> str:
    title = f'<p class="ez-toc-title">{escape(part.lines[0].strip())}</p>'
    if any(line.strip() == "Toggle" for line in part.lines):
        hidden = '<span class="eztoc-hide" style="display:none;">Toggle</span>'
        title += f'<span class="ez-toc-title-toggle"><a href="#">{hidden}</a></span>'
    entries = Part(kind="toc", lines=tuple(line for line in part.lines[1:] if line.strip() != "Toggle"))
    items = nested_items(entries, lambda text: f'<a class="ez-toc-link" href="#{_anchor(text)}">{escape(text)}</a>')
    return element(
        '<div id="ez-toc-container" class="ez-toc-v2_0_69 counter-hierarchy">',
        f'<div class="ez-toc-title-container">{title}</div><nav><ul class="ez-toc-list">{items}</ul></nav>',
    )


RENDER_BODY = {"paragraph": _paragraph, "heading": _heading, "list": _list, "table": _table, "toc": _toc}
