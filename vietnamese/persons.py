"""Words that lead to a person: handles, e-mail addresses, links to somebody's page.

None of them may stand in what Rõ Tin keeps of people's words, however many repeated it. Views lose what tells them
from other words (at signs, capitals, the dots of a host we do not know), so they are looked for in what was typed.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import TYPE_CHECKING, Final, NamedTuple
from urllib.parse import unquote, urlsplit

from vietnamese.letters import Plain, plain
from vietnamese.links import leads_to_somebody
from vietnamese.syllables import is_syllable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from vietnamese.text import Text

MOST_NAMES: Final = 5
"""Words with a capital that are taken with a mention, as the rest of the name on display."""

_HOMES: Final = ("bsky", "mastodon")
_SIGNS: Final = "@＠﹫/／⁄∕"  # looked for one by one, which is faster than all at once
_SIGNS_AS_ONE: Final = str.maketrans("﹫⁄∕﹒․。", "@//...")
_WORD: Final = re.compile(r"\S+")  # as str.split has them

_ENDS: Final = r"\s,;!?()\[\]{}<>\"«»“”"
_RUN: Final = re.compile(rf"[^{_ENDS}]+")
_HANDLE: Final = re.compile(rf"[^@{_ENDS}]+")  # what follows a further at sign is that one's
_AT: Final = re.compile(r"@[\W_]*")
_EYES: Final = re.compile(r"@[\W_]{0,2}@+\s")  # @@ and @_@ are faces
_BRACKETED: Final = re.compile(r"@\s*[\[({<\"«“][^\n\])}>\"»”]{1,80}[\])}>\"»”](?:\([^)\n]{0,200}\))?")
_BEFORE: Final = re.compile(r"[\w.+-]*[^\W\d][\w.+-]*(?P<apart>\s?)\Z")
_NAME_ENDS: Final = re.compile(r"[\n,;:!?]|(?<!\b\w)\.\s")

_DOT: Final = r"(?:\s?[\[({]\s?(?:\.|dot|chấm|cham)\s?[\])}]\s?|\s(?:dot|chấm|cham)\s|\s?\.\s?)"
_HOMED: Final = re.compile(rf"(?<![\w-])[\w-]+(?:\.[\w-]+){{0,8}}{_DOT}(?:{'|'.join(_HOMES)}){_DOT}social\b")
_SPREAD: Final = re.compile(
    rf"(?<![\w.-])(?:t|m|wa|zalo|fb|facebook|telegram|instagram|tiktok|threads|twitter|x){_DOT}(?:me|com|net)"
    rf"\s?/\s?(?!\+|joinchat|g/|groups/)@?[^{_ENDS}]+"
)
_AT_IN_WORDS: Final = re.compile(rf"(?<![\w.+-])[\w.+-]{{1,64}}\s?[\[({{]\s?at\s?[\])}}]\s?[^{_ENDS}]+")
_REDDIT: Final = re.compile(r"(?<![\w/.-])u/([a-z0-9_-]{3,20})(?![\w/])")

_PAGE: Final = re.compile(
    r"""
    [/?](?:u|users?|members?|profiles?|thanh-?vien|thành-?viên|nguoi-?dung|người-?dùng|trang-ca-nhan)/
      (?!(?:log-?in|log-?out|sign-?(?:in|up)|register|verify|home|index|edit|\d     # a site's door, or Google's /u/0/
      |(?:dang-?(?:nhap|ky)|xac-?(?:minh|thuc|nhan)|cap-?nhat|(?:nap|rut)-?tien)(?:-[\w-]*)?)
      (?:[/?\#]|\.php|\.html?|\W*$))[^\s/]*\w
    | [/?](?:member|profile|user)\.php\?\w
    | [/?&=\#][@~](?!-?\d+\.\d)\w                                            # but no place on a map
    | \w@[\w-]+\.\w
    """,
    re.VERBOSE,
)


class _Words(NamedTuple):
    """The words of the exact view, and where in the original each begins and ends; neither ever falls."""

    starts: list[int]
    ends: list[int]

    def among(self, begin: int, end: int) -> range:
        """Return which words stand, wholly or in part, between two places of the original."""
        return range(bisect_right(self.ends, begin), bisect_right(self.starts, end - 1))


def find_personal(text: Text) -> frozenset[int]:
    """Return which words of the exact view, counted from 0, lead to a person or may do so."""
    signed = any(sign in text.original for sign in _SIGNS) or any(word in text.exact for word in (*_HOMES, "\nat\n"))
    if not signed and "." not in text.exact:
        return frozenset()
    found = {number for number, word in enumerate(text.exact.split()) if _is_personal(word)}
    if signed:
        found.update(_typed(text))
    return frozenset(found)


def _is_personal(word: str) -> bool:
    return ("@" in word and not _is_link(word)) or leads_to_somebody(word) or _is_page(word)


def _is_link(word: str) -> bool:
    """Say whether an at sign in the word is part of a link, as in a path, and no user name."""
    try:
        parts = urlsplit(word if "//" in word else f"//{word}")
    except ValueError:
        return False
    return "@" not in parts.netloc


def _is_page(address: str) -> bool:
    """Say whether the path of a link, or a path by itself, is one that sites give to their members."""
    if "/" not in address or not ("." in address or address.startswith("/")):
        return False
    return _PAGE.search(unquote(address).casefold()) is not None


def _typed(text: Text) -> Iterator[int]:
    """Yield the words that what was typed around them shows to lead to a person."""
    written = plain(text.original)
    letters = (written if isinstance(written, str) else written.text).translate(_SIGNS_AS_ONE)
    pages = [_back(written, start, end) for start, end in _pages(letters)]
    if not pages and "@" not in letters:
        return  # a date or a fraction, as nearly always: the way back is long
    places = [found.span() for found in _WORD.finditer(text.exact)]
    words = _Words([text.starts[start] for start, _ in places], [text.ends[end - 1] for _, end in places])
    for start, end in pages:
        yield from words.among(start, end)
    for found in _AT.finditer(letters):
        at, _ = _back(written, found.start(), found.start() + 1)
        if words.among(at, at + 1):
            continue  # part of a link, an address or a disguised word, which was looked at as a word
        named = words.among(*_back(written, *_mention(letters, found)))
        yield from named
        if named and not _is_face(letters, found):
            yield from _names(text.original, words, named[-1])


def _pages(letters: str) -> Iterator[tuple[int, int]]:
    """Yield where hosts and paths of people stand that the view may have in several words."""
    for pattern in (_HOMED, _SPREAD, _AT_IN_WORDS):
        yield from (found.span() for found in pattern.finditer(letters))
    if "/" in letters:
        yield from (found.span() for found in _RUN.finditer(letters) if _is_page(found[0]))
        yield from (found.span() for found in _REDDIT.finditer(letters) if not is_syllable(found[1]))


def _mention(letters: str, at: re.Match[str]) -> tuple[int, int]:
    """Return from where to where the mention reaches that an at sign begins, or stands in the middle of."""
    if _is_face(letters, at):
        return at.span()
    bracketed, run = _BRACKETED.match(letters, at.start()), _HANDLE.match(letters, at.end())
    end = max(at.end(), bracketed.end() if bracketed else 0, run.end() if run else 0)
    before = _BEFORE.search(letters, max(0, at.start() - 64), at.start())
    close = at.end() == at.start() + 1
    hosted = not close and "." in letters[at.end() : end].rstrip(".")  # name @ server.example
    return before.start() if before and (hosted if before["apart"] else close or hosted) else at.start(), end


def _is_face(letters: str, at: re.Match[str]) -> bool:
    """Say whether the sign is a face's eye, and what comes next an ordinary word."""
    run = _HANDLE.match(letters, at.end())
    return _EYES.match(at[0]) is not None and (run is None or is_syllable(run[0].strip(".:")))


def _names(original: str, words: _Words, number: int) -> Iterator[int]:
    """Yield the words after a mention that go on with a capital, as a name on display does."""
    for following in range(number + 1, min(number + 1 + MOST_NAMES, len(words.starts))):
        begin, end = words.ends[following - 1], words.starts[following]
        if not original[end].isupper() or _NAME_ENDS.search(original, begin, end) is not None:
            return
        yield following


def _back(written: str | Plain, start: int, end: int) -> tuple[int, int]:
    if isinstance(written, str):
        return start, end
    return written.starts[start], written.ends[end - 1]
