"""How many people said a thing, by hour: a small picture beside each claim that rises."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Final

from matplotlib.ticker import MaxNLocator

from digest import plots
from digest.phrases import say
from records import ZONE, in_zone

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes

    from digest.model_claims import Said, Telling
    from words import Language

_SHOWN: Final = timedelta(hours=72)
"""As far back as voices are remembered; more would be too small to see."""

_LEAST: Final = timedelta(hours=24)
"""A single hour is shown in its day, not as one broad bar."""

_HOUR: Final = timedelta(hours=1)
_WIDTH, _HEIGHT = 4.6, 1.75  # inches: letters stay readable where a phone shows it no wider than itself


def tellings(said: Said, language: Language, *, until: datetime) -> str | None:
    """Return the passage's voices of the three days before ``until``, or ``None`` where two cannot be compared.

    Each hour is a dark bar; what was counted over several hours together is a pale band as wide as they are.
    """
    shown = [one for one in said.tellings if one.until > until - _SHOWN]
    if len(shown) < 2:  # noqa: PLR2004 - a single bar shows nothing that its number does not say
        return None
    return plots.svg(lambda axes: _draw(axes, shown, language, until), height=_HEIGHT, width=_WIDTH)


def _draw(axes: Axes, shown: Sequence[Telling], language: Language, until: datetime) -> None:
    first = min(max(until - _SHOWN, min(one.since for one in shown) - _HOUR), until - _LEAST)
    start = datetime.combine(in_zone(first).date(), time(), tzinfo=ZONE)
    hours: dict[datetime, int] = {}
    for one in shown:
        if one.until - one.since <= _HOUR:
            hours[one.since] = hours.get(one.since, 0) + one.count
            continue
        left, right = max(one.since, first), min(one.until, until)
        axes.bar(_at(left, start), one.count, width=_at(right, left), align="edge", color="#e7cfc6", zorder=1)
    for hour, count in sorted(hours.items()):
        axes.bar(_at(hour, start), count, width=0.92, align="edge", color="#b3402a", zorder=2)
    _frame(axes, start, _at(first, start), _at(until, start))
    axes.set_ylabel(say("voices", language))


def _frame(axes: Axes, start: datetime, left: float, right: float) -> None:
    axes.set_xlim(left, right)
    apart = 12 if right - left <= 48 else 24  # noqa: PLR2004 - beyond two days, half days crowd each other
    ticks = [hour for hour in range(0, int(right) + 1, apart) if hour >= left]
    moments = [start + hour * _HOUR for hour in ticks]
    axes.set_xticks(ticks, [f"{one.day}/{one.month}" if one.hour == 0 else f"{one.hour}h" for one in moments])
    axes.yaxis.set_major_locator(MaxNLocator(integer=True, nbins=4))
    axes.set_ylim(bottom=0)
    axes.set_axisbelow(True)
    axes.grid(axis="y", color="#d9e1e3", linewidth=0.7)


def _at(moment: datetime, start: datetime) -> float:
    return (moment - start) / _HOUR
