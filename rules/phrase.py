"""One phrase or regular expression of a pack, read and checked.

A phrase goes through :func:`vietnamese.read` like any text, so a pack and what it is meant to find cannot
disagree about spelling.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from itertools import groupby
from typing import Final

import re2

import vietnamese
from rules.model import Gap, Literal, Part, Phrase, Regex, Slot, SlotName, View
from words import Words

MAX_WORDS: Final = 40
"""Longer than any phrase people repeat word for word; a passage belongs into an example."""

MAX_REGEX: Final = 500
"""Characters of a regular expression: twice the longest that stays readable."""

MAX_PROGRAM: Final = 20_000
"""Instructions a regular expression may compile to; our two word guards alone are about 2,700."""

_SLOT: Final = re.compile(r"<([^<>\s]*)>")

# re2 knows \b for ASCII alone, which would see an end of word before every marked letter. (?m:) because never_nl
# keeps \n, the end of a clause, out of every class, ours included.
_GUARD_BEFORE: Final = r"(?m:^|[^\p{L}\p{N}])("
_GUARD_AFTER: Final = r")(?m:$|[^\p{L}\p{N}])"


class PhraseError(Exception):
    """A phrase or regular expression that cannot be; ``what`` says why."""

    def __init__(self, *, vi: str, en: str) -> None:
        super().__init__(en)
        self.what = Words(vi=vi, en=en)


@lru_cache(maxsize=1 << 16)
def parse(written: str, view: View) -> Phrase:
    """Return the phrase ``written`` in a pack, to be read in ``view``; the same object for the same phrase.

    Rules repeat each other's phrases: two in three of those we ship stand in several groups. So each is read once,
    and looked for once in a text.

    Raises:
        PhraseError: it could never match, or would match any word.
    """
    tokens = written.split()
    if len(tokens) > MAX_WORDS:
        raise PhraseError(vi=f"cụm dài hơn {MAX_WORDS} từ", en=f"a phrase of more than {MAX_WORDS} words")
    if "*" not in written and "<" not in written:
        literal = _literal(written)
        return Phrase(written=written, view=view, parts=(literal,), key=0, literal=literal.folded)
    parts = tuple(_parts(tokens))
    if all(isinstance(part, Gap) for part in parts):
        raise PhraseError(vi="cụm phải có ít nhất một từ", en="a phrase needs at least one word")
    key = _key(parts)
    part = None if key is None else parts[key]
    found = part.folded if isinstance(part, Literal) else None
    return Phrase(written=written, view=view, parts=parts, key=key, literal=found)


def compile_regex(written: str) -> Regex:
    """Return the regular expression with guards, so that it matches whole words within one clause.

    Raises:
        PhraseError: it is not one, could match nothing at all, or is too large.
    """
    if len(written) > MAX_REGEX:
        raise PhraseError(vi=f"biểu thức dài hơn {MAX_REGEX} ký tự", en=f"a regex over {MAX_REGEX} characters")
    written = unicodedata.normalize("NFC", written)
    try:
        # Alone first: `a)|(b` would only become valid, and escape its guards, once they stand around it.
        bare = re2.compile(written.encode(), _options())
        compiled = re2.compile((_GUARD_BEFORE + written + _GUARD_AFTER).encode(), _options())
    except re2.error as error:
        said = _said(error)
        raise PhraseError(vi=f"biểu thức chính quy sai: {said}", en=f"not a regular expression: {said}") from error
    if bare.fullmatch(b"") is not None:
        raise PhraseError(vi="biểu thức khớp cả chuỗi rỗng", en="the regex matches the empty text")
    if compiled.programsize > MAX_PROGRAM:
        raise PhraseError(vi="biểu thức quá lớn", en="the regex is too large")
    return Regex(written=written, compiled=compiled)


def _parts(tokens: list[str]) -> Iterator[Part]:
    """Yield the parts; words between gaps and slots become one literal."""
    if glued := next((token for token in tokens if _SLOT.search(token) and not _is_special(token)), None):
        apart = " ".join(piece for piece in _SLOT.sub(r" <\1> ", glued).replace("/", " ").split())
        raise PhraseError(
            vi=f"ô phải đứng riêng, cách hai bên một dấu cách: «{apart}», không phải «{glued}»",
            en=f"a slot stands by itself, with spaces around it: {apart!r}, not {glued!r}",
        )
    for special, run in groupby(tokens, key=_is_special):
        if special:
            yield from map(_special, run)
        else:
            yield _literal(" ".join(run))


def _is_special(word: str) -> bool:
    return word == "*" or _SLOT.fullmatch(word) is not None


def _special(word: str) -> Part:
    if word == "*":
        return Gap()
    name = word[1:-1]
    try:
        return Slot(name=SlotName(name))
    except ValueError:
        known = ", ".join(f"<{slot}>" for slot in SlotName)
        message = {"vi": f"không có ô <{name}>; có: {known}", "en": f"there is no slot <{name}>; there are: {known}"}
        raise PhraseError(**message) from None


def _literal(words: str) -> Literal:
    text = vietnamese.read(words)
    exact, folded = text.exact.strip(" \n"), text.folded.strip(" \n")
    if not exact:
        raise PhraseError(vi=f"«{words}» không có từ nào", en=f"{words!r} holds no word")
    if "\n" in exact:
        raise PhraseError(
            vi=f"«{words}» không bao giờ khớp: dấu câu trong đó kết thúc mệnh đề",
            en=f"{words!r} can never match: punctuation in it ends a clause",
        )
    return Literal(exact=exact, folded=folded)


def _key(parts: tuple[Part, ...]) -> int | None:
    """Return the index of the literal of most words, then most letters: the one that hits least often."""
    sizes = [
        (part.folded.count(" ") + 1, len(part.folded), -index)
        for index, part in enumerate(parts)
        if isinstance(part, Literal)
    ]
    return -max(sizes)[2] if sizes else None


def _options() -> re2.Options:
    options = re2.Options()
    options.log_errors = False
    options.never_nl = True
    options.case_sensitive = False
    options.max_mem = 4 << 20
    return options


def _said(error: re2.error) -> str:
    said = error.args[0] if error.args else ""
    return said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)
