"""How well the rules read the labelled texts: recall and precision by subject, with marks and without, and stance.

::

    uv run python benchmarks/quality.py                 # both halves, against their floors
    uv run python benchmarks/quality.py FILE.jsonl …    # other texts
    uv run python benchmarks/quality.py --pin           # raise the floors to what is reached today
    uv run python benchmarks/quality.py --pin --lower   # and lower those that are not

See ``benchmarks/labelled/README.md`` for what a score on which half means.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from records import Category, ItemKind, Stance
from rules import RuleSet, load
from rules.trial import unmarked
from vietnamese import read

LABELLED: Final = Path(__file__).with_name("labelled")
HALVES: Final = ("development", "test")
FLOORS: Final = LABELLED / "floors.json"

Line = dict[str, Any]


@dataclass
class Score:
    """What was counted over one set of texts.

    A text asks for its first subject, and finding any of its subjects is right: most impersonation is fraud too. A
    subject that is flagged and is none of the text's is false, in ordinary texts and others alike.
    """

    asked: Counter[str] = field(default_factory=Counter)
    right: Counter[str] = field(default_factory=Counter)
    flagged: Counter[str] = field(default_factory=Counter)
    false: Counter[str] = field(default_factory=Counter)
    stances: Counter[str] = field(default_factory=Counter)
    stances_right: Counter[str] = field(default_factory=Counter)
    ordinary: int = 0
    ordinary_flagged: int = 0

    def recall(self, subject: str) -> float:  # noqa: D102 - the word says it
        return self.right[subject] / self.asked[subject] if self.asked[subject] else 1.0

    def precision(self, subject: str) -> float:  # noqa: D102 - as above
        return 1 - self.false[subject] / self.flagged[subject] if self.flagged[subject] else 1.0

    def stance(self) -> float:  # noqa: D102 - as above
        return self.stances_right.total() / self.stances.total() if self.stances else 1.0

    def figures(self) -> dict[str, float]:
        """Return the numbers that have floors, by name."""
        found = {"stance": self.stance()}
        for subject in Category:
            found[f"{subject.value} recall"] = self.recall(subject)
            found[f"{subject.value} precision"] = self.precision(subject)
        return {name: round(value, 3) for name, value in found.items()}


def lines_of(path: Path) -> list[Line]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line]


def score(rules: RuleSet, lines: list[Line], *, bare: bool = False) -> Score:
    """Count over the texts, each taken as naming a place: a rule may need one."""
    counted = Score()
    for line in lines:
        text = unmarked(line["text"]) if bare else line["text"]
        kind = ItemKind(line.get("kind", ItemKind.REMARK))
        found = rules.match(read(text), kind=kind, placed=True)
        subjects, wanted = {match.category.value for match in found}, line["subjects"]
        counted.flagged.update(subjects)
        counted.false.update(subjects.difference(wanted))
        if not wanted:
            counted.ordinary += 1
            counted.ordinary_flagged += bool(subjects)
            continue
        right = next((match for match in found if match.category.value in wanted), None)
        counted.asked[wanted[0]] += 1
        counted.right[wanted[0]] += right is not None
        if right is not None and line.get("stance"):
            counted.stances[line["stance"]] += 1
            counted.stances_right[line["stance"]] += right.stance == line["stance"]
    return counted


def show(name: str, counted: Score, texts: int) -> None:
    print(f"{name:<30}{'texts':>7}{'recall':>9}{'flagged':>9}{'precision':>11}")
    for subject in Category:
        print(
            f"  {subject.value:<28}{counted.asked[subject]:>7}{counted.recall(subject):>9.1%}"
            f"{counted.flagged[subject]:>9}{counted.precision(subject):>11.1%}"
        )
    print(f"  {'ordinary texts flagged':<28}{counted.ordinary:>7}{counted.ordinary_flagged:>9}")
    if counted.stances:
        each = ", ".join(f"{one} {counted.stances_right[one]}/{counted.stances[one]}" for one in Stance)
        print(f"  stance right of those found: {counted.stance():.1%} ({each})")
    print(f"  {texts} texts")


def figures(rules: RuleSet, name: str) -> dict[str, dict[str, float]]:
    """Return the figures of one half, as written and bare, that have floors."""
    lines = lines_of(LABELLED / f"{name}.jsonl")
    return {
        f"{name}, {how}": score(rules, lines, bare=bare).figures()
        for how, bare in (("as written", False), ("without marks", True))
    }


def below(reached: dict[str, dict[str, float]], floors: dict[str, dict[str, float]]) -> list[str]:
    """Return what lies under its floor."""
    return [
        f"{name}: {what} is {reached[name].get(what, 0):.1%}, its floor {floor:.1%}"
        for name, each in floors.items()
        for what, floor in each.items()
        if name in reached and reached[name].get(what, 0) < floor
    ]


def pin(reached: dict[str, dict[str, float]], floors: dict[str, dict[str, float]], *, lower: bool) -> None:
    """Write the floors: what is reached, and where that is less, only if asked for by name."""
    pinned = {
        name: {what: value if lower else max(value, floors.get(name, {}).get(what, 0)) for what, value in each.items()}
        for name, each in reached.items()
    }
    FLOORS.write_text(json.dumps(pinned, indent=1) + "\n", encoding="utf-8")


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("files", nargs="*", type=Path)
    asked.add_argument("--pin", action="store_true", help="raise the floors to what is reached")
    asked.add_argument("--lower", action="store_true", help="with --pin: lower them too")
    given = asked.parse_args()
    rules = load()
    for path in given.files or [LABELLED / f"{name}.jsonl" for name in HALVES]:
        lines = lines_of(path)
        for how, bare in (("as written", False), ("without marks", True)):
            show(f"{path.stem}, {how}", score(rules, lines, bare=bare), len(lines))
    if given.files:
        return
    reached = {name: each for half in HALVES for name, each in figures(rules, half).items()}
    floors = json.loads(FLOORS.read_text(encoding="utf-8")) if FLOORS.exists() else {}
    if given.pin:
        pin(reached, floors, lower=given.lower)
    elif found := below(reached, floors):
        sys.exit("\n".join(found))


if __name__ == "__main__":
    main()
