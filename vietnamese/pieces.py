"""Cutting a text into pieces, a word with the gap behind it, each read once and remembered.

A language has few words: nearly every piece of a new text has been seen before, so its two views come from a
bounded cache in memory and the text's views are their concatenation.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Final, NamedTuple

from vietnamese.addresses import BRACKETED_DOT, PHONE, SPREAD, address_at, phone_at
from vietnamese.letters import fold_letters
from vietnamese.mend import Mended, Strength, join, mend
from vietnamese.syllables import listed

MOST_KEPT: Final = 32_768
"""Pieces remembered; beyond it the memory starts anew."""

LONGEST_KEPT: Final = 48
"""Longer pieces are links and the like, not worth remembering."""

_CORE: Final = rf"(?:[^\s:(,;.\[{{]|(?!{BRACKETED_DOT})[:(,;.\[{{](?!(?<!\d[.,:]){PHONE}))+"
_GAP: Final = r"(?:[^\w+$€£¥₫]|_|[+$€£¥₫](?!\d))*"
TOKEN: Final = re.compile(rf"(?:{PHONE}|{_CORE}{SPREAD}*){_GAP}")
"""A piece: one chunk, or several that one phone number or host is spread over, and the gap behind."""

LEAD: Final = re.compile(_GAP)
"""What may stand before the first piece."""

_BEGIN: Final = re.compile(r"[^\W_]|[$€£¥₫](?=\d)|\+(?=84)")
_WORD: Final = re.compile(
    r"[$€£¥₫]?(?:\d{1,2}-\d{1,2}-\d{4}(?![^\W_])|[^\W_]+"
    r"(?:(?<=\d)[.,:/](?=\d)[^\W_]+|(?<=[^\W\d_])['’ʼ](?=[^\W\d_])[^\W_]+)*)(?:(?<=\d)[%‰$€£¥₫])?"
)
_LETTERS: Final = r"(?:ngh|ng|nh|th|tr|ch|ph|kh|gh|gi|qu|[^\W\d_])(?![^\W_])"
_SPELLED: Final = re.compile(rf"{_LETTERS}(?P<by>[.\-_*·•~|]){_LETTERS}(?:(?P=by){_LETTERS})*")
_ADDRESSED: Final = re.compile(r"[.@]|\[at\]|\b(?:chấm|cham|dot)\b")
_APOSTROPHES: Final = str.maketrans("’ʼ", "''")

_DASH: Final = r"\-‐‑–—−"
_BREAK: Final = re.compile(
    rf"[^\s{_DASH}/_#@&*~+°%^$€£¥₫]|\n\s*\n|\u2029|\s[{_DASH}]|[{_DASH}](?:\s|[{_DASH}])|\s[*/~+]+\s"
)
_ABBREVIATIONS: Final = frozenset(listed("tp tx tt q p kp ths ts bs gs pgs ks mr mrs ms dr st"))
"""Words whose full stop ends no clause (TP. Cao Bằng, P. Sông Hiến)."""


class Word(NamedTuple):
    """A word of a piece, as meant, and where in the piece it was written."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Piece:
    """What one token becomes.

    ``exact`` and ``folded`` end in their separator, but for the text's last piece. ``size`` is the token's length.
    ``starts`` and ``ends`` count from the token's beginning; ``None`` where each letter stands for itself and the
    separator, if any, for the rest. ``sure`` says that a word was surely disguised; ``beside`` is what this becomes
    beside such a word.
    """

    exact: str
    folded: str
    size: int
    starts: tuple[int, ...] | None = None
    ends: tuple[int, ...] | None = None
    sure: bool = False
    beside: Piece | None = None


class _Pieces(dict[str, Piece]):
    """Pieces by their token; fills itself."""

    def __missing__(self, token: str) -> Piece:
        piece = make(token)
        if len(token) <= LONGEST_KEPT:
            if len(self) >= MOST_KEPT:
                self.clear()
            self[token] = piece
        return piece


_PIECES: Final = _Pieces()


class Cut(NamedTuple):
    """A text in pieces: where the first begins, and both views, still with the separator behind the last word."""

    first: int
    pieces: list[Piece]
    exact: str
    folded: str


def cut(letters: str) -> Cut:
    """Return ``letters``, in plain lower case, in pieces as they read beside each other."""
    lead = LEAD.match(letters)
    first = lead.end() if lead else 0
    pieces = settle(list(map(_PIECES.__getitem__, TOKEN.findall(letters, first))))
    exact = "".join([piece.exact for piece in pieces])
    return Cut(first, pieces, exact, "".join([piece.folded for piece in pieces]))


