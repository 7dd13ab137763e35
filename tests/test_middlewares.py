"""What the crawl asks for, and what it refuses, against servers on loopback."""

from __future__ import annotations

import gzip
from itertools import pairwise

import pytest
from serving import Answer, Crawl, Route, Server, crawl

# Tests of something else than the pace need not wait for it; a waiting host is asked again at once.
QUICK = {"BACKOFF_FIRST_WAIT": 0.01}
# A host that is no start address is slow even on loopback.
NO_DELAY = {"DOWNLOAD_DELAY": 0.01, "AUTOTHROTTLE_START_DELAY": 0.01}
# Each alone must keep a host from being asked: the queue that does not pop, and the slot that is held.
QUEUES = {
    "our queue": "capital_spider.middlewares.RoomyHostsQueue",
    "Scrapy's queue": "scrapy.pqueues.DownloaderAwarePriorityQueue",
}
SECRET = Answer(b"<p>Not for you.</p>")


def redirect(to: str) -> Answer:
    return Answer(b"", 302, {"Location": to})


# --- Private addresses and schemes


SPELLINGS = ["127.0.0.1", "localhost", "2130706433", "0x7f.1", "127.1", "0177.0.0.1", "[::1]", "[::ffff:127.0.0.1]"]


def test_private_addresses_are_refused_in_every_spelling() -> None:
    with Server({"/": SECRET}) as secret, Server({"/": Answer()}) as site:
        urls = [f"http://{host}:{secret.port}/" for host in SPELLINGS]
        outcome = crawl(site.url(), urls)
    assert secret.log == []
    assert set(outcome.refused.values()) == {"private_address"}
    assert len(outcome.refused) == len(SPELLINGS)
    assert outcome.stats["fetch/refused/private_address"] == len(SPELLINGS)
    assert "retry/count" not in outcome.stats


def test_named_private_host_is_fetched_on_its_port_only() -> None:
    with Server({"/": SECRET}) as secret, Server({"/": Answer()}) as named, Server({"/": Answer()}) as site:
        urls = [f"http://localhost:{server.port}/" for server in (named, secret)]
        outcome = crawl(site.url(), urls, ALLOWED_PRIVATE_HOSTS=[f"localhost:{named.port}"], **NO_DELAY)
    assert outcome.pages[urls[0]] == 200
    assert outcome.refused == {urls[1]: "private_address"}
    assert secret.log == []


def test_redirects_lead_neither_inwards_nor_to_files() -> None:
    with Server({"/": SECRET}) as secret:
        routes: dict[str, Route] = {
            "/": Answer(),
            "/inwards": redirect(secret.url()),
            "/file": redirect("file:///etc/hostname"),
            "/data": redirect("data:text/html,x"),
            "/near": redirect("/"),
        }
        with Server(routes) as site:
            outcome = crawl(site.url(), [site.url(path) for path in routes if path != "/"])
    assert secret.log == []
    assert outcome.refused == {secret.url(): "private_address"}
    assert outcome.pages == {site.url(): 200, site.url("/file"): 302, site.url("/data"): 302}


def test_redirects_end_after_five() -> None:
    with Server({"/": lambda asked: redirect(f"/?{asked}"), "/robots.txt": Answer()}) as site:
        site.routes |= {f"/{n}": redirect(f"/{n + 1}") for n in range(20)}
        outcome = crawl(site.url("/1"))
    assert site.paths().count("/robots.txt") == 1
    assert [path for path in site.paths() if path != "/robots.txt"] == [f"/{n}" for n in range(1, 7)]
    assert list(outcome.failed.values()) == ["IgnoreRequest"]


@pytest.mark.parametrize("url", ["ftp://example.org/", "file:///etc/hostname", "data:text/html,x", "s3://bucket/key"])
def test_other_schemes_are_refused(url: str) -> None:
    outcome = crawl(url)
    assert outcome.refused == {url: "scheme"}
    assert outcome.pages == {}


# --- robots.txt


def _late_robots(asked: int) -> Answer:
    return Answer(b"", 503, {"Retry-After": "0"}) if asked == 0 else Answer(b"User-agent: *\nDisallow: /private")


