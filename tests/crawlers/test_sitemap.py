"""Sitemaps: what of them is read, in which order, once, and within bounds."""

import contextlib
import gzip
import time
from collections.abc import Callable
from datetime import datetime
from types import ModuleType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawlers import limits, sitemaps
from records import ZONE

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=ZONE)
TODAY, OLD = "2026-11-21T08:00:00+07:00", "2026-10-01T08:00:00+07:00"
MAP = "/sitemap.xml"


@pytest.fixture
def maps(standin: Callable[[str], ModuleType]) -> ModuleType:
    return standin("sitemap")


@pytest.fixture
def read(site, crawl) -> Callable[..., Any]:
    """Crawl the site's sitemap; keywords of ``block`` go into its block."""

    def run(*, block: dict[str, Any] | None = None, declared: dict[str, Any] | None = None, **told: Any) -> Any:
        given_ = {"kind": "sitemap", "url": f"{site.url}{MAP}", "sitemap": {"pattern": r"-\d+\.html$"} | (block or {})}
        return crawl(declared=given_ | (declared or {}), **told)

    return run


def asked(site) -> list[str]:
    return [path for path in site.paths if path != "/robots.txt"]


def discarded(found: Any) -> dict[str, int]:
    passed = [one for one in found.items if one["kind"] == "Passed"]
    return {one["reason"]: sum(each["count"] for each in passed if each["reason"] == one["reason"]) for one in passed}


def test_what_looks_like_an_article_and_is_new_is_read_newest_first(site, read, maps):
    pages = (
        maps.page(f"{site.url}/muc/thoi-su", TODAY),
        maps.page(f"{site.url}/lu-len-1.html", "2026-11-20", image=f"{site.url}/anh-9.html"),
        maps.page(f"{site.url}/lu-rut-2.html?a=1&b=2", TODAY),
        maps.page(f"{site.url}/cu-3.html", OLD),
        maps.page(f"{site.url}/khong-ngay-4.html"),
        maps.page("https://khac.test/x-5.html", TODAY),
        "<url><lastmod>2026-11-21</lastmod></url>",
    )
    maps.serve(site, MAP, maps.urlset(*pages), etag='"1"')
    site.article("/lu-len-1.html")
    site.article("/lu-rut-2.html?a=1&b=2", title="Lũ rút")
    found = read(block={"pattern": r"-\d+\.html"})
    assert asked(site) == [MAP, "/lu-rut-2.html?a=1&b=2", "/lu-len-1.html"]
    assert [one["article"]["title"] for one in found.readings] == ["Lũ rút", "Lũ trên sông Bằng"]
    assert discarded(found) == {"not_an_article": 1, "old": 1, "undated": 1, "no_link": 1, "offsite": 1}
    assert (found.report["outcome"], found.report["entries"]) == ("succeeded", 7)
    assert [one["etag"] for one in found.visits] == ['"1"']
    assert found.waiting == [f"{site.url}/lu-rut-2.html?a=1&b=2", f"{site.url}/lu-len-1.html"]


def test_news_tell_their_title_and_date(site, read, maps):
    maps.serve(site, MAP, maps.urlset(maps.news(f"{site.url}/a-1.html", TODAY, "Lũ &amp; lụt: «khẩn»")))
    site.pages["/a-1.html"] = site.answer(404, "không còn")
    (reading,) = read().readings
    assert reading["article"]["title"] == "Lũ &amp; lụt: «khẩn»"
    assert (reading["article"]["published"], reading["article"]["extent"]) == ("2026-11-21 08:00:00+07:00", "summary")


def test_undated_links_are_read_where_that_is_declared(site, read, maps):
    maps.serve(site, MAP, maps.urlset(maps.page(f"{site.url}/a-1.html")))
    site.article("/a-1.html")
    assert len(read(block={"undated": True}).readings) == 1


