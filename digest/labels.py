"""The words the digest puts to the records' constants: subjects, stances, outcomes, reasons, lengths of time."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Final

from desk.sources import SourceState
from digest.model_claims import Change
from records import Category, Fate, IndicatorKind, RunOutcome, Severity, Stance, in_zone
from words import Language, Words

CATEGORY: Final = {
    Category.FRAUD: Words(vi="Lừa đảo", en="Fraud"),
    Category.IMPERSONATION: Words(vi="Giả danh, mạo danh", en="Impersonation"),
    Category.DISASTER: Words(vi="Thiên tai, sự cố", en="Disaster"),
    Category.HEALTH: Words(vi="Sức khỏe, dịch bệnh", en="Health"),
    Category.ILLEGAL_GOODS: Words(vi="Hàng cấm, hàng giả", en="Illegal goods"),
}

STANCE: Final = {
    Stance.OFFER: Words(vi="Lời rao hoặc lời đồn", en="The offer or rumour itself"),
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
    SourceState.DRIFTING: Words(vi="hụt nội dung", en="drifting"),
    SourceState.FRESH: Words(vi="bình thường", en="fresh"),
    SourceState.OFF: Words(vi="đã tắt", en="off"),
}

CHANGE: Final = {
    Change.BEGUN: Words(vi="mới có", en="new"),
    Change.MORE: Words(vi="nhiều hơn hẳn", en="clearly more"),
    Change.ALIKE: Words(vi="tương đương", en="much the same"),
    Change.LESS: Words(vi="ít hơn hẳn", en="clearly less"),
    Change.GONE: Words(vi="không còn đủ đông để nêu", en="no longer enough to tell"),
}

ALERT: Final = {
    "claim": Words(vi="Điều lan truyền", en="Claim"),
    "signal": Words(vi="Tín hiệu theo xã", en="Signal"),
    "source": Words(vi="Nguồn im lặng", en="Silent source"),
}
"""By the value of the kind: what an alert may be about."""

FATE: Final = {
    Fate.SENT: Words(vi="đã gửi", en="sent"),
    Fate.GROUPED: Words(vi="gộp vào báo động khác", en="told within another"),
    Fate.REPEATED: Words(vi="nhắc lại, không gửi", en="told shortly before"),
    Fate.OVER_BUDGET: Words(vi="quá số báo động của ngày", en="over the day's budget"),
    Fate.UNADDRESSED: Words(vi="chưa có người nhận", en="nobody to tell"),
    Fate.FAILED: Words(vi="gửi không được", en="not delivered"),
}

FATE_WHY: Final = {
    Fate.GROUPED: Words(
        vi="{count} báo động về {things} việc đã nằm trong một báo động khác: cùng chủ đề và cùng nơi, "
        "hoặc cùng là nguồn im lặng.",
        en="{count} about {things} matters: told within another alert of the same subject and place, "
        "or of sources silent together.",
    ),
    Fate.REPEATED: Words(
        vi="{count} lần xem lại {things} việc vẫn thấy tăng, không gửi lại: đã báo trong vòng một ngày "
        "và số người chưa gấp đôi.",
        en="{count} about {things} matters still rising: told within a day before, and not twice as many since.",
    ),
    Fate.OVER_BUDGET: Words(
        vi="{count} báo động về {things} việc không gửi vì đã dùng hết số báo động của ngày; không việc nào ở mức cao.",
        en="{count} about {things} matters: the day's alerts were used up, and none of them was of high severity.",
    ),
    Fate.UNADDRESSED: Words(
        vi="{count} báo động về {things} việc không gửi vì chưa khai báo người nhận (alerts.to trong rotin.yaml).",
        en="{count} about {things} matters: nobody is named who is to be told (alerts.to in rotin.yaml).",
    ),
    Fate.FAILED: Words(
        vi="{count} báo động về {things} việc gửi không được. Hãy kiểm tra mạng và địa chỉ nhận (alerts.to).",
        en="{count} about {things} matters could not be delivered. Look at the network and the addresses (alerts.to).",
    ),
}
"""Why nobody was sent an alert: so many of them, about so many things."""

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
    "unread": Words(vi="chưa đọc được trang, để lượt sau", en="its page is left for a later run"),
    "given_up": Words(
        vi="trang hỏng nhiều lượt liền, chỉ giữ tóm tắt", en="its page failed run after run, summary only"
    ),
    "frontier_full": Words(vi="hàng chờ của nguồn đã đầy", en="as many entries wait already as may"),
    "not_an_article": Words(vi="liên kết không phải bài viết", en="its link is no article's"),
    "old": Words(vi="cũ hơn khoảng thời gian được đọc", en="older than what is read"),
    "undated": Words(vi="không có ngày", en="without a date"),
    "over_list_limit": Words(vi="quá số mục đọc trong một danh sách", en="over the entries read of one list"),
    "bad_entry": Words(vi="mục không phải liên kết hay tên miền", en="an entry that is no link or host"),
    "no_indicator": Words(vi="không thể là dấu vết lừa đảo", en="can be no indicator of a scam"),
    "not_a_sitemap": Words(vi="không phải sitemap", en="not a sitemap"),
    "not_a_list": Words(vi="không phải danh sách như đã khai báo", en="not a list as declared"),
    "cut_list": Words(vi="danh sách bị cắt giữa chừng", en="the list broke off"),
    "too_complex": Words(vi="trang quá rối, không đọc", en="too tangled a page"),
    "legacy_font": Words(vi="chữ theo phông cũ (TCVN3, VNI), không đoán", en="in an old font's encoding, not guessed"),
    "remark": Words(vi="lời cá nhân, không lưu", en="written by an individual, not kept"),
    "bad_item": Words(vi="không phải bài viết đọc được", en="no post that can be read"),
    "too_old": Words(vi="viết từ lâu, không đếm", en="written too long ago to be counted"),
    "other_language": Words(vi="ngôn ngữ khác", en="in another language"),
    "boost": Words(vi="chia sẻ lại bài của người khác", en="a boost of another's post"),
    "not_public": Words(vi="không đăng công khai", en="not posted publicly"),
    "sensitive": Words(vi="người viết đánh dấu nhạy cảm", en="marked sensitive by its author"),
    "asks_not_to_be_read": Words(vi="người viết không muốn chương trình đọc", en="its author asks not to be read"),
    "bad_json": Words(vi="câu trả lời không phải JSON như mong đợi", en="an answer that is not the JSON expected"),
    "flood": Words(vi="quá nhiều bài cùng lúc, có bài bị sót", en="too many posts at once, some were missed"),
    "deleted": Words(vi="người viết đã xóa", en="deleted by its author"),
    "edited": Words(vi="bài sửa lại, bản đầu đã đọc", en="a later version of a post that was read"),
    "gap": Words(vi="ngừng nghe quá lâu, có bài bị sót", en="not listened for too long, some posts were missed"),
    "not_a_stream": Words(vi="không phải luồng bài như đã khai báo", en="not a stream as declared"),
    "comments_off": Words(vi="video đã tắt bình luận hoặc không còn", en="a video without comments, or gone"),
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


def usual(expected: float) -> Words:
    """Return what is to be expected, to the accuracy a person wants; less than one is no number of people."""
    count = round(expected)
    if expected < 1:
        return Words(vi="chưa tới 1", en="less than 1")
    return Words(vi=f"khoảng {number(count, Language.VI)}", en=f"about {number(count, Language.EN)}")


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
