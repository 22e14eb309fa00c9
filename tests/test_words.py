import pytest

from words import Language, Words


def test_words_speak_both_languages() -> None:
    greeting = Words(vi="chào", en="hello")
    assert [greeting.in_(language) for language in Language] == ["chào", "hello"]


@pytest.mark.parametrize(("vi", "en"), [("", "hello"), ("chào", " ")])
def test_words_in_one_language_only_are_refused(vi: str, en: str) -> None:
    with pytest.raises(ValueError, match="both"):
        Words(vi=vi, en=en)


def test_two_texts_on_one_line_are_read_back_as_two() -> None:
    for words in (Words(vi="24/7 không trả lời", en="never answers"), Words(vi="a / b", en="c / d")):
        assert Words.from_both(words.both) == words


@pytest.mark.parametrize("line", ["chỉ một thứ tiếng", "a / b / c", " / "])
def test_a_line_that_is_not_two_texts_stands_for_both(line: str) -> None:
    assert Words.from_both(line) == Words(vi=line, en=line)
