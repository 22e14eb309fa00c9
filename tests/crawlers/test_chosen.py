"""What a source's own selectors find on a page."""

from typing import Any

import pytest

from crawlers import chosen
from crawlers.source import Selectors

ONE = "Nước sông dâng cao từ sáng sớm, người dân phải chuyển đồ đạc lên tầng hai."
PAGE = (
    "<html><body><h1 class=t>Tít <b>bài</b></h1><time datetime='2026-09-08T10:20'>hôm qua</time>"
    f"<div id=noi-dung><p><b>N</b>ước lên.<!-- x --></p><p>{ONE}</p><p class=cu>08/09/2026</p>"
    "<script>var a</script><p><a href=/1>Một bài khác nữa</a></p></div><div>phụ</div> còn lại</body></html>"
)


def choose(**said: Any) -> chosen.Chosen:
    found = chosen.choose(PAGE, Selectors(**said))
    assert found is not None
    return found


def test_parts_are_found_where_the_selectors_say():
    found = choose(title="h1.t", text="#noi-dung", date="time")
    assert (found.title, found.date) == ("Tít bài", "2026-09-08T10:20")
    assert found.text == f"Nước lên.\n{ONE}"


def test_what_is_not_there_is_empty():
    found = choose(title=".khong", text=".khong", date=".khong")
    assert (found.title, found.text, found.date) == ("", "", "")


@pytest.mark.parametrize(
    "selector", ["#noi-dung", "div:has(> p.cu)", "div:-soup-contains('sáng sớm')", "div:is(#noi-dung)"]
)
def test_what_is_removed_is_gone_and_what_stands_behind_it_is_kept(selector):
    left = "".join(map(str, choose(remove=(selector,)).tree.itertext()))
    assert "sáng sớm" not in left
    assert "phụ còn lại" in left
    assert "Tít bài" in left


@pytest.mark.parametrize("selector", ["p:-soup-contains('sáng sớm')", "p:nth-of-type(2)", "#noi-dung > p:nth-child(2)"])
def test_a_selector_only_beautifulsoup_understands_is_found_too(selector):
    assert choose(text=selector).text == ONE


def test_without_selectors_the_page_is_only_parsed():
    found = chosen.choose(PAGE, None)
    assert found is not None
    assert (found.title, found.text, found.date) == ("", "", "")
    assert chosen.choose("không phải trang", None) is None
