"""A feed's bytes into entries; what is none says what it is."""

import contextlib
import time
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawlers.entries import MAX_TEXT, MAX_TITLE, Entry, NotAFeedError, plain, read
from records import ZONE
from words import Words

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=ZONE)
BASE = "https://bao.example/rss/home.rss"
RSS = '<rss version="2.0"><channel><title>Báo Thử</title>{}</channel></rss>'
ITEM = "<item><title>Lũ lên</title><link>https://bao.example/a.html</link></item>"


def entries(text: str | bytes, content_type: str = "application/xml") -> tuple[Entry, ...]:
    return read(text if isinstance(text, bytes) else text.encode(), content_type=content_type, base=BASE, now=NOW)


def refusal(text: str | bytes, content_type: str = "application/xml") -> Words:
    with pytest.raises(NotAFeedError) as caught:
        entries(text, content_type)
    return caught.value.what


def test_an_item_as_papers_write_it():
    (entry,) = entries(
        RSS.format(
            "<item><title>N&ocirc;ng d&#226;n &amp;amp; l&#250;a</title>"
            "<link>https://bao.example/tin&#x2F;a.html?utm_source=rss&amp;id=1</link>"
            "<pubDate>Sat, 21 Nov 2026 10:30:00 GMT+7</pubDate>"
            "<description><![CDATA[<a href='x'><img src='y'></a>Nước <b>đang</b> lên.<script>x()</script><br>"
            "Dừng đò.]]></description></item>"
        )
    )
    assert entry.link == "https://bao.example/tin/a.html?id=1"
    assert entry.given == "https://bao.example/tin/a.html?utm_source=rss&id=1"
    assert entry.title == "Nông dân & lúa"
    assert entry.text == "Nước đang lên.\nDừng đò."
    assert entry.published == datetime(2026, 11, 21, 10, 30, tzinfo=ZONE)


ATOM = (
    '<feed xmlns="http://www.w3.org/2005/Atom"><entry><title>Lũ lên</title><link href="/a.html"/>'
    '<updated>2026-11-21T03:30:00Z</updated><content type="html">&lt;p&gt;Một.&lt;/p&gt;&lt;p&gt;Hai.&lt;/p&gt;'
    "</content></entry></feed>"
)
RDF = (
    '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/">'
    "<item><title>Lũ lên</title><link>/a.html</link></item></rdf:RDF>"
)


@pytest.mark.parametrize(
    "feed",
    [
        ATOM,
        RDF,
        RSS.format(ITEM),
        '<?xml version="1.0" encoding="iso-8859-1"?>' + RSS.format(ITEM),
        '<!DOCTYPE rss SYSTEM "http://khac.test/rss.dtd">' + RSS.format(ITEM),
        "\ufeff  \n" + RSS.format(ITEM),
        RSS.format(ITEM).replace("</channel></rss>", ""),
        RSS.format("<item><title>Lũ lên \x08</title><link>/a.html</link><b>&khong;</b></item>"),
        RSS.format(ITEM).encode("utf-16"),
    ],
)
def test_every_kind_of_feed_and_common_faults_are_read(feed):
    (entry,) = entries(feed)
    assert (entry.title, entry.link) == ("Lũ lên", "https://bao.example/a.html")


def test_the_longer_of_summary_and_content_is_kept():
    (entry,) = entries(ATOM)
    assert entry.text == "Một.\nHai."
    assert entry.published == datetime(2026, 11, 21, 10, 30, tzinfo=ZONE)


def test_a_date_without_zone_is_vietnams_and_a_false_one_is_none():
    dated = "<item><title>a</title><pubDate>{}</pubDate></item>"
    found = entries(RSS.format(dated.format("2026-11-21 10:30:00") + dated.format("Fri, 01 Jan 2100 00:00:00 GMT")))
    assert [entry.published for entry in found] == [datetime(2026, 11, 21, 10, 30, tzinfo=ZONE), None]


def test_an_empty_feed_is_a_feed():
    assert entries(RSS.format("")) == ()


def test_an_item_without_link_or_with_one_that_is_none_is_still_met():
    found = entries(RSS.format("<item><title>a</title></item><item><link>javascript:x()</link></item>"))
    assert [(entry.link, entry.given) for entry in found] == [("", ""), ("", "javascript:x()")]


@pytest.mark.parametrize(
    ("text", "content_type", "said"),
    [
        ("", "", "empty answer"),
        ("   ", "application/xml", "empty answer"),
        ("<!DOCTYPE html><html><body>Bảo trì</body></html>", "text/html", "HTML page (text/html)"),
        ("<html><body>x</body></html>", "application/rss+xml", "HTML page (application/rss+xml)"),
        ('{"items": []}', "application/json", "JSON"),
        ("xin chào", "text/plain", "no RSS or Atom"),
        ("<svg xmlns='http://www.w3.org/2000/svg'/>", "image/svg+xml", "no RSS or Atom"),
        (bytes(range(256)) * 20, "application/octet-stream", "no RSS or Atom"),
    ],
)
def test_what_is_no_feed_says_what_came(text, content_type, said):
    assert said in refusal(text, content_type).en


BOMB = '<!DOCTYPE lolz [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>' + RSS.format("<item><title>&b;</title></item>")


@pytest.mark.parametrize(
    "feed",
    [
        BOMB,
        BOMB.encode("utf-16"),
        '<?xml version="1.0"?>\n<!doctype r [ <!entity x SYSTEM "file:///etc/passwd"> ]>' + RSS.format(""),
        '<!DOCTYPE r [<!ENTITY % p SYSTEM "http://khac.test/x.dtd"> %p;]>' + RSS.format(""),
    ],
)
def test_own_entities_are_refused(feed):
    assert "entities" in refusal(feed).en


def test_an_article_about_entities_is_read():
    text = "<![CDATA[Lỗ hổng <!ENTITY x> trong <!DOCTYPE a [ ]>]]>"
    (entry,) = entries(RSS.format(f"<item><title>{text}</title></item>"))
    assert entry.title.startswith("Lỗ hổng")


def test_what_would_take_minutes_is_refused_at_once():
    began = time.monotonic()
    assert "deep" in refusal('<rss version="2.0"><channel>' + "<a>" * 100_000).en
    assert time.monotonic() - began < 2


def test_overlong_parts_are_cut():
    title, text = "t" * (MAX_TITLE + 50), "x" * (MAX_TEXT + 50)
    (entry,) = entries(RSS.format(f"<item><title>{title}</title><description>{text}</description></item>"))
    assert (len(entry.title), len(entry.text)) == (MAX_TITLE, MAX_TEXT)


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("", ""),
        ("  một \n hai ", "một\nhai"),
        ("<p>một</p><p>hai<br/>ba</p>", "một\nhai\nba"),
        ("một<!-- không --> hai<style>x{}</style>", "một hai"),
        ("a &lt; b &amp;&#160;c", "a < b & c"),
        ("<b>một", "một"),
        ("<", "<"),
        ("<div>" * 2000 + "sâu", "sâu"),
    ],
)
def test_markup_becomes_what_a_reader_sees(markup, text):
    assert plain(markup) == text


@given(st.text(alphabet=st.sampled_from("<>&;/!-[]ab đ\"'=")))
def test_no_markup_breaks_it(markup):
    assert isinstance(plain(markup), str)


@given(st.text(alphabet=st.sampled_from("<>&;/!-[]item link title\"'=")))
def test_no_feed_breaks_it_otherwise_than_in_words(text):
    with contextlib.suppress(NotAFeedError):
        assert len(entries(RSS.format(text))) <= text.count("item")
