"""Why a rule holds for a text, or what it lacks: for whoever writes rules and wonders."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import singledispatch
from typing import Final

from records import ItemKind, Span, Stance
from rules.condition import And, Count, Group, Near, Node, Not, Or, Some, Stretch
from rules.model import AnyRule, Logic, PhraseGroup
from rules.scan import Found, Scan
from rules.verdict import spans, why
from words import Words

MAX_NAMED: Final = 4
"""Phrases of a group that a sentence names."""

MAX_SHOWN: Final = 40
"""Characters of a pattern that a sentence shows."""

_FOR_KIND: Final = {
    ItemKind.ARTICLE: Words(vi="quy tắc này không dành cho bài báo", en="the rule is not for articles"),
    ItemKind.REMARK: Words(vi="quy tắc này không dành cho lời người dân", en="the rule is not for remarks"),
}
_NO_PLACE: Final = Words(
    vi="văn bản không nhắc đến địa điểm nào trong tỉnh", en="the text names no place in the province"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """What a rule makes of a text that has a phrase without which the rule cannot hold.

    ``spans`` are the phrases on account of which it holds; or, where it does not, all of its phrases in the text.
    ``lacking`` is empty exactly if it holds, and ``stance`` is known exactly then.
    """

    rule: str
    title: Words
    held: bool
    stance: Stance | None
    spans: tuple[Span, ...]
    lacking: tuple[Words, ...]

    def __post_init__(self) -> None:
        if self.held is bool(self.lacking) or self.held is (self.stance is None):
            raise ValueError("a rule that holds has a stance, one that does not lacks something")


def explain(rule: AnyRule, scan: Scan, kind: ItemKind, *, placed: bool, stance: Stance) -> Explanation | None:
    """Return what the rule makes of the text; ``None`` if no phrase is in it without which the rule cannot hold.

    ``stance`` is that of the text to the rule's subject, or the one a stance rule stands for.
    """
    if not any(scan.group(group) for group in rule.logic.groups if group.name in rule.logic.anchors):
        return None
    hits = [hit for group in rule.logic.groups for phrase in scan.near(group) for hit in scan.phrase(phrase)]
    lacking = tuple(dict.fromkeys(_lacking(rule, scan, kind, placed=placed)))
    return Explanation(
        rule=rule.id,
        title=rule.title,
        held=not lacking,
        stance=None if lacking else stance,
        spans=spans(hits if lacking else why(rule, scan), scan.text),
        lacking=lacking,
    )


def _lacking(rule: AnyRule, scan: Scan, kind: ItemKind, *, placed: bool) -> Iterator[Words]:
    if kind not in rule.applies_to:
        yield _FOR_KIND[kind]
    if rule.needs_place and not placed:
        yield _NO_PLACE
    case = Case(scan, rule.logic)
    if not rule.logic.when.holds(case):
        yield from missing(rule.logic.when, case)
    if rule.logic.unless is not None and rule.logic.unless.holds(case):
        because = _named(hit.phrase for hit in rule.logic.unless.witnesses(case))
        vi, en = (f": {because}", f": {because}") if because else ("", "")
        yield Words(vi=f"bị loại trừ theo «unless»{vi}", en=f"ruled out by 'unless'{en}")


class Case(Found):
    """The hits of one rule's groups, with what the groups are made of."""

    def __init__(self, scan: Scan, logic: Logic) -> None:
        super().__init__(scan, logic)
        self.made_of = {group.name: _made_of(group) for group in logic.groups}


@singledispatch
def missing(node: Node, case: Case) -> Iterator[Words]:
    """Yield what the node lacks; it must not hold."""
    raise TypeError(f"{type(node).__name__} says nothing of what it lacks in {case}")


@missing.register
def _group(node: Group, case: Case) -> Iterator[Words]:
    phrases = case.made_of[node.name]
    yield Words(
        vi=f"không có cụm nào của nhóm «{node.name}» ({phrases})", en=f"no phrase of group {node.name!r} ({phrases})"
    )


@missing.register
def _count(node: Count, case: Case) -> Iterator[Words]:
    found = node.count(case)
    vi = f"nhóm «{node.name}» xuất hiện {found} lần, cần ít nhất {node.least}"
    yield Words(vi=vi, en=f"group {node.name!r} is there {found} times, it must be at least {node.least}")


@missing.register
def _some(node: Some, case: Case) -> Iterator[Words]:
    present = node.present(case)
    absent = ", ".join(name for name in node.groups if name not in present)
    vi = f"cần {node.least} trong {len(node.groups)} nhóm, chỉ có {len(present)}; thiếu: {absent}"
    yield Words(vi=vi, en=f"needs {node.least} of {len(node.groups)} groups, has {len(present)}; absent: {absent}")


def _absent(names: Iterable[str], case: Case) -> tuple[Words, ...]:
    absent = [name for name in dict.fromkeys(names) if not case.hits(name)]
    return tuple(what for name in absent for what in _group(Group(name=name), case))


@missing.register
def _near(node: Near, case: Case) -> Iterator[Words]:
    if absent := _absent((node.first, node.second), case):
        yield from absent
        return
    words = node.distance(case)
    if words is not None:
        vi = f"«{node.first}» và «{node.second}» cách nhau {words} từ, nhiều nhất được {node.words}"
        yield Words(vi=vi, en=f"{node.first!r} and {node.second!r} are {words} words apart, {node.words} at most")
    elif node.ordered:
        vi = f"«{node.first}» không đứng trước «{node.second}»"
        yield Words(vi=vi, en=f"{node.first!r} does not come before {node.second!r}")
    else:
        vi = f"«{node.first}» và «{node.second}» là cùng một chỗ"
        yield Words(vi=vi, en=f"{node.first!r} and {node.second!r} are the same words")


@missing.register
def _stretch(node: Stretch, case: Case) -> Iterator[Words]:
    if absent := _absent(node.groups, case):
        yield from absent
        return
    groups, words = ", ".join(node.groups), node.distance(case)
    if words is not None:
        vi = f"giữa các nhóm {groups} có {words} từ, nhiều nhất được {node.words}"
        yield Words(vi=vi, en=f"there are {words} words between the groups {groups}, {node.words} at most")
    elif node.ordered:
        yield Words(vi=f"các nhóm {groups} không đứng theo thứ tự này", en=f"{groups} do not come in this order")
    else:
        vi = f"các nhóm {groups} là cùng một chỗ"
        yield Words(vi=vi, en=f"the groups {groups} are the same words")


@missing.register
def _not(node: Not, case: Case) -> Iterator[Words]:
    phrases = _named(hit.phrase for hit in node.node.witnesses(case))
    yield Words(vi=f"không được có {phrases}", en=f"must not have {phrases}")


@missing.register
def _and(node: And, case: Case) -> Iterator[Words]:
    for each in node.nodes:
        if not each.holds(case):
            yield from missing(each, case)


@missing.register
def _or(node: Or, case: Case) -> Iterator[Words]:
    """Yield what the nearest way lacks: the one with the least missing, the first of equals."""
    ways = [tuple(dict.fromkeys(missing(each, case))) for each in node.nodes]
    yield from min(ways, key=len)


def _made_of(group: PhraseGroup) -> str:
    if group.regex is not None:
        written = group.regex.written
        return written if len(written) <= MAX_SHOWN else f"{written[:MAX_SHOWN]}…"
    return _named(phrase.written for phrase in group.phrases)


def _named(phrases: Iterable[str]) -> str:
    different = list(dict.fromkeys(phrases))
    return ", ".join(different[:MAX_NAMED]) + (", …" if len(different) > MAX_NAMED else "")
