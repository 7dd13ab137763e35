"""The settings that make the crawl polite and closed: a change here is a change of behaviour towards other people."""

from __future__ import annotations

from pathlib import Path

import pytest
from scrapy.settings import SETTINGS_PRIORITIES, Settings, default_settings
from scrapy.utils.misc import load_object

import capital_spider

PROMISES = {
    "robots.txt is obeyed": ("ROBOTSTXT_OBEY", True),
    "robots.txt knows us by the product token": ("ROBOTSTXT_USER_AGENT", "capital-spider"),
    "one request at a time a host": ("CONCURRENT_REQUESTS_PER_DOMAIN", 1),
    "a second between two": ("DOWNLOAD_DELAY", 1.0),
    "slow hosts are asked more slowly": ("AUTOTHROTTLE_ENABLED", True),
    "certificates are verified": ("DOWNLOAD_VERIFY_CERTIFICATES", True),
    "ten megabytes, unpacked": ("DOWNLOAD_MAXSIZE", 10 * 1024 * 1024),
    "no console": ("TELNETCONSOLE_ENABLED", False),
    "no remote control": ("REMOTE_CONTROL_ENABLED", False),
    "no proxy that resolves past the resolver": ("HTTPPROXY_ENABLED", False),
    "no cookies": ("COOKIES_ENABLED", False),
    "five redirects": ("REDIRECT_MAX_TIMES", 5),
}


@pytest.fixture(scope="module")
def settings() -> Settings:
    chosen = Settings()
    chosen.setmodule("capital_spider.settings")
    return chosen


@pytest.mark.parametrize("case", PROMISES.values(), ids=PROMISES.keys())
def test_promise(case: tuple[str, object], settings: Settings) -> None:
    name, value = case
    assert settings[name] == value


def test_every_name_is_known_to_scrapy_or_read_by_us(settings: Settings) -> None:
    set_by_us = {name for name in settings if settings.getpriority(name) == SETTINGS_PRIORITIES["project"]}
    ours = set_by_us - set(default_settings.__all__)
    package = Path(capital_spider.__file__).parent
    sources = "".join(path.read_text(encoding="utf-8") for path in package.rglob("*.py") if path.name != "settings.py")
    assert {name for name in ours if f'"{name}"' not in sources} == set()


@pytest.mark.parametrize("scheme", ["file", "data", "ftp", "s3"])
def test_scheme_has_no_handler(scheme: str, settings: Settings) -> None:
    assert settings.getwithbase("DOWNLOAD_HANDLERS")[scheme] is None


def test_components_exist(settings: Settings) -> None:
    named = [*settings["DOWNLOADER_MIDDLEWARES"], *settings["EXTENSIONS"], settings["TWISTED_DNS_RESOLVER"]]
    assert all(load_object(name) for name in named)
    assert load_object(settings["SCHEDULER_PRIORITY_QUEUE"])