def settle(pieces: list[Piece]) -> list[Piece]:
    """Return ``pieces`` with those that depend on their neighbours decided."""
    if all(piece.beside is None for piece in pieces):
        return pieces
    settled: list[Piece] = []
    for index, piece in enumerate(pieces):
        chosen = piece
        if piece.beside is not None:
            before = bool(settled) and settled[-1].sure and settled[-1].exact.endswith(" ")
            after = piece.exact.endswith(" ") and index + 1 < len(pieces) and pieces[index + 1].sure
            chosen = piece.beside if before or after else piece
        settled.append(chosen)
    return settled


def offsets(piece: Piece) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Return where, from the token's beginning, each position of the piece begins and ends."""
    if piece.starts is not None and piece.ends is not None:
        return piece.starts, piece.ends
    length = len(piece.exact)
    return tuple(range(length)), (*range(1, length), piece.size)


def way_back(cut: Cut) -> tuple[list[int], list[int]]:
    """Return where in the letters that were cut each position of their views begins and ends."""
    starts: list[int] = []
    ends: list[int] = []
    offset = cut.first
    for piece in cut.pieces:
        begins, stops = offsets(piece)
        starts += [offset + begin for begin in begins]
        ends += [offset + stop for stop in stops]
        offset += piece.size
    return starts, ends


def make(token: str) -> Piece:
    """Read one token."""
    scan = _Scan(token)
    if not scan.doubtful:
        return _piece(token, scan.words, sure=scan.sure)
    beside = _piece(token, _Scan(token, beside=True).words, sure=True)
    return beside if scan.sure else replace(_piece(token, scan.words), beside=beside)


class _Scan:
    """One reading of a token: its words, whether one was surely disguised, whether one may have been."""

    def __init__(self, token: str, *, beside: bool = False) -> None:
        self.token = token
        self.beside = beside
        self.words: list[Word] = []
        self.sure = False
        self.doubtful = False
        self._unjoined = 0  # up to here single letters stand that spell no word
        addressed = _ADDRESSED.search(token) is not None
        at = tried = 0
        while begin := _BEGIN.search(token, at):
            start = at = begin.start()
            if token[start] in "0o1+" and (phone := phone_at(token, start)):
                at = self._add(phone.text, start, phone.end)
                continue
            if addressed and start >= tried and (address := address_at(token, start)):
                tried = address.end
                if address.text:
                    at = self._add(address.text, start, address.end)
                    continue
            at = self._spelled(start) or self._word(start)

    def _add(self, text: str, start: int, end: int) -> int:
        self.words.append(Word(text, start, end))
        return end

    def _meant(self, mended: Mended | None, typed: str) -> str | None:
        """Return the mended word if it holds here, else what was typed, ``None`` if there is none."""
        if mended is None:
            return None
        self.sure |= mended.strength is Strength.SURE
        if mended.strength is Strength.BESIDE:
            self.doubtful = True
            return mended.text if self.beside else typed or None
        return mended.text

    def _spelled(self, start: int) -> int | None:
        """Read ``c.ô.n.g`` and ``v.v``: one word; letters with other signs between are words of their own."""
        found = _SPELLED.match(self.token, start) if start >= self._unjoined else None
        if found is None:
            return None
        self._unjoined = found.end()
        by = found["by"]
        text = self._meant(join(found[0].split(by)), "") or (found[0] if by == "." else None)
        return None if text is None else self._add(text, start, found.end())

    def _word(self, start: int) -> int:
        found = _WORD.match(self.token, start)
        if found is None:
            return start + 1
        text = found[0]
        if text.isalnum():
            labelled = text in {"đc", "dc"} and self.token.startswith(":", found.end())  # đc: an address follows
            text = text if labelled else self._meant(mend(text), text) or text
        return self._add(text.translate(_APOSTROPHES), start, found.end())


def _piece(token: str, words: list[Word], *, sure: bool = False) -> Piece:
    """Return the views of ``words``, each with its separator, and the way back to ``token``."""
    parts: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for index, (text, start, end) in enumerate(words):
        same = len(text) == end - start
        starts += range(start, end) if same else [start] * len(text)
        ends += range(start + 1, end + 1) if same else [end] * len(text)
        parts.append(text)
        beyond = words[index + 1].start if index + 1 < len(words) else len(token)
        if beyond > end or index + 1 < len(words):
            parts.append(_separator(text, token[end:beyond]))
            starts.append(end)
            ends.append(beyond)
    exact = "".join(parts)
    piece = Piece(exact=exact, folded=fold_letters(exact), size=len(token), sure=sure)
    trivial = len(words) == 1 and starts == list(range(len(exact)))
    return piece if trivial else replace(piece, starts=tuple(starts), ends=tuple(ends))


def _separator(word: str, gap: str) -> str:
    abbreviated = gap.startswith(".") and word in _ABBREVIATIONS
    return "\n" if ends_clause(gap[1:] if abbreviated else gap) else " "


def ends_clause(gap: str) -> bool:
    """Say whether ``gap``, what stands between two words, ends a clause."""
    return _BREAK.search(gap) is not None
