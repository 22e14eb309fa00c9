"""Words that lead to a person: handles, e-mail addresses, links to somebody's page.

None of them may stand in what Rõ Tin keeps of people's words, however many repeated it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from vietnamese.links import leads_to_somebody

if TYPE_CHECKING:
    from vietnamese.text import Text


def find_personal(text: Text) -> frozenset[int]:
    """Return which words of the exact view, counted from 0, lead to a person or may do so."""
    if "@" not in text.original and "." not in text.exact:
        return frozenset()
    found, start = set(), 0
    for number, word in enumerate(text.exact.replace("\n", " ").split(" ")):
        if ("@" in word and not _is_link(word)) or _is_handle(text, start) or leads_to_somebody(word):
            found.add(number)
        start += len(word) + 1
    return frozenset(found)


def _is_handle(text: Text, start: int) -> bool:
    """Say whether an at sign, full-width or not, stands right before the word in what was typed."""
    if start >= len(text.exact):
        return False
    begin, _ = text.origin(start, start + 1)
    return begin > 0 and text.original[begin - 1] in "@＠﹫"


def _is_link(word: str) -> bool:
    """Say whether an at sign in the word is part of a link, as in a path, and no user name."""
    parts = urlsplit(word if "//" in word else f"//{word}")
    return "@" not in parts.netloc
