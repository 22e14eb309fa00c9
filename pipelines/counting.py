"""Counting voices without knowing them: between what a remark says and the numbers a window is given."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from storage.marks import BLOCK, SHINGLE, Marker, numbers
from storage.window import Batch, Tallied, Window, distinct, hour_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence
    from datetime import datetime

    from door import Ring
    from records import Remark

Thing = tuple[str, ...]
"""Something that is counted: what it is, and its parts."""


class Moment(NamedTuple):
    """When a remark was said and when it is counted, in hours as a window tells them."""

    said: int
    now: int


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

    def moment(self, remark: Remark, now: datetime) -> Moment:
        """Return when the remark counts: a time ahead of ours is a wrong clock, and is taken for now."""
        return Moment(min(hour_of(remark.said), hour_of(now)), hour_of(now))

    def share(self, words: Sequence[str], barred: Collection[int], remark: Remark, when: Moment) -> list[bool]:
        """Leave the remark's mark at each five of its words in a row; say of each whether k voices share it.

        Fives that hold one of the ``barred`` words (by number) are left out, and are never shared.

        Raises:
            ValueError: the remark's voice was made under other keys.
        """
        size = len(words) - SHINGLE + 1
        if size <= 0:
            return []
        left_out = {first for word in barred for first in range(word - SHINGLE + 1, word + 1)}
        tags = [marker.shingles(words) for marker in self._markers]
        items = numbers(tags[0])
        # Once each, however often a remark repeats itself.
        once = dict(zip(items, range(size), strict=True))
        chosen = [first for first in once.values() if first not in left_out] if left_out else list(once.values())
        batches = []
        for name, marker, tag, voice in zip(self._names, self._markers, tags, remark.voice, strict=True):
            known, marks = numbers(tag), marker.marks(tag, voice)
            if len(chosen) < size:
                known, marks = [known[at] for at in chosen], [marks[at] for at in chosen]
            batches.append(Batch(name, known, marks))
        counts, many = self.window.add(batches, said=when.said, now=when.now), self.many
        if max(counts, default=0) < many:
            return [False] * size
        common = {items[at] for at, count in zip(chosen, counts, strict=True) if count >= many}
        return [item in common and first not in left_out for first, item in enumerate(items)]

    def note(self, things: Iterable[Thing], remark: Remark, when: Moment, *, at: str = "") -> None:
        """Count the remark's voice at each of the things, with its hour and source.

        A voice leaves the same mark at all things counted ``at`` the same five words, so that what was counted when a
        claim was founded and what is counted later can be told apart; without, another at each thing.
        """
        wanted = list(things)
        if not wanted:
            return
        batches = []
        for name, marker, voice in zip(self._names, self._markers, remark.voice, strict=True):
            tags = b"".join(marker.item(*thing) for thing in wanted)
            base = marker.shingles(at.split(" "))[:BLOCK] * len(wanted) if at else tags
            batches.append(Batch(name, numbers(tags), marker.marks(base, voice)))
        self.window.tally(batches, said=when.said, source=remark.source)

    def seed(self, thing: Thing, at: str) -> None:
        """Start the count of ``thing`` with the voices that are known to share the five words ``at``."""
        items = [
            (name, numbers(marker.shingles(at.split(" ")))[0])
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
            (name, numbers(marker.item(*thing))[0]) for name, marker in zip(self._names, self._markers, strict=True)
        ]
