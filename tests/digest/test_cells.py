"""What may stand in a cell, whatever came from outside."""

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from digest.cells import CELL_LIMIT, csv_text, plain, shorten, workbook_text

ANY_TEXT = st.text(alphabet=st.characters(), max_size=80)
NASTY = st.lists(
    st.sampled_from(
        ["=", "+", "-", "@", "\t", "\r", "\n", " ", "'", '"', "＝", "－", "＋", "＠", "﹦", "−", "\u202e", "\u200b",
         "\ufeff", "\u00a0", "\x00", "0", "7", "a", "đ", ",", ";", "“", "|", "%", "\ud800", "\ufffe", "\u0301", "😀"]
    ),
    max_size=12,
).map("".join)  # fmt: skip


def first_sign(cell: str) -> str:
    """Return the first character a spreadsheet may judge by: behind blanks, quotes, and what cannot be seen."""
    shown = (
        c for c in cell if not c.isspace() and unicodedata.category(c) not in {"Cf", "Cc", "Mn"} and c not in '"“”‘’'
    )
    return unicodedata.normalize("NFKC", next(shown, ""))[:1]


@given(st.one_of(ANY_TEXT, NASTY))
@example("=cmd|' /C calc'!A0")
@example("\t=1+1")
@example(' "=1+1')
@example("＝HYPERLINK(1)")
@example("\u200b@SUM(1)")
@example("−2+3")
def test_no_csv_cell_begins_like_a_formula(text: str) -> None:
    assert first_sign(csv_text(text)) not in set("=+-@−")


@given(st.one_of(ANY_TEXT, NASTY))
def test_a_cell_is_one_line_that_utf8_can_hold_and_nothing_turns_it_round(text: str) -> None:
    for cell in (csv_text(text), workbook_text(text)):
        assert not any(unicodedata.category(char) in {"Cc", "Zl", "Zp"} for char in cell)
        assert not set(cell) & set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c")
        assert cell.encode().decode() == cell


@given(st.one_of(ANY_TEXT, NASTY))
def test_doing_it_twice_is_doing_it_once(text: str) -> None:
    assert plain(plain(text)) == plain(text)
    assert csv_text(csv_text(text)) == csv_text(text)


@pytest.mark.parametrize(
    "number", ["0900000123", "0012", "1E5", "1e+5", "12.500.000", "1-2", "3/4", "84 900", "007", "٠١٢", "００１"]
)
def test_what_reads_as_a_number_says_that_it_is_text(number: str) -> None:
    assert csv_text(number) == f"'{number}"


@pytest.mark.parametrize("text", ["0900 000 123 gọi lại", "Công an cảnh báo", "hXXps://a[.]example", "", "Km 12"])
def test_ordinary_text_stays_as_it_is(text: str) -> None:
    assert csv_text(text) == text


@pytest.mark.parametrize(("length", "last"), [(CELL_LIMIT, "a"), (CELL_LIMIT + 1, "…")])
def test_long_text_is_cut_at_what_a_cell_holds(length: int, last: str) -> None:
    cut = csv_text("a" * length)
    assert len(cut) == CELL_LIMIT
    assert cut[-1] == last


@given(st.text(alphabet="a😀é\u0301", max_size=40), st.integers(min_value=1, max_value=50))
def test_a_cut_counts_as_excel_does_and_never_splits_a_letter(text: str, limit: int) -> None:
    cut = shorten(text, limit)
    assert len(cut.encode("utf-16-le")) // 2 <= limit
    if cut != text:
        assert cut.endswith("…")
        assert text.startswith(cut[:-1])


def test_lines_become_blanks() -> None:
    assert plain("Cảnh báo\r\n\u2028 khẩn\x0b\ttới\x85bà con") == "Cảnh báo khẩn tới bà con"