def test_of_an_index_only_what_changed_is_read_newest_first(site, read, maps):
    names = {f"{site.url}/{name}.xml": changed for name, changed in
             {"cu": OLD, "hom-qua": "2026-11-20T08:00:00+07:00", "hom-nay": TODAY}.items()}  # fmt: skip
    maps.serve(site, MAP, maps.index(**names))
    for name, changed in (("hom-qua", "2026-11-20"), ("hom-nay", TODAY)):
        maps.serve(site, f"/{name}.xml", maps.urlset(maps.page(f"{site.url}/{name}-1.html", changed)), packed=True)
        site.article(f"/{name}-1.html", title=name)
    found = read()
    assert asked(site) == [MAP, "/hom-nay.xml", "/hom-qua.xml", "/hom-nay-1.html", "/hom-qua-1.html"]
    assert [one["url"].rpartition("/")[2] for one in found.visits] == ["hom-nay.xml", "hom-qua.xml", "sitemap.xml"]
    assert found.report["outcome"] == "succeeded"


@pytest.mark.parametrize("kind", ["application/x-gzip", "application/xml"])
def test_a_packed_file_that_is_packed_for_its_way_too_is_read(site, read, maps, kind):
    body = gzip.compress(maps.urlset(maps.page(f"{site.url}/a-1.html", TODAY)).encode())
    site.pages[MAP] = site.answer(200, body, {"Content-Type": kind, "Content-Encoding": "gzip"})
    site.article("/a-1.html")
    assert len(read().readings) == 1
    site.pages[MAP].body = gzip.compress(body)
    assert len(read().readings) == 1


def test_an_index_whose_sitemaps_did_not_change_costs_one_request(site, read, maps):
    maps.serve(site, MAP, maps.index(**{f"{site.url}/a.xml": TODAY}))
    found = read(visit={"etag": '"cũ"'})  # read an hour ago, at eleven
    assert asked(site) == [MAP]
    assert (found.report["outcome"], found.report["entries"]) == ("unchanged", 0)


def test_an_index_without_dates_is_never_taken_for_unchanged(site, read, maps):
    maps.serve(site, MAP, maps.index(**{f"{site.url}/a.xml": ""}))
    maps.serve(site, "/a.xml", maps.urlset(maps.page(f"{site.url}/a-1.html", TODAY)))
    site.article("/a-1.html")
    assert [one["url"] for one in read().visits] == [f"{site.url}/a.xml"]


def test_a_sitemap_that_failed_leaves_its_index_to_be_read_again(site, read, maps):
    maps.serve(site, MAP, maps.index(**{f"{site.url}/a.xml": TODAY, f"{site.url}/b.xml": TODAY}))
    maps.serve(site, "/b.xml", maps.urlset(maps.page(f"{site.url}/b-1.html", TODAY)))
    site.article("/b-1.html")
    found = read()
    assert [one["url"] for one in found.visits] == [f"{site.url}/b.xml"]
    assert dict(found.report["failures"]) == {"http_404": 1}
    assert (found.report["outcome"], len(found.readings)) == ("partial", 1)


def test_one_that_failed_deep_down_leaves_all_indexes_above_it_to_be_read_again(site, read, maps):
    maps.serve(site, MAP, maps.index(**{f"{site.url}/trong.xml": TODAY}))
    maps.serve(site, "/trong.xml", maps.index(**{f"{site.url}/mat.xml": TODAY}))
    found = read()
    assert asked(site) == [MAP, "/trong.xml", "/mat.xml"]
    assert (found.visits, found.report["outcome"]) == ([], "failed")


def test_circles_and_crowds_of_indexes_end(site, read, maps):
    crowd = {f"{site.url}/{number}.xml": TODAY for number in range(40)}
    maps.serve(site, MAP, maps.index(**{f"{site.url}{MAP}": TODAY, **crowd}))
    for number in range(40):
        maps.serve(site, f"/{number}.xml", maps.index(**{f"{site.url}{MAP}": TODAY, f"{site.url}/sau.xml": TODAY}))
    maps.serve(site, "/sau.xml", maps.index(**{f"{site.url}/sau-nua.xml": TODAY}))
    found = read()
    assert len(asked(site)) == limits.LISTS
    assert "/sau-nua.xml" not in site.paths
    assert MAP not in [one["url"].removeprefix(site.url) for one in found.visits], "the rest is for the next run"
    assert found.report["outcome"] == "empty"


