"""The list of articles on a page of any site, told from menus, sidebars and boxes of related articles.

A list is a group of links of one shape (the same chain of tags and classes). The main list is the one with the most
headline text, dates and headings near its links counting in its favour, outside menus, sidebars and footers. What leads
a list, a few articles in larger cards above it, belongs to it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from statistics import median

from lxml import etree

from capital_spider.discover.entry_days import has_date
from capital_spider.discover.links import follow_all, link_text
from capital_spider.discover.paging import first_page
from capital_spider.urls import category_slugs, path_segments, url_key

# A group of fewer links is no list; half of its headlines have at least this many characters (half as many in
# unspaced scripts), and none counts for more than the longest.
_MIN_GROUP, _MIN_HEADLINE, _MAX_HEADLINE = 3, 20, 120
_MIN_TITLED = 8
_UNSPACED = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\u0e00-\u0e7f]")
_SHAPE_DEPTH = 4
# A card reaches so far up from its link, at most.
_CARD_DEPTH = 6
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_CHROME_TAGS = frozenset({"nav", "aside", "footer", "form"})
_CHROME_WORDS = re.compile(
    r"(?:^|[-_\s])(?:sidebar|widget-area|widget|footer|related|popular|trending|recommended|recommendations|most-read|mostread"
    r"|most-viewed|editors-picks|you-may-like|more-from|ticker|comments?|share|social|tagcloud)(?:[-_\s]|$)"
)
# Theme builders also write these on the list itself ("pagination_nav_1"), so they count only where no headline stands.
_MENU_WORDS = re.compile(r"(?:^|[-_\s])(?:nav|navbar|menu|breadcrumbs?|pagination|tags?)(?:[-_\s]|$)")


@dataclass(slots=True, eq=False)
class LinkGroup:
    """Links of one shape: address → (link, its headline)."""

    shape: str
    links: dict[str, tuple[etree._Element, str]] = field(default_factory=dict)

    def add(self, link: etree._Element, url: str) -> None:
        text = link_text(link)
        if url not in self.links or len(text) > len(self.links[url][1]):
            self.links[url] = link, text

    def take_headlines(self) -> None:
        """Where all links read the same ("Read more"), the headings of their cards are the headlines."""
        if len(self.links) < 2 or len(set(self.texts)) > 1:
            return
        for url, (link, text) in self.links.items():
            card = cards_of(link for link, _ in self.links.values())[link]
            heading = next((h for h in card.iter(*_HEADINGS) if next(h.iter("a"), None) is None), None)
            if heading is not None:
                self.links[url] = link, link_text(heading) or text

    @property
    def texts(self) -> list[str]:
        return [text for _, text in self.links.values()]

    def is_list(self) -> bool:
        """True if its links read like headlines: shorter ones where each is a heading."""
        least = _MIN_TITLED if self.is_titled() else _MIN_HEADLINE
        return median(map(_length, self.texts)) >= least

    def is_titled(self) -> bool:
        return all(_in_heading(link) for link, _ in self.links.values())

    def is_dated(self) -> bool:
        cards = cards_of(link for link, _ in self.links.values()).values()
        return sum(map(has_date, cards)) > len(cards) / 2

    def is_certain(self) -> bool:
        """True if it is a list however short it is: headings, with dates beside them."""
        return self.is_titled() and self.is_dated()

    def score(self) -> float:
        weight = sum(min(_length(t), _MAX_HEADLINE) for t in self.texts) * len(set(self.texts)) / len(self.texts)
        return weight * (1 + 0.5 * self.is_titled() + 0.5 * self.is_dated())


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownLists:
    """Shapes of lists. here: on other pages of the same listing, which are the list on this one too; elsewhere: on
    other listings of the site, where they make a list of a single link.
    """

    here: frozenset[str] = frozenset()
    elsewhere: frozenset[str] = frozenset()


NOTHING_KNOWN = KnownLists()


def find_main_list(
    root: etree._Element, url: str, known: KnownLists = NOTHING_KNOWN, *, is_piece: bool = False
) -> tuple[list[tuple[etree._Element, str, str]], tuple[str, ...]]:
    """((link, address, headline) in page order, shapes of the links).

    is_piece: the page is a piece of one, with nothing but the list on it.
    """
    groups, order = _link_groups(root, url)
    lists = [g for g in groups if g.shape in known.here]
    if not lists:
        least = 1 if is_piece else _MIN_GROUP
        full = [
            g for g in groups if g.is_list() and (len(g.links) >= least or g.shape in known.elsewhere or g.is_certain())
        ]
        main = max(full, key=LinkGroup.score, default=None)
        lists = [main, *_company(main, groups, order)] if main else []
    chosen = {found: entry for group in lists for found, entry in group.links.items()}
    found = sorted(chosen, key=lambda u: order[chosen[u][0]])
    return [(chosen[u][0], u, chosen[u][1]) for u in found], tuple(g.shape for g in lists)


def cards_of(links: Iterable[etree._Element]) -> dict[etree._Element, etree._Element]:
    """Link → the largest element around it that holds no other of the links: its card."""
    links = list(links)
    held = Counter(step for link in links for step in link.iterancestors())
    return {link: _card(link, held) for link in links}


def _card(link: etree._Element, held: Counter[etree._Element]) -> etree._Element:
    card = link
    for step, _ in zip(link.iterancestors(), range(_CARD_DEPTH), strict=False):
        if held[step] > 1 or step.tag in ("body", "main"):
            break
        card = step
    return card


def _link_groups(root: etree._Element, url: str) -> tuple[list[LinkGroup], dict[etree._Element, int]]:
    groups: dict[str, LinkGroup] = {}
    order: dict[etree._Element, int] = {}
    chrome: dict[etree._Element, bool] = {}
    for link, found in follow_all(root.iter("a"), url):
        if not link_text(link) or _is_listing_address(found, url) or _in_chrome(link, chrome):
            continue
        shape = _shape(link)
        order[link] = len(order)
        groups.setdefault(shape, LinkGroup(shape)).add(link, found)
    for group in groups.values():
        group.take_headlines()
    return list(groups.values()), order


def _company(main: LinkGroup, groups: list[LinkGroup], order: dict[etree._Element, int]) -> list[LinkGroup]:
    """Groups that belong to the list: cards among its own of another class or size, and larger ones above it."""
    links = [link for link, _ in main.links.values()]
    first = min(order[link] for link in links)
    around = _around(links)
    region = next((e for e in links[0].iterancestors() if e.tag == "main" or e.get("role") == "main"), None)
    company = []
    for group in groups:
        if group is main or all(_length(text) < _MIN_HEADLINE for text in group.texts):
            continue
        others = [link for link, _ in group.links.values()]
        is_among = around is not None and all(around in link.iterancestors() for link in others)
        leads = region is not None and all(order[link] < first and region in link.iterancestors() for link in others)
        if (is_among and (_tags(group) == _tags(main) or group.is_titled())) or (leads and group.is_titled()):
            company.append(group)
    return company


def _around(links: list[etree._Element]) -> etree._Element | None:
    """The innermost element that holds all of the links; None if that is the whole page, or there is but one link."""
    held = Counter(step for link in links for step in link.iterancestors())
    around = next((step for step in links[0].iterancestors() if held[step] == len(links)), None)
    return around if around is not None and len(links) > 1 and around.tag not in ("body", "html") else None


def _tags(group: LinkGroup) -> list[str]:
    return [step.partition(".")[0] for step in group.shape.split(" < ")]


def _length(text: str) -> int:
    return len(text) * (2 if _UNSPACED.search(text) else 1)


def _in_heading(link: etree._Element) -> bool:
    steps = [link, *link.iterancestors()][:_CARD_DEPTH]
    return any(e.tag in _HEADINGS for e in steps) or next(link.iter(*_HEADINGS), None) is not None


def _is_listing_address(found: str, url: str) -> bool:
    return (
        bool(category_slugs(found))
        or not path_segments(found)
        or url_key(first_page(found)) == url_key(first_page(url))
    )


def _shape(link: etree._Element) -> str:
    """Tags and classes of the link and what it stands in, without numbers."""
    steps: list[str] = []
    current: etree._Element | None = link
    while current is not None and len(steps) < _SHAPE_DEPTH:
        first = next(iter((current.get("class") or "").split()), "")
        steps.append(f"{current.tag}.{re.sub(r'[0-9]+', '', first)}")
        current = current.getparent()
    return " < ".join(steps)


def _in_chrome(element: etree._Element, known: dict[etree._Element, bool]) -> bool:
    path: list[etree._Element] = []
    verdict = False
    for step in (element, *element.iterancestors()):
        if step in known:
            verdict = known[step]
            break
        path.append(step)
        names = f"{step.get('class') or ''} {step.get('id') or ''}".lower()
        if step.tag in _CHROME_TAGS or (step.tag not in ("body", "html", "main") and _names_chrome(step, names)):
            verdict = True
            break
    known.update(dict.fromkeys(path, verdict))
    return verdict


def _names_chrome(element: etree._Element, names: str) -> bool:
    if _CHROME_WORDS.search(names):
        return True
    return bool(_MENU_WORDS.search(names)) and next(element.iter("h1", "h2", "h3"), None) is None
