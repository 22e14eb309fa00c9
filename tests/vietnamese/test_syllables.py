import unicodedata

import pytest

from vietnamese.syllables import _SEATS, _TONED, is_syllable, listed, respell


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("hoà", "hòa"),
        ("hòa", "hòa"),
        ("khoẻ", "khỏe"),
        ("thuý", "thúy"),
        ("thuỷ", "thủy"),
        ("quý", "quý"),
        ("qúy", "quý"),
        ("quà", "quà"),
        ("qùa", "quà"),
        ("già", "già"),
        ("gìa", "già"),
        ("gì", "gì"),
        ("giũ", "giũ"),
        ("giếng", "giếng"),
        ("của", "của"),
        ("cuả", "của"),
        ("đựơc", "được"),
        ("nứơc", "nước"),
        ("tìên", "tiền"),
        ("hoàn", "hoàn"),
        ("hòan", "hoàn"),
        ("ngoài", "ngoài"),
        ("ngòai", "ngoài"),
        ("khuỷu", "khuỷu"),
        ("huế", "huế"),
        ("thuở", "thuở"),
        ("thủơ", "thuở"),
        ("mía", "mía"),
        ("soóc", "soóc"),
        ("ý", "ý"),
        ("yếu", "yếu"),
    ],
)
def test_the_tone_mark_goes_where_we_write_it(typed, written):
    assert respell(typed) == written


@pytest.mark.parametrize("word", listed("công nghiêng khuya quyển ngoằn ướt ở đỗ giặt xoong uống yên kỹ lý"))
def test_words_are_syllables_with_and_without_marks(word):
    bare = unicodedata.normalize("NFD", word.replace("đ", "d"))
    bare = "".join(letter for letter in bare if not unicodedata.combining(letter))
    assert is_syllable(word)
    assert is_syllable(bare)


@pytest.mark.parametrize("word", listed("kông cẻ ngi gê bob web zalo facebook cốcc côngan hóà tàc bàch đc ko x zui"))
def test_other_strings_are_not(word):
    assert not is_syllable(word)


def test_a_half_marked_word_is_one_if_only_its_vowels_are_bare():
    assert is_syllable("đuong")
    assert not is_syllable("đuòng")


def test_placing_is_settled_and_keeps_every_letter():
    for plain in _SEATS:
        for tone in "\u0301\u0323":
            spelled = {
                respell(plain[:i] + _TONED[v + tone] + plain[i + 1 :])
                for i, v in enumerate(plain)
                if v + tone in _TONED
            }
            assert len(spelled) == 1
            (only,) = spelled
            assert only is not None
            assert respell(only) == only
            assert len(only) == len(plain)
