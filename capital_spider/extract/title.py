"""The headline: as the page shows it, without the name of the site; and its other wordings."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from capital_spider.extract.document import Document, types_of
from capital_spider.extract.inline import inline_text
from capital_spider.extract.metadata import text_of
from capital_spider.extract.standfirst import find_standfirst, is_own_sentence, text_has
from capital_spider.extract.title_candidates import (
    LONGEST,
    TitleCandidate,
    printed_candidates,
    stated_candidates,
    stated_titles,
)
from capital_spider.extract.title_choice import (
    TitleGroup,
    TitlePage,
    group_titles,
    title_logit,
)
from capital_spider.items import Headline
from capital_spider.text import clean_line, fold
from capital_spider.urls import host_of, site_of

SEPARATORS = (" – ", " — ", " | ", " - ", " · ", " • ", " » ", " :: ")
_PROTECTED = re.compile(r"^[^\s:]{4,20}\s?: ")
# What a theme's profile finds: share of exact titles on the development pages where OpenGraph says the same as the
# printed headline; where the page says nothing else.
_AGREED, _PROFILE = 0.96, 0.89
_SURE_STANDFIRSTS = frozenset({"profile:subtitle", "standfirst:class", "standfirst:description"})
# Tags for the search of news and the statistics of newsrooms.
_NEWSPAPER = ("news_keywords", "parsely-title", "sailthru.title")
# What `headlines` keeps, in the order of trust.
_HEADLINES = ("jsonld:headline", "meta:og:title", "meta:twitter:title", "title")


def extract_title(document: Document) -> None:
    """Set title, full_title, headline, headlines and subtitle.

    A theme's profile knows where the headline stands; on other pages all wordings are weighed (`title_choice`).
    """
    groups = titles_of(document)
    stated = stated_titles(document)
    document.headlines = tuple(Headline(text=stated[name], source=name) for name in _HEADLINES if name in stated)
    place = _by_profile(document, groups)
    if place is None:
        if (chosen := title_logit().choose([group.marks for group in groups])) is None:
            return
        group = groups[chosen[0]]
        confidence = title_logit().confidence(group.marks, chosen[1])
    else:
        group = groups[place]
        confidence = _AGREED if "both:h1+og" in group.marks else _PROFILE
    printed = _printed(group) or _likeliest_printed(groups, alone=not stated)
    document.title = document.full_title = group.best.text
    if printed is not None:
        document.headline = printed.element
        document.full_title = _whole(groups, printed)
        if fold(document.full_title) != group.key:
            document.headlines = (Headline(text=document.full_title, source=printed.source), *document.headlines)
    if document.field("password"):
        document.title, document.full_title = (_PROTECTED.sub("", t) for t in (document.title, document.full_title))
    document.evidence["title"] = group.best.source
    document.confidence["title"] = round(confidence, 3)
    _extract_subtitle(document)


def titles_of(document: Document) -> list[TitleGroup]:
    """The wordings of the headline that a page carries, as they are weighed."""
    own = own_names(document)
    stated = {name: text for name, text in stated_titles(document).items() if len(text) <= LONGEST}
    clean = {source: strip_site_name(text, own) for source, text in stated.items()}
    candidates = [_without_site(c, own) for c in printed_candidates(document, list(clean.values()))]
    candidates += stated_candidates(stated, clean, own)
    return group_titles(candidates, TitlePage(document.page.url, frozenset(own), _is_news(document)))


def _without_site(candidate: TitleCandidate, names: dict[str, str]) -> TitleCandidate:
    text = strip_site_name(candidate.text, names)
    return candidate if text == candidate.text else replace(candidate, text=text)


def _by_profile(document: Document, groups: list[TitleGroup]) -> int | None:
    """The place of the wording where a theme's profile finds it."""
    if not document.knows_theme:
        return None
    for element in document.field("title"):
        for n, group in enumerate(groups):
            if any(c.element is element and c.source == "profile:title" and not c.cut for c in group.candidates):
                return n
    return None


def _printed(group: TitleGroup) -> TitleCandidate | None:
    return next((c for c in group.candidates if c.element is not None), None)


