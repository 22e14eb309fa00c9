"""The rules never read the labelled texts worse than they once did, unless somebody says so by name."""

import json
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

from rules import RuleSet, load


@pytest.fixture(scope="module")
def quality(benchmark_module: Callable[[str], ModuleType]) -> ModuleType:
    return benchmark_module("quality")


@pytest.fixture(scope="module")
def rules() -> RuleSet:
    return load()


@pytest.mark.parametrize("half", ["development", "test"])
def test_no_figure_lies_under_its_floor(quality: ModuleType, rules: RuleSet, half: str) -> None:
    floors = json.loads(quality.FLOORS.read_text(encoding="utf-8"))
    reached = quality.figures(rules, half)
    assert set(reached) <= set(floors), "every half has floors"
    assert all(set(reached[name]) == set(floors[name]) for name in reached), "every figure has a floor"
    assert not quality.below(reached, floors)


@pytest.mark.parametrize("half", ["development", "test"])
def test_the_texts_are_whole_and_of_every_subject_stance_and_none(quality: ModuleType, half: str) -> None:
    lines = quality.lines_of(quality.LABELLED / f"{half}.jsonl")
    assert len({line["text"] for line in lines}) == len(lines) >= 400
    for subject in quality.Category:
        stances = {line.get("stance") for line in lines if subject in line["subjects"]}
        assert {stance.value for stance in quality.Stance} <= stances
    assert sum(not line["subjects"] for line in lines) >= 100


def test_no_text_stands_in_both_halves(quality: ModuleType) -> None:
    one, other = (
        {line["text"] for line in quality.lines_of(quality.LABELLED / f"{half}.jsonl")} for half in quality.HALVES
    )
    assert not one & other


def test_a_figure_under_its_floor_is_told_and_pinning_lowers_only_by_name(
    quality: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(quality, "FLOORS", tmp_path / "floors.json")
    floors, reached = {"test": {"fraud recall": 0.9}}, {"test": {"fraud recall": 0.8}}
    assert quality.below(reached, floors) == ["test: fraud recall is 80.0%, its floor 90.0%"]
    quality.pin(reached, floors, lower=False)
    assert json.loads(quality.FLOORS.read_text()) == floors
    quality.pin(reached, floors, lower=True)
    assert json.loads(quality.FLOORS.read_text()) == reached


def test_a_rule_set_that_finds_nothing_falls_under_the_floors(quality: ModuleType) -> None:
    nothing = {half: quality.figures(RuleSet.of([]), half) for half in ("test",)}["test"]
    floors = json.loads(quality.FLOORS.read_text(encoding="utf-8"))
    assert len([line for line in quality.below(nothing, floors) if "recall" in line]) >= 10
