"""What stands around a name in a text: the words before and after it, and whether capitals tell anything."""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from vietnamese import Text

REACH: Final = 60
"""Letters of a view looked at on either side: eight words and more."""

MOSTLY: Final = 0.6
"""Share of capital letters above which a text is a heading and they say nothing."""

NEARLY_ALL: Final = 0.8
"""Share of words with a capital, first words of clauses aside, from which a text is a heading."""

ENOUGH: Final = 5
"""Words needed before their share says anything."""


_INNER: Final = re.compile(r"(?<=[\w,] )[^\W\d_]")
"""The first letter of a word that begins no sentence."""

_GAP: Final = re.compile(r"[ \n]")


class Surroundings:
    """Answers about places in one text. Positions are those of the views."""

    def __init__(self, text: Text) -> None:
        self.text = text

    @cached_property
    def capitals_speak(self) -> bool:
        """Tell whether a small letter shows that a word is no name.

        It does not in a heading set in capitals, nor in a post whose only capitals begin its sentences.
        """
        original = self.text.original
        upper, lower = sum(map(str.isupper, original)), sum(map(str.islower, original))
        if upper > MOSTLY * (upper + lower):
            return False
        inner = [letter.isupper() for letter in _INNER.findall(original)]
        heading = len(inner) >= ENOUGH and sum(inner) >= NEARLY_ALL * len(inner)
        return any(inner) and not heading

    @cached_property
    def bare(self) -> bool:
        """Tell whether the text is written without any mark."""
        return self.text.exact == self.text.folded

    def capital(self, position: int) -> bool:
        """Tell whether the letter at ``position`` is a capital, or a figure, in the original."""
        letter = self.text.original[self.text.starts[position]]
        return letter.isupper() or letter.isdigit()

    def capital_before(self, position: int) -> bool:
        """Tell whether the word before the one at ``position`` begins with a capital that says something."""
        if position == 0 or self.begins_clause(position) or not self.capitals_speak:
            return False
        reach = self.text.exact[max(0, position - REACH) : position - 1]
        return self.capital(position - 1 - len(reach) + max(reach.rfind(" "), reach.rfind("\n")) + 1)

    def begins_clause(self, position: int) -> bool:
        """Tell whether a clause begins at ``position``."""
        return position == 0 or self.text.exact[position - 1] == "\n"

    def before(self, position: int) -> tuple[str, ...]:
        """Return the nearby words of the same clause before ``position``."""
        return tuple(self.text.exact[max(0, position - REACH) : position].rpartition("\n")[2].split())

    def after(self, position: int) -> tuple[str, ...]:
        """Return the nearby words of the same clause after ``position``."""
        return tuple(self.text.exact[position : position + REACH].partition("\n")[0].split())

    def next_word(self, position: int) -> int:
        """Return where the word after the one at ``position`` begins."""
        found = _GAP.search(self.text.exact, position)
        return found.end() if found else len(self.text.exact)

    def last_before_break(self, position: int) -> tuple[str, ...]:
        """Return the nearby words of the clause that ends where the clause at ``position`` begins."""
        return self.before(position - 1) if position > 0 and self.begins_clause(position) else ()

    def written_after(self, end: int) -> str:
        """Return the few letters of the original after a range of the view that ends at ``end``."""
        begin = self.text.origin(end - 1, end)[1]
        return self.text.original[begin : begin + 2].lstrip()

    def between(self, end: int, start: int) -> tuple[str, tuple[str, ...]]:
        """Return what stands between two ranges: as written, line ends and all, and as words of the exact view."""
        written = self.text.original[self.text.ends[end - 1] : self.text.starts[start]]
        return written, tuple(self.text.exact[end:start].split())
