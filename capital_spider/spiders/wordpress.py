"""WordPress sites by their REST API: every post that it lists, fetched as a page, or made from what the API says."""

from __future__ import annotations

import html
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from scrapy.http import Request, Response

from capital_spider.discover.listing import Listing
from capital_spider.discover.wordpress import (
    SPLIT_MARK,
    ApiError,
    Post,
    PostQuery,
    api_roots,
    endpoint,
    home_of,
    read_answer,
    read_posts,
    text_at,
    unknown,
)
from capital_spider.discover.wordpress_page import PostSite, post_page
from capital_spider.discover.wordpress_terms import Term, below, read_terms, read_types, term_at
from capital_spider.errors import UsageError
from capital_spider.extract.document import Document
from capital_spider.items import Page
from capital_spider.spiders.base import NewsSpider
from capital_spider.spiders.walk import STALE_PAGES
from capital_spider.urls import path_segments, url_key

# Pages of 100 categories that are read at most; the largest sites met have some 2,000.
_MAX_CATEGORY_PAGES = 50
# With fewer posts than this the question for split ones costs more than it saves: one in twenty is split where any is.
_WORTH_ASKING = 20
# 429 and 503 are for HostBackoff; redirects are followed.
_ANSWERS = [status for status in range(400, 600) if status not in (429, 503)]
# With these there may be an API elsewhere; the others are an answer, or a refusal that is not to be got round.
_LOOK_ELSEWHERE = ("absent", "no_json")
# For these an answer with fewer posts may do: it was too much for the site, or for us.
_TOO_MUCH = ("too_many", "failed", "too_large", "DownloadTimeoutError", "ResponseDataLossError")
_WORDS = {
    "absent": "it has none at /wp-json/ and ?rest_route=/ (no WordPress, or it is switched off)",
    "closed": "it is closed to visitors (401 or 403)",
    "no_json": "what answers there is no JSON but a page, or damaged",
    "robots_forbidden": "robots.txt forbids it to crawlers",
    "no_category": "it knows no category at this address; start from the home page or from a category",
}
_TRUTHS = {"true": True, "1": True, "yes": True, "false": False, "0": False, "no": False, "": False}


@dataclass(slots=True, eq=False)
class PostWalk:
    """One type of posts on its way from the latest to the first.

    api: its root. query: the first question; total: the posts that it was about, None if the API did not say.
    ids: of the posts met; stale: answers in a row without a new one. again: the end is reached, only what is new is
    looked for.
    """

    api: str
    query: PostQuery
    total: int | None = None
    ids: set[int] = field(default_factory=set)
    stale: int = 0
    again: bool = False


