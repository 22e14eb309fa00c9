"""Every way a unit's name is written, and where such names stand in a text.

One automaton over the folded view finds all of them in one pass; a find counts only where it is whole words, and
each word stands either with the marks of the name or without any.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Final, NamedTuple

import ahocorasick_rs

import vietnamese
from rules.gazetteer.units import FIRST_WORDS, THINGS, Kind, Unit
from rules.index import KERNEL

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

_SHORT_WORDS: Final = {"TP": Kind.CITY, "TX": Kind.CITY, "Thị xã": Kind.CITY, "TT": Kind.TOWN}
"""How an alias of a unit may begin, beside the full first words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Name:
    """One spelling and everything here that bears it.

    ``exact`` is its exact view; ``units`` are those so called, without their first word (``quang trung``) except
    for things (``thác bản giốc``). An empty ``units`` is the name of another province or country. ``capital``
    counts the words up to the last one written with a capital; 0 if none is.
    """

    exact: str
    folded: str
    units: tuple[Unit, ...] = ()
    capital: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Sighting:
    """A name standing in a text: positions in the views, and the spellings that agree with what is written.

    ``bare`` tells that the writing leaves marks off, so that the name may be another one with other marks.
    """

    start: int
    end: int
    names: tuple[Name, ...] = field(repr=False)
    bare: bool

    @property
    def units(self) -> tuple[Unit, ...]:
        """Return every unit that may be meant."""
        return tuple(unit for name in self.names for unit in name.units)

    @property
    def elsewhere(self) -> bool:
        """Tell whether this is the name of another province or country."""
        return not any(name.units for name in self.names)


class Views(NamedTuple):
    """A name in the two views of a text."""

    exact: str
    folded: str


@cache
def views(name: str) -> Views:
    """Return a name as a text's views would hold it."""
    text = vietnamese.read(name)
    return Views(text.exact, text.folded)


def spellings(unit: Unit) -> frozenset[str]:
    """Return how the unit is called: name and aliases, without the first word of a unit of government.

    An alias that is another spelling without its marks is left out: what lacks marks is found anyway.
    """
    written = {_without_first_word(unit, name) for name in (unit.name, *unit.aliases)}
    marked = {views(name).folded for name in written if views(name).folded != views(name).exact}
    return frozenset(name for name in written if views(name).exact not in marked)


def names(units: Iterable[Unit], elsewhere: Iterable[str]) -> tuple[Name, ...]:
    """Return every spelling of ``units`` once, and the names of ``elsewhere`` that nothing here bears."""
    bearers: dict[str, dict[tuple[str, str], Unit]] = {}
    capitals: dict[str, int] = {}
    for unit in units:
        for spelling in sorted(spellings(unit)):
            exact = views(spelling).exact
            bearers.setdefault(exact, {})[unit.key] = unit
            capitals[exact] = max(_capital(spelling), capitals.get(exact, 0))
    for spelling in elsewhere:
        exact = views(spelling).exact
        bearers.setdefault(exact, {})
        capitals.setdefault(exact, _capital(spelling))
    return tuple(
        Name(exact=exact, folded=views(exact).folded, units=tuple(found.values()), capital=capitals[exact])
        for exact, found in bearers.items()
    )


class Index:
    """Finds names in texts."""

    def __init__(self, known: Iterable[Name]) -> None:
        self._by_folded: dict[str, list[Name]] = {}
        for name in known:
            self._by_folded.setdefault(_flat(name.folded), []).append(name)
        self._patterns = tuple(self._by_folded)
        self._find = _uncompiled(self._patterns) if KERNEL is None else KERNEL.Finder(self._patterns).find

    def sightings(self, text: vietnamese.Text) -> tuple[Sighting, ...]:
        """Return the names in ``text`` in order, the longest where several overlap."""
        whole = [(start, -end, index) for start, end, index in self._find(text.folded)]
        sightings: list[Sighting] = []
        reach = 0
        for start, minus_end, index in sorted(whole):
            if start < reach:
                continue
            sighting = self._agreeing(text, start, -minus_end, self._patterns[index])
            if sighting is not None:
                sightings.append(sighting)
                reach = sighting.end
        return tuple(sightings)

    def _agreeing(self, text: vietnamese.Text, start: int, end: int, folded: str) -> Sighting | None:
        written = text.exact[start:end]
        agreeing = tuple(name for name in self._by_folded[folded] if _agrees(written, name))
        if not agreeing:
            return None
        marked = all(_flat(name.exact) == _flat(written) for name in agreeing)
        return Sighting(start=start, end=end, names=agreeing, bare=not marked or text.exact == text.folded)


def _uncompiled(patterns: Sequence[str]) -> Callable[[str], Iterable[tuple[int, int, int]]]:
    """Return what the kernel does too: start, end and number of each pattern in a view, ends of clauses not minded."""
    automaton = ahocorasick_rs.AhoCorasick(patterns)

    def find(view: str) -> Iterator[tuple[int, int, int]]:
        flat = _flat(view)
        for index, start, end in automaton.find_matches_as_indexes(flat, overlapping=True):
            if _is_whole(flat, start, end):
                yield start, end, index

    return find


def _agrees(written: str, name: Name) -> bool:
    """Tell whether each word is written as in the name or without any mark, breaks only where the name has one."""
    if "\n" in written and "\n" not in name.exact:
        return False
    words = zip(_words(written), _words(name.exact), _words(name.folded), strict=True)
    return all(word in {exact, folded} for word, exact, folded in words)


def _words(view: str) -> list[str]:
    return _flat(view).split(" ")


def _flat(view: str) -> str:
    return view.replace("\n", " ")


def _is_whole(view: str, start: int, end: int) -> bool:
    return (start == 0 or view[start - 1] == " ") and (end == len(view) or view[end] == " ")


def _capital(spelling: str) -> int:
    words = [word for word in spelling.split() if any(map(str.isalnum, word))]  # «Đồng Đăng - Trà Lĩnh» has four
    return max((place for place, word in enumerate(words, start=1) if word[0].isupper()), default=0)


def _without_first_word(unit: Unit, name: str) -> str:
    if unit.kind in THINGS:
        return name
    for first in (*FIRST_WORDS.values(), *_SHORT_WORDS):
        if name.startswith(f"{first} "):
            return name.removeprefix(first).strip()
    return name
