"""From any unit, past or present, to where it lies today."""

from __future__ import annotations

from typing import TYPE_CHECKING

from records import Place
from rules.gazetteer.units import COMMUNES, DISTRICTS, THINGS, Unit, successor, surrounding

if TYPE_CHECKING:
    from collections.abc import Mapping

Key = tuple[str, str]


def places(units: tuple[Unit, ...]) -> Mapping[Key, Place]:
    """Return, for the key of each unit, the place of today it stands for.

    - A commune, ward or town leads to the commune or ward of today that took it in, through any number of steps.
    - A landmark or gate that lies in one commune leads to that commune.
    - The province, a former district, and a thing in several communes or in none we know of, is a place of its
      own that is no commune. So is a commune dissolved in 2020 of which no source says what took it in.
    """
    return {unit.key: _place(end_of_chain(unit, units)) for unit in units}


def end_of_chain(unit: Unit, units: tuple[Unit, ...]) -> Unit:
    """Return the last unit of the chain that is still one place on the map; the unit itself if there is none."""
    if unit.kind in DISTRICTS:  # a former district lies in several communes: what followed it does not say where
        return unit
    following = surrounding(unit, units) if unit.kind in THINGS else successor(unit, units)
    if following is None or following.kind not in COMMUNES:
        return unit
    return end_of_chain(following, units)


def unresolved(units: tuple[Unit, ...]) -> tuple[Unit, ...]:
    """Return the former communes of which it is not known where they lie today."""
    return tuple(
        unit for unit in units if unit.kind in COMMUNES and not unit.today and not end_of_chain(unit, units).today
    )


def _place(unit: Unit) -> Place:
    code, valid_from = unit.key
    name = unit.name if unit.today else f"{unit.name} (cũ)"
    return Place(code=code, valid_from=valid_from, name=name, commune=unit.kind in COMMUNES and unit.today)
