"""A list's entries are spelt as articles' indicators are, or let go with a reason."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.listed import indicators
from records import IndicatorKind
from vietnamese import read
from vietnamese.indicators import find


def only(named: str) -> tuple[str, str] | None:
    found, _ = indicators([named])
    return next(((one.kind.value, one.value) for one in found), None)


@pytest.mark.parametrize(
    ("named", "kind", "value"),
    [
        ("gia.example", "domain", "gia.example"),
        ("http://WWW.Gia.example/", "domain", "gia.example"),
        ("*.gia.example", "domain", "gia.example"),
        ("https://gia.example/dang-nhap?utm_source=x#a", "url", "https://gia.example/dang-nhap"),
        ("gia.example/dang-nhap", "url", "https://gia.example/dang-nhap"),
        ("https://ten:khoa@gia.example/x", "url", "https://gia.example/x"),
        ("ngânhàng.example", "domain", "xn--ngnhng-ltan.example"),
        ("bit.ly/abc", "url", "https://bit.ly/abc"),
        ("http://8.8.8.8/x", "url", "http://8.8.8.8/x"),
    ],
)
def test_a_link_is_itself_and_a_bare_one_its_host(named, kind, value):
    assert only(named) == (kind, value)


@pytest.mark.parametrize(
    "named",
    [
        "", "gia", "vn", "com.vn", "dichvucong.gov.vn", "facebook.com/ai-do", "zalo.me/0900000123", "bit.ly", "8.8.8.8",
        "127.0.0.1", "http://a b.example", "javascript:alert(1)", "||gia.example^", "http://[::1", "ftp://gia.example",
        "gia.example" * 300, "a..example", "http://gia.example:99999/x",
    ],
)  # fmt: skip
def test_what_can_be_no_indicator_is_counted(named):
    assert indicators([named]) == (frozenset(), {"no_indicator": 1})


def test_two_spellings_of_one_are_one():
    found, passed = indicators(["gia.example", "http://gia.example", "GIA.EXAMPLE.", "https://gia.example/a"])
    assert (len(found), passed) == (2, {"duplicate": 2})


@pytest.mark.parametrize("named", ["https://gia.example/dang-nhap?a=1", "xac-minh-vneid.example", "bit.ly/abc"])
def test_an_article_that_names_it_holds_the_same_indicator(named):
    (listed,), _ = indicators([named])
    assert listed in {found.indicator for found in find(read(f"Truy cập trang web {named} để nhận quà"))}


@given(st.lists(st.text(max_size=40) | st.from_regex(r"[a-z]{1,5}\.(example|vn|com)(/[a-z]?)?", fullmatch=True)))
def test_every_entry_is_counted_once(named):
    found, passed = indicators(named)
    assert len(found) + passed.total() == len(named)
    assert all(one.kind in {IndicatorKind.URL, IndicatorKind.DOMAIN} for one in found)
