"""How a tally is shown: what was kept, and why the rest was not, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import click

from words import Language, Words

if TYPE_CHECKING:
    from records import Tally

REASONS: Final = {
    "irrelevant": Words(vi="không nói về chủ đề nào, không nêu nơi nào trong tỉnh", en="no subject, no place here"),
    "same": Words(vi="đã có, không đổi", en="already here, unchanged"),
    "known": Words(vi="đã đọc lần trước", en="read before"),
    "duplicate": Words(vi="trùng bài khác trong lần đọc này", en="same page again in this run"),
    "offsite": Words(vi="dẫn sang trang ngoài nguồn", en="leads outside the source"),
    "no_link": Words(vi="không có liên kết", en="without a link"),
    "no_text": Words(vi="không có chữ", en="without text"),
    "no_words": Words(vi="không có từ nào", en="without a word"),
    "remark": Words(vi="lời của cá nhân, không lưu", en="an individual's words, not kept"),
    "legacy_font": Words(vi="chữ phông cũ (TCVN3/VNI), không đoán", en="legacy font text, not guessed"),
    "over_page_limit": Words(vi="quá số trang cho một lần đọc", en="beyond the pages of one run"),
    "unreadable_line": Words(vi="dòng không đọc được", en="unreadable line"),
}


def reason(name: str, language: Language) -> str:
    """Return a reason in words; one without words as its own name."""
    return REASONS[name].in_(language) if name in REASONS else name


def show_tally(tally: Tally, language: Language) -> None:
    """Print what became of every item."""
    head = Words(vi=f"{tally.seen} mục: {tally.stored} đã lưu", en=f"{tally.seen} items: {tally.stored} stored")
    click.echo(head.in_(language))
    for name, number in tally.discarded:
        click.echo(f"  {number:>5}  {reason(name, language)}")
    apart = Words(vi="để riêng", en="set apart").in_(language)
    for name, number in tally.quarantined:
        click.echo(f"  {number:>5}  {apart}: {reason(name, language)}")
    failed = Words(vi="yêu cầu hỏng", en="failed requests").in_(language)
    for name, number in tally.failures:
        click.echo(f"  {number:>5}  {failed}: {name}")
