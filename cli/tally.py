"""How a tally is shown: what was kept, and why the rest was not, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from digest.labels import reason
from words import Language, Words

if TYPE_CHECKING:
    from records import Tally


def show_tally(tally: Tally, language: Language) -> None:
    """Print what became of every item."""
    head = Words(vi=f"{tally.seen} mục: {tally.stored} đã lưu", en=f"{tally.seen} items: {tally.stored} stored")
    click.echo(head.in_(language))
    apart = Words(vi="để riêng", en="set apart").in_(language)
    failed = Words(vi="yêu cầu hỏng", en="failed requests").in_(language)
    lines = [(number, reason(name, language)) for name, number in tally.discarded]
    lines += [(number, f"{apart}: {reason(name, language)}") for name, number in tally.quarantined]
    lines += [(number, f"{failed}: {reason(name, language)}") for name, number in tally.failures]
    for number, words in lines:
        click.echo(f"  {number:>5}  {words}")
