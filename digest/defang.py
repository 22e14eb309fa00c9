"""Indicators made harmless for display: nothing a program turns into a link, nothing a phone dials at a touch."""

from __future__ import annotations

import re
from typing import Final

from records import Indicator, IndicatorKind

_MOBILE: Final = re.compile(r"(\d{4})(\d{3})(\d{3})")
_SCHEME: Final = re.compile(r"(?i)\bh(?:tt|xx)(ps?):")
_DOTS: Final = re.compile(r"[.。．｡](?!\])")  # the dots that IDNA (UTS 46) takes for a label's end
_DOTS_WITHIN: Final = re.compile(r"(?<!\[)[.。．｡](?=[^\s\]])")
_ADDRESS: Final = re.compile(r"://|\w[.。．｡][^\W\d_]{2}|\d[.。．｡]\d+[.。．｡]\d+[.。．｡]\d")
"""What makes a program turn a word into a link: a scheme, a domain, a host's number. Not what an amount has."""


def defang(indicator: Indicator) -> str:
    """Return the indicator as it may be shown.

    Links, domains and packages lose their working dots and scheme (``hXXps://vay-nhanh[.]example/x``); a
    Vietnamese phone is written the way it is said here (``0900 000 123``); an account carries its bank.
    """
    if indicator.kind is IndicatorKind.PHONE:
        return _phone(indicator.value)
    if indicator.kind is IndicatorKind.BANK_ACCOUNT:
        return f"{indicator.value} ({indicator.bank})"
    return _link(indicator.value)


def defang_text(text: str) -> str:
    """Return ``text`` with the links in it broken, and everything else, amounts and full stops included, as it was."""
    return " ".join(_word(word) for word in text.split(" "))


def _word(word: str) -> str:
    return _DOTS_WITHIN.sub("[.]", _scheme(word)) if _ADDRESS.search(word) else word


def _link(value: str) -> str:
    from ioc_fanger import defang as plain  # noqa: PLC0415 - 0.1 s that only a digest with indicators pays

    # The library leaves a dot that stands beside another sign, the ideographic dots, and HTTP in capitals.
    return _scheme(_DOTS.sub("[.]", str(plain(value))))


def _scheme(value: str) -> str:
    return _SCHEME.sub(lambda found: f"hXX{found[1].lower()}:", value)


def _phone(value: str) -> str:
    local = f"0{value[3:]}" if value.startswith("+84") else value
    return _MOBILE.sub(r"\1 \2 \3", local) if _MOBILE.fullmatch(local) else local
