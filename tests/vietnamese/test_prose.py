"""Ordinary writing must come out word for word: no word joined, mended or invented."""

import re
import unicodedata

import pytest

from vietnamese import read

PROSE = """
Sáng 12/11, UBND tỉnh tổ chức hội nghị triển khai nhiệm vụ năm 2026.
Giá thịt lợn hơi tăng lên 65.000đ/kg, cao hơn tuần trước 2.500đ.
Cháu N.V.A (SN 2015) và em gái T.T.H đi lạc ở chợ Xanh lúc 8h30.
Bà N.H.A. kể lại sự việc với công an phường.
Bị cáo H.O.A và L.A.N cùng trú tại xã bên.
Anh N.A.M cho biết đã nộp đủ hồ sơ.
Đội nhà thắng 2-1, hiệp một 1-0, loạt luân lưu 5-4.
Tỷ số 3 - 0 là quá đậm; trận lượt về 20:45 ngày 3/12.
Mình ở Q.1, P.5, gần ngã tư Bảy Hiền.
TP.HCM và TP. Cao Bằng cách nhau hơn 1.700 km.
T.P. là viết tắt của thành phố, v.v. và v.v.
Lớp 10A1, 12C3 và 6A4 nghỉ học chiều thứ 7.
Áo size M, L, XL, XXL còn đủ, giá 150k.
Màn hình 15,6 inch, RAM 8GB, ổ cứng 512GB, pin 5.000mAh.
Điện thoại 4G, 5G; wifi 2.4GHz.
Ca F0 đầu tiên, các F1 cách ly 14 ngày vì covid19.
Cúm A/H5N1, H1N1 và H7N9 lây từ gia cầm.
Uống vitamin B1, B12 và D3 theo đơn.
Tour 3n2đ giá 2tr5, trẻ em 1tr2, phụ thu 500k.
Đi 4n về, hết 3 triệu 7.
Giấy A4, bút 2B, vở 96 trang.
Đất 100m2 mặt tiền 5m, nở hậu 5,5m.
Uống cà phê G7 với sữa Ông Thọ.
Xe biển số 11A-123.45 và 29H1-678.90 va chạm trên QL34.
Nghị định 100/2019/NĐ-CP có hiệu lực từ 1/1/2020.
Giai đoạn 1945-1975, 1900-1954 và 2020-2025.
Từ năm 1900 đến 1930, rồi 1800 hộ dân được di dời.
Sản lượng đạt 1800 2500 và 3100 tấn trong ba năm.
Học sinh xếp hàng số 0 1 2 3 4 5 6 7 8 9 rồi đếm lại.
Kết quả: 09 12 34 56 78 89.
Các ngày 05 10 15 20 25 hằng tháng phát lương hưu.
Nhiệt độ 0 5 10 15 20 25 độ được ghi theo độ cao.
Hạn nộp 09.12.2026 20 hồ sơ, 08-10-2026 15 hồ sơ.
Tài khoản 0123 456 789 012 của quỹ hỗ trợ đồng bào.
Mã số thuế 4800123456, mã hồ sơ 000.12.34.H14.
Phiên bản 1.2.3, v2.0 và v10.4.1 đã phát hành.
Bến Nghé-Nhà Rồng, Tày - Nùng, Hà Nội – Cao Bằng.
Xét nghiệm covid-19, chụp x-quang, siêu âm, e-mail kết quả.
Ê-đê, Ba-na, Xơ-đăng; i-ốt, xi-măng, ô-tô, pa-tê.
Người H'Mông ở M'Drắk và Đắk R'lấp xuống chợ.
Đắk Lắk, Kon Tum, Krông Pa, Pleiku, Buôn Ma Thuột.
Nhà hàng good food, free ship, book bàn qua meeting.
Google, Apple, Facebook, Twitter, Netflix và Xiaomi.
Anh Lee, chị Ann và bé Soo thi đọc sách Moon.
Chương III, mục VIII, khoản xiii, vua Louis XVIII.
Vở AAA, pin AA, xếp hạng BBB của tổ chức quốc tế.
Cái xoong inox, lò xo, quần soóc, ba lô, cái kính coong.
Chim hót líu lo, suối chảy róc rách, trăng tròn vành vạnh.
Bé ăn, ngủ, chơi; ông bà mừng: "Cháu ngoan quá!"
Xong.Mình về trước nhé.Mai gặp lại.
Món này chấm muối ớt ngon, chấm điểm 9,5.
Thầy chấm bài, cô chấm công, em chấm com-pa vào giấy.
Giao bài cho chị Lan chấm com lê rồi trả lại.
Hỏi: a, b, c là gì? Đáp: a = 1, b = 2, c = 3.
Chọn A hoặc B hoặc C, khoanh vào phiếu.
1. Mở tủ 2. Lấy sách 3. Đọc bài.
a) Nộp đơn; b) Chờ gọi; c) Nhận kết quả.
- Gạo 5kg
- Mì 2 thùng
- Nước 24 chai
Vay 1.000.000.000 đồng, lãi 0,5%/tháng, trả trong 24 tháng.
Tăng 50% so với cùng kỳ, giảm 3,25% so với quý trước.
Mỗi suất 500.000đ; 100$ đổi được hơn 2,5 triệu.
Đường dài 12,5 km, rộng 3-5m, tốc độ tối đa 60km/h.
Lúc 14h30' ngày 9-3, mưa to ở Bảo Lạc, Bảo Lâm.
Ngày 19-11-2026 họp phụ huynh lúc 7:30.
Số nhà 12/3/45 ngõ 67, tổ 8, phường Sông Hiến.
ThS.BS Nguyễn Thị Hoa, GS.TS Trần Văn Thủy và PGS. Lý.
Bà con xã Hòa An, thủy điện Hòa Bình, hóa đơn, khỏe mạnh.
Quý vị, quà quê, quả quýt, giếng nước, gìn giữ, già làng.
Khuya khoắt, khuỷu tay, nguệch ngoạc, ngoằn ngoèo, quều quào.
Thuở xưa, huơ tay, quờ quạng, chuếnh choáng.
Em ơi, ừ, ờ, à, ạ, ô hay, ối giời ơi!
Hic hic, hihi, haha, huhu, kkk.
Mng ơi t hỏi c chút, m đi đâu r, v thôi nhé.
Cho xin stk, sđt và cccd để làm hồ sơ bhyt.
Cong an xa thong bao lich tiep dan thu hai hang tuan.
Troi mua to qua, nuoc suoi dang cao, moi nguoi can than.
Hom nay hoc sinh duoc nghi hoc vi ret dam, ret hai.
Nha minh o gan cho, di bo 5 phut la toi.
Hợp chất CO2, H2O, H2SO4, NaCl và CH4.
Đường QL4A, ĐT208, TL212; cầu km0, km12+500.
Máy bay A320, B787, Su-30, Mi-8 và tàu SE3.
Bản đồ tỷ lệ 1/50.000, lưới 3x3, ảnh 4x6.
Thang máy B1, B2, tầng G, căn hộ P10.05, tòa S2.03.
Model iPhone 15 Pro Max, Galaxy S24, Mazda CX-5, Vinfast VF8.
Visa B1, L1A, H1B; chỉ số HbA1c 6,5.
Họ và/hoặc tên, ông/bà, anh/chị điền đủ.
Nhóm B2B, B2C, O2O, mô hình P2P.
Hotline tổng đài trực 24/7, nhánh 1 hoặc 2.
Sinh viên K63, khóa 2018-2022, GPA 3.2/4.
Tiêm mũi 1, 2, 3 cho 95,5% người từ 18 tuổi.
Đc: số 5 phố Vườn Cam, tổ 3.
Mực nước sông Bằng 178,35m, dưới báo động I là 0,15m.
"""

