"""A sitemap's bytes as text: unpacked, decoded, never more than the protocol allows."""

from __future__ import annotations

import codecs
import re
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain

# The protocol's own limit for a sitemap, unpacked.
MAX_BYTES = 50 * 1024 * 1024
CHUNK = 64 * 1024
_GZIP = b"\x1f\x8b"
# Packed by the generator, and again by the server: more is no sitemap.
_MAX_PACKINGS = 3
_BYTE_ORDER_MARKS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
    b"<\x00": "utf-16-le",
    b"\x00<": "utf-16-be",
}
_DECLARED = re.compile(rb"^\s*<\?xml[^>]{0,80}?encoding\s*=\s*[\"']([\w.:-]+)")


@dataclass(slots=True)
class SitemapSource:
    """The bytes of a file, unpacked. is_cut: it was longer than `MAX_BYTES`."""

    body: bytes
    is_cut: bool = False

    def texts(self) -> Iterator[str]:
        """As text; a byte that the encoding has no character for is one of Latin-1."""
        decoder = None
        for chunk in self._chunks():
            decoder = decoder or codecs.getincrementaldecoder(_encoding(chunk))(_LATIN_1)
            yield decoder.decode(chunk)
        if decoder is not None:
            yield decoder.decode(b"", final=True)

    def _chunks(self) -> Iterator[bytes]:
        chunks: Iterator[bytes] = (self.body[at : at + CHUNK] for at in range(0, len(self.body), CHUNK))
        for _ in range(_MAX_PACKINGS):
            first = next(chunks, b"")
            chunks = chain([first], chunks)
            if not first.startswith(_GZIP):
                break
            chunks = self._bounded(_unpack(chunks))
        return self._bounded(chunks)

    def _bounded(self, chunks: Iterable[bytes]) -> Iterator[bytes]:
        left = MAX_BYTES
        for chunk in chunks:
            if len(chunk) > left:
                self.is_cut = True
                return
            left -= len(chunk)
            yield chunk


def _unpack(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """What was packed with gzip, in one piece or several; as far as it is not damaged."""
    decoder = zlib.decompressobj(zlib.MAX_WBITS | 16)
    for chunk in chunks:
        packed, plain = chunk, b""
        while packed or len(plain) == CHUNK:
            try:
                plain = decoder.decompress(packed, CHUNK)
            except zlib.error:
                return
            if plain:
                yield plain
            packed = decoder.unconsumed_tail
            if decoder.eof:
                packed, decoder = decoder.unused_data, zlib.decompressobj(zlib.MAX_WBITS | 16)


def _encoding(head: bytes) -> str:
    """By byte order mark, else as declared, else UTF-8. A declaration that can be read as it stands is not UTF-16's."""
    for mark, encoding in _BYTE_ORDER_MARKS.items():
        if head.startswith(mark):
            return encoding
    declared = _DECLARED.match(head)
    name = declared[1].decode("ascii", "replace").lower() if declared else ""
    try:
        b"<".decode(name)
        codecs.getincrementaldecoder(name)
    except (LookupError, ValueError):
        return "utf-8"
    return "utf-8" if name.startswith(("utf-16", "utf-32", "utf16", "utf32", "ucs")) else name


def _read_latin_1(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start : error.end].decode("latin-1"), error.end


_LATIN_1 = f"{__name__}.latin_1"
codecs.register_error(_LATIN_1, _read_latin_1)
