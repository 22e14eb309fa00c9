"""Everything there is to say of packs before they are used: for `rotin rules check`."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import vietnamese
from errors import Problem
from records import ItemKind
from rules.lint import lint
from rules.load import Loaded, assemble
from rules.match import RuleSet
from rules.model import RelationRule, Rule, TriedRule
from rules.relation import Relations
from words import Words


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleReport:
    """One sound rule: how many examples it was tried on, and what it costs.

    ``microseconds`` is how long this rule alone takes over one of its examples, on average; reading the
    text is not counted.
    """

    id: str
    title: Words
    file: Path
    line: int
    examples: int
    microseconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What a check found. The packs load if there are no ``problems``; ``warnings`` are worth a look."""

    problems: tuple[Problem, ...]
    warnings: tuple[Problem, ...]
    rules: tuple[RuleReport, ...]
    guard_texts: int
    fingerprint: str

    @property
    def ok(self) -> bool:
        """Whether the packs load."""
        return not self.problems


def check(packs: Sequence[Path] = (), *, clock: Callable[[], int] = time.perf_counter_ns) -> Report:
    """Load the packs as :func:`rules.load` does, look for likely mistakes, and time each rule; raises nothing.

    ``clock`` counts nanoseconds.
    """
    return report(assemble(packs), clock)


def report(loaded: Loaded, clock: Callable[[], int]) -> Report:
    """Return what there is to say of packs that were read."""
    rules: tuple[TriedRule, ...] = (*loaded.rules.rules, *loaded.rules.stances, *loaded.relations.rules)
    return Report(
        problems=loaded.problems,
        warnings=lint(rules, loaded.built.shared),
        rules=tuple(_timed(rule, clock) for rule in rules),
        guard_texts=len(loaded.guard),
        fingerprint=loaded.rules.fingerprint,
    )


def _timed(rule: TriedRule, clock: Callable[[], int]) -> RuleReport:
    alone = _alone(rule)
    texts = [vietnamese.read(example.text) for example in rule.examples]
    kind = min(rule.applies_to)
    began = clock()
    for text in texts:
        _decide(alone, text, kind)
    microseconds = (clock() - began) / 1_000 / max(len(texts), 1)
    return RuleReport(
        id=rule.id, title=rule.title, file=rule.file, line=rule.line, examples=len(texts), microseconds=microseconds
    )


def _alone(rule: TriedRule) -> RuleSet:
    if isinstance(rule, RelationRule):
        return Relations.of([rule]).matcher
    return RuleSet.of([rule]) if isinstance(rule, Rule) else RuleSet.of([], [rule])


def _decide(alone: RuleSet, text: vietnamese.Text, kind: ItemKind) -> None:
    if alone.rules:
        alone.match(text, kind=kind, placed=True)
    else:
        alone.stances_in(alone.scan(text), kind, placed=True)
