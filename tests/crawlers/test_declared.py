"""What a page declares for machines."""

import json
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawlers import chosen, declared
from crawlers.declared import Declared
from records import ZONE

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=ZONE)
MOMENT = datetime(2026, 8, 10, 5, 45, tzinfo=ZONE)
SAID = "2026-08-10T05:45:00+07:00"


def read(head: str, body: str = "<h1>Tít</h1>") -> Declared:
    tree = chosen.parse(f"<html><head>{head}</head><body>{body}</body></html>")
    assert tree is not None
    return declared.read(tree)


def linked(said: object) -> str:
    return f'<script type="application/ld+json">{json.dumps(said, ensure_ascii=False)}</script>'


@pytest.mark.parametrize(
    "said",
    [
        {"@type": "NewsArticle", "headline": "Tít", "datePublished": SAID, "dateModified": "2026-08-11T00:00:00+07:00"},
        [{"@type": "Organization"}, {"@type": ["NewsArticle"], "headline": "Tít", "datePublished": SAID}],
        {"@graph": [{"@type": "WebPage", "datePublished": "2020-01-01"}, {"@type": "Article", "datePublished": SAID}]},
        [
            {"@type": "ItemList", "itemListElement": [
                {"@type": "NewsArticle", "headline": "Bài khác", "datePublished": "2026-11-01T00:00:00+07:00"}]},
            {"@type": "NewsArticle", "headline": "Tít", "datePublished": SAID},
        ],
        {"@type": "LiveBlogPosting", "headline": "Tít", "datePublished": SAID,
         "liveBlogUpdate": [{"@type": "BlogPosting", "headline": "Mới", "datePublished": "2026-08-10T09:00:00+07:00"}]},
    ],
)  # fmt: skip
def test_the_articles_own_date_is_found_in_linked_data(said):
    assert declared.published(read(linked(said)), title="Tít", now=NOW) == MOMENT


@pytest.mark.parametrize(
    "head",
    [
        f'<script type="application/ld+json">{{"headline": "Tít", "datePublished": "{SAID}", }}</script>',
        f"<meta property='article:published_time' content='{SAID}'>",
        f"<meta itemprop='datePublished' content='{SAID}'><meta itemprop='dateModified' content='2026-08-12'>",
        f"<meta name='PubDate' content='{SAID}'>",
        f"<meta name='DC.date.issued' content='{SAID}'>",
        linked({"datePublished": "2099-01-01"}) + f"<meta name='pubdate' content='{SAID}'>",
    ],
)
def test_a_date_is_found_in_meta_tags_and_torn_linked_data(head):
    assert declared.published(read(head), title="Tít", now=NOW) == MOMENT


@pytest.mark.parametrize(
    "body",
    [
        f"<span class='hidden' itemprop='datePublished'>{SAID}</span>",
        f"<time itemprop='datePublished' datetime='{SAID}'>hôm kia</time>",
        f"<abbr class='published' title='{SAID}'>05:45</abbr>",
        f"<time pubdate datetime='{SAID}'></time>",
    ],
)
def test_a_date_is_found_in_marked_elements(body):
    assert declared.published(read("", body), title="Tít", now=NOW) == MOMENT


def test_when_a_page_was_touched_last_is_no_date_of_publishing():
    touched = ("article:modified_time", "og:updated_time")
    head = "".join(f"<meta property='{name}' content='2026-08-11'>" for name in touched)
    assert declared.published(read(head + linked({"dateModified": SAID})), title="Tít", now=NOW) is None


def test_another_articles_date_is_not_taken_where_its_own_cannot_be_true():
    other = {"@type": "NewsArticle", "headline": "Bài khác", "datePublished": SAID}
    own = {"@type": "NewsArticle", "headline": "Tít", "datePublished": "2099-01-01"}
    assert declared.published(read(linked([other, own])), title="Tít", now=NOW) is None


def test_titles_site_and_link_are_found():
    said = read(
        "<title> Tít\n bài </title><meta property='og:title' content='Tít'><meta property='og:site_name' content='Báo'>"
        "<link rel='canonical' href='/a-1.html'><meta property='og:url' content='/b'>"
    )
    assert (said.titles, said.document, said.site, said.canonical) == (("Tít",), "Tít bài", "Báo", "/a-1.html")
    assert read("<meta property='og:url' content='/b'>").canonical == "/b"


@given(st.text(alphabet=st.sampled_from('{}[]",: adtehlinPubs@2026-')))
def test_no_linked_data_breaks_it(text):
    said = read(f'<script type="application/ld+json">{text}</script>')
    found = declared.published(said, title="Tít", now=NOW)
    assert found is None or found <= NOW.replace(year=2027)
