"""What conditions mean: a tree of tests over the hits of groups. How they are written stands in :mod:`rules.grammar`.

Negation stands at the leaves only (:meth:`Node.negated` pushes it there), so that every node knows the hits on
account of which it holds, and the groups without which it cannot.
"""
# ruff: noqa: D102 - Node says once what its verbs mean

from __future__ import annotations

from abc import ABC, abstractmethod
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from heapq import heappop, heappush
from itertools import count
from typing import Final, NamedTuple, Protocol

FAR: Final = 1 << 40
"""More words than any text has."""


class Hit(NamedTuple):
    """Where a phrase stands: a range of the view, and the phrase as the pack writes it."""

    start: int
    end: int
    phrase: str


class Evidence(Protocol):
    """What a condition is judged by."""

    def hits(self, group: str) -> Sequence[Hit]:
        """Return the hits of the group, by start."""

    def word(self, position: int) -> int:
        """Return which word of the text, from 0, stands at the position of the view."""


Cost = Callable[[str], float | None]
"""How often a group is expected to hit; ``None`` for one that cannot be looked for."""

Anchors = frozenset[str] | None
"""Groups of which at least one must hit before a condition can hold; ``None`` where it could hold without."""


class Node(ABC):
    """A condition, or a part of one."""

    __slots__ = ()

    @abstractmethod
    def holds(self, evidence: Evidence) -> bool:
        """Say whether the condition holds."""

    @abstractmethod
    def witnesses(self, evidence: Evidence) -> Iterator[Hit]:
        """Yield the hits on account of which a condition that holds does so; nothing for what it excludes."""

    @abstractmethod
    def names(self) -> frozenset[str]:
        """Return the groups the condition speaks of."""

    @abstractmethod
    def anchors(self, cost: Cost) -> Anchors:
        """Return the anchors that are expected to hit least often."""

    def negated(self) -> Node:
        """Return the condition that holds where this one does not."""
        return Not(node=self)


@dataclass(frozen=True, slots=True, kw_only=True)
class Group(Node):
    """Any phrase of the group is in the text."""

    name: str

    def holds(self, evidence: Evidence) -> bool:
        return bool(evidence.hits(self.name))

    def witnesses(self, evidence: Evidence) -> Iterator[Hit]:
        yield from evidence.hits(self.name)

    def names(self) -> frozenset[str]:
        return frozenset({self.name})

    def anchors(self, cost: Cost) -> Anchors:
        return _single(self.name, cost)


@dataclass(frozen=True, slots=True, kw_only=True)
class Count(Node):
    """At least ``least`` hits of the group that do not overlap."""

    name: str
    least: int

    def holds(self, evidence: Evidence) -> bool:
        return self.count(evidence) >= self.least

    def count(self, evidence: Evidence) -> int:
        """Return how many hits can be chosen so that no two overlap."""
        chosen, free = 0, 0
        for hit in sorted(evidence.hits(self.name), key=lambda hit: hit.end):
            if hit.start >= free:
                chosen, free = chosen + 1, hit.end
        return chosen

    def witnesses(self, evidence: Evidence) -> Iterator[Hit]:
        yield from evidence.hits(self.name)

    def names(self) -> frozenset[str]:
        return frozenset({self.name})

    def anchors(self, cost: Cost) -> Anchors:
        return _single(self.name, cost)


@dataclass(frozen=True, slots=True, kw_only=True)
class Some(Node):
    """At least ``least`` of the groups."""

    groups: tuple[str, ...]
    least: int

    def holds(self, evidence: Evidence) -> bool:
        return len(self.present(evidence)) >= self.least

    def present(self, evidence: Evidence) -> tuple[str, ...]:
        """Return the groups that hit."""
        return tuple(name for name in self.groups if evidence.hits(name))

    def witnesses(self, evidence: Evidence) -> Iterator[Hit]:
        for name in self.groups:
            yield from evidence.hits(name)

    def names(self) -> frozenset[str]:
        return frozenset(self.groups)

    def anchors(self, cost: Cost) -> Anchors:
        return _cheapest([_single(name, cost) for name in self.groups], self.least, cost)


