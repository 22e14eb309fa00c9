"""Sentences of every kind, and the places each names: what must be found and, above all, what must not."""

import pytest

import vietnamese
from rules.gazetteer import Gazetteer

BAO_LAC, BAO_LAM, TRUNG_KHANH = "Xã Bảo Lạc", "Xã Bảo Lâm", "Xã Trùng Khánh"
PROVINCE, CITY = "Tỉnh Cao Bằng", "Thành phố Cao Bằng (cũ)"

# Found whoever says it.
ANYWHERE = [
    # today's units, however they are written
    ("Mưa lớn ở xã Bảo Lạc, tỉnh Cao Bằng.", [BAO_LAC, PROVINCE]),
    ("x. Bảo Lạc, h. Bảo Lạc", [BAO_LAC, "Huyện Bảo Lạc (cũ)"]),
    ("P. Tân Giang mất điện từ 6 giờ", ["Phường Tân Giang"]),
    ("xa bao lac ngap roi", [BAO_LAC]),
    ("phuong thuc phan mat nuoc", ["Phường Thục Phán"]),
    ("XÃ ĐÀM THỦY THÔNG BÁO", ["Xã Đàm Thủy"]),
    ("Xã Đàm Thuỷ họp dân", ["Xã Đàm Thủy"]),
    ("Các xã: Minh Tâm, Thành Công sơ tán dân", ["Xã Minh Tâm", "Xã Thành Công"]),
    ("các xã Minh Tâm, Thành Công và Quang Trung", ["Xã Minh Tâm", "Xã Thành Công", "Xã Quang Trung"]),
    ("các xã, phường: Tân Giang, Thục Phán", ["Phường Tân Giang", "Phường Thục Phán"]),
    ("cho em hỏi ở Quảng Uyên có bão không", ["Xã Quảng Uyên"]),
    ("Đường lên Cốc Pàng sạt lở", ["Xã Cốc Pàng"]),
    # units that are no more lead to today's
    ("Thị trấn Nước Hai ngập sâu", ["Xã Hòa An"]),
    ("P. Đề Thám", ["Phường Thục Phán"]),
    ("thị trấn Thông Nông có điểm sạt lở", ["Xã Thông Nông"]),
    ("người thân ở Thông Huề", ["Xã Đoài Dương"]),
    ("xã Tự Do cũ nay là xã Hạnh Phúc", ["Xã Hạnh Phúc"]),
    ("xã Vị Quang cũ", ["Xã Vị Quang (cũ)"]),
    ("huyện Quảng Hòa công bố dịch", ["Huyện Quảng Hòa (cũ)"]),
    ("huyện Thông Nông trước năm 2020", ["Huyện Thông Nông (cũ)"]),
    ("TP.Cao Bằng kẹt xe", [CITY]),
    ("Thị xã Cao Bằng ngày ấy", [CITY]),
    # several here bear the name: the district decides, else today's, else the province
    ("xã Hưng Đạo, huyện Nguyên Bình", ["Xã Tam Kim", "Huyện Nguyên Bình (cũ)"]),
    ("Sạt lở tại xã Hưng Đạo, thành phố Cao Bằng (cũ).", ["Phường Thục Phán", CITY]),
    ("xã Hưng Đạo sạt lở", ["Xã Hưng Đạo"]),
    ("xã Đức Long, huyện Hòa An", ["Xã Nam Tuấn", "Huyện Hòa An (cũ)"]),
    ("xã Vĩnh Quang ngập", [PROVINCE]),
    ("xã Vĩnh Quang, huyện Bảo Lâm", ["Xã Lý Bôn", "Huyện Bảo Lâm (cũ)"]),
    # landmarks, gates, rivers
    ("Thác Bản Giốc đông khách", ["Xã Đàm Thủy"]),
    ("thac ban gioc dep qua", ["Xã Đàm Thủy"]),
    ("Cửa khẩu Tà Lùng tạm dừng thông quan", ["Xã Phục Hòa"]),
    ("đèo Mã Phục sương mù dày", ["Xã Trà Lĩnh"]),
    ("Nước sông Bằng dâng cao", ["Sông Bằng"]),
    ("phường Sông Bằng họp tổ dân phố", ["Phường Nùng Trí Cao"]),
    ("Phia Oắc lạnh âm độ", ["Vườn quốc gia Phja Oắc – Phja Đén"]),
    # names that others bear, with company
    ("Hòa An, Nguyên Bình và Thạch An có mưa to", ["Xã Hòa An", "Xã Nguyên Bình", "Xã Thạch An"]),
    ("CẢNH BÁO LŨ QUÉT TẠI BẢO LẠC, BẢO LÂM", [BAO_LAC, BAO_LAM]),
    ("Bảo Lâm, Bảo Lạc (Cao Bằng), Hà Giang mưa to", [BAO_LAM, BAO_LAC, PROVINCE]),
    ("Nghỉ học ở Trùng Khánh và Trà Lĩnh", [TRUNG_KHANH, "Xã Trà Lĩnh"]),
    ("Giải bóng đá xã Độc Lập", ["Xã Độc Lập"]),
    ("Cháy ở Bảo Lâm, Lâm Đồng; công an Bảo Lâm (Cao Bằng) đi học.", [BAO_LAM, PROVINCE]),
    ("Đoàn xe từ Trùng Khánh (Trung Quốc) qua cửa khẩu Trà Lĩnh.", ["Xã Trà Lĩnh"]),
    ("Chị Kim Loan ở Hạ Lang kể", ["Xã Hạ Lang"]),
    # the province itself
    ("ở cao bằng có mưa không ạ", [PROVINCE]),
    ("cao bang oi hom nay co mua khong", [PROVINCE]),
    ("Cao bằng mình hôm nay lạnh", [PROVINCE]),
    ("lên cao bằng chơi đi", [PROVINCE]),
    ("người cao bằng thật thà lắm", [PROVINCE]),
    ("Mưa lớn Cao Bằng", [PROVINCE]),
    ("LŨ LỚN CAO BẰNG", [PROVINCE]),
    ("tỉnh Cao Bằng, Hà Giang, Lạng Sơn", [PROVINCE]),
]

