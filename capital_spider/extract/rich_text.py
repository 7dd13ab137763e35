"""Rich text in JSON, whatever editor made it, as HTML: Contentful, Slate, ProseMirror, Draft.js, Arc, JsonML, React."""

from __future__ import annotations

import html
import re
import tomllib
from collections.abc import Callable
from importlib.resources import files
from typing import Any

from capital_spider.extract.script_data import MAX_DEPTH

_DATA = tomllib.loads(files("capital_spider").joinpath("data/rich_text.toml").read_text(encoding="utf-8"))
_KEYS: dict[str, list[str]] = _DATA["keys"]
_TAG_OF: dict[str, str] = {kind: tag for tag, kinds in _DATA["kinds"].items() for kind in kinds}
_SKIPPED = frozenset(_DATA["skipped"]["kinds"])
_LEVELS = {"two": 2, "three": 3, "four": 4, "five": 5, "six": 6}
_INLINE = frozenset({"a", "strong", "em"})
_BLOCK_TAG = re.compile(r"<(?:p|div|br|h[2-6]|ul|ol|li|blockquote|section|article)\b[^>]*>", re.IGNORECASE)
_TAG = re.compile(r"<[^>]*>")
_WRAPPERS = frozenset({"*", "div", "span", "section", "article"})
_NOT_KIND = re.compile(r"[^a-z0-9]")
# A longer string in a list is a paragraph, a shorter one may be a piece of a line.
_PARAGRAPH = 60
# Values written at most: a reference may come round again.
_BUDGET = 50_000


class RichText:
    """Writes values as HTML.

    unpack: a value as what it stands for (a reference into the data, JSON in a string).
    skip: True for an object that is no part of the text, whatever its kind.
    """

    def __init__(self, unpack: Callable[[Any], Any], skip: Callable[[dict[str, Any]], bool]) -> None:
        self._unpack, self._skip = unpack, skip
        self._budget = _BUDGET

    def write(self, node: Any, block: bool = True, depth: int = 0) -> str:
        """block: the value stands between paragraphs, not in one."""
        node = self._unpack(node)
        self._budget -= 1
        if depth > MAX_DEPTH or self._budget < 0:
            return ""
        if isinstance(node, str):
            return as_html(node, block)
        if isinstance(node, list):
            element = _as_object(node)
            return "".join(self.write(child, block, depth + 1) for child in ([element] if element else node))
        if not isinstance(node, dict) or is_skipped(node) or (block and self._skip(node)):
            return ""
        return self._object(node, block, depth)

    def _object(self, node: dict[str, Any], block: bool, depth: int) -> str:
        tag = tag_of(node)
        if tag == "br":
            return "<br>"
        key = next((k for k in _KEYS["content"] if isinstance(node.get(k), str | list | dict) and node[k]), None)
        if key is None:
            return ""
        if tag is None:
            return self._wrapper(node, node[key], block, depth)
        inner = self.write(node[key], tag in ("ul", "ol", "blockquote"), depth + 1)
        if tag in ("ul", "ol") and "<li" not in inner:
            inner = re.sub(r"<(/?)p\b", r"<\1li", inner)
        return _element(f"h{_level(node)}" if tag == "h" else tag, node, inner)

    def _wrapper(self, node: dict[str, Any], content: Any, block: bool, depth: int) -> str:
        """An object of no known kind: text, or a wrapper around parts of its own."""
        content = self._unpack(content)
        if isinstance(content, list) and block and not _holds_blocks(content):
            return f"<p>{self.write(content, False, depth + 1)}</p>"
        inner = self.write(content, block, depth + 1)
        return inner if block else _marked(node, inner)


def as_html(text: str, block: bool = True) -> str:
    """HTML as it is, plain text escaped; between paragraphs a line, or what a blank line sets apart, is one."""
    if has_markup(text):
        return text
    if "&lt;p" in text and "<" not in text:
        return html.unescape(text)
    marked = text if _TAG.search(text) else html.escape(html.unescape(text), quote=False)
    if not block:
        return marked
    lines = re.split(r"\n\s*\n" if "\n\n" in marked else r"\n", marked)
    return "".join(f"<p>{line}</p>" for line in lines if line.strip())


