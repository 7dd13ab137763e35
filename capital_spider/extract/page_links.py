"""What a page's links tell of its type: where they lead, seen from its own address; words in their addresses."""

from __future__ import annotations

import math
import re
import tomllib
from collections import Counter
from functools import cache
from importlib.resources import files
from urllib.parse import urlsplit

_WORDS = re.compile(r"[a-z]+")
# More than these say nothing new, and a page can have any number; the median development page has 150.
_MAX_LINKS = 600
# Words of a headline in an address: as many hyphens or more.
_SLUG = 4


def link_features(hrefs: list[str], url: str) -> dict[str, float]:
    """Counts of links by kind, as logarithms, and the shares of some of them; url: the page's own."""
    hrefs = [href.lower() for href in hrefs[:_MAX_LINKS] if href]
    total = max(len(hrefs), 1)
    counts = _places(hrefs, url.lower())
    words = Counter(filter(_known().__contains__, _WORDS.findall("\n".join(hrefs))))
    features = {f"links:{kind}": math.log1p(counts[kind]) for kind in ("tel", "mail", "script", *_SHARES)}
    features |= {f"share of links:{kind}": counts[kind] / total for kind in _SHARES}
    features |= {f"links with:{kind}": math.log1p(sum(words[w] for w in named)) for kind, named in _kinds().items()}
    return features | {"links": math.log1p(total)}


_SHARES = ("anchor", "external", "below", "beside", "slug")


def _places(hrefs: list[str], url: str) -> Counter[str]:
    """Links within the page, to other sites, below the page's address or beside it, to headlines' words."""
    path, host = _parts(url)
    folder = path.rsplit("/", 1)[0] + "/"
    counts: Counter[str] = Counter()
    for href in hrefs:
        if href.startswith(("#", "tel:", "mailto:", "javascript:")):
            counts[{"#": "anchor", "t": "tel", "m": "mail", "j": "script"}[href[0]]] += 1
            continue
        there = href
        if "//" in href[:8]:
            name, _, rest = href.partition("//")[2].partition("/")
            there = f"/{rest}"
            counts["external"] += host not in name
        elif not href.startswith("/"):
            there = folder + href
        if "#" in there and there.partition("#")[0] == path:
            counts["anchor"] += 1
        if there.startswith(path) and path != "/" and len(there) > len(path) + 1:
            counts["below"] += 1
        if there.startswith(folder) and folder != "/":
            counts["beside"] += 1
        if there.count("-") >= _SLUG:
            counts["slug"] += 1
    return counts


def _parts(url: str) -> tuple[str, str]:
    try:
        parts = urlsplit(url)
        return parts.path, (parts.hostname or "").removeprefix("www.")
    except ValueError:
        return "", ""


@cache
def _kinds() -> dict[str, list[str]]:
    return tomllib.loads(files("capital_spider").joinpath("data", "page_words.toml").read_text(encoding="utf-8"))


@cache
def _known() -> frozenset[str]:
    return frozenset(word for named in _kinds().values() for word in named)
