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


SHEETS = 14


def titled(digest: Digest, *titles: str) -> Digest:
    """Return the digest with cards of these titles as its local news."""
    pattern = digest.local_news[0]
    return replace(digest, local_news=tuple(replace(pattern, title=title) for title in titles))


def read(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def voiced(digest: Digest, passage: str) -> Digest:
    """Return the digest with this passage as its first claim."""
    first, *others = digest.claims
    return replace(digest, claims=(replace(first, said=(replace(first.said[0], passage=passage),)), *others))


def column(digest: Digest, name: str) -> list[str]:
    table = read(to_csv(digest, Language.EN))
    return [row[COLUMNS.index(name)] for row in table[1:]]


def test_excel_sees_utf8_and_windows_lines(province: Digest) -> None:
    content = to_csv(province, Language.VI)
    assert content.startswith(_BOM.encode())
    assert content.count(b"\n") == content.count(b"\r\n") == len(read(content))
    assert "Cảnh báo: kẻ xấu giả danh công an xã" in content.decode("utf-8-sig")


def test_one_header_and_every_row_as_long(conversation: Digest) -> None:
    province = conversation
    table = read(to_csv(province, Language.VI))
    assert tuple(table[0]) == header(Language.VI)
    assert {len(row) for row in table} == {len(COLUMNS)}
    cards = sum(len(group.cards) for group in province.groups) + len(province.local_news)
    others = len(province.indicators) + len(province.sources) + len(province.troubles)
    said = len(province.claims) + len(province.signals) + len(province.alerts) + len(province.suppressed)
    assert len(table) == 1 + said + cards + others
    assert list(dict.fromkeys(row[0] for row in table[1:])) == [
        "Điều lan truyền",
        "Tín hiệu theo xã",
        "Báo động",
        "Báo động không gửi",
        "Bài viết",
        "Tin địa phương",
        "Số, tài khoản, liên kết",
        "Nguồn",
        "Lượt đọc",
    ]


def test_times_read_as_dates(conversation: Digest) -> None:
    for name in ("time", "since"):
        for cell in filter(None, column(conversation, name)):
            datetime.strptime(cell, "%Y-%m-%d %H:%M")  # noqa: DTZ007 - it only has to parse
    assert "2026-11-21 04:00" in column(conversation, "time")


def test_a_claims_row_says_it_all(conversation: Digest) -> None:
    rows = [dict(zip(COLUMNS, row, strict=True)) for row in read(to_csv(conversation, Language.VI))]
    dam, job = rows[1:3]
    assert dam["state"] == "chưa nguồn nào trả lời; đang tăng; mới xuất hiện"
    assert (dam["count"], dam["time"], dam["since"]) == ("15", "2026-11-21 06:00", "2026-11-20 22:00")
    assert dam["note"].startswith("ít nhất 15 người; đang tăng: 12 lượt nói trong 6 giờ")
    assert dam["commune"] == "Phường Thục Phán"
    assert job["text"].endswith("đăng ký tại hXXps://viec-nhe[.]example/dang-ky?ma=007")
    assert job["link"] == "https://bao-tinh.example/tin/1.html; https://bao-tinh.example/tin/2.html"
    assert "bác bỏ: «Cảnh báo: kẻ xấu" in job["note"]
    assert "Tổ trực đã gộp với: «tuyển cộng tác viên làm việc nhàn" in job["note"]


def test_signals_and_alerts_have_their_rows(conversation: Digest) -> None:
    rows = [dict(zip(COLUMNS, row, strict=True)) for row in read(to_csv(conversation, Language.EN))]
    signals = [row for row in rows if row["kind"] == "Signal"]
    assert [(row["commune"], row["count"], row["state"]) for row in signals] == [
        ("Phường Thục Phán", "9", "clearly more"),
        ("Xã Bảo Lâm", "6", "new"),
        ("Xã Trùng Khánh", "", "no longer enough to tell"),
    ]
    held = {row["state"]: row["count"] for row in rows if row["kind"] == "Alerts not sent"}
    assert held == {
        "told within another": "1",
        "told shortly before": "7",
        "over the day's budget": "1",
        "not delivered": "1",
    }
    [sent] = [row for row in rows if row["kind"] == "Alert" and row["state"].startswith("sent")]
    assert sent["text"].startswith("«nghe nói tối nay")


@pytest.mark.parametrize("passage", HOSTILE)
def test_a_hostile_passage_is_harmless_in_both_tables(conversation: Digest, passage: str) -> None:
    nasty = voiced(conversation, passage)
    assert column(nasty, "text")[0] == csv_text(passage)
    cells = [cell for row in workbook(nasty)["What is circulating"].iter_rows(min_row=2) for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "n", "d"}
    assert not any(cell.hyperlink for cell in cells)


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
    after = sum(len(group.cards) for group in province.groups)  # no claims here, which would come before
    assert texts[after : after + len(titles)] == [csv_text(title) for title in titles]


def workbook(digest: Digest, language: Language = Language.EN) -> Any:
    return openpyxl.load_workbook(io.BytesIO(to_xlsx(digest, language)))


@pytest.mark.parametrize("language", Language)
def test_the_workbook_has_a_sheet_a_subject(conversation: Digest, language: Language) -> None:
    book = workbook(conversation, language)
    assert len(book.sheetnames) == len(set(book.sheetnames)) == SHEETS
    for page in book:
        assert all(cell.value for cell in page[1])
        assert page.freeze_panes == "A2"


def test_times_are_real_dates_in_vietnam(province: Digest) -> None:
    page = workbook(province)["To look at"]
    names = [cell.value for cell in page[1]]
    assert datetime(2026, 11, 21, 4, 0) in [row[names.index("Published")].value for row in page.iter_rows(min_row=2)]  # noqa: DTZ001 - a cell knows no zone


def sheet(digest: Digest, name: str) -> list[dict[str, Any]]:
    """Return a sheet's rows by the names in its header."""
    header, *lines = [[cell.value for cell in row] for row in workbook(digest)[name].iter_rows()]
    return [dict(zip(header, line, strict=True)) for line in lines]


def test_claims_have_their_sheets(conversation: Digest) -> None:
    dam, job, police = sheet(conversation, "What is circulating")
    assert (dam["At least (people)"], dam["What sources say"]) == (15, "no article or notice yet")
    assert dam["Since"] == datetime(2026, 11, 20, 22, 0)  # noqa: DTZ001 - a cell knows no zone
    assert job["Put together by the desk with"].startswith("«tuyển cộng tác viên làm việc nhàn")
    assert police["The desk found"].startswith("confirmed – đã hỏi công an tỉnh (https://ca-tinh.example")
    told = sheet(conversation, "People by hour")
    assert [row["Id"] for row in told] == [*["00000001"] * 4, "00000002", "00000003", "00000004"]
    assert [row["People"] for row in told] == [8, 7, 6, 5, 7, 7, 7]
    assert [row["Source"] for row in told[:2]] == ["several sources", "mang_a"]


def test_signals_and_alerts_have_their_sheets(conversation: Digest) -> None:
    flood, *_, gone = sheet(conversation, "Heard by commune")
    assert (flood["People in the fullest hour"], flood["Hours"], flood["Hours, window before"]) == (9, 2, 1)
    assert (gone["People in the fullest hour"], gone["Compared"]) == (None, "no longer enough to tell")
    assert sum(row["Count"] for row in sheet(conversation, "Alerts not sent")) == conversation.headline.alerts_held
    assert len(sheet(conversation, "Alerts")) == len(conversation.alerts)


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
    assert len(workbook(nothing).sheetnames) == SHEETS


def test_every_column_is_documented_in_both_languages() -> None:
    page = (Path(__file__).resolve().parents[2] / "docs" / "digest.md").read_text(encoding="utf-8")
    for vi, en in zip(header(Language.VI), header(Language.EN), strict=True):
        assert f"| {vi} | {en} |" in page
