"""An embedded news site in the markup of the JNews theme, with the truth about each of its articles."""

from __future__ import annotations

from capital_spider.demo.server import DemoSite
from capital_spider.demo.site import Response, Site
from capital_spider.demo.truth import truth

__all__ = ["DemoSite", "Response", "Site", "truth"]
