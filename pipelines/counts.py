"""What became of every item, each counted exactly once."""

from __future__ import annotations

from collections import Counter
from enum import StrEnum

from records import Tally


class Outcome(StrEnum):
    """The three ways an item ends."""

    STORED = "stored"
    DISCARDED = "discarded"
    QUARANTINED = "quarantined"


class Counts:
    """A running count; reasons are short constants, never text of an item."""

    def __init__(self) -> None:
        self.stored = 0
        self.discarded: Counter[str] = Counter()
        self.quarantined: Counter[str] = Counter()

    @property
    def seen(self) -> int:
        """Return how many items have ended."""
        return self.stored + self.discarded.total() + self.quarantined.total()

    def store(self, count: int = 1) -> Outcome:
        """Count an item that was kept, or several."""
        self.stored += count
        return Outcome.STORED

    def discard(self, reason: str, count: int = 1) -> Outcome:
        """Count an item that was let go, or several for one reason."""
        self.discarded[reason] += count
        return Outcome.DISCARDED

    def quarantine(self, reason: str) -> Outcome:
        """Count an item that was set apart."""
        self.quarantined[reason] += 1
        return Outcome.QUARANTINED

    def tally(self, *, requests: int = 0, failures: tuple[tuple[str, int], ...] = (), received: int = 0) -> Tally:
        """Return the count as a record, with what the crawl says of its requests (``received`` in bytes)."""
        return Tally(
            seen=self.seen,
            stored=self.stored,
            discarded=tuple(sorted(self.discarded.items())),
            quarantined=tuple(sorted(self.quarantined.items())),
            requests=requests,
            failures=failures,
            bytes=received,
        )
