"""Which wording is the headline: the candidates grouped by their letters, what speaks for each, its weight.

The weights are a conditional logit (`logit`), fitted by ``training/train_titles.py``.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import combinations
from urllib.parse import unquote, urlsplit

from capital_spider.extract.logit import Logit, Marks, load_logit
from capital_spider.extract.title_candidates import TitleCandidate
from capital_spider.text import fold

# Sources whose agreement is weighed in pairs, with their short names, in the order in which their spelling is taken.
_MAIN = {
    "profile:title": "h1", "h1": "h1", "h2": "h2", "h3": "h2", "jsonld:headline": "ld", "meta:og:title": "og",
    "meta:twitter:title": "tw", "title": "head",
}  # fmt: skip
_HEADINGS = frozenset({"profile:title", "h1", "h2", "h3"})
_ORDER = {source: n for n, source in enumerate(_MAIN)}
# Scripts without spaces between words: a character each.
_WORD = re.compile(r"[\u3040-\u9fff]|[^\W_\u3040-\u9fff]+")
_NOT_WORD = re.compile(r"[\W_]+")
_GERMAN = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})
# An address of fewer words says little of the headline's.
_SLUG_WORDS = 3
_CUT_SHORT = ("...", "…")
# Wordings for search engines are cut at 110 characters (Google's bound of a JSON-LD headline), or the word before.
_CUT_AT = range(100, 112)
_SIGNS = (" | ", " - ", " – ", ": ", "|")
# Headlines of the development pages: 1 in 100 is shorter, 1 in 10 longer, 1 in 100 longer.
_SHORT, _LONG, _VERY_LONG = 15, 90, 140


@dataclass(frozen=True, slots=True)
class TitleGroup:
    """A wording, its candidates in the order of trust, and the marks that are weighed. key: the wording, folded."""

    key: str
    candidates: tuple[TitleCandidate, ...]
    marks: Marks

    @property
    def best(self) -> TitleCandidate:
        """The wording as it is printed, or as the most trusted machine is told it."""
        return self.candidates[0]


@dataclass(frozen=True, slots=True)
class TitlePage:
    """What all wordings of a page are compared with. names: the site's own, folded."""

    url: str
    names: frozenset[str]
    is_news: bool


def group_titles(candidates: Sequence[TitleCandidate], page: TitlePage) -> list[TitleGroup]:
    """The wordings among the candidates, with their marks."""
    by_key: dict[str, list[TitleCandidate]] = {}
    for candidate in _whole(candidates):
        if key := fold(candidate.text):
            by_key.setdefault(key, []).append(candidate)
    if any(key not in page.names for key in by_key):
        by_key = {key: own for key, own in by_key.items() if key not in page.names}
    slug = _slug_words(page.url)
    said = {_MAIN[c.source]: key for key, cs in by_key.items() for c in cs if not c.cut and c.source in _MAIN}
    words = {name: _words(by_key[key][0].text) for name, key in said.items()}
    groups = []
    for key, own in by_key.items():
        own.sort(key=lambda c: (bool(c.cut), _ORDER.get(c.source, len(_ORDER))))
        marks = dict.fromkeys(_marks(key, own, said, page), 1.0)
        marks.update(dict.fromkeys(_beside_others(key, said), 1.0))
        marks.update(_likeness(own[0].text, key, said, words))
        marks.update(_measures(own[0].text, slug))
        groups.append(TitleGroup(key, tuple(own), marks))
    return [g for g in groups if not _is_apart(g)] or groups


def _is_apart(group: TitleGroup) -> bool:
    """True for a heading that shares no word with anything that the page calls itself: a logo, a section."""
    return not group.marks["like"] and all(c.source in _HEADINGS for c in group.candidates)


_TELLING = ("from:", "both:", "against:", "count:", "cut:")


def title_logit() -> Logit:
    """What weighs the wordings."""
    return load_logit("title_choice", _TELLING)


