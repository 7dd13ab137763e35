"""The data that a page's scripts are given: JSON in script elements, in assignments, in React's stream."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from lxml import etree

# Pages of the development corpora carry up to 1.5 MB of state; more is not read.
_MOST = 4_000_000
_LEAST = 400
# ``window.__STATE__ = {``, ``window["x"]="{…"``, ``Fusion.globalContent={``, ``x = JSON.parse("``
_ASSIGNED = re.compile(r"""(?<![\w$])([\w$]{1,80})["']?\]?\s{0,80}=\s{0,80}(?:JSON\.parse\(\s*)?(?=[{\["])""")
_MOST_ASSIGNED = 64
_STREAM = re.compile(r"__next_f\.push\((?=\[)")
_ROW = re.compile(r"([0-9a-f]{1,8}):(?:T([0-9a-f]{1,7}),|(?=[\[{]))")
# Angular's own escapes.
_ANGULAR = {"&q;": '"', "&s;": "'", "&l;": "<", "&g;": ">", "&a;": "&"}
_DECODER = json.JSONDecoder(strict=False)


def script_data(root: etree._Element) -> Iterator[tuple[str, Any]]:
    """(name, JSON value) of each piece of data in the page's scripts, JSON-LD aside; what is no JSON is passed over.

    name: the script's id, the variable, or the framework's own name for it.
    """
    left = _MOST
    stream: list[str] = []
    for script in root.iter("script"):
        text, kind = script.text or "", (script.get("type") or "").lower()
        left -= len(text)
        if left < 0:
            break
        if "__next_f" in text:
            stream += _pushed(text)
        elif len(text) < _LEAST or "ld+json" in kind:
            continue
        elif kind.endswith("json"):
            yield from _as_json(script.get("id") or "script", text)
        else:
            yield from _assigned(text)
    yield from _rows("".join(stream))


def _as_json(name: str, text: str) -> Iterator[tuple[str, Any]]:
    if "&q;" in text:
        for escape, character in _ANGULAR.items():
            text = text.replace(escape, character)
    value, _ = _decode(text.strip(), 0)
    if isinstance(value, dict | list):
        yield name, _unflatten(value) if name == "__NUXT_DATA__" and isinstance(value, list) else value


def _assigned(text: str) -> Iterator[tuple[str, Any]]:
    end = tried = 0
    for found in _ASSIGNED.finditer(text):
        if found.start() < end:  # inside of a value that was read
            continue
        tried += 1
        if tried > _MOST_ASSIGNED:
            return
        value, stop = _decode(text, found.end())
        if isinstance(value, str):
            value, _ = _decode(value, 0)
        if isinstance(value, dict | list):
            end = stop
            yield found[1], value


def _pushed(text: str) -> Iterator[str]:
    for found in _STREAM.finditer(text):
        value, _ = _decode(text, found.end())
        if isinstance(value, list) and len(value) == 2 and isinstance(value[1], str):
            yield value[1]


def _rows(stream: str) -> Iterator[tuple[str, Any]]:
    """The rows of React's stream: ``1a:{json}`` and ``1b:T2f0,text``; texts are put where ``"$1b"`` names them.

    Source: react-server, ReactFlightServer. A text's length is counted in bytes of UTF-8.
    """
    values: list[Any] = []
    texts: dict[str, str] = {}
    at = 0
    while at < len(stream):
        found = _ROW.match(stream, at)
        if found is not None and found[2] is not None:  # the next row follows without a line end
            size, at = int(found[2], 16), found.end()
            text = stream[at : at + size].encode("utf-8", "replace")[:size].decode("utf-8", "ignore")
            texts[f"${found[1]}"] = text
            at += len(text)
            continue
        if found is not None:
            value, at = _decode(stream, found.end())
            values.append(value)
        at = stream.find("\n", at) + 1 or len(stream)
    for value in values:
        yield "__next_f", _filled(value, texts, 0)


def _filled(value: Any, texts: dict[str, str], depth: int) -> Any:
    if depth > MAX_DEPTH:
        return None
    if isinstance(value, dict):
        return {key: _filled(entry, texts, depth + 1) for key, entry in value.items()}
    if isinstance(value, list):
        return [_filled(entry, texts, depth + 1) for entry in value]
    return texts.get(value, value) if isinstance(value, str) else value


# Rich text is nested some twenty levels deep, behind some twenty of the page's own.
MAX_DEPTH = 60


def _unflatten(flat: list[Any]) -> Any:
    """Nuxt 3 writes its data flat, values named by their place in the list.

    Source: devalue, "stringify". Each value is put in once a level; what would nest deeper than MAX_DEPTH is None.
    """
    budget = 20 * len(flat)

    def build(place: Any, depth: int) -> Any:
        nonlocal budget
        budget -= 1
        if depth > MAX_DEPTH or budget < 0 or type(place) is not int or not 0 <= place < len(flat):
            return None
        value = flat[place]
        if isinstance(value, dict):
            return {key: build(entry, depth + 1) for key, entry in value.items()}
        if isinstance(value, list):
            wrapped = value[:1] and isinstance(value[0], str)  # ["ShallowReactive", 1], ["Date", "…"]
            return build(value[1], depth + 1) if wrapped and len(value) == 2 else [build(v, depth + 1) for v in value]
        return value

    return build(0, 0)


def _decode(text: str, at: int) -> tuple[Any, int]:
    """The JSON value that begins there, and where it ends; None if there is none."""
    try:
        return _DECODER.raw_decode(text, at)
    except (ValueError, RecursionError):  # also numbers of over 4,300 digits, and nesting deeper than Python reads
        return None, at
