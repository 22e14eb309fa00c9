"""How the reading itself went: who is silent, what failed, which runs never were, each in a sentence.

What state a source is in is judged in :mod:`desk.sources`; here it is put into words.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Final

from desk.sources import TROUBLE, SourceState, is_unread, pasts, state
from digest import labels
from digest.model import SourceHealth, Trouble
from records import RunOutcome
from words import Language, Words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from datetime import datetime

    from desk.drift import Drift
    from desk.sources import Expected, Past
    from records import Run

SILENT: Final = frozenset({SourceState.NEVER, SourceState.SILENT})
FAILING: Final = frozenset({SourceState.FAILING, SourceState.EMPTY, SourceState.DRIFTING})

_STATE_ORDER: Final = tuple(SourceState)


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
    past = pasts(expected, runs, last_good, until=until)
    found = [_one(source, past[source.id], until) for source in expected]
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


def _one(source: Expected, past: Past, until: datetime) -> SourceHealth:
    return SourceHealth(
        id=source.id,
        name=source.name,
        local=source.local,
        rhythm=source.rhythm,
        every=source.every,
        state=state(source, past, until=until),
        read=past.read,
        heard=past.heard,
        last=None if past.last is None else past.last.outcome,
        age=None if past.read is None else until - past.read,
        sentence=sentence(source, past, until=until),
    )


def sentence(source: Expected, past: Past, *, until: datetime) -> Words:
    """Return how the source is doing at ``until``, in a sentence or two; digest and alerts say the same."""
    found = state(source, past, until=until)
    if found is SourceState.OFF:
        return Words(vi="Đã tắt trong danh sách nguồn.", en="Switched off in the sources file.")
    if found is SourceState.SILENT:
        return _join(_silent(source, past, until), _attempts(past))
    if past.read is None:
        return _join(Words(vi="Chưa đọc được lần nào.", en="Never read."), _attempts(past))
    age = labels.length(until - past.read)
    fine = Words(vi=f"Đọc được {age.vi} trước.", en=f"Read {age.en} ago.")
    if found is SourceState.DRIFTING and past.drift is not None:
        return _join(_drifting(past.drift), fine)
    return fine if found is SourceState.FRESH else _join(_attempts(past), fine)


def _silent(source: Expected, past: Past, until: datetime) -> Words:
    rhythm = labels.length(source.rhythm)
    if past.since is None or (past.read is not None and not is_unread(source, past, until=until)):
        lasted = labels.length(until - (past.since or until))
        return Words(
            vi=f"Im lặng: vẫn đọc được nhưng {lasted.vi} nay không có bài mới (bình thường cứ {rhythm.vi} có tin mới).",
            en=f"Silent: it can be read, but had nothing new for {lasted.en} (normally every {rhythm.en}).",
        )
    lasted = labels.length(until - (past.read or past.since))
    if past.read is None:
        return Words(
            vi=f"Im lặng: thử đã {lasted.vi} mà chưa đọc được lần nào (bình thường cứ {rhythm.vi} có tin mới).",
            en=f"Silent: tried for {lasted.en} and never read (normally something new every {rhythm.en}).",
        )
    return Words(
        vi=f"Im lặng: đã {lasted.vi} chưa đọc được (bình thường cứ {rhythm.vi} có tin mới).",
        en=f"Silent: not read for {lasted.en} (normally something new every {rhythm.en}).",
    )


def _drifting(found: Drift) -> Words:
    usual = round(100 * found.usual)
    return Words(
        vi=f"Hụt nội dung: chỉ {found.texts} trong {found.pages} trang gần đây cho ra bài đọc được (bình thường "
        f"{usual} %); có lẽ trang đã đổi cách trình bày.",
        en=f"Drifting: only {found.texts} of the last {found.pages} pages gave text (normally {usual} %); "
        "the site may have changed how its pages are built.",
    )


def _attempts(past: Past) -> Words:
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


def _join(first: Words, second: Words) -> Words:
    return Words(vi=f"{first.vi} {second.vi}".strip(), en=f"{first.en} {second.en}".strip())
