"""The tools a scam works with, found in a text: links, hosts, phones, bank accounts, app packages.

A holder's name is never read: an account is its figures and its bank.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from records import Indicator, IndicatorKind
from vietnamese.accounts import read_accounts
from vietnamese.links import read_link, read_package
from vietnamese.phones import read_phone
from vietnamese.signs import signs

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from vietnamese.signs import Sign
    from vietnamese.text import Text


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Found:
    """An indicator and where it stands: positions of the text's views, end exclusive."""

    start: int
    end: int
    indicator: Indicator


def find(text: Text) -> tuple[Found, ...]:
    """Return the indicators in ``text`` in order, each place once for each kind.

    A link yields a URL and, unless everybody uses its host, the host as a domain; a Play Store link also the
    app's package. Figures that are an account are no phone as well.
    """
    seen = signs(text)
    return tuple(dict.fromkeys(sorted(_found(seen, text)))) if seen else ()


def _found(seen: Sequence[Sign], text: Text) -> Iterator[Found]:
    taken: list[tuple[int, int]] = []
    for account in read_accounts(seen, text):
        taken.append((account.start, account.end))
        yield _one(IndicatorKind.BANK_ACCOUNT, account.number, account.start, account.end, bank=account.bank)
    within = iter(taken)
    current = next(within, None)
    for sign in seen:
        while current and current[1] <= sign.start:
            current = next(within, None)
        if current and current[0] <= sign.start:
            continue
        yield from _alone(sign, text)


def _alone(sign: Sign, text: Text) -> Iterator[Found]:
    if phone := read_phone(sign):
        yield _one(IndicatorKind.PHONE, phone, sign.start, sign.end)
        return
    package = read_package(sign, text)
    if package:
        yield _one(IndicatorKind.APP_PACKAGE, package, sign.start, sign.end)
    if package == sign.word:
        return
    link = read_link(sign, text)
    if link and link.url:
        yield _one(IndicatorKind.URL, link.url, sign.start, sign.end)
    if link and link.host:
        yield _one(IndicatorKind.DOMAIN, link.host, sign.start, sign.end)


def _one(kind: IndicatorKind, value: str, start: int, end: int, *, bank: str = "") -> Found:
    return Found(indicator=Indicator(kind=kind, value=value, bank=bank), start=start, end=end)
