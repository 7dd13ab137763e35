"""A real page of the site: every line of it is in the record, or in a block stripped for the right reason.

The page's text is not ours to pass on, so it lies beside the repository (`seed_text.SEED_FOLDER`); without it these
tests are skipped. The markup around the text is built by `jnews_page`, as the theme prints it.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from jnews_page import HeaderCell, JNewsPage
from seed_facts import ListLine, Seed, list_lines
from seed_text import SEED_FOLDER, bullet_text, read_seed

from capital_spider.extract import STAGES, assemble_article, extract_article, parse_page, run_stage
from capital_spider.extract.document import Document
from capital_spider.items import Article, Page
from capital_spider.profiles import SiteProfile
from capital_spider.selectors import SelectorIndex

SEEDS: list[Path | None] = [*sorted(SEED_FOLDER.glob("*.txt"))] or [None]

KEPT = None
# What a line is → the verdicts that are right for it. Menus, widgets and the switch to the mobile page lead elsewhere.
VERDICTS: dict[str, set[str | None]] = {
    "today": {"header"},
    "top_menu": {"menu", "header"},
    "logo": {"header"},
    "main_menu": {"menu", "header"},
    "search": {"menu", "header"},
    "mobile_logo": {"menu", "header"},
    **{kind: {"metadata"} for kind in ("breadcrumb", "title", "subtitle", "byline", "date", "category", "tags")},
    "alt": {"metadata", "other"},
    "share": {"share"},
    "share_bottom": {"share"},
    "ad": {"ad"},
    **{kind: {KEPT} for kind in ("paragraph", "heading", "list", "table")},
    "toc": {"toc"},
    **{kind: {"related"} for kind in ("previous", "next", "related", "related_card", "latest_card")},
    "author_box": {"author_box"},
    **{kind: {"menu"} for kind in ("widget_categories", "widget_tags", "tag_cloud", "widget_archives", "archives")},
    **{kind: {"menu"} for kind in ("calendar", "calendar_nav")},
    "copyright": {"footer"},
    "mobile_search": {"menu"},
    "mobile_menu": {"menu"},
    "mobile_copyright": {"menu", "footer"},
    "cookie_notice": {"cookie_notice"},
    "mobile_switch": {"menu", "hidden"},
    "hidden_links": {"hidden"},
}

# What a reader counts on the page, by the name of the file.
COUNTED: dict[str, dict[str, Any]] = {
    "000_795df166a9aef188.txt": {
        "tables": 5,
        "lists": 7,
        "headings": 8,
        "tags": 20,
        "source": "EL PAÍS English",
        "path": ("AMERICA", "Colombia", "Bogota"),
    },
}


@pytest.fixture(params=SEEDS, ids=lambda path: path.stem if path else "none", scope="module")
def seed_file(request: pytest.FixtureRequest) -> Path:
    if request.param is None:
        pytest.skip("no seed page beside the repository")
    path: Path = request.param
    return path


@pytest.fixture(scope="module")
def seed(seed_file: Path) -> Seed:
    return Seed(read_seed(seed_file.read_text(encoding="utf-8")))


def document_of(seed: Seed, header_cell: HeaderCell = "td") -> Document:
    page = JNewsPage(seed, header_cell)
    document = parse_page(Page(url=page.url, body=page.html().encode()))
    for stage in STAGES:
        run_stage(stage, document)
    return document


@pytest.fixture(scope="module")
def document(seed: Seed) -> Document:
    return document_of(seed)


@pytest.fixture(scope="module")
def article(document: Document) -> Article:
    return assemble_article(document)


def squash(text: str) -> str:
    return "".join(text.split())


def test_every_line_of_the_seed_is_read_once(seed_file: Path, seed: Seed) -> None:
    printed = [line.strip() for line in seed_file.read_text(encoding="utf-8").splitlines() if line.strip()]
    assert [line.strip() for part in seed.parts for line in part.lines] == printed


def test_every_line_has_a_right_verdict(seed: Seed, document: Document) -> None:
    """The page's blocks in order are the seed's lines in order: none is missed, none counts twice."""
    shown: list[tuple[str, str | None]] = []
    for block, verdict in zip(document.blocks, document.verdicts, strict=True):
        if block.element.tag == "button":  # a browser that saves a page as text leaves buttons out
            assert verdict.reason is not None
            continue
        text = block.text or block.element.get("alt") or ""
        shown += [(character, verdict.reason) for character in squash(text)]
    at = 0
    wrong: list[tuple[str, str, set[str | None]]] = []
    for part in seed.parts:
        for line in part.lines:
            text = squash(bullet_text(line))
            assert "".join(c for c, _ in shown[at : at + len(text)]) == text, f"not in its place: {line!r}"
            reasons = {reason for _, reason in shown[at : at + len(text)]}
            if not reasons <= VERDICTS[part.kind]:
                wrong.append((part.kind, line.strip()[:60], reasons))
            at += len(text)
    assert wrong == []
    assert shown[at:] == []


def test_profile_of_the_theme_recognises_the_page(document: Document) -> None:
    assert document.profile is not None
    assert document.profile.name in ("capital_cities", "jnews")


def test_fields(seed: Seed, article: Article) -> None:
    assert article.title == seed.title
    assert (article.source.name if article.source else None) == seed.outlet
    assert [author.name for author in article.authors] == ([seed.author] if seed.author else [])
    assert (article.published_at or "")[:10] == str(seed.published or "")
    assert article.published_raw == seed.text_of("date")
    assert list(article.categories) == seed.categories
    assert list(article.tags) == seed.tags
    assert article.subtitle == seed.text_of("subtitle")
    assert article.site.name == seed.site
    assert (article.image.alt if article.image else None) == seed.text_of("alt")
    assert (article.language or "").partition("-")[0] == "en"
    assert article.problems == ()


def test_text_needs_no_profile(seed: Seed, article: Article) -> None:
    """The general rules find the same text column as the theme's profile."""
    nothing = SiteProfile(
        name="nothing",
        match_selectors=(),
        site_names=frozenset(),
        hosts=frozenset(),
        aggregator=False,
        platform=False,
        cookie=None,
        rules=SelectorIndex({}),
        weight=1,
    )
    page = JNewsPage(seed)
    assert extract_article(page.html(), page.url, profile=nothing).text == article.text