ROBOTS: dict[str, tuple[Route, set[str]]] = {
    "missing: all allowed": (Answer(b"", 404), {"/", "/private"}),
    "forbidden: all allowed (RFC 9309, 2.3.1.3)": (Answer(b"", 403), {"/", "/private"}),
    "a body of 404 is no rule": (Answer(b"User-agent: *\nDisallow: /", 404), {"/", "/private"}),
    "rules for all": (Answer(b"User-agent: *\nDisallow: /private"), {"/"}),
    "rules for us": (Answer(b"User-agent: *\nDisallow: /\n\nUser-agent: capital-spider\nAllow: /"), {"/", "/private"}),
    "a rule 499 KiB down": (Answer(b"#" * 499 * 1024 + b"\nUser-agent: *\nDisallow: /private"), {"/"}),
    "server error: nothing allowed": (Answer(b"", 500), set()),
    "unavailable: nothing allowed": (Answer(b"User-agent: *\nAllow: /", 503), set()),
    "unavailable for a moment: asked again": (_late_robots, {"/"}),
    "too many requests: nothing allowed": (Answer(b"", 429), set()),
    "redirect to nowhere: all allowed": (redirect("/robots.txt"), {"/", "/private"}),
    "redirect to the rules": (redirect("/rules"), {"/"}),
}


@pytest.mark.parametrize("case", ROBOTS.values(), ids=ROBOTS.keys())
def test_robots(case: tuple[Route, set[str]]) -> None:
    robots, fetched = case
    routes: dict[str, Route] = {"/": Answer(), "/private": Answer(), "/robots.txt": robots}
    routes["/rules"] = Answer(b"User-agent: *\nDisallow: /private")
    with Server(routes) as site:
        outcome = crawl(site.url(), [site.url("/private")], RETRY_TIMES=1, **QUICK)
    assert {path for path in site.paths() if path in ("/", "/private")} == fetched
    assert (outcome.stats.get("politeness/robots_unreachable", 0) == 1) is (not fetched)
    if fetched == {"/"}:
        assert outcome.refused == {site.url("/private"): "robots_forbidden"}
        assert outcome.stats["politeness/robots_forbidden"] == 1


def test_unreachable_robots_close_the_host() -> None:
    with Server({}) as gone:
        url = gone.url()
    outcome = crawl(url, RETRY_TIMES=0)
    assert outcome.refused == {url: "robots_unreachable"}
    assert outcome.stats["politeness/robots_unreachable"] == 1


def test_contact_is_in_the_user_agent() -> None:
    with Server({"/": Answer()}) as site:
        crawl(site.url(), CONTACT="mailto:desk@example.org\r\n")
    assert {(agent or "").partition("/")[0] for agent in site.agents} == {"capital-spider"}
    assert all((agent or "").endswith(" (+mailto:desk@example.org)") for agent in site.agents)


# --- Hostile and useless answers


def _zeros(megabytes: int) -> bytes:
    return bytes(megabytes * 1024 * 1024)


REFUSED = {
    "gzip bomb": (Answer(gzip.compress(_zeros(40)), headers={"Content-Encoding": "gzip"}), "too_large"),
    "long body": (Answer(_zeros(11)), "too_large"),
    "PDF": (Answer(b"%PDF-1.7", headers={"Content-Type": "application/pdf"}), "content_type"),
    "picture": (Answer(_zeros(5), headers={"Content-Type": "image/jpeg"}), "content_type"),
    "video, in capitals": (Answer(b"", headers={"Content-Type": "VIDEO/mp4; codecs=x"}), "content_type"),
    "100 KB of headers": (Answer(headers={f"X-{n}": "x" * 1000 for n in range(100)}), "headers_too_large"),
}
ACCEPTED = {
    "/9-megabytes": Answer(_zeros(9)),
    "/feed": Answer(b"<rss/>", headers={"Content-Type": "application/rss+xml"}),
    "/sitemap.xml.gz": Answer(gzip.compress(b"<urlset/>"), headers={"Content-Type": "application/x-gzip"}),
    "/api": Answer(b"{}", headers={"Content-Type": "application/json"}),
    "/no-type": Answer(headers={"Content-Type": ""}),
    "/moved-picture": Answer(b"", 301, {"Content-Type": "image/gif", "Location": "/"}),
}


@pytest.fixture(scope="module")
def answers() -> tuple[Server, Crawl]:
    """One crawl over everything that is refused and accepted."""
    routes: dict[str, Route] = {"/": Answer(), **ACCEPTED}
    routes |= {f"/{number}": answer for number, (answer, _) in enumerate(REFUSED.values())}
    with Server(routes) as site:
        return site, crawl(site.url(), [site.url(path) for path in routes if path != "/"])


