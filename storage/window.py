"""The window's contract: how many voices left their mark at an item within the window, and forgetting it.

An item and a mark are numbers made under a key (:mod:`storage.marks`); the window sees neither words nor voices.
It keeps two kinds of set. Of an *item* at most k marks: enough to say whether k voices were there, and no more. Of a
*tally* every mark, with hour and source: for what is counted beyond k, which is only what k voices already share.

Two keys may be alive. New marks go under the newer; the older one's are read until they are out of the window. A
voice that is found there again is marked as such under the newer, so that it never counts twice:

    voices = max(live under the older + live under the newer not marked *again*, live under the newer)

Both are at most the number of different voices, so a count errs, if at all, on the side of silence.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, NamedTuple

from records import K_FLOOR
from storage.opened import Opened

HOUR: Final = 3600


class Batch(NamedTuple):
    """What one remark adds under one key: items, and the voice's mark at each."""

    key: str
    items: Sequence[int]
    marks: Sequence[int]


class Tallied(NamedTuple):
    """A mark in a tally: under which key, when and where it was left, and whether the older key knew the voice."""

    key: str
    mark: int
    hour: int
    source: str
    again: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How many voices make many, within how long, and how many bytes the window may take."""

    voices: int = 5
    span: timedelta = timedelta(hours=72)
    size: int = 1 << 30

    def __post_init__(self) -> None:
        if self.voices < K_FLOOR:
            raise ValueError(f"fewer than {K_FLOOR} voices are never many")
        if self.span < timedelta(hours=1) or self.size < 1 << 16:
            raise ValueError("a window spans an hour and 64 KiB at least")

    @property
    def hours(self) -> int:
        """Return the span in hours."""
        return int(self.span.total_seconds()) // HOUR


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """What a window holds: items, marks in tallies, bytes taken, and how many items went early because it was full."""

    items: int
    tallied: int
    bytes: int
    evicted: int


def hour_of(moment: datetime) -> int:
    """Return the hour since 1970 in which ``moment`` lies; how a window tells time."""
    return int(moment.timestamp()) // HOUR


class Window(Opened):
    """A place to count voices. Not shared between threads or processes: each opens its own."""

    limits: Limits

    @abstractmethod
    def add(self, batches: Sequence[Batch], *, said: int, now: int) -> list[int]:
        """Note a voice at items, newest key first, and return for each item how many voices it has, k at most.

        ``said`` and ``now`` are hours. Marks count that were left within the span of ``said``, before or after. Adding
        again what was added changes nothing.
        """

    @abstractmethod
    def tally(self, batches: Sequence[Batch], *, said: int, source: str) -> None:
        """Note a voice in tallies, newest key first."""

    @abstractmethod
    def seed(self, tallies: Sequence[tuple[str, int]], items: Sequence[tuple[str, int]]) -> None:
        """Note in each tally the marks that the item under the same key has, their source untold.

        Both are pairs of key and number. So a claim starts with the voices on which it was founded.
        """

    @abstractmethod
    def tallied(self, tallies: Sequence[tuple[str, int]]) -> Sequence[Tallied]:
        """Return every mark in the tallies: pairs of key and number, newest key first."""

    @abstractmethod
    def expire(self, *, now: int) -> int:
        """Forget items that nobody added to for a whole span, and old marks in tallies; return how many went."""

    @abstractmethod
    def transaction(self) -> AbstractContextManager[None]:
        """Return a context in which what is added lands together; it nests."""

    @abstractmethod
    def size(self) -> Size:
        """Return what it holds."""


def distinct(marks: Sequence[Tallied], newest: str) -> int:
    """Return how many voices surely left ``marks``; see the module for why this never says too many."""
    older = {each.mark for each in marks if each.key != newest}
    newer = {each.mark for each in marks if each.key == newest}
    again = {each.mark for each in marks if each.key == newest and each.again}
    return max(len(older) + len(newer - again), len(newer))
