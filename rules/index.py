"""Which rules hold for a text: what is looked for in it, and what that brings up.

A text costs one pass for all literals. A rule is brought up by a phrase of its anchors, and only then are its
conditions looked at, so that the cost follows what a text says and not how many rules there are. There are two of a
kind: :class:`Compiled`, with the kernel, and :class:`Plain`, without: what the other one is held to.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Final, NamedTuple, Protocol

from rules.automaton import Automaton
from rules.condition import Hit
from rules.layout import Range
from rules.model import AnyRule, Phrase, Slot, SlotName
from rules.scan import Scan
from rules.tables import Tables
from rules.verdict import holds
from vietnamese import Text
from vietnamese.kernel import compiled

SHAPE: Final = 6
"""What :mod:`rules.tables` and ``kernel.c`` say to each other; see :mod:`vietnamese.kernel`."""

KERNEL: Final = compiled("rules._kernel", SHAPE)
"""The compiled matcher's module, ``None`` where it was not built."""

Finds = Mapping[str, Sequence[int]]
"""For each literal in a text, every position of the view at which it starts, in order."""

PLACE: Final = Slot(name=SlotName.PLACE)
"""What only the gazetteer finds."""

Wanted = Callable[[AnyRule], bool]
"""Which rules one wants to know of."""


class Held(NamedTuple):
    """The rules that hold, by number and in order, and for each of ``rules`` the first hits that speak for it.

    In place of hits there may be ``None``: they were not looked for.
    """

    rules: Sequence[int]
    stances: Sequence[int]
    why: Sequence[Sequence[Hit] | None]


class Index(Protocol):
    """What finds the rules that hold."""

    def find(self, text: Text) -> Finds:
        """Return where the literals of all rules stand."""

    def judge(
        self, text: Text, places: Sequence[Range] = (), *, wanted: Wanted | None = None, every: bool = False
    ) -> Held | None:
        """Return the rules that hold; ``None`` if that is no rule of a subject, unless ``every`` counts.

        ``places`` are the ranges of the views that ``<place>`` stands for; rules that are not ``wanted`` are left out.
        """


def make_index(rules: Sequence[AnyRule], stances: Sequence[AnyRule]) -> Index:
    """Return the index of the rules: compiled, if the kernel is there."""
    return Plain(rules, stances) if KERNEL is None else Compiled(rules, stances)


def phrases(rules: Iterable[AnyRule]) -> Iterator[Phrase]:
    """Yield every phrase of the rules once; the same phrase is one object."""
    found: dict[int, Phrase] = {}
    for group in {id(group): group for rule in rules for group in rule.logic.groups}.values():
        found.update(zip(map(id, group.phrases), group.phrases, strict=True))
    yield from found.values()


def reads_places(rules: Iterable[AnyRule]) -> bool:
    """Say whether any of the rules has ``<place>``."""
    return any(PLACE in each.parts for each in phrases(rules) if len(each.parts) > 1 or each.literal is None)


class Plain:
    """The index without the kernel."""

    def __init__(self, rules: Sequence[AnyRule], stances: Sequence[AnyRule]) -> None:
        self._every = (*rules, *stances)
        self._subjects = len(rules)
        self._automaton = Automaton(phrase.literal for phrase in phrases(self._every) if phrase.literal is not None)
        self._anchors: dict[str, set[int]] = {}
        for number, rule in enumerate(self._every):
            for group in rule.logic.groups:
                for phrase in group.phrases if group.name in rule.logic.anchors else ():
                    if phrase.literal is not None:
                        self._anchors.setdefault(phrase.literal, set()).add(number)

    def find(self, text: Text) -> Finds:
        """Return where the literals of all rules stand."""
        return self._automaton.find(text)

    def judge(
        self, text: Text, places: Sequence[Range] = (), *, wanted: Wanted | None = None, every: bool = False
    ) -> Held | None:
        """Return the rules that hold; ``None`` if that is no rule of a subject, unless ``every`` counts."""
        finds = self._automaton.find(text)
        near = [anchored for literal in finds if (anchored := self._anchors.get(literal)) is not None]
        brought = sorted(set().union(*near))
        scan = Scan(text, finds, places)

        def held(number: int) -> bool:
            rule = self._every[number]
            return (wanted is None or wanted(rule)) and holds(rule, scan)

        subjects = [number for number in brought if number < self._subjects and held(number)]
        if not (subjects or every):
            return None
        stances = [number - self._subjects for number in brought if number >= self._subjects and held(number)]
        return Held(subjects, stances, [None] * len(subjects)) if subjects or stances else None


class Compiled:
    """The index with the kernel."""

    def __init__(self, rules: Sequence[AnyRule], stances: Sequence[AnyRule]) -> None:
        if KERNEL is None:
            raise ValueError("there is no kernel")
        self._every = (*rules, *stances)
        self._subjects = len(rules)
        tables = Tables.of(self._every, phrases(self._every))
        self._sources = tables.sources
        self._written = tables.written
        self._kernel = KERNEL.Matcher(*tables.arguments(), len(rules))

    def find(self, text: Text) -> Finds:
        """Return where the literals of all rules stand."""
        finds: Finds = self._kernel.find(text.folded)
        return finds

    def judge(
        self, text: Text, places: Sequence[Range] = (), *, wanted: Wanted | None = None, every: bool = False
    ) -> Held | None:
        """Return the rules that hold; ``None`` if that is no rule of a subject, unless ``every`` counts."""
        told = self._kernel.match(text.original, text.exact, text.folded, _NOTHING, every)
        known = array("i")
        while told is not None and len(told) == 2:  # noqa: PLR2004 - what it asks for, and finds
            sources, finds = told
            known += self._known(sources, finds, text, places)
            told = self._kernel.match(text.original, text.exact, text.folded, known, every)
        if told is None:
            return None
        rules, stances, why = told
        if wanted is not None:
            sure = [index for index, number in enumerate(rules) if wanted(self._every[number])]
            rules, why = [rules[index] for index in sure], [why[index] for index in sure]
            stances = [number for number in stances if wanted(self._every[number])]
        if not (rules or (every and stances)):
            return None
        hits = [None if each is None else [self._hit(*hit) for hit in each] for each in why]
        return Held(rules, [number - self._subjects for number in stances], hits)

    def _hit(self, start: int, end: int, rank: int) -> Hit:
        return Hit(start, end, self._written[rank])

    def _known(self, sources: Sequence[int], finds: Finds, text: Text, places: Sequence[Range]) -> array[int]:
        """Return what the kernel asks for: the hits of sources that have a slot or are regular expressions."""
        scan = Scan(text, finds, places)
        known = array("i")
        for number in sources:
            hits = scan.source(self._sources[number])
            known.extend((number, len(hits), *[edge for hit in hits for edge in (hit.start, hit.end)]))
        return known


_NOTHING: Final = array("i")
