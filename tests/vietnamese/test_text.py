"""What a view promises, of real text and of anything at all."""

import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vietnamese import fold, read
from vietnamese.letters import plain
from vietnamese.pieces import LONGEST_KEPT, MOST_KEPT, cut
from vietnamese.syllables import listed
from vietnamese.views import _EXACT, _FOLDED, views

_NASTY = (
    *listed(
        "0 9 o 1 4 84 +84 0968 112.233 1900 1234 08 c ô n g a.n c.ô.n.g c0ng 4n b1 công an chấm cham com vneid [.] (.) "
        "[ ] ( ) . , ; : ! - – * / & # @ _ ' ’ \" $ % tp tp. q.1 v.v H'Mông https:// hxxp:// a@b.com .com đc đc: ko 😀 "
        "а с о ß İ Ⅳ ② ｃ 3,5 19/11/2026 x-y khôngggg ก ี 한 ᄒ ᅡ ᆫ µ º m² ﬁ 1️⃣ 👨‍👩‍👧"
    ),
    *("\n", "\n\n", "\t", "\u00a0", "\u200b", "\u0301", "\u0302", "\x00", "\ud800", "e\u0302\u0301", "\u2029"),
)
SYLLABLES = listed(
    "công an thông báo tài khoản ngân hàng chuyển tiền hòa thủy quý quà già gì giếng nguyễn được nước trường học "
    "mưa lũ sạt lở đường khuya khuỷu ngoằn ngoèo thuở huế yêu uống ướt oanh ấy ở đâu đỗ ngoặc quốc quyết xoong"
)


def nasty() -> st.SearchStrategy[str]:
    """Return a strategy for texts out of fragments that mean something to the reader."""
    fragment = st.tuples(st.sampled_from([*_NASTY, *SYLLABLES[:6]]), st.sampled_from(["", " ", " ", "  "]))
    return st.lists(fragment, max_size=9).map(lambda found: "".join(map("".join, found)))


def vietnamese() -> st.SearchStrategy[str]:
    """Return a strategy for plain Vietnamese: syllables between spaces and punctuation."""
    word = st.tuples(st.sampled_from(SYLLABLES), st.sampled_from([" ", " ", " ", ", ", ". ", ": ", "\n", "\n\n"]))
    return st.lists(word, max_size=20).map(lambda found: "".join(map("".join, found)))


def anything() -> st.SearchStrategy[str]:
    """Return a strategy for every text there can be, lone surrogates too."""
    return st.one_of(nasty(), vietnamese(), st.text(st.characters(codec=None), max_size=40))


@given(anything())
def test_views_correspond_and_the_way_back_never_turns(original):
    text = read(original)
    assert len(text.exact) == len(text.folded) == len(text.starts) == len(text.ends)
    assert list(text.starts) == sorted(text.starts)
    assert list(text.ends) == sorted(text.ends)
    assert all(0 <= start <= end <= len(original) for start, end in zip(text.starts, text.ends, strict=True))
    for exact, folded in zip(text.exact, text.folded, strict=True):
        assert (exact in " \n") == (folded in " \n")
        assert (
            exact in " \n"
            or exact == folded
            or unicodedata.normalize("NFD", exact)[0] == folded
            or exact in "đðøłħŧıæœ"
        )


@given(anything())
def test_a_view_is_words_with_one_separator_between(original):
    exact = read(original).exact
    assert unicodedata.is_normalized("NFC", exact)
    assert exact.casefold() == exact
    for clause in exact.split("\n") if exact else ():
        assert clause == " ".join(clause.split())
        assert clause


@given(vietnamese())
def test_every_word_stands_where_the_way_back_says(original):
    text = read(original)
    at = 0
    for word in text.exact.split():
        at = text.exact.index(word, at)
        start, end = text.origin(at, at + len(word))
        assert original[start:end].casefold() == word
        at += len(word)


@given(vietnamese())
def test_each_clause_of_an_exact_view_reads_as_itself(original):
    for clause in read(original).exact.split("\n"):
        assert read(clause).exact == clause


@given(nasty())
def test_reading_clauses_again_soon_settles(original):
    once = [read(clause).exact for clause in read(original).exact.split("\n")]
    twice = [read(clause).exact for clause in once]
    assert [read(clause).exact for clause in twice] == twice


@given(vietnamese())
def test_the_same_text_in_every_spelling_has_the_same_views(original):
    exact = read(original).exact
    assert read(unicodedata.normalize("NFD", original)).exact == exact
    assert read(original.upper()).exact == exact
    assert read("\u200b".join(original)).exact == exact
    old = original.replace("hòa", "hoà").replace("thủy", "thuỷ").replace("quý", "qúy")
    assert read(old).exact == exact


