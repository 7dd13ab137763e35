"""The boilerplate model: its arithmetic, what it is fed, and what is chosen by it."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from staged import prose

from capital_spider.extract.blocks import segment
from capital_spider.extract.document import TextBlock
from capital_spider.extract.features import COLUMN, stage_one, stage_two
from capital_spider.extract.marks import Marks
from capital_spider.extract.model import Trees, load_model
from capital_spider.extract.page_elements import PageElements
from capital_spider.extract.parsing import parse_html
from capital_spider.extract.selection import select_blocks
from capital_spider.extract.text_features import Hints, word_weights

PAGE = f"""<header><nav><ul><li><a href=/>Home</a><li><a href=/b>Boats</a></ul></nav></header>
<main><h1>Lock opens</h1><article class=story><p class=byline>By Ana Ruiz</p>{prose(count=5)}
<ul><li>One gate<li>Two gates</ul><table><tr><td>1948<td>12</table></article>
<div id=comments><p>Good news for boats, I say.</p></div></main><footer>© 2025</footer>"""


def text_blocks(markup: str) -> list[TextBlock]:
    body = parse_html(markup).find("body")
    assert body is not None
    return [b for b in segment(body) if b.kind == "text"]


def hints(blocks: list[TextBlock], column: float = -1) -> Hints:
    return Hints(
        title="lockopens",
        description="",
        body="",
        names=("anaruiz",),
        site="",
        words=frozenset(),
        column=np.full(len(blocks), column, np.float32),
        media=np.full((len(blocks), 2), 5, np.float32),
    )


def test_trees_give_what_walking_them_one_by_one_gives() -> None:
    rng = np.random.default_rng(5)
    trees = Trees(
        features=rng.integers(0, 4, (3, 7)),
        borders=rng.normal(size=(3, 7)).astype(np.float32),
        leaves=rng.normal(size=(7, 8)).astype(np.float32),
        bias=0.25,
    )
    rows = rng.normal(size=(2500, 4)).astype(np.float32)  # more than are asked at once
    for row, found in zip(rows[::100], trees.probability(rows)[::100], strict=True):
        score = trees.bias
        for features, borders, leaves in zip(trees.features.T, trees.borders.T, trees.leaves, strict=True):
            leaf = sum(1 << d for d in range(3) if row[features[d]] > borders[d])
            score += float(leaves[leaf])
        assert abs(float(found) - 1 / (1 + np.exp(-score))) < 1e-5


def test_the_shipped_model_fits_the_features() -> None:
    model, blocks = load_model(), text_blocks(PAGE)
    elements = PageElements(blocks, Marks("lockopens"))
    rows = stage_one(blocks, elements, hints(blocks, column=1))
    second = stage_two(elements, rows, model.first.probability(rows), word_weights(blocks))
    assert rows.shape[0] == len(blocks)
    assert (rows[:, COLUMN] == 1).all()
    assert model.first.features.max() < rows.shape[1]
    assert rows.shape[1] < second.shape[1]
    assert model.second.features.max() < second.shape[1]
    assert np.isfinite(second).all()
    assert model.name.startswith("boilerplate-")


def test_ranges_and_distances_agree_with_the_tree() -> None:
    blocks = text_blocks(PAGE)
    elements = PageElements(blocks, Marks("lockopens"))
    for element, at in elements.index.items():
        inside = [n for n, b in enumerate(blocks) if element in (b.element, *b.element.iterancestors())]
        assert inside == list(range(int(elements.start[at]), int(elements.end[at])))
        distances = elements.distance(at, len(blocks))
        assert [float(d) for d in distances] == [_steps_up(element, b.element) for b in blocks]


def _steps_up(container: etree._Element, element: etree._Element) -> float:
    around = {element, *element.iterancestors()}
    chain = [container, *container.iterancestors()]
    return float(next(n for n, step in enumerate(chain) if step in around))


def test_the_deepest_container_of_the_running_text_is_the_article() -> None:
    blocks = text_blocks(PAGE)
    elements = PageElements(blocks, Marks("lockopens"))
    lengths = np.array([len(b.text) if len(b.text) > 80 else 0 for b in blocks], np.float32)
    deepest = elements.deepest(elements.sums(lengths), 0.8)
    (element,) = [e for e, at in elements.index.items() if at == deepest]
    assert element.tag == "article"


@given(
    st.lists(st.tuples(st.floats(0, 1, width=32), st.integers(1, 50)), min_size=1, max_size=9).filter(
        lambda rows: max(p for p, _ in rows) >= 0.5
    )
)
def test_the_choice_has_the_best_expected_f1_of_all_prefixes(rows: list[tuple[float, int]]) -> None:
    blocks = [TextBlock(etree.Element("p"), f"block {n}") for n in range(len(rows))]
    probability = np.array([p for p, _ in rows], np.float32)
    words = np.array([w for _, w in rows], np.float32)
    kept, twin, expected = select_blocks(blocks, probability, words, np.zeros(len(rows), bool))
    order = sorted(range(len(rows)), key=lambda n: -probability[n])
    mass = float((probability * words).sum())
    f1 = [
        2 * sum(float(probability[n] * words[n]) for n in order[:size]) / (float(words[order[:size]].sum()) + mass)
        for size in range(1, len(rows) + 1)
    ]
    assert abs(expected - max(f1)) < 1e-4
    assert abs(f1[int(kept.sum()) - 1] - max(f1)) < 1e-4
    assert not twin.any()


def test_a_page_on_which_nothing_looks_like_text_has_none() -> None:
    blocks = [TextBlock(etree.Element("p"), "Home"), TextBlock(etree.Element("p"), "Boats")]
    kept, _, _ = select_blocks(blocks, np.array([0.4, 0.1], np.float32), np.ones(2, np.float32), np.zeros(2, bool))
    assert not kept.any()


def test_what_rules_strip_is_no_original_of_a_twin() -> None:
    blocks = [TextBlock(etree.Element(tag), "Why the council of Nine Elbows bought a machine") for tag in ("li", "h2")]
    probability, words = np.array([0.7, 0.9], np.float32), np.full(2, 9, np.float32)
    kept, twin, _ = select_blocks(blocks, probability, words, np.array([True, False]))
    assert kept[1]
    assert not twin[1]