# Found in a source that speaks of the province; elsewhere not.
LOCALLY = [
    ("Lũ ở Trùng Khánh", [TRUNG_KHANH]),
    ("Trùng Khánh: Khẩn trương khắc phục mưa lũ", [TRUNG_KHANH]),
    ("Trường THPT Trùng Khánh cho nghỉ học", [TRUNG_KHANH]),
    ("QL3 qua Nguyên Bình tắc", ["Quốc lộ 3", "Xã Nguyên Bình"]),
    ("ĐT206 sạt lở", ["Đường tỉnh 206"]),
    ("Nước sông Gâm dâng nhanh", ["Sông Gâm"]),
    ("Nước chảy xiết ở Đông Khê", ["Xã Đông Khê"]),
    ("chi vien cho bao lac", [BAO_LAC]),
]

# Found by nobody: other words, people, streets, other provinces.
NOWHERE = [
    "Nước dâng cao bằng mái nhà.",
    "NƯỚC DÂNG CAO BẰNG NÓC NHÀ",
    "nước lên cao bằng đầu người",
    "nuoc dang cao bang nha 2 tang",
    "Cây cao bằng ngọn núi",
    "hai bức tường cao bằng nhau",
    "nâng cao bằng cách học thêm",
    "lương cao bằng lương giám đốc",
    "đi lên vùng cao bằng xe máy",
    "khu đất cao bằng phẳng dễ xây",
    "Độc lập - Tự do - Hạnh phúc",
    "Mọi người dân đều có quyền tự do, hạnh phúc",
    "Chúng tôi sống tự do và độc lập",
    "Chúc mọi người hạnh phúc và thành công",
    "Tập thể dục mỗi sáng cho khỏe",
    "mua thanh long ruột đỏ về ăn",
    "qua sông bằng phà",
    "Bé cần yên tĩnh để ngủ",
    "gia dinh minh khong ai mat tien",
    "bai viet cua ban viet chu dep",
    "nam tuan nua moi co luong",
    "cong trung binh tung thang",
    "bi ha gia xuong",
    "tien trong con so",
    "ông Đức Long nói sẽ trả",
    "vua Quang Trung đại phá quân Thanh",
    "Cô Ba bảo tôi chuyển tiền",
    "Nguyễn Thị Hoa bị lừa mất tiền",
    "chủ tài khoản tên Kim Loan",
    "đường Quang Trung đông quá",
    "Chị hẹn gặp ở số 10 đường Kim Đồng",
    "Bán đất mặt tiền Nguyễn Huệ, Quận 1",
    "Trường tiểu học Nguyễn Huệ nghỉ học",
    "Tập đoàn Đức Long tuyển người",
    "xóm Minh Tâm mất nước",
    "xóm Lũng Nặm có 20 hộ",
    "Công an bắt nghi phạm Lê Bảo Lạc tại nhà riêng",
    "Chương trình ở Bảo Lâm (Lâm Đồng) bị hủy.",
    "huyện Bảo Lâm, tỉnh Lâm Đồng",
    "Trùng Khánh (Trung Quốc) nắng nóng",
    "Thành phố Trùng Khánh, Trung Quốc có mưa lớn.",
    "xã Minh Khai (Hà Nội) có ca bệnh",
    "xã Quang Trung, huyện Kiến Xương, tỉnh Thái Bình",
    "các xã Minh Khai, Tân Việt (Bắc Giang)",
    "phường Quang Trung, Hà Đông",
    "huyện Yên Sơn, Tuyên Quang lũ lớn",
    "tỉnh Bình Dương mở rộng khu công nghiệp",
    "Hà Giang, Lạng Sơn mưa to",
    "",
    "😀 . , ;",
]


