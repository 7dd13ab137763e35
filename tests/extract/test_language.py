"""The language of the text itself."""

from __future__ import annotations

import pytest
from staged import staged

from capital_spider.extract import detect_language

TEXTS = {
    "en": "The keeper of the lock counted the boats in the morning, and in the evening he counted them again.",
    "de": "Der Wärter der Schleuse zählte am Morgen die Boote, und am Abend zählte er sie noch einmal nach.",
    "es": "El guarda de la esclusa contó los barcos por la mañana, y por la tarde los volvió a contar todos.",
    "fr": "Le gardien de l'écluse a compté les bateaux le matin, et le soir il les a comptés encore une fois.",
    "ar": "عدّ حارس القفل القوارب في الصباح، ثم عدّها مرة أخرى في المساء قبل أن يغلق البوابة ويعود إلى بيته.",
    "zh": "闸门的看守人早上数了一遍船只，到了晚上他又数了一遍，然后才关上闸门回家去。"
    "河边的居民都认识他，也都喜欢听他讲故事。他说自己已经在这里工作了三十年。",
}


def read(text: str, head: str) -> tuple[str | None, str | None]:
    document = staged(f"{head}<article><p>{text}</p></article>" if text else head, detect_language)
    return document.language, document.evidence.get("language")


@pytest.mark.parametrize("language", TEXTS)
def test_the_text_tells(language: str) -> None:
    assert read(TEXTS[language], "") == (language, "text")


CASES: dict[str, tuple[str, str, str | None, str | None]] = {
    "region of the declared language": ('<html lang="en-gb">', TEXTS["en"], "en-GB", "text"),
    "underscore": ('<html lang="en_US">', TEXTS["en"], "en-US", "text"),
    "script": ('<html lang="zh-hant-tw">', TEXTS["zh"], "zh-Hant-TW", "text"),
    "site in another language than its text": ('<html lang="en-US">', TEXTS["es"], "es", "text"),
    "no text: the page's word for it": ('<html lang="pt-BR">', "", "pt-BR", "html:lang"),
    "no text: OpenGraph": ('<meta property="og:locale" content="fr_FR">', "", "fr-FR", "meta:og:locale"),
    "no language at all": ("<title>1</title>", "", None, None),
    "declared nonsense": ('<html lang="english">', "", None, None),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_declared_and_found(case: tuple[str, str, str | None, str | None]) -> None:
    head, text, language, evidence = case
    assert read(text, head) == (language, evidence)
