import inspect
from pathlib import Path

import errors
from errors import Problem, RotinError, RulesError
from words import Language, Words


def test_an_error_says_what_where_and_what_next_in_each_language() -> None:
    error = RulesError(
        Words(vi="gói luật hỏng", en="the pack does not hold"),
        problems=[Problem(file=Path("a.yaml"), line=3, what=Words(vi="thiếu", en="missing")), _elsewhere()],
        hint=Words(vi="sửa đi", en="mend it"),
    )
    assert error.in_(Language.VI) == "gói luật hỏng\n  a.yaml:3: thiếu\n  ROTIN_X: lạ\n→ sửa đi"
    assert str(error) == "the pack does not hold\n  a.yaml:3: missing\n  ROTIN_X: strange\n→ mend it"


def _elsewhere() -> Problem:
    return Problem(file="ROTIN_X", what=Words(vi="lạ", en="strange"))


def test_the_hierarchy_at_the_top_of_the_file_is_the_one_in_force() -> None:
    drawn = str(errors.__doc__)
    classes = {name: c for name, c in inspect.getmembers(errors, inspect.isclass) if issubclass(c, RotinError)}
    for name, kind in classes.items():
        line = next((line for line in drawn.splitlines() if f" {name} " in line), None)
        assert line is not None, f"{name} is not drawn"
        own = "exit_code" in vars(kind) and name != "RotinError"
        assert not own or f" {kind.exit_code} " in line, f"{name} is drawn with another exit code"


def test_each_kind_of_failure_can_be_told_apart_by_its_exit_code() -> None:
    codes = {c.exit_code for c in RotinError.__subclasses__()}
    assert len(codes) == len(RotinError.__subclasses__()) - 1  # ConfigError and UsageError: both the caller's to mend
    assert 0 not in codes
