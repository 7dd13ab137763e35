"""Plain text, as the record holds it."""

from __future__ import annotations

import re
import unicodedata

# Invisible characters that authors' tools leave behind: soft hyphen, zero-width space and joiners used as
# break hints, word joiner, byte-order mark. ZWJ and ZWNJ (U+200C, U+200D) stay: Persian and emoji need them.
_INVISIBLE = re.compile("[\u00ad\u200b\u2060\ufeff]+")


def clean_line(text: str) -> str:
    """One line of text: NFC, every run of white space one space, invisible characters gone."""
    return " ".join(_visible(text).split())


def clean_text(text: str) -> str:
    """Text in which ``\\n`` is a line break of the page: lines cleaned like `clean_line`, empty ones dropped."""
    if "\n" not in text:
        return clean_line(text)
    return "\n".join(line for part in _visible(text).split("\n") if (line := " ".join(part.split())))


def clean_code(text: str) -> str:
    """Text whose white space means something: NFC, invisible characters gone, spaces and line ends kept."""
    return _visible(text.replace("\r\n", "\n").replace("\r", "\n"))


def _visible(text: str) -> str:
    if text.isascii():
        return text
    return unicodedata.normalize("NFC", _INVISIBLE.sub("", text))


# ASCII in lower case, and what is no letter or digit in it.
_LOWER = bytes(range(256)).lower()
_NO_ALNUM = bytes(n for n in range(128) if not chr(n).isalnum())


def fold(text: str) -> str:
    """The form in which two wordings are compared: letters and digits only, case folded."""
    if text.isascii():
        return text.encode().translate(_LOWER, _NO_ALNUM).decode()
    return "".join(filter(str.isalnum, unicodedata.normalize("NFKC", text).casefold()))


# Scripts written without spaces between words: Han, Hiragana, Katakana (with their extensions), Thai, Lao, Khmer.
_UNSPACED = r"\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\u3040-\u30ff\u0e00-\u0eff\u1780-\u17ff"
_WORD = re.compile(rf"[{_UNSPACED}]|[^\W_{_UNSPACED}]+(?:['’][^\W_{_UNSPACED}]+)*")


def count_words(text: str) -> int:
    """Words in the text; in scripts without spaces every character counts as one (design: CJK characters as words)."""
    return len(_WORD.findall(text))
