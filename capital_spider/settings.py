"""Scrapy settings: polite and closed by default. Scrapy's own defaults differ on nearly every line."""

import os

from capital_spider.version import __version__

BOT_NAME = "capital-spider"
SPIDER_MODULES = ["capital_spider.spiders"]
NEWSPIDER_MODULE = "capital_spider.spiders"

# --- Who is asking -----------------------------------------------------------------------------------------------
# A site's owner must be able to tell who crawls, and to write to somebody. CONTACT: mail address or URL; it is
# appended to the user agent as "(+contact)" (middlewares.ContactUserAgent). No browser is impersonated.
CONTACT = os.environ.get("CAPITAL_SPIDER_CONTACT", "")
USER_AGENT = f"capital-spider/{__version__}"
# The product token that robots.txt groups are matched against (RFC 9309, 2.2.1): no version, no contact.
ROBOTSTXT_USER_AGENT = "capital-spider"
# No Accept-Language: Scrapy's "en" would ask sites for a translation instead of the original.
DEFAULT_REQUEST_HEADERS = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}
# Other hosts need not learn which page of this one linked to them.
REFERRER_POLICY = "same-origin"

# --- Politeness --------------------------------------------------------------------------------------------------
ROBOTSTXT_OBEY = True
# Above 8 connections nothing is gained on a quick server, and slow ones are asked one request at a time.
CONCURRENT_REQUESTS = 8
CONCURRENT_REQUESTS_PER_DOMAIN = 1
DOWNLOAD_DELAY = 1.0
# Only ever upwards: extensions.PoliteThrottle raises the mean so that the shortest gap is DOWNLOAD_DELAY (or
# Crawl-delay), the longest 1.5 times as much.
DOWNLOAD_DELAY_JITTER = 0.2
AUTOTHROTTLE_ENABLED = True
AUTOTHROTTLE_START_DELAY = 1.0
AUTOTHROTTLE_MAX_DELAY = 60.0
AUTOTHROTTLE_TARGET_CONCURRENCY = 1.0
# Longest Crawl-delay obeyed, in seconds: beyond it a site says "go away" in robots.txt's Disallow, not here.
CRAWL_DELAY_MAX = 60.0
# 429 and 503: wait as long as Retry-After says, at most an hour; without it 30 s, doubled each time. After five in a
# row the host is left alone for the rest of the run.
BACKOFF_FIRST_WAIT = 30.0
BACKOFF_MAX_WAIT = 3600.0
BACKOFF_MAX_STRIKES = 5
# So often a request that met 429 or 503 is asked again; above BACKOFF_MAX_STRIKES, so that the host's pause ends it.
BACKOFF_RETRY_TIMES = 10
# robots.txt is waited for at most so long, in seconds; after that the host is closed to this run.
BACKOFF_ROBOTS_WAIT = 60.0
# A start address on this machine (sample site, tests) gets no delay and CONCURRENT_REQUESTS at once. Set to False
# where a loopback port is a tunnel to a real site.
LOOPBACK_FAST = True
# Hosts that have neither room nor leave are not popped, so that one slow host does not hold up the others.
SCHEDULER_PRIORITY_QUEUE = "capital_spider.middlewares.RoomyHostsQueue"

# --- Failures ----------------------------------------------------------------------------------------------------
# Pages and robots.txt answer within 30 s or not at all; the time covers the whole transfer.
DOWNLOAD_TIMEOUT = 30
RETRY_ENABLED = True
RETRY_TIMES = 2
# Scrapy's list without 429 and 503: those wait (middlewares.HostBackoff) instead of being asked again at once.
RETRY_HTTP_CODES = [500, 502, 504, 522, 524, 408]
# RFC 9309, 2.3.1.2 asks for at least five on robots.txt; pages need no more.
REDIRECT_MAX_TIMES = 5
# Front pages refresh themselves every few minutes; following that would never end.
METAREFRESH_ENABLED = False

