"""The settings a crawl runs with: polite and safe whatever a declaration says."""

import logging
from typing import Any

import pytest
from scrapy.settings import Settings

from crawlers import manners
from crawlers.source import Source


def declared(**changes: Any) -> Source:
    good = {
        "id": "bao-thu", "name": "Báo Thử", "publisher": "Báo Thử", "kind": "feed", "url": "https://bao.example/rss",
        "every": "15m", "welcome": "bài thử", "checked": "unverified live",
    }  # fmt: skip
    return Source.model_validate(good | changes)


def settings(**changes: Any) -> Settings:
    told = manners.settings(declared(**changes), contact="tin@rotin.example", pipeline="x.Y", sink=print)
    return Settings(told)


STRICTEST = {"limits": {"pages": 1, "bytes": 10_000, "delay": "30s"}, "deadline": "10s", "domains": ["anh.test"]}


@pytest.mark.parametrize("changes", [{}, STRICTEST])
def test_no_declaration_changes_how_we_behave(changes):
    found = settings(**changes)
    true = ("ROBOTSTXT_OBEY", "DOWNLOAD_VERIFY_CERTIFICATES")
    false = (
        "COOKIES_ENABLED", "TELNETCONSOLE_ENABLED", "REMOTE_CONTROL_ENABLED", "HTTPCACHE_ENABLED", "HTTPPROXY_ENABLED",
        "METAREFRESH_ENABLED", "STATS_DUMP", "LOG_INSTALL_ROOT_HANDLER",
    )  # fmt: skip
    assert all(found.getbool(name) for name in true)
    assert not any(found.getbool(name) for name in false)
    assert (found["CONCURRENT_REQUESTS"], found["CONCURRENT_REQUESTS_PER_DOMAIN"]) == (1, 1)
    assert found.getfloat("DOWNLOAD_DELAY") >= 1.0
    assert found.getfloat("DOWNLOAD_DELAY_JITTER") == 0
    assert found.getint("DOWNLOAD_MAXSIZE") <= 10 * 1024 * 1024
    assert found.getfloat("DOWNLOAD_TIMEOUT") <= 60
    assert (found.getint("RETRY_TIMES"), found.getint("REDIRECT_MAX_TIMES")) == (2, 5)
    assert found.getint("DEPTH_LIMIT") > 0
    assert found.getfloat("CLOSESPIDER_TIMEOUT") <= 1800
    assert found["JOBDIR"] is None
    assert found["REFERRER_POLICY"] == "no-referrer"
    assert all(found["DOWNLOAD_HANDLERS"][scheme] is None for scheme in ("file", "ftp", "s3", "data"))
    assert found["TWISTED_DNS_RESOLVER"] == "crawlers.inward.Resolver"
    assert {"crawlers.door.Door", "crawlers.robots.Robots"} <= set(found["DOWNLOADER_MIDDLEWARES"])


def test_every_setting_is_one_scrapy_knows():
    ours = {"ROTIN_SINK"}
    assert set(manners.settings(declared(), contact="a@b.example", pipeline="x.Y", sink=print)) - ours <= set(
        Settings()
    )


def test_a_declaration_can_be_stricter():
    found = settings(**STRICTEST)
    assert (found.getfloat("DOWNLOAD_DELAY"), found.getint("DOWNLOAD_MAXSIZE")) == (30.0, 10_000)


def test_the_user_agent_says_who_and_where():
    assert manners.user_agent(" mailto:tin@rotin.example ").startswith("RoTin/")
    assert manners.user_agent("mailto:tin@rotin.example").endswith(" (+mailto:tin@rotin.example)")


@pytest.mark.parametrize("contact", ["", "  ", "a\nX-Header: b", "a\rb", "Tổ tin", "a) (b", "\x00"])
def test_a_contact_that_spoils_the_header_is_refused(contact):
    with pytest.raises(ValueError, match="contact"):
        manners.user_agent(contact)


class Secret:
    """An item, a request and an exception whose words no log line may hold."""

    url = "https://bao.example/a.html"
    status = 200
    type = ValueError

    def __repr__(self) -> str:
        return "chữ của bài"

    __str__ = __repr__


def test_no_log_line_holds_what_an_item_says():
    log, item = manners.QuietLog.from_crawler(None), Secret()
    error: Any = ValueError("chữ của bài")
    lines = [
        log.crawled(item, item, None),
        log.scraped(item, item, None),
        log.dropped(item, error, item, None),
        log.item_error(item, error, item, None),
        log.spider_error(item, item, item, None),
        log.download_error(item, item, None, "chữ của bài"),
    ]
    said = [line["msg"] % line["args"] for line in lines]
    assert not any("chữ của bài" in text for text in said)
    assert all(isinstance(line["level"], int) for line in lines)


def test_talkative_libraries_are_hushed():
    logging.getLogger("trafilatura").setLevel(logging.NOTSET)
    manners.hush()
    assert not logging.getLogger("trafilatura").isEnabledFor(logging.INFO)
    assert logging.getLogger("scrapy.core.scraper").isEnabledFor(logging.ERROR)
