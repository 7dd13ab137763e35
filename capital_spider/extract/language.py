"""The language of the text itself, which is not always the one that the site declares."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from capital_spider.extract.document import Document

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

# Enough text to decide: on 334 development pages twice as much decides the same, and costs twice the time. Below the
# minimum the declared language is the better witness.
_SAMPLE, _MINIMUM = 1000, 60
# A declared language that the detector finds at least this likely wins over its first choice: close relatives.
_POSSIBLE = 0.2


def detect_language(document: Document) -> None:
    """Set language (BCP 47): detected from title and text; the declared one where the text is too short to tell.

    A declared region is kept if the text is in that language ("en-GB").
    """
    source, declared = _declared(document)
    sample = f"{document.title or ''}\n{document.text}"[:_SAMPLE]
    if len(document.text) >= _MINIMUM or (len(sample) >= _MINIMUM // 4 and declared is None):
        probabilities = dict(_identifier().rank(sample))
        best = max(probabilities, key=lambda code: probabilities[code])
        likely = declared is not None and probabilities.get(declared.split("-")[0], 0.0) >= _POSSIBLE
        document.language = declared if likely else best
        document.evidence["language"] = "text"
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
def _identifier() -> LanguageIdentifier:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier  # 0.2 s and 30 MB: only when a page is read

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
