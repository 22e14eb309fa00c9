"""The engine against a plain reading of the rule language, over random rules and texts."""

from __future__ import annotations

from functools import cache
from typing import Any

from hypothesis import assume, given
from hypothesis import strategies as st

from records import ItemKind
from rules.condition import And, Count, Group, Near, Node, Not, Or, Some
from rules.model import Rule
from vietnamese import fold, read

WORDS = ["công", "cong", "cống", "an", "án", "tiền", "tien", "đặt", "dat", "nạp", "app"]
BREAKS = [" ", " ", " ", ", ", ". ", "\n\n"]

PHRASES = st.lists(st.sampled_from([*WORDS, "*"]), min_size=1, max_size=4).filter(lambda words: set(words) != {"*"})
GROUP = st.builds(
    lambda view, phrases: {"view": view, "any": sorted({" ".join(words) for words in phrases})},
    st.sampled_from(["exact", "folded", "both"]),
    st.lists(PHRASES, min_size=1, max_size=4),
)
GROUPS = st.fixed_dictionaries({"a": GROUP, "b": GROUP, "c": GROUP})
NAME = st.sampled_from(["a", "b", "c"])
LEAF = st.one_of(
    NAME,
    st.builds("near({}, {}, {})".format, NAME, NAME, st.integers(0, 5)),
    st.builds("before({}, {}, {})".format, NAME, NAME, st.integers(0, 5)),
    st.builds("count({}) >= {}".format, NAME, st.integers(1, 3)),
    st.builds("{} of (a, b, c)".format, st.integers(1, 3)),
)
CONDITION = st.recursive(
    LEAF,
    lambda inner: st.one_of(
        st.builds("({} and {})".format, inner, inner),
        st.builds("({} or {})".format, inner, inner),
        st.builds("(c and not {})".format, inner),
    ),
    max_leaves=4,
)
TEXT = st.lists(st.tuples(st.sampled_from(WORDS), st.sampled_from(BREAKS)), max_size=25).map(
    lambda pairs: "".join(word + gap for word, gap in pairs)
)
RULES = st.lists(st.tuples(GROUPS, CONDITION, st.none() | CONDITION), min_size=1, max_size=4)


# -- the plain reading: words, loops, nothing shared, nothing skipped ------------------------------------------------

Place = tuple[int, int]  # first and last word of the text


def plain_words(original: str) -> list[tuple[str, str, int]]:
    """Return each word in both views, and in which clause it stands."""
    text = read(original)
    clauses = zip(text.exact.split("\n"), text.folded.split("\n"), strict=True)
    return [
        (exact, folded, number)
        for number, (exacts, foldeds) in enumerate(clauses)
        for exact, folded in zip(exacts.split(), foldeds.split(), strict=True)
    ]


@cache
def plain_views(word: str) -> tuple[str, str]:
    return read(word).exact, fold(word)


def plain_word(wanted: str, view: str, exact: str, folded: str) -> bool:
    if wanted == "*":
        return True
    as_written, without_marks = plain_views(wanted)
    return {
        "exact": exact == as_written,
        "folded": folded == without_marks,
        "both": exact in (as_written, without_marks),
    }[view]


def plain_hits(group: dict[str, Any], words: list[tuple[str, str, int]]) -> list[Place]:
    found = []
    for phrase in group["any"]:
        wanted = phrase.split()
        for first in range(len(words) - len(wanted) + 1):
            stretch = words[first : first + len(wanted)]
            one_clause = len({clause for _, _, clause in stretch}) == 1
            pairs = zip(wanted, stretch, strict=True)
            if one_clause and all(plain_word(w, group["view"], exact, folded) for w, (exact, folded, _) in pairs):
                found.append((first, first + len(wanted) - 1))
    return found


def plain_count(hits: list[Place]) -> int:
    """Return the largest number of hits of which no two overlap, by trying."""
    best = 0
    for first, last in sorted(hits):
        best = max(best, 1 + plain_count([hit for hit in hits if hit[0] > last]))
        if first > min(last for _, last in hits):
            break
    return best


