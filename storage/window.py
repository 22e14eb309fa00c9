"""The window's contract: how many voices left their mark at an item within the window, and forgetting it.

An item and a mark are numbers made under a key (:mod:`storage.marks`); the window sees neither words nor voices.
It keeps two kinds of set. Of an *item* at most k marks: enough to say whether k voices were there, and no more. Of a
*tally* every mark, with hour and source: for what is counted beyond k, which is only what k voices already share.

Two keys may be alive. New marks go under the newer; the older one's are read until they are out of the window. A
voice that is found there again is marked as such under the newer, so that it never counts twice:

    voices = max(live under the older + live under the newer not marked *again*, live under the newer)

Both are at most the number of different voices, so a count errs, if at all, on the side of silence. For that nothing
may be marked under the older key once the newer is in use: whoever still tries is refused, and has to come again.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Collection, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final, NamedTuple, TypeAlias

from errors import StoreError
from records import K_FLOOR
from storage.opened import Opened
from words import Words

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Numbers: TypeAlias = "NDArray[np.uint64]"

HOUR: Final = 3600


class Batch(NamedTuple):
    """Items, and a voice's mark at each, under one key; of one remark or of many. Arrays of ``uint64``."""

    key: str
    items: Numbers
    marks: Numbers


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
    def add(self, batches: Sequence[Batch], *, said: Sequence[int] | Numbers) -> Numbers:
        """Note voices at items, newest key first; return for each item how many voices it has then, k at most.

        The batches are the same items and voices under each key; ``said`` is the hour of each. An item may come
        several times, with several voices or the same. Marks count that were left within the span of ``said``, before
        or after. Adding again what was added changes nothing.

        Raises:
            StoreError: the window cannot be written to, or the newest of these keys is not the newest any more.
        """

    @abstractmethod
    def tally(self, batches: Sequence[Batch], *, said: Sequence[int], sources: Sequence[str]) -> None:
        """Note voices in tallies, newest key first, each with its hour and source.

        Raises:
            StoreError: as :meth:`add`.
        """

    @abstractmethod
    def seed(self, tallies: Sequence[tuple[str, int]], items: Sequence[tuple[str, int]]) -> None:
        """Note in each tally the marks that the item under the same key has, their source untold.

        Both are pairs of key and number, newest key first. So a claim starts with the voices on which it was founded.
        Where tallies hold marks already, nobody could say which voices of one key are which of the other. So the
        older's is left as it is if the newest's holds any, and if the older's does, the newest's marks are noted as
        known to it.
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


def require_newest(key: str, followed: Collection[str]) -> None:
    """Let the key pass if no other is known to have followed it.

    Raises:
        StoreError: what would be marked under it might be counted twice.
    """
    if key in followed:
        raise StoreError(
            Words(
                vi="khóa đếm đã được thay trong lúc lệnh này chạy nên phần còn lại chưa được đếm",
                en="the counting keys were turned while this ran, so the rest is not counted yet",
            ),
            hint=Words(
                vi="chạy lại: phần đã đếm không bị đếm đôi, phần còn lại được đếm bằng khóa mới",
                en="run it again: nobody counts twice, and the rest is counted under the new key",
            ),
        )


def distinct(marks: Sequence[Tallied], newest: str) -> int:
    """Return how many voices surely left ``marks``; see the module for why this never says too many."""
    older = {each.mark for each in marks if each.key != newest}
    newer = {each.mark for each in marks if each.key == newest}
    again = {each.mark for each in marks if each.key == newest and each.again}
    return max(len(older) + len(newer - again), len(newer))
