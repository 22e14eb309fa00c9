from hypothesis import given
from hypothesis import strategies as st

from rules.mutate import versions
from vietnamese import read
from vietnamese.mend import SHORTHAND

TEXT = "Công an xã bảo mình không được hỏi. Tôi gửi đơn, họ không biết gì\nPhải chờ (ba tháng) à?"


def said(text: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for version in versions(text):
        found.setdefault(version.how.en if version.how else "", []).append(version.text)
    return found


def test_says_what_was_done_to_the_text():
    found = said(TEXT)
    assert found[""] == [TEXT]
    assert found["without marks"] == [
        "Cong an xa bao minh khong duoc hoi. Toi gui don, ho khong biet gi\nPhai cho (ba thang) a?"
    ]
    assert found["without punctuation"] == [
        "Công an xã bảo mình không được hỏi Tôi gửi đơn họ không biết gì Phải chờ ba tháng à"
    ]
    assert found["with clauses reordered"][0] == (
        "Tôi gửi đơn, họ không biết gì Phải chờ (ba tháng) à? Công an xã bảo mình không được hỏi."
    )
    assert "Công an xã bảo mik ko đc hỏi." in found["in short forms"][0]
    assert any("Ca xã bảo mk k được hỏi." in each for each in found["in short forms"])
    assert any("fải chờ (ba thág) à?" in each for each in found["in short forms"])
    assert all(how.vi != how.en for how in (version.how for version in versions(TEXT)) if how)


def test_every_short_form_with_one_reading_is_used():
    typed = " ".join(said(" ".join(set(SHORTHAND.values())))["in short forms"][:2]).split()
    for word in set(SHORTHAND.values()):
        assert any(SHORTHAND.get(short) == word for short in typed)


def test_clauses_are_not_cut_inside_a_number_or_a_link():
    text = "Giá 1.500.000đ, gọi 0900.000.123. Xem web.example/a?b=c, nhé"
    for version in said(text)["with clauses reordered"]:
        assert {"1.500.000đ,", "0900.000.123.", "web.example/a?b=c,"} <= set(version.split())


@given(st.text(alphabet=st.sampled_from("Khôngđược gì. ,\n!phquing(]“1\u0301"), max_size=60))
def test_the_same_versions_each_time_and_each_once(text):
    found = [version.text for version in versions(text)]
    assert found == [version.text for version in versions(text)]
    assert len(found) == len(set(found))
    assert found[0] == text


def test_what_can_be_undone_reads_as_the_text_itself():
    typed = said("Mình không biết, được không?")["in short forms"]
    assert read(typed[0]).exact == read(typed[1]).exact == read("Mình không biết, được không?").exact
