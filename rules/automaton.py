"""Where the phrases of all rules stand in a text, found in one pass whatever their number.

The automaton runs over the folded view with a space at either end and between words, and looks for each literal
with a space at either end: so it finds whole words only, and both views with one pass. What it finds is exact for
``folded`` literals; marks, gaps and slots are checked afterwards, and only for phrases that came this far.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from ahocorasick_rs import AhoCorasick

from vietnamese import Text


class Automaton:
    """A set of literals, each a run of folded words with one space between them."""

    def __init__(self, literals: Iterable[str]) -> None:
        self._literals = tuple(sorted(set(literals)))
        self._lengths = tuple(map(len, self._literals))
        self._automaton = AhoCorasick([f" {literal} " for literal in self._literals]) if self._literals else None

    def find(self, text: Text) -> Mapping[str, list[int]]:
        """Return, for each literal in the text, every position of the view at which it starts, in order.

        Literals overlap freely; none reaches across the end of a clause.
        """
        if self._automaton is None:
            return {}
        folded = text.folded
        broken = "\n" in folded
        haystack = f" {folded.replace(chr(10), ' ')} "
        found: dict[str, list[int]] = {}
        # A literal's space stands one before it, and so does the haystack's own: the start of one is that of the other.
        for index, start, _ in self._automaton.find_matches_as_indexes(haystack, overlapping=True):
            if broken and folded.find("\n", start, start + self._lengths[index]) >= 0:
                continue
            found.setdefault(self._literals[index], []).append(start)
        return found
