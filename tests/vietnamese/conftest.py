"""Texts for property tests: real syllables, and every nasty thing that has ever stood beside one."""

from hypothesis import strategies as st

_NASTY = (
    "0 9 o 1 4 84 +84 0968 112.233 1900 1234 08 c ô n g a.n c.ô.n.g c0ng 4n b1 công an chấm cham com vneid [.] (.) "
    "[ ] ( ) . , ; : ! - – * / & # @ _ ' ’ \" $ % tp tp. q.1 v.v H'Mông https:// hxxp:// a@b.com .com đc đc: ko 😀 "
    "а с о ß İ Ⅳ ② ｃ 3,5 19/11/2026 x-y khôngggg ก ี 한 ᄒ ᅡ ᆫ µ º m² ﬁ 1️⃣ 👨‍👩‍👧"
).split() + ["\n", "\n\n", "\t", " ", "\u200b", "\u0301", "\u0302", "\x00", "\ud800", "e\u0302\u0301", "\u2029"]

SYLLABLES = (
    "công an thông báo tài khoản ngân hàng chuyển tiền hòa thủy quý quà già gì giếng nguyễn được nước trường học "
    "mưa lũ sạt lở đường khuya khuỷu ngoằn ngoèo thuở huế yêu uống ướt oanh ấy ở đâu đỗ ngoặc quốc quyết xoong"
).split()


def nasty():
    """Return a strategy for texts out of fragments that mean something to the reader."""
    fragment = st.tuples(st.sampled_from([*_NASTY, *SYLLABLES[:6]]), st.sampled_from(["", " ", " ", "  "]))
    return st.lists(fragment, max_size=9).map(lambda found: "".join(map("".join, found)))


def vietnamese():
    """Return a strategy for plain Vietnamese: syllables between spaces and punctuation."""
    word = st.tuples(st.sampled_from(SYLLABLES), st.sampled_from([" ", " ", " ", ", ", ". ", ": ", "\n", "\n\n"]))
    return st.lists(word, max_size=20).map(lambda found: "".join(map("".join, found)))
