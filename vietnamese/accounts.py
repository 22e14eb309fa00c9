"""Bank accounts: a number, and the bank named beside it. Nothing else is taken, a holder's name least of all."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

from vietnamese.banks import LONGEST, SPELLINGS, WALLETS
from vietnamese.phones import read_phone
from vietnamese.signs import Sign, listed, words_after, words_before

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from vietnamese.text import Text

DIGITS: Final = range(6, 20)
"""How many figures an account has; the shortest are old ones, the longest carry the branch."""

SAFE_DIGITS: Final = 8
"""From how many figures on a bank alone makes a number an account; shorter ones are codes and years."""

NEAR: Final = 4
"""Words between a bank and its number where nothing else says «account»."""

FAR: Final = 10
"""Words between them where something does: «STK …, chủ tài khoản …, ngân hàng …»."""

_PIECES: Final = range(2, 6)
_WHOLE: Final = re.compile(r"\d+(?:[.\-]\d+)*")
_AMOUNT: Final = re.compile(r"\d{1,3}(?:\.\d{3})+")
_DATE: Final = re.compile(r"\d{1,2}[.\-]\d{1,2}[.\-](?:19|20)?\d\d")
_ACCOUNT_WORDS: Final = tuple(tuple(word.split()) for word in ("stk", "tai khoan", "tk", "account", "acc", "so the"))
_CALL_WORDS: Final = tuple(
    tuple(word.split())
    for word in (
        *("goi", "hotline", "lh", "sdt", "dt", "phone", "call", "alo", "dien", "thoai", "he", "dai", "zalo"),
        *("nhắn", "nhan tin"),
    )
)
"""Only «nhắn» keeps its mark: without it the word is nhận too, and «stk nhận» is an account."""
_CODE_WORDS: Final = listed("ma otp gd mst tien ref nam ngay")
_IDENTITY_WORDS: Final = listed("cccd cmnd cmt cuoc chieu bhxh bhyt")  # căn cước, hộ chiếu: a person's, never taken
_MONEY_WORDS: Final = listed("đồng dong đ d vnđ vnd usd triệu trieu tr nghìn nghin ngàn tỷ tỉ k")  # ngan is ngân, too


class Account(NamedTuple):
    """An account's figures, its bank, and where the figures stand in the views."""

    number: str
    bank: str
    start: int
    end: int


def read_accounts(signs: Sequence[Sign], text: Text) -> Iterator[Account]:
    """Yield the accounts among ``signs``: figures beside a bank's name, or called an account with a bank nearby.

    A number that could be a phone is an account only where it is called one or stands right beside the bank, and
    no word of calling stands nearer before it. What calls the number before an account says nothing of this one.
    An identity number, a code, an amount or a date is never one.
    """
    previous = 0
    for number in _numbers(signs, text):
        if not _MONEY_WORDS.isdisjoint(words_after(text.exact, number.end)[:1]):
            continue
        before, after = _words_before(text, number.start), words_after(text.folded, number.end)
        own = len(text.folded[previous : number.start].split())
        previous = number.end
        if bank := _bank(number, before, after, own):
            yield Account(number.digits, bank, number.start, number.end)


def _numbers(signs: Sequence[Sign], text: Text) -> Iterator[Sign]:
    """Yield figures that are long enough, those typed in groups (``1903 2345 678``) as one."""
    group: list[Sign] = []
    for sign in signs:
        joins = group and sign.start == group[-1].end + 1 and text.exact[group[-1].end] == " "
        if not (joins and _is_piece(sign) and _is_piece(group[-1])):
            yield from _joined(group, text)
            group = []
        group.append(sign)
    yield from _joined(group, text)


def _is_piece(sign: Sign) -> bool:
    return sign.word.isascii() and sign.word.isdigit() and len(sign.word) in _PIECES


def _joined(group: list[Sign], text: Text) -> Iterator[Sign]:
    if not group:
        return
    start, end = group[0].start, group[-1].end
    whole = Sign(text.exact[start:end], start, end)
    written = whole.word.replace(" ", "")
    plain = _WHOLE.fullmatch(written) and not _AMOUNT.fullmatch(written) and not _DATE.fullmatch(written)
    if plain and len(whole.digits) in DIGITS:
        yield whole


def _words_before(text: Text, position: int) -> list[str]:
    """Return the folded words before ``position``, only «nhắn» with its mark."""
    pairs = zip(words_before(text.exact, position), words_before(text.folded, position), strict=True)
    return [exact if exact == "nhắn" else folded for exact, folded in pairs]


def _bank(number: Sign, before: list[str], after: list[str], own: int) -> str:
    """Return the bank whose account the number is, or ``""``; ``own`` words stand after the number before it."""
    if not _CODE_WORDS.isdisjoint(before[-2:]) or not _IDENTITY_WORDS.isdisjoint(before[-NEAR:]):
        return ""
    own = min(own, len(before))
    if tuple(before[len(before) - own :]) in SPELLINGS and _nearest([], after[:LONGEST])[1] == 0:
        own = len(before)  # «stk 111 vcb, 222 mb»: one word for a list of accounts
    near = before[len(before) - min(own, NEAR) :]
    called, invited = _last(near, _ACCOUNT_WORDS), _last(near, _CALL_WORDS)
    bank, distance = _nearest(before[-FAR - LONGEST :], after[: FAR + LONGEST])
    wallet = bank in WALLETS and distance == 0  # «zalo pay» is no word of calling
    if called and (called > invited or wallet or not read_phone(number)):
        return bank if distance <= FAR else ""
    if distance > NEAR or len(number.digits) < SAFE_DIGITS:
        return ""
    if not read_phone(number):
        return bank
    return bank if wallet or (distance == 0 and not invited) else ""


def _last(words: list[str], phrases: Collection[tuple[str, ...]]) -> int:
    """Return how many of ``words`` there are up to the end of the last of ``phrases`` in them, 0 without one."""
    ends = range(len(words), 0, -1)
    return next((end for end in ends if any(tuple(words[:end][-len(one) :]) == one for one in phrases)), 0)


def _nearest(before: list[str], after: list[str]) -> tuple[str, int]:
    """Return the bank named nearest and how many words stand between, the one before where both are as near."""
    for distance in range(max(len(before), len(after))):
        last = len(before) - distance
        for size in range(LONGEST, 0, -1):
            if last - size >= 0 and (bank := SPELLINGS.get(tuple(before[last - size : last]))):
                return bank, distance
            if bank := SPELLINGS.get(tuple(after[distance : distance + size])):
                return bank, distance
    return "", FAR + 1
