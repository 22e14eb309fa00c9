"""How often a claim was told, when and where: never in a number that stands for fewer than k voices."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta

from records import Voices, in_zone
from storage.window import HOUR, Tallied

Count = Callable[[Sequence[Tallied]], int]


def tellings(marks: Sequence[Tallied], count: Count, many: int) -> tuple[Voices, ...]:
    """Return the voices by hour and source, in order of time.

    Where an hour at a source has fewer than ``many``, such sources of that hour are counted together; where that is
    not enough, such hours of the day; then such days. What is still short of ``many`` is left out. No mark is counted
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
            if (voices := count(group)) >= many:
                found.append(_voices(group, since, hours, source, voices))
            else:
                rest += group
    return tuple(sorted(found, key=lambda each: (each.since, each.until, each.source)))


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
