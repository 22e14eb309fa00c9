"""What the slots of the rule language stand for.

They are ``<money> <percent> <phone> <url> <account> <otp> <question>``; ``<place>`` is the gazetteer's.
"""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING, Final

from records import IndicatorKind
from vietnamese import indicators
from vietnamese.amounts import find_money, find_otp, find_percent
from vietnamese.signs import signs

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from vietnamese.text import Text

Range = tuple[int, int]

_SLOTS: Final = {
    IndicatorKind.PHONE: "phone",
    IndicatorKind.URL: "url",
    IndicatorKind.DOMAIN: "url",
    IndicatorKind.BANK_ACCOUNT: "account",
}
_QUESTION_MARKS: Final = frozenset("?？❓❔⁇⁈⁉")
_WORD: Final = re.compile(r"[^ \n]+")
_CODE_WORDS: Final = ("otp", "ma xac", "mat khau")
_INDICATED: Final = re.compile(r"(?:\d[ .\-]?){6}|[^ \n]\.[^ \n]")
"""What stands in every text with a phone number, an account or a link."""


def find_slots(text: Text) -> Mapping[str, tuple[Range, ...]]:
    """Return where each slot's things stand in the views, in order, by the slot's name; nothing found, no entry."""
    return {name: ranges for name in _LOOKS if (ranges := find_slot(text, name))}


def find_slot(text: Text, name: str) -> tuple[Range, ...]:
    """Return where one slot's things stand, in order; of a slot that is not found in the text itself, nothing.

    A text without a figure, a full stop inside a word, a word for a code or a question mark costs a short search.
    """
    look = _LOOKS.get(name)
    return () if look is None else tuple(sorted(set(look(text))))


def _money(text: Text) -> Iterable[Range]:
    return find_money(seen, text) if (seen := signs(text)) else ()


def _percent(text: Text) -> Iterable[Range]:
    return find_percent(seen, text) if (seen := signs(text)) else ()


def _otp(text: Text) -> Iterable[Range]:
    coded = any(word in text.folded for word in _CODE_WORDS)
    return find_otp(signs(text), text) if coded else ()


def _indicated(text: Text, name: str) -> Iterable[Range]:
    if _INDICATED.search(text.exact) is None:
        return ()
    return [(one.start, one.end) for one in indicators.find(text) if _SLOTS.get(one.indicator.kind) == name]


def _asked(text: Text) -> Iterator[Range]:
    """Yield the last word of each clause that ends in a question mark."""
    if not any(mark in text.original for mark in _QUESTION_MARKS):
        return
    view, starts, ends = text.exact, text.starts, text.ends
    for word in _WORD.finditer(view):
        start, end = word.span()
        if view[end : end + 1] != " ":
            after = starts[end + 1] if end + 1 < len(view) else len(text.original)
            if not _QUESTION_MARKS.isdisjoint(text.original[ends[end - 1] : after]):
                yield start, end


_LOOKS: Final[Mapping[str, Callable[[Text], Iterable[Range]]]] = {
    "money": _money,
    "percent": _percent,
    "phone": partial(_indicated, name="phone"),
    "url": partial(_indicated, name="url"),
    "account": partial(_indicated, name="account"),
    "otp": _otp,
    "question": _asked,
}
