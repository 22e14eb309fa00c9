"""The hits of phrases and groups in one text: what the automaton found, checked for marks, gaps and slots.

Only phrases that a rule still needs are checked, each once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Final

from rules.condition import Hit
from rules.layout import Layout, Range
from rules.model import Gap, Literal, Logic, Part, Phrase, PhraseGroup, Regex, Slot, View
from vietnamese import Text

MAX_REGEX_HITS: Final = 200
"""Hits of one regular expression that count in one text: each may cost a pass over the rest of it."""


class Scan:
    """A text with the literals found in it, and the places it names as ranges of the view."""

    __slots__ = ("_groups", "_near", "_phrases", "found", "layout", "text")

    def __init__(self, text: Text, found: Mapping[str, Sequence[int]], places: Sequence[Range] = ()) -> None:
        self.text = text
        self.layout = Layout(text, places)
        self.found = found
        # The rules outlive the scan, so an id names one phrase or group.
        self._phrases: dict[int, Sequence[Hit]] = {}
        self._groups: dict[int, tuple[Hit, ...]] = {}
        self._near: dict[int, list[Phrase]] = {}

    def phrase(self, phrase: Phrase) -> Sequence[Hit]:
        """Return the hits of the phrase, by start."""
        hits = self._phrases.get(id(phrase))
        if hits is None:
            ranges = self._alone(phrase) if len(phrase.parts) == 1 else sorted(set(self._ranges(phrase)))
            written = phrase.written
            hits = self._phrases[id(phrase)] = [Hit(start, end, written) for start, end in ranges]
        return hits

    def source(self, source: Phrase | Regex) -> Sequence[Hit]:
        """Return the hits of a phrase or a regular expression, by start."""
        return self.phrase(source) if isinstance(source, Phrase) else tuple(_regex_hits(source, self.layout))

    def group(self, group: PhraseGroup) -> tuple[Hit, ...]:
        """Return the hits of the group, by start."""
        hits = self._groups.get(id(group))
        if hits is None:
            hits = self._groups[id(group)] = tuple(self._found(group, self.near(group)))
        return hits

    def near(self, group: PhraseGroup) -> Sequence[Phrase]:
        """Return the phrases of the group of which the literal was found, each once."""
        near = self._near.get(id(group))
        if near is None:
            index = group.by_literal
            near = [phrase for literal in self.found.keys() & index.keys() for phrase in index[literal]]
            if group.includes:
                every = {id(phrase): phrase for other in group.includes for phrase in self.near(other)}
                near += every.values()
            self._near[id(group)] = near
        return near

    def _found(self, group: PhraseGroup, near: Sequence[Phrase]) -> Iterable[Hit]:
        if group.regex is not None:
            return _regex_hits(group.regex, self.layout)
        phrases = [*near, *group.loose]
        if len(phrases) == 1:
            return self.phrase(phrases[0])
        return sorted([hit for phrase in phrases for hit in self.phrase(phrase)])

    def _alone(self, phrase: Phrase) -> Sequence[Range]:
        """Return where the phrase stands, if it is nothing but a literal or a slot."""
        (part,) = phrase.parts
        if isinstance(part, Slot):
            return self.layout.slots(part.name)
        return self._finds(phrase)[1]

    def _ranges(self, phrase: Phrase) -> Iterator[Range]:
        """Grow each find of the phrase's key, or of its first slot if it has no literal, to both sides."""
        key, finds = self._finds(phrase)
        before, after = phrase.parts[:key][::-1], phrase.parts[key + 1 :]
        for start, end in finds:
            for first in self._left(before, start, phrase.view):
                for last in self._right(after, end, phrase.view):
                    yield first, last

    def _finds(self, phrase: Phrase) -> tuple[int, Sequence[Range]]:
        for index, part in enumerate(phrase.parts):
            if phrase.key is None and isinstance(part, Slot):
                return index, self.layout.slots(part.name)
            if phrase.key == index and isinstance(part, Literal):
                size = len(part.folded)
                starts = self.found.get(part.folded, ())
                return index, [(at, at + size) for at in starts if self._spelled(part, phrase.view, at)]
        raise ValueError("a phrase has a literal or a slot")

    def _right(self, parts: tuple[Part, ...], end: int, view: View) -> set[int]:
        """Return where ``parts`` end if they follow the range that ends at ``end``."""
        reached, folded = {end}, self.text.folded
        for part in parts:
            starts = [at + 1 for at in reached if folded.startswith(" ", at)]
            reached = {last for start in starts for last in self._ends(part, start, view)}
        return reached

    def _left(self, parts: tuple[Part, ...], start: int, view: View) -> set[int]:
        """Return where ``parts``, given backwards, start if they come before ``start``."""
        reached, folded = {start}, self.text.folded
        for part in parts:
            ends = [at - 1 for at in reached if at > 0 and folded[at - 1] == " "]
            reached = {first for end in ends for first in self._starts(part, end, view)}
        return reached

    def _ends(self, part: Part, start: int, view: View) -> Sequence[int]:
        match part:
            case Literal(folded=folded):
                end = start + len(folded)
                return (end,) if self._stands(part, view, start, end) else ()
            case Gap():
                return (self.layout.word_from(start),)
            case Slot(name=name):
                return self.layout.slots_from(name, start)

    def _starts(self, part: Part, end: int, view: View) -> Sequence[int]:
        match part:
            case Literal(folded=folded):
                start = end - len(folded)
                return (start,) if start >= 0 and self._stands(part, view, start, end) else ()
            case Gap():
                return (self.layout.word_to(end),)
            case Slot(name=name):
                return self.layout.slots_to(name, end)

    def _stands(self, literal: Literal, view: View, start: int, end: int) -> bool:
        same = self.text.folded.startswith(literal.folded, start)
        return same and self.layout.whole(start, end) and self._spelled(literal, view, start)

    def _spelled(self, literal: Literal, view: View, start: int) -> bool:
        """Say whether the literal, which stands at ``start`` in the folded view, has the marks ``view`` asks for."""
        if view is View.FOLDED:
            return True
        written = self.text.exact[start : start + len(literal.folded)]
        if written == literal.exact or view is View.EXACT:
            return written == literal.exact
        if written == literal.folded or " " not in written:
            return written == literal.folded
        words = zip(written.split(" "), literal.exact.split(" "), literal.folded.split(" "), strict=True)
        return all(word in (exact, folded) for word, exact, folded in words)


class Found:
    """What one rule's conditions are judged by: the hits of its groups in a scan."""

    def __init__(self, scan: Scan, logic: Logic) -> None:
        self._scan = scan
        self._groups = {group.name: group for group in logic.groups}
        self.word: Callable[[int], int] = scan.layout.word
        """Which word of the text, from 0, stands at a position of the view."""

    def hits(self, group: str) -> tuple[Hit, ...]:
        """Return the hits of the group, by start."""
        return self._scan.group(self._groups[group])


def _regex_hits(regex: Regex, layout: Layout) -> Iterator[Hit]:
    """Yield the hits; in bytes, because re2 would encode the whole text anew for each search in it."""
    data = layout.encoded
    letters = bytes_read = place = 0
    for _ in range(MAX_REGEX_HITS):
        found = regex.compiled.search(data, place)
        if found is None or found.start(1) == found.end(1):
            return
        letters += len(data[bytes_read : found.start(1)].decode())
        start = letters
        letters += len(data[found.start(1) : found.end(1)].decode())
        # From the end of the find itself, not of its guard: one separator may stand between two finds.
        bytes_read = place = found.end(1)
        yield Hit(start, letters, regex.written)
