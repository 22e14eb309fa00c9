"""The places of the province, past and present, and how a text's names lead to today's communes.

``caobang.csv`` is the table, ``doubts.yaml`` what a reader knows beyond it; ``docs/places.md`` tells how a name
that others bear too is decided.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from rules.gazetteer import doubts as _doubts
from rules.gazetteer import meaning, reading, succession
from rules.gazetteer import units as _units
from rules.gazetteer.judge import Judge
from rules.gazetteer.names import Index, names
from rules.gazetteer.surroundings import Surroundings
from rules.gazetteer.units import Unit

if TYPE_CHECKING:
    from records import Place
    from vietnamese import Text

__all__ = ["TABLE", "Gazetteer", "Mention", "Unit", "load"]

TABLE: Final = Path(__file__).with_name("caobang.csv")
"""The table that comes with Rõ Tin."""

DOUBTS: Final = Path(__file__).with_name("doubts.yaml")
"""What is known of its names beside."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """A place named in a text, at ``start`` to ``end`` (exclusive) of the text's views."""

    place: Place
    start: int
    end: int


class Gazetteer:
    """Finds the places a text names. Build it with :func:`load`; it never changes afterwards."""

    def __init__(self, units: tuple[Unit, ...], doubts: _doubts.Doubts) -> None:
        self.units = units
        self._places = succession.places(units)
        self._index = Index(names(units, doubts.elsewhere))
        self._judge = Judge(units, doubts)
        self._province = next(unit for unit in units if unit.kind is _units.Kind.PROVINCE)

    @property
    def communes(self) -> tuple[Place, ...]:
        """Return the communes and wards of today, by code."""
        return tuple(sorted({place for place in self._places.values() if place.commune}))

    @property
    def unresolved(self) -> tuple[Unit, ...]:
        """Return the former communes of which no source says where they lie today."""
        return succession.unresolved(self.units)

    def place(self, unit: Unit) -> Place:
        """Return the place of today that ``unit`` stands for."""
        return self._places[unit.key]

    def find(self, text: Text, *, local: bool) -> tuple[Mention, ...]:
        """Return the places ``text`` names, in the order of the text; the same place as often as it is named.

        ``local`` says that the source speaks of the province as a matter of course.
        """
        sightings = self._index.sightings(text)
        if all(sighting.elsewhere for sighting in sightings):
            return ()
        read = reading.read(sightings, Surroundings(text), self._judge, local=local)
        districts = meaning.districts(read)
        return tuple(
            Mention(place=self._meant(one, districts), start=one.sighting.start, end=one.sighting.end) for one in read
        )

    def _meant(self, one: reading.Reading, districts: frozenset[str]) -> Place:
        """Return the one place that is meant; where it stays open which of several, the province they lie in."""
        places = {self.place(unit) for unit in meaning.units(one, districts)}
        return places.pop() if len(places) == 1 else self.place(self._province)


def load(table: Path = TABLE, doubts: Path = DOUBTS) -> Gazetteer:
    """Read the gazetteer.

    Raises:
        RulesError: the table or the doubts do not hold; all problems at once, each with file and line.
    """
    units = _units.read(table)
    return Gazetteer(units, _doubts.read(doubts, units))
