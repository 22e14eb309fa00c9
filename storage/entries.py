"""A mark as the window keeps it: one number of 64 bits, and how a handful of them is added to and counted.

From the top: 45 bits of the mark, one that says the older key knew the voice, 18 bits of the hour since 2020. Two
voices at one item share 45 bits once in 3.5·10¹³; they would count as one.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from storage.window import HOUR

_HOUR_BITS: Final = 18
HOUR_MASK: Final = (1 << _HOUR_BITS) - 1
"""The bits of an entry that say when it was left."""
AGAIN: Final = 1 << _HOUR_BITS
"""The bit of an entry that says the older key knew the voice."""
MARK_BITS: Final = ~((AGAIN << 1) - 1) & ((1 << 64) - 1)
"""The bits of a mark, or of an entry, that tell voices apart."""

_FIRST: Final = 1_577_836_800 // HOUR  # 2020-01-01

Entries = tuple[int, ...]


def entry(mark: int, said: int, *, again: bool) -> int:
    """Return the mark left at the hour ``said``; hours outside 2020 to 2049 are taken as the nearest inside."""
    return (mark & MARK_BITS) | (AGAIN if again else 0) | hour_bits(said)


def hour_bits(said: int) -> int:
    """Return the hour as it stands in an entry."""
    return min(max(said - _FIRST, 0), HOUR_MASK)


def hours_bits(said: Sequence[int] | NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Return many hours as they stand in entries."""
    return np.clip(np.asarray(said, dtype=np.int64) - _FIRST, 0, HOUR_MASK).astype(np.uint64)


def mark_of(one: int) -> int:
    """Return the bits of a mark, or of an entry, that tell voices apart."""
    return one & MARK_BITS


def hour_at(one: int) -> int:
    """Return the hour since 1970 at which it was left."""
    return (one & HOUR_MASK) + _FIRST


def is_again(one: int) -> bool:
    """Say whether the older key knew the voice."""
    return bool(one & AGAIN)


def holds(entries: Entries, mark: int) -> bool:
    """Say whether the voice with this mark is among them."""
    wanted = mark & MARK_BITS
    return any(one & MARK_BITS == wanted for one in entries)


def added(entries: Entries, new: int, most: int) -> Entries:
    """Return ``entries`` with ``new``: each mark once, at its latest hour; over ``most``, the oldest goes."""
    mark = new & MARK_BITS
    for one in entries:
        if one & MARK_BITS == mark:
            if one & HOUR_MASK >= new & HOUR_MASK:
                return entries
            return tuple(new if each == one else each for each in entries)
    if len(entries) < most:
        return (*entries, new)
    oldest = min(entries, key=_hour_key)
    if oldest & HOUR_MASK >= new & HOUR_MASK:
        return entries
    return tuple(new if each == oldest else each for each in entries)


def noted(
    kept: Entries, older: Entries, new: Sequence[tuple[int, int]], *, hours: int, most: int
) -> tuple[Entries, list[int]]:
    """Return an item's marks with new ones, and how many voices, ``most`` at most, are live at the hour of each.

    ``new`` are entries that say nothing of the older key, each with what the voice's mark would be there; ``older``
    are the item's marks under that key.
    """
    marks = kept
    for one, mark in new:
        again = holds(older, mark)  # whenever that was: at some hour between, both may be live
        marks = added(marks, one | AGAIN if again else one, most)
    live_at = {hour: _live_voices(older, marks, hour, hours) for hour in {one & HOUR_MASK for one, _ in new}}
    return marks, [min(live_at[one & HOUR_MASK], most) for one, _ in new]


def _live_voices(older: Entries, newer: Entries, at: int, hours: int) -> int:
    first, last = at - hours, at + hours
    if not older:
        return sum([first < one & HOUR_MASK < last for one in newer])
    live = [tuple([one for one in each if first < one & HOUR_MASK < last]) for each in (older, newer)]
    return voices(live[0], live[1])


def voices(older: Entries, newer: Entries) -> int:
    """Return how many voices surely left the live marks of both keys."""
    if not older:
        return len(newer)
    return max(len(older) + sum(1 for one in newer if not one & AGAIN), len(newer))


def _hour_key(one: int) -> tuple[int, int]:
    return one & HOUR_MASK, one
