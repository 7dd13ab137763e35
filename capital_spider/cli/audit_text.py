"""An audit for people and for machines."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from capital_spider.audit import REASONS, Audit, Bounds, Row
from capital_spider.cli.survey import Survey

# Of categories and tags so many rows are shown, those that differ most.
_MOST_ROWS = 60
_PLURALS = {"month": "months", "category": "categories", "tag": "tags"}
# Why a door that there is does not open; other words are a status or the name of a failure.
_CLOSED = {
    "closed": "closed to visitors (401 or 403)",
    "absent": "the page speaks of one, but there is none",
    "no_json": "what answers there is no JSON",
    "robots_forbidden": "robots.txt forbids it to crawlers",
    "too_many": "it gives no posts, however few are asked for",
    "too_large": "it is larger than the 50 MB that the protocol allows",
    "html": "what answers there is a page",
    "feed": "what answers there is a feed",
    "entities": "refused: it declares entities of its own",
    "empty": "it lists nothing",
    "no_sitemap": "what answers there is none",
    "404": "there is none where robots.txt says (404)",
}


def as_text(survey: Survey, audit: Audit) -> str:
    lacking = len(audit.missing) + audit.unnamed
    lines = [
        f"{audit.held} held, {lacking} missing, {audit.extra} extra: coverage {audit.coverage:.4f}",
        f"the site: {survey.url}",
        *(f"  {door_line}" for door_line in doors_as_lines(survey)),
    ]
    for kind, plural in _PLURALS.items():
        lines += _table(plural, [row for row in audit.rows if row.kind == kind], show_all=kind == "month")
    if audit.missing:
        lines += ["", f"missing, by name ({len(audit.missing)}):"]
        wide = max(len(reason) for reason in audit.reasons)
        lines += [f"  {m.reason:{wide}}  {m.url}{f'  ({m.detail})' if m.detail else ''}" for m in audit.missing]
        lines += [f"{reason}: {count}, {REASONS[reason]}" for reason, count in audit.reasons.items()]
    if audit.unnamed:
        lines += ["", f"{audit.unnamed} more are missing by the counts, and no list names them"]
    if audit.extra_urls:
        lines += ["", f"held, but named by the site no longer ({len(audit.extra_urls)}):"]
        lines += [f"  {key}" for key in audit.extra_urls]
    return "\n".join(lines)


def doors_as_lines(survey: Survey) -> Iterator[str]:
    """One line a door: kind, what it claims to hold, what that means, address."""
    for door in survey.doors:
        claims = "?" if door.claims is None else f"{door.claims:,}"
        yield f"{door.kind:10}{claims:>9}  {f'{door.note}: ' if door.note else ''}{door.url}"
    for kind, reason in survey.closed.items():
        yield f"{kind:10}{'-':>9}  closed: {_CLOSED.get(reason, reason)}"


def _table(name: str, rows: list[Row], *, show_all: bool) -> Iterator[str]:
    """All months; of the others those that differ, which with a thousand tags are what matters."""
    shown = rows if show_all else [row for row in rows if row.missing or row.extra]
    counted = sum(1 for row in rows if row.counted is not None)
    if not rows or not (counted or shown):
        return
    yield ""
    if not shown:
        yield f"{name}: all {counted} as counted"
        return
    left = len(rows) - len(shown)
    if not show_all and len(shown) > _MOST_ROWS:
        shown = sorted(shown, key=lambda row: -max(row.missing, row.extra))[:_MOST_ROWS]
    hidden = len(rows) - left - len(shown)
    wide = max(len(name), *(len(row.name) for row in shown))
    yield f"{name:{wide}}  {'held':>7} {'counted':>7} {'missing':>7} {'extra':>7}"
    for row in shown:
        counts = "?" if row.counted is None else f"{row.counted}"
        yield f"{row.name:{wide}}  {row.held:>7} {counts:>7} {row.missing or '-':>7} {row.extra or '-':>7}"
    if hidden:
        yield f"({hidden} more differ, by less: --json)"
    if left:
        yield f"({left} more as counted)"


def as_json(survey: Survey, audit: Audit, bounds: Bounds) -> str:
    return json.dumps(
        {
            "site": survey.url,
            "since": bounds.since.isoformat() if bounds.since else None,
            "until": bounds.until.isoformat() if bounds.until else None,
            "coverage": round(audit.coverage, 6),
            "held": audit.held,
            "missing": len(audit.missing) + audit.unnamed,
            "unnamed": audit.unnamed,
            "extra": audit.extra,
            "reasons": audit.reasons,
            "doors": doors_as_dicts(survey),
            "rows": [
                {
                    "kind": row.kind,
                    "name": row.name,
                    "held": row.held,
                    "counted": row.counted,
                    "missing": row.missing,
                    "named": row.named,
                    "extra": row.extra,
                }
                for row in audit.rows
            ],
            "articles": [
                {
                    "url": m.url,
                    "reason": m.reason,
                    "detail": m.detail,
                    "day": m.filed.day.isoformat() if m.filed.day else None,
                    "found_on": m.found_on,
                }
                for m in audit.missing
            ],
            "extra_articles": list(audit.extra_urls),
        },
        ensure_ascii=False,
    )


def doors_as_dicts(survey: Survey) -> list[dict[str, Any]]:
    """closed: why a door that was looked for did not open."""
    found = [
        {"kind": d.kind, "claims": d.claims, "note": d.note or None, "url": d.url, "closed": None} for d in survey.doors
    ]
    shut = [
        {"kind": kind, "claims": None, "note": None, "url": None, "closed": reason}
        for kind, reason in survey.closed.items()
    ]
    return [*found, *shut]
