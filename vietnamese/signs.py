"""The cheap look before the dear ones: words that hold a figure or a full stop, where alone an indicator can be.

Three careless searches cost nine times reading the text; one pass that most texts leave empty costs next to nothing.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from vietnamese.text import Text

_CHEAP: Final = re.compile(r"[0-9.]")
_SIGN: Final = re.compile(r"(?<![^ \n])[^ \n0-9.]*[0-9.][^ \n]*")

REACH: Final = 80
"""Letters of a view looked at on either side of a sign: some dozen words, so that cost stays linear."""


class Sign(NamedTuple):
    """A word of the exact view with a figure or a full stop in it, and where it stands in the views."""

    word: str
    start: int
    end: int

    @property
    def digits(self) -> str:
        """Return its figures alone."""
        return "".join(filter(str.isdigit, self.word))


def listed(words: str) -> frozenset[str]:
    """Return the words of a list written with spaces between them."""
    return frozenset(words.split())


def signs(text: Text) -> tuple[Sign, ...]:
    """Return the words of ``text`` that may be, or be part of, a link, a number or an amount, in order."""
    if _CHEAP.search(text.exact) is None:
        return ()
    return tuple(Sign(found[0], found.start(), found.end()) for found in _SIGN.finditer(text.exact))


def words_before(view: str, position: int) -> list[str]:
    """Return the words of ``view`` near before ``position``, clause breaks not minded, the nearest last."""
    begin = max(0, position - REACH)
    words = view[begin:position].split()
    return words[1:] if begin and view[begin - 1] not in " \n" else words


def words_after(view: str, position: int) -> list[str]:
    """Return the words of ``view`` near after ``position``, clause breaks not minded, the nearest first."""
    end = position + REACH
    words = view[position:end].split()
    return words[:-1] if end < len(view) and view[end] not in " \n" else words
