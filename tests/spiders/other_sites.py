"""Four small news sites that are not WordPress, each a server on loopback, and the articles that each holds."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from html import escape
from urllib.parse import parse_qsl, urlsplit

from serving import Answer, Server

_PLACES = ("harbour", "market hall", "old bridge", "north station", "river park", "town theatre", "grain store")
_EVENTS = (
    "council votes on a new plan for the", "crowds return to the", "repairs close the", "a storm damages the",
    "students measure the noise around the", "an exhibition opens at the",
)  # fmt: skip
_SENTENCES = (
    "The decision came after a long evening in which more than forty people asked to speak.",
    "Neighbours had collected signatures for weeks and brought them along in two cardboard boxes.",
    "Nobody in the hall could say what the work would cost in the end, though three figures were named.",
    "The mayor promised a report before the summer, and another one once the first year is over.",
    "Shopkeepers nearby expect fewer customers while the fences stand, and want the rent lowered.",
    "A similar plan failed six years ago, when the contractor went out of business halfway.",
    "Work is to begin in the second week of the month, weather permitting, and to last until autumn.",
)


@dataclass(frozen=True)
class Story:
    number: int
    day: date
    path: str
    section: str = "news"

    @property
    def title(self) -> str:
        event = _EVENTS[self.number % len(_EVENTS)]
        return f"{event} {_PLACES[self.number % len(_PLACES)]}, part {self.number}".capitalize()


def slug(number: int) -> str:
    return f"{_EVENTS[number % len(_EVENTS)]} {_PLACES[number % len(_PLACES)]} {number}".lower().replace(" ", "-")


def article(story: Story) -> str:
    """The page of an article, in plain HTML with few hints."""
    sentences = [_SENTENCES[(story.number + n) % len(_SENTENCES)] for n in range(12)]
    text = "".join(f"<p>{' '.join(sentences[n : n + 3])}</p>" for n in range(0, 12, 3))
    return page(
        story.title,
        f'<article><h1>{escape(story.title)}</h1><p class="by">By Ada Miller, <time datetime="{story.day}">'
        f"{story.day:%d %B %Y}</time></p>{text}</article>",
    )


def page(title: str, body: str, *, menu: str = "", foot: str = "", script: str = "") -> str:
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{escape(title)}</title></head><body>'
        f"<header><nav>{menu}</nav></header><main>{body}</main><footer>{foot}</footer>{script}</body></html>"
    )


def cards(stories: Iterable[Story]) -> str:
    return "".join(
        f'<li class="item"><h3><a href="{s.path}">{escape(s.title)}</a></h3>'
        f'<time datetime="{s.day}">{s.day}</time><p>{_SENTENCES[s.number % len(_SENTENCES)]}</p></li>'
        for s in stories
    )


class OtherSite(Server):
    """listings: path without query → function of the query that gives the page, None for 404."""

    def __init__(self, stories: list[Story], listings: dict[str, Callable[[dict[str, str]], str | None]]) -> None:
        super().__init__({})
        self.stories = sorted(stories, key=lambda s: (s.day, s.number), reverse=True)
        self.listings = listings
        self._articles = {s.path: s for s in stories}

    def answer(self, path: str, agent: str | None) -> Answer:
        super().answer(path, agent)
        parts = urlsplit(path)
        if path in self._articles:
            return Answer(article(self._articles[path]).encode())
        listing = self.listings.get(parts.path)
        text = listing(dict(parse_qsl(parts.query))) if listing else None
        if text is None:
            return Answer(page("Not found", "<h1>Page not found</h1>").encode(), 404)
        kind = "application/json" if text[0] in "{[" else "text/html; charset=utf-8"
        return Answer(text.encode(), headers={"Content-Type": kind})

    def wanted(self) -> list[str]:
        return sorted(self._articles)


def _slice(stories: list[Story], number: int, size: int) -> list[Story]:
    return stories[(number - 1) * size : number * size]


# --- a static generator ----------------------------------------------------------------------------------------------


def static_site() -> OtherSite:
    """Month archives at /2025/04/, of which no page tells; some months without articles, some with one."""
    months = {(2025, 4): 12, (2025, 3): 1, (2025, 1): 7, (2024, 12): 5, (2024, 10): 2}
    stories = [
        Story(100 * n + k, date(year, month, 1 + 2 * k), f"/{year}/{month:02d}/{slug(100 * n + k)}.html")
        for n, ((year, month), count) in enumerate(months.items())
        for k in range(count)
    ]
    site = OtherSite(stories, {})
    about = '<a href="/about.html">About this paper</a>'
    site.listings["/about.html"] = lambda _: page("About", "<h1>About this paper</h1><p>Printed since 1911.</p>")
    site.listings["/"] = lambda _: page("The Lantern", f"<ul>{cards(site.stories[:6])}</ul>", menu=about)
    for year, month in months:
        of_month = [s for s in site.stories if (s.day.year, s.day.month) == (year, month)]
        for number in range(1, -(-len(of_month) // 5) + 1):
            older = f'<a href="/{year}/{month:02d}/page{number + 1}/">Older posts &raquo;</a>'
            text = f"<ul>{cards(_slice(of_month, number, 5))}</ul>" + (older if 5 * number < len(of_month) else "")
            path = f"/{year}/{month:02d}/" + (f"page{number}/" if number > 1 else "")
            site.listings[path] = lambda _, text=text: page("Archive", text, menu=about)  # type: ignore[misc]
    return site


# --- a magazine ------------------------------------------------------------------------------------------------------


def magazine() -> OtherSite:
    """One list at ?page=N, the last page with one article; the most read beside it, in cards of the same kind."""
    stories = [Story(n, date(2025, 6, 1) - timedelta(days=3 * n), f"/a/{n + 1000}") for n in range(41)]
    site = OtherSite(stories, {})
    read = f'<aside class="most-read"><ol>{cards(site.stories[30:34])}</ol></aside>'
    menu = '<a href="/?order=asc">Oldest first</a> <a href="/imprint">Imprint</a>'

    def front(query: dict[str, str]) -> str | None:
        number = int(query.get("page", "1"))
        shown = _slice(site.stories, number, 8)
        links = "".join(f'<a href="/?page={n}">{n}</a>' for n in range(1, 7) if n != number)
        return page("Magazine", f"<ul>{cards(shown)}</ul>{read}<div>{links}</div>", menu=menu) if shown else None

    site.listings["/"] = front
    return site


# --- infinite scroll -------------------------------------------------------------------------------------------------


def _scrolling(button: str, script: str, api: Callable[[OtherSite, dict[str, str]], str]) -> OtherSite:
    stories = [Story(n, date(2025, 6, 1) - timedelta(days=n), f"/story/{slug(n)}") for n in range(33)]
    site = OtherSite(stories, {})
    site.listings["/"] = lambda _: page("Feed", f'<ul id="list">{cards(site.stories[:6])}</ul>{button}', script=script)
    site.listings["/api/stories"] = lambda query: api(site, query)
    return site


def _as_items(stories: Iterable[Story]) -> list[dict[str, object]]:
    return [{"id": s.number, "headline": s.title, "url": s.path, "published": f"{s.day}T08:00:00Z"} for s in stories]


def scroll_by_page() -> OtherSite:
    """The request stands in the configuration of the script; the answer is items, and says when there is no more."""
    script = '<script>window.FEED = {"endpoint": "/api/stories", "page": 1, "perPage": 6};</script>'

    def api(site: OtherSite, query: dict[str, str]) -> str:
        number = int(query.get("page", "1"))
        more = 6 * number < len(site.stories)
        related = [{"headline": "Our newsletter, every morning at six", "url": "/newsletter"}]
        return json.dumps({"items": _as_items(_slice(site.stories, number, 6)), "hasMore": more, "related": related})

    return _scrolling("<div class='spinner'></div>", script, api)


def scroll_by_offset() -> OtherSite:
    """The request is a string in the script, and the answer holds markup."""
    script = "<script>function more(){fetch('/api/stories?limit=6&offset=' + shown).then(add)}</script>"

    def api(site: OtherSite, query: dict[str, str]) -> str:
        start = int(query.get("offset", "0"))
        return json.dumps({"html": cards(site.stories[start : start + 6]), "count": len(site.stories)})

    return _scrolling("<button onclick='more()'>Load more</button>", script, api)


def scroll_by_place() -> OtherSite:
    """The button names the place in the list, and each answer is a piece of a page with the next button in it."""

    def button(site: OtherSite, last: Story) -> str:
        return f'<button class="more" hx-get="/api/stories?before={last.number}">Show more</button>'

    def api(site: OtherSite, query: dict[str, str]) -> str:
        start = next(n for n, s in enumerate(site.stories) if s.number == int(query["before"])) + 1
        shown = site.stories[start : start + 6]
        return cards(shown) + (button(site, shown[-1]) if start + 6 < len(site.stories) else "")

    return _scrolling('<button class="more" hx-get="/api/stories?before=5">Show more</button>', "", api)


# --- a newspaper -----------------------------------------------------------------------------------------------------

_SECTIONS = ("politics", "sport", "culture")


def newspaper() -> OtherSite:
    """Sections with pinned articles on every page, older ones by ?start=N; an archive by day, in pages."""
    first = date(2025, 5, 9)
    stories = [
        Story(
            n,
            first - timedelta(days=n // 4 + (12 if n > 40 else 0)),
            f"/{_SECTIONS[n % 3]}/{slug(n)}-{n}",
            _SECTIONS[n % 3],
        )
        for n in range(61)
    ]
    site = OtherSite(stories, {})
    menu = "".join(f'<a href="/{s}">{s.capitalize()}</a>' for s in _SECTIONS)
    foot = '<a href="/archive">Archive</a> <a href="/contact">Contact</a>'

    def section(name: str) -> Callable[[dict[str, str]], str | None]:
        of_section = [s for s in site.stories if s.section == name]
        pinned = of_section[9:11]

        def listing(query: dict[str, str]) -> str | None:
            start = int(query.get("start", "0"))
            shown = of_section[start : start + 6]
            after = f'<a href="/{name}?start={start + 6}">Next ›</a>' if start + 6 < len(of_section) else ""
            top = "".join(f'<div class="pin"><h2><a href="{s.path}">{escape(s.title)}</a></h2></div>' for s in pinned)
            body = f"<h1>{name}</h1>{top}<ul>{cards(shown)}</ul><p>{after}</p>"
            return page(name, body, menu=menu, foot=foot) if shown else None

        return listing

    def day(when: date) -> Callable[[dict[str, str]], str | None]:
        of_day = [s for s in site.stories if s.day == when]

        def listing(query: dict[str, str]) -> str | None:
            number = int(query.get("page", "1"))
            before = f'<a href="/archive/{when - timedelta(days=1)}">The day before</a>'
            after = f'<a href="/archive/{when}?page={number + 1}">2</a>' if 3 * number < len(of_day) else ""
            return page(f"{when}", f"<ul>{cards(_slice(of_day, number, 3))}</ul>{after} {before}", menu=menu, foot=foot)

        return listing

    lead = "".join(
        f'<div class="lead"><h2><a href="{s.path}">{escape(s.title)}</a></h2></div>' for s in site.stories[:5]
    )
    site.listings["/"] = lambda _: page("The Courier", lead, menu=menu, foot=foot)
    site.listings |= {f"/{name}": section(name) for name in _SECTIONS}
    # Whatever day is asked for, the archive has a page: an endless chain into the past.
    site.listings |= {f"/archive/{first - timedelta(days=n)}": day(first - timedelta(days=n)) for n in range(-1, 4000)}
    days = "".join(
        f'<li><a href="/archive/{first - timedelta(days=n)}">{first - timedelta(days=n)}</a></li>' for n in range(3)
    )
    site.listings["/archive"] = lambda _: page("Archive", f"<h1>Archive</h1><ul>{days}</ul>", menu=menu, foot=foot)
    return site
