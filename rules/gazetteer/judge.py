"""How much a name needs before it counts as a place here, and what speaks for it.

``docs/places.md`` says the same in plain words.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING

from rules.gazetteer.units import DISTRICTS, THINGS, Kind, Unit

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rules.gazetteer.doubts import Doubts
    from rules.gazetteer.names import Name, Sighting
    from rules.gazetteer.surroundings import Surroundings


class Need(IntEnum):
    """What a name needs before it counts, from the least to the most."""

    NOTHING = 0  # nothing else is called so
    ANYTHING = 1  # any one piece of evidence
    CONTEXT = 2  # its unit word, a sure place beside it, or a text or source that speaks of the province
    STRONG = 3  # its unit word, a sure place beside it, or both «ở …» and such a text
    BESIDE = 4  # its unit word or a sure place beside it
    UNIT = 5  # its unit word


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What speaks for a name: its unit word, a sure place beside it, «ở» before it, the text or source around it."""

    unit: bool
    beside: bool
    located: bool
    context: bool

    def meets(self, need: Need) -> bool:
        """Tell whether this is enough."""
        enough = {
            Need.NOTHING: True,
            Need.ANYTHING: self.beside or self.located or self.context,
            Need.CONTEXT: self.beside or self.context,
            Need.STRONG: self.beside or (self.located and self.context),
            Need.BESIDE: self.beside,
            Need.UNIT: False,
        }
        return self.unit or enough[need]


class Judge:
    """Knows how much each name needs."""

    def __init__(self, units: Iterable[Unit], doubts: Doubts) -> None:
        units = tuple(units)
        self._ordinary = frozenset(doubts.ordinary)
        self._shared = frozenset(doubts.shared)
        self._known = frozenset(doubts.known)
        self._generic = frozenset(unit.name.split()[0].casefold() for unit in units if unit.kind in THINGS)

    def need(self, sighting: Sighting, around: Surroundings) -> Need:
        """Return what ``sighting`` needs, by its namesakes, by its capitals and marks, in that order."""
        if is_province(sighting):
            return Need.NOTHING
        if around.capitals_speak:
            return self._by_names(sighting, capital=True) if is_capital(sighting, around) else Need.UNIT
        by_names = self._by_names(sighting, capital=False)
        return max(by_names, self._unmarked(sighting)) if sighting.bare else by_names

    def well_known(self, sighting: Sighting) -> bool:
        """Tell whether the name is a former district's or otherwise known to everyone."""
        return any(self._well_known(name) for name in sighting.names)

    def _by_names(self, sighting: Sighting, *, capital: bool) -> Need:
        return max(self._by_name(name, sighting, capital=capital) for name in sighting.names)

    def _by_name(self, name: Name, sighting: Sighting, *, capital: bool) -> Need:
        if name.exact in self._ordinary and not (capital and self._says_what_it_is(name)):
            return Need.BESIDE
        if any(unit.common_word for unit in name.units):
            return Need.STRONG if self._well_known(name) else Need.BESIDE
        counts = [(unit.namesakes_bare if sighting.bare else unit.namesakes) or 0 for unit in name.units]
        return Need.CONTEXT if name.exact in self._shared or any(counts) else Need.NOTHING

    def _unmarked(self, sighting: Sighting) -> Need:
        """Return what a name in small letters without marks needs: «bi ha» is «bị hạ» more often than Bí Hà."""
        telling = any(self._says_what_it_is(name) for name in sighting.names)
        if self.well_known(sighting):
            return Need.NOTHING if telling else Need.ANYTHING
        return Need.CONTEXT if telling else Need.BESIDE

    def _well_known(self, name: Name) -> bool:
        known = any(name.exact == one or name.exact.endswith(f" {one}") for one in self._known)
        return known or any(unit.kind in DISTRICTS for unit in name.units)

    def _says_what_it_is(self, name: Name) -> bool:
        """Tell whether the name holds its own «sông», «đèo», «cửa khẩu»."""
        return name.exact.split()[0] in self._generic and any(unit.kind in THINGS for unit in name.units)


def is_province(sighting: Sighting) -> bool:
    """Tell whether the name is the province's own."""
    return any(unit.kind is Kind.PROVINCE for unit in sighting.units)


def is_capital(sighting: Sighting, around: Surroundings) -> bool:
    """Tell whether the name is written as one: its last capital word, or a first one that begins no clause."""
    last = max(name.capital for name in sighting.names)
    if last == 0:
        return True
    position = sighting.start
    for _ in range(last - 1):
        position = around.next_word(position)
    first = around.capital(sighting.start) and not around.begins_clause(sighting.start)
    return around.capital(position) or first
