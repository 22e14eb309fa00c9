"""The house: who may import whom, that names are ours alone, and that rooms stay small."""

import ast
import importlib.metadata
import re
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
FOUNDATION = {"words", "errors", "records", "door"}

MAY_IMPORT: dict[str, set[str]] = {
    "words": set(),
    "errors": {"words"},
    "records": set(),
    "door": {"records"},
    "yamlfile": {"words", "errors"},
    "settings": {"words", "errors", "yamlfile"},
    "vietnamese": FOUNDATION,
    "rules": FOUNDATION | {"yamlfile", "vietnamese"},
    "storage": FOUNDATION | {"vietnamese"},
    "crawlers": FOUNDATION | {"yamlfile"},
    "pipelines": FOUNDATION | {"vietnamese", "rules", "storage"},
    "desk": FOUNDATION | {"vietnamese", "storage"},
    "digest": FOUNDATION | {"storage", "desk"},
    "scheduler": FOUNDATION | {"storage"},
    "daemon": FOUNDATION | {"storage", "scheduler"},
    "alerts": FOUNDATION | {"storage", "desk"},
    "demo": FOUNDATION,
}
WIRING = "cli"  # may import anything; nobody imports it
ROOMS = {*MAY_IMPORT, WIRING}
MAX_LINES = 400


def files(room: str) -> list[Path]:
    module = ROOT / f"{room}.py"
    return [module] if module.exists() else sorted((ROOT / room).rglob("*.py"))


def imports(path: Path) -> set[str]:
    """Top-level names a file imports, those for type checking included: a type is a dependency too."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            names.add((node.module or "").split(".")[0])
    return names


@pytest.mark.parametrize("room", sorted(MAY_IMPORT))
def test_a_room_imports_only_what_the_table_allows(room: str) -> None:
    assert files(room), f"{room} stands in the table, but not in the tree"
    for path in files(room):
        strangers = (imports(path) & ROOMS) - MAY_IMPORT[room] - {room}
        assert not strangers, f"{path.relative_to(ROOT)} imports {sorted(strangers)}"


def test_the_table_has_no_circle() -> None:
    settled: set[str] = set()
    while waiting := set(MAY_IMPORT) - settled:
        ready = {room for room in waiting if MAY_IMPORT[room] <= settled}
        assert ready, f"a circle among {sorted(waiting)}"
        settled |= ready


def test_every_python_file_of_ours_lives_in_a_room_of_the_table() -> None:
    elsewhere = {"tests", "benchmarks", "docs", "deploy", "data", "hatch_build"}
    tops = {path.stem for path in ROOT.glob("*.py")}
    tops |= {p.name for p in ROOT.iterdir() if p.is_dir() and not p.name.startswith(".") and any(p.rglob("*.py"))}
    assert tops - elsewhere == ROOMS


def test_only_the_adapter_lets_the_pipeline_see_scrapy() -> None:
    seeing = {path.name for room in ROOMS - {"crawlers"} for path in files(room) if "scrapy" in imports(path)}
    assert seeing <= {"adapter.py"}


def test_our_names_are_ours_and_no_dependency_ships_them() -> None:
    shipped = importlib.metadata.packages_distributions()
    for room in ROOMS:
        assert shipped.get(room, ["rotin"]) == ["rotin"], f"{room} is also shipped by {shipped[room]}"
        assert room not in sys.stdlib_module_names
        __import__(room)
        assert Path(str(sys.modules[room].__file__)).is_relative_to(ROOT)


def test_what_is_built_holds_every_room() -> None:
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    included = declared["tool"]["hatch"]["build"]["only-include"]
    for room in ROOMS:
        name = f"{room}.py" if (ROOT / f"{room}.py").exists() else room
        assert name in included, f"{name} would be missing from an installed Rõ Tin"
    for name in included:
        assert (ROOT / name).exists(), f"{name} is to be built, but is not there"


def test_tests_hold_no_package_that_would_shadow_a_room() -> None:
    assert not list((ROOT / "tests").rglob("__init__.py"))


def test_no_file_outgrows_its_reader() -> None:
    large = {
        str(path.relative_to(ROOT)): lines
        for top in [*ROOMS, "tests", "benchmarks"]
        for path in (files(top) if top in ROOMS else sorted((ROOT / top).rglob("*.py")))
        if (lines := len(path.read_text(encoding="utf-8").splitlines())) > MAX_LINES
    }
    assert not large


POSSESSIVE = re.compile(r"[*+?}]\+|\(\?>")
"""Possessive quantifiers and atomic groups: Python 3.11.2, that of Debian 12, reads them wrong (CPython issues
100061 and 106052, mended in 3.11.5); one of ours never ended there."""


def test_no_pattern_uses_what_the_oldest_python_we_run_on_gets_wrong() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for room in ROOMS
        for path in files(room)
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and POSSESSIVE.search(node.value)
    ]
    assert not found, f"possessive quantifiers in {found}"
