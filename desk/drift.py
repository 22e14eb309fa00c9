"""Whether a source drifts: its entries come, but far fewer of their pages give text than did.

A site that changes how its pages are built still answers, and its list still names what is new; only the text is no
longer found, and what is stored is the two lines its list says. No request fails, so nothing else would tell.

What a run says of its pages is read from its tally. *Blank* pages came and gave no text. Pages that failed on the way
say nothing of how they are built, and are left out. An entry for whose page a run had no time left, and that was told
by what its list says, cannot be told from one with text, and counts as such.

The test, of the newest runs that read :data:`PAGES` pages together, against the :data:`PAST` before them: their yield
is below half of the median of the days' yields, and so few would come by chance, each page for itself at that median,
at most once in a hundred times. A source that never gave much is not said to drift for giving little. What lasts longer
than about half of that past becomes the source's own, and is told no more.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from math import comb
from statistics import median
from typing import Final

from records import Run, in_zone

PAGES: Final = 10
"""Fewer pages say nothing."""

DAYS: Final = 3
"""Days with pages that a source must have behind it."""

PAST: Final = timedelta(days=14)
"""How far back a source is compared with itself, and how old the newest runs may be."""

FALLEN: Final = 0.5
"""A yield below so much of the usual one has fallen."""

ALPHA: Final = 0.01
"""The chance at which it has fallen by more than luck."""

BLANK: Final = frozenset({"no_text", "bad_type", "too_complex", "legacy_font"})
"""Failures of pages that came and gave no text we can read."""

WITHOUT_PAGE: Final = frozenset(
    {"known", "duplicate", "offsite", "no_link", "over_page_limit", "frontier_full", "unread", "given_up", "unreported"}
)
"""Reasons for which an entry is let go before its page gave or failed to give text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Drift:
    """So many of the last ``pages`` gave text, where ``usual`` is the share that did (0 to 1)."""

    texts: int
    pages: int
    usual: float


def drift(runs: Sequence[Run], *, until: datetime) -> Drift | None:
    """Return how far the source has drifted at ``until``; ``None`` if it has not, or too little is known.

    Args:
        runs: runs of one source that ended well, in the order in which they were due.
        until: the moment spoken of.
    """
    texts, pages, begin = 0, 0, until
    for run in reversed(runs):
        if pages >= PAGES or until - run.due > PAST:
            break
        given, blank = pages_of(run)
        texts, pages, begin = texts + given, pages + given + blank, run.due
    usual = _usual([run for run in runs if begin - PAST <= run.due < begin])
    if usual is None or pages < PAGES or texts >= FALLEN * usual * pages or _or_fewer(texts, pages, usual) > ALPHA:
        return None
    return Drift(texts=texts, pages=pages, usual=usual)


def pages_of(run: Run) -> tuple[int, int]:
    """Return how many pages of the run gave text, and how many came and gave none.

    Whatever failed otherwise counts against the first, as if it had been a page: at worst a list that failed.
    """
    blank = sum(count for kind, count in run.tally.failures if kind in BLANK)
    failed = sum(count for kind, count in run.tally.failures if kind not in BLANK)
    without = sum(count for reason, count in run.tally.discarded if reason in WITHOUT_PAGE)
    return max(0, run.tally.seen - without - blank - failed), blank


def _usual(runs: Sequence[Run]) -> float | None:
    """Return the median of the days' yields; ``None`` if there are too few days or pages."""
    days: defaultdict[date, list[int]] = defaultdict(lambda: [0, 0])
    for run in runs:
        texts, blank = pages_of(run)
        day = days[in_zone(run.due).date()]
        day[0] += texts
        day[1] += texts + blank
    read = [(texts, pages) for texts, pages in days.values() if pages]
    if len(read) < DAYS or sum(pages for _, pages in read) < PAGES:
        return None
    return median(texts / pages for texts, pages in read)


def _or_fewer(texts: int, pages: int, usual: float) -> float:
    """Return the chance of ``texts`` or fewer of ``pages``, each for itself at ``usual``: the binomial's tail."""
    return sum(comb(pages, n) * usual**n * (1 - usual) ** (pages - n) for n in range(texts + 1))