def test_tags_are_the_printed_ones(seed: Seed, article: Article) -> None:
    """However they were cut apart, no letter is lost or added."""
    printed = (seed.text_of("tags") or "").removeprefix("Tags:")
    assert squash("".join(article.tags)) == squash(printed)


def test_text_is_the_body_in_order(seed: Seed, article: Article) -> None:
    expected: list[tuple[str, object]] = []
    for part in seed.parts:
        if part.kind == "paragraph":
            expected.append((part.kind, "\n".join(line.strip() for line in part.lines)))
        elif part.kind == "heading":
            expected.append((part.kind, part.text))
        elif part.kind == "list":
            expected.append((part.kind, list_lines(part)))
        elif part.kind == "table":
            expected.append((part.kind, sum(kind == "table" for kind, _ in expected)))
    assert [shape(block) for block in article.to_dict()["blocks"]] == expected


def shape(block: dict[str, Any]) -> tuple[str, object]:
    match block["type"]:
        case "list":
            return "list", list(_items(block["items"], block["ordered"], 1))
        case "table":
            return "table", block["table"]
    return block["type"], block["text"]


def _items(items: list[dict[str, Any]], ordered: bool, level: int) -> list[ListLine]:
    found = []
    for item in items:
        found.append(ListLine(level=level, numbered=ordered, text=item["text"]))
        found += _items(item["items"], ordered, level + 1)
    return found


HEADER_CELLS: dict[str, tuple[HeaderCell, bool]] = {
    "plain first row: header inferred": ("td", True),
    "bold first row: header inferred": ("strong", True),
    "marked up: header stated": ("th", False),
}


@pytest.mark.parametrize("case", HEADER_CELLS.values(), ids=HEADER_CELLS.keys())
def test_tables(case: tuple[HeaderCell, bool], seed: Seed) -> None:
    header_cell, inferred = case
    tables = assemble_article(document_of(seed, header_cell)).tables
    rows = [seed.rows(part) for part in seed.of("table")]
    assert [[list(table.header), *map(list, table.rows)] for table in tables] == rows
    assert [table.header_inferred for table in tables] == [inferred] * len(rows)
    assert [table.orientation for table in tables] == ["columns"] * len(rows)
    assert [table.heading for table in tables] == headings_before_tables(seed)


def headings_before_tables(seed: Seed) -> list[str | None]:
    found: list[str | None] = []
    heading: str | None = None
    for part in seed.parts:
        if part.kind == "heading":
            heading = part.text
        elif part.kind == "table":
            found.append(heading)
    return found


def test_counts_of_a_known_page(seed_file: Path, article: Article) -> None:
    counted = COUNTED.get(seed_file.name)
    if counted is None:
        pytest.skip("nobody counted this page")
    types = [block["type"] for block in article.to_dict()["blocks"]]
    assert counted == {
        "tables": len(article.tables),
        "lists": types.count("list"),
        "headings": types.count("heading"),
        "tags": len(article.tags),
        "source": article.source.name if article.source else None,
        "path": article.categories[0],
    }
