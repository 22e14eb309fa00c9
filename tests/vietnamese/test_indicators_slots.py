"""What the slots of the rule language stand for, and that looking for them costs little."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

import vietnamese
from vietnamese import indicators
from vietnamese.signs import signs
from vietnamese.slots import find_slots


def slots(text: str) -> dict[str, list[str]]:
    view = vietnamese.read(text)
    return {name: [view.exact[start:end] for start, end in ranges] for name, ranges in find_slots(view).items()}


@pytest.mark.parametrize(
    ("text", "money"),
    [
        ("thu nhập 500k", ["500k"]),
        ("500k/ngày", ["500k"]),
        ("lãi 2tr5 một tuần", ["2tr5"]),
        ("mất 2 triệu", ["2 triệu"]),
        ("mat 2 trieu dong", ["2 trieu dong"]),
        ("lừa 1,5 tỷ đồng", ["1,5 tỷ đồng"]),
        ("300.000 đồng", ["300.000 đồng"]),
        ("300.000đ", ["300.000đ"]),
        ("300.000d", ["300.000d"]),
        ("500.000VNĐ", ["500.000vnđ"]),
        ("200 nghìn", ["200 nghìn"]),
        ("5 củ", ["5 củ"]),
        ("1 triệu rưỡi", ["1 triệu rưỡi"]),
        ("từ 2-3 triệu", ["3 triệu"]),
        ("$100 hay 100$", ["$100", "100$"]),
        ("50 usd", ["50 usd"]),
        ("nộp 500k, nhận 2 triệu", ["500k", "2 triệu"]),
    ],
)
def test_sums(text: str, money: list[str]) -> None:
    assert slots(text) == {"money": money}


@pytest.mark.parametrize(
    "text",
    [
        "5 người, 3 ngày, 2 con",
        "nhà ở tầng 3. Đồng nghiệp tới",
        "3d và 4g",
        "có 2 k hiểu",
        "5 cu bạn",
        "10 đông quá",
        "đi 20 km",
        "đồng đô triệu",
    ],
)
def test_no_sums(text: str) -> None:
    assert "money" not in slots(text)


@pytest.mark.parametrize(
    ("text", "percent"),
    [
        ("lãi 30%", ["30%"]),
        ("lãi 2%/ngày", ["2%"]),
        ("lãi 2,5 % mỗi tuần", ["2,5"]),
        ("hoa hồng 30 phần trăm", ["30 phần trăm"]),
        ("hoa hong 30 phan tram", ["30 phan tram"]),
    ],
)
def test_percentages(text: str, percent: list[str]) -> None:
    assert slots(text) == {"percent": percent}


@pytest.mark.parametrize(
    ("text", "otp"),
    [
        ("đọc mã OTP cho nhân viên", ["mã otp"]),
        ("mã OTP của bạn là 123456", ["mã otp", "123456"]),
        ("mã xác thực: 8412", ["mã xác thực", "8412"]),
        ("ma xac nhan 841284", ["ma xac nhan", "841284"]),
        ("OTP", ["otp"]),
    ],
)
def test_one_time_codes(text: str, otp: list[str]) -> None:
    assert slots(text)["otp"] == otp


def test_figures_far_from_a_word_for_codes_are_none() -> None:
    assert slots("năm 2026 có 4000 hộ") == {}
    assert slots("OTP là gì? Hôm nay mọi người nghỉ học hết, năm 2026")["otp"] == ["otp"]


def test_links_phones_and_accounts_are_slots_too() -> None:
    assert slots("gọi 0900 000 123 hoặc vào https://qua-tang.example/a, stk VCB 1000000123") == {
        "phone": ["0900000123"],
        "url": ["https://qua-tang.example/a"],
        "account": ["1000000123"],
    }
    assert slots("xem vaytien24h.vn") == {"url": ["vaytien24h.vn"]}


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("Có thật không?", ["không"]),
        ("Sao vậy ạ?? 😭 em lo", ["ạ"]),
        ("Cái gì đây ？ Còn 3 triệu?", ["đây", "triệu"]),
        ("tin này (thật?) lan khắp chợ", ["thật"]),
        ("Chuyển tiền nhé. Gì?!\nThôi", ["gì"]),
        ("xem http://a.example/?x=1 nhé", []),
        ("? hả", []),
    ],
)
def test_a_question_is_the_word_before_the_mark(text: str, asked: list[str]) -> None:
    assert slots(text).get("question", []) == asked


@given(st.text(max_size=300))
def test_ranges_are_ordered_and_inside_whatever_the_text(text: str) -> None:
    view = vietnamese.read(text)
    for ranges in find_slots(view).values():
        assert list(ranges) == sorted(set(ranges))
        assert all(0 <= start < end <= len(view.exact) for start, end in ranges)


def test_a_text_without_a_sign_is_looked_at_no_further() -> None:
    view = vietnamese.read("Mọi người ơi hôm nay trường có nghỉ học không ạ, nghe nói nước lên to lắm")
    assert signs(view) == ()
    assert find_slots(view) == {}
    assert indicators.find(view) == ()


HOSTILE = {
    "figures": "12 ",
    "groups": "1234 ",
    "dots": "a.",
    "schemes": "http://",
    "links": "http://a.com/x ",
    "brackets": "a[.]",
    "banks": "vcb 12345678 ",
    "phones": "0900000123 ",
    "packages": "com.a.b apk ",
    "percents": "1%",
    "codes": "otp 1234 ",
    "questions": "a?",
    "question marks": "?",
}


@pytest.mark.parametrize("piece", HOSTILE.values(), ids=HOSTILE)
def test_time_grows_with_the_text_and_not_with_its_square(piece: str) -> None:
    def cost(letters: int) -> float:
        view = vietnamese.read(piece * (letters // len(piece)))
        started = time.process_time()
        find_slots(view)
        return time.process_time() - started

    cost(1_000)
    small, large = min(cost(1_500) for _ in range(3)), min(cost(24_000) for _ in range(2))
    assert large < 16 * 5 * max(small, 0.001)  # its square would be 256 times as much
