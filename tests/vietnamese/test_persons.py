"""What leads to a person is found however it is typed, and ordinary words are left alone."""

import time
from unicodedata import normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vietnamese import read
from vietnamese.persons import MOST_NAMES, find_personal


def kept(typed: str) -> str:
    """Return the words that do not lead to a person."""
    text = read(typed)
    barred = find_personal(text)
    return " ".join(word for number, word in enumerate(text.exact.split()) if number not in barred)


@pytest.mark.parametrize(
    "handle",
    [
        "@kanari",
        "＠kanari",
        "﹫kanari",
        "@\u200bkanari",
        "@\u2060kanari",
        "＠\u00adkanari",
        "@ kanari",
        "@\u00a0kanari",
        "@\nkanari",
        "@_kanari_",
        "@*kanari*",
        "@@kanari",
        "@@ kanari",
        "@🙂kanari",
        "@[Kanari Trần](123)",
        "@(Kanari Trần)",
        "@Kanari Văn A",
        "@ Kanari Thị Bé-Ba",
        "＠Kanari\u200b Văn A",
        "@Kanari V. An",
        "@kanari_x.y-z",
        "@kanari.bsky.social",
        "@kanari@may-chu",
        "kanari@may-chu",
        "@kanari:may-chu.example",
        "@kanari@may-chu.example",
        "kanari@may-chu.example",
        "kanari＠may-chu.example",
        "kanari @ may-chu.example",
        "kanari (at) may-chu.example",
        "kanari[at]may-chu[.]example",
        "kanari.bsky.social",
        "kanari﹒bsky.social",
        "kanari chấm bsky chấm social",
        "kanari [.] bsky [.] social",
        "Kanari.Mastodon.Social",
        "https://kanari.bsky.social",
        "t.me/kanari",
        "t . me / kanari",
        "fb[.]com/kanari",
        "fb .com/kanari",
        "zalo.me/0900000123",
        "hxxps://t[.]me/kanari",
        "/u/kanari",
        "u/kanari",
        "/@kanari",
        "dien-dan.example/u/kanari.123/",
        "dien-dan.example／u／kanari",
        "https://dien-dan.example/thanh-vien/kanari",
        "dien-dan.example/thành-viên/kanari",
        "https://dien-dan.example/th%C3%A0nh-vi%C3%AAn/kanari",
        "https://dien-dan.example/members/kanari.123/",
        "https://dien-dan.example/index.php?members/kanari.123/",
        "https://dien-dan.example/member.php?u=123",
        "https://dien-dan.example/profile/kanari?tab=1",
        "https://dien-dan.example/user/login-kanari",
        "https://dien-dan.example/@kanari/123",
        "https://dien-dan.example/%40kanari",
        "https://dien-dan.example/?thu=kanari@hom-thu.example",
        "congan@phuong.example",
    ],
)
def test_a_person_is_barred_and_the_words_around_are_not(handle: str) -> None:
    for form in ("NFC", "NFD"):
        assert kept(normalize(form, f"đập sắp vỡ theo {handle} nhé mọi người")) == "đập sắp vỡ theo nhé mọi người"


@pytest.mark.parametrize(
    "ordinary",
    [
        "giá 3.500.000đ ở tp.hcm ngày 05/11 lúc 12:30, v.v.",
        "cách 5km/h và/hoặc 3/4 xã, TP. Cao Bằng",
        "làm ở viec-nhe.example/dang-ky nhé. Gọi 0900 000 123",
        "vào https://vneid-gia.example/user/login hoặc gia.example/members/dang-ky-ngay.",
        "nhập ở https://docs.google.com/forms/u/0/d/abc",
        "nhóm t.me/+abcd và zalo.me/g/abcd",
        "https://www.google.com/maps/@21.02,105.8,15z",
        "stk 0000 123 456 tại ngân hàng A/B",
        "sợ quá @@ chạy đi, thật @_@ đấy",
        "khối u/nang, tài khoản/user/mật khẩu v.v.",
        "báo.Mọi người: đừng vào mạng xã hội.",
        "giá 5@",
        "https://bao.example/tin/a@b",
    ],
)
def test_ordinary_words_and_tools_of_a_scam_are_left(ordinary: str) -> None:
    assert find_personal(read(ordinary)) == frozenset()


def test_a_name_on_display_ends_where_it_ends() -> None:
    assert kept("@Nguyễn Văn A ơi Hà Nội mưa") == "ơi hà nội mưa"
    assert kept("@Nguyễn Văn Bình. Mọi người chạy đi") == "mọi người chạy đi"
    assert kept("@Nguyễn, Lan đâu") == "lan đâu"
    assert kept("@Nguyễn\nLan đâu") == "lan đâu"
    assert kept("@Một " + "Hai " * MOST_NAMES + "Ba bốn") == "ba bốn"
    assert kept("giá 5@kg") == "giá 5"


SIGN = st.sampled_from("@＠﹫")
BETWEEN = st.text(" _*[(~\"'\n\u200b\u2060\u00ad\ufeff", max_size=5)
ORDINARY = ["đập", "sắp vỡ", "rồi,", "bà con.", "Chạy", "05/11", "3.500.000đ", "tp.hcm", "(xã)", "🙂"]
AROUND = st.lists(st.sampled_from(ORDINARY), max_size=6)
NAMES = st.sampled_from(["kanari", "Kanari", "KANARI", "kanari.x", "x_kanari", "ｋanari"])


@given(before=AROUND, handle=st.tuples(SIGN, BETWEEN, NAMES).map("".join), after=AROUND)
def test_whatever_stands_around_the_sign_and_the_name(before, handle, after) -> None:
    typed = f"{' '.join(before)} {handle} {' '.join(after)}"
    assert "kanari" not in kept(typed)


@given(st.text(st.sampled_from("@＠﹫./:[](){}_-\n \u200bAaĐđ1ﬁ🙂\u0301") | st.characters()))
def test_any_text_is_read_and_every_number_is_a_word(typed: str) -> None:
    text = read(typed)
    assert find_personal(text) <= set(range(len(text.exact.split())))


@given(AROUND)
def test_without_a_sign_no_word_is_barred(words) -> None:
    assert find_personal(read(" ".join(words))) == frozenset()


@pytest.mark.parametrize("bait", ["@", "a@", "@a ", "a.", "a/", "/u/", "@A ", "@[", "a(at)", "t.me/", "a.bsky", "@ . "])
def test_hostile_texts_take_no_time(bait: str) -> None:
    text = read(bait * (20_000 // len(bait)) + " @")
    begun = time.process_time()
    find_personal(text)
    assert time.process_time() - begun < 2
