"""The examples of a pack: what its author says each rule matches and does not, put to the test."""

from __future__ import annotations

from collections.abc import Iterator

import vietnamese
from errors import Problem
from records import ItemKind
from rules.match import RuleSet
from rules.model import Example, Rule, StanceRule
from rules.trial import Names, trials
from rules.verdict import holds
from vietnamese import Text
from words import Words

KINDS = {
    ItemKind.ARTICLE: Words(vi="bài báo", en="an article"),
    ItemKind.REMARK: Words(vi="lời người dân", en="a remark"),
}


def failures(rules: RuleSet) -> Iterator[Problem]:
    """Yield a problem for each example that does not come out as its pack says."""
    for rule in rules.rules:
        for example in rule.examples:
            yield from _subject_failures(rules, rule, example)
    for stance in rules.stances:
        for example in stance.examples:
            yield from _stance_failures(rules, stance, example)


def _subject_failures(rules: RuleSet, rule: Rule, example: Example) -> Iterator[Problem]:
    for kind, placed, matches in trials(rules, vietnamese.read(example.text), example.kinds, example.placed):
        match = next((match for match in matches if match.rule == rule.id), None)
        if (match is not None) is not example.matches:
            found = () if match is None else tuple(span.phrase for span in match.spans)
            yield _failure(rule, example, kind, placed=placed, found=found)
            return
        if match is not None and example.stance not in (None, match.stance):
            vi = f"ví dụ của {rule.id} phải có stance {example.stance}, nhưng là {match.stance}"
            en = f"this example of {rule.id} should have stance {example.stance}, but has {match.stance}"
            yield Problem(file=rule.file, line=example.line, what=Words(vi=vi, en=en))
            return


def _stance_failures(rules: RuleSet, rule: StanceRule, example: Example) -> Iterator[Problem]:
    """Test the rule alone: a stance is read off any text, whatever its subject."""
    text = vietnamese.read(example.text)
    for kind in sorted(example.kinds):
        for placed in sorted(example.placed):
            if _holds(rules, rule, text, kind, placed=placed) is not example.matches:
                yield _failure(rule, example, kind, placed=placed, found=())
                return


def _holds(rules: RuleSet, rule: StanceRule, text: Text, kind: ItemKind, *, placed: bool) -> bool:
    return holds(rule, rules.scan(text, Names(text) if placed else ()), kind, placed=placed)


def _failure(
    rule: Rule | StanceRule, example: Example, kind: ItemKind, *, placed: bool, found: tuple[str, ...]
) -> Problem:
    as_ = KINDS[kind]
    vi = f"ví dụ này phải khớp {rule.id} nhưng không khớp"
    en = f"this example should match {rule.id}, but does not"
    if not example.matches:
        phrases = ", ".join(dict.fromkeys(f"«{phrase}»" for phrase in found))
        vi = f"ví dụ này không được khớp {rule.id} nhưng lại khớp" + (f", vì {phrases}" if found else "")
        en = f"this example must not match {rule.id}, but does" + (f", because of {phrases}" if found else "")
    at_vi, at_en = ("có địa điểm", "placed") if placed else ("không địa điểm", "not placed")
    what = Words(vi=f"{vi} (là {as_.vi}, {at_vi})", en=f"{en} (as {as_.en}, {at_en})")
    return Problem(file=rule.file, line=example.line, what=what)
