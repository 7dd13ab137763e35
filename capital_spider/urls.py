"""Addresses: the canonical form, the key that tells whether two are the same page, and the traps a crawl keeps out of.

Pure functions over strings. Which parameters mean nothing is data: ``data/url_parameters.toml``.
"""

from __future__ import annotations

import re
import tomllib
from datetime import date
from functools import lru_cache
from importlib.resources import files
from ipaddress import ip_address
from urllib.parse import SplitResult, parse_qsl, unquote, urlencode, urljoin, urlsplit, urlunsplit

import tldextract
from w3lib.url import canonicalize_url

# Longest address that all browsers accepted (Internet Explorer's limit, still the de-facto bound of servers).
MAX_LENGTH = 2083
MAX_SEGMENTS = 8
MAX_REPEATS = 3
# What eight pages under way ask for again and again; four times as many cost 16 MB and save no time.
_CACHE = 16_384

_RULES: dict[str, list[str]] = tomllib.loads(
    files("capital_spider").joinpath("data/url_parameters.toml").read_text(encoding="utf-8")
)
_DOMAINS = tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None)
_DEFAULT_PORTS = {"http": 80, "https": 443}

# Path segments before the category in an address (WordPress and other systems, in the languages seen).
CATEGORY_BASES = frozenset({
    "category", "categories", "kategorie", "categoria", "categorie", "kategori",
    "rubrik", "rubrique", "seccion", "section", "topics",
})  # fmt: skip
_CATEGORY = re.compile(rf"/(?:{'|'.join(sorted(CATEGORY_BASES))})/")


def _matcher(patterns: list[str]) -> re.Pattern[str]:
    return re.compile("|".join(re.escape(p).replace(r"\*", ".*") for p in patterns))


_TRACKING = _matcher(_RULES["tracking"])
_SESSION = _matcher(_RULES["session"])
_REFUSED_PARAMETERS = frozenset(_RULES["refused"])
_REFUSED_SEGMENTS = frozenset(_RULES["refused_segments"])
_SESSION_IN_PATH = re.compile(r";(jsessionid|sid|phpsessid)=[^/]*", re.IGNORECASE)


# An address that is canonical as it stands, and a path below its host: most of a page's links are one or the other.
_PLAIN_HOST = r"https?://(?:[a-z0-9](?:[a-z0-9-]{0,40}[a-z0-9])?\.){1,4}[a-z]{2,20}"
_PLAIN_PATH = r"(?:/[A-Za-z0-9_~-][A-Za-z0-9._~-]*)+/?"
_PLAIN = re.compile(_PLAIN_HOST + _PLAIN_PATH, re.ASCII)
_BELOW_HOST = re.compile(_PLAIN_PATH, re.ASCII)
_HOST = re.compile(rf"({_PLAIN_HOST})(?=/)", re.ASCII)


@lru_cache(_CACHE)
def canonical_url(url: str, base: str | None = None) -> str | None:
    """The address in canonical form, or None if it is no http(s) address.

    Scheme and host in lower case, default port and fragment gone, escapes in upper case and only where needed, tracking
    and session parameters gone, the others sorted (w3lib). The trailing slash is kept: it is part of the address.
    base: what a relative address is relative to.
    """
    if _PLAIN.fullmatch(url) and "--" not in url.split("/", 3)[2]:
        return url
    if base and _BELOW_HOST.fullmatch(url) and (host := _HOST.match(base)) and "--" not in host[1]:
        return host[1] + url
    return _canonical_url(url, base)


def _canonical_url(url: str, base: str | None) -> str | None:
    """`canonical_url` of any address."""
    try:
        parts = urlsplit(urljoin(base, url.strip()) if base else url.strip())
        port = parts.port
    except ValueError:
        return None
    scheme, host = parts.scheme.lower(), (parts.hostname or "").rstrip(".")
    if scheme not in _DEFAULT_PORTS or not host:
        return None
    if ":" in host:
        host = f"[{host}]"
    netloc = host if port in (None, _DEFAULT_PORTS[scheme]) else f"{host}:{port}"
    query = [(k, v) for k, v in parse_qsl(parts.query, keep_blank_values=True) if not _is_noise(k)]
    path = _SESSION_IN_PATH.sub("", parts.path) or "/"
    try:
        return str(canonicalize_url(urlunsplit((scheme, netloc, path, urlencode(query), ""))))
    except (ValueError, UnicodeError):
        return None


