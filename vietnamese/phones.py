"""Phone numbers of Vietnam in E.164, and the short numbers companies are called at."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

import phonenumbers

from vietnamese.signs import listed

if TYPE_CHECKING:
    from vietnamese.signs import Sign

PUBLIC: Final = listed("111 112 113 114 115 156 1022 5656 18001567 19009095 19003228")
"""Numbers of the state anyone may call: emergency, child protection, the reporting of scams, health. Never a scam's."""

_TYPED: Final = re.compile(r"(?:\+84|84|0)\d{8,10}")
_SHORT: Final = re.compile(r"1[89]00\d{4,6}")


def read_phone(sign: Sign) -> str:
    """Return ``sign`` as a phone in E.164, a short number as its digits, or ``""`` where it is neither.

    The text's views have already made one word of a number that was spread over spaces and dots.
    """
    typed = sign.word.replace(".", "").replace("-", "")
    if _SHORT.fullmatch(typed):
        return "" if typed in PUBLIC else typed
    if _TYPED.fullmatch(typed) is None:
        return ""
    typed = f"+{typed}" if typed.startswith("84") else typed
    try:
        number = phonenumbers.parse(typed, "VN")
    except phonenumbers.NumberParseException:
        return ""
    if not phonenumbers.is_valid_number_for_region(number, "VN"):
        return ""
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
