import pytest
from hypothesis import given
from hypothesis import strategies as st

from vietnamese import read
from vietnamese.mend import LOANS, SHORTHAND, Strength, mend
from vietnamese.syllables import listed, respell


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("c.ô.n.g a.n", "công an"),
        ("C.Ô.N.G A.N gọi", "công an gọi"),
        ("c-ô-n-g a-n", "công an"),
        ("c_ô_n_g a_n", "công an"),
        ("c*ô*n*g", "công"),
        ("c.o.n.g a.n", "cong an"),
        ("t.i.ề.n v.a.y", "tiền vay"),
        ("v.a.y t.i.ề.n", "vay tiền"),
        ("ng.â.n h.à.n.g", "ngân hàng"),
        ("z.a.l.o", "zalo"),
        ("th0ng ba0", "thong bao"),
        ("Th0ng Ba0 c0ng 4n", "thong bao cong an"),
        ("4n c0ng", "an cong"),
        ("c0ng, 4n", "cong\n4n"),
        ("l1nk zal0 g00gle faceb00k 0tp", "link zalo google facebook otp"),
        ("khôngggg", "không"),
        ("quáaaaa rồiiii đượccc", "quá rồi được"),
        ("haaaay", "hay"),
        ("koooo", "không"),
        ("ko k0 hok đc dc nc trc", "không không không được được nước trước"),
        ("fải jờ côg tjền", "phải giờ công tiền"),
        ("đc: 5 Vườn Cam", "đc\n5 vườn cam"),
    ],
)
def test_a_disguise_is_undone(typed, meant):
    assert read(typed).exact == meant


@pytest.mark.parametrize(
    "typed",
    [
        *listed("4g 5g f0 covid19 g7 m2 a4 3n2đ 500k 2tr b1 h5n1 vneid2 4n a1c"),
        *listed("l1a b1a h2o co2 t7cn 14h30 2tr5 k63 10a1"),
        *listed("n.v.a h.o.a n.a.m a.n t.p h.c.m v.v a.b.c t.â.m đ.a.n"),
        *listed("good meet ann lee iii viii xiii aaa aa xoong boong coóc t c v m r k đk ck mk kg vs"),
        "đắk lắk",
        "cx 5",
    ],
)
def test_ordinary_writing_is_left(typed):
    assert read(typed).exact == typed
    assert read(typed.upper()).exact == typed


def test_initials_are_left_but_beside_a_spelled_out_word_they_are_letters():
    assert read("T.P. H.C.M").exact == "t.p\nh.c.m"
    assert read("cháu N.A.M đi").exact == "cháu n.a.m đi"
    assert read("c.ô.n.g n.a.m đi").exact == "công nam đi"
    assert read("c.ô.n.g. N.A.M đi").exact == "công\nn.a.m đi"


def test_hyphens_between_single_letters_split_where_no_word_results():
    assert read("a-b-c x-y").exact == "a b c x y"


def test_short_forms_are_no_words_themselves():
    for short, word in SHORTHAND.items():
        assert respell(word) == word
        assert short.isalnum()
        assert short not in LOANS
        assert respell(short) is None or short in {"rùi", "nhìu", "ngừi"}  # southern speech, no other word


def test_a_mended_word_stays():
    for word in [*SHORTHAND.values(), *LOANS]:
        assert mend(word) == (word, Strength.AS_TYPED)


@given(st.text("aăâbcdđeêghiklmnoôơpqrstuưvxyáàảãạ0134", max_size=8))
def test_mending_twice_is_mending_once(word):
    once = mend(word).text
    assert mend(once).text == once


@given(st.text("công2689đp", min_size=1, max_size=8))
def test_nothing_but_a_word_results(word):
    meant = mend(word).text
    assert meant == word or respell(meant) == meant or meant in LOANS