@dataclass(frozen=True, slots=True, kw_only=True)
class Near(Node):
    """A hit of ``first`` and one of ``second`` that share no word, at most ``words`` words between them.

    ``ordered``: the one of ``first`` comes first.
    """

    first: str
    second: str
    words: int
    ordered: bool = False

    def holds(self, evidence: Evidence) -> bool:
        if not (evidence.hits(self.first) and evidence.hits(self.second)):  # nearly always, and so asked first
            return False
        return next(self._pairs(evidence, self.words), None) is not None

    def distance(self, evidence: Evidence) -> int | None:
        """Return the fewest words between hits of the two groups; ``None`` if none stand so."""
        pairs = self._pairs(evidence, FAR)
        return min(
            (evidence.word(right.start) - evidence.word(left.end - 1) - 1 for left, right in pairs), default=None
        )

    def witnesses(self, evidence: Evidence) -> Iterator[Hit]:
        for pair in self._pairs(evidence, self.words):
            yield from pair

    def _pairs(self, evidence: Evidence, words: int) -> Iterator[tuple[Hit, Hit]]:
        """Yield each hit of one group with the next of the other that follows it within ``words``."""
        yield from _following(self.first, self.second, words, evidence)
        if not self.ordered and self.first != self.second:
            yield from _following(self.second, self.first, words, evidence)

    def names(self) -> frozenset[str]:
        return frozenset({self.first, self.second})

    def anchors(self, cost: Cost) -> Anchors:
        return _cheapest([_single(name, cost) for name in (self.first, self.second)], 2, cost)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch(Node):
    """A hit of each of three groups or more, no two sharing a word, and from first to last at most ``words`` besides.

    ``ordered``: they come in the order of ``groups``. For two groups it would say what :class:`Near` does.
    """

    groups: tuple[str, ...]
    words: int
    ordered: bool = False

    def holds(self, evidence: Evidence) -> bool:
        return next(self._chains(evidence, self.words), None) is not None

    def distance(self, evidence: Evidence) -> int | None:
        """Return the fewest words that stand between hits of all groups; ``None`` if none stand so."""
        return min((chain.between for chain in self._chains(evidence, FAR)), default=None)

    def witnesses(self, evidence: Evidence) -> Iterator[Hit]:
        for chain in self._chains(evidence, self.words):
            link: _Chain | None = chain
            while link is not None:
                yield link.hit
                link = link.before

    def _chains(self, evidence: Evidence, words: int) -> Iterator[_Chain]:
        """Yield, for each hit that may be the last of all, the chain that ends in it with the fewest words between.

        A chain holds one hit of each of some groups (the bits of ``have``). Of the chains with the same groups that
        end before a hit starts, only the nearest can be continued best, so one pass over the hits finds all.
        """
        every = (1 << len(self.groups)) - 1
        nearest: dict[int, _Chain] = {}
        waiting: list[tuple[int, int, int, _Chain]] = []  # by their ends; the number keeps chains from being compared
        numbers = count()
        for start, end, number, hit in self._hits(evidence):
            while waiting and waiting[0][0] <= start:
                _, _, have, chain = heappop(waiting)
                if have not in nearest or chain.between - chain.end < nearest[have].between - nearest[have].end:
                    nearest[have] = chain
            bit = 1 << number
            found = [(bit, _Chain(hit, end, 0, None))] if number == 0 or not self.ordered else []
            for have, before in nearest.items():
                between = before.between + start - before.end
                if between <= words and not have & bit and (not self.ordered or have == bit - 1):
                    found.append((have | bit, _Chain(hit, end, between, before)))
            for have, chain in found:
                if have == every:
                    yield chain
                else:
                    heappush(waiting, (end, next(numbers), have, chain))

    def _hits(self, evidence: Evidence) -> list[tuple[int, int, int, Hit]]:
        """Return all hits as first word, word after the last, and number of their group, by first word."""
        if not all(evidence.hits(name) for name in self.groups):
            return []
        return sorted(
            (evidence.word(hit.start), evidence.word(hit.end - 1) + 1, number, hit)
            for number, name in enumerate(self.groups)
            for hit in evidence.hits(name)
        )

    def names(self) -> frozenset[str]:
        return frozenset(self.groups)

    def anchors(self, cost: Cost) -> Anchors:
        return _cheapest([_single(name, cost) for name in self.groups], len(self.groups), cost)


