"""Pages are never read worse than they once were, unless somebody says so by name."""

import json
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

HALVES = ("development", "held-out", "unseen")


@pytest.fixture(scope="module")
def extraction(benchmark_module: Callable[[str], ModuleType]) -> ModuleType:
    return benchmark_module("extraction")


def test_no_figure_lies_under_its_floor(extraction: ModuleType) -> None:
    floors = json.loads(extraction.FLOORS.read_text(encoding="utf-8"))
    parts = extraction.parts().items()
    reached = {part: extraction.figures(extraction.judged(extraction.ours, pages)) for part, pages in parts}
    assert {part: set(each) for part, each in reached.items()} == {part: set(each) for part, each in floors.items()}
    assert not extraction.below(reached, floors)


@pytest.mark.parametrize("half", HALVES)
def test_the_floors_are_what_we_promise(extraction: ModuleType, half: str) -> None:
    floors = json.loads(extraction.FLOORS.read_text(encoding="utf-8"))
    assert floors[half]["title"] == 1.0
    assert floors[half]["date"] >= 0.97
    assert floors[half]["text F1"] >= 0.95


@pytest.mark.parametrize("half", HALVES)
def test_ours_reads_text_better_than_trafilatura_alone(extraction: ModuleType, half: str) -> None:
    pages = extraction.pages(half)
    mine, theirs = (
        extraction.figures(extraction.judged(tool, pages)) for tool in (extraction.ours, extraction.by_trafilatura)
    )
    assert mine["text F1"] > theirs["text F1"] + 0.03


def test_there_are_enough_pages_and_each_is_another(extraction: ModuleType) -> None:
    pages = [page for half in HALVES for page in extraction.pages(half)]
    assert len(pages) >= 40
    assert len({page.name for page in pages}) == len({page.title for page in pages}) == len(pages)
    assert len({page.url.split("/")[2] for page in pages}) >= len(pages) - 2
    assert sum(page.date is None for page in pages) >= 3
    assert any(len(page.text) < 300 for page in pages)
    assert all(page.text and page.title for page in pages)


def test_every_page_has_its_expected_parts_beside_it(extraction: ModuleType) -> None:
    for half in HALVES:
        folder: Path = extraction.PAGES / half
        assert {one.stem for one in folder.glob("*.html")} == {one.stem for one in folder.glob("*.json")}


def test_a_page_read_as_nothing_falls_under_the_floors(extraction: ModuleType) -> None:
    pages = extraction.pages("development")
    nothing = {"development": extraction.figures([extraction.judge(extraction.Found(), page) for page in pages])}
    floors = json.loads(extraction.FLOORS.read_text(encoding="utf-8"))
    assert len(extraction.below(nothing, floors)) == 5


def test_words_that_may_be_there_cost_nothing_and_strangers_do(extraction: ModuleType) -> None:
    page = extraction.Expected(
        name="x", markup="", url="", title="Tít bài", date=None, text="Nước sông dâng cao.", optional="Ảnh minh họa"
    )
    assert extraction.f1("nước SÔNG dâng, cao", page) == 1.0
    assert extraction.f1("Tít bài nước sông dâng cao ảnh minh họa", page) == 1.0
    assert extraction.f1("nước sông dâng cao tin khác", page) == pytest.approx(0.8)
    assert extraction.f1("nước sông", page) == pytest.approx(2 / 3)
    assert extraction.f1("", page) == 0.0


def test_pinning_lowers_only_by_name(extraction: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(extraction, "FLOORS", tmp_path / "floors.json")
    floors, reached = {"unseen": {"title": 1.0}}, {"unseen": {"title": 0.9}}
    assert extraction.below(reached, floors) == ["unseen: title is 90.0%, its floor 100.0%"]
    extraction.pin(reached, floors, lower=False)
    assert json.loads(extraction.FLOORS.read_text()) == floors
    extraction.pin(reached, floors, lower=True)
    assert json.loads(extraction.FLOORS.read_text()) == reached


def test_a_page_costs_less_than_a_quarter_of_what_trafilatura_takes(extraction: ModuleType) -> None:
    taken = extraction.speed(extraction.pages("development")[:6], rounds=3)
    assert taken["ours"][1] <= 0.23 * taken["trafilatura, text only"][1]
