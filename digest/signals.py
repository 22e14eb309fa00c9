"""How much each rule was spoken of in each commune: in the window, and in the one before.

Voices of different hours may be the same people, so hours are never added up into people: what is told is in how
many hours there were enough voices, and how many there were in the fullest. How the two windows compare is a word.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from digest.cards import GRAVITY
from digest.model_claims import Change, Heard, SignalLine

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from digest.cards import Names
    from records import Signal

CLEARLY: Final = 1.5
"""So many times as much is more, and so many times less is less; what lies between is alike."""


def signals(told: Iterable[Signal], names: Names, *, since: datetime) -> tuple[SignalLine, ...]:
    """Return a line for each rule and commune: those of the window first, by gravity, then those heard only before.

    Args:
        told: the signals of the window and of the one before.
        names: what ids stand for; a rule no longer there has neither subject nor severity, and stands last.
        since: where the one window ends and the other begins.
    """
    series: dict[tuple[str, str], list[Signal]] = {}
    for signal in told:
        series.setdefault((signal.rule, signal.place.code), []).append(signal)
    lines = [_line(series[key], names, since) for key in sorted(series)]
    return tuple(sorted(lines, key=_order))


def _line(told: Sequence[Signal], names: Names, since: datetime) -> SignalLine:
    rule = names.rules.get(told[0].rule)
    now, before = [one for one in told if one.hour >= since], [one for one in told if one.hour < since]
    return SignalLine(
        rule=told[0].rule,
        title=names.title(told[0].rule),
        category=None if rule is None else rule.category,
        severity=None if rule is None else rule.severity,
        code=told[0].place.code,
        place=names.commune(told[0].place),
        now=_heard(now),
        before=_heard(before),
        change=_change(sum(one.count for one in now), sum(one.count for one in before)),
    )


def _heard(told: Sequence[Signal]) -> Heard | None:
    if not told:
        return None
    fullest = min(told, key=lambda one: (-one.count, one.hour))
    return Heard(hours=len({one.hour for one in told}), peak=fullest.count, peak_hour=fullest.hour)


def _change(now: int, before: int) -> Change:
    if not before:
        return Change.BEGUN
    if not now:
        return Change.GONE
    if now >= CLEARLY * before:
        return Change.MORE
    return Change.LESS if before >= CLEARLY * now else Change.ALIKE


def _order(one: SignalLine) -> tuple[bool, int, int, str, str]:
    gravity = len(GRAVITY) if one.severity is None else GRAVITY.index(one.severity)
    fullest = one.now or one.before
    return one.now is None, gravity, -(fullest.peak if fullest else 0), one.place, f"{one.rule}@{one.code}"
