"""The examples of a pack: what its author says each rule matches and does not, put to the test."""

from __future__ import annotations

from collections.abc import Iterator

import vietnamese
from errors import Problem
from records import ItemKind, Stance
from rules.match import RuleSet
from rules.model import AnyRule, Example
from rules.scan import Scan
from rules.trial import scans
from rules.verdict import applies, holds, why
from words import Words

KINDS = {
    ItemKind.ARTICLE: Words(vi="bài báo", en="an article"),
    ItemKind.REMARK: Words(vi="lời người dân", en="a remark"),
}


def failures(rules: RuleSet) -> Iterator[Problem]:
    """Yield a problem for each example that does not come out as its pack says; one an example."""
    every: tuple[AnyRule, ...] = (*rules.rules, *rules.stances)
    for rule in every:
        for example in rule.examples:
            failed = next(_tried(rules, rule, example), None)
            if failed is not None:
                yield Problem(file=rule.file, line=example.line, what=failed)


def _tried(rules: RuleSet, rule: AnyRule, example: Example) -> Iterator[Words]:
    """Try the rule alone: what else matches the text is no matter. Yield what fails."""
    unplaced, named = scans(rules, vietnamese.read(example.text))
    for placed in sorted(example.placed):
        scan = named if placed else unplaced
        held = holds(rule, scan)
        for kind in sorted(example.kinds):
            matched = held and applies(rule, kind, placed=placed)
            if matched is not example.matches:
                yield _wrong(rule, scan, kind, placed=placed, matched=matched)
            elif matched and example.stance is not None:
                stance = rules.stance(rule, scan, kind, placed=placed)
                if stance is not example.stance:
                    yield _other(rule, example.stance, stance)


def _other(rule: AnyRule, wanted: Stance, found: Stance) -> Words:
    vi = f"ví dụ của {rule.id} phải có stance {wanted}, nhưng là {found}"
    return Words(vi=vi, en=f"this example of {rule.id} should have stance {wanted}, but has {found}")


def _wrong(rule: AnyRule, scan: Scan, kind: ItemKind, *, placed: bool, matched: bool) -> Words:
    vi, en = f"ví dụ này phải khớp {rule.id} nhưng không khớp", f"this example should match {rule.id}, but does not"
    if matched:
        phrases = ", ".join(dict.fromkeys(f"«{hit.phrase}»" for hit in sorted(why(rule, scan))))
        vi = f"ví dụ này không được khớp {rule.id} nhưng lại khớp, vì {phrases}"
        en = f"this example must not match {rule.id}, but does, because of {phrases}"
    at = Words(vi="có địa điểm", en="placed") if placed else Words(vi="không địa điểm", en="not placed")
    return Words(vi=f"{vi} (là {KINDS[kind].vi}, {at.vi})", en=f"{en} (as {KINDS[kind].en}, {at.en})")
