"""Rules as the numbers a ``Matcher`` of the kernel is made of; what they mean stands in ``rules/tables.h``.

What is looked for are *sources*: phrases, and regular expressions. A source is found by an *entry*, a literal and what
has to stand beside it, or wherever a sign of it stands; of one that has a slot, and of a regular expression, that is
only where it may be. A group's own sources are a *base*; a group is its base and those of the groups it includes.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from rules.condition import And, Count, Group, Near, Node, Not, Or, Some, Stretch
from rules.frequency import expected
from rules.model import AnyRule, Literal, Part, Phrase, PhraseGroup, Regex, Slot, SlotName, View
from rules.openings import FIGURE, most_words, openings
from vietnamese.amounts import UNITS
from vietnamese.letters import fold_letters

NEAR, AT_LEAST, NOT, COUNT, STRETCH = -2, -3, -4, -5, -6
ORDERED: Final = 1
ANY_WORD: Final = -1
ALWAYS, IF_ODD, FIGURES, MONEY, PERCENT, PHONE, ACCOUNT, URL, QUESTION = range(9)
PLACES: Final = 16
"""More than there are places where a source may stand: a source and a place are told by one number."""

MARKS: Final = {View.EXACT: 0, View.BOTH: 1, View.FOLDED: 2}

SIGNED: Final = {
    SlotName.MONEY: (MONEY, 3),
    SlotName.PERCENT: (PERCENT, 3),
    SlotName.PHONE: (PHONE, 1),
    SlotName.URL: (URL, 1),
    SlotName.ACCOUNT: (ACCOUNT, 10),
    SlotName.QUESTION: (QUESTION, 1),
}
"""Slots of which one sees where they may begin without looking closely, and how many words that has at most.

