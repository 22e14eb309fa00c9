"""Reads the places out of one text: what is said around each name, and which names are sure enough to count."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from rules.gazetteer.height import means_height
from rules.gazetteer.judge import Evidence, Judge, Need, is_province
from rules.gazetteer.units import THINGS, Kind
from rules.gazetteer.vocabulary import (
    FAMILIES,
    HAMLETS,
    INSTITUTIONS,
    JOINERS,
    KINDS,
    LOCATIVES,
    MANY,
    PEOPLE,
    SHORT_UNIT_WORDS,
    STREETS,
    TIES,
    TIES_ELSEWHERE,
    UNIT_WORDS,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rules.gazetteer.names import Sighting
    from rules.gazetteer.surroundings import Surroundings
    from rules.gazetteer.units import Unit

NEAR: Final = 16
"""Letters of the original between two names that still stand beside each other: «, huyện », « (tỉnh »."""

TAIL: Final = 60
"""Letters of the original in which an address comes to its province: «, huyện Kiến Xương, tỉnh »."""


PASSES: Final = 3
"""How far along a list one sure name carries the others, counted in names."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A name in the text and what is known of it so far.

    ``kind`` is what a unit word says it is; ``refused`` that it is no place of ours whatever else is said.
    """

    sighting: Sighting
    need: Need
    kind: Kind | None = None
    refused: bool = False

    @property
    def units(self) -> tuple[Unit, ...]:
        """Return the units that may be meant, those of the stated kind if there is one."""
        if self.kind is None:
            return self.sighting.units
        return tuple(unit for unit in self.sighting.units if unit.kind is self.kind)

    @property
    def sure(self) -> bool:
        """Tell whether it counts: nothing else in the country is called so, or enough speaks for it."""
        return not self.refused and self.need is Need.NOTHING


def read(sightings: Sequence[Sighting], around: Surroundings, judge: Judge, *, local: bool) -> tuple[Reading, ...]:
    """Return the names that count as places here, in order.

    ``local`` says that the source speaks of the province as a matter of course.
    """
    readings = [_alone(sighting, around, judge, local=local) for sighting in sightings]
    readings = _along_lists(readings, around)
    readings = _elsewhere(readings, around)
    return tuple(reading for reading in _weighed(readings, around, local=local) if reading.sure)


def _weighed(readings: list[Reading], around: Surroundings, *, local: bool) -> list[Reading]:
    """Return the readings, those with evidence enough now sure; what became sure speaks for its neighbours."""
    context = local or any(reading.sure for reading in readings)
    foreign = any(_is_foreign(reading, around) for reading in readings)
    weighed = readings
    for _ in range(PASSES):
        weighed = [
            replace(reading, need=Need.NOTHING)
            if not (reading.refused or reading.sure)
            and _evidence(weighed, place, around, context=context, foreign=foreign).meets(reading.need)
            else reading
            for place, reading in enumerate(weighed)
        ]
    return weighed


def _alone(sighting: Sighting, around: Surroundings, judge: Judge, *, local: bool) -> Reading:
    """Return what the name and the words before it say."""
    if sighting.elsewhere:
        return Reading(sighting=sighting, need=Need.UNIT, refused=True)
    reading = Reading(sighting=sighting, need=judge.need(sighting, around))
    if is_province(sighting) and means_height(sighting, around, local=local):
        return replace(reading, refused=True)
    if _unit_word(reading, around):
        return _with_kind(reading, around)
    return _without_kind(reading, around, known=judge.well_known(sighting))


def _with_kind(reading: Reading, around: Surroundings) -> Reading:
    stated = replace(reading, kind=KINDS[" ".join(_unit_word(reading, around))])
    if stated.units:
        return stated
    return replace(reading, refused=not reading.sure)  # «phường Quang Trung»: there is none here


def _without_kind(reading: Reading, around: Surroundings, *, known: bool) -> Reading:
    """Return the reading, refused where the words before say that it is something else that bears the name."""
    if is_province(reading.sighting) or all(unit.kind in THINGS for unit in reading.units):
        return reading
    before, bare = around.before(reading.sighting.start), reading.sighting.bare
    refusing = [PEOPLE]
    if not any(unit.kind in THINGS for unit in reading.units):
        refusing += [HAMLETS]
    if reading.need is not Need.NOTHING:
        refusing += [STREETS] if known else [STREETS, INSTITUTIONS]
    if around.capital_before(reading.sighting.start):
        refusing += [FAMILIES]
    return replace(reading, refused=any(words.last_of(before, bare=bare) for words in refusing))


def _unit_word(reading: Reading, around: Surroundings) -> tuple[str, ...]:
    """Return the unit word before the name: «xã», «TP.», or that of the list it opens, «các xã: »."""
    start, bare = reading.sighting.start, reading.sighting.bare
    if found := UNIT_WORDS.last_of(around.before(start), bare=bare):
        return found
    earlier = around.last_before_break(start)
    found = UNIT_WORDS.last_of(earlier, bare=bare)
    if not found:
        return ()
    written, _ = around.between(start - 1, start)
    if " ".join(found) in SHORT_UNIT_WORDS:
        return found if written.strip() == "." else ()
    many = MANY.last_of(earlier[: -len(found)], bare=bare)
    return found if many and written.strip() == ":" else ()


def _along_lists(readings: list[Reading], around: Surroundings) -> list[Reading]:
    """Carry a unit word along its list: «các xã Bảo Lạc, Cô Ba và Khánh Xuân»."""
    carried: list[Reading] = []
    for reading in readings:
        last = carried[-1] if carried else None
        if last and last.kind and not reading.kind and not reading.refused and _listed(last, reading, around):
            stated = replace(reading, kind=last.kind)
            reading = stated if stated.units else reading  # noqa: PLW2901 - the same reading, better known
        carried.append(reading)
    return carried


def _elsewhere(readings: list[Reading], around: Surroundings) -> list[Reading]:
    """Refuse names others bear that another province follows, all along their list and wherever they return."""
    named: set[str] = set()
    for place in range(len(readings) - 2, -1, -1):
        reading, following = readings[place], readings[place + 1]
        if reading.need is Need.NOTHING or reading.sighting.elsewhere:
            continue
        if _leads_elsewhere(readings, place, around) or (
            not named.isdisjoint(_called(following)) and _tied(reading, following, around)
        ):
            named |= _called(reading)
    return [
        replace(reading, refused=True)
        if not named.isdisjoint(_called(reading)) and not _beside(readings, place, around)
        else reading
        for place, reading in enumerate(readings)
    ]


def _leads_elsewhere(readings: list[Reading], place: int, around: Surroundings) -> bool:
    """Tell whether the name is followed by its own province, as in an address; a list of provinces is none."""
    reading, following = readings[place], readings[place + 1]
    if not following.sighting.elsewhere:
        return False
    end, start = reading.sighting.end, following.sighting.start
    written, _ = around.between(end, start)
    if len(written) > TAIL or "\n" in written:
        return False
    clauses = [tuple(clause.split()) for clause in around.text.exact[end:start].split("\n")]
    bare = following.sighting.bare
    parts = (TIES_ELSEWHERE.only(clause, bare=bare) or UNIT_WORDS.first_of(clause, bare=bare) for clause in clauses)
    more = readings[place + 2] if place + 2 < len(readings) else None
    several = more is not None and more.sighting.elsewhere and _listed(following, more, around)
    return all(parts) and not several


def _evidence(
    readings: Sequence[Reading], place: int, around: Surroundings, *, context: bool, foreign: bool
) -> Evidence:
    """Return what speaks for one name; in a text that speaks of another province only, a unit word does not."""
    reading = readings[place]
    sighting = reading.sighting
    return Evidence(
        unit=reading.kind is not None and (context or not foreign),
        beside=_beside(readings, place, around),
        located=_located(sighting, around),
        context=context,
    )


def _located(sighting: Sighting, around: Surroundings) -> bool:
    """Tell whether the text is at the place: «ở …», «Trường THPT …», or «Trùng Khánh: …» before the news itself."""
    before, bare = around.before(sighting.start), sighting.bare
    if LOCATIVES.last_of(before, bare=bare) or INSTITUTIONS.last_of(before, bare=bare):
        return True
    return around.begins_clause(sighting.start) and around.written_after(sighting.end).startswith(":")


def _beside(readings: Sequence[Reading], place: int, around: Surroundings) -> bool:
    """Tell whether a sure place follows the name, or stands before it in a list."""
    reading = readings[place]
    following = readings[place + 1] if place + 1 < len(readings) else None
    if following is not None and following.sure and _tied(reading, following, around):
        return True
    earlier = readings[place - 1] if place else None
    return (
        earlier is not None and earlier.sure and not is_province(earlier.sighting) and _listed(earlier, reading, around)
    )


def _tied(first: Reading, second: Reading, around: Surroundings) -> bool:
    """Tell whether ``second`` stands right after ``first``, as the place it lies in or the next of a list."""
    written, words = around.between(first.sighting.end, second.sighting.start)
    short = len(written) <= NEAR and "\n" not in written and ":" not in written and "." not in written.strip(" .")
    return short and TIES.only(words, bare=second.sighting.bare)


def _listed(first: Reading, second: Reading, around: Surroundings) -> bool:
    """Tell whether the two are neighbours in a list: a comma, a dash or «và» between them."""
    written, words = around.between(first.sighting.end, second.sighting.start)
    apart = not words and written.strip() in {"", ":", "."}
    if len(written) > NEAR or apart or "\n" in written:
        return False
    return JOINERS.only(words, bare=second.sighting.bare)


def _is_foreign(reading: Reading, around: Surroundings) -> bool:
    """Tell whether this is another province, written as a name or called a province."""
    sighting = reading.sighting
    if not sighting.elsewhere:
        return False
    return around.capital(sighting.start) or bool(UNIT_WORDS.last_of(around.before(sighting.start), bare=sighting.bare))


def _called(reading: Reading) -> set[str]:
    return {name.folded for name in reading.sighting.names}
