"""Sums of money, percentages and one-time codes, where they stand in a text."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from vietnamese.signs import listed, words_after, words_before

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from vietnamese.signs import Sign
    from vietnamese.text import Text

Range = tuple[int, int]

_NUMBER: Final = r"\d{1,15}(?:[.,]\d{1,3}){0,5}"
_SUM: Final = re.compile(
    rf"[$€¥₫]{_NUMBER}|{_NUMBER}(?:(?:k|tr|triệu|trieu|tỷ|tỉ|ty|nghìn|nghin|ngàn|ngan|củ)\d{{0,3}}"
    r"|đ|đồng|vnđ|vnd|usd|[$€¥₫])"
)
_ATTACHED_D: Final = re.compile(r"\d{1,3}(?:\.\d{3})+d")
"""«300.000d»: without the groups of three, d is too many other things."""

_PLAIN: Final = re.compile(rf"{_NUMBER}(?:-{_NUMBER})?")
UNITS: Final = listed("triệu trieu tr tỷ tỉ ty nghìn nghin ngàn ngan đồng dong vnđ vnd usd đô củ lít xu")
_MORE: Final = listed("đồng dong vnđ vnd usd đô rưỡi ruoi")
_PERCENT: Final = re.compile(rf"{_NUMBER}%")
_SPACED_PERCENT: Final = re.compile(r"[ \u00a0]{0,2}%")
_CODE: Final = re.compile(r"\d{4,8}")
_OTP: Final = re.compile(
    r"(?<![^ \n])(?:mã otp|ma otp|otp|mã xác (?:thực|nhận|minh)|ma xac (?:thuc|nhan|minh)|mật khẩu dùng một lần)"
    r"(?![^ \n])"
)
_CODE_REACH: Final = 4
"""Words between a code and what calls it one: «mã OTP của bạn là 123456»."""


def find_money(signs: Sequence[Sign], text: Text) -> Iterator[Range]:
    """Yield the sums: ``500k``, ``2tr5``, ``1,5 tỷ``, ``300.000 đồng``, ``$100``, with the words of their unit."""
    for sign in signs:
        after = words_after(text.exact, sign.end)[:2]
        glued = _SUM.fullmatch(sign.word) or _ATTACHED_D.fullmatch(sign.word)
        unit = [] if glued else after[:1]
        if not glued and not (after and after[0] in UNITS and _PLAIN.fullmatch(sign.word)):
            continue
        more = [word for word in after[len(unit) : len(unit) + 1] if word in _MORE]
        end = _reach(text.exact, sign.end, [*unit, *more])
        if glued or end > sign.end:
            yield sign.start, end


def find_percent(signs: Sequence[Sign], text: Text) -> Iterator[Range]:
    """Yield the percentages: ``30%``, ``2,5 %``, «30 phần trăm»."""
    for sign in signs:
        if _PERCENT.fullmatch(sign.word):
            yield sign.start, sign.end
        elif _PLAIN.fullmatch(sign.word):
            after = words_after(text.folded, sign.end)[:2]
            _, end = text.origin(sign.start, sign.end)
            if after == ["phan", "tram"]:
                yield sign.start, _reach(text.exact, sign.end, after)
            elif _SPACED_PERCENT.match(text.original, end):
                yield sign.start, sign.end


def find_otp(signs: Sequence[Sign], text: Text) -> Iterator[Range]:
    """Yield the words for a one-time code («mã OTP», «mã xác thực»), and codes of 4 to 8 figures beside them."""
    words = [(found.start(), found.end()) for found in _OTP.finditer(text.exact)]
    yield from words
    if not words:
        return
    for sign in signs:
        if not _CODE.fullmatch(sign.word):
            continue
        around = words_before(text.exact, sign.start)[-_CODE_REACH - 3 :] + words_after(text.exact, sign.end)[:3]
        if _OTP.search(" ".join(around)):
            yield sign.start, sign.end


def _reach(view: str, end: int, words: Sequence[str]) -> int:
    """Return where ``words``, which follow ``end``, end; only as far as they stand in the same clause."""
    for word in words:
        if view[end] != " ":
            break
        end += 1 + len(word)
    return end
