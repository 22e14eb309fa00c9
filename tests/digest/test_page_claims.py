"""Claims, signals and alerts on the page: what to answer first stands first, and a passage is only text."""

from dataclasses import replace
from itertools import pairwise
from typing import Any

import pytest
from bs4 import BeautifulSoup

from digest import Digest, page, plot_claims, plots, to_html
from digest.model_claims import ClaimCard
from words import Language

HOSTILE = ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "{{ 7*7 }}", "</blockquote></style>", "=1+1"]


@pytest.fixture(autouse=True)
def _without_plots(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave out the pictures: drawing takes most of a page's time, and here only text is looked at."""
    for name in ("by_day", "by_commune", "freshness"):
        monkeypatch.setattr(plots, name, lambda *_: None)
    monkeypatch.setattr(plot_claims, "tellings", lambda *_, **__: None)


def soup(digest: Digest, language: Language = Language.VI) -> BeautifulSoup:
    return BeautifulSoup(to_html(digest, language), "lxml")


def said(card: ClaimCard, text: str) -> ClaimCard:
    """Return the card with ``text`` wherever somebody else's words can stand."""
    over: dict[str, Any] = {
        "said": tuple(replace(one, passage=text) for one in card.said),
        "communes": (text,),
        "places": (text,),
        "sources": (text,),
        "answers": tuple(replace(one, title=text, source_name=text) for one in card.answers),
        "tools": tuple(replace(one, shown=text) for one in card.tools),
        "judged": None if card.judged is None else replace(card.judged, reason=text),
    }
    return replace(card, **over)


def test_what_to_answer_stands_before_everything_else(conversation: Digest) -> None:
    read = soup(conversation)
    order = [str(one["id"]) for one in read.select("main > section[id]")]
    assert order[:6] == ["voids", "claims", "advice", "signals", "alerts", "flagged"]
    first = read.select_one("main > section")
    assert first is not None
    assert first["id"] == "voids"
    assert [card["id"] for card in read.select("article.claim")] == [f"c-{one.id}" for one in conversation.claims]


def test_the_page_says_what_the_desk_needs(conversation: Digest) -> None:
    text = soup(conversation).get_text(" ", strip=True)
    for wanted in (
        "Ít nhất 15 người",
        "phần lớn là câu hỏi; cũng có người: đưa tin",
        "Đang tăng: 12 lượt nói trong 6 giờ tính đến 21/11/2026 04:00, bình thường chưa tới 1",
        "chưa có bài hay thông báo nào",
        "Bảo bà con bấm, gọi, chuyển tới:",
        "Tổ trực đã gộp với:",
        "Tổ trực kết luận: đúng sự thật",
        "Ít nhất 9 người trong một giờ (21/11/2026 04:00)",
        "7 lần xem lại 1 việc vẫn thấy tăng",
        "1 báo động không tới được ai",
    ):
        assert wanted in text
    assert "viec-nhe.example" not in text


def test_every_passage_stands_once(conversation: Digest) -> None:
    quotes = [one.get_text(strip=True) for one in soup(conversation).select("blockquote")]
    assert quotes == [f"«{one.passage}»" for one in conversation.claims]


@pytest.mark.parametrize("text", HOSTILE)
def test_a_hostile_passage_is_text(conversation: Digest, text: str) -> None:
    alerts = tuple(replace(one, place=text) for one in conversation.alerts)
    signals = tuple(replace(one, place=text) for one in conversation.signals)
    nasty = replace(conversation, claims=tuple(said(one, text) for one in conversation.claims))
    read = soup(replace(nasty, alerts=alerts, signals=signals))
    assert not read.find_all(["script", "img"])
    assert [one.get_text(strip=True) for one in read.select("blockquote")] == [f"«{text}»"] * 3


def test_a_passage_cannot_turn_the_page_round_or_fill_it(conversation: Digest) -> None:
    claims = tuple(said(one, "\u202e" + "dài lắm " * 5_000) for one in conversation.claims)
    html = to_html(replace(conversation, claims=claims), Language.VI).decode()
    assert "\u202e" not in html
    assert max(len(one.get_text()) for one in BeautifulSoup(html, "lxml").select("blockquote")) < 800


def test_many_claims_are_cut_off_and_counted(conversation: Digest) -> None:
    many = [
        replace(conversation.claims[place], id=f"{number:06x}{place:02x}" * 4)
        for place, count in ((0, page._CLAIMS_SHOWN + 9), (2, page._CLAIMS_SHOWN + 7))
        for number in range(count)
    ]
    read = soup(replace(conversation, claims=tuple(many)))
    assert len(read.select("article.claim")) == 2 * page._CLAIMS_SHOWN
    assert "và 9 điều nữa trong bảng kèm theo" in read.get_text()
    assert "và 7 điều nữa trong bảng kèm theo" in read.get_text()


def test_a_quiet_day_has_no_empty_sections(nothing: Digest, province: Digest) -> None:
    for digest in (nothing, province):
        read = soup(digest)
        assert not read.select("#voids, #advice, #signals, #alerts")
        assert "Không có điều gì được đủ đông người lặp lại." in read.get_text()


@pytest.mark.parametrize("language", Language)
def test_headings_of_the_sections_step_down_one_by_one(conversation: Digest, language: Language) -> None:
    levels = [int(one.name[1]) for one in soup(conversation, language).find_all(["h1", "h2", "h3", "h4"])]
    assert all(after - before <= 1 for before, after in pairwise(levels))
