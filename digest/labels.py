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
    RunOutcome.KILLED: Words(vi="bị buộc dừng", en="stopped by force"),
    RunOutcome.CRASHED: Words(vi="tiến trình chết giữa chừng", en="crashed"),
    RunOutcome.MISSED: Words(vi="bị lỡ", en="missed"),
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
    "irrelevant": Words(
        vi="không thuộc chủ đề theo dõi và không nhắc nơi nào trong tỉnh", en="no subject, no place here"
    ),
    "same": Words(vi="đã có, không đổi", en="already stored, unchanged"),
    "known": Words(vi="đã xử lý trước đây", en="dealt with before"),
    "duplicate": Words(vi="trùng với mục khác cùng lượt", en="the same as another entry of the run"),
    "no_words": Words(vi="không có chữ nào đọc được", en="no readable word"),
    "no_text": Words(vi="không có nội dung chữ", en="no text"),
    "no_link": Words(vi="không có liên kết", en="no link"),
    "offsite": Words(vi="liên kết sang trang khác", en="its link leads to another site"),
    "over_page_limit": Words(vi="quá số trang của một lượt đọc", en="over the pages of one run"),
    "legacy_font": Words(vi="chữ theo phông cũ (TCVN3, VNI), không đoán", en="in an old font's encoding, not guessed"),
    "remark": Words(vi="lời cá nhân, không lưu", en="written by an individual, not kept"),
    "unreadable_line": Words(vi="dòng không đọc được, không giữ lại", en="unreadable line, not kept"),
    "timeout": Words(vi="máy chủ không trả lời kịp", en="timed out"),
    "dns": Words(vi="không tìm thấy tên miền", en="host name not found"),
    "refused": Words(vi="máy chủ từ chối kết nối", en="connection refused"),
    "connection": Words(vi="mất kết nối", en="connection lost"),
    "cut": Words(vi="nội dung bị cắt giữa chừng", en="answer cut short"),
    "tls": Words(vi="chứng chỉ bảo mật không hợp lệ", en="bad TLS certificate"),
    "too_big": Words(vi="quá lớn", en="too big"),
    "bad_type": Words(vi="không phải trang chữ", en="not a page of text"),
    "bad_encoding": Words(vi="cách nén lạ", en="unknown content encoding"),
    "not_a_feed": Words(vi="không phải nguồn tin RSS/Atom", en="not a feed"),
    "robots": Words(vi="robots.txt không cho đọc", en="forbidden by robots.txt"),
    "robots_unreachable": Words(vi="không đọc được robots.txt", en="robots.txt could not be read"),
    "crawl_delay": Words(vi="robots.txt yêu cầu chờ quá lâu", en="robots.txt asks for too long a wait"),
    "inward": Words(vi="trỏ vào mạng nội bộ, không đọc", en="points into the local network, not read"),
    "redirect_loop": Words(vi="chuyển hướng vòng tròn", en="redirect loop"),
}
"""Words for why items were let go and requests failed; one without words here is shown as its constant."""

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
    """Return the words for why an item was let go or a request failed, or the constant itself."""
    if constant.startswith("http_"):
        return f"HTTP {constant.removeprefix('http_')}"
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


def size(count: int, language: Language) -> str:
    """Return a count of bytes as kB or MB."""
    big = count >= 1_000_000  # noqa: PLR2004 - a megabyte
    shown = f"{count / 1_000_000:.1f} MB" if big else f"{count / 1_000:.0f} kB"
    return shown.replace(".", ",") if language is Language.VI else shown


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