class _Chain(NamedTuple):
    """Hits in a row: the last, the word after it, the words between all of them, and the chain before."""

    hit: Hit
    end: int
    between: int
    before: _Chain | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Not(Node):
    """The leaf does not hold."""

    node: Node

    def holds(self, evidence: Evidence) -> bool:
        return not self.node.holds(evidence)

    def witnesses(self, evidence: Evidence) -> Iterator[Hit]:  # noqa: ARG002 - what is absent has no hits
        yield from ()

    def names(self) -> frozenset[str]:
        return self.node.names()

    def anchors(self, cost: Cost) -> Anchors:  # noqa: ARG002 - holds where nothing hits
        return None

    def negated(self) -> Node:
        return self.node


@dataclass(frozen=True, slots=True, kw_only=True)
class And(Node):
    """All nodes hold."""

    nodes: tuple[Node, ...]

    def holds(self, evidence: Evidence) -> bool:
        return all(node.holds(evidence) for node in self.nodes)

    def witnesses(self, evidence: Evidence) -> Iterator[Hit]:
        for node in self.nodes:
            yield from node.witnesses(evidence)

    def names(self) -> frozenset[str]:
        return frozenset[str]().union(*(node.names() for node in self.nodes))

    def anchors(self, cost: Cost) -> Anchors:
        return _cheapest([node.anchors(cost) for node in self.nodes], len(self.nodes), cost)

    def negated(self) -> Node:
        return Or(nodes=tuple(node.negated() for node in self.nodes))


@dataclass(frozen=True, slots=True, kw_only=True)
class Or(Node):
    """One of the nodes holds."""

    nodes: tuple[Node, ...]

    def holds(self, evidence: Evidence) -> bool:
        return any(node.holds(evidence) for node in self.nodes)

    def witnesses(self, evidence: Evidence) -> Iterator[Hit]:
        for node in self.nodes:
            if node.holds(evidence):
                yield from node.witnesses(evidence)

    def names(self) -> frozenset[str]:
        return frozenset[str]().union(*(node.names() for node in self.nodes))

    def anchors(self, cost: Cost) -> Anchors:
        return _cheapest([node.anchors(cost) for node in self.nodes], 1, cost)

    def negated(self) -> Node:
        return And(nodes=tuple(node.negated() for node in self.nodes))


def _following(first: str, second: str, words: int, evidence: Evidence) -> Iterator[tuple[Hit, Hit]]:
    hits = evidence.hits(first)
    others = evidence.hits(second) if hits else ()
    begins = [evidence.word(hit.start) for hit in others]
    for hit in hits if others else ():
        after = evidence.word(hit.end - 1) + 1
        index = bisect_left(begins, after)
        if index < len(begins) and begins[index] - after <= words:
            yield hit, others[index]


def _single(name: str, cost: Cost) -> Anchors:
    return None if cost(name) is None else frozenset({name})


def _cheapest(found: Sequence[Anchors], least: int, cost: Cost) -> Anchors:
    """Of ``least`` out of ``found`` that must hold: any ``len(found) - least + 1`` of them contain one that does."""
    known = sorted((sum(cost(name) or 0.0 for name in each), sorted(each)) for each in found if each is not None)
    enough = len(found) - least + 1
    return frozenset(name for _, each in known[:enough] for name in each) if len(known) >= enough else None
