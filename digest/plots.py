"""The digest's plots as SVG text: the same numbers make the same bytes, and nothing global is left changed."""

from __future__ import annotations

import io
import warnings
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

import matplotlib as mpl
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from desk.sources import SourceState
from digest import labels
from digest.cells import plain, shorten
from digest.phrases import say
from records import Category

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from matplotlib.axes import Axes

    from digest.model import Commune, Digest, SourceHealth
    from words import Language

_INK: Final = "#24343b"
_QUIET: Final = "#5b6b72"
_LINE: Final = "#d9e1e3"

SUBJECT_COLOUR: Final = {
    Category.FRAUD: "#b3402a",
    Category.IMPERSONATION: "#d98b2b",
    Category.DISASTER: "#1f6f8b",
    Category.HEALTH: "#5a8f4e",
    Category.ILLEGAL_GOODS: "#6d5a8c",
}
"""Told apart by lightness as well as hue, for colour-blind readers and grey printers."""

_STATE_COLOUR: Final = {
    SourceState.NEVER: "#b3402a",
    SourceState.SILENT: "#b3402a",
    SourceState.EMPTY: "#d98b2b",
    SourceState.FAILING: "#d98b2b",
    SourceState.DRIFTING: "#d98b2b",
    SourceState.FRESH: "#1f6f8b",
    SourceState.OFF: "#a9b5b9",
}

_COMMUNES_SHOWN: Final = 20
_RHYTHMS_SHOWN: Final = 4.0
_LABEL: Final = 42

_RC: Final[dict[Any, object]] = {
    "font.family": ["DejaVu Sans"],  # ships with matplotlib and has every Vietnamese letter
    "font.size": 9.5,
    "svg.fonttype": "path",
    "svg.hashsalt": "rotin",
    "text.parse_math": False,  # a name with two dollar signs is not a formula
    "text.color": _INK,
    "axes.edgecolor": _LINE,
    "axes.labelcolor": _QUIET,
    "xtick.color": _QUIET,
    "ytick.color": _INK,
    "axes.spines.top": False,
    "axes.spines.right": False,
}


def by_day(digest: Digest, language: Language) -> str | None:
    """Return flagged articles by subject and day as stacked bars, or ``None`` where all days are empty."""
    if not any(day.articles for day in digest.days):
        return None
    return svg(lambda axes: _draw_days(axes, digest, language), height=3.1)


def by_commune(digest: Digest, language: Language) -> str | None:
    """Return articles by commune, the twenty most named, or ``None`` where none is named."""
    shown = digest.communes[:_COMMUNES_SHOWN]
    if not any(one.articles for one in shown):
        return None
    return svg(lambda axes: _draw_communes(axes, shown, language), height=_height(len(shown)))


def freshness(digest: Digest, language: Language) -> str | None:
    """Return how long ago each source was read, in its own rhythms, or ``None`` where no source is switched on."""
    shown = [one for one in digest.sources if one.state is not SourceState.OFF]
    if not shown:
        return None
    return svg(lambda axes: _draw_freshness(axes, shown, language), height=_height(len(shown)))


def _draw_days(axes: Axes, digest: Digest, language: Language) -> None:
    places = range(len(digest.days))
    base = [0] * len(digest.days)
    for index, category in enumerate(Category):
        counts = [day.counts[index][1] for day in digest.days]
        if any(counts):
            label = labels.CATEGORY[category].in_(language)
            axes.bar(places, counts, bottom=base, width=0.72, color=SUBJECT_COLOUR[category], label=label)
            base = [one + more for one, more in zip(base, counts, strict=True)]
    axes.set_xticks(list(places), [f"{day.day.day}/{day.day.month}" for day in digest.days])
    axes.yaxis.set_major_locator(MaxNLocator(integer=True, nbins=5))
    axes.set_axisbelow(True)
    axes.grid(axis="y", color=_LINE, linewidth=0.7)
    axes.legend(loc="lower left", bbox_to_anchor=(0, 1.0), ncols=3, frameon=False, borderaxespad=0.2)


