"""List pages: which links are articles, each once, how far back, and what is no list."""

from collections.abc import Callable
from datetime import datetime
from types import ModuleType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawlers.families.listing import MAX_LINKS, parse
from crawlers.options import Listing
from records import ZONE

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=ZONE)
SECTION = "https://bao.example/Thoi-su/"
NUKEVIET = {"pattern": r"/bai-\d+\.html$", "item": ".news_column", "next": "a[rel=next]"}


@pytest.fixture
def lists(standin: Callable[[str], ModuleType]) -> ModuleType:
    return standin("listing")


@pytest.fixture
def read(site, crawl) -> Callable[..., Any]:
    def run(path: str, block: dict[str, Any], **told: Any) -> Any:
        return crawl(declared={"kind": "listing", "url": f"{site.url}{path}", "listing": block}, **told)

    return run


def asked(site) -> list[str]:
    return [path for path in site.paths if path != "/robots.txt"]


def test_a_paper_s_section_gives_each_article_once_by_its_headline(site, read, lists):
    lists.serve(site, "/Thoi-su/", lists.paper(12, 11, most_read=(9,)))
    site.article("/Thoi-su/tin-so-12.html", title="Nông dân xã số 12 được mùa")
    site.pages["/Thoi-su/tin-so-11.html"] = site.answer(404, "không còn")
    found = read("/Thoi-su/", {"pattern": r"-\d+\.html$", "links": "main"})
    assert asked(site) == ["/Thoi-su/", "/Thoi-su/tin-so-12.html", "/Thoi-su/tin-so-11.html"]
    full, summary = found.readings
    assert full["article"]["title"] == "Nông dân xã số 12 được mùa", "a headline in a list may be cut"
    assert (summary["article"]["title"], summary["article"]["extent"]) == ("Nông dân xã số 11…", "summary")
    assert found.report["entries"] == 2
    assert len(found.visits) == 1


def test_pages_are_followed_until_one_holds_nothing_new(site, read, lists):
    for page in range(1, 5):
        lists.serve(
            site, "/index.php/vi/news/" if page == 1 else f"/index.php/vi/news/page-{page}/", lists.nukeviet(page, 4)
        )
    for number in range(1, 9):
        site.article(f"/index.php/vi/news/tin/bai-{number}.html", title=f"Bài số {number}")
    known = [f"{site.url}/index.php/vi/news/tin/bai-{number}.html" for number in range(1, 7)]
    found = read("/index.php/vi/news/", NUKEVIET | {"pages": 4}, known=known)
    pages = [path for path in asked(site) if "bai-" not in path]
    assert pages == ["/index.php/vi/news/", "/index.php/vi/news/page-2/"]
    assert found.reasons == ["known"] * 2
    assert [one["article"]["published"] for one in found.readings] == ["2026-11-19 08:30:00+07:00"] * 2

    again = read("/index.php/vi/news/", NUKEVIET | {"pages": 3})
    assert (len(again.readings), again.report["outcome"]) == (6, "succeeded")


def test_a_list_that_leads_in_circles_ends(site, read, lists):
    lists.serve(site, "/index.php/vi/news/", lists.nukeviet(1, 9).replace("page-2/", ""))
    found = read("/index.php/vi/news/", NUKEVIET | {"pages": 5})
    assert site.paths.count("/index.php/vi/news/") == 1
    assert len(found.readings) == 2


def test_a_second_page_that_fails_leaves_the_first(site, read, lists):
    lists.serve(site, "/index.php/vi/news/", lists.nukeviet(1, 4))
    found = read("/index.php/vi/news/", NUKEVIET | {"pages": 4})
    assert (len(found.readings), found.report["outcome"]) == (2, "partial")


def test_an_unchanged_list_is_not_read_again(site, read):
    site.pages["/muc/"] = site.answer(304)
    found = read("/muc/", {"pattern": r"-\d+\.html$"}, visit={"etag": '"1"'})
    assert (found.report["outcome"], found.items) == ("unchanged", [])


@pytest.mark.parametrize(
    ("body", "outcome", "kinds"),
    [
        ("<html><body><a href='/gioi-thieu'>Giới thiệu</a></body></html>", "empty", []),
        ("", "empty", []),
        ("<div>" * 21_000, "failed", ["too_complex"]),
    ],
)
def test_a_list_without_articles_is_no_success(site, read, body, outcome, kinds):
    site.pages["/muc/"] = site.answer(200, body)
    waiting = [{"link": f"{site.url}/cu-1.html", "title": "Tin cũ"}]
    found = read("/muc/", {"pattern": r"-\d+\.html$"}, waiting=waiting)
    assert (found.report["outcome"], [kind for kind, _ in found.report["failures"]]) == (outcome, kinds)
    assert asked(site) == ["/muc/"], "where the list is not itself, its pages are left alone too"


def links(markup: str, **block: Any) -> list[str]:
    found = parse(markup, url=SECTION, options=Listing.model_validate({"pattern": r"\.html$"} | block), now=NOW)
    return [entry.link.removeprefix("https://bao.example") for entry in found.entries]


class TestParse:
    def test_sharepoint_s_links_are_relative_to_its_base(self, lists):
        options = Listing.model_validate({"pattern": r"ItemID=\d+", "item": "tr", "date": ".ngay"})
        first, _ = parse(lists.sharepoint(20, 19), url=SECTION, options=options, now=NOW).entries
        assert first.link == "https://bao.example/Pages/Chi-tiet-tin.aspx?ItemID=20&l=TinTucSuKien"
        assert (first.title, first.published) == ("Công điện số 20", datetime(2026, 11, 20, tzinfo=ZONE))

    def test_the_weather_service_s_posts(self):
        post, section = "/kttvsite/vi-VN/1/tin-mua-lu-post987.html", "/kttvsite/vi-VN/1/tin-mua-lon-18-15.html"
        markup = f'<a href="{post}">Tin mưa lũ</a><a href="{section}">Mục</a>'
        assert links(markup, pattern=r"-post\d+\.html$") == ["/kttvsite/vi-VN/1/tin-mua-lu-post987.html"]

    def test_what_leads_nowhere_is_no_article(self):
        ways = (
            "",
            "#",
            "javascript:x.html",
            "mailto:a@b.example.html",
            "http://[::1.html",
            "/a.html",
            "a.html?utm_source=x",
        )
        assert links("".join(f'<a href="{way}">x</a>' for way in ways)) == ["/a.html", "/Thoi-su/a.html"]

    def test_a_machine_s_date_is_believed_before_a_printed_one(self):
        markup = '<li><a href="/a.html">Tin</a><time datetime="2026-11-20T07:00:00+07:00">1/1/2026</time></li>'
        options = Listing.model_validate({"pattern": "html", "item": "li", "date": "time"})
        (entry,) = parse(markup, url=SECTION, options=options, now=NOW).entries
        assert entry.published == datetime(2026, 11, 20, 7, tzinfo=ZONE)

    def test_no_more_links_than_a_list_can_have(self):
        assert len(links("".join(f'<a href="/{number}.html">x</a>' for number in range(MAX_LINKS + 50)))) == MAX_LINKS

    @given(st.text(alphabet="<>a/= \"'hrefdivli.html", max_size=120))
    def test_any_markup_can_be_looked_at(self, markup):
        assert all(link for link in links(markup, item="li", next="a"))
