"""What the benchmarks of speed are made of: the hits they print are those that were planted."""

import importlib
from itertools import pairwise

import pytest

from rules import RuleSet
from vietnamese import read

corpus = importlib.import_module("benchmarks.corpus")
POOL = ["ngày mai mưa", "chợ phiên"]


@pytest.fixture(scope="module")
def rules() -> RuleSet:
    """Rules over words the invented language has, so that clauses with a find have to be left out."""
    words = corpus.Language(3).words
    said = [*POOL, *map(" ".join, pairwise(words[:200]))]
    group = corpus._group("a", said)
    when = corpus.parse_condition("a", {"a"})
    return RuleSet.of([corpus._rule(0, {"a": group}, when, when)])


@pytest.mark.parametrize("many", [0, 1, 5])
def test_nothing_is_found_in_a_text_but_what_was_planted(rules, many):
    for text in corpus.planted(20, 52, many, POOL, rules):
        assert sum(map(len, rules.index.find(read(text)).values())) == many
        assert 52 <= len(text.split()) < 60
