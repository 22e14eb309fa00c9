"""The CSV file and the workbook, read back as their readers would."""

import csv
import io
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest import Digest, to_csv, to_xlsx
from digest.cells import CELL_LIMIT, csv_text, plain
from digest.rows import COLUMNS, header
from digest.table import _BOM
from words import Language

HOSTILE = (
    '=HYPERLINK("http://xau.example";"bấm")',
    "@SUM(1+1)*cmd|' /C calc'!A0",
    "\t=1+1",
    "＋84 900 000 123",
    "\u202eoàb hnảc",
    "<script>alert(1)</script>",
    "a" * 40_000,
    "dòng một\r\ndòng hai",
    '"", =1',
    "_x000D_ và \ufffe và \x01",
)


def titled(digest: Digest, *titles: str) -> Digest:
    """Return the digest with cards of these titles as its local news."""
    pattern = digest.local_news[0]
    return replace(digest, local_news=tuple(replace(pattern, title=title) for title in titles))


def read(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def column(digest: Digest, name: str) -> list[str]:
    table = read(to_csv(digest, Language.EN))
    return [row[COLUMNS.index(name)] for row in table[1:]]


def test_excel_sees_utf8_and_windows_lines(province: Digest) -> None:
    content = to_csv(province, Language.VI)
    assert content.startswith(_BOM.encode())
    assert content.count(b"\n") == content.count(b"\r\n") == len(read(content))
    assert "Cảnh báo: kẻ xấu giả danh công an xã" in content.decode("utf-8-sig")


def test_one_header_and_every_row_as_long(province: Digest) -> None:
    table = read(to_csv(province, Language.VI))
    assert tuple(table[0]) == header(Language.VI)
    assert {len(row) for row in table} == {len(COLUMNS)}
    cards = sum(len(group.cards) for group in province.groups) + len(province.local_news)
    others = len(province.indicators) + len(province.sources) + len(province.troubles)
    assert len(table) == 1 + cards + others
    assert {row[0] for row in table[1:]} == {
        "Bài viết",
        "Tin địa phương",
        "Số, tài khoản, liên kết",
        "Nguồn",
        "Lượt đọc",
    }


def test_times_read_as_dates(province: Digest) -> None:
    for name in ("time", "since"):
        for cell in filter(None, column(province, name)):
            datetime.strptime(cell, "%Y-%m-%d %H:%M")  # noqa: DTZ007 - it only has to parse
    assert "2026-11-21 04:00" in column(province, "time")


def test_pandas_keeps_zeros_as_text(province: Digest) -> None:
    frame = pd.read_csv(io.BytesIO(to_csv(province, Language.EN)), encoding="utf-8-sig")
    shown = frame.loc[frame["Kind"] == "Indicator", "Indicators"].tolist()
    assert "'0900 000 123" in shown
    assert "0012300045 (Ngân hàng Ví dụ)" in shown
    assert not any(cell.startswith(("+", "=", "-", "@")) for cell in shown)


def test_hostile_titles_stand_in_the_csv_as_harmless_text(province: Digest) -> None:
    texts = column(titled(province, *HOSTILE), "text")
    for title in HOSTILE:
        assert csv_text(title) in texts
    assert max(map(len, texts)) <= CELL_LIMIT


@given(titles=st.lists(st.text(alphabet=st.characters(), min_size=1, max_size=60), min_size=1, max_size=4))
def test_any_titles_come_back_as_what_was_made_safe(province: Digest, titles: list[str]) -> None:
    texts = column(titled(province, *titles), "text")
    after = sum(len(group.cards) for group in province.groups)
    assert texts[after : after + len(titles)] == [csv_text(title) for title in titles]


def workbook(digest: Digest, language: Language = Language.EN) -> Any:
    return openpyxl.load_workbook(io.BytesIO(to_xlsx(digest, language)))


@pytest.mark.parametrize("language", Language)
def test_the_workbook_has_a_sheet_a_subject(province: Digest, language: Language) -> None:
    book = workbook(province, language)
    assert len(book.sheetnames) == len(set(book.sheetnames)) == 9
    for page in book:
        assert all(cell.value for cell in page[1])
        assert page.freeze_panes == "A2"


def test_times_are_real_dates_in_vietnam(province: Digest) -> None:
    page = workbook(province)["To look at"]
    names = [cell.value for cell in page[1]]
    assert datetime(2026, 11, 21, 4, 0) in [row[names.index("Published")].value for row in page.iter_rows(min_row=2)]  # noqa: DTZ001 - a cell knows no zone


def test_phones_and_accounts_are_text(province: Digest) -> None:
    page = workbook(province)["Indicator"]
    cells = {cell.value: cell.data_type for row in page.iter_rows(min_row=2) for cell in row}
    assert cells["0900 000 123"] == "s"
    assert cells["0012300045 (Ngân hàng Ví dụ)"] == "s"


def test_hostile_titles_are_never_formulas_or_links(province: Digest) -> None:
    page = workbook(titled(province, *HOSTILE))["Local news"]
    titles = [row[2] for row in page.iter_rows(min_row=2)]
    assert {cell.data_type for cell in titles} == {"s"}
    assert not any(cell.hyperlink for row in page.iter_rows() for cell in row)
    assert plain(HOSTILE[0]) in [cell.value for cell in titles]
    assert max(len(str(cell.value)) for cell in titles) == CELL_LIMIT


def test_an_empty_digest_is_still_a_table_and_a_workbook(nothing: Digest) -> None:
    assert len(read(to_csv(nothing, Language.VI))) == 1
    assert len(workbook(nothing).sheetnames) == 9


def test_every_column_is_documented_in_both_languages() -> None:
    page = (Path(__file__).resolve().parents[2] / "docs" / "digest.md").read_text(encoding="utf-8")
    for vi, en in zip(header(Language.VI), header(Language.EN), strict=True):
        assert f"| {vi} | {en} |" in page
