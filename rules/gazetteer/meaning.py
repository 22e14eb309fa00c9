"""Which unit a name means where several here bear it: by the district the text names, else the latest."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from rules.gazetteer.judge import is_province
from rules.gazetteer.units import DISTRICTS, Kind

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rules.gazetteer.reading import Reading
    from rules.gazetteer.units import Unit


def districts(readings: Iterable[Reading]) -> frozenset[str]:
    """Return the codes of the former districts whose names stand in the text; «Cao Bằng» alone is the province."""
    return frozenset(
        unit.code
        for reading in readings
        if reading.kind is Kind.CITY or not is_province(reading.sighting)
        for unit in reading.sighting.units
        if unit.kind in DISTRICTS
    )


def units(reading: Reading, named: frozenset[str]) -> tuple[Unit, ...]:
    """Return the units the name means: those in a district named in the text, of these the latest.

    «xã Hưng Đạo» is today's commune of that name; «xã Hưng Đạo, huyện Nguyên Bình» the one that was there.
    """
    candidates = reading.units
    within = tuple(unit for unit in candidates if unit.parent in named)
    chosen = within if within and not _is_own_district(reading, named) else candidates
    last = max(unit.valid_to or date.max for unit in chosen)
    return tuple(unit for unit in chosen if (unit.valid_to or date.max) == last)


def _is_own_district(reading: Reading, named: frozenset[str]) -> bool:
    """Tell whether the district named is the name itself: «Bảo Lạc» alone does not send Bảo Lạc to its old town."""
    own = {unit.code for unit in reading.sighting.units if unit.kind in DISTRICTS}
    return named <= own
