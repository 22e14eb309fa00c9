"""Claims by what a person types, and what stands around them in the store."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from desk.grouping import in_force
from desk.likeness import LATER
from desk.stories import Story, stories
from desk.voids import is_void, told
from errors import UsageError
from words import Words

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from records import Claim, Decision
    from storage.base import Store


def named(store: Store, ids: Sequence[str]) -> list[Claim]:
    """Return the claims whose ids begin so, each once.

    Raises:
        UsageError: none does, or several do.
    """
    every, found = list(store.claims()), {}
    for id_ in ids:
        claim = one(id_, every)
        found[claim.id] = claim
    return list(found.values())


def one(id_: str, every: Iterable[Claim]) -> Claim:
    """Return the claim of ``every`` whose id begins so.

    Raises:
        UsageError: none does, or several do.
    """
    near = [claim for claim in every if claim.id.startswith(id_.lower())]
    if len(near) != 1:
        raise UsageError(
            Words(vi=f"có {len(near)} điều có mã bắt đầu bằng {id_}", en=f"{len(near)} claims begin with {id_}"),
            hint=Words(vi="xem mã bằng: rotin claims", en="see the ids with: rotin claims"),
        )
    return near[0]


def decision(id_: str, every: Iterable[Decision]) -> Decision:
    """Return the decision whose id begins so.

    Raises:
        UsageError: none does, or several do.
    """
    near = [each for each in every if each.id.startswith(id_.lower())]
    if len(near) != 1:
        vi, en = f"có {len(near)} quyết định có mã bắt đầu bằng {id_}", f"{len(near)} decisions begin with {id_}"
        raise UsageError(
            Words(vi=vi, en=en),
            hint=Words(
                vi="xem mã quyết định bằng: rotin claims ID", en="see a claim's decisions with: rotin claims ID"
            ),
        )
    return near[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """The claims a person asked for, and all that could be one story with them."""

    store: Store
    stories: tuple[Story, ...]
    decisions: tuple[Decision, ...]
    risen: frozenset[str]

    @classmethod
    def around(cls, store: Store, claims: Sequence[Claim]) -> Board:
        """Return what stands around ``claims``: those heard since a while before the first of them."""
        decisions = tuple(store.decisions())
        if not claims:
            return cls(store=store, stories=(), decisions=decisions, risen=frozenset())
        first = min(claim.first_seen for claim in claims)
        every = {claim.id: claim for claim in store.claims(since=first - LATER)}
        merged = {id_ for each in in_force(decisions) for id_ in each.named} - every.keys()
        every |= {id_: claim for id_ in merged if (claim := store.claim(id_)) is not None}
        return cls(
            store=store,
            stories=stories(every.values(), decisions),
            decisions=decisions,
            risen=told(store.alerts(since=first)),
        )

    def story(self, claim: Claim) -> Story:
        """Return the story that holds the claim."""
        return next(each for each in self.stories if any(other.id == claim.id for other in each.claims))

    def is_void(self, story: Story) -> bool:
        """Say whether it rose and no source answers."""
        return is_void(story, self.risen)

    def about(self, claim: Claim) -> tuple[Decision, ...]:
        """Return the decisions that hold and name the claim."""
        return tuple(each for each in in_force(self.decisions) if claim.id in each.named)
