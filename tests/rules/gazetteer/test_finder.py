"""The compiled finder against the one without the kernel: the same names, at the same places."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from rules.gazetteer.names import _uncompiled
from rules.index import KERNEL

pytestmark = pytest.mark.skipif(KERNEL is None, reason="the kernel is not compiled here; see `make kernel`")

WORD = st.sampled_from(["cao", "bang", "ha", "ho", "ban", "gioc", "quang", "đ", "\U0001f600", "nghieng" * 3])
NAME = st.lists(WORD, min_size=1, max_size=5).map(" ".join)
VIEW = st.lists(st.tuples(WORD, st.sampled_from([" ", " ", "\n"])), max_size=30).map(
    lambda pairs: "".join(word + gap for word, gap in pairs)[:-1]
)


@given(st.lists(NAME, max_size=12, unique=True), VIEW)
@example(["cao bang", "bang cao", "cao"], "cao bang\ncao bang caobang")
@example([" ".join(["ha"] * 200)], " ".join(["ha"] * 201))
def test_the_same_names_are_found_with_the_kernel_as_without(names, view):
    assert KERNEL is not None
    found = KERNEL.Finder(tuple(names)).find(view)
    assert sorted(found) == sorted(_uncompiled(names)(view))


@pytest.mark.parametrize("wrong", [("",), ("a  b",), ("a\nb",), ("a", "a")])
def test_what_is_no_run_of_words_or_stands_twice_is_refused(wrong):
    assert KERNEL is not None
    with pytest.raises(ValueError, match="literal"):
        KERNEL.Finder(wrong)


@pytest.mark.parametrize("wrong", [["a"], ("a", 1), None])
def test_only_a_tuple_of_texts_is_taken(wrong):
    assert KERNEL is not None
    with pytest.raises(TypeError):
        KERNEL.Finder(wrong)
