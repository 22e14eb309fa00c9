"""What reading a source did: the run, and what it met."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Final

from records.basis import aware, digest, in_zone, require


class RunOutcome(StrEnum):
    """How a crawl ended, or why it never began."""

    RUNNING = "running"
    SUCCEEDED = "succeeded"
    UNCHANGED = "unchanged"  # the source answered that nothing is new since the last reading
    EMPTY = "empty"  # it answered, but held no entry at all: a failure, not a success
    PARTIAL = "partial"  # some of what was asked for failed
    FAILED = "failed"
    KILLED = "killed"  # its hard deadline passed
    CRASHED = "crashed"  # its process ended without a word
    MISSED = "missed"  # it was due while Rõ Tin was not running
    SKIPPED = "skipped"  # it was due, but quiet hours or its own last run stood in the way


ENDED_WELL: Final = frozenset({RunOutcome.SUCCEEDED, RunOutcome.UNCHANGED, RunOutcome.PARTIAL})
"""Outcomes after which a source counts as read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """What became of everything a crawl or an ingest met; each item is counted exactly once, by a constant reason.

    ``failures`` counts requests that failed, by kind; they are not items.
    """

    seen: int = 0
    stored: int = 0
    discarded: tuple[tuple[str, int], ...] = ()
    quarantined: tuple[tuple[str, int], ...] = ()
    requests: int = 0
    failures: tuple[tuple[str, int], ...] = ()
    bytes: int = 0

    def __post_init__(self) -> None:
        outcomes = self.stored + sum(n for _, n in self.discarded) + sum(n for _, n in self.quarantined)
        require(self.seen == outcomes, f"{self.seen} items were seen, but {outcomes} accounted for")
        require(min(self.seen, self.stored, self.requests, self.bytes) >= 0, "counts are never negative")


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One crawl of one source: when it was due, what became of it, what it met, and in ``note`` why.

    ``started`` is ``None`` for a run that never began.
    """

    source: str
    due: datetime
    started: datetime | None = None
    ended: datetime | None = None
    outcome: RunOutcome
    tally: Tally = field(default_factory=Tally)
    note: str = ""

    def __post_init__(self) -> None:
        require(bool(self.source), "a run names its source")
        aware(self.due, self.started, self.ended)
        never = self.outcome in {RunOutcome.MISSED, RunOutcome.SKIPPED}
        require(never is (self.started is None), "a run starts unless it was missed or skipped")
        require(self.outcome is not RunOutcome.RUNNING or self.ended is None, "a running run has not ended")

    @property
    def id(self) -> str:
        """Return 32 hex digits that depend on source, due and start (as instants), so that a rewrite replaces."""
        began = in_zone(self.started).isoformat() if self.started else ""
        key = f"{self.source}\n{in_zone(self.due).isoformat()}\n{began}"
        return digest(key)
