"""The hits of phrases and groups in one text: what the automaton found, checked for marks, gaps and slots.

Only phrases that a rule still needs are checked, each once.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from rules.condition import Hit
from rules.layout import Layout, Range
from rules.model import Gap, Literal, Logic, Part, Phrase, PhraseGroup, Regex, Slot, View
from vietnamese import Text

MAX_REGEX_HITS: Final = 200
"""Hits of one regular expression that count in one text: each may cost a pass over the rest of it."""


class Scan:
    """A text with the literals found in it, and the places it names as ranges of the view."""

    def __init__(self, text: Text, found: Mapping[str, Sequence[int]], places: Sequence[Range] = ()) -> None:
        self.text = text
        self.layout = Layout(text, places)
        self.found = found
        self._hits: dict[int, tuple[Hit, ...]] = {}

    def phrase(self, phrase: Phrase) -> tuple[Hit, ...]:
        """Return the hits of the phrase, by start."""
        hits = self._hits.get(id(phrase))  # the rules outlive the scan, so an id names one phrase
        if hits is None:
            hits = tuple(Hit(start, end, phrase.written) for start, end in sorted(set(self._ranges(phrase))))
            self._hits[id(phrase)] = hits
        return hits

    def group(self, group: PhraseGroup) -> tuple[Hit, ...]:
        """Return the hits of the group, by start."""
        if group.regex is not None:
            return tuple(_regex_hits(group.regex, self.layout))
        hits = [hit for phrase in self.near(group) for hit in self.phrase(phrase)]
        return tuple(sorted(hits + [hit for phrase in group.loose for hit in self.phrase(phrase)]))

    def near(self, group: PhraseGroup) -> list[Phrase]:
        """Return the phrases of the group of which the literal was found."""
        index = group.by_literal
        return [phrase for literal in self.found if literal in index for phrase in index[literal]]

    def _ranges(self, phrase: Phrase) -> Iterator[Range]:
        """Grow each find of the phrase's key, or of its first slot if it has no literal, to both sides."""
        key, finds = self._finds(phrase)
        if len(phrase.parts) == 1:
            yield from finds
            return
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
        if view is View.EXACT or written == literal.exact:
            return written == literal.exact
        words = zip(written.split(" "), literal.exact.split(" "), literal.folded.split(" "), strict=True)
        return all(word in (exact, folded) for word, exact, folded in words)


class Found:
    """What one rule's conditions are judged by: the hits of its groups in a scan, each worked out once."""

    def __init__(self, scan: Scan, logic: Logic) -> None:
        self._scan = scan
        self._groups = {group.name: group for group in logic.groups}
        self._hits: dict[str, tuple[Hit, ...]] = {}

    def hits(self, group: str) -> tuple[Hit, ...]:
        """Return the hits of the group, by start."""
        if group not in self._hits:
            self._hits[group] = self._scan.group(self._groups[group])
        return self._hits[group]

    def word(self, position: int) -> int:
        """Return which word of the text, from 0, stands at the position of the view."""
        return self._scan.layout.word(position)


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
