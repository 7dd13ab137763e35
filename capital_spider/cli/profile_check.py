"""What a profile gives on one page: each field with its evidence, each selector with what it hit."""

from __future__ import annotations

from typing import Any

from capital_spider.extract import inspect_page
from capital_spider.items import Article, Page
from capital_spider.profiles import SiteProfile, load_profile, profile_rules
from capital_spider.selectors import SelectorIndex

FIELDS = (
    "title", "subtitle", "authors", "published_at", "modified_at", "language", "categories", "tags", "image", "source",
    "access", "text",
)  # fmt: skip
# Without these a profile is not made for the page.
_NEEDED = ("fields.title", "fields.content")
_SHOWN = 80


def check_page(page: Page, name: str | None) -> dict[str, Any]:
    """profile: its name, None if no shipped one recognises the page; fields and rules; `missed`: needed, but no hit.

    name: the profile to use, as `load_profile` takes it; None = the one that recognises the page.
    """
    profile = load_profile(name) if name else None
    document, article = inspect_page(page, profile)
    used = document.profile
    rules = _hits(document.roots[0], name or used.name) if used else []
    own = [key for key in _NEEDED if any(rule["rule"] == key for rule in rules)]
    missed = [key for key in own if not any(rule["hits"] for rule in rules if rule["rule"] == key)]
    return {
        "profile": used.name if used else None,
        "article": article.id,
        "url": article.url,
        "fields": [_field(article, field) for field in FIELDS],
        "rules": rules,
        "missed": missed,
        "problems": [f"{problem.field}: {problem.detail}" for problem in article.problems],
    }


def _hits(root: Any, name: str) -> list[dict[str, Any]]:
    """The profile's selectors in their order, and how many elements each finds."""
    rules = profile_rules(name)
    selectors = {selector for group in rules.values() for selector in group}
    found = SelectorIndex({selector: [selector] for selector in selectors}).find(root)
    return [
        {"rule": key, "selector": selector, "hits": len(found[selector])}
        for key, group in rules.items()
        for selector in dict.fromkeys(group)
    ]


def _field(article: Article, field: str) -> dict[str, Any]:
    sure = getattr(article.confidence, field, None)
    return {
        "field": field,
        "value": _shown(getattr(article, field)),
        "evidence": article.evidence.get(field),
        "confidence": sure,
    }


def _shown(value: Any) -> str | None:
    """One line that fits a terminal; None for nothing."""
    if isinstance(value, tuple):
        value = "; ".join(" > ".join(part) if isinstance(part, tuple) else _shown(part) or "" for part in value)
    elif value is not None and not isinstance(value, str):
        value = getattr(value, "name", None) or getattr(value, "url", None)
    if not value:
        return None
    line = " ".join(str(value).split())
    return line if len(line) <= _SHOWN else f"{line[: _SHOWN - 1]}…"


def describe(profile: SiteProfile) -> dict[str, Any]:
    """A profile as `sites list` shows it: what it recognises pages by, and how many fields it has rules for."""
    return {
        "name": profile.name,
        "selectors": list(profile.match_selectors),
        "site_names": sorted(profile.site_names),
        "hosts": sorted(profile.hosts),
        "fields": sum(1 for key in profile_rules(profile.name) if key.startswith("fields.")),
    }
