"""What the digest says in its own voice of claims, signals and alerts."""

from __future__ import annotations

from typing import Final

from words import Words

CLAIM_PHRASES: Final = {
    # headline
    "lead_voids": Words(
        vi="{count} điều đang lan nhanh mà chưa nguồn nào trả lời. Nên trả lời trước.",
        en="Rising, and no source answers yet: {count}. Answer these first.",
    ),
    "lead_claims": Words(
        vi="{count} điều nhiều người đang lặp lại, {rising} điều đang tăng.",
        en="Repeated by many people: {count}; rising: {rising}.",
    ),
    "lead_none_rising": Words(
        vi="{count} điều nhiều người đang lặp lại, không điều nào tăng bất thường.",
        en="Repeated by many people: {count}; none of it is rising.",
    ),
    "lead_no_claims": Words(
        vi="Không có điều gì được đủ đông người lặp lại.", en="Nothing was repeated by enough people to be told."
    ),
    "alerts_undelivered": Words(
        vi="{count} báo động không tới được ai: xem lý do.", en="Alerts that reached nobody: {count}. See why."
    ),
    "claims_count": Words(vi="Điều đang lan truyền", en="Circulating"),
    "voids_count": Words(vi="Chưa nguồn nào trả lời", en="No source answers"),
    "rising_count": Words(vi="Đang tăng", en="Rising"),
    "alerts_sent": Words(vi="Báo động đã gửi", en="Alerts sent"),
    "alerts_held": Words(vi="Báo động không gửi", en="Alerts not sent"),
    # claims
    "voids": Words(vi="Trả lời trước: chưa nguồn nào nói tới", en="Answer first: no source says anything"),
    "voids_note": Words(
        vi="Những điều đang lan nhanh mà Rõ Tin không tìm thấy bài hay thông báo nào của cơ quan, báo chí nói tới.",
        en="What is rising and no article or notice that Rõ Tin has read speaks of.",
    ),
    "voids_none": Words(
        vi="Không có điều nào đang lan nhanh mà chưa nguồn nào nói tới.", en="Nothing rises without a source on it."
    ),
    "claims": Words(vi="Điều đang lan truyền", en="What is circulating"),
    "claims_note": Words(
        vi="Đoạn văn được nhiều người chép lại hoặc kể lại, chữ thường, không ghi ai viết. Đây không phải là tin đã "
        "được xác minh: hãy công bố câu trả lời, đừng công bố lại đoạn văn.",
        en="Passages that many people copy or retell, in lower case; who wrote them is not recorded. They are not "
        "verified: publish the answer, not the passage.",
    ),
    "claims_none": Words(
        vi="Không có điều gì khác được đủ đông người lặp lại.", en="Nothing else was repeated by enough people."
    ),
    "more_claims": Words(vi="và {count} điều nữa trong bảng kèm theo", en="and {count} more in the table beside this"),
    "not_ours": Words(
        vi="{count} điều không nêu ở đây vì tổ trực đã xếp là không thuộc việc của mình.",
        en="Left out, because the desk found them none of its business: {count}.",
    ),
    "at_least": Words(vi="ít nhất {count} người", en="at least {count} people"),
    "since_last": Words(vi="từ {first}, gần nhất {last}", en="since {first}, last {last}"),
    "rising": Words(
        vi="đang tăng: {observed} lượt nói trong 6 giờ tính đến {raised}, bình thường {usual}",
        en="rising: told {observed} times in the 6 hours to {raised}, usually {usual}",
    ),
    "first_heard": Words(vi="mới xuất hiện", en="new today"),
    "also_said": Words(vi="Tổ trực đã gộp với", en="Put together by the desk with"),
    "offered": Words(vi="Có thể là cùng một chuyện", en="May be the same matter"),
    "others": Words(vi="cũng có người: {stances}", en="others: {stances}"),
    "asks": Words(vi="Bảo bà con bấm, gọi, chuyển tới", en="It asks people to use"),
    "sources_say": Words(vi="Nguồn tin nói gì", en="What sources say"),
    "no_answer": Words(vi="chưa có bài hay thông báo nào", en="no article or notice yet"),
    "told_at": Words(vi="Nghe ở", en="Heard at"),
    "tellings": Words(vi="Số người theo giờ", en="People by hour"),
    "tellings_note": Words(
        vi="Cột đậm: số người trong từng giờ. Dải nhạt: những giờ thưa, đếm gộp cho đủ đông mới nêu.",
        en="Dark bars: people in each hour. Pale bands: sparse hours, counted together until there were enough.",
    ),
    "voices": Words(vi="Số người", en="People"),
    "several": Words(vi="nhiều nguồn", en="several sources"),
    "verdict": Words(vi="Tổ trực kết luận", en="The desk found"),
    "evidence": Words(vi="căn cứ", en="evidence"),
    "claim_id": Words(vi="Mã", en="Id"),
    "passage": Words(vi="Đoạn lặp lại", en="Passage"),
    "reach": Words(vi="Ít nhất (người)", en="At least (people)"),
    "claim": Words(vi="Điều lan truyền", en="Claim"),
    "said_first": Words(vi="Từ lúc", en="Since"),
    "said_last": Words(vi="Gần nhất", en="Last heard"),
    # advice
    "claims_number": Words(vi="Số điều lan truyền", en="Claims"),
    # signals
    "signals": Words(vi="Nghe được theo xã, phường", en="Heard by commune"),
    "signals_note": Words(
        vi="Dấu hiệu được đủ đông người nhắc trong cùng một giờ, cùng một xã. Người của giờ này có thể là người của "
        "giờ khác, nên không cộng các giờ.",
        en="What enough people spoke of in one hour in one commune. Those of one hour may be those of another, so "
        "hours are not added up.",
    ),
    "signal": Words(vi="Tín hiệu theo xã", en="Signal"),
    "window_before": Words(vi="Kỳ trước", en="The window before"),
    "change": Words(vi="So với kỳ trước", en="Compared"),
    "heard_peak": Words(
        vi="ít nhất {peak} người trong một giờ ({hour})", en="at least {peak} people in one hour ({hour})"
    ),
    "heard_hours": Words(vi="{count} giờ", en="hours: {count}"),
    "hours": Words(vi="Số giờ", en="Hours"),
    "peak": Words(vi="Người trong giờ đông nhất", en="People in the fullest hour"),
    "peak_hour": Words(vi="Giờ đông nhất", en="Fullest hour"),
    "hours_before": Words(vi="Số giờ, kỳ trước", en="Hours, window before"),
    "peak_before": Words(vi="Người trong giờ đông nhất, kỳ trước", en="People in the fullest hour, window before"),
    # alerts
    "alerts": Words(vi="Báo động", en="Alerts"),
    "alerts_sent_none": Words(vi="Không gửi báo động nào.", en="No alert was sent."),
    "alert": Words(vi="Báo động", en="Alert"),
    "held": Words(vi="Báo động không gửi", en="Alerts not sent"),
    "held_none": Words(vi="Không báo động nào bị giữ lại.", en="No alert was held back."),
    "held_about": Words(vi="Về những việc gì", en="What they were about"),
    "about": Words(vi="Về việc", en="About"),
    "raised_first": Words(vi="Lần đầu", en="First"),
    "raised_last": Words(vi="Lần cuối", en="Last"),
    "fate": Words(vi="Xử lý", en="What became of it"),
    "observed": Words(vi="Đếm được", en="Observed"),
    "observed_claim": Words(
        vi="{observed} lượt nói trong 6 giờ, bình thường {usual}",
        en="told {observed} times in 6 hours, usually {usual}",
    ),
    "observed_signal": Words(
        vi="{observed} lượt nói trong 6 giờ, bình thường {usual}",
        en="told {observed} times in 6 hours, usually {usual}",
    ),
}
