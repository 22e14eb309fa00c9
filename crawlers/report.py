"""What a crawl in a child process tells its parent: JSON lines on standard output, counts and never content.

While it works the child says how far it is (:class:`Progress`), and last of all how it ended (:class:`End`). A
crawl is judged by that last line, never by its exit code: a crashed browser driver has left exit code 0 behind.
Whatever else appears on standard output is not ours and is not believed.

Each line is written with a line break on both sides, so that what a library printed without one cannot spoil it.
"""

from __future__ import annotations

import json
import re
from dataclasses import asdict, dataclass
from typing import Any, Final, TextIO

from records import RunOutcome, Tally

MAX_LINE: Final = 64 * 1024
"""Longer lines are not ours: an end line with a hundred reasons takes 6 kB."""

MAX_NOTE: Final = 500
"""Characters of a note that are kept."""

MAX_COUNT: Final = 2**53
"""Counts beyond are not believed: every store and every JSON reader holds this much exactly."""

ENDINGS: Final = frozenset(RunOutcome) - {RunOutcome.RUNNING, RunOutcome.MISSED, RunOutcome.SKIPPED}
"""Outcomes a crawl that ran can have."""

_KEY: Final = "rotin"
_REASON: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.:-]{0,63}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far a crawl is: items seen and stored, requests made."""

    seen: int = 0
    stored: int = 0
    requests: int = 0

    def __post_init__(self) -> None:
        if not 0 <= self.stored <= self.seen or self.requests < 0:
            raise ValueError("progress needs 0 <= stored <= seen and requests >= 0")


@dataclass(frozen=True, slots=True, kw_only=True)
class End:
    """How a crawl ended, by its own account; ``note`` is one line and says why where the outcome does not."""

    outcome: RunOutcome
    tally: Tally
    note: str = ""

    def __post_init__(self) -> None:
        if self.outcome not in ENDINGS:
            raise ValueError(f"a crawl that ran does not end as {self.outcome}")
        for reason, count in (*self.tally.discarded, *self.tally.quarantined, *self.tally.failures):
            if _REASON.fullmatch(reason) is None or count < 0:
                raise ValueError("a reason is a short constant without spaces, and its count is never negative")


def write_progress(stream: TextIO, progress: Progress) -> None:
    """Say how far the crawl is; flushed at once."""
    _write(stream, "progress", asdict(progress))


def write_end(stream: TextIO, outcome: RunOutcome, tally: Tally, note: str) -> None:
    """Say how the crawl ended; the last thing it says. ``note`` becomes one line of at most 500 characters.

    Raises:
        ValueError: ``outcome`` is none a crawl can end with, or a reason in ``tally`` is more than a short constant.
    """
    end = End(outcome=outcome, tally=tally, note=one_line(note))
    _write(stream, "end", asdict(end))


def read_line(line: bytes) -> Progress | End | None:
    """Return what the line says; ``None`` for anything that is not wholly ours, however it is broken."""
    if len(line) > MAX_LINE or not line.lstrip().startswith(b"{"):
        return None
    try:
        said = json.loads(line)
        kind = said.pop(_KEY)
        if kind == "progress":
            return Progress(**_counts(said))
        return _end(said) if kind == "end" else None
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return None


def one_line(note: str) -> str:
    """Return ``note`` on one line, without control characters, cut to 500 characters."""
    return " ".join("".join(c if c.isprintable() else " " for c in note).split())[:MAX_NOTE]


def _write(stream: TextIO, kind: str, said: dict[str, Any]) -> None:
    stream.write(f"\n{json.dumps({_KEY: kind} | said)}\n")
    stream.flush()


def _end(said: dict[str, Any]) -> End:
    if said.keys() != {"outcome", "tally", "note"} or not isinstance(said["note"], str):
        raise ValueError("an end line says how, what and why, and nothing else")
    named: dict[str, Any] = {name: _pairs(said["tally"].pop(name)) for name in ("discarded", "quarantined", "failures")}
    counted: dict[str, Any] = _counts(said["tally"])
    return End(outcome=RunOutcome(said["outcome"]), tally=Tally(**named, **counted), note=one_line(said["note"]))


def _pairs(said: list[list[Any]]) -> tuple[tuple[str, int], ...]:
    return tuple((reason, _count(count)) for reason, count in said)


def _counts(said: dict[str, Any]) -> dict[str, int]:
    return {name: _count(count) for name, count in said.items()}


def _count(value: object) -> int:
    if not (type(value) is int and 0 <= value <= MAX_COUNT):
        raise ValueError("a count is a whole number, not negative, and fits any store")
    return value
