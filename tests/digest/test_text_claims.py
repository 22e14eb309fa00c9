"""The claims part of the short text: every claim in a few lines, and what is left out is counted."""

from dataclasses import replace

import pytest

from digest import Digest, to_text
from words import Language


@pytest.fixture(scope="module")
def said(conversation: Digest) -> str:
    return to_text(conversation, Language.VI)


def test_what_to_answer_comes_before_what_circulates_and_both_before_articles(said: str) -> None:
    parts = ["Trả lời trước", "Điều đang lan truyền (2)", "Nên nói với bà con", "Nghe được theo xã", "Báo động\n"]
    places = [said.index(part) for part in (*parts, "Lừa đảo (2)", "Việc đọc các nguồn tin")]
    assert places == sorted(places)


def test_a_claim_in_a_few_lines(said: str) -> None:
    assert (
        "  [Cao] «nghe nói tối nay thủy điện thượng nguồn xả hết cửa lũ bà con ven sông có ai biết thật không ạ»\n"
        "      ít nhất 15 người · Phường Thục Phán, Tỉnh Cao Bằng · từ 20/11/2026 22:00, gần nhất 21/11/2026 06:00"
        " · phần lớn là câu hỏi; cũng có người: đưa tin\n"
        "      đang tăng: 12 lượt nói trong 6 giờ tính đến 21/11/2026 04:00, bình thường chưa tới 1\n"
        "      Nguồn tin nói gì: chưa có bài hay thông báo nào\n"
    ) in said


def test_what_is_left_out_is_counted(conversation: Digest) -> None:
    dam, job, police = conversation.claims
    line = conversation.signals[0]
    many = replace(
        conversation, claims=(dam, job, *[police] * 20), signals=(line,) * 13, advice=conversation.advice * 4
    )
    text = to_text(many, Language.VI)
    assert "… và 13 điều nữa trong bảng kèm theo" in text
    assert "  … +3\n" in text
    assert "  … +6\n" in text


def test_a_quiet_day_says_so_once(province: Digest) -> None:
    text = to_text(province, Language.VI)
    assert text.count("Không có điều gì được đủ đông người lặp lại.") == 1
    assert "Điều đang lan truyền" not in text
    assert "Báo động" not in text


def test_a_passage_cannot_break_the_lines(conversation: Digest) -> None:
    dam, *others = conversation.claims
    hostile = replace(dam, said=(replace(dam.said[0], passage="một\r\n\x1b[31mhai\u202e " + "ba " * 500),))
    text = to_text(replace(conversation, claims=(hostile, *others)), Language.VI)
    assert not {"\x1b", "\r", "\u202e"} & set(text)
    assert max(map(len, text.splitlines())) < 400
