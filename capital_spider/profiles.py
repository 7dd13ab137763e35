"""Site profiles: what is known of a theme or a site, as data.

A profile is a TOML file. It says how to recognise its pages, where the fields are, what to strip and why, and how
listings look; nothing else. Profiles may build on another one (``extends``). The rules are checked when loaded.

    name = "jnews"
    extends = "wordpress"                 # optional: its rules come after ours
    [match]                               # recognised if one of these is there
    selectors = [".jeg_viewport"]
    site_names = ["Capital Cities"]       # the page's own name for its site
    hosts = ["example.org"]
    [site]
    aggregator = true                     # titles end in the outlet that the story was taken from
    platform = true                       # many themes: content is a hint to the model, and does not decide alone
    cookie = "consent=yes"                # what opens the site's wall of consent
    [fields]                              # field = selectors, the most trusted first
    title = ["h1.jeg_post_title"]
    [strip]                               # reason = selectors of what is no part of the text
    related = [".jnews_related_post_container"]
    [listing]
    entries = [".jnews_category_content_wrapper article h3 a"]
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from lxml import etree

from capital_spider.errors import ProfileError, UsageError
from capital_spider.selectors import SelectorIndex

# What a block can be stripped for. "metadata" is text that became a field of the record (title, byline, tags …).
STRIP_REASONS = (
    "menu", "header", "ad", "cookie_notice", "related", "comments", "share", "author_box", "caption", "newsletter",
    "toc", "paywall", "footer", "hidden", "duplicate", "metadata", "other",
)  # fmt: skip

FIELDS = (
    "content", "title", "subtitle", "byline", "author", "date", "today", "breadcrumb", "category", "tags",
    "source", "image", "image_caption", "caption", "continuation", "paywall", "password", "not_found", "next_article",
    "site_name",
)  # fmt: skip

LISTING_FIELDS = ("entries", "next", "page", "archive_month", "category_option", "load_more")

_COOKIE = re.compile(r"[\w.-]+=[^;,\s\"]*(?:; [\w.-]+=[^;,\s\"]*)*")
_SECTIONS = {"name", "extends", "match", "site", "fields", "strip", "listing"}
_MATCH_KEYS = {"selectors", "site_names", "hosts"}


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteProfile:
    """The checked rules of one theme or site; find() applies all of them in one walk over a page.

    aggregator: True if the site's titles carry the outlet that a story was taken from.
    platform: True if the rules fit a platform with many themes, so that its ``content`` is but a hint.
    cookie: what a crawl sends to get past a wall of consent, as ``name=value``; None if nothing is needed.
    """

    name: str
    match_selectors: tuple[str, ...]
    site_names: frozenset[str]
    hosts: frozenset[str]
    aggregator: bool
    platform: bool
    cookie: str | None
    rules: SelectorIndex
    weight: int

    def find(self, root: etree._Element) -> ProfileMatches:
        """What the rules hit; a further article that hangs below the first gives no fields."""
        found = self.rules.find(root)
        further = set(found.get("fields.next_article", ()))
        if further:
            for name in found:
                if name.startswith("fields.") and name != "fields.next_article":
                    found[name] = [e for e in found[name] if further.isdisjoint(e.iterancestors())]
        return ProfileMatches(found)


class ProfileMatches:
    """What the profile's rules hit on one page."""

    __slots__ = ("_found",)

    def __init__(self, found: Mapping[str, list[etree._Element]]) -> None:
        self._found = found

    def field(self, name: str) -> list[etree._Element]:
        """Elements of a field, the most trusted selector first, then in page order."""
        return self._found.get(f"fields.{name}", [])

    def listing(self, name: str) -> list[etree._Element]:
        return self._found.get(f"listing.{name}", [])

    def stripped(self) -> dict[etree._Element, str]:
        """Element → the reason for which it and everything in it is stripped."""
        return {
            element: rule.removeprefix("strip.")
            for rule, elements in self._found.items()
            if rule.startswith("strip.")
            for element in elements
        }


NO_MATCHES = ProfileMatches({})


@cache
def shipped_profiles() -> tuple[SiteProfile, ...]:
    """All profiles of the package, the most specific first: those that build on others before these."""
    folder = files("capital_spider").joinpath("data/profiles")
    names = sorted(f.name.removesuffix(".toml") for f in folder.iterdir() if f.name.endswith(".toml"))
    return tuple(sorted(map(load_profile, names), key=lambda p: -p.weight))


@cache
def _match_index() -> SelectorIndex:
    return SelectorIndex({p.name: p.match_selectors for p in shipped_profiles()})


def recognise_profile(root: etree._Element, host: str | None) -> SiteProfile | None:
    """The most specific shipped profile that recognises the page, or None."""
    found = _match_index().find(root)
    names = _site_names(root)
    for profile in shipped_profiles():
        if host in profile.hosts or names & profile.site_names or found[profile.name]:
            return profile
    return None


