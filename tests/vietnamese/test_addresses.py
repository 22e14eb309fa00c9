import pytest

from vietnamese import read


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("vào vneid-capnhat.com nhé", "vào vneid-capnhat.com nhé"),
        ("vneid[.]com", "vneid.com"),
        ("vneid (.) com", "vneid.com"),
        ("vneid [dot] com", "vneid.com"),
        ("vneid chấm com", "vneid.com"),
        ("vneid cham com ngay", "vneid.com ngay"),
        ("dichvucong chấm gov chấm vn", "dichvucong.gov.vn"),
        ("xem vneid chấm com/nhan-tien, nhanh", "xem vneid.com/nhan-tien\nnhanh"),
        ("hxxp://vneid.example", "http://vneid.example"),
        ("hxxps[:]//vneid[.]example/a?b=1.", "https://vneid.example/a?b=1"),
        ("HTTPS://VNeID.example/Abc (mới)", "https://vneid.example/abc\nmới"),
        ("(baocaobang.example)", "baocaobang.example"),
        ("www.cong-an.test!", "www.cong-an.test"),
        ("vneid.com.Mọi người", "vneid.com\nmọi người"),
        ("zalo.me/0900000123", "zalo.me/0900000123"),
        ("t.me/nhom", "t.me/nhom"),
        ("thư tới hop.thu@phuong.example.", "thư tới hop.thu@phuong.example"),
        ("hop.thu[at]phuong[.]example", "hop.thu@phuong.example"),
        ("cài com.example.wallet", "cài com.example.wallet"),
        ("http://192.0.2.7/x", "http://192.0.2.7/x"),
        ("vneid.com:8080/a", "vneid.com:8080/a"),
    ],
)
def test_an_address_is_one_word(typed, meant):
    assert read(typed).exact == meant


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("xong.Mai gặp", "xong\nmai gặp"),
        ("hết hàng.shop ơi", "hết hàng\nshop ơi"),
        ("hang.shop", "hang\nshop"),
        ("xong roi.la the a", "xong roi\nla the a"),
        ("facebook.link xem", "facebook\nlink xem"),
        ("ok.link đâu", "ok\nlink đâu"),
        ("điểm chấm vn", "điểm chấm vn"),
        ("được chấm com lê", "được chấm com lê"),
        ("chị Lan chấm com lê", "chị lan chấm com lê"),
        ("ban cham com", "ban cham com"),
        ("đúng (.) sai", "đúng\nsai"),
        ("dung (.) com", "dung\ncom"),
        ("1.000.000", "1.000.000"),
        ("-abc-.com", "abc\ncom"),
    ],
)
def test_what_is_no_address_is_left(typed, words):
    assert read(typed).exact == words


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("0968.112.233", "0968112233"),
        ("0968-112-233", "0968112233"),
        ("0968 112 233.", "0968112233"),
        ("0 9 6 8.112.233", "0968112233"),
        ("0 9 6 8 1 1 2 2 3 3", "0968112233"),
        ("09.68.11.22.33", "0968112233"),
        ("0968 11 22 33", "0968112233"),
        ("o968", "o968"),
        ("o968 112 233", "0968112233"),
        ("O968.112.233 nhé", "0968112233 nhé"),
        ("zalo:0968 112 233", "zalo\n0968112233"),
        ("sđt(0968 112 233)", "sđt\n0968112233"),
        ("+84 968 112 233", "+84968112233"),
        ("(+84)968112233", "+84968112233"),
        ("+84 (0) 968 112 233", "+84968112233"),
        ("0206 3852 123", "02063852123"),
        ("1900.6789", "19006789"),
        ("gọi 1900 6789", "gọi 19006789"),
        ("1800 12 34 56", "1800123456"),
        ("0968 112 233 500k", "0968112233 500k"),
        ("0968112233/0968112234", "0968112233 0968112234"),
    ],
)
def test_a_phone_number_is_one_word_of_digits(typed, meant):
    assert read(typed).exact == meant


@pytest.mark.parametrize(
    "typed",
    [
        "1900 1975",
        "1800 2500",
        "0 5 10 15 20 25",
        "0 1 2 3 4 5 6 7 8 9",
        "09 12 34 56 78",
        "09.12.2026 20",
        "0123 456 789",
        "0968 112 233 456",
        "0968112233456",
        "0968.112.233.456",
        "o o o o o o o o o o",
    ],
)
def test_other_numbers_are_left(typed):
    assert read(typed).exact == typed