@pytest.mark.parametrize(
    "body",
    [
        "<!DOCTYPE x [<!ENTITY a 'b'>]><urlset><url><loc>&a;</loc></url></urlset>",
        "<!DOCTYPE urlset SYSTEM 'http://169.254.169.254/'><urlset/>",
        "<!DOCTYPE html><html><body>bảo trì</body></html>",
        gzip.compress(b"a" * (limits.BYTES + 1)),
        b"\x1f\x8b damaged",
        '{"urls": []}',
        "",
    ],
)
def test_what_is_no_sitemap_is_a_failure_that_says_so(site, read, body):
    site.pages[MAP] = site.answer(200, body)
    found = read()
    assert (found.report["outcome"], dict(found.report["failures"])) == ("failed", {"not_a_sitemap": 1})
    assert found.report["note"]["vi"] != found.report["note"]["en"]
    assert found.items == []


def test_one_that_breaks_off_gives_what_stood_before(site, read, maps):
    whole = maps.urlset(*(maps.page(f"{site.url}/a-{number}.html", TODAY) for number in range(3)))
    site.pages[MAP] = site.answer(200, whole.partition("a-2.html")[0] + "a-2", maps.XML)
    for number in range(3):
        site.article(f"/a-{number}.html", title=f"Tin {number}")
    found = read(block={"pattern": r"/a-\d", "undated": True})
    assert asked(site) == [MAP, "/a-0.html", "/a-1.html"]
    assert (dict(found.report["failures"]), found.visits) == ({"cut_list": 1}, [])


class TestBytes:
    def read(self, body: str | bytes) -> sitemaps.Sitemap:
        sent = body if isinstance(body, bytes) else body.encode()
        return sitemaps.read(sent, most=limits.BYTES, now=NOW)

    def test_fifty_thousand_links_and_no_more(self, maps):
        body = maps.urlset(*(maps.page(f"https://bao.example/{number}", TODAY) for number in range(50_010)))
        found = self.read(body)
        assert (len(found.listed), found.over, found.broken) == (50_000, 10, False)

    def test_entities_out_of_sight_are_not_followed(self):
        far = "<!--" + "x" * 70_000 + "--><!DOCTYPE x [<!ENTITY a 'bí mật'>]>"
        found = self.read(far + "<urlset><url><loc>https://bao.example/&a;</loc></url></urlset>")
        assert "bí mật" not in found.listed[0].given

    @pytest.mark.parametrize("tag", ["<url>", "<a>"])
    def test_what_is_nested_without_end_is_broken_off_quickly(self, tag):
        began = time.monotonic()
        found = self.read(f"<urlset>{tag * 500_000}")
        assert (found.listed, found.broken) == ((), True)
        assert time.monotonic() - began < 5

    def test_links_that_forgot_to_escape_are_mended(self):
        (one,) = self.read("<urlset><url><loc>https://bao.example/?a=1&b=2&nbsp;&amp;c</loc></url></urlset>").listed
        assert one.given == "https://bao.example/?a=1&b=2&nbsp;&c"

    def test_a_day_is_its_end_for_what_changed_and_its_beginning_for_what_was_published(self, maps):
        changed, published = self.read(
            maps.urlset(
                maps.page("https://b.example/1", "2026-11-20"), maps.news("https://b.example/2", "2026-11-20", "Tin")
            )
        ).listed
        assert changed.changed == datetime(2026, 11, 21, tzinfo=ZONE)
        assert published.changed == datetime(2026, 11, 21, tzinfo=ZONE)
        assert published.published == datetime(2026, 11, 20, tzinfo=ZONE)

    @given(st.binary(max_size=300) | st.text(max_size=300).map(lambda text: f"<urlset>{text}</urlset>".encode()))
    def test_whatever_comes_it_answers_or_refuses(self, body):
        with contextlib.suppress(sitemaps.NotASitemapError):
            assert all(one.given for one in self.read(body).listed)
