"""From claims and decisions to groups."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk.grouping import Bond, groups, in_force
from desk.likeness import Why
from desk.stories import stories
from records import ZONE, Category, Claim, Decision, DecisionKind, Indicator, IndicatorKind, Place, Severity, Stance

NOON = datetime(2026, 11, 21, 12, tzinfo=ZONE)
HOUR = timedelta(hours=1)
HERE = Place(code="01654", valid_from="2025-07-01", name="Xã Hòa An", commune=True)
THERE = Place(code="01660", valid_from="2025-07-01", name="Xã Bảo Lạc", commune=True)
PHONE = Indicator(kind=IndicatorKind.PHONE, value="+84900000123")
WORDS = ("trời hôm nay đẹp lắm mọi người", "một hai ba bốn năm sáu bảy", "đường lên bản đã thông xe rồi")


def claim(number: int, passage: str = "", **changes: object) -> Claim:
    passage = passage or f"{WORDS[number % 3]} {' '.join(chr(97 + number % 26) * size for size in range(2, 9))}"
    given = {
        "id": f"{number:032x}",
        "passage": passage,
        "anchor": "một hai ba bốn năm",
        "category": Category.FRAUD,
        "severity": Severity.HIGH,
        "rules": ("fraud.task_scam",),
        "stance": Stance.OFFER,
        "first_seen": NOON,
        "last_seen": NOON,
        "reach": 5,
    }
    return Claim(**(given | changes))  # type: ignore[arg-type]


def decide(
    kind: DecisionKind, *claims: Claim, hours: int = 0, undoes: str = "", apart: tuple[Claim, ...] = ()
) -> Decision:
    return Decision(
        kind=kind,
        claims=tuple(sorted(each.id for each in claims)),
        apart=tuple(sorted(each.id for each in apart)),
        undoes=undoes,
        reason="vì thế",
        made=NOON + hours * HOUR,
    )


def told(claims: list[Claim], *decisions: Decision) -> list[tuple[str, list[int], list[str]]]:
    return [
        (group.bond.value, [int(each.id, 16) for each in group.claims], [why.value for why in group.why])
        for group in groups(claims, decisions)
    ]


def test_a_tool_in_common_and_a_rule_are_offered() -> None:
    claims = [claim(1, indicators=(PHONE,)), claim(2, indicators=(PHONE,)), claim(3)]
    assert told(claims) == [("offered", [1, 2], ["tools"])]
    assert told([claim(1, indicators=(PHONE,)), claim(2, indicators=(PHONE,), rules=("fraud.loan",))]) == []


def test_the_same_rule_commune_and_tools_are_offered_and_no_rule_alone() -> None:
    assert told([claim(1, places=(HERE,)), claim(2, places=(HERE,)), claim(3), claim(4)]) == [
        ("offered", [1, 2], ["place"])
    ]
    assert told([claim(1, places=(HERE,)), claim(2, places=(HERE,), indicators=(PHONE,))]) == []


def test_nearly_the_same_words_are_offered_but_not_of_another_commune_or_time_or_subject() -> None:
    said = "nghe nói đập sắp vỡ bà con chạy ngay lên núi"
    first = claim(1, said)
    assert told([first, claim(2, f"{said} nhé")]) == [("offered", [1, 2], ["words"])]
    assert told([first, claim(2, "nghe noi dap sap vo ba con chay ngay len nui di")]) == [
        ("offered", [1, 2], ["words"])
    ]
    assert told([claim(1, said, places=(HERE,)), claim(2, said, places=(THERE,))]) == []
    late = NOON + timedelta(days=15)
    assert told([first, claim(2, said, first_seen=late, last_seen=late)]) == []
    assert told([first, claim(2, said, category=Category.DISASTER, rules=("disaster.dam_break",))]) == []


def test_a_short_passage_is_not_found_in_a_long_one_by_chance() -> None:
    said = "nghe nói đập sắp vỡ bà con chạy ngay"
    assert told([claim(1, said), claim(2, f"{said} " + " ".join(f"từ{n}" for n in range(30)))]) == []


def test_what_is_offered_is_never_merged_by_itself() -> None:
    claims = [claim(1, indicators=(PHONE,)), claim(2, indicators=(PHONE,))]
    assert all(not story.merged for story in stories(claims, ()))
    assert [story.offered for story in stories(claims, ())] == [(claims[1].id,), (claims[0].id,)]


def test_a_merge_holds_until_it_is_undone() -> None:
    one, two = claim(1), claim(2)
    merge = decide(DecisionKind.MERGE, one, two)
    assert told([one, two], merge) == [("merged", [1, 2], ["decision"])]
    undo = decide(DecisionKind.UNDO, undoes=merge.id, hours=1)
    assert told([one, two], merge, undo) == []
    again = decide(DecisionKind.UNDO, undoes=undo.id, hours=2)
    assert told([one, two], merge, undo, again) == [("merged", [1, 2], ["decision"])]


def test_merges_add_up_and_a_split_takes_out() -> None:
    one, two, three = claims = [claim(1), claim(2), claim(3)]
    both = (decide(DecisionKind.MERGE, one, two), decide(DecisionKind.MERGE, two, three, hours=1))
    assert told(claims, *both) == [("merged", [1, 2, 3], ["decision"])]
    split = decide(DecisionKind.SPLIT, two, hours=2, apart=(one, three))
    assert told(claims, *both, split) == [("merged", [1, 3], ["decision"])]
    assert told(claims, *both, split, decide(DecisionKind.MERGE, one, two, hours=3)) == [
        ("merged", [1, 2, 3], ["decision"])
    ], "what an analyst says last holds"


def test_who_was_split_from_a_story_does_not_come_back_when_it_grows() -> None:
    one, two, three, four = claims = [claim(n) for n in (1, 2, 3, 4)]
    decisions = (
        decide(DecisionKind.MERGE, one, two, three),
        decide(DecisionKind.SPLIT, two, apart=(one,), hours=1),
        decide(DecisionKind.MERGE, one, four, hours=2),
    )
    assert told(claims, *decisions) == [("merged", [1, 3, 4], ["decision"])]


def test_what_was_split_is_not_offered_again_not_even_through_a_third() -> None:
    one, two, three = claims = [claim(n, indicators=(PHONE,)) for n in (1, 2, 3)]
    split = decide(DecisionKind.SPLIT, one, apart=(two,))
    offered = told(claims, split)
    assert len(offered) == 1
    assert not {1, 2} <= set(offered[0][1])
    assert told(claims, decide(DecisionKind.SPLIT, one, apart=(two, three))) == [("offered", [2, 3], ["tools"])]


def test_an_offer_holds_merged_claims_whole() -> None:
    one, two, three = claims = [claim(1, indicators=(PHONE,)), claim(2), claim(3, indicators=(PHONE,))]
    merge = decide(DecisionKind.MERGE, one, two)
    assert told(claims, merge) == [("merged", [1, 2], ["decision"]), ("offered", [1, 2, 3], ["tools"])]
    assert told(claims, merge, decide(DecisionKind.SPLIT, three, apart=(two,), hours=1)) == [
        ("merged", [1, 2], ["decision"])
    ], "who is kept apart from one of a story is kept apart from the story"


def test_the_most_heard_comes_first() -> None:
    one, two = claim(1, reach=5), claim(2, reach=15)
    (group,) = groups([one, two], [decide(DecisionKind.MERGE, one, two)])
    assert group.claims == (two, one)
    assert group.id == two.id
    assert (group.bond, group.why) == (Bond.MERGED, (Why.DECISION,))


def test_a_decision_on_claims_that_are_no_more_holds_between_the_others() -> None:
    one, two, gone = claim(1), claim(2), claim(3)
    assert told([one, two], decide(DecisionKind.MERGE, one, two, gone)) == [("merged", [1, 2], ["decision"])]
    assert told([one], decide(DecisionKind.MERGE, one, gone)) == []


# -- what must always hold -----------------------------------------------------------------------------------------

TOOLS = tuple(Indicator(kind=IndicatorKind.PHONE, value=f"+8490000012{n}") for n in range(3))
PASSAGES = (
    "nghe nói đập sắp vỡ bà con chạy ngay lên núi",
    "nghe nói đập sắp vỡ rồi bà con chạy ngay lên núi đi",
    "tuyển cộng tác viên làm việc tại nhà lương cao",
    "tuyển cộng tác viên làm việc tại nhà lương rất cao",
    "ai nhận được tin nhắn lạ thì đừng bấm vào nhé",
)
MANY = st.builds(
    lambda number, said, tools, places, reach: claim(number, said, indicators=tools, places=places, reach=reach),
    st.integers(0, 7),
    st.sampled_from(PASSAGES),
    st.lists(st.sampled_from(TOOLS), max_size=1).map(tuple),
    st.lists(st.sampled_from((HERE, THERE)), max_size=1).map(tuple),
    st.sampled_from((5, 10, 15)),
)
CLAIMS = st.lists(MANY, min_size=2, max_size=8, unique_by=lambda each: each.id)


@st.composite
def scenes(draw: st.DrawFn) -> tuple[list[Claim], list[Decision]]:
    """Claims, and decisions on them one after the other; undoings of earlier ones among them."""
    claims = draw(CLAIMS)
    found: list[Decision] = []
    for hours, kind in enumerate(draw(st.lists(st.sampled_from(list(DecisionKind)), max_size=6))):
        named = draw(st.lists(st.sampled_from(claims), min_size=2, max_size=3, unique_by=lambda each: each.id))
        if kind is DecisionKind.UNDO and found:
            found.append(decide(kind, undoes=draw(st.sampled_from(found)).id, hours=hours))
        elif kind is DecisionKind.SPLIT:
            found.append(decide(kind, named[0], apart=tuple(named[1:]), hours=hours))
        elif kind is DecisionKind.MERGE:
            found.append(decide(kind, *named, hours=hours))
    return claims, found


@given(scenes(), st.randoms())
def test_grouping_asks_no_order(scene, random) -> None:
    claims, decisions = scene
    found = groups(claims, decisions)
    random.shuffle(claims)
    random.shuffle(decisions)
    assert groups(claims, decisions) == found
    assert groups([*claims, claims[0]], [*decisions, *decisions]) == found


@given(scenes())
def test_undoing_the_last_decision_gives_back_what_was_before_it(scene) -> None:
    claims, decisions = scene
    before = groups(claims, decisions)
    named = sorted({each.id for each in claims})[:2]
    for kind in (DecisionKind.MERGE, DecisionKind.SPLIT):
        made = Decision(kind=kind, claims=tuple(named), reason="thử", made=NOON + 50 * HOUR)
        undone = decide(DecisionKind.UNDO, undoes=made.id, hours=51)
        assert groups(claims, [*decisions, made, undone]) == before


@given(scenes())
def test_a_claim_is_in_one_story_and_one_offer_at_most_and_none_is_lost(scene) -> None:
    claims, decisions = scene
    for bond in Bond:
        grouped = [each.id for group in groups(claims, decisions) if group.bond is bond for each in group.claims]
        assert len(grouped) == len(set(grouped))
    shown = [each.id for story in stories(claims, decisions) for each in story.claims]
    assert sorted(shown) == sorted(each.id for each in claims)


@given(scenes())
def test_only_decisions_merge(scene) -> None:
    claims, decisions = scene
    merged = [group for group in groups(claims, decisions) if group.bond is Bond.MERGED]
    together = {
        each for decision in in_force(decisions) if decision.kind is DecisionKind.MERGE for each in decision.claims
    }
    assert {each.id for group in merged for each in group.claims} <= together


@given(scenes())
def test_what_was_split_last_stands_in_no_group_together(scene) -> None:
    claims, decisions = scene
    one, other = sorted(claims, key=lambda each: each.id)[:2]
    last = decide(DecisionKind.SPLIT, one, apart=(other,), hours=50)
    for group in groups(claims, [*decisions, last]):
        assert not {one.id, other.id} <= {each.id for each in group.claims}


def test_a_decision_is_checked_when_it_is_made() -> None:
    one, two = claim(1), claim(2)
    for wrong in (
        {"kind": DecisionKind.MERGE, "claims": (one.id,)},
        {"kind": DecisionKind.MERGE, "claims": (two.id, one.id)},
        {"kind": DecisionKind.MERGE, "claims": (one.id, two.id), "apart": (claim(3).id,)},
        {"kind": DecisionKind.SPLIT, "claims": (one.id,)},
        {"kind": DecisionKind.SPLIT, "claims": (one.id,), "apart": (one.id,)},
        {"kind": DecisionKind.UNDO, "claims": (one.id,), "undoes": "x"},
        {"kind": DecisionKind.UNDO},
        {"kind": DecisionKind.MERGE, "claims": (one.id, two.id), "reason": " "},
        {"kind": DecisionKind.MERGE, "claims": (one.id, two.id), "made": datetime(2026, 1, 1)},  # noqa: DTZ001 - naive
    ):
        with pytest.raises(ValueError, match=r"\w"):
            Decision(**({"reason": "vì thế", "made": NOON} | wrong))  # type: ignore[arg-type]