def _marks(key: str, candidates: Sequence[TitleCandidate], said: Mapping[str, str], page: TitlePage) -> Iterator[str]:
    """Who says this wording, and who says another."""
    whole = {_MAIN.get(c.source, c.source) for c in candidates if not c.cut}
    for candidate in candidates:
        name = _MAIN.get(candidate.source, candidate.source)
        place = f"{name}/{candidate.cut}" if candidate.cut else name
        yield f"from:{place}"
        yield from (f"at:{place}:{mark}" for mark in candidate.marks if not mark.startswith("gone:"))
    main = sorted(name for name in whole if name in said)
    against = sorted(name for name in said if name not in whole)
    found = [f"both:{a}+{b}" for a, b in combinations(main, 2)] + [f"against:{name}" for name in against]
    found += [f"from:{name}" for name in main]
    found += [f"pair:{a}-{b}" for a in main for b in against]
    kind = "news" if page.is_news else "other"
    yield from found
    yield from (f"{mark}|{kind}" for mark in found)
    yield f"count:{min(len(whole), 5)}"
    if not whole:
        yield "cut:only"
        yield from (f"cut:only:{c.cut}:{mark}" for c in candidates for mark in c.marks)
    if key in page.names:
        yield "site"


def _beside_others(key: str, said: Mapping[str, str]) -> Iterator[str]:
    """How the wording lies to the other whole wordings: at their start or end, or they at its."""
    for name, other in said.items():
        if other == key:
            continue
        if other.startswith(key):
            yield f"starts:{name}"
        elif other.endswith(key):
            yield f"ends:{name}"
        elif key.startswith(other):
            yield f"longer_behind:{name}"
        elif key.endswith(other):
            yield f"longer_before:{name}"


def _likeness(
    text: str, key: str, said: Mapping[str, str], words: Mapping[str, frozenset[str]]
) -> Iterator[tuple[str, float]]:
    """Words shared with the other whole wordings, as a share of all words of both (Jaccard)."""
    own, most = _words(text), 0.0
    for name, others in words.items():
        if said[name] != key and others:
            like = len(own & others) / len(own | others)
            yield f"like:{name}", like
            most = max(most, like)
    yield "like", most


def _words(text: str) -> frozenset[str]:
    return frozenset(_WORD.findall(text.casefold()))


def _whole(candidates: Sequence[TitleCandidate]) -> Iterator[TitleCandidate]:
    """The candidates; those that are cut short ("… just weeks...") with the wording that they are the start of."""
    for candidate in candidates:
        text = candidate.text
        full = None
        if candidate.element is None and (text.endswith(_CUT_SHORT) or len(text) in _CUT_AT):
            start = fold(text)
            longer = (c.text for c in candidates if not c.cut and len(c.text) > len(text))
            full = next((t for t in longer if fold(t).startswith(start) and _goes_on(t, text)), None)
        yield candidate if full is None else replace(candidate, text=full)


def _goes_on(full: str, text: str) -> bool:
    """True if the sentence goes on where `text` ends: a part set apart by a sign is another thing."""
    return text.endswith(_CUT_SHORT) or full[len(text) :].lstrip()[:1].isalnum()


def _measures(text: str, slug: frozenset[str]) -> dict[str, float]:
    """Its length and signs, and how far it is what the address says."""
    size = len(text)
    found = {
        "short": max(0, _SHORT - size) / _SHORT,
        "long": max(0, size - _LONG) / _LONG,
        "very_long": float(size > _VERY_LONG),
        "cut_short": float(text.endswith(_CUT_SHORT)),
        "one_word": float(" " not in text),
        "capitals": float(text.isupper()),
        **{f"has:{sign.strip()}": 1.0 for sign in _SIGNS if sign in text},
    }
    if len(slug) >= _SLUG_WORDS:
        words = {w for w in _plain(text) if len(w) > 1}
        shared = len(slug & words)
        found |= {"slug_said": shared / len(slug), "said_in_slug": shared / max(1, len(words))}
    return found


@lru_cache(maxsize=256)
def _slug_words(url: str) -> frozenset[str]:
    """The words of the part of the address's path that has most."""
    try:
        path = unquote(urlsplit(url).path)
    except ValueError:
        return frozenset()
    slug = max(path.split("/"), key=lambda part: part.count("-") + part.count("_"))
    return frozenset(w for w in _plain(slug.rsplit(".", 1)[0]) if len(w) > 1 and not w.isdigit())


def _plain(text: str) -> list[str]:
    """Words without accents, as addresses have them."""
    text = text.casefold()
    if not text.isascii():
        text = unicodedata.normalize("NFKD", text.translate(_GERMAN))
        text = "".join(c for c in text if not unicodedata.combining(c))
    return [w for w in _NOT_WORD.split(text.replace("'", "").replace("’", "")) if w]
