"""What became of everything the window's runs met: each item once, by outcome and reason."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import pandas as pd

from digest.model import Ledger
from records import RunOutcome

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from records import Run
    from storage.base import Quarantined


def ledger(
    runs: Sequence[Run], kept_apart: Iterable[Quarantined], names: Mapping[str, str], *, until: datetime
) -> Ledger:
    """Return the sums over ``runs`` and what quarantine held at ``until``."""
    outcomes = Counter(run.outcome for run in runs)
    held = Counter((names.get(one.source, one.source), one.reason) for one in kept_apart if one.since < until)
    return Ledger(
        runs=len(runs),
        outcomes=tuple((outcome, outcomes[outcome]) for outcome in RunOutcome if outcomes[outcome]),
        seen=_total(runs, "seen"),
        stored=_total(runs, "stored"),
        discarded=_add_up(pair for run in runs for pair in run.tally.discarded),
        quarantined=_add_up(pair for run in runs for pair in run.tally.quarantined),
        failures=_add_up(pair for run in runs for pair in run.tally.failures),
        requests=_total(runs, "requests"),
        bytes=_total(runs, "bytes"),
        kept_apart=sum(held.values()),
        kept_apart_why=tuple((name, reason, count) for (name, reason), count in sorted(held.items())),
    )


def _total(runs: Sequence[Run], what: str) -> int:
    return sum(int(getattr(run.tally, what)) for run in runs)


def _add_up(pairs: Iterable[tuple[str, int]]) -> tuple[tuple[str, int], ...]:
    """Return the sum of each reason's counts, largest first, ties by name; what comes to nothing is left out."""
    frame = pd.DataFrame.from_records(list(pairs), columns=["reason", "count"])
    sums = frame.groupby("reason")["count"].sum()
    found = [(str(reason), int(count)) for reason, count in sums.items() if count]
    return tuple(sorted(found, key=lambda pair: (-pair[1], pair[0])))
