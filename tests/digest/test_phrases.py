"""Every word the digest says is said somewhere, in both languages, and every constant has its word."""

import re
from pathlib import Path

import pytest

from desk.sources import SourceState
from digest import labels
from digest.model_claims import Change
from digest.phrases import PHRASES
from records import Category, Fate, IndicatorKind, RunOutcome, Severity, Stance

ROOM = Path(__file__).resolve().parents[2] / "digest"


@pytest.mark.parametrize(
    ("words", "constants"),
    [
        (labels.CATEGORY, Category),
        (labels.STANCE, Stance),
        (labels.SEVERITY, Severity),
        (labels.INDICATOR, IndicatorKind),
        (labels.OUTCOME, RunOutcome),
        (labels.STATE, SourceState),
        (labels.CHANGE, Change),
        (labels.FATE, Fate),
    ],
)
def test_every_constant_has_its_word(words: dict[object, object], constants: type) -> None:
    assert set(words) == set(constants)  # type: ignore[call-overload]


def test_both_languages_leave_the_same_gaps() -> None:
    for words in PHRASES.values():
        assert set(re.findall(r"{(\w+)}", words.vi)) == set(re.findall(r"{(\w+)}", words.en))


def test_no_phrase_is_left_unsaid() -> None:
    files = [path for path in ROOM.rglob("*") if path.suffix in {".py", ".j2"} and not path.name.startswith("phrases")]
    text = "".join(path.read_text(encoding="utf-8") for path in files)
    assert {key for key in PHRASES if not re.search(rf"[\"']{key}[\"']", text)} == set()
