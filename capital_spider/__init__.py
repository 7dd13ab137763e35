"""capital-spider turns news sites into clean, structured, auditable data.

Public: `extract_article` and the items it returns. Everything else is reached through the command line or Scrapy.
"""

from capital_spider.errors import CapitalSpiderError, ExtractionError, ProfileError, UsageError
from capital_spider.extract import extract_article
from capital_spider.items import Article, Problem, Table
from capital_spider.version import __version__

__all__ = [
    "Article",
    "CapitalSpiderError",
    "ExtractionError",
    "Problem",
    "ProfileError",
    "Table",
    "UsageError",
    "__version__",
    "extract_article",
]
