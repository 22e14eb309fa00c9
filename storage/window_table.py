"""Items and their marks in one flat piece of memory, a window's or a file's: what both windows of one machine stand on.

A table is a row of slots of 16 bytes: an item, and one mark at it (:mod:`storage.entries`). Items stand in order of
their numbers, each as near as may be to the slot that its number names (ordered linear probing: Amble and Knuth,
1974). Numbers are random, so a look takes two or three slots however many there are. And so a table is a function of
what it holds and of its length: *it does not know in which order anything came*, nor what came together.

Writers take turns; see who opens it. A process that is killed leaves each slot whole. Where several slots have to move
at once a flag is up meanwhile, and a table found with its flag up is started anew: no mark is ever read at an item at
which nobody left it.
"""

from __future__ import annotations

from itertools import chain
from typing import Final, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from storage import entries as of
from storage.entries import Entries
from storage.window import Numbers

MAGIC: Final = 0x526F5469_6E000001
"""First word of a table of today's shape ("RoTin", 1)."""

LEAST: Final = 1 << 10
"""Homes of the smallest table."""

FULLEST: Final = 0.7
"""Share of the homes that may be taken: beyond it looks take long."""

AFTER: Final = 0.47
"""Share that is taken once a table has grown: so it grows by half, and a mark takes 23 to 34 bytes."""

LOTS: Final = 1 << 16
"""Lots of items, by their lowest bits: where an hour is too much by itself, whole lots of it go."""

_WORD: Final = 8  # bytes
_HEADER: Final = 8  # words before the first slot
_HOMES, _USED, _ITEMS, _MOVING = 1, 2, 3, 4  # where in the header
_BEYOND: Final = 256  # slots behind the last home, for items whose own are taken
_CHUNK: Final = 1 << 18  # slots copied at a time

_0, _1, _18, _32, _46 = (np.uint64(number) for number in (0, 1, 18, 32, 46))
_HOUR: Final = np.uint64(of.HOUR_MASK)
_LOT: Final = np.uint64(LOTS - 1)
_LEAST_MARK: Final = np.uint64(1 << 19)  # the lowest of the bits that tell voices apart
_MOST: Final = np.uint64((1 << 64) - 1)

Slots: TypeAlias = "NDArray[np.int64]"

Undo = list["tuple[Numbers, Numbers | None]"]
"""Items, and the marks each had before: rows, 0 where there was none; ``None`` if none had any."""


class Bounds(NamedTuple):
    """Within how many hours marks count, and how many an item has at most."""

    hours: int
    most: int


class FullError(Exception):
    """The table has no room: it has to grow first."""


class Before(NamedTuple):
    """The older key's table, and what items and marks would be there."""

    table: Table
    items: Numbers
    marks: Numbers


