"""The table is read strictly: what is wrong is named, all of it at once, each thing at its line."""

from pathlib import Path

import pytest

from errors import RulesError
from rules import gazetteer
from words import Language


def spoil(table: Path, *changes: tuple[int, str, str]) -> None:
    """Replace, in a line counted from 1, one text by another."""
    lines = table.read_text(encoding="utf-8").splitlines()
    for line, old, new in changes:
        assert old in lines[line - 1]
        lines[line - 1] = lines[line - 1].replace(old, new, 1)
    table.write_text("\n".join(lines) + "\n", encoding="utf-8")


def refused(table: Path) -> list[tuple[int | None, str]]:
    with pytest.raises(RulesError) as caught:
        gazetteer.load(table)
    assert all(problem.file == table for problem in caught.value.problems)
    assert str(table) in caught.value.in_(Language.VI)
    return [(problem.line, problem.what.en) for problem in caught.value.problems]


def test_every_fault_of_a_row_is_named_at_once_with_its_line(table: Path) -> None:
    spoil(
        table,
        (3, "2025-07-01", "2025-13-01"),
        (4, ",phuong,", ",ward,"),
        (5, "Tan Giang,1,", "Tan Giang,-1,"),
    )
    assert [line for line, _ in refused(table)] == [3, 4, 5]


def test_what_rows_say_of_each_other_must_hold(table: Path) -> None:
    lines = table.read_text(encoding="utf-8").splitlines()
    town = next(place for place, line in enumerate(lines, start=1) if line.startswith("01267,"))
    spoil(table, (town, ",040,01273,", ",999,01999,"), (4, "Phường Nùng", "Xã Nùng"))
    found = refused(table)
    assert [line for line, _ in found] == [4, town, town]
    assert "Phường" in found[0][1]
    assert "999" in found[1][1]
    assert "01999" in found[2][1]


def test_a_successor_must_exist_on_the_day_after(table: Path) -> None:
    lines = table.read_text(encoding="utf-8").splitlines()
    line = next(place for place, row in enumerate(lines, start=1) if row.startswith("01270,"))
    spoil(table, (line, "2025-06-30", "2009-06-30"))  # 01279 begins in 2010
    assert refused(table) == [(line, "there is no unit 01279 on the day after its end")]


def test_one_code_stands_for_one_unit_at_a_time(table: Path) -> None:
    lines = table.read_text(encoding="utf-8").splitlines()
    table.write_text("\n".join([*lines, lines[2]]) + "\n", encoding="utf-8")
    assert refused(table) == [(len(lines) + 1, "code 01273 stands for line 3 at the same time")]


@pytest.mark.parametrize(
    ("content", "line"),
    [
        (b"", 1),
        (b"code,name\n", 1),
        (b"\xff\xfe", 1),
        ("code,tên\n".encode() + b"\xff", 2),
    ],
)
def test_what_is_no_table_is_refused(table: Path, content: bytes, line: int) -> None:
    table.write_bytes(content)
    assert [where for where, _ in refused(table)] == [line]


def test_a_broken_quote_and_a_short_row_are_refused(table: Path) -> None:
    with table.open("a", encoding="utf-8") as file:
        file.write("P900,Sông Ngắn\n")
        file.write('P901,"Sông Dài')
    assert [line for line, _ in refused(table)] == [383, 384]


def test_a_file_far_too_large_is_refused(table: Path) -> None:
    with table.open("ab") as file:
        file.write(b"x" * (2 * 1024 * 1024))
    assert "bytes" in refused(table)[0][1]


def test_a_missing_table_is_an_error_a_person_can_read(tmp_path: Path) -> None:
    assert "cannot be opened" in refused(tmp_path / "gone.csv")[0][1]


def test_doubts_name_only_what_the_table_holds(tmp_path: Path) -> None:
    doubts = tmp_path / "doubts.yaml"
    doubts.write_text(
        "ordinary: [Cô Ba]\nshared:\n  - P052\n  - P999\nknown: [Bản Giốc, Nơi Khác]\nelsewhere: [Hà Nội]\n",
        encoding="utf-8",
    )
    with pytest.raises(RulesError) as caught:
        gazetteer.load(doubts=doubts)
    assert [(problem.line, problem.what.en) for problem in caught.value.problems] == [
        (4, "the table has no place called 'P999'"),
        (5, "the table has no place called 'Nơi Khác'"),
    ]


@pytest.mark.parametrize("content", ["", "ordinary: 5\n", "ordinary: [Cô Ba]\nordinary: [Thể Dục]\n"])
def test_doubts_that_do_not_hold_are_refused(tmp_path: Path, content: str) -> None:
    doubts = tmp_path / "doubts.yaml"
    doubts.write_text(content, encoding="utf-8")
    with pytest.raises(RulesError) as caught:
        gazetteer.load(doubts=doubts)
    assert caught.value.problems


def test_missing_doubts_are_an_error_a_person_can_read(tmp_path: Path) -> None:
    with pytest.raises(RulesError, match=r"doubts\.yaml"):
        gazetteer.load(doubts=tmp_path / "doubts.yaml")
