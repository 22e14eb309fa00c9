import time

import pytest

from rules.model import Gap, Literal, Slot, SlotName, View
from rules.phrase import MAX_REGEX, MAX_WORDS, PhraseError, compile_regex, parse


def literal(exact: str, folded: str) -> Literal:
    return Literal(exact=exact, folded=folded)


@pytest.mark.parametrize(
    ("written", "parts", "key"),
    [
        ("nạp tiền", (literal("nạp tiền", "nap tien"),), 0),
        ("  Nạp   TIỀN ", (literal("nạp tiền", "nap tien"),), 0),
        ("đặt cọc", (literal("đặt cọc", "dat coc"),), 0),
        ("* việc online", (Gap(), literal("việc online", "viec online")), 1),
        ("việc * tại nhà", (literal("việc", "viec"), Gap(), literal("tại nhà", "tai nha")), 2),
        ("lãi <money> mỗi", (literal("lãi", "lai"), Slot(name=SlotName.MONEY), literal("mỗi", "moi")), 0),
        ("<phone>", (Slot(name=SlotName.PHONE),), None),
        ("* <money>", (Gap(), Slot(name=SlotName.MONEY)), None),
    ],
)
def test_reads(written, parts, key):
    phrase = parse(written, View.BOTH)
    assert (phrase.parts, phrase.key, phrase.written) == (parts, key, written)


@pytest.mark.parametrize(
    ("written", "says"),
    [
        ("*", "at least one word"),
        ("* *", "at least one word"),
        ("<cash>", "there is no slot <cash>; there are: <money>"),
        ("<>", "there is no slot <>"),
        ("<money>/ngày", "a slot stands by itself, with spaces around it: '<money> ngày', not"),
        ("(<money>)", "a slot stands by itself"),
        ("tiền, tiền", "can never match"),
        ("nạp ngay! miễn phí", "can never match"),
        ("việc (nhẹ)", "can never match"),
        ("...", "no word"),
        ("việc * ...", "no word"),
        ("một " * (MAX_WORDS + 1), "more than"),
    ],
)
def test_refuses_what_could_never_match_or_always(written, says):
    with pytest.raises(PhraseError, match=says):
        parse(written, View.BOTH)


@pytest.mark.parametrize(
    ("written", "says"),
    [
        ("nạp(", "missing"),
        ("a)|(b", "unexpected"),  # would only become whole with our guards around it
        (r"(a)\1", "invalid"),
        ("(?=a)b", "invalid"),
        ("a*", "matches the empty text"),
        ("(a{900}){900}", "bad repetition|invalid repetition|too large"),
        (r"(\p{L}{10} ){5}", "too large"),
        ("x" * (MAX_REGEX + 1), "over"),
    ],
)
def test_refuses_a_regex(written, says):
    with pytest.raises(PhraseError, match=says):
        compile_regex(written)


@pytest.mark.parametrize("written", [r"MÃ \d+", r"mã\s\d+", r"mã[^x]\d+", "ma\u0303 12"])
def test_a_regex_reads_one_clause_whatever_the_case_or_coding_of_its_letters(written):
    regex = compile_regex(written).compiled
    assert regex.search("có mã 12".encode()) is not None
    assert regex.search("có mã\n12".encode()) is None


def test_a_regex_that_others_choke_on_stays_linear():
    regex = compile_regex("(a+)+b")
    began = time.perf_counter()
    assert regex.compiled.search(b"a" * 100_000) is None
    assert time.perf_counter() - began < 1
