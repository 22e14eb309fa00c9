import re
import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vietnamese import read
from vietnamese.letters import EVERYDAY, Plain, fold_letters, plain


def exact(text: str) -> str:
    return read(text).exact


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("c\u200bô\u00adn\u2060g an", "công an"),
        ("\ufeffcông\u200e an\ufe0f", "công an"),
        ("ＣＴＶ　ｌương ５００k", "ctv lương 500k"),
        ("𝗰𝗼̂𝗻𝗴 𝓪𝓷", "công an"),
        ("ⓒⓞⓝⓖ Ⓐⓝ", "cong an"),
        ("🅲🅾🅽🅶 🄰🄽", "cong an"),
        ("ᴛᴜʏểɴ ᴅụɴɢ", "tuyển dụng"),
        ("Ðường", "đường"),
        ("ﬁle", "file"),
        ("① mở ② đóng", "1 mở 2 đóng"),
        ("❶ mở", "1 mở"),
        ("100m² và 3km³", "100m2 và 3km3"),
        ("10²", "10²"),
        ("cо\u0302ng аn", "công an"),  # Cyrillic о, а
        ("соn", "con"),
        ("ОТР", "отр"),  # all Cyrillic, no syllable: left alone
        ("сο", "co"),  # Cyrillic and Greek, a syllable
        ("Россия", "россия"),
        ("TNFω3", "tnfw3"),
        ("h̶ủ̶y̶", "hủy"),
        ("c̴̢̛̤ô̵̧n̶̨g̷", "công"),
        ("e\u0301\u0302m", "ém"),  # marks in an order that does not compose: the first that fits stays
        ("İstanbul Straße", "istanbul strasse"),
        ("ⅥI", "vii"),
        ("công⠀an", "công an"),  # a Braille blank between
        ("한글 ᄒ\u1161\u11ab", "한글 한"),
    ],
)
def test_letters_are_made_plain(typed, meant):
    assert exact(typed) == meant


def test_a_mark_without_a_letter_is_dropped():
    assert exact("\u0301 an \u0301") == "an"


def test_everyday_letters_need_nothing_but_lower_case():
    everyday = re.compile(f"[{EVERYDAY}]")
    for code in range(sys.maxunicode + 1):
        letter = chr(code)
        if everyday.match(letter):
            assert unicodedata.normalize("NFC", letter) == letter
            assert len(letter.casefold()) == 1
            assert everyday.match(letter.casefold())
            assert unicodedata.category(letter)[0] != "M"


def test_an_everyday_text_keeps_its_positions():
    assert plain("Công AN, 24/7 “ờ” 😀") == "công an, 24/7 “ờ” 😀"


def test_every_new_letter_remembers_where_the_old_one_stood():
    written = plain("xin 𝗰𝗼\u0302𝗻𝗴ﬁ an")
    assert isinstance(written, Plain)
    assert written.text == "xin côngfi an"
    assert written.starts == [0, 1, 2, 3, 4, 5, 7, 8, 9, 9, 10, 11, 12]
    assert written.ends == [1, 2, 3, 4, 5, 7, 8, 9, 10, 10, 11, 12, 13]


def test_folding_leaves_ascii_and_keeps_the_length():
    alphabet = "aàáảãạăằắẳẵặâầấẩẫậbcdđeèéẻẽẹêềếểễệghiìíỉĩịklmnoòóỏõọôồốổỗộơờớởỡợpqrstuùúủũụưừứửữựvxyỳýỷỹỵ"
    folded = fold_letters(alphabet)
    assert folded.isascii()
    assert len(folded) == len(alphabet)
    assert folded.replace("d", "", 1).startswith("aaaaaaaaaaaaaaaaaabc")


@given(st.text())
def test_folding_keeps_the_length_of_anything(text):
    composed = unicodedata.normalize("NFC", text)
    assert len(fold_letters(composed)) == len(composed)


@given(st.text(st.characters(codec=None), max_size=30))
def test_plain_letters_stay_plain(text):
    once = plain(text)
    letters = once if isinstance(once, str) else once.text
    assert unicodedata.is_normalized("NFC", letters)
    assert not any(unicodedata.category(letter)[0] == "M" for letter in letters)
    if isinstance(once, Plain):
        assert len(once.text) == len(once.starts) == len(once.ends)
        assert once.starts == sorted(once.starts)
        assert once.ends == sorted(once.ends)