def _likeliest_printed(groups: list[TitleGroup], *, alone: bool) -> TitleCandidate | None:
    """Where the page prints the headline in other words than those chosen.

    An h1 that shares no word with what the page calls itself is a logo or a section. alone: it calls itself nothing.
    """
    weigh = title_logit().score
    printed = [(weigh(g.marks), c) for g in groups if (c := _printed(g)) and (alone or g.marks["like"] > 0)]
    headings = [(score, c) for score, c in printed if c.source in ("profile:title", "h1")]
    return max(headings, key=lambda scored: scored[0])[1] if headings else None


def _whole(groups: list[TitleGroup], printed: TitleCandidate) -> str:
    """All that is printed in the element of a wording."""
    same = (c for g in groups for c in g.candidates if c.element is printed.element and not c.cut)
    return next(same, printed).text


def site_names(document: Document) -> dict[str, str]:
    """Folded → as written: every name that the page gives its site, the most trusted first."""
    metadata = document.metadata
    names = [metadata.first("og:site_name")]
    names += [text_of(node.get("name")) for node in metadata.typed("WebSite", "NewsMediaOrganization", "Organization")]
    names.append(text_of((metadata.article or {}).get("publisher")))
    names.append(metadata.first("application-name", "al:android:app_name"))
    names += [clean_line(inline_text(e)) for e in document.field("site_name")]
    return {fold(name): name for name in names if name}


def domain_name(document: Document) -> dict[str, str]:
    """The registrable domain without its suffix, as a name of the site."""
    name = site_of(document.page.url).removeprefix("www.").partition(".")[0]
    return {fold(name): name} if name else {}


def own_names(document: Document) -> dict[str, str]:
    """Folded → as written: what the page calls its site, its host and its domain."""
    hosts = (host_of(document.page.url), site_of(document.page.url))
    return site_names(document) | domain_name(document) | {fold(name): name for name in hosts if name}


def strip_site_name(title: str, names: dict[str, str]) -> str:
    """The title without a last or first part (set apart by a separator) that is the site's own name."""
    for separator in SEPARATORS:
        head, found, tail = title.rpartition(separator)
        if found and fold(tail) in names and head.strip():
            return strip_site_name(head.strip(), names)
        head, found, tail = title.partition(separator)
        if found and fold(head) in names and tail.strip():
            return strip_site_name(tail.strip(), names)
    return title


def _extract_subtitle(document: Document) -> None:
    title = fold(document.title or "")
    wordings = {title, *(fold(h.text) for h in document.headlines)}
    for source, text in _subtitles(document):
        # Some pages give the printed standfirst as og:title or twitter:title.
        if text and fold(text) not in ({title} if source in _SURE_STANDFIRSTS else wordings):
            document.subtitle = text
            document.evidence["subtitle"] = source
            return


def _subtitles(document: Document) -> Iterator[tuple[str, str | None]]:
    for element in document.field("subtitle"):
        yield "profile:subtitle", clean_line(inline_text(element))
    metadata = document.metadata
    article = metadata.article or {}
    alternative = text_of(article.get("alternativeHeadline"))
    if document.headline is not None:
        said = [alternative, text_of(article.get("description"))]
        said += [metadata.first(name) for name in ("og:description", "description", "twitter:description")]
        descriptions = {fold(text) for text in said if text}
        found = find_standfirst(document.headline, fold(document.full_title or ""), descriptions - {""})
        if found is not None:
            yield f"standfirst:{found[1]}", found[0]
    yield "jsonld:alternativeHeadline", alternative
    if (description := metadata.description) and _stands_first(document, description):
        yield "meta:description", description


def _stands_first(document: Document, description: str) -> bool:
    """The description of a newspaper's page is one or two sentences that the page does not print in its text.

    A theme's profile knows where the standfirst is printed: if it is not there, there is none.
    """
    if document.headline is None or document.knows_theme:
        return False
    if not is_own_sentence(description) or not _is_newspaper(document):
        return False
    return text_has(document.headline, fold(document.full_title or ""), description) is False


def _is_newspaper(document: Document) -> bool:
    """The page has what newspapers' pages have; elsewhere the description is written for search engines."""
    metadata = document.metadata
    return _is_news(document) or any(name in metadata.meta for name in _NEWSPAPER)


def _is_news(document: Document) -> bool:
    return any("News" in name for name in types_of(document.metadata.article or {}))
