"""Text that React streams behind the page, put back into its place.

A server that streams sends late parts as ``<div hidden id="S:0">`` at the end of the body, and a script that moves
each into the hole left for it: ``$RC("B:0","S:0")`` into ``<template id="B:0">``, ``$RS("S:0","P:0")`` into
``<template id="P:0">``.
Source: react-dom, ReactFizzConfigDOM.
"""

from __future__ import annotations

import re

from lxml import etree

# What every such page has in its source; others need not be searched.
STREAM_MARK = re.compile(r"""<div hidden(?:="")? id=["'][\w:-]*S:""")

_SEGMENT = re.compile(r"S:[0-9a-f]+$")
_MOVES = (
    re.compile(r"""\$RC\("(?P<hole>[^"]+)",\s*"(?P<segment>[^"]+)\""""),
    re.compile(r"""\$RS\("(?P<segment>[^"]+)",\s*"(?P<hole>[^"]+)\""""),
)


def place_streamed(root: etree._Element) -> None:
    """Move each streamed part of the tree into its hole, as the page's script does, and show it."""
    segments = {
        e.get("id", ""): e for e in root.iter("div") if "hidden" in e.attrib and _SEGMENT.search(e.get("id", ""))
    }
    holes = {e.get("id", ""): e for e in root.iter("template") if e.get("id")}
    moves = {
        m["segment"]: m["hole"] for s in root.iter("script") if s.text for move in _MOVES for m in move.finditer(s.text)
    }
    for name, segment in segments.items():
        del segment.attrib["hidden"]
        hole = holes.get(moves.get(name, name.replace("S:", "P:")))
        if hole is not None and not (segment.tail or "").strip() and segment not in hole.iterancestors():
            segment.tail = None
            hole.addprevious(segment)
