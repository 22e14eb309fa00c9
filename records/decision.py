"""What an analyst decided of several claims together: that they are one story, that they are not, or neither."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from records.basis import aware, digest, in_zone, require

LEAST_MERGED: Final = 2


class DecisionKind(StrEnum):
    """What was decided."""

    MERGE = "merge"  # the claims are one story
    SPLIT = "split"  # each of the claims stands by itself: one story with none of the others named
    UNDO = "undo"  # an earlier decision holds no longer


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """A merge, a split, or the undoing of one; append-only, and never with the name of who made it.

    ``claims`` are ids in order: of a merge two and more; of a split those that are taken out, ``apart`` those they
    stood with and are no longer taken together with. An undoing names the decision it ``undoes`` and no claims; it
    can be undone itself.
    """

    kind: DecisionKind
    claims: tuple[str, ...] = ()
    apart: tuple[str, ...] = ()
    undoes: str = ""
    reason: str
    made: datetime

    def __post_init__(self) -> None:
        aware(self.made)
        require(bool(self.reason.strip()), "a decision names its reason")
        require(all(self.claims) and all(self.apart), "a claim is named by its id")
        require(self.claims == tuple(sorted(set(self.claims))), "claims are named once, in order")
        require(self.apart == tuple(sorted(set(self.apart) - set(self.claims))), "others are named once, in order")
        require(bool(self.undoes) is (self.kind is DecisionKind.UNDO), "only an undoing undoes, and one decision")
        require(not self.apart or self.kind is DecisionKind.SPLIT, "only a split sets apart from others")
        require(len(self.claims) >= _LEAST[self.kind], "a merge is of two claims and more, a split of one")
        require(self.kind is not DecisionKind.UNDO or not self.claims, "an undoing names a decision, no claims")
        require(
            self.kind is not DecisionKind.SPLIT or len(self.claims) + len(self.apart) > 1,
            "what is split stood with another",
        )

    @property
    def id(self) -> str:
        """Return 32 hex digits that depend on all that was decided, why and when."""
        parts = (self.kind, *self.claims, "|", *self.apart, self.undoes, self.reason, in_zone(self.made).isoformat())
        return digest("\n".join(parts))

    @property
    def named(self) -> frozenset[str]:
        """Return every claim it names."""
        return frozenset((*self.claims, *self.apart))


_LEAST: Final = {DecisionKind.MERGE: LEAST_MERGED, DecisionKind.SPLIT: 1, DecisionKind.UNDO: 0}
