"""The tools of scams: what is found, in which one spelling, and what looks like one and is none."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

import vietnamese
from records import Indicator, IndicatorKind
from vietnamese import indicators

URL, DOMAIN, PHONE = IndicatorKind.URL, IndicatorKind.DOMAIN, IndicatorKind.PHONE
ACCOUNT, PACKAGE = IndicatorKind.BANK_ACCOUNT, IndicatorKind.APP_PACKAGE


def found(text: str) -> list[tuple[IndicatorKind, str]]:
    return [(one.indicator.kind, one.indicator.value) for one in indicators.find(vietnamese.read(text))]


def accounts(text: str) -> list[tuple[str, str]]:
    return [
        (one.indicator.value, one.indicator.bank)
        for one in indicators.find(vietnamese.read(text))
        if one.indicator.kind is ACCOUNT
    ]


@pytest.mark.parametrize(
    ("text", "url", "host"),
    [
        ("Vào https://vay-nhanh.example/DangKy ngay", "https://vay-nhanh.example/DangKy", "vay-nhanh.example"),
        ("http://VAY-NHANH.example/a.", "http://vay-nhanh.example/a", "vay-nhanh.example"),
        ("(xem https://www.qua-tang.example/a/b)", "https://www.qua-tang.example/a/b", "qua-tang.example"),
        ("hxxps://qua-tang[.]example/MaQR", "https://qua-tang.example/MaQR", "qua-tang.example"),
        ("hxxp://qua-tang(.)example/x", "http://qua-tang.example/x", "qua-tang.example"),
        ("nhan qua tai qua-tang-tet.com/nhan", "https://qua-tang-tet.com/nhan", "qua-tang-tet.com"),
        ("https://qua-tang.example:8443/x", "https://qua-tang.example:8443/x", "qua-tang.example"),
        ("https://vietcombank@qua-tang.example/x", "https://qua-tang.example/x", "qua-tang.example"),
        ("https://qua-tang.example/x?utm_source=zalo&id=7&fbclid=abc", "https://qua-tang.example/x?id=7", None),
        ("https://qua-tang.example/x?gidzl=abc&zarsrc=31#dau", "https://qua-tang.example/x", None),
        ("https://hp\u200btt.example/Qua", "https://hptt.example/Qua", "hptt.example"),
    ],
)
def test_a_link_has_one_spelling_and_tells_its_host(text: str, url: str, host: str | None) -> None:
    hits = found(text)
    assert (URL, url) in hits
    assert (DOMAIN, host or "qua-tang.example") in hits
    assert len(hits) == 2


def test_a_link_on_a_host_everybody_uses_is_no_word_against_the_host() -> None:
    assert found("https://zalo.me/g/AbCd?gidzl=x") == [(URL, "https://zalo.me/g/AbCd")]
    assert found("điền vào https://forms.gle/AbC12") == [(URL, "https://forms.gle/AbC12")]
    assert found("mở facebook.com hoặc https://www.youtube.com/ mà xem") == []


def test_a_host_that_only_looks_like_a_banks_is_not_taken_for_the_banks() -> None:
    assert found("http://vietcomb\u0430nk.example/x") == [
        (DOMAIN, "xn--vietcombnk-6qi.example"),
        (URL, "http://xn--vietcombnk-6qi.example/x"),
    ]


def test_an_address_in_figures_is_a_link_without_a_domain() -> None:
    assert found("http://8.8.8.8/vneid.apk") == [(URL, "http://8.8.8.8/vneid.apk")]
    assert found("http://8.8.8.8/") == [(URL, "http://8.8.8.8")]
    assert found("http://192.168.1.1/admin http://127.0.0.1:8000/") == []


@pytest.mark.parametrize(
    ("text", "host"),
    [
        ("truy cập vaytien24h.vn để nhận", "vaytien24h.vn"),
        ("www.nhanqua-tet.top", "nhanqua-tet.top"),
        ("web vay.com duyệt nhanh", "vay.com"),
        ("dichvucong.capnhat-vneid.info", "dichvucong.capnhat-vneid.info"),
        ("vaytien24h[.]com", "vaytien24h.com"),
        ("http://vneid-x.example.com", "vneid-x.example.com"),
        ("hxxps://www.vneid-x[.]example/", "vneid-x.example"),
        ("https://vneid-x.example:8443/?fbclid=abc#dau", "vneid-x.example"),
    ],
)
def test_a_host_alone_is_a_domain(text: str, host: str) -> None:
    assert found(text) == [(DOMAIN, host)]


@pytest.mark.parametrize(
    "text",
    [
        "em ở Q.1, TP.HCM, v.v.",
        "mời anh vào ăn.Tôi mời",
        "moi ve nha.com chin roi",
        "đang ở nhà.Em đợi",
        "tải mau.docx và ke-hoach.xlsx",
        "anh co.so gi dau",
        "hộp thư nguyen.a@qua-tang.example",
        "nguyen.a@gmail.com",
        "phiên bản 1.2.3 ngày 20.11.2026 lúc 10.30",
        "ftp://qua-tang.example/x",
        "https://caobang.gov.vn/tin-tuc và bocongan.gov.vn",
        "http://localhost/x http://khong-co-duoi/x",
        "https:// http://",
        "com.vn",
        "abc.khongco",
    ],
)
def test_what_is_no_link(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize(
    ("text", "phone"),
    [
        ("Gọi 0900000123 ngay", "+84900000123"),
        ("0900.000.123", "+84900000123"),
        ("0900 000 123", "+84900000123"),
        ("+84 900 000 123", "+84900000123"),
        ("O9OO 000 123", "+84900000123"),
        ("số bàn 0206 3850 123", "+842063850123"),
        ("tổng đài 1900 1234", "19001234"),
        ("gọi 1800.123456", "1800123456"),
    ],
)
def test_phones_in_one_spelling(text: str, phone: str) -> None:
    assert found(text) == [(PHONE, phone)]


@pytest.mark.parametrize(
    "text",
    [
        "gọi 113, 114, 115 hoặc 111, 156, 5656",
        "đường dây nóng Bộ Y tế 1900 9095",
        "ngày 20/11/2026, 10h30",
        "300.000.000 đồng",
        "mã vận đơn 123456789012",
        "năm 1900 2000",
        "0123456789",  # a prefix nobody has been given since 2018
    ],
)
def test_what_is_no_phone(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize(
    ("text", "number", "bank"),
    [
        ("Chuyển vào stk 0123456789 Vietcombank", "0123456789", "Vietcombank"),
        ("STK: 1903 0000 123 019 - TCB", "19030000123019", "Techcombank"),
        ("VCB 1000000123", "1000000123", "Vietcombank"),
        ("1000000123 MB Bank", "1000000123", "MB"),
        ("số tài khoản 123456 tại ngân hàng Á Châu", "123456", "ACB"),
        ("so tai khoan 1000000123 ngan hang quan doi", "1000000123", "MB"),
        ("Số TK 1000-000-123, ngân hàng: BIDV", "1000000123", "BIDV"),
        ("agri bank 2900200000123", "2900200000123", "Agribank"),
        ("ví MoMo 0900000123", "0900000123", "MoMo"),
        ("stk 0900000123 mbbank", "0900000123", "MB"),
        ("Cake by VPBank 0900000123", "0900000123", "Cake"),
        ("tài khoản số 1000000123, chủ tài khoản TRAN VAN MAU, Sacombank", "1000000123", "Sacombank"),
    ],
)
def test_an_account_is_figures_beside_a_bank(text: str, number: str, bank: str) -> None:
    assert accounts(text) == [(number, bank)]
    assert len(found(text)) == 1


@pytest.mark.parametrize(
    "text",
    [
        "stk 1000000123",
        "1000000123",
        "Vietcombank thông báo phí 1.100.000 đồng",
        "chuyển 50000000 đồng qua Vietcombank",
        "mã OTP Vietcombank 12345678",
        "cccd 001099000123 Vietcombank",
        "căn cước công dân 001099000123 Vietcombank",
        "số CCCD 001099000123, tài khoản Vietcombank của tôi",
        "Vietcombank ngày 20.11.2026",
        "Agribank có hơn 2026 chi nhánh",
        "MB 123456",
        "Techcombank. Hôm nay trời đẹp, mọi người đi chơi rất đông vui ở công viên 1000000123",
    ],
)
def test_figures_that_are_no_account(text: str) -> None:
    assert accounts(text) == []


def test_a_number_one_is_asked_to_call_is_a_phone_though_a_bank_is_named() -> None:
    assert found("gọi hotline Vietcombank 0900 000 123") == [(PHONE, "+84900000123")]


CALLS = ["gọi", "LH", "LH:", "liên hệ", "zalo", "hotline", "sđt", "sđt:", "alo", "call", "nhắn", "nhắn tin", "nhan tin"]


@pytest.mark.parametrize("call", CALLS)
def test_a_phone_beside_an_account_is_a_phone_in_either_order(call: str) -> None:
    account, phone = (ACCOUNT, "0012345678901"), (PHONE, "+84900000123")
    after = f"STK 0012345678901 Vietcombank, {call} 0900000123."
    before = f"{call} 0900000123, STK 0012345678901 Vietcombank."
    assert found(after) == [account, phone]
    assert found(before) == [phone, account]
    assert accounts(after) == accounts(before) == [("0012345678901", "Vietcombank")]


@pytest.mark.parametrize("call", CALLS)
def test_the_nearer_word_says_whether_a_number_is_called_or_paid(call: str) -> None:
    assert found(f"STK Vietcombank, {call} 0900000123") == [(PHONE, "+84900000123")]
    assert found(f"{call} để lấy stk 0900000123 Vietcombank") == [(ACCOUNT, "0900000123")]


def test_words_that_only_look_like_calling_leave_the_account() -> None:
    assert accounts("stk zalo pay 0900000123") == [("0900000123", "ZaloPay")]
    assert accounts("STK nhận 0900000123 MB") == [("0900000123", "MB")]
    assert accounts("stk gọi là 1000000123 MB") == [("1000000123", "MB")]  # no phone


def test_an_account_word_says_nothing_of_the_number_after_the_next() -> None:
    assert accounts("STK 1000000123 VCB, đơn 654321") == [("1000000123", "Vietcombank")]
    assert found("STK 1000000123 VCB, số 0900000123") == [(ACCOUNT, "1000000123"), (PHONE, "+84900000123")]


@pytest.mark.parametrize(("first", "second"), [("111111", "222222"), ("1000000111", "2000000222"), ("0900000111",) * 2])
def test_two_accounts_after_one_word_are_both_accounts(first: str, second: str) -> None:
    assert accounts(f"STK {first} VCB, {second} MB") == [(first, "Vietcombank"), (second, "MB")]


def test_two_accounts_keep_their_own_banks() -> None:
    assert accounts("VCB 1000000123, ACB 2000000123") == [("1000000123", "Vietcombank"), ("2000000123", "ACB")]


HOLDERS = st.sampled_from(["NGUYEN VAN MAU", "Trần Thị Mẫu", "le thi mau", "CTY TNHH MAU", "PHAM MAU AN"])
SHAPES = st.sampled_from(
    [
        "STK 1000000123 {holder} Vietcombank",
        "Vietcombank 1000000123 {holder}",
        "{holder} 1000000123 VCB",
        "chủ tk {holder}, số tk: 1000000123, ngân hàng Vietcombank",
        "1000000123 - {holder} - vcb",
        "vcb {holder} 1000000123",
    ]
)


@given(SHAPES, HOLDERS)
def test_a_holders_name_is_in_nothing_that_leaves(shape: str, holder: str) -> None:
    text = vietnamese.read(shape.format(holder=holder))
    hits = indicators.find(text)
    assert [one.indicator for one in hits] == [Indicator(kind=ACCOUNT, value="1000000123", bank="Vietcombank")]
    words = {word for name in (holder, vietnamese.fold(holder)) for word in name.casefold().split()}
    for one in hits:
        assert text.exact[one.start : one.end] == "1000000123"
        assert words.isdisjoint(re.findall(r"\w+", repr(one).casefold()))


def test_app_packages_beside_a_word_about_apps() -> None:
    assert found("cài app com.vneid.capnhat giả mạo") == [(PACKAGE, "com.vneid.capnhat")]
    assert found("tải https://tai-app.example/vneid.apk gói com.dichvu.gia") == [
        (DOMAIN, "tai-app.example"),
        (URL, "https://tai-app.example/vneid.apk"),
        (PACKAGE, "com.dichvu.gia"),
    ]
    store = "https://play.google.com/store/apps/details?id=com.Dich.vu"
    assert set(found(store)) == {(URL, store), (PACKAGE, "com.Dich.vu")}
    assert found("hôm nay com.trua.ngon quá") == []


def test_a_hit_stands_where_it_was_written() -> None:
    text = vietnamese.read("Bấm hxxps://qua-tang[.]example/MaQR rồi gọi 0900.000.123!")
    written = [text.original[slice(*text.origin(one.start, one.end))] for one in indicators.find(text)]
    assert set(written) == {"hxxps://qua-tang[.]example/MaQR", "0900.000.123"}


@given(st.text(max_size=300))
def test_any_text_at_all_is_read(text: str) -> None:
    view = vietnamese.read(text)
    hits = indicators.find(view)
    assert len({(one.indicator, one.start, one.end) for one in hits}) == len(hits)
    assert all(0 <= one.start < one.end <= len(view.exact) for one in hits)


PIECES = st.sampled_from(
    ["http://", "hxxps://", "a.com", "[.]", "/", "?x=", "0900000123", "1900", "vcb", "stk", "12 ", " ", ".", "@", "#",
     "%", "xn--", ":", "99999", "[", "]", "com.a.b", "apk", "\u200b", "//", "com", "8.8.8.8", "id=", "&"]
)  # fmt: skip


@given(st.lists(PIECES, max_size=25))
def test_what_is_almost_a_link_breaks_nothing(pieces: list[str]) -> None:
    for one in indicators.find(vietnamese.read("".join(pieces))):
        if one.indicator.kind is URL:
            assert one.indicator.value.startswith(("http://", "https://"))
            assert len(one.indicator.value) < 6_200
        if one.indicator.kind is DOMAIN:
            assert one.indicator.value == one.indicator.value.lower()
            assert "." in one.indicator.value
            assert not one.indicator.value.startswith("www.")


@pytest.mark.parametrize(
    "page",
    [
        "facebook.com/nguoi.nao.do",
        "https://www.facebook.com/permalink.php?story_fbid=1&id=2",
        "https://m.facebook.com/story.php?id=1",
        "fb.com/nguoinaodo",
        "https://zalo.me/0900000123",
        "t.me/nguoinaodo",
        "https://t.me/s/nguoinaodo/12",
        "https://www.tiktok.com/@nguoinaodo/video/1",
        "https://x.com/nguoinaodo/status/1",
        "https://www.youtube.com/@nguoinaodo",
        "https://bsky.app/profile/nguoinaodo.example/post/1",
        "hxxps://instagram[.]com/nguoinaodo",
    ],
)
def test_a_page_that_may_be_somebodys_is_never_held(page: str) -> None:
    kept = found(f"nó nhắn tin từ {page} bảo mình chuyển tiền")
    assert not [one for one in kept if one[0] in {URL, IndicatorKind.DOMAIN}]
    assert "nguoinaodo" not in str(kept)


@pytest.mark.parametrize(
    "room", ["https://t.me/+AbCdEf123", "https://chat.whatsapp.com/AbCd", "https://zalo.me/g/xyz123"]
)
def test_the_invitation_to_a_group_is_a_tool_and_nobodys_page(room: str) -> None:
    assert found(f"vào nhóm {room} nhận nhiệm vụ") == [(URL, room)]
