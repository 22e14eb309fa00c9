"""Which sources fell silent, and whether that is to be told now: once for each silence.

Silent is what :mod:`desk.sources` calls so, beyond twice a source's rhythm. But when we were not there, or it was
night, nobody listened: only what we asked for since, and asked more than once, is told.

A silence that was told is not told again, however long it lasts, until the source was heard and falls silent anew. One
that could not be told is tried again after a day. Several that fall silent together are one message.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from alerts.decide import QUIET, spent
from desk.sources import Expected, Past, SourceState, moment, state
from records import Alert, AlertKind, Fate, Severity

SEVERITY: Final = Severity.MEDIUM
"""No rule says how grave it is that a source is silent: the desk is to know, within the day's budget."""

ATTEMPTS: Final = 2
"""How often at least it was tried in vain since it was last heard, and since we were last back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Silence:
    """A source from which nothing came since a moment."""

    source: str
    since: datetime


def silences(expected: Iterable[Expected], pasts: Mapping[str, Past], *, until: datetime) -> tuple[Silence, ...]:
    """Return the silent sources whose silence is their own, in the order given.

    Args:
        expected: what the sources file says.
        pasts: what the runs say of each, by id.
        until: the moment spoken of.
    """
    found = []
    for source in expected:
        past = pasts[source.id]
        if past.since is None or state(source, past, until=until) is not SourceState.SILENT:
            continue
        listening = max(past.since, past.away or past.since)
        asked = [moment(run) for run in past.begun if moment(run) > listening]
        if len(asked) >= ATTEMPTS and asked[-1] - past.since > source.patience:
            found.append(Silence(source=source.id, since=past.since))
    return tuple(found)


def decide_silent(silent: Iterable[Silence], past: Sequence[Alert], *, budget: int, now: datetime) -> tuple[Alert, ...]:
    """Return an alert for each silence that is to be told: one ``SENT``, the others ``GROUPED`` within it.

    Where the day's budget is used up, all of them are ``OVER_BUDGET``.

    Args:
        silent: what is silent now.
        past: alerts of all kinds, from the beginning of the longest of these silences on; in any order.
        budget: alerts a day, by Vietnam's calendar.
        now: when this is decided.
    """
    due = sorted((each for each in silent if not _told(each, past, now)), key=lambda each: (each.since, each.source))
    full = spent(past, now) >= budget
    first = Fate.OVER_BUDGET if full else Fate.SENT
    others = Fate.OVER_BUDGET if full else Fate.GROUPED
    return tuple(_alert(each, others if number else first, now) for number, each in enumerate(due))


def _told(one: Silence, past: Sequence[Alert], now: datetime) -> bool:
    """Return whether this silence was told, or was tried to be told less than a day ago.

    What stood within a message that nobody got was not told.
    """
    arrived = {each.raised for each in past if each.kind is AlertKind.SOURCE and each.fate is Fate.SENT}
    about = [
        each.raised
        for each in past
        if each.kind is AlertKind.SOURCE and each.about == one.source and each.raised > one.since
    ]
    return any(raised in arrived or now - raised < QUIET for raised in about)


def _alert(one: Silence, fate: Fate, now: datetime) -> Alert:
    return Alert(kind=AlertKind.SOURCE, about=one.source, severity=SEVERITY, raised=now, fate=fate)
