"""Each part of a seed as the HTML that JNews, WordPress' widgets and the usual plugins print for it."""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable, Iterable
from datetime import datetime
from html import escape
from itertools import pairwise
from typing import Protocol

from seed_facts import Seed, list_lines, slug
from seed_text import Part

_CLOUD_ENTRY = re.compile(r"(.+?) \(([\d,.]+)\)\s*")


class Where(Protocol):
    """What the parts must know of their page."""

    seed: Seed
    home: str
    url: str
    picture: str
    header_cell: str


def element(opening: str, inner: str) -> str:
    """`inner` in the element that `opening` opens: ``<div class="x">``."""
    return f"{opening}{inner}</{opening[1:].partition(' ')[0].rstrip('>')}>"


def _wrapped(opening: str) -> Callable[[Where, Part], str]:
    return lambda page, part: element(opening, escape(part.text))


def _listed(opening: str) -> Callable[[Where, Part], str]:
    return lambda page, part: element(opening, nested_items(part, _link))


def _link(text: str) -> str:
    return f'<a href="/{slug(text)}/">{escape(text)}</a>'


def nested_items(part: Part, inner: Callable[[str], str], sub: str = "<ul>") -> str:
    """The lines as list items, deeper ones as a list in the item before."""
    lines = list_lines(part)
    out = ""
    for line, following in pairwise([*lines, None]):
        assert line is not None
        out += f"<li>{inner(line.text)}"
        step = (following.level if following else lines[0].level) - line.level
        out += sub if step > 0 else "</li>" + f"</{sub[1:-1]}></li>" * -step
    return out


def _search(page: Where, part: Part) -> str:
    links = zip(("search-noresult", "search-all-button"), part.lines, strict=False)
    inner = "".join(f'<div class="search-link {name}">{escape(text.strip())}</div>' for name, text in links)
    return element(
        '<div class="jeg_search_wrapper">', element('<div class="jeg_search_result jeg_search_hide">', inner)
    )


def _logo(page: Where, part: Part) -> str:
    link = f'<a href="{page.home}">{escape(part.text)}</a>'
    kind = "jeg_mobile_logo" if part.kind == "mobile_logo" else "jeg_nav_item jeg_logo"
    return element(f'<div class="{kind}">', element('<div class="site-title">', link))


def _category_link(page: Where, path: Iterable[str], rel: str = "") -> str:
    names = list(path)
    return f'<a href="{page.home}category/{"/".join(map(slug, names))}/"{rel}>{escape(names[-1])}</a>'


def _breadcrumb(page: Where, part: Part) -> str:
    trail = page.seed.trail
    links = [f'<a href="{page.home}">Home</a>', *(_category_link(page, trail[: n + 1]) for n in range(len(trail)))]
    inner = '<i class="fa fa-angle-right"></i>'.join(f'<span class="">{link}</span>' for link in links)
    return element('<div class="jeg_breadcrumbs jeg_breadcrumb_container">', f'<div id="breadcrumbs">{inner}</div>')


def _byline(page: Where, part: Part) -> str:
    name = page.seed.author or ""
    link = f'<a href="{page.home}author/{slug(name)}/">{escape(name)}</a>'
    return element('<div class="jeg_meta_author">', f'<span class="meta_text">by</span> {link}')


def _date(page: Where, part: Part) -> str:
    return element('<div class="jeg_meta_date">', f'<a href="{page.url}">{escape(part.text)}</a>')


def _category(page: Where, part: Part) -> str:
    links = [_category_link(page, page.seed.path_of(name), ' rel="category tag"') for name in page.seed.labels]
    inner = '<span class="category-separator">, </span>'.join(links)
    return element('<div class="jeg_meta_category">', f'<span><span class="meta_text">in</span> {inner}</span>')


def lazy_picture(url: str, alt: str) -> str:
    stand_in = "/wp-content/themes/jnews/assets/img/jeg-empty.png"
    picture = f'<img class="lazyload wp-post-image" src="{stand_in}" data-src="{url}" alt="{escape(alt)}">'
    return element('<div class="thumbnail-container animate-lazy">', picture)