class Table:
    """Marks by item: both are numbers of 64 bits, without sign, and no item is 0."""

    __slots__ = ("_homes", "_items", "_marks", "_words")

    def __init__(self, memory: bytearray | memoryview) -> None:
        """Read the table in ``memory``.

        Raises:
            ValueError: there is none, or it was being written to when its writer was killed.
        """
        if len(memory) < room(LEAST) or len(memory) % _WORD:
            raise ValueError("no table, or half-written")
        words = memoryview(memory).cast("Q")
        if words[0] != MAGIC or len(memory) != room(words[_HOMES]) or words[_MOVING]:
            words.release()
            raise ValueError("no table, or half-written")
        self._words = words
        self._homes = words[_HOMES]
        slots = np.frombuffer(words, dtype=np.uint64)[_HEADER:]
        self._items, self._marks = slots[::2], slots[1::2]

    @classmethod
    def made(cls, memory: bytearray | memoryview, homes: int) -> Table:
        """Make an empty table in ``memory``, which is of ``room(homes)`` zeros."""
        words = memoryview(memory).cast("Q")
        words[_HOMES] = homes
        words[0] = MAGIC
        words.release()
        return cls(memory)

    @property
    def marks(self) -> int:
        """Return how many marks it holds."""
        return self._words[_USED]

    @property
    def items(self) -> int:
        """Return how many items it holds."""
        return self._words[_ITEMS]

    @property
    def bytes(self) -> int:
        """Return what it takes."""
        return len(self._words) * _WORD

    @property
    def broken(self) -> bool:
        """Whether a writer was killed while slots moved."""
        return bool(self._words[_MOVING])

    def fits(self, more: int) -> bool:
        """Say whether so many more marks fit."""
        return self._words[_USED] + more <= self._homes * FULLEST

    def close(self) -> None:
        """Let go of the memory."""
        del self._items, self._marks
        self._words.release()

    def get(self, item: int) -> Entries:
        """Return the marks at the item."""
        words, at = self._words, self._place(item)
        found = []
        while words[at] == item:
            found.append(words[at + 1])
            at += 2
        return tuple(found)

    def add(self, items: Numbers, marks: Numbers, before: Before | None, bounds: Bounds, undo: Undo) -> Numbers:
        """Leave marks, with their hours, at items; return how many voices each item has then, ``bounds.most`` at most.

        What the items held is added to ``undo``.

        Raises:
            FullError: it has to grow; some of the marks may have been left.
        """
        counts = np.ones(len(items), dtype=np.uint64)
        if not len(items):
            return counts
        order = np.argsort(items, kind="stable")
        ordered = items[order]
        first = np.flatnonzero(np.concatenate(([True], ordered[1:] != ordered[:-1])))
        times = np.diff(first, append=len(ordered))
        each, which = ordered[first], order[first]
        once = times == 1
        if before is not None:
            once &= ~before.table.has(before.items[which])
        left = ~once
        alone = np.flatnonzero(once)
        at = self._find(each[alone])
        counts[which[alone]] = self._join(at, each[alone], marks[which[alone]], bounds, undo)
        left[alone[self._insert(at, each[alone], marks[which[alone]], undo)]] = True
        for index in np.flatnonzero(left).tolist():
            where = order[first[index] : first[index] + times[index]]
            counts[where] = self._note(int(each[index]), marks[where], where, before, bounds, undo)
        return counts

    def put(self, item: int, marks: Entries) -> None:
        """Let the item have these marks and no others; with none, it is forgotten."""
        words, at = self._words, self._place(item)
        end = at
        while words[end] == item:
            end += 2
        had, more = (end - at) // 2, len(marks) - (end - at) // 2
        if more < 0:
            self._write(at, end, item, marks)
            return
        gap = end  # what follows moves up to the next empty slot, once for each mark more
        gaps = []
        for _ in range(more):
            while words[gap]:
                gap += 2
            gaps.append(gap)
            gap += 2
        if gap >= len(words):
            raise FullError
        words[_MOVING] = 1
        for gap in gaps:
            words[end + 2 : gap + 2] = words[end:gap]
            words[end] = item
            end += 2
        for slot, mark in enumerate(marks):
            words[at + 1 + 2 * slot] = mark
        words[_USED] += more
        words[_ITEMS] += not had and more > 0
        words[_MOVING] = 0

    def has(self, items: Numbers) -> NDArray[np.bool_]:
        """Say of each item whether there are marks at it."""
        found: NDArray[np.bool_] = self._items[self._find(items)] == items
        return found

    def _find(self, items: Numbers) -> Slots:
        """Return the slot at which each of the items stands, or would."""
        at = (((items >> _32) * np.uint64(self._homes)) >> _32).astype(np.int64)
        going = np.flatnonzero(self._items[at] - _1 < items - _1)  # an empty slot's 0 is the largest number there
        while len(going):
            at[going] += 1
            going = going[self._items[at[going]] - _1 < items[going] - _1]
        return at

    def _place(self, item: int) -> int:
        """Return where in the words the item stands, or would."""
        words, at = self._words, _HEADER + ((item >> 32) * self._homes >> 32) * 2
        while 0 < words[at] < item:
            at += 2
        return at

    def _join(self, at: Slots, items: Numbers, marks: Numbers, bounds: Bounds, undo: Undo) -> Numbers:
        """Do what :func:`storage.entries.noted` does, for one mark at each item and no older key, where no slot moves.

        ``at`` is, afterwards, where the mark is to be inserted; -1 where there is nothing more to do.
        """
        counts = np.ones(len(at), dtype=np.uint64)
        known = np.flatnonzero(self._items[at] == items)
        if not len(known):
            return counts
        slots = at[known, None] + np.arange(bounds.most)
        item, mark = items[known], marks[known]
        slots = np.minimum(slots, len(self._items) - 1)
        there = self._items[slots] == item[:, None]
        kept = np.where(there, self._marks[slots], _0)
        undo.append((item, kept))
        hour, hours = (mark & _HOUR).astype(np.int64), (kept & _HOUR).astype(np.int64)
        same = there & ((kept ^ mark[:, None]) < _LEAST_MARK)
        full = there.all(axis=1) & ~same.any(axis=1)
        oldest = np.where(there, (kept & _HOUR) << _46 | kept >> _18, _MOST).argmin(axis=1)
        row = np.arange(len(known))
        # The voice's own mark, or the oldest of a full set, becomes the new one if that was left later.
        goes = np.where(full, oldest, same.argmax(axis=1))
        changed = (full | same.any(axis=1)) & (hours[row, goes] < hour)
        noted = kept.copy()
        noted[row[changed], goes[changed]] = mark[changed]
        full &= changed
        noted[full] = np.sort(noted[full], axis=1)
        self._words[_MOVING] = 1
        self._marks[slots[changed][there[changed]]] = noted[changed][there[changed]]
        self._words[_MOVING] = 0
        grows = ~there.all(axis=1) & ~same.any(axis=1)
        near = there & (np.abs((noted & _HOUR).astype(np.int64) - hour[:, None]) < bounds.hours)
        counts[known] = np.minimum(near.sum(axis=1) + grows, bounds.most)
        at[known] = np.where(grows, at[known] + (there & (kept < mark[:, None])).sum(axis=1), -1)
        return counts

    def _insert(self, at: Slots, items: Numbers, marks: Numbers, undo: Undo) -> Slots:
        """Put marks where they belong, none where ``at`` is -1; what stands there moves up to the next empty slot.

        Returns which were left out, for others are to go where they would.
        """
        wanted = np.flatnonzero(at >= 0)
        at, items, marks = at[wanted], items[wanted], marks[wanted]
        end = at.copy()
        going = np.flatnonzero(self._items[end])
        while len(going):
            end[going] += 1
            going = going[self._items[end[going]] != 0]
        if len(end) and end[-1] >= len(self._items) - 1:  # the last slot stays empty, so that every look ends
            raise FullError
        apart = np.ones(len(at) + 1, dtype=bool)
        apart[1:-1] = at[1:] > end[:-1]
        simple = apart[1:] & apart[:-1]
        new = simple & (self._items[at] != items) & (self._items[at - 1] != items)
        undo.append((items[new], None))
        empty = np.flatnonzero(simple & (at == end))
        self._marks[at[empty]] = marks[empty]
        self._items[at[empty]] = items[empty]  # last: until then the slot is empty
        moved = np.flatnonzero(simple & (at != end))
        if len(moved):
            self._words[_MOVING] = 1
            to, down = end[moved], at[moved]
            while len(to):
                self._items[to], self._marks[to] = self._items[to - 1], self._marks[to - 1]
                to = to - 1
                to, down = to[to > down], down[to > down]
            self._items[at[moved]], self._marks[at[moved]] = items[moved], marks[moved]
            self._words[_MOVING] = 0
        self._words[_USED] += int(simple.sum())
        self._words[_ITEMS] += int(new.sum())
        return wanted[~simple]

    def _note(  # noqa: PLR0913, PLR0917 - what add knows of one item
        self, item: int, marks: Numbers, where: NDArray[np.int64], before: Before | None, bounds: Bounds, undo: Undo
    ) -> list[int]:
        kept, new = self.get(item), marks.tolist()
        older: Entries = ()
        voices = new
        if before is not None:
            older, voices = before.table.get(int(before.items[where[0]])), before.marks[where].tolist()
        noted, counts = of.noted(kept, older, list(zip(new, voices, strict=True)), hours=bounds.hours, most=bounds.most)
        if noted is not kept:
            undo.append((np.array([item], dtype=np.uint64), np.array([kept], dtype=np.uint64) if kept else None))
            self.put(item, tuple(sorted(noted)))
        return counts

    def _write(self, at: int, had: int, item: int, marks: Entries) -> None:
        """Write the item's marks from ``at``, its own up to ``had`` going, and what follows it behind them."""
        words, end = self._words, had
        while words[end]:
            end += 2
        behind = words[had:end].tolist()
        placed = chain(((item, mark) for mark in marks), zip(behind[::2], behind[1::2], strict=True))
        slots, slot = [], at
        for number, mark in placed:
            slot = max(slot, _HEADER + ((number >> 32) * self._homes >> 32) * 2)
            slots.append((slot, number, mark))
            slot += 2
        if slot >= len(words):
            raise FullError
        words[_MOVING] = 1
        for old in range(at, end):
            words[old] = 0
        for slot, number, mark in slots:
            words[slot], words[slot + 1] = number, mark
        words[_USED] += len(marks) - (had - at) // 2
        words[_ITEMS] += bool(marks) - (had > at)
        words[_MOVING] = 0

    # -- as a whole -------------------------------------------------------------------------------------------

    def hours(self) -> dict[int, int]:
        """Return how many marks were left in each hour since 1970 that has any."""
        found: dict[int, int] = {}
        for first in range(0, len(self._items), _CHUNK):
            part = slice(first, first + _CHUNK)
            taken = self._marks[part][self._items[part] > 0]
            hours, counts = np.unique(taken & _HOUR, return_counts=True)
            for hour, count in zip(hours.tolist(), counts.tolist(), strict=True):
                found[of.hour_at(hour)] = found.get(of.hour_at(hour), 0) + count
        return found

    def lots(self, hour: int) -> NDArray[np.int64]:
        """Return how many marks of the hour are at items of each lot (``LOTS``), which is part of their numbers."""
        found = np.zeros(LOTS, dtype=np.int64)
        for first in range(0, len(self._items), _CHUNK):
            item, mark = self._items[first : first + _CHUNK], self._marks[first : first + _CHUNK]
            drawn = item[(item > 0) & (mark & _HOUR == of.hour_bits(hour))] & _LOT
            found += np.bincount(drawn.astype(np.int64), minlength=LOTS)
        return found

    def copy_to(self, other: Table, *, since: int, lots: int = LOTS) -> None:
        """Copy what was left since the hour to ``other``, which is empty; of that hour itself, items of some lots."""
        first_hour = of.hour_bits(since)
        slot, last, used, items = 0, 0, 0, 0
        for first in range(0, len(self._items), _CHUNK):
            item, mark = self._items[first : first + _CHUNK], self._marks[first : first + _CHUNK]
            hour = mark & _HOUR
            kept = (item > 0) & ((hour > first_hour) | ((hour == first_hour) & (item & _LOT < lots)))
            item, mark = item[kept], mark[kept]
            if not len(item):
                continue
            home = ((item >> _32) * np.uint64(other._homes) >> _32).astype(np.int64)
            step = np.arange(len(item))
            place = np.maximum(np.maximum.accumulate(home - step), slot) + step
            if place[-1] >= len(other._items) - 1:
                raise FullError
            other._items[place], other._marks[place] = item, mark
            slot = int(place[-1]) + 1
            used += len(item)
            items += int((item[1:] != item[:-1]).sum()) + (int(item[0]) != last)
            last = int(item[-1])
        other._words[_USED], other._words[_ITEMS] = used, items


def room(homes: int) -> int:
    """Return the bytes a table of so many homes takes."""
    return (_HEADER + 2 * (homes + _BEYOND)) * _WORD


def homes_for(marks: int) -> int:
    """Return the homes of a table that has just been made for so many marks."""
    return max(LEAST, int(marks / AFTER))


def homes_within(size: int) -> int:
    """Return the homes of the largest table of ``size`` bytes, or of the smallest there is."""
    return max(LEAST, (size // _WORD - _HEADER) // 2 - _BEYOND)