@given(vietnamese())
def test_vietnamese_folds_to_ascii_and_bare_text_is_left_bare(original):
    text = read(original)
    assert text.folded.isascii()
    again = read(text.folded)
    assert again.exact.split() == text.folded.split()
    assert again.folded == again.exact


@given(anything())
def test_the_short_way_and_the_long_way_agree(original):
    written = plain(original)
    letters = written if isinstance(written, str) else written.text
    pieces = cut(letters)
    assert views(letters) == (pieces.exact.strip(" \n"), pieces.folded.strip(" \n"))
    assert sum(piece.size for piece in pieces.pieces) + pieces.first == len(letters)


@pytest.mark.parametrize(
    ("typed", "exact"),
    [
        ("", ""),
        (" \n\0\ud800😀… ", ""),
        ("Một dòng\nnữa", "một dòng nữa"),
        ("Một đoạn\r\n \r\nnữa", "một đoạn\nnữa"),
        ("một; hai: ba! bốn? (năm) [sáu] “bảy” 'tám' «chín»…mười", "một\nhai\nba\nbốn\nnăm\nsáu\nbảy\ntám\nchín\nmười"),
        ("một - hai – ba — bốn • năm → sáu", "một\nhai\nba\nbốn\nnăm\nsáu"),
        ("Bến Nghé-Nhà Rồng, và/hoặc, a / b", "bến nghé nhà rồng\nvà hoặc\na\nb"),
        ("- gạo\n- mì\n* dầu", "gạo\nmì\ndầu"),
        ("vui 😀 quá 👨‍👩‍👧 nha", "vui\nquá\nnha"),
        ("#lừa_đảo @nhom A & B", "lừa đảo nhom a b"),
        ("1.000.000 3,5 19/11/2026 14h30 50% 500k 2tr 100$", "1.000.000 3,5 19/11/2026 14h30 50% 500k 2tr 100$"),
        ("TP. Cao Bằng, P. Sông Hiến, TP.HCM, Q.1", "tp cao bằng\np sông hiến\ntp hcm\nq 1"),
    ],
)
def test_words_and_clauses(typed, exact):
    assert read(typed).exact == exact


def test_an_invisible_letter_between_words_does_not_turn_the_way_back():
    text = read("5$\u200bcông")
    assert text.exact == "5$ công"
    assert all(start <= end for start, end in zip(text.starts, text.ends, strict=True))


def test_the_way_back_leads_to_what_was_written():
    original = "Họ xưng C.Ô.N.G  A.N, bảo hoà giải ở vneid (.) com 😀 rồi gọi 0 9 6 8.112.233!"
    text = read(original)
    for meant, written in (
        ("công an", "C.Ô.N.G  A.N"),
        ("hòa giải", "hoà giải"),
        ("vneid.com", "vneid (.) com"),
        ("com\nrồi", "vneid (.) com 😀 rồi"),
        ("0968112233", "0 9 6 8.112.233"),
    ):
        at = text.exact.index(meant)
        start, end = text.origin(at, at + len(meant))
        assert original[start:end] == written


@pytest.mark.parametrize(("start", "end"), [(0, 0), (-1, 2), (2, 1), (0, 8)])
def test_a_range_outside_the_view_is_refused(start, end):
    with pytest.raises(ValueError, match="no such range"):
        read("Công an").origin(start, end)


def test_fold_is_the_folded_view():
    assert fold("Đường Hoà Bình") == "duong hoa binh"


@pytest.mark.parametrize(
    "unit",
    [
        *(
            "công an ",
            "a",
            "a.",
            "a-",
            "0 ",
            "0.",
            "0968 112 23",
            "x chấm com ",
            "[.]",
            "http://",
            "a@",
            "e\u0301",
            "а",
        ),
        *("\u0301", "h'", "\n ", "- ", "1900 ", "aaa ", "c.ô.n.g ", "4n ", "_", "+", "(", "1/", "\u200b", "a.b.c.d.e "),
        *("😀 ", "* ", "0968,", "x [.", "b1 c0ng ", "\u0323", "ᄒ\u1161", "a.com/", "a@b.", "-a.", "~*"),
    ],
)
def test_time_is_linear(unit):
    short, long = (unit * (size // len(unit)) for size in (4_000, 16_000))

    def seconds(text: str) -> float:
        began = time.process_time()
        read(text).starts  # noqa: B018 - the way back must be linear too
        return time.process_time() - began

    read(short)
    assert seconds(long) < 0.2 + 12 * min(seconds(short) for _ in range(3))


def test_memory_is_bounded():
    for view in (_EXACT, _FOLDED):
        assert len(view) <= MOST_KEPT
    read("x" * (LONGEST_KEPT + 1))
    assert "x" * (LONGEST_KEPT + 1) not in _EXACT
