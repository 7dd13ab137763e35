"""Names out of a byline as printed: without labels, roles, dates and addresses."""

from __future__ import annotations

import re
import tomllib
from functools import lru_cache
from importlib.resources import files
from typing import Literal

from capital_spider.text import clean_line

_DATA = tomllib.loads(files("capital_spider").joinpath("data/bylines.toml").read_text(encoding="utf-8"))
LABELS = frozenset(_DATA["prefixes"])
_PREFIX = re.compile(
    r"^(?:(?:"
    + "|".join(re.escape(p) for p in sorted(_DATA["prefixes"], key=len, reverse=True))
    + r")(?:\s*[::]\s*|\s+))+",
    re.IGNORECASE,
)
# Between names; words in lower case, or all capitals: "John E Smith" and "Tan En Ling" are one name each.
_JOINING = "|".join(
    re.escape(w)
    for j in _DATA["joiners"]
    for w in ([j, j.upper(), *([j.capitalize()] if len(j) > 2 else [])] if len(j) > 1 else [j])
)
_JOINER = re.compile(rf"\s*(?:[;/／|,、،]|(?<=\s)(?:{_JOINING})(?=\s))\s*")
_ROLE = rf"(?i:{'|'.join(sorted(map(re.escape, _DATA['roles']), key=len, reverse=True))})s?"
_ROLE_BEHIND = re.compile(
    rf"\s*[,|(]\s*(?:[\w'’-]+\s+){{0,3}}?{_ROLE}\)?(?=\s*$|\s*[,;|&]|\s+(?:{_JOINING})\s)"
    rf"|(?<=\S)(?:\s+(?:{'|'.join(_DATA['role_openers'])}))+\s+{_ROLE}$",
    re.IGNORECASE,
)
# "ByAna Ruiz", "Byby Ana Ruiz": label and name in elements without a space between them.
_GLUED = re.compile(r"^(?:(?:[Ww]ritten|[Pp]osted|[Ss]tory) )?[Bb]y(?:by\s+|(?=[A-Z]))")
_LISTS = re.compile(rf"^(?:{'|'.join(map(re.escape, _DATA['list_openers']))})\s+", re.IGNORECASE)
_DATE = re.compile(rf"(?:^|\s*\b)(?:{'|'.join(_DATA['date_words'])})\.?,?\s*\d.*$", re.IGNORECASE)
_CUT = re.compile(rf"(?:^|\s+)(?:{'|'.join(map(re.escape, _DATA['cut']))})\b.*$", re.IGNORECASE)
_BRACKETS = re.compile(r"(?<=\S)\s*\([^)]*\)?")
# "Ana Ruiz Tech Reporter": a role behind a name of two words, whatever stands between.
_ROLE_AT_END = re.compile(rf"^(\w[\w.'’-]+ (?:\w\. )?\w[\w'’-]+)(?: [A-Z]\w+){{0,3}}? {_ROLE}$")
_TITLE = re.compile(rf"\b(?:{'|'.join(map(re.escape, _DATA['titles']))})\b", re.IGNORECASE)
# "Ana Ruiz, CFP®": letters that stand for a degree or a certificate.
_LETTERS = re.compile(r"[A-Z]{2,6}(?:-[A-Z\d]+)?[®™]?")
_KOREAN_ROLE = re.compile(r"(?<=[가-힣])\s*(?:기자|특파원)$")
_FOR_AN_OUTLET = re.compile(r"\s+for\s+the\s+.*$", re.IGNORECASE)
# "Posted on May 3, 2024 by Ana Ruiz": the name is behind the date.
_LEAD_IN = re.compile(r"^(?:posted|published|updated|written)\b.*?\bby\s+", re.IGNORECASE)
_ADDRESS = re.compile(r"\S+://\S+")
# What follows a name in one string: dates, roles after a bar, reading times, addresses.
_AFTER_NAME = re.compile(
    r"\s*(?:[|•·●∙(\[].*|//.*|\s(?:in|für|on)\s+(?-i:[^\W\d_a-zß-ÿ]).*|\s(?:on|in)$|\s[-–—]\s.*|,?\s+(?:updated|published|posted)\b.*|\d.*|\S+@\S+.*|@\w+.*)$",
    re.IGNORECASE,
)
# Compared without dots.
_CREDENTIALS = frozenset({"md", "phd", "rd", "rn", "jr", "sr", "esq", "mba", "dds", "msc", "ii", "iii"})
# Words whose dot is not the end of a sentence: "Jr.", "Ph.D.", an initial.
_KEEPS_DOT = re.compile(r"(?:^|[\s,])(?:jr|sr|esq|\w|(?:\w{1,2}\.)+\w)\.$", re.IGNORECASE)
# "Ruiz, Ana M."
_INITIAL_BEHIND = re.compile(r"(?: \w\.?)+$")
# "Ana Ruiz The Associated Press": writer and agency without a comma.
_AGENCY_NAMES = "|".join(sorted(map(re.escape, _DATA["agencies"]), key=len, reverse=True))
_BEFORE_AGENCY = re.compile(rf"^(\w[\w.'’-]+(?: [\w.'’-]+){{1,3}}?) ({_AGENCY_NAMES})$", re.IGNORECASE)
_ORGANIZATION = frozenset(_DATA["organization_words"])
_AGENCIES = frozenset(_DATA["agencies"])
_NO_PERSON = frozenset(_DATA["no_person"])
_PARTICLES = frozenset(_DATA["particles"])
_STOP = frozenset(_DATA["stop"]) | frozenset(_DATA["prefixes"]) | {"updated", "published", "posted"}
# What is written like this, without a word that any rule here looks for, is one name.
_SIMPLE = re.compile(r"[A-ZÀ-Þ][a-zß-ÿ]+(?: [A-ZÀ-Þ][a-zß-ÿ]+){1,2}")
_RULED = (
    "prefixes",
    "joiners",
    "agencies",
    "stop",
    "roles",
    "role_openers",
    "list_openers",
    "cut",
    "titles",
    "reviewers",
)
_SPECIAL = {w for key in _RULED for entry in _DATA[key] for w in entry.split()} | {"updated", "published", "posted"}
# A name has letters and at most this many words; longer strings are sentences.
_MAX_WORDS, _MAX_LENGTH = 7, 70


