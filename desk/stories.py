"""What is shown of claims: each once, merged ones together, with what is offered beside them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from desk.grouping import Bond, Ruling, groups, heard
from desk.likeness import Why
from records import Category, Claim, Decision, Indicator, Place, Related, Relation, Severity, Stance

MOST_RELATED: Final = 12
"""Articles shown beside a story, and kept with a claim: more than anybody reads."""

ANSWERS: Final = (Relation.DENIES, Relation.CONFIRMS, Relation.MENTIONS, Relation.RELATED)
"""What articles say of a claim, what helps most first: a denial or confirmation is an answer, a mention is not yet."""

_GRAVITY: Final = (Severity.HIGH, Severity.MEDIUM, Severity.LOW)


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """One claim, or those an analyst merged; the most heard first.

    ``offered`` are the ids of claims outside it of which it is asked whether they are the same, and ``why`` on what
    account.
    """

    claims: tuple[Claim, ...]
    offered: tuple[str, ...] = ()
    why: tuple[Why, ...] = ()

    def __post_init__(self) -> None:
        if not self.claims:
            raise ValueError("a story is made of claims")

    @property
    def lead(self) -> Claim:
        """Return the most heard claim, which speaks for the others."""
        return self.claims[0]

    @property
    def id(self) -> str:
        """Return the lead's id."""
        return self.lead.id

    @property
    def merged(self) -> bool:
        """Return whether it is more than one claim."""
        return len(self.claims) > 1

    @property
    def reach(self) -> int:
        """Return how many voices had it *at least*: the highest of its claims'.

        Never their sum: who told one may have told the other. And no difference of a sum and a count is ever shown.
        """
        return max(claim.reach for claim in self.claims)

    @property
    def category(self) -> Category:
        """Return the lead's subject."""
        return self.lead.category

    @property
    def stance(self) -> Stance:
        """Return how most of the lead's voices stand to it; of a ``QUESTION`` most are asking."""
        return self.lead.stance

    @property
    def severity(self) -> Severity:
        """Return the gravest of its claims'."""
        return min((claim.severity for claim in self.claims), key=_GRAVITY.index)

    @property
    def first_seen(self) -> datetime:
        """Return when the first of them was first seen."""
        return min(claim.first_seen for claim in self.claims)

    @property
    def last_seen(self) -> datetime:
        """Return when the last of them was last seen."""
        return max(claim.last_seen for claim in self.claims)

    @property
    def rules(self) -> tuple[str, ...]:
        """Return the rules that hold for any."""
        return tuple(sorted({rule for claim in self.claims for rule in claim.rules}))

    @property
    def places(self) -> tuple[Place, ...]:
        """Return the places of all, the lead's first."""
        return tuple(dict.fromkeys(place for claim in self.claims for place in claim.places))

    @property
    def indicators(self) -> tuple[Indicator, ...]:
        """Return the tools of all."""
        return tuple(sorted({tool for claim in self.claims for tool in claim.indicators}))

    @property
    def related(self) -> tuple[Related, ...]:
        """Return the articles that have to do with any of them, each once with the most it says, answers first."""
        return weightiest(each for claim in self.claims for each in claim.related)


def weightiest(related: Iterable[Related]) -> tuple[Related, ...]:
    """Return each article once, with what says most; answers first, then in the order given, as many as are shown."""
    best: dict[str, Relation] = {}
    for each in related:
        was = best.setdefault(each.article, each.relation)
        best[each.article] = min(was, each.relation, key=ANSWERS.index)
    ordered = sorted(best.items(), key=lambda item: ANSWERS.index(item[1]))
    return tuple(Related(article=article, relation=relation) for article, relation in ordered[:MOST_RELATED])


def stories(claims: Iterable[Claim], decisions: Iterable[Decision]) -> tuple[Story, ...]:
    """Return the stories of ``claims``, each claim in one: the gravest first, then the most heard, then the newest."""
    every = sorted({claim.id: claim for claim in claims}.values(), key=heard)
    found = groups(every, decisions)
    home = {claim.id: group.claims for group in found if group.bond is Bond.MERGED for claim in group.claims}
    asked = {claim.id: group for group in found if group.bond is Bond.OFFERED for claim in group.claims}
    told: dict[str, Story] = {}
    for claim in every:
        members = home.get(claim.id, (claim,))
        if (offer := asked.get(claim.id)) is None:
            told.setdefault(members[0].id, Story(claims=members))
        else:
            outside = _others(offer.claims, {each.id for each in members})
            told.setdefault(members[0].id, Story(claims=members, offered=outside, why=offer.why))
    return tuple(sorted(told.values(), key=_order))


def story_of(claim: str, claims: Iterable[Claim], decisions: Iterable[Decision]) -> Story:
    """Return the story in which the claim with this id stands.

    Raises:
        ValueError: it is not among ``claims``.
    """
    for story in stories(claims, decisions):
        if any(each.id == claim for each in story.claims):
            return story
    raise ValueError("a story is asked for by one of the claims given")


def merged_story(claim: Claim, decisions: Iterable[Decision], find: Callable[[str], Claim | None]) -> Story:
    """Return the claim with those it is merged with, without looking for what might be offered.

    ``find`` returns a claim by its id, or ``None`` of one that is no more.
    """
    ids = Ruling.of(decisions).story.get(claim.id, frozenset()) - {claim.id}
    found = [claim, *(each for id_ in ids if (each := find(id_)) is not None)]
    return Story(claims=tuple(sorted(found, key=heard)))


def _others(claims: Sequence[Claim], own: Collection[str]) -> tuple[str, ...]:
    return tuple(claim.id for claim in claims if claim.id not in own)


def _order(story: Story) -> tuple[int, int, float, str]:
    return _GRAVITY.index(story.severity), -story.reach, -story.last_seen.timestamp(), story.id
