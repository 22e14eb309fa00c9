"""The rules of all packs over one text: which hold, and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Self

from records import ItemKind, Match, Stance
from rules.explain import Explanation, explain
from rules.index import Index, make_index, reads_places
from rules.layout import Range
from rules.model import AnyRule, Rule, StanceRule
from rules.scan import Scan
from rules.stance import decide
from rules.verdict import applies, spans, why
from vietnamese import Text


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
    index: Index = field(repr=False)
    reads_places: bool

    @classmethod
    def of(cls, rules: Sequence[Rule], stances: Sequence[StanceRule] = (), *, fingerprint: str = "") -> Self:
        """Return the rules with the index that finds them."""
        return cls(
            rules=tuple(rules),
            stances=tuple(stances),
            fingerprint=fingerprint,
            index=make_index(rules, stances),
            reads_places=reads_places((*rules, *stances)),
        )

    def match(self, text: Text, *, kind: ItemKind, placed: bool, places: Sequence[Range] = ()) -> tuple[Match, ...]:
        """Return the rules that hold, in load order; spans are code points of ``text.original``.

        ``placed`` says whether the text names a place in the province; ``places`` are the ranges of its views
        where it does, which ``<place>`` stands for.
        """
        held = self.index.judge(text, places, wanted=partial(applies, kind=kind, placed=placed))
        if held is None:
            return ()
        stances = [self.stances[number] for number in held.stances]
        matches = []
        for number, hits in zip(held.rules, held.why, strict=True):
            rule = self.rules[number]
            found = why(rule, self.scan(text, places)) if hits is None else hits
            matches.append(
                Match(
                    rule=rule.id,
                    category=rule.category,
                    stance=decide(stances, kind, rule.category),
                    severity=rule.severity,
                    spans=spans(found, text),
                )
            )
        return tuple(matches)

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
        return Scan(text, self.index.find(text), places)

    def stances_in(self, scan: Scan, kind: ItemKind, *, placed: bool) -> tuple[StanceRule, ...]:
        """Return the stance rules that hold."""
        wanted = partial(applies, kind=kind, placed=placed)
        held = self.index.judge(scan.text, scan.layout.places, wanted=wanted, every=True)
        return () if held is None else tuple([self.stances[number] for number in held.stances])

    def stance(self, rule: AnyRule, scan: Scan, kind: ItemKind, *, placed: bool) -> Stance:
        """Return how the text stands to the rule's subject; of a stance rule, the stance it is for."""
        return _stance(rule, self.stances_in(scan, kind, placed=placed), kind)

    def flagging(self, text: Text, places: Sequence[Range] = ()) -> tuple[Rule, ...]:
        """Return the rules whose conditions hold, whatever texts they are for."""
        held = self.index.judge(text, places)
        return () if held is None else tuple([self.rules[number] for number in held.rules])


def _stance(rule: AnyRule, held: Sequence[StanceRule], kind: ItemKind) -> Stance:
    return rule.stance if isinstance(rule, StanceRule) else decide(held, kind, rule.category)
