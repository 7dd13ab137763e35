"""Articles for the tests of the export: one that uses all of the contract, and variations of a bare one."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from capital_spider import items

BARE = items.Article(
    schema_version=items.SCHEMA_VERSION,
    id="0123456789abcdef",
    url="https://news.example/a",
    canonical_url="https://news.example/a",
    other_urls=(),
    site=items.Site(name=None, host="news.example"),
    title=None,
    headlines=(),
    subtitle=None,
    source=None,
    authors=(),
    published_at=None,
    modified_at=None,
    published_raw=None,
    published_precision=None,
    language=None,
    categories=(),
    tags=(),
    summary=None,
    image=None,
    text="",
    markdown="",
    blocks=(),
    tables=(),
    entries=None,
    media=(),
    access="open",
    license=None,
    reservations=(),
    links=(),
    word_count=0,
    confidence=items.Confidence(text=None, title=None, authors=None, published_at=None, article=None),
    evidence={},
    problems=(),
    duplicate_of=None,
    capture=items.Capture(
        run_id=None, fetched_at=None, status=None, etag=None, last_modified=None, warc_file=None, warc_offset=None,
        found_on=None,
    ),
    change=None,
    digest="sha256:" + "0" * 64,
    extractor=items.Extractor(version="0.1.0", profile=None, model=None),
)  # fmt: skip

BLOCKS: tuple[items.Block, ...] = (
    items.Paragraph(text="Der Fluss stieg.\nDann fiel er."),
    items.Heading(level=2, text="Pegel"),
    items.ItemList(
        ordered=True,
        items=(items.ListItem(text="Oben", items=(items.ListItem(text="Ganz oben"),)), items.ListItem(text="Unten")),
    ),
    items.Quote(text="Nie so hoch.", cite=None),
    items.Code(text="if a:\n    b"),
    items.TableRef(table=0),
    items.Image(url="https://news.example/i.jpg", alt=None, caption="Der Fluss", credit="M. Muster"),
    items.Embed(provider="youtube", url="https://video.example/1", text=None),
)

TABLE = items.Table(
    caption="Pegel",
    heading=None,
    header=("Ort", "m"),
    rows=(("Oben", "3,1"), ("Unten", "2,9")),
    column_types=("text", "number"),
    units=(None, "m"),
    orientation="columns",
    header_inferred=False,
    footnotes=("Stand: heute",),
)

FULL = replace(
    BARE,
    other_urls=("https://news.example/?p=7",),
    site=items.Site(name="Neuigkeiten", host="news.example"),
    title="Hochwasser in Köln",
    headlines=(items.Headline(text="Hochwasser in Köln | Neuigkeiten", source="title"),),
    subtitle="Der Rhein steigt",
    source=items.Source(name="Die Zeitung", url="https://zeitung.example/", evidence="title suffix"),
    authors=(
        items.Author(name="Zoë Müller", url=None, type="person"),
        items.Author(name="Agentur", url="https://agentur.example/", type="agency"),
    ),
    published_at="2024-05-03T14:05:00+02:00",
    modified_at="2024-05-04",
    published_raw="3. Mai 2024, 14:05",
    published_precision="instant",
    language="de",
    categories=(("EUROPA", "Deutschland", "Köln"), ("Wetter",)),
    tags=("Rhein", "Pegel"),
    summary='Zusammen, "gefasst"',
    image=items.LeadImage(url="https://news.example/l.jpg", alt="Fluss", caption="Der Rhein", credit=None),
    text="Der Fluss stieg.\n\nPegel",
    markdown="Der Fluss stieg.\n\n## Pegel",
    blocks=BLOCKS,
    tables=(TABLE,),
    entries=(items.Entry(at="2024-05-03T12:00:00Z", title=None, text="Neu"),),
    media=(items.Media(type="video", url="https://video.example/1", title=None),),
    access="partial",
    license="CC BY 4.0",
    reservations=("tdm-reservation: 1",),
    links=(items.Link(url="https://other.example/", text="dort", external=True),),
    word_count=4,
    confidence=items.Confidence(text=0.75, title=1.0, authors=0.5, published_at=0.0, article=0.9),
    evidence={"title": "jsonld:headline"},
    problems=(items.Problem(field="modified_at", code="two_dates", detail="4 May and 5 May"),),
    duplicate_of="fedcba9876543210",
    capture=items.Capture(
        run_id="r1", fetched_at="2024-05-05T08:00:00.250000+00:00", status=200, etag='"x"',
        last_modified="Fri, 03 May 2024 12:05:00 GMT", warc_file="r1-000.warc.gz", warc_offset=0,
        found_on="https://news.example/",
    ),
    change=items.Change(kind="updated", changed_fields=("text",), revision=2, proof=None),
    extractor=items.Extractor(version="0.1.0", profile="jnews", model="blocks-1"),
)  # fmt: skip


def an_article(**changes: Any) -> items.Article:
    """A bare article with these fields changed."""
    return replace(BARE, **changes)
