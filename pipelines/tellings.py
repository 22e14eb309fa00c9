"""How often a claim was told, when and where: never in a number that stands for fewer than k voices.

Every count is rounded down to a multiple of k, so that no two numbers, and no two readings of one, differ by a person.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta

from records import Voices, in_zone
from storage.window import HOUR, Tallied

Count = Callable[[Sequence[Tallied]], int]


def tellings(marks: Sequence[Tallied], count: Count, many: int) -> tuple[Voices, ...]:
    """Return the voices by hour and source, in order of time.

    Where an hour at a source has fewer than ``many``, such sources of that hour are counted together, and so are voices
    beyond a multiple of it; where that is not enough, such hours of the day; then such days. What is still short of
    ``many`` is left out. No mark is counted
    in two of the numbers, so that none can be subtracted from another.
    """
    found: list[Voices] = []
    rest = _named(marks)
    for key in (_hour_and_source, _hour, _day, _all):
        groups: defaultdict[tuple[int, int, str], list[Tallied]] = defaultdict(list)
        for mark in rest:
            groups[key(mark)].append(mark)
        rest = []
        for (since, hours, source), group in sorted(groups.items()):
            if voices := whole(count(group), many):
                found.append(_voices(group, since, hours, source, voices))
                rest += _beyond(group, voices)
            else:
                rest += group
    return tuple(sorted(found, key=lambda each: (each.since, each.until, each.source)))


def _beyond(group: Sequence[Tallied], told: int) -> list[Tallied]:
    """Return the marks of voices beyond those told of, to be told together with others; of one key only.

    Of two keys nobody can say which marks are one voice's.
    """
    marks = sorted({mark.mark for mark in group})
    if len({mark.key for mark in group}) > 1:
        return []
    beyond = set(marks[told:])
    return [mark for mark in group if mark.mark in beyond]


def whole(count: int, many: int) -> int:
    """Return how many voices may be told of: a multiple of ``many``, 0 where there are fewer."""
    return count // many * many


def lived(marks: Sequence[Tallied], count: Count, many: int) -> tuple[datetime, datetime] | None:
    """Return the hour by which ``many`` voices had told it, and the last since which ``many`` have; ``None`` if fewer.

    Neither is the hour of one of them alone: at the one as many had spoken, at the other as many were still to speak.
    """
    hours = sorted({mark.hour for mark in marks})
    first = next((hour for hour in hours if count([each for each in marks if each.hour <= hour]) >= many), None)
    last = next((hour for hour in hours[::-1] if count([each for each in marks if each.hour >= hour]) >= many), None)
    return None if first is None or last is None else (in_zone(_moment(first)), in_zone(_moment(max(first, last))))


def first_whole_day(since: int) -> datetime:
    """Return the start of the first day that lies wholly after the hour ``since``.

    Cells from there on are told anew each time; those before stay as they were when their day began to leave the
    window, since of its tellings some are forgotten by now.
    """
    here = in_zone(_moment(since))
    return (here + timedelta(days=1)).replace(hour=0)


def _named(marks: Sequence[Tallied]) -> list[Tallied]:
    """Return the marks without those from a claim's founding that were told again, in the same hour, with a source."""
    told = {(mark.key, mark.mark, mark.hour) for mark in marks if mark.source}
    return [mark for mark in marks if mark.source or (mark.key, mark.mark, mark.hour) not in told]


def _hour_and_source(mark: Tallied) -> tuple[int, int, str]:
    return mark.hour, 1, mark.source


def _hour(mark: Tallied) -> tuple[int, int, str]:
    return mark.hour, 1, ""


def _day(mark: Tallied) -> tuple[int, int, str]:
    local = in_zone(_moment(mark.hour))
    return mark.hour - local.hour, 24, ""


def _all(mark: Tallied) -> tuple[int, int, str]:
    del mark
    return 0, 0, ""


def _voices(group: Sequence[Tallied], since: int, hours: int, source: str, count: int) -> Voices:
    if not hours:  # only whole days are told: the hour of the first voice is one person's
        first = in_zone(_moment(min(mark.hour for mark in group))).replace(hour=0)
        last = in_zone(_moment(max(mark.hour for mark in group))).replace(hour=0) + timedelta(days=1)
        return Voices(since=first, until=last, source=source, count=count)
    first = in_zone(_moment(since))
    return Voices(since=first, until=first + timedelta(hours=hours), source=source, count=count)


def _moment(hour: int) -> datetime:
    return datetime.fromtimestamp(hour * HOUR, tz=UTC)
