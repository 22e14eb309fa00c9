"""How well the rules read the labelled texts: recall and precision by subject, with marks and without, and stance.

Run: ``uv run python benchmarks/quality.py [FILE.jsonl …]``. See ``benchmarks/labelled/README.md`` for what a score on
which file means.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from pathlib import Path
from typing import Any

from records import ItemKind
from rules import RuleSet, load
from rules.trial import unmarked
from vietnamese import read

DEVELOPMENT = Path(__file__).with_name("labelled") / "development.jsonl"


def matched(rules: RuleSet, text: str) -> tuple[set[str], str]:
    found = rules.match(read(text), kind=ItemKind.REMARK, placed=True)
    return {match.category.value for match in found}, found[0].stance.value if found else ""


def score(rules: RuleSet, lines: list[dict[str, Any]], *, bare: bool) -> None:
    """Print one table; a text of which two subjects are right counts for the one that was found."""
    right: Counter[str] = Counter()
    asked: Counter[str] = Counter()
    flagged: Counter[tuple[str, bool]] = Counter()
    stances: Counter[bool] = Counter()
    for line in lines:
        subjects, stance = matched(rules, unmarked(line["text"]) if bare else line["text"])
        wanted: set[str] = set(line["subjects"])
        counted = min(wanted & subjects or wanted, default="")
        if counted:
            asked[counted] += 1
            right[counted] += counted in subjects
        for subject in subjects:
            flagged[subject, subject in wanted] += 1
        if "stance" in line and wanted & subjects:
            stances[stance == line["stance"]] += 1
    print(f"{'without marks' if bare else 'as written':<16}{'texts':>7}{'recall':>9}{'precision':>11}")
    for subject in sorted(asked):
        all_flagged = flagged[subject, True] + flagged[subject, False]
        precision = flagged[subject, True] / all_flagged if all_flagged else 1
        print(f"{subject:<16}{asked[subject]:>7}{right[subject] / asked[subject]:>9.1%}{precision:>11.1%}")
    if stances:
        print(f"stance right of those found: {stances[True] / stances.total():.1%}")


def main() -> None:
    rules = load()
    for path in map(Path, sys.argv[1:] or [str(DEVELOPMENT)]):
        lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
        print(f"{path.name}: {len(lines)} texts, {sum(not line['subjects'] for line in lines)} of them ordinary")
        for bare in (False, True):
            score(rules, lines, bare=bare)


if __name__ == "__main__":
    main()
