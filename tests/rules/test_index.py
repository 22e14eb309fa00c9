"""The compiled index against the one without the kernel: the same finds, and whatever holds comes through."""

from __future__ import annotations

import json
import random
from array import array
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from records import ItemKind
from rules import RuleSet, index, load
from rules.condition import FAR, And, Group, Near
from rules.index import KERNEL, Compiled, Plain
from rules.model import AnyRule
from rules.tables import MAX_APART, Tables
from rules.trial import unmarked
from vietnamese import read

ROOT = Path(__file__).resolve().parents[2]
compiled = pytest.mark.skipif(KERNEL is None, reason="the kernel is not compiled here; see `make kernel`")

WORDS = ["công", "cong", "cống", "an", "án", "tiền", "tien", "500k", "0900000123", "otp", "vidu.example", "30%"]
SUMS = "5 triệu trieu đồng phần trăm % 1903 2345 678 stk vcb $5 2tr5 1.500.000d".split()  # noqa: SIM905 - as one reads it
PARTS = [*WORDS[:7], "*", "<money>", "<phone>", "<url>", "<percent>", "<otp>", "<place>", "<question>"]
GAPS = [" ", " ", " ", ", ", ". ", "? ", "\n\n"]


def _said(words: list[str]) -> bool:
    return set(words) != {"*"}


PHRASES = st.lists(st.lists(st.sampled_from(PARTS), min_size=1, max_size=4).filter(_said), min_size=1, max_size=4)
GROUP: st.SearchStrategy[dict[str, Any]] = st.one_of(
    st.builds(
        lambda view, phrases: {"view": view, "any": sorted({" ".join(words) for words in phrases})},
        st.sampled_from(["exact", "folded", "both", "both"]),
        PHRASES,
    ),
    st.sampled_from(
        [
            *(r"\d+k", "cống? an", r"(?:công|tiền)(?: [a-z]+){0,2} an", r"tien|\d+ ?(?:an|án)", "example", "[ct]iền"),
            *(r"an (?:\d|tiền)", "(?:công )?an", "an .*tien"),
        ]
    ).map(lambda regex: {"regex": regex}),
)
SURE = st.lists(st.sampled_from([*WORDS[:7], "công an", "an tien"]), min_size=1, max_size=3, unique=True).map(
    lambda found: {"any": found}
)
GROUPS = st.fixed_dictionaries({"a": GROUP, "b": GROUP, "c": GROUP, "d": SURE, "e": SURE})
NAME = st.sampled_from(list("abcdde"))
LEAF = st.one_of(
    NAME,
    st.builds("near({}, {}, {})".format, NAME, NAME, st.integers(0, 5)),
    st.builds("before({}, {}, {})".format, NAME, NAME, st.integers(0, 5)),
    st.builds("near({}, {}, {}, {})".format, NAME, NAME, NAME, st.integers(0, 8)),
    st.builds("before({}, {}, {}, {}, {})".format, NAME, NAME, NAME, NAME, st.integers(0, 12)),
    st.builds("count({}) >= {}".format, NAME, st.integers(1, 3)),
    st.builds("{} of (a, b, d)".format, st.integers(1, 3)),
)
CONDITION = st.recursive(
    LEAF,
    lambda inner: st.one_of(
        st.builds("({} and {})".format, inner, inner),
        st.builds("({} or {})".format, inner, inner),
        st.builds("not ({})".format, inner),
    ),
    max_leaves=5,
)
TEXT = st.lists(st.tuples(st.sampled_from([*WORDS, *SUMS, "xin"]), st.sampled_from(GAPS)), max_size=25).map(
    lambda pairs: "".join(word + gap for word, gap in pairs)
)
RULES = st.lists(st.tuples(GROUPS, CONDITION, st.none() | CONDITION), min_size=1, max_size=4)


