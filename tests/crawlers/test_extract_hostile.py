"""Pages written to cost us time: each that :func:`crawlers.extract.is_reasonable` lets through is read in bounds."""

import time
from datetime import datetime

import pytest

from crawlers import extract
from records import ZONE

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=ZONE)
SECONDS = 10.0
"""Of one processor; on ours the worst takes about two. What this guards against took minutes."""

LINE = "Một câu văn dài vừa đủ để thành lời văn trong bài báo này, nhé. "
LINKED = '<script type="application/ld+json">'
PAGES = {
    "divs in divs": "<div>" * 19_900,
    "prose in divs": f"<div>{LINE}" * 9_000,
    "prose in paragraphs": f"<p>{LINE}" * 19_000,
    "bold in bold": "<h1>x</h1>" + "<b>chữ " * 19_000,
    "boxes side by side": f'<div class="a"><div class="b">{LINE}</div></div>' * 4_900,
    "links": "<a href=x>Một câu văn dài vừa đủ</a>" * 9_900,
    "headings that are links": "<h3><a href=/>Một câu văn dài vừa đủ</a></h3>" * 4_900,
    "headings": "<title>Một câu văn dài</title>" + "<h1>Một câu văn dài vừa</h1>" * 9_900,
    "rows": "<table>" + "<tr><td>a</td><td>b</td></tr>" * 3_300,
    "comments in comments": '<div class="comment">' * 9_900 + "x" * 1_000_000,
    "titles in titles": '<div class="title">chữ ' * 9_900,
    "many names": "".join(f'<div class="{"a-" * 40}{at}">x</div>' for at in range(9_900)),
    "long names": f'<div class="{"co " * 9_000}">x</div>' * 60,
    "times": "<h1>Tít bài</h1>" + "<time datetime=2>x</time>" * 9_900,
    "dates": "<h1>Tít bài dài hơn</h1>" + "<p>1/1/2020 1/1/2020 1/1/2020</p>" * 9_900,
    "one long number": "<h1>Tít</h1><p>" + "1" * 1_900_000,
    "one long line of dates": "<h1>Tít</h1><p>" + "1/1/20 2020 " * 150_000,
    "one long space": "<h1>Tít</h1><p>a" + " " * 1_900_000 + "b",
    "separators in the title": "<title>" + " - a" * 400_000 + "</title><h1>a b c d</h1>",
    "deep linked data": f"{LINKED}{'[' * 900_000}</script><p>a",
    "wide linked data": LINKED
    + "["
    + '{"headline":"abcdefghijklmnop","datePublished":"x"},' * 30_000
    + "{}]</script><h1>a",
    "torn linked data": LINKED
    + "{"
    + '"headline":"abcdefghijklmnop","datePublished":"2020-xx",' * 30_000
    + "</script>",
    "a caption of dots": "<h1>Tít</h1><figcaption>" + " .,( –-" * 270_000,
    "a label without end": "<h1>Tít</h1><p>" + "các tin " * 240_000,
    "metas": "".join(f"<meta name=a{at} content=b>" for at in range(19_000)),
}


@pytest.mark.parametrize("name", PAGES)
def test_no_page_that_is_let_through_takes_long(name):
    markup = f"<html><body>{PAGES[name]}"
    assert extract.is_reasonable(markup), "it would not be read at all"
    began = time.process_time()
    found = extract.read(markup, url="https://bao.example/1", selectors=None, names=("Báo",), now=NOW)
    assert time.process_time() - began < SECONDS
    assert found is None or len(found.text) <= 200_000