_SIMPLE = re.compile(
    r"\d{1,2}-\d{1,2}-\d{4}"
    r"|(?<![^\W_])(?:[^\W\d_]\.)+[^\W\d_](?![^\W_])"
    r"|[^\W_]+(?:(?<=\d)[.,:/](?=\d)[^\W_]+|(?<=[^\W\d_])'(?=[^\W\d_])[^\W_]+)*[%$]?"
)


def simple(text: str) -> list[str]:
    return _SIMPLE.findall(unicodedata.normalize("NFC", text).casefold())


SENTENCES = [line for line in PROSE.strip().splitlines() if line]


def test_the_corpus_is_not_small():
    assert len(SENTENCES) >= 60


@pytest.mark.parametrize("sentence", SENTENCES)
def test_ordinary_writing_comes_out_word_for_word(sentence):
    assert read(sentence).exact.split() == simple(sentence)


def test_the_whole_corpus_has_no_false_join():
    whole = "\n\n".join(SENTENCES)
    assert read(whole).exact.split() == simple(whole)


def test_also_shouted_and_decomposed():
    for sentence in SENTENCES:
        assert read(sentence.upper()).exact == read(sentence).exact
        assert read(unicodedata.normalize("NFD", sentence)).exact == read(sentence).exact


def test_also_without_marks():
    wrong = []
    for sentence in SENTENCES:
        bare = read(sentence).folded.replace("\n", ": ")
        if read(bare).exact.split() != simple(bare):
            wrong.append((bare, read(bare).exact))
    assert wrong == []