def _draw_communes(axes: Axes, shown: Sequence[Commune], language: Language) -> None:
    names = [_label(one.name) for one in shown]
    flagged = [one.flagged for one in shown]
    others = [one.articles - one.flagged for one in shown]
    places = range(len(shown))
    axes.barh(places, flagged, height=0.66, color="#b3402a", label=say("flagged_14", language))
    axes.barh(places, others, left=flagged, height=0.66, color="#a9bfc4", label=say("other_14", language))
    for place, one in enumerate(shown):
        _beside(axes, one.articles, place, str(one.articles))
    axes.xaxis.set_major_locator(MaxNLocator(integer=True, nbins=6))
    _lying(axes, names)
    axes.legend(loc="lower left", bbox_to_anchor=(0, 1.0), ncols=2, frameon=False, borderaxespad=0.2)


def _draw_freshness(axes: Axes, shown: Sequence[SourceHealth], language: Language) -> None:
    for place, one in enumerate(shown):
        passed = _rhythms(one)
        never = one.age is None
        axes.barh(
            place,
            min(passed, _RHYTHMS_SHOWN),
            height=0.6,
            color="white" if never else _STATE_COLOUR[one.state],
            edgecolor=_STATE_COLOUR[one.state],
            hatch="////" if never else None,
        )
        _beside(axes, min(passed, _RHYTHMS_SHOWN), place, _aged(one, language))
    for mark, style in ((1, ":"), (2, "-")):
        axes.axvline(mark, color=_QUIET, linewidth=0.9, linestyle=style, zorder=0)
    axes.set_xlim(0, _RHYTHMS_SHOWN + 1.9)
    axes.set_xticks([0, 1, 2, 3, 4], ["0", "1", "2", "3", "4+"])
    axes.set_xlabel(say("rhythms", language))
    _lying(axes, [_label(one.name) for one in shown])


def _lying(axes: Axes, names: Sequence[str]) -> None:
    axes.set_yticks(range(len(names)), names)
    axes.invert_yaxis()
    axes.tick_params(axis="y", length=0)
    axes.set_axisbelow(True)
    axes.grid(axis="x", color=_LINE, linewidth=0.7)


def _beside(axes: Axes, end: float, place: int, said: str) -> None:
    """Write ``said`` beside the end of a bar, on white so that no line runs through it."""
    under = {"facecolor": "white", "edgecolor": "none", "pad": 0.8}
    axes.annotate(said, (end, place), xytext=(5, 0), textcoords="offset points", va="center", bbox=under)


def _rhythms(one: SourceHealth) -> float:
    return _RHYTHMS_SHOWN if one.age is None else max(one.age, timedelta(0)) / one.rhythm


def _aged(one: SourceHealth, language: Language) -> str:
    shown = say("never", language) if one.age is None else labels.length(one.age).in_(language)
    fine = one.state is SourceState.FRESH or one.age is None
    return shown if fine else f"{shown} · {labels.STATE[one.state].in_(language)}"


def _label(name: str) -> str:
    return shorten(plain(name), _LABEL)


def _height(bars: int) -> float:
    return 1.0 + 0.30 * max(bars, 2)


def svg(draw: Callable[[Axes], None], *, height: float, width: float = 8.2) -> str:
    """Return the figure ``draw`` makes; the user's own matplotlib settings have no say, and get none of ours."""
    with mpl.rc_context(), warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Glyph .* missing from font")  # a rare letter shows as a box
        mpl.rcdefaults()
        mpl.rcParams.update(_RC)
        figure = Figure(figsize=(width, height), layout="constrained")
        draw(figure.add_subplot())
        out = io.StringIO()
        FigureCanvasSVG(figure)  # takes the figure; no pyplot, no window, nothing registered anywhere
        figure.savefig(out, format="svg", metadata={"Date": None, "Creator": None})
    return out.getvalue()
