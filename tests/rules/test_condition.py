"""What conditions mean, over made-up hits: every word of the text is one letter of the view."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.condition import And, Count, Group, Hit, Near, Node, Not, Or, Some, Stretch
from rules.grammar import parse

NAMES = ("a", "b", "c")


@dataclass
class Made:
    """Evidence in which word n stands at position n."""

    groups: dict[str, list[tuple[int, int]]]

    def hits(self, group: str) -> list[Hit]:
        return [Hit(start, end, group) for start, end in sorted(self.groups.get(group, []))]

    def word(self, position: int) -> int:
        return position


@pytest.mark.parametrize(
    ("condition", "hits", "holds"),
    [
        ("a", {"a": [(0, 1)]}, True),
        ("a", {"b": [(0, 1)]}, False),
        ("a and b", {"a": [(0, 1)]}, False),
        ("a or b", {"b": [(0, 1)]}, True),
        ("a and not b", {"a": [(0, 1)]}, True),
        ("a and not b", {"a": [(0, 1)], "b": [(5, 6)]}, False),
        ("near(a, b, 2)", {"a": [(0, 1)], "b": [(3, 4)]}, True),
        ("near(a, b, 1)", {"a": [(0, 1)], "b": [(3, 4)]}, False),
        ("near(a, b, 2)", {"a": [(3, 4)], "b": [(0, 1)]}, True),
        ("near(a, b, 9)", {"a": [(0, 3)], "b": [(2, 4)]}, False),
        ("near(a, b, 9)", {"a": [(0, 3), (6, 7)], "b": [(2, 4)]}, True),
        ("near(a, b, 0)", {"a": [(0, 1)], "b": [(1, 2)]}, True),
        ("near(a, a, 3)", {"a": [(0, 1)]}, False),
        ("near(a, a, 3)", {"a": [(0, 1), (2, 3)]}, True),
        ("before(a, b, 2)", {"a": [(0, 1)], "b": [(3, 4)]}, True),
        ("before(a, b, 2)", {"a": [(3, 4)], "b": [(0, 1)]}, False),
        ("near(a, b, c, 3)", {"a": [(4, 5)], "b": [(0, 1)], "c": [(2, 3)]}, True),
        ("near(a, b, c, 1)", {"a": [(4, 5)], "b": [(0, 1)], "c": [(2, 3)]}, False),
        ("near(a, b, c, 9)", {"a": [(0, 2)], "b": [(1, 3)], "c": [(5, 6)]}, False),
        ("near(a, b, c, 0)", {"a": [(0, 9), (1, 2)], "b": [(0, 1)], "c": [(2, 5)]}, True),
        ("before(a, b, c, 3)", {"a": [(4, 5)], "b": [(0, 1)], "c": [(2, 3)]}, False),
        ("before(b, c, a, 2)", {"a": [(4, 5)], "b": [(0, 1)], "c": [(2, 3)]}, True),
        ("count(a) >= 2", {"a": [(0, 2), (1, 3)]}, False),
        ("count(a) >= 2", {"a": [(0, 9), (0, 2), (2, 3)]}, True),
        ("any(a, b)", {"b": [(0, 1)]}, True),
        ("all(a, b)", {"b": [(0, 1)]}, False),
        ("2 of (a, b, c)", {"a": [(0, 1)], "c": [(0, 1)]}, True),
        ("2 of (a, b, c)", {"c": [(0, 1)]}, False),
    ],
)
def test_holds(condition, hits, holds):
    assert parse(condition, NAMES).holds(Made(hits)) is holds


def test_says_on_account_of_what():
    evidence = Made({"a": [(0, 1), (50, 51)], "b": [(2, 3)]})
    assert set(parse("near(a, b, 5)", NAMES).witnesses(evidence)) == {Hit(0, 1, "a"), Hit(2, 3, "b")}
    assert set(parse("b and not c", NAMES).witnesses(evidence)) == {Hit(2, 3, "b")}
    assert set(parse("b or c and a", NAMES).witnesses(evidence)) == {Hit(2, 3, "b")}


def test_measures_distance():
    evidence = Made({"a": [(0, 1), (10, 12)], "b": [(20, 21)]})
    node = parse("near(a, b, 5)", NAMES)
    assert isinstance(node, Near)
    assert node.distance(evidence) == 8
    backwards = parse("before(b, a, 5)", NAMES)
    assert isinstance(backwards, Near)
    assert backwards.distance(evidence) is None


@pytest.mark.parametrize(
    ("condition", "anchors"),
    [
        ("a", {"a"}),
        ("a or b", {"a", "b"}),
        ("a and b", {"b"}),  # b hits less often
        ("a and slot", {"a"}),
        ("a or slot", None),
        ("slot", None),
        ("not a", None),
        ("a and not b", {"a"}),
        ("a or not b", None),
        ("not (not a or not b)", {"b"}),
        ("near(a, b, 3)", {"b"}),
        ("near(slot, a, 3)", {"a"}),
        ("near(slot, slot, 3)", None),
        ("near(slot, a, b, 3)", {"b"}),
        ("count(a) >= 3", {"a"}),
        ("any(a, b)", {"a", "b"}),
        ("any(a, slot)", None),
        ("all(a, b, slot)", {"b"}),
        ("2 of (a, b, slot)", {"a", "b"}),
        ("2 of (a, slot, other)", None),
        ("3 of (a, b, slot)", {"b"}),
        ("(a or b) and (a or slot)", {"a", "b"}),
        ("(a or b) and c", {"c"}),
    ],
)
def test_finds_the_cheapest_anchors(condition, anchors):
    cost = {"a": 2.0, "b": 1.0, "c": 0.5, "slot": None, "other": None}
    assert parse(condition, cost.keys()).anchors(cost.__getitem__) == anchors


GROUPS = st.sampled_from(NAMES)
LEAVES = st.one_of(
    GROUPS.map(lambda name: Group(name=name)),
    st.builds(Count, name=GROUPS, least=st.integers(1, 3)),
    st.builds(Near, first=GROUPS, second=GROUPS, words=st.integers(0, 6), ordered=st.booleans()),
    st.integers(1, 3).map(lambda least: Some(groups=NAMES, least=least)),
    st.builds(Stretch, groups=st.tuples(GROUPS, GROUPS, GROUPS), words=st.integers(0, 9), ordered=st.booleans()),
)


def _joined(children: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    several = st.lists(children, min_size=1, max_size=3).map(tuple)
    return st.one_of(
        children.map(lambda node: node.negated()),
        several.map(lambda nodes: And(nodes=nodes)),
        several.map(lambda nodes: Or(nodes=nodes)),
    )


NODES = st.recursive(LEAVES, _joined, max_leaves=6)
HITS = st.lists(st.tuples(st.integers(0, 20), st.integers(1, 4)).map(lambda each: (each[0], sum(each))), max_size=5)
EVIDENCE = st.fixed_dictionaries(dict.fromkeys(NAMES, HITS)).map(Made)


@given(NODES, EVIDENCE)
def test_what_is_negated_holds_exactly_where_the_rest_does_not(node, evidence):
    assert node.negated().holds(evidence) is not node.holds(evidence)
    assert node.negated().negated().holds(evidence) is node.holds(evidence)


@given(NODES, EVIDENCE, st.frozensets(GROUPS))
def test_nothing_holds_without_an_anchor_and_what_has_one_says_why(node, evidence, unseen):
    anchors = node.anchors(lambda name: None if name in unseen else float(ord(name)))
    if anchors is not None and node.holds(evidence):
        assert any(evidence.hits(name) for name in anchors)
        assert list(node.witnesses(evidence))


@given(NODES, EVIDENCE)
def test_witnesses_are_hits_of_groups_it_names(node, evidence):
    if node.holds(evidence):
        assert {hit.phrase for hit in node.witnesses(evidence)} <= node.names()


@given(GROUPS, GROUPS, st.integers(0, 6), EVIDENCE)
def test_near_is_symmetric_wider_than_before_and_grows(first, second, words, evidence):
    near = Near(first=first, second=second, words=words).holds(evidence)
    assert near is Near(first=second, second=first, words=words).holds(evidence)
    befores = [Near(first=x, second=y, words=words, ordered=True) for x, y in ((first, second), (second, first))]
    assert near is any(before.holds(evidence) for before in befores)
    assert not near or Near(first=first, second=second, words=words + 1).holds(evidence)


def closest(groups: tuple[str, ...], evidence: Made, *, ordered: bool) -> int | None:
    """Try every choice of one hit a group."""
    between: list[int] = []
    for chosen in product(*(evidence.hits(name) for name in groups)):
        row = sorted(chosen)
        apart = [right.start - left.end for left, right in pairwise(row)]
        if min(apart) >= 0 and (not ordered or row == list(chosen)):
            between.append(sum(apart))
    return min(between, default=None)


@given(st.lists(GROUPS, min_size=2, max_size=5).map(tuple), st.integers(0, 12), st.booleans(), EVIDENCE)
def test_a_stretch_is_the_closest_choice_of_hits(groups, words, ordered, evidence):
    node, least = Stretch(groups=groups, words=words, ordered=ordered), closest(groups, evidence, ordered=ordered)
    assert node.distance(evidence) == least
    assert node.holds(evidence) is (least is not None and least <= words)
    if len(groups) == 2:
        near = Near(first=groups[0], second=groups[1], words=words, ordered=ordered)
        assert near.holds(evidence) is node.holds(evidence)


@given(EVIDENCE)
def test_a_stretch_says_why_by_hits_that_stand_so(evidence):
    node = Stretch(groups=NAMES, words=6)
    if node.holds(evidence):
        told = list(node.witnesses(evidence))
        assert {hit.phrase for hit in told} == set(NAMES)
        for at in range(0, len(told), len(NAMES)):
            row = sorted(told[at : at + len(NAMES)])
            assert sum(right.start - left.end for left, right in pairwise(row)) <= node.words


def test_a_stretch_over_thousands_of_hits_is_found_in_time():
    many = {name: [(place, place + 1) for place in range(number, 9_000, 3)] for number, name in enumerate("cba")}
    assert parse("before(a, b, c, 5)", NAMES).holds(Made(many))
    assert not parse("before(a, b, c, 1)", NAMES).holds(Made(many))


@given(NODES)
def test_a_leaf_alone_is_negated(node):
    def negations(each: Node) -> list[Node]:
        below = [each.node] if isinstance(each, Not) else list(each.nodes) if isinstance(each, (And, Or)) else []
        return [each] * isinstance(each, Not) + [found for node in below for found in negations(node)]

    assert not any(isinstance(each.node, (Not, And, Or)) for each in negations(node) if isinstance(each, Not))
