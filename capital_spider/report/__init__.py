"""HTML for people: what was made of one page, and why."""

from capital_spider.report.inspection import render_inspection

__all__ = ["render_inspection"]
