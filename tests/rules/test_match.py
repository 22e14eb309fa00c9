"""What phrases find, in real text; and that a match says where."""

from __future__ import annotations

import time

import pytest

from records import Category, ItemKind, Severity, Stance
from rules.match import RuleSet
from rules.scan import MAX_REGEX_HITS
from rules.verdict import MAX_SPANS
from vietnamese import read


def found(rules: RuleSet, original: str, *, kind: ItemKind = ItemKind.REMARK, placed: bool = False) -> list[str]:
    """Return what the spans of the first match cover in the original."""
    matches = rules.match(read(original), kind=kind, placed=placed)
    return [original[span.start : span.end] for span in matches[0].spans] if matches else []


@pytest.mark.parametrize(
    ("view", "text", "hits"),
    [
        ("both", "Công an gọi điện", ["Công an"]),
        ("both", "cong an goi dien", ["cong an"]),
        ("both", "CÔNG AN", ["CÔNG AN"]),
        ("both", "cong án", []),
        ("both", "công an, cong an; công án", ["công an", "cong an"]),
        ("both", "công an".replace("ô", "o\u0302"), ["công an".replace("ô", "o\u0302")]),
        ("both", "cong an", ["cong an"]),
        ("both", "công. an", []),
        ("both", "công\n\nan", []),
        ("both", "tiếng công anh", []),
        ("both", "xcông an", []),
        ("exact", "cong an", []),
        ("exact", "công an", ["công an"]),
        ("folded", "cóng án", ["cóng án"]),
        ("folded", "cong an", ["cong an"]),
        ("folded", "công. an", []),
        ("exact", "công, an", []),
    ],
)
def test_views(make, view, text, hits):
    rules = make.rules_of(make.rule(phrases={"who": {"view": view, "any": ["công an"]}}, when="who"))
    assert found(rules, text) == hits


def test_both_reads_each_word_by_itself(make):
    rules = make.rules_of(make.rule(phrases={"who": ["chuyển khoản ngay"]}, when="who"))
    assert found(rules, "chuyển khoan ngay") == ["chuyển khoan ngay"]
    assert found(rules, "chuyến khoản ngay") == []


def test_a_phrase_without_marks_is_not_a_word_with_marks(make):
    rules = make.rules_of(make.rule(phrases={"what": ["app"]}, when="what"))
    assert found(rules, "tải app này") == ["app"]
    assert found(rules, "ở ấp này") == []


@pytest.mark.parametrize(
    ("phrase", "text", "hits"),
    [
        ("* việc online", "làm việc online", ["làm việc online"]),
        ("* việc online", "Việc online", []),
        ("* việc online", "hay. Việc online", []),
        ("việc * nhà", "việc tại nhà", ["việc tại nhà"]),
        ("việc * nhà", "việc ở tại nhà", []),
        ("việc * nhà", "việc nhà", []),
        ("việc *", "việc", []),
        ("việc * *", "việc nhẹ nhàng lắm", ["việc nhẹ nhàng"]),
        ("việc * nhà", "viec o nha", ["viec o nha"]),
        ("việc * nhà", "việc ở nhá", []),
        ("nhà * việc nhẹ nhàng", "nhà có việc nhẹ nhàng", ["nhà có việc nhẹ nhàng"]),
        ("nhà * việc nhẹ nhàng", "anhà có việc nhẹ nhàng", []),
    ],
)
def test_a_star_is_exactly_one_word(make, phrase, text, hits):
    assert found(make.rules_of(make.rule(phrases={"what": [phrase]}, when="what")), text) == hits


@pytest.mark.parametrize(
    ("text", "hits"),
    [
        ("lãi 500.000 đồng mỗi ngày", ["lãi 500.000 đồng mỗi ngày"]),
        ("lai 500.000 dong moi ngay", ["lai 500.000 dong moi ngay"]),
        ("lãi cao mỗi ngày", []),
        ("500.000 đồng mỗi ngày", []),
    ],
)
def test_a_slot_is_one_found_thing(make, text, hits):
    rules = make.rules_of(make.rule(phrases={"what": ["lãi <money> mỗi ngày"]}, when="what"))
    assert found(rules, text) == hits