class WordPressSpider(NewsSpider):
    """From a home page: every post. From a category's address: the posts of that category and those below it.

    from_api: "true" makes the records from what the API says instead of fetching each page; a post whose text it does
    not give is fetched all the same.
    """

    name = "wordpress"

    def __init__(self, *args: Any, from_api: str | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if (from_api or "").lower() not in _TRUTHS:
            raise UsageError(f"from_api {from_api!r} is neither true nor false: write from_api=true")
        self.from_api = _TRUTHS[(from_api or "").lower()]
        self.api = ""
        self.api_problem: str | None = None  # one word: why the API did not give all its posts
        self._list_problem: str | None = None
        self._questions: set[str] = set()  # not answered yet
        self._split_texts: dict[int, str] = {}
        self._post_site = PostSite()
        self._terms: dict[int, Term] = {}
        self._post_walks: list[PostWalk] = []

    def doors(self, document: Document, listing: Listing) -> Iterator[Iterable[Request]]:
        yield from self.posts(document)

    def posts(self, document: Document) -> Iterator[Iterable[Request]]:
        """One door after the other: where the API is, its lists, its posts, and other types of posts that are news.

        Afterwards `api_problem` is None if all was read.
        """
        page = document.page
        self._post_site = PostSite(language=document.root.get("lang") or "")
        walked = len(self._post_walks)
        for root in api_roots(document.root, page.url, page.headers):
            self.api, self.api_problem, self._list_problem, self._terms = root, None, None, {}
            yield from self._open_api(page.url)
            if self.api_problem not in _LOOK_ELSEWHERE:
                break
        if self.api_problem is None and self._is_home(page.url):  # other types need not have the posts' categories
            yield [self._ask("wp/v2/types", self._take_types)]
        elif self.api_problem and self.name == WordPressSpider.name and len(self._post_walks) == walked:
            words = _WORDS.get(self.api_problem, f"it does not answer ({self.api_problem})")
            self.usage_problem = f"{page.url} cannot be crawled by its WordPress API: {words}; try --by site"

    def _next_door(self) -> Iterator[Request]:
        """None before the API has answered, since that decides what the next door is."""
        if not self._questions:
            yield from super()._next_door()

    def _is_home(self, url: str) -> bool:
        return not path_segments(url) or url_key(url) == url_key(home_of(self.api))

    def _open_api(self, start: str) -> Iterator[Iterable[Request]]:
        is_home = self._is_home(start)
        if self.from_api:
            yield [self._ask("", self._take_name, _fields="name")]
        if self.from_api or not is_home:
            yield [self._ask_categories(1)]
        top = None if is_home else term_at(self._terms.values(), start)
        if top is None and not is_home:
            self.api_problem = self._list_problem or "no_category"
            return
        self._post_site = replace(self._post_site, terms=self._terms)
        yield [self._walk_posts("wp/v2/posts", below(self._terms, top.ident) if top else ())]

    # --- the lists beside the posts --------------------------------------------------------------------------------

    def _ask(self, route: str, take: Callable[[Any], Iterable[Request]], **parameters: str) -> Request:
        """A question for something else than posts."""
        return self._question(endpoint(self.api, route, parameters), self.parse_list, 10, take=take)

    def _question(self, url: str, callback: Any, priority: int, **arguments: Any) -> Request:
        options = {"meta": {"handle_httpstatus_list": _ANSWERS, "question": url}, "cb_kwargs": arguments}
        self._questions.add(url)
        return self._request(url, callback, priority=priority, **options)

    def parse_list(self, response: Response, take: Any) -> Iterator[Request]:
        self._questions.discard(response.meta["question"])
        try:
            yield from take(read_answer(response.status, response.body))
        except ApiError as error:
            self._without_list(error.reason)

    def _without_list(self, reason: str) -> None:
        self.crawler.stats.inc_value(f"door/wordpress/unanswered/{reason}")
        self._list_problem = reason

    def _take_name(self, value: Any) -> Iterable[Request]:
        self._post_site = replace(self._post_site, name=html.unescape(text_at(value, "name")))
        return ()

    def _ask_categories(self, page: int) -> Request:
        fields = {"per_page": "100", "page": str(page), "orderby": "id", "_fields": "id,name,parent,link,count"}
        return self._ask("wp/v2/categories", self._take_categories, **fields)

    def _take_categories(self, value: Any) -> Iterator[Request]:
        known = len(self._terms)
        self._terms |= {term.ident: term for term in read_terms(value)}
        number = known // 100 + 2
        if len(self._terms) >= known + 100 and number <= _MAX_CATEGORY_PAGES:
            yield self._ask_categories(number)

    def _take_types(self, value: Any) -> Iterator[Request]:
        for route in read_types(value):
            yield self._walk_posts(route, ())

    # --- posts -----------------------------------------------------------------------------------------------------

    def _walk_posts(self, route: str, categories: tuple[int, ...]) -> Request:
        options = {"route": route, "categories": categories, "full": self.from_api}
        walk = PostWalk(self.api, PostQuery.between(self.since, self.until, **options))
        self._post_walks.append(walk)
        return self._ask_posts(walk.query, walk)

    def _ask_posts(self, query: PostQuery, walk: PostWalk) -> Request:
        """Behind the articles that are known already."""
        return self._question(query.address(walk.api), self.parse_posts, -10, query=query, walk=walk)

    def parse_posts(self, response: Response, query: PostQuery, walk: PostWalk) -> Iterator[Any]:
        self._questions.discard(response.meta["question"])
        headers = self.to_page(response).headers
        try:
            answer = read_posts(read_answer(response.status, response.body), headers, response.url)
        except ApiError as error:
            yield from self._without_posts(query, walk, error.reason)
            return
        if not walk.ids and not walk.again:
            walk.total = answer.total
            self.crawler.stats.inc_value("door/wordpress/claimed", answer.total or 0)
            if not self.from_api and len(answer.posts) >= _WORTH_ASKING:
                yield self._ask_split_texts(query, walk)
        news = unknown(answer.posts, walk.ids)
        walk.ids.update(post.ident for post in news)
        walk.stale = 0 if news else walk.stale + 1
        for post in news:
            yield from self._open_post(post, walk, response)
        following = query.following(answer, len(news))
        if following is not None and (news or not walk.again) and walk.stale < STALE_PAGES:
            yield self._ask_posts(following, walk)
        if (
            walk.again
            and query == walk.query.latest("date")
            and (news or not answer.total or answer.total != walk.total)
        ):
            yield self._ask_posts(walk.query.latest("modified"), walk)

    def _ask_split_texts(self, query: PostQuery, walk: PostWalk) -> Request:
        """For the texts of posts that are split over pages: one answer in place of a request a page.

        It comes before most of the articles; to those that are quicker, their pages are fetched.
        """
        url = replace(query, search=SPLIT_MARK).address(walk.api)
        return self._question(url, self.parse_list, 10, take=self._take_split_texts)

    def _take_split_texts(self, value: Any) -> Iterable[Request]:
        posts = read_posts(value, {}, self.api).posts
        self._split_texts |= {post.ident: text_at(post.data, "content", "rendered") for post in posts}
        return ()

    def _without_posts(self, query: PostQuery, walk: PostWalk, reason: str) -> Iterator[Request]:
        """Ask for fewer posts at once, if that can help; else what lies behind them is not read from the API."""
        if reason == "past_the_end":
            return
        smaller = query.smaller() if reason in _TOO_MUCH else None
        self.crawler.stats.inc_value(f"door/wordpress/unanswered/{reason}")
        if smaller is not None:
            walk.query = replace(walk.query, size=smaller.size)
            yield self._ask_posts(smaller, walk)
            return
        if query.route == "wp/v2/posts":
            self.api_problem = reason
        if not walk.ids and walk in self._post_walks:
            self._post_walks.remove(walk)  # not to be asked again at the end
        elif walk.ids:
            self.logger.warning("no more posts from the API (%s): %s", reason, query.address(walk.api))

    def _open_post(self, post: Post, walk: PostWalk, response: Response) -> Iterator[Any]:
        self.crawler.stats.inc_value("door/wordpress/entries")
        if not walk.query.holds(post):
            self.crawler.stats.inc_value("gate/out_of_bounds")
        elif post.protected and not self.crawler.settings.getbool("EXPORT_CLOSED"):
            self.crawler.stats.inc_value("door/wordpress/protected")
            self.crawler.stats.inc_value("gate/closed")
            self.seen.add(url_key(post.url))
        elif self.from_api and text_at(post.data, "content", "rendered").strip():
            yield from self._record_post(post, response)
        else:
            for request in self._article_request(post.url, response.url):
                yield request.replace(meta={**request.meta, "post": post})

    def _record_post(self, post: Post, response: Response) -> Iterator[Page]:
        """The post as a capture of its own address, which was found, and read, in the API."""
        key = url_key(post.url)
        if key not in self.seen:
            self.seen.add(key)
            asked = super().to_page(response, found_on=response.url)
            headers = {"content-type": "text/html; charset=utf-8"}
            body = post_page(post, self._post_site)
            yield replace(asked, url=post.url, body=body, headers=headers, redirects=(), api=post.twin())

    def to_page(self, response: Response, found_on: str | None = None) -> Page:
        """With what the API says of the article, so that nobody asks again; not for a page that leads elsewhere."""
        page, post = super().to_page(response, found_on), response.meta.get("post")
        if post is None or page.redirects:
            return page
        return replace(page, api=post.twin(self._split_texts.pop(post.ident, "")))

    def look_again(self) -> Iterator[Request]:
        """The latest posts once more, for what was published meanwhile; if something was, the latest changes as well:
        a post may have been published with an older date.
        """
        yield from super().look_again()
        for walk in self._post_walks:
            walk.again, walk.stale = True, 0
            yield self._ask_posts(walk.query.latest("date"), walk)

    def on_failure(self, failure: Any) -> Iterator[Request]:
        yield from super().on_failure(failure)
        request = failure.request
        self._questions.discard(request.meta.get("question", ""))
        reason = getattr(failure.value, "reason", None) or type(failure.value).__name__
        if request.callback == self.parse_posts:
            yield from self._without_posts(**request.cb_kwargs, reason=reason)
        elif request.callback == self.parse_list:
            self._without_list(reason)
