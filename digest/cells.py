"""Text from outside made safe to stand in a cell, on a page or in a terminal.

A spreadsheet takes a cell for a formula by its first character, for a number by all of them, and for a new line
by what stands in the middle. A title may hold any of that, on purpose.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime
from typing import Final, TypeAlias

Cell: TypeAlias = str | int | datetime | date | None
"""What stands in a cell; a renderer writes each type in its own way."""

CELL_LIMIT: Final = 32_767
"""How many UTF-16 units Excel keeps in a cell (Excel specifications and limits, Microsoft)."""

_ELLIPSIS: Final = "…"
_JOINERS: Final = "\u200c\u200d"
_NO_LETTER: Final = re.compile("[\ufdd0-\ufdef\ufffe\uffff]")  # never characters; XML forbids the last two
_HIDDEN_BEFORE: Final = "\"'`´«»‘’‚‛“”„‟‹›＂＇｀"
_TRIGGERS: Final = frozenset("=+-@−%|")
"""What starts a formula in Excel, LibreOffice or Google Sheets (OWASP, CSV injection), ``%`` and ``|`` for DDE."""

_NUMERIC: Final = re.compile(r"(?=.*\d)[\d\s.,()/:+\-$₫%]+(?:[eE][\d+\-]+)?")


def plain(text: str) -> str:
    """Return ``text`` on one line, without control characters, lone surrogates or direction overrides."""
    return " ".join("".join(_fit(char) for char in text).split())


def shorten(text: str, limit: int = CELL_LIMIT) -> str:
    """Return ``text`` cut to ``limit`` UTF-16 units with an ellipsis at the end, never in the middle of a letter."""
    if _units(text) <= limit:
        return text
    kept, used = [], 1  # the ellipsis
    for char in text:
        used += _units(char)
        if used > limit:
            break
        kept.append(char)
    while kept and unicodedata.combining(kept[-1]):
        kept.pop()
    return "".join(kept) + _ELLIPSIS


def workbook_text(text: str) -> str:
    """Return ``text`` for a workbook's cell, whose type already says that it is text."""
    return shorten(plain(text))


def csv_text(text: str) -> str:
    """Return ``text`` for a cell of a CSV file, where only an apostrophe can say that it is text.

    One stands before anything a spreadsheet would calculate (also behind blanks, quotes and invisible letters, and
    in full-width form) and before anything it would take for a number, a date or an amount, so that leading zeros
    stay. Doing it twice is doing it once.
    """
    flat = plain(text)
    return shorten(f"'{flat}" if _calculates(flat) or _counts(flat) else flat)


def _calculates(flat: str) -> bool:
    if flat.startswith("'"):
        return False
    for char in flat:
        if char.isspace() or char in _HIDDEN_BEFORE or unicodedata.category(char) in {"Cf", "Mn"}:
            continue
        return not _TRIGGERS.isdisjoint(unicodedata.normalize("NFKC", char)[:1])
    return False


def _counts(flat: str) -> bool:
    return _NUMERIC.fullmatch(unicodedata.normalize("NFKC", flat)) is not None


def _fit(char: str) -> str:
    if char.isspace():
        return " "
    category = unicodedata.category(char)
    if category == "Cs":
        return "\ufffd"
    if category == "Cf":  # invisible: joiners belong to a script, the others turn or hide what follows
        return char if char in _JOINERS else ""
    return "" if category == "Cc" or _NO_LETTER.fullmatch(char) else char


def _units(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2