def found(places: Gazetteer, text: str, *, local: bool) -> list[str]:
    mentions = places.find(vietnamese.read(text), local=local)
    return list(dict.fromkeys(mention.place.name for mention in mentions))


@pytest.mark.parametrize(("text", "expected"), ANYWHERE)
@pytest.mark.parametrize("local", [False, True])
def test_found_whoever_says_it(places: Gazetteer, text: str, expected: list[str], local: bool) -> None:  # noqa: FBT001
    assert found(places, text, local=local) == expected


@pytest.mark.parametrize(("text", "expected"), LOCALLY)
def test_found_in_a_local_source_only(places: Gazetteer, text: str, expected: list[str]) -> None:
    assert found(places, text, local=True) == expected
    assert found(places, text, local=False) == []


@pytest.mark.parametrize("text", NOWHERE)
@pytest.mark.parametrize("local", [False, True])
def test_never_found(places: Gazetteer, text: str, local: bool) -> None:  # noqa: FBT001
    assert found(places, text, local=local) == []


def test_a_unit_word_is_not_enough_where_the_text_speaks_of_another_province(places: Gazetteer) -> None:
    text = "xã Xuân Trường có mưa đá, người dân Nam Định lo lắng"
    assert found(places, text, local=False) == []
    assert found(places, f"{text}, Cao Bằng chưa có mưa", local=False) == ["Xã Xuân Trường", PROVINCE]


def test_small_letters_in_doubt_are_the_province_for_a_local_source_only(places: Gazetteer) -> None:
    assert found(places, "tuyển cộng tác viên cao bằng thu nhập tốt", local=True) == [PROVINCE]
    assert found(places, "tuyển cộng tác viên cao bằng thu nhập tốt", local=False) == []


def test_another_province_on_a_line_of_its_own_says_nothing_of_the_name_above(places: Gazetteer) -> None:
    assert found(places, "Mưa to ở xã Quang Trung\nHà Nội nắng", local=True) == ["Xã Quang Trung"]
    assert found(places, "Mưa to ở xã Quang Trung, Hà Nội", local=True) == []


def test_a_name_without_marks_counts_the_namesakes_it_then_has(places: Gazetteer) -> None:
    assert found(places, "Lũ về Yên Thổ trong đêm", local=False) == ["Xã Yên Thổ"]
    assert found(places, "Lu ve Yen Tho trong dem", local=False) == []
    assert found(places, "Lu ve Yen Tho trong dem", local=True) == ["Xã Yên Thổ"]


def test_a_mention_says_where_it_stands(places: Gazetteer) -> None:
    text = vietnamese.read("Tin mới: lũ về XÃ  Bảo Lạc!")
    (mention,) = places.find(text, local=False)
    start, end = text.origin(mention.start, mention.end)
    assert text.original[start:end] == "Bảo Lạc"
