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
from words import Language, Words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
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

NOT_NEW: Final = frozenset({"same", "known", "duplicate"})
"""Reasons for which an item is let go because it was read before: it does not show that a source still writes."""

SILENT: Final = frozenset({SourceState.NEVER, SourceState.SILENT})
FAILING: Final = frozenset({SourceState.FAILING, SourceState.EMPTY})

_NO_ATTEMPT: Final = frozenset({RunOutcome.RUNNING, RunOutcome.MISSED, RunOutcome.SKIPPED})
"""Outcomes that say nothing of the source itself: quiet hours do not make it fail."""

_STATE_ORDER: Final = tuple(SourceState)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Past:
    """What the runs before ``until`` say of one source; ``last`` and ``failures`` are of runs that were begun."""

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


def troubles(runs: Iterable[Run], expected: Sequence[Expected]) -> tuple[Trouble, ...]:
    """Return the runs that went wrong, grouped by outcome, source and reason, in the order of :data:`TROUBLE`."""
    known = {source.id: source for source in expected}
    groups: defaultdict[tuple[RunOutcome, str, Words | None], list[Run]] = defaultdict(list)
    for run in runs:
        if run.outcome in TROUBLE:
            groups[run.outcome, run.source, _why(run)].append(run)
    found = [_trouble(key, alike, known.get(key[1])) for key, alike in groups.items()]
    return tuple(sorted(found, key=lambda one: (TROUBLE.index(one.outcome), one.source_name, one.source, one.first)))


def moment(run: Run) -> datetime:
    """Return when the run was settled: a digest tells of it then, and so exactly once.

    A missed run is written down when Rõ Tin is back, which may be days after it was due.
    """
    return run.ended or run.started or run.due


def _past(runs: Sequence[Run], last_good: Run | None, until: datetime) -> _Past:
    ordered = sorted((run for run in runs if moment(run) < until), key=lambda run: (run.due, run.id))
    good = [moment(run) for run in ordered if run.outcome in ENDED_WELL]
    if last_good is not None and moment(last_good) < until:
        good.append(moment(last_good))
    heard = [moment(run) for run in ordered if run.outcome in ENDED_WELL and _news(run)]
    begun = [run for run in ordered if run.outcome not in _NO_ATTEMPT]
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
    if past.read is not None and _is_silent(source, past, until):
        return SourceState.SILENT
    if past.last is not None and past.last.outcome is RunOutcome.EMPTY:
        return SourceState.EMPTY
    if past.last is not None and past.last.outcome in TROUBLE:
        return SourceState.FAILING
    return SourceState.NEVER if past.read is None else SourceState.FRESH


def _is_silent(source: Expected, past: _Past, until: datetime) -> bool:
    unread = past.read is None or until - past.read > PATIENCE * source.rhythm
    return unread or _quiet(source, past, until) is not None


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
        return Words(vi="Chưa có lượt đọc nào được thực hiện.", en="No run was ever begun.")
    if past.last.outcome not in TROUBLE:
        return Words(vi="Lượt gần nhất đọc được.", en="The last run went well.")
    outcome, because = labels.OUTCOME[past.last.outcome], _because(_why(past.last))
    said = Words(
        vi=f"Lượt gần nhất: {outcome.vi}{because(Language.VI)}.", en=f"Last run: {outcome.en}{because(Language.EN)}."
    )
    if past.failures == 1:
        return said
    row = Words(
        vi=f"Đã {past.failures} lượt liên tiếp không đọc được.",
        en=f"That makes {past.failures} runs in a row without a reading.",
    )
    return _join(said, row)


def _trouble(key: tuple[RunOutcome, str, Words | None], alike: Sequence[Run], source: Expected | None) -> Trouble:
    outcome, id_, why = key
    name = id_ if source is None else source.name
    count = sum(_slots(run, source) for run in alike)
    first, last = min(run.due for run in alike), max(_last_due(run, source) for run in alike)
    words, because = labels.OUTCOME[outcome], _because(why)
    since, until = labels.moment(first), labels.moment(last)
    when = Words(vi=f"lúc {until}", en=f"at {until}")
    if since != until:
        when = Words(vi=f"từ {since} đến {until}", en=f"from {since} to {until}")
    runs = "1 run" if count == 1 else f"{count} runs"
    sentence = Words(
        vi=f"{name}: {count} lượt {words.vi}, hẹn {when.vi}{because(Language.VI)}.",
        en=f"{name}: {runs} {words.en}, due {when.en}{because(Language.EN)}.",
    )
    return Trouble(
        source=id_,
        source_name=name,
        outcome=outcome,
        why=why,
        count=count,
        first=first,
        last=last,
        sentence=sentence,
    )


def _slots(run: Run, source: Expected | None) -> int:
    """Return for how many due moments the run stands: one record tells of all that were missed in one stretch."""
    if run.outcome is not RunOutcome.MISSED or run.ended is None or source is None:
        return 1
    return max(1, (run.ended - run.due) // source.every + 1)


def _last_due(run: Run, source: Expected | None) -> datetime:
    return run.due if source is None else run.due + (_slots(run, source) - 1) * source.every


def _because(why: Words | None) -> Callable[[Language], str]:
    return lambda language: "" if why is None else f": {why.in_(language).rstrip('.')}"


def _failures(begun: Sequence[Run]) -> int:
    count = 0
    for run in reversed(begun):
        if run.outcome not in TROUBLE:
            break
        count += 1
    return count


def _why(run: Run) -> Words | None:
    """Return the run's own note or, without one, the kinds of failure it counted; ``None`` if it says nothing."""
    note = " ".join(run.note.split())
    if note:
        return Words.from_both(note)
    kinds = sorted(run.tally.failures)
    if not kinds:
        return None
    vi, en = (", ".join(f"{labels.reason(kind, language)} ×{n}" for kind, n in kinds) for language in Language)
    return Words(vi=vi, en=en)


def _news(run: Run) -> bool:
    return run.tally.seen > sum(count for reason, count in run.tally.discarded if reason in NOT_NEW)


def _join(first: Words, second: Words) -> Words:
    return Words(vi=f"{first.vi} {second.vi}".strip(), en=f"{first.en} {second.en}".strip())
