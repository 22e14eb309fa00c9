"""From claims and decisions to groups: pure, and the same whatever the order in which either is given.

Decisions are replayed in the order in which they were made. A merge puts the stories of its claims together; a split
takes each of its claims out, and from then on none of them is offered together with those it was split from, until
they are merged again. An undone decision is left out of the replay, so that undoing one gives back what would be
without it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from desk.likeness import Why, likenesses
from records import Claim, Decision, DecisionKind


class Bond(StrEnum):
    """How claims of a group stand together."""

    OFFERED = "offered"  # they look alike; nobody decided
    MERGED = "merged"  # an analyst said so


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Two claims or more that are, or may be, one story; the most heard first.

    A claim is in one merged and one offered group at most; an offered group holds merged ones whole.
    """

    bond: Bond
    claims: tuple[Claim, ...]
    why: tuple[Why, ...]

    @property
    def id(self) -> str:
        """Return the id of the most heard claim."""
        return self.claims[0].id


def groups(claims: Iterable[Claim], decisions: Iterable[Decision]) -> tuple[Group, ...]:
    """Return the groups among ``claims``: those merged, then those offered, each in the order of their first claims.

    Decisions may name claims that are not given; they still hold between those that are.
    """
    every = sorted({claim.id: claim for claim in claims}.values(), key=heard)
    ruling = Ruling.of(decisions)
    sets = _merged(every, ruling)
    merged = [
        Group(bond=Bond.MERGED, claims=tuple(every[each] for each in members), why=(Why.DECISION,))
        for members in sets
        if len(members) > 1
    ]
    return (*merged, *_offered(every, sets, ruling))


def heard(claim: Claim) -> tuple[int, float, str]:
    """Return by what claims of a story are ordered: the most heard, then the earliest, then by id."""
    return -claim.reach, claim.first_seen.timestamp(), claim.id


def in_force(decisions: Iterable[Decision]) -> tuple[Decision, ...]:
    """Return the merges and splits that hold, in the order in which they were made.

    A decision holds unless an undoing that holds names it. An undoing can itself be undone.
    """
    ordered = sorted({each.id: each for each in decisions}.values(), key=lambda each: (each.made, each.id))
    undone: set[str] = set()
    for each in reversed(ordered):
        if each.kind is DecisionKind.UNDO and each.id not in undone:
            undone.add(each.undoes)
    return tuple(each for each in ordered if each.kind is not DecisionKind.UNDO and each.id not in undone)


@dataclass(frozen=True, slots=True)
class Ruling:
    """What the decisions in force come to: which claims are one story, and which are not to be offered as one."""

    story: Mapping[str, frozenset[str]]
    barred: frozenset[frozenset[str]]

    @classmethod
    def of(cls, decisions: Iterable[Decision]) -> Ruling:
        """Replay the decisions."""
        story: dict[str, frozenset[str]] = {}
        barred: set[frozenset[str]] = set()
        for each in in_force(decisions):
            with_them = [story.get(claim, frozenset({claim})) for claim in each.claims]
            together = frozenset().union(*with_them)
            if each.kind is DecisionKind.MERGE:
                story |= dict.fromkeys(together, together)
            else:
                barred |= _pairs(each.claims, together.union(each.apart))
                for whole in with_them:
                    story |= dict.fromkeys(whole, whole.difference(each.claims))
                story |= {claim: frozenset({claim}) for claim in each.claims}
        return cls(story, frozenset(barred))

    def bars(self, some: Iterable[str], others: Iterable[str]) -> bool:
        """Say whether an analyst kept any of these apart from any of those."""
        return bool(self.barred) and not _pairs(some, others).isdisjoint(self.barred)


def _pairs(some: Iterable[str], others: Iterable[str]) -> set[frozenset[str]]:
    others = tuple(others)
    return {frozenset({one, other}) for one in some for other in others if one != other}


def _merged(every: Sequence[Claim], ruling: Ruling) -> list[list[int]]:
    """Return the claims by story, as numbers in order; by far the most stand alone."""
    sets: dict[frozenset[str], list[int]] = {}
    for number, claim in enumerate(every):
        sets.setdefault(ruling.story.get(claim.id, frozenset({claim.id})), []).append(number)
    return list(sets.values())


def _offered(every: Sequence[Claim], sets: Sequence[Sequence[int]], ruling: Ruling) -> list[Group]:
    """Join stories that look alike, the most alike first, but none that an analyst kept apart."""
    story = {number: index for index, members in enumerate(sets) for number in members}
    home = dict(story)  # the offer that each claim is in, by one of the stories in it
    parts = {index: list(members) for index, members in enumerate(sets)}
    why: dict[int, set[Why]] = {}
    for alike in sorted(likenesses(every), key=lambda each: (-each.strength, each.first, each.second)):
        if story[alike.first] == story[alike.second]:
            continue
        one, other = sorted((home[alike.first], home[alike.second]))
        if one != other:
            if ruling.bars(_ids(every, parts[one]), _ids(every, parts[other])):
                continue
            home |= dict.fromkeys(parts[other], one)
            parts[one] += parts.pop(other)
            why.setdefault(one, set()).update(why.pop(other, ()))
        why[one].add(alike.why)
    return [
        Group(bond=Bond.OFFERED, claims=tuple(every[each] for each in sorted(parts[index])), why=tuple(sorted(given)))
        for index, given in sorted(why.items(), key=lambda item: min(parts[item[0]]))
    ]


def _ids(every: Sequence[Claim], numbers: Iterable[int]) -> list[str]:
    return [every[number].id for number in numbers]
