"""Information voids: what rises, and no source answers. The thing to answer first."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from desk.stories import Story
from records import Alert, AlertKind


def told(alerts: Iterable[Alert]) -> frozenset[str]:
    """Return the ids of the claims that rose: those the alerts are about, whether or not anybody was told."""
    return frozenset(alert.about for alert in alerts if alert.kind is AlertKind.CLAIM)


def is_void(story: Story, risen: Collection[str]) -> bool:
    """Say whether the story rose, by any of its claims, and no article has to do with any of them."""
    return not story.related and any(claim.id in risen for claim in story.claims)


def voids(stories: Iterable[Story], risen: Collection[str]) -> tuple[Story, ...]:
    """Return the stories that are voids, in their order."""
    return tuple(story for story in stories if is_void(story, risen))