def test_a_group_of_slots_hits_where_the_rule_was_found_by_its_words(make):
    rules = make.rules_of(
        make.rule(phrases={"ask": ["nạp tiền"], "sum": ["<money>"]}, when="near(ask, sum, 3)"),
    )
    assert found(rules, "nạp tiền trước 500.000 đồng") == ["nạp tiền", "500.000 đồng"]
    assert found(rules, "nạp tiền trước") == []


def test_places_are_given_by_whoever_knows_them(make):
    rules = make.rules_of(
        make.rule(phrases={"what": ["lũ quét tại <place>"], "where": ["<place>"]}, when="what and where"),
    )
    text = read("Lũ quét tại Hòa An đêm qua")
    start = text.folded.index("hoa an")
    assert rules.match(text, kind=ItemKind.REMARK, placed=True) == ()
    (match,) = rules.match(text, kind=ItemKind.REMARK, placed=True, places=[(start, start + 6)])
    assert [span.phrase for span in match.spans] == ["lũ quét tại <place>", "<place>"]
    for outside in ((-5, 3), (900, 910), (3, 3), (5, 2)):  # never trusted blindly
        assert rules.match(text, kind=ItemKind.REMARK, placed=True, places=[outside]) == ()


def test_overlapping_phrases_are_all_found(make):
    phrases = ["nạp tiền", "tiền vào tài khoản", "nạp tiền vào", "vào"]
    rules = make.rules_of(make.rule(phrases={"what": phrases}, when="what"))
    (match,) = rules.match(read("nạp tiền vào tài khoản"), kind=ItemKind.REMARK, placed=False)
    assert {span.phrase for span in match.spans} == set(phrases)


def test_a_phrase_twice_in_a_row_is_found_twice(make):
    rules = make.rules_of(make.rule(phrases={"what": ["gấp"]}, when="count(what) >= 3"))
    assert found(rules, "gấp gấp gấp") == ["gấp"] * 3
    assert found(rules, "gấp gấp") == []


def test_a_match_is_whole(make):
    rules = make.rules_of(make.rule())
    (match,) = rules.match(read("A! Việc nhẹ lương cao."), kind=ItemKind.REMARK, placed=False)
    assert (match.rule, match.category, match.severity) == ("fraud.task", Category.FRAUD, Severity.HIGH)
    assert match.stance is Stance.OFFER
    assert [(span.phrase, span.start, span.end) for span in match.spans] == [("việc nhẹ lương cao", 3, 21)]


def test_matches_come_in_load_order(make):
    names = [f"fraud.{letter}{number}" for letter in "zma" for number in range(30)]
    phrases = [["việc nhẹ"] if number % 8 in (0, 1) else ["luận văn"] for number in range(len(names))]
    declared = [make.rule(id=name, phrases={"a": each}, when="a") for name, each in zip(names, phrases, strict=True)]
    matches = make.rules_of(*declared).match(read("việc nhẹ"), kind=ItemKind.REMARK, placed=False)
    assert [match.rule for match in matches] == [name for number, name in enumerate(names) if number % 8 in (0, 1)]


@pytest.mark.parametrize("kind", ItemKind)
@pytest.mark.parametrize("placed", [True, False])
def test_a_rule_says_what_it_is_for(make, kind, placed):
    rules = make.rules_of(make.rule(applies_to=["remark"], needs_place=True))
    expected = kind is ItemKind.REMARK and placed
    assert bool(found(rules, "việc nhẹ lương cao", kind=kind, placed=placed)) is expected


def test_unless_rules_out(make):
    phrases = {"bait": ["việc nhẹ"], "study": ["luận văn"]}
    rules = make.rules_of(make.rule(phrases=phrases, when="bait", unless="study"))
    assert found(rules, "việc nhẹ") == ["việc nhẹ"]
    assert found(rules, "việc nhẹ cho luận văn") == []


def test_clause_breaks_do_not_matter_to_distance(make):
    phrases = {"bait": ["việc nhẹ"], "ask": ["nạp tiền"]}
    rules = make.rules_of(make.rule(phrases=phrases, when="near(bait, ask, 2)"))
    assert found(rules, "Việc nhẹ! Cứ vào. Nạp tiền.") == ["Việc nhẹ", "Nạp tiền"]
    assert found(rules, "Việc nhẹ! Cứ vào ngay. Nạp tiền.") == []