def _lead_picture(page: Where, part: Part) -> str:
    link = f'<a href="{page.picture}">{lazy_picture(page.picture, part.text)}</a>'
    return element('<div class="jeg_featured featured_image">', link)


def _share(page: Where, part: Part) -> str:
    buttons = re.findall(r"(?:Share|Tweet|Pin)(?: on \w+?(?=Share|Tweet|Pin|$))?[\d.kK]*", part.text)
    inner = "".join(f'<a href="#" class="jeg_btn"><span>{escape(text)}</span></a>' for text in buttons)
    return element('<div class="jeg_share_button clearfix">', element('<div class="jeg_sharelist">', inner))


def _tags(page: Where, part: Part) -> str:
    links = (f'<a href="{page.home}tag/{slug(tag)}/" rel="tag">{escape(tag)}</a>' for tag in page.seed.tags)
    return element('<div class="jeg_post_tags">', f"<span>Tags:</span> {''.join(links)}")


def _neighbour(page: Where, part: Part) -> str:
    side = "prev" if part.kind == "previous" else part.kind
    caption, title = (escape(line.strip()) for line in part.lines)
    inner = f'<span class="caption">{caption}</span><h3 class="post-title">{title}</h3>'
    return element(f'<a href="{page.home}{side}/" class="post {side}-post">', inner)


def _author_box(page: Where, part: Part) -> str:
    name, *about = (escape(line.strip()) for line in part.lines)
    link = f'<a href="{page.home}author/{slug(name)}/">{name}</a>'
    inner = f'<h3 class="jeg_author_name">{link}</h3><p class="jeg_author_desc">{"<br>".join(about)}</p>'
    return element('<div class="jeg_authorbox">', element('<div class="jeg_author_content">', inner))


def block_heading(text: str) -> str:
    first, _, rest = escape(text).partition(" ")
    inner = f"<span>{first}<strong> {rest}</strong></span>" if rest else f"<span>{first}</span>"
    return element('<div class="jeg_block_heading jeg_block_heading_6">', f'<h3 class="jeg_block_title">{inner}</h3>')


def _card(page: Where, part: Part) -> str:
    """Lines of a card: text of the picture, category of related posts, title, author of related posts, date."""
    *before, date = (line.strip() for line in part.lines)
    byline = before.pop() if before[-1].startswith("by ") else None
    title = before.pop()
    url = f"{page.home}{slug(title)[:60]}/"
    thumb = f'<a href="{url}">{lazy_picture(page.home + "card.jpg", before[0])}</a>' if before else ""
    if len(before) > 1:
        thumb += element('<div class="jeg_post_category">', f"<span>{_category_link(page, [before[1]])}</span>")
    meta = ""
    if byline:
        name = byline.removeprefix("by ")
        meta = (
            f'<div class="jeg_meta_author"><span class="by">by</span> <a href="{page.home}author/x/">{name}</a></div>'
        )
    meta += f'<div class="jeg_meta_date"><a href="{url}"><i class="fa fa-clock-o"></i> {date}</a></div>'
    inner = (
        f'<h3 class="jeg_post_title"><a href="{url}">{escape(title)}</a></h3><div class="jeg_post_meta">{meta}</div>'
    )
    size = "jeg_pl_sm" if part.kind == "latest_card" else "jeg_pl_md_5"
    return (
        f'<article class="jeg_post {size} format-standard"><div class="jeg_thumb">{thumb}</div>'
        f'<div class="jeg_postblock_content">{inner}</div></article>'
    )


def _tag_cloud(page: Where, part: Part) -> str:
    links = (
        f'<a href="{page.home}tag/{slug(name)}/" class="tag-cloud-link" aria-label="{escape(name)} ({count} items)">'
        f'{escape(name)}<span class="tag-link-count"> ({count})</span></a>'
        for name, count in _CLOUD_ENTRY.findall(part.text)
    )
    return element('<div class="tagcloud">', "\n".join(links))


