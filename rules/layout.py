"""Where the words of one text stand, and the things found in it, worked out when first asked for.

Positions and ranges are those of the views; a range's end is exclusive.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from functools import cached_property
from itertools import accumulate

from rules.model import SlotName
from vietnamese import Text
from vietnamese.slots import find_slot

Range = tuple[int, int]


class Layout:
    """A text, and the places it names as ranges of its views."""

    def __init__(self, text: Text, places: Sequence[Range] = ()) -> None:
        self.text = text
        self.places = places
        self._known: list[int] | None = None
        self._slots: dict[SlotName, tuple[Range, ...]] = {}
        self._from: dict[SlotName, dict[int, list[int]]] = {}
        self._to: dict[SlotName, dict[int, list[int]]] = {}

    def word(self, position: int) -> int:
        """Return which word of the text, from 0, stands at the position."""
        return bisect_right(self._known or self._edges, position) - 1

    def word_from(self, start: int) -> int:
        """Return where the word that stands at ``start`` ends."""
        return self._ends[self.word(start)]

    def word_to(self, end: int) -> int:
        """Return where the word that ends at ``end`` starts."""
        return self._begins[self.word(end - 1)]

    def whole(self, start: int, end: int) -> bool:
        """Say whether the range begins and ends where words do."""
        view = self.text.folded
        opens = start == 0 or view[start - 1] in " \n"
        return opens and (end == len(view) or view[end : end + 1] in (" ", "\n"))

    def slots(self, name: SlotName) -> tuple[Range, ...]:
        """Return what was found for the slot, in order, widened to whole words."""
        known = self._slots.get(name)
        if known is None:
            ranges = self.places if name is SlotName.PLACE else find_slot(self.text, name.value)
            known = self._slots[name] = tuple(sorted(set(self._widened(ranges)))) if ranges else ()
        return known

    def slots_from(self, name: SlotName, start: int) -> Sequence[int]:
        """Return where the things found for the slot end that start at ``start``."""
        if name not in self._from:
            self._from[name] = {}
            for begin, end in self.slots(name):
                self._from[name].setdefault(begin, []).append(end)
        return self._from[name].get(start, ())

    def slots_to(self, name: SlotName, end: int) -> Sequence[int]:
        """Return where the things found for the slot start that end at ``end``."""
        if name not in self._to:
            self._to[name] = {}
            for start, stop in self.slots(name):
                self._to[name].setdefault(stop, []).append(start)
        return self._to[name].get(end, ())

    @cached_property
    def encoded(self) -> bytes:
        """The exact view in UTF-8, as re2 reads it."""
        return self.text.exact.encode()

    @property
    def _edges(self) -> list[int]:
        """Where each word begins, and where one more would; between two words stands one separator."""
        if self._known is None:
            words = self.text.folded.replace("\n", " ").split(" ")
            self._known = list(accumulate([len(word) + 1 for word in words], initial=0))
        return self._known

    @cached_property
    def _begins(self) -> list[int]:
        return self._edges[:-1]

    @cached_property
    def _ends(self) -> list[int]:
        return [edge - 1 for edge in self._edges[1:]]

    def _widened(self, ranges: Sequence[Range]) -> list[Range]:
        words = [(bisect_right(self._ends, start), bisect_left(self._begins, end) - 1) for start, end in ranges]
        return [(self._begins[first], self._ends[last]) for first, last in words if 0 <= first <= last]
