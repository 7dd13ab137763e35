"""Embedded posts and players."""

from __future__ import annotations

import pytest
from staged import prose, staged

from capital_spider.extract import extract_body, split_blocks
from capital_spider.extract.embeds import read_embed
from capital_spider.items import Embed, Link, Media

Expected = tuple[str | None, str | None, str | None] | None
TUBE = "https://www.youtube.com/embed/abc"
CASES: dict[str, tuple[str, Expected]] = {
    "video": (f"<iframe src='{TUBE}'></iframe>", ("youtube", TUBE, None)),
    "video without its options": (f"<iframe src='{TUBE}?autoplay=1&amp;rel=0'></iframe>", ("youtube", TUBE, None)),
    "video without cookies": (
        "<iframe src='https://www.youtube-nocookie.com/embed/abc'></iframe>",
        ("youtube", "https://www.youtube-nocookie.com/embed/abc", None),
    ),
    "lazy": (f"<iframe data-src='{TUBE}'></iframe>", ("youtube", TUBE, None)),
    "lazy, with a blank page first": (
        f"<iframe src='about:blank' data-src='{TUBE}'></iframe>",
        ("youtube", TUBE, None),
    ),
    "without the scheme": (
        "<iframe src='//player.vimeo.com/video/5?h=1'></iframe>",
        ("vimeo", "https://player.vimeo.com/video/5", None),
    ),
    "map, by the second-level domain": (
        "<iframe src='https://maps.google.co.uk/maps?q=delta'></iframe>",
        ("google", "https://maps.google.co.uk/maps?q=delta", None),
    ),
    "unknown page": (
        "<iframe src='https://charts.example/5'></iframe>",
        ("charts.example", "https://charts.example/5", None),
    ),
    "host that only begins alike": (
        "<iframe src='https://twitter.example.com/5'></iframe>",
        ("twitter.example.com", "https://twitter.example.com/5", None),
    ),
    "one letter, another domain": ("<iframe src='https://x.org/5'></iframe>", ("x.org", "https://x.org/5", None)),
    "one letter": (
        "<iframe src='https://x.com/ana/status/5'></iframe>",
        ("twitter", "https://x.com/ana/status/5", None),
    ),
    "film": ("<video src=/a.mp4></video>", ("news.example", "https://www.news.example/a.mp4", None)),
    "film in several formats": (
        "<video><source src=/a.webm><source src=/a.mp4></video>",
        ("news.example", "https://www.news.example/a.webm", None),
    ),
    "sound": ("<audio controls src=/a.mp3></audio>", ("news.example", "https://www.news.example/a.mp3", None)),
    "object": ("<object data=/a.pdf></object>", ("news.example", "https://www.news.example/a.pdf", None)),
    "list of videos": (
        "<iframe src='https://www.youtube.com/embed/videoseries?list=PL5'></iframe>",
        ("youtube", "https://www.youtube.com/embed/videoseries?list=PL5", None),
    ),
    "whole host": (
        "<iframe src='https://embed.podcasts.apple.com/us/podcast/5'></iframe>",
        ("apple", "https://embed.podcasts.apple.com/us/podcast/5", None),
    ),
    "drawing": ("<object data=/chart.svg></object>", None),
    "advertisement": ("<iframe src='https://www.dianomi.com/smartads.epl?id=5'></iframe>", None),
    "tag manager": ("<iframe src='https://www.googletagmanager.com/ns.html?id=G'></iframe>", None),
    "pixel": ("<iframe src='https://www.facebook.com/tr?id=5'></iframe>", None),
    "blank": ("<iframe src='about:blank'></iframe>", None),
    "no address": ("<iframe srcdoc='x'></iframe>", None),
    "tweet": (
        "<blockquote class=twitter-tweet><p>Lock <b>opens</b></p>&mdash; Ana (@ana) "
        "<a href='https://twitter.com/ana/status/5'>May 3</a></blockquote>",
        ("twitter", "https://twitter.com/ana/status/5", "Lock opens"),
    ),
    "Instagram, by its permalink": (
        "<blockquote class=instagram-media data-instgrm-permalink='https://www.instagram.com/p/5/'>"
        "<a href='https://other.example/'>A post</a></blockquote>",
        ("instagram", "https://www.instagram.com/p/5/", "A post"),
    ),
    "TikTok, by its cite": (
        "<blockquote class=tiktok-embed cite='https://www.tiktok.com/@ana/video/5'>"
        "<section>Boats</section></blockquote>",
        ("tiktok", "https://www.tiktok.com/@ana/video/5", "Boats"),
    ),
    "quotation is no embed": ("<blockquote><p>Never again</p><a href=/a>Ana</a></blockquote>", None),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_embeds(case: tuple[str, Expected]) -> None:
    document = staged(f"<body>{case[0]}", split_blocks)
    body = document.root.find("body")
    assert body is not None
    found = read_embed(document, body[0])
    expected = Embed(provider=case[1][0], url=case[1][1], text=case[1][2]) if case[1] else None
    assert found == expected


MEDIA: dict[str, tuple[str, list[tuple[str, str, str | None]]]] = {
    "player": (f"<iframe src='{TUBE}' title='The lock at dawn'></iframe>", [("video", TUBE, "The lock at dawn")]),
    "title of the player": (f"<iframe src='{TUBE}' title='YouTube video player'></iframe>", [("video", TUBE, None)]),
    "podcast": (
        "<iframe src='https://open.spotify.com/embed/episode/5'></iframe>",
        [("audio", "https://open.spotify.com/embed/episode/5", None)],
    ),
    "site's own player": (
        "<iframe src='/embed/video/?v=5'></iframe>",
        [("video", "https://www.news.example/embed/video/?v=5", None)],
    ),
    "video": ("<video src=/a.mp4></video>", [("video", "https://www.news.example/a.mp4", None)]),
    "sound": ("<audio src=/a.mp3></audio>", [("audio", "https://www.news.example/a.mp3", None)]),
    "twice": (f"<iframe src='{TUBE}'></iframe><iframe src='{TUBE}?start=5'></iframe>", [("video", TUBE, None)]),
    "map": ("<iframe src='https://maps.google.com/maps?q=delta'></iframe>", []),
}
AFTER = "<p>Two boats waited below the gate until the wind turned and the keeper lit his lamp for the night.</p>"


@pytest.mark.parametrize("case", MEDIA.values(), ids=MEDIA.keys())
def test_recordings_of_the_text(case: tuple[str, list[tuple[str, str, str | None]]]) -> None:
    document = staged(f"<body><h1>Lock opens</h1>{prose()}{case[0]}{AFTER}", extract_body)
    assert list(document.media) == [Media(type=k, url=u, title=t) for k, u, t in case[1]]  # type: ignore[arg-type]


LINKS: dict[str, tuple[str, list[Link]]] = {
    "within the site": (
        "the <a href=/gate/>fourth <b>gate</b></a>",
        [Link(url="https://www.news.example/gate/", text="fourth gate", external=False)],
    ),
    "elsewhere": (
        "the <a href='//delta.example/a?b=1#c'>Delta</a>",
        [Link(url="https://delta.example/a?b=1", text="Delta", external=True)],
    ),
    "twice the same": (
        "<a href=/gate/>gate</a> and <a href=/gate/>gate</a>",
        [Link(url="https://www.news.example/gate/", text="gate", external=False)],
    ),
    "in order": (
        "<a href=/b/>b</a> and <a href=/a/>a</a>",
        [
            Link(url="https://www.news.example/b/", text="b", external=False),
            Link(url="https://www.news.example/a/", text="a", external=False),
        ],
    ),
    "without words": ("a gate<a href=/gate/><img src=/i.png></a>", []),
    "no address of a page": ("<a href='mailto:ana@news.example'>Ana</a>, <a href='javascript:x()'>more</a>", []),
}


@pytest.mark.parametrize("case", LINKS.values(), ids=LINKS.keys())
def test_links_of_the_text(case: tuple[str, list[Link]]) -> None:
    line = f"<p>The keeper wrote the figure down, {case[0]}, and asked the council for a second pencil.</p>"
    document = staged(f"<body><h1>Lock opens</h1>{prose()}{line}{AFTER}", extract_body)
    assert list(document.links) == case[1]