def split_names(printed: str) -> list[str]:
    """The names in a byline: ``"By Ana Ruiz and Bo Li | 3 May"`` → ``["Ana Ruiz", "Bo Li"]``."""
    return list(_split(printed))


@lru_cache(1 << 12)  # several places of a page say the same
def _split(printed: str) -> list[str]:
    if _SIMPLE.fullmatch(printed) and _SPECIAL.isdisjoint(printed.lower().split()):
        return [printed]
    text = _GLUED.sub("", _LISTS.sub("", _ADDRESS.sub("", clean_line(printed))))
    text = _without_roles(_BRACKETS.sub("", _PREFIX.sub("", _LEAD_IN.sub("", text))))
    if (found := _BEFORE_AGENCY.match(text)) and is_personal(found[1]):
        return list(found.groups())
    parts = _JOINER.split(text)
    if _is_organization(text) and not (len(parts) > 1 and is_personal(parts[0])):
        return [text] if _is_name(text) else []
    if (
        len(parts) == 2
        and "," in text
        and " " not in _INITIAL_BEHIND.sub("", " ".join(parts[1:]))
        and " " not in parts[0]
    ):
        return [text] if _is_name(text) and all(parts) else [p for p in parts if _is_name(p)]  # "Ruiz, Ana"
    names: list[str] = []
    for part in parts:
        if len(part.split()) > _MAX_WORDS and not any(c.isdigit() for c in part):
            break  # a sentence, and so is what follows
        name = _cleaned(part)
        if found := _BEFORE_AGENCY.match(name):
            names += found.groups()
        elif names and _is_credential(name, names[-1]):
            names[-1] = f"{names[-1]}, {name}"
        elif _is_name(name) and not (names and _TITLE.search(name)):
            names.append(name)
    return names


def _cleaned(part: str) -> str:
    name = _CUT.sub("", _DATE.sub("", _GLUED.sub("", _PREFIX.sub("", part))))
    name = _KOREAN_ROLE.sub("", _AFTER_NAME.sub("", name).strip(' ,;:：-–—"“”'))
    return _without_dot(name if _is_organization(name) else _ROLE_AT_END.sub(r"\1", name))


def _is_credential(name: str, before: str) -> bool:
    if name.lower().replace(".", "") in _CREDENTIALS:
        return True
    return bool(_LETTERS.fullmatch(name)) and not before.isupper() and name.lower() not in _AGENCIES


def _without_roles(text: str) -> str:
    """Roles and the outlet that was written for; an organisation's name is left whole."""
    text = _ROLE_BEHIND.sub("", text)
    name = _FOR_AN_OUTLET.sub("", text)
    return text if _is_organization(name) else name


def _without_dot(name: str) -> str:
    return name if _KEEPS_DOT.search(name) else name.rstrip(".")


def _is_name(name: str) -> bool:
    return (
        any(c.isalpha() for c in name)
        and len(name) <= _MAX_LENGTH
        and len(name.split()) <= _MAX_WORDS
        and name.lower() not in _STOP
        and "://" not in name
        and name.count("(") == name.count(")")
        and "@" not in name
    )


def _is_organization(name: str) -> bool:
    return bool(_ORGANIZATION & set(name.lower().split()))


def type_of(name: str, kind: str | None, own_site: bool) -> Literal["person", "organization", "agency"]:
    if name.lower() in _AGENCIES:
        return "agency"
    return "organization" if kind == "organization" or own_site or _is_organization(name) else "person"


def line_names(text: str) -> str:
    """Of a byline in several lines the one that names somebody: ``"By\\nAna Ruiz\\n3 May"``."""
    lines = [line for line in text.split("\n") if line.strip(" :|·•–-,")]
    while lines and (_is_label(lines[0]) or not split_names(lines[0])):
        lines.pop(0)
    return lines[0] if lines else ""


def _is_label(line: str) -> bool:
    return line.strip(" :|·•–-,").lower() in LABELS


def is_personal(name: str) -> bool:
    """True for what is written like a person's name: two to five words, each with a capital (or a particle)."""
    words = name.split(",")[0].split()
    if any(word.lower() in _NO_PERSON for word in words) or _is_organization(name):
        return False
    if any(not char.isascii() and not (char.isupper() or char.islower()) for char in name if char.isalpha()):
        return True  # scripts without capitals
    if not 2 <= len(words) <= 5 or not words[0][:1].isupper():
        return False
    return all(word[0].isupper() or word in _PARTICLES or word[:2] in ("d'", "d’") for word in words)
