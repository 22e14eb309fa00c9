import json
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from cli.show import emit, plain, shown, table
from records import Category, Passed
from words import Language, Words


def test_records_become_what_json_can_say() -> None:
    value = {
        "a": (Category.FRAUD, timedelta(minutes=1)),
        "b": datetime(2026, 1, 1, tzinfo=UTC),
        "c": Words(vi="x", en="y"),
    }
    assert plain(value) == {"a": ["fraud", 60.0], "b": "2026-01-01T07:00:00+07:00", "c": {"vi": "x", "en": "y"}}
    assert plain(Passed(source="a", reason="b")) == {"source": "a", "reason": "b", "settles": [], "count": 1}


@given(st.text())
def test_what_is_shown_in_a_terminal_cannot_steer_it(text: str) -> None:
    assert all(char.isprintable() for char in shown(text))


def test_columns_line_up_by_what_a_terminal_shows(capsys) -> None:
    table([Words(vi="Tên", en="Name"), Words(vi="Số", en="No")], [("Đường", "1"), ("e\u0301 ab", "2")], Language.VI)
    lines = capsys.readouterr().out.splitlines()
    assert [line.replace("\u0301", "").index(end) for line, end in zip(lines, ("Số", "1", "2"), strict=True)] == [
        7,
        7,
        7,
    ]


def test_one_object_a_line(capsys) -> None:
    emit({"a": "đ\n"})
    out = capsys.readouterr().out
    assert out.count("\n") == 1
    assert json.loads(out) == {"a": "đ\n"}
