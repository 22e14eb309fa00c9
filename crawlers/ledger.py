"""The books of one crawl: what was asked for, what came of it, how much time is left.

A crawl is judged by these counts alone. A request that was begun and neither came nor failed is counted too, as
``unaccounted``: Scrapy can lose one without a word.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from words import Words


@dataclass(slots=True, kw_only=True)
class Ledger:
    """Counts of a crawl under way.

    ``ends`` is when its time is up, on the ``timer`` (seconds, never turned back). ``entries`` are those its feed
    held, ``met`` those handed on, ``unread`` those whose page was left for the next run. ``asked_delay`` is the
    longest Crawl-delay met, ``told_to_wait`` whether a server asked for a longer pause than a run has.
    """

    timer: Callable[[], float]
    ends: float
    sent: int = 0
    begun: int = 0
    ended: int = 0
    bytes: int = 0
    entries: int = 0
    met: int = 0
    unread: int = 0
    pages: int = 0
    in_a_row: int = 0
    unchanged: bool = False
    told_to_wait: bool = False
    asked_delay: float = 0.0
    failures: Counter[str] = field(default_factory=Counter)
    refusal: Words | None = None
    fault: Exception | None = None

    @property
    def left(self) -> float:
        """Return the seconds left, 0 or less when time is up."""
        return self.ends - self.timer()

    def has_time(self, seconds: float, *, most: float) -> bool:
        """Return whether a wait of ``seconds`` is at most ``most`` and still leaves half of what time there is."""
        return seconds <= most and seconds * 2 <= self.left

    def counted_failures(self) -> tuple[tuple[str, int], ...]:
        """Return the failed requests by kind, the lost ones as ``unaccounted``; sorted."""
        lost = self.begun - self.ended
        return tuple(sorted((self.failures + Counter({"unaccounted": lost})).items()))
