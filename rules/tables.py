"""Rules as the numbers a ``Matcher`` of the kernel is made of; what they mean stands in ``vietnamese/kernel.c``.

A rule becomes one test. The test lets pass every text for which the rule can hold, and few others: it knows which
plain phrases there are and how near, and supposes the rest (a slot that fits, a regular expression, a ``*``).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any, Final

from rules.condition import And, Count, Group, Near, Node, Not, Or, Some, Stretch
from rules.model import AnyRule, Gap, Literal, Part, Phrase, PhraseGroup, Regex, Slot, SlotName, View
from rules.openings import FIGURE, most_words, openings
from vietnamese.letters import fold_letters

PERHAPS: Final = (-1,)
NEVER: Final = (-4, -1)
ODD: Final = (-5,)
NEAR, AT_LEAST, NOT = -2, -3, -4
ORDERED, SURELY = 1, 2
ANY_WORD, SIGNED_WORD = -1, -2

MARKS: Final = {View.EXACT: 0, View.BOTH: 1, View.FOLDED: 2}

SIGNED: Final = {SlotName.MONEY: 3, SlotName.PERCENT: 3, SlotName.PHONE: 1, SlotName.URL: 1, SlotName.ACCOUNT: 10}
"""Slots that only something can fill whose first word has a figure or a full stop, and how many words that has at most.

