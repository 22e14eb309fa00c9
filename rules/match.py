"""The rules of all packs over one text: which hold, and why.

A text costs one pass of the automaton. A rule is looked at only if a phrase of its anchors was found, so that the
cost follows what a text says and not how many rules there are.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Self, TypeVar

from records import ItemKind, Match, Stance
from rules.automaton import Automaton
from rules.explain import Explanation, explain
from rules.layout import Range
from rules.model import AnyRule, Phrase, Rule, Slot, SlotName, StanceRule
from rules.scan import Scan
from rules.stance import decide
from rules.verdict import applies, holds, spans, why
from vietnamese import Text

Anchors = Mapping[str, Sequence[tuple[int, Phrase]]]
AnyRuleT = TypeVar("AnyRuleT", Rule, StanceRule)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class RuleSet:
    """Checked rules, ready to match. ``rules`` are those of the subjects, in load order.

    ``reads_places`` says whether any of them has ``<place>``, and so needs to know where places are named.
    ``fingerprint`` is hex and changes with any byte of a pack or of the guard, so that what was matched with other
    rules can be told apart. Make one with :func:`rules.load`.
    """

    rules: tuple[Rule, ...] = field(repr=False)
    stances: tuple[StanceRule, ...] = field(default=(), repr=False)
    fingerprint: str
    automaton: Automaton = field(repr=False)
    anchors: Anchors = field(repr=False)
    stance_anchors: Anchors = field(repr=False)
    reads_places: bool

    @classmethod
    def of(cls, rules: Sequence[Rule], stances: Sequence[StanceRule] = (), *, fingerprint: str = "") -> Self:
        """Return the rules with the index that finds them."""
        return cls(
            rules=tuple(rules),
            stances=tuple(stances),
            fingerprint=fingerprint,
            automaton=Automaton(
                phrase.literal for phrase in _phrases((*rules, *stances)) if phrase.literal is not None
            ),
            anchors=_anchors(rules),
            stance_anchors=_anchors(stances),
            reads_places=any(Slot(name=SlotName.PLACE) in phrase.parts for phrase in _phrases((*rules, *stances))),
        )

    def match(self, text: Text, *, kind: ItemKind, placed: bool, places: Sequence[Range] = ()) -> tuple[Match, ...]:
        """Return the rules that hold, in load order; spans are code points of ``text.original``.

        ``placed`` says whether the text names a place in the province; ``places`` are the ranges of its views
        where it does, which ``<place>`` stands for.
        """
        scan = self.scan(text, places)
        near = _candidates(self.rules, self.anchors, scan) if scan.found else ()
        held = [rule for rule in near if applies(rule, kind, placed=placed) and holds(rule, scan)]
        if not held:
            return ()
        stances = self.stances_in(scan, kind, placed=placed)
        return tuple(
            Match(
                rule=rule.id,
                category=rule.category,
                stance=decide(stances, kind, rule.category),
                severity=rule.severity,
                spans=spans(why(rule, scan), scan.text),
            )
            for rule in held
        )

    def explain(
        self, text: Text, *, kind: ItemKind, placed: bool, places: Sequence[Range] = ()
    ) -> tuple[Explanation, ...]:
        """Return, for each rule of which any phrase is in the text, that it holds or what it lacks.

        The rules of the subjects come first, each in load order; arguments are those of :meth:`match`.
        """
        scan = self.scan(text, places)
        held = self.stances_in(scan, kind, placed=placed)
        every: tuple[AnyRule, ...] = (*self.rules, *self.stances)
        told = (explain(rule, scan, kind, placed=placed, stance=_stance(rule, held, kind)) for rule in every)
        return tuple(explanation for explanation in told if explanation is not None)

    def scan(self, text: Text, places: Sequence[Range] = ()) -> Scan:
        """Return the text with every literal of every rule found in it."""
        return Scan(text, self.automaton.find(text), places)

    def stances_in(self, scan: Scan, kind: ItemKind, *, placed: bool) -> tuple[StanceRule, ...]:
        """Return the stance rules that hold."""
        near = _candidates(self.stances, self.stance_anchors, scan)
        return tuple(rule for rule in near if applies(rule, kind, placed=placed) and holds(rule, scan))

    def stance(self, rule: AnyRule, scan: Scan, kind: ItemKind, *, placed: bool) -> Stance:
        """Return how the text stands to the rule's subject; of a stance rule, the stance it is for."""
        return _stance(rule, self.stances_in(scan, kind, placed=placed), kind)

    def flagging(self, scan: Scan) -> Iterator[Rule]:
        """Yield the rules whose conditions hold, whatever texts they are for."""
        yield from (rule for rule in _candidates(self.rules, self.anchors, scan) if holds(rule, scan))


def _stance(rule: AnyRule, held: Sequence[StanceRule], kind: ItemKind) -> Stance:
    return rule.stance if isinstance(rule, StanceRule) else decide(held, kind, rule.category)


def _candidates(rules: Sequence[AnyRuleT], anchors: Anchors, scan: Scan) -> Iterator[AnyRuleT]:
    """Yield, in order, the rules of which an anchoring phrase hit."""
    near = [known for literal in scan.found if (known := anchors.get(literal)) is not None]
    if near:
        for number in sorted({number for known in near for number, phrase in known if scan.phrase(phrase)}):
            yield rules[number]


def _phrases(rules: Iterable[AnyRule]) -> Iterator[Phrase]:
    for rule in rules:
        for group in rule.logic.groups:
            yield from group.phrases


def _anchors(rules: Sequence[AnyRule]) -> Anchors:
    """Return, by literal, the rules of which it anchors a phrase, and that phrase."""
    index: dict[str, list[tuple[int, Phrase]]] = {}
    for number, rule in enumerate(rules):
        for group in rule.logic.groups:
            for phrase in group.phrases if group.name in rule.logic.anchors else ():
                if phrase.literal is not None:
                    index.setdefault(phrase.literal, []).append((number, phrase))
    return index
