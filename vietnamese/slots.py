"""What the slots of the rule language stand for: ``<money> <percent> <phone> <url> <account> <otp>``."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from records import IndicatorKind
from vietnamese import indicators
from vietnamese.amounts import find_money, find_otp, find_percent
from vietnamese.signs import signs

if TYPE_CHECKING:
    from collections.abc import Mapping

    from vietnamese.text import Text

Range = tuple[int, int]

_NOTHING: Final[Mapping[str, tuple[Range, ...]]] = MappingProxyType({})
_SLOTS: Final = {
    IndicatorKind.PHONE: "phone",
    IndicatorKind.URL: "url",
    IndicatorKind.DOMAIN: "url",
    IndicatorKind.BANK_ACCOUNT: "account",
}
_CODE_WORDS: Final = ("otp", "ma xac", "mat khau")


def find_slots(text: Text) -> Mapping[str, tuple[Range, ...]]:
    """Return where each slot's things stand in the views, in order, by the slot's name; nothing found, no entry.

    A text without a figure, a full stop inside a word or a word for a code costs three short searches.
    """
    seen = signs(text)
    coded = any(word in text.folded for word in _CODE_WORDS)
    if not seen and not coded:
        return _NOTHING
    found: dict[str, list[Range]] = {
        "money": list(find_money(seen, text)),
        "percent": list(find_percent(seen, text)),
        "otp": list(find_otp(seen, text)) if coded else [],
    }
    for one in indicators.find(text):
        if slot := _SLOTS.get(one.indicator.kind):
            found.setdefault(slot, []).append((one.start, one.end))
    return {slot: tuple(sorted(set(ranges))) for slot, ranges in found.items() if ranges}
