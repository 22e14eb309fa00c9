"""The two views of a whole text, read the short way where that is right.

Nearly every chunk between two spaces reads the same wherever it stands, so its views are remembered and a text's
views are those of its chunks, joined. Where a chunk depends on its neighbours (part of a phone number, ``chấm``,
``4n``) it says so, and the whole text is cut in pieces instead. Both ways give the same views; a test holds them
to it.
"""

from __future__ import annotations

import re
from typing import Final

from vietnamese.addresses import BRACKETED_DOT
from vietnamese.pieces import LONGEST_KEPT, MOST_KEPT, cut, ends_clause

_DEPENDS: Final = "\0"
"""What a chunk shows that depends on its neighbours; no view ever holds it."""

DEPENDENT: Final = re.compile(
    r"(?:(?:(?:^|\s)[\W_]*?|(?<!\d)[.,:]|[(;\[{])(?:[0o]|\+84|1[89]00)[0-9o.\-–_)(&#@*~+°%]*$)"  # begins a phone number
    rf"|(?<![^\W_])(?:ch[ấa]m|dot)(?![^\W_])|{BRACKETED_DOT}|[\[({{]\s?\.?$"  # continues a host
    r"|\n\s*$"  # may begin a blank line
)


def views(letters: str) -> tuple[str, str]:
    """Return the exact and the folded view of ``letters``, a text in plain lower case."""
    chunks = letters.split(" ")
    exact = " ".join(map(_EXACT.__getitem__, chunks))
    if _DEPENDS in exact:
        pieces = cut(letters)
        return pieces.exact.strip(" \n"), pieces.folded.strip(" \n")
    return _tidy(exact), _tidy(" ".join(map(_FOLDED.__getitem__, chunks)))


class _Views(dict[str, str]):
    """One view of each chunk; fills itself, and stays bounded."""

    def __init__(self, *, folded: bool) -> None:
        super().__init__()
        self._folded = folded

    def __missing__(self, chunk: str) -> str:
        if len(chunk) > LONGEST_KEPT:
            return _DEPENDS
        view = _chunk_views(chunk)[self._folded]
        if len(self) >= MOST_KEPT:
            self.clear()
        self[chunk] = view
        return view


_EXACT: Final = _Views(folded=False)
_FOLDED: Final = _Views(folded=True)


def _chunk_views(chunk: str) -> tuple[str, str]:
    spaced = f" {chunk} "
    pieces = cut(spaced)
    if DEPENDENT.search(chunk) or any(piece.beside for piece in pieces.pieces):
        return _DEPENDS, _DEPENDS
    before = "\n" if ends_clause(spaced[: pieces.first]) else ""
    return before + pieces.exact.rstrip(" "), before + pieces.folded.rstrip(" ")


def _tidy(view: str) -> str:
    """Return ``view`` with one separator between words and none around them."""
    while "  " in view:
        view = view.replace("  ", " ")
    if "\n" not in view:
        return view.strip(" ")
    view = view.replace(" \n", "\n").replace("\n ", "\n")
    while "\n\n" in view:
        view = view.replace("\n\n", "\n")
    return view.strip(" \n")
