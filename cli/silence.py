"""What the daemon says of sources that fell silent: which, since when, and whether our own connection is to blame."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cli.show import shown
from desk.sources import is_unread, moment
from digest import labels
from digest.health import sentence
from words import Words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from desk.sources import Expected, Past
    from words import Language


def silence_message(
    silent: Sequence[Expected],
    all_: Sequence[Expected],
    pasts: Mapping[str, Past],
    *,
    now: datetime,
    language: Language,
) -> tuple[str, str]:
    """Return the title and text of what is told of ``silent``; ``all_`` are those of the file, ``pasts`` by id."""
    what = Words(vi=f"{len(silent)} nguồn im lặng", en=f"{len(silent)} sources silent")
    if len(silent) == 1:
        name = shown(silent[0].name)
        what = Words(vi=f"nguồn im lặng: {name}", en=f"a source is silent: {name}")
    lines = [hint.in_(language)] if (hint := _hint(silent, all_, pasts, now)) else []
    lines += [
        f"– {shown(one.name)} [{one.id}]: {sentence(one, pasts[one.id], until=now).in_(language)}" for one in silent
    ]
    return f"Rõ Tin · {what.in_(language)}", "\n".join(lines)


def _hint(
    silent: Sequence[Expected], all_: Sequence[Expected], pasts: Mapping[str, Past], now: datetime
) -> Words | None:
    """Return where to look first: at our own connection, where several cannot be read or nothing else can."""
    unread = {one.id for one in silent if is_unread(one, pasts[one.id], until=now)}
    if not unread:
        return None if len(silent) == 1 else _ANSWERING
    since = max(pasts[id_].read or moment(pasts[id_].begun[0]) for id_ in unread)
    others = [pasts[one.id].read for one in all_ if one.enabled and one.id not in unread]
    read = sum(when is not None and when > since for when in others)
    if not read:
        at = labels.moment(since)
        return Words(
            vi=f"Từ {at} không đọc được nguồn nào: trước hết hãy xem kết nối mạng của chính máy chạy Rõ Tin.",
            en=f"No source could be read since {at}: look first at the connection of the machine Rõ Tin runs on.",
        )
    if len(unread) == 1:
        return None
    return Words(
        vi=f"Nhiều nguồn cùng không đọc được, tuy {read} nguồn khác vẫn đọc được: hãy xem cả kết nối mạng của mình "
        "(tên miền, tường lửa).",
        en=f"Several cannot be read, while others can ({read}): look at our own connection too (names, firewall).",
    )


_ANSWERING = Words(
    vi="Các nguồn này vẫn trả lời, chỉ không có bài mới: có thể là ngày nghỉ, hoặc danh sách bài đã dời chỗ.",
    en="They answer, and only have nothing new: a holiday perhaps, or their lists have moved.",
)
