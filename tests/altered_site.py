"""The sample site with some answers replaced: what a site looks like from which articles are taken away."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from serving import Answer, Server

from capital_spider.demo import Site


class AlteredSite(Server):
    """The sample site on loopback; `routes` replace its answers, `edit` changes the pages of every other address.

    A route's path may have a query; edit: of (path, body).
    """

    def __init__(self) -> None:
        super().__init__({})
        self._site = Site(f"http://{self.netloc}")
        self.edit: Callable[[str, bytes], bytes] = lambda _, body: body

    def answer(self, path: str, agent: str | None) -> Answer:
        replaced = super().answer(path, agent)
        if path in self.routes:
            return replaced
        response = self._site.render(*path.split("?", 1))
        return Answer(self.edit(path, response.body), response.status, response.headers)

    def alter(self, routes: Mapping[str, Answer]) -> None:
        self.routes.update(routes)
