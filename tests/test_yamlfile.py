import os
from datetime import timedelta
from pathlib import Path
from typing import Annotated

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

import yamlfile
from words import Language

HERE = Path("x.yaml")


def said(text: str) -> list[str]:
    return [problem.in_(Language.EN) for problem in yamlfile.parse(text, HERE).problems]


def test_values_are_read_with_the_line_each_stands_on() -> None:
    document = yamlfile.parse("a: 1\nb:\n  - x\n  - {c: đ}\n", HERE)
    assert document.data == {"a": 1, "b": ["x", {"c": "đ"}]}
    assert [document.line(at) for at in [("a",), ("b",), ("b", 1), ("b", 1, "c"), ("b", 1, "no such")]] == [
        1,
        2,
        4,
        4,
        4,
    ]


def test_all_duplicate_keys_are_reported_at_once() -> None:
    assert said("a: 1\na: 2\nb: {c: 1, c: 2}\n") == [
        "x.yaml:2: key 'a' stands here twice",
        "x.yaml:3: key 'c' stands here twice",
    ]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("a: &x [1]\nb: *x\n", "x.yaml:1: anchors and aliases are refused"),
        (
            "a:\n  - b\n  - * việc online, x\n",
            "x.yaml:3: anchors and aliases are refused; if it is text that begins so",
        ),
        ("a: [b, *việc online, c]\n", 'so, quote it: "*việc online"'),
        ("a: [b, *viec online]\n", 'so, quote it: "*viec online"'),
        ("a: [b, & c]\n", 'so, quote it: "& c"'),
        (
            "a: đ\r\nb: *c # d\r\n",
            'x.yaml:2: anchors and aliases are refused; if it is text that begins so, quote it: "*c"',
        ),
        ("a: !!python/object:os.system {}\n", "x.yaml:1: YAML tags"),
        ("a: !!python/name:os.system ''\n", "x.yaml:1: YAML tags"),
        ("a: [\n", "x.yaml:2: bad YAML"),
        ("\ta: 1\n", "x.yaml:1: bad YAML"),
        ("a: 1\n---\nb: 2\n", "x.yaml:2: only one"),
        ("[" * 100 + "]" * 100, "x.yaml:1: nested too deeply"),
        ("? [a]\n: 1\n", "x.yaml:1: a key must be plain text"),
        ("a: 2026-13-45\n", "x.yaml:1: unreadable value"),
    ],
)
def test_what_could_do_harm_is_refused_with_its_line(text: str, why: str) -> None:
    assert any(why in problem for problem in said(text)), said(text)


def test_the_alias_bomb_is_refused_before_it_is_built() -> None:
    bomb = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
        f"{b}: &{b} [{','.join(['*' + a] * 9)}]\n" for a, b in zip("abcdefgh", "bcdefghi", strict=True)
    )
    assert len(said(bomb)) == 1


def test_files_too_large_not_utf8_or_absent(tmp_path: Path) -> None:
    large = tmp_path / "large.yaml"
    large.write_bytes(b"#" * (yamlfile.MAX_BYTES + 1))
    assert "over" in yamlfile.read(large).problems[0].in_(Language.EN)
    latin = tmp_path / "latin.yaml"
    latin.write_bytes(b"a: 1\nb: \xe9\n")
    assert yamlfile.read(latin).problems[0].in_(Language.EN) == f"{latin}:2: not UTF-8"
    marked = tmp_path / "marked.yaml"
    marked.write_bytes("\ufeffa: 1\n".encode())
    assert yamlfile.read(marked).data == {"a": 1}
    with pytest.raises(FileNotFoundError):
        yamlfile.read(tmp_path / "none.yaml")


@given(st.text())
def test_whatever_stands_in_a_file_it_is_read_or_refused(text: str) -> None:
    document = yamlfile.parse(text, HERE)
    assert all(problem.line and problem.line >= 1 for problem in document.problems)


class Part(BaseModel):
    model_config = ConfigDict(extra="forbid")
    number: int
    name: str


def test_what_pydantic_finds_is_told_with_lines_in_both_languages() -> None:
    document = yamlfile.parse("top:\n  number: x\n  colour: red\n", HERE)
    with pytest.raises(ValidationError) as caught:
        Part(**document.data["top"])
    found = yamlfile.problems(caught.value, document, within=("top",))
    assert {p.in_(Language.EN) for p in found} == {
        "x.yaml:2: top.number: must be a whole number",
        "x.yaml:1: top.name: required, but missing",
        "x.yaml:3: top.colour: there is no such key",
    }
    assert "x.yaml:2: top.number: phải là số nguyên" in {p.in_(Language.VI) for p in found}


class Slow(BaseModel):
    every: Annotated[timedelta, BeforeValidator(lambda value: value), Field(ge=timedelta(minutes=5))]


def test_a_bound_of_time_is_told_as_it_is_written() -> None:
    document = yamlfile.parse("every: 1\n", HERE)
    with pytest.raises(ValidationError) as caught:
        Slow(every=timedelta(seconds=1))
    (found,) = yamlfile.problems(caught.value, document)
    assert found.in_(Language.VI) == "x.yaml:1: every: phải từ 5m trở lên"


@pytest.mark.parametrize(
    ("seconds", "written"), [(0, "0s"), (90, "90s"), (300, "5m"), (7_200, "2h"), (86_400, "1d"), (90_000, "25h")]
)
def test_lengths_of_time_are_written_as_people_write_them(seconds: int, written: str) -> None:
    assert yamlfile.write_duration(timedelta(seconds=seconds)) == written


def test_the_line_of_what_is_not_there_is_that_of_what_is_around_it() -> None:
    document = yamlfile.parse("a:\n  b:\n    - c\n", HERE)
    assert [document.line(at) for at in [(), ("a",), ("a", "x"), ("a", "b", 7), ("a", "b", 0, "c", 1), (3,)]] == [
        1,
        1,
        1,
        2,
        3,
        1,
    ]


def test_a_pipe_is_no_file_and_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pack.yaml")
    with pytest.raises(OSError, match="not a regular file"):
        yamlfile.content(tmp_path / "pack.yaml")
