"""The page: one file, nothing from anywhere, nothing that runs, readable by anyone."""

import re
from base64 import b64decode, b64encode
from dataclasses import replace
from hashlib import sha256
from itertools import pairwise
from typing import Any

import pytest
from bs4 import BeautifulSoup, Tag
from hypothesis import given, settings
from hypothesis import strategies as st

from digest import Digest, page, plot_claims, plots, to_html
from words import Language


def tag(read: BeautifulSoup, *how: Any, **more: Any) -> Tag:
    """Return the one tag asked for."""
    found = read.find(*how, **more)
    assert isinstance(found, Tag)
    return found


@pytest.fixture(scope="module", params=list(Language))
def read(conversation: Digest, request: pytest.FixtureRequest) -> BeautifulSoup:
    return BeautifulSoup(to_html(conversation, request.param), "lxml")


def without_plots(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave out the pictures, where only text is looked at: drawing takes most of a page's time."""
    for name in ("by_day", "by_commune", "freshness"):
        monkeypatch.setattr(plots, name, lambda *_: None)
    monkeypatch.setattr(plot_claims, "tellings", lambda *_, **__: None)


def test_the_page_fetches_nothing_and_runs_nothing(read: BeautifulSoup) -> None:
    assert not read.find_all(["script", "link", "iframe", "object", "embed", "form", "base", "svg"])
    sources = [str(one["src"]) for one in read.find_all(src=True)]
    assert len(sources) == 3 + 1
    assert all(source.startswith("data:image/svg+xml;base64,") for source in sources)
    assert not [name for one in read.find_all() for name in one.attrs if name.startswith("on") or name == "style"]
    assert "url(" not in tag(read, "style").get_text()


def test_the_policy_allows_this_style_sheet_and_nothing_else(read: BeautifulSoup) -> None:
    policy = str(tag(read, "meta", attrs={"http-equiv": "Content-Security-Policy"})["content"])
    said = {name: value for name, _, value in (part.strip().partition(" ") for part in policy.split(";"))}
    hashed = b64encode(sha256(tag(read, "style").get_text().encode()).digest()).decode()
    assert said == {
        "default-src": "'none'",
        "style-src": f"'sha256-{hashed}'",
        "img-src": "data:",
        "base-uri": "'none'",
        "form-action": "'none'",
    }


def test_a_reader_without_eyes_finds_the_way(read: BeautifulSoup) -> None:
    assert str(tag(read, "html")["lang"]) in {"vi", "en"}
    assert len(read.find_all("h1")) == 1
    levels = [int(one.name[1]) for one in read.find_all(re.compile(r"^h[1-6]$"))]
    assert all(after - before <= 1 for before, after in pairwise(levels))
    assert all(len(str(one["alt"])) > 40 for one in read.find_all("img"))
    tables = len(read.find_all("table"))
    assert len(read.select("thead")) == len(read.select("tbody")) == tables
    assert len(read.select("thead th[scope=col]")) == len(read.select("thead th"))
    assert len(read.select("tbody tr > th[scope=row]")) == len(read.select("tbody tr"))
    ids = [str(one["id"]) for one in read.find_all(id=True)]
    assert len(ids) == len(set(ids))
    assert {str(one["href"])[1:] for one in read.find_all("a", href=re.compile("^#"))} <= set(ids)
    assert {str(one["aria-labelledby"]) for one in read.select("[aria-labelledby]")} <= set(ids)


def test_the_day_stands_on_the_page(province: Digest) -> None:
    text = BeautifulSoup(to_html(province, Language.VI), "lxml").get_text(" ", strip=True)
    assert "Thứ Bảy, 21/11/2026" in text
    assert "5 bài cần chú ý, trong đó 4 ở mức cao." in text
    assert "Đang hỏi, chưa rõ thực hư" in text
    assert "hXXps://viec-nhe[.]example/dang-ky?ma=007" in text
    assert "viec-nhe.example" not in text
    assert "bài cũ, nay mới đọc được" in text
    for group in province.groups:
        for one in group.advice:
            assert text.count(one.card.advice.vi) == 1
    for source in (*province.silent, *province.failing):
        assert source.sentence.vi in text


def test_links_lead_to_the_article_and_tell_it_nothing(read: BeautifulSoup) -> None:
    outward = read.find_all("a", href=re.compile("^http"))
    answers, evidence = 3, 1
    assert len(outward) == 5 + 4 + answers + evidence
    assert all(set(one["rel"]) == {"noopener", "noreferrer", "nofollow"} for one in outward)
    assert tag(read, "meta", attrs={"name": "referrer"})["content"] == "no-referrer"


@pytest.mark.parametrize(
    "title",
    ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "{{ 7*7 }}", "</title></style>", "]]>-->", "=1+1"],
)
def test_a_hostile_title_is_text(province: Digest, title: str, monkeypatch: pytest.MonkeyPatch) -> None:
    without_plots(monkeypatch)
    pattern = province.groups[0].cards[0]
    nasty = replace(pattern, title=title, source_name=title, communes=(title,))
    group = replace(province.groups[0], cards=(nasty,))
    read = BeautifulSoup(to_html(replace(province, groups=(group,)), Language.VI), "lxml")
    assert tag(read, "h4").get_text() == title
    assert not read.find_all(["script", "img"])


def test_a_title_cannot_turn_the_page_round_or_fill_it(province: Digest, monkeypatch: pytest.MonkeyPatch) -> None:
    without_plots(monkeypatch)
    pattern = province.local_news[0]
    nasty = [replace(pattern, title=title) for title in ("\u202eđảo ngược\u2066", "a" * 10_000)]
    html = to_html(replace(province, local_news=tuple(nasty)), Language.VI).decode()
    assert not set(html) & set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
    assert "a" * 1_000 not in html


@settings(max_examples=25)
@given(text=st.text(alphabet=st.characters(), min_size=1, max_size=40))
def test_any_title_is_text(province: Digest, text: str) -> None:
    with pytest.MonkeyPatch.context() as patch:
        without_plots(patch)
        card = replace(province.local_news[0], title=f"X{text}X")
        html = to_html(replace(province, groups=(), local_news=(card,)), Language.EN)
    [link] = BeautifulSoup(html, "lxml").select("#local a")
    shown = link.get_text()
    assert shown == page._title(f"X{text}X")


def test_an_empty_store_is_said_to_be_empty(nothing: Digest) -> None:
    text = BeautifulSoup(to_html(nothing, Language.VI), "lxml").get_text(" ", strip=True)
    for said in (
        "Kho chưa có gì cho khoảng thời gian này",
        "Chưa khai báo nguồn nào đang bật.",
        "Không có lượt đọc nào bị lỡ, bị bỏ qua hoặc hỏng.",
        "Không có mục nào đang bị để riêng.",
    ):
        assert said in text
    assert b"<img" not in to_html(nothing, Language.VI)


def test_plots_hold_no_date_and_no_letter_that_needs_a_font(read: BeautifulSoup) -> None:
    for one in read.find_all("img"):
        svg = b64decode(str(one["src"]).partition(",")[2]).decode()
        assert svg.count("<svg") == 1
        assert "<dc:date>" not in svg
        assert "Matplotlib" not in svg
        assert "<text" not in svg
        assert 'href="http' not in svg
