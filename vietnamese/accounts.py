"""Bank accounts: a number, and the bank named beside it. Nothing else is taken, a holder's name least of all."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

from vietnamese.banks import LONGEST, SPELLINGS, WALLETS
from vietnamese.phones import read_phone
from vietnamese.signs import Sign, listed, words_after, words_before

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

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
_ACCOUNT_WORDS: Final = ("stk", "so tai khoan", "tai khoan", "so tk", "tk", "account", "acc", "so the")
_CALL_WORDS: Final = listed("goi hotline lh sdt dt phone call alo dien thoai he dai zalo")
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
    no word of calling stands before it. An identity number, a code, an amount or a date is never one.
    """
    for number in _numbers(signs, text):
        if not _MONEY_WORDS.isdisjoint(words_after(text.exact, number.end)[:1]):
            continue
        before, after = words_before(text.folded, number.start), words_after(text.folded, number.end)
        if bank := _bank(number, before, after):
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


def _bank(number: Sign, before: list[str], after: list[str]) -> str:
    """Return the bank whose account the number is, or ``""``."""
    if not _CODE_WORDS.isdisjoint(before[-2:]) or not _IDENTITY_WORDS.isdisjoint(before[-NEAR:]):
        return ""
    called = any(f" {word} " in f" {' '.join(before[-NEAR:])} " for word in _ACCOUNT_WORDS)
    bank, distance = _nearest(before[-FAR - LONGEST :], after[: FAR + LONGEST])
    if called:
        return bank if distance <= FAR else ""
    if distance > NEAR or len(number.digits) < SAFE_DIGITS:
        return ""
    if not read_phone(number):
        return bank
    invited = not _CALL_WORDS.isdisjoint(before[-NEAR:])
    return bank if distance == 0 and (bank in WALLETS or not invited) else ""


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
