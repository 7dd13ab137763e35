"""Documents that the first stages have run over, for the tables of this folder."""

from __future__ import annotations

from typing import Any

from capital_spider.extract import STAGES, Document, Stage, parse_page
from capital_spider.items import Page
from capital_spider.profiles import load_profile

URL = "https://www.news.example/2024/05/03/lock-opens/"


def staged(markup: str, until: Stage, *, profile: str | None = None, **page: Any) -> Document:
    """The document of a page after `until` and all stages before it; an ExtractionError comes through.

    profile: name of a shipped one; None = the one that recognises the page. page: fields of the Page.
    """
    capture = Page(**{"url": URL, "body": markup.encode(), **page})
    document = parse_page(capture, load_profile(profile) if profile else None)
    for stage in STAGES[: STAGES.index(until) + 1]:
        stage(document)
    return document


def prose(*more: str, count: int = 4) -> str:
    """Paragraphs that anyone would call running text, around or before those given."""
    sentence = (
        "The keeper of gate {} counted the boats, wrote the figure down and asked the council for a second pencil."
    )
    return "".join(f"<p>{sentence.format(n)}</p>" for n in range(1, count + 1)) + "".join(more)
