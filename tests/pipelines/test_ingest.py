import io
import json
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from door import Door, Ring
from pipelines.ingest import MAX_LINE, NoItemError, read_item, read_lines
from pipelines.keep import as_line
from records import Article, Remark
from words import Words

NOW = datetime.fromisoformat("2026-11-21T08:00:00+07:00")
DOOR = Door(Ring.made(NOW))


def line(**changes: object) -> bytes:
    said = {"kind": "article", "source": "bao", "url": "https://bao.example/1", "title": "T", "text": "x"}
    return json.dumps(said | {"published": "2026-11-20T01:00:00Z"} | changes).encode()


def test_an_article_line_becomes_the_article_it_was(make_article) -> None:
    article = make_article()
    assert read_item(as_line(article).encode(), door=DOOR, now=article.fetched) == article


def test_times_come_into_our_zone() -> None:
    read = read_item(line(), door=DOOR, now=NOW)
    assert isinstance(read, Article)
    assert read.published is not None
    assert read.published.isoformat() == "2026-11-20T08:00:00+07:00"


def spoken(**changes: object) -> bytes:
    said = {"kind": "remark", "source": "mang", "author": "ai-do", "text": "lời", "said_at": "2026-11-20T01:59:59Z"}
    return json.dumps(said | changes).encode()


def test_a_remark_leaves_its_author_and_its_minute_at_the_door() -> None:
    remark = read_item(spoken(), door=DOOR, now=NOW)
    assert isinstance(remark, Remark)
    assert remark.said.isoformat() == "2026-11-20T08:00:00+07:00"
    assert remark.voice == DOOR.voice("ai-do")
    assert not any(b"ai-do" in part for part in remark.voice)


def test_what_nobody_said_is_refused() -> None:
    with pytest.raises(ValueError, match="no author"):
        read_item(spoken(author=" "), door=DOOR, now=NOW)


@pytest.mark.parametrize(
    ("broken", "why"),
    [
        (line()[:-7], "json_invalid"),
        (b"\xff\xfe", "json_invalid"),
        (b"[]", "dict_type"),
        (line(kind="gossip"), "union_tag_invalid"),
        (line(url="javascript:alert(1)"), "url: string_pattern_mismatch"),
        (line(published="2026-11-20T01:00:00"), "published: timezone_aware"),
        (line(published="hôm qua"), "published"),
        (line(author="ai-do"), "^unknown key$"),
        (line(**{"lời alert ai-do": 1}), "^unknown key$"),
        (line(published={"ai-do": 1}), "^published: datetime_type$"),
        (line(source="Lời ai-do"), "^source: string_pattern_mismatch$"),
        (line(title=" ", text=" "), "without a word"),
    ],
)
def test_what_is_no_item_is_refused_without_being_quoted(broken: bytes, why: str) -> None:
    with pytest.raises(ValueError, match=why) as caught:
        read_item(broken, door=DOOR, now=NOW)
    assert "ai-do" not in str(caught.value)
    assert "alert" not in str(caught.value)


@given(key=st.text(min_size=1), value=st.none() | st.text() | st.dictionaries(st.text(), st.text()))
def test_of_a_key_that_is_not_ours_nothing_is_told_but_that_it_is_there(key: str, value: object) -> None:
    for whole in (line, spoken):
        strange = f"kanari {key}"
        with pytest.raises(NoItemError) as caught:
            read_item(whole(**{strange: value}), door=DOOR, now=NOW)
        assert caught.value.why == Words(vi="khóa lạ", en="unknown key")
        assert str(caught.value) == "unknown key"


@pytest.mark.parametrize("source", ["mang", "mang-y", "mang_2", "m" * 64])
def test_a_remark_comes_from_a_source_that_could_be_declared(source: str) -> None:
    remark = read_item(spoken(source=source), door=DOOR, now=NOW)
    assert isinstance(remark, Remark)
    assert remark.source == source


@pytest.mark.parametrize(
    "source", ["", "m" * 65, "ai đó nói", "ai do", "Mang", "mang\n", "2mang", "-mang", "https://mang.example/@ai"]
)
def test_what_could_be_words_is_no_source(source: str) -> None:
    with pytest.raises(NoItemError, match=r"^source: string_(pattern_mismatch|too_long)$"):
        read_item(spoken(source=source), door=DOOR, now=NOW)


@given(st.binary(max_size=300))
def test_whatever_stands_in_a_line_it_is_read_let_go_or_refused(raw: bytes) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - whatever it says, it quotes nothing
        read_item(raw, door=DOOR, now=NOW)


def test_lines_are_numbered_blank_ones_skipped_and_endless_ones_cut() -> None:
    file = io.BytesIO(b"a\n\n  \n" + b"x" * (3 * MAX_LINE) + b"\nb\nhalf")
    found = list(read_lines(file))
    assert [(number, len(found)) for number, found in found] == [(1, 2), (4, MAX_LINE + 1), (5, 2), (6, 4)]