See :mod:`vietnamese.slots`: a sum is a number, its unit and one word more; an account has 19 figures, in groups of two.
What the signs are stands in ``rules/signs.h``.
"""

UNITS_OF_MONEY: Final = frozenset(map(fold_letters, UNITS))
PERCENT_WORD: Final = "phan"  # of «phần trăm»

MAX_APART: Final = 1 << 30
"""Words; no text that is read has as many."""

MAX_WORDS: Final = 1 << 24
"""Words of one hit, where nothing says how many it may have."""

ENTRY: Final = 8
"""Numbers of one entry."""

Source = Phrase | Regex


class Rows:
    """Rows of numbers, one behind the other, as the kernel reads them."""

    __slots__ = ("_items", "_starts")

    def __init__(self, rows: Iterable[Iterable[int]] = ()) -> None:
        self._starts = array("i", [0])
        self._items = array("i")
        for row in rows:
            self.add(row)

    def __len__(self) -> int:
        return len(self._starts) - 1

    def add(self, row: Iterable[int]) -> None:
        """Add one row."""
        self._items.extend(row)
        self._starts.append(len(self._items))

    @property
    def arrays(self) -> tuple[array[int], array[int]]:
        """Return where each row begins, and one number more; and the numbers of all rows."""
        return self._starts, self._items


@dataclass(slots=True)
class Tables:
    """What a Matcher is made of, growing; numbers are positions in the lists."""

    sources: list[Source] = field(default_factory=list)
    written: list[str] = field(default_factory=list)  # the sources as packs write them, in the order of hits at a place
    literals: dict[str, int] = field(default_factory=dict)
    shown: int = 0  # literals below are of phrases
    words: dict[str, int] = field(default_factory=dict)  # of contexts
    besides: dict[tuple[str, str, int], int] = field(default_factory=dict)  # word, how it is spelled, marks
    contexts: dict[tuple[int, ...], int] = field(default_factory=lambda: {(): 0})
    spelled: list[str] = field(default_factory=list)  # by entry
    entries: array[int] = field(default_factory=lambda: array("i"))  # in eights, see `Entry` in tables.h
    belongs: list[list[int]] = field(default_factory=list)  # by source: bases
    reach: array[int] = field(default_factory=lambda: array("i"))  # by source: words behind the first, at most
    raises: list[list[int]] = field(default_factory=list)  # by base: the rules it brings up
    loose: list[list[int]] = field(default_factory=list)  # by base: sources times four, and where they may stand
    groups: dict[tuple[int, ...], int] = field(default_factory=dict)  # by their bases
    when: Rows = field(default_factory=Rows)  # by rule
    unless: Rows = field(default_factory=Rows)
    _source_of: dict[int, tuple[int, Sequence[int]]] = field(default_factory=dict)  # by id: number, where it is loose
    _bases_of: dict[int, tuple[int, ...]] = field(default_factory=dict)  # by the id of a group
    _group_of: dict[int, int] = field(default_factory=dict)  # the same
    _own_of: dict[int, Sequence[Phrase]] = field(default_factory=dict)  # the same
    _cost_of: dict[int, float] = field(default_factory=dict)  # the same

    @classmethod
    def of(cls, rules: Sequence[AnyRule], phrases: Iterable[Phrase]) -> Tables:
        """Return the tables of the rules; ``phrases`` are all they have, those of groups that no rule needs too."""
        tables = cls()
        tables.words = {word: number for number, word in enumerate([PERCENT_WORD, *sorted(UNITS_OF_MONEY)])}
        for phrase in phrases:
            if phrase.literal is not None:
                tables._literal(phrase.literal)
        tables.shown = len(tables.literals)
        for number, rule in enumerate(rules):
            tables._rule(number, rule)
        tables.written = sorted({source.written for source in tables.sources})
        return tables

    def arguments(self) -> tuple[Any, ...]:
        """Return what a Matcher is made of, in its order, but for the last: how many of the rules are of subjects."""
        order = sorted(range(len(self.spelled)), key=self.entries[::ENTRY].__getitem__)  # those of one literal together
        entries = array("i")
        for entry in order:
            entries.extend(self.entries[entry * ENTRY : (entry + 1) * ENTRY])
        besides = array("i", [number for word, _, marks in self.besides for number in (self.words[word], marks)])
        ranks = {written: rank for rank, written in enumerate(self.written)}
        return (
            tuple(self.literals),
            self.shown,
            tuple(self.words),
            1 + len(UNITS_OF_MONEY),
            tuple([spelling for _, spelling, _ in self.besides]),
            besides,
            Rows(self.contexts).arrays,
            tuple([self.spelled[entry] for entry in order]),
            entries,
            Rows(self.belongs).arrays,
            array("i", [ranks[source.written] for source in self.sources]),
            self.reach,
            Rows(self.raises).arrays,
            Rows(self.loose).arrays,
            Rows(self.groups).arrays,
            self.when.arrays,
            self.unless.arrays,
        )

    # -- sources ------------------------------------------------------------------------------------------------

    def _literal(self, literal: str) -> int:
        return self.literals.setdefault(literal, len(self.literals))

    def _source(self, source: Source) -> tuple[int, Sequence[int]]:
        """Return the number of the source, and where it may stand without a literal; add it if it is new."""
        told = self._source_of.get(id(source))
        if told is None:
            number = len(self.sources)
            self.sources.append(source)
            self.belongs.append([])
            self.reach.append(0)
            loose = self._phrase(number, source) if isinstance(source, Phrase) else self._regex(number, source)
            told = self._source_of[id(source)] = number, loose
        return told

    def _phrase(self, number: int, phrase: Phrase) -> Sequence[int]:
        key = phrase.key
        part = None if key is None else phrase.parts[key]
        if key is None or not isinstance(part, Literal):
            return self._slot(number, phrase)
        if len(phrase.parts) == 1:
            self._entry(part, phrase.view, (number, _marks(part, phrase.view), 0, 0, 0, 0, 0))
            return ()
        before, behind = phrase.parts[:key][::-1], phrase.parts[key + 1 :]
        contexts = self._context(before, phrase.view, -1), self._context(behind, phrase.view, 1)
        around = [min(sum(map(_words, parts)), MAX_WORDS) for parts in (before, behind)]
        open_ = any(isinstance(each, Slot) for each in phrase.parts)
        self._entry(part, phrase.view, (number, _marks(part, phrase.view), *contexts, open_, *around))
        return ()

    def _entry(self, literal: Literal, view: View, numbers: Sequence[int]) -> None:
        spelled = literal.folded if view is View.FOLDED else literal.exact
        self.spelled.append(spelled)
        self.entries.append(self._literal(literal.folded))
        self.entries.extend(numbers)

    def _context(self, parts: Sequence[Part], view: View, step: int) -> int:
        """Return the number of the words beside a literal, the nearest first, as far as one knows where they stand."""
        found: list[int] = []
        for part in parts:
            if isinstance(part, Slot):
                found += [-1 - SIGNED[part.name][0]] if part.name in SIGNED else []
                break
            found += self._beside(part, view, step) if isinstance(part, Literal) else [ANY_WORD]
        return self.contexts.setdefault(tuple(found), len(self.contexts))

    def _beside(self, part: Literal, view: View, step: int) -> list[int]:
        words = list(zip(part.folded.split(" "), part.exact.split(" "), strict=True))[::step]
        for folded, _ in words:
            self.words.setdefault(folded, len(self.words))
        keys = [(folded, exact, _marks(Literal(exact=exact, folded=folded), view)) for folded, exact in words]
        return [self.besides.setdefault(key, len(self.besides)) for key in keys]

    def _slot(self, number: int, phrase: Phrase) -> Sequence[int]:
        """Return where a phrase without a literal may stand."""
        (part, *more) = phrase.parts
        if more or not isinstance(part, Slot) or part.name not in SIGNED:
            return (ALWAYS,)
        place, words = SIGNED[part.name]
        self.reach[number] = words - 1
        return (place,)

    def _regex(self, number: int, regex: Regex) -> Sequence[int]:
        """Add with which words its matches begin, if that is known, and return where else it may match.

        Words may also stand within a word, as in links; then it may match anywhere.
        """
        begin = openings(regex.written)
        if begin is None:
            return (ALWAYS,)
        self.reach[number] = behind = min(most_words(regex.written), MAX_WORDS)
        for word in sorted(begin - {FIGURE}):
            literal = Literal(exact=word, folded=fold_letters(word))
            self._entry(literal, View.EXACT, (number, MARKS[View.EXACT], 0, 0, 1, 0, behind))
        return (IF_ODD, FIGURES) if FIGURE in begin else (IF_ODD,)

    # -- groups -------------------------------------------------------------------------------------------------

    def _bases(self, group: PhraseGroup) -> tuple[int, ...]:
        """Return the bases the group is made of; add its own if it is new."""
        bases = self._bases_of.get(id(group))
        if bases is None:
            found = {base for other in group.includes for base in self._bases(other)}
            own: Sequence[Source] = self._own(group) if group.regex is None else (group.regex,)
            bases = self._bases_of[id(group)] = tuple(sorted(found | ({self._base(own)} if own else set())))
        return bases

    def _own(self, group: PhraseGroup) -> Sequence[Phrase]:
        own = self._own_of.get(id(group))
        if own is None:
            own = self._own_of[id(group)] = group.own
        return own

    def _base(self, own: Sequence[Source]) -> int:
        base, loose = len(self.raises), []
        for source in own:
            number, where = self._source(source)
            self.belongs[number].append(base)
            loose += [number * PLACES + each for each in where]
        self.raises.append([])
        self.loose.append(loose)
        return base

    def _group(self, group: PhraseGroup) -> int:
        number = self._group_of.get(id(group))
        if number is None:
            number = self._group_of[id(group)] = self.groups.setdefault(self._bases(group), len(self.groups))
        return number

    def _cost(self, group: PhraseGroup) -> float | None:
        """Return how many texts are expected to hold a phrase of the group; ``None`` if it can hit unseen."""
        if not group.findable:
            return None
        cost = self._cost_of.get(id(group))
        if cost is None:
            own = sum([expected(phrase.literal) for phrase in self._own(group) if phrase.literal is not None])
            cost = self._cost_of[id(group)] = own + sum([self._cost(other) or 0.0 for other in group.includes])
        return cost

    # -- rules --------------------------------------------------------------------------------------------------

    def _rule(self, number: int, rule: AnyRule) -> None:
        groups = {group.name: group for group in rule.logic.groups}
        anchors = rule.logic.when.anchors(lambda name: self._cost(groups[name])) or rule.logic.anchors
        for base in sorted({base for name in anchors for base in self._bases(groups[name])}):
            self.raises[base].append(number)
        self.when.add(self._code(rule.logic.when, groups))
        self.unless.add(() if rule.logic.unless is None else self._code(rule.logic.unless, groups))

    def _code(  # noqa: PLR0911 - one a kind of node
        self, node: Node, groups: Mapping[str, PhraseGroup]
    ) -> Sequence[int]:
        match node:
            case Group(name=name):
                return (self._group(groups[name]),)
            case Near(first=first, second=second):
                pair = self._group(groups[first]), self._group(groups[second])
                return NEAR, int(node.ordered), *pair, min(node.words, MAX_APART)
            case Stretch(groups=names):
                each = [self._group(groups[name]) for name in names]
                return STRETCH, int(node.ordered), min(node.words, MAX_APART), len(each), *each
            case Count(name=name):
                return COUNT, self._group(groups[name]), min(node.least, MAX_APART)
            case Some(groups=names):
                return _at_least(node.least, [(self._group(groups[name]),) for name in names])
            case Not(node=inner):
                return NOT, *self._code(inner, groups)
            case And(nodes=nodes):
                return _at_least(len(nodes), [self._code(each, groups) for each in nodes])
            case Or(nodes=nodes):
                return _at_least(1, [self._code(each, groups) for each in nodes])
        raise ValueError(f"no such condition: {type(node).__name__}")


def _at_least(least: int, conditions: Sequence[Sequence[int]]) -> Sequence[int]:
    code = [number for condition in conditions for number in condition]
    return AT_LEAST, least, len(conditions), len(code), *code


def _marks(part: Literal, view: View) -> int:
    return MARKS[View.EXACT if part.exact == part.folded and view is not View.FOLDED else view]


def _words(part: Part) -> int:
    match part:
        case Literal(folded=folded):
            return folded.count(" ") + 1
        case Slot(name=name):
            return SIGNED[name][1] if name in SIGNED else MAX_WORDS
    return 1