def alike(rules: RuleSet, original: str) -> int:
    """Try a text both ways; return how many rules hold."""
    text, held = read(original), 0
    plain = replace(rules, index=Plain(rules.rules, rules.stances))
    assert isinstance(rules.index, Compiled)
    assert rules.index.find(text) == plain.index.find(text)
    for kind in ItemKind:
        for places in ((), ((0, text.exact.find(" ")),) if " " in text.exact else ()):
            matches = rules.match(text, kind=kind, placed=bool(places), places=places)
            assert matches == plain.match(text, kind=kind, placed=bool(places), places=places)
            one, other = rules.scan(text, places), plain.scan(text, places)
            assert rules.flagging(text, places) == plain.flagging(text, places)
            stances = rules.stances_in(one, kind, placed=bool(places))
            assert stances == plain.stances_in(other, kind, placed=bool(places))
            held += len(matches)
    return held


@compiled
@given(RULES, RULES, TEXT)
def test_the_same_rules_hold_with_the_kernel_as_without(make, declared, stances, original):
    def with_anchor(number: int, groups: Any, when: str, unless: str | None) -> dict[str, Any]:
        return {"id": f"fraud.r{number}", "phrases": groups, "when": f"d and ({when})", "unless": unless}

    rules = make.rules_of(
        *(make.rule(**with_anchor(number, *each)) for number, each in enumerate(declared)),
        stance_rules=tuple(
            make.stance_rule(**with_anchor(number, *each) | {"id": f"stance.r{number}"})
            for number, each in enumerate(stances)
        ),
    )
    alike(rules, original)


@pytest.fixture(scope="module")
def shipped() -> RuleSet:
    return load()


def our_texts(rules: RuleSet) -> list[str]:
    lines = (ROOT / "benchmarks" / "labelled" / "development.jsonl").read_text("utf-8").splitlines()
    texts = [json.loads(line)["text"] for line in lines]
    for path in (ROOT / "rules" / "guard").glob("*.yaml"):
        texts += yaml.safe_load(path.read_text("utf-8"))["texts"]
    every: tuple[AnyRule, ...] = (*rules.rules, *rules.stances)
    return texts + [example.text for rule in every for example in rule.examples]


@compiled
def test_our_rules_hold_for_our_texts_with_the_kernel_as_without(shipped):
    chance = random.Random(11)
    texts = our_texts(shipped)
    some = chance.sample(texts, 24)
    held = sum(alike(shipped, text) for text in (*some, *map(unmarked, some[:8])))
    held += sum(alike(shipped, "\n".join(chance.sample(texts, 8))) for _ in range(2))
    assert held > 20


@compiled
@pytest.mark.parametrize(
    "text",
    ["\0", "\ud800 công an", "", " ", "công an\0 tiền", "\U0010ffff công an tiền", "công an " * 2_000, "x" * 100_000],
)
def test_any_text_can_be_looked_through(make, text):
    groups = {"a": ["công an", "an công"], "b": ["tiền"], "c": ["an"]}
    rules = make.rules_of(make.rule(phrases=groups, when="near(a, b, 3) or near(a, c, 0)", unless="near(b, c, 9)"))
    held = alike(rules, text)
    assert bool(held) is (text.count("công an ") > 1)


@compiled
def test_nothing_is_found_where_nothing_is_looked_for():
    rules = RuleSet.of(())
    assert rules.index.find(read("công an")) == {}
    assert rules.index.judge(read("công an"), every=True) is None


def test_there_is_an_index_without_the_kernel(make, monkeypatch):
    monkeypatch.setattr(index, "KERNEL", None)
    rules = make.rules_of(make.rule(phrases={"a": ["việc nhẹ"]}, when="a"))
    assert isinstance(rules.index, Plain)
    assert rules.match(read("Việc nhẹ!"), kind=ItemKind.REMARK, placed=False)
    with pytest.raises(ValueError, match="no kernel"):
        Compiled((), ())


