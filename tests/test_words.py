import pytest

from words import Language, Words


def test_words_speak_both_languages() -> None:
    greeting = Words(vi="chào", en="hello")
    assert [greeting.in_(language) for language in Language] == ["chào", "hello"]


@pytest.mark.parametrize(("vi", "en"), [("", "hello"), ("chào", " ")])
def test_words_in_one_language_only_are_refused(vi: str, en: str) -> None:
    with pytest.raises(ValueError, match="both"):
        Words(vi=vi, en=en)
