"""Pages at the edge: 5 MB of one thing, the same each time. NAME → page, as ``PAGES[name](size)``."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator

_TEXT = "the city council has agreed on new rules for markets and small shops near old harbour after months of debate"
_WORDS = tuple(_TEXT.split(" "))
_SEED = 7
_HEAD = (
    "<!DOCTYPE html><html lang='en'><head><title>A long page | Example</title>"
    "<meta property='og:title' content='A long page'></head><body><h1>A long page</h1>"
)


def _sentences(chance: random.Random) -> str:
    lengths = (chance.randint(6, 20) for _ in range(chance.randint(2, 6)))
    return " ".join(" ".join(chance.choices(_WORDS, k=length)).capitalize() + "." for length in lengths)


def _repeat(size: int, piece: Callable[[random.Random, int], str]) -> Iterator[str]:
    chance = random.Random(_SEED)
    length = number = 0
    while length < size:
        text = piece(chance, number)
        length += len(text)
        number += 1
        yield text


def _page(body: str) -> str:
    return f"{_HEAD}{body}</body></html>"


def paragraphs(size: int) -> str:
    """An article of some 14,000 paragraphs."""
    text = "\n".join(_repeat(size, lambda chance, _: f"<p>{_sentences(chance)}</p>"))
    return _page(f"<article>{text}</article>")


def links(size: int) -> str:
    """A list of links, with one paragraph before it."""

    def item(chance: random.Random, number: int) -> str:
        return f"<li><a href='/2025/04/story-{number}/'>{' '.join(chance.choices(_WORDS, k=7)).capitalize()}</a></li>"

    return _page(f"<p>{_sentences(random.Random(_SEED))}</p><ul class='menu'>{''.join(_repeat(size, item))}</ul>")


def table(size: int) -> str:
    """One table of eight columns."""

    def row(chance: random.Random, number: int) -> str:
        figures = "".join(f"<td>{chance.randint(0, 99999):,}</td>" for _ in range(6))
        return f"<tr><td>{number}</td><td>{' '.join(chance.choices(_WORDS, k=3))}</td>{figures}</tr>\n"

    head = "<tr>" + "".join(f"<th>Column {n}</th>" for n in range(8)) + "</tr>"
    return _page(
        f"<article><p>{_sentences(random.Random(_SEED))}</p><table>{head}{''.join(_repeat(size, row))}</table>"
    )


def nested(size: int) -> str:
    """Elements in elements, each with a word: as deep as the size allows."""
    depth = size // len("<div>word </div>")
    return _page("<div>word " * depth + "</div>" * depth)


def towers(size: int) -> str:
    """Many towers of 100 elements with a paragraph at the bottom of each."""

    def tower(chance: random.Random, _: int) -> str:
        return "<div>" * 100 + f"<p>{_sentences(chance)}</p>" + "</div>" * 100

    return _page("".join(_repeat(size, tower)))


PAGES: dict[str, Callable[[int], str]] = {
    "paragraphs": paragraphs,
    "links": links,
    "table": table,
    "nested": nested,
    "towers": towers,
}
