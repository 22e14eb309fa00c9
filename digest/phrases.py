"""What the digest says in its own voice: headings, column names, and the sentences between the numbers."""

from __future__ import annotations

from typing import Final

from digest.phrases_claims import CLAIM_PHRASES
from words import Language, Words

PHRASES: Final = {
    "title": Words(vi="Bản tin sáng Rõ Tin", en="Rõ Tin morning digest"),
    "province": Words(vi="Tỉnh Cao Bằng", en="Cao Bằng province"),
    "window": Words(
        vi="Những gì nghe và đọc được từ {since} đến {until} (giờ Việt Nam)",
        en="What was heard and read from {since} to {until} (Vietnam time)",
    ),
    "nothing_at_all": Words(
        vi="Kho chưa có gì cho khoảng thời gian này: chưa có bài nào và chưa có lượt đọc nào được ghi.",
        en="The store holds nothing for this time: no article and no run on record.",
    ),
    "quiet_day": Words(vi="Không có bài nào cần chú ý.", en="No article needs attention."),
    "busy_day": Words(
        vi="{flagged} bài cần chú ý, trong đó {high} ở mức cao.",
        en="Articles to look at: {flagged}, of them {high} high.",
    ),
    "compared": Words(vi="Kỳ trước: {before} bài.", en="The window before: {before}."),
    "all_heard": Words(vi="Không có nguồn nào im lặng.", en="No source is silent."),
    "some_silent": Words(vi="{count} trên {all} nguồn đang im lặng.", en="Silent sources: {count} of {all}."),
    "some_failing": Words(
        vi="{count} nguồn đang đọc hỏng, trống hoặc hụt nội dung.", en="Sources failing, empty or drifting: {count}."
    ),
    "some_lost": Words(
        vi="{count} lượt đọc bị lỡ, bị bỏ qua hoặc hỏng.", en="Runs missed, skipped or failed: {count}."
    ),
    "no_sources": Words(vi="Chưa khai báo nguồn nào đang bật.", en="No source is switched on."),
    "flagged": Words(vi="Bài cần chú ý", en="To look at"),
    "high": Words(vi="Mức cao", en="High"),
    "new_indicators": Words(vi="Số, tài khoản, liên kết mới", en="New scam indicators"),
    "communes_named": Words(vi="Xã, phường được nhắc", en="Communes named"),
    "local_count": Words(vi="Tin địa phương", en="Local news"),
    "silent_count": Words(vi="Nguồn im lặng", en="Silent sources"),
    "runs_lost": Words(vi="Lượt đọc hỏng, lỡ, bỏ qua", en="Runs failed, missed, skipped"),
    "local_news": Words(vi="Tin địa phương", en="Local news"),
    "local_news_note": Words(
        vi="Bài có nhắc nơi trong tỉnh nhưng không khớp dấu hiệu nào.",
        en="Articles that name a place in the province and match no rule.",
    ),
    "local_news_none": Words(
        vi="Không có bài nào khác nhắc nơi trong tỉnh.", en="No other article names a place here."
    ),
    "advice": Words(vi="Nên nói với bà con", en="What to tell residents"),
    "indicators": Words(vi="Số điện thoại, tài khoản, liên kết được nhắc", en="Scam indicators"),
    "indicators_note": Words(
        vi="Số, tài khoản và liên kết nhắc trong các bài cảnh báo ở trên; có thể lẫn số chính thức của cơ quan, "
        "hãy kiểm tra trước khi công bố. Liên kết đã được làm hỏng để không ai bấm nhầm.",
        en="Numbers, accounts and links named in the articles above; an agency's own number may be among them: check "
        "before publishing. Links are broken on purpose, so that nobody follows one by mistake.",
    ),
    "indicators_none": Words(
        vi="Hôm nay không gặp số, tài khoản hay liên kết nào.", en="No number, account or link was met."
    ),
    "by_day": Words(vi="Theo chủ đề và ngày", en="By subject and day"),
    "by_day_note": Words(
        vi="Bài cần chú ý trong 14 ngày, theo ngày đăng. Bài thuộc hai chủ đề được tính ở cả hai.",
        en="Flagged articles of 14 days, by day of publication. One of two subjects counts in both.",
    ),
    "by_day_none": Words(vi="14 ngày qua không có bài nào cần chú ý.", en="No article was flagged in 14 days."),
    "by_commune": Words(vi="Theo xã, phường", en="By commune"),
    "by_commune_note": Words(
        vi="Bài trong 14 ngày có nhắc tên xã, phường hiện nay. Bài nhắc hai xã được tính ở cả hai.",
        en="Articles of 14 days that name a commune of today. One that names two counts in both.",
    ),
    "by_commune_none": Words(
        vi="14 ngày qua không bài nào nhắc tên xã, phường.", en="No article named a commune in 14 days."
    ),
    "health": Words(vi="Việc đọc các nguồn tin", en="How the reading went"),
    "freshness": Words(vi="Lần đọc được gần nhất của từng nguồn", en="How fresh each source is"),
    "freshness_note": Words(
        vi="Thời gian từ lần đọc được gần nhất, so với nhịp ra tin của chính nguồn đó. Quá hai nhịp là im lặng.",
        en="Time since the last good reading, against the source's own rhythm. Beyond two rhythms it is silent.",
    ),
    "silent": Words(vi="Nguồn im lặng", en="Silent sources"),
    "silent_none": Words(vi="Không có nguồn nào im lặng.", en="No source is silent."),
    "failing": Words(vi="Nguồn đang đọc hỏng, trống hoặc hụt nội dung", en="Sources failing, empty or drifting"),
    "failing_none": Words(
        vi="Không có nguồn nào đang đọc hỏng, trống hoặc hụt nội dung.",
        en="No source is failing, empty or drifting.",
    ),
    "troubles": Words(vi="Lượt đọc lỡ, bỏ qua hoặc hỏng", en="Runs missed, skipped or failed"),
    "troubles_none": Words(
        vi="Không có lượt đọc nào bị lỡ, bị bỏ qua hoặc hỏng.", en="No run was missed, was skipped or failed."
    ),
    "ledger": Words(vi="Mọi mục đã gặp", en="Everything that was met"),
    "ledger_line": Words(
        vi="{runs} lượt đọc, {requests} yêu cầu, {size}. "
        "Gặp {seen} mục: lưu {stored}, bỏ {discarded}, để riêng {quarantined}.",
        en="Runs: {runs}; requests: {requests}; {size}. "
        "Items met: {seen}; stored {stored}, let go {discarded}, kept apart {quarantined}.",
    ),
    "discarded": Words(vi="Bỏ vì", en="Let go because"),
    "failures": Words(vi="Yêu cầu hỏng", en="Failed requests"),
    "kept_apart": Words(
        vi="{count} mục đang được để riêng, chờ người xem.",
        en="Items kept apart, waiting for someone to look: {count}.",
    ),
    "kept_apart_none": Words(vi="Không có mục nào đang bị để riêng.", en="Nothing is kept apart."),
    "old": Words(vi="bài cũ, nay mới đọc được", en="older, read only now"),
    "no_date": Words(vi="không rõ ngày đăng", en="no date given"),
    "new": Words(vi="mới", en="new"),
    "seen_before": Words(vi="đã gặp", en="seen before"),
    "local_mark": Words(vi="trong tỉnh", en="of this province"),
    "never": Words(vi="chưa lần nào", en="never"),
    "also": Words(vi="Cũng thuộc", en="Also"),
    "footer": Words(
        vi="Rõ Tin chỉ nêu bài do cơ quan, báo chí công bố và điều nhiều người cùng nói; không ghi lại cá nhân nào. "
        "Cùng dữ liệu sẽ cho ra đúng bản tin này.",
        en="Rõ Tin shows what organisations published and what many people say, and records no individual. The same "
        "data gives this same page.",
    ),
    "skip": Words(vi="Tới phần cần chú ý", en="Skip to what needs attention"),
    "scrolls": Words(vi="Bảng, cuộn ngang nếu hẹp", en="Table, scrolls sideways if narrow"),
    "as_table": Words(vi="Cùng số liệu ở bảng ngay dưới.", en="The same numbers stand in the table below."),
    "more_articles": Words(vi="và {count} bài nữa trong bảng kèm theo", en="and {count} more in the table beside this"),
    # columns and other short labels
    "kind": Words(vi="Loại", en="Kind"),
    "time": Words(vi="Thời điểm", en="Time"),
    "subject": Words(vi="Chủ đề", en="Subject"),
    "severity": Words(vi="Mức độ", en="Severity"),
    "stance": Words(vi="Cách nói", en="Stance"),
    "text": Words(vi="Nội dung", en="Text"),
    "source": Words(vi="Nguồn", en="Source"),
    "commune": Words(vi="Xã, phường", en="Communes"),
    "place": Words(vi="Nơi khác", en="Other places"),
    "rule": Words(vi="Dấu hiệu", en="Rules"),
    "tools": Words(vi="Số, tài khoản, liên kết", en="Indicators"),
    "state": Words(vi="Tình trạng", en="State"),
    "count": Words(vi="Số lượng", en="Count"),
    "since": Words(vi="Từ lúc", en="Since"),
    "link": Words(vi="Liên kết", en="Link"),
    "note": Words(vi="Ghi chú", en="Note"),
    "article": Words(vi="Bài viết", en="Article"),
    "local": Words(vi="Tin địa phương", en="Local news"),
    "indicator": Words(vi="Số, tài khoản, liên kết", en="Indicator"),
    "run": Words(vi="Lượt đọc", en="Run"),
    "day": Words(vi="Ngày", en="Day"),
    "total": Words(vi="Số bài", en="Articles"),
    "today": Words(vi="Cần chú ý hôm nay", en="Flagged today"),
    "flagged_14": Words(vi="Cần chú ý, 14 ngày", en="Flagged, 14 days"),
    "articles_14": Words(vi="Mọi bài, 14 ngày", en="All, 14 days"),
    "other_14": Words(vi="Bài khác, 14 ngày", en="Others, 14 days"),
    "value": Words(vi="Giá trị", en="Value"),
    "articles": Words(vi="Số bài", en="Articles"),
    "sources": Words(vi="Nguồn", en="Sources"),
    "first_seen": Words(vi="Gặp lần đầu", en="First seen"),
    "last_seen": Words(vi="Gặp lần cuối", en="Last seen"),
    "read": Words(vi="Đọc được gần nhất", en="Last read"),
    "heard": Words(vi="Có bài mới gần nhất", en="Last new item"),
    "rhythm": Words(vi="Nhịp ra tin", en="Rhythm"),
    "outcome": Words(vi="Kết quả", en="Outcome"),
    "why": Words(vi="Vì sao", en="Why"),
    "first": Words(vi="Lần hẹn đầu", en="First due"),
    "last": Words(vi="Lần hẹn cuối", en="Last due"),
    "published": Words(vi="Đăng lúc", en="Published"),
    "fetched": Words(vi="Đọc lúc", en="Read at"),
    "headline": Words(vi="Tóm tắt", en="Summary"),
    "number": Words(vi="Con số", en="Number"),
    "rhythms": Words(vi="số nhịp đã qua (1 = đúng nhịp, 2 = im lặng)", en="rhythms passed (1 = on time, 2 = silent)"),
    "from": Words(vi="Từ", en="From"),
    "to": Words(vi="Đến", en="To"),
    "runs": Words(vi="Lượt đọc", en="Runs"),
    "met": Words(vi="Mục đã gặp", en="Items met"),
    "stored": Words(vi="Mục đã lưu", en="Items stored"),
    "quarantined": Words(vi="Để riêng vì", en="Kept apart because"),
    "kept_apart_now": Words(vi="Đang để riêng, chờ người xem", en="Kept apart now, waiting for someone to look"),
    **CLAIM_PHRASES,
}


def say(key: str, language: Language, **values: object) -> str:
    """Return the phrase in ``language`` with ``values`` put in their places; an unknown key is a fault of ours."""
    return PHRASES[key].in_(language).format(**values)
