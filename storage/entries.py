"""A mark as the window keeps it: one number of 64 bits, and how a handful of them is added to and counted.

From the top: 45 bits of the mark, one that says the older key knew the voice, 18 bits of the hour since 2020. Two
voices at one item share 45 bits once in 3.5·10¹³; they would count as one.
"""

from __future__ import annotations

from struct import Struct
from typing import Final

from storage.window import HOUR

_HOUR_BITS: Final = 18
_HOUR_MASK: Final = (1 << _HOUR_BITS) - 1
_AGAIN: Final = 1 << _HOUR_BITS
MARK_BITS: Final = ~((_AGAIN << 1) - 1) & ((1 << 64) - 1)
"""The bits of a mark, or of an entry, that tell voices apart."""

_FIRST: Final = 1_577_836_800 // HOUR  # 2020-01-01
_ONE: Final = Struct("<Q")

Entries = tuple[int, ...]


def entry(mark: int, said: int, *, again: bool) -> int:
    """Return the mark left at the hour ``said``; hours outside 2020 to 2049 are taken as the nearest inside."""
    return (mark & MARK_BITS) | (_AGAIN if again else 0) | hour_bits(said)


def hour_bits(said: int) -> int:
    """Return the hour as it stands in an entry."""
    return min(max(said - _FIRST, 0), _HOUR_MASK)


def mark_of(one: int) -> int:
    """Return the bits of a mark, or of an entry, that tell voices apart."""
    return one & MARK_BITS


def hour_at(one: int) -> int:
    """Return the hour since 1970 at which it was left."""
    return (one & _HOUR_MASK) + _FIRST


def is_again(one: int) -> bool:
    """Say whether the older key knew the voice."""
    return bool(one & _AGAIN)


def holds(entries: Entries, mark: int) -> bool:
    """Say whether the voice with this mark is among them."""
    wanted = mark & MARK_BITS
    return any(one & MARK_BITS == wanted for one in entries)


def added(entries: Entries, new: int, most: int) -> Entries:
    """Return ``entries`` with ``new``: each mark once, at its latest hour; over ``most``, the oldest goes."""
    mark = new & MARK_BITS
    for one in entries:
        if one & MARK_BITS == mark:
            if one & _HOUR_MASK >= new & _HOUR_MASK:
                return entries
            return tuple(new if each == one else each for each in entries)
    if len(entries) < most:
        return (*entries, new)
    oldest = min(entries, key=_hour_key)
    if oldest & _HOUR_MASK >= new & _HOUR_MASK:
        return entries
    return tuple(new if each == oldest else each for each in entries)


def live(entries: Entries, said: int, hours: int) -> Entries:
    """Return those left less than ``hours`` before or after the hour ``said``."""
    at = hour_bits(said)
    return tuple(one for one in entries if -hours < (one & _HOUR_MASK) - at < hours)


def noted(  # noqa: PLR0913 - what a mark is, by name
    kept: Entries, older: Entries, mark: int, older_mark: int, *, said: int, hours: int, most: int
) -> tuple[Entries, int]:
    """Return an item's marks with one more, and how many voices, ``most`` at most, are live at the hour ``said``.

    ``older`` are the item's marks under the older key, and ``older_mark`` what the voice's own would be there.
    """
    before = live(older, said, hours)
    marks = added(kept, entry(mark, said, again=holds(before, older_mark)), most)
    return marks, min(voices(before, live(marks, said, hours)), most)


def voices(older: Entries, newer: Entries) -> int:
    """Return how many voices surely left the live marks of both keys."""
    if not older:
        return len(newer)
    return max(len(older) + sum(1 for one in newer if not one & _AGAIN), len(newer))


pack_one: Final = _ONE.pack
"""Return one entry as bytes."""


def pack(entries: Entries) -> bytes:
    """Return the entries as bytes."""
    return b"".join(map(_ONE.pack, entries))


def unpack(data: bytes) -> Entries:
    """Return the entries that :func:`pack` made bytes of; a torn tail is no entry."""
    return tuple(one for (one,) in _ONE.iter_unpack(data[: len(data) // 8 * 8]))


def _hour_key(one: int) -> tuple[int, int]:
    return one & _HOUR_MASK, one
