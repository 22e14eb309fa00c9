"""Which of the dates printed about a headline is the article's."""

from datetime import datetime

import pytest

from crawlers import chosen, printed
from crawlers.blocks import Outline, outline
from records import ZONE

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=ZONE)
PROSE = "<p>Nước sông dâng cao từ sáng sớm, người dân phải chuyển đồ đạc lên tầng hai của ngôi nhà.</p>"


def blocks(inside: str) -> Outline:
    tree = chosen.parse(f"<html><body><div>{inside}</div></body></html>")
    assert tree is not None
    inner = tree.find("body")
    assert inner is not None
    return outline(inner, headline=tree.find(".//h1"))


def found(inside: str) -> datetime | None:
    page = blocks(inside)
    texts = [block.text for block in page.blocks]
    first = next((at for at, text in enumerate(texts) if text.startswith("Nước sông")), len(texts))
    return printed.find(page.blocks, headline=texts.index("Tít bài"), first=first, now=NOW)


def at(day: int, hour: int = 0, minute: int = 0) -> datetime:
    return datetime(2026, 9, day, hour, minute, tzinfo=ZONE)


@pytest.mark.parametrize(
    ("inside", "moment"),
    [
        (f"<h1>Tít bài</h1><div>08/09/2026 10:20</div>{PROSE}", at(8, 10, 20)),
        (f"<div>Thứ ba, 08/09/2026, 10:20 (GMT+7)</div><h1>Tít bài</h1>{PROSE}", at(8, 10, 20)),
        (f"<h1>Tít bài</h1><div>Cập nhật: 9/9/2026 | Đăng: 8/9/2026</div>{PROSE}", at(8)),
        (f"<h1>Tít bài</h1><div>Cập nhật: 9/9/2026</div>{PROSE}", at(9)),
        (f"<h1>Tít bài</h1><div>Cập nhật: 9/9/2026</div><div>Xuất bản 8/9/2026</div>{PROSE}", at(8)),
        (f"<h1>Tít bài</h1><div class=author>Tổ A - 08/09/2026</div>{PROSE}", at(8)),
        (f"<h1>Tít bài</h1><p>Ngày đăng: 08/09/2026 - Lượt xem: 1.204</p>{PROSE}", at(8)),
        (f"<h1>Tít bài</h1>{PROSE}<p>Đăng ngày 08/09/2026</p>", at(8)),
        (f"<h1>Tít bài</h1><p>Bản Khuông, ngày 8 tháng 9 năm 2026</p>{PROSE}", at(8)),
        (f"<h1>Tít bài</h1><div>25 phút trước</div>{PROSE}", datetime(2026, 11, 22, 11, 35, tzinfo=ZONE)),
    ],
)
def test_the_date_of_publishing_is_found(inside, moment):
    assert found(inside) == moment


@pytest.mark.parametrize(
    "inside",
    [
        f"<div>Chủ nhật, 22/11/2026 | 12:00 GMT+7</div><h1>Tít bài</h1>{PROSE}",
        f"<div>In ngày: 21/11/2026</div><h1>Tít bài</h1>{PROSE}",
        f"<h1>Tít bài</h1><p>Từ ngày 05/7/2026, cấm toàn bộ xe tải qua cầu Nà Lạn trong bốn mươi ngày.</p>{PROSE}",
        f"<h1>Tít bài</h1>{PROSE}<p>Tin cũ hơn</p><p>01/09/2026</p>" + PROSE * 3,
        f"<h1>Tít bài</h1><a href=/x>08/09/2026</a>{PROSE}",
    ],
)
def test_clocks_printings_and_other_articles_dates_are_not(inside):
    assert found(inside) is None


@pytest.mark.parametrize(
    ("text", "is_date"),
    [
        ("Thứ hai, 06/10/2025 | 07:30 GMT+7", True), ("Ngày đăng: 03/09/2026 - Lượt xem: 1.204", True),
        ("2 giờ trước", True), ("Viết lúc 14:05 ngày 20/03/2026 trong Hoạt động", True),
        ("Từ 6 giờ ngày 05/7/2026, cấm toàn bộ xe tải trên 5 tấn qua cầu", False), ("Tít bài", False), ("2026", False),
    ],
)  # fmt: skip
def test_a_line_is_only_a_date_or_says_more(text, is_date):
    assert printed.is_only_a_date(text) is is_date


def test_a_date_beside_the_headline_is_found_in_whatever_it_stands():
    tree = chosen.parse(
        "<body><div class='breadcrumb'><a>Pháp luật</a><div>Thứ Tư, 28/01/2026 - 13:07</div></div><h1>Tít bài</h1>"
        f"{PROSE}<div>01/01/2020</div></body>"
    )
    assert tree is not None
    heading = tree.find(".//h1")
    assert heading is not None
    assert printed.near(heading, now=NOW) == datetime(2026, 1, 28, 13, 7, tzinfo=ZONE)


def test_a_time_element_of_the_same_day_says_the_minute():
    tree = chosen.parse("<time datetime='2026-09-07T01:00'></time><time datetime='2026-09-08T10:20:00+07:00'></time>")
    assert tree is not None
    assert printed.timed(tree, at(8), now=NOW) == at(8, 10, 20)
    assert printed.timed(tree, at(6), now=NOW) == at(6)
    assert printed.timed(tree, at(8, 9), now=NOW) == at(8, 9)
