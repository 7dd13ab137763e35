"""``sites doors``: the doors of the sample site and of odd ones, in fewer than twenty requests."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any

import pytest
from altered_site import AlteredSite
from commands import run_command
from serving import Answer, Route, Server

from capital_spider.cli.exit_codes import ExitCode
from capital_spider.demo import truth

XML = {"Content-Type": "application/xml"}
JSON = {"Content-Type": "application/json"}
ARTICLES = len(truth())


def listed(server: Server, paths: list[str], kind: str = "url") -> Answer:
    around = "urlset" if kind == "url" else "sitemapindex"
    entries = "".join(f"<{kind}><loc>{server.url(path)}</loc></{kind}>" for path in paths)
    return Answer(f"<{around}>{entries}</{around}>".encode(), headers=XML)


def many_sitemaps(server: Server) -> Mapping[str, Route]:
    """An index of fifty parts, and the category listing's own part."""
    parts = [f"/post-sitemap{n}.xml" for n in range(50)]
    routes = {part: listed(server, [f"/story-{n}-{m}/" for m in range(3)]) for n, part in enumerate(parts)}
    index = listed(server, ["/category-sitemap.xml", *parts], "sitemap")
    return {"/": Answer(), "/sitemap.xml": index, **routes}


def closed_api(server: Server) -> Mapping[str, Route]:
    body = f'<html><head><link rel="https://api.w.org/" href="{server.url("/wp-json/")}"></head><body></body></html>'
    posts = "/wp-json/wp/v2/posts?per_page=100&page=1&orderby=date&order=desc"
    fields = "&_fields=id,link,date,date_gmt,modified,modified_gmt,content.protected"
    return {"/": Answer(body.encode()), posts + fields: Answer(b'{"code": "rest_forbidden"}', 401, JSON)}


def one_list_of_everything(server: Server) -> Mapping[str, Route]:
    """A sitemap that holds the home page and listings too, named in robots.txt only."""
    pages = ["/", "/2025/04/", "/category/asia/", "/one-story/", "/another-story/", "/one-story/"]
    robots = f"User-agent: *\nDisallow: /private/\nsitemap:{server.url('/map.xml')}\n"
    return {"/": Answer(), "/robots.txt": Answer(robots.encode()), "/map.xml": listed(server, pages)}


def short_feed(server: Server) -> Mapping[str, Route]:
    """A feed that no page names, and that gives the same for any page number."""
    items = "".join(f"<item><link>{server.url(path)}</link></item>" for path in ("/a-story/", "/b-story/"))
    feed = Answer(f'<rss version="2.0"><channel>{items}</channel></rss>'.encode(), headers=XML)
    return {"/": Answer(), "/rss.xml": feed, "/rss.xml?paged=2": feed}


def sitemap_that_is_none(server: Server) -> Mapping[str, Route]:
    robots = f"Sitemap: {server.url('/map.xml')}\n"
    return {"/": Answer(), "/robots.txt": Answer(robots.encode()), "/map.xml": Answer(b"<!DOCTYPE html><html></html>")}


def sitemaps_without_end(server: Server) -> Mapping[str, Route]:
    """Each an index of the next; the first lists itself as well."""
    levels = {f"/map-{n}.xml": listed(server, ["/sitemap.xml", f"/map-{n + 1}.xml"], "sitemap") for n in range(1, 500)}
    return {"/": Answer(), "/sitemap.xml": listed(server, ["/sitemap.xml", "/map-1.xml"], "sitemap"), **levels}


@dataclass(frozen=True)
class Case:
    """routes: of the site; wanted: (kind, claims, a part of the note, why it is closed)."""

    routes: Any
    wanted: list[tuple[str, int | None, str | None, str | None]]


CASES = {
    "more sitemaps than are read": Case(many_sitemaps, [("sitemap", None, "7 files of 51, which hold 18", None)]),
    "a closed API": Case(closed_api, [("wordpress", None, None, "closed")]),
    "a sitemap of everything": Case(one_list_of_everything, [("sitemap", 2, None, None)]),
    "a page in the place of a sitemap": Case(sitemap_that_is_none, [("sitemap", None, None, "html")]),
    "five hundred levels of sitemaps": Case(sitemaps_without_end, [("sitemap", 0, "4 files", None)]),
    "a feed without pages": Case(short_feed, [("feed", 2, None, None)]),
    "none": Case(lambda _: {"/": Answer()}, []),
}


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return run_command(["sites", "doors", *arguments])


@pytest.fixture(scope="module")
def sites() -> Iterator[dict[str, Server]]:
    with ExitStack() as running:
        servers = {name: running.enter_context(Server({})) for name in CASES}
        for name, server in servers.items():
            server.routes.update(CASES[name].routes(server))
        yield servers


@pytest.mark.parametrize("name", CASES)
def test_doors_of_odd_sites(name: str, sites: dict[str, Server]) -> None:
    done = run(sites[name].url(), "--json")
    assert (done.returncode, done.stderr) == (ExitCode.DONE, "")
    found = json.loads(done.stdout)
    assert found["site"] == sites[name].url()
    doors = [(door["kind"], door["claims"], door["note"], door["closed"]) for door in found["doors"]]
    assert doors == CASES[name].wanted
    assert len(sites[name].log) < 20


def test_the_sample_site_has_all_doors_but_a_list_of_its_api() -> None:
    with AlteredSite() as site:
        done = run(site.url())
        asked = len(site.log)
    lines = [line.split()[:2] for line in done.stdout.splitlines()[1:]]
    claims = {"archive": f"{ARTICLES}", "category": f"{ARTICLES}", "sitemap": f"{ARTICLES}", "feed": "?"}
    assert dict(lines) == claims
    assert done.stdout.splitlines()[-1].endswith(site.url("/feed/"))
    assert asked < 20


def test_no_door_is_said_in_words(sites: dict[str, Server]) -> None:
    done = run(sites["none"].url())
    assert done.returncode == ExitCode.DONE
    assert "neither month archives, categories, a REST API, a sitemap nor a feed was found" in done.stdout
    assert "--by urls takes addresses" in done.stdout


def test_a_site_that_is_down() -> None:
    with Server({}) as server:
        url = server.url()
    done = run(url)
    assert (done.returncode, done.stdout) == (ExitCode.NOTHING_FETCHED, "")
    assert done.stderr.startswith(f"error: {url} could not be fetched: nobody answers at this address and port")


REFUSALS = {
    "robots.txt forbids it": ({"/robots.txt": Answer(b"User-agent: *\nDisallow: /\n")}, "ask the site's owners"),
    "no such page": ({}, "there is no such page: check the address"),
}


@pytest.mark.parametrize("case", REFUSALS.values(), ids=REFUSALS.keys())
def test_a_start_page_that_is_not_to_be_had(case: tuple[dict[str, Route], str]) -> None:
    routes, words = case
    with Server(routes) as server:
        done = run(server.url())
    assert done.returncode == ExitCode.NOTHING_FETCHED
    assert words in done.stderr


USAGE = {
    "two addresses": ("example.org example.com", "give one address: the site's start page"),
    "none": (" ", "give a URL"),
    "another scheme": ("ftp://example.org/", "write it like https://"),
}


@pytest.mark.parametrize("case", USAGE.values(), ids=USAGE.keys())
def test_usage_errors(case: tuple[str, str]) -> None:
    url, words = case
    done = run(url)
    assert (done.returncode, "Traceback" in done.stderr) == (ExitCode.USAGE, False)
    assert words in done.stderr
