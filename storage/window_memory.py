"""The window in memory: for one process, gone with it."""

# ruff: noqa: D102 - the contract in window.py says what each verb does

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Final

from storage import entries as of
from storage.window import Batch, Limits, Numbers, Size, Tallied, Window, require_newest
from storage.window_items import Items, Memory

BYTES_PER_TALLIED: Final = 160
"""A mark in a tally, as CPython 3.11 keeps it: a number of 96 bits, its share of two tables."""

_SOURCE_BITS: Final = 32


class MemoryWindow(Window):
    """A window in a table for each key, and tallies in dictionaries."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self._items = Items(limits, lambda key: Memory())  # noqa: ARG005 - every key's is like the others
        self._tallies: dict[tuple[str, int], set[int]] = {}  # entries, their source below them
        self._sources: dict[str, int] = {}
        self._names: list[str] = []
        self._noted: list[tuple[tuple[str, int], int]] = []  # what may have to be taken back
        self._followed: set[str] = set()
        self._tallied = self._evicted = self._depth = 0

    def add(self, batches: Sequence[Batch], *, said: Sequence[int] | Numbers) -> Numbers:
        self._require_newest(batches)
        while (counts := self._items.add(batches, said=said)) is None:
            self._bound(batches[0].key, len(batches[0].items))
        if not self._depth:
            self._items.settle()
        return counts

    def tally(self, batches: Sequence[Batch], *, said: Sequence[int], sources: Sequence[str]) -> None:
        self._require_newest(batches)
        newest, older = batches[0], [(batch.key, batch.items.tolist(), batch.marks.tolist()) for batch in batches[1:]]
        for index, (item, mark) in enumerate(zip(newest.items.tolist(), newest.marks.tolist(), strict=True)):
            again = any(
                of.mark_of(marks[index]) in map(_mark, self._tallies.get((key, items[index]), ()))
                for key, items, marks in older
            )
            one = of.entry(mark, said[index], again=again)
            self._note((newest.key, item), one << _SOURCE_BITS | self._source(sources[index]))

    def seed(self, tallies: Sequence[tuple[str, int]], items: Sequence[tuple[str, int]]) -> None:
        at, newest = self._source(""), tallies[0]
        begun, known = newest in self._tallies, any(tally in self._tallies for tally in tallies[1:])
        for tally, (key, item) in zip(tallies[:1] if begun else tallies, items, strict=False):
            for one in self._items.get(key, item):
                marked = one | of.AGAIN if known and tally == newest else one
                self._note(tally, marked << _SOURCE_BITS | at)

    def tallied(self, tallies: Sequence[tuple[str, int]]) -> Sequence[Tallied]:
        return [
            Tallied(key, _mark(one), of.hour_at(one >> _SOURCE_BITS), self._name(one), of.is_again(one >> _SOURCE_BITS))
            for key, number in tallies
            for one in self._tallies.get((key, number), ())
        ]

    def expire(self, *, now: int) -> int:
        before = now - self.limits.hours
        self._forget_tallies(before)
        return self._items.expire(before)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        so_far, noted = self._items.so_far(), len(self._noted)
        self._depth += 1
        try:
            yield
        except BaseException:
            self._items.take_back(so_far)
            for tally, one in self._noted[noted:]:
                self._drop(tally, one)
            del self._noted[noted:]
            raise
        finally:
            self._depth -= 1
            if not self._depth:
                self._items.settle()
                self._noted.clear()

    def size(self) -> Size:
        taken = self._items.bytes + self._tallied * BYTES_PER_TALLIED
        return Size(items=self._items.items, tallied=self._tallied, bytes=taken, evicted=self._evicted)

    def close(self) -> None:
        self._items.close()
        self._tallies.clear()
        self._tallied = 0

    def _require_newest(self, batches: Sequence[Batch]) -> None:
        require_newest(batches[0].key, self._followed)
        self._followed.update(batch.key for batch in batches[1:])

    def _bound(self, key: str, more: int) -> None:
        """Make room for so many more marks; if there is none, let the oldest go."""
        beside = self._tallied * BYTES_PER_TALLIED
        if beside > self.limits.size // 2:
            hours = sorted(of.hour_at(one >> _SOURCE_BITS) for tally in self._tallies.values() for one in tally)
            self._forget_tallies(hours[len(hours) // 2] + 1)
            beside = self._tallied * BYTES_PER_TALLIED
        self._evicted += self._items.grow(key, more, beside=beside)

    def _source(self, name: str) -> int:
        if name not in self._sources:
            self._sources[name] = len(self._names)
            self._names.append(name)
        return self._sources[name]

    def _name(self, one: int) -> str:
        return self._names[one & (1 << _SOURCE_BITS) - 1]

    def _note(self, tally: tuple[str, int], one: int) -> None:
        known = self._tallies.setdefault(tally, set())
        # A voice known there by hour and source stays as it was known, whatever the older key says now.
        if one not in known and one ^ of.AGAIN << _SOURCE_BITS not in known:
            known.add(one)
            self._tallied += 1
            if self._depth:
                self._noted.append((tally, one))

    def _drop(self, tally: tuple[str, int], one: int) -> None:
        known = self._tallies.get(tally, set())
        if one in known:
            known.remove(one)
            self._tallied -= 1
            if not known:
                del self._tallies[tally]

    def _forget_tallies(self, before: int) -> None:
        for tally, known in list(self._tallies.items()):
            for one in [one for one in known if of.hour_at(one >> _SOURCE_BITS) < before]:
                self._drop(tally, one)


def _mark(one: int) -> int:
    return of.mark_of(one >> _SOURCE_BITS)