def _split(url: str) -> SplitResult:
    """The parts of the address; of one that is none (``http://[``) all of it as the path."""
    try:
        return urlsplit(url)
    except ValueError:
        return SplitResult("", "", url, "", "")


def _is_noise(parameter: str) -> bool:
    name = parameter.lower()
    return bool(_TRACKING.fullmatch(name) or _SESSION.fullmatch(name))


@lru_cache(_CACHE)
def url_key(url: str) -> str:
    """What two addresses of one page have in common: no scheme, no ``www.``, no final slash, no ``/amp``."""
    parts = _split(canonical_url(url) or url)
    path = parts.path.rstrip("/")
    path = path.removesuffix("/amp")
    return f"{parts.netloc.removeprefix('www.')}{path}{'?' if parts.query else ''}{parts.query}"


def host_of(url: str | None) -> str | None:
    """The host, with the port where it is not the scheme's own; None if there is none."""
    return urlsplit(canonical_url(url) or "").netloc or None if url else None


@lru_cache(_CACHE)
def site_of(url: str) -> str:
    """What addresses of one site share: the registrable domain; for an IP address or a bare name, host and port."""
    netloc = host_of(url) or ""
    return _DOMAINS.extract_str(netloc).top_domain_under_public_suffix or netloc


def is_loopback(url: str) -> bool:
    """True for an address on this machine: 127.0.0.0/8, ::1 or localhost."""
    host = urlsplit(url).hostname or ""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


def path_segments(url: str) -> tuple[str, ...]:
    """The decoded, non-empty parts of the path."""
    return tuple(unquote(s) for s in urlsplit(url).path.split("/") if s)


def trap_reason(url: str) -> str | None:
    """Why a crawl must not follow this address, or None if it may.

    Bounds as in the crawl design: 2,083 characters, 8 segments, a segment repeated 3 times.
    """
    if len(url) > MAX_LENGTH:
        return "too_long"
    parts = urlsplit(url)
    segments = [s for s in parts.path.lower().split("/") if s]
    if len(segments) > MAX_SEGMENTS:
        return "too_deep"
    if any(segments.count(s) >= MAX_REPEATS for s in set(segments)):
        return "repeated_segment"
    if _REFUSED_SEGMENTS & set(segments):
        return "no_article"
    names = {k.lower() for k, _ in parse_qsl(parts.query, keep_blank_values=True)}
    if any(_SESSION.fullmatch(n) for n in names) or _SESSION_IN_PATH.search(parts.path):
        return "session"
    if names & _REFUSED_PARAMETERS:
        return "no_article"
    return None


def numbered_page(url: str) -> tuple[str, int]:
    """The first page of the listing or article that `url` is a page of, and which page it is (1 = the first).

    Reads ``/page/3/`` only; an article's own ``…/3/`` cannot be told from a slug by its address alone.
    """
    parts = urlsplit(url)
    found = re.fullmatch(r"(.*?/)page/(\d{1,5})/?", parts.path)
    if not found:
        return url, 1
    return urlunsplit(parts._replace(path=found[1])), int(found[2])


def category_slugs(url: str) -> tuple[str, ...]:
    """``…/category/america/colombia/`` → ``("america", "colombia")``; () for another address."""
    if not _CATEGORY.search(url):
        return ()
    segments = [unquote(s) for s in _split(url).path.split("/") if s]
    for n, segment in enumerate(segments[:-1]):
        if segment in CATEGORY_BASES:
            rest = segments[n + 1 :]
            return tuple(rest[: rest.index("page")] if "page" in rest else rest)
    return ()


_DAY_IN_PATH = re.compile(r"/((?:19|20)\d\d)[/-](0?[1-9]|1[0-2])[/-](0?[1-9]|[12]\d|3[01])(?=[/-])")


def url_day(url: str) -> date | None:
    """The day in an address like ``…/2025/04/02/slug/``, None if there is none."""
    found = _DAY_IN_PATH.search(url)
    try:
        return date(int(found[1]), int(found[2]), int(found[3])) if found else None
    except ValueError:
        return None
