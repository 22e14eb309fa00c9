"""Indicators as they are shown."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.defang import defang, defang_text
from records import Indicator, IndicatorKind


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("vào https://viec-nhe.example/a.php?ma=7. nhận quà", "vào hXXps://viec-nhe[.]example/a[.]php?ma=7. nhận quà"),
        ("tải app vn.gia.app, gọi 10.0.0.7:80 nhé", "tải app vn[.]gia[.]app, gọi 10[.]0[.]0[.]7:80 nhé"),
        ("zalo.me/g/abc hay qua-tang。example", "zalo[.]me/g/abc hay qua-tang[.]example"),
        ("nộp 3.500.000đ ngày 20.11. rồi gọi 0900000123", "nộp 3.500.000đ ngày 20.11. rồi gọi 0900000123"),
    ],
)
def test_links_in_a_text_are_broken_and_nothing_else(text: str, shown: str) -> None:
    assert defang_text(text) == shown
    assert defang_text(shown) == shown


@pytest.mark.parametrize(
    ("kind", "value", "shown"),
    [
        (IndicatorKind.URL, "https://viec-nhe.example/a.php?ma=1.2", "hXXps://viec-nhe[.]example/a[.]php?ma=1[.]2"),
        (IndicatorKind.URL, "http://10.0.0.7:80/x", "hXXp://10[.]0[.]0[.]7:80/x"),
        (IndicatorKind.URL, "HTTPS://qua.example/", "hXXps://qua[.]example/"),
        (IndicatorKind.DOMAIN, "qua-tang。example", "qua-tang[.]example"),
        (IndicatorKind.PHONE, "+84900000123", "0900 000 123"),
        (IndicatorKind.PHONE, "+842063000123", "02063000123"),
        (IndicatorKind.PHONE, "+12025550123", "+12025550123"),
        (IndicatorKind.PHONE, "19001234", "19001234"),
        (IndicatorKind.APP_PACKAGE, "vn.gia.app", "vn[.]gia[.]app"),
    ],
)
def test_each_kind_is_shown_harmless(kind: IndicatorKind, value: str, shown: str) -> None:
    assert defang(Indicator(kind=kind, value=value)) == shown


def test_an_account_keeps_its_zeros_and_carries_its_bank() -> None:
    account = Indicator(kind=IndicatorKind.BANK_ACCOUNT, value="0012300045", bank="Ngân hàng Ví dụ")
    assert defang(account) == "0012300045 (Ngân hàng Ví dụ)"


@given(st.from_regex(r"https?://[a-z0-9.\-@:]{1,30}(/[a-z0-9.?=&%/:]{0,30})?", fullmatch=True))
def test_no_link_survives(url: str) -> None:
    shown = defang(Indicator(kind=IndicatorKind.URL, value=url))
    assert not re.search(r"(?i)https?:", shown)
    assert not re.search(r"\w\.\w", shown)
