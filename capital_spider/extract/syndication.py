"""The outlet that a story names as its first place: "This article originally appeared in …"."""

from __future__ import annotations

import re
from collections.abc import Callable

from capital_spider.extract.document import Document
from capital_spider.extract.inline import inline_text
from capital_spider.items import Source
from capital_spider.text import fold

# A sentence of its own; without digits, which would be a date ("originally published on 26 Sep 2019").
_STATEMENT = re.compile(
    r"(?:^|[.!?…]\s)This (?:article|story|post|piece|report|essay|column|interview)"
    r" (?:(?:was )?(?:first|originally) (?:appeared|published|posted|ran)|is republished)"
    r" (?:in|on|by|at|from) (?P<name>[^\W\d_][^\d.,;:“”\"]{1,50}?)(?: (?:under|and is|with permission)\b[^\d]*)?\.?$"
)
_FIRST_SENTENCE = re.compile(r"(?<=[^\W\d_]{2}\.)\s.*$")
# The longest such notes of the development pages have under 200 characters.
_LONGEST = 260


def stated_source(document: Document, own: set[str], is_name: Callable[[str], bool]) -> Source | None:
    """The outlet, with the address behind its name; None if no note says so, or it names the site itself."""
    for block in document.blocks:
        if len(block.text) > _LONGEST or "This " not in block.text:
            continue
        found = _STATEMENT.search(_FIRST_SENTENCE.sub("", block.text)) or _STATEMENT.search(block.text)
        name = found["name"].strip() if found else ""
        if name and name[0].isupper() and is_name(name) and fold(name) not in own:
            linked = (a.get("href") for a in block.element.iter("a") if fold(inline_text(a)) == fold(name))
            return Source(name=name, url=document.absolute(next(linked, None)), evidence="statement")
    return None
