"""An analyst's merge, split and undoing, as the records that are kept: pure, the clock is a parameter.

Nothing says who decided. A decision is made after all earlier ones, whatever the clock says: their order is what they
come to.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from desk.stories import Story
from records import Claim, Decision, DecisionKind


def merge(claims: Iterable[Claim], reason: str, *, earlier: Sequence[Decision], now: datetime) -> Decision:
    """Return the decision that the claims are one story.

    Raises:
        ValueError: they are fewer than two, or no reason is given.
    """
    ids = tuple(sorted({claim.id for claim in claims}))
    return Decision(kind=DecisionKind.MERGE, claims=ids, reason=reason.strip(), made=_after(earlier, now))


def split(
    claims: Iterable[Claim], stories: Iterable[Story], reason: str, *, earlier: Sequence[Decision], now: datetime
) -> Decision | None:
    """Return the decision that each of the claims stands by itself; ``None`` if they all do already.

    ``stories`` are those of all claims around: from what is merged with one of the claims, or offered to be, it is
    taken apart, and the claims from each other.

    Raises:
        ValueError: no reason is given.
    """
    ids = {claim.id for claim in claims}
    with_them: set[str] = set()
    for story in stories:
        own = {claim.id for claim in story.claims}
        with_them |= own.union(story.offered) if own & ids else set()
    apart = with_them - ids
    if not apart and len(ids) == 1:
        return None
    return Decision(
        kind=DecisionKind.SPLIT,
        claims=tuple(sorted(ids)),
        apart=tuple(sorted(apart)),
        reason=reason.strip(),
        made=_after(earlier, now),
    )


def undo(decision: Decision, reason: str, *, earlier: Sequence[Decision], now: datetime) -> Decision:
    """Return the decision that an earlier one holds no longer.

    Raises:
        ValueError: no reason is given.
    """
    return Decision(kind=DecisionKind.UNDO, undoes=decision.id, reason=reason.strip(), made=_after(earlier, now))


def _after(earlier: Iterable[Decision], now: datetime) -> datetime:
    return max([now, *(each.made + timedelta(microseconds=1) for each in earlier)])
