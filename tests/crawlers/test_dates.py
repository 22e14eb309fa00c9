"""Dates as Vietnamese publishers write them."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawlers import dates
from records import ZONE

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=ZONE)


def at(year: int, month: int, day: int, hour: int = 0, minute: int = 0) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=ZONE)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("Thứ Bảy, 21/11/2026, 10:30 (GMT+7)", at(2026, 11, 21, 10, 30)),
        ("09:32, 14/07/2023", at(2023, 7, 14, 9, 32)),
        ("14h00 ngày 11/8/2025", at(2025, 8, 11, 14)),
        ("14h ngày 11/8/2025", at(2025, 8, 11, 14)),
        ("8 giờ 30, 02/01/2025", at(2025, 1, 2, 8, 30)),
        ("Thứ ba - 14/07/2026 09:32", at(2026, 7, 14, 9, 32)),
        ("Thứ năm, 14/11/2024 | 08:15", at(2024, 11, 14, 8, 15)),
        ("Cập nhật lúc 21.11.2026 - 08:00", at(2026, 11, 21, 8)),
        ("Chủ nhật, ngày 11 tháng 8 năm 2025 - 14:05", at(2025, 8, 11, 14, 5)),
        ("21 tháng 11, 2026", at(2026, 11, 21)),
        ("15 Tháng Bảy, 2026", at(2026, 7, 15)),
        ("5 tháng mười một năm 2025 lúc 7:05", at(2025, 11, 5, 7, 5)),
        ("3 tháng chạp 2025", at(2025, 12, 3)),
        ("Thứ hai, 06/10/2025 | 07:30 GMT+7", at(2025, 10, 6, 7, 30)),
        ("Thứ Sáu, 09:26, 16/01/2026", at(2026, 1, 16, 9, 26)),
        ("Tin phát lúc: 15h30 ngày 19/08/2026", at(2026, 8, 19, 15, 30)),
        ("Ngày tạo: 2026-07-14 09:32", at(2026, 7, 14, 9, 32)),
        ("[03/10/2026]", at(2026, 10, 3)),
        ("8/11/2025 2:00:00 CH", at(2025, 11, 8, 14)),
        ("12/10/2025 12:05 SA", at(2025, 10, 12, 0, 5)),
        ("03/04/2025", at(2025, 4, 3)),
        ("Sat, 21 Nov 2026 10:30:00 +0700", at(2026, 11, 21, 10, 30)),
        ("Sat, 21 Nov 2026 10:30:00 GMT+7", at(2026, 11, 21, 10, 30)),
        ("Sat, 21 Nov 2026 03:30:00 GMT", at(2026, 11, 21, 10, 30)),
        ("Sat, 21 Nov 2026 10:30:00", at(2026, 11, 21, 10, 30)),
        ("2026-11-21T03:30:00Z", at(2026, 11, 21, 10, 30)),
        ("2026-11-21T10:30:00+07:00", at(2026, 11, 21, 10, 30)),
        ("2026-11-21 10:30:00", at(2026, 11, 21, 10, 30)),
        ("2026-11-21", at(2026, 11, 21)),
    ],
)
def test_a_date_is_read_day_first_and_in_vietnams_time(text, moment):
    found = dates.read(text, now=NOW)
    assert found == moment
    assert found.utcoffset() == timedelta(hours=7)


@pytest.mark.parametrize(
    "text",
    [
        "", "Ngày 9-3", "2 tuần trước", "3 tháng trước", "trước", "đăng", "12 ngày nữa",
        "32/13/2020", "31/02/2025", "1/1/1970", "31/12/1994",
        "25/11/2026 12:00", "01/01/2030", "0001-01-01T00:00:00+07:00", "9999-12-31T23:59:59-12:00", "0900 000 123",
        "tăng 12/11 xã", "x" * 10_000,
    ],
)  # fmt: skip
def test_what_names_no_day_or_none_that_can_be_true_is_none(text):
    assert dates.read(text, now=NOW) is None


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2 giờ trước", at(2026, 11, 22, 10)),
        ("Cập nhật 25 phút trước", at(2026, 11, 22, 11, 35)),
        ("Đăng lúc: 40 giây trước", at(2026, 11, 22, 11, 59)),
        ("khoảng 13 tiếng trước", at(2026, 11, 21, 23)),
        ("3 ngày trước", at(2026, 11, 19, 12)),
        ("Hôm qua, 08:15", at(2026, 11, 21, 8, 15)),
        ("hôm nay lúc 7h30", at(2026, 11, 22, 7, 30)),
        ("Hôm kia", at(2026, 11, 20)),
        ("vừa xong", at(2026, 11, 22, 12)),
    ],
)
def test_a_relative_date_is_counted_from_when_the_page_was_read(text, moment):
    assert dates.read(text, now=NOW) == dates.ago(text, now=NOW) == moment
    assert dates.is_ago(text)


@pytest.mark.parametrize("text", ["Mưa lớn 2 giờ trước khi lũ về", "hôm qua trời nắng", "cách đây 3 ngày trước cổng"])
def test_a_sentence_that_speaks_of_earlier_is_no_date(text):
    assert dates.ago(text, now=NOW) is None
    assert not dates.is_ago(text)


def test_all_dates_of_a_line_are_found_in_their_order():
    said = dates.find_all("Cập nhật: 10:20 08/09/2026 | Đăng lúc: 07:15 07/09/2026, hết 31/02/2026", now=NOW)
    assert [one.moment for one in said] == [at(2026, 9, 8, 10, 20), at(2026, 9, 7, 7, 15)]
    left, found = dates.without("Đăng 10:20 08/09/2026 bởi ai")
    assert (left.split(), found) == (["Đăng", "bởi", "ai"], True)
    assert dates.without("không có") == ("không có", False)


def test_a_date_up_to_two_days_ahead_is_believed():
    assert dates.read("24/11/2026 11:59", now=NOW) == at(2026, 11, 24, 11, 59)
    assert dates.read("24/11/2026 12:01", now=NOW) is None


def test_the_first_date_in_running_text_is_found():
    text = "Trang chủ Thời sự Thứ ba - 14/07/2026 09:32 Đã xem 12 lần, bài cũ 01/01/2020"
    assert dates.find(text, now=NOW) == at(2026, 7, 14, 9, 32)
    assert dates.find("Điện thoại 0900 000 123, số 12/2020/QĐ-UBND", now=NOW) is None


@given(st.text())
def test_no_text_breaks_it(text):
    found = dates.read(text, now=NOW)
    assert found is None or dates.EARLIEST <= found <= NOW + dates.AHEAD


@given(st.datetimes(min_value=datetime(1996, 1, 1), max_value=datetime(2026, 11, 22)))  # noqa: DTZ001 - hypothesis
def test_what_is_printed_is_read_back(moment):
    moment = moment.replace(second=0, microsecond=0, tzinfo=ZONE)
    printed = (f"{moment:%H:%M}, {moment:%d/%m/%Y}", f"{moment:%d-%m-%Y %H:%M} (GMT+7)", moment.isoformat())
    assert [dates.read(text, now=NOW) for text in printed] == [moment] * 3