# Separators before the site's own name at the end of <title>, as themes and SEO plugins print them.
_TITLE_SEPARATOR = re.compile(r"\s[-–—|•·»:]\s")


def _site_names(root: etree._Element) -> set[str]:
    """What the page calls its site: og:site_name, and the last part of its <title>; case folded."""
    head = root.find("head")
    metas = head.iter("meta") if head is not None else ()
    names = {m.get("content", "") for m in metas if m.get("property") == "og:site_name"}
    title = root.findtext("head/title") or ""
    names.add(_TITLE_SEPARATOR.split(title)[-1])
    return {n.strip().casefold() for n in names}


@cache
def load_profile(name: str) -> SiteProfile:
    """The profile of that name, or of that path if it ends in ``.toml``.

    Raises UsageError if there is none, ProfileError if it is not well formed.
    """
    layers = list(_layers(name))
    first = layers[0]
    match = first.get("match", {})
    return SiteProfile(
        name=first["name"],
        match_selectors=tuple(match.get("selectors", ())),
        site_names=frozenset(n.casefold() for n in match.get("site_names", [])),
        hosts=frozenset(match.get("hosts", [])),
        aggregator=any(layer.get("site", {}).get("aggregator", False) for layer in layers),
        platform=first.get("site", {}).get("platform", False),
        cookie=first.get("site", {}).get("cookie"),
        rules=_index(_rules(layers), name),
        weight=len(layers),
    )


def profile_rules(name: str) -> dict[str, list[str]]:
    """The selectors of a profile and of those it builds on, by ``section.key``; errors as load_profile."""
    return _rules(_layers(name))


def _rules(layers: Iterable[dict[str, Any]]) -> dict[str, list[str]]:
    rules: dict[str, list[str]] = {}
    for layer in layers:
        for section in ("fields", "strip", "listing"):
            for key, selectors in layer.get(section, {}).items():
                rules.setdefault(f"{section}.{key}", []).extend(selectors)
    return rules


def _index(rules: dict[str, list[str]], name: str) -> SelectorIndex:
    try:
        return SelectorIndex(rules)
    except ProfileError as error:
        raise ProfileError(f"profile {name}: {error}") from error


def _layers(name: str) -> Iterable[dict[str, Any]]:
    """The profile's TOML, then that of the profiles it builds on."""
    seen: list[str] = []
    following: str | None = name
    while following is not None:
        if following in seen:
            raise ProfileError(f"profile {following}: extends itself by way of {' → '.join(seen)}")
        seen.append(following)
        layer = _read(following)
        yield layer
        following = layer.get("extends")


def _read(name: str) -> dict[str, Any]:
    folder = files("capital_spider").joinpath("data/profiles")
    path = Path(name) if name.endswith(".toml") else folder.joinpath(f"{name}.toml")
    if not path.is_file():
        known = ", ".join(sorted(f.name.removesuffix(".toml") for f in folder.iterdir() if f.name.endswith(".toml")))
        raise UsageError(f"no profile {name!r}: use one of {known}, or the path of a .toml file")
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise ProfileError(f"{path}: no valid TOML: {error}") from error
    _check(content, str(path))
    return content


def _check(content: dict[str, Any], where: str) -> None:
    if not isinstance(content.get("name"), str):
        raise ProfileError(f'{where}: say name = "…"')
    if not isinstance(content.get("extends", ""), str):
        raise ProfileError(f"{where} extends: a name is wanted, not {content['extends']!r}")
    _check_keys(content, _SECTIONS, where)
    lists = {"match": _MATCH_KEYS, "fields": set(FIELDS), "strip": set(STRIP_REASONS), "listing": set(LISTING_FIELDS)}
    for section, allowed in {**lists, "site": {"aggregator", "platform", "cookie"}}.items():
        table = content.get(section, {})
        if not isinstance(table, dict):
            raise ProfileError(f"{where} [{section}]: a table is wanted, not {table!r}")
        _check_keys(table, allowed, f"{where} [{section}]")
        for key, value in table.items() if section in lists else ():
            if not isinstance(value, list) or not all(isinstance(v, str) for v in value):
                raise ProfileError(f"{where} [{section}] {key}: a list of texts is wanted, not {value!r}")
    _check_site(content.get("site", {}), f"{where} [site]")


def _check_site(table: dict[str, Any], where: str) -> None:
    for key, value in table.items():
        if key != "cookie" and not isinstance(value, bool):
            raise ProfileError(f"{where} {key}: true or false is wanted, not {value!r}")
        if key == "cookie" and not (isinstance(value, str) and _COOKIE.fullmatch(value)):
            raise ProfileError(f'{where} cookie: name=value is wanted, like "consent=yes", not {value!r}')


def _check_keys(table: dict[str, Any], allowed: set[str], where: str) -> None:
    unknown = sorted(set(table) - allowed)
    if unknown:
        raise ProfileError(f"{where}: unknown {', '.join(unknown)}; known are {', '.join(sorted(allowed))}")
