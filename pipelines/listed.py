"""What a list of scams names, brought into the spelling in which articles' indicators are kept."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from records import Indicator, IndicatorKind
from vietnamese.links import read_listed

if TYPE_CHECKING:
    from collections.abc import Sequence

NO_INDICATOR = "no_indicator"
"""An entry that can be none: no host, the state's own, or a page on a network that may be somebody's."""


def indicators(named: Sequence[str]) -> tuple[frozenset[Indicator], Counter[str]]:
    """Return the indicators that ``named`` are, and how many entries were let go, by reason.

    An entry with a path is that link and no more: a site that was broken into does not become a scam's as a whole.
    """
    found: set[Indicator] = set()
    passed: Counter[str] = Counter()
    for each in named:
        if (indicator := _indicator(each)) is None:
            passed[NO_INDICATOR] += 1
        elif indicator in found:
            passed["duplicate"] += 1
        else:
            found.add(indicator)
    return frozenset(found), passed


def _indicator(named: str) -> Indicator | None:
    link = read_listed(named)
    if link is None:
        return None
    if link.url:
        return Indicator(kind=IndicatorKind.URL, value=link.url)
    return Indicator(kind=IndicatorKind.DOMAIN, value=link.host) if link.host else None
