"""Letters as they are meant: decomposed, full-width, styled, look-alike and invisible characters made plain.

Most text needs none of this, and one scan says so. A stretch that holds anything beyond the everyday alphabet is
rewritten letter by letter, and every new letter remembers where the old one stood.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final, NamedTuple
from unicodedata import category, normalize

from vietnamese.syllables import is_syllable

MAX_MARKS: Final = 8
"""Marks looked at per letter: a Vietnamese letter has at most two, a defaced one has hundreds."""

EVERYDAY: Final = (
    "\\t-\\r\\x1c-\\x7e\\x85\u00a0-\u00a9\u00ab\u00ac\u00ae-\u00b1\u00b4\u00b6-\u00b8\u00bb-\u00cf\u00d1-\u00de\u00e0-\u00ef"
    "\u00f1-\u012f\u0131-\u0148\u014a-\u017f\u01a0\u01a1\u01af\u01b0\u1ea0-\u1ef9\u2010-\u2027\u2030-\u203f\u20a0-\u20bf"
    "\u2190-\u2328\u232b-\u23ff\u2500-\u2775\u2794-\u27ff\U0001f1e6-\U0001f1ff\U0001f300-\U0001faff"
)
"""Characters (inside a regex class) that need nothing but lower case: each NFC, each one letter in lower case."""

_STRANGE: Final = re.compile(f"[^{EVERYDAY}]")
_STRETCH: Final = re.compile(r"\S+|\s+")
_JAMO: Final = range(0x1161, 0x1200)  # Korean vowels and finals compose with the Korean before them
_KOREAN: Final = re.compile("[\u1100-\u1159\uac00-\ud7a3]")
_BLANKS: Final = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180f\u3164\uffa0")
_STYLED: Final = (
    range(0x02B0, 0x02B9),  # raised letters
    range(0x1D2C, 0x1D6B),
    range(0x2090, 0x209D),
    range(0x2102, 0x2116),  # letter-like
    range(0x2119, 0x211E),
    range(0x2124, 0x2125),
    range(0x212A, 0x213C),
    range(0x2145, 0x214A),
    range(0x2160, 0x2180),  # Roman numerals
    range(0x2460, 0x24EB),  # circled, in brackets
    range(0xFB00, 0xFB07),  # ligatures
    range(0xFF01, 0xFFF0),  # full-width and half-width
    range(0x1D400, 0x1D800),  # mathematical
    range(0x1F100, 0x1F12C),
    range(0x1F130, 0x1F14A),  # squared
)
_ALWAYS: Final = {
    **dict(zip("ᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘʀꜱᴛᴜᴠᴡʏᴢ", "abcdefghijklmnoprstuvwyz", strict=True)),  # small capitals
    **dict(zip("ÐðƉɖɑɡ", "đđđđag", strict=True)),  # eth is what old keyboards typed for Đ
    **{chr(0x1F150 + i): chr(0x61 + i) for i in range(26)},  # dark circles and squares do not decompose
    **{chr(0x1F170 + i): chr(0x61 + i) for i in range(26)},
    **{chr(first + i): str(i + 1) for first in (0x2776, 0x2780, 0x278A) for i in range(10)},
    "\u2800": " ",  # a Braille blank serves as a space
}
_LOOKALIKE: Final = {
    **dict(zip("авсԁеһіјкӏмпорԛѕтуѵԝхьӡ", "abcdehijklmnopqstyvwxbz", strict=True)),  # Cyrillic
    **dict(zip("нгиАВЕКМНОРСТУХІЈЅ", "hruABEKMHOPCTYXIJS", strict=True)),
    **dict(zip("αβεγηικνορτυωχ", "abeynikvoptuwx", strict=True)),  # Greek
    **dict(zip("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧ", "ABEZHIKMNOPTYX", strict=True)),
    **dict(zip("օոսհց", "onuhg", strict=True)),  # Armenian
}
_ALPHABETS_END: Final = 0x2000  # letters that take marks and stand before this; Korean must not be taken apart


@dataclass(frozen=True, slots=True, kw_only=True)
class Plain:
    """A text in plain lower-case letters, and where in the original each begins and ends (code points)."""

    text: str
    starts: list[int] = field(repr=False)
    ends: list[int] = field(repr=False)

    def back(self, starts: list[int], ends: list[int]) -> tuple[list[int], list[int]]:
        """Return where in the original the letters begin and end that stand from ``starts`` to ``ends`` here."""
        begins = [self.starts[start] for start in starts]
        return begins, [max(begin, self.ends[end - 1]) for begin, end in zip(begins, ends, strict=True)]


def plain(original: str) -> str | Plain:
    """Return ``original`` in plain lower-case letters: a ``str`` when position i is still position i."""
    if _STRANGE.search(original) is None:
        return original.casefold()
    parts: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for stretch in _STRETCH.finditer(original):
        written, offset = stretch[0], stretch.start()
        if written.isspace() or _STRANGE.search(written) is None:
            parts.append(written.casefold())
            starts.extend(range(offset, stretch.end()))
            ends.extend(range(offset + 1, stretch.end() + 1))
            continue
        for letter in _rewrite(written):
            parts.append(letter.text)
            starts.append(offset + letter.start)
            ends.append(offset + letter.end)
    return Plain(text="".join(parts), starts=starts, ends=ends)


def fold_letters(text: str) -> str:
    """Return ``text``, in NFC, without marks: as many letters as before, each Vietnamese one in ASCII."""
    return text if text.isascii() else text.translate(_FOLDED)


class _Folded(dict[int, str]):
    """Fills itself: the letter without its marks, or the letter."""

    def __missing__(self, code: int) -> str:
        apart = normalize("NFD", chr(code))
        plain_letter = apart[0] if all(category(mark)[0] == "M" for mark in apart[1:]) else chr(code)
        self[code] = plain_letter
        return plain_letter


_FOLDED: Final = _Folded({ord(letter): base for letter, base in zip("đðøłħŧıæœ", "ddolhtiao", strict=True)})


class _Letter(NamedTuple):
    text: str
    start: int
    end: int


class _Cluster(NamedTuple):
    """A letter and the marks typed on it, and where they stand."""

    base: str
    marks: str
    start: int
    end: int


def _rewrite(written: str) -> list[_Letter]:
    """Return the plain letters of a stretch without white space."""
    letters: list[_Letter] = []
    word: list[_Cluster] = []
    for cluster in _clusters(written):
        if cluster.base.isalnum():
            word.append(cluster)
            continue
        letters += _spell(word)
        word = []
        letters += _compose(cluster)
    return letters + _spell(word)


def _clusters(written: str) -> list[_Cluster]:
    found: list[_Cluster] = []
    for index, character in enumerate(written):
        kind = category(character)
        if kind == "Cf" or character in _BLANKS:
            continue
        if kind[0] == "M" or (found and ord(character) in _JAMO and _KOREAN.match(found[-1].base)):
            if found:
                found[-1] = _marked(found[-1], character, index + 1)
            continue
        for base in _unstyled(character, metres=bool(found) and found[-1].base in "mM"):
            apart = normalize("NFD", base) if ord(base) < _ALPHABETS_END else base
            found.append(_Cluster(apart[0], apart[1:], index, index + 1))
    return found


def _marked(cluster: _Cluster, mark: str, end: int) -> _Cluster:
    fits = (_KOREAN.match(cluster.base) is not None) is (ord(mark) in _JAMO) and len(cluster.marks) < MAX_MARKS
    return cluster._replace(marks=cluster.marks + mark if fits else cluster.marks, end=end)


@lru_cache(maxsize=4096)
def _unstyled(character: str, *, metres: bool) -> str:
    """Return the plain characters behind a styled one; the power in m² and km³ is read as people type it."""
    if character in _ALWAYS:
        return _ALWAYS[character]
    if character in "²³":
        return normalize("NFKC", character) if metres else character
    if not any(ord(character) in block for block in _STYLED):
        return character
    meant = normalize("NFKC", character)
    return meant if len(meant) == 1 else "".join(filter(str.isalnum, meant))


def _spell(word: list[_Cluster]) -> list[_Letter]:
    """Return the letters of a word, look-alikes made Latin if the word mixes scripts or becomes a syllable."""
    if any(cluster.base in _LOOKALIKE for cluster in word):
        latin = [cluster._replace(base=_LOOKALIKE.get(cluster.base, cluster.base)) for cluster in word]
        mixed = any(cluster.base.isalpha() and cluster.base.casefold().isascii() for cluster in word)
        meant = [letter for cluster in latin for letter in _compose(cluster)]
        if all(fold_letters(letter.text).isascii() for letter in meant) and (
            mixed or is_syllable("".join(letter.text for letter in meant))
        ):
            return meant
    return [letter for cluster in word for letter in _compose(cluster)]


def _compose(cluster: _Cluster) -> list[_Letter]:
    return [_Letter(letter, cluster.start, cluster.end) for letter in _composed(cluster.base + cluster.marks)]


@lru_cache(maxsize=4096)
def _composed(letter: str) -> str:
    """Return the letter with those of its marks that it can carry, in lower case."""
    lower = normalize("NFC", normalize("NFC", letter).casefold())
    return "".join(kept for kept in lower if category(kept)[0] != "M")