@pytest.mark.parametrize("number", range(len(REFUSED)), ids=REFUSED.keys())
def test_refused_answer(number: int, answers: tuple[Server, Crawl]) -> None:
    site, outcome = answers
    reason = list(REFUSED.values())[number][1]
    assert outcome.refused[site.url(f"/{number}")] == reason
    assert outcome.stats[f"fetch/refused/{reason}"] == [r for _, r in REFUSED.values()].count(reason)
    assert site.paths().count(f"/{number}") == 1


@pytest.mark.parametrize("path", ACCEPTED)
def test_accepted_answer(path: str, answers: tuple[Server, Crawl]) -> None:
    site, outcome = answers
    target = "/" if path == "/moved-picture" else path
    assert outcome.pages[site.url(target)] == 200
    assert site.url(path) not in outcome.refused | outcome.failed


# --- Hosts that ask to wait


def _busy_once(asked: int) -> Answer:
    return Answer(b"", 429, {"Retry-After": "1"}) if asked == 0 else Answer()


def test_retry_after_is_kept_for_what_is_already_in_the_slot() -> None:
    pages = {f"/{n}": Answer() for n in range(4)}
    with Server({"/": Answer(), **pages, "/busy": _busy_once}) as site:
        # Scrapy asks for the last one first; the others are then in the slot's queue.
        urls = [site.url(path) for path in (*pages, "/busy")]
        # With next to no delay, the next one would leave as soon as the answer is there.
        pace = {"LOOPBACK_FAST": False, "DOWNLOAD_DELAY": 0.001, "AUTOTHROTTLE_ENABLED": False}
        outcome = crawl(site.url(), urls, SCHEDULER_PRIORITY_QUEUE=QUEUES["Scrapy's queue"], **pace)
    assert outcome.pages == dict.fromkeys([site.url(), *urls], 200)
    assert outcome.stats["politeness/retry_after"] == 1
    told = next(at for path, at in site.log if path == "/busy")
    assert min(at for _, at in site.log if at > told) - told >= 1


def test_retry_after_is_kept_and_other_hosts_go_on() -> None:
    pages = [f"/{n}" for n in range(12)]
    with Server(dict.fromkeys(pages, Answer())) as other:
        there = [f"http://localhost:{other.port}{path}" for path in pages]
        with Server({"/": Answer(), "/busy": _busy_once, **dict.fromkeys(pages, Answer())}) as site:
            here = [site.url(path) for path in (*pages, "/busy")]
            # The other host's pages become known one by one, so that there is always room for ours to fill.
            links = {site.url(): [*here, there[0]], **{a: [b] for a, b in pairwise(there)}}
            named = [f"localhost:{other.port}"]
            outcome = crawl(site.url(), links, ALLOWED_PRIVATE_HOSTS=named, CONCURRENT_REQUESTS=4, **NO_DELAY)
    assert outcome.pages == dict.fromkeys([site.url(), *here, *there], 200)
    told, again = (at for path, at in site.log if path == "/busy")
    assert again - told >= 1
    assert max(at for _, at in other.log) < again


@pytest.mark.parametrize("queue", QUEUES.values(), ids=QUEUES.keys())
def test_host_is_paused_after_too_many_such_answers(queue: str) -> None:
    busy = {f"/{n}": Answer(b"", 503) for n in range(4)}
    settings = {"BACKOFF_MAX_STRIKES": 2, "LOOPBACK_FAST": False, "SCHEDULER_PRIORITY_QUEUE": queue}
    with Server({"/": Answer(), **busy}) as site:
        urls = [site.url(path) for path in busy]
        outcome = crawl(site.url(), urls, **settings, **QUICK, **NO_DELAY)
    assert outcome.refused == dict.fromkeys(urls, "host_paused")
    assert outcome.stats["politeness/host_paused"] == 1
    assert len([path for path in site.paths() if path in busy]) == 2


def test_request_is_given_up_after_its_retries() -> None:
    def busy(asked: int) -> Answer:
        return Answer(b"", 503, {"Retry-After": "0"})

    with Server({"/": Answer(), "/busy": busy}) as site:
        outcome = crawl(site.url(), [site.url("/busy")], BACKOFF_RETRY_TIMES=3)
    assert outcome.pages[site.url("/busy")] == 503
    assert site.paths().count("/busy") == 4


def test_robots_that_ask_for_long_patience_close_the_host() -> None:
    with Server({"/": Answer(), "/robots.txt": Answer(b"", 503, {"Retry-After": "3000"})}) as site:
        outcome = crawl(site.url())
    assert site.paths() == ["/robots.txt"]
    assert outcome.refused == {site.url(): "robots_unreachable"}
