"""Protected speech as others would have typed it: in short forms, in another order, without a comma or a mark.

Rules must leave these versions alone as well, or the guard corpus would only guard the way its authors happen to
write. What comes out depends on the text alone.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from hashlib import blake2b
from typing import Final, NamedTuple

from rules.trial import unmarked
from vietnamese.mend import SHORTHAND
from words import Words


class Version(NamedTuple):
    """A text, and what was done to it; ``None``: nothing."""

    text: str
    how: Words | None


_CASUAL: Final = {
    "anh": "a",
    "em": "e",
    "không": "k",
    "gì": "j",
    "gia đình": "gđ",
    "mình": "mk",
    "chuyển khoản": "ck",
    "tài khoản": "tk",
    "ngân hàng": "nh",
    "công an": "ca",
    "cán bộ": "cb",
    "điện thoại": "đt",
    "số điện thoại": "sđt",
    "tin nhắn": "tn",
    "nhắn tin": "nt",
    "học sinh": "hs",
    "giáo viên": "gv",
    "bệnh viện": "bv",
    "bác sĩ": "bs",
    "ủy ban": "ub",
    "đăng ký": "đk",
    "với": "vs",
    "rồi": "r",
    "cũng": "cx",
    "người": "ng",
    "những": "nhg",
    "nhưng": "nhg",
    "biết": "bt",
    "bình thường": "bt",
    "bây giờ": "bh",
    "bao giờ": "bh",
    "luôn": "lun",
    "thôi": "thui",
}
"""Short forms that everybody uses and nothing undoes, because more than one word is so shortened.

None is here that would read as a word the text did not say: ck for chồng (husband) is also chuyển khoản (to transfer).
"""

_SOUNDS: Final = (
    (re.compile(r"\bph", re.IGNORECASE), "f"),
    (re.compile(r"\bqu", re.IGNORECASE), "w"),
    (re.compile(r"\bgi(?=[^\W\d_])", re.IGNORECASE), "j"),
    (re.compile(r"(?<=[^\Wn\d_])ng\b", re.IGNORECASE), "g"),
)
"""Letters written by their sound: fải, wá, jờ, côg."""

_CLAUSES: Final = re.compile(r"(?<=[.,;!?…])\s+|\s*\n\s*")
_STOPS: Final = re.compile(r"[.,;:!?…]+(?=\s|$)|(?<=\s)[-–—](?=\s)|[\"“”«»()\[\]]")


def versions(original: str) -> Iterator[Version]:
    """Yield the text as it stands and in every version that differs from those before it."""
    seen: set[str] = set()
    for version in _versions(original):
        if version.text not in seen:
            seen.add(version.text)
            yield version


def _versions(original: str) -> Iterator[Version]:
    bare, joined = Words(vi="không dấu", en="without marks"), Words(vi="bỏ dấu câu", en="without punctuation")
    typed, moved = Words(vi="viết tắt", en="in short forms"), Words(vi="đổi thứ tự các vế", en="with clauses reordered")
    run_on = _joined(original)
    yield Version(original, None)
    yield Version(unmarked(original), bare)
    for shorten in (_shorthand(0), _shorthand(1), _casual, _sounded):
        yield Version(shorten(original), typed)
    yield Version(unmarked(_casual(original)), _both(typed, bare))
    for text in _reordered(original):
        yield Version(text, moved)
        yield Version(_joined(text), _both(moved, joined))
    yield Version(run_on, joined)
    yield Version(unmarked(run_on), _both(joined, bare))
    yield Version(_casual(run_on), _both(typed, joined))


def _both(one: Words, other: Words) -> Words:
    return Words(vi=f"{one.vi}, {other.vi}", en=f"{one.en}, {other.en}")


def _reordered(original: str) -> Iterator[str]:
    """Yield the clauses from the second on and the first last, from the middle on, backwards, and shuffled."""
    clauses = [clause for clause in _CLAUSES.split(original) if clause]
    for first in dict.fromkeys((1, len(clauses) // 2)):
        yield " ".join(clauses[first:] + clauses[:first])
    yield " ".join(reversed(clauses))
    yield " ".join(sorted(clauses, key=lambda clause: blake2b(f"{clause}\n{original}".encode()).digest()))


def _joined(original: str) -> str:
    return " ".join(_STOPS.sub(" ", original).split())


@cache
def _shorthand(choice: int) -> Callable[[str], str]:
    """Return what writes each word in the ``choice``-th of its short forms that have one reading."""
    forms: dict[str, list[str]] = {}
    for short, word in SHORTHAND.items():
        forms.setdefault(word, []).append(short)
    return _shortener({word: shorts[choice % len(shorts)] for word, shorts in forms.items()})


def _casual(original: str) -> str:
    return _casually()(original)


@cache
def _casually() -> Callable[[str], str]:
    return _shortener(_CASUAL)


def _shortener(short: Mapping[str, str]) -> Callable[[str], str]:
    longest = sorted(short, key=len, reverse=True)
    pattern = re.compile(rf"(?<!\w)(?:{'|'.join(longest)})(?!\w)", re.IGNORECASE)

    def write(found: re.Match[str]) -> str:
        form = short[found[0].lower()]
        return form.capitalize() if found[0][0].isupper() else form

    return lambda original: pattern.sub(write, unicodedata.normalize("NFC", original))


def _sounded(original: str) -> str:
    for letters, sound in _SOUNDS:
        original = letters.sub(sound, original)
    return original
