"""Links, hosts, e-mail addresses and phone numbers, also where dots, spaces and zeros were disguised.

What is said here is only "these characters are one word"; what kind of indicator the word is, is decided by
whoever reads the view. Disguises are undone only where a plausible address results.
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from vietnamese.mend import LOANS
from vietnamese.syllables import is_syllable, listed

_SUFFIXES: Final = frozenset(
    listed(
        "com net org vn info biz gov edu xyz icu asia mobi example invalid localhost onion ru cn uk jp kr ml gq cf kh "
        "fr click buzz cyou sbs cfd ninja rocks ooo lat autos homes boats gdn"
    )
)
"""Last labels no Vietnamese sentence ends or begins with."""

_WORDLIKE: Final = frozenset(
    listed(
        "app shop link top online site live club me co pro win fun store tech space work cc io tv ly ai gl in to am "
        "so pw ws id im news world today group support center life bank page dev website one men date bid lol test "
        "zone run download help chat team media network digital money cash games game bet bot la de ga th hk sg vip "
        "loan name host stream bond rest cloud press agency finance review trade pub eu tw tk us quest monster"
    )
)
"""Last labels that are also words or syllables people type after a full stop without a space."""

_SHORT_HOSTS: Final = frozenset(listed("t.me m.me wa.me fb.me zalo.me bit.ly goo.gl is.gd cutt.ly tiny.cc t.co g.co"))
_PACKAGE_ROOTS: Final = frozenset(listed("com vn net org io app"))

_DOT_SAID: Final = "(?:ch[ấa]m|dot)"
BRACKETED_DOT: Final = rf"[\[({{][^\S\n]?(?:\.|{_DOT_SAID})[^\S\n]?[\])}}]"
_SAID_SUFFIX: Final = (
    "(?:com|net|org|vn|info|biz|gov|edu|xyz|icu|vip|top|club|site|online|app|shop|link|me|example|invalid)"
    r"(?![^\W_])(?:/[^\s\[({]*)?"
)
SPREAD: Final = rf"(?:[^\S\n]?{BRACKETED_DOT}[^\S\n]?[a-z0-9][^\s\[({{]*|[^\S\n]+{_DOT_SAID}[^\S\n]+{_SAID_SUFFIX})"
"""What continues a host over white space or brackets: ``[.]com``, `` (.) com``, `` chấm com``."""

_LABEL: Final = "[a-z0-9-]{1,63}(?![^\\W_])"
_DOT: Final = rf"(?:\.|[^\S\n]?{BRACKETED_DOT}[^\S\n]?|[^\S\n]+{_DOT_SAID}[^\S\n]+)"
_ADDRESS: Final = re.compile(
    r"(?P<scheme>(?:h(?:tt|xx)ps?|ftp)(?:\[:\]|:)//)?(?P<user>[a-z0-9._%+-]{1,64}(?:@|\[at\]))?"
    rf"(?P<host>{_LABEL}(?:{_DOT}{_LABEL}){{1,9}})"
)
_DOTS: Final = re.compile(_DOT)
_TAIL: Final = re.compile(r"(?::\d{2,5})?(?:[/?#][^\s\"'<>“”«»]*)?")
_LOOSE_END: Final = ".,;:!?)]}…*"

_GAP: Final = r"[ \t\u00a0.\-–_)(&#@*~+°%]{0,3}"
_DIGIT: Final = "[0-9o]"
_END: Final = r"(?![^\W_])(?![.\-]\d)(?![ \u00a0]\d{3,4}(?![^\W_]))"
PHONE: Final = (
    rf"(?:\+84{_GAP}(?:0{_GAP})?{_DIGIT}(?:{_GAP}{_DIGIT}){{8}}{_END}"
    rf"|[0o]{_GAP}2(?:{_GAP}{_DIGIT}){{9}}{_END}"
    rf"|[0o](?:{_GAP}{_DIGIT}){{9}}{_END}"
    rf"|1[89]00{_GAP}\d\d{_GAP}\d\d(?:{_GAP}\d\d)?{_END})"
)
"""Nine to eleven digits as phone numbers are typed: spread by spaces and dots, the letter o for a zero."""

_PHONE: Final = re.compile(PHONE)
_MOBILE: Final = re.compile(r"(?:3[2-9]|5[25-9]|7[06-9]|8[1-9]|9\d)\d{7}")
_LANDLINE: Final = re.compile(r"2\d{9}")
_HOTLINE: Final = re.compile(r"1[89]00(?:\d{4}|\d{6})")
_DATED: Final = re.compile(r"\d{1,2}\D\d{1,2}\D(?:19|20)\d\d(?!\d)")
_AMOUNTS: Final = re.compile(r"1[89]00[ \-–](?:1[89]\d\d|20\d\d|\d\d00)(?!\d)")  # years, round sums
MAX_LETTERS_O: Final = 4


class Address(NamedTuple):
    """One word, and where in the token it ends; ``text`` is empty where what stands up to there is no address."""

    text: str
    end: int


def phone_at(token: str, start: int) -> Address | None:
    """Return the phone number that begins at ``start``, as digits (with its ``+84``), if one does."""
    found = _PHONE.match(token, start)
    if found is None:
        return None
    written = found[0]
    text = re.sub(r"[^\d+]", "", written.replace("o", "0")) if written[0] != "+" else _international(written)
    plausible = _plausible(text, written)
    return Address(text, found.end()) if plausible else None


def _international(written: str) -> str:
    national = re.sub(r"\D", "", written[3:].replace("o", "0"))
    return "+84" + national.removeprefix("0")


def _plausible(text: str, written: str) -> bool:
    if written.count("o") > MAX_LETTERS_O or _DATED.match(written):
        return False
    groups = re.findall(r"[0-9o]+", written)
    if text.startswith("+84"):
        return _MOBILE.fullmatch(text[3:]) is not None or _LANDLINE.fullmatch(text[3:]) is not None
    if text[0] == "1":
        return _HOTLINE.fullmatch(text) is not None and _AMOUNTS.match(written) is None
    if text[1] == "2":
        return _LANDLINE.fullmatch(text[1:]) is not None and min(map(len, groups)) > 2  # noqa: PLR2004 - as printed
    return _MOBILE.fullmatch(text[1:]) is not None and not _reads_as_list(written, groups)


def _reads_as_list(written: str, groups: list[str]) -> bool:
    """Say whether the digits may be several numbers: two-digit results in a row, or a few uneven ones."""
    lengths = [len(group) for group in groups]
    if len(lengths) == 1 or min(lengths) > 2 or lengths in ([4, 2, 2, 2], [2, 2, 2, 2, 2]):  # noqa: PLR2004
        return lengths == [2] * 5 and " " in written
    return lengths.count(1) < 4 and not (set(lengths) == {2, 3} and "." in written)  # noqa: PLR2004 - as spelled out


def address_at(token: str, start: int) -> Address | None:
    """Return the link, host, e-mail or package name that begins at ``start``, its disguises undone, if any does."""
    found = _ADDRESS.match(token, start)
    if found is None:
        return None
    scheme = (found["scheme"] or "").replace("[:]", ":").replace("hxx", "htt", 1)
    user = (found["user"] or "").replace("[at]", "@")
    ends = [dot.start() for dot in _DOTS.finditer(token, found.start("host"), found.end("host"))]
    labels = _DOTS.sub("\n", found["host"]).split("\n")
    disguised = "".join(labels) != found["host"].replace(".", "")
    end = found.end("host")
    tail = _TAIL.match(token, end)
    written_tail = tail[0].rstrip(_LOOSE_END) if tail else ""
    while len(labels) > 1:
        if _is_host(labels, sure=bool(scheme or user), disguised=disguised, linked=len(written_tail) > 1):
            return Address(f"{scheme}{user}{'.'.join(labels)}{written_tail}", end + len(written_tail))
        end = ends.pop()
        labels.pop()
        written_tail = ""
    return Address("", found.end())


def _is_host(labels: list[str], *, sure: bool, disguised: bool, linked: bool) -> bool:
    *_, before, last = labels
    if any(label[0] == "-" or label[-1] == "-" for label in labels):
        return False
    if not last.isalpha() or all(map(str.isdigit, labels[:-1])):
        return sure and all(map(str.isdigit, labels))
    if sure or last in _SUFFIXES:
        return sure or linked or not (disguised and is_syllable(before))
    if last in _WORDLIKE:
        return linked or ".".join(labels) in _SHORT_HOSTS or not _ordinary(before)
    return len(labels) > 2 and labels[0] in _PACKAGE_ROOTS  # noqa: PLR2004 - an app: com.example.wallet


def _ordinary(label: str) -> bool:
    """Say whether a sentence may well end with ``label``."""
    return label.isalpha() and (len(label) < 5 or label in LOANS or is_syllable(label))  # noqa: PLR2004 - ok, shop, otp, zalo
