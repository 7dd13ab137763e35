"""Comments without class names: told by name, time and text of three and more elements of one kind."""

from __future__ import annotations

import pytest

from capital_spider.extract.blocks import segment
from capital_spider.extract.comment_lists import comment_lists
from capital_spider.extract.parsing import read_html
from capital_spider.extract.running_text import is_running_text

TEXT = "<p>The keeper has counted boats for thirty years, and on Monday he stopped, because there was a machine.</p>"
SAID = "My uncle had a boat there, a blue one."
NAMES = ("Jo", "Bo Li", "Mo", "Flo")


def each(markup: str, names: tuple[str, ...] = NAMES) -> str:
    return "".join(markup.format(n=n, name=name) for n, name in enumerate(names, 2))


COMMENT = f"<div><b>{{name}}</b> <span>{{n}} hours ago</span><p>{SAID}</p><a href=#>Reply</a></div>"
CASES = {
    "relative times": (f"{TEXT}<section>{each(COMMENT)}</section>", True),
    "list items": (f"{TEXT}<ol>{each(COMMENT.replace('div', 'li'))}</ol>", True),
    "date and clock": (f"{TEXT}<div>{each(COMMENT.replace('{n} hours ago', '{n} May 2025, 10:00'))}</div>", True),
    "time before the name": (
        f"{TEXT}<div>{each(f'<div><i>{{n}} hours ago</i><b>{{name}}</b><p>{SAID}</p></div>')}</div>",
        True,
    ),
    "a heading above them, a button below": (
        f"{TEXT}<div><p>4 comments</p>{each(COMMENT)}<p>Say something</p></div>",
        True,
    ),
    "two": (f"{TEXT}<div>{each(COMMENT, ('Jo', 'Bo'))}</div>", False),
    "posts of a live blog, by one": (f"{TEXT}<div>{each(COMMENT, ('Ana', 'Ana', 'Ana', 'Ana'))}</div>", False),
    "days, as in a list of concerts": (
        f"{TEXT}<div>{each(COMMENT.replace('{n} hours ago', '{n} May 2025'))}</div>",
        False,
    ),
    "teasers": (f"{TEXT}<div>{each(COMMENT.replace('<b>', '<h3>').replace('</b>', '</h3>'))}</div>", False),
    "rows of a table": (
        f"{TEXT}<table>{each(f'<tr><td>{{name}}</td><td>{{n}} May 2025, 10:00</td><td>{SAID}</td></tr>')}</table>",
        False,
    ),
    "names alone": (f"{TEXT}<div>{each('<div><b>{name}</b> <span>{n} hours ago</span></div>')}</div>", False),
    "above the text": (f"<div>{each(COMMENT)}</div>{TEXT}", False),
    "no text": (f"<div>{each(COMMENT)}</div>", False),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_comment_lists(case: tuple[str, bool]) -> None:
    root, _ = read_html(f"<html><body><main>{case[0]}</main></body></html>")
    blocks = segment(root[-1])
    found = comment_lists(blocks, [is_running_text(b.text, b.link_chars) for b in blocks])
    inside = [b for b in blocks if SAID in b.text and not found.isdisjoint((b.element, *b.element.iterancestors()))]
    assert bool(inside) is case[1]
    assert not any(TEXT[3:40] in b.text and b.element in found for b in blocks)
