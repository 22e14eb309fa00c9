"""What is allowed in a pack and still is likely a mistake. Each check is small: per rule, or across all of them."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from typing import Final

from errors import Problem
from rules.model import AnyRule, Literal, Phrase, PhraseGroup, View
from words import Words


class Check:
    """Looks at every rule in load order, then once at what it remembers of them."""

    def validate(self, rule: AnyRule) -> Iterator[Problem]:  # noqa: ARG002 - a check across rules may only remember
        """Yield what is odd about the rule."""
        yield from ()

    def finalize(self) -> Iterator[Problem]:
        """Yield what is odd about the rules together."""
        yield from ()


class LoneSyllable(Check):
    """One syllable without its marks is half a dozen different words."""

    def validate(self, rule: AnyRule) -> Iterator[Problem]:
        """Yield phrases of one word that are also looked for without marks."""
        for group in rule.logic.groups:
            for phrase in group.phrases:
                if _is_lone(phrase):
                    vi = f"«{phrase.written}» chỉ có một âm tiết và được tìm cả khi không dấu; nên dùng view: exact"
                    en = f"{phrase.written!r} is one syllable and also looked for without marks; prefer view: exact"
                    yield _at(rule, group, Words(vi=vi, en=en))


class UnusedGroup(Check):
    """A group that no condition speaks of does nothing."""

    def validate(self, rule: AnyRule) -> Iterator[Problem]:
        """Yield the groups that neither condition names."""
        used = rule.logic.when.names() | (frozenset() if rule.logic.unless is None else rule.logic.unless.names())
        for group in rule.logic.groups:
            if group.name not in used:
                vi = f"nhóm «{group.name}» không được dùng trong when hay unless"
                yield _at(rule, group, Words(vi=vi, en=f"group {group.name!r} is used in neither when nor unless"))


class RepeatedPhrase(Check):
    """The same phrase twice in a group: one was meant to be another."""

    def validate(self, rule: AnyRule) -> Iterator[Problem]:
        """Yield phrases that read the same as an earlier one of their group."""
        for group in rule.logic.groups:
            first: dict[Hashable, Phrase] = {}
            for phrase in group.phrases:
                earlier = first.get(_reads(phrase))
                first.setdefault(_reads(phrase), phrase)
                if earlier is not None:
                    vi = f"«{phrase.written}» trùng với «{earlier.written}» trong nhóm «{group.name}»"
                    en = f"{phrase.written!r} repeats {earlier.written!r} in group {group.name!r}"
                    yield _at(rule, group, Words(vi=vi, en=en))


class TwinRules(Check):
    """Two rules that test the same match the same texts."""

    def __init__(self) -> None:
        self._first: dict[Hashable, AnyRule] = {}
        self._twins: list[tuple[AnyRule, AnyRule]] = []

    def validate(self, rule: AnyRule) -> Iterator[Problem]:
        """Remember the rule if an earlier one tests the same."""
        earlier = self._first.setdefault(_tests(rule), rule)
        if earlier is not rule:
            self._twins.append((earlier, rule))
        yield from ()

    def finalize(self) -> Iterator[Problem]:
        """Yield every rule that repeats an earlier one."""
        for earlier, rule in self._twins:
            vi = f"{rule.id} có cùng cụm và điều kiện với {earlier.id}"
            en = f"{rule.id} has the same phrases and conditions as {earlier.id}"
            yield Problem(file=rule.file, line=rule.line, what=Words(vi=vi, en=en))


CHECKS: Final = (LoneSyllable, UnusedGroup, RepeatedPhrase, TwinRules)
"""Every check, in the order in which it speaks."""


def lint(rules: Sequence[AnyRule]) -> tuple[Problem, ...]:
    """Return what all checks find odd."""
    checks = [check() for check in CHECKS]
    found = [problem for rule in rules for check in checks for problem in check.validate(rule)]
    return tuple(found + [problem for check in checks for problem in check.finalize()])


def _at(rule: AnyRule, group: PhraseGroup, what: Words) -> Problem:
    named = Words(vi=f"{rule.id}: {what.vi}", en=f"{rule.id}: {what.en}")
    return Problem(file=rule.file, line=group.line, what=named)


def _is_lone(phrase: Phrase) -> bool:
    """Say whether it is one word that loses something without its marks, or is read without them anyhow."""
    if len(phrase.parts) != 1 or not isinstance(literal := phrase.parts[0], Literal) or " " in literal.folded:
        return False
    return phrase.view is View.FOLDED or (phrase.view is View.BOTH and literal.exact != literal.folded)


def _reads(phrase: Phrase) -> Hashable:
    """Return what the phrase matches: marks do not count where its view ignores them."""
    folded = phrase.view is View.FOLDED
    return tuple(part.folded if folded and isinstance(part, Literal) else part for part in phrase.parts)


def _tests(rule: AnyRule) -> Hashable:
    groups = frozenset(
        (group.name, None if group.regex is None else group.regex.written, frozenset(map(_viewed, group.phrases)))
        for group in rule.logic.groups
    )
    return type(rule), groups, rule.logic.when, rule.logic.unless, rule.applies_to, rule.needs_place


def _viewed(phrase: Phrase) -> Hashable:
    return phrase.view, _reads(phrase)
