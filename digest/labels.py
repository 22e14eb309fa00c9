"""The words the digest puts to the records' constants: subjects, stances, outcomes, reasons, lengths of time."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Final

from digest.model import SourceState
from records import Category, IndicatorKind, RunOutcome, Severity, Stance, in_zone
from words import Language, Words

CATEGORY: Final = {
    Category.FRAUD: Words(vi="Lừa đảo", en="Fraud"),
    Category.IMPERSONATION: Words(vi="Giả danh, mạo danh", en="Impersonation"),
    Category.DISASTER: Words(vi="Thiên tai, sự cố", en="Disaster"),
    Category.HEALTH: Words(vi="Sức khỏe, dịch bệnh", en="Health"),
    Category.ILLEGAL_GOODS: Words(vi="Hàng cấm, hàng giả", en="Illegal goods"),
}

STANCE: Final = {
    Stance.OFFER: Words(vi="Chính là lời mời chào", en="The offer itself"),
    Stance.WARNING: Words(vi="Cảnh báo", en="Warning"),
    Stance.QUESTION: Words(vi="Đang hỏi, chưa rõ thực hư", en="A question"),
    Stance.REPORT: Words(vi="Đưa tin", en="Report"),
}

SEVERITY: Final = {
    Severity.HIGH: Words(vi="Cao", en="High"),
    Severity.MEDIUM: Words(vi="Vừa", en="Medium"),
    Severity.LOW: Words(vi="Thấp", en="Low"),
}

INDICATOR: Final = {
    IndicatorKind.URL: Words(vi="Đường dẫn", en="Link"),
    IndicatorKind.DOMAIN: Words(vi="Tên miền", en="Domain"),
    IndicatorKind.PHONE: Words(vi="Số điện thoại", en="Phone"),
    IndicatorKind.BANK_ACCOUNT: Words(vi="Số tài khoản", en="Bank account"),
    IndicatorKind.APP_PACKAGE: Words(vi="Ứng dụng", en="App"),
}

OUTCOME: Final = {
    RunOutcome.RUNNING: Words(vi="đang đọc", en="running"),
    RunOutcome.SUCCEEDED: Words(vi="đọc xong", en="succeeded"),
    RunOutcome.UNCHANGED: Words(vi="không có gì mới", en="unchanged"),
    RunOutcome.PARTIAL: Words(vi="đọc được một phần", en="partly read"),
    RunOutcome.EMPTY: Words(vi="trống (không có mục nào)", en="empty (no entry at all)"),
    RunOutcome.FAILED: Words(vi="đọc hỏng", en="failed"),
    RunOutcome.KILLED: Words(vi="bị dừng vì quá giờ", en="stopped at its deadline"),
    RunOutcome.CRASHED: Words(vi="tiến trình chết giữa chừng", en="crashed"),
    RunOutcome.MISSED: Words(vi="bị lỡ (Rõ Tin không chạy)", en="missed (Rõ Tin was not running)"),
    RunOutcome.SKIPPED: Words(vi="bỏ qua", en="skipped"),
}

STATE: Final = {
    SourceState.NEVER: Words(vi="chưa đọc được lần nào", en="never read"),
    SourceState.SILENT: Words(vi="im lặng", en="silent"),
    SourceState.EMPTY: Words(vi="trống", en="empty"),
    SourceState.FAILING: Words(vi="đang đọc hỏng", en="failing"),
    SourceState.FRESH: Words(vi="bình thường", en="fresh"),
    SourceState.OFF: Words(vi="đã tắt", en="off"),
}

REASON: Final = {
    "irrelevant": Words(vi="không thuộc chủ đề theo dõi và không nhắc nơi nào trong tỉnh", en="no subject, no place here"),
    "same": Words(vi="đã có, không đổi", en="already stored, unchanged"),
    "known": Words(vi="đã xử lý trước đây", en="dealt with before"),
    "no_words": Words(vi="không có chữ nào đọc được", en="no readable word"),
    "remark": Words(vi="lời cá nhân, không lưu", en="written by an individual, not kept"),
}
"""Words for the reasons we know; a reason without words here is shown as its constant."""

_WEEKDAYS: Final = (
    Words(vi="Thứ Hai", en="Monday"),
    Words(vi="Thứ Ba", en="Tuesday"),
    Words(vi="Thứ Tư", en="Wednesday"),
    Words(vi="Thứ Năm", en="Thursday"),
    Words(vi="Thứ Sáu", en="Friday"),
    Words(vi="Thứ Bảy", en="Saturday"),
    Words(vi="Chủ Nhật", en="Sunday"),
)


def reason(constant: str, language: Language) -> str:
    """Return the words for why an item was let go, or the constant itself."""
    words = REASON.get(constant)
    return constant if words is None else words.in_(language)


def day(value: date, language: Language) -> str:
    """Return a day with its weekday: ``Thứ Bảy, 21/11/2026``."""
    shown = f"{value.day:02}/{value.month:02}/{value.year}"
    return f"{_WEEKDAYS[value.weekday()].in_(language)}, {shown}"


def moment(value: datetime) -> str:
    """Return a moment in Vietnam, day first: ``21/11/2026 10:30``."""
    return in_zone(value).strftime("%d/%m/%Y %H:%M")


def number(value: int, language: Language) -> str:
    """Return a whole number with its thousands marked as the language does."""
    shown = f"{value:,}"
    return shown.replace(",", ".") if language is Language.VI else shown


def length(value: timedelta) -> Words:
    """Return a length of time to the accuracy a person wants: days and hours, hours, or minutes."""
    minutes = max(0, round(value.total_seconds() / 60))
    if minutes < 60:  # noqa: PLR2004 - minutes in an hour
        return Words(vi=f"{minutes} phút", en=_many(minutes, "minute"))
    hours = round(minutes / 60)
    if hours < 48:  # noqa: PLR2004 - up to two days, hours say more
        return Words(vi=f"{hours} giờ", en=_many(hours, "hour"))
    days, rest = divmod(hours, 24)
    if rest == 0:
        return Words(vi=f"{days} ngày", en=_many(days, "day"))
    return Words(vi=f"{days} ngày {rest} giờ", en=f"{_many(days, 'day')} {_many(rest, 'hour')}")


def _many(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"
