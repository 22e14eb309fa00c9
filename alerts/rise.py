"""The test of rising: whether the last hours brought more voices than this series' own past lets expect.

Counts below k are never told (see docs/privacy.md), so a series is what k voices and more said in an hour, and silence
may be silence or four voices. Voices come in clusters, since people repeat each other: they are counted in *crowds* of
k. The crowds of a block of hours are taken as Poisson with a rate of their own, the rate as Gamma: what it is expected
to bring after ``n`` blocks that brought ``s`` crowds is a negative binomial (Gelman et al., Bayesian Data Analysis,
3rd ed., 2.6), and the block rises if so many crowds or more had a chance of at most :data:`ALPHA`.

People speak more at some hours: where a series' own days say so, more is expected at those.

With no past the prior decides, and asks for more: a series rises at three crowds in six hours on the first day, at two
after another, at one after two silent weeks. The false-alarm rate on simulated quiet weeks is measured by
``benchmarks/rise.py`` and held by a test.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import exp, lgamma, log
from typing import Final

BLOCK: Final = timedelta(hours=6)
"""The hours looked at: long enough to gather voices, short enough that half a day is gained."""

PAST: Final = timedelta(days=14)
"""How far back a series is compared with itself."""

ALPHA: Final = 0.01
"""The chance at which a block counts as rising."""

HOUR: Final = timedelta(hours=1)
DAY: Final = timedelta(days=1)

SURE: Final = 2.0
"""Crowds that must have been heard before the hours of the day are believed to differ by half."""

PRIOR_CROWDS: Final = 0.5
PRIOR_BLOCKS: Final = 4.0
"""What is believed before anything was seen: half a crowd in a day. Little, and unsure (Jeffreys' shape)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """So many voices in the hour that begins at ``hour``."""

    hour: datetime
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Rise:
    """What the test found: voices of the block, voices expected in it, and the chance of so many or more."""

    observed: int
    expected: float
    chance: float

    @property
    def rises(self) -> bool:
        """Return whether the block is out of the ordinary."""
        return self.chance <= ALPHA


def rise(told: Iterable[Told], *, crowd: int, since: datetime, now: datetime, most: int | None = None) -> Rise:
    """Return what the test finds of the block that ends ``now``.

    Args:
        told: the series, in any order; what lies after ``now`` or too far back is not looked at.
        crowd: k.
        since: when the watch began: blocks before it are not silent, they are unknown.
        now: the end of the block, exclusive.
        most: how many different voices there were at most, where that is known: one may be heard in several hours.
    """
    first = now - BLOCK
    begin = max(since, first - PAST)
    blocks = max(0.0, (first - begin) / BLOCK)
    observed, past, alike = 0, 0, 0
    for each in told:
        if first <= each.hour < now:
            observed += each.count
        elif begin <= each.hour < first:
            past += each.count
            alike += each.count if (now - each.hour - HOUR) % DAY < BLOCK else 0
    observed = observed if most is None else min(observed, most)
    shape, size = PRIOR_CROWDS + past / crowd, (PRIOR_BLOCKS + blocks) / _season(alike, past, crowd)
    return Rise(
        observed=observed, expected=crowd * shape / size, chance=_or_more(observed // crowd, shape, 1 / (1 + size))
    )


def _season(alike: int, past: int, crowd: int) -> float:
    """Return how much more is said at these hours of the day than at others; at least as much, and 1 if unsure."""
    at_random = past * (BLOCK / DAY)
    return max(1.0, (alike / crowd + SURE) / (at_random / crowd + SURE))


def _or_more(least: int, shape: float, odds: float) -> float:
    """Return the chance of ``least`` or more under a negative binomial of this shape, each further one at ``odds``."""
    below = 0.0
    for number in range(least):
        ways = lgamma(number + shape) - lgamma(shape) - lgamma(number + 1)
        below += exp(ways + shape * log(1 - odds) + number * log(odds))
    return max(0.0, 1.0 - below)
