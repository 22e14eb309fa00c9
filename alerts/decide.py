"""Which of what rises is worth an alert now. What is held back is kept with the reason, and told in the digest."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from alerts.rise import Rise
from records import Alert, AlertKind, Category, Fate, Severity, in_zone

QUIET: Final = timedelta(hours=24)
"""How long after an alert the same is not told again, unless it has doubled."""

DOUBLED: Final = 2

_RANK: Final = (Severity.HIGH, Severity.MEDIUM, Severity.LOW)
_TOLD: Final = frozenset({Fate.SENT, Fate.GROUPED, Fate.FAILED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Rising:
    """Something that rises: a claim by its id or a signal as ``rule@place``, in today's commune ``place`` or none."""

    kind: AlertKind
    about: str
    category: Category
    severity: Severity
    place: str = ""
    rise: Rise


def decide(rising: Iterable[Rising], past: Sequence[Alert], *, budget: int, now: datetime) -> tuple[Alert, ...]:
    """Return an alert for each of ``rising``: the gravest and least expected first, with its fate.

    Those ``SENT`` are to be told now; at most ``budget`` a day, but for those of high severity, which are always told.

    Args:
        rising: what rises now.
        past: the alerts of the last day, in any order.
        budget: alerts a day, by Vietnam's calendar.
        now: when this is decided.
    """
    used = spent(past, now)
    told: set[tuple[Category, str]] = set()
    found = []
    for one in sorted(rising, key=_order):
        fate = _fate(one, past, told, spent=used, budget=budget, now=now)
        if fate is Fate.SENT:
            used += 1
            told.add((one.category, one.place))
        found.append(_alert(one, fate, now))
    return tuple(found)


def spent(past: Iterable[Alert], now: datetime) -> int:
    """Return how much of the day's budget is used up, by Vietnam's calendar; what was not delivered counts too."""
    day = in_zone(now).date()
    return sum(alert.fate in {Fate.SENT, Fate.FAILED} and in_zone(alert.raised).date() == day for alert in past)


def _order(one: Rising) -> tuple[int, float, str]:
    return _RANK.index(one.severity), one.rise.chance, one.about


def _fate(  # noqa: PLR0913 - what a fate depends on, by name
    one: Rising, past: Sequence[Alert], told: set[tuple[Category, str]], *, spent: int, budget: int, now: datetime
) -> Fate:
    alike = [each for each in past if (each.kind, each.about) == (one.kind, one.about) and each.fate in _TOLD]
    lately = [each for each in alike if now - each.raised < QUIET]
    if any(one.rise.observed < DOUBLED * (each.observed or 0) for each in lately):
        return Fate.REPEATED
    if (one.category, one.place) in told:
        return Fate.GROUPED
    if spent >= budget and one.severity is not Severity.HIGH:
        return Fate.OVER_BUDGET
    return Fate.SENT


def _alert(one: Rising, fate: Fate, now: datetime) -> Alert:
    return Alert(
        kind=one.kind,
        about=one.about,
        category=one.category,
        severity=one.severity,
        place=one.place,
        raised=now,
        observed=one.rise.observed,
        expected=round(one.rise.expected, 2),
        chance=one.rise.chance,
        fate=fate,
    )
