"""One page inspected: its blocks with their verdicts beside the record, as one HTML file that asks for nothing.

Everything on it was written by others and may be hostile. Jinja escapes all of it, the policy in its head forbids every
request and every script but its own, pictures are shown as words, and only addresses of the web become links.
"""

from __future__ import annotations

import base64
import hashlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal

from jinja2 import Environment, PackageLoader, StrictUndefined, Template
from lxml import etree
from markupsafe import Markup

from capital_spider.extract import Document
from capital_spider.extract.document import TextBlock, Verdict
from capital_spider.extract.embeds import read_embed
from capital_spider.extract.images import image_url
from capital_spider.items import Article
from capital_spider.profiles import STRIP_REASONS
from capital_spider.report.record import link_target, read_fields
from capital_spider.text import clean_line
from capital_spider.version import __version__

KEPT = "kept"
# Stripped blocks up to this many characters stand side by side: sixty menu entries a line each would bury the text.
_SHORT = 40
# So many elements name a block's place, each with at most so many classes: enough to write a profile's selector.
_PLACE_DEPTH, _PLACE_CLASSES = 3, 3


@dataclass(frozen=True, slots=True, kw_only=True)
class _Shown:
    """A block as the page shows it.

    cls: "kept", or the reason why it was stripped. opens: True if the block before has another class, or belongs to
    another part. part: 2 on the first block of the article's second page, and so on; else None.
    """

    kind: Literal["text", "image", "embed", "media"]
    tag: str
    text: str
    url: str | None
    place: str
    verdict: Verdict
    cls: str
    opens: bool
    part: int | None
    short: bool


def render_inspection(document: Document, article: Article) -> str:
    """The page of HTML. document: all stages done; article: assembled from it."""
    shown = tuple(_blocks(document))
    script = _asset("inspection.js")
    return _template().render(
        article=article,
        blocks=shown,
        classes=_classes(shown),
        fields=read_fields(article),
        link_target=link_target,
        policy=_policy(script),
        script=Markup(script),
        style=Markup(_asset("inspection.css")),
        version=__version__,
    )


def _policy(script: str) -> str:
    """What a browser may do with the page: show it, and run the one script with this hash."""
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    return (
        f"default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-{digest}'; base-uri 'none'; "
        "form-action 'none'"
    )


@cache
def _template() -> Template:
    environment = Environment(
        loader=PackageLoader("capital_spider.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("inspection.html")


def _asset(name: str) -> str:
    return files("capital_spider.report").joinpath("templates", name).read_text(encoding="utf-8")


def _classes(shown: tuple[_Shown, ...]) -> list[tuple[str, int]]:
    """Class → how many blocks, of those that there are: kept first, then the reasons in their order."""
    counts = Counter(block.cls for block in shown)
    return [(name, counts[name]) for name in (KEPT, *STRIP_REASONS) if counts[name]]


def _blocks(document: Document) -> Iterator[_Shown]:
    numbers = {root: number for number, root in enumerate(document.roots, 1)}
    before: tuple[int, str] = (1, "")
    for block, verdict in zip(document.blocks, document.verdicts, strict=True):
        cls = KEPT if verdict.kept else verdict.reason or "other"
        number = numbers[block.element.getroottree().getroot()]
        text, url = _words(document, block)
        yield _Shown(
            kind=block.kind,
            tag=str(block.element.tag),
            text=text,
            url=url,
            place=_place(block.element),
            verdict=verdict,
            cls=cls,
            opens=(number, cls) != before,
            part=number if number != before[0] else None,
            short=not verdict.kept and len(text) + len(url or "") <= _SHORT,
        )
        before = number, cls


def _words(document: Document, block: TextBlock) -> tuple[str, str | None]:
    """What is shown of a block: text, and address if it is a picture or an embed."""
    if block.kind == "text":
        return block.text, None
    if block.kind == "image":
        return clean_line(block.element.get("alt") or ""), image_url(document, block.element)
    embed = read_embed(document, block.element)
    return clean_line(block.element.get("title") or ""), embed.url if embed is not None else None


def _place(element: etree._Element) -> str:
    """Where on the page, the way a selector names it: ``div.content-inner > ul > li``."""
    names: list[str] = []
    current: etree._Element | None = element
    while current is not None and current.tag not in ("body", "html") and len(names) < _PLACE_DEPTH:
        marks = [f"#{name}" for name in current.get("id", "").split()[:1]]
        marks += [f".{name}" for name in current.get("class", "").split()[:_PLACE_CLASSES]]
        names.append(f"{current.tag}{''.join(marks)}")
        current = current.getparent()
    return " > ".join(reversed(names)) or "body"
