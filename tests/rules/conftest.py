"""Small packs, written here, so that no test of the engine depends on what the real packs say."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

import yamlfile
from rules.build import Built, build
from rules.declare import Guarded
from rules.guard import Measure
from rules.load import Loaded, assemble
from rules.match import RuleSet

FILLER = ["Hôm nay trời đẹp", "Chợ phiên đông vui", "Con đường này dài"]


def rule(**changes: Any) -> dict[str, Any]:
    """Return a whole rule as a pack declares it, with ``changes``; ``None`` leaves a key out."""
    whole: dict[str, Any] = {
        "id": "fraud.task",
        "title": {"vi": "Việc nhẹ", "en": "Easy job"},
        "advice": {"vi": "Đừng nạp tiền.", "en": "Do not pay."},
        "severity": "high",
        "source": "thử nghiệm",
        "phrases": {"bait": ["việc nhẹ lương cao"]},
        "when": "bait",
        "examples": {"match": ["Việc nhẹ lương cao!"] * 3, "no_match": FILLER},
    }
    return {key: value for key, value in (whole | changes).items() if value is not None}


def stance_rule(**changes: Any) -> dict[str, Any]:
    """Return a whole stance rule."""
    whole: dict[str, Any] = {
        "id": "stance.asks",
        "title": {"vi": "Hỏi", "en": "Asks"},
        "stance": "question",
        "source": "thử nghiệm",
        "phrases": {"asking": ["có thật không"]},
        "when": "asking",
        "examples": {"match": ["Có thật không ạ?"] * 3, "no_match": FILLER},
    }
    return {key: value for key, value in (whole | changes).items() if value is not None}


def pack(*rules: dict[str, Any], category: str = "fraud") -> str:
    """Return a pack; JSON is YAML, and keeps every text as it is."""
    return json.dumps({"category": category, "rules": rules}, ensure_ascii=False, indent=1)


def stances(*rules: dict[str, Any]) -> str:
    """Return a pack of stance rules."""
    return json.dumps({"stance": True, "rules": rules}, ensure_ascii=False, indent=1)


def guard_files(folder: Path, each: int = 1) -> Path:
    """Write a harmless guard corpus with ``each`` texts a field."""
    folder.mkdir(exist_ok=True)
    for field in Guarded:
        texts = [f"Bà con nói về {field.value} lần thứ {number}" for number in range(each)]
        (folder / f"{field.value}.yaml").write_text(json.dumps({"field": field.value, "texts": texts}), "utf-8")
    return folder


def rules_of(*rules: dict[str, Any], stance_rules: tuple[dict[str, Any], ...] = ()) -> RuleSet:
    """Return sound rules without their examples being tried."""
    built = Built()
    build(yamlfile.parse(pack(*rules), Path("pack.yaml")), built)
    if stance_rules:
        build(yamlfile.parse(stances(*stance_rules), Path("stance.yaml")), built)
    assert not built.problems, [problem.what.en for problem in built.problems]
    return RuleSet.of(built.rules, built.stances)


def problems_of(*rules: dict[str, Any]) -> list[str]:
    """Return what is wrong with a pack of these rules, in English."""
    built = Built()
    build(yamlfile.parse(pack(*rules), Path("pack.yaml")), built)
    assert not built.rules or not built.problems or len(rules) > 1
    return [problem.what.en for problem in built.problems]


@pytest.fixture(scope="session")
def make() -> SimpleNamespace:
    """Return the functions above by name: test folders are no packages, so tests cannot import them."""
    shared = (rule, stance_rule, pack, stances, guard_files, rules_of, problems_of)
    return SimpleNamespace(**{each.__name__: each for each in shared})


@pytest.fixture
def assembled(tmp_path: Path) -> Callable[..., Loaded]:
    """Return a loader of packs given as text, with a small guard of their own and no built-in pack."""

    def load_(*packs: str, guard: dict[str, Any] | None = None) -> Loaded:
        guarded = guard_files(tmp_path / "guard")
        if guard is not None:
            (guarded / "more.yaml").write_text(json.dumps(guard, ensure_ascii=False), "utf-8")
        builtin = tmp_path / "packs"
        builtin.mkdir(exist_ok=True)
        for number, text in enumerate(packs):
            (builtin / f"{number}.yaml").write_text(text, "utf-8")
        return assemble([], builtin=builtin, guarded=guarded, measure=Measure(each=1, together=1))

    return load_
