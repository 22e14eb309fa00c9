"""A page as the blocks of text a reader sees."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawlers import chosen
from crawlers.blocks import Block, Kind, outline

PROSE = "Nước sông dâng cao từ sáng sớm, người dân phải chuyển đồ đạc lên tầng hai."


def blocks(inside: str, headline: str | None = None) -> list[Block]:
    body = body_of(inside)
    return outline(body, headline=body.find(f".//{headline}") if headline else None).blocks


def body_of(inside: str) -> Any:
    tree = chosen.parse(f"<html><body>{inside}</body></html>")
    assert tree is not None
    return tree.find("body")


def texts(inside: str, headline: str | None = None) -> list[str]:
    return [block.text for block in blocks(inside, headline)]


def test_blocks_end_where_a_reader_sees_a_line_end():
    assert texts("<p>Một <b>hai</b> ba</p><div>bốn<br>năm<br/><br/>sáu<ul><li>bảy<li>tám</ul></div>") == [
        "Một hai ba", "bốn", "năm", "sáu", "bảy", "tám",
    ]  # fmt: skip


def test_letters_set_apart_by_style_stay_one_word_and_places_set_apart_stay_two():
    assert texts("<p><b>N</b>gười dân</p>") == ["Người dân"]
    assert texts("<p><span>Cao Bằng</span>Nước lên</p>") == ["Cao Bằng Nước lên"]


def test_a_row_of_figures_is_one_line_and_columns_of_a_layout_are_not():
    assert texts("<table><tr><td>Bản Khuông</td><td>142,6</td></tr></table>") == ["Bản Khuông | 142,6"]
    assert texts(f"<table><tr><td>{PROSE}</td><td>Tin mới</td></tr></table>") == [PROSE, "Tin mới"]


def test_links_are_counted_also_around_blocks():
    (block,) = blocks("<a href='/x'><div>Đọc thêm</div></a>")
    assert block.linked == len("Đọc thêm")


@pytest.mark.parametrize(
    "part",
    [
        "<nav>x</nav>", "<script>x</script>", "<noscript>x</noscript>", "<aside>x</aside>", "<svg><text>x</text></svg>",
        "<div class='comment-list'>x</div>", "<div id='comments'>x</div>", "<ul class='breadcrumb'><li>x</ul>",
        "<div class='tin-lien-quan'>x</div>", "<div class='box_tinlienquan'>x</div>",
        "<div class='detail__related'>x</div>",
        "<div class='social-share'>x</div>", "<div style='display: none'>x</div>", "<div hidden>x</div>",
        "<div role='navigation'>x</div>", "<div class='tags'>x</div>", "<div aria-hidden='true'>x</div>",
        "<amp-ad>x</amp-ad>", "<div class='footer'>x</div>", "<!-- x -->",
    ],
)  # fmt: skip
def test_what_is_no_articles_is_not_entered_but_what_follows_it_is_kept(part):
    assert texts(f"<div><p>{PROSE}</p>{part} còn lại</div>") == [PROSE, "còn lại"]


@pytest.mark.parametrize("name", ["main no-sidebar", "m-bottom", "content share-content", "box-news-detail", "menu-x"])
def test_a_name_is_not_believed_where_most_of_the_page_stands_in_it(name):
    assert PROSE in texts(f"<div class='{name}'><p>{PROSE}</p></div><p>khác</p>")


def test_whatever_holds_the_headline_is_entered():
    page = f"<div class='sidebar'><h1>Tít</h1><p>Ngắn</p></div><p>{PROSE * 3}</p>"
    assert "Ngắn" not in texts(page)
    assert "Ngắn" in texts(page, "h1")
    assert "Tít" in texts(f"<aside><h1>Tít</h1></aside><p>{PROSE}</p>", "h1")


def test_kinds_say_what_a_block_is():
    found = blocks("<h2>Tít</h2><figcaption>Chú thích</figcaption><div class='author'>Tổ A</div><p>Lời</p>")
    assert [block.kind for block in found] == [Kind.HEADING, Kind.CAPTION, Kind.META, Kind.LINE]


def test_a_long_text_is_never_taken_for_a_byline():
    assert [block.kind for block in blocks(f"<div class='source'>{PROSE * 5}</div>")] == [Kind.LINE]


@given(st.text(alphabet=st.sampled_from("<>/=\"' abdiprtv123&;")))
def test_boxes_hold_the_blocks_they_say(text):
    found = outline(body_of(f"<p>a</p>{text}"), headline=None)
    for at, block in enumerate(found.blocks):
        assert found.boxes[block.box].first <= at < found.boxes[block.box].end
    for number, box in enumerate(found.boxes):
        assert box.around < number
        assert box.around < 0 or found.boxes[box.around].first <= box.first <= box.end <= found.boxes[box.around].end
