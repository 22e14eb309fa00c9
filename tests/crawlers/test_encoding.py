"""Bytes into text, whatever the server says of them."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawlers.encoding import decode, is_legacy

TEXT = "Công an tỉnh thông báo về việc phân luồng giao thông trên quốc lộ 3, đoạn qua đèo Mã Phục."
TCVN3 = "§oµn C¶nh s¸t giao th«ng th«ng b¸o vÒ viÖc ph©n luång trªn quèc lé 3 ®o¹n qua ®Ìo M· Phôc"
VNI = "Coâng an tænh thoâng baùo veà vieäc phaân luoàng giao thoâng treân quoác loä 3 ñoaïn qua ñeøo Maõ Phuïc"


@pytest.mark.parametrize("said", ["", "text/html", "text/html; charset=iso-8859-1", "text/html; charset=nonsense"])
def test_utf8_is_read_as_utf8_whatever_the_header_says(said):
    assert decode(TEXT.encode(), content_type=said) == TEXT


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32"])
def test_a_byte_order_mark_decides(encoding):
    assert decode(TEXT.encode(encoding)) == TEXT


def test_windows_1258_is_read_where_it_is_declared():
    spelled = unicodedata.normalize("NFC", "Công ty đã báo cáo")
    raw = "".join(
        unicodedata.normalize("NFD", char) if char in "áã" else char for char in spelled
    ).encode("cp1258", "replace")  # fmt: skip
    assert "?" not in raw.decode("cp1258")
    assert decode(raw, content_type="text/html; charset=windows-1258") == spelled
    assert decode(b"<meta charset='windows-1258'>" + raw).endswith(spelled)


def test_one_broken_byte_does_not_spoil_the_rest():
    raw = TEXT.encode()
    assert decode(raw[:40] + b"\xff" + raw[40:], content_type="text/html; charset=iso-8859-1").endswith("đèo Mã Phục.")


def test_a_codec_that_is_no_encoding_of_text_is_not_used():
    assert decode(b"\xff<a>", content_type="text/html; charset=zip")
    assert decode(b'\xff<?xml version="1.0" encoding="unicode_escape"?>')


def test_decomposed_text_is_composed_and_controls_are_gone():
    assert decode(unicodedata.normalize("NFD", TEXT).encode()) == TEXT
    assert decode(b"a\x00b\x08c\nd\te") == "abc\nd\te"


@given(st.binary(max_size=300), st.text(max_size=40))
def test_nothing_breaks_it(body, said):
    assert "\x00" not in decode(body, content_type=said)


@pytest.mark.parametrize("text", [TCVN3, VNI, TCVN3 * 50, VNI * 50])
def test_the_old_fonts_are_recognised(text):
    assert is_legacy(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Đèo",
        TEXT,
        TEXT * 50,
        "cong an tinh thong bao ve viec phan luong giao thong tren quoc lo 3",
        "Tòa soạn đã hỏa tốc hoà giải, uý lạo, quý khách, quả, loá, oẹ, oà khóc « tin mới » © 2026",
        "Die Behörden über die Straße und die Möglichkeit für größere Änderungen in München wurden geprüft",
        "Où est passée l’équipe chargée de vérifier la qualité de l’eau à Hà Nội après les inondations récentes",
        "The quick brown fox jumps over the lazy dog once more and again",
    ],
)
def test_everything_else_is_not_taken_for_them(text):
    assert not is_legacy(text)
