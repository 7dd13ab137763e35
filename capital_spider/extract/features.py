"""What the boilerplate model looks at: one row of numbers for every block of text on a page.

All language-neutral. Elements around blocks are numbered in document order, so every subtree is a contiguous range of
blocks: sums over a container are differences of prefix sums, distances to a container are filled in by range. The
features and what each was worth when left out: extraction design, section 3.5.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from capital_spider.extract.document import TextBlock
from capital_spider.extract.page_elements import FAR, GROUPS, Floats, PageElements
from capital_spider.extract.text_features import Hints, text_features

if TYPE_CHECKING:
    from numpy.typing import NDArray

# Place of `Hints.column` in a row: one half of the first stage does without.
COLUMN = 0
_LEVELS = 6
_SHARES = (0.5, 0.65, 0.8, 0.93)
_WINDOWS = (1, 3, 8)
_NEIGHBOURS = (-2, -1, 1, 2)


def stage_one(blocks: Sequence[TextBlock], page: PageElements, hints: Hints) -> Floats:
    """One row a block."""
    texts = text_features(blocks, hints)
    length, links, good = texts[:, 0], texts[:, 1], texts[:, 2]
    columns = [hints.column[:, None], texts, page.groups[page.own], hints.media]
    columns += _section_features(page, length, links, good)
    columns += _container_features(page, length, links, good)
    columns += _path_features(page, length, links, good)
    columns += _order_features(page, length, links, good, texts[:, 3])
    return np.concatenate(columns, axis=1, dtype=np.float32)


def _section_features(page: PageElements, length: Floats, links: Floats, good: Floats) -> list[Floats]:
    """Of the section that a block stands in, from its heading to the next one; and of the one after it."""
    heading = page.is_heading[page.own]
    section = np.cumsum(heading)
    start = np.concatenate([[0], np.flatnonzero(heading)]) if not heading[0] else np.flatnonzero(heading)
    section -= section[0]
    count = np.bincount(section).astype(np.float32)
    chars, linked = np.bincount(section, length * ~heading), np.bincount(section, links * ~heading)
    running = np.bincount(section, good)
    of_section = np.stack([np.log1p(chars), linked / np.maximum(chars, 1), np.log1p(running), np.log1p(count)], axis=1)
    following = np.concatenate([of_section[1:], np.zeros((1, 4))])
    order = np.arange(len(length))
    columns = [of_section[section], following[section], np.log1p(order - start[section])[:, None], section[:, None]]
    return [c.astype(np.float32) for c in columns]


def _container_features(page: PageElements, length: Floats, links: Floats, good: Floats) -> list[Floats]:
    """Of the block's own element and five above: link density, share of the page's text and running text, size."""
    chars, linked, running = page.sums(length), page.sums(links), page.sums(good)
    count = (page.end - page.start).astype(np.float32)
    total, total_good = max(float(length.sum()), 1.0), max(float(good.sum()), 1.0)
    unmarked = page.sums(np.where(page.marked[page.own], 0, good).astype(np.float32))
    of_element = np.stack([linked / np.maximum(chars, 1), running / np.maximum(chars, 1), running / total_good,
                           np.log1p(count), chars / total], axis=1)  # fmt: skip
    columns = []
    at = page.own
    for _ in range(_LEVELS):
        columns.append(of_element[at])
        at = page.parent[at]
    blocks = len(length)
    for sums in (running, unmarked):
        for share in _SHARES:
            container = page.deepest(sums, share)
            inside = page.depth[page.own] - page.depth[container]
            up = page.distance(container, blocks)
            columns.append(np.stack([up, np.where(up == 0, inside, -1)], axis=1))
    siblings = np.bincount(page.sibling_kind)[page.sibling_kind][page.own]
    above = np.bincount(page.sibling_kind)[page.sibling_kind][page.parent[page.own]]
    columns.append(np.stack([np.log1p(siblings), np.log1p(above), page.depth[page.own]], axis=1))
    return [c.astype(np.float32) for c in columns]


def _path_features(page: PageElements, length: Floats, links: Floats, good: Floats) -> list[Floats]:
    """Of all blocks with the same path of tags and classes, and of tags alone: how much running text they have."""
    columns = []
    total_good = max(float(good.sum()), 1.0)
    for numbering in (page.path, page.tag_path):
        number = numbering[page.own]
        count = np.bincount(number).astype(np.float32)
        chars = np.bincount(number, length)
        columns.append(
            np.stack(
                [
                    np.log1p(count)[number],
                    (np.bincount(number, good) / total_good)[number],
                    np.log1p(chars / np.maximum(count, 1))[number],
                    (np.bincount(number, links) / np.maximum(chars, 1))[number],
                ],
                axis=1,
            )
        )
    return [c.astype(np.float32) for c in columns]


def _order_features(page: PageElements, length: Floats, links: Floats, good: Floats, is_title: Floats) -> list[Floats]:
    """Where the block stands: in the page, in the running text, behind the title; and what stands around it."""
    count = len(length)
    order = np.arange(count)
    total, total_good = max(float(length.sum()), 1.0), max(float(good.sum()), 1.0)
    before, good_before = np.cumsum(length) - length, np.cumsum(good) - good
    is_good = good > 0
    last_good = np.maximum.accumulate(np.where(is_good, order, -1))
    next_good = np.minimum.accumulate(np.where(is_good, order, 2 * count)[::-1])[::-1]
    titles = np.flatnonzero(is_title)
    behind = order - titles[0] if len(titles) else np.full(count, -1)
    link_block = links > 0.7 * length
    since: NDArray[np.int64] = np.cumsum(link_block) - np.maximum.accumulate(
        np.where(is_good, np.cumsum(link_block), 0)
    )
    comment = page.groups[page.own, GROUPS.index("comment")] < FAR
    columns = [
        order / count, before / total, good_before / total_good,
        np.minimum(order - last_good, 30), np.minimum(next_good - order, 30),
        np.sign(behind) * np.log1p(np.abs(behind)), np.log1p(since), np.cumsum(comment) > 0,
        np.full(count, np.log1p(count)), np.full(count, np.log1p(total_good)), np.full(count, is_good.sum()),
        np.full(count, links.sum() / total), page.articles_before(order), np.cumsum(comment),
    ]  # fmt: skip
    log_length, density = np.log1p(length), links / np.maximum(length, 1)
    for shift in _NEIGHBOURS:
        columns += [_shifted(log_length, shift), _shifted(density, shift)]
    all_links, all_chars = np.concatenate([[0], np.cumsum(links)]), np.concatenate([[0], np.cumsum(length)])
    for window in _WINDOWS:
        low, high = np.maximum(order - window, 0), np.minimum(order + window + 1, count)
        chars = all_chars[high] - all_chars[low]
        columns += [(all_links[high] - all_links[low]) / np.maximum(chars, 1), np.log1p(chars)]
    return [np.stack(columns, axis=1).astype(np.float32)]


def _shifted(values: NDArray[np.generic], shift: int, fill: float = 0.0) -> NDArray[np.generic]:
    out = np.full_like(values, fill)
    if shift > 0:
        out[:-shift] = values[shift:]
    else:
        out[-shift:] = values[:shift]
    return out


def stage_two(page: PageElements, first: Floats, probability: Floats, words: Floats) -> Floats:
    """The first stage's row, and what the first stage thinks of the block's surroundings."""
    count = len(probability)
    order = np.arange(count)
    mass = probability * words
    columns: list[NDArray[np.generic]] = [probability]
    columns += [_shifted(probability, shift) for shift in (-3, -2, -1, 1, 2, 3)]
    weight, total = page.sums(mass.astype(np.float32)), page.sums(words)
    at = page.own
    for _ in range(4):
        columns.append(weight[at] / np.maximum(total[at], 1))
        at = page.parent[at]
    path = page.path[page.own]
    for number in (path, page.sibling_kind[page.own], np.cumsum(page.is_heading[page.own])):
        columns.append((np.bincount(number, mass) / np.maximum(np.bincount(number, words), 1))[number])
    expected = max(float(mass.sum()), 1.0)
    columns += [(np.cumsum(mass) - mass) / expected, (np.cumsum(mass[::-1])[::-1] - mass) / expected]
    kept = np.flatnonzero(probability > 0.5)
    low, high = (kept[0], kept[-1]) if len(kept) else (0, count)
    columns += [np.clip(order - low, -30, 30), np.clip(high - order, -30, 30)]
    for share in (0.6, 0.85):
        container = page.deepest(weight, share)
        columns.append(page.distance(container, count))
    columns.append(np.full(count, np.log1p(expected)))
    best = np.zeros(len(page.parent), np.float32)
    np.maximum.at(best, page.own, probability)
    columns.append(best[page.parent[page.own]])
    return np.concatenate([first, np.stack(columns, axis=1)], axis=1, dtype=np.float32)