def plain_holds(node: Node, hits: dict[str, list[Place]]) -> bool:  # noqa: PLR0911 - one a kind of node
    match node:
        case Group(name=name):
            return hits[name] != []
        case Count(name=name, least=least):
            return plain_count(hits[name]) >= least
        case Some(groups=groups, least=least):
            return sum(hits[name] != [] for name in groups) >= least
        case Near(first=one, second=two, words=words, ordered=ordered):
            pairs = [(x, y) for x in hits[one] for y in hits[two]]
            if not ordered:
                pairs += [(y, x) for x, y in pairs]
            return any(0 <= y[0] - x[1] - 1 <= words for x, y in pairs)
        case Not(node=inner):
            return not plain_holds(inner, hits)
        case And(nodes=nodes):
            return all(plain_holds(each, hits) for each in nodes)
        case Or(nodes=nodes):
            return any(plain_holds(each, hits) for each in nodes)
    raise AssertionError(node)


def plain_match(rule: Rule, groups: dict[str, Any], original: str) -> bool:
    words = plain_words(original)
    hits = {name: plain_hits(group, words) for name, group in groups.items()}
    unless = rule.logic.unless
    return plain_holds(rule.logic.when, hits) and not (unless is not None and plain_holds(unless, hits))


# -- the properties -------------------------------------------------------------------------------------------------


@given(RULES, TEXT)
def test_the_engine_reads_as_the_plain_reading_does(make, declared, original):
    rules = make.rules_of(
        *(
            make.rule(id=f"fraud.r{number}", phrases=groups, when=when, unless=unless)
            for number, (groups, when, unless) in enumerate(declared)
        )
    )
    expected = [
        rule.id
        for rule, (groups, _, _) in zip(rules.rules, declared, strict=True)
        if plain_match(rule, groups, original)
    ]
    text = read(original)
    matches = rules.match(text, kind=ItemKind.REMARK, placed=False)
    assert [match.rule for match in matches] == expected
    explained = rules.explain(text, kind=ItemKind.REMARK, placed=False)
    assert [each.rule for each in explained if each.held] == expected


@given(GROUP, TEXT)
def test_spans_are_the_hits_of_the_plain_reading(make, group, original):
    rules = make.rules_of(make.rule(phrases={"a": group}, when="a"))
    text = read(original)
    matches = rules.match(text, kind=ItemKind.REMARK, placed=False)
    starts = [index for index, letter in enumerate(" " + text.exact) if letter in " \n"]
    starts = [start for start in starts if text.exact[start : start + 1].strip()]
    ends = [start + len(text.exact[start:].split()[0]) for start in starts]
    expected = {text.origin(starts[x], ends[y]) for x, y in plain_hits(group, plain_words(original))}
    assert {(span.start, span.end) for match in matches for span in match.spans} == expected


@given(st.lists(st.sampled_from(["mèo", "chó", "gà", "vịt"]), min_size=1, max_size=4), TEXT, TEXT)
def test_a_phrase_planted_anywhere_is_found_where_it_was_planted(make, words, before, after):
    phrase = " ".join(words)
    rules = make.rules_of(make.rule(phrases={"a": [phrase]}, when="a"))
    for planted in (phrase, phrase.upper(), fold(phrase)):
        original = f"{before} {planted} {after}"
        (match,) = rules.match(read(original), kind=ItemKind.ARTICLE, placed=True)
        at = len(before) + 1
        assert (at, at + len(planted)) in {(span.start, span.end) for span in match.spans}


@given(st.sampled_from(["mèo chó", "vịt"]), st.text("bghkmn", max_size=3), st.text("bghkmn", max_size=3))
def test_a_phrase_is_never_found_inside_a_longer_word(make, phrase, before, after):
    rules = make.rules_of(make.rule(phrases={"a": [phrase, f"* {phrase}", f"{phrase} *"]}, when="a"))
    original = f"xin {before}{phrase}{after} nhé"
    assume(read(original).exact == original)  # what is written stretched (ggà) is mended, and then it is the word
    assert bool(rules.match(read(original), kind=ItemKind.ARTICLE, placed=True)) is (before + after == "")