# -- tables ----------------------------------------------------------------------------------------------------------


def tables_of(rules: RuleSet) -> list[Any]:
    made = Tables.of(rules.rules, index.phrases(rules.rules))
    return [*made.arguments(), len(rules.rules)]


def test_words_no_text_has_so_many_of_are_cut_to_what_a_number_holds(make):
    (rule,) = make.rules_of(make.rule(phrases={"a": ["công an"], "b": ["tiền"]}, when="near(a, b, 5)")).rules
    changed = replace(rule, logic=replace(rule.logic, when=Near(first="a", second="b", words=FAR)))
    assert max(Tables.of([changed], index.phrases([changed])).when.arrays[1]) == MAX_APART


@compiled
def test_a_condition_too_deep_is_refused(make):
    (rule,) = make.rules_of(make.rule(phrases={"a": ["công an"]}, when="a")).rules
    deep: Any = Group(name="a")
    for _ in range(300):
        deep = And(nodes=(deep,))
    with pytest.raises(ValueError, match="condition"):
        Compiled([replace(rule, logic=replace(rule.logic, when=deep))], ())


NUMBERS = st.lists(st.integers(-8, 12), max_size=12).map(lambda numbers: array("i", numbers))


def changed(data: Any, old: Any) -> Any:
    """Return an argument like the old one, with something else in it."""
    if isinstance(old, int):
        return data.draw(st.integers(-5, 5))
    if isinstance(old, array):
        numbers = array("i", old)
        if numbers and data.draw(st.booleans()):
            numbers[data.draw(st.integers(0, len(numbers) - 1))] = data.draw(st.integers(-8, 1 << 30))
            return numbers
        return data.draw(NUMBERS)
    which = data.draw(st.integers(0, len(old) - 1))
    new = data.draw(st.text("an tiề", max_size=4)) if isinstance(old[which], str) else changed(data, old[which])
    return (*old[:which], new, *old[which + 1 :])


@compiled
@settings(max_examples=300)
@given(st.data())
def test_tables_that_do_not_belong_together_are_refused_or_harmless(make, data):
    """Whatever numbers a Matcher is given, it never reads what is not its own (run this under the sanitizer)."""
    groups = {"a": ["công an", "* tiền", "nạp <money> ngay"], "b": ["tiền"], "c": {"view": "folded", "any": ["an"]}}
    rules = make.rules_of(make.rule(phrases=groups, when="near(a, b, 3) and not c or 2 of (a, b, c)", unless="c"))
    tables = tables_of(rules)
    which = data.draw(st.sampled_from([place for place, table in enumerate(tables) if table or table == 0]))
    tables[which] = changed(data, tables[which])
    known = data.draw(st.just(array("i")) | NUMBERS)
    assert KERNEL is not None
    try:
        matcher = KERNEL.Matcher(*tables)
    except (ValueError, OverflowError):
        return
    for text in map(read, ("nạp 500k ngay công an tiền", "an", "tiền\ncông an", "")):
        matcher.find(text.folded)
        with suppress(ValueError):  # what is known may be nonsense
            matcher.match(text.original, text.exact, text.folded, known, True)  # noqa: FBT003 - the kernel's own


@compiled
@pytest.mark.parametrize(
    "wrong",
    [
        (),
        ("a",),
        ("a", "a", "ab", array("i"), True),
        (1, "a", "a", array("i"), True),
        ("a", "a", None, array("i"), True),
        ("a", "a", "a", array("q", [0, 0]), True),
        ("a", "a", "a", None, True),
        ("a", "a", "a", array("i"), True, 1),
    ],
)
def test_only_two_views_of_one_length_are_matched(make, wrong):
    matcher = make.rules_of(make.rule(phrases={"a": ["công an"]}, when="a")).index._kernel
    with pytest.raises(TypeError):
        matcher.match(*wrong)
    with pytest.raises(TypeError):
        matcher.find(b"a")
