"""The window in memory: for one process, gone with it."""

# ruff: noqa: D102 - the contract in window.py says what each verb does

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Final

from storage import entries as of
from storage.entries import Entries
from storage.window import Batch, Limits, Size, Tallied, Window

BYTES_PER_ITEM: Final = 120
"""An item of a dict with its number and one mark, as CPython 3.11 keeps it."""

BYTES_PER_TALLIED: Final = 550
"""The same for a mark in a tally."""

LOOK_EVERY: Final = 16
"""Remarks between two looks at the size."""

_ENOUGH: Final = 0.8
"""How full a full window is once the oldest went: so they do not have to go at every remark."""


class _Tally:
    """One tally's marks: whether the older key knew the voice, and the hours and sources at which it was left."""

    __slots__ = ("again", "where")

    def __init__(self) -> None:
        self.again: dict[int, bool] = {}
        self.where: dict[int, set[tuple[int, str]]] = {}

    def note(self, mark: int, hour: int, source: str, *, again: bool) -> int:
        """Note a mark; return how many were not there before."""
        self.again.setdefault(mark, again)
        places = self.where.setdefault(mark, set())
        before = len(places)
        places.add((hour, source))
        return len(places) - before

    def forget(self, before: int) -> int:
        """Forget what was left before the hour; return how many went."""
        gone = 0
        for mark, places in list(self.where.items()):
            old = {place for place in places if place[0] < before}
            places.difference_update(old)
            gone += len(old)
            if not places:
                del self.where[mark], self.again[mark]
        return gone


class MemoryWindow(Window):
    """A window in dictionaries."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self._items: dict[str, dict[int, int | Entries]] = {}  # by key and number: one mark as it is, or several
        self._tallies: dict[str, dict[int, _Tally]] = {}
        self._tallied = 0
        self._evicted = 0
        self._since_look = 0

    def add(self, batches: Sequence[Batch], *, said: int, now: int) -> list[int]:
        newest, older = batches[0], batches[1] if len(batches) > 1 else None
        before = self._items.get(older.key, {}) if older else {}
        most, hours = self.limits.voices, self.limits.hours
        table = self._items.setdefault(newest.key, {})
        alone, bits, counts = of.hour_bits(said), of.MARK_BITS, [1] * len(newest.items)
        for index, (item, mark) in enumerate(zip(newest.items, newest.marks, strict=True)):
            known = before.get(older.items[index]) if older else None
            if known is None and item not in table:  # what nobody wrote before: most of what people write
                table[item] = mark & bits | alone
                continue
            marks, counts[index] = of.noted(
                _marks(table.get(item)),
                _marks(known),
                mark,
                older.marks[index] if older else 0,
                said=said,
                hours=hours,
                most=most,
            )
            table[item] = marks if len(marks) > 1 else marks[0]
        self._bound()
        del now  # when a mark was left tells how old it is
        return counts

    def tally(self, batches: Sequence[Batch], *, said: int, source: str) -> None:
        newest = batches[0]
        table = self._tallies.setdefault(newest.key, {})
        for index, (item, mark) in enumerate(zip(newest.items, newest.marks, strict=True)):
            again = any(
                (known := self._tallies.get(batch.key, {}).get(batch.items[index])) is not None
                and of.mark_of(batch.marks[index]) in known.where
                for batch in batches[1:]
            )
            tally = table.setdefault(item, _Tally())
            self._tallied += tally.note(of.mark_of(mark), said, source, again=again)
        self._bound()

    def seed(self, tallies: Sequence[tuple[str, int]], items: Sequence[tuple[str, int]]) -> None:
        for (key, number), (_, item) in zip(tallies, items, strict=True):
            found = _marks(self._items.get(key, {}).get(item))
            tally = self._tallies.setdefault(key, {}).setdefault(number, _Tally())
            for one in found:
                self._tallied += tally.note(of.mark_of(one), of.hour_at(one), "", again=of.is_again(one))

    def tallied(self, tallies: Sequence[tuple[str, int]]) -> Sequence[Tallied]:
        return [
            Tallied(key, mark, hour, source, tally.again[mark])
            for key, number in tallies
            if (tally := self._tallies.get(key, {}).get(number)) is not None
            for mark, places in tally.where.items()
            for hour, source in places
        ]

    def expire(self, *, now: int) -> int:
        return self._forget(now - self.limits.hours)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        yield

    def size(self) -> Size:
        items = sum(map(len, self._items.values()))
        taken = items * BYTES_PER_ITEM + self._tallied * BYTES_PER_TALLIED
        return Size(items=items, tallied=self._tallied, bytes=taken, evicted=self._evicted)

    def close(self) -> None:
        self._items.clear()
        self._tallies.clear()
        self._tallied = 0

    def _bound(self) -> None:
        """Now and then, once it is full, let the oldest go."""
        self._since_look += 1
        if self._since_look < LOOK_EVERY:
            return
        self._since_look = 0
        if self.size().bytes <= self.limits.size:
            return
        touched = sorted(_last(kept) for table in self._items.values() for kept in table.values())
        surplus = len(touched) - int(self.limits.size * _ENOUGH) // BYTES_PER_ITEM
        if surplus > 0:
            self._evicted += self._forget(touched[min(surplus, len(touched)) - 1] + 1)

    def _forget(self, before: int) -> int:
        """Forget what nobody touched since the hour ``before``; return how many items went."""
        gone = 0
        for table in self._items.values():
            old = [item for item, kept in table.items() if _last(kept) < before]
            for item in old:
                del table[item]
            gone += len(old)
        for tallies in self._tallies.values():
            for number, tally in list(tallies.items()):
                self._tallied -= tally.forget(before)
                if not tally.where:
                    del tallies[number]
        return gone


def _marks(kept: int | Entries | None) -> Entries:
    if kept is None:
        return ()
    return (kept,) if isinstance(kept, int) else kept


def _last(kept: int | Entries) -> int:
    return of.hour_at(kept) if isinstance(kept, int) else max(map(of.hour_at, kept))
