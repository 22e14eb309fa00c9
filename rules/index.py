"""Which rules may hold for a text: what is looked for in it, and what that brings up.

A text costs one pass for all literals. A rule is brought up by a phrase of its anchors, and looked at only if
whatever it needs beside may be there too, so that the cost follows what a text says and not how many rules there
are. There are two of a kind: :class:`Compiled`, with the kernel, and :class:`Plain`, without.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final, NamedTuple, Protocol

from rules.automaton import Automaton
from rules.model import AnyRule, Phrase, Slot, SlotName
from rules.tables import Tables
from vietnamese import Text
from vietnamese.kernel import compiled

SHAPE: Final = 4
"""What :mod:`rules.tables` and ``kernel.c`` say to each other; see :mod:`vietnamese.kernel`."""

KERNEL: Final = compiled("rules._kernel", SHAPE)
"""The compiled matcher's module, ``None`` where it was not built."""

Finds = Mapping[str, Sequence[int]]
"""For each literal in a text, every position of the view at which it starts, in order."""


class Brought(NamedTuple):
    """The rules that a text brings up, by number and in order, and where all literals are."""

    rules: Sequence[int]
    stances: Sequence[int]
    finds: Finds


class Index(Protocol):
    """What finds the rules that may hold."""

    def find(self, text: Text) -> Finds:
        """Return where the literals of all rules stand."""

    def bring(self, text: Text, *, every: bool = False) -> Brought | None:
        """Return what the text brings up; ``None`` if that is no rule of a subject, unless ``every`` counts."""


def make_index(rules: Sequence[AnyRule], stances: Sequence[AnyRule]) -> Index:
    """Return the index of the rules: compiled, if the kernel is there."""
    return Plain(rules, stances) if KERNEL is None else Compiled(rules, stances)


def phrases(rules: Iterable[AnyRule]) -> Iterator[Phrase]:
    """Yield every phrase of the rules once; the same phrase is one object."""
    groups = {id(group): group for rule in rules for group in rule.logic.groups}
    yield from {id(phrase): phrase for group in groups.values() for phrase in group.phrases}.values()


def reads_places(rules: Iterable[AnyRule]) -> bool:
    """Say whether any of the rules has ``<place>``."""
    return any(isinstance(part, Slot) and part.name is SlotName.PLACE for each in phrases(rules) for part in each.parts)


class Plain:
    """The index without the kernel: what the other one is held to."""

    def __init__(self, rules: Sequence[AnyRule], stances: Sequence[AnyRule]) -> None:
        every = (*rules, *stances)
        self._subjects = len(rules)
        self._automaton = Automaton(phrase.literal for phrase in phrases(every) if phrase.literal is not None)
        self._anchors: dict[str, set[int]] = {}
        for number, rule in enumerate(every):
            for group in rule.logic.groups:
                for phrase in group.phrases if group.name in rule.logic.anchors else ():
                    if phrase.literal is not None:
                        self._anchors.setdefault(phrase.literal, set()).add(number)

    def find(self, text: Text) -> Finds:
        """Return where the literals of all rules stand."""
        return self._automaton.find(text)

    def bring(self, text: Text, *, every: bool = False) -> Brought | None:
        """Return what the text brings up; ``None`` if that is no rule of a subject, unless ``every`` counts."""
        finds = self._automaton.find(text)
        near = [anchored for literal in finds if (anchored := self._anchors.get(literal)) is not None]
        return _brought(sorted(set().union(*near)), finds, self._subjects, every=every)


class Compiled:
    """The index with the kernel."""

    def __init__(self, rules: Sequence[AnyRule], stances: Sequence[AnyRule]) -> None:
        if KERNEL is None:
            raise ValueError("there is no kernel")
        tables = Tables()
        every = (*rules, *stances)
        for phrase in phrases(every):
            tables.phrase(phrase)
        tests = tuple(tables.rule(number, rule) for number, rule in enumerate(every))
        self._subjects = len(rules)
        self._kernel = KERNEL.Matcher(*tables.arguments(), tests, len(rules))

    def find(self, text: Text) -> Finds:
        """Return where the literals of all rules stand."""
        finds: Finds = self._kernel.find(text.folded)
        return finds

    def bring(self, text: Text, *, every: bool = False) -> Brought | None:
        """Return what the text brings up; ``None`` if that is no rule of a subject, unless ``every`` counts."""
        found = self._kernel.match(text.exact, text.folded, every)
        if found is None:
            return None
        numbers, finds = found
        return _brought(numbers, finds, self._subjects, every=every)


def _brought(numbers: Sequence[int], finds: Finds, subjects: int, *, every: bool) -> Brought | None:
    cut = bisect_left(numbers, subjects)
    if not (cut or (every and numbers)):
        return None
    return Brought(numbers[:cut], [number - subjects for number in numbers[cut:]], finds)
