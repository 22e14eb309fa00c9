"""How often texts say something: a rough number, of which only the order matters."""

import pytest

from rules.frequency import expected


def test_a_common_word_is_expected_more_often_than_a_rare_one_and_that_than_one_never_heard():
    assert 1 > expected("cho") > expected("nap") > expected("xyzzy") > 0


@pytest.mark.parametrize("literal", ["cho vay", "vay cho", "cho", "xyzzy abc"])
def test_more_words_are_rarer_than_any_of_them(literal):
    assert all(expected(f"{literal} tien") < expected(word) for word in literal.split())
