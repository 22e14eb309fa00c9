"""Texts as rules are tried on them before they are used: placed or not, with their marks or without."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import cached_property
from typing import Final, overload

from rules.layout import Range
from rules.match import RuleSet
from rules.scan import Scan
from vietnamese import Text

NAME_WORDS: Final = 4
"""Longest name tried as a place; the longest of a commune in the province has four words."""

_MARK: Final = re.compile("[\u0300-\u036f]")


def scans(rules: RuleSet, text: Text) -> tuple[Scan, Scan]:
    """Return the text as one that names no place, and as one in which whatever is written like a name is one.

    Packs are checked without the gazetteer.
    """
    found = rules.index.find(text)
    unplaced = Scan(text, found)
    return unplaced, Scan(text, found, Names(text)) if rules.reads_places else unplaced


class Names(Sequence[Range]):
    """Every run of up to four words of which each begins with a capital, as ranges of the view.

    Worked out when first asked for: few rules ask.
    """

    def __init__(self, text: Text) -> None:
        self._text = text

    @overload
    def __getitem__(self, index: int) -> Range: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Range]: ...
    def __getitem__(self, index: int | slice) -> Range | Sequence[Range]:
        return self._ranges[index]

    def __len__(self) -> int:
        return len(self._ranges)

    @cached_property
    def _ranges(self) -> tuple[Range, ...]:
        found: list[Range] = []
        begins, start = self._text.starts, 0
        for clause in self._text.exact.split("\n"):
            capitals: list[Range] = []
            for word in clause.split(" "):
                end = start + len(word)
                if word and self._text.original[begins[start]].isupper():
                    capitals.append((start, end))
                    found += [(first, end) for first, _ in capitals[-NAME_WORDS:]]
                else:
                    capitals.clear()
                start = end + 1
        return tuple(found)


def unmarked(original: str) -> str:
    """Return the text as someone types it who leaves out all marks: half of ordinary messages have none."""
    letters = unicodedata.normalize("NFD", original).replace("đ", "d").replace("Đ", "D")
    return _MARK.sub("", letters)