# --- Safety ------------------------------------------------------------------------------------------------------
# Bodies up to 10 MB, counted after decompression: sixty times the mean news page (166 KB, 154 pages measured).
DOWNLOAD_MAXSIZE = 10 * 1024 * 1024
DOWNLOAD_WARNSIZE = 0
# Bytes of response headers; web servers send a few KB, and browsers refuse more than 256 KB.
HEADERS_MAXSIZE = 64 * 1024
# Never pages, feeds or sitemaps: the download stops at the headers. Prefixes of Content-Type.
REFUSED_CONTENT_TYPES = [
    "image/",
    "video/",
    "audio/",
    "font/",
    "application/pdf",
    "application/zip",
    "application/x-rar",
    "application/x-7z",
    "application/msword",
    "application/vnd.ms-",
    "application/vnd.openxmlformats",
    "application/vnd.oasis",
    "application/vnd.android",
    "application/x-msdownload",
]
DOWNLOAD_VERIFY_CERTIFICATES = True
# Only http and https, and both through the handler that uses the resolver below (the aiohttp one ignores it).
DOWNLOAD_HANDLERS = {
    "http": "scrapy.core.downloader.handlers.http11.HTTP11DownloadHandler",
    "https": "scrapy.core.downloader.handlers.http11.HTTP11DownloadHandler",
    "data": None,
    "file": None,
    "ftp": None,
    "s3": None,
}
TWISTED_DNS_RESOLVER = "capital_spider.resolver.PublicOnlyResolver"
# Private hosts that may be asked besides those of the start addresses: "host:port".
ALLOWED_PRIVATE_HOSTS: list[str] = []
# A proxy resolves names by itself, past the resolver. Who needs one sets this to True and names the proxy above if it
# is a private host.
HTTPPROXY_ENABLED = False
COOKIES_ENABLED = False
# Both listen on a port and run what they are told.
TELNETCONSOLE_ENABLED = False
REMOTE_CONTROL_ENABLED = False

# --- Results -----------------------------------------------------------------------------------------------------
# The store keeps raw captures; Scrapy's cache would be a second copy of every body.
HTTPCACHE_ENABLED = False
LOG_LEVEL = "INFO"
FEED_EXPORT_ENCODING = "utf-8"

DOWNLOADER_MIDDLEWARES = {
    # First, so that not even robots.txt is asked for.
    "capital_spider.middlewares.HttpOnly": 10,
    "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
    "capital_spider.middlewares.RobotsMiddleware": 100,
    "scrapy.downloadermiddlewares.useragent.UserAgentMiddleware": None,
    "capital_spider.middlewares.ContactUserAgent": 500,
    # Both nearer to the network than RetryMiddleware (550): what they decide is not to be retried there.
    "capital_spider.middlewares.HostBackoff": 560,
    "capital_spider.middlewares.FetchGuard": 570,
    # Behind what unpacks bodies.
    "capital_spider.middlewares.ConsentCookies": 580,
    "scrapy.downloadermiddlewares.httpcompression.HttpCompressionMiddleware": None,
    "capital_spider.middlewares.BoundedDecompression": 590,
}
EXTENSIONS = {
    "scrapy.extensions.throttle.AutoThrottle": None,
    "capital_spider.extensions.PoliteThrottle": 0,
    "capital_spider.extensions.FetchStats": 0,
}

# --- From page to record -----------------------------------------------------------------------------------------
# Articles behind a password or a paywall that shows nothing: left out of the export unless this is True.
EXPORT_CLOSED = False
# Listings, products, error pages and whatever else is no article: left out of the export unless this is True.
EXPORT_NON_ARTICLES = False
# Stop after so many articles; 0 = all.
ITEM_LIMIT = 0
ITEM_PIPELINES = {
    f"capital_spider.pipelines.{name}": 10 * order
    for order, name in enumerate(
        [
            "ParsePage",
            "CompletePage",
            # The stages of capital_spider.extract.STAGES, in their order.
            "CollectMetadata",
            "ExtractTitle",
            "SplitBlocks",
            "StripBoilerplate",
            "RecoverBody",
            "ExtractAuthors",
            "ExtractDates",
            "ExtractCategories",
            "ExtractTags",
            "ExtractImage",
            "ExtractSource",
            "ExtractBody",
            "ExtractEntries",
            "DetectLanguage",
            "JudgeAccess",
            "JudgePageType",
            "AssembleArticle",
            # Gates: what is not exported, and why.
            "ArticleGate",
            "BoundsGate",
            "DuplicateGate",
            "LimitGate",
            "CountArticle",
        ]
    )
}
