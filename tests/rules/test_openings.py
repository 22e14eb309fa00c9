"""What is known of a regular expression before it is tried: never more than holds of every match."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.layout import Layout
from rules.openings import ANY_LENGTH, FIGURE, most_words, openings
from rules.phrase import PhraseError, compile_regex
from rules.scan import _regex_hits
from vietnamese import read

NUMBER = {FIGURE}


@pytest.mark.parametrize(
    ("regex", "words"),
    [
        ("cống? an", {"cốn", "cống"}),
        ("Công An", {"công"}),
        (r"\d+ km", NUMBER),
        ("[0-9]{1,2} giờ", NUMBER),
        ("(?:a|b c)d e", {"ad", "b"}),
        ("(?:a|b)?c", {"ac", "bc", "c"}),
        ("a b|c", {"a", "c"}),
        ("((a|b) c)", {"a", "b"}),
        (r"a|\d", {"a", *NUMBER}),
        ("(?:a )?b", {"a", "b"}),
        ("(?:a ?)b", {"a", "ab"}),
        ("(?:a ){0,2}b", {"a", "b"}),
        ("a(?: [a-z]+){0,2} b", {"a"}),
        ("a b[cd]", {"a"}),
        (r"\d?a b", {"a", *NUMBER}),
        (r"\d+(?:[.,]\d+)* ?con", NUMBER),
        (r"(?:lúc|từ) \d|\d{1,2} ?(?:h|g)", {"lúc", "từ", *NUMBER}),
    ],
)
def test_the_words_matches_begin_with(regex, words):
    assert openings(regex) == words


@pytest.mark.parametrize(
    "regex",
    [
        *(".a", "[ab]c", "a[bc]", r"\d* km", r"km ?\d+", "(?:ab){1,2} c", "a{2}", "a+ b", "(?:x|[ab]) c", "|a", "a?"),
        *(" a", r"a\.b c", "-a", "h'm", "(?i)a", "(?P<x>a)", "a)", "(a", "^a", r"\w+ a", ""),
        "|".join(f"từ{number}" for number in range(500)),
    ],
)
def test_what_is_not_plain_is_not_known(regex):
    assert openings(regex) is None


@pytest.mark.parametrize(
    ("regex", "most"),
    [
        ("a", 1),
        ("a b c", 3),
        (r"\d+(?:[.,]\d+)* con", 2),
        ("a(?: b){0,3}", 6),
        ("a(?: b)*", ANY_LENGTH),
        ("a.*b", ANY_LENGTH),
        ("a[ b]+", ANY_LENGTH),
        ("a[^b]+", ANY_LENGTH),
        (r"a\s+b", ANY_LENGTH),
        (r"a\.b", 1),
        ("a(?: b){2,}", ANY_LENGTH),
    ],
)
def test_how_many_words_a_match_has_at_most(regex, most):
    assert most_words(regex) == most


PIECE = st.sampled_from([*"ab", " ", " ", "?", "|", "(?:", ")", "(", r"\d", "[ab]", "+", "{0,2}", "{1}", ".", "5"])


@given(st.lists(PIECE, min_size=1, max_size=9).map("".join), st.text("ab 5.", max_size=14))
def test_every_match_is_as_was_said(regex, original):
    try:
        compiled = compile_regex(regex)
    except PhraseError:
        return
    text = read(original)
    begin, most = openings(regex), most_words(regex)
    for hit in _regex_hits(compiled, Layout(text)):
        first = text.exact[hit.start :].split()[0]
        whole = hit.start == 0 or text.exact[hit.start - 1] in " \n"
        assert len(text.exact[hit.start : hit.end].split()) <= most
        if begin is not None and whole and first.isalnum():
            assert first in begin or (FIGURE in begin and any(map(str.isdigit, first)))
