r"""With which words a match of a regular expression begins: so that few texts have to be searched for it.

Only what is plain is understood: letters, spaces, ``\d``, brackets, ``|`` and ``?``, up to the first space. Whatever
else stands there, the answer is that nothing is known.
"""

from __future__ import annotations

import re
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from itertools import product
from typing import Final

FIGURE: Final = "0"
"""Stands for every word with a figure in it."""

MAX_WORDS: Final = 200
"""More words than this tell little."""

ANY_LENGTH: Final = 1 << 20

_TOKEN: Final = re.compile(
    r"(?P<open>\((?:\?:)?)|(?P<close>\))|(?P<bar>\|)|(?P<times>\?|[+*]|\{\d+(?:,\d*)?\})|(?P<figure>\\d|\[0-9\])"
    r"|(?P<klass>\[\^?\]?(?:\\.|[^\]\\])*\])|(?P<escape>\\.)|(?P<letter>.)",
    re.DOTALL,
)
_LONG: Final = re.compile(r"\)[+*]|\)\{\d*,\}|\[\^|\[[^\]]* |\\[sSWDPpC]|(?<!\\)\.")
_ONE_WORD: Final = re.compile(r"\((?:\?:)?[^() ]*\)(?:[+*]|\{\d+(?:,\d*)?\})")
_REPEATED: Final = re.compile(r"\)\{(?P<least>\d+)(?:,(?P<most>\d+))?\}")

_Begun = frozenset[tuple[str, bool]]
"""How what was read so far may begin: letters, and whether they are a whole word."""

_NOTHING: Final[_Begun] = frozenset({("", False)})


def openings(regex: str) -> frozenset[str] | None:
    """Return the words of which one begins any match, in lower case; ``None`` if that is not known."""
    begun = _Reader(regex.lower()).read() if "(?" not in regex.replace("(?:", "") else None
    words = frozenset(word for word, _ in begun or ())
    return words if words and all(map(str.isalnum, words)) and len(words) <= MAX_WORDS else None


def most_words(regex: str) -> int:
    """Return how many words a match has at most, or more."""
    regex = _ONE_WORD.sub("", regex)
    if _LONG.search(regex):
        return ANY_LENGTH
    most = regex.count(" ") + 1
    for found in _REPEATED.finditer(regex):
        most = min(ANY_LENGTH, most * max(1, int(found["most"] or found["least"])))
    return most


@dataclass
class _Level:
    """What stands between two brackets, so far: other branches, this one, and its last piece apart."""

    done: _Begun
    here: _Begun | None
    last: _Begun | None

    def take(self, piece: _Begun | None) -> None:
        self.here = _joined(self.here, self.last)
        self.last = piece

    def all(self) -> _Begun | None:
        here = _joined(self.here, self.last)
        return None if here is None or self.done == _BROKEN else self.done | here


_BROKEN: Final[_Begun] = frozenset({("", True)})


class _Reader:
    def __init__(self, regex: str) -> None:
        self._regex = regex
        self._levels = [_Level(frozenset(), _NOTHING, _NOTHING)]

    def read(self) -> _Begun | None:
        for token in _TOKEN.finditer(self._regex):
            if not self._token(token):
                return None
        return self._levels[0].all() if len(self._levels) == 1 else None

    def _token(self, token: re.Match[str]) -> bool:
        level = self._levels[-1]
        match token.lastgroup:
            case "open":
                self._levels.append(_Level(frozenset(), _NOTHING, _NOTHING))
            case "close":
                if len(self._levels) == 1:
                    return False
                self._levels.pop()
                self._levels[-1].take(level.all())
            case "bar":
                found = level.all()
                self._levels[-1] = _Level(_BROKEN if found is None else found, _NOTHING, _NOTHING)
            case "times":
                level.last = _repeated(level.last, token["times"])
            case "figure":
                level.take(frozenset({(FIGURE, True)}))
            case "letter" if token["letter"] not in ".^$":
                level.take(frozenset({("", True)}) if token["letter"] == " " else frozenset({(token["letter"], False)}))
            case _:
                level.take(None)
        return True


def _repeated(last: _Begun | None, times: str) -> _Begun | None:
    if times == "?":
        return None if last is None else last | _NOTHING
    if last is None or not all(done for _, done in last):
        return None
    return last | _NOTHING if times == "*" or times.startswith("{0") else last


def _joined(first: _Begun | None, second: _Begun | None) -> _Begun | None:
    """Return how one piece after the other begins; where the first is a whole word, the second does not matter."""
    if first is None or all(done for _, done in first):
        return first
    if second is None:
        return None
    return _both(first, second) if len(first) * len(second) <= MAX_WORDS * 4 else None


def _both(first: AbstractSet[tuple[str, bool]], second: AbstractSet[tuple[str, bool]]) -> _Begun | None:
    joined: set[tuple[str, bool]] = {each for each in first if each[1]}
    for (begun, _), (more, done) in product([each for each in first if not each[1]], second):
        if more == FIGURE and done and begun:
            return None  # a figure within a word
        joined.add((begun + more, done))
    return frozenset(joined)
