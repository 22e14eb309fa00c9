"""One link for one article."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawlers import links

BASE = "https://bao.example/rss/home.rss"
SITES = ("bao.example", "anh.test")


@pytest.mark.parametrize(
    ("given_link", "link"),
    [
        ("https://bao.example/a-1.html", "https://bao.example/a-1.html"),
        ("  /a-1.html\n", "https://bao.example/a-1.html"),
        ("//bao.example/a", "https://bao.example/a"),
        ("HTTPS://BAO.example:443/A?b=C#d", "https://bao.example/A?b=C"),
        ("http://bao.example:80", "http://bao.example/"),
        ("http://bao.example:8080/a", "http://bao.example:8080/a"),
        ("https&#x3A;//bao.example/tin&#x2F;a.html", "https://bao.example/tin/a.html"),
        ("https&amp;#x3A;//bao.example/a?x=1&amp;amp;y=2", "https://bao.example/a?x=1&y=2"),
        ("https://bao.example/a?id=1&copy=2", "https://bao.example/a?id=1&copy=2"),
        ("https://bao.example/a?b=&c=1&c=2", "https://bao.example/a?b=&c=1&c=2"),
        (
            "https://bao.example/a?utm_source=x&id=3&fbclid=y&zarsrc=30&gidzl=q#top",
            "https://bao.example/a?id=3",
        ),
        ("https://bao.example/a?cid=5&ref=6&source=7", "https://bao.example/a?cid=5&ref=6&source=7"),
        ("https://bao.example/vi/news/savefile/Tin/lu-12.html", "https://bao.example/vi/news/Tin/lu-12.html"),
        ("https://bao.example/vi/news/print/Tin/lu-12.html", "https://bao.example/vi/news/Tin/lu-12.html"),
        ("https://bao.example/savefile/", "https://bao.example/savefile/"),
        ("https://bao.example/vi/print/may-in.html", "https://bao.example/vi/print/may-in.html"),
        ("https://bao.example/lũ lụt.html", "https://bao.example/l%C5%A9%20l%E1%BB%A5t.html"),
    ],
)
def test_a_link_is_cleaned_and_nothing_that_names_the_page_is_lost(given_link, link):
    assert links.clean(given_link, base=BASE) == link


@pytest.mark.parametrize(
    "link",
    [
        "javascript:alert(1)", "mailto:tin@bao.example", "file:///etc/passwd", "data:text/html,x", "ftp://bao.example/",
        "", "https://", "http:", "https://u:p@bao.example/", "https://[::1", "https://bao.example:port/", "http:///x",
        "https://bao.example/" + "a" * 3000,
    ],
)  # fmt: skip
def test_what_is_no_page_is_none(link):
    assert links.clean(link, base=BASE) is None


@given(st.text(max_size=200))
def test_cleaning_twice_is_cleaning_once(text):
    once = links.clean(text, base=BASE)
    assert once is None or links.clean(once, base=BASE) == once


FINAL = "https://bao.example/thoi-su/lu-12.html"


@pytest.mark.parametrize(
    ("declared", "known_by"),
    [
        ("", FINAL),
        ("https://bao.example/tin/lu-12.html?utm_source=a", "https://bao.example/tin/lu-12.html"),
        ("/tin/lu-12.html", "https://bao.example/tin/lu-12.html"),
        ("https://www.bao.example/thoi-su/lu-12.html", "https://www.bao.example/thoi-su/lu-12.html"),
        ("https://anh.test/lu-12.html", "https://anh.test/lu-12.html"),
        ("https://khac.example/lu-12.html", FINAL),
        ("https://bao.example.khac.test/lu-12.html", FINAL),
        ("http://bao.example/thoi-su/lu-12.html", FINAL),
        ("https://bao.example/", FINAL),
        ("https://bao.example", FINAL),
        ("https://bao.example/thoi-su/", FINAL),
        ("https://bao.example/thoi-su", FINAL),
        ("javascript:void(0)", FINAL),
        ("https://bao.example/index.php?id=12", "https://bao.example/index.php?id=12"),
    ],
)
def test_a_canonical_link_is_believed_only_where_it_can_be(declared, known_by):
    assert links.canonical(declared, final=FINAL, sites=SITES) == known_by
