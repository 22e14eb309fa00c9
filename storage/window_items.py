"""A window's items: a table for each key, that grows, forgets, and lets the oldest go where there is no more room."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Callable, Sequence
from itertools import repeat
from typing import Final

import numpy as np

from storage import entries as of
from storage.entries import Entries
from storage.window import Batch, Limits, Numbers
from storage.window_table import (
    FULLEST,
    LEAST,
    LOTS,
    Before,
    Bounds,
    FullError,
    Table,
    Undo,
    homes_for,
    homes_within,
    room,
)

_ENOUGH: Final = 0.8
"""How full a full window is once the oldest went: so they do not have to go at every remark."""

_MARK_BITS: Final = np.uint64(of.MARK_BITS)

Taken = dict[str, int]
"""By key, how many changes were noted that may have to be taken back."""


class Place(ABC):
    """Where one key's table stands."""

    table: Table

    @abstractmethod
    def renew(self, homes: int, *, since: int, lots: int = LOTS) -> None:
        """Put another table in its place, of so many homes, with what :meth:`Table.copy_to` takes over.

        Raises:
            StoreError: there is no room for it.
        """

    @abstractmethod
    def close(self) -> None:
        """Let go of the table."""


class Memory(Place):
    """A table in this process's memory."""

    def __init__(self) -> None:
        self.table = Table.made(bytearray(room(LEAST)), LEAST)

    def renew(self, homes: int, *, since: int, lots: int = LOTS) -> None:  # noqa: D102 - see Place
        other = Table.made(bytearray(room(homes)), homes)
        self.table.copy_to(other, since=since, lots=lots)
        self.table = other

    def close(self) -> None:  # noqa: D102 - see Place
        self.table.close()


class Items:
    """The tables by key. Whoever changes them holds the window's lock, if it has one."""

    def __init__(self, limits: Limits, place: Callable[[str], Place]) -> None:
        self._limits = limits
        self._bounds = Bounds(limits.hours, limits.voices)
        self._place = place
        self.places: dict[str, Place] = {}
        self._undo: dict[str, Undo] = {}

    def of(self, key: str) -> Place:
        """Return the place of the key's table; it is made if need be."""
        found = self.places.get(key)
        if found is None:
            found = self.places[key] = self._place(key)
        return found

    def add(self, batches: Sequence[Batch], *, said: Sequence[int] | Numbers) -> Numbers | None:
        """Do as :meth:`Window.add` says; ``None``: the newest key's table has to grow first."""
        newest, older = batches[0], batches[1] if len(batches) > 1 else None
        table = self.of(newest.key).table
        if not table.fits(len(newest.items)):
            return None
        before = None
        if older is not None and (known := self.of(older.key).table).items:
            before = Before(known, older.items, older.marks)
        marks = newest.marks & _MARK_BITS | of.hours_bits(said)
        try:
            return table.add(newest.items, marks, before, self._bounds, self._undo.setdefault(newest.key, []))
        except FullError:
            return None

    def grow(self, key: str, more: int, *, beside: int) -> int:
        """Make room for so many more marks, ``beside`` bytes being taken otherwise; return how many items went."""
        place = self.of(key)
        wanted = homes_for(place.table.marks + more)
        free = self._limits.size - beside - sum(each.table.bytes for each in self.places.values()) + place.table.bytes
        if room(wanted) <= free or place.table.marks + more <= 0.9 * FULLEST * homes_within(free):
            place.renew(min(wanted, homes_within(free)), since=0)
            return 0
        return self.evict(key, more, beside=beside)

    def evict(self, key: str, more: int, *, beside: int) -> int:
        """Let the oldest go until all fits with some to spare; return how many items went."""
        space = self._limits.size - beside
        hours = {name: place.table.hours() for name, place in self.places.items()}
        left = max(0, int(_ENOUGH * FULLEST * homes_within(space)) - more)
        together = sum(map(Counter, hours.values()), Counter())
        since, lots = 0, LOTS
        for hour in sorted(together, reverse=True):
            if left <= together[hour]:
                drawn = sum(place.table.lots(hour) for place in self.places.values())
                since, lots = hour, int(np.searchsorted(np.cumsum(drawn), left))
                break
            left -= together[hour]
        gone = 0
        for name in sorted(self.places, key=key.__eq__):  # the key's own last: it gets what room there is
            kept = sum(count for hour, count in hours[name].items() if hour >= since)
            homes = max(homes_within(space), homes_for(more)) if name == key else int(kept / FULLEST) + LEAST
            gone -= self.places[name].table.items
            self.places[name].renew(homes, since=since, lots=lots)
            gone += self.places[name].table.items
            space -= self.places[name].table.bytes
        return -gone

    def expire(self, since: int) -> int:
        """Forget marks left before the hour; return how many items went."""
        gone = 0
        for place in self.places.values():
            hours = place.table.hours()
            if min(hours, default=since) < since:
                before = place.table.items
                place.renew(homes_for(sum(n for hour, n in hours.items() if hour >= since)), since=since)
                gone += before - place.table.items
        return gone

    def get(self, key: str, item: int) -> Entries:
        """Return the marks at the item."""
        return self.of(key).table.get(item)

    @property
    def bytes(self) -> int:
        """Return what the tables take."""
        return sum(place.table.bytes for place in self.places.values())

    @property
    def items(self) -> int:
        """Return how many items they hold."""
        return sum(place.table.items for place in self.places.values())

    # -- taking back ------------------------------------------------------------------------------------------

    def so_far(self) -> Taken:
        """Return what :meth:`take_back` goes back to."""
        return {key: len(undo) for key, undo in self._undo.items()}

    def take_back(self, so_far: Taken) -> None:
        """Let items have the marks they had; what expired meanwhile, or went for want of room, stays away."""
        for key, undo in self._undo.items():
            at = so_far.get(key, 0)
            table = self.places[key].table
            for items, marks in reversed(undo[at:]):
                had = repeat([]) if marks is None else marks.tolist()
                for item, rows in zip(items.tolist(), had, strict=False):
                    table.put(item, tuple([mark for mark in rows if mark]))
            del undo[at:]

    def settle(self) -> None:
        """Take nothing back that was added so far."""
        for undo in self._undo.values():
            undo.clear()

    def close(self) -> None:
        """Let go of the tables."""
        for place in self.places.values():
            place.close()
        self.places.clear()
        self._undo.clear()
