"""Which strings of letters can be a Vietnamese syllable, and how its tone mark is placed.

The writing is regular: an onset, a rime, one of six tones. So the question "is this a word that was disguised?"
has an exact answer without a dictionary. Tables follow the spelling taught in school.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from typing import Final
from unicodedata import normalize


def listed(words: str) -> tuple[str, ...]:
    """Return the words of a table written as one text, as tables of words read best."""
    return tuple(words.split())


_ONSETS: Final = listed("b ch d đ h kh l m n nh p ph r s t th tr v x")  # those that go with every rime
_RIMES: Final = listed(
    "a ac ach ai am an ang anh ao ap at au ay ăc ăm ăn ăng ăp ăt âc âm ân âng âp ât âu ây "
    "e ec em en eng eo ep et ê êch êm ên ênh êp êt êu i ia ich im in inh ip it iu iêc iêm iên iêng iêp iêt iêu "
    "o oc oi om on ong op ot oong ooc oa oac oach oai oam oan oang oanh oao oap oat oay oăc oăm oăn oăng oăt "
    "oe oem oen oeo oet ô ôc ôi ôm ôn ông ôp ôt ơ ơi ơm ơn ơp ơt "
    "u ua uc ui um un ung up ut uân uâng uât uây uê uêch uên uênh uêt uơ uôc uôi uôm uôn uông uôt "
    "uy uya uych uyên uyêt uyn uynh uyp uyt uyu ư ưa ưc ưi ưm ưn ưng ưt ưu ươc ươi ươm ươn ương ươp ươt ươu y"
)
_BARE_ONLY: Final = listed("yêm yên yêng yêt yêu")  # written with y only when no onset stands before
_AFTER_QU: Final = listed(
    "a ac ach ai an ang anh ao at au ay ăc ăm ăn ăng ăp ăt ân âng ât ây e en eng eo et ê ên ênh êch êt êu "
    "y ych yên yêt yn ynh yt yp yu i it ơ ơi ơn ơt ôc ôt ông"
)
_FRONT: Final = frozenset("eêiy")  # k, gh, ngh stand before these; c, g, ng before all others
_STOPPED: Final = ("c", "ch", "p", "t")  # finals that allow two tones only

_TONES: Final = "\u0300\u0301\u0303\u0309\u0323"
_SHARP_OR_HEAVY: Final = "\u0301\u0323"
_VOWELS: Final = "aăâeêioôơuưy"
_TONED: Final = {vowel + tone: normalize("NFC", vowel + tone) for vowel in _VOWELS for tone in _TONES}
_TONE_OF: Final = {toned: plain[1] for plain, toned in _TONED.items()}
_TONELESS: Final = str.maketrans({toned: plain[0] for plain, toned in _TONED.items()})
_UNMARKED: Final = str.maketrans("ăâđêôơư", "aadeoou")
_VOWELS_UNMARKED: Final = str.maketrans("ăâêôơư", "aaeoou")  # đ has a key of its own on many keyboards


def respell(word: str) -> str | None:
    """Return ``word`` with its tone mark on the letter where we write it, ``None`` if it is no syllable.

    ``word`` is in lower case and NFC. Where the two customs differ the mark goes on the first of two open vowels
    (hòa, khỏe, thủy), as most people and the national keyboard standard type it; after qu and gi the glide is
    part of the onset (quý, quà, già). A mark on any other letter (đựơc, cuả) is moved. A word without marks is a
    syllable if some marking makes it one (duong, viet).
    """
    tones = [_TONE_OF[letter] for letter in word if letter in _TONE_OF]
    if len(tones) > 1:
        return None
    plain = word.translate(_TONELESS)
    found = _SEATS.get(plain)
    if found is None:
        return word if not tones and plain in _UNMARKED_SYLLABLES else None
    seat, stopped = found
    if not tones:
        return word
    if stopped and tones[0] not in _SHARP_OR_HEAVY:
        return None
    return plain[:seat] + _TONED[plain[seat] + tones[0]] + plain[seat + 1 :]


def is_syllable(word: str) -> bool:
    """Return whether ``word``, in lower case and NFC, can be a syllable, with its marks or without any."""
    return respell(word) is not None


def toneless(word: str) -> str:
    """Return ``word`` without tone marks; ă, â, ê, ô, ơ, ư and đ stay."""
    return word.translate(_TONELESS)


def _spellings() -> Iterator[tuple[str, str]]:
    """Yield every (onset, rest) as written, toneless."""
    for rime in chain(_RIMES, _BARE_ONLY):
        yield "", rime
    for rime in _AFTER_QU:
        yield "qu", rime
    for rime in _RIMES:
        for onset in _ONSETS:
            yield onset, rime
        for onset in ("k", "gh", "ngh") if rime[0] in _FRONT else ("c", "g", "ng"):
            yield onset, rime
        if rime[0] != "i":
            yield "gi", rime
        elif rime[1:] not in _RIMES:  # gì, giếng; but già is gi and a
            yield "g", rime


def _seat(rime: str) -> int:
    """Return which letter of ``rime`` carries the tone mark."""
    for marked in "ơăâêôư":
        if marked in rime:
            return rime.index(marked)
    vowels = sum(letter in _VOWELS for letter in rime)
    closed = vowels < len(rime)
    return 0 if vowels == 1 or (vowels == 2 and not closed) else 1  # noqa: PLR2004 - one, two or three vowels


def _table() -> dict[str, tuple[int, bool]]:
    table = {}
    for onset, rime in _spellings():
        table[onset + rime] = (len(onset) + _seat(rime), rime.endswith(_STOPPED))
    return table


_SEATS: Final = _table()
_UNMARKED_SYLLABLES: Final = frozenset(
    chain((word.translate(_UNMARKED) for word in _SEATS), (word.translate(_VOWELS_UNMARKED) for word in _SEATS))
)
