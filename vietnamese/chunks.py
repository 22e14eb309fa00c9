"""What one chunk of a text reads as: what the kernel asks once for each it has not seen lately.

A chunk is what stands between two spaces or line feeds. Nearly every one reads the same wherever it stands; one
that depends on its neighbours says so, and is asked for again together with them.
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from vietnamese.letters import Plain, plain
from vietnamese.pieces import Cut, cut, ends_clause, way_back
from vietnamese.views import DEPENDENT

DEPENDS: Final = 1
BLANK: Final = 2
FIGURES: Final = 4
BEFORE: Final = 8
AFTER: Final = 16

_FIGURES: Final = re.compile(r"[0-9o \t\u00a0.\-–_)(&#@*~+°%]*")
"""All that a phone number may be spread over; see :data:`vietnamese.addresses.PHONE`."""


class Chunk(NamedTuple):
    """What a chunk reads as; the names of the flags and the order of all stand in ``kernel.c`` too.

    ``exact`` and ``folded`` have no separator around them, ``starts`` and ``ends`` an offset in the chunk for each
    of their letters. ``gap`` is where what stands before the first word ends, ``stop`` where what stands behind the
    last begins.
    """

    flags: int
    exact: str
    folded: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]
    gap: int
    stop: int


def fill(chunk: str, together: int) -> Chunk:
    """Return what ``chunk`` reads as; ``together`` says that it has all it depends on with it."""
    written = plain(f" {chunk} ")
    letters = written if isinstance(written, str) else written.text
    pieces = cut(letters)
    if not together and _depends(letters, pieces):
        return Chunk(DEPENDS | (FIGURES if _FIGURES.fullmatch(letters) else 0), "", "", (), (), 0, 0)
    exact = pieces.exact.rstrip(" \n")
    flags = BLANK if letters.isspace() else FIGURES if _FIGURES.fullmatch(letters) else 0
    flags |= BEFORE if ends_clause(letters[: pieces.first]) else 0
    if not exact:
        return Chunk(flags, "", "", (), (), 0, 0)
    flags |= AFTER if "\n" in pieces.exact[len(exact) :] else 0
    starts, ends = _way_back(written, pieces)
    gap = pieces.first if isinstance(written, str) else written.ends[pieces.first - 1]
    most, size = len(chunk), len(exact)
    return Chunk(
        flags,
        exact,
        pieces.folded[:size],
        tuple([start - 1 for start in starts[:size]]),
        tuple([end - 1 for end in ends[:size]]),
        min(gap - 1, most),
        min(starts[size] - 1, most),
    )


def _depends(letters: str, pieces: Cut) -> bool:
    alone = any(DEPENDENT.search(part) for part in letters[1:-1].split(" "))
    return alone or any(piece.beside for piece in pieces.pieces)


def _way_back(written: str | Plain, pieces: Cut) -> tuple[list[int], list[int]]:
    """Return where in what was written each position of the views begins and ends, the last separator's too."""
    starts, ends = way_back(pieces)
    if isinstance(written, Plain):
        starts, ends = written.back(starts, ends)
    return starts, ends
