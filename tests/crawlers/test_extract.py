"""A page into the parts of an article."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawlers import extract
from crawlers.source import Selectors
from records import ZONE

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=ZONE)
URL = "https://bao.example/thoi-su/lu-12.html"
NAMES = ("Báo Thử", "bao.example")
BODY = (
    "<p>Sáng nay, mực nước sông Bằng vượt báo động hai, chính quyền phường đã cho dừng đò ngang.</p>"
    "<p>Các hộ ven sông được hỗ trợ chuyển đồ đạc lên chỗ cao, học sinh trong vùng nghỉ hết ngày mai.</p>"
    "<p>Người dân cần theo dõi bản tin chính thức và không qua các ngầm tràn khi nước chảy xiết.</p>"
)
NUKEVIET = (
    "<!DOCTYPE html><html><head><title>C&ocirc;ng an cảnh b&aacute;o - Sở Thử</title>"
    '<meta property="og:title" content="Công an cảnh báo"><meta property="og:site_name" content="Sở Thử">'
    '<link rel="canonical" href="https://bao.example/vi/news/canh-bao-7.html"></head>'
    '<body><div id="header">Chủ nhật, 22/11/2026</div><div class="news_column"><h1 class="title">Công an cảnh báo</h1>'
    f'<span class="h5">Thứ ba - 14/07/2026 09:32</span><div id="news-bodyhtml">{BODY}</div>'
    '<p class="text-right"><strong>Tác giả: Người Thử</strong></p></div>'
    '<div class="other"><h3>Tin khác</h3><a href="/b">Tin cũ</a> 01/01/2020</div></body></html>'
)


def read(markup: str, selectors: Selectors | None = None) -> Any:
    return extract.read(markup, url=URL, selectors=selectors, names=NAMES, now=NOW)


def page(head: str = "", above: str = "<h1>Lũ trên sông Bằng</h1>") -> str:
    return f"<html><head><title>Lũ trên sông Bằng - Báo Thử</title>{head}</head><body><article>{above}{BODY}</article>"


def linked(said: str) -> str:
    return page(f'<script type="application/ld+json">{said}</script>')


def test_a_page_as_nukeviet_writes_it():
    found = read(NUKEVIET)
    assert found.title == "Công an cảnh báo"
    assert found.text.startswith("Sáng nay, mực nước sông Bằng")
    assert found.text.endswith("khi nước chảy xiết.")
    assert "Người Thử" not in found.text
    assert found.canonical == "https://bao.example/vi/news/canh-bao-7.html"
    assert found.published is None
    assert found.printed == datetime(2026, 7, 14, 9, 32, tzinfo=ZONE)


@pytest.mark.parametrize(
    "markup",
    [
        linked('{"@type": "NewsArticle", "datePublished": "2026-11-20T08:00:00+07:00"}'),
        linked('{"@graph": [{"@type": "WebPage", "datePublished": "2020-01-01"}, '
               '{"@type": ["Article"], "datePublished": "2026-11-20 08:00:00", "author": {"name": "Ai Đó"}}]}'),
        linked('[{"@type": "NewsArticle", "datePublished": "2026-11-20T01:00:00Z", "x": "a\nb"}]'),
        linked("{").replace("</title>", "</title><meta property='article:published_time' content='2026-11-20T01:00Z'>"),
        page("<meta itemprop='datePublished' content='2026-11-20T08:00:00'>"),
        page("<meta name='pubdate' content='20/11/2026 08:00'>"),
        page("<meta name='PUBDATE' content='20/11/2026 08:00'>"),
        page(above="<h1>x</h1><time itemprop='datePublished' datetime='2026-11-20T08:00+07:00'>hôm kia</time>"),
        page("<meta itemprop='datePublished' content='2099-01-01'><meta name='pubdate' content='20/11/2026 08:00'>"),
    ],
)  # fmt: skip
def test_a_date_for_machines_is_found(markup):
    assert read(markup).published == datetime(2026, 11, 20, 1, 0, tzinfo=UTC)


def test_a_date_above_the_title_is_todays_and_not_the_articles():
    found = read(page(above="<p>Chủ nhật, 22/11/2026</p><h1>Lũ trên sông Bằng</h1>"))
    assert (found.published, found.printed) == (None, None)


@pytest.mark.parametrize(
    ("title", "bare"),
    [
        ("Lũ lên - Báo Thử", "Lũ lên"),
        ("Lũ lên | Báo Thử | bao.example", "Lũ lên"),
        ("Lũ lên – BÁO THỬ", "Lũ lên"),
        ("Lũ lên | Thời sự | Báo Thử", "Lũ lên | Thời sự"),
        ("Lũ - lụt - hạn", "Lũ - lụt - hạn"),
        ("Báo Thử", "Báo Thử"),
        ("", ""),
    ],
)
def test_the_sites_name_is_cut_from_titles(title, bare):
    assert extract.without_site(title, NAMES) == bare


def test_selectors_come_before_general_extraction():
    found = read(
        NUKEVIET.replace("Công an cảnh báo</h1>", "Tít trong trang</h1>"),
        Selectors(title="h1.title", text="#news-bodyhtml p:first-child", date="span.h5", remove=("#header",)),
    )
    assert found.title == "Tít trong trang"
    assert found.text.startswith("Sáng nay")
    assert "ngầm tràn" not in found.text
    assert found.printed == datetime(2026, 7, 14, 9, 32, tzinfo=ZONE)


def test_what_is_removed_is_gone_and_what_is_not_selected_is_extracted():
    found = read(NUKEVIET, Selectors(remove=("#news-bodyhtml p:nth-child(2)",), until=date(2030, 1, 1)))
    assert "Các hộ ven sông" not in found.text
    assert "ngầm tràn" in found.text


def test_selectors_that_find_nothing_fall_back():
    found = read(NUKEVIET, Selectors(title=".khong", text=".khong", date=".khong"))
    assert found.title == "Công an cảnh báo"
    assert "ngầm tràn" in found.text
    assert found.printed is not None


def test_comments_of_readers_are_left_out():
    comment = '<div class="comment-list"><div class="comment">Bạn đọc Nguyễn Văn Thử: tôi thấy nước rất to.</div></div>'
    assert "Nguyễn Văn Thử" not in read(page() + comment + "</body></html>").text


@pytest.mark.parametrize("markup", ["", "abc", "<html><body></body></html>", "<div>" * 19_000, "<!--", "\x00<p>"])
def test_a_page_without_words_has_none(markup):
    found = read(markup)
    assert found is None or found.text == ""


def test_a_page_no_article_looks_like_is_not_parsed():
    assert extract.is_reasonable(NUKEVIET)
    assert not extract.is_reasonable("<p>" * 20_001)
    assert not extract.is_reasonable("x" * 2_000_001)
    assert not extract.is_reasonable("<body " + " ".join(f"a{i}=1" for i in range(5000)) + ">")


def test_pasted_pictures_do_not_make_a_page_unreasonable():
    pasted = page(above=f"<h1>x</h1><img src='data:image/png;base64,{'A' * 3_000_000}'>")
    slim = extract.without_pictures(pasted)
    assert extract.is_reasonable(slim)
    assert "ngầm tràn" in read(slim).text


@given(st.text(alphabet=st.sampled_from("<>/=\"' ahpdivscrt{}[]:,1&;")))
def test_no_page_breaks_it(text):
    found = read(linked(text))
    assert found is None or isinstance(found.text, str)
