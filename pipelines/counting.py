"""Counting voices without knowing them: between what a remark says and the numbers a window is given."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from storage.marks import SHINGLE, Marker, as_tags, numbers
from storage.window import Batch, Tallied, Window, distinct, hour_of

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime

    from door import Ring
    from records import Remark

Thing = tuple[str, ...]
"""Something that is counted: what it is, and its parts."""


class Said(NamedTuple):
    """A remark as it is counted: when, its words, and which of them (by number) are counted with no others."""

    remark: Remark
    hour: int
    words: Sequence[str] = ()
    barred: Collection[int] = ()


class Note(NamedTuple):
    """That the voice of a remark is counted at a thing; see :meth:`Counting.note` for ``at``."""

    thing: Thing
    said: Said
    at: str = ""


class Counting:
    """A window, and the keys under which remarks are counted in it."""

    def __init__(self, window: Window, ring: Ring) -> None:
        self.window = window
        self._names = tuple(key.name for key in ring.keys)
        self._markers = tuple(Marker(key) for key in ring.keys)

    @property
    def many(self) -> int:
        """Return k: how many voices are many."""
        return self.window.limits.voices

    def said(self, remark: Remark, now: datetime, words: Sequence[str], barred: Collection[int]) -> Said:
        """Return the remark as it is counted: a time ahead of ours is a wrong clock, and is taken for now.

        Raises:
            ValueError: its voice was made under other keys.
        """
        if len(remark.voice) != len(self._names):
            raise ValueError("the voice was made under other keys")
        return Said(remark, min(hour_of(remark.said), hour_of(now)), words, barred)

    def share(self, said: Sequence[Said], *, least: int = 1) -> list[list[bool]]:
        """Leave each remark's mark at each five of its words in a row; say of each whether k voices share it then.

        Nothing is said of a remark that has no ``least`` of them in a row. Fives that hold one of the ``barred`` words
        are left out, and are never shared.
        """
        words = list(chain.from_iterable([each.words for each in said]))
        size = max(0, len(words) - SHINGLE + 1)
        counted, owner, start = np.ones(size, dtype=bool), np.zeros(size, dtype=np.int64), 0
        for index, each in enumerate(said):
            stop = start + len(each.words)
            owner[start:stop] = index
            for word in each.barred:
                counted[max(start, start + word - SHINGLE + 1) : start + word + 1] = False
            counted[max(start, stop - SHINGLE + 1) : stop] = False  # those reach into the next remark
            start = stop
        chosen = np.flatnonzero(counted)
        if not len(chosen):
            return [[] for _ in said]
        whose = owner[chosen]
        batches = []
        for at, (name, marker) in enumerate(zip(self._names, self._markers, strict=True)):
            tags = marker.shingles(words)[chosen]
            voices = as_tags(b"".join([each.remark.voice[at] for each in said]))
            batches.append(Batch(name, numbers(tags), marker.marks(tags, voices[whose])))
        hours = np.array([each.hour for each in said])[whose]
        shared = np.flatnonzero(self.window.add(batches, said=hours) >= self.many)
        common = np.zeros(size, dtype=bool)
        common[chosen[shared]] = True
        runs = common.copy()
        for _ in range(least - 1):
            runs = runs[:-1] & common[len(common) - len(runs) + 1 :]
        sharing = set(owner[np.flatnonzero(runs)].tolist())
        found, start = [], 0
        for index, each in enumerate(said):
            stop = start + len(each.words)
            found.append(common[start : max(start, stop - SHINGLE + 1)].tolist() if index in sharing else [])
            start = stop
        return found

    def note(self, notes: Sequence[Note]) -> None:
        """Count voices at things, each with its hour and source.

        A voice leaves the same mark at all things counted ``at`` the same five words, so that what was counted when a
        claim was founded and what is counted later can be told apart; without, another at each thing.
        """
        if not notes:
            return
        batches = []
        for index, (name, marker) in enumerate(zip(self._names, self._markers, strict=True)):
            items = as_tags(b"".join([marker.item(*each.thing) for each in notes]))
            bases = {each.at: marker.shingles(each.at.split(" "))[:1].tobytes() for each in notes if each.at}
            based = [bases[each.at] if each.at else items[row].tobytes() for row, each in enumerate(notes)]
            voices = as_tags(b"".join([each.said.remark.voice[index] for each in notes]))
            batches.append(Batch(name, numbers(items), marker.marks(as_tags(b"".join(based)), voices)))
        hours = [each.said.hour for each in notes]
        self.window.tally(batches, said=hours, sources=[each.said.remark.source for each in notes])

    def seed(self, thing: Thing, at: str) -> None:
        """Start the count of ``thing`` with the voices that are known to share the five words ``at``."""
        items = [
            (name, int(numbers(marker.shingles(at.split(" ")))[0]))
            for name, marker in zip(self._names, self._markers, strict=True)
        ]
        self.window.seed(self._tallies(thing), items)

    def tallied(self, thing: Thing) -> Sequence[Tallied]:
        """Return the marks at the thing."""
        return self.window.tallied(self._tallies(thing))

    def count(self, marks: Sequence[Tallied]) -> int:
        """Return how many different voices surely left ``marks``."""
        return distinct(marks, self._names[0])

    def _tallies(self, thing: Thing) -> list[tuple[str, int]]:
        return [
            (name, int(numbers(as_tags(marker.item(*thing)))[0]))
            for name, marker in zip(self._names, self._markers, strict=True)
        ]
