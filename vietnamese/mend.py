"""Undoing what people do to a word so that a filter misses it, or to type it faster: only where a word results.

Two strengths. *Sure*: the disguise is no ordinary writing (``th0ng``, ``c.ô.n.g``, ``khôngggg``). *Beside*: alone
it would be ordinary writing, and it is undone only next to a word that surely was disguised (``4n`` in
``c0ng 4n``; alone it may be four nights). Everything else stays as typed: ``4g``, ``f0``, ``h5n1``, ``3n2đ``,
initials, product codes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import Enum
from functools import lru_cache
from itertools import groupby, product
from typing import Final, NamedTuple

from vietnamese.syllables import listed, respell, toneless

LONGEST: Final = 24
"""Letters in the longest string that is looked at as one disguised word."""

LOANS: Final = frozenset(
    listed(
        "zalo facebook google gmail telegram tiktok viber messenger youtube viettel vietcombank vietinbank techcombank "
        "agribank sacombank vneid otp app web website link internet online sms wifi bank banking email card visa "
        "iphone android shopee lazada momo vnpay ok shop game"
    )
)
"""Words that are disguised like ours but are no syllables."""

_SHORTHAND_OF: Final = {
    "không": "ko k0 hok hog khg khog khok kô",
    "được": "đc dc",
    "nước": "nc",
    "trước": "trc trk",
    "biết": "bik bjk bjt",
    "thích": "thik thjk thjck",
    "cũng": "cũg",
    "mình": "mik mìk mjk mjh mjnh",
    "gì": "gj jì",
    "làm": "lm",
    "vậy": "zậy dzậy",
    "vui": "zui dzui",
    "vô": "zô dzô",
    "về": "zề dzề",
    "nhiều": "nhìu nhju",
    "người": "ngừi",
    "rồi": "rùi",
}
SHORTHAND: Final = {short: word for word, shorts in _SHORTHAND_OF.items() for short in shorts.split()}
"""Short forms with one reading, by what is typed. ``t c v m r k đk ck mk kg vs`` have several and stay."""

_PHONETIC: Final = (
    (re.compile(r"^f"), "ph"),
    (re.compile(r"^j(?=[iìíỉĩị])"), "g"),
    (re.compile(r"^j"), "gi"),
    (re.compile(r"(?<=.)j"), "i"),
    (re.compile(r"^w"), "qu"),
    (re.compile(r"(?<!n)g$"), "ng"),
)
_ROMAN: Final = re.compile(r"[ivxlcdm]+")
_MEANT: Final = {"0": "o", "1": "il", "3": "e", "4": "a", "5": "s", "7": "t"}
_INSIDE: Final = re.compile(r"[^\W\d_]+(?:\d{1,2}[^\W\d_]+)+")
_OPEN_AO: Final = re.compile(r"[^\W\d_]+[aáàảãạeéèẻẽẹ]0")
_MOST_DIGITS: Final = 4
_INITIALS: Final = frozenset("đâáý")  # marked letters that Vietnamese names begin with
_SURE_GROUPS: Final = 4


class Strength(Enum):
    """How sure a mended word is."""

    AS_TYPED = "as typed"
    SURE = "sure"
    BESIDE = "beside"


class Mended(NamedTuple):
    """A word as meant, and how surely it had been disguised."""

    text: str
    strength: Strength


def mend(word: str) -> Mended:
    """Return ``word`` (letters and digits, lower case, NFC) as meant; its tone mark goes where we write it."""
    return _mended(word) if len(word) <= LONGEST else Mended(word, Strength.AS_TYPED)


@lru_cache(maxsize=8192)
def _mended(word: str) -> Mended:
    if word in SHORTHAND:
        return Mended(SHORTHAND[word], Strength.AS_TYPED)
    if not word.isalpha():
        return _undigited(word)
    known = respell(word)
    if known is None and word not in LOANS:
        known = _phonetic(word) or _unstretched(word)
    return Mended(known or word, Strength.AS_TYPED)


def join(letters: list[str]) -> Mended | None:
    """Return the word that was spelled out as ``letters``, if they make one.

    Four letters, or three with a marked vowel that begins no name, are surely a disguise; fewer may be initials.
    """
    written = "".join(letters)
    if len(written) > LONGEST:
        return None
    known = respell(written)
    if known is None:
        return Mended(written, Strength.SURE) if written in LOANS and len(letters) >= _SURE_GROUPS else None
    marked = any(not letter.isascii() and letter not in _INITIALS for letter in written)
    sure = len(letters) >= _SURE_GROUPS or (len(letters) == _SURE_GROUPS - 1 and marked)
    return Mended(known, Strength.SURE if sure else Strength.BESIDE)


def _phonetic(word: str) -> str | None:
    """Return the word typed by its sound (``fải``, ``jờ``, ``côg``); only where a mark shows it is Vietnamese."""
    if word.isascii():
        return None
    for pattern, sound in _PHONETIC:
        word = pattern.sub(sound, word)
    return respell(word)


def _unstretched(word: str) -> str | None:
    """Return the word whose letters were drawn out; two equal letters count only in a word with marks."""
    runs = [list(run) for _, run in groupby(word, key=toneless)]
    longest = max(map(len, runs))
    short = "".join(next((letter for letter in run if not letter.isascii()), run[0]) for run in runs)
    enough = longest > 2 or (longest > 1 and not short.isascii())  # noqa: PLR2004 - good, meet, Ann are words
    if not enough or len(short) == 1 or _ROMAN.fullmatch(word):
        return None
    return SHORTHAND.get(short) or respell(short) or (short if short in LOANS else None)


def _undigited(word: str) -> Mended:
    """Return the word in which digits stand for letters."""
    for meant in _readings(word):
        if meant in LOANS and len(meant) > 2 and (word[0] == "0" or not word[0].isdigit()):  # noqa: PLR2004
            return Mended(meant, Strength.SURE)
        known = respell(meant)
        if known is not None and len(known) > 1:
            return Mended(known, Strength.SURE if _no_code(word) else Strength.BESIDE)
    return Mended(word, Strength.AS_TYPED)


def _readings(word: str) -> Iterator[str]:
    digits = sum(letter.isdigit() for letter in word)
    if digits > _MOST_DIGITS or digits == len(word):
        return
    choices = [_MEANT.get(letter, letter) for letter in word]
    for letters in product(*choices):
        meant = "".join(letters)
        if meant.isalpha():
            yield meant


def _no_code(word: str) -> bool:
    """Say whether no grade, size, block, unit or model is written like this."""
    if _OPEN_AO.fullmatch(word):
        return True
    zeros_only = not any(letter.isdigit() and letter != "0" for letter in word)
    return _INSIDE.fullmatch(word) is not None and (zeros_only or len(word) > 3)  # noqa: PLR2004 - b1a, l1a are codes
