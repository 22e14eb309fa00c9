"""How the reading itself went: who is silent, what failed, which runs never were, each in a sentence.

Three words are kept apart. *Silent*: nothing came for longer than twice the source's rhythm, whether it could not
be read or was read and had nothing new. *Failing*: the last reading failed, but it is not silent yet. *Empty*: it
answered and held no entry at all, which a living source never does.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from digest import labels
from digest.model import SourceHealth, SourceState, Trouble
from records import ENDED_WELL, RunOutcome
from words import Words

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime, timedelta

    from digest.model import Expected
    from records import Run

PATIENCE: Final = 2
"""A source is silent beyond this many of its own rhythms."""

TROUBLE: Final = (
    RunOutcome.MISSED,
    RunOutcome.SKIPPED,
    RunOutcome.CRASHED,
    RunOutcome.KILLED,
    RunOutcome.FAILED,
    RunOutcome.EMPTY,
)
"""Outcomes a digest must name, in the order in which it names them."""

NOT_NEW: Final = frozenset({"same", "known"})
"""Reasons for which an item is let go because it was read before: it does not show that a source still writes."""

SILENT: Final = frozenset({SourceState.NEVER, SourceState.SILENT})
FAILING: Final = frozenset({SourceState.FAILING, SourceState.EMPTY})

_STATE_ORDER: Final = tuple(SourceState)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Past:
    """What the runs before ``until`` say of one source."""

    read: datetime | None
    heard: datetime | None
    first_read: datetime | None
    last: Run | None
    failures: int


def sources(
    expected: Sequence[Expected], runs: Iterable[Run], last_good: Mapping[str, Run], *, until: datetime
) -> tuple[SourceHealth, ...]:
    """Return how each source is doing at ``until``: the worst first, this province's before others, then by name.

    Args:
        expected: what the sources file says.
        runs: runs due before ``until``, as far back as one cares to look.
        last_good: by source, the run that last ended well; one that ended after ``until`` is not looked at.
        until: the moment the digest speaks of.
    """
    by_source: defaultdict[str, list[Run]] = defaultdict(list)
    for run in runs:
        by_source[run.source].append(run)
    found = [_one(source, _past(by_source[source.id], last_good.get(source.id), until), until) for source in expected]
    return tuple(sorted(found, key=lambda one: (_STATE_ORDER.index(one.state), not one.local, one.name, one.id)))


def troubles(runs: Iterable[Run], names: Mapping[str, str]) -> tuple[Trouble, ...]:
    """Return the runs that went wrong, grouped by outcome, source and reason, in the order of :data:`TROUBLE`."""
    groups: defaultdict[tuple[RunOutcome, str, str], list[datetime]] = defaultdict(list)
    for run in runs:
        if run.outcome in TROUBLE:
            groups[run.outcome, run.source, _why(run)].append(run.due)
    found = [_trouble(key, dues, names) for key, dues in groups.items()]
    return tuple(sorted(found, key=lambda one: (TROUBLE.index(one.outcome), one.source_name, one.source, one.why)))


def _past(runs: Sequence[Run], last_good: Run | None, until: datetime) -> _Past:
    ordered = sorted((run for run in runs if _moment(run) < until), key=lambda run: (run.due, run.id))
    good = [_moment(run) for run in ordered if run.outcome in ENDED_WELL]
    if last_good is not None and _moment(last_good) < until:
        good.append(_moment(last_good))
    heard = [_moment(run) for run in ordered if run.outcome in ENDED_WELL and _news(run)]
    begun = [run for run in ordered if run.outcome is not RunOutcome.RUNNING]
    return _Past(
        read=max(good, default=None),
        heard=max(heard, default=None),
        first_read=min(good, default=None),
        last=begun[-1] if begun else None,
        failures=_failures(begun),
    )


def _one(source: Expected, past: _Past, until: datetime) -> SourceHealth:
    state = _state(source, past, until)
    return SourceHealth(
        id=source.id,
        name=source.name,
        local=source.local,
        rhythm=source.rhythm,
        every=source.every,
        state=state,
        read=past.read,
        heard=past.heard,
        last=None if past.last is None else past.last.outcome,
        age=None if past.read is None else until - past.read,
        sentence=_sentence(source, past, state, until),
    )


def _state(source: Expected, past: _Past, until: datetime) -> SourceState:
    if not source.enabled:
        return SourceState.OFF
    if past.read is None:
        return SourceState.NEVER
    if until - past.read > PATIENCE * source.rhythm or _quiet(source, past, until) is not None:
        return SourceState.SILENT
    if past.last is not None and past.last.outcome is RunOutcome.EMPTY:
        return SourceState.EMPTY
    if past.last is not None and past.last.outcome in TROUBLE:
        return SourceState.FAILING
    return SourceState.FRESH


def _quiet(source: Expected, past: _Past, until: datetime) -> timedelta | None:
    """Return for how long a source that is read had nothing new, if that is longer than its patience allows."""
    since = past.heard or past.first_read
    if since is None or until - since <= PATIENCE * source.rhythm:
        return None
    return until - since


def _sentence(source: Expected, past: _Past, state: SourceState, until: datetime) -> Words:
    rhythm = labels.length(source.rhythm)
    if state is SourceState.OFF:
        return Words(vi="Đã tắt trong danh sách nguồn.", en="Switched off in the sources file.")
    if past.read is None:
        return _join(Words(vi="Chưa đọc được lần nào.", en="Never read."), _attempts(past))
    age = labels.length(until - past.read)
    if until - past.read > PATIENCE * source.rhythm:
        silent = Words(
            vi=f"Im lặng: đã {age.vi} chưa đọc được (bình thường cứ {rhythm.vi} có tin mới).",
            en=f"Silent: not read for {age.en} (normally something new every {rhythm.en}).",
        )
        return _join(silent, _attempts(past))
    quiet = _quiet(source, past, until)
    if quiet is not None and state is SourceState.SILENT:
        lasted = labels.length(quiet)
        nothing = Words(
            vi=f"Im lặng: vẫn đọc được nhưng {lasted.vi} nay không có bài mới (bình thường cứ {rhythm.vi} có tin mới).",
            en=f"Silent: it can be read, but had nothing new for {lasted.en} (normally every {rhythm.en}).",
        )
        return _join(nothing, _attempts(past))
    fine = Words(vi=f"Đọc được {age.vi} trước.", en=f"Read {age.en} ago.")
    return fine if state is SourceState.FRESH else _join(_attempts(past), fine)


def _attempts(past: _Past) -> Words:
    """Return how the last attempt went, if it went wrong, and how many in a row did."""
    if past.last is None:
        return Words(vi="Chưa có lượt đọc nào được ghi.", en="No run is on record.")
    if past.last.outcome not in TROUBLE:
        return Words(vi="Lượt gần nhất đọc được.", en="The last run went well.")
    outcome, why = labels.OUTCOME[past.last.outcome], _why(past.last)
    because = f": {why}" if why else ""
    times = Words(
        vi=f" ({past.failures} lượt liên tiếp không đọc được)" if past.failures > 1 else " ",
        en=f" ({past.failures} in a row were not read)" if past.failures > 1 else " ",
    )
    return Words(
        vi=f"Lượt gần nhất: {outcome.vi}{because}{times.vi.rstrip()}.",
        en=f"Last run: {outcome.en}{because}{times.en.rstrip()}.",
    )


def _trouble(key: tuple[RunOutcome, str, str], dues: Sequence[datetime], names: Mapping[str, str]) -> Trouble:
    outcome, source, why = key
    name, first, last = names.get(source, source), min(dues), max(dues)
    words, because = labels.OUTCOME[outcome], f" — {why}" if why else ""
    at = labels.moment(last)
    when = Words(vi=f"lúc {at}", en=f"at {at}")
    if first != last:
        when = Words(vi=f"từ {labels.moment(first)} đến {at}", en=f"from {labels.moment(first)} to {at}")
    runs = "1 run" if len(dues) == 1 else f"{len(dues)} runs"
    sentence = Words(
        vi=f"{name}: {len(dues)} lượt {words.vi}, hẹn {when.vi}{because}.",
        en=f"{name}: {runs} {words.en}, due {when.en}{because}.",
    )
    return Trouble(
        source=source,
        source_name=name,
        outcome=outcome,
        why=why,
        count=len(dues),
        first=first,
        last=last,
        sentence=sentence,
    )


def _failures(begun: Sequence[Run]) -> int:
    count = 0
    for run in reversed(begun):
        if run.outcome not in TROUBLE:
            break
        count += 1
    return count


def _why(run: Run) -> str:
    """Return the run's own note or, without one, the kinds of failure it counted."""
    note = " ".join(run.note.split())
    return note or ", ".join(f"{kind} ×{count}" for kind, count in sorted(run.tally.failures))


def _news(run: Run) -> bool:
    return run.tally.seen > sum(count for reason, count in run.tally.discarded if reason in NOT_NEW)


def _moment(run: Run) -> datetime:
    return run.ended or run.started or run.due


def _join(first: Words, second: Words) -> Words:
    return Words(vi=f"{first.vi} {second.vi}".strip(), en=f"{first.en} {second.en}".strip())