See :mod:`vietnamese.slots`: a sum is a number, its unit and one word more; an account has 19 figures, in groups of two.
"""

MAX_DEPTH: Final = 40
"""Conditions within conditions that are looked into; what lies deeper is supposed."""

MAX_APART: Final = 1 << 30
"""Words; no text that is read has as many."""

Test = tuple[int, ...]
_Placed = tuple[int, int, int]
"""A phrase by number, and how many words of it at most stand before its literal, and behind it."""


@dataclass(frozen=True, slots=True)
class Known:
    """What the kernel knows of a group: tests that it may hit and that it does, and its hits if it knows them all.

    ``near`` and ``sure`` are numbers of groups of the kernel: with hits at least as large, and some that are there.
    """

    may: Test
    must: Test
    near: int | None
    sure: int | None

    @property
    def odd(self) -> bool:
        """Whether it may hit within a word too, where the kernel does not look."""
        return self.near is not None and self.sure is None and ODD[0] in self.may


@dataclass(slots=True)
class Tables:
    """What a Matcher is made of, growing; numbers are positions in the lists.

    Groups of the same phrases are one.
    """

    literals: dict[str, int] = field(default_factory=dict)
    words: dict[str, int] = field(default_factory=dict)  # of contexts
    phrases: list[str] = field(default_factory=list)  # how their literals are spelled
    phrased: list[list[int]] = field(default_factory=list)  # by literal: phrases looked for by it
    asked: list[tuple[int, int, int]] = field(default_factory=list)  # by phrase: marks, context before, behind
    contexts: dict[tuple[int, ...], int] = field(default_factory=lambda: {(): 0})
    shown: int = 0  # literals below are of phrases
    figures: list[int] = field(default_factory=list)  # in threes as groups: those that any word with a figure hits
    dots: list[int] = field(default_factory=list)  # the same with a full stop
    groups: list[list[int]] = field(default_factory=list)  # by phrase, in threes: group, most words before, behind
    raised: list[list[int]] = field(default_factory=list)  # by group: the rules it brings up
    _same: dict[tuple[str, int, int, int], int] = field(default_factory=dict)
    _placed: dict[int, _Placed] = field(default_factory=dict)  # by the id of a phrase
    _number_of: dict[tuple[frozenset[_Placed], int, int], int] = field(default_factory=dict)
    _known: dict[int, Known] = field(default_factory=dict)

    def phrase(self, phrase: Phrase) -> None:
        """Add a phrase."""
        part = None if phrase.key is None else phrase.parts[phrase.key]
        if phrase.key is None or not isinstance(part, Literal):
            return
        folded = phrase.view is View.FOLDED
        marks = View.EXACT if part.exact == part.folded and not folded else phrase.view
        before = self._context(phrase.parts[: phrase.key][::-1], -1)
        behind = self._context(phrase.parts[phrase.key + 1 :], 1)
        number = self._add(part.folded, part.folded if folded else part.exact, MARKS[marks], before, behind)
        self.shown = len(self.literals)
        self._placed[id(phrase)] = (number, *_around(phrase))

    def _add(self, literal: str, spelled: str, marks: int, before: int, behind: int) -> int:
        """Return the number of the phrase, and add it if it is new."""
        of_literal = self.literals.setdefault(literal, len(self.literals))
        if of_literal == len(self.phrased):
            self.phrased.append([])
        key = (spelled, marks, before, behind)
        if key not in self._same:
            self._same[key] = len(self.phrases)
            self.phrased[of_literal].append(len(self.phrases))
            self.phrases.append(spelled)
            self.asked.append((marks, before, behind))
            self.groups.append([])
        return self._same[key]

    def _context(self, parts: Sequence[Part], step: int) -> int:
        """Return the number of the words beside a literal, the nearest first, as far as one knows where they stand."""
        found: list[int] = []
        for part in parts:
            if isinstance(part, Slot):
                found += [SIGNED_WORD] if step > 0 and part.name in SIGNED else []
                break
            words = part.folded.split(" ")[::step] if isinstance(part, Literal) else []
            found += [self.words.setdefault(word, len(self.words)) for word in words] or [ANY_WORD]
        return self.contexts.setdefault(tuple(found), len(self.contexts))

    def rule(self, number: int, rule: AnyRule) -> Test:
        """Add a rule, all of whose phrases were added, and return its test."""
        groups = {group.name: group for group in rule.logic.groups}
        for name in rule.logic.anchors:
            anchor = self._of(groups[name]).near
            if anchor is None:
                raise ValueError(f"{rule.id}: an anchor is a group that can be looked for")
            self.raised[anchor].append(number)
        test = self._may(rule.logic.when, groups, 0)
        barred = NEVER if rule.logic.unless is None else self._must(rule.logic.unless, groups, 0)
        return _all([test, _not(barred)])

    def arguments(self) -> tuple[Any, ...]:
        """Return what a Matcher is made of, in its order, but for the tests."""
        lists = (self.phrased, self.groups, self.raised)
        phrased, groups, raised = (tuple(map(tuple, rows)) for rows in lists)
        literals, words, contexts = tuple(self.literals), tuple(self.words), tuple(self.contexts)
        told = (literals, self.shown, words, tuple(self.phrases), phrased, tuple(self.asked), contexts, groups)
        return *told, (tuple(self.figures), tuple(self.dots)), raised

    # -- groups -------------------------------------------------------------------------------------------------

    def _of(self, group: PhraseGroup | None) -> Known:
        if group is None:
            return Known(PERHAPS, NEVER, None, None)
        known = self._known.get(id(group))
        if known is None:
            known = self._known[id(group)] = self._look(group)
        return known

    def _look(self, group: PhraseGroup) -> Known:
        if group.regex is not None:
            return self._regex(group.regex)
        plain = [phrase for phrase in group.phrases if len(phrase.parts) == 1 and phrase.literal is not None]
        if len(plain) == len(group.phrases):
            number = self._number(plain)
            return Known((number,), (number,), number, number)
        keyed = [phrase for phrase in group.phrases if phrase.literal is not None]
        alone = [phrase.parts[0] for phrase in group.loose if len(phrase.parts) == 1]
        slots = frozenset(part.name for part in alone if isinstance(part, Slot))
        known = slots <= SIGNED.keys() and len(keyed) + len(alone) == len(group.phrases)
        near = self._number(keyed, slots) if known else None
        return Known(
            may=PERHAPS if near is None else (near,),
            must=self._present(plain),
            near=near,
            sure=self._number(plain) if plain else None,
        )

    def _regex(self, regex: Regex) -> Known:
        """Return what is known of a regular expression: with which words its matches begin.

        Words may also stand within a word, as in links; then nothing is known.
        """
        begin = openings(regex.written)
        if begin is None:
            return Known(PERHAPS, NEVER, None, None)
        behind = min(most_words(regex.written), MAX_APART // 64)
        exact = MARKS[View.EXACT]
        words = begin - {FIGURE}
        told = frozenset([(self._add(fold_letters(word), word, exact, 0, 0), 0, behind) for word in words])
        number = self._of_told(told, behind + 1 if FIGURE in begin else 0, 0)
        return Known(_any([ODD, (number,)]), NEVER, number, None)

    def _present(self, phrases: Sequence[Phrase]) -> Test:
        return (self._number(phrases),) if phrases else NEVER

    def _number(self, phrases: Sequence[Phrase], slots: AbstractSet[SlotName] = frozenset()) -> int:
        """Return the number of the group of these phrases, each of which has a literal, and of these slots."""
        told = frozenset([self._placed[id(phrase)] for phrase in phrases])
        figures = max((SIGNED[slot] for slot in slots if slot is not SlotName.URL), default=0)
        return self._of_told(told, figures, SIGNED[SlotName.URL] if SlotName.URL in slots else 0)

    def _of_told(self, told: frozenset[_Placed], figures: int, dots: int) -> int:
        """Return the number of a group that hits so; ``figures`` and ``dots`` of at most so many words, if any."""
        number = self._number_of.setdefault((told, figures, dots), len(self.raised))
        if number == len(self.raised):
            self.raised.append([])
            for phrase, before, behind in told:
                self.groups[phrase] += (number, before, behind)
            self.figures += (number, 0, figures - 1) if figures else ()
            self.dots += (number, 0, dots - 1) if dots else ()
        return number

    # -- conditions ---------------------------------------------------------------------------------------------

    def _may(  # noqa: PLR0911 - one a kind of node
        self, node: Node, groups: Mapping[str, PhraseGroup], depth: int
    ) -> Test:
        """Return a test that holds wherever the condition does."""
        match node:
            case And(nodes=nodes) if depth < MAX_DEPTH:
                return _all([self._may(each, groups, depth + 1) for each in nodes])
            case Or(nodes=nodes) if depth < MAX_DEPTH:
                return _any([self._may(each, groups, depth + 1) for each in nodes])
            case Not(node=inner) if depth < MAX_DEPTH:
                return _not(self._must(inner, groups, depth + 1))
            case Some(groups=names, least=least):
                return _at_least(least, [self._of(groups.get(name)).may for name in names])
            case Near(first=first, second=second):
                one, other = self._of(groups.get(first)), self._of(groups.get(second))
                both = _near(node, one.near, other.near, 0)
                if both is None:
                    return _all([one.may, other.may])
                odd = [ODD] if one.odd or other.odd else []
                return _all([_any([both, *odd]), *_telling(one), *_telling(other)])
            case Stretch(groups=names, words=words, ordered=True):
                known = [self._of(groups.get(name)) for name in names]
                steps = [
                    self._may(Near(first=a, second=b, words=words, ordered=True), groups, depth)
                    for a, b in pairwise(names)
                ]
                return _all([*steps, *(each.may for each in known)])
            case Group() | Count() | Stretch():
                return _all([self._of(groups.get(name)).may for name in node.names()])
        return PERHAPS

    def _must(  # noqa: PLR0911 - one a kind of node
        self, node: Node, groups: Mapping[str, PhraseGroup], depth: int
    ) -> Test:
        """Return a test that holds nowhere but where the condition does."""
        match node:
            case And(nodes=nodes) if depth < MAX_DEPTH:
                return _all([self._must(each, groups, depth + 1) for each in nodes])
            case Or(nodes=nodes) if depth < MAX_DEPTH:
                return _any([self._must(each, groups, depth + 1) for each in nodes])
            case Not(node=inner) if depth < MAX_DEPTH:
                return _not(self._may(inner, groups, depth + 1))
            case Some(groups=names, least=least):
                return _at_least(least, [self._of(groups.get(name)).must for name in names])
            case Near(first=first, second=second):
                one, other = self._of(groups.get(first)), self._of(groups.get(second))
                return _near(node, one.sure, other.sure, SURELY) or NEVER
            case Group(name=name):
                return self._of(groups.get(name)).must
        return NEVER


def _telling(known: Known) -> Sequence[Test]:
    """Return what has to be so for the group to hit, if that is more than a literal of it."""
    return () if known.may == (known.near,) else (known.may,)


def _near(node: Near, one: int | None, other: int | None, how: int) -> Test | None:
    if one is None or other is None:
        return None
    return NEAR, how | (ORDERED if node.ordered else 0), one, other, min(node.words, MAX_APART)


def _around(phrase: Phrase) -> tuple[int, int]:
    """Return how many words of the phrase at most stand before its key, and behind it."""
    if len(phrase.parts) == 1:
        return 0, 0
    key = phrase.key or 0
    return sum(map(_words, phrase.parts[:key])), sum(map(_words, phrase.parts[key + 1 :]))


def _words(part: Part) -> int:
    match part:
        case Literal(folded=folded):
            return folded.count(" ") + 1
        case Gap():
            return 1
        case Slot(name=name):
            return SIGNED.get(name, MAX_APART // 64)


def _not(test: Test) -> Test:
    if test[0] == NOT:
        return test[1:]
    return NEVER if test == PERHAPS else (NOT, *test)


def _all(tests: Sequence[Test]) -> Test:
    return _at_least(len(tests), tests)


def _any(tests: Sequence[Test]) -> Test:
    return _at_least(1, tests)


def _at_least(least: int, tests: Sequence[Test]) -> Test:
    """Return the test that ``least`` of the tests hold; those that always or never do are left out."""
    least -= sum(test == PERHAPS for test in tests)
    telling = [test for test in tests if test not in (PERHAPS, NEVER)]
    if least <= 0:
        return PERHAPS
    if least > len(telling):
        return NEVER
    if len(telling) == 1:
        return telling[0]
    code = [number for test in telling for number in test]
    return AT_LEAST, least, len(telling), len(code), *code
