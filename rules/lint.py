"""What is allowed in a pack and still is likely a mistake. Each check is small: per group, per rule, or across all."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Sequence
from typing import Final

from errors import Problem
from rules.grammar import UNION
from rules.model import Literal, Phrase, PhraseGroup, TriedRule, View
from words import Words


class Check:
    """Looks at every group, shared ones once, and at every rule in load order; then once at what it remembers."""

    def group(self, group: PhraseGroup) -> Iterator[Words]:  # noqa: ARG002 - not every check is about groups
        """Yield what is odd about the group, whoever uses it."""
        yield from ()

    def validate(self, rule: TriedRule) -> Iterator[Problem]:  # noqa: ARG002 - a check across rules may only remember
        """Yield what is odd about the rule."""
        yield from ()

    def finalize(self, shared: Sequence[PhraseGroup]) -> Iterator[Problem]:  # noqa: ARG002 - as above
        """Yield what is odd about the rules, and the groups they share, together."""
        yield from ()


class LoneSyllable(Check):
    """One syllable without its marks is half a dozen different words: whoever wants that says so."""

    def group(self, group: PhraseGroup) -> Iterator[Words]:
        """Yield phrases of one word that are also looked for without marks."""
        for phrase in () if group.viewed else group.own:
            if _is_lone(phrase):
                vi = f"«{phrase.written}» chỉ có một âm tiết và được tìm cả khi không dấu"
                en = f"{phrase.written!r} is one syllable and also looked for without marks"
                vi += "; nên dùng view: exact, hoặc ghi rõ view: both"
                en += "; prefer view: exact, or say view: both"
                yield Words(vi=vi, en=en)


class UnusedGroup(Check):
    """A group that no condition speaks of does nothing."""

    def __init__(self) -> None:
        self._used: set[int] = set()

    def validate(self, rule: TriedRule) -> Iterator[Problem]:
        """Yield the rule's own groups that neither condition names, nor one that they name includes."""
        named = rule.logic.when.names() | (frozenset() if rule.logic.unless is None else rule.logic.unless.names())
        self._use(group for group in rule.logic.groups if group.name in named)
        for group in rule.logic.groups:
            if id(group) not in self._used:
                vi = f"nhóm «{group.name}» không được dùng trong when hay unless"
                yield _at(rule, group, Words(vi=vi, en=f"group {group.name!r} is used in neither when nor unless"))

    def _use(self, groups: Iterable[PhraseGroup]) -> None:
        for group in groups:
            if id(group) not in self._used:
                self._used.add(id(group))
                self._use(group.includes)

    def finalize(self, shared: Sequence[PhraseGroup]) -> Iterator[Problem]:
        """Yield the shared groups that no rule uses."""
        for group in shared:
            if id(group) not in self._used:
                yield _of(group, Words(vi="không quy tắc nào dùng", en="no rule uses it"))


class RepeatedPhrase(Check):
    """The same phrase twice in a group: one was meant to be another."""

    def group(self, group: PhraseGroup) -> Iterator[Words]:
        """Yield phrases that read the same as an earlier one; two groups that are included may have one in common."""
        first: dict[Hashable, Phrase] = {}
        for phrase in group.own:
            earlier = first.get(_reads(phrase))
            first.setdefault(_reads(phrase), phrase)
            if earlier is not None:
                vi = f"«{phrase.written}» trùng với «{earlier.written}» trong nhóm «{group.name}»"
                yield Words(vi=vi, en=f"{phrase.written!r} repeats {earlier.written!r} in group {group.name!r}")


class TwinRules(Check):
    """Two rules that test the same match the same texts."""

    def __init__(self) -> None:
        self._first: dict[Hashable, TriedRule] = {}
        self._twins: list[tuple[TriedRule, TriedRule]] = []

    def validate(self, rule: TriedRule) -> Iterator[Problem]:
        """Remember the rule if an earlier one tests the same."""
        earlier = self._first.setdefault(_tests(rule), rule)
        if earlier is not rule:
            self._twins.append((earlier, rule))
        yield from ()

    def finalize(self, shared: Sequence[PhraseGroup]) -> Iterator[Problem]:  # noqa: ARG002 - of rules alone
        """Yield every rule that repeats an earlier one."""
        for earlier, rule in self._twins:
            vi = f"{rule.id} có cùng cụm và điều kiện với {earlier.id}"
            en = f"{rule.id} has the same phrases and conditions as {earlier.id}"
            yield Problem(file=rule.file, line=rule.line, what=Words(vi=vi, en=en))


CHECKS: Final = (LoneSyllable, UnusedGroup, RepeatedPhrase, TwinRules)
"""Every check, in the order in which it speaks."""


def lint(rules: Sequence[TriedRule], shared: Sequence[PhraseGroup] = ()) -> tuple[Problem, ...]:
    """Return what all checks find odd about the rules and the groups they share."""
    checks = [check() for check in CHECKS]
    found = [_of(group, what) for group in shared for check in checks for what in check.group(group)]
    for rule in rules:
        own = [group for group in rule.logic.groups if group.file is None and UNION not in group.name]
        found += [_at(rule, group, what) for group in own for check in checks for what in check.group(group)]
        found += [problem for check in checks for problem in check.validate(rule)]
    return tuple(found + [problem for check in checks for problem in check.finalize(shared)])


def _at(rule: TriedRule, group: PhraseGroup, what: Words) -> Problem:
    named = Words(vi=f"{rule.id}: {what.vi}", en=f"{rule.id}: {what.en}")
    return Problem(file=rule.file, line=group.line, what=named)


def _of(group: PhraseGroup, what: Words) -> Problem:
    """Return what is odd about a shared group."""
    if group.file is None:
        raise ValueError(f"{group.name} is a rule's own")
    named = Words(vi=f"nhóm chung «{group.name}»: {what.vi}", en=f"shared group {group.name!r}: {what.en}")
    return Problem(file=group.file, line=group.line, what=named)


def _is_lone(phrase: Phrase) -> bool:
    """Say whether it is one word that loses something without its marks, or is read without them anyhow."""
    if len(phrase.parts) != 1 or not isinstance(literal := phrase.parts[0], Literal) or " " in literal.folded:
        return False
    return phrase.view is View.FOLDED or (phrase.view is View.BOTH and literal.exact != literal.folded)


def _reads(phrase: Phrase) -> Hashable:
    """Return what the phrase matches: marks do not count where its view ignores them."""
    folded = phrase.view is View.FOLDED
    return tuple(part.folded if folded and isinstance(part, Literal) else part for part in phrase.parts)


def _tests(rule: TriedRule) -> Hashable:
    groups = frozenset(
        (group.name, None if group.regex is None else group.regex.written, frozenset(map(_viewed, group.phrases)))
        for group in rule.logic.groups
    )
    return type(rule), groups, rule.logic.when, rule.logic.unless, rule.applies_to, rule.needs_place


def _viewed(phrase: Phrase) -> Hashable:
    return phrase.view, _reads(phrase)