class TestRegex:
    @pytest.fixture
    def rules(self, make):
        phrases = {"ask": ["nạp tiền"], "code": {"regex": r"mã \d+|\d+ mã"}}
        return make.rules_of(make.rule(phrases=phrases, when="ask and code"))

    @pytest.mark.parametrize(
        ("text", "hits"),
        [
            ("nạp tiền theo mã 12", ["nạp tiền", "mã 12"]),
            ("Nạp tiền, MÃ 12", ["Nạp tiền", "MÃ 12"]),
            ("nạp tiền mã 12 34 mã mã 56", ["nạp tiền", "mã 12", "34 mã", "mã 56"]),
            ("nạp tiền mã 12a", []),
            ("nạp tiền mã 12ạ", []),  # a guard that knows ASCII alone would see a word end here
            ("nạp tiền ịmã 12", []),
            ("nạp tiền mã. 12", []),
            ("mã 12", []),
            ("nạp tiền \ud800 mã 12", ["nạp tiền", "mã 12"]),
            ("xin mã 7, nạp tiền", ["mã 7", "nạp tiền"]),
        ],
    )
    def test_finds_whole_words_in_one_clause(self, rules, text, hits):
        assert found(rules, text) == hits

    @pytest.mark.parametrize("pattern", [r"\d+", r"\d+|\p{L}+ .*x"])
    def test_counts_a_bounded_number_of_hits_in_bounded_time(self, make, pattern):
        phrases = {"ask": ["nạp tiền"], "code": {"regex": pattern}}
        least = "ask and count(code) >= {}".format
        enough, more = (make.rule(id=f"fraud.r{n}", phrases=phrases, when=least(MAX_REGEX_HITS + n)) for n in (0, 1))
        text = read("nạp tiền " + "7 một " * 20_000)
        began = time.perf_counter()
        matches = make.rules_of(enough, more).match(text, kind=ItemKind.REMARK, placed=False)
        assert [match.rule for match in matches] == ["fraud.r0"]
        assert time.perf_counter() - began < 3


def test_hostile_repetition_stays_cheap_and_its_match_small(make):
    phrases = {"bait": ["việc nhẹ"], "ask": ["nạp tiền", "* nạp *", "nhẹ"], "sum": ["<money>", "<money> <money>"]}
    condition = "near(bait, ask, 0) and count(bait) >= 1000 and not near(bait, sum, 0) and before(ask, bait, 900)"
    rules = make.rules_of(make.rule(phrases=phrases, when=condition))
    text = read("việc nhẹ nạp tiền " * 4_000)
    began = time.perf_counter()
    (match,) = rules.match(text, kind=ItemKind.REMARK, placed=False)
    assert time.perf_counter() - began < 3
    assert len(match.spans) == MAX_SPANS


def test_things_that_begin_alike_do_not_multiply(make):
    rules = make.rules_of(make.rule(phrases={"what": ["ở " + "<place> " * 30 + "đây"]}, when="what"))
    text = read("ở " + "an " * 40 + "đây")
    places = [(start, start + size) for start in range(2, 122, 3) for size in (2, 5, 8, 11)]
    began = time.perf_counter()
    assert len(rules.match(text, kind=ItemKind.REMARK, placed=True, places=places)) == 1
    assert time.perf_counter() - began < 1


@pytest.mark.parametrize("text", ["", " ", "\n\n", "...", "\ud800", "\x00", "ﷺ" * 50, "a" * 100_000])
def test_any_text_has_an_answer(make, text):
    phrases = {"bait": ["việc nhẹ"], "sum": ["<money>"], "code": {"regex": r"\d+"}}
    rules = make.rules_of(make.rule(phrases=phrases, when="bait and (sum or code)"))
    assert rules.match(read(text), kind=ItemKind.ARTICLE, placed=False) == ()
    assert rules.explain(read(text), kind=ItemKind.ARTICLE, placed=False) == ()


def test_no_rules_match_nothing():
    assert RuleSet.of([]).match(read("việc nhẹ"), kind=ItemKind.REMARK, placed=False) == ()
