"""The article among the blocks of its page."""

import pytest

from crawlers import body, chosen
from crawlers.blocks import outline

ONE = "Nước sông dâng cao từ sáng sớm, người dân phải chuyển đồ đạc lên tầng hai của ngôi nhà."
TWO = "Chính quyền phường cho dừng đò ngang, cắm biển cấm ở bốn ngầm tràn và phát loa mỗi giờ một lần."
THREE = "Học sinh ba trường ven sông được nghỉ hết ngày mai, bữa ăn bán trú đã đặt sẽ hoàn tiền lại."
LEAD = "Lũ về nhanh hơn dự báo sáu giờ, nhiều hộ chỉ kịp bế con chạy ra khỏi nhà giữa đêm."


def text_of(inside: str) -> str:
    tree = chosen.parse(f"<html><body>{inside}</body></html>")
    assert tree is not None
    inner = tree.find("body")
    assert inner is not None
    page = outline(inner, headline=tree.find(".//h1"))
    return body.find(page, title="Tít bài").text


def p(*texts: str) -> str:
    return "".join(f"<p>{text}</p>" for text in texts)


ALL = f"{ONE}\n{TWO}\n{THREE}"


@pytest.mark.parametrize(
    "inside",
    [
        f"<div><h1>Tít bài</h1>{p(ONE, TWO, THREE)}</div>",
        f"<div><h1>Tít bài</h1></div><div>{p(ONE, TWO, THREE)}</div>",
        f"<h1>Tít bài</h1><div>{ONE}<br><br>{TWO}<br><br>{THREE}</div>",
        f"<h1>Tít bài</h1><div><div>{ONE}</div><div>&nbsp;</div><div>{TWO}</div><div>{THREE}</div></div>",
        f"<table><tr><td>Trang chủ</td><td><b>Tít bài</b>{p(ONE, TWO, THREE)}</td></tr></table>",
        f"<h1>Tít bài</h1><div>{p(ONE)}<div class=x><a href=/1>Bài khác về lũ lụt</a></div>{p(TWO, THREE)}</div>",
        f"<h1>Tít bài</h1><div>{p(ONE, TWO)}<p>Tin liên quan:</p><ul><li><a href=/1>Lũ xưa</a></ul>{p(THREE)}</div>",
        f"<h1>Tít bài</h1><div>{p(ONE, TWO, THREE)}<p><b>Tổ phóng viên</b></p></div>",
        f"<h1>Tít bài</h1><div>{p(ONE, TWO, THREE)}<p>Nguồn: Cổng thông tin</p><p>Lượt xem: 12</p></div>",
        f"<h1>Tít bài</h1><div>{p(ONE, TWO, THREE)}<p>Các tin khác</p><p>01/02/2026</p></div>",
        f"<h1>Tít bài</h1><div class=a><p>08/09/2026</p>{p(ONE, TWO, THREE)}</div>",
        f"<div><h1>Tít bài</h1>{p(ONE, TWO, THREE)}</div><div class=khac>{p(TWO.upper())}</div>",
        f"<h1>Tít bài</h1><div>{p(ONE, TWO, THREE)}</div>"
        + f"<div><h3><a href=/1>Một bài khác hẳn</a></h3>{p(LEAD)}</div>" * 6,
    ],
)
def test_the_article_is_found_and_nothing_else(inside):
    assert text_of(inside) == ALL


@pytest.mark.parametrize("tag", ["p", "h2", "div"])
def test_a_lead_above_the_text_belongs_to_it(tag):
    assert (
        text_of(f"<div><h1>Tít bài</h1><{tag}>{LEAD}</{tag}></div><div>{p(ONE, TWO, THREE)}</div>") == f"{LEAD}\n{ALL}"
    )


def test_entries_of_a_live_report_are_one_article():
    entries = "".join(
        f"<div class=entry><i>1{at}:00</i><div>{p(text)}</div></div>" for at, text in enumerate((ONE, TWO))
    )
    assert text_of(f"<h1>Tít bài</h1><div>{entries}</div>") == f"10:00\n{ONE}\n11:00\n{TWO}"


def test_figures_of_a_table_belong_to_the_article():
    rows = "<table><tr><th>Trạm</th><th>mm</th></tr><tr><td>Bản Khuông</td><td>142,6</td></tr></table>"
    assert (
        text_of(f"<h1>Tít bài</h1><div>{p(ONE)}{rows}{p(TWO)}</div>") == f"{ONE}\nTrạm | mm\nBản Khuông | 142,6\n{TWO}"
    )


def test_a_short_notice_is_not_lost_beside_a_long_footer():
    notice = "Cắt điện xóm Nà Pài từ 7 giờ đến 11 giờ ngày mai để thay máy biến áp."
    office = "Tổng đài hoạt động cả ngày đêm, tiếp nhận mọi yêu cầu và phản ánh của khách hàng trong tỉnh."
    footer = f"<div class=cuoi>{p(office, 'Trụ sở: số 5 đường Đê, phường Tân Sơn, mở cửa giờ hành chính.')}</div>"
    assert text_of(f"<div class=a><h1>Tít bài</h1>{p(notice)}</div>{footer}") == notice


def test_a_long_text_is_not_lost_to_a_lead_beside_the_headline():
    lead = f"<div class=dau><h1>Tít bài</h1>{p(LEAD)}</div>"
    assert text_of(f"{lead}<div class=noi-dung>{p(ONE, TWO)}</div>") == f"{LEAD}\n{ONE}\n{TWO}"
    assert text_of(f"{lead}<div class=x>{p(ONE, TWO, THREE, ONE, TWO, THREE)}</div>").endswith(ALL)


def test_a_list_of_places_at_the_end_is_no_list_of_names():
    places = p("Xã Bản Khuông", "Xã Phia Đén", "Xã Lũng Vài")
    assert "Xã Bản Khuông" in text_of(f"<h1>Tít bài</h1><div>{p(ONE, TWO)}{places}</div>")


def test_a_short_notice_is_not_lost_beside_a_column_of_other_things():
    notice = "Hoãn họp phụ huynh khối sáu sang tám giờ sáng chủ nhật tuần sau do mưa lớn."
    side = f"<div><ul><li><a href=/1>Kế hoạch ôn tập giữa kỳ một</a></ul>{p(ONE)}</div>"
    assert text_of(f"<div><div><h1>Tít bài</h1><div>{p(notice)}</div></div>{side}</div>") == notice


def test_who_wrote_it_is_left_out_wherever_it_stands():
    byline = "<p class=author>Tổ phóng viên thường trú thực hiện tại hiện trường.</p>"
    assert text_of(f"<h1>Tít bài</h1><div>{p(ONE)}{byline}{p(TWO)}</div>") == f"{ONE}\n{TWO}"


def test_who_took_a_picture_is_not_kept():
    caption = "<figure><figcaption>Phố chợ ngập sâu sáng nay. Ảnh: Người Chụp</figcaption></figure>"
    assert (
        text_of(f"<h1>Tít bài</h1><div>{p(ONE)}{caption}{p(TWO)}</div>") == f"{ONE}\nPhố chợ ngập sâu sáng nay\n{TWO}"
    )


def test_a_page_without_prose_has_no_text():
    assert text_of("<h1>Tít bài</h1><ul><li><a href=/1>Một</a><li><a href=/2>Hai</a></ul>") == ""
