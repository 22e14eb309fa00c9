"""Bytes into text, whatever the server says of them.

Vietnamese sites send UTF-8 under an iso-8859-1 header often enough that strict UTF-8 is tried before any declaration:
text in another encoding is practically never valid UTF-8. Text set in the old font encodings (TCVN3, VNI) cannot be
told from Western letters by its bytes; it is recognised so that it can be refused, not guessed at.
"""

from __future__ import annotations

import codecs
import re
import unicodedata
from typing import Final

from charset_normalizer import from_bytes
from w3lib.encoding import html_body_declared_encoding, http_content_type_encoding, resolve_encoding

_SAMPLE: Final = 64 * 1024
_BOMS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_BELIEVED: Final = frozenset({"utf-8", "utf-16", "utf-16-le", "utf-16-be", "ascii", "cp1258", "cp1252"})
"""Declared encodings we read: those Vietnamese text is published in. Any other is detected instead."""

_MOSTLY: Final = 2
"""Well-formed letters beyond ASCII for each damaged byte, from which text counts as damaged UTF-8. Text in another
encoding read as UTF-8 has next to none."""

_LEGACY_SHARE: Final = 0.25
"""Share of words with marks of the old fonts from which a text counts as set in one; our samples lie above 0.5."""

_PLAIN_SHARE: Final = 0.05
"""Share of words with letters only Unicode Vietnamese has; in ordinary text about half."""

_WORD: Final = re.compile(r"\S*[A-Za-z]\S*")
_PLAIN: Final = re.compile(r"[ăđơưĂĐƠƯẠ-ỹ]")
_TCVN3: Final = re.compile(r"[a-z][À-Þ]|[A-Za-z][µ¸¶·¹¨¾¼½©ª®«¬¡¢£¤¥¦§Ææ]|[µ¸¶·¹¨¾¼½©ª®«¬¡¢£¤¥¦§Ææ][A-Za-z]")
_VNI: Final = re.compile(r"[aeouyAEOUYöôÖÔ][ùøûõïäåëâêáàãéèúüÙØÛÕÏÄÅËÂÊÁÀÃÉÈÚÜ]|[ñÑ][a-zA-Zöô]")
_CONTROLS: Final = dict.fromkeys([*range(9), 11, 12, *range(14, 32), 127, 0xFFFE, 0xFFFF])


def decode(body: bytes, *, content_type: str = "") -> str:
    """Return ``body`` as text in NFC without control characters; never fails.

    Args:
        body: a page or a feed.
        content_type: the header it came with, consulted after a byte order mark and strict UTF-8.
    """
    return unicodedata.normalize("NFC", _decode(body, content_type)).translate(_CONTROLS)


def is_legacy(text: str) -> bool:
    """Return whether ``text`` is set in an old Vietnamese font encoding (TCVN3, VNI) and unreadable without it."""
    words = _WORD.findall(text[:_SAMPLE])
    if len(words) < 5:  # noqa: PLR2004 - fewer words say nothing
        return False
    plain = sum(1 for word in words if _PLAIN.search(word))
    marked = max(sum(1 for word in words if font.search(word)) for font in (_TCVN3, _VNI))
    return plain < _PLAIN_SHARE * len(words) and marked > _LEGACY_SHARE * len(words)


def _decode(body: bytes, content_type: str) -> str:
    for mark, name in _BOMS:
        if body.startswith(mark):
            return body[len(mark) :].decode(name, "replace")
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        pass
    if _is_damaged_utf8(damaged := body.decode("utf-8", "replace")):
        return damaged
    for name in _declared(body, content_type):
        try:
            return body.decode(name)
        except UnicodeDecodeError:
            continue
    best = from_bytes(body[:_SAMPLE]).best()
    return body.decode(best.encoding if best is not None else "cp1252", "replace")


def _declared(body: bytes, content_type: str) -> list[str]:
    said = [http_content_type_encoding(content_type), html_body_declared_encoding(body[:4096])]
    names = [resolve_encoding(name) for name in said if name]
    return [name for name in names if name in _BELIEVED]


def _is_damaged_utf8(text: str) -> bool:
    lost = text.count("\N{REPLACEMENT CHARACTER}")
    whole = sum(1 for char in text if char > "\x7f") - lost
    return whole >= _MOSTLY * lost