def _archives(page: Where, part: Part) -> str:
    items = []
    for line in list_lines(part):
        month, _, count = line.text.rpartition("(")
        when = datetime.strptime(month.strip(), "%B %Y")  # noqa: DTZ007 - a month has no zone
        items.append(f'<li><a href="{page.home}{when:%Y/%m}/">{month.strip()}</a>&nbsp;({count}</li>')
    return element("<ul>", "".join(items))


def _calendar(page: Where, part: Part) -> str:
    caption, head, *_ = (line.strip() for line in part.lines)
    month = datetime.strptime(caption, "%B %Y")  # noqa: DTZ007 - a month has no zone
    weeks = calendar.monthcalendar(month.year, month.month)
    days = "".join(element("<tr>", "".join(f"<td>{day or '&nbsp;'}</td>" for day in week)) for week in weeks)
    names = "".join(f'<th scope="col">{letter}</th>' for letter in head)
    return (
        f'<table id="wp-calendar" class="wp-calendar-table"><caption>{caption}</caption>'
        f"<thead><tr>{names}</tr></thead><tbody>{days}</tbody></table>"
    )


def _calendar_nav(page: Where, part: Part) -> str:
    links = "".join(
        f'<span class="pad"><a href="/">{escape(m)}</a></span>' for m in re.findall(r"« \w+|\w+ »", part.text)
    )
    return element('<nav aria-label="Previous and next months" class="wp-calendar-nav">', links)


def _hidden_links(page: Where, part: Part) -> str:
    marks = part.text.replace(" ", "")
    links = (f'<a href="https://partner-{n}.example/">{escape(mark)}</a>' for n, mark in enumerate(marks))
    return element('<div style="display:none">', " ".join(links))


def _cookie_notice(page: Where, part: Part) -> str:
    button = '<button data-expire="7" class="btn btn-cookie">I Agree</button>'
    return element('<div class="jnews-cookie-law-policy">', escape(part.text) + button)


def _mobile_switch(page: Where, part: Part) -> str:
    link = f'<a rel="" href="{page.url}?amp=1">{escape(part.text)}</a>'
    return element('<div id="amp-mobile-version-switcher" hidden>', link)


def _ad(page: Where, part: Part) -> str:
    inner = f'<div class="ads_code"><ins class="adsbygoogle"></ins></div><div class="ads-text">{part.text}</div>'
    return element('<div class="jeg_ad">', element('<div class="ads-wrapper">', inner))


def _widget_title(page: Where, part: Part) -> str:
    return block_heading(part.text)


def _category_select(page: Where, part: Part) -> str:
    option = '<option value="-1">Select Category</option>'
    return f'{block_heading(part.text)}<form><select name="cat" id="cat" class="postform">{option}</select></form>'


RENDER_CHROME: dict[str, Callable[[Where, Part], str]] = {
    "today": _wrapped('<div class="jeg_nav_item jeg_top_date">'),
    "top_menu": _listed('<ul class="jeg_menu jeg_top_menu">'),
    "main_menu": _listed('<ul class="jeg_menu jeg_main_menu">'),
    "search": _search, "logo": _logo, "mobile_logo": _logo,
    "breadcrumb": _breadcrumb, "title": _wrapped('<h1 class="jeg_post_title">'),
    "subtitle": _wrapped('<h2 class="jeg_post_subtitle">'), "byline": _byline, "date": _date, "category": _category,
    "alt": _lead_picture, "share": _share, "share_bottom": _share, "ad": _ad, "tags": _tags,
    "previous": _neighbour, "next": _neighbour, "author_box": _author_box,
    "related": _widget_title, "related_card": _card, "latest_card": _card,
    "widget_categories": _category_select, "widget_tags": _widget_title, "tag_cloud": _tag_cloud,
    "calendar": _calendar, "calendar_nav": _calendar_nav, "widget_archives": _widget_title, "archives": _archives,
    "copyright": _wrapped('<p class="copyright">'), "mobile_search": _search,
    "mobile_menu": _listed('<ul class="jeg_mobile_menu">'), "mobile_copyright": _wrapped("<p>"),
    "cookie_notice": _cookie_notice, "mobile_switch": _mobile_switch, "hidden_links": _hidden_links,
}  # fmt: skip
