"""Near-duplicate passages, measured on pairs that were labelled before."""

from pathlib import Path

import pytest
import yaml

from desk.likeness import NEAR, likenesses

PAIRS = yaml.safe_load((Path(__file__).resolve().parent.parent / "fixtures/desk/paraphrases.yaml").read_text("utf-8"))


def found(make_claim, kind: str, half: str) -> list[bool]:
    pairs = PAIRS[half][kind]
    return [bool(list(likenesses([make_claim(1, one), make_claim(2, other)]))) for one, other in pairs]


@pytest.mark.parametrize("half", ["tune", "held"])
def test_pairs_that_say_the_same_are_found_and_others_of_the_subject_are_not(make_claim, half) -> None:
    same = found(lambda n, said: make_claim(n, said, rules=(f"disaster.r{n}",)), "same", half)
    other = found(lambda n, said: make_claim(n, said, rules=(f"disaster.r{n}",)), "other", half)
    assert len(same) >= 15
    assert len(other) >= 15
    assert not any(other), "no pair of two things is offered"
    assert same.count(False) <= (1 if half == "tune" else 0)


def test_the_docstring_counts_the_pairs_it_speaks_of() -> None:
    count = {kind: sum(len(PAIRS[half][kind]) for half in PAIRS) for kind in ("same", "other")}
    assert count == {"same": 35, "other": 34}
    assert NEAR == 86