def has_markup(value: Any) -> bool:
    """True for a string of HTML with block-level elements."""
    return isinstance(value, str) and _BLOCK_TAG.search(value) is not None


def without_tags(text: str) -> str:
    return _TAG.sub("", text) if "<" in text else text


def tag_of(node: dict[str, Any]) -> str | None:
    """The HTML element that an object is, "h" for a heading; None for a wrapper."""
    kind = _kind(node)
    if _TAG_OF.get(kind) == "ul" and any(node.get(key) in ("ordered", "numbered", True) for key in _KEYS["order"]):
        return "ol"
    return _TAG_OF.get(kind) or _TAG_OF.get(kind.rstrip("123456"))


def is_skipped(node: dict[str, Any]) -> bool:
    """True for a picture, an advertisement, a box: no text."""
    return _kind(node) in _SKIPPED


def _kind(node: dict[str, Any]) -> str:
    """What kind of part the object is, as far as one of its keys says so in a known word."""
    kinds = [_plain(node[key]) for key in _KEYS["kind"] if isinstance(node.get(key), str)]
    known = (k for k in kinds if k in _TAG_OF or k in _SKIPPED or k.rstrip("123456") in _TAG_OF)
    return next(known, "")


def _plain(name: str) -> str:
    return _NOT_KIND.sub("", name.lower().removeprefix("core/"))


def _level(node: dict[str, Any]) -> int:
    for text in (_kind(node), *(str(node.get(key, "")) for key in _KEYS["level"])):
        word = next((n for name, n in _LEVELS.items() if text.endswith(name)), 0)
        if word or text[-1:] in set("23456"):
            return word or int(text[-1])
    return 2


def _element(tag: str, node: dict[str, Any], inner: str) -> str:
    address = f' href="{html.escape(link)}"' if tag == "a" and (link := _address(node)) else ""
    return f"<{tag}{address}>{inner}</{tag}>" if inner else ""


def _marked(node: dict[str, Any], inner: str) -> str:
    """Text with its marks: ``{"text": "…", "marks": [{"type": "link", "attrs": {"href": "…"}}]}``."""
    marks = node.get("marks")
    for mark in marks if isinstance(marks, list) else ():
        named = mark if isinstance(mark, dict) else {"type": str(mark)}
        tag = tag_of(named)
        if tag in _INLINE:
            inner = _element(str(tag), named, inner)
    for flag in ("bold", "italic"):
        if node.get(flag) is True:
            inner = _element(_TAG_OF[flag], {}, inner)
    return inner


def _as_object(node: list[Any]) -> dict[str, Any] | None:
    """An element that is written as a list: ``["p", {…}, "text", ["a", …]]`` (JsonML), ``["$", "p", null, {…}]``
    (React); None for other lists."""
    if not node or not isinstance(node[0], str):
        return None
    if node[0] == "$" and len(node) >= 4 and isinstance(node[3], dict):
        return {"type": str(node[1]), **{k: v for k, v in node[3].items() if k in ("children", "href")}}
    if len(node) > 1 and (node[0] in _WRAPPERS or _plain(node[0]).rstrip("123456") in _TAG_OF):
        attributes = node[1] if isinstance(node[1], dict) else {}
        return {**attributes, "type": node[0], "children": node[2:] if attributes else node[1:]}
    return None


def _address(node: dict[str, Any]) -> str | None:
    places = [node, *(node[k] for k in ("attrs", "data", "attributes", "props") if isinstance(node.get(k), dict))]
    return next((str(p[k]) for p in places for k in _KEYS["address"] if isinstance(p.get(k), str)), None)


def _holds_blocks(parts: list[Any]) -> bool:
    """False for the texts and links of one paragraph."""
    return not all(
        len(part) < _PARAGRAPH and not has_markup(part) if isinstance(part, str) else _is_run(part) for part in parts
    )


def _is_run(part: Any) -> bool:
    """A run of text as Slate, ProseMirror, Sanity and Contentful write it, a link or a line break."""
    if not isinstance(part, dict):
        return False
    tag = tag_of(part)
    if tag is None:
        return any(isinstance(part.get(key), str) for key in ("text", "value"))
    return tag in _INLINE or tag == "br"
