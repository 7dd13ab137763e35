"""A record of the sample site's, as exported, against the truth about its article."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from urllib.parse import unquote, urlsplit

from capital_spider.demo import truth

# Path, decoded → what a reader would note down.
TRUTH = {unquote(entry["path"]): entry for entry in truth()}
# What is to be exported of the whole site: what is behind a password shows nothing.
OPEN = {path for path, entry in TRUTH.items() if not entry["protected"]}

Json = dict[str, Any]


def path_of(url: str) -> str:
    return unquote(urlsplit(url).path)


def differences(record: Json) -> list[str]:
    """What the record says otherwise than the truth, as lines; none = all fields are right."""
    entry = TRUTH[path_of(record["canonical_url"])]
    said = {
        "title": record["title"],
        "source": (record["source"] or {}).get("name"),
        "subtitle": record["subtitle"],
        "authors": [author["name"] for author in record["authors"]],
        "published_at": _instant(record["published_at"]),
        "modified_at": _instant(record["modified_at"]),
        "language": (record["language"] or "").split("-")[0],
        "categories": record["categories"],
        "tags": record["tags"],
        "image": path_of(record["image"]["url"]) if record["image"] else None,
        "access": record["access"],
    }
    true = {**entry, "published_at": _instant(entry["published_at"]), "modified_at": _instant(entry["modified_at"])}
    lines = [f"{field}: {value!r}, not {true[field]!r}" for field, value in said.items() if value != true[field]]
    blocks = [_block(block, record["tables"]) for block in record["blocks"]]
    wrong = [pair for pair in zip(blocks, entry["blocks"], strict=False) if pair[0] != pair[1]]
    lines += [f"block {got}, not {wanted}" for got, wanted in wrong[:1]]
    if len(blocks) != len(entry["blocks"]):
        lines.append(f"{len(blocks)} blocks, not {len(entry['blocks'])}")
    return lines


def _instant(moment: str | None) -> datetime | None:
    return datetime.fromisoformat(moment) if moment else None


def _block(block: Json, tables: list[Json]) -> Json:
    """As the truth writes it: tables in place, addresses as paths."""
    if block["type"] == "table":
        table = tables[block["table"]]
        return {"type": "table", "header": table["header"], "rows": table["rows"]}
    if block["type"] == "image":
        return {**block, "url": path_of(block["url"])}
    return block
