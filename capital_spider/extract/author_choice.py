"""Which of a page's lists of names are its authors: equal lists grouped, what speaks for each group, its weight.

The weights are a conditional logit (`logit`), fitted by ``training/train_authors.py``.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from capital_spider.extract.author_candidates import AuthorCandidate, AuthorPage, is_person
from capital_spider.extract.author_names import is_personal
from capital_spider.extract.logit import Logit, Marks, load_logit
from capital_spider.items import Author
from capital_spider.text import fold

# The confidence below which no author is given: what the page states to machines, even if it is only its own name; and
# what is only printed, where names below it are most often those of others.
_LEAST_STATED, _LEAST = 0.05, 0.3
_STATED = frozenset({"jsonld:author", "meta:author"})


@dataclass(frozen=True, slots=True)
class AuthorGroup:
    """Authors that the page names in one or several places, and the marks that are weighed."""

    authors: tuple[Author, ...]
    sources: tuple[str, ...]
    marks: Marks


@dataclass(slots=True)
class _Draft:
    keys: frozenset[str]
    authors: tuple[Author, ...]
    sources: list[str]
    marks: set[str]


def group_authors(candidates: Sequence[AuthorCandidate], page: AuthorPage) -> list[AuthorGroup]:
    """The different lists among the candidates, in the order of trust; and of lists the first alone, or the persons."""
    drafts: dict[frozenset[str], _Draft] = {}
    for candidate in candidates:
        for prefix, authors in _variants(candidate.authors):
            keys = frozenset(fold(author.name) for author in authors)
            draft = drafts.setdefault(keys, _Draft(keys, authors, [], set()))
            draft.sources.append(prefix + candidate.source)
            draft.marks.update(f"{candidate.source.partition(':')[2]}/{mark}" for mark in candidate.marks)
            draft.authors = _better(draft.authors, authors)
    groups = list(drafts.values())
    visible = any(_is_visible_person(draft) for draft in groups)
    return [
        AuthorGroup(d.authors, tuple(d.sources), dict.fromkeys(_marks(d, groups, page, visible), 1.0)) for d in groups
    ]


def _variants(authors: tuple[Author, ...]) -> Iterator[tuple[str, tuple[Author, ...]]]:
    """The list; the first alone, if others that follow may be editors; without organisations. Agencies stay."""
    yield "", authors
    if any(author.type != "agency" for author in authors[1:]):
        yield "first:", authors[:1]
        persons = tuple(author for author in authors if author.type != "organization")
        if 0 < len(persons) < len(authors):
            yield "persons:", persons


def _better(one: tuple[Author, ...], other: tuple[Author, ...]) -> tuple[Author, ...]:
    """The list of the more trusted source; addresses and kinds that only the other knows are added."""
    known = {fold(author.name): author for author in other}
    return tuple(_joined(author, known.get(fold(author.name), author)) for author in one)


def _joined(one: Author, other: Author) -> Author:
    kind = other.type if one.type == "person" and other.type != "person" else one.type
    return one if one.url or not other.url else Author(name=one.name, url=other.url, type=kind)


# Sources for which it matters whether they name a person, the site itself or another organisation.
_TOLD_KINDS = frozenset({"jsonld:author", "meta:author", "link:author", "byline", "near:byline", "near:bare"})
_FAMILIES = {"jsonld": "head", "meta": "head", "profile": "profile", "line": "line"}


@lru_cache(1 << 10)
def _family(source: str) -> str:
    source = source.removeprefix("first:").removeprefix("persons:")
    kind = source.partition(":")[0].partition("#")[0]
    if source.endswith("elsewhere") or "#" in source or source.startswith("far:"):
        return "far"
    if kind in ("near", "above"):
        return "bare" if source.endswith(("bare", "dated")) else "near"
    return _FAMILIES.get(kind, "print")


def _is_visible_person(draft: _Draft) -> bool:
    families = {_family(source) for source in draft.sources}
    return bool(families & {"print", "near", "profile"}) and all(is_personal(a.name) for a in draft.authors)


def _marks(draft: _Draft, groups: Sequence[_Draft], page: AuthorPage, visible: bool) -> Iterator[str]:
    sources = dict.fromkeys(draft.sources)
    yield from (f"source:{source}" for source in sources)
    whole = {s for s in sources if not s.startswith(("first:", "persons:"))}
    families = {_family(source) for source in whole}
    yield "sources:" + _count(len(whole), 5)
    yield "families:" + _count(len(families), 4)
    yield from (f"family:{family}" for family in families)
    if page.is_news:
        yield from (f"news:{family}" for family in families)
    kinds = (
        "own"
        if any(k in page.own for k in draft.keys)
        else "person"
        if all(is_personal(author.name) for author in draft.authors)
        else "other"
    )
    yield from (f"{source}:{kinds}" for source in whole if source in _TOLD_KINDS)
    yield "names:" + _count(len(draft.authors), 4)
    yield from draft.marks
    yield from _shape(draft, page)
    inside = [key in page.near for key in draft.keys]
    yield "near:" + ("all" if all(inside) else "some" if any(inside) else "none")
    if visible and not _is_visible_person(draft) and any(a.type != "person" for a in draft.authors):
        yield "person_visible"
    if len(groups) == 1:
        yield "alone"
    if draft is groups[0]:
        yield "first"
    for other in groups:
        if not other.keys & draft.keys and "jsonld:author" in other.sources:
            yield "not_jsonld_" + ("person" if all(map(is_person, other.authors)) else "other")
        if other is not draft and other.keys != draft.keys:
            yield from _relations(draft, other)


def _relations(draft: _Draft, other: _Draft) -> Iterator[str]:
    families = {_family(source) for source in other.sources if not source.startswith(("first:", "persons:"))}
    if draft.keys < other.keys:
        yield from (f"part_of:{family}" for family in families)
    elif draft.keys > other.keys:
        yield from (f"more_than:{family}" for family in families)
    elif len(draft.keys) == len(other.keys) == 1:
        (mine,), (theirs,) = draft.keys, other.keys
        if theirs.startswith(mine) or theirs.endswith(mine):
            yield from (f"shorter_than:{family}" for family in families)
        elif mine.startswith(theirs) or mine.endswith(theirs):
            yield from (f"longer_than:{family}" for family in families)


def _shape(draft: _Draft, page: AuthorPage) -> Iterator[str]:
    names = [author.name for author in draft.authors]
    kinds = {author.type for author in draft.authors}
    yield "kind:" + (kinds.pop() if len(kinds) == 1 else "mixed")
    yield "personal:" + ("all" if (p := list(map(is_personal, names))) and all(p) else "some" if any(p) else "none")
    if any(key in page.own for key in draft.keys):
        yield "own"
    elif any(key in own or own in key for key in draft.keys for own in page.own if len(own) > 3 and len(key) > 3):
        yield "like_own"
    if any(author.url and key in fold(author.url) for author, key in zip(draft.authors, map(fold, names), strict=True)):
        yield "in_url"
    if any(char.isdigit() for name in names for char in name):
        yield "digits"
    if any(name.islower() for name in names):
        yield "lower"
    if any(name.isupper() for name in names):
        yield "upper"
    if any("," in name for name in names):
        yield "comma"
    yield "words:" + _count(max(len(name.split()) for name in names), 5)
    if any(key in page.title for key in draft.keys):
        yield "in_title"


def _count(number: int, most: int) -> str:
    return f"{most}+" if number >= most else str(number)


def author_logit() -> Logit:
    """What weighs the lists of names."""
    return load_logit("author_choice")


def is_given(group: AuthorGroup, confidence: float) -> bool:
    """True for authors that are sure enough to be told."""
    return confidence >= (_LEAST if _STATED.isdisjoint(group.sources) else _LEAST_STATED)


def source_of(group: AuthorGroup) -> str:
    """The most trusted place that names just these; else one that names more."""
    return next((source for source in group.sources if not source.startswith(("first:", "persons:"))), group.sources[0])
