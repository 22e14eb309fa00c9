"""What a site offers: feeds and sitemaps it names, those in their usual places, and none that only claims to be one."""

from collections.abc import Callable
from types import ModuleType
from typing import Any

import pytest

TODAY = "2026-11-21T08:00:00+07:00"
ITEM = "<item><title>Lũ lên</title><link>/a-1.html</link><pubDate>Sat, 21 Nov 2026 08:00:00 +0700</pubDate></item>"


@pytest.fixture
def maps(standin: Callable[[str], ModuleType]) -> ModuleType:
    return standin("sitemap")


@pytest.fixture
def look(site, crawl) -> Callable[..., Any]:
    def run(path: str = "/") -> tuple[list[tuple[str, str, int, bool]], Any]:
        found = crawl(declared={"url": f"{site.url}{path}"}, looking=True)
        offers = found.report["offers"]
        return [(one["kind"], one["url"].removeprefix(site.url), one["count"], one["named"]) for one in offers], found

    return run


def front(site, head: str = "", body: str = "") -> None:
    site.pages["/"] = site.answer(200, f"<html><head><title>Báo Thử\n</title>{head}</head><body>{body}</body></html>")


def test_what_the_page_and_robots_txt_name_is_opened(site, look, maps):
    links = (
        '<link rel="alternate" type="application/rss+xml" title="RSS" href="/rss/home.rss">'
        '<link rel="alternate" type="application/rss+xml" href="/hong.rss">'
        '<link rel="alternate" hreflang="en" href="/en/">'
        '<link rel="alternate" type="application/rss+xml" href="https://khac.test/rss">'
    )
    front(site, links, '<a href="/rss/thoi-su.rss">RSS thời sự</a><a href="javascript:rss()">x</a>')
    site.feed(ITEM, path="/rss/home.rss")
    site.feed(path="/rss/thoi-su.rss")
    site.pages["/hong.rss"] = site.answer(200, "<html>hỏng</html>")
    rules = f"User-agent: *\nDisallow: /cam/\nSitemap: {site.url}/news.xml\nsitemap: /cam/kin.xml\nSitemap: http://127.0.0.1:1/x\n"
    site.pages["/robots.txt"] = site.answer(200, rules, {"Content-Type": "text/plain"})
    maps.serve(site, "/news.xml", maps.urlset(*(maps.page(f"{site.url}/tin-{n}.html", TODAY) for n in range(3))))
    offers, found = look()
    assert offers == [
        ("feed", "/rss/home.rss", 1, True),
        ("feed", "/rss/thoi-su.rss", 0, True),
        ("sitemap", "/news.xml", 3, True),
    ]
    assert found.report["title"] == "Báo Thử"
    assert found.report["offers"][2]["pattern"] == r"-\d+\.html?$"
    assert found.report["offers"][0]["newest"] == "2026-11-21 08:00:00+07:00"
    assert "/cam/kin.xml" not in site.paths
    assert dict(found.report["failures"]) == {"robots": 1, "inward": 1}, "what stands elsewhere is not even asked for"
    assert not {"/rss", "/sitemap.xml"} & set(site.paths), "where a kind is named, it is not searched for"


def test_where_nothing_is_named_the_usual_places_are_looked_at_until_one_answers(site, look, maps):
    front(site)
    site.feed(ITEM, path="/rss.xml")
    maps.serve(site, "/sitemap.xml", maps.index(**{f"{site.url}/a.xml": TODAY}))
    offers, _ = look()
    assert offers == [("feed", "/rss.xml", 1, False), ("sitemap", "/sitemap.xml", 1, False)]
    assert "/feed" not in site.paths


def test_a_feed_s_own_address_is_an_offer(site, look):
    site.feed(ITEM)
    offers, _ = look("/rss")
    assert offers[0] == ("feed", "/rss", 1, True)


def test_a_crowd_of_offers_is_cut_off(site, look):
    front(site, body="".join(f'<a href="/rss/{number}">x</a>' for number in range(90)))
    offers, found = look()
    assert offers == []
    assert len(site.paths) == 1 + 1 + 1 + 12
    assert found.report["entries"] == 12


def test_a_page_that_is_not_there_offers_nothing(look):
    offers, found = look("/mat")
    assert (offers, found.report["outcome"]) == ([], "failed")
